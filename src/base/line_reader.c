/* line_reader.c - lines that are waited for; see line_reader.h. */
#include "base/line_reader.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"

#define READ_BYTES 4096

struct line_reader line_reader_on(int descriptor)
{
	return (struct line_reader){.descriptor = descriptor};
}

void line_reader_fini(struct line_reader *reader)
{
	free(reader->bytes);
	*reader = (struct line_reader){.descriptor = -1, .ended = true};
}

bool line_reader_waits(int descriptor)
{
	struct stat info;

	return fstat(descriptor, &info) == 0 && !S_ISREG(info.st_mode);
}

/* Up to the line break, or, if nothing more comes, all there is. */
static bool take_line(struct line_reader *reader, char **line)
{
	char *start, *end;
	size_t length;

	if (reader->count == 0)
		return false;
	start = reader->bytes + reader->first;
	end = memchr(start + reader->looked_at, '\n', reader->count - reader->looked_at);
	reader->looked_at = reader->count;
	if (!end && !reader->ended)
		return false;
	length = end ? (size_t)(end - start) : reader->count;
	start[length] = '\0'; /* fill leaves room for one more byte */
	reader->first += length + (end != NULL);
	reader->count -= length + (end != NULL);
	reader->looked_at = 0;
	*line = start;
	return true;
}

static void make_room(struct line_reader *reader)
{
	if (reader->first > 0)
		memmove(reader->bytes, reader->bytes + reader->first, reader->count);
	reader->first = 0;
	while (reader->capacity - reader->count <= READ_BYTES)
		reader->bytes = array_grow(reader->bytes, reader->capacity, &reader->capacity, 1);
}

/* What there is by now. */
static void fill(struct line_reader *reader)
{
	ssize_t n;

	make_room(reader);
	n = read(reader->descriptor, reader->bytes + reader->count, READ_BYTES);
	if (n > 0)
		reader->count += (size_t)n;
	else if (n == 0 || (errno != EINTR && errno != EAGAIN))
		reader->ended = true;
}

enum line_news line_reader_next(struct line_reader *reader, int other, int wait_ms, char **line)
{
	while (!take_line(reader, line)) {
		struct pollfd waited[] = {{.fd = reader->descriptor, .events = POLLIN},
					  {.fd = other, .events = POLLIN}};
		int ready;

		if (reader->ended)
			return LINE_END;
		ready = poll(waited, 2, wait_ms);
		if (ready < 0 && errno != EINTR)
			reader->ended = true;
		if (ready > 0 && waited[0].revents)
			fill(reader);
		else if (ready == 0 || (ready > 0 && waited[1].revents))
			return LINE_NONE;
	}
	return LINE_READ;
}
