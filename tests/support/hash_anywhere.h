/*
 * hash_anywhere.h - a hash of a world wherever it stands.
 */
#ifndef SUPPORT_HASH_ANYWHERE_H
#define SUPPORT_HASH_ANYWHERE_H

#include "timeline/world.h"

/* Like world_hash, but in the middle of a step, too: an arena that is being set up or given
 * back has an address, but what else its object says is not to be relied on. */
static inline uint64_t hash_anywhere(const struct world *world)
{
	const struct heap *heap = &world->heap;
	struct ranges ranges = {0};
	uint64_t hash;

	ranges_add(&ranges, heap->store->base, sizeof *heap->control);
	ranges_add(&ranges, store_addr(heap->store, heap->arenas),
		   heap->control->maxarenas * sizeof *heap->arenas);
	if (heap->told)
		ranges_add(&ranges, store_addr(heap->store, heap->told),
			   heap->control->maxarenas * sizeof *heap->told);
	for (uint64_t slot = 0; slot < heap->control->maxarenas; slot++)
		if (heap->arenas[slot].address)
			ranges_add(&ranges, heap->first_pool + (slot << heap->arena_shift),
				   heap->arena_size);
	ranges_add(&ranges, heap->script_area, sizeof *world->state);
	world->program->ops->ranges(world->program, heap, world->area, &ranges);
	hash = store_hash(&world->store, &ranges);
	ranges_fini(&ranges);
	return hash;
}

#endif
