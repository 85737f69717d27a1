/*
 * characters.c - the first byte or character that no scenario can have.
 */
#include "scenario/characters.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

#define NEL 0x85u /* the line breaks beyond ASCII that YAML 1.1 knows */
#define LS 0x2028u
#define PS 0x2029u
#define BYTE_ORDER_MARK 0xfeffu

static bool is_control(uint32_t c)
{
	if (c < 0x20)
		return c != '\t' && c != '\n' && c != '\r';
	return c >= 0x7f && c <= 0x9f && c != NEL;
}

/* What libyaml would not take, or take and show to nobody. */
static bool is_bad(uint32_t c, size_t size)
{
	return is_control(c) || (c == UTF8_REPLACEMENT && size == 1) || c == BYTE_ORDER_MARK ||
	       (c & 0xfffe) == 0xfffe;
}

static void report_control(const struct source *source, uint32_t c, struct diag_place place,
			   struct diag_list *diags)
{
	char hint[80] = "remove it";

	if (memchr(source->bytes, '\0', source->length))
		snprintf(hint, sizeof hint,
			 "a scenario is a text file in UTF-8; this is a file of another kind");
	else if (c < 0x100)
		snprintf(hint, sizeof hint, "in double quotes it can be written as \\x%02x",
			 (unsigned)c);
	diag_add(diags, DIAG_ERROR, place, hint, "control character U+%04X", (unsigned)c);
}

static void report(const struct source *source, uint32_t c, uint8_t byte, size_t size,
		   struct diag_place place, struct diag_list *diags)
{
	if (c == 0)
		diag_add(diags, DIAG_ERROR, place, "a scenario is a text file in UTF-8",
			 "a NUL byte, which no text has");
	else if (c == UTF8_REPLACEMENT && size == 1)
		diag_add(diags, DIAG_ERROR, place, "save the file as UTF-8",
			 "byte 0x%02x is not valid UTF-8", byte);
	else if (c == BYTE_ORDER_MARK)
		diag_add(diags, DIAG_ERROR, place, "an invisible character, U+FEFF: remove it",
			 "a byte order mark in the middle of the file");
	else
		report_control(source, c, place, diags);
}

static bool is_utf16(const struct source *source)
{
	return source->length >= 2 && (memcmp(source->bytes, "\xff\xfe", 2) == 0 ||
				       memcmp(source->bytes, "\xfe\xff", 2) == 0);
}

/* Move [place] behind the character [c], which [next] follows. */
static void advance(struct diag_place *place, uint32_t c, uint8_t next)
{
	if (c == '\n' || (c == '\r' && next != '\n') || c == NEL || c == LS || c == PS)
		*place = (struct diag_place){place->line + 1, 1};
	else
		place->column++;
}

bool characters_check(const struct source *source, struct diag_list *diags)
{
	const char *at = (const char *)source->bytes;
	const char *end = at + source->length;
	struct diag_place place = {1, 1};

	if (is_utf16(source)) {
		diag_add(diags, DIAG_ERROR, place, "save the file as UTF-8",
			 "the file is written in UTF-16");
		return false;
	}
	if (source->length >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0)
		at += 3;
	while (at < end) {
		uint32_t c = (uint8_t)*at;
		size_t size = c < 0x80 ? 1 : utf8_decode(at, end, &c);

		if (is_bad(c, size)) {
			report(source, c, (uint8_t)*at, size, place, diags);
			return false;
		}
		at += size;
		advance(&place, c, (uint8_t)*at); /* the last one is followed by a NUL */
	}
	return true;
}
