/*
 * mem.h - memory that is there: blocks, and streams into memory.
 *
 * Out of memory ends the program: nothing sensible is left to do.  It gives back what it holds,
 * the terminal first, says so on standard error, with a hint, and exits with status 2, as from all
 * that is not the answer to a question.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>
#include <stdio.h>

/* malloc and friends that never return NULL (they end the program instead).
 * A size of 0 gives a block of 1 byte. */
void *mem_alloc(size_t size);
void *mem_zero(size_t count, size_t size);
char *mem_text(const char *text); /* a copy */

/* open_memstream(), which tells nobody that it had no room: this one never returns NULL, and
 * nothing that is written gets lost.  [text] (never NULL, with a NUL behind) and [length] are
 * what was written whenever it has been flushed or closed; free the text when it is closed.  It
 * can be rewound: then it is written anew. */
FILE *mem_stream(char **text, size_t *length);

/* [size] bytes must be there: for what does not survive their lack otherwise. */
void mem_need(size_t size);

/* There is no memory: never returns.  For callers that learn it from another library (ENOMEM). */
_Noreturn void mem_exhausted(void);

/* What must be given back before anybody can read why the program ends; the last one said is
 * called, and nothing of it may need memory.  NULL = nothing. */
void mem_before_exit(void (*give_back)(void));

/* What the user can do; it must live on.  NULL = the usual. */
void mem_advise(const char *hint);

#endif
