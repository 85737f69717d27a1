/*
 * memory_map.h - which memory of the process is in use outside of arenas: the blocks that the
 * system allocator gave.
 *
 * Two bits for each 8 bytes: in use, and the first of a block.  They lie in tables of 1 MiB of
 * addresses each.  Blocks of a megabyte and more, of which there are few, would only fill such
 * tables: they are kept as extents.
 *
 * It serves verify, which only goes forward: it is no part of a store.
 */
#ifndef REPLAY_MEMORY_MAP_H
#define REPLAY_MEMORY_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "trace/extents.h"

struct memory_table;

struct memory_map {
	struct memory_table **slots; /* hash table of owned ones; NULL = free */
	uint64_t room, count;        /* room is a power of two, or 0 */
	struct memory_table *recent; /* the one asked for last; NULL = none */
	struct extents large;        /* blocks of 1 MiB and more */
};

enum memory_use {
	MEMORY_UNKNOWN, /* no block that we know of */
	MEMORY_BLOCK,   /* a block begins here */
	MEMORY_INSIDE,  /* a block is here, but it begins before */
};

/* Nothing is in use.  To be ended with memory_map_fini. */
void memory_map_init(struct memory_map *map);
void memory_map_fini(struct memory_map *map);

/* A block of [bytes] (0 counts as 1) begins at [start], a multiple of 8.  False, and nothing
 * happens, if some of it is in use.  What lies where no process has memory is passed over. */
bool memory_map_take(struct memory_map *map, uint64_t start, uint64_t bytes);

/* The block that begins at [start] is no more, if there is one. */
void memory_map_give(struct memory_map *map, uint64_t start);

/* What is in use at the address [where]. */
enum memory_use memory_map_use(struct memory_map *map, uint64_t where);

/* Whether any of these [bytes], 1 or more, is in use; false where no process has memory. */
bool memory_map_overlaps(struct memory_map *map, uint64_t start, uint64_t bytes);

#endif
