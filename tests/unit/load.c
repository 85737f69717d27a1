/*
 * load.c - does a scenario arrive in the structs as it was written, with its places?
 */
#include <check.h>
#include <string.h>

#include "base/source.h"
#include "base/utf8.h"
#include "printed.h"
#include "scenario/load.h"
#include "suite.h"

#define STEPS "steps:\n"

static struct diag_list diags;
static struct source source;
static struct loaded loaded;

static void setup(void)
{
	memset(&diags, 0, sizeof diags);
	memset(&source, 0, sizeof source);
	memset(&loaded, 0, sizeof loaded);
}

static void teardown(void)
{
	scenario_unload(&loaded);
	diag_fini(&diags);
	source_fini(&source);
}

static const struct scenario *load(const char *text)
{
	source_from_memory(&source, "test.yaml", text, strlen(text));
	if (!scenario_load(&source, &loaded, &diags)) {
		char *faults = printed(&diags, &source);

		ck_abort_msg("%s", faults);
	}
	ck_assert_uint_eq(diags.count, 0);
	return loaded.scenario;
}

static void expect_place(struct diag_place place, uint32_t line, uint32_t column)
{
	ck_assert_msg(place.line == line && place.column == column, "at %u:%u instead of %u:%u",
		      place.line, place.column, line, column);
}

static void expect_found(const char *path, uint32_t key_line, uint32_t key_column,
			 uint32_t value_line, uint32_t value_column)
{
	expect_place(locate_key(loaded.locate, path), key_line, key_column);
	expect_place(locate_value(loaded.locate, path), value_line, value_column);
}

START_TEST(test_top_level)
{
	const struct scenario *scenario = load("title: Four blocks\n"
					       "about: {en: One page, zh: 一页}\n"
					       "model: cpython-3.11\n"
					       "arenas: page\n"
					       "arena_limit: 7\n"
					       "view: {follow: 0:1, speed: 0.5, detail: step}\n"
					       "steps:\n"
					       "  - mark: here\n");

	ck_assert_str_eq(scenario->title->en, "Four blocks");
	ck_assert_ptr_null(scenario->title->zh);
	ck_assert_str_eq(scenario->about->zh, "一页");
	ck_assert_str_eq(scenario->model, "cpython-3.11");
	ck_assert_str_eq(scenario->arenas, "page");
	ck_assert_str_eq(scenario->arena_limit, "7");
	ck_assert_str_eq(scenario->view->follow, "0:1");
	ck_assert_str_eq(scenario->view->speed, "0.5");
	ck_assert_str_eq(scenario->view->detail, "step");
	ck_assert_uint_eq(scenario->steps_count, 1);
	ck_assert_str_eq(scenario->steps[0].mark, "here");
}
END_TEST

START_TEST(test_the_smallest_scenario)
{
	const struct scenario *scenario = load("steps: [{alloc: {name: a, size: 16}}]");

	ck_assert_ptr_null(scenario->title);
	ck_assert_ptr_null(scenario->model);
	ck_assert_str_eq(scenario->steps[0].alloc->name, "a");
	ck_assert_str_eq(scenario->steps[0].alloc->size, "16");
	ck_assert_ptr_null(scenario->steps[0].free);
}
END_TEST

START_TEST(test_actions_that_take_and_free)
{
	const struct step *steps = load(STEPS "- alloc: {name: a, size: 4K}\n"
					      "- calloc: {name: t, count: 4, size: 8*$i}\n"
					      "- realloc: {name: a, size: 010}\n"
					      "- free: a\n"
					      "- free: {name: b}\n"
					      "- double_free: a\n"
					      "- free_where: {group: b, every: 2, skip: 1,"
					      " from: 10, to: 20, oldest: 3, newest: 4}\n")
					   ->steps;

	ck_assert_str_eq(steps[0].alloc->size, "4K");
	ck_assert_str_eq(steps[1].calloc->count, "4");
	ck_assert_str_eq(steps[1].calloc->size, "8*$i");
	ck_assert_str_eq(steps[2].realloc->size, "010"); /* judged by expr.c */
	ck_assert_str_eq(steps[3].free->name, "a");
	ck_assert_str_eq(steps[4].free->name, "b");
	ck_assert_str_eq(steps[5].double_free->name, "a");
	ck_assert_str_eq(steps[6].free_where->every, "2");
	ck_assert_str_eq(steps[6].free_where->newest, "4");
}
END_TEST

START_TEST(test_actions_that_talk)
{
	const struct step *steps =
		load(STEPS "- say: It is here.\n"
			   "- say: {zh: 在这里。}\n"
			   "- say: |\n"
			   "    Two\n"
			   "    lines\n"
			   "- ask: {question: Where?, about: pool, because: {en: why, zh: 因为}}\n")
			->steps;

	ck_assert_str_eq(steps[0].say->en, "It is here.");
	ck_assert_ptr_null(steps[1].say->en);
	ck_assert_str_eq(steps[1].say->zh, "在这里。");
	ck_assert_str_eq(steps[2].say->en, "Two\nlines\n");
	ck_assert_str_eq(steps[3].ask->question->en, "Where?");
	ck_assert_str_eq(steps[3].ask->about, "pool"); /* no text in languages, as at the top */
	ck_assert_str_eq(steps[3].ask->because->zh, "因为");
}
END_TEST

START_TEST(test_actions_that_do_much)
{
	const struct step *steps =
		load(STEPS "- repeat:\n"
			   "    times: 4\n"
			   "    steps:\n"
			   "      - alloc: {name: a$i, size: 16}\n"
			   "      - repeat: {times: 2, as: j, steps: [free: a$i]}\n"
			   "- random: {operations: 9, seed: 1, group: r, live: 5, sizes: [16, 24],"
			   " min: 1, max: 2, reallocs: 10}\n"
			   "- write: {name: a, offset: 8, text: \"x\\ny\"}\n"
			   "- write: {name: a, value: 0x41}\n")
			->steps;

	ck_assert_str_eq(steps[0].repeat->times, "4");
	ck_assert_ptr_null(steps[0].repeat->as);
	ck_assert_uint_eq(steps[0].repeat->steps_count, 2);
	ck_assert_str_eq(steps[0].repeat->steps[1].repeat->as, "j");
	ck_assert_str_eq(steps[0].repeat->steps[1].repeat->steps[0].free->name, "a$i");
	ck_assert_uint_eq(steps[1].random->sizes_count, 2);
	ck_assert_str_eq(steps[1].random->sizes[1], "24");
	ck_assert_str_eq(steps[1].random->reallocs, "10");
	ck_assert_str_eq(steps[2].write->text, "x\ny");
	ck_assert_str_eq(steps[3].write->value, "0x41");
}
END_TEST

START_TEST(test_expectations)
{
	const struct step_expect *expect =
		load(STEPS "- expect:\n"
			   "    blocks: {a: 0:0:48, b$i: system}\n"
			   "    pools:\n"
			   "      - {at: 0:1, state: used, szidx: 1, block_size: 32, used: 3,\n"
			   "         freeblock: 96, nextoffset: 112, maxnextoffset: 4080,\n"
			   "         free_list: [96, 48]}\n"
			   "    arenas: [{index: 0, state: usable, nfreepools: 63,\n"
			   "              ntotalpools: 64, freepools: [2, 1]}]\n"
			   "    usedpools: [{size: 16, pools: [0:2, 0:0]}]\n"
			   "    usable_arenas: [1, 0]\n"
			   "    counters: {live: 3, frees: 4}\n"
			   "    steps: [carve_block, pool_full]\n"
			   "    findings: [double_free]\n")
			->steps[0]
			.expect;

	ck_assert_uint_eq(expect->blocks_count, 2);
	ck_assert_str_eq(expect->blocks[1].name, "b$i");
	ck_assert_str_eq(expect->blocks[1].at, "system");
	ck_assert_str_eq(expect->pools[0].maxnextoffset, "4080");
	ck_assert_uint_eq(expect->pools[0].free_list_count, 2);
	ck_assert_str_eq(expect->pools[0].free_list[1], "48");
	ck_assert_str_eq(expect->arenas[0].ntotalpools, "64");
	ck_assert_str_eq(expect->arenas[0].freepools[0], "2");
	ck_assert_str_eq(expect->usedpools[0].size, "16");
	ck_assert_str_eq(expect->usedpools[0].pools[0], "0:2");
	ck_assert_str_eq(expect->usable_arenas[0], "1");
	ck_assert_str_eq(expect->counters[1].name, "frees");
	ck_assert_str_eq(expect->counters[1].value, "4");
	ck_assert_str_eq(expect->steps[1], "pool_full");
	ck_assert_str_eq(expect->findings[0], "double_free");
}
END_TEST

START_TEST(test_an_empty_list_is_not_an_absent_one)
{
	const struct step_expect *expect =
		load(STEPS "- expect: {findings: [], pools: [{at: 0:0, free_list: []}],"
			   " usedpools: [{size: 16, pools: []}], blocks: {}}\n")
			->steps[0]
			.expect;

	ck_assert_ptr_nonnull(expect->findings);
	ck_assert_uint_eq(expect->findings_count, 0);
	ck_assert_ptr_nonnull(expect->blocks);
	ck_assert_ptr_nonnull(expect->pools[0].free_list);
	ck_assert_ptr_nonnull(expect->usedpools[0].pools);
	ck_assert_ptr_null(expect->steps);
	ck_assert_ptr_null(expect->usable_arenas);
}
END_TEST

START_TEST(test_a_list_of_names_is_several_steps)
{
	const struct scenario *scenario = load(STEPS "- free: [a, b, c]\n"
						     "- double_free: [d]\n"
						     "- mark: m\n");

	ck_assert_uint_eq(scenario->steps_count, 5);
	ck_assert_str_eq(scenario->steps[2].free->name, "c");
	ck_assert_str_eq(scenario->steps[3].double_free->name, "d");
	ck_assert_str_eq(scenario->steps[4].mark, "m");
	for (uint32_t i = 0; i < 3; i++)
		expect_place(scenario->steps[i].place, 2, 3);
	expect_found("steps[1].free.name", 2, 13, 2, 13);
	expect_found("steps[2].free", 2, 3, 2, 16);
	expect_found("steps[4].mark", 4, 3, 4, 9);
}
END_TEST

START_TEST(test_places_of_structs)
{
	const struct scenario *scenario =
		load("steps:\n"
		     "  - alloc: {name: a, size: 16}\n"
		     "  - {free: a}\n"
		     "  - repeat:\n"
		     "      times: 2\n"
		     "      steps:\n"
		     "        - mark: m\n"
		     "  - expect:\n"
		     "      pools: [{at: 0:0}, {at: 0:1}]\n"
		     "      arenas:\n"
		     "        - index: 0\n"
		     "      usedpools: [{size: 16, pools: []}]\n");
	const struct step *steps = scenario->steps;

	expect_place(steps[0].place, 2, 5);
	expect_place(steps[1].place, 3, 6);
	expect_place(steps[2].repeat->steps[0].place, 7, 11);
	expect_place(steps[3].place, 8, 5);
	expect_place(steps[3].expect->pools[1].place, 9, 26);
	expect_place(steps[3].expect->arenas[0].place, 11, 11);
	expect_place(steps[3].expect->usedpools[0].place, 12, 19);
}
END_TEST

START_TEST(test_places_by_path)
{
	load("# comment\n"
	     "title: 四个块\n"
	     "steps:\n"
	     "  - alloc: {name: a, size: 16}\n"
	     "  - free: a\n"
	     "  - expect:\n"
	     "      blocks: {块: 0:0:48, b: freed}\n"
	     "      steps: [one, two]\n");
	expect_found("title", 2, 1, 2, 8);
	expect_found("title.en", 2, 8, 2, 8);
	expect_found("steps", 3, 1, 4, 3);
	expect_found("steps[0]", 4, 5, 4, 5);
	expect_found("steps[0].alloc", 4, 5, 4, 12);
	expect_found("steps[0].alloc.size", 4, 22, 4, 28);
	expect_found("steps[1].free", 5, 5, 5, 11);
	expect_found("steps[1].free.name", 5, 11, 5, 11);
	expect_found("steps[2].expect.blocks", 7, 7, 7, 15);
	expect_found("steps[2].expect.blocks[0].name", 7, 16, 7, 16);
	expect_found("steps[2].expect.blocks[1].at", 7, 30, 7, 30);
	expect_found("steps[2].expect.steps[1]", 8, 20, 8, 20);
}
END_TEST

START_TEST(test_a_wrong_path_finds_the_nearest_parent)
{
	load("title: x\n"
	     "steps:\n"
	     "  - alloc: {name: a, size: 16}\n");
	expect_found("", 1, 1, 1, 1);
	expect_found("model", 1, 1, 1, 1);
	expect_found("steps[0].alloc.group", 3, 5, 3, 12);
	expect_found("steps[0].alloc.size.more", 3, 22, 3, 28);
	expect_found("steps[0].free.name", 3, 5, 3, 5);
	expect_found("steps[7].alloc", 2, 1, 3, 3);
	expect_found("steps[x]", 2, 1, 3, 3);
	expect_found("steps[0", 2, 1, 3, 3);
	expect_found("steps.0", 2, 1, 3, 3);
	expect_found("title[0]", 1, 1, 1, 8);
	expect_found("..", 1, 1, 1, 1);
}
END_TEST

static void expect_inside(const char *path, size_t offset, uint32_t line, uint32_t column)
{
	expect_place(locate_inside(loaded.locate, path, offset), line, column);
}

START_TEST(test_places_inside_texts)
{
	load("steps:\n"
	     "- alloc: {name: a, size: 8*$k}\n"
	     "- alloc: {name: \"a\", size: '8*$k'}\n"
	     "- alloc: {name: \"\\x41b\", size: 'a''b'}\n"
	     "- free: 块块$k\n"
	     "- mark: two\n"
	     "    lines\n"
	     "- say: |\n"
	     "    block\n");
	expect_inside("steps[0].alloc.size", 0, 2, 26);
	expect_inside("steps[0].alloc.size", 2, 2, 28);
	expect_inside("steps[0].alloc.size", 4, 2, 30);
	expect_inside("steps[0].alloc.size", 400, 2, 30); /* never beyond the text */
	expect_inside("steps[1].alloc.size", 2, 3, 31);
	expect_inside("steps[2].alloc.name", 1, 4, 17);
	expect_inside("steps[2].alloc.size", 2, 4, 32);
	expect_inside("steps[3].free", 6, 5, 11);
	expect_inside("steps[3].free.name", 6, 5, 11);
	expect_inside("steps[4].mark", 5, 6, 9);
	expect_inside("steps[5].say", 2, 8, 8);
	expect_inside("steps[0].alloc.group", 2, 2, 10);
	expect_inside("steps", 2, 2, 1);
}
END_TEST

START_TEST(test_a_byte_order_mark_moves_nothing)
{
	load("\xef\xbb\xbftitle: x\nsteps:\n- mark: y\n");
	expect_found("title", 1, 1, 1, 8);
	expect_found("steps[0].mark", 3, 3, 3, 9);
}
END_TEST

START_TEST(test_lines_may_end_in_any_way)
{
	const struct scenario *scenario = load("title: x\r\nsteps:\r\n- mark: y\r\n- mark: z");

	ck_assert_str_eq(scenario->steps[0].mark, "y");
	expect_found("steps[1].mark", 4, 3, 4, 9);
}
END_TEST

/* Every character that can be written at all must come through unchanged. */
START_TEST(test_all_characters_arrive)
{
	static char yaml[1 << 16], expected[1 << 16];
	char *out = yaml + sprintf(yaml, "steps: [mark: \"");
	char *end = expected;

	for (uint32_t c = 1; c < 0x110000; c += c < 0x3000 ? 1 : 251) {
		char bytes[4];

		if (c >= 0xd800 && c < 0xe000)
			continue;
		out += sprintf(out, "\\U%08X", c);
		memcpy(end, bytes, utf8_encode(c, bytes));
		end += utf8_encode(c, end);
		if (out > yaml + sizeof yaml - 40 || c == 0x10ff00) {
			memcpy(out, "\"]", 3);
			*end = '\0';
			ck_assert_str_eq(load(yaml)->steps[0].mark, expected);
			teardown();
			out = yaml + strlen("steps: [mark: \"");
			end = expected;
		}
	}
}
END_TEST

/* More than one window of the search for faults, with faults far apart, and one in a loop. */
struct folded {
	const char *yaml; /* behind "- say:" */
	const char *words;
};

/* \x20 shows where a blank is at stake. */
static const struct folded folded[] = {
	{" >\n    池满了，\n    再开一个\n    池。\n", "池满了，再开一个池。\n"},
	{" >-\n    池满了\n    再开\n", "池满了再开"},
	{" 池满了，\n    再开\n    一个。\n", "池满了，再开一个。"},
	{" \"池满了\n    再开\n    一个\"\n", "池满了再开一个"},
	{" '池满了\n    再开\n    一个'\n", "池满了再开一个"},
	{" |\n    池满了\n    再开\n", "池满了\n再开\n"},
	/* beside Latin words a blank stays, but not beside full-width punctuation */
	{" >-\n    移动\n    nextoffset\n    指针\n", "移动\x20nextoffset\x20指针"},
	{" >-\n    移动，\n    nextoffset\n    （指针）\n    x\n", "移动，nextoffset（指针）x"},
	{" >-\n    one\n    two\n", "one\x20two"},
	/* Korean has blanks between words */
	{" >-\n    메모리\n    할당\n", "메모리\x20할당"},
	/* what was written as a blank stays one, wherever the same stands */
	{" >-\n    池 满\n    池 满\n    了\n", "池\x20满池\x20满了"},
	{" >-\n    池\n    满 池\n    满\n", "池满\x20池满"},
	/* paragraphs, and lines that are further in, end as they end in YAML */
	{" >-\n    池满\n\n    再开\n    一个\n", "池满\n再开一个"},
	{" >-\n    池\n      满\n    了\n    吗\n", "池\n  满\n了吗"},
	{" >-\n    满 再\n\n    满\n    再\n", "满\x20再\n满再"},
	/* escapes make a line another text: its end stays as YAML has it */
	{" \"池\\t满\n    再\n    开\"\n", "池\t满\x20再开"},
	{" \"\\u6c60满\\\n    再\n    开\"\n", "池满再开"},
};

START_TEST(test_folding_closes_up_chinese)
{
	char text[400];

	snprintf(text, sizeof text, "title: x\nsteps:\n- say:%s- mark: 池\n", folded[_i].yaml);
	ck_assert_str_eq(load(text)->steps[0].say->en, folded[_i].words);
	ck_assert_str_eq(loaded.scenario->steps[1].mark, "池");
}
END_TEST

START_TEST(test_folding_keeps_places)
{
	const struct scenario *scenario = load("title: {zh: 池\n    满}\nsteps:\n"
					       "  - say: {en: a\n      b, zh: 池\n      满}\n"
					       "  - mark: x\r\n"
					       "  - say: >\r\n      池\r\n      满\r\n"
					       "  - {say: 池\r\n      满, }\n"
					       "  - free: b\n");

	ck_assert_str_eq(scenario->title->zh, "池满");
	ck_assert_str_eq(scenario->steps[0].say->en, "a b");
	ck_assert_str_eq(scenario->steps[0].say->zh, "池满");
	ck_assert_str_eq(scenario->steps[2].say->en, "池满\n");
	ck_assert_str_eq(scenario->steps[3].say->en, "池满");
	expect_place(locate_value(loaded.locate, "steps[4].free"), 13, 11);
}
END_TEST

START_TEST(test_finds_faults_in_a_long_file)
{
	static const unsigned lines[] = {2, 5000, 5001, 12000, 20001};
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	fputs("steps:\n", out);
	for (unsigned line = 2; line <= 20001; line++) {
		bool faulty = false;

		for (size_t i = 0; i < 5; i++)
			faulty |= line == lines[i];
		if (line == 12000)
			fputs("- repeat: {times: 3, steps: [mark: x, {free: a, size: 3}]}\n",
			      out);
		else
			fputs(faulty ? "- fre: a\n" : "- free: a\n", out);
	}
	fclose(out);
	source_from_memory(&source, "long.yaml", text, size);
	free(text);
	ck_assert(!scenario_load(&source, &loaded, &diags));
	ck_assert_uint_eq(diags.count, 5);
	for (size_t i = 0; i < 5; i++)
		ck_assert_uint_eq(diags.items[i].place.line, lines[i]);
}
END_TEST

START_TEST(test_too_many_steps)
{
	static const char line[] = "- mark: m\n";
	size_t count = SCENARIO_MAX_STEPS + 1, size = sizeof line - 1;
	char *text = malloc(7 + count * size + 1);

	memcpy(text, "steps:\n", 7);
	for (size_t i = 0; i < count; i++)
		memcpy(text + 7 + i * size, line, size + 1);
	source_from_memory(&source, "long.yaml", text, 7 + count * size);
	free(text);
	ck_assert(!scenario_load(&source, &loaded, &diags));
	ck_assert_uint_eq(diags.count, 1);
	ck_assert_str_eq(diags.items[0].message, "more than 1000000 steps");
	ck_assert_uint_eq(diags.items[0].place.line, 1000002);
}
END_TEST

START_TEST(test_failure_leaves_everything_untouched)
{
	source_from_memory(&source, "bad.yaml", "steps: 5", 8);
	ck_assert(!scenario_load(&source, &loaded, &diags));
	ck_assert_ptr_null(loaded.scenario);
	ck_assert_ptr_null(loaded.locate);
}
END_TEST

/* Where libcyaml stops is known by counting the lines of its debug log that tell of an event, which
 * have a certain wording. */
START_TEST(test_the_wording_of_libcyamls_log)
{
	static const char text[] = "model: toy\nsteps:\n  - alloc: {name: a, sizze: 16}\n";

	source_from_memory(&source, "test.yaml", text, strlen(text));
	ck_assert(!scenario_load(&source, &loaded, &diags));
	ck_assert_uint_gt(diags.count, 0);
	ck_assert_msg(diags.items[0].place.line == 3 && diags.items[0].place.column == 22,
		      "a fault in 3:22 is found in %u:%u: libcyaml words its debug log in another "
		      "way than count_event() in scenario/load.c expects",
		      diags.items[0].place.line, diags.items[0].place.column);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("load");
	TCase *tcase = tcase_create("load");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_the_wording_of_libcyamls_log);
	tcase_add_test(tcase, test_top_level);
	tcase_add_test(tcase, test_the_smallest_scenario);
	tcase_add_test(tcase, test_actions_that_take_and_free);
	tcase_add_test(tcase, test_actions_that_talk);
	tcase_add_test(tcase, test_actions_that_do_much);
	tcase_add_test(tcase, test_expectations);
	tcase_add_test(tcase, test_an_empty_list_is_not_an_absent_one);
	tcase_add_test(tcase, test_a_list_of_names_is_several_steps);
	tcase_add_test(tcase, test_places_of_structs);
	tcase_add_test(tcase, test_places_by_path);
	tcase_add_test(tcase, test_a_wrong_path_finds_the_nearest_parent);
	tcase_add_test(tcase, test_places_inside_texts);
	tcase_add_test(tcase, test_a_byte_order_mark_moves_nothing);
	tcase_add_test(tcase, test_lines_may_end_in_any_way);
	tcase_add_test(tcase, test_all_characters_arrive);
	tcase_add_loop_test(tcase, test_folding_closes_up_chinese, 0,
			    (int)(sizeof folded / sizeof *folded));
	tcase_add_test(tcase, test_folding_keeps_places);
	tcase_add_test(tcase, test_finds_faults_in_a_long_file);
	tcase_add_test(tcase, test_too_many_steps);
	tcase_add_test(tcase, test_failure_leaves_everything_untouched);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
