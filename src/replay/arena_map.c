/* arena_map.c - which arena holds an address; see arena_map.h. */
#include "replay/arena_map.h"

#include <assert.h>

#define MOST (ARENA_MAP_STRETCHES / 4 * 3)

uint64_t arena_map_bytes(uint64_t slots)
{
	return ARENA_MAP_STRETCHES_AT + ARENA_MAP_STRETCHES * sizeof(struct arena_stretch) + slots * 8;
}

void arena_map_ranges(const struct arena_map *map, uint64_t slots, struct ranges *ranges)
{
	assert(slots <= map->slots);
	ranges_add(ranges, store_addr(map->store, map->known), 8);
	if (*map->known > 0)
		ranges_add(ranges, store_addr(map->store, map->stretches),
			   ARENA_MAP_STRETCHES * sizeof *map->stretches);
	ranges_add(ranges, store_addr(map->store, map->reals), slots * 8);
}

static struct arena_stretch *have(struct arena_map *map, uint64_t number)
{
	struct arena_stretch *stretch = arena_map_stretch(map, number);

	if (stretch->number == 0) {
		store_set(map->store, &stretch->number, number);
		store_set(map->store, map->known, *map->known + 1);
	}
	return stretch;
}

static bool is_aligned(const struct arena_map *map, uint64_t real)
{
	return (real & ((UINT64_C(1) << map->arena_shift) - 1)) == 0;
}

/* Note slot [slot], or that it is no more ([mark] 0), in the stretches its arena lies in. */
static void note(struct arena_map *map, uint64_t real, uint32_t mark)
{
	store_set_half(map->store, &have(map, arena_map_number(map, real))->begins, mark);
	if (!is_aligned(map, real))
		store_set_half(map->store, &have(map, arena_map_number(map, real) + 1)->reaches, mark);
}

/* Stretches whose arenas are gone are forgotten when the table fills up. */
static void start_again(struct arena_map *map)
{
	store_clear(map->store, store_addr(map->store, map->stretches),
		    ARENA_MAP_STRETCHES * sizeof *map->stretches);
	store_set(map->store, map->known, UINT64_C(0));
	for (uint64_t slot = 0; slot < map->slots && *map->known < MOST; slot++)
		if (map->reals[slot])
			note(map, map->reals[slot], (uint32_t)slot + 1);
}

bool arena_map_add(struct arena_map *map, uint64_t slot, uint64_t real)
{
	uint64_t last = real + (UINT64_C(1) << map->arena_shift) - 1;

	if (slot >= map->slots || map->reals[slot] || last < real ||
	    arena_map_find(map, real) != UINT64_MAX || arena_map_find(map, last) != UINT64_MAX)
		return false;
	if (*map->known + 2 > MOST)
		start_again(map);
	if (*map->known + 2 > MOST)
		return false;
	store_set(map->store, &map->reals[slot], real);
	note(map, real, (uint32_t)slot + 1);
	return true;
}

void arena_map_remove(struct arena_map *map, uint64_t slot)
{
	uint64_t real;

	assert(slot < map->slots);
	real = map->reals[slot];
	if (!real)
		return;
	note(map, real, 0);
	store_set(map->store, &map->reals[slot], UINT64_C(0));
}
