/*
 * options.c - the tables of calls and options: each option has a member of its own, takes what it
 * says, and is taken by a call; what is typed behind a call comes out in struct options.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "cli/calls.h"
#include "cli/options.h"
#include "suite.h"

static struct options taken;

/* A good value of [row]: the last of those that it has, or one of its kind. */
static const char *good_value(const struct option_row *row)
{
	static const char *const kinds[][2] = {
		{"MIB", "64"}, {"WHERE", "3.1"}, {"FILE", "x"}, {"WxH", "9x8"},
		{"SECONDS", "0.5"}, {"TIMES", "2"}, {"FRAMES", "60"}, {"CALLS", "7"},
	};
	const char *value = NULL, *next;

	for (size_t i = 0; row->value_at && (next = row->value_at(i)) != NULL; i++)
		value = next;
	for (size_t i = 0; row->argument && i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(row->argument, kinds[i][0]) == 0)
			value = kinds[i][1];
	ck_assert_msg(value || !row->argument, "--%s: no value is known for %s", row->name,
		      row->argument);
	return value;
}

static void take(const struct option_row *row)
{
	ck_assert_msg(option_take(row, &taken, good_value(row)), "--%s", row->name);
}

/* -- rows -------------------------------------------------------------------------------- */

START_TEST(members_are_not_shared)
{
	static int owner[sizeof taken]; /* of each byte: an option's id, 0 = nobody's yet */

	for (const struct option_row *row = option_rows; row->name; row++) {
		bool changes = false;

		memset(&taken, 0, sizeof taken);
		take(row);
		for (size_t at = 0; at < sizeof taken; at++) {
			const unsigned char *is = (const unsigned char *)&taken;

			if (!is[at])
				continue;
			ck_assert_msg(!owner[at], "--%s changes what --%s does", row->name,
				      option_rows[owner[at] ? owner[at] - 1 : 0].name);
			owner[at] = (int)row->id;
			changes = true;
		}
		ck_assert_msg(changes, "--%s changes nothing", row->name);
	}
}
END_TEST

START_TEST(rows_are_found)
{
	for (const struct option_row *row = option_rows; row->name; row++) {
		ck_assert_int_eq((int)row->id, (int)(row - option_rows) + 1);
		ck_assert_ptr_eq(option_find(option_code(row)), row);
		if (row->letter)
			ck_assert_ptr_eq(option_find(row->letter), row);
	}
	ck_assert_ptr_null(option_find('m'));
	ck_assert_ptr_null(option_find('?'));
	ck_assert_int_lt((int)option_rows[OPT_COUNT - 2].id, OPT_COUNT);
	ck_assert_ptr_null(option_rows[OPT_COUNT - 1].name);
}
END_TEST

START_TEST(rows_are_whole)
{
	for (const struct option_row *row = option_rows; row->name; row++) {
		bool is_taken = call_takes(&call_menu, row->id);

		for (size_t i = 0; call_rows[i]; i++)
			is_taken |= call_takes(call_rows[i], row->id);
		ck_assert_msg(is_taken, "no call takes --%s", row->name);
		ck_assert_msg(!row->is_word || row->value_at, "--%s has no values", row->name);
		ck_assert_msg(row->argument || !row->value_at, "--%s has values", row->name);
	}
}
END_TEST

START_TEST(calls_name_options_once)
{
	for (size_t c = 0; call_rows[c]; c++) {
		const enum option_id *own = call_rows[c]->options;

		ck_assert_ptr_eq(call_find(call_rows[c]->name), call_rows[c]);
		ck_assert_int_eq(own[OPT_COUNT - 1], OPT_NONE);
		for (size_t i = 0; own[i] != OPT_NONE; i++)
			for (size_t j = 0; j < i; j++)
				ck_assert_msg(own[j] != own[i], "%s takes --%s twice",
					      call_rows[c]->name, option_rows[own[i] - 1].name);
	}
	ck_assert_ptr_null(call_find(""));
}
END_TEST

/* -- what is typed ------------------------------------------------------------------------ */

static void parse(const struct call *call, const char *line)
{
	static char text[1000], *words[100];
	char *rest = text;
	int count = 0, status = -1;

	snprintf(text, sizeof text, "%s", line);
	while ((words[count] = strsep(&rest, " ")) != NULL)
		count++;
	ck_assert(options_parse(&taken, call, count, words, &status));
}

START_TEST(everything_of_render)
{
	parse(&call_render,
	      "render a.yaml --model m --beside=b --memory 65 --at 1 --from 2 --to 3 --poster 4 "
	      "--format cast --animate --roles -o out -f --lang zh --theme light --colors 16 "
	      "--no-color --ascii --size 90x30 --big --still --detail write --step 0.5 --stop 1.5 "
	      "--speed 2.5 --idle 3.5 --length 4.5 --rate 60 --captions --cast-version 3 -- -b");
	ck_assert_str_eq(taken.run.model, "m");
	ck_assert_str_eq(taken.run.beside, "b");
	ck_assert_uint_eq(taken.run.memory_bytes, UINT64_C(65) << 20);
	ck_assert_str_eq(taken.place.at, "1");
	ck_assert_str_eq(taken.place.from, "2");
	ck_assert_str_eq(taken.place.to, "3");
	ck_assert_str_eq(taken.place.poster, "4");
	ck_assert_str_eq(taken.output.format, "cast");
	ck_assert_str_eq(taken.output.path, "out");
	ck_assert(taken.output.animate && taken.output.roles && taken.output.force);
	ck_assert_ptr_null(taken.output.cast);
	ck_assert(taken.look.lang && taken.look.no_colour && taken.look.ascii);
	ck_assert(taken.look.big && taken.look.still && taken.look.says_depth);
	ck_assert_ptr_eq(taken.look.theme, theme_find("light"));
	ck_assert_int_eq(taken.look.depth, DEPTH_16);
	ck_assert_int_eq(taken.look.width, 90);
	ck_assert_int_eq(taken.look.height, 30);
	ck_assert_str_eq(taken.film.detail, "write");
	ck_assert(taken.film.pace.step_s == 0.5 && taken.film.pace.stop_s == 1.5);
	ck_assert(taken.film.pace.speed == 2.5 && taken.film.pace.idle_s == 3.5);
	ck_assert(taken.film.pace.length_s == 4.5 && taken.film.captions);
	ck_assert_uint_eq(taken.film.pace.rate, 60);
	ck_assert_int_eq(taken.film.cast_version, 3);
	ck_assert_int_eq(taken.file_count, 2);
	ck_assert_str_eq(taken.files[0], "a.yaml");
	ck_assert_str_eq(taken.files[1], "-b");
}
END_TEST

START_TEST(everything_of_record)
{
	parse(&call_record, "record --sample 0 --children -v -q python -f");
	ck_assert(taken.recorder.sample && taken.recorder.sample_every == 0);
	ck_assert(taken.recorder.children && taken.recorder.verbose && taken.recorder.quiet);
	ck_assert(!taken.output.force); /* it is python's */
	ck_assert_int_eq(taken.file_count, 2);
}
END_TEST

/* Whatever the record of a growing run and its screen take; what stands behind the program is its
 * own. */
START_TEST(everything_of_live)
{
	parse(&call_live, "live -o kept --force --sample 5 -v --memory 64 --idle 2 --clicker "
			  "--no-mouse python --linear -o his");
	ck_assert_str_eq(taken.output.path, "kept");
	ck_assert(taken.output.force && taken.recorder.verbose);
	ck_assert_uint_eq(taken.recorder.sample_every, 5);
	ck_assert_uint_eq(taken.run.memory_bytes, UINT64_C(64) << 20);
	ck_assert(taken.film.pace.idle_s == 2);
	ck_assert(taken.terminal.clicker && taken.terminal.no_mouse && !taken.terminal.linear);
	ck_assert_int_eq(taken.file_count, 4);
}
END_TEST

/* Ends of ranges, and what lies right behind them. */
static const struct {
	enum option_id option;
	const char *value;
	bool good;
} ends[] = {
	{OPT_MEMORY, "64", true}, {OPT_MEMORY, "63", false},
	{OPT_MEMORY, "1048576", true}, {OPT_MEMORY, "1048577", false},
	{OPT_MEMORY, "18446744073709551615", false}, {OPT_MEMORY, "-64", false},
	{OPT_MEMORY, "64M", false}, {OPT_MEMORY, "", false},
	{OPT_RATE, "1", true}, {OPT_RATE, "0", false},
	{OPT_RATE, "60", true}, {OPT_RATE, "61", false},
	{OPT_SAMPLE, "0", true}, {OPT_SAMPLE, "18446744073709551615", true},
	{OPT_SAMPLE, "18446744073709551616", false}, {OPT_SAMPLE, " 1", false},
	{OPT_STEP, "0.01", true}, {OPT_STEP, "0.009", false}, {OPT_STEP, "1000000", true},
	{OPT_STEP, "1000001", false}, {OPT_STEP, "nan", false}, {OPT_STEP, "1s", false},
	{OPT_STEP, "", false},
	{OPT_SIZE, "1x1", true}, {OPT_SIZE, "0x1", false}, {OPT_SIZE, "1x0", false},
	{OPT_SIZE, "1000x1000", true}, {OPT_SIZE, "1001x1", false}, {OPT_SIZE, "1x1001", false},
	{OPT_SIZE, "80x24x", false}, {OPT_SIZE, "80", false},
	{OPT_OUTPUT, "-", true}, {OPT_OUTPUT, "", false}, {OPT_RECORD, "", false},
	{OPT_LANG, "en", true}, {OPT_LANG, "e", false}, {OPT_LANG, "", false},
	{OPT_THEME, "none such", false}, {OPT_COLORS, "17", false}, {OPT_DETAIL, "steps", false},
	{OPT_CAST_VERSION, "2", true}, {OPT_CAST_VERSION, "4", false},
	{OPT_FORMAT, "svg", true}, {OPT_FORMAT, "svgz", false},
	{OPT_MODEL, "none such", true}, /* who opens the file says so */
};

START_TEST(ranges)
{
	memset(&taken, 0, sizeof taken);
	ck_assert_msg(option_take(&option_rows[ends[_i].option - 1], &taken, ends[_i].value) ==
			      ends[_i].good,
		      "--%s '%s'", option_rows[ends[_i].option - 1].name, ends[_i].value);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("options");
	TCase *tests = tcase_create("options");

	tcase_add_test(tests, members_are_not_shared);
	tcase_add_test(tests, rows_are_found);
	tcase_add_test(tests, rows_are_whole);
	tcase_add_test(tests, calls_name_options_once);
	tcase_add_test(tests, everything_of_render);
	tcase_add_test(tests, everything_of_record);
	tcase_add_test(tests, everything_of_live);
	tcase_add_loop_test(tests, ranges, 0, (int)(sizeof ends / sizeof *ends));
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
