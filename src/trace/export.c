/* export.c - writing a trace in its text form; see export.h. */
#include "trace/export.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "trace/head.h"
#include "trace/lines.h"
#include "trace/text.h"

#define CALL_LINE 96u    /* bytes of a call's line, at most */
#define ESCAPED_LINE 4000u /* of a text's: below LINE_MOST, with its word and an escape to spare */

static const char digits[] = "0123456789abcdef";

/* -- numbers -------------------------------------------------------------------------- */

static unsigned char *put_text(unsigned char *at, const char *text)
{
	size_t length = strlen(text);

	memcpy(at, text, length);
	return at + length;
}

static unsigned char *put_decimal(unsigned char *at, uint64_t number)
{
	unsigned char reversed[20];
	size_t count = 0;

	do
		reversed[count++] = (unsigned char)('0' + number % 10);
	while (number /= 10);
	while (count > 0)
		*at++ = reversed[--count];
	return at;
}

static unsigned char *put_hex(unsigned char *at, uint64_t address)
{
	int shift = 60;

	*at++ = '0';
	*at++ = 'x';
	while (shift > 0 && address >> shift == 0)
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		*at++ = (unsigned char)digits[address >> shift & 15];
	return at;
}

/* -- texts ---------------------------------------------------------------------------- */

static unsigned char *put_byte_hex(unsigned char *at, unsigned char byte)
{
	*at++ = (unsigned char)digits[byte >> 4];
	*at++ = (unsigned char)digits[byte & 15];
	return at;
}

/* Bytes of a text that are one plain character, which can stand there as they are; 0: they cannot. */
static size_t plain_at(const unsigned char *text, const unsigned char *end)
{
	uint32_t code_point;
	size_t length = utf8_decode((const char *)text, (const char *)end, &code_point);
	bool is_broken = code_point == UTF8_REPLACEMENT && length == 1;

	return utf8_is_plain(code_point) && !is_broken ? length : 0;
}

/* [last]: the line ends here, where editors take blanks away. */
static unsigned char *put_escaped(unsigned char *at, unsigned char byte, bool is_plain, bool last)
{
	if (byte == '\\')
		return put_text(at, "\\\\");
	if (byte == '\n')
		return put_text(at, "\\n");
	if (is_plain && !(byte == ' ' && last))
		return *at++ = byte, at;
	return put_byte_hex(put_text(at, "\\x"), byte);
}

/* One line of a text: up to a line feed, or as much as goes into it.  Returns where the next
 * one begins. */
static uint32_t put_line(struct outfile *out, const char *word, const struct trace_event *event,
			 uint32_t from)
{
	unsigned char *line = outfile_room(out, LINE_MOST), *at = put_text(line, word);
	bool broken = false;
	size_t plain = 0; /* bytes of the character under way that may stand as they are */

	if (from < event->length)
		*at++ = ' ';
	/* No line ends inside a character. */
	while (from < event->length && !broken &&
	       (at - line < (ptrdiff_t)ESCAPED_LINE || plain > 0)) {
		unsigned char byte = event->text[from];
		bool last = from + 1 == event->length || at - line + 1 >= (ptrdiff_t)ESCAPED_LINE;

		if (plain == 0 && event->kind != TRACE_POOLS)
			plain = plain_at(event->text + from, event->text + event->length);
		from++;

		at = event->kind == TRACE_POOLS ? put_byte_hex(at, byte)
						: put_escaped(at, byte, plain > 0, last);
		plain -= plain > 0;
		broken = byte == '\n' && event->kind != TRACE_POOLS;
	}
	*at++ = '\n';
	outfile_take(out, at);
	return from;
}

static void put_lines(struct outfile *out, const char *word, const struct trace_event *event)
{
	uint32_t from = put_line(out, word, event, 0);

	while (from < event->length)
		from = put_line(out, "#!+", event, from);
}

static bool is_plain(const unsigned char *text, size_t length)
{
	for (size_t i = 0; i < length; i += plain_at(text + i, text + length))
		if (plain_at(text + i, text + length) == 0)
			return false;
	return true;
}

/* Whether a mark can stand behind an M as it is. */
static bool is_plain_mark(const struct trace_event *event)
{
	const unsigned char *text = event->text;
	uint32_t length = event->length;

	return length > 0 && length <= LINE_MOST - 2 && text[0] != ' ' && text[length - 1] != ' ' &&
	       is_plain(text, length);
}

/* -- events --------------------------------------------------------------------------- */

static unsigned char *put_call(unsigned char *at, const struct trace_event *event)
{
	switch (event->kind) {
	case TRACE_FREE:
		return put_hex(put_text(at, "f "), event->old);
	case TRACE_MALLOC:
		at = put_decimal(put_text(at, "m "), event->size);
		break;
	case TRACE_REALLOC:
		at = put_hex(put_text(at, "r "), event->old);
		at = put_decimal(put_text(at, " "), event->size);
		break;
	case TRACE_CALLOC:
		at = put_decimal(put_text(at, "c "), event->count);
		at = put_decimal(put_text(at, " "), event->size);
		break;
	case TRACE_ARENA:
		at = put_decimal(put_text(at, "A "), event->size);
		break;
	case TRACE_ARENA_FREE:
		at = put_hex(put_text(at, "F "), event->where);
		return put_decimal(put_text(at, " "), event->size);
	case TRACE_INTERPRETER:
		return put_decimal(put_text(at, "#! interpreter "), event->size);
	case TRACE_EXIT:
		return put_decimal(put_text(at, "#! exit "), event->size);
	case TRACE_END: case TRACE_MARK: case TRACE_IMPORT: case TRACE_STATS: case TRACE_POOLS:
	case TRACE_NOTE:
		return at;
	}
	return put_hex(put_text(at, " "), event->where);
}

static const char *word_of(const struct trace_event *event)
{
	switch (event->kind) {
	case TRACE_MARK: return is_plain_mark(event) ? "M" : "#! mark";
	case TRACE_IMPORT: return "#! import";
	case TRACE_STATS: return "#! stats";
	case TRACE_POOLS: return "#! pools";
	case TRACE_NOTE: return "#! note";
	case TRACE_END: case TRACE_FREE: case TRACE_MALLOC: case TRACE_REALLOC: case TRACE_CALLOC:
	case TRACE_ARENA: case TRACE_ARENA_FREE: case TRACE_INTERPRETER: case TRACE_EXIT:
		break;
	}
	return NULL;
}

void export_event(struct outfile *out, const struct trace_event *event)
{
	const char *word = word_of(event);
	unsigned char *at;

	if (word && *word == 'M') {
		outfile_write(out, "M ", 2);
		outfile_write(out, event->text, event->length);
		outfile_write(out, "\n", 1);
	} else if (word) {
		put_lines(out, word, event);
	} else if (event->kind != TRACE_END) {
		at = put_call(outfile_room(out, CALL_LINE), event);
		*at++ = '\n';
		outfile_take(out, at);
	}
}

/* "# key value"; what is not plain goes where escapes are. */
static void put_head_line(struct outfile *out, const char *line, size_t length)
{
	size_t key = strcspn(line, " \n");
	char word[40];

	if (is_plain((const unsigned char *)line, length) || key == length) {
		outfile_write(out, "# ", 2);
		outfile_write(out, line, length);
		outfile_write(out, "\n", 1);
		return;
	}
	snprintf(word, sizeof word, "#! %.*s", (int)key, line);
	put_lines(out, word, &(struct trace_event){
		.kind = TRACE_NOTE,
		.text = (const unsigned char *)line + key + 1,
		.length = (uint32_t)(length - key - 1)});
}

void export_head(struct outfile *out, const struct recording_head *head)
{
	static const char magic[] = TEXT_TRACE_MAGIC "1\n";
	char *text = mem_alloc(RECORDING_HEAD_MOST);
	size_t length = head_print(head, text, RECORDING_HEAD_MOST);
	const char *line = strchr(text, '\n') + 1, *end;

	outfile_write(out, magic, sizeof magic - 1);
	/* Behind the lines of the head stands an empty one. */
	for (; line < text + length - 1; line = end + 1) {
		end = strchr(line, '\n');
		put_head_line(out, line, (size_t)(end - line));
	}
	free(text);
}
