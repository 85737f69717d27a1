/*
 * line_reader.h - lines from a descriptor, waited for together with something else.
 *
 * What has come is kept here and not in a FILE: of a FILE nobody can tell whether a line is
 * in it already, or has to be waited for.
 */
#ifndef BASE_LINE_READER_H
#define BASE_LINE_READER_H

#include <stdbool.h>
#include <stddef.h>

struct line_reader {
	int descriptor;       /* borrowed */
	char *bytes;          /* owned: what has come and was not given out, and the last line */
	size_t first, count, capacity;
	size_t looked_at;     /* bytes behind [first] in which no line ends */
	bool ended;           /* nothing more comes */
};

enum line_news {
	LINE_READ,
	LINE_END,  /* there are no more: the input has ended, or cannot be read */
	LINE_NONE, /* not yet: the time is up, or there is something at the other descriptor */
};

/* Begin on a descriptor, which must outlive the reader; reads nothing yet. */
struct line_reader line_reader_on(int descriptor);

/* Free what it keeps, the last line with it; the descriptor stays open. */
void line_reader_fini(struct line_reader *reader);

/* Whether a reader on it may have to wait: not in a file, nor if it is not open. */
bool line_reader_waits(int descriptor);

/* The next line into [line], without its line break, ended by NUL, valid until the next call; the
 * last one may lack its break.  A line that is there comes first; for others, wait until
 * something comes, or [other] (-1 = none) becomes readable, or [wait_ms] (-1 = any time) pass
 * without anything; a line that comes in pieces is waited for anew with each.  [line] is set with
 * LINE_READ only. */
enum line_news line_reader_next(struct line_reader *reader, int other, int wait_ms, char **line);

#endif
