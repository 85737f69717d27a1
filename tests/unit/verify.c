/*
 * verify.c - recordings made up by one engine are judged by another: equal as they are,
 * different as soon as anything in them is changed.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "chance.h"
#include "heap/inspect.h"
#include "heap/stats.h"
#include "must.h"
#include "replay/verify.h"

#define LIVE 9000u
#define CALLS 60000u
#define BASE UINT64_C(0x7f0000000000)
#define MOVED UINT64_C(0x2a3c00000000) /* the made-up process has its arenas elsewhere */

struct events {
	struct trace_event *items;
	size_t count, capacity;
};

static struct events events;
static struct store store;
static struct heap heap;
static uint64_t extra; /* bytes of debug hooks */

static void teardown(void)
{
	free(events.items);
	events = (struct events){0};
	store_fini(&store);
}

/* -- a process ------------------------------------------------------------------------ */

static uint64_t real(addr block)
{
	if (block == ADDR_NULL)
		return 0;
	return (heap_is_system(block) ? block : block - BASE + MOVED) + (extra ? 16 : 0);
}

static void add(enum trace_kind kind, uint64_t where, uint64_t size, uint64_t count, uint64_t old)
{
	array_push(&events, (struct trace_event){
		.kind = kind, .where = where, .size = size, .count = count, .old = old});
}

struct watch {
	uint64_t obtained, living;
};

static struct watch look(void)
{
	return (struct watch){heap.control->ntimes_arena_allocated,
			      heap.control->narenas_currently_allocated};
}

/* The events of arenas around a call, in the order of a recorder; event [call] is the call's. */
static void add_arenas(struct watch before, addr block, addr gone, size_t call)
{
	struct watch now = look();
	struct trace_event own = events.items[call];

	events.count = call;
	if (now.obtained != before.obtained)
		add(TRACE_ARENA, real(heap.arenas[heap_slot_of(&heap, block)].address) -
			    (extra ? 16 : 0), heap.arena_size, 1, 0);
	if (gone && own.kind == TRACE_REALLOC)
		add(TRACE_ARENA_FREE, gone - BASE + MOVED, heap.arena_size, 1, 0);
	array_push(&events, own);
	if (gone && own.kind == TRACE_FREE)
		add(TRACE_ARENA_FREE, gone - BASE + MOVED, heap.arena_size, 1, 0);
}

/* The arena that holds a block, if it goes away with it. */
static addr arena_of(addr block)
{
	uint64_t slot = heap_slot_of(&heap, block);

	return slot == UINT64_MAX ? ADDR_NULL : heap.arenas[slot].address;
}

static addr went(addr arena, struct watch before)
{
	uint64_t kept = before.living + (look().obtained - before.obtained);

	return look().living < kept ? arena : ADDR_NULL;
}

static addr call_malloc(uint64_t size, bool cleared)
{
	struct watch before = look();
	addr block = cleared && !extra ? heap_calloc(&heap, 1, size)
				       : heap_malloc(&heap, size + extra);

	add(cleared ? TRACE_CALLOC : TRACE_MALLOC, real(block), size, 1, 0);
	add_arenas(before, block, ADDR_NULL, events.count - 1);
	return block;
}

static addr call_realloc(addr old, uint64_t size)
{
	struct watch before = look();
	addr arena = arena_of(old), block = heap_realloc(&heap, old, size + extra);

	add(TRACE_REALLOC, real(block), size, 1, real(old));
	add_arenas(before, block, went(arena, before), events.count - 1);
	return block;
}

static void call_free(addr block)
{
	struct watch before = look();
	addr arena = arena_of(block);

	heap_free(&heap, block);
	add(TRACE_FREE, 0, 0, 1, real(block));
	add_arenas(before, ADDR_NULL, went(arena, before), events.count - 1);
}

/* Growing and shrinking, so that arenas come and go. */
static void live(struct chance *chance)
{
	static addr blocks[LIVE];
	uint64_t count = 0;

	for (uint32_t i = 0; i < CALLS; i++) {
		bool grows = i / 15000 % 2 == 0;
		uint64_t pick = count ? chance_below(chance, count) : 0;
		uint64_t size = 1 + chance_below(chance, 530);

		if (count == 0 || (count < LIVE && chance_below(chance, 10) < (grows ? 7 : 2))) {
			blocks[count++] = call_malloc(size, chance_one_in(chance, 9));
		} else if (chance_one_in(chance, 8)) {
			blocks[pick] = call_realloc(blocks[pick], size);
		} else {
			call_free(blocks[pick]);
			blocks[pick] = blocks[--count];
		}
	}
}

static void open_process(const struct model *model, enum arena_placement placement)
{
	struct heap_options options = {.model = model, .placement = placement};

	ck_assert(store_init(&store, BASE, UINT64_C(1) << 30, UINT64_C(1) << 30));
	ck_assert(heap_init(&heap, &store, &options));
}

static void run_process(const struct model *model, enum arena_placement placement, uint64_t seed)
{
	struct chance chance = {seed};

	open_process(model, placement);
	live(&chance);
	ck_assert_uint_gt(heap.control->ntimes_arena_allocated, heap.arena_size < 2u << 20);
	add(TRACE_EXIT, 0, CALLS, 1, 0);
}

/* -- its recording -------------------------------------------------------------------- */

struct bytes {
	unsigned char *items;
	size_t count, capacity;
};

static unsigned char *put_text(unsigned char *out, enum record_kind kind, const void *text,
			       size_t length)
{
	out = put_number(put_kind(out, kind), length);
	memcpy(out, text, length);
	return out + length;
}

static unsigned char *put_event(unsigned char *out, struct record_state *state,
				const struct trace_event *event)
{
	switch ((int)event->kind) {
	case TRACE_MALLOC: return put_malloc(out, state, event->size, event->where);
	case TRACE_CALLOC:
		return put_calloc(out, state, event->count, event->size, event->where);
	case TRACE_REALLOC:
		return put_realloc(out, state, event->old, event->size, event->where);
	case TRACE_FREE: return put_free(out, state, event->old);
	case TRACE_ARENA: return put_arena(out, RECORD_ARENA, event->where, event->size);
	case TRACE_ARENA_FREE: return put_arena(out, RECORD_ARENA_FREE, event->where, event->size);
	case TRACE_STATS: return put_text(out, RECORD_STATS, event->text, event->length);
	case TRACE_POOLS: return put_text(out, RECORD_POOLS, event->text, event->length);
	case TRACE_EXIT: return put_number(put_kind(out, RECORD_END), event->size);
	default: ck_abort(); return out;
	}
}

static struct recording *record(const struct model *model)
{
	struct record_state state = {0};
	struct bytes out = {0};
	struct diag_list diags = {0};
	struct recording *recording;
	unsigned char one[RECORD_TEXT_MOST + CALL_BYTES], *end;
	char head[300];
	int length = snprintf(head, sizeof head, RECORDING_MAGIC "model %s\ndebug-extra %u\n\n",
			      model->name, (unsigned)extra);

	for (int i = 0; i < length; i++)
		array_push(&out, (unsigned char)head[i]);
	for (size_t i = 0; i < events.count; i++) {
		end = put_event(one, &state, &events.items[i]);
		for (unsigned char *at = one; at < end; at++)
			array_push(&out, *at);
	}
	recording = recording_from_memory(out.items, out.count, &diags);
	ck_assert_ptr_nonnull(recording);
	free(out.items);
	diag_fini(&diags);
	return recording;
}

static struct verify_result verify(const struct model *recorded, const struct model *replayed)
{
	struct recording *recording = record(recorded);
	struct verify_result result;

	ck_assert(verify_recording(recording, replayed, &result));
	recording_close(recording);
	return result;
}

/* -- tests ---------------------------------------------------------------------------- */

#define MODELS 15 /* the toy, the last, is for scenarios; recordings of it replay like all */
#define VARIANTS (2 * MODELS)

static const struct model *model_of(int variant)
{
	return model_at((size_t)variant / 2);
}

static void run_variant(int variant, uint64_t seed)
{
	run_process(model_of(variant), variant % 2 ? ARENAS_PAGE : ARENAS_ALIGNED, seed);
}

START_TEST(what_an_engine_did_is_what_it_does)
{
	uint64_t in_pools = 0, in_system = 0;
	struct verify_result result;

	run_variant(_i, 1);
	result = verify(model_of(_i), NULL);
	must(result.differences == 0, "call %u: %s\n%s", (unsigned)result.first.call,
	     difference_words[result.first.kind], result.first.text);
	ck_assert_uint_eq(result.calls, CALLS);
	for (size_t i = 0; i < events.count; i++)
		if (trace_is_call(events.items[i].kind) && events.items[i].kind != TRACE_FREE)
			*(events.items[i].where < SYSTEM_BASE ? &in_pools : &in_system) += 1;
	ck_assert_uint_eq(result.in_pools, in_pools);
	ck_assert_uint_eq(result.in_system, in_system);
	ck_assert_uint_eq(result.arenas_obtained, heap.control->ntimes_arena_allocated);
	ck_assert_uint_eq(result.arenas_obtained - result.arenas_returned,
			  heap.control->narenas_currently_allocated);
	ck_assert(result.exited);
}
END_TEST

START_TEST(debug_hooks_move_and_lengthen_blocks)
{
	extra = _i ? 32 : 24;
	run_process(model_find("cpython-3.11"), ARENAS_PAGE, 3);
	ck_assert_uint_eq(verify(model_find("cpython-3.11"), NULL).differences, 0);
	extra = 0;
	ck_assert_uint_eq(verify(model_find("cpython-3.11"), NULL).differences, 1);
}
END_TEST

/* The [n]th event of a kind from a place on. */
static struct trace_event *find(enum trace_kind kind, size_t from)
{
	while (from < events.count && events.items[from].kind != kind)
		from++;
	must(from < events.count, "no such event");
	return &events.items[from];
}

START_TEST(one_altered_address_is_found)
{
	struct chance chance = {(uint64_t)_i};
	struct trace_event *event;
	struct verify_result result;

	run_variant(_i % VARIANTS, 7);
	do
		event = find(TRACE_MALLOC, chance_below(&chance, events.count - 100));
	while (event->size > model_of(_i % VARIANTS)->small_request_threshold);
	event->where += 16;
	result = verify(model_of(_i % VARIANTS), NULL);
	ck_assert_uint_eq(result.differences, 1);
	ck_assert_int_eq(result.first.event.kind, TRACE_MALLOC);
	ck_assert_uint_eq(result.first.got, event->where);
	must(result.first.kind == DIFFERENCE_PLACE || result.first.kind == DIFFERENCE_NOT_POOL, "%s",
	     difference_words[result.first.kind]);
}
END_TEST

/* While the heap grows: a pool that is emptied soon afterwards forgets what it was. */
START_TEST(one_dropped_call_is_found)
{
	static const enum trace_kind kinds[] = {TRACE_MALLOC, TRACE_FREE};
	struct chance chance = {(uint64_t)_i};
	struct trace_event *event;
	size_t at;

	run_variant(_i % VARIANTS, 11);
	do
		event = find(kinds[_i % 2], chance_below(&chance, events.count / 5));
	while (event->size > model_of(_i % VARIANTS)->small_request_threshold ||
	       (event->kind == TRACE_FREE && event->old >= SYSTEM_BASE));
	at = (size_t)(event - events.items);
	memmove(event, event + 1, (--events.count - at) * sizeof *event);
	ck_assert_uint_eq(verify(model_of(_i % VARIANTS), NULL).differences, 1);
}
END_TEST

START_TEST(a_dropped_arena_is_found)
{
	enum trace_kind kind = _i % 2 ? TRACE_ARENA : TRACE_ARENA_FREE;
	struct trace_event *event;

	run_process(model_find("cpython-3.8"), ARENAS_ALIGNED, 5);
	event = find(kind, 0);
	memmove(event, event + 1, (size_t)(&events.items[--events.count] - event) * sizeof *event);
	ck_assert_uint_eq(verify(model_find("cpython-3.8"), NULL).differences, 1);
}
END_TEST

/* A model places as another one exactly if they have the same letter. */
START_TEST(a_wrong_model_is_found)
{
	const struct model *recorded = model_at((size_t)(_i / MODELS));
	const struct model *replayed = model_at((size_t)(_i % MODELS));
	struct verify_result result;

	run_process(recorded, ARENAS_PAGE, 2);
	result = verify(recorded, replayed);
	must((result.differences == 0) == (recorded->behaviour == replayed->behaviour),
	     "%s as %s: %s", recorded->name, replayed->name, difference_words[result.first.kind]);
}
END_TEST

/* -- statistics and headers ----------------------------------------------------------- */

static char text[RECORD_TEXT_MOST];

static void add_statistics(void)
{
	struct str out = str_init(text, sizeof text);

	heap_stats(&heap, NULL, &out);
	add(TRACE_STATS, 0, 0, 1, 0);
	events.items[events.count - 1].text = (const unsigned char *)text;
	events.items[events.count - 1].length = (uint32_t)out.length;
}

START_TEST(statistics_are_compared_line_by_line)
{
	struct verify_result result;
	char *digit;

	run_process(model_find("cpython-3.8"), ARENAS_ALIGNED, 5);
	add_statistics();
	result = verify(model_find("cpython-3.8"), NULL);
	ck_assert_uint_eq(result.statistics, 1);
	ck_assert_uint_eq(result.statistics_different, 0);
	digit = strstr(text, "# arenas reclaimed") + 56;
	ck_assert_int_eq(digit[1], '\n');
	*digit ^= 1;
	result = verify(model_find("cpython-3.8"), NULL);
	ck_assert_uint_eq(result.statistics_different, 1);
	ck_assert_ptr_nonnull(strstr(result.first.text, "# arenas reclaimed"));
}
END_TEST

/* The headers of slot 0's pools, as the process would show them. */
static uint32_t add_headers(void)
{
	struct arena_info arena;
	unsigned char *out = (unsigned char *)text;
	uint64_t first;

	ck_assert(heap_arena(&heap, 0, &arena));
	first = real(arena.first_pool);
	memcpy(out, &first, 8);
	memcpy(out + 8, &arena.carved, 4);
	for (uint32_t i = 0; i < arena.carved; i++) {
		unsigned char *at = out + POOL_SAMPLE_HEAD + i * (size_t)POOL_SAMPLE_BYTES;
		uint64_t link;

		memcpy(at, store_at(&store, heap_address(&heap, 0, i, 0)), POOL_SAMPLE_BYTES);
		for (size_t offset = 8; offset <= 24; offset += 8) {
			memcpy(&link, at + offset, 8);
			link = link ? real(link) : 0;
			if (heap_place(&heap, link - MOVED + BASE).kind == PLACE_LIST)
				link = UINT64_C(0x955000); /* a table in the interpreter itself */
			memcpy(at + offset, &link, 8);
		}
	}
	add(TRACE_POOLS, 0, 0, 1, 0);
	events.items[events.count - 1].text = out;
	events.items[events.count - 1].length =
		POOL_SAMPLE_HEAD + arena.carved * POOL_SAMPLE_BYTES;
	return arena.carved;
}

START_TEST(pool_headers_are_compared)
{
	static const size_t fields[] = {0, 8, 32, 36, 40, 44}; /* the links differ by state */
	struct verify_result result;
	uint32_t pools;

	run_process(model_find("cpython-3.11"), ARENAS_PAGE, 5);
	pools = add_headers();
	result = verify(model_find("cpython-3.11"), NULL);
	must(result.headers_different == 0, "%s", result.first.text);
	ck_assert_uint_eq(result.headers, pools);
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		text[POOL_SAMPLE_HEAD + fields[i]] ^= 16;
		result = verify(model_find("cpython-3.11"), NULL);
		must(result.headers_different == 1, "field at %zu", fields[i]);
		text[POOL_SAMPLE_HEAD + fields[i]] ^= 16;
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("verify");
	TCase *tcase = tcase_create("verify");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, NULL, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, what_an_engine_did_is_what_it_does, 0, VARIANTS);
	tcase_add_loop_test(tcase, debug_hooks_move_and_lengthen_blocks, 0, 2);
	tcase_add_loop_test(tcase, one_altered_address_is_found, 0, 2 * VARIANTS);
	tcase_add_loop_test(tcase, one_dropped_call_is_found, 0, 2 * VARIANTS);
	tcase_add_loop_test(tcase, a_dropped_arena_is_found, 0, 2);
	tcase_add_loop_test(tcase, a_wrong_model_is_found, 0, MODELS * MODELS);
	tcase_add_test(tcase, statistics_are_compared_line_by_line);
	tcase_add_test(tcase, pool_headers_are_compared);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
