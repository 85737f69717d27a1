/*
 * census.c - where the bytes are: the ledger adds up at every write, what is known from the writes
 * since the last look equals a count of everything, and the past is what it was.
 */
#include <check.h>
#include <string.h>

#include "replay/recorded_program.h"
#include "scenario_text.h"
#include "suite.h"
#include "timeline/census.h"

#include "process.h" /* has a heap of its own: behind what knows others */

static struct program *program;
static struct timeline *timeline;
static struct census census;

static const struct heap *shown(void)
{
	return &timeline_world(timeline)->heap;
}

static void open_timeline(void)
{
	timeline = timeline_new(program, &(struct timeline_options){0});
	ck_assert_ptr_nonnull(timeline);
	census = (struct census){0};
	census_take(&census, timeline);
}

static void teardown(void)
{
	timeline_destroy(timeline);
	if (program)
		program_destroy(program);
	timeline = NULL;
	program = NULL;
	forget_process();
}

/* -- what must hold ------------------------------------------------------------------- */

static void adds_up(const struct heap_census *count)
{
	const struct heap_totals *t = &count->totals;
	uint64_t pools = t->pools_empty + t->pools_unset + t->pools_virgin, blocks = 0;

	must(t->block_bytes + t->listed_bytes + t->carvable_bytes + t->header_bytes +
			     t->tail_bytes + t->alignment_bytes + pools * shown()->pool_size ==
		     t->arenas * shown()->arena_size,
	     "the parts are not the whole");
	must(t->listed_bytes + t->carvable_bytes == t->available_bytes, "available bytes");
	for (uint32_t c = 0; c < MAX_SIZE_CLASSES; c++) {
		const struct heap_class *class = &count->classes[c];

		must(class->blocks <= class->capacity, "class %u: too many blocks", c);
		blocks += class->blocks;
	}
	must(blocks == t->blocks, "the classes are not the whole");
}

static void is_requested(uint64_t sums[MAX_SIZE_CLASSES])
{
	static struct label labels[20000];
	const struct world *world = timeline_world(timeline);
	size_t count = program->ops->labels(program, shown(), world->area, 0, UINT64_MAX, labels,
					    20000);

	ck_assert_uint_lt(count, 20000);
	memset(sums, 0, MAX_SIZE_CLASSES * sizeof *sums);
	for (size_t i = 0; i < count; i++) {
		struct place place = heap_place(shown(), labels[i].block);
		struct pool_info pool;

		if (place.kind == PLACE_BLOCK && heap_pool(shown(), place.slot, place.pool, &pool))
			sums[pool.szidx] += labels[i].requested;
	}
}

/* At the present position, however it was reached. */
static void is_right(void)
{
	static struct heap_census all;
	uint64_t sums[MAX_SIZE_CLASSES];
	struct current current;

	census_take(&census, timeline);
	heap_count(shown(), &all);
	must(memcmp(&all, &census.now.heap, sizeof all) == 0, "not what counting finds");
	adds_up(&census.now.heap);
	adds_up(&census.before.heap);
	timeline_current(timeline, &current);
	must(census.any_before == (current.any && current.event.kind == EVENT_OP), "before");
	if (!census.knows_requests)
		return;
	for (uint32_t c = 0; c < MAX_SIZE_CLASSES; c++) {
		uint64_t given = c < model_classes(shown()->model)
					 ? census.now.heap.classes[c].blocks *
						   model_block_size(shown()->model, c)
					 : 0;

		must(census.now.requested[c] <= given, "class %u: %u requested, %u given", c,
		     (unsigned)census.now.requested[c], (unsigned)given);
	}
	if (current.any && current.steps_done < current.step_count)
		return;
	is_requested(sums);
	must(memcmp(sums, census.now.requested, sizeof sums) == 0, "requested");
}

/* -- scenarios ------------------------------------------------------------------------ */

static const char *const texts[] = {
	"title: t\nmodel: toy\nsteps:\n"
	"- alloc: {name: a, size: 25}\n- alloc: {name: b, size: 0}\n- alloc: {name: c, size: 600}\n"
	"- realloc: {name: a, size: 20}\n- realloc: {name: a, size: 100}\n"
	"- say: words\n- realloc: {name: c, size: 30}\n- realloc: {name: a, size: 2000}\n"
	"- calloc: {name: d, count: 3, size: 7}\n- free: [a, b, c, d]\n",
	"title: t\nmodel: toy\nsteps:\n"
	"- repeat: {times: 60, steps: [{alloc: {name: b$i, size: 5+3*$i}}]}\n"
	"- free_where: {group: b, every: 2}\n"
	"- repeat: {times: 30, steps: [{alloc: {name: c$i, size: 33}}]}\n"
	"- free_where: {group: b}\n- free_where: {group: c}\n"
	"- alloc: {name: z, size: 1}\n",
	"title: t\nmodel: cpython-3.11\narenas: page\nsteps:\n"
	"- random: {operations: 300, seed: 7, group: g, live: 80, min: 1, max: 600, reallocs: 20}\n",
	"title: t\nmodel: toy\nsteps:\n"
	"- random: {operations: 700, seed: 3, group: g, live: 60, min: 1, max: 80, reallocs: 30}\n"
	"- free_where: {group: g}\n",
	"title: t\nmodel: toy\nsteps:\n"
	"- alloc: {name: a, size: 25}\n- alloc: {name: b, size: 25}\n- free: a\n- double_free: a\n"
	"- alloc: {name: c, size: 25}\n- alloc: {name: d, size: 25}\n- free: b\n",
};

START_TEST(right_at_every_write_forwards_and_backwards)
{
	program = scenario_text(texts[_i]);
	open_timeline();
	is_right();
	while (timeline_forward(timeline, DETAIL_WRITE))
		is_right();
	while (timeline_back(timeline, DETAIL_WRITE))
		is_right();
	must(census.full_counts == 1, "counted %u times in full", (unsigned)census.full_counts);
}
END_TEST

/* What was at the operation's beginning, step by step. */
START_TEST(before_is_what_was)
{
	struct count rest;
	struct current current;

	program = scenario_text(texts[_i]);
	open_timeline();
	rest = census.now;
	while (timeline_forward(timeline, DETAIL_STEP)) {
		is_right();
		if (census.any_before)
			must(memcmp(&census.before, &rest, sizeof rest) == 0, "it was otherwise");
		timeline_current(timeline, &current);
		if (current.steps_done == current.step_count)
			rest = census.now;
	}
}
END_TEST

START_TEST(right_after_leaps)
{
	struct chance chance = {(uint64_t)_i + 1};

	program = scenario_text(texts[_i]);
	open_timeline();
	while (timeline_scout(timeline, 1000))
		;
	for (int i = 0; i < 400; i++) {
		uint32_t place = chance_pick(&chance, 760), moves = chance_pick(&chance, 3);

		timeline_seek(timeline, (struct position){.events = place});
		if (i % 3 == 0)
			timeline_forward(timeline, DETAIL_STEP);
		while (moves-- > 0)
			timeline_back(timeline, DETAIL_STEP);
		is_right();
	}
}
END_TEST

/* -- recordings ----------------------------------------------------------------------- */

START_TEST(right_in_recordings)
{
	struct chance chance = {3};

	program = recorded_program_new(made_recording("cpython-3.11", 9), "made up");
	open_timeline();
	while (timeline_scout(timeline, 100000))
		;
	for (int i = 0; i < 150; i++) {
		timeline_seek(timeline, (struct position){.events = chance_pick(&chance, CALLS)});
		for (int k = 0; k < 10; k++) {
			if (i % 2)
				timeline_forward(timeline, DETAIL_WRITE);
			else
				timeline_back(timeline, DETAIL_WRITE);
			is_right();
		}
	}
	ck_assert_uint_gt(census.now.heap.totals.blocks, 0);
}
END_TEST

/* A short way is not a count of everything. */
START_TEST(a_short_way_is_cheap)
{
	program = recorded_program_new(made_recording("cpython-3.11", 4), "made up");
	open_timeline();
	timeline_seek(timeline, (struct position){.events = 30000});
	is_right();
	census.full_counts = 0;
	for (int i = 0; i < 300; i++) {
		timeline_forward(timeline, DETAIL_OPERATION);
		if (i % 50 == 0)
			is_right();
	}
	timeline_seek(timeline, (struct position){.events = 29900});
	is_right();
	ck_assert_uint_eq(census.full_counts, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("census");
	TCase *tcase = tcase_create("census");
	int count = (int)(sizeof texts / sizeof *texts);

	tcase_set_timeout(tcase, 120);
	tcase_add_checked_fixture(tcase, NULL, teardown);
	tcase_add_loop_test(tcase, right_at_every_write_forwards_and_backwards, 0, count);
	tcase_add_loop_test(tcase, before_is_what_was, 0, count);
	tcase_add_loop_test(tcase, right_after_leaps, 0, count);
	tcase_add_test(tcase, right_in_recordings);
	tcase_add_test(tcase, a_short_way_is_cheap);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
