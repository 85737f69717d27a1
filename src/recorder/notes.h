/*
 * notes.h - what a recording holds beside calls and arenas: marks, imports, statistics,
 * samples of pools.
 */
#ifndef RECORDER_NOTES_H
#define RECORDER_NOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Listen to audit events.  Not before main: start-up may still put another allocator in place
 * of the one from which the interpreter takes the memory for that. */
void notes_begin(void);

/* The last statistics and samples; only the first call counts. */
void notes_end(void);

/* Which arenas there are. */
void notes_arena(uint64_t base, size_t size);
void notes_arena_free(uint64_t base);

/* A sample every N calls (share.h, sample_every). */
bool notes_are_due(void);
void notes_if_due(void);

#endif
