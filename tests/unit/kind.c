/* kind.c - what terminals are taken for whose own description is not there. */
#include "term/kind.h"

#include <check.h>
#include <stddef.h>
#include <string.h>

#include "suite.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A database: names, with blanks around each. */
static const char *database;

static bool is_known(const char *name)
{
	const char *found = strstr(database, name);

	return found && found[-1] == ' ' && found[strlen(name)] == ' ';
}

/* What Debian's ncurses-base has. */
static const char usual[] = " ansi dumb linux rxvt rxvt-unicode rxvt-unicode-256color screen "
			    "screen-256color tmux tmux-256color vt100 vt220 xterm xterm-256color ";

static void finds(const char *term, const char *colorterm, const char *kind)
{
	const char *found = kind_find(term, colorterm, is_known);

	if (kind)
		ck_assert_msg(found && strcmp(found, kind) == 0, "%s is taken for %s", term,
			      found ? found : "nothing");
	else
		ck_assert_msg(!found, "%s is taken for %s", term, found);
}

START_TEST(what_is_known_is_itself)
{
	database = " xterm-kitty foot xterm-256color screen ";
	finds("xterm-kitty", NULL, "xterm-kitty");
	finds("foot", "truecolor", "foot");
	finds("screen", "truecolor", "screen");
}
END_TEST

START_TEST(terminals_of_today_are_like_xterm)
{
	static const char *const names[] = {
		"xterm-kitty", "xterm-ghostty", "ghostty", "alacritty", "alacritty-direct", "foot",
		"foot-extra", "wezterm", "contour", "rio", "st-256color", "konsole-256color", "vte",
		"xterm-direct", "mintty", "iTerm2.app", "nobody-256color"};

	database = usual;
	for (size_t i = 0; i < COUNT(names); i++)
		finds(names[i], NULL, "xterm-256color");
}
END_TEST

START_TEST(others_are_like_their_families)
{
	database = usual;
	finds("screen.xterm-256color", NULL, "screen-256color");
	finds("screen-bce", "truecolor", "screen-256color");
	finds("tmux-direct", "truecolor", "tmux-256color");
	finds("linux-16color", NULL, "linux");
	finds("vt320", NULL, "vt220");
	finds("rxvt-88color", NULL, "rxvt-unicode-256color");
	database = " screen xterm ";
	finds("tmux-256color", NULL, "screen");
	finds("xterm-kitty", NULL, "xterm");
}
END_TEST

/* Who sets COLORTERM is of today, whatever the name. */
START_TEST(strangers_are_like_xterm_if_they_have_colours)
{
	database = usual;
	finds("quux", "truecolor", "xterm-256color");
	finds("quux", "yes", "xterm-256color");
	finds("quux", "", NULL);
	finds("quux", NULL, NULL);
	finds("stv52", NULL, NULL);
	finds("vtx", NULL, NULL);
}
END_TEST

START_TEST(nothing_comes_of_nothing)
{
	database = usual;
	finds("", "truecolor", NULL);
	ck_assert_ptr_null(kind_find(NULL, "truecolor", is_known));
	database = " dumb ";
	finds("xterm-kitty", "truecolor", NULL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("kind");
	TCase *tests = tcase_create("kind");

	tcase_add_test(tests, what_is_known_is_itself);
	tcase_add_test(tests, terminals_of_today_are_like_xterm);
	tcase_add_test(tests, others_are_like_their_families);
	tcase_add_test(tests, strangers_are_like_xterm_if_they_have_colours);
	tcase_add_test(tests, nothing_comes_of_nothing);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
