/*
 * tail.c - the last of what somebody writes: whole lines, in the right order, nothing that a
 * terminal would obey.
 */
#include "base/tail.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "suite.h"

static struct tail tail;

static void setup(void)
{
	memset(&tail, 0, sizeof tail);
}

static void add(const char *text)
{
	tail_add(&tail, text, strlen(text));
}

static void is(uint64_t up, const char *expected)
{
	char text[200];

	ck_assert_msg(tail_line(&tail, up, text, sizeof text), "no line %d", (int)up);
	ck_assert_str_eq(text, expected);
}

static void is_none(uint64_t up)
{
	char text[8];

	ck_assert(!tail_line(&tail, up, text, sizeof text));
}

START_TEST(lines)
{
	is_none(0);
	add("one\ntw");
	is(0, "tw");
	is(1, "one");
	is_none(2);
	add("o\n");
	is(0, "two");
	is(1, "one");
	is_none(2);
	add("\n");
	is(0, "");
	is(1, "two");
	ck_assert_uint_eq(tail.lines, 3);
}
END_TEST

START_TEST(nothing_that_is_obeyed)
{
	add("a\033[31mred\033[0m \033]0;title\ab \033]2;more\033\\c\033Md\n");
	is(0, "ared b cd");
	add("10%\r20%\r30%\r\n");
	is(0, "30%");
	add("a\tb\a\302\233c\342\200\256d\377e\n");
	is(0, "a       b??c?d\357\277\275e");
	add("\033[");
	is(0, "");
	add("\n\033");
	is(0, "");
	add("\n\033]");
	is(0, "");
}
END_TEST

/* Whatever the pieces: the newest lines are there, in order, and the count is right. */
START_TEST(forgets_the_oldest)
{
	uint64_t count = 0;
	char text[200], expected[100];

	for (unsigned piece = 1; piece < 300; piece++) {
		char bytes[16000];
		size_t length = 0;

		for (unsigned i = 0; i < piece; i++)
			length += (size_t)snprintf(bytes + length, sizeof bytes - length,
						   "line %d of some length\n", (int)count++);
		tail_add(&tail, bytes, length);
		ck_assert_uint_le(tail.length, TAIL_BYTES);
		ck_assert_uint_eq(tail.lines + tail.forgotten, count);
	}
	ck_assert_uint_gt(tail.forgotten, 0);
	ck_assert_uint_gt(tail.length, TAIL_BYTES - 100);
	for (uint64_t up = 0; up < tail.lines; up++) {
		ck_assert(tail_line(&tail, up, text, sizeof text));
		snprintf(expected, sizeof expected, "line %d of some length", (int)(count - 1 - up));
		ck_assert_str_eq(text, expected);
	}
	is_none(tail.lines);
}
END_TEST

START_TEST(more_than_there_is_room)
{
	static char bytes[3 * TAIL_BYTES];

	add("before\n");
	memset(bytes, 'x', sizeof bytes);
	bytes[10] = '\n';
	bytes[sizeof bytes - 5] = '\n';
	tail_add(&tail, bytes, sizeof bytes);
	is(0, "xxxx");
	ck_assert_uint_eq(tail.lines, 2);
	ck_assert_uint_eq(tail.forgotten, 2);
	memset(bytes, 'y', sizeof bytes);
	tail_add(&tail, bytes, TAIL_BYTES);
	ck_assert_uint_eq(tail.lines, 1);
	tail_add(&tail, "\nz", 2);
	is(0, "z");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("tail");
	TCase *tests = tcase_create("tail");

	tcase_add_checked_fixture(tests, setup, NULL);
	tcase_add_test(tests, lines);
	tcase_add_test(tests, nothing_that_is_obeyed);
	tcase_add_test(tests, forgets_the_oldest);
	tcase_add_test(tests, more_than_there_is_room);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
