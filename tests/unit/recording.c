/*
 * recording.c - recordings that are cut, faulty, hostile or nothing of the kind; their heads.
 * That good ones are read as they were written is shown by property/trace.c.
 */
#include <check.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
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
	for (size_t i = 0; i < magic - 2; i++)
		expect_no_recording(RECORDING_MAGIC_1, i, "error: this is not a recording\n");
	expect_no_recording("# arenawalk-trace 1\nm 8 0x8", 27, "error: this is not a recording\n");
	for (size_t i = 0; i < magic - 2; i++)
		expect_no_recording(RECORDING_MAGIC_2, i, "error: this is not a recording\n");
	expect_no_recording("arenawalk-recording 4\n\n", 23, "1: error: a recording of another "
							     "version than 1 to 3");
	expect_no_recording("arenawalk-recording 0\n\n", 23, "1: error: a recording of another");
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

	made_plain_head(&bytes, &head);
	for (uint32_t i = 0; i < count; i++) {
		do
			made_event(&chance, &events[i], texts + 100 * i, 100);
		while (i < TRACE_EXIT && events[i].kind != (enum trace_kind)(i + 1));
		starts[i] = bytes.count;
		made_plain_record(&bytes, &state, &events[i]);
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

	made_plain_head(&bytes, &head);
	for (int i = 0; i < 40; i++) {
		memset(text, i, sizeof text);
		made_plain_record(&bytes, &state, &event);
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

	made_plain_head(&bytes, &head);
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
	static const char bytes[] = RECORDING_MAGIC_1 "\n"
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

		made_plain_head(&bytes, &head);
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

/* -- frames --------------------------------------------------------------------------- */

enum { MADE = 300, FRAMES_MOST = MADE + 1 };

/* Some events, some of them to a frame; where each frame lies, and how many events are before
 * it. */
struct framed {
	struct made_bytes bytes;
	struct trace_event events[MADE];
	unsigned char texts[MADE * 100];
	size_t places[FRAMES_MOST + 1], before[FRAMES_MOST + 1];
	size_t count; /* frames */
	uint32_t made; /* events */
};

static struct framed framed;

static void make_frames(uint32_t made, uint32_t most)
{
	struct packer *packer = packer_new();
	struct recording_head head = head_of("");
	struct record_state state = {0};
	struct chance chance = {9};
	uint32_t seen = 0;

	framed = (struct framed){.made = made};
	made_head(&framed.bytes, &head);
	while (seen < made) {
		uint32_t part = 1 + chance_pick(&chance, most);
		struct made_bytes records = {0};

		framed.places[framed.count] = framed.bytes.count;
		framed.before[framed.count++] = seen;
		for (; part > 0 && seen < made; part--, seen++) {
			made_event(&chance, &framed.events[seen], framed.texts + (size_t)100 * seen, 100);
			made_record(&records, &state, &framed.events[seen]);
		}
		packer_add(packer, records.items, records.count);
		made_frame(&framed.bytes, packer);
		free(records.items);
	}
	framed.places[framed.count] = framed.bytes.count;
	framed.before[framed.count] = seen;
	packer_destroy(packer);
}

/* Read the first [length] bytes: how many frames are whole? */
static void check_frames(size_t length, size_t whole)
{
	struct trace_cursor cursor;
	struct trace_event event;
	const char *why;
	size_t seen = 0;

	recording = recording_from_memory(framed.bytes.items, length, &diags);
	ck_assert_ptr_nonnull(recording);
	trace_begin(recording, &cursor);
	for (; trace_next(recording, &cursor, &event); seen++)
		must(seen < framed.made && same_event(&event, &framed.events[seen]), "of %zu bytes: event %zu",
		     length, seen);
	must(seen == framed.before[whole], "of %zu bytes: %zu events", length, seen);
	must(recording_status(recording) ==
		     (length == framed.places[whole] ? RECORDING_WHOLE : RECORDING_CUT),
	     "of %zu bytes: status %d", length, (int)recording_status(recording));
	ck_assert_uint_eq(recording_fault(recording, &why), framed.places[whole]);
	ck_assert_uint_eq(recording_bytes(recording), cursor.offset);
	recording_close(recording);
	recording = NULL;
}

START_TEST(cut_anywhere_whole_frames_are_there)
{
	size_t whole = 0;

	make_frames(60, 8);
	for (size_t length = framed.places[0]; length <= framed.bytes.count; length++) {
		whole += length == framed.places[whole + 1];
		check_frames(length, whole);
	}
	ck_assert_uint_eq(whole, framed.count);
	free(framed.bytes.items);
}
END_TEST

/* Frames of one record each, and all in one. */
START_TEST(frames_of_any_size)
{
	make_frames(MADE, _i ? MADE * 10 : 1);
	check_frames(framed.bytes.count, framed.count);
	free(framed.bytes.items);
}
END_TEST

/* Where a reader stood it can go on, in whatever order. */
START_TEST(frames_are_found_again)
{
	static struct trace_cursor cursors[MADE];
	struct chance chance = {4};
	struct trace_cursor cursor;
	struct trace_event event;

	make_frames(MADE, 3);
	recording = recording_from_memory(framed.bytes.items, framed.bytes.count, &diags);
	trace_begin(recording, &cursor);
	for (int i = 0; i < MADE; i++) {
		cursors[i] = cursor;
		ck_assert(trace_next(recording, &cursor, &event));
	}
	for (int turn = 0; turn < 3000; turn++) {
		uint32_t from = chance_pick(&chance, MADE);

		cursor = cursors[from];
		for (uint32_t i = from; i < from + 3 && i < MADE; i++) {
			must(trace_next(recording, &cursor, &event), "turn %d", turn);
			must(same_event(&event, &framed.events[i]), "turn %d: event %u", turn, i);
		}
	}
	free(framed.bytes.items);
}
END_TEST

/* What was before the frame is there, then it is told, with its place.  Its length alone may make it
 * one that is cut off; and of the descriptor in a Zstandard frame some bits mean nothing. */
static void check_damaged(size_t damaged, size_t at)
{
	struct trace_cursor cursor;
	struct trace_event event;
	const char *why = NULL;
	size_t seen = 0;
	bool broken;

	recording = recording_from_memory(framed.bytes.items, framed.bytes.count, &diags);
	trace_begin(recording, &cursor);
	for (; trace_next(recording, &cursor, &event); seen++)
		must(same_event(&event, &framed.events[seen]), "byte %zu", at);
	if (seen < framed.made || at != FRAME_HEAD + 4) {
		must(seen == framed.before[damaged], "byte %zu: %zu events", at, seen);
		must(recording_fault(recording, &why) == framed.places[damaged], "byte %zu", at);
	}
	broken = recording_status(recording) == RECORDING_BROKEN;
	must(broken || seen == framed.made || (recording_status(recording) == RECORDING_CUT && at < 4),
	     "byte %zu", at);
	must(broken == (why != NULL), "byte %zu", at);
	recording_close(recording);
	recording = NULL;
}

START_TEST(a_damaged_frame_is_told)
{
	const size_t damaged = 5;
	unsigned char *frame;

	make_frames(60, 8);
	frame = framed.bytes.items + framed.places[damaged];
	for (size_t at = 0; at < framed.places[damaged + 1] - framed.places[damaged]; at++)
		for (unsigned bit = 1; bit < 256; bit <<= 1) {
			frame[at] ^= (unsigned char)bit;
			check_damaged(damaged, at);
			frame[at] ^= (unsigned char)bit;
		}
	free(framed.bytes.items);
}
END_TEST

/* What these bytes, which are freed, hold up to a frame at [place] that is none; how many events. */
static size_t read_until_broken(struct made_bytes *bytes, size_t place, const char *expected)
{
	struct trace_cursor cursor;
	struct trace_event event;
	const char *why = NULL;
	size_t count = 0;

	recording = recording_from_memory(bytes->items, bytes->count, &diags);
	trace_begin(recording, &cursor);
	while (trace_next(recording, &cursor, &event))
		count++;
	ck_assert_int_eq(recording_status(recording), RECORDING_BROKEN);
	ck_assert_uint_eq(recording_fault(recording, &why), place);
	ck_assert_str_eq(why, expected);
	free(bytes->items);
	recording_close(recording);
	recording = NULL;
	return count;
}

/* A head of a frame with a length of what follows, which is something else. */
static void expect_no_frame(uint32_t packed, uint32_t length, const char *expected)
{
	static unsigned char zeros[3 << 20];
	struct recording_head head = head_of("");
	struct made_bytes bytes = {0};
	uint32_t words[] = {htole32(packed), htole32(length)};
	size_t place;

	made_head(&bytes, &head);
	made_one_frame(&bytes, "\0\0", 2);
	place = bytes.count;
	made_append(&bytes, words, sizeof words);
	made_append(&bytes, zeros, sizeof zeros);
	ck_assert_uint_eq(read_until_broken(&bytes, place, expected), 2);
}

START_TEST(frames_that_cannot_be)
{
	const char *nothing = "a frame with nothing in it";
	const char *large = "a frame larger than any that is written";
	const char *damaged = "a frame that was damaged: it cannot be unpacked";

	expect_no_frame(0, 1, nothing);
	expect_no_frame(1, 0, nothing);
	expect_no_frame(0, 0, nothing);
	expect_no_frame(1, FRAME_MOST, damaged);
	expect_no_frame(1, FRAME_MOST + 1, large);
	expect_no_frame(1, UINT32_MAX, large);
	expect_no_frame(FRAME_MOST, 1, damaged);
	expect_no_frame(FRAME_MOST + FRAME_MOST / 8, 1, large);
	expect_no_frame(UINT32_MAX, 1, large);
}
END_TEST

/* What no frame may hold: less or more than it says, half a record, a record that cannot be. */
static void expect_bad_frame(const char *records, size_t length, int more, const char *expected)
{
	struct recording_head head = head_of("");
	struct made_bytes bytes = {0};
	size_t place;

	made_head(&bytes, &head);
	place = bytes.count;
	made_one_frame(&bytes, records, length);
	bytes.items[place + 4] = (unsigned char)(length + (size_t)more);
	read_until_broken(&bytes, place, expected);
}

START_TEST(frames_with_what_they_must_not_hold)
{
	const char *damaged = "a frame that was damaged: it cannot be unpacked";
	const char *half = "a record that does not end in its frame";

	expect_bad_frame("\0\0\0", 3, 1, damaged);
	expect_bad_frame("\0\0\0", 3, -1, damaged);
	expect_bad_frame("\0\0\x80", 3, 0, half);
	expect_bad_frame("\0\x01", 2, 0, half);
	expect_bad_frame("\x0f\x02x", 3, 0, half);
	expect_bad_frame("\0\x7f", 2, 0, "a record of no known kind");
}
END_TEST

/* The bit below an old address: which of the two addresses it is a difference from. */
START_TEST(old_addresses_are_from_the_nearer)
{
	static const struct trace_event events[] = {
		{.kind = TRACE_MALLOC, .where = 0x10000, .size = 16, .count = 1},
		{.kind = TRACE_FREE, .old = 0x10000, .count = 1},
		{.kind = TRACE_MALLOC, .where = 0x90000, .size = 16, .count = 1},
		{.kind = TRACE_FREE, .old = 0x10010, .count = 1}, /* nearer to what was freed */
		{.kind = TRACE_MALLOC, .where = 0x90010, .size = 16, .count = 1},
		{.kind = TRACE_REALLOC, .old = 0x10020, .where = 0x50000, .size = 16, .count = 1},
		{.kind = TRACE_FREE, .old = 0x50008, .count = 1}, /* nearer to what was seen */
		{.kind = TRACE_FREE, .old = 0, .count = 1},
		{.kind = TRACE_FREE, .old = UINT64_MAX - 7, .count = 1},
		{.kind = TRACE_FREE, .old = UINT64_C(1) << 63, .count = 1},
		{.kind = TRACE_FREE, .old = 8, .count = 1},
	};
	struct recording_head head = head_of("");
	struct made_bytes bytes = {0}, records = {0};
	struct record_state state = {0};
	struct trace_cursor cursor;
	struct trace_event event;

	made_head(&bytes, &head);
	for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
		size_t from = records.count;

		made_record(&records, &state, &events[i]);
		if (i == 3 || i == 6)
			ck_assert_uint_eq(records.count - from, 1);
	}
	for (int padding = 0; padding < 1000; padding++) /* read the fast way, too */
		made_append(&records, "", 1);
	made_one_frame(&bytes, records.items, records.count);
	recording = recording_from_memory(bytes.items, bytes.count, &diags);
	trace_begin(recording, &cursor);
	for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
		ck_assert(trace_next(recording, &cursor, &event));
		must(same_event(&event, &events[i]), "event %zu", i);
	}
	free(records.items);
	free(bytes.items);
}
END_TEST

/* Frames so small that many lie between two marks of the way through them. */
START_TEST(many_small_frames_take_no_time)
{
	enum { COUNT = 100000 };
	struct recording_head head = head_of("");
	struct packer *packer = packer_new();
	struct made_bytes bytes = {0};
	struct trace_cursor cursor, middle = {0};
	struct trace_event event;
	size_t seen = 0;

	made_head(&bytes, &head);
	for (int i = 0; i < COUNT; i++) {
		packer_add(packer, "", 1);
		made_frame(&bytes, packer);
	}
	packer_destroy(packer);
	recording = recording_from_memory(bytes.items, bytes.count, &diags);
	trace_begin(recording, &cursor);
	ck_assert_uint_eq(recording_bytes(recording), cursor.offset + COUNT);
	for (; trace_next(recording, &cursor, &event); seen++)
		if (seen == COUNT / 2)
			middle = cursor;
	ck_assert_uint_eq(seen, COUNT);
	for (; trace_next(recording, &middle, &event); seen++)
		;
	ck_assert_uint_eq(seen, COUNT + COUNT / 2 - 1);
	free(bytes.items);
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

	ck_assert_int_eq(write(fd, RECORDING_MAGIC_1 "\n", 23), 23);
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

/* The same with frames: the marks of the way through them are wrong then. */
START_TEST(a_file_of_frames_cut_while_it_is_read)
{
	char path[] = "/tmp/arenawalk-test-XXXXXX";
	int fd = mkstemp(path);
	struct trace_cursor cursor;
	struct trace_event event;

	make_frames(MADE, 3);
	ck_assert_int_eq(write(fd, framed.bytes.items, framed.bytes.count),
			 (ssize_t)framed.bytes.count);
	recording = recording_open(path, &diags);
	ck_assert_ptr_nonnull(recording);
	ck_assert_uint_gt(recording_bytes(recording), framed.places[0]);
	ck_assert_int_eq(ftruncate(fd, (off_t)framed.places[7]), 0);
	trace_begin(recording, &cursor);
	for (size_t seen = 0; seen < framed.before[7]; seen++)
		ck_assert(trace_next(recording, &cursor, &event));
	ck_assert(!trace_next(recording, &cursor, &event));
	ck_assert_int_eq(recording_status(recording), RECORDING_WHOLE);
	ck_assert_uint_eq(recording_bytes(recording), cursor.offset);
	ck_assert_int_eq(ftruncate(fd, (off_t)framed.places[0]), 0);
	ck_assert_uint_eq(recording_bytes(recording), framed.places[0]);
	free(framed.bytes.items);
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
	tcase_add_test(tcase, cut_anywhere_whole_frames_are_there);
	tcase_add_loop_test(tcase, frames_of_any_size, 0, 2);
	tcase_add_test(tcase, frames_are_found_again);
	tcase_add_test(tcase, a_damaged_frame_is_told);
	tcase_add_test(tcase, frames_that_cannot_be);
	tcase_add_test(tcase, frames_with_what_they_must_not_hold);
	tcase_add_test(tcase, old_addresses_are_from_the_nearer);
	tcase_add_test(tcase, many_small_frames_take_no_time);
	tcase_add_test(tcase, a_file_of_frames_cut_while_it_is_read);
	tcase_add_test(tcase, files_that_cannot_be_opened);
	tcase_add_test(tcase, a_file_cut_while_it_is_read);
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return suite_run(recording_suite());
}
