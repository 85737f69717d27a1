/*
 * prints.h - what the interpreter prints about pymalloc of its own: for sys._debugmallocstats() and
 * PYTHONMALLOCSTATS.
 *
 * It does so only while its own function stands in the place of the allocator.  So ours is taken
 * away for the moment, and where it was asked in vain already, it is asked again.
 */
#ifndef RECORDER_PRINTS_H
#define RECORDER_PRINTS_H

#include <stddef.h>

/* The interpreter has looked for PYTHONMALLOCSTATS and found [value], or NULL. */
void prints_wanted(const char *value);

/* Something of [size] is asked for at the place [caller], which is an arena where the first one was,
 * and is not there yet. */
void prints_arena(size_t size, const void *caller);

/* The interpreter is about to end: it clears its audit hooks. */
void prints_ending(void);

/* It gives back, or is about to, what it had from the arena allocator. */
void prints_freed(void);

/* Stand in front of sys._debugmallocstats(), as soon as there is one.  To be called while nothing
 * is being changed: from an event, or before the interpreter begins to run code. */
void prints_begin(void);

#endif
