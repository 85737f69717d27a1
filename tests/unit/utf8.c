/*
 * utf8.c - decoding that never fails, and widths that are the same everywhere.
 */
#include <check.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "suite.h"

static const struct {
	const char *bytes;
	size_t length, size;
	uint32_t code_point;
} decoded[] = {
	{"A", 1, 1, 'A'},
	{"", 1, 1, 0},
	{"\xc3\xa9", 2, 2, 0xe9},
	{"\xe6\xb1\xa0", 3, 3, 0x6c60},
	{"\xf0\x9f\x90\x8d", 4, 4, 0x1f40d},
	{"\xf4\x8f\xbf\xbf", 4, 4, 0x10ffff},
	{"\xef\xbf\xbd", 3, 3, UTF8_REPLACEMENT},
	/* Not characters: each takes one byte. */
	{"\x80", 1, 1, UTF8_REPLACEMENT},
	{"\xff", 1, 1, UTF8_REPLACEMENT},
	{"\xc0\x80", 2, 1, UTF8_REPLACEMENT},	      /* overlong NUL */
	{"\xc1\xbf", 2, 1, UTF8_REPLACEMENT},	      /* overlong DEL */
	{"\xe0\x9f\xbf", 3, 1, UTF8_REPLACEMENT},     /* overlong */
	{"\xf0\x8f\xbf\xbf", 4, 1, UTF8_REPLACEMENT}, /* overlong */
	{"\xed\xa0\x80", 3, 1, UTF8_REPLACEMENT},     /* surrogate */
	{"\xed\xbf\xbf", 3, 1, UTF8_REPLACEMENT},     /* surrogate */
	{"\xf4\x90\x80\x80", 4, 1, UTF8_REPLACEMENT}, /* beyond Unicode */
	{"\xf5\x80\x80\x80", 4, 1, UTF8_REPLACEMENT},
	{"\xe6\xb1", 2, 1, UTF8_REPLACEMENT},  /* cut */
	{"\xe6\xb1z", 3, 1, UTF8_REPLACEMENT}, /* broken off */
};

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

START_TEST(decodes)
{
	uint32_t code_point = 1;
	const char *bytes = decoded[_i].bytes;
	size_t size = utf8_decode(bytes, bytes + decoded[_i].length, &code_point);
	ck_assert_uint_eq(size, decoded[_i].size);
	ck_assert_uint_eq(code_point, decoded[_i].code_point);
}
END_TEST

START_TEST(encodes_what_it_decodes)
{
	for (uint32_t wanted = 0; wanted <= 0x10ffff; wanted++) {
		char bytes[4];
		uint32_t found;
		size_t size = utf8_encode(wanted, bytes);
		bool is_surrogate = wanted >= 0xd800 && wanted <= 0xdfff;
		if (utf8_decode(bytes, bytes + size, &found) != size ||
		    found != (is_surrogate ? UTF8_REPLACEMENT : wanted))
			ck_abort_msg("U+%04X does not survive", wanted);
	}
	char bytes[4];
	ck_assert_uint_eq(utf8_encode(0x110000, bytes), 3);
}
END_TEST

static const struct {
	uint32_t code_point;
	int width;
} widths[] = {
	{'A', 1},     {0xe9, 1},    {0x2500, 1},  {0x2588, 1},	 {0x25a0, 1},	 {0x25cf, 1},
	{0x2026, 1},  {0x2192, 1},  {0x201c, 1},  {0x6c60, 2},	 {0xff0c, 2},	 {0x3002, 2},
	{0x1f40d, 2}, {0xac00, 2},  {0x2b1b, 2},  {0x301, 0},	 {0x200b, 0},	 {0x202e, 0},
	{0xfe0f, 0},  {0, -1},	    {'\n', -1},	  {0x1b, -1},	 {0x7f, -1},	 {0x9b, -1},
	{0xd800, -1}, {0xffff, -1}, {0x2028, -1}, {0x50000, -1}, {0x110000, -1}, {0x7e, 1},
	{0x30000, 2}, {0xe000, 1},
};

START_TEST(measures)
{
	ck_assert_int_eq(utf8_width(widths[_i].code_point), widths[_i].width);
}
END_TEST

START_TEST(knows_what_turns_text)
{
	static const uint32_t turning[] = {0x61c, 0x200e, 0x202a, 0x202e, 0x2066, 0x2069};
	static const uint32_t harmless[] = {'a', 0x200d, 0x2029, 0x202f, 0x2065, 0x206a, 0x6c60};
	for (size_t i = 0; i < sizeof turning / sizeof *turning; i++)
		ck_assert(utf8_turns_text(turning[i]));
	for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
		ck_assert(!utf8_turns_text(harmless[i]));
}
END_TEST

/* Where the tables of other years and other libraries differ; these are of Unicode 17. */
static const struct {
	uint32_t first, last;
	int width;
} disputed[] = {
	{0x00ad, 0x00ad, 1},	  /* soft hyphen */
	{0x0600, 0x0605, 1},	  /* in front of numbers */
	{0x06dd, 0x06dd, 1},	  /* the end of a verse */
	{0x1160, 0x11ff, 0},	  /* vowels of Hangul */
	{0x2630, 0x2637, 2},	  /* trigrams: wide since Unicode 16 */
	{0x268a, 0x268f, 2},	  /* the same */
	{0x3164, 0x3164, 0},	  /* fillers */
	{0xffa0, 0xffa0, 0},
	{0x3248, 0x324f, 2},	  /* numbers in squares */
	{0x4dc0, 0x4dff, 2},	  /* hexagrams */
	{0xd7b0, 0xd7fb, 0},	  /* finals of Hangul */
	{0xfff9, 0xfffb, 1},	  /* notes between lines */
	{0x13430, 0x1343f, 1},	  /* joiners of hieroglyphs */
	{0x1d300, 0x1d356, 2},	  /* wide since Unicode 16 */
	{0x20000, 0x2a6df, 2},	  /* ideographs, */
	{0x3ff00, 0x3fffd, 2},	  /* those to come, too */
	{0xe0100, 0xe01ef, 0},	  /* selectors of variants */
	{0x2500, 0x259f, 1},	  /* what screens are made of */
	{0x2800, 0x28ff, 1},
	{0x2190, 0x21ff, 1},
};

START_TEST(is_of_one_unicode)
{
	for (uint32_t c = disputed[_i].first; c <= disputed[_i].last; c++)
		ck_assert_msg(utf8_width(c) == disputed[_i].width, "U+%04X takes %d columns", c,
			      utf8_width(c));
}
END_TEST

struct code_range {
	uint32_t first, last;
};

#include "base/widths.def"

/* A search by halves goes wrong silently in a table that has been edited.  [characters]: how many
 * are in there, as who made it says. */
static void is_whole(const struct code_range *table, int count, uint32_t characters)
{
	uint32_t sum = 0;

	for (int i = 0; i < count; i++) {
		ck_assert_uint_le(table[i].first, table[i].last);
		ck_assert(i == 0 || table[i].first > table[i - 1].last + 1);
		sum += table[i].last - table[i].first + 1;
	}
	ck_assert_uint_eq(sum, characters);
}

START_TEST(tables_are_whole)
{
	is_whole(zero_columns, COUNT(zero_columns), ZERO_COLUMN_CHARACTERS);
	is_whole(two_columns, COUNT(two_columns), TWO_COLUMN_CHARACTERS);
	for (int i = 0; i < COUNT(zero_columns); i++)
		ck_assert_int_le(utf8_width(zero_columns[i].first), 0);
	for (int i = 0; i < COUNT(two_columns); i++)
		ck_assert_int_eq(utf8_width(two_columns[i].last), 2);
}
END_TEST

START_TEST(does_not_depend_on_locale)
{
	setlocale(LC_ALL, "C");
	ck_assert_int_eq(utf8_width(0x6c60), 2);
	ck_assert_int_eq(utf8_width(0x25a0), 1);
}
END_TEST

START_TEST(adds_up_columns)
{
	ck_assert_int_eq(utf8_columns(""), 0);
	ck_assert_int_eq(utf8_columns("pool"), 4);
	ck_assert_int_eq(utf8_columns("内存池 pool"), 11);
	ck_assert_int_eq(utf8_columns("e\xcc\x81"), 1);
	ck_assert_int_eq(utf8_columns("\033[0m\xff"), 5);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("utf8");
	TCase *tests = tcase_create("utf8");
	tcase_add_loop_test(tests, decodes, 0, COUNT(decoded));
	tcase_add_test(tests, encodes_what_it_decodes);
	tcase_add_loop_test(tests, measures, 0, COUNT(widths));
	tcase_add_loop_test(tests, is_of_one_unicode, 0, COUNT(disputed));
	tcase_add_test(tests, tables_are_whole);
	tcase_add_test(tests, does_not_depend_on_locale);
	tcase_add_test(tests, knows_what_turns_text);
	tcase_add_test(tests, adds_up_columns);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
