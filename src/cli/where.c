/* where.c - places in a run by name; see where.h. */
#include "cli/where.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/complain.h"
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
	const char *names[64];
	char hint[160];
	size_t count = 0;

	for (size_t i = 0; i < index->count && count < 64; i++)
		if (index->items[i].name)
			names[count++] = index->items[i].name;
	complain(stderr,
		 suggest(hint, sizeof hint, where, names, count,
			 "an operation (12), a step of it (12.3), a mark, or end"),
		 "--at: no mark is called '%s'", where);
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

static bool no_such_step(const struct timeline *timeline, const char *where)
{
	struct current current;
	char hint[64];

	timeline_current(timeline, &current);
	snprintf(hint, sizeof hint, "it has %u", current.step_count);
	complain(stderr, hint, "--at: %s: the operation has no such step", where);
	return false;
}

bool where_go(struct timeline *timeline, const char *where)
{
	uint64_t operation;
	uint32_t steps = 0;
	char hint[64];
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
	if (steps > 0 && timeline_seek_operation(timeline, operation, 0))
		return no_such_step(timeline, where);
	scout_all(timeline);
	snprintf(hint, sizeof hint, "it has %" PRIu64, timeline_index(timeline)->operations);
	complain(stderr, hint, "--at: the run has no operation %s", where);
	return false;
}
