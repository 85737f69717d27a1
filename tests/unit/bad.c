/*
 * bad.c - is every fault reported where it is, in the words that are expected?
 *
 * Each file in the folder given as argument is one faulty scenario.  Its first lines say
 * what must be reported, all of it and in this order:
 *
 *	# expect: 7:5: error: the beginning of a message
 *	# hint: the beginning of its hint, if it matters
 *
 * An error without any hint is a failure, too.  Files that cannot hold such a comment are made
 * here.
 */
#include <check.h>
#include <string.h>

#include "base/mem.h"
#include "base/source.h"
#include "folder.h"
#include "printed.h"
#include "scenario/load.h"
#include "suite.h"

#define TEXT_BYTES 1200

static struct folder files;

static struct diag_list diags;
static struct source source;

static void setup(void)
{
	memset(&diags, 0, sizeof diags);
	memset(&source, 0, sizeof source);
}

static void teardown(void)
{
	diag_fini(&diags);
	source_fini(&source);
}

/* --- files ------------------------------------------------------------------- */

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
		char *all = printed(&diags, &source);

		ck_abort_msg("%s: expected\n%.*s\nbut got\n%s", source.name, (int)length, expected,
			     all);
	}
}

/* Compare one comment line with the diagnostic it is about; false if it is another line. */
static bool check_comment(const char *line, size_t length, size_t *seen)
{
	char text[TEXT_BYTES];

	if (length > 10 && strncmp(line, "# expect: ", 10) == 0) {
		if (*seen < diags.count)
			format_diag(&diags.items[*seen], text);
		check_beginning(*seen < diags.count ? text : NULL, line + 10, length - 10);
		++*seen;
		return true;
	}
	if (length > 8 && strncmp(line, "# hint: ", 8) == 0) {
		ck_assert_uint_gt(*seen, 0);
		check_beginning(diags.items[*seen - 1].hint, line + 8, length - 8);
		return true;
	}
	return false;
}

/* Whoever is told that something is wrong is told what to write instead. */
static void check_hints(void)
{
	for (size_t i = 0; i < diags.count; i++)
		ck_assert_msg(diags.items[i].level != DIAG_ERROR || diags.items[i].hint,
			      "%s: no hint: %s", source.name, diags.items[i].message);
}

START_TEST(test_file)
{
	char path[4096];
	struct loaded loaded;
	size_t seen = 0, length = 0;
	const char *line;

	folder_path(&files, folder_name(&files, _i), path, sizeof path);
	ck_assert_msg(source_read(&source, path, SCENARIO_MAX_BYTES, &diags), "%s", path);
	ck_assert_msg(!scenario_load(&source, &loaded, &diags), "%s is not faulty", path);
	for (uint32_t i = 1; (line = source_line(&source, i, &length)); i++) {
		if (!check_comment(line, length, &seen))
			break;
	}
	ck_assert_msg(seen > 0, "%s does not say what to expect", path);
	check_hints();
	if (seen < diags.count)
		check_beginning(NULL, "nothing more", 12);
}
END_TEST

/* --- made in memory ------------------------------------------------------------ */

static void expect_fault(const char *bytes, size_t length, const char *expected)
{
	struct loaded loaded;
	char text[TEXT_BYTES];

	source_from_memory(&source, "made", bytes, length);
	ck_assert(!scenario_load(&source, &loaded, &diags));
	ck_assert_uint_eq(diags.count, 1);
	format_diag(&diags.items[0], text);
	ck_assert_msg(strcmp(text, expected) == 0, "'%s' instead of '%s'", text, expected);
	check_hints();
	teardown();
}

#define expect_fault_in(text, expected) expect_fault((text), sizeof(text) - 1, (expected))

START_TEST(test_nothing)
{
	expect_fault_in("", "error: the file has nothing in it");
	expect_fault_in("\xef\xbb\xbf", "error: the file has nothing in it");
	expect_fault_in("\n\n", "error: the file has nothing in it");
	expect_fault_in("# comment", "error: the file has nothing in it");
}
END_TEST

START_TEST(test_no_text)
{
	expect_fault_in("steps:\n- mark: a\0b\n", "2:10: error: a NUL byte, which no text has");
	expect_fault_in("title: \xe5\x9d\x97\xff\n", "1:9: error: byte 0xff is not valid UTF-8");
	expect_fault_in("title: \xe5\x9d", "1:8: error: byte 0xe5 is not valid UTF-8");
	expect_fault_in("title: \xc0\x80", "1:8: error: byte 0xc0 is not valid UTF-8");
	expect_fault_in("title: \xed\xa0\x80", "1:8: error: byte 0xed is not valid UTF-8");
	expect_fault_in("a: b\r\nc: \x1b[m", "2:4: error: control character U+001B");
	expect_fault_in("a: b\xc2\x85\x63: \xc2\x9b", "2:4: error: control character U+009B");
	expect_fault_in("a: b\r\x7f", "2:1: error: control character U+007F");
	expect_fault_in("a: \xef\xbb\xbf" "b",
			"1:4: error: a byte order mark in the middle of the file");
	expect_fault_in("a: \xef\xbf\xbe", "1:4: error: control character U+FFFE");
	expect_fault_in("\xff\xfe" "a\0", "1:1: error: the file is written in UTF-16");
	expect_fault_in("\xfe\xff\0a", "1:1: error: the file is written in UTF-16");
}
END_TEST

/* The parser is slow in deep brackets, so this must stop early. */
START_TEST(test_deep_nesting)
{
	static char text[200000];

	memset(text, '[', sizeof text);
	expect_fault(text, sizeof text, "1:65: error: nested too deeply");
	memcpy(text, "steps: ", 7);
	expect_fault(text, sizeof text, "1:71: error: nested too deeply");
	for (size_t i = 0; i + 4 <= sizeof text; i += 4)
		memcpy(text + i, "{a: ", 4);
	expect_fault(text, sizeof text, "1:257: error: nested too deeply");
	for (size_t i = 0; i + 2 <= sizeof text; i += 2)
		memcpy(text + i, "- ", 2);
	expect_fault(text, sizeof text, "1:129: error: nested too deeply");
}
END_TEST

START_TEST(test_an_alias_bomb)
{
	char text[1000] = "a: &a [x, x]\n";

	for (char c = 'b'; c < 'k'; c++)
		sprintf(text + strlen(text), "%c: &%c [*%c, *%c]\n", c, c, c - 1, c - 1);
	expect_fault(text, strlen(text), "1:4: error: anchors (&name) are not supported");
}
END_TEST

START_TEST(test_a_text_of_megabytes)
{
	size_t size = (size_t)8 << 20;
	char *text = mem_alloc(size);
	const char start[] = "steps:\n- ", end[] = ": {name: a}\n";

	memset(text, 'a', size);
	memcpy(text, start, sizeof start - 1);
	expect_fault(text, size, "2:3: error: a step is an action with its data, not text");
	memcpy(text + 1000, end, sizeof end - 1);
	source_from_memory(&source, "made", text, 1000 + sizeof end - 1);
	free(text);
	ck_assert(!scenario_load(&source, &(struct loaded){0}, &diags));
	ck_assert_uint_eq(diags.count, 1);
	ck_assert_uint_lt(strlen(diags.items[0].message), 600);
}
END_TEST

START_TEST(test_a_file_that_is_too_large)
{
	size_t size = SCENARIO_MAX_BYTES + 1;
	char *text = mem_alloc(size);

	memset(text, ' ', size);
	expect_fault(text, size, "error: the file is too large for a scenario");
	free(text);
}
END_TEST

START_TEST(test_more_faults_than_are_kept)
{
	char text[2000] = "steps:\n";

	for (int i = 0; i < 30; i++)
		strcat(text, "- foo: bar\n");
	source_from_memory(&source, "made", text, strlen(text));
	ck_assert(!scenario_load(&source, &(struct loaded){0}, &diags));
	ck_assert_uint_eq(diags.count, DIAG_MAX);
	ck_assert_uint_eq(diags.items[DIAG_MAX - 1].place.line, 1 + DIAG_MAX);
}
END_TEST

static void add_tests(Suite *suite)
{
	TCase *in_files = tcase_create("files"), *made = tcase_create("made");

	tcase_add_checked_fixture(in_files, setup, teardown);
	tcase_add_loop_test(in_files, test_file, 0, files.count);
	suite_add_tcase(suite, in_files);
	tcase_add_checked_fixture(made, setup, teardown);
	tcase_add_test(made, test_nothing);
	tcase_add_test(made, test_no_text);
	tcase_add_test(made, test_deep_nesting);
	tcase_add_test(made, test_an_alias_bomb);
	tcase_add_test(made, test_a_text_of_megabytes);
	tcase_add_test(made, test_a_file_that_is_too_large);
	tcase_add_test(made, test_more_faults_than_are_kept);
	suite_add_tcase(suite, made);
}

int main(int argc, char **argv)
{
	Suite *suite = suite_create("bad");
	int failed;

	if (!folder_open(&files, argc > 1 ? argv[1] : "tests/bad", ".yaml"))
		return 1;
	add_tests(suite);
	failed = suite_run(suite);
	folder_close(&files);
	return failed;
}
