/*
 * timeline.c - the laws of travelling in time:
 *
 *	undoing what was done gives the same world;
 *	seeking to n, from anywhere, equals a fresh run to n;
 *	the steps of an operation, and its writes, taken singly, equal the operation.
 *
 * Small scenarios are known at every single write, long ones at sampled events.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "chance.h"
#include "hash_anywhere.h"
#include "heap/inspect.h"
#include "must.h"
#include "scale.h"
#include "scenario_text.h"
#include "suite.h"
#include "timeline/timeline.h"

static struct program *program;
static struct timeline *timeline;
static struct chance chance;

static void open_timeline(uint64_t memory_bytes)
{
	struct timeline_options options = {.memory_bytes = memory_bytes};

	timeline = timeline_new(program, &options);
	ck_assert_ptr_nonnull(timeline);
}

static void teardown(void)
{
	timeline_destroy(timeline);
	if (program)
		program_destroy(program);
	timeline = NULL;
	program = NULL;
}

static uint64_t hash_now(void)
{
	return hash_anywhere(timeline_world(timeline));
}

static void scout_all(void)
{
	while (timeline_scout(timeline, 100000))
		;
}

/* -- a digest of what is shown at a position --------------------------- */

static uint64_t fold(uint64_t digest, uint64_t value)
{
	struct chance chance_of = {digest ^ value};

	return chance_next(&chance_of);
}

static uint64_t fold_event(uint64_t digest, const struct event *event)
{
	digest = fold(digest, event->kind);
	digest = fold(digest, event->place.line);
	if (event->kind != EVENT_OP)
		return digest;
	digest = fold(digest, event->op.kind);
	digest = fold(digest, event->op.count);
	digest = fold(digest, event->op.bytes);
	digest = fold(digest, event->op.block);
	digest = fold(digest, (uint64_t)event->op.misuse);
	return fold(digest, event->op.name);
}

static uint64_t fold_current(uint64_t digest, const struct current *current)
{
	if (!current->any)
		return fold(digest, 1);
	digest = fold_event(digest, &current->event);
	digest = fold(digest, current->result);
	digest = fold(digest, current->step_count);
	digest = fold(digest, current->steps_done);
	digest = fold(digest, current->writes_done);
	return fold(digest, current->operation);
}

static uint64_t digest_now(void)
{
	struct current current;
	struct event event;
	uint64_t digest;

	timeline_current(timeline, &current);
	digest = fold_current(0, &current);
	timeline_operation(timeline, &current);
	digest = fold_current(digest, &current);
	timeline_peek(timeline, &event);
	return fold_event(digest, &event);
}

/* What is reported must agree with the position. */
static void reports_are_consistent(void)
{
	struct position at = timeline_position(timeline);
	struct current current;

	timeline_current(timeline, &current);
	must(current.any == (at.events > 0 || at.steps > 0 || at.writes > 0), "any");
	if (!current.any)
		return;
	if (at.steps || at.writes) {
		must(current.steps_done == at.steps && current.writes_done == at.writes, "inside");
		must(at.steps < current.step_count, "step %u of %u", at.steps, current.step_count);
	} else {
		must(current.steps_done == current.step_count, "at rest, but %u of %u steps",
		     current.steps_done, current.step_count);
		must(timeline_world(timeline)->state->events == at.events, "events");
		must(timeline_world(timeline)->state->operations == current.operation,
		     "operations");
	}
}

/* -- a fresh run ------------------------------------------------------- */

/* Hashes at rest: [events] -> hash, and how many operations those events have. */
struct fresh {
	uint64_t *hash, *operations; /* [0 .. events] ; hash is 0 where not sampled */
	uint64_t events, every;
};

static struct fresh fresh;

static void note_fresh(const struct world *world)
{
	uint64_t events = world->state->events;

	fresh.events = events;
	fresh.operations[events] = world->state->operations;
	fresh.hash[events] = events % fresh.every == 0 ? world_hash(world) : 0;
}

/* Run the scenario to its end, at most [most] events; sample every so often. */
static void run_fresh(uint64_t most, uint64_t every)
{
	struct world_options options = {0};
	struct world world;
	struct event event;

	fresh = (struct fresh){.hash = mem_zero(most + 1, 8),
			       .operations = mem_zero(most + 1, 8),
			       .every = every};
	ck_assert(world_init(&world, program, &options, NULL));
	note_fresh(&world);
	for (world_peek(&world, &event); event.kind != EVENT_END; world_peek(&world, &event)) {
		must(fresh.events < most, "the run is longer than %u", (unsigned)most);
		world_run(&world, &event, NULL);
		note_fresh(&world);
	}
	fresh.hash[fresh.events] = world_hash(&world);
	world_fini(&world);
}

static void is_like_fresh(uint64_t events)
{
	must(timeline_position(timeline).events == events, "at %u instead of %u",
	     (unsigned)timeline_position(timeline).events, (unsigned)events);
	must(timeline_position(timeline).steps == 0 && timeline_position(timeline).writes == 0,
	     "not at rest");
	if (fresh.hash[events])
		must(world_hash(timeline_world(timeline)) == fresh.hash[events],
		     "event %u: another world", (unsigned)events);
}

/* -- small scenarios, known at every write ----------------------------- */

static const char *const small[] = {
	/* every kind of step of a program */
	"model: toy\nsteps:\n"
	"- mark: begin\n"
	"- say: hello\n"
	"- alloc: {name: a, size: 16}\n"
	"- calloc: {name: t, count: 5, size: 8}\n"
	"- ask: {question: q, about: pool}\n"
	"- write: {name: t, offset: 3, text: \"across several words\"}\n"
	"- realloc: {name: t, size: 90}\n"
	"- realloc: {name: t, size: 89}\n"
	"- alloc: {name: big, size: 5000}\n"
	"- realloc: {name: big, size: 1}\n"
	"- realloc: {name: a, size: 0}\n"
	"- calloc: {name: null, count: 0xffffffffffffffff, size: 2}\n"
	"- free: [null, t, a, big]\n"
	"- mark: end\n"
	"- say: bye\n",
	/* arenas come and go */
	"model: toy\nsteps:\n"
	"- repeat: {times: 70, steps: [{alloc: {name: b$i, size: 96}}]}\n"
	"- say: full\n"
	"- free_where: {group: b, every: 3}\n"
	"- free_where: {group: b, newest: 20}\n"
	"- repeat: {times: 9, steps: [{alloc: {name: c$i, size: 16*$i}}]}\n"
	"- free_where: {group: b}\n"
	"- free_where: {group: c}\n",
	/* at random, with reallocs */
	"model: toy\nsteps:\n"
	"- random: {operations: 400, live: 30, min: 0, max: 110, reallocs: 25, seed: 9}\n"
	"- free_where: {group: r, every: 2}\n",
	/* names of all kinds, counters that matter, mistakes */
	"model: toy\nsteps:\n"
	"- repeat:\n"
	"    times: 6\n"
	"    steps:\n"
	"      - repeat:\n"
	"          times: $i\n"
	"          as: j\n"
	"          steps:\n"
	"            - alloc: {name: row$(i)x$(j)y, size: 16*$i-20}\n"
	"            - alloc: {name: b1$j, size: 8*$j+1}\n"
	"            - free: b1$j\n"
	"      - say: round\n"
	"- free: row3x1y\n"
	"- free: row3x1y\n",
	/* misuse, and its end */
	"model: toy\nsteps:\n"
	"- repeat: {times: 12, steps: [{alloc: {name: b$i, size: 40}}]}\n"
	"- free: b3\n"
	"- double_free: b3\n"
	"- alloc: {name: c, size: 48}\n"
	"- alloc: {name: d, size: 48}\n"
	"- write: {name: b4, offset: 44, text: \"over the next header or block\"}\n"
	"- free: b5\n"
	"- write: {name: b5, value: 0x4141414141414141}\n"
	"- alloc: {name: e, size: 48}\n"
	"- alloc: {name: f, size: 48}\n"
	"- alloc: {name: g, size: 48}\n"
	"- say: after the crash\n"
	"- free: b6\n"
	"- say: the end\n",
	/* the system refuses */
	"model: toy\narena_limit: 2\nsteps:\n"
	"- random: {operations: 200, live: 60, min: 60, max: 100, reallocs: 10}\n",
	/* nothing but words; nothing at all */
	"steps:\n- say: a\n- ask: {question: b, about: arena}\n- mark: m\n- say: c\n",
	"steps:\n- mark: m\n",
	/* real sizes */
	"model: cpython-3.6\nsteps:\n"
	"- random: {operations: 250, live: 100, min: 1, max: 600, reallocs: 10}\n",
	"model: cpython-3.9\narenas: page\nsteps:\n"
	"- random: {operations: 250, live: 100, min: 1, max: 600, reallocs: 10}\n",
	"model: cpython-3.11\narenas: page\nsteps:\n"
	"- random: {operations: 250, live: 60, sizes: [16, 500, 512, 513]}\n"
	"- free_where: {group: r}\n",
	/* the only arena goes back and comes again, much memory becomes zero */
	"model: cpython-3.8\nsteps:\n"
	"- repeat:\n"
	"    times: 3\n"
	"    steps:\n"
	"      - repeat: {times: 30, as: j, steps: [{calloc: {name: a$j, count: 1, size: 500}}]}\n"
	"      - repeat: {times: 30, as: j, steps: [{write: {name: a$j, offset: 100, text: "
	"\"some words that have to be taken back, and brought again\"}}]}\n"
	"      - free_where: {group: a}\n",
};

#define SMALL ((int)(sizeof small / sizeof *small))

/* Everything known of a position. */
struct spot {
	struct position at;
	uint64_t hash, digest;
	uint64_t world; /* world_hash; at rest only */
};

struct spots {
	struct spot *items;
	size_t count, capacity;
};

static struct spots spots;

/* Found out before the tests, once: each of them finds it here.  Nobody changes it. */
static struct {
	struct fresh fresh;
	struct spots spots;
} known[SMALL];

static int compare(struct position a, struct position b)
{
	if (a.events != b.events)
		return a.events < b.events ? -1 : 1;
	if (a.steps != b.steps)
		return a.steps < b.steps ? -1 : 1;
	return a.writes < b.writes ? -1 : a.writes > b.writes;
}

static const struct spot *find_spot(struct position at)
{
	size_t low = 0, high = spots.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(spots.items[middle].at, at) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	must(low < spots.count && compare(spots.items[low].at, at) == 0, "no such place: %u.%u.%u",
	     (unsigned)at.events, at.steps, at.writes);
	return &spots.items[low];
}

/* Here is what is known to be here.  All memory is looked at, or, where that takes long, every third
 * time. */
static void check_here(void)
{
	const struct spot *spot = find_spot(timeline_position(timeline));
	static unsigned times;

	reports_are_consistent();
	if (!IS_CHECKED_BUILD || times++ % 3 == 0)
		must(hash_now() == spot->hash, "%u.%u.%u: another world",
		     (unsigned)spot->at.events, spot->at.steps, spot->at.writes);
	must(digest_now() == spot->digest, "%u.%u.%u: something else is shown",
	     (unsigned)spot->at.events, spot->at.steps, spot->at.writes);
}

static void note_spot(void)
{
	struct spot spot = {timeline_position(timeline), hash_now(), digest_now(), 0};

	if (spot.at.steps == 0 && spot.at.writes == 0)
		spot.world = world_hash(timeline_world(timeline));
	must(spots.count == 0 || compare(spots.items[spots.count - 1].at, spot.at) < 0,
	     "%u.%u.%u is no progress", (unsigned)spot.at.events, spot.at.steps, spot.at.writes);
	reports_are_consistent();
	array_push(&spots, spot);
}

/* Walk by single writes and keep every place.  Several cases ask for it. */
static void find_out_small(void)
{
	if (known[0].fresh.hash)
		return;
	for (int i = 0; i < SMALL; i++) {
		program = scenario_text(small[i]);
		run_fresh(2000, 1);
		open_timeline(0);
		spots = (struct spots){0};
		note_spot();
		while (timeline_forward(timeline, DETAIL_WRITE))
			note_spot();
		known[i].fresh = fresh;
		known[i].spots = spots;
		teardown();
	}
}

static void open_small(int which)
{
	program = scenario_text(small[which]);
	fresh = known[which].fresh;
	spots = known[which].spots;
	open_timeline(0);
}

/* To the end, so that the records of all writes are there. */
static void walk_small(int which)
{
	open_small(which);
	while (timeline_forward(timeline, DETAIL_WRITE))
		;
}

START_TEST(writes_taken_singly_equal_a_fresh_run)
{
	size_t rests = 0;

	open_small(_i);
	for (size_t i = 0; i < spots.count; i++) {
		const struct spot *spot = &spots.items[i];

		if (spot->at.steps || spot->at.writes)
			continue;
		must(spot->at.events == rests++, "a rest was missed");
		must(spot->world == fresh.hash[spot->at.events], "event %u",
		     (unsigned)spot->at.events);
	}
	ck_assert_uint_eq(rests, fresh.events + 1);
}
END_TEST

START_TEST(back_is_forward_reversed)
{
	walk_small(_i / DETAIL_COUNT);
	for (int round = 0; round < (IS_CHECKED_BUILD ? 1 : 2); round++) {
		enum detail detail = (enum detail)(_i % DETAIL_COUNT);
		size_t back = 0, forth = 0;
		uint64_t end = hash_now();

		must(!timeline_forward(timeline, detail), "there is more after the end");
		check_here();
		must(hash_now() == end, "trying changed something");
		while (timeline_back(timeline, detail)) {
			check_here();
			back++;
		}
		must(compare(timeline_position(timeline), (struct position){0}) == 0,
		     "not at the beginning");
		must(!timeline_back(timeline, detail), "there is something before the beginning");
		check_here();
		while (timeline_forward(timeline, detail)) {
			check_here();
			forth++;
		}
		must(back == forth, "%zu back, %zu forward", back, forth);
		if (detail == DETAIL_WRITE)
			must(forth + 1 == spots.count, "not by every write");
	}
}
END_TEST

/* As many steps as timeline_current says; events without steps count as one move. */
START_TEST(steps_are_as_many_as_reported)
{
	struct current current;
	uint32_t moves = 0;

	open_small(_i);
	while (timeline_forward(timeline, DETAIL_STEP)) {
		moves++;
		if (timeline_position(timeline).steps)
			continue;
		timeline_current(timeline, &current);
		must(moves == (current.step_count ? current.step_count : 1), "%u moves, %u steps",
		     moves, current.step_count);
		must((current.step_count > 0) == (current.event.kind == EVENT_OP),
		     "%u steps of an event of kind %d", current.step_count, current.event.kind);
		moves = 0;
	}
}
END_TEST

/* Views draw at every write: numbers that cannot be must not be shown even there. */
static void is_presentable(void)
{
	const struct heap *heap = &timeline_world(timeline)->heap;
	uint64_t most = heap->arena_size / heap->pool_size;
	struct heap_totals totals;
	struct arena_info arena;
	struct pool_info pool;

	for (uint64_t slot = 0; heap_arena(heap, slot, &arena); slot++) {
		must(arena.carved <= most && arena.ntotalpools <= most && arena.nfreepools <= most,
		     "arena %u: %u of %u pools carved, %u free", (unsigned)slot, arena.carved,
		     arena.ntotalpools, arena.nfreepools);
		for (uint32_t i = 0; heap_pool(heap, slot, i, &pool); i++)
			must(pool.carved <= pool.capacity, "pool %u: %u of %u", i, pool.carved,
			     pool.capacity);
	}
	heap_sum(heap, &totals);
	must(totals.pools_used + totals.pools_full + totals.pools_empty + totals.pools_virgin <=
		     totals.arenas * most,
	     "%" PRIu64 " virgin pools", totals.pools_virgin);
}

START_TEST(every_write_is_presentable)
{
	program = scenario_text(small[_i]);
	open_timeline(0);
	do {
		is_presentable();
	} while (timeline_forward(timeline, DETAIL_WRITE));
}
END_TEST

/* Any mixture of moves stays on known ground. */
static void wander(int moves)
{
	for (int i = 0; i < moves; i++) {
		enum detail detail = (enum detail)chance_pick(&chance, DETAIL_COUNT);

		if (chance_one_in(&chance, 2))
			timeline_forward(timeline, detail);
		else
			timeline_back(timeline, detail);
		check_here();
	}
}

START_TEST(wandering_stays_on_known_ground)
{
	walk_small(_i);
	chance = (struct chance){(uint64_t)_i};
	for (int round = 0; round < scaled(20); round++) {
		timeline_seek(timeline, spots.items[chance_below(&chance, spots.count)].at);
		wander(200);
	}
}
END_TEST

static void seek_somewhere(void)
{
	const struct spot *spot = &spots.items[chance_below(&chance, spots.count)];

	must(timeline_seek(timeline, spot->at), "not reached");
	must(compare(timeline_position(timeline), spot->at) == 0, "elsewhere");
	check_here();
}

static void seek_operation_somewhere(void)
{
	uint64_t n = chance_below(&chance, fresh.operations[fresh.events] + 1);
	uint64_t events = 0;

	while (fresh.operations[events] < n)
		events++;
	must(timeline_seek_operation(timeline, n, 0), "operation %u", (unsigned)n);
	is_like_fresh(events);
	check_here();
}

/* A step inside an operation. */
static void seek_step_somewhere(void)
{
	struct current current;
	uint32_t steps;

	seek_operation_somewhere();
	timeline_current(timeline, &current);
	if (current.operation == 0)
		return;
	steps = 1 + chance_pick(&chance, current.step_count);
	must(timeline_seek_operation(timeline, current.operation, steps), "step %u", steps);
	must(steps == current.step_count || timeline_position(timeline).steps == steps,
	     "at step %u instead of %u", timeline_position(timeline).steps, steps);
	check_here();
}

static void seek_all_over(int times)
{
	for (int i = 0; i < times; i++) {
		switch (chance_pick(&chance, 4)) {
		case 0: seek_operation_somewhere(); break;
		case 1: seek_step_somewhere(); break;
		default: seek_somewhere(); break;
		}
		if (chance_one_in(&chance, 5))
			wander(6);
	}
}

static void end_is_the_end(void)
{
	check_here();
	is_like_fresh(fresh.events);
	must(!timeline_forward(timeline, DETAIL_WRITE), "more");
	check_here();
}

static void seek_past_the_end(void)
{
	struct event event;

	timeline_seek_end(timeline);
	end_is_the_end();
	must(!timeline_seek(timeline, (struct position){.events = fresh.events + 1}), "past");
	end_is_the_end();
	must(!timeline_seek(timeline, (struct position){.events = UINT64_MAX}), "far past");
	end_is_the_end();
	must(!timeline_seek(timeline, (struct position){.events = fresh.events, .steps = 1}),
	     "a step after the end");
	end_is_the_end();
	must(!timeline_seek_operation(timeline, fresh.operations[fresh.events] + 1, 0),
	     "one operation too many");
	end_is_the_end();
	must(!timeline_seek_operation(timeline, UINT64_MAX - 1, 3), "no such operation");
	end_is_the_end();
	timeline_peek(timeline, &event);
	must(event.kind == EVENT_END, "no end");
	wander(20);
}

/* _i % 4: how far the scout has been: not at all, some way, exactly here, to the end. */
START_TEST(seeking_from_anywhere_equals_a_fresh_run)
{
	int scouted = _i % 4;

	open_small(_i / 4);
	chance = (struct chance){(uint64_t)_i};
	for (int round = 0; round < 4; round++) {
		if (scouted == 1)
			timeline_scout(timeline, 1 + fresh.events / 3);
		else if (scouted == 3)
			scout_all();
		seek_all_over(scaled(120));
	}
	seek_past_the_end();
	timeline_destroy(timeline);
	open_timeline(0); /* the very first thing that somebody does */
	if (scouted == 3)
		scout_all();
	seek_past_the_end();
}
END_TEST

/* The position says which step; a step too many is the next rest, and not exact. */
START_TEST(positions_that_do_not_exist)
{
	struct position at;

	walk_small(0);
	ck_assert(timeline_seek_operation(timeline, 1, 0));
	at = timeline_position(timeline);
	ck_assert(!timeline_seek(timeline,
				 (struct position){.events = at.events - 1, .steps = 1000}));
	ck_assert_int_eq(compare(timeline_position(timeline), at), 0);
	ck_assert(!timeline_seek(timeline, (struct position){.events = at.events - 1,
							     .steps = 1,
							     .writes = 1000}));
	check_here();
	ck_assert(!timeline_seek_operation(timeline, 1, 1000));
	check_here();
}
END_TEST

/* -- the index --------------------------------------------------------- */

START_TEST(the_index_knows_marks_and_stops)
{
	const struct timeline_index *index;
	const struct moment *moment;

	program = scenario_text(small[0]);
	open_timeline(0);
	index = timeline_index(timeline);
	ck_assert(!index->complete);
	scout_all();
	ck_assert(!timeline_scout(timeline, 5));
	ck_assert(index->complete);
	ck_assert_uint_eq(index->events, 16);
	ck_assert_uint_eq(index->operations, 13);
	ck_assert_uint_eq(index->faults, 0);
	ck_assert_uint_eq(index->count, 5);
	ck_assert_str_eq(timeline_find_mark(timeline, "begin")->name, "begin");
	ck_assert_uint_eq(timeline_find_mark(timeline, "begin")->events, 0);
	ck_assert_uint_eq(timeline_find_mark(timeline, "end")->events, 15);
	ck_assert_ptr_null(timeline_find_mark(timeline, "nowhere"));
	ck_assert_str_eq(timeline_mark_before(timeline, 14)->name, "begin");
	ck_assert_str_eq(timeline_mark_before(timeline, 15)->name, "end");
	ck_assert_ptr_null(timeline_stop_before(timeline, 0));
	moment = timeline_stop_before(timeline, 3);
	ck_assert_str_eq(words_in(&moment->stop->words, LANG_EN), "hello");
	ck_assert_uint_eq(moment->events, 1);
	ck_assert_uint_eq(moment->operations, 0);
	moment = timeline_stop_before(timeline, 4);
	ck_assert_int_eq(moment->stop->kind, EVENT_ASK);
	ck_assert_uint_eq(moment->operations, 2);
	ck_assert_str_eq(words_in(&timeline_stop_before(timeline, 99)->stop->words, false), "bye");
}
END_TEST

START_TEST(the_index_knows_crashes_and_failures)
{
	program = scenario_text(small[4]);
	open_timeline(0);
	scout_all();
	ck_assert_uint_eq(timeline_index(timeline)->crashed, UINT64_C(0x4141414141414141));
	teardown();
	program = scenario_text(small[3]);
	open_timeline(0);
	scout_all();
	ck_assert_uint_eq(timeline_index(timeline)->crashed, ADDR_NULL);
	ck_assert_uint_eq(timeline_index(timeline)->faults, 2);
	ck_assert_uint_eq(timeline_index(timeline)->notices.count, 2);
	ck_assert_uint_eq(timeline_index(timeline)->failed, 0);
	teardown();
	program = scenario_text("steps:\n- expect: {counters: {arenas: 1}}\n- repeat: {times: 300, "
				"steps: [{alloc: {name: b$i, size: 1}}, {expect: {counters: "
				"{arenas: 2}}}]}\n");
	open_timeline(0);
	scout_all();
	ck_assert_uint_eq(timeline_index(timeline)->failed, 301);
	ck_assert_uint_eq(timeline_index(timeline)->notices.count, 2);
	ck_assert_uint_eq(timeline_index(timeline)->notices.items[1].again, 299);
	ck_assert_uint_eq(timeline_index(timeline)->notices.items[1].operations, 1);
}
END_TEST

/* -- long scenarios ---------------------------------------------------- */

#define MIB (UINT64_C(1) << 20)
#define RINGS (72 * MIB) /* what a timeline needs beside images: two reels */

static const struct {
	const char *text;
	uint64_t every;  /* events between two samples */
	uint64_t memory; /* 0 = as it likes */
} lengthy[] = {
	/* much lives a while; a stop now and then */
	{"model: cpython-3.11\narenas: page\nsteps:\n"
	 "- repeat:\n"
	 "    times: 40\n"
	 "    steps:\n"
	 "      - random: {operations: 9900, live: 3000, group: r, min: 1, max: 540, reallocs: 5}\n"
	 "      - say: round\n"
	 "      - repeat: {times: 50, as: j, steps: [{alloc: {name: x$(i)_$(j)z, size: 8*$j}}]}\n"
	 "      - free_where: {group: r, newest: 50}\n"
	 "      - mark: round\n",
	 1009, 0},
	/* a ramp: images that grow; and they may not */
	{"model: cpython-3.8\nsteps:\n"
	 "- repeat: {times: 150000, steps: [{alloc: {name: b$i, size: $i%300}}]}\n"
	 "- free_where: {group: b, every: 2}\n"
	 "- repeat: {times: 100000, steps: [{calloc: {name: c$i, count: 1, size: 8+$i%100}}]}\n"
	 "- free_where: {group: b}\n",
	 10007, 0},
	{"model: cpython-3.8\nsteps:\n"
	 "- repeat: {times: 150000, steps: [{alloc: {name: b$i, size: $i%300}}]}\n"
	 "- free_where: {group: b, every: 2}\n"
	 "- repeat: {times: 100000, steps: [{calloc: {name: c$i, count: 1, size: 8+$i%100}}]}\n"
	 "- free_where: {group: b}\n",
	 10007, RINGS + 4 * MIB},
	/* toy arenas, thousands of them, come and go; no image but the first fits */
	{"model: toy\nsteps:\n"
	 "- random: {operations: 400000, live: 20000, min: 0, max: 100, reallocs: 20}\n",
	 3001, RINGS},
	/* stops between all operations: few writes an event, so the ring of events is full first */
	{"model: toy\nsteps:\n"
	 "- alloc: {name: keeps, size: 16}\n"
	 "- repeat: {times: 50000, steps: [{alloc: {name: a, size: 16}}, {say: w}, {say: x}, "
	 "{ask: {question: q, about: pool}}, {free: a}, {say: y}, {say: z}, {say: x}]}\n",
	 1009, 0},
	/* much is written an event, so the ring of writes is full after few */
	{"model: toy\nsteps:\n"
	 "- repeat: {times: 300, steps: [{alloc: {name: a$i, size: 96}}]}\n"
	 "- repeat:\n"
	 "    times: 200\n"
	 "    steps:\n"
	 "      - repeat: {times: 298, as: j, steps: [{write: {name: a$j, text: "
	 "\"0123456789012345678901234567890123456789012345678901234567890123456789012345678901"
	 "23456789012345\"}}]}\n"
	 "      - repeat: {times: 298, as: j, steps: [{write: {name: a$j, text: "
	 "\"abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijab"
	 "cdefghijabcdef\"}}]}\n"
	 "      - repeat: {times: 298, as: j, steps: [{free: a$j}]}\n"
	 "      - repeat: {times: 298, as: j, steps: [{alloc: {name: a$j, size: 96}}]}\n",
	 2003, RINGS + MIB},
};

#define LENGTHY ((int)(sizeof lengthy / sizeof *lengthy))

static void memory_is_bounded(int which)
{
	uint64_t limit = lengthy[which].memory ? lengthy[which].memory : 256 * MIB;

	/* the image of the beginning is always kept; it is next to nothing */
	must(timeline_memory(timeline) <= limit + 64 * 1024, "%u KiB of memory",
	     (unsigned)(timeline_memory(timeline) >> 10));
}

static struct fresh known_long[LENGTHY];

/* As with the small ones: once, before the tests. */
static void find_out_each(int from, int each)
{
	for (int i = from; i < LENGTHY; i += each) {
		if (known_long[i].hash)
			continue;
		if (i > 0 && known_long[i - 1].hash && strcmp(lengthy[i].text, lengthy[i - 1].text) == 0) {
			known_long[i] = known_long[i - 1];
			continue;
		}
		program = scenario_text(lengthy[i].text);
		run_fresh(600000, lengthy[i].every);
		ck_assert_uint_gt(fresh.events, 230000);
		known_long[i] = fresh;
		teardown();
	}
}

static void find_out_long(void)
{
	find_out_each(0, 1);
}

/* Each run without and with what the scout knows; where that takes long, every other run with one or
 * the other, and the rest in another test. */
#define LONG_ROUNDS (IS_CHECKED_BUILD ? LENGTHY / 2 : 2 * LENGTHY)

static int long_run(int round, int others)
{
	return IS_CHECKED_BUILD ? 2 * round + others : round / 2;
}

/* Those that long_run() takes for one and for the other. */
static void find_out_some(void)
{
	find_out_each(0, IS_CHECKED_BUILD ? 2 : 1);
}

static void find_out_others(void)
{
	find_out_each(IS_CHECKED_BUILD, IS_CHECKED_BUILD ? 2 : 1);
}

static void open_long(int which)
{
	program = scenario_text(lengthy[which].text);
	fresh = known_long[which];
	open_timeline(lengthy[which].memory);
	chance = (struct chance){(uint64_t)which};
}

static void check_long(void)
{
	reports_are_consistent();
	is_like_fresh(timeline_position(timeline).events);
}

/* Idle time, as the keyboard leaves it: for those who let it through, mostly enough. */
static void get_ready(bool idle)
{
	if (idle && chance_one_in(&chance, 4))
		timeline_get_ready(timeline, chance_below(&chance, 2000));
}

/* Once to the end and once back, every event; without the scout, then with it. */
START_TEST(a_long_way_there_and_back)
{
	open_long(long_run(_i, 0));
	if (_i % 2) {
		scout_all();
		memory_is_bounded(long_run(_i, 0));
	}
	while (timeline_forward(timeline, DETAIL_OPERATION))
		check_long();
	is_like_fresh(fresh.events);
	while (timeline_back(timeline, DETAIL_OPERATION)) {
		check_long();
		get_ready(_i % 2);
	}
	is_like_fresh(0);
}
END_TEST

/* Some way by steps or writes; at each rest the world must be the fresh one. */
static void stroll(enum detail detail, bool forward, int moves)
{
	while (moves--) {
		if (!(forward ? timeline_forward(timeline, detail)
			      : timeline_back(timeline, detail)))
			return;
		reports_are_consistent();
		if (timeline_position(timeline).steps == 0 &&
		    timeline_position(timeline).writes == 0)
			check_long();
		get_ready(true);
	}
}

static uint64_t events_of_operation(uint64_t n)
{
	uint64_t low = 0, high = fresh.events;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (fresh.operations[middle] < n)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void jump(void)
{
	uint64_t events = chance_below(&chance, fresh.events / fresh.every) * fresh.every;
	uint64_t n;

	if (chance_one_in(&chance, 2)) { /* to a sample */
		must(timeline_seek(timeline, (struct position){.events = events}), "not reached");
		is_like_fresh(events);
	} else {
		n = fresh.operations[events + chance_below(&chance, 3)];
		must(timeline_seek_operation(timeline, n, 0), "operation %u", (unsigned)n);
		is_like_fresh(events_of_operation(n));
	}
	check_long();
}

START_TEST(jumping_about_a_long_run)
{
	open_long(long_run(_i, 1));
	if (_i % 2)
		scout_all();
	for (int i = 0; i < scaled(30); i++) {
		jump();
		if (i % 3 == 0)
			stroll((enum detail)chance_pick(&chance, DETAIL_COUNT),
			       chance_one_in(&chance, 2), 300);
		if (_i % 2 == 0)
			timeline_scout(timeline, fresh.events / 50);
		memory_is_bounded(long_run(_i, 1));
	}
	timeline_seek_end(timeline);
	is_like_fresh(fresh.events);
}
END_TEST

/* What was made ready in idle time is what the border needs: another journal, the same run. */
START_TEST(idle_time_makes_ready_for_the_border)
{
	const struct journal *journal;
	int changes = 0;

	open_long(_i);
	scout_all();
	ck_assert(timeline_seek(timeline, (struct position){.events = 200000}));
	ck_assert(!timeline_get_ready(timeline, 1));
	for (uint64_t events = 200000; events > 100000; events--) {
		journal = timeline_journal(timeline);
		ck_assert(timeline_back(timeline, DETAIL_OPERATION));
		changes += timeline_journal(timeline) != journal;
		if (events % 1000 == 0)
			is_like_fresh(events - 1);
		while (timeline_get_ready(timeline, 4096))
			;
	}
	ck_assert_int_ge(changes, 2);
	ck_assert(timeline_forward(timeline, DETAIL_OPERATION));
	ck_assert(!timeline_get_ready(timeline, 1));
	is_like_fresh(100001);
}
END_TEST

/* Back by steps and by writes over the border of what the rings keep. */
START_TEST(back_by_steps_over_the_rings_border)
{
	enum detail detail = _i % 2 ? DETAIL_WRITE : DETAIL_STEP;
	struct position before;

	open_long(long_run(_i, 0));
	scout_all();
	/* a jump leaves records of about 32768 events: go back to where they begin */
	ck_assert(timeline_seek(timeline, (struct position){.events = 200000}));
	for (int i = 0; i < 32000 && timeline_position(timeline).events > 167300; i++)
		timeline_back(timeline, DETAIL_OPERATION);
	before = timeline_position(timeline);
	stroll(detail, false, 4000);
	ck_assert_int_lt(compare(timeline_position(timeline), before), 0);
	stroll(detail, true, 8000);
	ck_assert_int_gt(compare(timeline_position(timeline), before), 0);
}
END_TEST

/* The oldest event that the rings keep is a stop: the operation before it is not kept any more,
 * so its end is the place in front of that stop, not behind it. */
START_TEST(an_operation_in_front_of_the_oldest_record)
{
	/* the oldest: an operation, or one of three stops */
	uint64_t events = 300000 + (uint64_t)_i;
	uint64_t oldest = events - ((UINT64_C(1) << 17) - 1);

	open_long(4);
	for (uint64_t at = oldest; at < oldest + 2; at++) {
		uint64_t n = fresh.operations[at];

		timeline_destroy(timeline); /* what is kept changes with every jump */
		open_timeline(0);
		while (timeline_position(timeline).events < events)
			timeline_forward(timeline, DETAIL_OPERATION);
		must(timeline_seek_operation(timeline, n, 0), "operation %u", (unsigned)n);
		is_like_fresh(events_of_operation(n));
	}
}
END_TEST

/* -- the bytes that a program writes where it should not --------------- */

/* Into a pool that is carved only much later, behind an image or two: what it finds there must
 * not depend on the way one came. */
START_TEST(what_was_written_into_a_virgin_pool_travels_along)
{
	uint64_t end;

	program = scenario_text(
		"model: toy\nsteps:\n"
		"- alloc: {name: keeps, size: 16}\n"
		"- write: {name: keeps, offset: 650, text: \"beyond the pool\"}\n" /* pool 0:2 */
		"- repeat: {times: 140000, steps: [{alloc: {name: a, size: 32}}, {free: a}]}\n"
		"- alloc: {name: b, size: 64}\n"
		"- alloc: {name: c, size: 80}\n");
	run_fresh(300000, 50000);
	open_timeline(0);
	scout_all();
	timeline_seek_end(timeline); /* by way of the images */
	end = fresh.events;
	is_like_fresh(end);
	free(fresh.hash);
	free(fresh.operations);
}
END_TEST

static TCase *small_case(Suite *suite, const char *name)
{
	TCase *tcase = suite_case(suite, name, 60);

	tcase_add_unchecked_fixture(tcase, find_out_small, NULL);
	tcase_add_checked_fixture(tcase, NULL, teardown);
	return tcase;
}

static void add_small(Suite *suite)
{
	TCase *steps = small_case(suite, "steps"), *ways = small_case(suite, "ways");

	tcase_add_loop_test(steps, writes_taken_singly_equal_a_fresh_run, 0, SMALL);
	tcase_add_loop_test(steps, back_is_forward_reversed, 0, DETAIL_COUNT * SMALL);
	tcase_add_loop_test(steps, steps_are_as_many_as_reported, 0, SMALL);
	tcase_add_loop_test(steps, every_write_is_presentable, 0, SMALL);
	tcase_add_loop_test(ways, wandering_stays_on_known_ground, 0, SMALL);
	tcase_add_loop_test(ways, seeking_from_anywhere_equals_a_fresh_run, 0, 4 * SMALL);
	tcase_add_test(ways, positions_that_do_not_exist);
	tcase_add_test(ways, the_index_knows_marks_and_stops);
	tcase_add_test(ways, the_index_knows_crashes_and_failures);
}

static TCase *long_case(Suite *suite, const char *name, void (*find_out)(void))
{
	TCase *tcase = suite_case(suite, name, 120);

	tcase_add_unchecked_fixture(tcase, find_out, NULL);
	tcase_add_checked_fixture(tcase, NULL, teardown);
	return tcase;
}

static void add_long(Suite *suite)
{
	TCase *far = long_case(suite, "far", find_out_some);
	TCase *jumping = long_case(suite, "jumping", find_out_others);
	TCase *border = long_case(suite, "border", find_out_long);

	tcase_add_loop_test(far, a_long_way_there_and_back, 0, LONG_ROUNDS);
	tcase_add_loop_test(jumping, jumping_about_a_long_run, 0, LONG_ROUNDS);
	tcase_add_loop_test(border, back_by_steps_over_the_rings_border, 0, LONG_ROUNDS);
	tcase_add_loop_test(border, idle_time_makes_ready_for_the_border, 0, LENGTHY / (1 + IS_CHECKED_BUILD));
	tcase_add_loop_test(border, an_operation_in_front_of_the_oldest_record, 0, 4);
	tcase_add_test(border, what_was_written_into_a_virgin_pool_travels_along);
}

int main(void)
{
	Suite *suite = suite_create("timeline");

	add_small(suite);
	add_long(suite);
	return suite_run(suite);
}
