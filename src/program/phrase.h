/*
 * phrase.h - an operation as somebody types it.
 *
 *	x = malloc(100)      x = calloc(4, 8)      malloc(100)     named by whoever runs it
 *	x = realloc(x, 200)  realloc(x, 200)
 *	free x               free(x)               free #12        the block of call 12
 *	free 0:1:48          free 0x7f5ac030       by its place, by its address
 *
 * Sizes are decimal or hex, with K, M or G behind.  Only the form is looked at here; what
 * the names mean is fork.h's business.
 */
#ifndef PROGRAM_PHRASE_H
#define PROGRAM_PHRASE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/lang.h"
#include "program/program.h"

#define PHRASE_MOST_BYTES (UINT64_C(1) << 40) /* of one request, as in scenarios */

struct phrase {
	enum op_kind kind;
	char name[LABEL_BYTES];  /* of the block to be: malloc, calloc; "" = none was given */
	char block[LABEL_BYTES]; /* realloc, free: which */
	size_t name_at, block_at; /* bytes in front of them */
	uint64_t count, bytes;   /* count: calloc's, otherwise 1 */
};

/* What is wrong with it, and where. */
struct phrase_fault {
	size_t at;      /* byte */
	char what[160]; /* a sentence without its end, in the language asked for */
};

/* Read one operation.  False: [fault] says what is wrong, in [lang], and [phrase] is of no use. */
bool phrase_read(const char *text, enum lang lang, struct phrase *phrase,
		 struct phrase_fault *fault);

/* Note a fault at byte [at], its text cut to what has room; returns false. */
__attribute__((format(printf, 3, 4))) bool phrase_fail(struct phrase_fault *fault, size_t at,
						       const char *format, ...);

#endif
