/*
 * bad_traces.c - is every fault of a text trace reported where it is, in the words that are
 * expected?
 *
 * Each file in the folder given as argument is one faulty text trace.  Comments in it say what
 * must be reported, all of it and in this order:
 *
 *	# expect: 7:5: error: the beginning of a message
 *	# hint: the beginning of its hint, if it matters
 *
 * An error without any hint is a failure, too.  Files that are too large are made here.
 */
#include <check.h>
#include <string.h>

#include "base/mem.h"
#include "base/source.h"
#include "folder.h"
#include "printed.h"
#include "suite.h"
#include "trace/text.h"

#define TEXT_BYTES 1200
#define FILE_MOST ((size_t)1 << 20)

static struct folder files;

static struct diag_list diags;
static struct source source;
static struct text_trace *trace;

static void setup(void)
{
	memset(&diags, 0, sizeof diags);
	memset(&source, 0, sizeof source);
	trace = NULL;
}

static void teardown(void)
{
	text_trace_close(trace);
	trace = NULL;
	diag_fini(&diags);
	source_fini(&source);
}

static void read_all(void)
{
	struct trace_event event;

	while (text_trace_next(trace, &event))
		;
	ck_assert_int_eq(event.kind, TRACE_END);
	ck_assert(!text_trace_next(trace, &event));
}

/* -- files ---------------------------------------------------------------------------- */

/* "7:5: error: message", as it would be printed behind the file's name. */
static void format_diag(const struct diag *diag, char text[TEXT_BYTES])
{
	const char *level = diag->level == DIAG_ERROR ? "error" : "warning";

	if (diag->place.line)
		snprintf(text, TEXT_BYTES, "%u:%u: %s: %s", diag->place.line, diag->place.column,
			 level, diag->message);
	else
		snprintf(text, TEXT_BYTES, "%s: %s", level, diag->message);
}

static void check_beginning(const char *text, const char *expected, size_t length)
{
	if (!text || strncmp(text, expected, length) != 0) {
		char *all = printed(&diags, text_trace_source(trace));

		ck_abort_msg("%s: expected\n%.*s\nbut got\n%s", source.name, (int)length, expected,
			     all);
	}
}

/* Compare a comment line with the diagnostic it is about, if it is about one. */
static void check_comment(const char *line, size_t length, size_t *seen)
{
	char text[TEXT_BYTES];

	if (length > 10 && strncmp(line, "# expect: ", 10) == 0) {
		if (*seen < diags.count)
			format_diag(&diags.items[*seen], text);
		check_beginning(*seen < diags.count ? text : NULL, line + 10, length - 10);
		++*seen;
	}
	if (length > 8 && strncmp(line, "# hint: ", 8) == 0) {
		ck_assert_uint_gt(*seen, 0);
		check_beginning(diags.items[*seen - 1].hint, line + 8, length - 8);
	}
}

/* Every line that something is said about can be shown, and is the one of the file. */
static void check_lines(void)
{
	for (size_t i = 0; i < diags.count; i++) {
		uint32_t line = diags.items[i].place.line;
		size_t kept = 0, whole = 0;
		const char *text = source_line(text_trace_source(trace), line, &kept);
		const char *in_file = source_line(&source, line, &whole);

		if (line == 0 || memchr(source.bytes, '\r', source.length))
			continue;
		ck_assert_ptr_nonnull(text);
		ck_assert_ptr_nonnull(in_file);
		ck_assert(kept == whole || (kept == 4096 && whole > kept));
		ck_assert_mem_eq(text, in_file, kept);
	}
}

/* Whoever is told that something is wrong is told what to write instead. */
static void check_hints(void)
{
	for (size_t i = 0; i < diags.count; i++)
		ck_assert_msg(diags.items[i].level != DIAG_ERROR || diags.items[i].hint,
			      "no hint: %s", diags.items[i].message);
}

START_TEST(test_file)
{
	char path[4096];
	size_t seen = 0, length = 0;
	const char *line;

	folder_path(&files, folder_name(&files, _i), path, sizeof path);
	ck_assert_msg(source_read(&source, path, FILE_MOST, &diags), "%s", path);
	trace = text_trace_open(path, &diags);
	read_all();
	ck_assert_msg(diags.errors > 0, "%s is not faulty", path);
	for (uint32_t i = 1; (line = source_line(&source, i, &length)); i++)
		check_comment(line, length, &seen);
	ck_assert_msg(seen > 0, "%s does not say what to expect", path);
	check_hints();
	if (seen < diags.count)
		check_beginning(NULL, "nothing more", 12);
	check_lines();
}
END_TEST

/* The same from memory, where lines are found in another way. */
START_TEST(test_file_in_memory)
{
	char path[4096];
	struct diag_list again = {0};

	folder_path(&files, folder_name(&files, _i), path, sizeof path);
	ck_assert(source_read(&source, path, FILE_MOST, &diags));
	trace = text_trace_open(path, &diags);
	read_all();
	text_trace_close(trace);
	trace = text_trace_from_memory(path, source.bytes, source.length, &again);
	read_all();
	ck_assert_uint_eq(again.count, diags.count);
	for (size_t i = 0; i < again.count; i++) {
		ck_assert_str_eq(again.items[i].message, diags.items[i].message);
		ck_assert_mem_eq(&again.items[i].place, &diags.items[i].place,
				 sizeof again.items[i].place);
	}
	diag_fini(&again);
}
END_TEST

/* -- made here ------------------------------------------------------------------------ */

static void expect_fault(const char *bytes, size_t length, const char *expected)
{
	char text[TEXT_BYTES];

	trace = text_trace_from_memory("made", bytes, length, &diags);
	read_all();
	ck_assert_uint_ge(diags.count, 1);
	format_diag(&diags.items[diags.count - 1], text);
	ck_assert_msg(strncmp(text, expected, strlen(expected)) == 0, "'%s' instead of '%s'", text,
		      expected);
	check_hints();
	teardown();
}

#define MODEL "# arenawalk-trace 1\n# model toy\n"
#define expect_fault_in(text, expected) expect_fault((text), sizeof(text) - 1, (expected))

START_TEST(test_no_trace)
{
	expect_fault_in("", "error: the file is empty");
	expect_fault_in("\n", "1:1: error: this is not a text trace");
	expect_fault_in("\xef\xbb\xbf", "1:1: error: this is not a text trace");
	expect_fault_in("# arenawalk-trace", "1:1: error: this is not a text trace");
	expect_fault_in("# arenawalk-trace ", "1:1: error: this is not a text trace");
	expect_fault_in("# arenawalk-trace 2", "1:19: error: unknown version '2' of text traces");
	expect_fault_in("# arenawalk-trace 1\0", "1:20: error: a NUL byte, which no text has");
	expect_fault_in("arenawalk-recording 1\n\n", "1:1: error: this is not a text trace");
	expect_fault_in("\xfd" "7zXZ\0\0\x04", "1:1: error: this is not a text trace");
	expect_fault_in("\x1f\x8b\x08", "1:1: error: this is not a text trace");
}
END_TEST

START_TEST(test_where_the_last_line_ends)
{
	expect_fault_in(MODEL "m", "3:2: error: 'm' needs 2 fields");
	expect_fault_in(MODEL "m 16 0", "3:6: error: '0' is not an address");
	expect_fault_in(MODEL "m 16 0x", "3:6: error: '0x' is not an address");
	expect_fault_in(MODEL "m 16 0x\r\n", "3:6: error: '0x' is not an address");
	expect_fault_in(MODEL "m 16 0x8\r\r\n", "3:9: error: control character U+000D");
	expect_fault_in(MODEL "f -", "3:3: error: '-' is not an address");
	expect_fault_in(MODEL "m -", "3:3: error: '-' is not a decimal number");
	expect_fault_in(MODEL "M", "3:2: error: a mark without a name");
	expect_fault_in(MODEL "#! note \\", "3:9: error: an unknown escape");
	expect_fault_in(MODEL "#! note \\x", "3:9: error: an unknown escape");
	expect_fault_in(MODEL "#! note \\x1", "3:9: error: an unknown escape");
	expect_fault_in(MODEL "#! exit ", "3:9: error: a number is missing");
	expect_fault_in(MODEL "#!+", "3:1: error: nothing stands above");
}
END_TEST

static void expect_long(const char *beginning, size_t length, const char *expected)
{
	size_t start = strlen(beginning);
	char *text = mem_alloc(length);

	memset(text, '1', length);
	memcpy(text, beginning, start);
	expect_fault(text, length, expected);
	memcpy(text + length - 10, "\nm 1 0x8\n\n", 10);
	expect_fault(text, length, expected);
	free(text);
}

START_TEST(test_lines_of_megabytes)
{
	size_t size = (size_t)8 << 20;

	expect_long(MODEL "M ", size, "3:4097: error: a line of more than 4096 bytes");
	expect_long(MODEL "# ", size, "3:4097: error: a line of more than 4096 bytes");
	expect_long(MODEL "#! note ", size, "3:4097: error: a line of more than 4096 bytes");
	expect_long(MODEL "#! ", size, "3:4097: error: a line of more than 4096 bytes");
	expect_long(MODEL "#! note x\n#!+ ", size, "4:4097: error: a line of more than 4096 bytes");
	expect_long("# ", size, "1:1: error: this is not a text trace");
}
END_TEST

/* Also through a file, whose buffer is smaller than the line. */
START_TEST(test_a_file_of_one_line)
{
	char path[] = "/tmp/arenawalk-test-XXXXXX", text[TEXT_BYTES];
	int fd = mkstemp(path);
	FILE *out = fdopen(fd, "w");

	ck_assert_ptr_nonnull(out);
	fputs(MODEL "x\nM ", out);
	for (int i = 0; i < 3000000; i++)
		fputc('a', out);
	fputs("\nm 16 0x7\nm 16 0x8\n", out);
	fclose(out);
	trace = text_trace_open(path, &diags);
	remove(path);
	read_all();
	ck_assert_uint_eq(diags.count, 3);
	format_diag(&diags.items[1], text);
	ck_assert_str_eq(text, "4:4097: error: a line of more than 4096 bytes");
	format_diag(&diags.items[2], text);
	ck_assert_str_eq(text, "5:6: error: address '0x7' is not a multiple of 8");
}
END_TEST

START_TEST(test_a_text_that_is_too_long)
{
	static char text[120000] = MODEL "#! note ";
	char *at = text + strlen(text);

	for (int i = 0; i < 16; i++) {
		memset(at, 'x', 4000);
		memcpy(at + 4000, "\n#!+ ", 5);
		at += 4005;
	}
	memset(at, 'x', 1536);
	strcpy(at + 1536, "\n");
	trace = text_trace_from_memory("made", text, strlen(text), &diags);
	read_all();
	ck_assert_uint_eq(diags.count, 0);
	teardown();
	strcpy(at + 1536, "y\n#!+ z\n#!+ z\nx\n");
	trace = text_trace_from_memory("made", text, strlen(text), &diags);
	read_all();
	ck_assert_uint_eq(diags.count, 2); /* what goes on with it is not blamed, too */
	ck_assert_str_eq(diags.items[0].message, "a text of more than 65536 bytes");
	ck_assert_uint_eq(diags.items[0].place.line, 19);
	ck_assert_uint_eq(diags.items[0].place.column, 5 + 1536);
}
END_TEST

START_TEST(test_files_that_cannot_be_read)
{
	trace = text_trace_open("/nowhere/at/all", &diags);
	read_all();
	ck_assert_str_eq(diags.items[0].message, "cannot open: No such file or directory");
	teardown();
	trace = text_trace_open("/tmp", &diags);
	read_all();
	ck_assert_str_eq(diags.items[0].message, "cannot read: Is a directory");
}
END_TEST

static void add_tests(Suite *suite)
{
	TCase *in_files = tcase_create("files"), *made = tcase_create("made");

	tcase_add_checked_fixture(in_files, setup, teardown);
	tcase_add_loop_test(in_files, test_file, 0, files.count);
	tcase_add_loop_test(in_files, test_file_in_memory, 0, files.count);
	suite_add_tcase(suite, in_files);
	tcase_add_checked_fixture(made, setup, teardown);
	tcase_add_test(made, test_no_trace);
	tcase_add_test(made, test_where_the_last_line_ends);
	tcase_add_test(made, test_lines_of_megabytes);
	tcase_add_test(made, test_a_file_of_one_line);
	tcase_add_test(made, test_a_text_that_is_too_long);
	tcase_add_test(made, test_files_that_cannot_be_read);
	suite_add_tcase(suite, made);
}

int main(int argc, char **argv)
{
	Suite *suite = suite_create("bad-traces");
	int failed;

	if (!folder_open(&files, argc > 1 ? argv[1] : "tests/bad-traces", ".txt"))
		return 1;
	add_tests(suite);
	failed = suite_run(suite);
	folder_close(&files);
	return failed;
}
