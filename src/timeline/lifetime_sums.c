/* lifetime_sums.c - the lifetimes of all blocks, summed up; see lifetime_sums.h. */
#include "timeline/lifetime_sums.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define ROOM_LEAST 1024u
#define NEWS 8 /* looking again is worth it when there is 1/NEWS more than what is known */

enum future lifetime_future(struct ending ending, uint64_t now, uint64_t soon)
{
	switch (ending.kind) {
	case ENDING_NEVER:
		return FUTURE_NEVER;
	case ENDING_UNKNOWN:
		return FUTURE_UNKNOWN;
	case ENDING_FREED:
	case ENDING_MOVED:
		break;
	}
	return ending.operation - now <= soon ? FUTURE_SOON : FUTURE_LATER;
}

void lifetime_sums_fini(struct lifetime_sums *sums)
{
	free(sums->items);
	free(sums->births);
	*sums = (struct lifetime_sums){0};
}

/* Every live block with its birth; returns how many. */
static size_t collect(struct lifetime_sums *sums, const struct world *world)
{
	const struct heap *heap = &world->heap;
	size_t count;

	if (sums->room == 0)
		sums->room = ROOM_LEAST;
	for (;;) {
		if (!sums->births)
			sums->births = mem_alloc(sums->room * sizeof *sums->births);
		count = world->program->ops->births(world->program, heap, world->area,
						    heap->first_pool, heap->arenas_bytes,
						    sums->births, sums->room);
		if (count < sums->room)
			return count;
		free(sums->births);
		sums->births = NULL;
		sums->room *= 2;
	}
}

static void make_room(struct lifetime_sums *sums, const struct heap *heap)
{
	uint64_t slots = heap->control->maxarenas;

	sums->per_slot = heap->arena_size / heap->pool_size;
	if (slots > sums->slots) {
		free(sums->items);
		sums->items = mem_alloc(slots * sums->per_slot * sizeof *sums->items);
	}
	if (slots > sums->slots)
		sums->slots = slots;
	if (sums->items)
		memset(sums->items, 0, sums->slots * sums->per_slot * sizeof *sums->items);
}

static struct lifetime_sum *item_at(const struct lifetime_sums *sums, uint64_t slot, uint64_t pool)
{
	if (slot >= sums->slots || pool >= sums->per_slot)
		return NULL;
	return &sums->items[slot * sums->per_slot + pool];
}

static void add_block(struct lifetime_sums *sums, const struct heap *heap, addr block,
		      struct ending ending, uint64_t now)
{
	uint64_t at = block - heap->first_pool, in_slot = at & (heap->arena_size - 1);
	struct lifetime_sum *item =
		item_at(sums, at >> heap->arena_shift, in_slot / heap->pool_size);

	if (!item)
		return;
	item->blocks[lifetime_future(ending, now, sums->soon)]++;
	if (ending.operation > item->last)
		item->last = ending.operation;
}

static bool is_made(const struct lifetime_sums *sums, const struct world *world,
		    const struct lifetimes *lifetimes, bool complete, uint64_t soon)
{
	return sums->any && sums->events == world->state->events && sums->complete == complete &&
	       sums->soon == soon && lifetimes->known - sums->scouted <= sums->scouted / NEWS;
}

void lifetime_sums_make(struct lifetime_sums *sums, const struct world *world,
			const struct lifetimes *lifetimes, bool complete, uint64_t soon)
{
	uint64_t now = world->state->operations;
	size_t count;

	if (is_made(sums, world, lifetimes, complete, soon))
		return;
	sums->any = true;
	sums->complete = complete;
	sums->events = world->state->events;
	sums->scouted = lifetimes->known;
	sums->soon = soon;
	make_room(sums, &world->heap);
	count = collect(sums, world);
	for (size_t i = 0; i < count; i++) {
		const struct birth *birth = &sums->births[i];
		uint64_t born =
			lifetimes_birth(lifetimes, birth->born, world->program->was_recorded);

		add_block(sums, &world->heap, birth->block,
			  lifetimes_find(lifetimes, born, now, complete), now);
	}
}

struct lifetime_sum lifetime_sums_find(const struct lifetime_sums *sums, uint64_t slot,
				       uint32_t pool)
{
	const struct lifetime_sum *item = item_at(sums, slot, pool);

	return item ? *item : (struct lifetime_sum){0};
}
