/*
 * recorded.c - recordings as programs: they travel like scenarios, name their blocks, and
 * may still grow.
 */
#include <check.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/array.h"
#include "replay/block_map.h"
#include "replay/recorded_program.h"
#include "suite.h"
#include "timeline/timeline.h"

#include "process.h" /* has a heap of its own: behind what knows others */

#define LONG_RUN 600000 /* events: longer than two images lie apart */

static struct program *program;
static struct timeline *timeline, *waiting;
static char path[] = "/tmp/arenawalk-recorded-XXXXXX";
static int file = -1;

static void teardown(void)
{
	timeline_destroy(timeline);
	timeline_destroy(waiting);
	program_destroy(program);
	timeline = waiting = NULL;
	program = NULL;
	if (file >= 0) {
		close(file);
		unlink(path);
		file = -1;
	}
	forget_process();
}

static void open_timeline(void)
{
	timeline = timeline_new(program, &(struct timeline_options){0});
	ck_assert_ptr_nonnull(timeline);
}

static void open_made_up(uint64_t seed)
{
	program = recorded_program_new(made_recording("cpython-3.11", seed), "made up");
	open_timeline();
}

static void scout_all(void)
{
	while (timeline_scout(timeline, 100000))
		;
}

START_TEST(a_recording_plays_to_its_end)
{
	const struct timeline_index *index;

	open_made_up(1);
	scout_all();
	index = timeline_index(timeline);
	ck_assert(index->complete);
	ck_assert_uint_eq(index->operations, CALLS);
	ck_assert_uint_eq(index->failed, 0);
	timeline_seek_end(timeline);
	/* the same pools as in the process, in all their fields */
	for (uint64_t slot = 0; slot < heap.control->maxarenas; slot++) {
		const struct heap *shown = &timeline_world(timeline)->heap;
		struct pool_info ours, theirs;

		for (uint32_t i = 0; heap_pool(&heap, slot, i, &theirs); i++) {
			ck_assert(heap_pool(shown, slot, i, &ours));
			must(ours.state == theirs.state && ours.szidx == theirs.szidx &&
				     ours.used == theirs.used &&
				     ours.nextoffset == theirs.nextoffset,
			     "pool %u:%u", (unsigned)slot, i);
		}
	}
}
END_TEST

/* Seeking, and walking back, come to what a fresh run comes to. */
START_TEST(a_recording_travels)
{
	struct chance chance = {5};
	uint64_t hashes[40], places[40];

	open_made_up(2);
	for (int i = 0; i < 40; i++) {
		places[i] = (uint64_t)i * (CALLS / 40);
		ck_assert(timeline_seek(timeline, (struct position){.events = places[i]}));
		hashes[i] = world_hash(timeline_world(timeline));
	}
	scout_all();
	for (int round = 0; round < 60; round++) {
		uint32_t i = chance_pick(&chance, 40);

		ck_assert(timeline_seek(timeline, (struct position){.events = places[i]}));
		must(world_hash(timeline_world(timeline)) == hashes[i], "at %u", (unsigned)places[i]);
		for (int k = 0; k < 50 && timeline_back(timeline, DETAIL_STEP); k++)
			;
		ck_assert(timeline_seek(timeline, (struct position){.events = places[i]}));
		must(world_hash(timeline_world(timeline)) == hashes[i], "at %u", (unsigned)places[i]);
	}
}
END_TEST

static size_t labels_of(addr pool, struct label *labels, size_t most)
{
	const struct world *world = timeline_world(timeline);

	return program->ops->labels(program, &world->heap, world->area, pool,
				    world->heap.pool_size, labels, most);
}

/* Asked about all of memory, the program tells what it tells pool by pool. */
static void every_block_is_labelled_at_once(void)
{
	static struct label all[20000];
	const struct world *world = timeline_world(timeline);
	size_t count = program->ops->labels(program, &world->heap, world->area, 0, UINT64_MAX, all,
					    20000);
	struct heap_totals totals;

	heap_sum(&world->heap, &totals);
	ck_assert_uint_eq(count, totals.blocks);
	ck_assert_uint_eq(program->ops->labels(program, &world->heap, world->area, 0, UINT64_MAX,
					       all, 10),
			  10);
}

/* Every live block is labelled with the call that gave it, and with what was asked for. */
START_TEST(blocks_are_named_after_their_calls)
{
	static struct label labels[1100];
	const struct world *world;
	struct pool_info pool;
	uint64_t calls = 0, found = 0;

	open_made_up(3);
	ck_assert(timeline_seek_operation(timeline, 20000, 0));
	world = timeline_world(timeline);
	for (uint32_t p = 0; heap_pool(&world->heap, 0, p, &pool); p++) {
		size_t count = labels_of(pool.address, labels, 1100);

		ck_assert_uint_eq(count, pool.state == POOL_VIRGIN ? 0 : pool.used);
		for (size_t k = 0; k < count; k++) {
			unsigned long long number = strtoull(labels[k].name + 1, NULL, 10);

			must(labels[k].name[0] == '#' && number >= 1 && number <= 20000, "%s",
			     labels[k].name);
			must(labels[k].requested <= pool.block_size, "%s asked for %u",
			     labels[k].name, (unsigned)labels[k].requested);
			found++;
		}
	}
	ck_assert_uint_gt(found, 1000);
	every_block_is_labelled_at_once();
	/* one of them by hand: the block of the first call that still lives */
	for (size_t i = 0; i < events.count; i++)
		calls += trace_is_call(events.items[i].kind);
	ck_assert_uint_eq(calls, CALLS);
}
END_TEST

START_TEST(a_block_elsewhere_is_a_failed_expectation)
{
	const struct timeline_index *index;
	size_t i = 5000;

	run_process(model_find("cpython-3.11"), ARENAS_PAGE, 4);
	while (events.items[i].kind != TRACE_MALLOC || events.items[i].size > 512)
		i++;
	events.items[i].where += 16;
	program = recorded_program_new(record(model_find("cpython-3.11")), "made up");
	open_timeline();
	scout_all();
	index = timeline_index(timeline);
	ck_assert_uint_eq(index->failed, 1);
	ck_assert_uint_eq(index->operations, CALLS);
	ck_assert_ptr_nonnull(strstr(index->notices.items[0].text, "the block lies elsewhere"));
}
END_TEST

/* -- recordings that grow ------------------------------------------------------------- */

static void append(const struct made_bytes *bytes, size_t from, size_t to)
{
	ck_assert_int_eq(pwrite(file, bytes->items + from, to - from, (off_t)from),
			 (ssize_t)(to - from));
}

static void open_growing(void)
{
	struct diag_list diags = {0};
	struct recording *recording = recording_open(path, &diags);

	ck_assert_ptr_nonnull(recording);
	diag_fini(&diags);
	program = recorded_program_new(recording, path);
	recorded_program_follow(program);
	open_timeline();
}

/* As live recordings begin: with nothing but the head. */
static size_t head_bytes(const struct made_bytes *bytes)
{
	const unsigned char *end = memmem(bytes->items, bytes->count, "\n\n", 2);

	ck_assert_ptr_nonnull(end);
	return (size_t)(end - bytes->items) + 2;
}

/* Byte after byte at odd places: frames are cut in the middle and come whole later. */
START_TEST(a_recording_that_grows_is_followed)
{
	struct made_bytes bytes = {0};
	const struct timeline_index *index;
	uint64_t before = 0;

	run_process(model_find("cpython-3.11"), ARENAS_PAGE, 5);
	write_recording(model_find("cpython-3.11"), &bytes);
	file = mkstemp(path);
	ck_assert_int_ge(file, 0);
	append(&bytes, 0, head_bytes(&bytes));
	open_growing();
	waiting = timeline_new(program, &(struct timeline_options){0});
	ck_assert_ptr_nonnull(waiting);
	index = timeline_index(timeline);
	for (size_t at = head_bytes(&bytes); at < bytes.count; at += 7919) {
		append(&bytes, at, at + 7919 < bytes.count ? at + 7919 : bytes.count);
		scout_all();
		must(index->operations >= before, "%u", (unsigned)index->operations);
		before = index->operations;
		timeline_seek(timeline, (struct position){.events = index->events});
		ck_assert_uint_eq(timeline_position(timeline).events, index->events);
	}
	scout_all();
	ck_assert(!timeline_grows(timeline)); /* the process has said that it ended */
	scout_all();
	ck_assert(index->complete);
	ck_assert_uint_eq(index->operations, CALLS);
	ck_assert_uint_eq(index->failed, 0);
	/* Back where nothing was there to begin with: by way of what is on record, and of the image. */
	timeline_seek(timeline, (struct position){.events = 0});
	timeline_seek(timeline, (struct position){.events = 1});
	ck_assert_uint_eq(timeline_position(timeline).events, 1);
	while (timeline_scout(waiting, 100000))
		;
	timeline_seek_end(waiting);
	ck_assert_uint_eq(timeline_position(waiting).events, index->events);
	timeline_seek(waiting, (struct position){.events = 0});
	timeline_seek(waiting, (struct position){.events = 1});
	ck_assert_uint_eq(timeline_position(waiting).events, 1);
	timeline_seek(timeline, (struct position){.events = 30000});
	before = world_hash(timeline_world(timeline));
	teardown();
	open_made_up(5);
	timeline_seek(timeline, (struct position){.events = 30000});
	ck_assert_uint_eq(world_hash(timeline_world(timeline)), before);
	free(bytes.items);
}
END_TEST

/* -- names and addresses ---------------------------------------------------------------- */

#define BUCKETS (UINT64_C(1) << 18)

/* Which call gave the block at an address, as anybody would keep it who reads the recording. */
static struct {
	uint64_t real, call;
} givers[BUCKETS];

static uint64_t *giver(uint64_t address)
{
	uint64_t i = address * UINT64_C(0x9e3779b97f4a7c15) >> 46;

	while (givers[i % BUCKETS].real && givers[i % BUCKETS].real != address)
		i++;
	givers[i % BUCKETS].real = address;
	return &givers[i % BUCKETS].call;
}

/* "#12" for the block of a call; moves what is kept of it. */
static void right_name(const struct trace_event *event, uint64_t call, char *name, size_t bytes)
{
	uint64_t number = event->old ? *giver(event->old) : call;

	if (event->old)
		*giver(event->old) = 0;
	if (event->kind != TRACE_FREE)
		*giver(event->where) = number;
	snprintf(name, bytes, "#%llu", (unsigned long long)number);
}

static void address_is(const struct world *world, addr block, uint64_t real_one, const char *name)
{
	uint64_t shown;
	addr back;

	if (!block || heap_is_system(block))
		return;
	must(heap_shown(&world->heap, block, &shown) && shown == real_one, "%s: 0x%llx, not 0x%llx",
	     name, (unsigned long long)shown, (unsigned long long)real_one);
	must(heap_unshown(&world->heap, shown, &back) && back == block, "%s is not found", name);
}

/* By its address, and by the one that the hooks of a debug build hand on. */
static void is_found_at(const struct world *world, uint64_t real_one, addr block)
{
	struct known_block known;
	char text[32];

	for (unsigned front = 0; front <= extra / 2; front += 16) {
		snprintf(text, sizeof text, "0x%llx", (unsigned long long)real_one + front);
		must(program->ops->find_block(program, &world->heap, world->area, text, &known) &&
			     known.block == block,
		     "%s is not found", text);
		/* Any address can be typed, and is read as no label. */
		for (unsigned inside = 1; inside < 8; inside++) {
			snprintf(text, sizeof text, "0x%llx", (unsigned long long)real_one + front + inside);
			must(!program->ops->find_block(program, &world->heap, world->area, text, &known),
			     "%s is found, and no block begins there", text);
		}
	}
}

/* The next call of the process, from event [at] on. */
static const struct trace_event *next_call(size_t *at)
{
	while (!trace_is_call(events.items[*at].kind))
		++*at;
	return &events.items[(*at)++];
}

/* Of every operation: its name, the place of a system block, and where the process had them. */
static void all_is_named(const struct world_options *options)
{
	struct known_block known;
	struct world world;
	struct event event;
	char is[LABEL_BYTES], right[LABEL_BYTES];
	size_t at = 0;

	memset(givers, 0, sizeof givers);
	ck_assert(world_init(&world, program, options, NULL));
	for (uint64_t call = 1; call <= CALLS; call++) {
		const struct trace_event *recorded = next_call(&at);
		struct place place;
		addr result;

		world_peek(&world, &event);
		right_name(recorded, call, right, sizeof right);
		program->ops->spell(program, event.op.name, is, sizeof is);
		must(strcmp(is, right) == 0, "call %u: %s, not %s", (unsigned)call, is, right);
		address_is(&world, event.op.block, event.op.real_block, is);
		result = world_run(&world, &event, NULL);
		address_is(&world, result, event.op.real_result, is);
		place = heap_place(&world.heap, result);
		if (heap_is_system(result))
			must(place.kind == PLACE_SYSTEM && place.slot == strtoull(right + 1, NULL, 10),
			     "%s is number %u", right, (unsigned)place.slot);
		if (result && call % 500 == 0)
			is_found_at(&world, event.op.real_result, result);
		if (event.op.kind == OP_FREE && call % 50 == 0)
			must(!program->ops->find_block(program, &world.heap, world.area, right, &known),
			     "%s is known, and free", right);
		if (result && call % 500 == 0)
			must(program->ops->find_block(program, &world.heap, world.area, right, &known) &&
				     known.block == result && known.live && known.name == event.op.name,
			     "%s is not known", right);
	}
	must(!program->ops->find_block(program, &world.heap, world.area, "#0", &known),
	     "no call has the number 0");
	world_fini(&world);
}

START_TEST(blocks_have_the_numbers_of_their_calls)
{
	extra = _i ? 32 : 0;
	program = recorded_program_new(made_recording("cpython-3.11", 11), "made up");
	all_is_named(&(struct world_options){0});
	extra = 0;
}
END_TEST

/* Where the process has the [i]-th block. */
static uint64_t anywhere(uint64_t i)
{
	return UINT64_C(0x555500000000) + 4096 * i + 16 * (i * i % 251);
}

static void expect_both_ways(const struct block_map *map, uint64_t i, bool is_there)
{
	const struct block_entry *entry = block_map_find(map, anywhere(i));

	ck_assert_uint_eq(block_map_real(map, SYSTEM_BASE + 16 * i), is_there ? anywhere(i) : 0);
	ck_assert_uint_eq(entry ? entry->block : 0, is_there ? SYSTEM_BASE + 16 * i : 0);
}

/* Whichever of its buckets they are in: while it grows, and when some are gone. */
START_TEST(a_map_of_blocks_goes_both_ways)
{
	enum { BYTES = 2 << 20, BLOCKS = 4000 };
	struct block_map map;
	struct store room;

	ck_assert(store_init(&room, UINT64_C(1) << 44, BYTES, BYTES));
	map = block_map_at(&room, UINT64_C(1) << 44, BYTES);
	for (uint64_t i = 1; i <= BLOCKS; i++) {
		ck_assert(block_map_put(&map, anywhere(i), SYSTEM_BASE + 16 * i));
		expect_both_ways(&map, i, true);
		expect_both_ways(&map, i / 2 + 1, true);
	}
	for (uint64_t i = 2; i <= BLOCKS; i += 2)
		block_map_remove(&map, anywhere(i));
	for (uint64_t i = 1; i <= BLOCKS; i++)
		expect_both_ways(&map, i, i % 2);
	store_fini(&room);
}
END_TEST

/* -- many calls at once --------------------------------------------------------------------- */

/* What was heard of a run: everything but the pointers. */
struct heard {
	uint64_t sum, count;
};

static void hear(void *context, const struct happened *happened)
{
	struct heard *heard = context;
	const struct op *op = happened->op;
	uint64_t words[] = {op->kind,  op->block,	op->born,	 op->held,     op->name,
			    op->given, op->real_result, happened->number, happened->result,
			    happened->given, happened->made,  op->bytes,     op->count,
			    op->failed};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		heard->sum = (heard->sum ^ words[i]) * UINT64_C(0x100000001b3);
	heard->count++;
}

static void same_notices(const struct notices *is, const struct notices *right)
{
	ck_assert_uint_eq(is->count, right->count);
	for (size_t i = 0; i < is->count; i++)
		ck_assert_str_eq(is->items[i].text, right->items[i].text);
}

/* Operations at once leave what they leave one by one, wherever that ends, and are heard of in the
 * same words.  Returns how often several went at once. */
static uint64_t at_once_is_one_by_one(void)
{
	struct chance chance = {7};
	struct notices alone = {0}, together = {0};
	struct heard heard_alone = {0}, heard_together = {0};
	struct op_listener to_alone = {hear, &heard_alone}, to_together = {hear, &heard_together};
	struct world one, many;
	uint64_t several = 0;
	struct event event;

	ck_assert(world_init(&one, program, &(struct world_options){0}, &alone));
	ck_assert(world_init(&many, program, &(struct world_options){0}, &together));
	for (world_peek(&one, &event); event.kind != EVENT_END; world_peek(&one, &event)) {
		uint64_t most = 1 + chance_below(&chance, 300);
		uint64_t count = world_run_on(&many, most, &to_together, &together);

		ck_assert_uint_le(count, most);
		several += count > 1;
		if (count == 0) {
			world_peek(&many, &event);
			world_run_told(&many, &event, &to_together, &together);
			count = 1;
		}
		/* A notice is of the operation that it comes behind: nothing comes after it. */
		for (uint64_t i = 0; i < count; i++) {
			size_t before = alone.count;

			world_peek(&one, &event);
			world_run_told(&one, &event, &to_alone, &alone);
			ck_assert(i + 1 == count || alone.count == before);
		}
		must(world_hash(&one) == world_hash(&many), "behind operation %u",
		     (unsigned)one.state->operations);
		same_notices(&together, &alone);
	}
	ck_assert_uint_eq(world_run_on(&many, 1, NULL, NULL), 0);
	ck_assert_uint_eq(heard_together.count, heard_alone.count);
	ck_assert_uint_eq(heard_together.sum, heard_alone.sum);
	notices_fini(&alone);
	notices_fini(&together);
	world_fini(&one);
	world_fini(&many);
	return several;
}

static void put_in(size_t at, struct trace_event event)
{
	array_push(&events, event);
	memmove(events.items + at + 1, events.items + at, (events.count - 1 - at) * sizeof event);
	events.items[at] = event;
}

/* A call of a process's, among the others, from event [at] on: whatever comes in front of one stays
 * there. */
static size_t behind_call(size_t at)
{
	next_call(&at);
	return at;
}

/* Of the last block that a call in front of event [at] gave; for more than there is. */
static struct trace_event failed_realloc(size_t at)
{
	while (events.items[at].kind != TRACE_MALLOC || !events.items[at].where)
		at--;
	return (struct trace_event){.kind = TRACE_REALLOC, .size = UINT64_C(1) << 46, .count = 1,
				    .old = events.items[at].where};
}

/* Marks, calls that fail, a block elsewhere, and at last a free that ends the process. */
START_TEST(what_is_unusual_ends_a_stretch)
{
	static const unsigned char text[] = "here";
	struct trace_event mark = {.kind = TRACE_MARK, .count = 1, .text = text, .length = 4};
	uint64_t arena;
	size_t i = 0;

	run_process(model_find("cpython-3.11"), ARENAS_PAGE, 14);
	while (events.items[i].kind != TRACE_ARENA)
		i++;
	arena = events.items[i].where;
	for (uint64_t k = 1; k < 300; k++)
		put_in(behind_call((size_t)(k * 191)), mark);
	put_in(behind_call(2000), (struct trace_event){.kind = TRACE_MALLOC, .size = UINT64_MAX / 2,
						       .count = 1});
	put_in(behind_call(3000), failed_realloc(3000));
	for (i = 30000; events.items[i].kind != TRACE_MALLOC || events.items[i].size > 512;)
		i++;
	if (_i > 0)
		events.items[i].where += 16;
	if (_i > 1)
		put_in(behind_call(50000), (struct trace_event){.kind = TRACE_FREE, .count = 1,
								.old = arena});
	program = recorded_program_new(record(model_find("cpython-3.11")), "made up");
	ck_assert_uint_gt(at_once_is_one_by_one(), 10);
}
END_TEST

START_TEST(calls_at_once_are_calls_one_by_one)
{
	extra = _i ? 32 : 0;
	program = recorded_program_new(made_recording("cpython-3.11", 13), "made up");
	ck_assert_uint_gt(at_once_is_one_by_one(), 10);
	extra = 0;
}
END_TEST

/* Marks without end in one place: as many are kept as an index takes, and the rest is counted. */
START_TEST(marks_are_kept_within_bounds)
{
	static const unsigned char text[] = "here";
	const struct timeline_index *index;
	const uint32_t more = 1000;

	run_process(model_find("cpython-3.11"), ARENAS_PAGE, 16);
	for (uint32_t i = 0; i < MARKS_WAITING_MOST + more; i++)
		array_push(&events, (struct trace_event){
			.kind = TRACE_MARK, .count = 1, .text = text, .length = 4});
	program = recorded_program_new(record(model_find("cpython-3.11")), "made up");
	open_timeline();
	scout_all();
	index = timeline_index(timeline);
	ck_assert_uint_eq(index->count, MARKS_WAITING_MOST);
	ck_assert_uint_eq(index->dropped, more);
}
END_TEST

/* A run of several images, of the like of which there are stretches without end: no place for one is
 * passed over, as checkpoints_offer asserts, and the middle is where it should be. */
START_TEST(images_are_taken_on_the_way)
{
	uint64_t middle;

	run_process(model_find("cpython-3.11"), ARENAS_PAGE, 15);
	while (events.count < LONG_RUN)
		call_free(call_malloc(16, false));
	middle = events.count / 2;
	program = recorded_program_new(record(model_find("cpython-3.11")), "made up");
	open_timeline();
	scout_all();
	ck_assert(timeline_index(timeline)->complete);
	ck_assert_uint_eq(timeline_index(timeline)->failed, 0);
	ck_assert(timeline_seek_operation(timeline, middle, 0));
	ck_assert_uint_eq(timeline_world(timeline)->state->operations, middle);
}
END_TEST

/* Step by step, both ways: the arena just obtained, and the one just given back, too. */
START_TEST(arenas_are_where_the_process_had_them)
{
	const struct heap *shown;
	uint64_t seen = 0, address;

	open_made_up(12);
	scout_all();
	shown = &timeline_world(timeline)->heap;
	for (size_t i = 0; i < timeline_index(timeline)->arenas.count && i < 30; i++) {
		uint64_t event = timeline_index(timeline)->arenas.items[i].events;

		ck_assert(timeline_seek(timeline, (struct position){.events = event - 1}));
		for (int back = 0; back <= 1; back++) {
			for (int step = 0; step < 12; step++) {
				for (uint64_t slot = 0; slot < shown->control->maxarenas; slot++) {
					addr arena = shown->arenas[slot].address;

					if (!arena)
						continue;
					ck_assert(heap_shown(shown, arena, &address));
					ck_assert_uint_eq(address, arena - shown->first_pool +
									   heap.first_pool - BASE + MOVED);
					seen++;
				}
				if (back ? !timeline_back(timeline, DETAIL_STEP)
					 : !timeline_forward(timeline, DETAIL_STEP))
					break;
			}
		}
	}
	ck_assert_uint_gt(seen, 50);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("recorded");
	TCase *tcase = tcase_create("recorded");

	tcase_add_checked_fixture(tcase, NULL, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, a_recording_plays_to_its_end);
	tcase_add_test(tcase, a_map_of_blocks_goes_both_ways);
	tcase_add_loop_test(tcase, blocks_have_the_numbers_of_their_calls, 0, 2);
	tcase_add_loop_test(tcase, calls_at_once_are_calls_one_by_one, 0, 2);
	tcase_add_loop_test(tcase, what_is_unusual_ends_a_stretch, 0, 3);
	tcase_add_test(tcase, arenas_are_where_the_process_had_them);
	tcase_add_test(tcase, images_are_taken_on_the_way);
	tcase_add_test(tcase, marks_are_kept_within_bounds);
	tcase_add_test(tcase, a_recording_travels);
	tcase_add_test(tcase, blocks_are_named_after_their_calls);
	tcase_add_test(tcase, a_block_elsewhere_is_a_failed_expectation);
	tcase_add_test(tcase, a_recording_that_grows_is_followed);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
