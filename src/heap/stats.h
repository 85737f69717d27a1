/*
 * stats.h - what CPython would print about the heap: the pymalloc part of
 * sys._debugmallocstats (_PyObject_DebugMallocStats), character for character.
 */
#ifndef HEAP_STATS_H
#define HEAP_STATS_H

#include "base/str.h"
#include "heap/heap.h"

/* The radix tree that says which addresses are pymalloc's (3.10 and later).  It grows with
 * the addresses that arenas had in the process, which the heap does not know. */
struct heap_map_nodes {
	uint64_t mid, bot;                         /* nodes made so far */
	uint64_t root_bytes, mid_bytes, bot_bytes; /* of the root, and of one node of each kind */
};

/* Bytes that the text takes at most. */
#define HEAP_STATS_BYTES 16384u

/* Append the text.  Takes time in proportion to the heap.  [nodes] NULL: without the part about the
 * radix tree, as before 3.10. */
void heap_stats(const struct heap *heap, const struct heap_map_nodes *nodes, struct str *out);

#endif
