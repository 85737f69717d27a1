/*
 * lines.h - the lines of a file of any length, or of a pipe, one at a time.
 */
#ifndef TRACE_LINES_H
#define TRACE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINE_MOST 4096u /* bytes of a line, without its end */
#define LINE_HINT "cut it; the text of a '#! note' goes on in lines that begin with '#!+ '"

struct line {
	/* Without LF or CR LF; the byte at [end] can be read and is one of the two. */
	const unsigned char *at, *end;
	bool cut; /* the line has more than LINE_MOST bytes: these are the first */
};

struct lines {
	int fd;               /* -1 = all there is lies in [bytes] */
	unsigned char *bytes; /* owned */
	size_t at, end;       /* what has been read and not yet handed out */
	bool ended;           /* nothing comes behind [end] */
	bool in_rest;         /* [at] is in a line that was too long: its rest is still to be passed over */
	int error;            /* errno of a read that failed, 0 = none */
	uint64_t number;      /* of the line handed out last, from 1 */
};

/* The file stays the caller's to close. */
void lines_open(struct lines *lines, int fd);
void lines_from_memory(struct lines *lines, const void *bytes, size_t length);
void lines_fini(struct lines *lines);

/* The next line, valid until the next call.  False at the end. */
bool lines_next(struct lines *lines, struct line *line);

/* Whether the next line begins with [beginning], a few bytes. */
bool lines_peek(struct lines *lines, const char *beginning);

#endif
