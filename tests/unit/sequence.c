/* sequence.c - what keys and mice send, without a terminal. */
#include "term/sequence.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "suite.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct sequence sequence;
static struct sequence_list own;
static struct term_event events[64];
static size_t count;

static void setup(void)
{
	own = (struct sequence_list){0};
	sequence = (struct sequence){.own = &own};
	count = 0;
}

static void teardown(void)
{
	sequence_list_fini(&own);
}

static void keep(const struct sequence_events *more)
{
	for (size_t i = 0; i < more->count; i++) {
		ck_assert_uint_lt(count, COUNT(events));
		events[count++] = more->items[i];
	}
}

static void pause_it(void)
{
	struct sequence_events more;

	sequence_pause(&sequence, &more);
	keep(&more);
	ck_assert(!sequence_is_pending(&sequence));
}

static void feed_some(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		struct sequence_events more;

		sequence_feed(&sequence, (unsigned char)bytes[i], &more);
		keep(&more);
	}
}

static void feed(const char *bytes)
{
	feed_some(bytes, strlen(bytes));
}

/* Exactly these keys, up to a 0, since the last time. */
static void expect(const char *of, const uint32_t *keys)
{
	size_t i = 0;

	for (; keys[i]; i++) {
		ck_assert_msg(i < count, "%zu events of \"%s\"", count, of + 1);
		ck_assert_int_eq(events[i].kind, TERM_KEY);
		ck_assert_msg(events[i].key == keys[i], "key %#x of \"%s\"", events[i].key, of + 1);
	}
	ck_assert_msg(count == i, "%zu events of \"%s\"", count, of + 1);
	count = 0;
}

#define EXPECT(...) EXPECT_(__VA_ARGS__, 0)
#define EXPECT_(of, ...) expect(of, (const uint32_t[]){__VA_ARGS__, 0})

static const struct {
	const char *bytes;
	uint32_t key;
} keys[] = {
	{"\033OA", KEY_CODE_UP},
	{"\033OB", KEY_CODE_DOWN},
	{"\033OC", KEY_CODE_RIGHT},
	{"\033OD", KEY_CODE_LEFT},
	{"\033OH", KEY_CODE_HOME},
	{"\033OF", KEY_CODE_END},
	{"\033OP", KEY_CODE_F1},
	{"\033OM", KEY_CODE_ENTER},
	{"\033[A", KEY_CODE_UP},
	{"\033[B", KEY_CODE_DOWN},
	{"\033[C", KEY_CODE_RIGHT},
	{"\033[D", KEY_CODE_LEFT},
	{"\033[1;2A", KEY_CODE_SHIFT_UP},
	{"\033[1;2B", KEY_CODE_SHIFT_DOWN},
	{"\033[1;2C", KEY_CODE_SHIFT_RIGHT},
	{"\033[1;2D", KEY_CODE_SHIFT_LEFT},
	{"\033[a", KEY_CODE_SHIFT_UP},
	{"\033[b", KEY_CODE_SHIFT_DOWN},
	{"\033[c", KEY_CODE_SHIFT_RIGHT},
	{"\033[d", KEY_CODE_SHIFT_LEFT},
	{"\033[H", KEY_CODE_HOME},
	{"\033[1~", KEY_CODE_HOME},
	{"\033[7~", KEY_CODE_HOME},
	{"\033[F", KEY_CODE_END},
	{"\033[4~", KEY_CODE_END},
	{"\033[8~", KEY_CODE_END},
	{"\033[3~", KEY_CODE_DELETE},
	{"\033[5~", KEY_CODE_PAGE_UP},
	{"\033[6~", KEY_CODE_PAGE_DOWN},
	{"\033[Z", KEY_CODE_BACKTAB},
	{"\033[[A", KEY_CODE_F1},
	{"\033[11~", KEY_CODE_F1},
	{"\033[[E", KEY_CODE_F5},
	{"\033[15~", KEY_CODE_F5},
	{"\r", KEY_CODE_ENTER},
	{"\n", KEY_CODE_ENTER},
	{"\t", KEY_CODE_TAB},
	{"\b", KEY_CODE_BACKSPACE},
	{"\177", KEY_CODE_BACKSPACE},
	{"\001", 1},
	{"\032", 26},
	{" ", ' '},
	{"j", 'j'},
	{"~", '~'},
	{"\xc2\x80", 0x80},
	{"é", 0xe9},
	{"池", 0x6c60},
	{"\xef\xbf\xbd", 0xfffd},
	{"🐍", 0x1f40d},
	{"\xf4\x8f\xbf\xbf", 0x10ffff},
};

/* Certain with its last byte: none waits for a pause, or for the next key. */
START_TEST(knows_keys)
{
	for (size_t i = 0; i < COUNT(keys); i++) {
		feed(keys[i].bytes);
		ck_assert(!sequence_is_pending(&sequence));
		EXPECT(keys[i].bytes, keys[i].key);
	}
}
END_TEST

START_TEST(begins_with_its_first_byte)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		for (size_t cut = 1; cut < strlen(keys[i].bytes); cut++) {
			feed_some(keys[i].bytes, cut);
			ck_assert(sequence_is_pending(&sequence));
			EXPECT(keys[i].bytes);
			pause_it(); /* Esc alone is Esc; what is cut off is nothing */
			if (keys[i].bytes[0] == '\033' && cut == 1)
				EXPECT(keys[i].bytes, KEY_CODE_ESCAPE);
			EXPECT(keys[i].bytes);
			feed("j");
			EXPECT(keys[i].bytes, 'j');
		}
}
END_TEST

START_TEST(tells_escape_from_sequences)
{
	feed("\033");
	EXPECT(" Esc");
	pause_it();
	EXPECT(" Esc", KEY_CODE_ESCAPE);
	feed("\033b"); /* Alt-b, or Esc and b typed fast */
	EXPECT(" Alt-b", KEY_CODE_ESCAPE, 'b');
	feed("\033\r");
	EXPECT(" Alt-Enter", KEY_CODE_ESCAPE, KEY_CODE_ENTER);
	feed("\033池");
	EXPECT(" Alt and a character", KEY_CODE_ESCAPE, 0x6c60);
	feed("\033\033[C");
	EXPECT(" Alt-Right", KEY_CODE_ESCAPE, KEY_CODE_RIGHT);
	feed("\033\033");
	EXPECT(" two", KEY_CODE_ESCAPE);
	pause_it();
	EXPECT(" two", KEY_CODE_ESCAPE);
	pause_it();
	EXPECT(" none");
}
END_TEST

/* Not one of these may be taken for something else, least of all for letters. */
static const char *const unknown[] = {
	"\033[1;5C",  "\033[1;6A", "\033[99;3~", "\033[?62;1c",	 "\033[9;9u", "\033Oz",
	"\033O5A",    "\033O1;2P", "\033O\r",	 "\033[I",	 "\033[O",    "\033[24;5~",
	"\033[3^",    "\033[3@",   "\033[\r",	 "\033[1\x80",	 "\xff",      "\x80",
	"\xc0\xaf",   "\033[201~", "\033[[B",	 "\033[<0;1;1m", "\033[<M",   "\033[<0;1M",
	"\xed\xa0\x80", "\xf5\x80\x80\x80", "\xf4\x90\x80\x80", "\xe0\x80\x80",
	"\033[<0;0;1M", "\033[<0;1;0M", "\033[<35;1;1M", "\033[<0;-1;-1M", "\033[<0; 1;1M",
	"\033[<0;123456;1M", "\033[<0;1;1;1M", "\033[M#!!", "\033[M  !", "\033[M! \xff",
	"\033[12345678901234567890123456789012345678901234567890123456789012345678901234567890~",
	"\033[0000000000000000000000000000000000000000000000000000000000000000000000000001;2A",
	"\033[<0000000000000000000000000000000000000000000000000000000000000000000000;1;1M",
};

START_TEST(swallows_what_it_does_not_know)
{
	for (size_t i = 0; i < COUNT(unknown); i++) {
		feed(unknown[i]);
		ck_assert_msg(!sequence_is_pending(&sequence), "\"%s\" is not over", unknown[i] + 1);
		EXPECT(unknown[i]);
		feed("j");
		EXPECT(unknown[i], 'j');
	}
	feed_some("\0j", 2);
	EXPECT(" NUL", 'j');
}
END_TEST

/* The one that is cut off is nothing, the other is whole. */
START_TEST(begins_anew_with_escape)
{
	static const char *const torn[] = {"\033[", "\033[1", "\033[1;", "\033[[", "\033[<", "\033[<0;1",
					   "\033[M", "\033[M!", "\033[M!!", "\033O", "\033O1", "\xe6",
					   "\xe6\xb1", "\xf0\x9f\x90", "\033[200"};

	for (size_t i = 0; i < COUNT(torn); i++) {
		feed(torn[i]);
		feed("\033[C");
		EXPECT(torn[i], KEY_CODE_RIGHT);
	}
	feed("\xe6j");
	EXPECT(" a character cut off", 'j');
	feed("\xe6\xb1池");
	EXPECT(" a character cut off", 0x6c60);
}
END_TEST

START_TEST(reads_mice)
{
	static const struct {
		const char *bytes;
		enum term_button button;
		int x, y;
	} clicks[] = {
		{"\033[<0;10;5M", TERM_BUTTON_LEFT, 9, 4},
		{"\033[<1;2;2M", TERM_BUTTON_MIDDLE, 1, 1},
		{"\033[<2;300;24M", TERM_BUTTON_RIGHT, 299, 23},
		{"\033[<64;1;1M", TERM_WHEEL_UP, 0, 0},
		{"\033[<65;1;1M", TERM_WHEEL_DOWN, 0, 0},
		{"\033[<4;10;5M", TERM_BUTTON_LEFT, 9, 4}, /* Shift */
		{"\033[<26;1;2M", TERM_BUTTON_RIGHT, 0, 1}, /* Meta, Ctrl */
		{"\033[<0;99999;99999M", TERM_BUTTON_LEFT, 99998, 99998},
		{"\033[M *%", TERM_BUTTON_LEFT, 9, 4},
		{"\033[M!!!", TERM_BUTTON_MIDDLE, 0, 0},
		{"\033[M\"\xff\x80", TERM_BUTTON_RIGHT, 222, 95},
		{"\033[M`!!", TERM_WHEEL_UP, 0, 0},
		{"\033[Ma!\"", TERM_WHEEL_DOWN, 0, 1},
	};

	for (size_t i = 0; i < COUNT(clicks); i++) {
		feed(clicks[i].bytes);
		ck_assert_msg(count == 1, "%zu events of \"%s\"", count, clicks[i].bytes + 1);
		ck_assert_int_eq(events[0].kind, TERM_MOUSE);
		ck_assert_int_eq(events[0].button, clicks[i].button);
		ck_assert_int_eq(events[0].x, clicks[i].x);
		ck_assert_int_eq(events[0].y, clicks[i].y);
		count = 0;
	}
}
END_TEST

START_TEST(swallows_pastes)
{
	static const char *const pasted[] = {
		"", "quit\rq", "\033[A", "\033[<0;1;1M", "\033", "\033[", "\033O", "\033[M", "\033[M!", "\033[2",
		"\033[20", "\033[201", "\033[200~", "池", "\xe6", "\033\033\033", "\033[201\033[201", "\033[201m",
	};

	for (size_t i = 0; i < COUNT(pasted); i++) {
		feed("\033[200~");
		ck_assert(sequence_in_paste(&sequence));
		feed(pasted[i]);
		ck_assert(sequence_in_paste(&sequence));
		ck_assert(!sequence_is_pending(&sequence));
		feed("\033[20");
		pause_it(); /* on a slow line */
		feed("1~");
		ck_assert_msg(!sequence_in_paste(&sequence), "\"%s\" hides its end", pasted[i]);
		EXPECT(" a paste");
		feed("j");
		EXPECT(" behind a paste", 'j');
	}
}
END_TEST

START_TEST(ends_pastes_that_do_not)
{
	feed("\033[200~q\033[20");
	sequence_end_paste(&sequence);
	ck_assert(!sequence_in_paste(&sequence));
	feed("j\033[201~k");
	EXPECT(" behind a paste", 'j', 'k');
	feed("\033[200~1~q"); /* begins with nothing of the other's end */
	ck_assert(sequence_in_paste(&sequence));
	EXPECT(" a paste");
}
END_TEST

/* -- what terminals say of themselves ------------------------------------------------------ */

START_TEST(believes_descriptions)
{
	sequence_list_add(&own, "\033\t", KEY_CODE_BACKTAB);
	sequence_list_add(&own, "\033[M", KEY_CODE_F1);
	sequence_list_add(&own, "\033[7$", KEY_CODE_NONE);
	sequence_list_add(&own, "\001AB\r", KEY_CODE_F5);
	sequence_list_add(&own, "\033[A", KEY_CODE_LEFT);
	feed("\033\t");
	EXPECT(" linux", KEY_CODE_BACKTAB);
	feed("\033[Mj");
	EXPECT(" scoansi", KEY_CODE_F1, 'j');
	feed("\033[7$j");
	EXPECT(" rxvt", 'j');
	feed("\001AB\rj");
	EXPECT(" wyse", KEY_CODE_F5, 'j');
	feed("\033[A\033[B");
	EXPECT(" one that differs", KEY_CODE_LEFT, KEY_CODE_DOWN);
	feed("\001AB\033[B");
	EXPECT(" no such key after all", 1, 'A', 'B', KEY_CODE_DOWN);
	feed("\001A");
	EXPECT(" it may be");
	pause_it();
	EXPECT(" it is not", 1, 'A');
	feed("\033x");
	EXPECT(" Alt as ever", KEY_CODE_ESCAPE, 'x');
}
END_TEST

START_TEST(waits_for_the_longer_one)
{
	sequence_list_add(&own, "\033[A~~", KEY_CODE_F1);
	sequence_list_add(&own, "\033\033[C", KEY_CODE_F5);
	feed("\033[A");
	EXPECT(" it may go on");
	feed("~~");
	EXPECT(" it did", KEY_CODE_F1);
	feed("\033[A");
	pause_it();
	EXPECT(" it did not", KEY_CODE_UP);
	feed("\033[A~j");
	EXPECT(" it was another", KEY_CODE_UP, '~', 'j');
	feed("\033[A\033[B");
	EXPECT(" and then another", KEY_CODE_UP, KEY_CODE_DOWN);
	feed("\033\033[C");
	EXPECT(" Alt-Right", KEY_CODE_F5);
	feed("\033\033[D");
	EXPECT(" Alt-Left", KEY_CODE_ESCAPE, KEY_CODE_LEFT);
	feed("\033\033");
	pause_it();
	EXPECT(" Esc, Esc", KEY_CODE_ESCAPE, KEY_CODE_ESCAPE);
}
END_TEST

START_TEST(keeps_what_can_be)
{
	char text[SEQUENCE_LONGEST + 1] = "";

	memset(text, 'x', SEQUENCE_LONGEST);
	sequence_list_add(&own, text, KEY_CODE_F1);
	sequence_list_add(&own, "", KEY_CODE_F1);
	ck_assert_uint_eq(own.count, 0);
	text[SEQUENCE_LONGEST - 1] = '\0';
	sequence_list_add(&own, text, KEY_CODE_NONE);
	sequence_list_add(&own, text, KEY_CODE_F1);
	sequence_list_add(&own, text, KEY_CODE_F5);
	ck_assert_uint_eq(own.count, 1);
	feed(text);
	EXPECT(text, KEY_CODE_F1);
	text[SEQUENCE_LONGEST - 2] = '\0';
	feed(text);
	EXPECT(text);
	feed("\033[C");
	ck_assert_uint_eq(count, SEQUENCE_LONGEST - 2 + 1);
	ck_assert_uint_eq(events[0].key, 'x');
	ck_assert_uint_eq(events[count - 1].key, KEY_CODE_RIGHT);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sequence");
	TCase *tests = tcase_create("sequence");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, knows_keys);
	tcase_add_test(tests, begins_with_its_first_byte);
	tcase_add_test(tests, tells_escape_from_sequences);
	tcase_add_test(tests, swallows_what_it_does_not_know);
	tcase_add_test(tests, begins_anew_with_escape);
	tcase_add_test(tests, reads_mice);
	tcase_add_test(tests, swallows_pastes);
	tcase_add_test(tests, ends_pastes_that_do_not);
	tcase_add_test(tests, believes_descriptions);
	tcase_add_test(tests, waits_for_the_longer_one);
	tcase_add_test(tests, keeps_what_can_be);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
