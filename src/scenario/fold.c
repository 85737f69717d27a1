/*
 * fold.c - blanks that folding put between characters which need none.
 */
#include "scenario/fold.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"

#define SEARCH_BYTES 1024 /* lines with escapes are not found: not again and again to the end */

struct text_span {
	const char *at;
	size_t length;
};

static bool is_cjk_punctuation(uint32_t c)
{
	return (c >= 0x3001 && c <= 0x303f) || (c >= 0xff01 && c <= 0xff0f) ||
	       (c >= 0xff1a && c <= 0xff20) || (c >= 0xff3b && c <= 0xff40) ||
	       (c >= 0xff5b && c <= 0xff65);
}

/* Written without blanks between words.  Korean is wide, but has them. */
static bool is_cjk(uint32_t c)
{
	bool hangul = (c >= 0x1100 && c <= 0x11ff) || (c >= 0x3130 && c <= 0x318f) ||
		      (c >= 0xa960 && c <= 0xa97f) || (c >= 0xac00 && c <= 0xd7ff) ||
		      (c >= 0xffa0 && c <= 0xffdc);

	return !hangul && ((c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xf900 && c <= 0xfaff) ||
			   (c >= 0xff01 && c <= 0xff9f) || (c >= 0x20000 && c <= 0x3ffff));
}

/* Full-width punctuation brings its own room, even beside a Latin word. */
static bool needs_no_blank(uint32_t before, uint32_t after)
{
	return (is_cjk(before) && is_cjk(after)) || is_cjk_punctuation(before) ||
	       is_cjk_punctuation(after);
}

static bool next_line(struct fold_cursor *cursor)
{
	cursor->line = cursor->number ? source_line_after(cursor->source, cursor->line,
							  cursor->length, &cursor->length)
				      : source_line(cursor->source, 1, &cursor->length);
	cursor->number++;
	return cursor->line != NULL;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static struct text_span trimmed(struct text_span line)
{
	while (line.length && is_blank(*line.at)) {
		line.at++;
		line.length--;
	}
	while (line.length && is_blank(line.at[line.length - 1]))
		line.length--;
	return line;
}

/* What a scalar has of the cursor's line.  In its first one it begins in the middle; a
 * block's first line has only the '>'. */
static struct text_span content(const struct fold_cursor *cursor, const yaml_event_t *scalar)
{
	struct text_span line = {cursor->line, cursor->length};
	bool first = cursor->number == scalar->start_mark.line + 1;
	const char *end = line.at + line.length;

	if (first && scalar->data.scalar.style == YAML_FOLDED_SCALAR_STYLE)
		return (struct text_span){line.at, 0};
	for (size_t column = 0; first && column < scalar->start_mark.column && line.at < end;
	     column++) {
		uint32_t c;

		line.at += utf8_decode(line.at, end, &c);
	}
	if (first && scalar->data.scalar.style != YAML_PLAIN_SCALAR_STYLE && line.at < end)
		line.at++;
	line.length = (size_t)(end - line.at);
	return trimmed(line);
}

static uint32_t first_character(struct text_span line)
{
	uint32_t c;

	utf8_decode(line.at, line.at + line.length, &c);
	return c;
}

static uint32_t last_character(struct text_span line)
{
	size_t at = line.length - 1;
	uint32_t c;

	while (at > 0 && (line.at[at] & 0xc0) == 0x80)
		at--;
	utf8_decode(line.at + at, line.at + line.length, &c);
	return c;
}

/* The end of [line] in the text, not far behind [at]; NULL if escapes make it look different. */
static char *find_end(char *at, const char *end, struct text_span line)
{
	size_t left = (size_t)(end - at), most = line.length + SEARCH_BYTES;

	if (line.length == 0)
		return NULL;
	at = memmem(at, left < most ? left : most, line.at, line.length);
	return at ? at + line.length : NULL;
}

/* Whether the text goes on at [at] with the blank of a fold, in front of [next], for nothing. */
static bool is_needless(const char *at, struct text_span line, struct text_span next)
{
	return *at == ' ' && next.length && at[1] == *next.at &&
	       needs_no_blank(last_character(line), first_character(next));
}

static bool may_fold(const yaml_event_t *scalar)
{
	return scalar->start_mark.line != scalar->end_mark.line &&
	       scalar->data.scalar.style != YAML_LITERAL_SCALAR_STYLE;
}

size_t fold_close(struct fold_cursor *cursor, const yaml_event_t *scalar, char *text,
		  size_t length)
{
	char *at = text, *end = text + length;
	char *kept = text, *rest = text; /* what is kept ends at [kept] and goes on at [rest] */
	struct text_span line;

	if (!may_fold(scalar))
		return length;
	while (cursor->number <= scalar->start_mark.line)
		if (!next_line(cursor))
			return length;
	line = content(cursor, scalar);
	while (cursor->number <= scalar->end_mark.line && next_line(cursor)) {
		struct text_span next = content(cursor, scalar);
		char *line_end = find_end(at, end, line);

		if (line_end && is_needless(line_end, line, next)) {
			memmove(kept, rest, (size_t)(line_end - rest));
			kept += line_end - rest;
			rest = line_end + 1;
		}
		at = line_end ? line_end : at;
		line = next;
	}
	memmove(kept, rest, (size_t)(end - rest) + 1); /* the NUL, too */
	return length - (size_t)(rest - kept);
}
