/*
 * direct.c - true colour: who is believed, and the description that is made for curses.
 */
#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"
#include "term/direct.h"

#include <curses.h>
#include <term.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

START_TEST(goes_by_the_count)
{
	static const struct {
		int colours;
		enum colour_depth depth;
	} known[] = {
		{-1, DEPTH_MONO},   {0, DEPTH_MONO},	   {2, DEPTH_MONO},
		{8, DEPTH_8},	    {15, DEPTH_8},	   {16, DEPTH_16},
		{88, DEPTH_16},	    {256, DEPTH_256},	   {1 << 15, DEPTH_8},
		{1 << 16, DEPTH_8}, {1 << 24, DEPTH_TRUE}, {16777216, DEPTH_TRUE},
	};
	for (size_t i = 0; i < COUNT(known); i++)
		ck_assert_int_eq(direct_depth(known[i].colours), known[i].depth);
}
END_TEST

START_TEST(believes_promises)
{
	static const struct {
		const char *term, *colorterm;
		bool is_promised;
	} known[] = {
		{"xterm-256color", "truecolor", true},
		{"xterm-256color", "24bit", true},
		{"tmux-256color", "truecolor", true},
		{"xterm-256color", NULL, false},
		{"xterm-256color", "", false},
		{"xterm-256color", "1", false},
		{"xterm-256color", "yes", false},
		{"xterm-256color", "truecolour", false},
		{"screen-256color", "truecolor", false},
		{"screen.xterm-256color", "24bit", false},
		{NULL, "truecolor", false},
		{NULL, NULL, false},
	};
	for (size_t i = 0; i < COUNT(known); i++)
		ck_assert_int_eq(direct_is_promised(known[i].term, known[i].colorterm),
				 known[i].is_promised);
}
END_TEST

/* -- of real terminals --------------------------------------------------------------------- */

static bool set_up(const char *term)
{
	int status;

	setenv("TERM", term, 1);
	return setupterm(NULL, STDOUT_FILENO, &status) == OK;
}

/* What a capability is, in words that differ if it differs. */
static char *in_words(const char *name)
{
	char *words;
	size_t size;
	FILE *out = open_memstream(&words, &size);
	const char *text = tigetstr(name);

	fprintf(out, "%s %d %d ", name, tigetflag(name) == 1, tigetnum(name));
	if (text == (const char *)-1)
		fprintf(out, "-");
	else
		fprintf(out, "%s", text ? text : "none");
	fclose(out);
	return words;
}

#define CAPABILITIES 1000

struct description {
	char *words[CAPABILITIES];
	size_t count;
};

static void describe_all(struct description *description, const char *const names[])
{
	for (size_t i = 0; names[i]; i++) {
		ck_assert_uint_lt(description->count, CAPABILITIES);
		description->words[description->count++] = in_words(names[i]);
	}
}

static struct description describe(void)
{
	static const char *const more[] = {"AX", "XT", "XM", NULL};
	struct description description = {0};

	describe_all(&description, boolnames);
	describe_all(&description, numnames);
	describe_all(&description, strnames);
	describe_all(&description, more);
	return description;
}

static bool is_of_colours(const char *words)
{
	return strncmp(words, "colors ", 7) == 0 || strncmp(words, "pairs ", 6) == 0 ||
	       strncmp(words, "setaf ", 6) == 0 || strncmp(words, "setab ", 6) == 0;
}

static void check_same(struct description *is, struct description *was)
{
	ck_assert_uint_eq(is->count, was->count);
	for (size_t i = 0; i < is->count; i++) {
		if (!is_of_colours(is->words[i]))
			ck_assert_str_eq(is->words[i], was->words[i]);
		free(is->words[i]);
		free(was->words[i]);
	}
}

static void check_colours(void)
{
	char *foreground = tigetstr("setaf"), *background = tigetstr("setab");

	ck_assert_int_eq(tigetnum("colors"), 1 << 24);
	ck_assert_int_gt(tigetnum("pairs"), 100);
	ck_assert_int_eq(tigetflag("RGB"), 1);
	ck_assert_str_eq(tiparm(foreground, 0x2d8dfb), "\033[38;2;45;141;251m");
	ck_assert_str_eq(tiparm(background, 0xff0001), "\033[48;2;255;0;1m");
	ck_assert_str_eq(tiparm(foreground, 0x000100), "\033[38;2;0;1;0m");
	ck_assert_str_eq(tiparm(foreground, 7), "\033[37m");
	ck_assert_str_eq(tiparm(background, 0), "\033[40m");
}

static const char *const terminals[] = {
	"xterm-256color", "xterm", "tmux-256color",	    "tmux", "screen-256color",
	"screen",	  "linux", "rxvt-unicode-256color", "rxvt",
};

START_TEST(changes_nothing_but_colours)
{
	struct direct direct;

	if (!set_up(terminals[_i])) {
		fprintf(stderr, "skipped: no description of %s\n", terminals[_i]);
		return;
	}
	struct description was = describe();
	del_curterm(cur_term);
	ck_assert(direct_show(&direct, getenv("TERM"), STDOUT_FILENO));
	ck_assert(set_up(terminals[_i]));
	struct description is = describe();
	check_same(&is, &was);
	check_colours();
	del_curterm(cur_term);
	direct_hide(&direct);
	ck_assert(set_up(terminals[_i]));
	ck_assert_int_ne(tigetnum("colors"), 1 << 24);
	del_curterm(cur_term);
}
END_TEST

START_TEST(puts_the_environment_back)
{
	struct direct direct;

	setenv("TERM", "xterm-256color", 1);
	unsetenv("TERMINFO");
	ck_assert(direct_show(&direct, getenv("TERM"), STDOUT_FILENO));
	ck_assert_ptr_nonnull(getenv("TERMINFO"));
	direct_hide(&direct);
	ck_assert_ptr_null(getenv("TERMINFO"));
	setenv("TERMINFO", "/nowhere", 1);
	ck_assert(direct_show(&direct, getenv("TERM"), STDOUT_FILENO));
	ck_assert_str_ne(getenv("TERMINFO"), "/nowhere");
	direct_hide(&direct);
	ck_assert_str_eq(getenv("TERMINFO"), "/nowhere");
}
END_TEST

START_TEST(refuses_what_has_no_colours)
{
	static const char *const poor[] = {"vt100", "dumb", "no-such-terminal", ""};
	struct direct direct;

	unsetenv("TERMINFO");
	for (size_t i = 0; i < COUNT(poor); i++) {
		setenv("TERM", poor[i], 1);
		ck_assert(!direct_show(&direct, getenv("TERM"), STDOUT_FILENO));
		ck_assert_ptr_null(getenv("TERMINFO"));
	}
}
END_TEST

START_TEST(looks_behind_256)
{
	static const struct {
		const char *term, *colorterm;
		bool is_hidden;
	} known[] = {
		{"xterm-256color", "truecolor", true}, {"xterm-256color", "no", false},
		{"xterm", "truecolor", false},	       {"vt100", "truecolor", false},
		{"no-such-terminal", "24bit", false},  {"screen-256color", "truecolor", false},
	};
	for (size_t i = 0; i < COUNT(known); i++) {
		setenv("TERM", known[i].term, 1);
		setenv("COLORTERM", known[i].colorterm, 1);
		ck_assert_int_eq(direct_is_hidden(getenv("TERM"), STDOUT_FILENO), known[i].is_hidden);
	}
	unsetenv("COLORTERM");
	setenv("TERM", "xterm-256color", 1);
	ck_assert(!direct_is_hidden(getenv("TERM"), STDOUT_FILENO));
	/* A description of our own says RGB and counts 2^24: nothing is hidden there. */
	struct direct direct;
	ck_assert(direct_show(&direct, getenv("TERM"), STDOUT_FILENO));
	setenv("COLORTERM", "truecolor", 1);
	ck_assert(!direct_is_hidden(getenv("TERM"), STDOUT_FILENO));
	direct_hide(&direct);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("direct");
	TCase *tests = tcase_create("direct");
	tcase_add_test(tests, goes_by_the_count);
	tcase_add_test(tests, believes_promises);
	tcase_add_loop_test(tests, changes_nothing_but_colours, 0, COUNT(terminals));
	tcase_add_test(tests, puts_the_environment_back);
	tcase_add_test(tests, refuses_what_has_no_colours);
	tcase_add_test(tests, looks_behind_256);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
