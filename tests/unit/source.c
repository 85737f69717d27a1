/*
 * source.c - are input files read whole, and refused where they should be?
 */
#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/source.h"
#include "suite.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static char path[] = "/tmp/arenawalk-source-XXXXXX";
static struct diag_list diags;
static struct source source;

static void setup(void)
{
	int fd;

	strcpy(path + sizeof path - 7, "XXXXXX");
	fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	close(fd);
	memset(&diags, 0, sizeof diags);
	memset(&source, 0, sizeof source);
}

static void teardown(void)
{
	unlink(path);
	diag_fini(&diags);
	source_fini(&source);
}

static void write_file(const char *text, size_t length)
{
	int fd = open(path, O_WRONLY | O_TRUNC);

	ck_assert_int_eq(write(fd, text, length), (ssize_t)length);
	close(fd);
}

static void expect_refused(const char *name, size_t limit, const char *message)
{
	ck_assert(!source_read(&source, name, limit, &diags));
	ck_assert_uint_eq(diags.errors, 1);
	ck_assert_str_eq(diags.items[0].message, message);
	ck_assert_uint_eq(diags.items[0].place.line, 0);
	ck_assert_ptr_null(source.bytes);
	ck_assert_str_eq(source.name, name);
}

START_TEST(test_reads_a_file)
{
	write_file("a\0b\n", 4);
	ck_assert(source_read(&source, path, 100, &diags));
	ck_assert_str_eq(source.name, path);
	ck_assert_uint_eq(source.length, 4);
	ck_assert_mem_eq(source.bytes, "a\0b\n", 5); /* with a NUL behind */
}
END_TEST

START_TEST(test_reads_an_empty_file)
{
	ck_assert(source_read(&source, path, 0, &diags));
	ck_assert_uint_eq(source.length, 0);
	ck_assert_uint_eq(source.bytes[0], 0);
}
END_TEST

START_TEST(test_the_limit_is_included)
{
	write_file("12345678", 8);
	ck_assert(source_read(&source, path, 8, &diags));
	source_fini(&source);
	expect_refused(path, 7, "the file is larger than 7 B");
}
END_TEST

START_TEST(test_refuses_what_is_no_file)
{
	expect_refused("/tmp", 100, "this is a directory, not a file");
	diag_fini(&diags);
	source_fini(&source);
	expect_refused("/tmp/arenawalk/does/not/exist", 100,
		       "cannot open: No such file or directory");
}
END_TEST

START_TEST(test_a_device_without_end_stops_at_the_limit)
{
	expect_refused("/dev/zero", (size_t)1 << 20, "the file is larger than 1 MiB");
}
END_TEST

/* Larger than a pipe's buffer, so it comes in pieces. */
START_TEST(test_reads_standard_input_through_a_pipe)
{
	static char text[200000];
	int ends[2], saved = dup(STDIN_FILENO);

	memset(text, 'x', sizeof text);
	ck_assert_int_eq(pipe(ends), 0);
	if (fork() == 0) {
		ssize_t written = write(ends[1], text, sizeof text);

		_exit(written != (ssize_t)sizeof text);
	}
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	ck_assert(source_read(&source, "-", 300000, &diags));
	dup2(saved, STDIN_FILENO);
	ck_assert_str_eq(source.name, "<stdin>");
	ck_assert_uint_eq(source.length, sizeof text);
	ck_assert_mem_eq(source.bytes, text, sizeof text);
	close(ends[0]);
	close(saved);
}
END_TEST

START_TEST(test_finds_lines_of_all_kinds)
{
	static const char text[] = "one\ntwo\r\nthree\rfour\xc2\x85"
				   "five\xe2\x80\xa8six\xe2\x80\xa9\n\nnine \xc2\xa9\xe2\x82\xac";
	static const char *const lines[] = {"one", "two", "three", "four", "five", "six", "", "",
					    "nine \xc2\xa9\xe2\x82\xac"};
	size_t length;

	source_from_memory(&source, "x", text, sizeof text - 1);
	for (uint32_t i = 0; i < COUNT(lines); i++) {
		const char *line = source_line(&source, i + 1, &length);

		ck_assert_ptr_nonnull(line);
		ck_assert_uint_eq(length, strlen(lines[i]));
		ck_assert_mem_eq(line, lines[i], length);
		line = source_line_after(&source, line, length, &length);
		ck_assert(line == source_line(&source, i + 2, &length));
	}
	ck_assert_ptr_null(source_line(&source, 0, &length));
	ck_assert_ptr_null(source_line(&source, COUNT(lines) + 1, &length));
}
END_TEST

START_TEST(test_a_byte_order_mark_is_not_text)
{
	size_t length;

	source_from_memory(&source, "x", "\xef\xbb\xbfone\n", 7);
	ck_assert_int_eq(*source_line(&source, 1, &length), 'o');
	ck_assert_uint_eq(length, 3);
	ck_assert_ptr_nonnull(source_line(&source, 2, &length));
	ck_assert_uint_eq(length, 0);
}
END_TEST

START_TEST(test_memory_may_be_empty)
{
	size_t length;

	source_from_memory(&source, "x", NULL, 0);
	ck_assert_ptr_nonnull(source_line(&source, 1, &length));
	ck_assert_uint_eq(length, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("source");
	TCase *tcase = tcase_create("source");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_reads_a_file);
	tcase_add_test(tcase, test_reads_an_empty_file);
	tcase_add_test(tcase, test_the_limit_is_included);
	tcase_add_test(tcase, test_refuses_what_is_no_file);
	tcase_add_test(tcase, test_a_device_without_end_stops_at_the_limit);
	tcase_add_test(tcase, test_reads_standard_input_through_a_pipe);
	tcase_add_test(tcase, test_finds_lines_of_all_kinds);
	tcase_add_test(tcase, test_a_byte_order_mark_is_not_text);
	tcase_add_test(tcase, test_memory_may_be_empty);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
