/* extents.c - stretches of addresses that do not overlap; see extents.h. */
#include "trace/extents.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/halves.h"
#include "base/mem.h"

#define RUN_MOST 256u

struct extent_run {
	size_t count;
	struct extent items[RUN_MOST];
};

/* The last run that begins at or before [start]; the first if none does. */
static size_t run_of(const struct extents *extents, uint64_t start)
{
	struct halves search = {1, extents->count};

	while (halves_left(&search))
		halves_go(&search, extents->items[halves_middle(&search)]->items[0].start <= start);
	return search.low - 1;
}

/* How many of the run begin at or before [start]. */
static size_t place_in(const struct extent_run *run, uint64_t start)
{
	struct halves search = {0, run->count};

	while (halves_left(&search))
		halves_go(&search, run->items[halves_middle(&search)].start <= start);
	return search.low;
}

static bool overlap(const struct extent *extent, uint64_t start, uint64_t size)
{
	return extent->start < start + size && start < extent->start + extent->size;
}

const struct extent *extents_overlap(const struct extents *extents, uint64_t start, uint64_t size)
{
	const struct extent_run *run;
	size_t index, place;

	if (extents->count == 0)
		return NULL;
	index = run_of(extents, start);
	run = extents->items[index];
	place = place_in(run, start);
	if (place > 0 && overlap(&run->items[place - 1], start, size))
		return &run->items[place - 1];
	if (place < run->count)
		return overlap(&run->items[place], start, size) ? &run->items[place] : NULL;
	if (index + 1 < extents->count && overlap(extents->items[index + 1]->items, start, size))
		return extents->items[index + 1]->items;
	return NULL;
}

const struct extent *extents_find(const struct extents *extents, uint64_t start)
{
	const struct extent *extent = extents_overlap(extents, start, 1);

	return extent && extent->start == start ? extent : NULL;
}

static void insert_run(struct extents *extents, size_t index, struct extent_run *run)
{
	extents->items = array_grow(extents->items, extents->count, &extents->capacity,
				    sizeof *extents->items);
	memmove(extents->items + index + 1, extents->items + index,
		(extents->count - index) * sizeof *extents->items);
	extents->items[index] = run;
	extents->count++;
}

static void split(struct extents *extents, size_t index)
{
	struct extent_run *run = extents->items[index];
	struct extent_run *upper = mem_alloc(sizeof *upper);

	run->count = RUN_MOST / 2;
	upper->count = RUN_MOST - RUN_MOST / 2;
	memcpy(upper->items, run->items + run->count, upper->count * sizeof *upper->items);
	insert_run(extents, index + 1, upper);
}

void extents_add(struct extents *extents, struct extent extent)
{
	struct extent_run *run;
	size_t place;

	assert(extent.size > 0 && extent.start + extent.size > extent.start);
	assert(!extents_overlap(extents, extent.start, extent.size));
	if (extents->count == 0)
		insert_run(extents, 0, mem_zero(1, sizeof *run));
	run = extents->items[run_of(extents, extent.start)];
	if (run->count == RUN_MOST) {
		split(extents, run_of(extents, extent.start));
		run = extents->items[run_of(extents, extent.start)];
	}
	place = place_in(run, extent.start);
	memmove(run->items + place + 1, run->items + place,
		(run->count - place) * sizeof *run->items);
	run->items[place] = extent;
	run->count++;
}

void extents_remove(struct extents *extents, uint64_t start)
{
	struct extent_run *run;
	size_t index, place;

	assert(extents_find(extents, start));
	index = run_of(extents, start);
	run = extents->items[index];
	place = place_in(run, start);
	memmove(run->items + place - 1, run->items + place,
		(run->count - place) * sizeof *run->items);
	if (--run->count > 0)
		return;
	free(run);
	extents->count--;
	memmove(extents->items + index, extents->items + index + 1,
		(extents->count - index) * sizeof *extents->items);
}

void extents_fini(struct extents *extents)
{
	for (size_t i = 0; i < extents->count; i++)
		free(extents->items[i]);
	free(extents->items);
	*extents = (struct extents){0};
}
