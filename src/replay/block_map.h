/*
 * block_map.h - which block of the engine stands for an address of the recorded process.
 *
 * On a heap of another model blocks lie elsewhere, in another order: no arithmetic leads from
 * the one to the other (as it does in arena_map.h), each live block has an entry.
 *
 *	buckets[]   a linear hash table: it grows by splitting one bucket at a time, so
 *	            that no call is slow and little is journaled
 *	entries[]   address and block; those of freed blocks are used again first
 *
 * All of it lies in the store and changes through the gate.
 */
#ifndef REPLAY_BLOCK_MAP_H
#define REPLAY_BLOCK_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "store/image.h"
#include "store/store.h"

/* Four words, as images like them.  Index 0 is nobody. */
struct block_entry {
	uint64_t real;   /* the address in the process */
	addr block;      /* the engine's; NULL = it refused */
	uint64_t next;   /* in its bucket; or in the list of spare entries */
	uint64_t unused;
};

/* The fixed part, in the store. */
struct block_map_control {
	uint64_t buckets; /* in use; 0 until the first block */
	uint64_t level;   /* power of two: buckets = level + those split already */
	uint64_t entries; /* ever used, index 0 included */
	uint64_t live;    /* in a bucket */
	uint64_t spare;   /* head of the list of entries to use again */
};

/* A view of the map in one store; a value, cheap to make. */
struct block_map {
	struct store *store;
	struct block_map_control *control;
	uint32_t *heads;
	struct block_entry *entries;
	uint64_t most_buckets, most_entries;
};

/* The map in [bytes] bytes (BLOCK_MAP_LEAST or more) at [area], which is zero at first. */
#define BLOCK_MAP_LEAST (UINT64_C(1) << 20)
struct block_map block_map_at(struct store *store, addr area, uint64_t bytes);

/* What of it can hold anything. */
void block_map_ranges(const struct block_map *map, struct ranges *ranges);

/* NULL: the address is not known. */
const struct block_entry *block_map_find(const struct block_map *map, uint64_t real);

/* From now on [real] stands for that block, whatever it did before.  False if the map is full. */
bool block_map_put(struct block_map *map, uint64_t real, addr block);

/* Forget it, if it is known. */
void block_map_remove(struct block_map *map, uint64_t real);

#endif
