/*
 * fuzz_trace.c - any bytes at all, read as a recording and as a text trace.
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

static void read_recording(const uint8_t *bytes, size_t length)
{
	struct diag_list diags = {0};
	struct recording *recording = recording_from_memory(bytes, length, &diags);
	struct trace_cursor cursor;
	struct trace_event event;

	require((recording == NULL) == (diags.errors > 0));
	if (recording) {
		trace_begin(recording, &cursor);
		while (trace_next(recording, &cursor, &event)) {
			require(cursor.offset <= length && event.length <= RECORD_TEXT_MOST);
			read_bytes(&event);
		}
		require((cursor.offset == length) ==
			(recording_status(recording) == RECORDING_WHOLE));
	}
	print_diags(&diags, NULL);
	recording_close(recording);
	diag_fini(&diags);
}

/* What the text gave, as a recording. */
static struct made_bytes read_text(const uint8_t *bytes, size_t length, struct diag_list *diags)
{
	struct text_trace *trace = text_trace_from_memory("fuzz", bytes, length, diags);
	struct made_bytes made = {0};
	struct record_state state = {0};
	struct trace_event event;

	if (diags->errors == 0)
		made_head(&made, text_trace_head(trace));
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

static void check_recording(const struct made_bytes *made)
{
	struct diag_list diags = {0};
	struct recording *recording = recording_from_memory(made->items, made->count, &diags);
	struct made_bytes again = {0};
	struct record_state state = {0};
	struct trace_cursor cursor;
	struct trace_event event;

	require(recording != NULL);
	made_head(&again, recording_head(recording));
	trace_begin(recording, &cursor);
	while (trace_next(recording, &cursor, &event))
		made_record(&again, &state, &event);
	require(recording_status(recording) == RECORDING_WHOLE);
	require(again.count == made->count && memcmp(again.items, made->items, made->count) == 0);
	recording_close(recording);
	free(again.items);
	diag_fini(&diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct diag_list diags = {0};
	struct made_bytes made;

	read_recording(bytes, length);
	made = read_text(bytes, length, &diags);
	if (diags.errors == 0)
		check_recording(&made);
	free(made.items);
	diag_fini(&diags);
	return 0;
}
