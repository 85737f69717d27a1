/* checkpoints.c - images at intervals; see checkpoints.h. */
#include "timeline/checkpoints.h"

#include <assert.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/halves.h"

void checkpoints_init(struct checkpoints *checkpoints, uint64_t budget)
{
	*checkpoints = (struct checkpoints){.interval = CHECKPOINT_INTERVAL, .budget = budget};
}

static void drop(struct checkpoint *item)
{
	if (!item->is_borrowed)
		image_destroy(item->image);
}

void checkpoints_fini(struct checkpoints *checkpoints)
{
	for (size_t i = 0; i < checkpoints->count; i++)
		drop(&checkpoints->items[i]);
	free(checkpoints->items);
	*checkpoints = (struct checkpoints){0};
}

static void drop_every_second(struct checkpoints *checkpoints)
{
	size_t kept = 1; /* the beginning */

	checkpoints->interval *= 2;
	for (size_t i = 1; i < checkpoints->count; i++) {
		struct checkpoint *item = &checkpoints->items[i];

		if (item->events % checkpoints->interval == 0) {
			checkpoints->items[kept++] = *item;
			continue;
		}
		if (!item->is_borrowed)
			checkpoints->bytes -= image_bytes(item->image);
		drop(item);
	}
	checkpoints->count = kept;
}

static void keep_within_budget(struct checkpoints *checkpoints)
{
	while (checkpoints->bytes > checkpoints->budget && checkpoints->count > 1)
		drop_every_second(checkpoints);
}

void checkpoints_offer(struct checkpoints *checkpoints, const struct world *world)
{
	uint64_t events = world->state->events;
	struct image *image;

	/* No place for an image is passed over: jumps would take longer and longer. */
	assert(checkpoints->count == 0 ||
	       events <= checkpoints->items[checkpoints->count - 1].events + checkpoints->interval);
	if (events & (checkpoints->interval - 1)) /* a power of two; asked once an event */
		return;
	image = world_image(world);
	checkpoints->bytes += image_bytes(image);
	array_push(checkpoints, (struct checkpoint){.events = events,
						    .operations = world->state->operations,
						    .image = image});
	keep_within_budget(checkpoints);
}

void checkpoints_shrink(struct checkpoints *checkpoints, uint64_t bytes)
{
	checkpoints->budget -= bytes < checkpoints->budget ? bytes : checkpoints->budget;
	keep_within_budget(checkpoints);
}

void checkpoints_borrow(struct checkpoints *checkpoints, const struct checkpoints *from,
			uint64_t events)
{
	checkpoints->interval = from->interval;
	for (size_t i = 0; i < from->count && from->items[i].events <= events; i++) {
		struct checkpoint item = from->items[i];

		item.is_borrowed = true;
		if (item.events > 0) /* the beginning is our own */
			array_push(checkpoints, item);
	}
}

/* Both counts ascend together, so one search serves both. */
static const struct checkpoint *last_not_after(const struct checkpoints *checkpoints,
					       uint64_t value, bool by_operations)
{
	struct halves search = {1, checkpoints->count};

	while (halves_left(&search)) {
		const struct checkpoint *item = &checkpoints->items[halves_middle(&search)];

		halves_go(&search, (by_operations ? item->operations : item->events) <= value);
	}
	assert(search.low > 0);
	return &checkpoints->items[search.low - 1];
}

const struct checkpoint *checkpoints_before_event(const struct checkpoints *checkpoints,
						  uint64_t events)
{
	return last_not_after(checkpoints, events, false);
}

const struct checkpoint *checkpoints_before_operation(const struct checkpoints *checkpoints,
						      uint64_t operations)
{
	return last_not_after(checkpoints, operations, true);
}
