/*
 * complain.h - messages about the user's mistakes that have no place in a file.
 *
 *	arenawalk: error: --size: 'x' is not understood
 *	  hint: columns x rows, as in 80x24
 */
#ifndef BASE_COMPLAIN_H
#define BASE_COMPLAIN_H

#include <stdio.h>

/* [hint] NULL = none.  What users typed may hold anything: control characters come out as '?'. */
__attribute__((format(printf, 3, 4))) void complain(FILE *out, const char *hint, const char *format,
						    ...);

/* Text that may hold anything, on its own: a file's name, say. */
void print_clean(FILE *out, const char *text);

/* The same of several lines; the last ends as the others do. */
void print_clean_lines(FILE *out, const char *text);

/* The same as a word of a shell's command: in quotes where it needs them. */
void print_shell_word(FILE *out, const char *word);

/* "did you mean 'WORD'?" in [buffer] if [word] is near to one of [names], else [otherwise]. */
const char *suggest(char *buffer, size_t bytes, const char *word, const char *const *names,
		    size_t count, const char *otherwise);

#endif
