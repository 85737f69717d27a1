/* moments.c - marks and stops; see timeline.h. */
#include <string.h>

#include "timeline/timeline.h"

/* The number of moments at or before a position. */
static size_t moments_until(const struct timeline_index *index, uint64_t events)
{
	size_t low = 0, high = index->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (index->items[middle].events <= events)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct moment *last_moment(const struct timeline *timeline, uint64_t events,
					bool is_mark)
{
	const struct timeline_index *index = timeline_index(timeline);

	for (size_t i = moments_until(index, events); i-- > 0;)
		if ((index->items[i].name != NULL) == is_mark)
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
