/* comments.c - what the comments of a text trace hold: its head, and events; see text.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "trace/head.h"
#include "trace/text_internal.h"

#define ESCAPES "\\\\ is a backslash, \\n a line feed, \\xHH any byte"

/* -- texts ---------------------------------------------------------------------------- */

static bool has_word(const struct text_trace *trace, const unsigned char *at, const char *word)
{
	size_t length = strlen(word);

	return (size_t)(trace->line.end - at) >= length && memcmp(at, word, length) == 0 &&
	       (at + length == trace->line.end || at[length] == ' ');
}

static bool add_byte(struct text_trace *trace, const unsigned char *at, int byte)
{
	if (trace->length == RECORD_TEXT_MOST)
		return line_fault(trace, at, "make several notes of it",
				  "a text of more than %u bytes",
				  RECORD_TEXT_MOST);
	trace->text[trace->length++] = (unsigned char)byte;
	return true;
}

/* Two hexadecimal digits, or -1. */
static int hex_byte(const struct text_trace *trace, const unsigned char *at)
{
	int high, low;

	if (trace->line.end - at < 2)
		return -1;
	high = line_hex_digit(at[0]);
	low = line_hex_digit(at[1]);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

static bool add_escaped(struct text_trace *trace, const unsigned char *at)
{
	while (at < trace->line.end) {
		const unsigned char *from = at;
		int byte = *at++;

		if (byte == '\\') {
			int c = *at++;

			byte = c == '\\' ? '\\' : c == 'n' ? '\n' : -1;
			if (c == 'x') {
				byte = hex_byte(trace, at);
				at += 2;
			}
			if (byte < 0)
				return line_fault(trace, from, ESCAPES, "an unknown escape");
		}
		if (!add_byte(trace, from, byte))
			return false;
	}
	return true;
}

static bool add_hex(struct text_trace *trace, const unsigned char *at)
{
	for (; at < trace->line.end; at += 2) {
		int byte = hex_byte(trace, at);

		if (byte < 0)
			return line_fault(trace, at,
					  "bytes are written as two hexadecimal digits each",
					  "'%.*s' is not a byte", at + 1 < trace->line.end ? 2 : 1,
					  (const char *)at);
		if (!add_byte(trace, at, byte))
			return false;
	}
	return true;
}

/* A text may go on in the lines that follow; a reader that has no use for it passes them over. */
static bool take_text(struct text_trace *trace, const unsigned char *at, enum trace_kind kind,
		      struct trace_event *event)
{
	bool good = true;

	if (!trace->text)
		trace->text = mem_alloc(RECORD_TEXT_MOST);
	trace->length = 0;
	for (;;) {
		if (good && trace->line.cut)
			good = line_fault(trace, trace->line.end, LINE_HINT,
					  "a line of more than %u bytes", LINE_MOST);
		good = good && !line_control_fault(trace) &&
		       (kind == TRACE_POOLS ? add_hex(trace, at) : add_escaped(trace, at));
		if (!lines_peek(&trace->lines, "#!+") || !lines_next(&trace->lines, &trace->line))
			break;
		at = trace->line.at + 3;
		at += at < trace->line.end && *at == ' ';
	}
	*event = (struct trace_event){
		.kind = kind, .count = 1, .text = trace->text, .length = (uint32_t)trace->length};
	return good;
}

static bool take_number(struct text_trace *trace, const unsigned char *at, const char *usage,
			enum trace_kind kind, struct trace_event *event)
{
	*event = (struct trace_event){.kind = kind, .count = 1};
	at = line_skip_blanks(trace, at);
	if (at == trace->line.end)
		return line_fault(trace, at, usage, "a number is missing");
	if (!line_take_size(trace, &at, usage, &event->size))
		return false;
	at = line_skip_blanks(trace, at);
	return at == trace->line.end ||
	       line_fault(trace, at, usage, "'%.*s' is too much", WORD(trace, at));
}

bool comment_is_directive(const struct text_trace *trace)
{
	const struct line *line = &trace->line;

	return line->end - line->at > 2 && line->at[0] == '#' && line->at[1] == '!' &&
	       (line->at[2] == ' ' || line->at[2] == '+');
}

void comment_skip_rest(struct text_trace *trace)
{
	while (lines_peek(&trace->lines, "#!+") && lines_next(&trace->lines, &trace->line))
		;
}

/* "#! command TEXT": a text of the head that is not plain. */
bool comment_take_head_text(struct text_trace *trace)
{
	static const char *const keys[] = {"python", "command"};
	struct diag_place place = line_place(trace, trace->line.at);
	struct trace_event event;

	if (trace->line.at[2] == '+')
		return false;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const unsigned char *at = trace->line.at + 3;
		size_t length = strlen(keys[i]);
		char value[LINE_MOST];

		if (!has_word(trace, at, keys[i]))
			continue;
		at += length + (at + length < trace->line.end);
		if (!take_text(trace, at, TRACE_NOTE, &event))
			return true;
		snprintf(value, sizeof value, "%.*s", (int)event.length, (const char *)event.text);
		head_set(&trace->head, keys[i], value, place, trace->diags);
		return true;
	}
	return false;
}

bool comment_take_directive(struct text_trace *trace, struct trace_event *event)
{
	static const struct {
		const char *word;
		enum trace_kind kind;
	} texts[] = {
		{"mark", TRACE_MARK},	{"import", TRACE_IMPORT}, {"stats", TRACE_STATS},
		{"pools", TRACE_POOLS}, {"note", TRACE_NOTE},
	};
	const unsigned char *at = trace->line.at + 3;

	if (trace->line.at[2] == '+')
		return line_fault(trace, trace->line.at,
				  "it goes on with the text of a '#! note' right above",
				  "nothing stands above that this goes on with");
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		size_t length = strlen(texts[i].word);

		if (!has_word(trace, at, texts[i].word))
			continue;
		at += length + (at + length < trace->line.end);
		return take_text(trace, at, texts[i].kind, event);
	}
	if (has_word(trace, at, "interpreter"))
		return take_number(trace, at + 11, "#! interpreter NUMBER", TRACE_INTERPRETER,
				   event);
	if (has_word(trace, at, "exit"))
		return take_number(trace, at + 4, "#! exit CALLS", TRACE_EXIT, event);
	comment_skip_rest(trace);
	return false;
}

/* -- the head ------------------------------------------------------------------------- */

/* "# key value": a line of the head, if the key is one of its, and else prose.  Only texts have
 * values of several words. */
void comment_take_head(struct text_trace *trace)
{
	char text[LINE_MOST + 1], *key = text, *value, *end;
	size_t length = (size_t)(trace->line.end - trace->line.at);

	if (length < 3 || trace->line.at[1] != ' ')
		return;
	memcpy(text, trace->line.at + 2, length - 2);
	text[length - 2] = '\0';
	value = strchr(text, ' ');
	if (!value)
		return;
	*value++ = '\0';
	if (strcmp(key, "python") != 0 && strcmp(key, "command") != 0) {
		for (end = value + strlen(value);
		     end > value && line_is_blank((unsigned char)end[-1]);)
			*--end = '\0';
		if (*value == '\0' || strpbrk(value, " \t"))
			return;
	}
	size_t before = trace->diags->errors;
	const unsigned char *at = trace->line.at + 2 + (value - text);

	if (head_set(&trace->head, key, value, line_place(trace, at), trace->diags))
		trace->has_model |= strcmp(key, "model") == 0 || strcmp(key, "alignment") == 0;
	if (trace->diags->errors > before)
		line_keep(trace);
}
