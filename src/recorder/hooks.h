/*
 * hooks.h - our functions in front of the interpreter's allocators.
 */
#ifndef RECORDER_HOOKS_H
#define RECORDER_HOOKS_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/share.h"

struct arena_allocator;

/* What the interpreter calls in place of its own; [to]: the struct allocator behind it. */
void *hook_malloc(void *to, size_t size);
void *hook_realloc(void *to, void *old, size_t size);
void hook_free(void *to, void *block);
void *hook_arena_alloc(void *ctx, size_t size);
void hook_arena_free(void *ctx, void *arena, size_t size);

/* The library for Python 2.7 is in front of its functions by its names alone: get ready.  False:
 * this is another library. */
bool hooks_interpose(void);
void hooks_arenas(const struct arena_allocator *arenas);

/* Before main.  Anything but PROBLEM_NONE: this interpreter cannot be recorded. */
enum problem hooks_install(void);

/* Start-up of some versions puts other allocators in place: take our place again. */
void hooks_check(void);

/* Why there was nothing to record. */
enum problem hooks_why(void);

/* Be gone, as far as that can be: in a process that is not recorded any more, where no other thread
 * runs. */
void hooks_leave(void);

/* Whether nobody else's functions stand in front of ours. */
bool hooks_are_first(void);

/* The interpreter believes its statistics only while its own functions are in place. */
void hooks_lift(void);
void hooks_lower(void);

#endif
