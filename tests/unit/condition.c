/*
 * condition.c - what people type to search for, in scenarios and in recordings; and where that
 * is in a recording, whose addresses and numbers are those of the process.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "heap/inspect.h"
#include "made_bytes.h"
#include "must.h"
#include "replay/recorded_program.h"
#include "scenario_text.h"
#include "suite.h"
#include "timeline/search.h"
#include "trace/records.h"
#include "trace/writer.h"

#define POOL UINT64_C(0x7f5a0000c000) /* the first pool of the recorded process */

static const char scenario[] = "model: cpython-3.11\nsteps:\n"
			       "- alloc: {name: a, size: 16}\n"
			       "- mark: middle of it\n"
			       "- repeat: {times: 3, steps: [{alloc: {name: b$i, size: 16}}]}\n"
			       "- alloc: {name: 块, size: 16}\n"
			       "- mark: end\n";

static struct program *program;
static struct timeline *timeline;

static void open_timeline(void)
{
	struct timeline_options options = {0};

	timeline = timeline_new(program, &options);
	ck_assert_ptr_nonnull(timeline);
	while (timeline_scout(timeline, 1000))
		;
}

static void open_scenario(void)
{
	program = scenario_text(scenario);
	open_timeline();
}

/* A process: two blocks of 48 bytes, a large one, a realloc, frees. */
static void open_recording(void)
{
	static const struct trace_event events[] = {
		{.kind = TRACE_IMPORT, .text = (const unsigned char *)"json.decoder", .length = 12},
		{.kind = TRACE_ARENA, .where = POOL - 0x2000, .size = 1 << 20},
		{.kind = TRACE_MALLOC, .where = POOL + 48, .size = 40, .count = 1},
		{.kind = TRACE_MALLOC, .where = POOL + 96, .size = 48, .count = 1},
		{.kind = TRACE_MALLOC, .where = 0x5555000, .size = 5000, .count = 1},
		{.kind = TRACE_FREE, .old = POOL + 48},
		{.kind = TRACE_REALLOC, .old = POOL + 96, .where = POOL + 96, .size = 40},
		{.kind = TRACE_FREE, .old = 0x5555000},
		{.kind = TRACE_IMPORT, .text = (const unsigned char *)"csv", .length = 3},
		{.kind = TRACE_FREE, .old = POOL + 96},
	};
	static const char head[] = RECORDING_MAGIC "model cpython-3.11\n\n";
	unsigned char records[1000], *end = records;
	struct made_bytes bytes = {0};
	struct record_state state = {0};
	struct diag_list diags = {0};
	struct recording *recording;

	for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
		end = record_put(end, &state, &events[i]);
		if (events[i].length)
			memcpy(end, events[i].text, events[i].length);
		end += events[i].length;
	}
	made_append(&bytes, head, sizeof head - 1);
	made_one_frame(&bytes, records, (size_t)(end - records));
	recording = recording_from_memory(bytes.items, bytes.count, &diags);
	free(bytes.items);
	ck_assert_ptr_nonnull(recording);
	program = recorded_program_new(recording, "made-up");
	open_timeline();
	ck_assert_uint_eq(timeline_index(timeline)->failed, 0);
}

static void teardown(void)
{
	timeline_destroy(timeline);
	program_destroy(program);
}

static bool read_text(const char *text, struct condition *condition, char *why)
{
	struct str out = str_init(why, 200);

	return condition_read(text, timeline_world(timeline), timeline_index(timeline), false,
			      condition, &out);
}

/* -- forms ---------------------------------------------------------------------------- */

#define KINDS(id) (UINT64_C(1) << STEP_##id)

static const struct {
	const char *text;
	enum condition_kind kind;
	uint64_t value, mask;
} forms[] = {
	{"56", CONDITION_BYTES, 56, 0},
	{"  4K ", CONDITION_BYTES, 4096, 0},
	{"1m", CONDITION_BYTES, 1 << 20, 0},
	{"0", CONDITION_BYTES, 0, 0},
	{"class 3", CONDITION_CLASS, 3, 0},
	{"CLASS  31", CONDITION_CLASS, 31, 0},
	{"0x7F12", CONDITION_ADDRESS, 0x7f12, 0},
	{"arenas > 3", CONDITION_ARENAS, 3, 0},
	{"arenas>3", CONDITION_ARENAS, 3, 0},
	{"live > 2K", CONDITION_LIVE, 2048, 0},
	{"pool_full", CONDITION_STEP, 0, KINDS(POOL_FULL)},
	{"pool full", CONDITION_STEP, 0, KINDS(POOL_FULL)},
	{"Arena-Obtain", CONDITION_STEP, 0, KINDS(ARENA_OBTAIN)},
	{"mark end", CONDITION_MARK, 5, 0},
	{"mark whatever", CONDITION_MARK, 5, 0},
	{"import x", CONDITION_MARK, 0, 0},
	{"it MIDDLE", CONDITION_MARK, 0, 0},
};

START_TEST(forms_are_read)
{
	struct condition condition;
	char why[200] = "";

	must(read_text(forms[_i].text, &condition, why), "%s: %s", forms[_i].text, why);
	ck_assert_int_eq(condition.kind, forms[_i].kind);
	ck_assert_uint_eq(condition.value, forms[_i].value);
	ck_assert_uint_eq(condition.mask, forms[_i].mask);
}
END_TEST

START_TEST(places_are_those_on_the_screen)
{
	const struct heap *heap = &timeline_world(timeline)->heap;
	struct condition condition;
	struct place place;
	char why[200];

	timeline_seek_end(timeline); /* where there is a table of arenas */
	ck_assert(read_text("pool 0:12", &condition, why));
	place = heap_place(heap, condition.value);
	ck_assert(place.slot == 0 && place.pool == 12 && place.offset == 0);
	ck_assert_uint_eq(condition.mask, heap->pool_size);
	ck_assert(read_text("0:12:96", &condition, why));
	place = heap_place(heap, condition.value);
	ck_assert(place.slot == 0 && place.pool == 12 && place.offset == 96);
	ck_assert(read_text("arena 0", &condition, why));
	ck_assert_uint_eq(condition.mask, heap->arena_size);
	ck_assert_uint_eq(heap_place(heap, condition.value).slot, 0);
}
END_TEST

static const struct {
	const char *text, *why;
} faults[] = {
	{"", "no block, mark or step is called ''"},
	{"arena_obtian", "no block, mark or step is called 'arena_obtian'; did you mean arena_obtain?"},
	{"clas 3", "no block, mark or step is called 'clas 3'; did you mean class?"},
	{"poolfull", "no block, mark or step is called 'poolfull'; did you mean pool_full?"},
	{"class 32", "size classes are 0 to 31"},
	{"pool 0:64", "no such place; a pool is 0:12, a block 0:12:96"},
	{"0:0:16384", "no such place; a pool is 0:12, a block 0:12:96"},
	{"0x", "no block, mark or step is called '0x'"},
	{"#5", "blocks have names here, not numbers"},
	{"arenas > many", "as in: arenas > 3, live > 1M"},
	{"wer", "no block, mark or step is called 'wer'"},
};

START_TEST(faults_are_told)
{
	struct condition condition = {.value = 77};
	char why[200] = "";

	ck_assert(!read_text(faults[_i].text, &condition, why));
	ck_assert_str_eq(why, faults[_i].why);
	ck_assert_uint_eq(condition.value, 77);
}
END_TEST

/* -- finding -------------------------------------------------------------------------- */

/* "1 4": the operations behind which it holds, in order; forward and back. */
static void finds(const char *text, const char *right)
{
	struct search *search = timeline_search(timeline);
	struct position from = {0};
	char list[200] = "", why[200] = "";
	struct str out = str_init(list, sizeof list);
	struct condition condition;

	must(read_text(text, &condition, why), "%s: %s", text, why);
	for (int i = 0; i < 100; i++) {
		ck_assert(search_begin(search, &condition, from, false));
		while (search_run(search, 3) == SEARCH_MORE)
			;
		if (search->state == SEARCH_NOTHING)
			break;
		from = search->found;
		str_printf(&out, out.length ? " %u" : "%u", (unsigned)from.events);
	}
	must(strcmp(list, right) == 0, "%s: %s, not %s", text, list, right);
}

START_TEST(names_are_found)
{
	finds("a", "1");
	finds("b", "2 3 4");
	finds("b1", "3");
	finds("块", "5");
	finds("end", "5"); /* a mark, as no block is called so */
	finds("middle", "1");
}
END_TEST

START_TEST(a_recording_has_numbers_and_addresses_of_its_own)
{
	finds("#1", "1 4");
	finds("#2", "2 5 7");
	finds("#3", "3 6");
	finds("#9", "");
	finds("0x7f5a0000c030", "1 4");
	finds("0x7f5a0000c05f", "1 4");       /* a byte of it */
	finds("0x7f5a0000c060", "2 5 7");
	finds("0x7f5a0000c090", "");
	finds("0x5555000", "3 6");            /* the system's */
	finds("48", "2");
	finds("0:0", "1 2 4 5 7");
	finds("import csv", "6");
	finds("decoder", "");                 /* in front of the first call: nothing is behind it */
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("condition");
	TCase *scenarios = tcase_create("scenarios"), *recordings = tcase_create("recordings");

	tcase_add_checked_fixture(scenarios, open_scenario, teardown);
	tcase_add_loop_test(scenarios, forms_are_read, 0, sizeof forms / sizeof *forms);
	tcase_add_test(scenarios, places_are_those_on_the_screen);
	tcase_add_loop_test(scenarios, faults_are_told, 0, sizeof faults / sizeof *faults);
	tcase_add_test(scenarios, names_are_found);
	tcase_add_checked_fixture(recordings, open_recording, teardown);
	tcase_add_test(recordings, a_recording_has_numbers_and_addresses_of_its_own);
	suite_add_tcase(suite, scenarios);
	suite_add_tcase(suite, recordings);
	return suite_run(suite);
}
