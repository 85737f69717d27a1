/*
 * tail.h - the last of what somebody writes, line by line, in bounded memory.
 *
 * Oldest lines are forgotten.  What is written may be anything: text that is asked for has neither
 * controls nor escape sequences, and of a line that was written over (a carriage return, as
 * progress bars do it) what was written last.
 */
#ifndef BASE_TAIL_H
#define BASE_TAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TAIL_BYTES 65536u /* that are kept, at most */

/* Zeros are an empty one. */
struct tail {
	char bytes[TAIL_BYTES];
	size_t length;
	uint64_t lines;     /* in [bytes], the last, unfinished one included */
	uint64_t forgotten; /* lines before those */
};

/* Add [length] bytes, of any kind: a line may come in pieces. */
void tail_add(struct tail *tail, const char *bytes, size_t length);

/* Put the line that is [up] above the last one into [text], cut to [bytes], which is at least 1.
 * False, and "": there is none, or it is forgotten. */
bool tail_line(const struct tail *tail, uint64_t up, char *text, size_t bytes);

#endif
