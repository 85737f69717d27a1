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

/* The first [at] events of [base], which is borrowed; no operations yet.  Never NULL;
 * program_destroy frees the fork alone. */
struct program *fork_new(struct program *base, uint64_t at);

/* Events of the base; operations typed; one of these, [i] < fork_count, borrowed until fork_add. */
uint64_t fork_at(const struct program *fork);
size_t fork_count(const struct program *fork);
const struct fork_op *fork_op(const struct program *fork, size_t i);

/* What a phrase means at a place of the fork (a heap, and its program's area).  False: [fault]
 * says why that cannot be, in [lang], and [op] is of no use.  [op] is for fork_add with as many
 * operations as have happened in [heap]. */
bool fork_understand(const struct program *fork, const struct heap *heap, addr area,
		     const struct phrase *phrase, enum lang lang, struct fork_op *op,
		     struct phrase_fault *fault);

/* Keep the first [count] operations, fewer than FORK_MOST and no more than there are, and let a
 * copy of this one come next.  Worlds of the fork that are further than those must not be used
 * again. */
void fork_add(struct program *fork, size_t count, const struct fork_op *op);

#endif
