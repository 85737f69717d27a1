/*
 * line_reader.c - lines from pipes and files, whole and in pieces.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/line_reader.h"
#include "suite.h"

static int ends[2], others[2];
static struct line_reader reader;

static void open_pipes(void)
{
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(pipe(others), 0);
	reader = line_reader_on(ends[0]);
}

static void close_pipes(void)
{
	line_reader_fini(&reader);
	for (int i = 0; i < 2; i++) {
		close(ends[i]);
		close(others[i]);
	}
}

static void put(const char *text)
{
	ck_assert_int_eq(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
}

static void expect(const char *text)
{
	char *line = NULL;

	ck_assert_int_eq(line_reader_next(&reader, others[0], -1, &line), LINE_READ);
	ck_assert_str_eq(line, text);
}

static void expect_news(enum line_news news, int wait_ms)
{
	char *line = NULL;

	ck_assert_int_eq(line_reader_next(&reader, others[0], wait_ms, &line), news);
}

START_TEST(reads_lines)
{
	put("one\n\nthree\nfo");
	expect("one");
	expect("");
	expect("three");
	expect_news(LINE_NONE, 0);
	put("u");
	expect_news(LINE_NONE, 1);
	put("r\nfive");
	expect("four");
	close(ends[1]);
	expect("five");
	expect_news(LINE_END, -1);
	expect_news(LINE_END, -1);
	ck_assert(reader.ended);
	ends[1] = dup(ends[0]);
}
END_TEST

/* Lines that are there come before it; a piece of one does not, and is not lost. */
START_TEST(hears_of_something_else)
{
	put("one\ntwo\nthr");
	ck_assert_int_eq(write(others[1], "!", 1), 1);
	expect("one");
	expect("two");
	expect_news(LINE_NONE, -1);
	expect_news(LINE_NONE, -1); /* nobody has read it yet */
	put("ee\n");
	expect("three");
	expect_news(LINE_NONE, -1);
}
END_TEST

/* Longer than what is read at once, in pieces that end anywhere. */
START_TEST(reads_long_lines)
{
	static char text[20001];
	size_t step = (size_t)_i;

	memset(text, 'x', sizeof text - 1);
	for (size_t done = 0; done < sizeof text - 1; done += step) {
		size_t left = sizeof text - 1 - done;

		ck_assert_int_gt(write(ends[1], text + done, left < step ? left : step), 0);
		expect_news(LINE_NONE, 0);
	}
	put("\nshort\n");
	expect(text);
	expect("short");
}
END_TEST

START_TEST(waits_for_what_is_no_file)
{
	FILE *file = tmpfile();

	ck_assert_ptr_nonnull(file);
	ck_assert(line_reader_waits(ends[0]));
	ck_assert(!line_reader_waits(fileno(file)));
	ck_assert(!line_reader_waits(-1));
	fclose(file);
}
END_TEST

START_TEST(ends_where_nothing_can_be_read)
{
	line_reader_fini(&reader);
	reader = line_reader_on(others[1]); /* the end for writing */
	close(others[0]);
	expect_news(LINE_END, -1);
	others[0] = dup(others[1]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("line_reader");
	TCase *tests = tcase_create("line_reader");

	tcase_add_checked_fixture(tests, open_pipes, close_pipes);
	tcase_add_test(tests, reads_lines);
	tcase_add_test(tests, hears_of_something_else);
	tcase_add_loop_test(tests, reads_long_lines, 4090, 4100);
	tcase_add_test(tests, waits_for_what_is_no_file);
	tcase_add_test(tests, ends_where_nothing_can_be_read);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
