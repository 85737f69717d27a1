/*
 * recording.c - recordings that are cut, faulty, hostile or nothing of the kind; their heads.
 * That good ones are read as they were written is shown by property/trace.c.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "made_trace.h"
#include "must.h"
#include "printed.h"
#include "suite.h"
#include "trace/head.h"
#include "trace/recording.h"

static struct diag_list diags;
static struct recording *recording;
static unsigned char text[RECORD_TEXT_MOST];

static void setup(void)
{
	memset(&diags, 0, sizeof diags);
	recording = NULL;
}

static void teardown(void)
{
	recording_close(recording);
	recording = NULL;
	diag_fini(&diags);
}

/* -- heads ---------------------------------------------------------------------------- */

static void expect_head_fault(const char *lines, const char *expected)
{
	char bytes[2000], *got;

	snprintf(bytes, sizeof bytes, "arenawalk-recording 1\n%s\n", lines);
	recording = recording_from_memory(bytes, strlen(bytes), &diags);
	ck_assert_ptr_null(recording);
	for (size_t i = 0; i < diags.count; i++) {
		ck_assert_ptr_nonnull(diags.items[i].hint);
		if (strstr(expected, "hint: "))
			continue;
		free(diags.items[i].hint);
		diags.items[i].hint = NULL;
	}
	got = printed(&diags, NULL);
	ck_assert_str_eq(got, expected);
	free(got);
	teardown();
}

START_TEST(every_wrong_value_is_told)
{
	expect_head_fault("alignment 4\n", "2: error: 'alignment' must be 8 or 16, not '4'\n");
	expect_head_fault("alignment\n", "2: error: 'alignment' must be 8 or 16, not ''\n");
	expect_head_fault("alignment 08x\n", "2: error: 'alignment' must be 8 or 16, not '08x'\n");
	expect_head_fault("pool-size -1\n",
			  "2: error: 'pool-size' must be a number up to 65536, not '-1'\n");
	expect_head_fault("pool-size 65537\n",
			  "2: error: 'pool-size' must be a number up to 65536, not '65537'\n");
	expect_head_fault("arena-size 18446744073709551617\n",
			  "2: error: 'arena-size' must be a number up to 4194304, not "
			  "'18446744073709551617'\n");
	expect_head_fault("threshold 1025\n",
			  "2: error: 'threshold' must be a number up to 1024, not '1025'\n");
	expect_head_fault("keeps-last-arena 2\n",
			  "2: error: 'keeps-last-arena' must be 0 or 1, not '2'\n");
	expect_head_fault("debug-extra 65\n",
			  "2: error: 'debug-extra' must be a number up to 64, not '65'\n");
	expect_head_fault("mem-domain true\n",
			  "2: error: 'mem-domain' must be 0 or 1, not 'true'\n");
	expect_head_fault("pid 4294967296\n",
			  "2: error: 'pid' must be a number up to 4294967295, not '4294967296'\n");
	expect_head_fault("model cpython-3.66\n",
			  "2: error: no model is called 'cpython-3.66'\n"
			  "  hint: did you mean 'cpython-3.6'?\n");
	expect_head_fault("model \x1b[2J\n", "2: error: no model is called '?[2J'\n"
					     "  hint: `arenawalk models` lists them\n");
	expect_head_fault("python 3.11\nalignment 1\npid x\n",
			  "3: error: 'alignment' must be 8 or 16, not '1'\n"
			  "4: error: 'pid' must be a number up to 4294967295, not 'x'\n");
}
END_TEST

START_TEST(impossible_geometries_are_refused)
{
	static const char *const lines[] = {
		"pool-size 0\n", "pool-size 5000\n", "pool-size 1024\n", "arena-size 0\n",
		"arena-size 16384\n", "arena-size 3000000\n", "pool-size 4096\narena-size 4194304\n",
		"threshold 0\n", "threshold 520\n", "threshold 8\n", "threshold 500\n",
		"model toy\nthreshold 512\n", "model cpython-3.6\nthreshold 520\n",
	};
	const char *expected = "no allocator has arenas of ";

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		char bytes[200];

		snprintf(bytes, sizeof bytes, RECORDING_MAGIC "%s\n", lines[i]);
		recording = recording_from_memory(bytes, strlen(bytes), &diags);
		must(!recording && diags.count == 1, "%s", lines[i]);
		must(strncmp(diags.items[0].message, expected, strlen(expected)) == 0, "%s",
		     diags.items[0].message);
		teardown();
	}
}
END_TEST

static void expect_no_recording(const char *bytes, size_t length, const char *expected)
{
	char *got;

	recording = recording_from_memory(bytes, length, &diags);
	ck_assert_ptr_null(recording);
	got = printed(&diags, NULL);
	ck_assert_msg(strncmp(got, expected, strlen(expected)) == 0, "%s", got);
	free(got);
	teardown();
}

START_TEST(what_is_no_recording)
{
	static char large[100000] = RECORDING_MAGIC;
	size_t magic = strlen(RECORDING_MAGIC);

	for (size_t i = 0; i < magic - 2; i++)
		expect_no_recording(RECORDING_MAGIC, i, "error: this is not a recording\n");
	expect_no_recording("# arenawalk-trace 1\nm 8 0x8", 27, "error: this is not a recording\n");
	expect_no_recording("arenawalk-recording 2\n\n", 23, "1: error: a recording of another "
							     "version than 1");
	expect_no_recording("arenawalk-recording 11\n\n", 24, "1: error: a recording of another");
	expect_no_recording(RECORDING_MAGIC, magic, "2: error: the head of the recording does not end");
	expect_no_recording(RECORDING_MAGIC "a b\n", magic + 4, "3: error: the head of the recording");
	memset(large + magic, 'x', sizeof large - magic);
	expect_no_recording(large, sizeof large, "2: error: the head of the recording does not end");
	for (size_t i = magic + 100; i < sizeof large; i += 100)
		large[i] = '\n';
	expect_no_recording(large, sizeof large, "657: error: the head of the recording does not end");
}
END_TEST

static struct recording_head head_of(const char *lines)
{
	struct recording_head head;
	char bytes[2000];

	snprintf(bytes, sizeof bytes, RECORDING_MAGIC "%s\n", lines);
	ck_assert_msg(head_read((unsigned char *)bytes, strlen(bytes), &head, &diags) ==
			      strlen(bytes), "%s", lines);
	return head;
}

/* Whose behaviour: what the head names, as long as it is so; the version's; the nearest. */
START_TEST(a_recording_has_the_model_that_was_found)
{
	static const char *const pairs[][2] = {
		{"", "cpython-3.13"},
		{"python 3.11.2 (main)\n", "cpython-3.11"},
		{"model cpython-3.12\n", "cpython-3.12"},
		{"python 3.7.3\nmodel cpython-3.6\n", "cpython-3.6"},
		{"python 3.6.15\npool-size 4096\narena-size 262144\nkeeps-last-arena 0\n",
		 "cpython-3.7"},
		{"python 3.7.3\nalignment 8\npool-size 4096\narena-size 262144\nkeeps-last-arena 0\n",
		 "cpython-3.6"},
		{"model cpython-3.6\nkeeps-last-arena 1\n", "recorded"},
		{"model cpython-3.6\nalignment 16\n", "cpython-3.8"}, /* nearest to the newest */
		{"arena-size 2097152\n", "cpython-3.15-hugepages"},
		{"model toy\n", "toy"},
		{"python 3.13.1\nmodel toy\n", "toy"},
		{"model toy\npool-size 512\n", "recorded"},
		{"python elsewhere\nthreshold 256\n", "recorded"},
	};

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct recording_head head = head_of(pairs[i][0]);

		ck_assert_str_eq(head.model.name, pairs[i][1]);
		ck_assert_str_eq(head.model_name, head.model.name);
	}
}
END_TEST

/* Written, read and written again it is the same, from the first time on. */
START_TEST(heads_are_copied_without_loss)
{
	static const char *const lines[] = {
		"", "model toy\n", "python 3.9\nmodel toy\n", "model toy\npool-size 512\n",
		"model cpython-2.7\nalignment 8\nthreshold 256\nkeeps-last-arena 1\n",
		"python 3.14.0a2 (main, Nov)  [GCC]\ncommand  python3  x.py \npid 4294967295\n",
		"debug-extra 32\nmem-domain 0\nunknown key\nunknown\n",
		"command a\tb\x01\x7f\xff\npython\n",
	};

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct recording_head head = head_of(lines[i]), again;
		char first[3000], second[3000];
		size_t length = head_print(&head, first, sizeof first);

		ck_assert_uint_gt(length, 0);
		ck_assert_uint_eq(head_read((unsigned char *)first, length, &again, &diags), length);
		ck_assert_uint_eq(head_print(&again, second, sizeof second), length);
		ck_assert_str_eq(first, second);
		ck_assert_mem_eq(&head.model, &again.model, sizeof head.model);
		ck_assert_uint_eq(head_print(&head, second, length / 2), 0);
	}
}
END_TEST

START_TEST(long_texts_are_cut_between_characters)
{
	char lines[1500] = "command ";
	struct recording_head head;

	for (int i = 0; i < 100; i++)
		strcat(lines, "块");
	strcat(lines, "\n");
	head = head_of(lines);
	ck_assert_uint_eq(strlen(head.command), 255);
	memset(lines, 'x', sizeof lines - 1);
	memcpy(lines, "python ", 7);
	lines[sizeof lines - 2] = '\n';
	head = head_of(lines);
	ck_assert_uint_eq(strlen(head.python), 127);
}
END_TEST

/* -- cut ------------------------------------------------------------------------------ */

/* One of each kind, then some more; texts are short, numbers of all lengths. */
static struct made_bytes small_recording(struct trace_event *events, uint32_t count,
					 unsigned char *texts, size_t *starts)
{
	struct made_bytes bytes = {0};
	struct record_state state = {0};
	struct chance chance = {5};
	struct recording_head head = head_of("");

	made_head(&bytes, &head);
	for (uint32_t i = 0; i < count; i++) {
		do
			made_event(&chance, &events[i], texts + 100 * i, 100);
		while (i < TRACE_EXIT && events[i].kind != (enum trace_kind)(i + 1));
		starts[i] = bytes.count;
		made_record(&bytes, &state, &events[i]);
	}
	starts[count] = bytes.count;
	return bytes;
}

/* Read all there is in [bytes] and compare. */
static void check_beginning(const unsigned char *bytes, size_t length,
			    const struct trace_event *events, const size_t *starts)
{
	struct trace_cursor cursor;
	struct trace_event event;
	uint32_t seen = 0;

	recording = recording_from_memory(bytes, length, &diags);
	must(recording != NULL, "%zu bytes are no recording", length);
	trace_begin(recording, &cursor);
	for (; trace_next(recording, &cursor, &event); seen++)
		must(same_event(&event, &events[seen]), "of %zu bytes: event %u", length, seen);
	must(starts[seen] <= length && (starts[seen] == length || starts[seen + 1] > length),
	     "of %zu bytes: %u events", length, seen);
	must(cursor.offset == starts[seen], "of %zu bytes: ends elsewhere", length);
	must(recording_status(recording) ==
		     (starts[seen] == length ? RECORDING_WHOLE : RECORDING_CUT),
	     "of %zu bytes: status %d", length, (int)recording_status(recording));
	recording_close(recording);
	recording = NULL;
}

START_TEST(cut_anywhere_the_beginning_is_there)
{
	enum { COUNT = 200 };
	static struct trace_event events[COUNT];
	static unsigned char texts[COUNT * 100];
	static size_t starts[COUNT + 1];
	struct made_bytes bytes = small_recording(events, COUNT, texts, starts);

	for (size_t length = starts[0]; length <= bytes.count; length++)
		check_beginning(bytes.items, length, events, starts);
	for (size_t length = 0; length < starts[0]; length++) {
		ck_assert_ptr_null(recording_from_memory(bytes.items, length, &diags));
		diag_fini(&diags);
	}
	free(bytes.items);
}
END_TEST

START_TEST(a_text_of_maximal_size_across_a_window)
{
	char path[] = "/tmp/arenawalk-test-XXXXXX";
	int fd = mkstemp(path);
	struct made_bytes bytes = {0};
	struct record_state state = {0};
	struct recording_head head = head_of("");
	struct trace_event event = {.kind = TRACE_STATS, .count = 1, .text = text,
				    .length = RECORD_TEXT_MOST}, got;
	struct trace_cursor cursor;

	made_head(&bytes, &head);
	for (int i = 0; i < 40; i++) {
		memset(text, i, sizeof text);
		made_record(&bytes, &state, &event);
		event.length -= (uint32_t)i;
	}
	ck_assert_int_eq(write(fd, bytes.items, bytes.count), (ssize_t)bytes.count);
	close(fd);
	recording = recording_open(path, &diags);
	unlink(path);
	ck_assert_ptr_nonnull(recording);
	event.length = RECORD_TEXT_MOST;
	trace_begin(recording, &cursor);
	for (int i = 0; i < 40; i++) {
		ck_assert(trace_next(recording, &cursor, &got));
		ck_assert_uint_eq(got.length, event.length);
		ck_assert_int_eq(got.text[0], i);
		ck_assert_int_eq(got.text[got.length - 1], i);
		event.length -= (uint32_t)i;
	}
	ck_assert(!trace_next(recording, &cursor, &got));
	ck_assert_int_eq(recording_status(recording), RECORDING_WHOLE);
	free(bytes.items);
}
END_TEST

/* -- broken --------------------------------------------------------------------------- */

/* Behind two good records, with [padding] zeros (frees of the block before) behind: the fast way
 * and the careful one must see the same. */
static void expect_broken(const char *record, size_t length, size_t padding, const char *expected)
{
	struct made_bytes bytes = {0};
	struct recording_head head = head_of("");
	struct trace_cursor cursor;
	struct trace_event event;
	const char *why;
	size_t at;

	made_head(&bytes, &head);
	made_append(&bytes, "\0\0", 2);
	at = bytes.count;
	made_append(&bytes, record, length);
	for (size_t i = 0; i < padding; i++)
		made_append(&bytes, "", 1);
	recording = recording_from_memory(bytes.items, bytes.count, &diags);
	ck_assert_ptr_nonnull(recording);
	trace_begin(recording, &cursor);
	ck_assert(trace_next(recording, &cursor, &event));
	ck_assert(trace_next(recording, &cursor, &event));
	ck_assert(!trace_next(recording, &cursor, &event));
	ck_assert_int_eq(event.kind, TRACE_END);
	ck_assert_int_eq(recording_status(recording), RECORDING_BROKEN);
	ck_assert_uint_eq(recording_fault(recording, &why), at);
	ck_assert_str_eq(why, expected);
	ck_assert_uint_eq(cursor.offset, at);
	recording_close(recording);
	recording = NULL;
	free(bytes.items);
}

#define expect_broken_record(bytes, expected)                                                      \
	do {                                                                                       \
		expect_broken((bytes), sizeof(bytes) - 1, 0, (expected));                          \
		expect_broken((bytes), sizeof(bytes) - 1, 1000, (expected));                       \
	} while (0)

#define NINE "\xff\xff\xff\xff\xff\xff\xff\xff\xff"

START_TEST(records_that_cannot_be)
{
	const char *bits = "a number of more than 64 bits";
	const char *kind = "a record of no known kind";
	const char *length = "a text longer than any that is written";

	expect_broken_record(NINE "\x02", bits);          /* 65 bits */
	expect_broken_record(NINE "\x7f", bits);
	expect_broken_record(NINE "\xff\x01", bits);      /* and on */
	expect_broken_record("\x01" NINE "\x03", bits);   /* the size of a malloc */
	expect_broken_record("\x02\x01" NINE "\x03", bits); /* the result of a realloc */
	expect_broken_record("\x02" NINE "\x03\x01", bits);
	expect_broken_record("\x03\x01" NINE "\x03", bits); /* the count of a calloc */
	expect_broken_record("\x03\x01\x01" NINE "\x03", bits);
	expect_broken_record("\x07" NINE "\x03", bits);   /* an arena */
	expect_broken_record("\x0f" NINE "\x03", bits);   /* the length of a mark */
	expect_broken_record("\x2b", kind);               /* the first unknown: 10 */
	expect_broken_record("\x7f", kind);
	expect_broken_record(NINE "\x01", kind);          /* 64 bits are fine, the kind is not */
	expect_broken_record("\x0f\x81\x80\x04", length); /* a mark of 65537 bytes */
	expect_broken_record("\x17" NINE "\x01", length); /* statistics of 2^64 - 1 */
	expect_broken_record("\x23\x80\x80\x80\x80\x10", length);
}
END_TEST

/* Numbers need not be as short as possible. */
START_TEST(long_ways_to_say_little)
{
	static const char bytes[] = RECORDING_MAGIC "\n"
		"\x81\x80\x80\x80\x80\x80\x80\x80\x80\x00" /* malloc, at the address before */
		"\x90\x80\x80\x80\x80\x80\x80\x80\x00"     /* of 16 bytes */
		"\x84\x80\x00";                            /* free, 8 bytes before */
	struct trace_cursor cursor;
	struct trace_event event;

	recording = recording_from_memory(bytes, sizeof bytes - 1, &diags);
	ck_assert_ptr_nonnull(recording);
	trace_begin(recording, &cursor);
	ck_assert(trace_next(recording, &cursor, &event));
	ck_assert_int_eq(event.kind, TRACE_MALLOC);
	ck_assert_uint_eq(event.size, 16);
	ck_assert_uint_eq(event.where, 0);
	ck_assert(trace_next(recording, &cursor, &event));
	ck_assert_int_eq(event.kind, TRACE_FREE);
	ck_assert_uint_eq(event.old, UINT64_MAX - 7);
	ck_assert(!trace_next(recording, &cursor, &event));
	ck_assert_int_eq(recording_status(recording), RECORDING_WHOLE);
}
END_TEST

START_TEST(any_bytes_end_somewhere)
{
	struct recording_head head = head_of("");
	struct chance chance = {1};

	for (int round = 0; round < 3000; round++) {
		struct made_bytes bytes = {0};
		uint32_t length = chance_pick(&chance, round % 10 ? 300 : 20000);
		struct trace_cursor cursor;
		struct trace_event event;

		made_head(&bytes, &head);
		for (uint32_t i = 0; i < length; i++)
			array_push(&bytes, (unsigned char)(chance_next(&chance) >>
							   (chance_one_in(&chance, 2) ? 8 : 61)));
		recording = recording_from_memory(bytes.items, bytes.count, &diags);
		trace_begin(recording, &cursor);
		while (trace_next(recording, &cursor, &event)) {
			must(cursor.offset <= bytes.count, "beyond the end");
			must(event.length <= RECORD_TEXT_MOST, "a text");
			for (uint32_t i = 0; i < event.length; i++)
				text[i] = event.text[i];
		}
		must((cursor.offset == bytes.count) ==
			     (recording_status(recording) == RECORDING_WHOLE), "whole or not");
		recording_close(recording);
		recording = NULL;
		free(bytes.items);
	}
}
END_TEST

/* -- files ---------------------------------------------------------------------------- */

static void expect_no_file(const char *path, const char *expected)
{
	ck_assert_ptr_null(recording_open(path, &diags));
	ck_assert_uint_eq(diags.count, 1);
	ck_assert_str_eq(diags.items[0].message, expected);
	teardown();
}

START_TEST(files_that_cannot_be_opened)
{
	char path[] = "/tmp/arenawalk-test-XXXXXX";

	expect_no_file("/nowhere/at/all", "cannot open: No such file or directory");
	expect_no_file("/tmp", "a recording must be a regular file");
	expect_no_file("/dev/null", "a recording must be a regular file");
	ck_assert_ptr_nonnull(mkdtemp(path));
	rmdir(path);
	ck_assert_int_eq(mkfifo(path, 0600), 0); /* must not wait for a writer */
	expect_no_file(path, "a recording must be a regular file");
	unlink(path);
}
END_TEST

/* A file that became shorter has an end, too. */
START_TEST(a_file_cut_while_it_is_read)
{
	char path[] = "/tmp/arenawalk-test-XXXXXX";
	static const char zeros[4096];
	int fd = mkstemp(path);
	struct trace_cursor cursor;
	struct trace_event event;
	uint32_t seen = 0;

	ck_assert_int_eq(write(fd, RECORDING_MAGIC "\n", 23), 23);
	for (int i = 0; i < 200; i++)
		ck_assert_int_eq(write(fd, zeros, sizeof zeros), (ssize_t)sizeof zeros);
	recording = recording_open(path, &diags);
	ck_assert_ptr_nonnull(recording);
	trace_begin(recording, &cursor);
	for (; seen < 300000; seen++)
		ck_assert(trace_next(recording, &cursor, &event));
	ck_assert_int_eq(ftruncate(fd, 100), 0);
	while (trace_next(recording, &cursor, &event))
		seen++;
	ck_assert_uint_lt(seen, 200 * 4096);
	ck_assert_int_ne(recording_status(recording), RECORDING_BROKEN);
	ck_assert_uint_eq(recording_bytes(recording), 100);
	close(fd);
	unlink(path);
}
END_TEST

static Suite *recording_suite(void)
{
	Suite *suite = suite_create("recording");
	TCase *tcase = tcase_create("recording");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, every_wrong_value_is_told);
	tcase_add_test(tcase, impossible_geometries_are_refused);
	tcase_add_test(tcase, what_is_no_recording);
	tcase_add_test(tcase, a_recording_has_the_model_that_was_found);
	tcase_add_test(tcase, heads_are_copied_without_loss);
	tcase_add_test(tcase, long_texts_are_cut_between_characters);
	tcase_add_test(tcase, cut_anywhere_the_beginning_is_there);
	tcase_add_test(tcase, a_text_of_maximal_size_across_a_window);
	tcase_add_test(tcase, records_that_cannot_be);
	tcase_add_test(tcase, long_ways_to_say_little);
	tcase_add_test(tcase, any_bytes_end_somewhere);
	tcase_add_test(tcase, files_that_cannot_be_opened);
	tcase_add_test(tcase, a_file_cut_while_it_is_read);
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return suite_run(recording_suite());
}
