/* notices.c - faults and failed expectations of a run; see notices.h. */
#include "cli/notices.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/str.h"
#include "scenario/open.h"

#define TEXTS_MOST 3 /* for one place: b0, b1, b2 ... would go on to say the same */

/* One message, for all that would read the same. */
struct told {
	const struct notice *first;
	uint64_t operation; /* that had happened */
	size_t again;       /* the same text at the same place */
	size_t others;      /* another text at the same place, not told */
};

struct told_list {
	struct told *items;
	size_t count, capacity;
};

static void note_times(struct notice_times *times, const struct timeline_index *index)
{
	while (times->count < index->notices.count)
		array_push(times, index->operations);
}

bool notices_scout(struct notice_times *times, struct timeline *timeline)
{
	const struct timeline_index *index = timeline_index(timeline);
	bool more;

	note_times(times, index); /* there may be some before the first event */
	more = timeline_scout(timeline, 1);
	note_times(times, index);
	return more;
}

static bool same_place(const struct notice *a, const struct notice *b)
{
	return a->kind == b->kind && a->place.line == b->place.line &&
	       a->place.column == b->place.column;
}

/* Count [notice] where it has been told; false if it is new.  All that one expectation finds at
 * one moment is news. */
static bool count_again(struct told_list *list, const struct notice *notice, uint64_t operation)
{
	struct told *last = NULL;
	bool same_moment = false;
	size_t texts = 0;

	for (size_t i = 0; i < list->count; i++) {
		struct told *told = &list->items[i];

		if (!same_place(told->first, notice))
			continue;
		if (strcmp(told->first->text, notice->text) == 0) {
			told->again++;
			return true;
		}
		last = told;
		texts++;
		same_moment |= notice->kind == NOTICE_FAILED && told->operation == operation;
	}
	if (texts < TEXTS_MOST || same_moment)
		return false;
	last->others++;
	return true;
}

static void gather(struct told_list *list, const struct notice_times *times,
		   const struct notices *notices)
{
	for (size_t i = 0; i < notices->count; i++) {
		const struct notice *notice = &notices->items[i];
		uint64_t operation = i < times->count ? times->items[i] : 0;

		if (!count_again(list, notice, operation))
			array_push(list, (struct told){.first = notice, .operation = operation});
	}
}

/* Not all are known when there were too many to keep, or the run was given up. */
static bool all_are_known(const struct timeline_index *index)
{
	return index->complete && index->faults < SCENARIO_MAX_FAULTS &&
	       index->notices.count == index->failed + index->faults;
}

static void add_count(struct str *out, size_t count, bool exact, const char *what)
{
	if (count == 0)
		return;
	str_printf(out, "%s%s%zu more %s", out->length ? ", and " : "and ",
		   exact ? "" : "at least ", count, what);
}

static void print_told(struct diag_list *diags, const struct told *told, bool exact)
{
	const struct notice *notice = told->first;
	char counts[80], moment[400];
	struct str more = str_init(counts, sizeof counts), hint = str_init(moment, sizeof moment);

	add_count(&more, told->again, exact, told->again == 1 ? "time" : "times");
	add_count(&more, told->others, exact, "like it");
	str_add(&hint, told->again ? "first " : "");
	if (told->operation)
		str_printf(&hint, "after operation %" PRIu64, told->operation);
	else
		str_add(&hint, "before the first operation");
	if (notice->hint)
		str_printf(&hint, ": %s", notice->hint);
	diag_add(diags, DIAG_ERROR, notice->place, moment, "%s%s%s%s%s",
		 notice->kind == NOTICE_FAILED ? "expectation does not hold: " : "", notice->text,
		 more.length ? " (" : "", counts, more.length ? ")" : "");
}

void notices_print(const struct notice_times *times, const struct timeline *timeline,
		   const struct source *source, FILE *out)
{
	const struct timeline_index *index = timeline_index(timeline);
	struct diag_list diags = {0};
	struct told_list list = {0};

	gather(&list, times, &index->notices);
	for (size_t i = 0; i < list.count; i++)
		print_told(&diags, &list.items[i], all_are_known(index));
	diag_print(&diags, source, out);
	diag_fini(&diags);
	free(list.items);
}
