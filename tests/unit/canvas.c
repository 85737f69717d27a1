/*
 * canvas.c - clipping, wide characters, frames that join, folded text.
 *
 * Pictures are compared as text, without the blanks at the ends of rows.
 */
#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "draw/canvas.h"
#include "draw/sink_text.h"
#include "suite.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static struct canvas *canvas;

static void setup(void)
{
	canvas = canvas_new(12, 4);
}

static void teardown(void)
{
	canvas_destroy(canvas);
}

static void expect(const char *picture)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	ck_assert(sink_text(canvas, false, out));
	fclose(out);
	ck_assert_str_eq(text, picture);
	free(text);
}

/* Is the cell what it should be beside its right neighbour?  A wide character always
 * has its right half, and no half stands alone. */
static bool is_sound(const struct cell *cell, const struct cell *next)
{
	if (cell->width == 2 && (next == NULL || next->width != 0 || next->role != cell->role ||
				 next->flags != cell->flags))
		return false;
	if (cell->width != 2 && next != NULL && next->width == 0)
		return false;
	return cell->width == 0 ? cell->code_point == 0
				: utf8_width(cell->code_point) == cell->width;
}

static void check_halves(void)
{
	for (int y = 0; y < canvas->height; y++) {
		ck_assert_int_ne(canvas_cell(canvas, 0, y)->width, 0);
		for (int x = 0; x < canvas->width; x++)
			if (!is_sound(canvas_cell(canvas, x, y), canvas_cell(canvas, x + 1, y)))
				ck_abort_msg("cell %d,%d", x, y);
	}
}

START_TEST(clamps_sizes)
{
	canvas_reset(canvas, 0, -5);
	ck_assert_int_eq(canvas->width, 1);
	ck_assert_int_eq(canvas->height, 1);
	canvas_reset(canvas, 5000, 2);
	ck_assert_int_eq(canvas->width, CANVAS_MAX_SIDE);
	ck_assert_int_eq(canvas->height, 2);
	canvas_destroy(NULL);
}
END_TEST

START_TEST(resets)
{
	canvas_fill(canvas, canvas_area(canvas), ROLE_DIM, '#');
	canvas_push(canvas, (struct rect){1, 1, 2, 2});
	canvas_reset(canvas, 12, 4);
	expect("\n\n\n\n");
	ck_assert_int_eq(canvas_area(canvas).w, 12);
	ck_assert_int_eq(canvas_cell(canvas, 0, 0)->role, ROLE_TEXT);
}
END_TEST

START_TEST(clips)
{
	canvas_push(canvas, (struct rect){2, 1, 4, 2});
	ck_assert_int_eq(canvas_area(canvas).w, 4);
	ck_assert_int_eq(canvas_put(canvas, 0, 0, ROLE_TEXT, 'a'), 1);
	ck_assert_int_eq(canvas_put(canvas, 4, 0, ROLE_TEXT, 'X'), 0);
	ck_assert_int_eq(canvas_put(canvas, -1, 0, ROLE_TEXT, 'X'), 0);
	ck_assert_int_eq(canvas_put(canvas, 0, 2, ROLE_TEXT, 'X'), 0);
	canvas_push(canvas, (struct rect){-1, 1, 3, 9});
	ck_assert_int_eq(canvas_area(canvas).h, 9);
	canvas_fill(canvas, canvas_area(canvas), ROLE_DIM, '#');
	canvas_pop(canvas);
	canvas_put(canvas, 3, 1, ROLE_TEXT, 'b');
	canvas_pop(canvas);
	canvas_put(canvas, 0, 0, ROLE_TEXT, 'c');
	expect("c\n  a\n  ## b\n\n");
}
END_TEST

START_TEST(nests_to_its_depth)
{
	for (int i = 1; i < CANVAS_DEPTH; i++)
		canvas_push(canvas, (struct rect){1, 0, 12, 4});
	canvas_put(canvas, -4, 0, ROLE_TEXT, 'X'); /* inside the canvas, outside the clip */
	for (int i = 1; i < CANVAS_DEPTH; i++)
		canvas_pop(canvas);
	canvas_put(canvas, 0, 0, ROLE_TEXT, 'a');
	expect("a\n\n\n\n");
}
END_TEST

START_TEST(draws_nothing_unprintable)
{
	ck_assert_int_eq(canvas_put(canvas, 0, 0, ROLE_TEXT, 0x1b), 0);
	ck_assert_int_eq(canvas_put(canvas, 0, 0, ROLE_TEXT, 0x301), 0);
	ck_assert_int_eq(canvas_put(canvas, 0, 0, ROLE_TEXT, 0xd800), 0);
	ck_assert_int_eq(canvas_text(canvas, 0, 0, 12, ROLE_TEXT, "a\033[1mb\xff\tc"), 9);
	ck_assert_int_eq(canvas_text(canvas, 0, 1, 12, ROLE_TEXT, "e\xcc\x81\xe2\x80\xaez"), 2);
	expect("a?[1mb\xef\xbf\xbd c\nez\n\n\n");
}
END_TEST

START_TEST(keeps_wide_characters_whole)
{
	ck_assert_int_eq(canvas_put(canvas, 2, 0, ROLE_DIM, 0x6c60), 2);
	check_halves();
	canvas_put(canvas, 3, 0, ROLE_TEXT, 'a'); /* over the right half */
	expect("   a\n\n\n\n");
	canvas_put(canvas, 2, 0, ROLE_DIM, 0x6c60);
	canvas_put(canvas, 2, 0, ROLE_TEXT, 'b'); /* over the left half */
	expect("  b\n\n\n\n");
	canvas_put(canvas, 2, 1, ROLE_DIM, 0x6c60);
	canvas_put(canvas, 4, 1, ROLE_DIM, 0x5185);
	canvas_put(canvas, 3, 1, ROLE_DIM, 0x5b58); /* over two halves */
	check_halves();
	expect("  b\n   存\n\n\n");
}
END_TEST

START_TEST(blanks_halves_outside)
{
	ck_assert_int_eq(canvas_put(canvas, 11, 0, ROLE_DIM, 0x6c60), 1);
	ck_assert_int_eq(canvas_put(canvas, -1, 1, ROLE_DIM, 0x6c60), 1);
	ck_assert_int_eq(canvas_put(canvas, 12, 0, ROLE_DIM, 0x6c60), 0);
	ck_assert_int_eq(canvas_put(canvas, -2, 0, ROLE_DIM, 0x6c60), 0);
	check_halves();
	expect("\n\n\n\n");
	ck_assert_int_eq(canvas_cell(canvas, 11, 0)->role, ROLE_DIM);
	ck_assert_int_eq(canvas_cell(canvas, 0, 1)->role, ROLE_DIM);
}
END_TEST

/* Random drawing never breaks a wide character. */
START_TEST(keeps_halves_under_fire)
{
	uint32_t seed = 12345;
	static const uint32_t glyphs[] = {'a', 0x6c60, 0x2588, 0x1f40d, ' '};
	for (int i = 0; i < 5000; i++) {
		seed = seed * 1664525u + 1013904223u;
		int x = (int)(seed >> 28) - 2, y = (int)(seed >> 24 & 7) - 2;
		int w = (int)(seed >> 20 & 7), h = (int)(seed >> 17 & 3);
		switch (seed >> 12 & 7) {
		case 0:
			canvas_hline(canvas, x, y, w, ROLE_BORDER);
			break;
		case 1:
			canvas_box(canvas, (struct rect){x, y, w, h}, ROLE_BORDER_FOCUS);
			break;
		case 2:
			canvas_fill(canvas, (struct rect){x, y, w, h}, ROLE_DIM, '#');
			break;
		case 3:
			canvas_flag(canvas, (struct rect){x, y, w, h}, CELL_CHANGED);
			break;
		case 4:
			canvas_text(canvas, x, y, w, ROLE_TEXT, "内a存b池");
			break;
		default:
			canvas_put(canvas, x, y, (enum role)(seed >> 8 & 15),
				   glyphs[(seed >> 5) % 5]);
			break;
		}
		check_halves();
	}
}
END_TEST

static const struct {
	const char *text;
	int columns, used;
	const char *drawn;
} texts[] = {
	{"pool", 12, 4, "pool"},
	{"pool", 4, 4, "pool"},
	{"pools", 4, 4, "poo…"},
	{"pool", 1, 1, "…"},
	{"pool", 0, 0, ""},
	{"pool", -3, 0, ""},
	{"内存池", 6, 6, "内存池"},
	{"内存池", 5, 5, "内存…"},
	{"内存池", 4, 3, "内…"},
	{"内存池", 1, 1, "…"},
	{"", 5, 0, ""},
	{"a\xcc\x81", 1, 1, "a"},
	{"a池", 2, 2, "a…"},
	{"a\nb", 5, 3, "a b"},
};

START_TEST(cuts_text)
{
	char picture[64];
	ck_assert_int_eq(canvas_text(canvas, 0, 0, texts[_i].columns, ROLE_TEXT, texts[_i].text),
			 texts[_i].used);
	snprintf(picture, sizeof picture, "%s\n\n\n\n", texts[_i].drawn);
	expect(picture);
}
END_TEST

START_TEST(formats_text)
{
	ck_assert_int_eq(canvas_textf(canvas, 1, 0, 8, ROLE_KEY, "szidx %u", 12u), 8);
	ck_assert_int_eq(canvas_textf(canvas, -2, 1, 9, ROLE_KEY, "%s", "abcdef"), 6);
	expect(" szidx 12\ncdef\n\n\n");
	ck_assert_int_eq(canvas_cell(canvas, 1, 0)->role, ROLE_KEY);
}
END_TEST

START_TEST(joins_frames)
{
	canvas_box(canvas, (struct rect){0, 0, 7, 3}, ROLE_BORDER);
	canvas_box(canvas, (struct rect){6, 0, 6, 4}, ROLE_BORDER_FOCUS);
	canvas_box(canvas, (struct rect){0, 2, 7, 2}, ROLE_BORDER);
	expect("┌─────┬────┐\n"
	       "│     │    │\n"
	       "├─────┤    │\n"
	       "└─────┴────┘\n");
	ck_assert_int_eq(canvas_cell(canvas, 8, 0)->role, ROLE_BORDER_FOCUS);
	ck_assert_int_eq(canvas_cell(canvas, 6, 2)->lines, LINE_NORTH | LINE_SOUTH | LINE_WEST);
}
END_TEST

START_TEST(crosses_lines)
{
	canvas_hline(canvas, 0, 1, 5, ROLE_BORDER);
	canvas_vline(canvas, 2, 0, 3, ROLE_BORDER);
	canvas_vline(canvas, 4, 1, 2, ROLE_BORDER);
	canvas_hline(canvas, 7, 0, 1, ROLE_BORDER);
	canvas_vline(canvas, 9, 0, 1, ROLE_BORDER);
	canvas_hline(canvas, 7, 2, 0, ROLE_BORDER);
	canvas_hline(canvas, 10, 2, 9, ROLE_BORDER);
	expect("  │    ─ │\n──┼─┐\n  │ │     ──\n\n");
}
END_TEST

START_TEST(draws_degenerate_boxes)
{
	canvas_box(canvas, (struct rect){0, 0, 4, 1}, ROLE_BORDER);
	canvas_box(canvas, (struct rect){6, 0, 1, 3}, ROLE_BORDER);
	canvas_box(canvas, (struct rect){8, 0, 2, 2}, ROLE_BORDER);
	canvas_box(canvas, (struct rect){0, 2, 0, 2}, ROLE_BORDER);
	expect("────  │ ┌┐\n      │ └┘\n      │\n\n");
}
END_TEST

START_TEST(replaces_lines)
{
	canvas_hline(canvas, 0, 0, 6, ROLE_BORDER);
	canvas_text(canvas, 1, 0, 4, ROLE_TITLE, "池b");
	expect("─池b──\n\n\n\n");
	ck_assert_int_eq(canvas_cell(canvas, 3, 0)->lines, 0);
	canvas_vline(canvas, 3, 0, 2, ROLE_BORDER); /* over the letter: nothing to join */
	expect("─池│──\n   │\n\n\n");
}
END_TEST

START_TEST(knows_all_joints)
{
	static const char *const glyphs[] = {" ", "│", "─", "└", "│", "│", "┌", "├",
					     "─", "┘", "─", "┴", "┐", "┤", "┬", "┼"};
	uint32_t wanted;
	utf8_decode(glyphs[_i], glyphs[_i] + strlen(glyphs[_i]), &wanted);
	ck_assert_uint_eq(canvas_line_glyph((unsigned)_i), wanted);
}
END_TEST

START_TEST(tags)
{
	canvas_tag(canvas, (struct rect){0, 0, 12, 2}, 1); /* the row above */
	ck_assert_uint_eq(canvas_tag_at(canvas, 5, 2), 0);
	canvas_tag(canvas, (struct rect){0, 2, 6, 1}, 2);
	canvas_push(canvas, (struct rect){4, 1, 1, 3});
	canvas_tag(canvas, (struct rect){0, 0, 9, 9}, 3); /* its column is clipped away */
	canvas_pop(canvas);
	ck_assert_uint_eq(canvas_tag_at(canvas, 5, 2), 2);
	canvas_push(canvas, (struct rect){4, 1, 4, 2});
	canvas_tag(canvas, (struct rect){1, 1, 1, 1}, 4); /* the last one stays */
	canvas_pop(canvas);
	ck_assert_uint_eq(canvas_tag_at(canvas, 5, 2), 4);
	ck_assert_uint_eq(canvas_tag_at(canvas, 5, 3), 0);
	ck_assert_uint_eq(canvas_tag_at(canvas, -1, -1), 0);
	canvas_reset(canvas, canvas->width, canvas->height);
	ck_assert_uint_eq(canvas_tag_at(canvas, 5, 2), 0);
}
END_TEST

START_TEST(flags)
{
	canvas_text(canvas, 0, 0, 12, ROLE_TEXT, "a池b");
	canvas_flag(canvas, (struct rect){2, 0, 1, 1}, CELL_CHANGED); /* the right half */
	canvas_flag(canvas, (struct rect){3, 0, 99, 99}, CELL_SELECTED);
	canvas_flag(canvas, (struct rect){3, 0, 1, 1}, CELL_STRONG);
	ck_assert_int_eq(canvas_cell(canvas, 0, 0)->flags, 0);
	ck_assert_int_eq(canvas_cell(canvas, 1, 0)->flags, CELL_CHANGED);
	ck_assert_int_eq(canvas_cell(canvas, 2, 0)->flags, CELL_CHANGED);
	ck_assert_int_eq(canvas_cell(canvas, 3, 0)->flags, CELL_SELECTED | CELL_STRONG);
	canvas_put(canvas, 3, 0, ROLE_TEXT, 'c'); /* a new character has no flags */
	ck_assert_int_eq(canvas_cell(canvas, 3, 0)->flags, 0);
	ck_assert_ptr_null(canvas_cell(canvas, 12, 0));
	ck_assert_ptr_null(canvas_cell(canvas, 0, -1));
}
END_TEST

static const struct {
	const char *text;
	int width, lines;
	const char *folded;
} paragraphs[] = {
	{"", 10, 0, ""},
	{"one two", 10, 1, "one two\n"},
	{"one two", 7, 1, "one two\n"},
	{"one two", 6, 2, "one\ntwo\n"},
	{"one   two", 4, 2, "one\ntwo\n"},
	{"one\ntwo\n", 10, 2, "one\ntwo\n"},
	{"one\n\ntwo", 10, 3, "one\n\ntwo\n"},
	{"one \ntwo", 3, 2, "one\ntwo\n"},
	{"  - one", 10, 1, "  - one\n"},
	{"abcdefgh ij", 5, 3, "abcde\nfgh\nij\n"},
	{"内存池分配", 4, 3, "内存\n池分\n配\n"},
	{"内存池分配", 5, 3, "内存\n池分\n配\n"},
	{"池", 1, 1, "\n"}, /* half a character is a blank */
	/* Closing punctuation takes the character before it along. */
	{"内存池，分配。", 6, 3, "内存\n池，分\n配。\n"},
	{"甲乙丙）。丁", 6, 3, "甲乙\n丙）。\n丁\n"},
	{"甲乙「丙丁」", 6, 3, "甲乙\n「丙\n丁」\n"},
	{"由 pool 分配，从低到高", 8, 3, "由 pool\n分配，从\n低到高\n"},
	{"不超过512字节", 9, 2, "不超过512\n字节\n"},
	{"不超过512字节", 8, 2, "不超过\n512字节\n"},
	{"说：“池”。", 6, 2, "说：\n“池”。\n"},
	{"！！！！", 4, 2, "！！\n！！\n"},
	{"e\xcc\x81 e\xcc\x81", 1, 2, "e\ne\n"},
};

START_TEST(folds)
{
	char text[256] = "";
	canvas_reset(canvas, 20, 6);
	int lines = canvas_paragraph(canvas, (struct rect){0, 0, paragraphs[_i].width, 6}, 0,
				     ROLE_NARRATION, paragraphs[_i].text);
	strcpy(text, paragraphs[_i].folded);
	for (int i = lines; i < 6; i++)
		strcat(text, "\n");
	ck_assert_int_eq(lines, paragraphs[_i].lines);
	expect(text);
	ck_assert_int_eq(canvas_paragraph(canvas, (struct rect){0, 0, paragraphs[_i].width, 0}, 0,
					  ROLE_NARRATION, paragraphs[_i].text),
			 lines);
}
END_TEST

START_TEST(folds_a_part)
{
	int lines = canvas_paragraph(canvas, (struct rect){1, 1, 3, 2}, 1, ROLE_NARRATION,
				     "one two six");
	ck_assert_int_eq(lines, 3);
	expect("\n two\n six\n\n");
	ck_assert_int_eq(
		canvas_paragraph(canvas, (struct rect){0, 0, 0, 3}, 0, ROLE_NARRATION, "one"), 0);
}
END_TEST

static const struct {
	const char *text;
	int width, skip;
	const char *cut; /* to two rows */
} cut_paragraphs[] = {
	{"one two six", 3, 0, "one\ntw…\n"},
	{"one two six", 5, 0, "one\ntwo…\n"},
	{"one two six", 3, 1, "two\nsix\n"},
	{"one two six ten", 3, 1, "two\nsi…\n"},
	{"one\ntwo\n", 3, 0, "one\ntwo\n"},
	{"内存池分配", 4, 0, "内存\n池…\n"}, /* wide characters stay whole */
	{"内存池分配", 5, 0, "内存\n池分…\n"},
};

START_TEST(cuts_paragraphs)
{
	char text[256];

	canvas_reset(canvas, 20, 4);
	canvas_paragraph(canvas, (struct rect){0, 0, cut_paragraphs[_i].width, 2},
			 cut_paragraphs[_i].skip, ROLE_NARRATION, cut_paragraphs[_i].text);
	snprintf(text, sizeof text, "%s\n\n", cut_paragraphs[_i].cut);
	expect(text);
}
END_TEST

/* Alone, or where no blank can be taken, an arrow is one character. */
START_TEST(spells_arrows_in_ascii)
{
	static const struct {
		const char *text, *ascii;
	} rows[] = {
		{"a → b", "a ->b"},       {"← next", "< next"}, {" ← next", " <-next"},
		{"16 B ⇄ 0:3", "16 B<->0:3"}, {"1→2", "1>2"},       {"←/→ step", "</> step"},
		{" → → c", " ->->c"},     {"x →", "x ->"},       {"池 → b", "? ->b"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char shown[32] = "";

		canvas_reset(canvas, 12, 1);
		canvas_text(canvas, 0, 0, 12, ROLE_TEXT, rows[i].text);
		for (int x = 0, at = 0; x < 12; x++)
			if (canvas_cell(canvas, x, 0)->width > 0)
				shown[at++] = (char)canvas_ascii_at(canvas_cell(canvas, 0, 0), 12, x);
		while (*shown && shown[strlen(shown) - 1] == ' ' &&
		       strlen(shown) > strlen(rows[i].ascii))
			shown[strlen(shown) - 1] = '\0';
		ck_assert_str_eq(shown, rows[i].ascii);
	}
}
END_TEST

START_TEST(falls_back_to_ascii)
{
	static const char unicode[] = "─│┌┼═█▒░▁▇·○●■□◆▲▼◀▶→←…✓×“”’，。（池é⠿";
	static const char ascii[] = "-|++-#+:_%.o@#o*^v<>><~+x\"\"',.(??#";
	const char *at = unicode, *end = unicode + strlen(unicode);
	for (size_t i = 0; at < end; i++) {
		uint32_t code_point;
		at += utf8_decode(at, end, &code_point);
		ck_assert_msg(canvas_ascii(code_point) == (uint32_t)ascii[i],
			      "U+%04X is '%c', not '%c'", code_point,
			      (char)canvas_ascii(code_point), ascii[i]);
	}
	for (uint32_t c = 0x80; c < 0x30000; c++) {
		uint32_t stand_in = canvas_ascii(c);
		ck_assert_uint_ge(stand_in, 0x20);
		ck_assert_uint_lt(stand_in, 0x7f);
	}
}
END_TEST

static void add_case(Suite *suite, TCase *tests)
{
	tcase_add_checked_fixture(tests, setup, teardown);
	suite_add_tcase(suite, tests);
}

int main(void)
{
	Suite *suite = suite_create("canvas");
	TCase *cells = tcase_create("cells"), *words = tcase_create("text");
	TCase *lines = tcase_create("lines");
	add_case(suite, cells);
	tcase_add_test(cells, clamps_sizes);
	tcase_add_test(cells, resets);
	tcase_add_test(cells, clips);
	tcase_add_test(cells, nests_to_its_depth);
	tcase_add_test(cells, draws_nothing_unprintable);
	tcase_add_test(cells, keeps_wide_characters_whole);
	tcase_add_test(cells, blanks_halves_outside);
	tcase_add_test(cells, keeps_halves_under_fire);
	tcase_add_test(cells, flags);
	tcase_add_test(cells, tags);
	add_case(suite, lines);
	tcase_add_test(lines, joins_frames);
	tcase_add_test(lines, crosses_lines);
	tcase_add_test(lines, draws_degenerate_boxes);
	tcase_add_test(lines, replaces_lines);
	tcase_add_loop_test(lines, knows_all_joints, 0, 16);
	add_case(suite, words);
	tcase_add_loop_test(words, cuts_text, 0, COUNT(texts));
	tcase_add_test(words, formats_text);
	tcase_add_loop_test(words, folds, 0, COUNT(paragraphs));
	tcase_add_loop_test(words, cuts_paragraphs, 0, COUNT(cut_paragraphs));
	tcase_add_test(words, folds_a_part);
	tcase_add_test(words, spells_arrows_in_ascii);
	tcase_add_test(words, falls_back_to_ascii);
	return suite_run(suite);
}
