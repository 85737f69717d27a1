/* lines.c - the lines of a file of any length; see lines.h. */
#include "trace/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#define BUFFER_BYTES ((size_t)1 << 18)
#define RAW_MOST (LINE_MOST + 1) /* with the CR of a CR LF */
#define REST_MOST ((uint64_t)1 << 30) /* bytes without an end of a line: nobody meant that (/dev/zero) */

void lines_open(struct lines *lines, int fd)
{
	*lines = (struct lines){.fd = fd, .bytes = mem_alloc(BUFFER_BYTES + 1)};
}

void lines_from_memory(struct lines *lines, const void *bytes, size_t length)
{
	*lines = (struct lines){.fd = -1, .bytes = mem_alloc(length + 1), .end = length,
				.ended = true};
	if (length > 0)
		memcpy(lines->bytes, bytes, length);
}

void lines_fini(struct lines *lines)
{
	free(lines->bytes);
	*lines = (struct lines){.fd = -1};
}

/* Read more behind [end], where there is room. */
static void read_more(struct lines *lines)
{
	ssize_t n;

	do
		n = read(lines->fd, lines->bytes + lines->end, BUFFER_BYTES - lines->end);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		lines->error = errno;
	if (n <= 0)
		lines->ended = true;
	else
		lines->end += (size_t)n;
}

static void make_room(struct lines *lines)
{
	memmove(lines->bytes, lines->bytes + lines->at, lines->end - lines->at);
	lines->end -= lines->at;
	lines->at = 0;
}

static unsigned char *find_break(const struct lines *lines)
{
	return memchr(lines->bytes + lines->at, '\n', lines->end - lines->at);
}

/* Of a line that is too long the beginning is enough.  Where it ends is looked for when somebody wants
 * the next one: it may never. */
static void take_beginning(struct lines *lines, struct line *line)
{
	unsigned char *at = lines->bytes + lines->at;

	*line = (struct line){at, at + LINE_MOST, true};
	at[LINE_MOST] = '\n';
	lines->at += RAW_MOST;
	lines->in_rest = true;
}

static void skip_rest(struct lines *lines)
{
	const unsigned char *end;
	uint64_t skipped = 0;

	while (!(end = find_break(lines)) && !lines->ended) {
		skipped += lines->end - lines->at;
		lines->at = lines->end = 0;
		if (skipped > REST_MOST)
			lines->ended = true;
		else
			read_more(lines);
	}
	lines->at = end ? (size_t)(end - lines->bytes) + 1 : lines->end;
	lines->in_rest = false;
}

static void hand_out(struct lines *lines, struct line *line, const unsigned char *end)
{
	*line = (struct line){lines->bytes + lines->at, end, false};
	lines->at = (size_t)(end - lines->bytes);
	if (lines->at < lines->end)
		lines->at++;
	if (line->end > line->at && line->end[-1] == '\r')
		line->end--;
	if (line->end - line->at > (ptrdiff_t)LINE_MOST) {
		line->cut = true;
		line->end = line->at + LINE_MOST;
		lines->bytes[line->end - lines->bytes] = '\n';
	}
}

bool lines_next(struct lines *lines, struct line *line)
{
	unsigned char *end;

	if (lines->in_rest)
		skip_rest(lines);
	while (!(end = find_break(lines)) && !lines->ended) {
		if (lines->end - lines->at > RAW_MOST) {
			lines->number++;
			take_beginning(lines, line);
			return true;
		}
		make_room(lines);
		read_more(lines);
	}
	if (!end && lines->at == lines->end)
		return false;
	if (!end) { /* the last line has no end of its own */
		end = lines->bytes + lines->end;
		*end = '\n';
	}
	lines->number++;
	hand_out(lines, line, end);
	return true;
}

bool lines_peek(struct lines *lines, const char *beginning)
{
	size_t length = strlen(beginning);

	if (lines->in_rest)
		skip_rest(lines);
	while (lines->end - lines->at < length && !lines->ended) {
		make_room(lines);
		read_more(lines);
	}
	return lines->end - lines->at >= length &&
	       memcmp(lines->bytes + lines->at, beginning, length) == 0;
}
