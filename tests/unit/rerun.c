/*
 * rerun.c - recorded calls on a heap of another model: they come to what the same calls come
 * to when they are made by hand, and travel like all programs.
 */
#include <check.h>

#include "replay/recorded_program.h"
#include "replay/rerun.h"
#include "suite.h"
#include "timeline/timeline.h"

#include "process.h" /* has a heap of its own: behind what knows others */

#define PLACES 30

static struct recording *recording;
static struct program *program;
static struct timeline *timeline;

static void teardown(void)
{
	timeline_destroy(timeline);
	program_destroy(program);
	recording_close(recording);
	timeline = NULL;
	program = NULL;
	recording = NULL;
	extra = 0;
	forget_process();
}

static void open_timeline(struct program *of)
{
	program = of;
	timeline = timeline_new(program, &(struct timeline_options){0});
	ck_assert_ptr_nonnull(timeline);
}

static void open_rerun(const char *recorded, const char *other, uint64_t seed)
{
	recording = made_recording(recorded, seed);
	open_timeline(rerun_program(recording, model_find(other), "made up"));
}

static void scout_all(void)
{
	while (timeline_scout(timeline, 100000))
		;
}

/* -- the same calls by hand ------------------------------------------------------------------ */

struct known {
	uint64_t real;
	addr block;
};

struct by_hand {
	struct store store;
	struct heap heap;
	struct known known[LIVE + 1];
	size_t count;
};

static addr *find(struct by_hand *hand, uint64_t address)
{
	for (size_t i = 0; i < hand->count; i++)
		if (hand->known[i].real == address)
			return &hand->known[i].block;
	ck_abort_msg("an address that nobody was given");
	return NULL;
}

static addr forget(struct by_hand *hand, uint64_t address)
{
	addr *known = find(hand, address), block = *known;
	struct known *entry = (struct known *)(void *)((char *)known - offsetof(struct known, block));

	*entry = hand->known[--hand->count];
	return block;
}

static void call(struct by_hand *hand, const struct trace_event *event)
{
	addr block = ADDR_NULL;

	switch ((int)event->kind) {
	case TRACE_MALLOC:
		block = heap_malloc(&hand->heap, event->size + extra);
		break;
	case TRACE_CALLOC:
		block = heap_calloc(&hand->heap, event->count, event->size + extra);
		break;
	case TRACE_REALLOC:
		block = heap_realloc(&hand->heap, forget(hand, event->old), event->size + extra);
		break;
	case TRACE_FREE:
		heap_free(&hand->heap, forget(hand, event->old));
		return;
	default:
		return;
	}
	hand->known[hand->count++] = (struct known){event->where, block};
}

static void run_by_hand(struct by_hand *hand, const char *model)
{
	struct heap_options options = {.model = model_find(model), .placement = ARENAS_PAGE};

	*hand = (struct by_hand){0};
	ck_assert(store_init(&hand->store, BASE, UINT64_C(1) << 30, UINT64_C(1) << 30));
	ck_assert(heap_init(&hand->heap, &hand->store, &options));
	for (size_t i = 0; i < events.count; i++)
		call(hand, &events.items[i]);
}

static void pools_are_equal(const struct heap *a, const struct heap *b)
{
	uint64_t pools = 0;

	ck_assert_uint_eq(a->control->ntimes_arena_allocated, b->control->ntimes_arena_allocated);
	ck_assert_uint_eq(a->control->narenas_highwater, b->control->narenas_highwater);
	for (uint64_t slot = 0; slot < a->control->maxarenas; slot++) {
		struct pool_info one, other;

		for (uint32_t i = 0; heap_pool(a, slot, i, &one); i++, pools++) {
			ck_assert(heap_pool(b, slot, i, &other));
			must(one.state == other.state && one.szidx == other.szidx &&
				     one.used == other.used && one.nextoffset == other.nextoffset &&
				     (one.freeblock ? one.freeblock - one.address : 0) ==
					     (other.freeblock ? other.freeblock - other.address : 0),
			     "pool %u:%u", (unsigned)slot, i);
		}
	}
	ck_assert_uint_gt(pools, 60);
}

static void equals_by_hand(const char *model)
{
	static struct by_hand hand;

	scout_all();
	ck_assert(timeline_index(timeline)->complete);
	ck_assert_uint_eq(timeline_index(timeline)->operations, CALLS);
	ck_assert_uint_eq(timeline_index(timeline)->failed, 0);
	ck_assert_uint_eq(timeline_index(timeline)->faults, 0);
	timeline_seek_end(timeline);
	run_by_hand(&hand, model);
	pools_are_equal(&hand.heap, &timeline_world(timeline)->heap);
	store_fini(&hand.store);
}

START_TEST(another_model_places_them_as_it_would)
{
	open_rerun("cpython-3.11", "cpython-3.6", 1);
	equals_by_hand("cpython-3.6");
}
END_TEST

START_TEST(a_newer_model_does_too)
{
	open_rerun("cpython-3.6", "cpython-3.13", 2);
	equals_by_hand("cpython-3.13");
}
END_TEST

START_TEST(debug_hooks_ask_for_more)
{
	extra = 32;
	open_rerun("cpython-3.11", "cpython-3.9", 3);
	equals_by_hand("cpython-3.9");
}
END_TEST

/* What failed in the process fails under any model, whatever is free there. */
START_TEST(calls_that_failed_change_nothing)
{
	static const enum trace_kind kinds[] = {TRACE_MALLOC, TRACE_CALLOC, TRACE_REALLOC};
	static struct by_hand hand;
	struct events rest;
	struct trace_event failed = {.size = 24, .count = 1};

	run_process(model_find("cpython-3.11"), ARENAS_PAGE, 9);
	rest = events;
	events = (struct events){0};
	for (size_t i = 0; i < rest.count; i++) {
		array_push(&events, rest.items[i]);
		if (i % 50 != 0 || rest.items[i].kind != TRACE_MALLOC)
			continue;
		failed.kind = kinds[i / 50 % 3];
		failed.old = failed.kind == TRACE_REALLOC ? rest.items[i].where : 0;
		array_push(&events, failed);
	}
	recording = record(model_find("cpython-3.11"));
	open_timeline(rerun_program(recording, model_find("cpython-3.6"), "made up"));
	scout_all();
	ck_assert_uint_gt(timeline_index(timeline)->operations, CALLS + 100);
	timeline_seek_end(timeline);
	free(events.items);
	events = rest;
	run_by_hand(&hand, "cpython-3.6");
	pools_are_equal(&hand.heap, &timeline_world(timeline)->heap);
	store_fini(&hand.store);
}
END_TEST

/* Under the model of the recording, with arenas where it had them, it is the recording. */
START_TEST(the_same_model_is_the_recording)
{
	struct timeline *first;
	struct program *recorded;

	open_rerun("cpython-3.11", "cpython-3.11", 4);
	recorded = recorded_program_new(record(model_find("cpython-3.11")), "made up");
	first = timeline_new(recorded, &(struct timeline_options){0});
	for (uint64_t at = 0; at <= CALLS; at += CALLS / 20) {
		timeline_seek(first, (struct position){.events = at});
		timeline_seek(timeline, (struct position){.events = at});
		if (at > 0) {
			struct current a, b;

			timeline_current(first, &a);
			timeline_current(timeline, &b);
			ck_assert_uint_eq(a.event.op.name, b.event.op.name);
			ck_assert_uint_eq(a.event.op.bytes, b.event.op.bytes);
			ck_assert_uint_eq(a.event.op.held, b.event.op.held);
			ck_assert_uint_eq(a.event.op.real_result, b.event.op.real_result);
			ck_assert_uint_eq(world_requested(timeline_world(first)),
					  world_requested(timeline_world(timeline)));
		}
	}
	pools_are_equal(&timeline_world(first)->heap, &timeline_world(timeline)->heap);
	timeline_destroy(first);
	program_destroy(recorded);
}
END_TEST

/* -- travelling ------------------------------------------------------------------------------ */

START_TEST(it_travels)
{
	struct chance chance = {5};
	uint64_t hashes[PLACES];

	open_rerun("cpython-3.11", "cpython-3.6", 6);
	for (uint64_t i = 0; i < PLACES; i++) {
		ck_assert(timeline_seek(timeline, (struct position){.events = i * (CALLS / PLACES)}));
		hashes[i] = world_hash(timeline_world(timeline));
	}
	scout_all();
	for (int round = 0; round < 60; round++) {
		uint32_t i = chance_pick(&chance, PLACES);
		struct position place = {.events = i * (CALLS / PLACES)};

		ck_assert(timeline_seek(timeline, place));
		must(world_hash(timeline_world(timeline)) == hashes[i], "at place %u", i);
		for (int k = 0; k < 50 && timeline_back(timeline, DETAIL_STEP); k++)
			;
		while (timeline_position(timeline).events < place.events)
			ck_assert(timeline_forward(timeline, DETAIL_WRITE));
		must(world_hash(timeline_world(timeline)) == hashes[i], "back at place %u", i);
	}
}
END_TEST

/* What is counted call by call is what the labels of all blocks say. */
START_TEST(requests_are_counted)
{
	static struct label labels[LIVE];
	const struct world *world;
	uint64_t blocks = 0;

	open_rerun("cpython-3.11", "cpython-3.6", 7);
	for (uint64_t at = 0; at <= CALLS; at += CALLS / PLACES) {
		uint64_t requested = 0;
		size_t count;

		timeline_seek(timeline, (struct position){.events = at});
		world = timeline_world(timeline);
		count = program->ops->labels(program, &world->heap, world->area, 0, UINT64_MAX,
					     labels, LIVE);
		for (size_t i = 0; i < count; i++)
			requested += labels[i].requested;
		ck_assert_uint_eq(world_requested(world), requested);
		blocks += count;
	}
	ck_assert_uint_gt(blocks, 10 * PLACES);
}
END_TEST

/* What was allocated before the recording began belongs to the system, as far as is known. */
START_TEST(blocks_from_elsewhere_do_no_harm)
{
	run_process(model_find("cpython-3.11"), ARENAS_PAGE, 8);
	for (size_t i = 0; i < 3000; i++)
		if (events.items[i].kind == TRACE_MALLOC && i % 7 == 0)
			events.items[i].kind = TRACE_FREE, events.items[i].old = 0;
	recording = record(model_find("cpython-3.11"));
	open_timeline(rerun_program(recording, model_find("cpython-3.6"), "made up"));
	scout_all();
	ck_assert_uint_eq(timeline_index(timeline)->operations, CALLS);
	ck_assert_uint_eq(timeline_index(timeline)->crashed, ADDR_NULL);
	timeline_seek_end(timeline);
	while (timeline_position(timeline).events > CALLS - 1000)
		ck_assert(timeline_back(timeline, DETAIL_OPERATION));
}
END_TEST

/* -- any calls at all -------------------------------------------------------------------------- */

static const uint64_t sizes[] = {0,    1,         24,  300, 512, 513,
				 4096, INT64_MAX, UINT64_MAX / 2 + 1, UINT64_MAX};

static uint64_t any_address(struct chance *chance)
{
	uint32_t pick = chance_pick(chance, 500);

	return pick == 0 ? 0 : pick < 300 ? MOVED + pick * 16 : UINT64_C(0x2b0000000000) + pick * 8;
}

static void add_any_call(struct chance *chance)
{
	static const enum trace_kind kinds[] = {TRACE_MALLOC, TRACE_CALLOC, TRACE_REALLOC,
						TRACE_FREE, TRACE_FREE};
	enum trace_kind kind = kinds[chance_pick(chance, 5)];
	uint64_t where = kind == TRACE_FREE ? 0 : any_address(chance);
	uint64_t old = kind == TRACE_FREE || kind == TRACE_REALLOC ? any_address(chance) : 0;
	uint64_t size = kind == TRACE_FREE ? 0 : sizes[chance_pick(chance, 10)];
	uint64_t count = kind == TRACE_CALLOC ? sizes[chance_pick(chance, 10)] : 1;

	add(kind, where, size, count, old);
}

/* Addresses given twice, given back twice, never given; sizes that no process has. */
START_TEST(no_calls_do_harm)
{
	static const char *const models[] = {"toy", "cpython-3.6", "cpython-3.13"};
	struct chance chance = {(uint64_t)_i};
	uint64_t hashes[100];

	open_process(model_find("cpython-3.11"), ARENAS_PAGE);
	for (int i = 0; i < 4000; i++)
		add_any_call(&chance);
	recording = record(model_find("cpython-3.11"));
	open_timeline(rerun_program(recording, model_find(models[_i % 3]), "made up"));
	scout_all();
	ck_assert_uint_eq(timeline_index(timeline)->operations, 4000);
	ck_assert_uint_eq(timeline_index(timeline)->crashed, ADDR_NULL);
	timeline_seek(timeline, (struct position){.events = 3900});
	for (int i = 0; i < 100; i++) {
		hashes[i] = world_hash(timeline_world(timeline));
		ck_assert(timeline_forward(timeline, DETAIL_OPERATION));
	}
	for (int i = 100; i-- > 0;) {
		ck_assert(timeline_back(timeline, DETAIL_OPERATION));
		ck_assert_uint_eq(world_hash(timeline_world(timeline)), hashes[i]);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rerun");
	TCase *tcase = tcase_create("rerun");

	tcase_add_checked_fixture(tcase, NULL, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, another_model_places_them_as_it_would);
	tcase_add_test(tcase, a_newer_model_does_too);
	tcase_add_test(tcase, debug_hooks_ask_for_more);
	tcase_add_test(tcase, calls_that_failed_change_nothing);
	tcase_add_test(tcase, the_same_model_is_the_recording);
	tcase_add_test(tcase, it_travels);
	tcase_add_test(tcase, requests_are_counted);
	tcase_add_test(tcase, blocks_from_elsewhere_do_no_harm);
	tcase_add_loop_test(tcase, no_calls_do_harm, 0, 6);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
