/* moments.c - marks and stops; see timeline.h. */
#include <assert.h>
#include <string.h>

#include "base/halves.h"
#include "timeline/timeline.h"

/* The number of moments at or before a position. */
static size_t moments_until(const struct timeline_index *index, uint64_t events)
{
	struct halves search = {0, index->count};

	while (halves_left(&search))
		halves_go(&search, index_moment(index, halves_middle(&search))->events <= events);
	return search.low;
}

/* The number of moments before the end of operation [operations]. */
static size_t moments_before(const struct timeline_index *index, uint64_t operations)
{
	struct halves search = {0, index->count};

	while (halves_left(&search))
		halves_go(&search, index_moment(index, halves_middle(&search))->operations < operations);
	return search.low;
}

/* Stops among the first [count] moments. */
static uint64_t stops_among(const struct timeline_index *index, size_t count)
{
	return count ? index_moment(index, count - 1)->stops : 0;
}

struct moment_group moments_from(const struct timeline_index *index, size_t first)
{
	uint64_t operations;
	size_t end;

	assert(first < index->count);
	operations = index_moment(index, first)->operations;
	end = moments_before(index, operations + 1);
	return (struct moment_group){first, end, operations,
				     stops_among(index, end) - stops_among(index, first)};
}

struct moment_group moments_after(const struct timeline_index *index, uint64_t operations)
{
	size_t first = moments_before(index, operations);

	if (first == index->count || index_moment(index, first)->operations != operations)
		return (struct moment_group){first, first, operations, 0};
	return moments_from(index, first);
}

uint64_t moments_stops_passed(const struct timeline_index *index, const struct moment_group *group,
			      uint64_t events)
{
	size_t until = moments_until(index, events);

	if (until <= group->first)
		return 0;
	return stops_among(index, until < group->end ? until : group->end) -
	       stops_among(index, group->first);
}

static const struct moment *next_moment(const struct timeline *timeline, uint64_t events,
					bool is_mark)
{
	const struct timeline_index *index = timeline_index(timeline);

	for (size_t i = moments_until(index, events); i < index->count; i++)
		if ((index_moment(index, i)->name != NULL) == is_mark)
			return &index->items[i];
	return NULL;
}

const struct moment *timeline_mark_after(const struct timeline *timeline, uint64_t events)
{
	return next_moment(timeline, events, true);
}

const struct moment *timeline_stop_after(const struct timeline *timeline, uint64_t events)
{
	return next_moment(timeline, events, false);
}

static const struct moment *last_moment(const struct timeline *timeline, uint64_t events,
					bool is_mark)
{
	const struct timeline_index *index = timeline_index(timeline);

	for (size_t i = moments_until(index, events); i-- > 0;)
		if ((index_moment(index, i)->name != NULL) == is_mark)
			return &index->items[i];
	return NULL;
}

const struct moment *timeline_mark_before(const struct timeline *timeline, uint64_t events)
{
	return last_moment(timeline, events, true);
}

const struct moment *timeline_stop_before(const struct timeline *timeline, uint64_t events)
{
	return last_moment(timeline, events, false);
}

const struct moment *timeline_find_mark(const struct timeline *timeline, const char *name)
{
	const struct timeline_index *index = timeline_index(timeline);

	for (size_t i = 0; i < index->count; i++)
		if (index->items[i].name && strcmp(index->items[i].name, name) == 0)
			return &index->items[i];
	return NULL;
}
