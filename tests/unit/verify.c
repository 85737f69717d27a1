/*
 * verify.c - recordings made up by one engine are judged by another: equal as they are,
 * different as soon as anything in them is changed.
 */
#include <check.h>

#include "heap/stats.h"
#include "replay/verify.h"
#include "suite.h"

#include "process.h" /* has a heap of its own: behind what knows others */

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

	tcase_add_checked_fixture(tcase, NULL, forget_process);
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
	return suite_run(suite);
}
