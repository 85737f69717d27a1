/*
 * facts.h - what kind of pymalloc this is: read off its first pool, never off its version.
 */
#ifndef RECORDER_FACTS_H
#define RECORDER_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What can be said from the beginning. */
void facts_begin(void);

/* Calls come to us before they come to debug hooks, which make them larger. */
void facts_debug(bool debug);

/* The arena allocator also serves stacks of frames (3.11 and later), with or without pymalloc. */
bool facts_is_arena(size_t size);

/* Whether arenas here have this size, as far as that is known. */
bool facts_is_usual(size_t size);

/* The arena allocator has returned this in the current thread (0: the system refused).  Whether it
 * is an arena the next call tells, whose block lies in it if it is.  [missing]: it was obtained
 * for a call that the hooks did not see, so it is one. */
void facts_arena(uint64_t base, size_t size, bool missing);
void facts_arena_free(uint64_t base);

/* A call of the current thread has returned [block], NULL = none. */
void facts_answer(const void *block);

/* Whether pymalloc was seen to ask for an arena. */
bool facts_has_arena(void);

/* Look again, with [block], the latest, of [size] bytes, or NULL.  Writes the missing call once
 * its block is there.  True: all is known. */
bool facts_look(const void *block, size_t size);

#endif
