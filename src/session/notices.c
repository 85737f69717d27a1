/* notices.c - faults and failed expectations of a run; see notices.h. */
#include "session/notices.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/str.h"
#include "scenario/open.h"

#define TEXTS_MOST 3 /* for one place: b0, b1, b2 ... would go on to say the same */

struct told {
	const struct notice *first;
	uint64_t others; /* other texts at the same place, not told */
};

struct told_list {
	struct told *items;
	size_t count, capacity;
};

static bool same_place(const struct notice *a, const struct notice *b)
{
	return a->kind == b->kind && a->place.line == b->place.line &&
	       a->place.column == b->place.column;
}

/* Count [notice] where enough has been told; false if it is to be told.  All that one
 * expectation finds at one moment is news. */
static bool count_other(struct told_list *list, const struct notice *notice)
{
	struct told *last = NULL;
	bool same_moment = false;
	size_t texts = 0;

	for (size_t i = 0; i < list->count; i++) {
		struct told *told = &list->items[i];

		if (!same_place(told->first, notice))
			continue;
		last = told;
		texts++;
		same_moment |= notice->kind == NOTICE_FAILED &&
			       told->first->operations == notice->operations;
	}
	if (texts < TEXTS_MOST || same_moment)
		return false;
	last->others += notice->again + 1;
	return true;
}

/* How many notices there were; not all are kept. */
static uint64_t gather(struct told_list *list, const struct notices *notices)
{
	uint64_t count = 0;

	for (size_t i = 0; i < notices->count; i++) {
		const struct notice *notice = &notices->items[i];

		count += notice->again + 1;
		if (!count_other(list, notice))
			array_push(list, (struct told){.first = notice});
	}
	return count;
}

static void add_count(struct str *out, uint64_t count, bool exact, const char *what)
{
	if (count == 0)
		return;
	str_printf(out, "%s%s%" PRIu64 " more %s", out->length ? ", and " : "and ",
		   exact ? "" : "at least ", count, what);
}

static void print_told(struct diag_list *diags, const struct told *told, bool exact)
{
	const struct notice *notice = told->first;
	char counts[80], moment[400];
	struct str more = str_init(counts, sizeof counts), hint = str_init(moment, sizeof moment);

	add_count(&more, notice->again, exact, notice->again == 1 ? "time" : "times");
	add_count(&more, told->others, exact, "like it");
	str_add(&hint, notice->again ? "first " : "");
	if (notice->operations)
		str_printf(&hint, "after operation %" PRIu64, notice->operations);
	else
		str_add(&hint, "before the first operation");
	if (notice->hint)
		str_printf(&hint, ": %s", notice->hint);
	diag_add(diags, DIAG_ERROR, notice->place, moment, "%s%s%s%s%s",
		 notice->kind == NOTICE_FAILED ? "expectation does not hold: " : "", notice->text,
		 more.length ? " (" : "", counts, more.length ? ")" : "");
}

void notices_print(const struct timeline *timeline, const struct source *source, FILE *out)
{
	const struct timeline_index *index = timeline_index(timeline);
	struct diag_list diags = {0};
	struct told_list list = {0};
	bool exact; /* not when there were too many to keep, or the run was given up */

	exact = gather(&list, &index->notices) == index->failed + index->faults &&
		index->complete && index->faults < SCENARIO_MAX_FAULTS;
	for (size_t i = 0; i < list.count; i++)
		print_told(&diags, &list.items[i], exact);
	diag_print(&diags, source, out);
	diag_fini(&diags);
	free(list.items);
}
