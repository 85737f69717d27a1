/*
 * diag.c - do diagnostics say what they should, and only that?
 */
#include <check.h>
#include <string.h>

#include "base/source.h"
#include "printed.h"
#include "suite.h"

#define diag_error(list, place, ...) diag_add((list), DIAG_ERROR, (place), NULL, __VA_ARGS__)

#define PLACE(l, c) ((struct diag_place){(l), (c)})
#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct diag_list diags;
static struct source source;

static void setup(void)
{
	memset(&diags, 0, sizeof diags);
	memset(&source, 0, sizeof source);
}

static void teardown(void)
{
	diag_fini(&diags);
	source_fini(&source);
}

static void given(const char *text)
{
	source_from_memory(&source, "file.yaml", text, strlen(text));
}

static void expect_printed(const char *expected)
{
	char *text = printed(&diags, &source);

	ck_assert_str_eq(text, expected);
	free(text);
}

START_TEST(test_shows_line_caret_and_hint)
{
	given("steps:\n  - alloc: {name: b, size: 16}\n  - free: b2\n");
	diag_add(&diags, DIAG_ERROR, PLACE(3, 11), "nearest name is 'b'", "free of '%s'", "b2");
	expect_printed("file.yaml:3:11: error: free of 'b2'\n"
		       "  - free: b2\n"
		       "          ^\n"
		       "  hint: nearest name is 'b'\n");
}
END_TEST

START_TEST(test_a_hint_may_come_later)
{
	given("");
	diag_hint_last(&diags, "nobody to have it");
	diag_error(&diags, DIAG_WHOLE_FILE, "first");
	diag_hint_last(&diags, "");
	diag_add(&diags, DIAG_ERROR, DIAG_WHOLE_FILE, "its own", "second");
	diag_hint_last(&diags, "another");
	diag_error(&diags, DIAG_WHOLE_FILE, "third");
	diag_hint_last(&diags, "late\n");
	expect_printed("file.yaml: error: first\n"
		       "file.yaml: error: second\n  hint: its own\n"
		       "file.yaml: error: third\n  hint: late?\n");
}
END_TEST

START_TEST(test_place_may_be_the_file_or_a_line)
{
	given("one\ntwo\n");
	diag_error(&diags, DIAG_WHOLE_FILE, "too large");
	diag_add(&diags, DIAG_WARNING, PLACE(2, 0), "", "odd");
	diag_error(&diags, PLACE(9, 1), "beyond the end");
	expect_printed("file.yaml: error: too large\n"
		       "file.yaml:2: warning: odd\n"
		       "two\n"
		       "file.yaml:9:1: error: beyond the end\n");
}
END_TEST

START_TEST(test_works_without_a_source)
{
	char *text;

	diag_error(&diags, DIAG_WHOLE_FILE, "no such command");
	text = printed(&diags, NULL);
	ck_assert_str_eq(text, "error: no such command\n");
	free(text);
}
END_TEST

START_TEST(test_caret_stands_below_its_character)
{
	given("\tsay: {en: \xe5\x9d\x97, xx: y}\na\tb\n");
	diag_error(&diags, PLACE(1, 15), "wide");
	diag_error(&diags, PLACE(2, 3), "tab");
	diag_error(&diags, PLACE(2, 99), "end of line");
	expect_printed("file.yaml:1:15: error: wide\n"
		       "        say: {en: \xe5\x9d\x97, xx: y}\n"
		       "                      ^\n"
		       "file.yaml:2:3: error: tab\n"
		       "a       b\n"
		       "        ^\n"
		       "file.yaml:2:99: error: end of line\n"
		       "a       b\n"
		       "         ^\n");
}
END_TEST

START_TEST(test_shows_the_part_of_a_long_line_around_the_caret)
{
	char line[401];
	char *text, *shown, *caret;

	memset(line, '.', 400);
	line[299] = 'X';
	line[400] = '\0';
	given(line);
	diag_error(&diags, PLACE(1, 300), "here");
	text = printed(&diags, &source);
	shown = strchr(text, '\n') + 1;
	caret = strchr(shown, '\n') + 1;
	ck_assert(strncmp(shown, "...", 3) == 0);
	ck_assert_uint_lt((size_t)(caret - shown), 110);
	ck_assert_int_eq(shown[strcspn(caret, "^")], 'X');
	free(text);
}
END_TEST

START_TEST(test_nothing_hostile_reaches_the_terminal)
{
	given("a\x1b]0;x\x07 \xc2\x9b \xe2\x80\xae \xff z\n");
	diag_add(&diags, DIAG_ERROR, PLACE(1, 1), "\x1b[2J\xe2\x81\xa6", "name '%s'",
		 "\x1b[31m\n\xc3");
	expect_printed("file.yaml:1:1: error: name '?[31m?"
		       "?'\n"
		       "a?]0;x? ? ? ? z\n"
		       "^\n"
		       "  hint: ?[2J?\n");
}
END_TEST

START_TEST(test_long_texts_are_cut_between_characters)
{
	char *text = malloc(30001);

	for (size_t i = 0; i < 30000; i += 3)
		memcpy(text + i, "\xe5\x9d\x97", 3);
	text[30000] = '\0';
	diag_error(&diags, DIAG_WHOLE_FILE, "x%s", text);
	free(text);
	ck_assert_uint_lt(strlen(diags.items[0].message), 512);
	ck_assert_uint_gt(strlen(diags.items[0].message), 400);
	ck_assert_ptr_null(strchr(diags.items[0].message, '?'));
}
END_TEST

START_TEST(test_keeps_a_number_of_them_and_counts_the_rest)
{
	char *text;

	for (unsigned i = 0; i < DIAG_MAX + 5; i++)
		diag_error(&diags, PLACE(i + 1, 1), "number %u", i);
	ck_assert_uint_eq(diags.count, DIAG_MAX);
	ck_assert_uint_eq(diags.dropped, 5);
	ck_assert_uint_eq(diags.errors, DIAG_MAX + 5);
	given("");
	text = printed(&diags, &source);
	ck_assert_ptr_nonnull(strstr(text, "\nfile.yaml: 5 more not shown\n"));
	free(text);
}
END_TEST

START_TEST(test_an_error_takes_the_place_of_a_warning)
{
	for (unsigned i = 0; i < DIAG_MAX; i++)
		diag_add(&diags, DIAG_WARNING, PLACE(1, 1), "hint", "warning");
	diag_error(&diags, PLACE(2, 1), "the reason");
	diag_add(&diags, DIAG_WARNING, PLACE(1, 1), NULL, "one more");
	ck_assert_uint_eq(diags.count, DIAG_MAX);
	ck_assert_uint_eq(diags.dropped, 2);
	ck_assert_uint_eq(diags.errors, 1);
	ck_assert_str_eq(diags.items[DIAG_MAX - 1].message, "the reason");
}
END_TEST

START_TEST(test_sorts_by_place_and_keeps_the_order_of_equals)
{
	diag_error(&diags, PLACE(3, 1), "d");
	diag_error(&diags, PLACE(1, 5), "b");
	diag_error(&diags, PLACE(1, 5), "c");
	diag_error(&diags, PLACE(1, 2), "a");
	diag_sort(&diags);
	for (size_t i = 0; i < 4; i++)
		ck_assert_int_eq(diags.items[i].message[0], "abcd"[i]);
}
END_TEST

static const struct {
	const char *word, *nearest;
} words[] = {
	{"siez", "size"},	{"SIZE", "size"},  {"name", "name"},	  {"nmae", "name"},
	{"nam", "name"},	{"namee", "name"}, {"free_were", "free_where"},
	{"freewhere", "free_where"}, {"x", NULL},  {"zz", NULL},	  {"something", NULL},
	{"", NULL},		{"sizzzle", NULL}, {"\xe5\x9d\x97", NULL},
};

START_TEST(test_nearest_word)
{
	static const char *const candidates[] = {"name", "size", "free_where", "a"};
	const char *nearest = diag_nearest(words[_i].word, candidates, COUNT(candidates));

	ck_assert_pstr_eq(nearest, words[_i].nearest);
}
END_TEST

START_TEST(test_nearest_takes_the_first_of_equals)
{
	static const char *const candidates[] = {"bloc", "blok", "block"};
	char long_word[200];

	ck_assert_str_eq(diag_nearest("blo", candidates, 2), "bloc");
	ck_assert_str_eq(diag_nearest("block", candidates, 3), "block");
	memset(long_word, 'a', sizeof long_word - 1);
	long_word[sizeof long_word - 1] = '\0';
	ck_assert_ptr_null(diag_nearest(long_word, candidates, 3));
	ck_assert_ptr_null(diag_nearest("block", candidates, 0));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("diag");
	TCase *tcase = tcase_create("diag");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_shows_line_caret_and_hint);
	tcase_add_test(tcase, test_a_hint_may_come_later);
	tcase_add_test(tcase, test_place_may_be_the_file_or_a_line);
	tcase_add_test(tcase, test_works_without_a_source);
	tcase_add_test(tcase, test_caret_stands_below_its_character);
	tcase_add_test(tcase, test_shows_the_part_of_a_long_line_around_the_caret);
	tcase_add_test(tcase, test_nothing_hostile_reaches_the_terminal);
	tcase_add_test(tcase, test_long_texts_are_cut_between_characters);
	tcase_add_test(tcase, test_keeps_a_number_of_them_and_counts_the_rest);
	tcase_add_test(tcase, test_an_error_takes_the_place_of_a_warning);
	tcase_add_test(tcase, test_sorts_by_place_and_keeps_the_order_of_equals);
	tcase_add_loop_test(tcase, test_nearest_word, 0, (int)COUNT(words));
	tcase_add_test(tcase, test_nearest_takes_the_first_of_equals);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
