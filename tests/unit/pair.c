/*
 * pair.c - two timelines in lockstep: both at the same operation after any sequence of moves,
 * and each where a timeline of its own would be.
 */
#include <check.h>
#include <stdlib.h>

#include "must.h"
#include "replay/recorded_program.h"
#include "replay/rerun.h"
#include "scale.h"
#include "scenario_text.h"
#include "suite.h"
#include "timeline/pair.h"

#include "process.h" /* has a heap of its own: behind what knows others */

#define MOVES 400

static struct recording *recording;
static struct program *programs[PAIR_SIDES];
static struct timeline *sides[PAIR_SIDES];  /* the pair's */
static struct timeline *alone[PAIR_SIDES];  /* the same, each for itself */
static struct pair both;
static struct chance chance;

static void teardown(void)
{
	for (int i = 0; i < PAIR_SIDES; i++) {
		timeline_destroy(sides[i]);
		timeline_destroy(alone[i]);
	}
	if (programs[1] != programs[0])
		program_destroy(programs[1]);
	program_destroy(programs[0]);
	recording = NULL;
	programs[0] = programs[1] = NULL;
	forget_process();
}

static void open_both(const char *left, const char *right)
{
	const char *models[PAIR_SIDES] = {left, right};

	for (int i = 0; i < PAIR_SIDES; i++) {
		struct timeline_options options = {.world.model = models[i] ? model_find(models[i])
									    : NULL};

		sides[i] = timeline_new(programs[i], &options);
		alone[i] = timeline_new(programs[i], &options);
		ck_assert_ptr_nonnull(sides[i]);
		ck_assert_ptr_nonnull(alone[i]);
	}
	both = pair_of(sides[0], sides[1]);
}

static void open_text(const char *text, const char *left, const char *right)
{
	programs[0] = programs[1] = scenario_text(text);
	open_both(left, right);
}

static void open_recorded(const char *recorded, const char *other)
{
	recording = made_recording(recorded, 11);
	programs[0] = recorded_program_new(recording, "made up");
	programs[1] = rerun_program(recording, model_find(other), "made up");
	open_both(NULL, NULL);
}

static void scout_all(void)
{
	while (pair_scout(&both, 100000))
		;
	for (int i = 0; i < PAIR_SIDES; i++)
		while (timeline_scout(alone[i], 100000))
			;
}

/* -- the laws -------------------------------------------------------------------------------- */

/* Walk to where the clock is, without what pair.c makes use of. */
static void walk_to(struct timeline *timeline, struct position clock)
{
	timeline_seek(timeline, (struct position){.events = clock.events});
	while (timeline_position(timeline).events == clock.events &&
	       timeline_position(timeline).steps < clock.steps &&
	       timeline_forward(timeline, DETAIL_STEP))
		;
	for (uint32_t w = 0; w < clock.writes; w++)
		if (timeline_position(timeline).events == clock.events &&
		    timeline_position(timeline).steps == clock.steps)
			timeline_forward(timeline, DETAIL_WRITE);
}

static bool is_inside(struct position at)
{
	return at.steps || at.writes;
}

static void stands_like(struct timeline *side, struct timeline *other, int number)
{
	struct position is = timeline_position(side), should = timeline_position(other);
	struct current a, b;

	must(is.events == should.events && is.steps == should.steps && is.writes == should.writes,
	     "side %d is at %u.%u.%u, not %u.%u.%u (clock %u.%u.%u)", number, (unsigned)is.events,
	     is.steps, is.writes, (unsigned)should.events, should.steps, should.writes,
	     (unsigned)both.at.events, both.at.steps, both.at.writes);
	timeline_current(side, &a);
	timeline_current(other, &b);
	must(a.operation == b.operation && a.result == b.result && a.step_count == b.step_count,
	     "side %d shows something else", number);
	if (!is_inside(is))
		must(world_hash(timeline_world(side)) == world_hash(timeline_world(other)),
		     "side %d is another world at %u", number, (unsigned)is.events);
}

static void holds(void)
{
	struct current shown[PAIR_SIDES];

	for (int i = 0; i < PAIR_SIDES; i++) {
		walk_to(alone[i], both.at);
		stands_like(sides[i], alone[i], i);
		timeline_current(sides[i], &shown[i]);
	}
	if (!pair_is_over(&both, 0) && !pair_is_over(&both, 1))
		must(shown[0].operation == shown[1].operation, "operations %u and %u",
		     (unsigned)shown[0].operation, (unsigned)shown[1].operation);
	must(!is_inside(both.at) || !pair_waits(&both, 0) || !pair_waits(&both, 1),
	     "everybody waits at %u.%u.%u", (unsigned)both.at.events, both.at.steps,
	     both.at.writes);
	must(is_inside(both.at) || (!pair_waits(&both, 0) && !pair_waits(&both, 1)),
	     "somebody waits at rest");
}

/* A move and its opposite come to the same place, where it is a stop of that detail. */
static void goes_and_comes(enum detail detail)
{
	struct position before = both.at;
	bool is_stop = detail == DETAIL_WRITE || (detail == DETAIL_STEP && before.writes == 0) ||
		       !is_inside(before);

	if (!pair_forward(&both, detail))
		return;
	holds();
	ck_assert(pair_back(&both, detail));
	holds();
	must(!is_stop || (before.events == both.at.events && before.steps == both.at.steps &&
			  before.writes == both.at.writes),
	     "from %u.%u.%u and back to %u.%u.%u", (unsigned)before.events, before.steps,
	     before.writes, (unsigned)both.at.events, both.at.steps, both.at.writes);
}

static void move_about(uint64_t length)
{
	for (int i = 0; i < scaled(MOVES); i++) {
		enum detail detail = (enum detail)chance_pick(&chance, DETAIL_COUNT);
		uint32_t times = 1 + chance_pick(&chance, 5);

		switch (chance_pick(&chance, 8)) {
		case 0:
			pair_seek(&both, (struct position){
						 .events = chance_below(&chance, length + 3),
						 .steps = chance_pick(&chance, 9),
						 .writes = chance_pick(&chance, 4)});
			break;
		case 1:
			pair_seek_operation(&both, chance_below(&chance, length + 2), 0);
			break;
		case 2:
			goes_and_comes(detail);
			break;
		case 3:
		case 4:
		case 5:
			while (times-- > 0)
				pair_back(&both, detail);
			break;
		default:
			while (times-- > 0)
				pair_forward(&both, detail);
		}
		holds();
	}
	pair_seek_end(&both);
	holds();
}

/* Every stop of a detail once, forwards, and the same ones backwards. */
static void sweep(enum detail detail)
{
	static struct position stops[20000];
	size_t count = 0;

	pair_seek(&both, (struct position){0});
	do {
		ck_assert_uint_lt(count, 20000);
		stops[count++] = both.at;
		holds();
	} while (pair_forward(&both, detail));
	while (count-- > 1) {
		must(both.at.events == stops[count].events && both.at.steps == stops[count].steps &&
			     both.at.writes == stops[count].writes,
		     "stop %u", (unsigned)count);
		ck_assert(pair_back(&both, detail));
	}
	ck_assert(!pair_back(&both, detail));
}

/* -- scenarios ------------------------------------------------------------------------------- */

static const char mix[] = "title: t\nmodel: cpython-3.6\nsteps:\n"
			  "  - alloc: {name: first, size: 25}\n"
			  "  - say: now\n"
			  "  - realloc: {name: first, size: 31}\n"
			  "  - realloc: {name: first, size: 700}\n"
			  "  - mark: here\n"
			  "  - random: {operations: 60, seed: 4, group: r, live: 20, min: 1, max: 520,"
			  " reallocs: 30}\n"
			  "  - repeat: {times: 30, as: i, steps: [{alloc: {name: b$i, size: 512}}]}\n"
			  "  - free_where: {group: b, every: 1}\n"
			  "  - say: end\n";

START_TEST(every_stop_both_ways)
{
	open_text(mix, "toy", "cpython-3.13");
	scout_all();
	sweep((enum detail)_i);
}
END_TEST

START_TEST(any_moves_in_a_scenario)
{
	chance.state = (uint64_t)_i;
	open_text(mix, _i % 2 ? "toy" : "cpython-3.6", "cpython-3.13");
	if (_i % 3)
		scout_all();
	move_about(170);
}
END_TEST

/* One side's link is overwritten and it crashes; on the other the block lies elsewhere. */
static const char crash[] = "title: t\nmodel: toy\nsteps:\n"
			    "  - alloc: {name: a, size: 90}\n"
			    "  - alloc: {name: b, size: 90}\n"
			    "  - free: a\n"
			    "  - write: {name: a, offset: 0, value: 0x1234567812345678}\n"
			    "  - repeat: {times: 6, as: i, steps: [{alloc: {name: c$i, size: 90}}]}\n"
			    "  - repeat: {times: 6, as: i, steps: [{alloc: {name: d$i, size: 200}}]}\n";

START_TEST(a_side_that_crashes_stays_behind)
{
	chance.state = 1;
	open_text(crash, "cpython-3.6", "toy");
	scout_all();
	ck_assert(timeline_index(sides[0])->crashed || timeline_index(sides[1])->crashed);
	move_about(20);
	sweep(DETAIL_STEP);
}
END_TEST

START_TEST(requests_are_counted)
{
	static struct label labels[100];

	open_text(mix, "cpython-3.6", "cpython-3.13");
	do {
		for (int i = 0; i < PAIR_SIDES; i++) {
			const struct world *world = timeline_world(sides[i]);
			size_t count = world->program->ops->labels(world->program, &world->heap,
								   world->area, world->heap.store->base,
								   world->heap.store->size, labels, 100);
			uint64_t requested = 0;

			while (count-- > 0)
				if (!heap_is_system(labels[count].block))
					requested += labels[count].requested;
			ck_assert_uint_eq(world_requested(world), requested);
		}
	} while (pair_forward(&both, DETAIL_OPERATION));
}
END_TEST

/* -- recordings ------------------------------------------------------------------------------ */

START_TEST(any_moves_in_a_recording)
{
	chance.state = (uint64_t)_i;
	open_recorded("cpython-3.11", "cpython-3.6");
	scout_all();
	move_about(CALLS);
}
END_TEST

/* -- where they part ------------------------------------------------------------------------- */

static uint64_t lead_of_left(uint64_t at)
{
	uint64_t held[PAIR_SIDES];

	for (int i = 0; i < PAIR_SIDES; i++) {
		timeline_seek(alone[i], (struct position){.events = at});
		held[i] = timeline_world(alone[i])->heap.control->narenas_currently_allocated;
	}
	return held[0] - held[1];
}

START_TEST(they_part_where_one_has_an_arena_more)
{
	static uint64_t places[CALLS];
	uint64_t count = 0, place, before = 0;

	open_recorded("cpython-3.11", "cpython-3.6");
	scout_all();
	for (uint64_t at = 1; at <= CALLS; at++) {
		uint64_t lead = lead_of_left(at);

		if (lead != before)
			places[count++] = at;
		before = lead;
	}
	ck_assert_uint_gt(count, 10);
	for (uint64_t i = 0; i < count; i++) {
		ck_assert(pair_find_divergence(&both, false, &place));
		ck_assert_uint_eq(place, places[i]);
		pair_seek(&both, (struct position){.events = place});
	}
	ck_assert(!pair_find_divergence(&both, false, &place));
	pair_seek_end(&both);
	count -= places[count - 1] == both.at.events;
	while (count-- > 0) {
		ck_assert(pair_find_divergence(&both, true, &place));
		ck_assert_uint_eq(place, places[count]);
		pair_seek(&both, (struct position){.events = place});
	}
	ck_assert(!pair_find_divergence(&both, true, &place));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pair");
	TCase *tcase = tcase_create("pair");

	tcase_add_checked_fixture(tcase, NULL, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, every_stop_both_ways, 0, DETAIL_COUNT);
	tcase_add_loop_test(tcase, any_moves_in_a_scenario, 0, 6);
	tcase_add_test(tcase, a_side_that_crashes_stays_behind);
	tcase_add_test(tcase, requests_are_counted);
	tcase_add_loop_test(tcase, any_moves_in_a_recording, 0, 2);
	tcase_add_test(tcase, they_part_where_one_has_an_arena_more);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
