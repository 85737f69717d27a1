/*
 * search.c - searching against a naive full scan:
 *
 *	forward from the beginning and back from the end it finds the same moments, all of them;
 *	from anywhere it finds the next, and the last;
 *	found, not found or given up, what is shown stays as it is;
 *	riding with the scout it finds the same, and the scout misses nothing.
 *
 * The scan looks at the heap before and after each event through inspect.h, and at the steps
 * through a journal; the search does neither.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "chance.h"
#include "heap/inspect.h"
#include "must.h"
#include "scale.h"
#include "scenario_text.h"
#include "suite.h"
#include "timeline/search.h"

#if IS_CHECKED_BUILD
#define LONG_RUN "140000"
#else
#define LONG_RUN "300000"
#endif

static const char *const scenarios[] = {
	/* arenas come and go */
	"model: toy\nsteps:\n"
	"- mark: begin\n- mark: begin again\n"
	"- repeat: {times: 70, steps: [{alloc: {name: b$i, size: 16+$i}}]}\n"
	"- say: full\n- mark: half the way\n"
	"- free_where: {group: b, every: 3}\n"
	"- free_where: {group: b, newest: 20}\n"
	"- expect: {steps: [pool_full, arena_obtain, pool_relink]}\n"
	"- mark: the way back\n"
	"- repeat: {times: 9, steps: [{alloc: {name: c$i, size: 16*$i}}]}\n"
	"- free_where: {group: b}\n- free_where: {group: c}\n- mark: end of the way\n",
	/* everything, at random */
	"model: toy\nsteps:\n- say: words first\n"
	"- random: {operations: 1500, live: 40, min: 0, max: 110, reallocs: 25, seed: 9}\n"
	"- ask: {question: q, about: pool}\n"
	"- free_where: {group: r, every: 2}\n",
	"model: cpython-3.9\narenas: page\nsteps:\n"
	"- random: {operations: 900, live: 300, min: 1, max: 600, reallocs: 10}\n",
	/* longer than the distance of images */
	"model: toy\nsteps:\n"
	"- random: {operations: " LONG_RUN ", live: 60, min: 0, max: 110, reallocs: 10, seed: 3}\n",
};

#define SCENARIOS ((int)(sizeof scenarios / sizeof *scenarios))

/* As they are typed; what a scenario does not have is found nowhere. */
static const char *const texts[] = {
	"pool_full", "pool_empty", "arena obtain", "ARENA-RELEASE", "pool_init", "to_system",
	"size_class", "take_block", "realloc_copy", "crash", "class 0", "class 2", "class 3", "56",
	"0", "0x40", "b3", "c5", "r7", "b", "pool 0:1", "1:2", "arena 1", "0:0:96", "0:0:100",
	"block 1:1:50", "arenas > 1", "arenas > 2", "live > 700", "live > 1K", "mark way",
	"mark the back", "mark begin", "mark nothing at all",
};

#define TEXTS ((int)(sizeof texts / sizeof *texts))

static struct program *program;
static struct timeline *timeline;
static struct search *search;
static struct chance chance;

/* What is searched for, and all moments at which it is so. */
struct wanted {
	struct condition condition;
	struct position *items;
	size_t count, capacity;
};

static struct wanted all[TEXTS];
static struct wanted *wanted; /* the one in question */

/* -- the scan: once through the program, for all texts --------------------------------- */

static struct {
	struct world world;
	struct journal *steps;
	struct step_log log;
	bool is_step[TEXTS][STEP_KIND_COUNT]; /* which of them a text names */
} scan;

static uint64_t class_of(addr block)
{
	struct place place = heap_place(&scan.world.heap, block);
	struct pool_info pool;

	if (place.kind != PLACE_BLOCK || !heap_owns(&scan.world.heap, block) ||
	    !heap_pool(&scan.world.heap, place.slot, place.pool, &pool))
		return UINT64_MAX;
	return pool.block_size / (1u << scan.world.heap.model->alignment_shift) - 1;
}

/* What can be seen of an operation's block and of the heap at present. */
struct sight {
	struct place place;
	uint64_t szidx, live, arenas;
};

static struct sight look(addr block)
{
	const struct heap *heap = &scan.world.heap;
	struct heap_totals totals;

	heap_sum(heap, &totals);
	return (struct sight){.place = heap_place(heap, block),
			      .szidx = class_of(block),
			      .live = totals.block_bytes,
			      .arenas = heap->control->narenas_currently_allocated};
}

static bool is_at(const struct sight *sight)
{
	struct place place = sight->place;
	struct place there = heap_place(&scan.world.heap, wanted->condition.value);

	if (place.kind != PLACE_BLOCK)
		return false;
	if (wanted->condition.kind == CONDITION_RANGE)
		return place.slot == there.slot &&
		       (strncmp(wanted->condition.text, "arena", 5) == 0 ||
			place.pool == there.pool);
	if (sight->szidx == UINT64_MAX || there.kind != PLACE_BLOCK)
		return false;
	return place.slot == there.slot && place.pool == there.pool &&
	       there.offset >= place.offset &&
	       there.offset - place.offset <
		       model_block_size(scan.world.heap.model, (uint32_t)sight->szidx);
}

static bool is_named(const struct op *op)
{
	char name[LABEL_BYTES];

	program->ops->spell(program, op->name, name, sizeof name);
	if (strlen(wanted->condition.text) == 1) /* a group */
		name[1] = '\0';
	return strcmp(name, wanted->condition.text) == 0;
}

static bool is_moment(const struct op *op, const struct sight *before, const struct sight *after)
{
	uint64_t value = wanted->condition.value;

	switch (wanted->condition.kind) {
	case CONDITION_CLASS: return before->szidx == value || after->szidx == value;
	case CONDITION_BYTES: return op->kind <= OP_REALLOC && op->count * op->bytes == value;
	case CONDITION_NAME: return is_named(op);
	case CONDITION_RANGE:
	case CONDITION_ADDRESS: return is_at(before) || is_at(after);
	case CONDITION_LIVE: return before->live <= value && after->live > value;
	case CONDITION_ARENAS: return before->arenas <= value && after->arenas > value;
	case CONDITION_NONE:
	case CONDITION_STEP:
	case CONDITION_REAL:
	case CONDITION_MARK: break;
	}
	return false;
}

/* Whether the text is the step's name, in any case and with any hyphens. */
static bool is_step(const char *text, const char *name)
{
	char typed[CONDITION_TEXT];

	snprintf(typed, sizeof typed, "%s", text);
	for (char *c = typed; *c; c++)
		*c = *c == ' ' || *c == '-' ? '_' : *c;
	return strcasecmp(name, typed) == 0;
}

static void note_steps(uint64_t event, uint64_t first)
{
	uint64_t end = scan.steps->step_end;

	for (uint64_t i = first; i < end; i++) {
		if (!scan.is_step[wanted - all][journal_step(scan.steps, i)->kind])
			continue;
		array_push(wanted, i + 1 == end ? (struct position){.events = event + 1}
						: (struct position){.events = event,
								    .steps = (uint32_t)(i + 1 - first)});
	}
}

static void note_marks(const struct notices *notices)
{
	for (size_t i = 0; i < notices->count; i++) {
		struct position here = {.events = scan.world.state->events};
		const char *name = notices->items[i].text, *text = wanted->condition.text;
		bool has = wanted->condition.kind == CONDITION_MARK &&
			   notices->items[i].kind == NOTICE_MARK;

		/* As the texts above have it: "mark", then one or two words. */
		if (strcmp(text, "mark the back") == 0)
			has = has && strstr(name, "the") && strstr(name, "back");
		else
			has = has && strstr(name, text + 5);
		if (has && (wanted->count == 0 ||
			    wanted->items[wanted->count - 1].events != here.events || here.events == 0))
			array_push(wanted, here);
	}
}

static void note_all_marks(struct notices *notices)
{
	for (wanted = all; wanted < all + TEXTS; wanted++)
		note_marks(notices);
	notices_clear(notices);
}

static void note_operation(const struct op *op, const struct sight *before,
			   const struct sight *after, uint64_t event, uint64_t first_step)
{
	for (wanted = all; wanted < all + TEXTS; wanted++) {
		if (wanted->condition.kind == CONDITION_STEP)
			note_steps(event, first_step);
		else if (is_moment(op, before, after))
			array_push(wanted, (struct position){.events = event + 1});
	}
}

static void scan_event(const struct event *event, struct notices *notices)
{
	uint64_t number = scan.world.state->events, first = scan.steps->step_end;
	bool is_op = event->kind == EVENT_OP;
	struct sight before, after;
	addr result;

	if (is_op)
		before = look(event->op.block);
	scan.world.heap.log = &scan.log;
	result = world_run(&scan.world, event, notices);
	scan.world.heap.log = NULL;
	note_all_marks(notices);
	if (!is_op)
		return;
	after = look(result);
	note_operation(&event->op, &before, &after, number, first);
}

static void scan_all(void)
{
	struct world_options options = {0};
	struct notices notices = {0};
	struct event event;

	for (int i = 0; i < TEXTS; i++)
		for (int kind = 0; kind < STEP_KIND_COUNT; kind++)
			scan.is_step[i][kind] = is_step(all[i].condition.text,
							step_name((enum step_kind)kind));
	scan.log.journal = scan.steps = journal_new(1, 10);
	ck_assert(world_init(&scan.world, program, &options, &notices));
	note_all_marks(&notices);
	for (world_peek(&scan.world, &event); event.kind != EVENT_END;
	     world_peek(&scan.world, &event))
		scan_event(&event, &notices);
	world_fini(&scan.world);
	journal_destroy(scan.steps);
	notices_fini(&notices);
}

/* -- searching ------------------------------------------------------------------------ */

static int compare(struct position a, struct position b)
{
	if (a.events != b.events)
		return a.events < b.events ? -1 : 1;
	if (a.steps != b.steps)
		return a.steps < b.steps ? -1 : 1;
	return a.writes < b.writes ? -1 : a.writes > b.writes;
}

static bool is_disturbed; /* somebody else lets the scout run, too */

static enum search_state find(struct position from, bool back)
{
	enum search_state state;

	ck_assert(search_begin(search, &wanted->condition, from, back));
	do {
		state = search_run(search, 1 + chance_below(&chance, is_disturbed ? 40 : 60000));
		if (is_disturbed && chance_one_in(&chance, 3))
			timeline_scout(timeline, chance_below(&chance, 30));
	} while (state == SEARCH_MORE);
	return state;
}

/* The one that is to be found, or NULL. */
static const struct position *expected(struct position from, bool back)
{
	const struct position *best = NULL;

	for (size_t i = 0; i < wanted->count; i++) {
		int order = compare(wanted->items[i], from);

		if (back && order < 0)
			best = &wanted->items[i];
		if (!back && order > 0)
			return &wanted->items[i];
	}
	return best;
}

static bool finds_right(struct position from, bool back)
{
	const struct position *right = expected(from, back);
	enum search_state state = find(from, back);

	must((state == SEARCH_FOUND) == (right != NULL), "%s from %u.%u %s: %s", wanted->condition.text,
	     (unsigned)from.events, from.steps, back ? "back" : "forth",
	     right ? "not found" : "found");
	if (right)
		must(compare(search->found, *right) == 0, "%s from %u.%u %s: %u.%u, not %u.%u",
		     wanted->condition.text, (unsigned)from.events, from.steps, back ? "back" : "forth",
		     (unsigned)search->found.events, search->found.steps, (unsigned)right->events,
		     right->steps);
	return right != NULL;
}

static void walk(bool back, size_t most)
{
	struct position from = {.events = back ? UINT64_C(1) << 40 : 0};

	if (back && wanted->condition.kind != CONDITION_MARK) {
		from.events = timeline_index(timeline)->events;
		from.writes = 1; /* what lies at the very end is before this */
	}
	for (size_t i = 0; i < most && finds_right(from, back); i++)
		from = search->found;
}

static void jump_about(int times)
{
	for (int i = 0; i < times; i++) {
		struct position from = {
			.events = chance_below(&chance, timeline_index(timeline)->events + 1)};

		if (wanted->count && chance_one_in(&chance, 2))
			from = wanted->items[chance_below(&chance, wanted->count)];
		else if (chance_one_in(&chance, 3))
			from.steps = chance_pick(&chance, 4);
		from.writes = chance_one_in(&chance, 4);
		finds_right(from, chance_one_in(&chance, 2));
	}
}

static bool is_mark(int text)
{
	return strncmp(texts[text], "mark", 4) == 0;
}

static void open_timeline(void)
{
	struct timeline_options options = {0};

	timeline_destroy(timeline);
	timeline = timeline_new(program, &options);
	ck_assert_ptr_nonnull(timeline);
	search = timeline_search(timeline);
}

static void read_text(int i)
{
	char why[200];
	struct str out = str_init(why, sizeof why);
	struct condition *condition = &all[i].condition;

	if (!condition_read(texts[i], timeline_world(timeline), timeline_index(timeline), false,
			    condition, &out)) {
		*condition = (struct condition){0}; /* a name that is not there */
		snprintf(condition->text, sizeof condition->text, "%s", texts[i]);
	}
}

/* Marks are searched for where the scout has not been yet, and read there. */
static void open_run(int scenario, bool scouted)
{
	program = scenario_text(scenarios[scenario]);
	open_timeline();
	for (int i = 0; i < TEXTS; i++)
		if (is_mark(i) || !scouted)
			read_text(i);
	while (scouted && timeline_scout(timeline, 100000))
		;
	for (int i = 0; i < TEXTS; i++)
		if (!is_mark(i) && scouted)
			read_text(i);
	scan_all();
	chance = (struct chance){(uint64_t)scenario};
}

/* [afresh]: in a timeline in which nothing has happened yet. */
static void want(int text, bool afresh)
{
	if (afresh)
		open_timeline();
	wanted = &all[text];
}

static void close_run(void)
{
	timeline_destroy(timeline);
	timeline = NULL;
	program_destroy(program);
	for (int i = 0; i < TEXTS; i++)
		free(all[i].items);
	memset(all, 0, sizeof all);
}

/* -- tests ---------------------------------------------------------------------------- */

START_TEST(finds_all_moments_forth_and_back)
{
	bool is_long = _i == SCENARIOS - 1;

	open_run(_i, true);
	/* In the long run every other of what can be looked for, where each search takes long. */
	for (int text = 0; text < TEXTS; text += is_long && IS_CHECKED_BUILD ? 2 : 1) {
		want(text, is_mark(text));
		walk(false, is_long ? (size_t)scaled(20) : SIZE_MAX);
		walk(true, is_long ? (size_t)scaled(20) : SIZE_MAX);
		jump_about(is_long ? scaled(20) : IS_CHECKED_BUILD ? 20 : 200);
	}
	close_run();
}
END_TEST

/* Going to what was found shows the step that made it. */
START_TEST(the_moment_shows_its_step)
{
	const struct step_record *step;
	struct current current;

	open_run(1, true);
	want(_i, is_mark(_i));
	for (size_t i = 0; i < wanted->count; i++) {
		must(timeline_seek(timeline, wanted->items[i]), "not reached");
		must(compare(timeline_position(timeline), wanted->items[i]) == 0, "elsewhere");
		timeline_current(timeline, &current);
		if (wanted->condition.kind != CONDITION_STEP)
			continue;
		step = journal_step(timeline_journal(timeline),
				    current.first_step + current.steps_done - 1);
		must(wanted->condition.mask >> step->kind & 1, "another step");
	}
	close_run();
}
END_TEST

/* Whatever comes of a search, nobody sees it who does not go there. */
START_TEST(nothing_that_is_shown_changes)
{
	struct condition condition;
	struct position at;
	uint64_t hash;

	open_run(_i, true);
	for (int i = 0; i < 60; i++) {
		timeline_seek(timeline,
			      (struct position){.events = chance_below(&chance, 1500),
						.steps = chance_pick(&chance, 3)});
		at = timeline_position(timeline);
		hash = world_hash(timeline_world(timeline));
		condition_read(texts[chance_pick(&chance, TEXTS)], timeline_world(timeline),
			       timeline_index(timeline), false, &condition,
			       &(struct str){(char[200]){""}, 0, 200, false});
		ck_assert(search_begin(search, &condition, at, chance_one_in(&chance, 2)));
		for (uint32_t slices = chance_pick(&chance, 6); slices > 0; slices--)
			search_run(search, 1 + chance_below(&chance, 400)); /* and given up */
		must(compare(timeline_position(timeline), at) == 0, "another position");
		must(world_hash(timeline_world(timeline)) == hash, "another world");
	}
	close_run();
}
END_TEST

static struct timeline *alone; /* nobody searches there */

static void open_alone(void)
{
	struct timeline_options options = {0};

	alone = timeline_new(program, &options);
	ck_assert_ptr_nonnull(alone);
	while (timeline_scout(alone, 1000))
		;
}

/* What the scout knows in the end is what it would know by itself. */
static void scout_missed_nothing(void)
{
	const struct timeline_index *index = timeline_index(timeline);
	const struct timeline_index *right = timeline_index(alone);

	while (timeline_scout(timeline, 1000))
		;
	ck_assert(index->complete);
	ck_assert_uint_eq(index->events, right->events);
	ck_assert_uint_eq(index->operations, right->operations);
	ck_assert_uint_eq(index->count, right->count);
	ck_assert_uint_eq(index->failed, 0);
	for (size_t i = 0; i < index->count; i++)
		must(index->items[i].events == right->items[i].events, "another moment");
}

START_TEST(riding_with_the_scout_is_the_same)
{
	open_run(_i / 2, false);
	open_alone();
	for (int text = 0; text < TEXTS; text++) {
		want(text, true);
		is_disturbed = _i % 2;
		walk(false, SIZE_MAX);
		is_disturbed = false;
		scout_missed_nothing();
		jump_about(scaled(20));
	}
	timeline_destroy(alone);
	close_run();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("search");
	TCase *finding = suite_case(suite, "finding", 60);
	TCase *riding = suite_case(suite, "riding", 60);
	TCase *showing = suite_case(suite, "showing", 60);

	tcase_add_loop_test(finding, finds_all_moments_forth_and_back, 0, SCENARIOS);
	tcase_add_loop_test(riding, riding_with_the_scout_is_the_same, 0, 2 * 3);
	tcase_add_loop_test(showing, the_moment_shows_its_step, 0, TEXTS);
	tcase_add_loop_test(showing, nothing_that_is_shown_changes, 0, SCENARIOS);
	return suite_run(suite);
}
