/*
 * extents.h - stretches of addresses, none of which overlaps another: the live arenas.
 *
 * A program of many gigabytes has tens of thousands of arenas, and each new one usually lies
 * in front of all others, so one sorted array would be moved as a whole again and again.
 * These are sorted runs of a few hundred, sorted.
 */
#ifndef TRACE_EXTENTS_H
#define TRACE_EXTENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct extent {
	uint64_t start, size; /* size > 0; start + size does not overflow */
	uint64_t line;        /* where it was obtained */
};

struct extent_run;

struct extents {
	struct extent_run **items; /* none is empty */
	size_t count, capacity;
};

/* The extent that overlaps [start, start + size), or NULL; valid until the next change. */
const struct extent *extents_overlap(const struct extents *extents, uint64_t start, uint64_t size);

/* The extent that begins at [start], or NULL. */
const struct extent *extents_find(const struct extents *extents, uint64_t start);

/* Add one that overlaps no other; remove one that is there. */
void extents_add(struct extents *extents, struct extent extent);
void extents_remove(struct extents *extents, uint64_t start);

void extents_fini(struct extents *extents);

#endif
