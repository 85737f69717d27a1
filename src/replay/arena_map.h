/*
 * arena_map.h - which live arena holds an address of the recorded process.
 *
 * The engine's arenas lie at places of its own; a recording says where the interpreter's
 * were.  The map keeps, for each slot, the real address, and finds the slot for an address by
 * the arena-sized stretch of memory that it lies in: an arena that is not aligned reaches
 * from one stretch into the next, so that at most two share a stretch (CPython's radix tree,
 * address_in_range of 3.10, stands on the same fact).
 *
 * All of it lies in the store and changes through the write barrier: going back in time takes
 * arenas away again.
 */
#ifndef REPLAY_ARENA_MAP_H
#define REPLAY_ARENA_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "store/image.h"
#include "store/store.h"

#define ARENA_MAP_STRETCHES (UINT32_C(1) << 16) /* of memory that can be known at a time */
#define ARENA_MAP_STRETCHES_AT 4096u            /* bytes from its area's start */

struct arena_stretch {
	uint64_t number;   /* address / arena size + 1; 0 = free */
	uint32_t begins;   /* slot + 1 of the arena that begins in it; 0 = none */
	uint32_t reaches;  /* slot + 1 of the arena that reaches into it from below */
};

struct arena_map {
	struct store *store;
	uint64_t *known;                  /* stretches taken */
	struct arena_stretch *stretches;  /* hash table, ARENA_MAP_STRETCHES */
	uint64_t *reals;                  /* by slot: the address in the process; 0 = no arena */
	uint64_t slots;
	uint32_t arena_shift;
};

/* Bytes of the store that a map for [slots] slots takes. */
uint64_t arena_map_bytes(uint64_t slots);

/* Make [map] the view of the one at [area], arena_map_bytes of [store], zero at first; arenas are
 * of 1 << [arena_shift] bytes.  [store] is borrowed; there is nothing to end. */
static inline void arena_map_init(struct arena_map *map, struct store *store, addr area,
				  uint64_t slots, uint32_t arena_shift)
{
	unsigned char *at = store_at(store, area);
	unsigned char *stretches = at + ARENA_MAP_STRETCHES_AT;

	map->store = store;
	map->known = (uint64_t *)at;
	map->stretches = (struct arena_stretch *)stretches;
	map->reals = (uint64_t *)(stretches + ARENA_MAP_STRETCHES * sizeof(struct arena_stretch));
	map->slots = slots;
	map->arena_shift = arena_shift;
}

/* Append what of it can hold anything, with [slots] slots in use: at most map->slots. */
void arena_map_ranges(const struct arena_map *map, uint64_t slots, struct ranges *ranges);

/* Slot [slot] has an arena at [real].  False, and nothing of it is known: it overlaps one that is
 * known or reaches past the address space, there is no such slot, or it has an arena, or the table
 * of stretches is full. */
bool arena_map_add(struct arena_map *map, uint64_t slot, uint64_t real);

/* Slot [slot], which there must be, has no arena any more, if it had one. */
void arena_map_remove(struct arena_map *map, uint64_t slot);

/* The number of the stretch that [real] lies in, which is never 0. */
static inline uint64_t arena_map_number(const struct arena_map *map, uint64_t real)
{
	return (real >> map->arena_shift) + 1;
}

/* Where the stretch of that number is, or where it would go. */
static inline struct arena_stretch *arena_map_stretch(const struct arena_map *map, uint64_t number)
{
	const uint64_t mask = ARENA_MAP_STRETCHES - 1;
	uint64_t at = (number * UINT64_C(0x9e3779b97f4a7c15)) >> 48;

	while (map->stretches[at & mask].number && map->stretches[at & mask].number != number)
		at++;
	return &map->stretches[at & mask];
}

/* The slot of the arena that holds [real]; UINT64_MAX if none does.  Asked for twice a call. */
static inline uint64_t arena_map_find(const struct arena_map *map, uint64_t real)
{
	const struct arena_stretch *stretch = arena_map_stretch(map, arena_map_number(map, real));

	if (stretch->begins && real >= map->reals[stretch->begins - 1])
		return stretch->begins - 1;
	if (stretch->reaches &&
	    real - map->reals[stretch->reaches - 1] < UINT64_C(1) << map->arena_shift)
		return stretch->reaches - 1;
	return UINT64_MAX;
}

#endif
