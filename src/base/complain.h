/*
 * complain.h - messages about the user's mistakes that have no place in a file.
 *
 *	arenawalk: error: --size: 'x' is not understood
 *	  hint: columns x rows, as in 80x24
 */
#ifndef BASE_COMPLAIN_H
#define BASE_COMPLAIN_H

#include <stdio.h>

/* Write the two lines to [out]; [hint] NULL or "" = only the first.  What users typed may hold
 * anything: what takes no column, controls, marks and what turns text around, comes out as '?'.  A
 * message over 1023 bytes is cut. */
__attribute__((format(printf, 3, 4))) void complain(FILE *out, const char *hint, const char *format,
						    ...);

/* Write text that may hold anything, on its own and cleaned in the same way: a file's name, say. */
void print_clean(FILE *out, const char *text);

/* The same of several lines; the last ends as the others do. */
void print_clean_lines(FILE *out, const char *text);

/* The same as a word of a shell's command: in quotes where it needs them; cut where that is longer
 * than any path is. */
void print_shell_word(FILE *out, const char *word);

/* A hint: "did you mean 'NAME'?" if [word] is near to one of [names] (diag_nearest), written to
 * [buffer] and cut to its [bytes]; else [otherwise], which may be NULL. */
const char *suggest(char *buffer, size_t bytes, const char *word, const char *const *names,
		    size_t count, const char *otherwise);

#endif
