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
 * A size of 0 gives a block of 1 byte.  To be freed with free(). */
void *mem_alloc(size_t size);              /* bytes, of any contents */
void *mem_zero(size_t count, size_t size); /* [count] items of [size] bytes, all zero */
char *mem_text(const char *text);          /* a copy */

/* open_memstream(), which tells nobody that it had no room: this one never returns NULL, and
 * nothing that is written gets lost.  [text] (never NULL, with a NUL behind) and [length] are
 * what was written whenever it has been flushed or closed; free the text when it is closed.  It
 * can be rewound: then it is written anew. */
FILE *mem_stream(char **text, size_t *length);

/* End the program if [size] bytes are not there now; keeps none of them.  For what does not survive
 * their lack otherwise. */
void mem_need(size_t size);

/* There is no memory: never returns.  For callers that learn it from another library (ENOMEM). */
_Noreturn void mem_exhausted(void);

/* Say what must be given back before anybody can read why the program ends: the function said last
 * is called, and nothing of it may need memory.  NULL = nothing. */
void mem_before_exit(void (*give_back)(void));

/* The hint that is given then; borrowed for good.  NULL = the usual, DIAG_NO_MEMORY. */
void mem_advise(const char *hint);

#endif
