/*
 * sink_text.c - canvases as text, as roles, with escape sequences.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draw/sink_text.h"
#include "suite.h"

static struct canvas *canvas;

static void setup(void)
{
	canvas = canvas_new(10, 3);
	canvas_box(canvas, (struct rect){0, 0, 10, 3}, ROLE_BORDER);
	canvas_text(canvas, 2, 0, 4, ROLE_TITLE, "池a");
	canvas_fill(canvas, (struct rect){1, 1, 2, 1}, ROLE_BLOCK_USED, 0x25a0);
	canvas_put(canvas, 3, 1, ROLE_BLOCK_FREE, 0x25cb);
	canvas_flag(canvas, (struct rect){2, 1, 1, 1}, CELL_CHANGED);
	canvas_flag(canvas, (struct rect){2, 0, 1, 1}, CELL_SELECTED);
}

static void teardown(void)
{
	canvas_destroy(canvas);
}

enum kind { UTF8, ASCII, ROLES, ANSI_TRUE, ANSI_256, ANSI_8, ANSI_MONO };

static bool write_as(enum kind kind, FILE *out)
{
	const struct theme *theme = theme_at(0);
	switch (kind) {
	case ROLES:
		return sink_roles(canvas, out);
	case ANSI_TRUE:
		return sink_ansi(canvas, theme, DEPTH_TRUE, false, out);
	case ANSI_256:
		return sink_ansi(canvas, theme, DEPTH_256, false, out);
	case ANSI_8:
		return sink_ansi(canvas, theme, DEPTH_8, true, out);
	case ANSI_MONO:
		return sink_ansi(canvas, theme, DEPTH_MONO, false, out);
	case UTF8:
	case ASCII:
		break;
	}
	return sink_text(canvas, kind == ASCII, out);
}

static void expect(enum kind kind, const char *wanted)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	ck_assert(write_as(kind, out));
	fclose(out);
	ck_assert_str_eq(text, wanted);
	free(text);
}

START_TEST(writes_text)
{
	expect(UTF8, "┌─池a────┐\n│■■○     │\n└────────┘\n");
	expect(ASCII, "+-??a----+\n|##o     |\n+--------+\n");
}
END_TEST

START_TEST(writes_roles)
{
	expect(ROLES, "bb++Tbbbbb\nbu*f     b\nbbbbbbbbbb\n");
}
END_TEST

START_TEST(leaves_out_blanks)
{
	canvas_reset(canvas, 10, 3);
	canvas_text(canvas, 1, 1, 5, ROLE_DIM, "a   ");
	canvas_put(canvas, 8, 2, ROLE_TEXT, 0x6c60);
	expect(UTF8, "\n a\n        池\n");
	expect(ROLES, "\n dddd\n\n");
	expect(ANSI_256, "\n \033[0;38;5;244ma\033[0m\n        池\n");
}
END_TEST

START_TEST(writes_escapes)
{
	expect(ANSI_TRUE, "\033[0;38;2;117;116;122m┌─\033[0;7m池\033[0;1ma"
			  "\033[0;38;2;117;116;122m────┐\033[0m\n"
			  "\033[0;38;2;117;116;122m│\033[0;1;38;2;45;141;251m■"
			  "\033[0;1;7;38;2;45;141;251m■\033[0;38;2;185;130;0m○     "
			  "\033[0;38;2;117;116;122m│\033[0m\n"
			  "\033[0;38;2;117;116;122m└────────┘\033[0m\n");
	expect(ANSI_256, "\033[0;38;5;243m┌─\033[0;7m池\033[0;1ma\033[0;38;5;243m────┐\033[0m\n"
			 "\033[0;38;5;243m│\033[0;1;38;5;32m■\033[0;1;7;38;5;32m■"
			 "\033[0;38;5;136m○     \033[0;38;5;243m│\033[0m\n"
			 "\033[0;38;5;243m└────────┘\033[0m\n");
	expect(ANSI_8, "\033[0;2m+-\033[0;7m??\033[0;1ma\033[0;2m----+\033[0m\n"
		       "\033[0;2m|\033[0;1;36m#\033[0;1;7;36m#"
		       "\033[0;33mo     \033[0;2m|\033[0m\n"
		       "\033[0;2m+--------+\033[0m\n");
}
END_TEST

START_TEST(needs_no_colour)
{
	expect(ANSI_MONO, "\033[0;2m┌─\033[0;7m池\033[0;1ma\033[0;2m────┐\033[0m\n"
			  "\033[0;2m│\033[0;1m■\033[0;1;7m■\033[0m○     \033[0;2m│\033[0m\n"
			  "\033[0;2m└────────┘\033[0m\n");
}
END_TEST

START_TEST(shows_flagged_blanks)
{
	canvas_reset(canvas, 10, 1);
	canvas_flag(canvas, (struct rect){3, 0, 2, 1}, CELL_CHANGED);
	expect(UTF8, "\n");
	expect(ROLES, "   **\n");
	expect(ANSI_MONO, "   \033[0;1;7m  \033[0m\n");
}
END_TEST

START_TEST(reports_failure)
{
	FILE *full = fopen("/dev/full", "w");
	if (full == NULL)
		return;
	setvbuf(full, NULL, _IONBF, 0);
	ck_assert(!write_as(_i == 0 ? UTF8 : _i == 1 ? ROLES : ANSI_256, full));
	fclose(full);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sink_text");
	TCase *tests = tcase_create("sink_text");
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, writes_text);
	tcase_add_test(tests, writes_roles);
	tcase_add_test(tests, leaves_out_blanks);
	tcase_add_test(tests, writes_escapes);
	tcase_add_test(tests, needs_no_colour);
	tcase_add_test(tests, shows_flagged_blanks);
	tcase_add_loop_test(tests, reports_failure, 0, 3);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
