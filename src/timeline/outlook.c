/* outlook.c - the fates of all blocks, summed up; see outlook.h. */
#include "timeline/outlook.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

#define ROOM_LEAST 1024u
#define NEWS 8 /* a part of what is known: so much more is worth looking again */

enum future future_of(struct fate fate, uint64_t now, uint64_t soon)
{
	switch (fate.kind) {
	case FATE_NEVER: return FUTURE_NEVER;
	case FATE_UNKNOWN: return FUTURE_UNKNOWN;
	case FATE_FREED:
	case FATE_MOVED: break;
	}
	return fate.operation - now <= soon ? FUTURE_SOON : FUTURE_LATER;
}

void outlooks_fini(struct outlooks *outlooks)
{
	free(outlooks->items);
	free(outlooks->births);
	*outlooks = (struct outlooks){0};
}

/* Every live block with its birth; returns how many. */
static size_t collect(struct outlooks *outlooks, const struct world *world)
{
	const struct heap *heap = &world->heap;
	size_t count;

	if (outlooks->room == 0)
		outlooks->room = ROOM_LEAST;
	for (;;) {
		if (!outlooks->births)
			outlooks->births = mem_alloc(outlooks->room * sizeof *outlooks->births);
		count = world->program->ops->births(world->program, heap, world->area,
						    heap->first_pool, heap->arenas_bytes,
						    outlooks->births, outlooks->room);
		if (count < outlooks->room)
			return count;
		free(outlooks->births);
		outlooks->births = NULL;
		outlooks->room *= 2;
	}
}

static void make_room(struct outlooks *outlooks, const struct heap *heap)
{
	uint64_t slots = heap->control->maxarenas;

	outlooks->per_slot = heap->arena_size / heap->pool_size;
	if (slots > outlooks->slots) {
		free(outlooks->items);
		outlooks->items = mem_alloc(slots * outlooks->per_slot * sizeof *outlooks->items);
	}
	if (slots > outlooks->slots)
		outlooks->slots = slots;
	if (outlooks->items)
		memset(outlooks->items, 0,
		       outlooks->slots * outlooks->per_slot * sizeof *outlooks->items);
}

static struct outlook *item_at(const struct outlooks *outlooks, uint64_t slot, uint64_t pool)
{
	if (slot >= outlooks->slots || pool >= outlooks->per_slot)
		return NULL;
	return &outlooks->items[slot * outlooks->per_slot + pool];
}

static void add_block(struct outlooks *outlooks, const struct heap *heap, addr block,
		      struct fate fate, uint64_t now)
{
	uint64_t at = block - heap->first_pool, in_slot = at & (heap->arena_size - 1);
	struct outlook *item = item_at(outlooks, at >> heap->arena_shift,
				       in_slot / heap->pool_size);

	if (!item)
		return;
	item->blocks[future_of(fate, now, outlooks->soon)]++;
	if (fate.operation > item->last)
		item->last = fate.operation;
}

static bool is_made(const struct outlooks *outlooks, const struct world *world,
		    const struct fates *fates, bool complete, uint64_t soon)
{
	return outlooks->any && outlooks->events == world->state->events &&
	       outlooks->complete == complete && outlooks->soon == soon &&
	       fates->known - outlooks->scouted <= outlooks->scouted / NEWS;
}

void outlooks_make(struct outlooks *outlooks, const struct world *world,
		   const struct fates *fates, bool complete, uint64_t soon)
{
	uint64_t now = world->state->operations;
	size_t count;

	if (is_made(outlooks, world, fates, complete, soon))
		return;
	outlooks->any = true;
	outlooks->complete = complete;
	outlooks->events = world->state->events;
	outlooks->scouted = fates->known;
	outlooks->soon = soon;
	make_room(outlooks, &world->heap);
	count = collect(outlooks, world);
	for (size_t i = 0; i < count; i++) {
		const struct birth *birth = &outlooks->births[i];
		uint64_t born = fates_birth(fates, birth->born, world->program->was_recorded);

		add_block(outlooks, &world->heap, birth->block,
			  fates_find(fates, born, now, complete), now);
	}
}

struct outlook outlooks_find(const struct outlooks *outlooks, uint64_t slot, uint32_t pool)
{
	const struct outlook *item = item_at(outlooks, slot, pool);

	return item ? *item : (struct outlook){0};
}
