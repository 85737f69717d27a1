/* where.c - places in a run by name; see where.h. */
#include "cli/where.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "timeline/timeline.h"

#define SLICE 65536

static void scout_all(struct timeline *timeline)
{
	while (timeline_scout(timeline, SLICE))
		;
}

static bool no_such_mark(const struct timeline *timeline, const char *where)
{
	const struct timeline_index *index = timeline_index(timeline);
	const char *names[64], *nearest;
	size_t count = 0;

	for (size_t i = 0; i < index->count && count < 64; i++)
		if (index->items[i].name)
			names[count++] = index->items[i].name;
	nearest = diag_nearest(where, names, count);
	fprintf(stderr, "arenawalk: error: --at: no mark is called '%s'\n", where);
	if (nearest)
		fprintf(stderr, "  hint: did you mean '%s'?\n", nearest);
	else
		fprintf(stderr, "  hint: an operation (12), a step of it (12.3), a mark, or end\n");
	return false;
}

static bool go_to_mark(struct timeline *timeline, const char *where)
{
	const struct moment *mark;

	scout_all(timeline);
	mark = timeline_find_mark(timeline, where);
	if (!mark)
		return no_such_mark(timeline, where);
	return timeline_seek(timeline, (struct position){.events = mark->events});
}

bool where_go(struct timeline *timeline, const char *where)
{
	uint64_t operation;
	uint32_t steps = 0;
	int end = 0;

	if (strcmp(where, "end") == 0) {
		timeline_seek_end(timeline);
		return true;
	}
	if (*where < '0' || *where > '9' ||
	    (sscanf(where, "%18" SCNu64 "%n.%9u%n", &operation, &end, &steps, &end), where[end]))
		return go_to_mark(timeline, where);
	if (timeline_seek_operation(timeline, operation, steps))
		return true;
	fprintf(stderr, "arenawalk: error: --at: the run has no operation %s\n", where);
	scout_all(timeline);
	fprintf(stderr, "  hint: it has %" PRIu64 "\n", timeline_index(timeline)->operations);
	return false;
}
