/* tail.c - the last of what somebody writes; see tail.h. */
#include "base/tail.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"

#define TAB 8
#define ESCAPE 0x1b

/* -- keeping it --------------------------------------------------------------------------- */

static uint64_t count_ends(const char *bytes, size_t length)
{
	uint64_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += bytes[i] == '\n';
	return count;
}

/* Forget [bytes] at least, up to the end of a line if there is one before too much is gone. */
static void forget(struct tail *tail, size_t bytes)
{
	const char *end = memchr(tail->bytes + bytes, '\n', tail->length - bytes);
	size_t gone = end ? (size_t)(end - tail->bytes) + 1 : bytes;
	uint64_t ends = count_ends(tail->bytes, gone);

	memmove(tail->bytes, tail->bytes + gone, tail->length - gone);
	tail->length -= gone;
	tail->forgotten += ends;
}

/* A line without an end is one, if there is anything in it. */
static void count_lines(struct tail *tail)
{
	tail->lines = count_ends(tail->bytes, tail->length);
	if (tail->length > 0 && tail->bytes[tail->length - 1] != '\n')
		tail->lines++;
}

void tail_add(struct tail *tail, const char *bytes, size_t length)
{
	if (length > TAIL_BYTES) {
		size_t more = length - TAIL_BYTES;

		tail->forgotten += count_ends(tail->bytes, tail->length) + count_ends(bytes, more);
		tail->length = 0;
		bytes += more;
		length = TAIL_BYTES;
	}
	if (tail->length + length > TAIL_BYTES)
		forget(tail, tail->length + length - TAIL_BYTES);
	memcpy(tail->bytes + tail->length, bytes, length);
	tail->length += length;
	count_lines(tail);
}

/* -- reading it --------------------------------------------------------------------------- */

static bool find(const struct tail *tail, uint64_t up, const char **begin, const char **end)
{
	if (up >= tail->lines)
		return false;
	*end = tail->bytes + tail->length;
	if ((*end)[-1] == '\n')
		--*end;
	for (;; up--, *end = *begin - 1) {
		*begin = *end;
		while (*begin > tail->bytes && (*begin)[-1] != '\n')
			--*begin;
		if (up == 0)
			return true;
	}
}

/* Behind what begins with ESC: "ESC [ numbers letter", "ESC ] text BEL" or "ESC ] text ESC \", or
 * one more character. */
static const char *pass_escape(const char *at, const char *end)
{
	char kind = at + 1 < end ? at[1] : '\0';

	at += at + 1 < end ? 2 : 1;
	if (kind == '[')
		while (at < end && !(*at++ >= 0x40))
			;
	if (kind == ']')
		while (at < end && *at != '\a' && *at != ESCAPE)
			at++;
	if (kind == ']' && at < end)
		at += *at == ESCAPE && at + 1 < end ? 2 : 1;
	return at;
}

static void add_character(struct str *out, uint32_t c)
{
	if (c == '\t')
		do
			str_add(out, " ");
		while (utf8_columns(out->text) % TAB && !out->cut);
	else
		str_char(out, utf8_width(c) < 0 || utf8_turns_text(c) ? '?' : c);
}

bool tail_line(const struct tail *tail, uint64_t up, char *text, size_t bytes)
{
	struct str out = str_init(text, bytes);
	const char *at, *end;
	uint32_t c;

	if (!find(tail, up, &at, &end))
		return false;
	while (end > at && end[-1] == '\r')
		end--;
	for (const char *over = at; over < end; over++)
		if (*over == '\r')
			at = over + 1;
	while (at < end && !out.cut) {
		if (*at == ESCAPE) {
			at = pass_escape(at, end);
			continue;
		}
		at += utf8_decode(at, end, &c);
		add_character(&out, c);
	}
	return true;
}
