/*
 * future.c - what is told of the whole run, against a run that writes everything down:
 *
 *	the ending of every block, at any moment, however far the scout has been;
 *	the lifetimes of every pool, summed up; the curves; the tenants of a place.
 *
 * The naive run knows nothing of labels: it keeps for each address who lives there.
 */
#include <check.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/mem.h"
#include "program/fork.h"
#include "replay/recorded_program.h"
#include "scale.h"
#include "scenario_text.h"
#include "suite.h"
#include "timeline/tenants.h"
#include "timeline/timeline.h"

#include "process.h" /* has a heap of its own: behind what knows others */

static struct program *program;
static struct timeline *timeline;
static struct chance chance;

/* A block at a place, from an operation to another. */
struct stay {
	addr block;
	uint32_t bytes;
	uint64_t born, freed; /* freed 0 = never */
	bool moved;
};

static struct {
	struct stay *items;
	size_t count, capacity;
} stays;

/* Behind each operation; 0 is the beginning. */
struct moment_of {
	uint64_t bytes, arenas;
};

static struct {
	struct moment_of *items;
	size_t count, capacity;
} moments;

static void teardown(void)
{
	timeline_destroy(timeline);
	program_destroy(program);
	timeline = NULL;
	program = NULL;
	free(stays.items);
	free(moments.items);
	memset(&stays, 0, sizeof stays);
	memset(&moments, 0, sizeof moments);
}

/* -- the naive run --------------------------------------------------------------------------- */

static bool is_in_pool(const struct heap *shown, addr block)
{
	return block && heap_owns(shown, block);
}

static void end_stay(addr block, uint64_t operation, bool moved)
{
	for (size_t i = stays.count; i-- > 0;) {
		if (stays.items[i].block == block && !stays.items[i].freed) {
			stays.items[i].freed = operation;
			stays.items[i].moved = moved;
			return;
		}
	}
}

static void begin_stay(const struct heap *shown, addr block, uint64_t operation)
{
	struct place place = heap_place(shown, block);
	struct pool_info pool;

	ck_assert(heap_pool(shown, place.slot, place.pool, &pool));
	array_push(&stays, (struct stay){.block = block, .bytes = pool.block_size,
					 .born = operation});
}

static void note_moment(const struct heap *shown)
{
	struct heap_totals totals;

	heap_sum(shown, &totals);
	array_push(&moments, (struct moment_of){totals.block_bytes, totals.arenas});
}

static void write_everything_down(void)
{
	struct world world;
	struct event event;

	ck_assert(world_init(&world, program, &(struct world_options){0}, NULL));
	note_moment(&world.heap);
	for (;;) {
		const struct op *op = &event.op;
		uint64_t operation = world.state->operations + 1;
		bool was_in_pool;
		addr result;

		world_peek(&world, &event);
		if (event.kind == EVENT_END)
			break;
		was_in_pool = event.kind == EVENT_OP && is_in_pool(&world.heap, op->block);
		result = world_run(&world, &event, NULL);
		if (event.kind != EVENT_OP)
			continue;
		note_moment(&world.heap);
		if (op->kind == OP_REALLOC && (!result || result == op->block))
			continue;
		if (was_in_pool && op->misuse < 0)
			end_stay(op->block, operation, op->kind == OP_REALLOC);
		if (is_in_pool(&world.heap, result))
			begin_stay(&world.heap, result, operation);
	}
	world_fini(&world);
}

/* -- runs ------------------------------------------------------------------------------------- */

/* The naive run takes as long as the square of this. */
#if IS_CHECKED_BUILD
#define MANY "2000"
#define MORE "2800"
#else
#define MANY "9000"
#define MORE "12000"
#endif

static const char *const scenarios[] = {
	/* everything at the speed of a hand */
	"model: toy\nsteps:\n"
	"- repeat: {times: 9, steps: [{alloc: {name: b$i, size: 20}}]}\n"
	"- say: hello\n"
	"- free: [b3, b4]\n"
	"- realloc: {name: b1, size: 60}\n"
	"- realloc: {name: b1, size: 600}\n"
	"- realloc: {name: b1, size: 50}\n"
	"- realloc: {name: b1, size: 51}\n"
	"- calloc: {name: c, count: 3, size: 4}\n"
	"- free: b1\n"
	"- alloc: {name: b1, size: 7}\n"
	"- free_where: {group: b, every: 2}\n",
	/* realloc all the time: blocks with many places, and with none */
	"model: cpython-3.11\nsteps:\n"
	"- random: {operations: " MANY ", live: 150, min: 0, max: 900, reallocs: 60}\n",
	"model: cpython-3.6\nsteps:\n"
	"- random: {operations: " MORE ", live: 2500, min: 1, max: 512, reallocs: 10}\n"
	"- free_where: {group: r, every: 3}\n",
	/* names that are freed and come again, arenas that come and go */
	"model: toy\nsteps:\n"
	"- repeat:\n"
	"    times: 12\n"
	"    as: k\n"
	"    steps:\n"
	"    - repeat: {times: 70, steps: [{alloc: {name: b$i, size: 16+8*$k}}]}\n"
	"    - free_where: {group: b, every: 2}\n"
	"    - free_where: {group: b}\n",
};

#define SCENARIOS ((int)(sizeof scenarios / sizeof *scenarios))
#define RUNS (SCENARIOS + 2)

static void open_run(int which)
{
	if (which < SCENARIOS) {
		program = scenario_text(scenarios[which]);
	} else {
		program = recorded_program_new(made_recording("cpython-3.11", (uint64_t)which),
					       "made up");
	}
	chance = (struct chance){(uint64_t)which};
	write_everything_down();
	timeline = timeline_new(program, &(struct timeline_options){0});
	ck_assert_ptr_nonnull(timeline);
}

static void close_run(int which)
{
	teardown();
	if (which >= SCENARIOS)
		forget_process();
}

static uint64_t operations(void)
{
	return moments.count - 1;
}

static void scout_all(void)
{
	while (timeline_scout(timeline, 100000))
		;
}

/* -- lifetimes -------------------------------------------------------------------------------- */

static bool lives(const struct stay *stay, uint64_t now)
{
	return stay->born <= now && (!stay->freed || stay->freed > now);
}

/* What must be said of a stay by whoever has been so far. */
static struct ending expected(const struct stay *stay, uint64_t known, bool complete)
{
	if (stay->freed && stay->freed <= known)
		return (struct ending){stay->moved ? ENDING_MOVED : ENDING_FREED, stay->freed};
	return (struct ending){complete ? ENDING_NEVER : ENDING_UNKNOWN, 0};
}

static const struct stay *stay_at(addr block, uint64_t now)
{
	for (size_t i = 0; i < stays.count; i++)
		if (stays.items[i].block == block && lives(&stays.items[i], now))
			return &stays.items[i];
	return NULL;
}

static void check_lifetimes(uint64_t now)
{
	const struct timeline_index *index = timeline_index(timeline);
	const struct world *world = timeline_world(timeline);
	static struct birth births[20000];
	size_t count, living = 0;

	ck_assert(timeline_seek_operation(timeline, now, 0));
	count = program->ops->births(program, &world->heap, world->area, world->heap.first_pool,
				     world->heap.arenas_bytes, births, 20000);
	for (size_t i = 0; i < stays.count; i++)
		living += lives(&stays.items[i], now);
	must(count == living, "%zu blocks instead of %zu at %u", count, living, (unsigned)now);
	for (size_t i = 0; i < count; i++) {
		const struct stay *stay = stay_at(births[i].block, now);
		struct ending ending = timeline_ending(timeline, births[i].born, now), right;

		must(stay != NULL, "nobody lives at %" PRIaddr, births[i].block);
		right = expected(stay, index->operations, index->complete);
		must(ending.kind == right.kind && ending.operation == right.operation,
		     "%d at %u instead of %d at %u, at %u", (int)ending.kind,
		     (unsigned)ending.operation, (int)right.kind, (unsigned)right.operation,
		     (unsigned)now);
	}
}

/* Round 0: nobody has been ahead but the seeking itself; then further and further. */
START_TEST(lifetimes_are_exact)
{
	open_run(_i);
	for (int round = 0; round < 4; round++) {
		for (int i = 0; i < 6; i++)
			check_lifetimes(chance_below(&chance, operations() + 1));
		check_lifetimes(0);
		check_lifetimes(operations());
		if (round < 2)
			timeline_scout(timeline, operations() / 3);
		else
			scout_all();
	}
	close_run(_i);
}
END_TEST

START_TEST(lifetime_sums_are_right)
{
	open_run(_i);
	for (int round = 0; round < 12; round++) {
		uint64_t now = chance_below(&chance, operations() + 1);
		uint64_t soon = 1 + chance_below(&chance, operations());
		const struct heap *shown = &timeline_world(timeline)->heap;
		struct lifetime_sum *right;
		uint32_t per_slot = shown->arena_size / shown->pool_size;
		size_t pools;

		if (round == 4)
			timeline_scout(timeline, operations() / 2);
		else if (round == 8)
			scout_all();
		ck_assert(timeline_seek_operation(timeline, now, 0));
		timeline_look_out(timeline, soon);
		pools = shown->control->maxarenas * per_slot;
		right = mem_zero(pools + 1, sizeof *right);
		for (size_t i = 0; i < stays.count; i++) {
			const struct timeline_index *index = timeline_index(timeline);
			struct place place = heap_place(shown, stays.items[i].block);
			struct ending ending =
				expected(&stays.items[i], index->operations, index->complete);
			struct lifetime_sum *pool = &right[place.slot * per_slot + place.pool];

			if (!lives(&stays.items[i], now))
				continue;
			pool->blocks[lifetime_future(ending, now, soon)]++;
			if (ending.operation > pool->last)
				pool->last = ending.operation;
		}
		for (size_t i = 0; i < pools; i++) {
			struct lifetime_sum is =
				lifetime_sums_find(timeline_lifetime_sums(timeline), i / per_slot,
						   (uint32_t)(i % per_slot));

			must(memcmp(&is, &right[i], sizeof is) == 0, "pool %zu at %u", i,
			     (unsigned)now);
		}
		free(right);
	}
	close_run(_i);
}
END_TEST

/* -- curves ----------------------------------------------------------------------------------- */

static void check_series(uint64_t first, uint64_t last)
{
	const struct series *series = timeline_series(timeline);
	struct series_sample is, right = {{UINT64_MAX, 0}, {UINT64_MAX, 0}};
	uint64_t around = series->interval - 1;

	ck_assert(series_look(series, first, last, &is));
	for (uint64_t i = first; i <= last; i++) {
		span_add(&right.bytes, moments.items[i].bytes);
		span_add(&right.arenas, moments.items[i].arenas);
	}
	must(is.bytes.least <= right.bytes.least && is.bytes.most >= right.bytes.most &&
		     is.arenas.least <= right.arenas.least && is.arenas.most >= right.arenas.most,
	     "something is missing from %u to %u", (unsigned)first, (unsigned)last);
	/* and it is no more than whole samples give */
	first = first > around ? first - around : first ? 1 : 0;
	last = last + around < operations() ? last + around : operations();
	for (uint64_t i = first; i <= last; i++) {
		span_add(&right.bytes, moments.items[i].bytes);
		span_add(&right.arenas, moments.items[i].arenas);
	}
	must(is.bytes.least >= right.bytes.least && is.bytes.most <= right.bytes.most &&
		     is.arenas.least >= right.arenas.least && is.arenas.most <= right.arenas.most,
	     "too much from %u to %u", (unsigned)first, (unsigned)last);
}

START_TEST(curves_lose_no_peak)
{
	struct series_sample none;

	open_run(_i);
	ck_assert(series_look(timeline_series(timeline), 0, 5, &none));
	ck_assert_uint_eq(none.bytes.most, 0);
	ck_assert(!series_look(timeline_series(timeline), 1, 5, &none));
	scout_all();
	ck_assert_uint_eq(series_operations(timeline_series(timeline)), operations());
	check_series(0, operations());
	for (int i = 0; i < 300; i++) {
		uint64_t first = chance_below(&chance, operations() + 1);

		check_series(first, first + chance_below(&chance, operations() + 1 - first));
	}
	ck_assert(!series_look(timeline_series(timeline), operations() + 1, UINT64_MAX, &none));
	close_run(_i);
}
END_TEST

/* -- tenants ---------------------------------------------------------------------------------- */

static void check_tenant(const struct tenant *is, const struct stay *right)
{
	must(is->born == right->born && is->freed == right->freed && is->block == right->block &&
		     is->bytes == right->bytes && is->moved == right->moved,
	     "tenant %u: %u to %u instead of %u to %u", (unsigned)is->number, (unsigned)is->born,
	     (unsigned)is->freed, (unsigned)right->born, (unsigned)right->freed);
}

static void check_tenants(addr where)
{
	struct tenants *tenants = timeline_tenants(timeline);
	const struct tenant *list[TENANTS_MOST];
	size_t count, at = 0;
	uint64_t number = 0;
	uint64_t from = chance_below(&chance, operations() + 1);

	tenants_begin(tenants, where, from);
	while (tenants_run(tenants, 1 + chance_below(&chance, 3000)) == TENANTS_MORE)
		;
	ck_assert_int_eq(tenants->state, TENANTS_DONE);
	count = tenants_list(tenants, list, TENANTS_MOST);
	for (size_t i = 0; i < stays.count; i++) {
		const struct stay *stay = &stays.items[i];

		if (where - stay->block >= stay->bytes)
			continue;
		number++;
		if (at < count && list[at]->number == number)
			check_tenant(list[at++], stay);
		else
			must(number > TENANTS_KEPT, "tenant %u is missing", (unsigned)number);
	}
	ck_assert_uint_eq(at, count);
	ck_assert_uint_eq(tenants->count, number);
	must(number == 0 || list[count - 1]->number == number, "the last one is missing");
	must(number > TENANTS_KEPT || count == number, "somebody is missing");
}

START_TEST(tenants_are_all_there)
{
	open_run(_i);
	for (int i = 0; i < 8; i++) {
		const struct stay *stay = &stays.items[chance_below(&chance, stays.count)];

		check_tenants(stay->block + chance_below(&chance, stay->bytes));
	}
	check_tenants(timeline_world(timeline)->heap.first_pool); /* a pool header: nobody */
	ck_assert_uint_eq(timeline_tenants(timeline)->count, 0);
	close_run(_i);
}
END_TEST

/* More than are kept: the first, the last, and those around the place one looked from. */
START_TEST(of_many_tenants_some_are_kept)
{
	const struct tenant *list[TENANTS_MOST];
	struct tenants *tenants;
	size_t count;

	program = scenario_text("model: cpython-3.6\nsteps:\n"
				"- repeat: {times: 5000, steps: [{alloc: {name: a, size: 16}}, "
				"{free: a}]}\n");
	timeline = timeline_new(program, &(struct timeline_options){0});
	tenants = timeline_tenants(timeline);
	ck_assert(timeline_seek_operation(timeline, 5001, 0));
	tenants_begin(tenants, timeline_world(timeline)->heap.first_pool + POOL_OVERHEAD, 5001);
	while (tenants_run(tenants, 1000) == TENANTS_MORE)
		;
	ck_assert_uint_eq(tenants->count, 5000);
	count = tenants_list(tenants, list, TENANTS_MOST);
	ck_assert_uint_eq(count, TENANTS_MOST);
	for (size_t i = 0; i < count; i++) {
		uint64_t number = list[i]->number;

		ck_assert_uint_eq(list[i]->born, 2 * number - 1);
		ck_assert_uint_eq(list[i]->freed, 2 * number);
		ck_assert(number <= TENANTS_KEPT || number > 5000 - TENANTS_KEPT ||
			  (number > 2501 - TENANTS_KEPT && number <= 2501 + TENANTS_KEPT));
	}
	ck_assert_uint_eq(tenants_chosen(tenants, 0, 5001), 2501);
	ck_assert_uint_eq(tenants_chosen(tenants, 0, 0), 1);
	ck_assert_uint_eq(tenants_chosen(tenants, 77, 0), 77);
}
END_TEST

/* -- forks ------------------------------------------------------------------------------------ */

static void do_by_hand(struct program *fork, const char *text)
{
	struct timeline *branch = timeline_branch(timeline, fork);
	const struct world *world = timeline_world(branch);
	struct phrase_fault fault;
	struct phrase phrase;
	struct fork_op op;

	timeline_seek(branch, (struct position){.events = UINT64_MAX});
	ck_assert(phrase_read(text, false, &phrase, &fault));
	ck_assert(fork_understand(fork, &world->heap, world->area, &phrase, false, &op, &fault));
	fork_add(fork, fork_count(fork), &op);
	timeline_destroy(branch);
}

static struct ending ending_of(struct timeline *branch, const char *name, uint64_t now)
{
	const struct world *world = timeline_world(branch);
	struct label labels[10];
	size_t count;

	ck_assert(timeline_seek_operation(branch, now, 0));
	count = world->program->ops->labels(world->program, &world->heap, world->area, 0,
					    UINT64_MAX, labels, 10);
	for (size_t i = 0; i < count; i++)
		if (strcmp(labels[i].name, name) == 0)
			return timeline_ending(branch, labels[i].born, now);
	ck_abort_msg("%s is not there", name);
}

/* What happens in the run that was left does not happen in the fork. */
START_TEST(a_fork_has_a_future_of_its_own)
{
	struct series_sample sample;
	struct program *fork;
	struct timeline *branch;

	program = scenario_text("model: toy\nsteps:\n- alloc: {name: a, size: 16}\n"
				"- alloc: {name: b, size: 16}\n- alloc: {name: c, size: 16}\n"
				"- free: a\n- alloc: {name: d, size: 16}\n- free: [b, c, d]\n");
	timeline = timeline_new(program, &(struct timeline_options){0});
	scout_all();
	timeline_seek_operation(timeline, 5, 0); /* a is free, d in its place */
	fork = fork_new(program, timeline_position(timeline).events);
	do_by_hand(fork, "free b");
	do_by_hand(fork, "x = malloc(20)");
	do_by_hand(fork, "x = realloc(x, 90)");
	branch = timeline_branch(timeline, fork);
	while (timeline_scout(branch, 100))
		;
	ck_assert_uint_eq(ending_of(branch, "a", 2).operation, 4);
	ck_assert_uint_eq(ending_of(branch, "b", 2).operation, 6);
	ck_assert_int_eq(ending_of(branch, "b", 5).kind, ENDING_FREED);
	ck_assert_int_eq(ending_of(branch, "c", 3).kind, ENDING_NEVER);
	ck_assert_int_eq(ending_of(branch, "d", 5).kind, ENDING_NEVER);
	ck_assert_int_eq(ending_of(branch, "x", 7).kind, ENDING_MOVED);
	ck_assert_uint_eq(ending_of(branch, "x", 7).operation, 8);
	ck_assert_int_eq(ending_of(branch, "x", 8).kind, ENDING_NEVER);
	timeline_look_out(branch, 3);
	ck_assert_uint_eq(
		lifetime_sums_find(timeline_lifetime_sums(branch), 0, 0).blocks[FUTURE_NEVER], 2);
	ck_assert_uint_eq(series_operations(timeline_series(branch)), 8);
	ck_assert(series_look(timeline_series(branch), 6, 6, &sample));
	ck_assert_uint_eq(sample.bytes.most, 32);
	ck_assert(series_look(timeline_series(branch), 8, 8, &sample));
	ck_assert_uint_eq(sample.bytes.least, 32 + 96);
	tenants_begin(timeline_tenants(branch),
		      timeline_world(branch)->heap.first_pool + POOL_OVERHEAD + 16, 8);
	while (tenants_run(timeline_tenants(branch), 100) == TENANTS_MORE)
		;
	ck_assert_uint_eq(timeline_tenants(branch)->count, 1); /* b, freed by hand */
	ck_assert_uint_eq(timeline_tenants(branch)->first.items[0].freed, 6);
	timeline_destroy(branch);
	program_destroy(fork);
}
END_TEST

/* -- the book alone --------------------------------------------------------------------------- */

/* With too little memory what is said is still true. */
START_TEST(too_little_memory_is_said)
{
	uint64_t chunk = (uint64_t)4 << LIFETIMES_CHUNK_BITS, per = chunk / 4;
	struct lifetimes lifetimes;

	lifetimes_init(&lifetimes, chunk);
	lifetimes_end(&lifetimes, 1, 2, false);
	lifetimes_pass(&lifetimes, 2);
	lifetimes_end(&lifetimes, 3, per + 10,
		      false); /* its word needs no room: nothing ended before */
	lifetimes_pass(&lifetimes, per + 10);
	ck_assert(!lifetimes.full);
	lifetimes_end(&lifetimes, per + 5, per + 20, false);
	ck_assert(lifetimes.full);
	lifetimes_pass(&lifetimes, per + 20);
	ck_assert_uint_eq(lifetimes.known, per + 19);
	ck_assert_uint_eq(lifetimes.bytes, chunk);
	ck_assert_int_eq(lifetimes_find(&lifetimes, 1, 1, true).kind, ENDING_FREED);
	ck_assert_uint_eq(lifetimes_find(&lifetimes, 3, 5, true).operation, per + 10);
	ck_assert_int_eq(lifetimes_find(&lifetimes, 4, 5, true).kind, ENDING_UNKNOWN);
	ck_assert_int_eq(lifetimes_find(&lifetimes, per + 5, per + 6, true).kind, ENDING_UNKNOWN);
	lifetimes_end(&lifetimes, 4, per + 30, false); /* too late */
	ck_assert_int_eq(lifetimes_find(&lifetimes, 4, 5, true).kind, ENDING_UNKNOWN);
	lifetimes_fini(&lifetimes);
}
END_TEST

/* Other interpreters' calls lie between ours. */
START_TEST(calls_become_operations)
{
	struct lifetimes lifetimes;
	uint64_t call = 0, born, calls[3000];

	chance = (struct chance){3};
	lifetimes_init(&lifetimes, 1 << 20);
	for (uint64_t i = 1; i < 3000; i++) {
		call += chance_one_in(&chance, 50) ? 1 + chance_below(&chance, 99) : 1;
		calls[i] = call;
		lifetimes_call(&lifetimes, call, i);
		born = 1 + chance_below(&chance, i); /* before the last shift, or behind it */
		ck_assert_uint_eq(lifetimes_birth(&lifetimes, calls[born], true), born);
		ck_assert_uint_eq(lifetimes_birth(&lifetimes, born, false), born);
	}
	for (uint64_t i = 1; i < 3000; i++)
		ck_assert_uint_eq(lifetimes_operation(&lifetimes, calls[i]), i);
	lifetimes_fini(&lifetimes);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("future");
	TCase *runs = tcase_create("runs"), *alone = tcase_create("alone");

	tcase_set_timeout(runs, 60);
	tcase_add_loop_test(runs, lifetimes_are_exact, 0, RUNS);
	tcase_add_loop_test(runs, lifetime_sums_are_right, 0, RUNS);
	tcase_add_loop_test(runs, curves_lose_no_peak, 0, RUNS);
	tcase_add_loop_test(runs, tenants_are_all_there, 0, RUNS);
	tcase_add_checked_fixture(alone, NULL, teardown);
	tcase_add_test(alone, of_many_tenants_some_are_kept);
	tcase_add_test(alone, a_fork_has_a_future_of_its_own);
	tcase_add_test(alone, too_little_memory_is_said);
	tcase_add_test(alone, calls_become_operations);
	suite_add_tcase(suite, runs);
	suite_add_tcase(suite, alone);
	return suite_run(suite);
}
