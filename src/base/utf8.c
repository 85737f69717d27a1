/*
 * utf8.c - decode, encode and measure UTF-8.
 *
 * Widths are a table of our own (widths.def; widths.py makes it), so that the same input gives
 * the same pictures whatever the C library: marks (Mn, Me), formats (Cf) and the conjoining
 * vowels of Hangul take no column; East Asian Wide and Fullwidth take two; ambiguous characters
 * (frames, blocks, arrows) one.  Ranges run on over code points that are not assigned.
 */
#include "base/utf8.h"

#include <stdbool.h>

struct code_range {
	uint32_t first, last;
};

#include "base/widths.def"

static bool is_continuation(unsigned char byte)
{
	return (byte & 0xc0) == 0x80;
}

/* How many bytes a character takes that begins with [byte]; 0: none does. */
static size_t sequence_length(unsigned char byte)
{
	if (byte < 0x80)
		return 1;
	if (byte < 0xc2) /* a continuation, or an overlong form of ASCII */
		return 0;
	if (byte < 0xe0)
		return 2;
	if (byte < 0xf0)
		return 3;
	return byte < 0xf5 ? 4 : 0;
}

/* Whether [code_point] may be written in [length] bytes: shortest form, no
 * surrogate, nothing beyond Unicode. */
static bool is_valid(uint32_t code_point, size_t length)
{
	static const uint32_t lowest[] = {0, 0, 0x80, 0x800, 0x10000};
	return code_point >= lowest[length] && code_point <= 0x10ffff &&
	       (code_point < 0xd800 || code_point > 0xdfff);
}

size_t utf8_decode(const char *text, const char *end, uint32_t *code_point)
{
	static const unsigned char payload[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	unsigned char first = (unsigned char)*text;
	size_t length = sequence_length(first);

	*code_point = UTF8_REPLACEMENT;
	if (length == 0 || length > (size_t)(end - text))
		return 1;
	uint32_t value = first & payload[length];
	for (size_t i = 1; i < length; i++) {
		unsigned char byte = (unsigned char)text[i];
		if (!is_continuation(byte))
			return 1;
		value = value << 6 | (byte & 0x3fu);
	}
	if (!is_valid(value, length))
		return 1;
	*code_point = value;
	return length;
}

size_t utf8_encode(uint32_t code_point, char bytes[4])
{
	if (code_point > 0x10ffff || (code_point >= 0xd800 && code_point <= 0xdfff))
		code_point = UTF8_REPLACEMENT;
	if (code_point < 0x80) {
		bytes[0] = (char)code_point;
		return 1;
	}
	size_t length = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
	for (size_t i = length - 1; i > 0; i--) {
		bytes[i] = (char)(0x80 | (code_point & 0x3f));
		code_point >>= 6;
	}
	static const unsigned char mark[] = {0, 0, 0xc0, 0xe0, 0xf0};
	bytes[0] = (char)(mark[length] | code_point);
	return length;
}

void utf8_put(uint32_t code_point, FILE *out)
{
	char bytes[4];
	size_t length = utf8_encode(code_point, bytes);

	fwrite(bytes, 1, length, out);
}

static bool in_table(const struct code_range *table, size_t count, uint32_t code_point)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (code_point > table[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && code_point >= table[low].first;
}

/* Controls, line separators, surrogates, noncharacters, and the planes in which
 * nothing is assigned. */
static bool is_unprintable(uint32_t code_point)
{
	return code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0) ||
	       code_point == 0x2028 || code_point == 0x2029 ||
	       (code_point >= 0xd800 && code_point <= 0xdfff) ||
	       (code_point >= 0xfdd0 && code_point <= 0xfdef) || (code_point & 0xfffe) == 0xfffe ||
	       (code_point >= 0x40000 && code_point < 0xe0000) || code_point > 0x10ffff;
}

#define COUNT(table) (sizeof(table) / sizeof *(table))

int utf8_width(uint32_t code_point)
{
	if (is_unprintable(code_point))
		return -1;
	/* Not worth a search: all below the first combining mark, arrows, and the
	 * frames and blocks that screens are made of. */
	if (code_point < 0x300 || (code_point >= 0x2190 && code_point < 0x231a) ||
	    (code_point >= 0x2500 && code_point < 0x25fd))
		return 1;
	if (in_table(zero_columns, COUNT(zero_columns), code_point))
		return 0;
	return in_table(two_columns, COUNT(two_columns), code_point) ? 2 : 1;
}

bool utf8_turns_text(uint32_t code_point)
{
	return code_point == 0x61c || code_point == 0x200e || code_point == 0x200f ||
	       (code_point >= 0x202a && code_point <= 0x202e) ||
	       (code_point >= 0x2066 && code_point <= 0x2069);
}

bool utf8_is_plain(uint32_t code_point)
{
	return utf8_width(code_point) >= 0 && !utf8_turns_text(code_point);
}

void utf8_put_plain(const char *text, size_t length, FILE *out)
{
	const char *end = text + length;

	while (text < end) {
		uint32_t code_point;

		text += utf8_decode(text, end, &code_point);
		if (code_point == '\t')
			code_point = ' ';
		utf8_put(code_point == '\n' || utf8_is_plain(code_point) ? code_point : '?', out);
	}
}

int utf8_columns(const char *text)
{
	int columns = 0;
	const char *end = text;
	while (*end != '\0')
		end++;
	while (text < end) {
		uint32_t code_point;
		text += utf8_decode(text, end, &code_point);
		int width = utf8_width(code_point);
		columns += width < 0 ? 1 : width;
	}
	return columns;
}
