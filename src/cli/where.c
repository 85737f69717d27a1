/* where.c - places in a run by name; see where.h. */
#include "cli/where.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/complain.h"
#include "base/str.h"
#include "timeline/timeline.h"

#define SLICE 65536
#define DIGITS_MOST 18 /* no run is so long */

static void scout_all(struct timeline *timeline)
{
	while (timeline_scout(timeline, SLICE))
		;
}

static bool no_such_mark(const struct timeline *timeline, const char *option, const char *where)
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
			 "an operation (12), a step of it (12.3), a mark, a stop (stop:3), or end"),
		 "%s: no mark is called '%s'", option, where);
	return false;
}

static bool go_to(struct timeline *timeline, const struct moment *moment)
{
	return timeline_seek(timeline, (struct position){.events = moment->events});
}

/* The [number]-th narrated stop, from 1, in the order of the run; say and ask count alike. */
static bool go_to_stop(struct timeline *timeline, const char *option, const char *where,
		       const char *number)
{
	const struct timeline_index *index = timeline_index(timeline);
	uint64_t wanted = strspn(number, "0123456789") <= DIGITS_MOST ? strtoull(number, NULL, 10)
								      : UINT64_MAX;
	uint64_t seen = 0;
	char text[64];
	struct str hint = str_init(text, sizeof text);

	for (size_t i = 0; i < index->count; i++)
		if (!index->items[i].name && ++seen == wanted)
			return go_to(timeline, &index->items[i]);
	str_add(&hint, "it has ");
	str_count(&hint, seen, "stop");
	str_add(&hint, wanted ? "" : "; they are counted from 1");
	complain(stderr, text, "%s: the run has no %s", option, where);
	return false;
}

static bool go_to_name(struct timeline *timeline, const char *option, const char *where)
{
	const char *number = strncmp(where, "stop:", 5) == 0 ? where + 5 : NULL;
	const struct moment *mark;

	scout_all(timeline);
	mark = timeline_find_mark(timeline, where);
	if (mark)
		return go_to(timeline, mark);
	if (number && *number && !number[strspn(number, "0123456789")])
		return go_to_stop(timeline, option, where, number);
	return no_such_mark(timeline, option, where);
}

static bool no_such_step(const struct timeline *timeline, const char *option, const char *where)
{
	struct current current;
	char hint[64];

	timeline_current(timeline, &current);
	snprintf(hint, sizeof hint, "it has %u", current.step_count);
	complain(stderr, hint, "%s: %s: the operation has no such step", option, where);
	return false;
}

static bool no_such_operation(struct timeline *timeline, const char *option, const char *where)
{
	char hint[64];

	scout_all(timeline);
	snprintf(hint, sizeof hint, "it has %" PRIu64, timeline_index(timeline)->operations);
	complain(stderr, hint, "%s: the run has no operation %s", option, where);
	return false;
}

static bool go_to_step(struct timeline *timeline, const char *option, const char *where,
		       uint64_t operation, uint64_t step)
{
	if (operation == 0) {
		complain(stderr, "operations and steps are counted from 1",
			 "%s: %s: 0 is the beginning of the run, which has no steps", option, where);
		return false;
	}
	if (step > 0 && step <= UINT32_MAX &&
	    timeline_seek_operation(timeline, operation, (uint32_t)step))
		return true;
	if (timeline_seek_operation(timeline, operation, 0))
		return no_such_step(timeline, option, where);
	return no_such_operation(timeline, option, where);
}

bool where_go(struct timeline *timeline, const char *option, const char *where)
{
	size_t digits = strspn(where, "0123456789");
	const char *step = where[digits] == '.' ? where + digits + 1 : NULL;
	size_t step_digits = step ? strspn(step, "0123456789") : 0;
	uint64_t operation;

	if (strcmp(where, "end") == 0) {
		timeline_seek_end(timeline);
		return true;
	}
	if (digits == 0 || (step ? step_digits == 0 || step[step_digits] : where[digits]))
		return go_to_name(timeline, option, where);
	if (digits > DIGITS_MOST)
		return no_such_operation(timeline, option, where);
	operation = strtoull(where, NULL, 10);
	if (step)
		return go_to_step(timeline, option, where, operation,
				  step_digits > DIGITS_MOST ? UINT64_MAX : strtoull(step, NULL, 10));
	return timeline_seek_operation(timeline, operation, 0) ||
	       no_such_operation(timeline, option, where);
}
