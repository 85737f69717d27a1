/*
 * fork.h - a run that goes its own way: the first events of a program, and then operations that
 * somebody typed.
 *
 *	program   |--e0--|--e1--|--e2--|--e3--| ...
 *	fork      |--e0--|--e1--|--x = malloc(100)--|--free x--|
 *	                        ^ at
 *
 * Nothing of it lies in the store: an image of the program is one of the fork, too.  What
 * names mean is settled when an operation is added, at the end of the fork, and stays so:
 * the engine does the same every time.
 */
#ifndef PROGRAM_FORK_H
#define PROGRAM_FORK_H

#include "base/lang.h"
#include "program/phrase.h"
#include "program/program.h"

#define FORK_MOST 400 /* operations: typed by hand */

struct fork_op {
	struct op op;
	char name[LABEL_BYTES]; /* of its block */
	addr result;            /* once it has run */
	uint64_t born;          /* its block's birth, as in a label */
};

/* The first [at] events of [base], which is borrowed.  program_destroy frees it. */
struct program *fork_new(struct program *base, uint64_t at);

uint64_t fork_at(const struct program *fork);
size_t fork_count(const struct program *fork);
const struct fork_op *fork_op(const struct program *fork, size_t i);

/* What a phrase means at a place of the fork (a heap, and its program's area).  False: [fault]
 * says why that cannot be. */
bool fork_understand(const struct program *fork, const struct heap *heap, addr area,
		     const struct phrase *phrase, enum lang lang, struct fork_op *op,
		     struct phrase_fault *fault);

/* Keep the first [count] operations, and let this one come next.  Worlds of the fork that are
 * further than those must not be used again. */
void fork_add(struct program *fork, size_t count, const struct fork_op *op);

#endif
