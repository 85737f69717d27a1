/*
 * trace.c - what is written to a recording is what is read from it, whatever it is: from
 * memory, through windows, while it grows, by readers that take turns; and what is exported
 * as text and imported again is the same recording, byte for byte.
 */
#include <check.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/mem.h"
#include "made_trace.h"
#include "must.h"
#include "suite.h"
#include "trace/export.h"
#include "trace/extents.h"
#include "trace/tally.h"
#include "trace/text.h"

#define EVENTS 5000000u
#define SEED 20u

static struct diag_list diags;
static unsigned char text[RECORD_TEXT_MOST];
static char folder[40], path[60], other_path[60];

static void setup(void)
{
	memset(&diags, 0, sizeof diags);
	strcpy(folder, "/tmp/arenawalk-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/a", folder);
	snprintf(other_path, sizeof other_path, "%s/b", folder);
}

static void teardown(void)
{
	diag_fini(&diags);
	unlink(path);
	unlink(other_path);
	rmdir(folder);
}

static struct recording_head a_head(void)
{
	struct recording_head head;

	head_begin(&head);
	ck_assert(head_finish(&head, &diags));
	return head;
}

/* -- recordings ----------------------------------------------------------------------- */

static void write_recording(const char *to, uint64_t seed, uint32_t events, uint32_t text_most)
{
	struct recording_head head = a_head();
	struct chance chance = {seed};
	struct trace_event event;
	struct writer writer;

	ck_assert(writer_open(&writer, to, NULL, &head, &diags));
	for (uint32_t i = 0; i < events; i++) {
		made_event(&chance, &event, text, text_most);
		writer_add(&writer, &event);
	}
	ck_assert(writer_finish(&writer, &diags));
}

struct reader {
	struct chance chance;
	struct trace_cursor cursor;
	uint32_t seen, calls;
};

static struct reader a_reader(const struct recording *recording, uint64_t seed)
{
	struct reader reader = {.chance = {seed}};

	trace_begin(recording, &reader.cursor);
	return reader;
}

static void read_one(struct reader *reader, struct recording *recording, uint32_t text_most)
{
	struct trace_event expected, event;

	made_event(&reader->chance, &expected, text, text_most);
	must(trace_next(recording, &reader->cursor, &event), "event %u is not there", reader->seen);
	must(same_event(&event, &expected), "event %u is another", reader->seen);
	reader->seen++;
	reader->calls += trace_is_call(event.kind);
	must(reader->cursor.calls == reader->calls, "calls are not counted");
}

static void read_end(struct reader *reader, struct recording *recording)
{
	struct trace_cursor before = reader->cursor;
	struct trace_event event;

	must(!trace_next(recording, &reader->cursor, &event), "there is more");
	must(event.kind == TRACE_END, "no event, but a kind");
	must(recording_status(recording) == RECORDING_WHOLE, "not whole");
	must(memcmp(&before, &reader->cursor, sizeof before) == 0, "the end moves the cursor");
}

/* Short texts: mostly calls.  Long ones: each window ends within one. */
START_TEST(what_was_written_is_read)
{
	static const uint32_t mosts[] = {100, RECORD_TEXT_MOST};
	uint32_t events = _i ? 30000 : EVENTS, most = mosts[_i];
	struct recording *recording;
	struct reader reader;

	write_recording(path, SEED, events, most);
	recording = recording_open(path, &diags);
	ck_assert_ptr_nonnull(recording);
	reader = a_reader(recording, SEED);
	while (reader.seen < events)
		read_one(&reader, recording, most);
	read_end(&reader, recording);
	ck_assert_uint_eq(reader.cursor.offset, recording_bytes(recording));
	recording_close(recording);
}
END_TEST

/* More readers than windows, each at its own pace, one of them going back. */
START_TEST(readers_take_turns)
{
	enum { READERS = 5, MOST = 30000, LENGTH = 20000 };
	struct recording *recording;
	struct reader readers[READERS], kept;
	struct chance chance = {7};

	write_recording(path, SEED, LENGTH, MOST);
	recording = recording_open(path, &diags);
	ck_assert_ptr_nonnull(recording);
	for (int i = 0; i < READERS; i++)
		readers[i] = a_reader(recording, SEED);
	kept = readers[0];
	for (int turn = 0; turn < 3000; turn++) {
		struct reader *reader = &readers[chance_pick(&chance, READERS)];

		for (uint32_t n = chance_pick(&chance, 40); n > 0 && reader->seen < LENGTH; n--)
			read_one(reader, recording, MOST);
		if (chance_one_in(&chance, 50))
			kept = *reader;
		if (chance_one_in(&chance, 50))
			readers[0] = kept;
	}
	recording_close(recording);
}
END_TEST

/* Columns are for the beginning; what follows is read faster without. */
START_TEST(columns_come_first)
{
	struct recording *recording;
	struct trace_cursor cursor;
	struct frames *frames;
	struct frame frame;
	struct raw raw;
	unsigned with = 0, without = 0;
	uint64_t first;

	write_recording(path, SEED, 200000, 200);
	recording = recording_open(path, &diags);
	trace_begin(recording, &cursor);
	first = cursor.offset;
	recording_close(recording);
	raw = raw_from_file(open(path, O_RDONLY | O_CLOEXEC));
	frames = frames_new(&raw, first);
	for (uint64_t at = first; frames_find(frames, at, &frame) == FRAME_HERE; at += frame.length) {
		must(frame.columns == (at - first < COLUMNS_FIRST), "at %" PRIu64, at);
		with += frame.columns;
		without += !frame.columns;
	}
	ck_assert_uint_gt(with, 2);
	ck_assert_uint_gt(without, 2);
	frames_destroy(frames);
	raw_fini(&raw);
}
END_TEST

/* The records as they lie in a file: one after another, in frames, or in frames of columns. */
enum form { FORM_PLAIN, FORM_FRAMES, FORM_COLUMNS, FORM_COUNT };

static struct made_bytes made_file(uint32_t count, uint32_t text_most, enum form form)
{
	struct recording_head head = a_head();
	struct made_bytes bytes = {0}, record = {0};
	struct chance made = {SEED}, chance = {12};
	struct packer *packer = packer_new();
	struct record_state state = {0}, written = {0};
	bool in_frames = form != FORM_PLAIN;
	struct trace_event event;

	(in_frames ? made_head : made_plain_head)(&bytes, &head);
	for (uint32_t i = 0; i < count; i++) {
		made_event(&made, &event, text, text_most);
		record.count = 0;
		(in_frames ? made_record : made_plain_record)(&record, &state, &event);
		if (!in_frames)
			made_append(&bytes, record.items, record.count);
		else
			packer_add(packer, record.items, record.count);
		if (packer_count(packer) <= FRAME_USUAL && !chance_one_in(&chance, 1000))
			continue;
		if (form == FORM_COLUMNS)
			made_columns(&bytes, packer, &written);
		else
			made_frame(&bytes, packer);
	}
	if (form == FORM_COLUMNS)
		made_columns(&bytes, packer, &written);
	else
		made_frame(&bytes, packer);
	packer_destroy(packer);
	free(record.items);
	return bytes;
}

/* Whatever has been written so far is read, never half a record, and then what follows. */
START_TEST(a_growing_file_is_read_on)
{
	enum { MOST = 5000, LENGTH = 60000 };
	struct made_bytes bytes = made_file(LENGTH, MOST, (enum form)_i);
	struct chance chance = {3};
	struct recording *recording = NULL;
	struct trace_event event;
	struct reader reader;
	size_t written = 0;
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	setbuf(file, NULL);
	written = fwrite(bytes.items, 1, 300, file); /* its head, at least */
	recording = recording_open(path, &diags);
	ck_assert_ptr_nonnull(recording);
	reader = a_reader(recording, SEED);
	while (written < bytes.count) {
		size_t part = 1 + chance_pick(&chance, chance_one_in(&chance, 9) ? 300000 : 50);
		struct trace_cursor before;
		const char *why;

		part = part < bytes.count - written ? part : bytes.count - written;
		written += fwrite(bytes.items + written, 1, part, file);
		do {
			struct chance ahead = reader.chance;

			before = reader.cursor;
			if (!trace_next(recording, &reader.cursor, &event))
				break;
			reader.cursor = before;
			reader.chance = ahead;
			read_one(&reader, recording, MOST);
		} while (true);
		must(memcmp(&before, &reader.cursor, sizeof before) == 0, "the end moves the cursor");
		must(recording_status(recording) ==
			     (recording_fault(recording, &why) == written ? RECORDING_WHOLE
									 : RECORDING_CUT),
		     "at %zu of %zu bytes", (size_t)before.offset, written);
		must(_i == 0 || recording_bytes(recording) == before.offset, "what ends elsewhere");
	}
	ck_assert_uint_eq(reader.seen, LENGTH);
	read_end(&reader, recording);
	recording_close(recording);
	fclose(file);
	free(bytes.items);
}
END_TEST

/* Calls are counted without reading them; of what breaks off, those that are whole. */
START_TEST(calls_are_counted)
{
	struct made_bytes bytes = {0};
	struct chance made = {SEED}, chance = {5};
	struct record_state state = {0};
	uint64_t calls = 0;

	ck_assert_uint_eq(tally_calls(NULL, 0), 0);
	for (uint32_t i = 0; i < 20000; i++) {
		struct trace_event event;
		size_t before = bytes.count;
		bool is_call;

		made_event(&made, &event, text, 300);
		is_call = trace_is_call(event.kind);
		made_record(&bytes, &state, &event);
		if (i > 100 && !chance_one_in(&chance, 500)) {
			calls += is_call;
			continue;
		}
		for (size_t cut = before; cut < bytes.count; cut++)
			must(tally_calls(bytes.items, cut) == calls, "record %u cut off", i);
		calls += is_call;
		must(tally_calls(bytes.items, bytes.count) == calls, "record %u", i);
	}
	must(calls > 10000 && calls < 20000, "%u calls", (unsigned)calls);
	free(bytes.items);
}
END_TEST

/* -- text ----------------------------------------------------------------------------- */

static void export_to(const char *from, const char *to)
{
	struct recording *recording = recording_open(from, &diags);
	struct trace_cursor cursor;
	struct trace_event event;
	struct outfile out;

	ck_assert_ptr_nonnull(recording);
	unlink(to);
	ck_assert(outfile_open(&out, to, NULL, &diags));
	export_head(&out, recording_head(recording));
	trace_begin(recording, &cursor);
	while (trace_next(recording, &cursor, &event))
		export_event(&out, &event);
	ck_assert(outfile_finish(&out, &diags));
	recording_close(recording);
}

static void import_to(const char *from, const char *to)
{
	struct text_trace *trace = text_trace_open(from, &diags);
	struct trace_event event;
	struct writer writer;

	unlink(to); /* it may have been read before, and what is read is not replaced */
	ck_assert(writer_open(&writer, to, NULL, text_trace_head(trace), &diags));
	while (text_trace_next(trace, &event))
		writer_add(&writer, &event);
	diag_print(&diags, text_trace_source(trace), stderr);
	ck_assert_uint_eq(diags.count, 0);
	ck_assert(writer_finish(&writer, &diags));
	text_trace_close(trace);
}

static unsigned char *read_whole(const char *from, size_t *length)
{
	FILE *file = fopen(from, "r");
	unsigned char *bytes;

	ck_assert_ptr_nonnull(file);
	fseek(file, 0, SEEK_END);
	*length = (size_t)ftell(file);
	rewind(file);
	bytes = mem_alloc(*length);
	ck_assert_uint_eq(fread(bytes, 1, *length, file), *length);
	fclose(file);
	return bytes;
}

/* Arenas of a text must make sense, so these do. */
static void sensible(struct trace_event *event, struct extents *arenas)
{
	const struct extent *arena;

	if (event->kind == TRACE_ARENA && event->where) {
		event->size = event->size % 100000 + 1;
		if (event->where + event->size > UINT64_C(1) << 56 ||
		    extents_overlap(arenas, event->where, event->size))
			event->kind = TRACE_MALLOC;
		else
			extents_add(arenas, (struct extent){event->where, event->size, 0});
	} else if (event->kind == TRACE_ARENA_FREE) {
		arena = extents_overlap(arenas, event->where, 1000000);
		event->kind = arena ? TRACE_ARENA_FREE : TRACE_MALLOC;
		if (arena) {
			event->where = arena->start;
			event->size = arena->size;
			extents_remove(arenas, arena->start);
		}
	}
}

START_TEST(text_loses_nothing)
{
	static const uint32_t mosts[] = {100, 9000, RECORD_TEXT_MOST};
	static const uint32_t lengths[] = {300000, 20000, 3000};
	struct recording_head head = a_head();
	struct chance chance = {SEED + (uint64_t)_i};
	struct extents arenas = {0};
	struct writer writer;
	size_t first = 0, second = 0;
	unsigned char *a, *b;

	strcpy(head.python, "3.14.0 (main)  [块]");
	strcpy(head.command, " python3 '#! x' \xff ");
	head.pid = 17;
	ck_assert(writer_open(&writer, path, NULL, &head, &diags));
	for (uint32_t i = 0; i < lengths[_i]; i++) {
		struct trace_event event;

		made_event(&chance, &event, text, mosts[_i]);
		sensible(&event, &arenas);
		writer_add(&writer, &event);
	}
	ck_assert(writer_finish(&writer, &diags));
	a = read_whole(path, &first);
	export_to(path, other_path);
	import_to(other_path, path);
	b = read_whole(path, &second);
	ck_assert_uint_eq(first, second);
	ck_assert(memcmp(a, b, first) == 0);
	extents_fini(&arenas);
	free(a);
	free(b);
}
END_TEST

/* -- extents -------------------------------------------------------------------------- */

/* Against an array of who owns each address. */
START_TEST(extents_know_what_overlaps)
{
	enum { SPACE = 20000 };
	static uint16_t owner[SPACE]; /* start of the extent + 1, 0 = none */
	struct extents extents = {0};
	struct chance chance = {11};

	memset(owner, 0, sizeof owner);
	for (int turn = 0; turn < 200000; turn++) {
		uint32_t size = 1 + chance_pick(&chance, 12);
		uint32_t start = chance_pick(&chance, SPACE - 12);
		const struct extent *extent = extents_overlap(&extents, start, size);
		const struct extent *exact = extents_find(&extents, start);
		bool taken = false;

		for (uint32_t i = start; i < start + size; i++)
			taken |= owner[i] != 0;
		must(taken == (extent != NULL), "turn %d", turn);
		must((exact != NULL) == (owner[start] == start + 1), "turn %d", turn);
		if (!taken)
			extents_add(&extents, (struct extent){start, size, 0});
		for (uint32_t i = start; !taken && i < start + size; i++)
			owner[i] = (uint16_t)(start + 1);
		if (exact && chance_one_in(&chance, turn < 100000 ? 20 : 1)) {
			for (uint64_t i = start; i < start + exact->size; i++)
				owner[i] = 0;
			extents_remove(&extents, start);
		}
	}
	extents_fini(&extents);
}
END_TEST

static Suite *trace_suite(void)
{
	Suite *suite = suite_create("trace");
	TCase *tcase = tcase_create("trace");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, what_was_written_is_read, 0, 2);
	tcase_add_test(tcase, readers_take_turns);
	tcase_add_test(tcase, columns_come_first);
	tcase_add_loop_test(tcase, a_growing_file_is_read_on, 0, FORM_COUNT);
	tcase_add_test(tcase, calls_are_counted);
	tcase_add_loop_test(tcase, text_loses_nothing, 0, 3);
	tcase_add_test(tcase, extents_know_what_overlaps);
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return suite_run(trace_suite());
}
