/*
 * fuzz_trace.c - any bytes at all, read as a recording, as what its frames hold, and as a
 * text trace.
 *
 * With -fsanitize=fuzzer this is a libFuzzer target (`ninja fuzz-trace` with clang):
 *
 *	./fuzz-trace -max_len=4000 corpus/ tests/bad-traces/ tests/traces/
 *
 * Without, a program that reads the files and folders it is given.  What must hold for every
 * input: it ends; places are inside the file; a fault that is told can be printed; what was
 * read well as text, written and read again, is the same.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/source.h"
#include "made_trace.h"
#include "trace/columns.h"
#include "trace/lines.h"
#include "trace/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void require(bool holds)
{
	if (!holds)
		abort();
}

static volatile unsigned sum; /* of all bytes of texts: so that they are read */

static void read_bytes(const struct trace_event *event)
{
	for (uint32_t i = 0; i < event->length; i++)
		sum += event->text[i];
}

static void print_diags(const struct diag_list *diags, const struct source *source)
{
	static FILE *nowhere;

	if (!nowhere)
		nowhere = fopen("/dev/null", "w");
	if (nowhere)
		diag_print(diags, source, nowhere);
}

/* Read it all; returns how many events there were. */
static size_t read_events(struct recording *recording)
{
	uint64_t end = recording_bytes(recording);
	struct trace_cursor cursor;
	struct trace_event event;
	size_t count = 0;

	trace_begin(recording, &cursor);
	for (; trace_next(recording, &cursor, &event); count++) {
		require(cursor.offset <= end && event.length <= RECORD_TEXT_MOST);
		read_bytes(&event);
	}
	require(recording_status(recording) != RECORDING_WHOLE || cursor.offset == end);
	return count;
}

static void read_recording(const uint8_t *bytes, size_t length)
{
	struct diag_list diags = {0};
	struct recording *recording = recording_from_memory(bytes, length, &diags);
	const char *why;

	require((recording == NULL) == (diags.errors > 0));
	if (recording) {
		read_events(recording);
		require(recording_status(recording) == RECORDING_BROKEN ||
			(recording_status(recording) == RECORDING_WHOLE) ==
				(recording_fault(recording, &why) == length));
	}
	print_diags(&diags, NULL);
	recording_close(recording);
	diag_fini(&diags);
}

/* The bytes as what a frame holds, so that they come to be read as records, too: of the second
 * form, whichever they were made for. */
static void read_records(const uint8_t *bytes, size_t length)
{
	static const char head[] = RECORDING_MAGIC "\n";
	const uint8_t *end = memmem(bytes, length, "\n\n", 2);
	size_t skipped = end ? (size_t)(end - bytes) + 2 : 0;
	struct diag_list diags = {0};
	struct made_bytes made = {0};
	struct recording *recording;

	if (length - skipped == 0 || length - skipped > FRAME_MOST)
		return;
	made_append(&made, head, sizeof head - 1);
	made_one_frame(&made, bytes + skipped, length - skipped);
	recording = recording_from_memory(made.items, made.count, &diags);
	require(recording != NULL);
	read_events(recording);
	require(recording_status(recording) != RECORDING_CUT);
	recording_close(recording);
	free(made.items);
	diag_fini(&diags);
}

/* The bytes as columns of some length each, behind a head that is good: they are refused, or
 * become records of just that length. */
static void read_columns(const uint8_t *bytes, size_t length)
{
	static unsigned char records[4096];
	struct column_set *columns = columns_new();
	struct made_bytes parts = {0};
	unsigned char head[(COLUMN_COUNT + 3 + RECORD_CLASSES) * NUMBER_BYTES], *end = head;
	size_t left = length;

	for (unsigned i = 0; i < COLUMN_COUNT; i++) {
		size_t count = i + 1 < COLUMN_COUNT ? left * (i % 3 + 1) / (i % 5 + 4) : left;

		end = put_number(end, count);
		left -= count;
	}
	end = put_number(end, PAGE_SHIFT_LEAST + length % 3);
	for (unsigned i = 0; i < RECORD_CLASSES + 2; i++)
		end = put_number(end, i);
	made_append(&parts, head, (size_t)(end - head));
	made_append(&parts, bytes, length);
	for (size_t most = 1; most <= sizeof records; most *= 4)
		columns_join(columns, parts.items, parts.count, records, most);
	columns_destroy(columns);
	free(parts.items);
}

/* What the text gave, as records. */
static struct made_bytes read_text(const uint8_t *bytes, size_t length, struct recording_head *head,
				   struct diag_list *diags)
{
	struct text_trace *trace = text_trace_from_memory("fuzz", bytes, length, diags);
	struct made_bytes made = {0};
	struct record_state state = {0};
	struct trace_event event;

	*head = *text_trace_head(trace);
	while (text_trace_next(trace, &event)) {
		require(event.where % 8 == 0 && event.old % 8 == 0);
		require(event.length <= RECORD_TEXT_MOST);
		if (diags->errors == 0)
			made_record(&made, &state, &event);
	}
	for (size_t i = 0; i < diags->count; i++) {
		struct diag_place place = diags->items[i].place;
		size_t line;

		require(place.line == 0 || place.column > 0);
		require(place.line <= length + 1 && place.column <= LINE_MOST + 1);
		if (place.line > 1)
			require(source_line(text_trace_source(trace), place.line, &line) != NULL);
	}
	print_diags(diags, text_trace_source(trace));
	text_trace_close(trace);
	return made;
}

static void add_frame(struct made_bytes *file, const struct made_bytes *records, bool in_columns)
{
	struct record_state state = {0};
	struct packer *packer = packer_new();

	packer_add(packer, records->items, records->count);
	if (in_columns)
		made_columns(file, packer, &state);
	else
		made_frame(file, packer);
	packer_destroy(packer);
}

/* In a frame, and read again. */
static void check_recording(const struct recording_head *head, const struct made_bytes *records,
			    bool in_columns)
{
	struct diag_list diags = {0};
	struct made_bytes file = {0}, again = {0};
	struct recording *recording;
	struct record_state state = {0};
	struct trace_cursor cursor;
	struct trace_event event;

	made_head(&file, head);
	if (records->count > 0)
		add_frame(&file, records, in_columns);
	recording = recording_from_memory(file.items, file.count, &diags);
	require(recording != NULL);
	trace_begin(recording, &cursor);
	while (trace_next(recording, &cursor, &event))
		made_record(&again, &state, &event);
	require(recording_status(recording) == RECORDING_WHOLE);
	require(again.count == records->count &&
		(again.count == 0 || memcmp(again.items, records->items, again.count) == 0));
	recording_close(recording);
	free(again.items);
	free(file.items);
	diag_fini(&diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct diag_list diags = {0};
	struct recording_head head;
	struct made_bytes made;

	read_recording(bytes, length);
	read_records(bytes, length);
	read_columns(bytes, length);
	made = read_text(bytes, length, &head, &diags);
	if (diags.errors == 0 && made.count <= FRAME_MOST)
		for (int in_columns = 0; in_columns < 2; in_columns++)
			check_recording(&head, &made, in_columns);
	free(made.items);
	diag_fini(&diags);
	return 0;
}
