/*
 * block_map.h - which block of the engine stands for an address of the recorded process.
 *
 * On a heap of another model blocks lie elsewhere, in another order: no arithmetic leads from
 * the one to the other (as it does in arena_map.h), each live block has an entry.  The same is
 * so of the system allocator's blocks on any: which call gave them nothing else says.
 *
 * It is a hash table (store/hash.h), whose entries hold address and block.
 *
 * All of it lies in the store and changes through the write barrier.
 */
#ifndef REPLAY_BLOCK_MAP_H
#define REPLAY_BLOCK_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "store/hash.h"

/* Four words, as images like them. */
struct block_entry {
	uint64_t real;      /* the address in the process: the key */
	uint32_t next;      /* the table's */
	uint32_t unused[3];
	addr block;         /* the engine's; NULL = it refused */
};

/* A view of the map in one store; a value, cheap to make. */
struct block_map {
	struct hash table;
};

/* The map in [bytes] bytes (BLOCK_MAP_LEAST or more) at [area], all of them the store's, zero at
 * first.  [store] is borrowed; there is nothing to end. */
#define BLOCK_MAP_LEAST (UINT64_C(1) << 20)
struct block_map block_map_at(struct store *store, addr area, uint64_t bytes);

/* Append what of it can hold anything. */
void block_map_ranges(const struct block_map *map, struct ranges *ranges);

/* The entry of an address, in the store: valid until the map changes.  NULL: it is not known. */
const struct block_entry *block_map_find(const struct block_map *map, uint64_t real);

/* The address that stands for [block]; 0 = none does.  Looks at all of them. */
uint64_t block_map_real(const struct block_map *map, addr block);

/* From now on [real] stands for that block, whatever it did before.  False, and it is not put
 * there, if the map is full (store_spent has been asked). */
bool block_map_put(struct block_map *map, uint64_t real, addr block);

/* Forget it, if it is known. */
void block_map_remove(struct block_map *map, uint64_t real);

#endif
