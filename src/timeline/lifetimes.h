/*
 * lifetimes.h - what becomes of each block: when it will be freed, or that it never will.
 *
 * The scout tells of each end of a block: it was freed, or realloc moved it away.  For
 * each operation one word is kept.  That of the operation which made the block leads to its last
 * end so far, that of an end to the end before it:
 *
 *	operation   1        2      3         4      5
 *	            malloc a ...    realloc a ...    free a
 *	word        5 ----------+   0         0      3 (moved)
 *	                        +------------------->^
 *	                            ^<---------------+
 *
 * so that of a block at any moment the end of its stay is found, exactly, whatever it did before.
 * The memory is bounded; when it is used up nothing is told of what happens later.
 */
#ifndef TIMELINE_LIFETIMES_H
#define TIMELINE_LIFETIMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "program/program.h"

#define LIFETIMES_CHUNK_BITS 18 /* operations of a chunk: a mebibyte */
#define LIFETIMES_CHUNK_MASK ((UINT64_C(1) << LIFETIMES_CHUNK_BITS) - 1)
#define LIFETIMES_MOST (UINT64_C(1) << 31) /* operations that can be told apart */

/* From this call on the number of a call of the recording is [apart] more than its operation's. */
struct lifetimes_shift {
	uint64_t call, apart;
};

struct lifetimes {
	struct {
		uint32_t **items; /* by operation; owned, each; NULL = nothing ended there */
		size_t count, capacity;
	} chunks;
	struct {
		struct lifetimes_shift *items; /* ascending; owned */
		size_t count, capacity;
	} shifts;
	uint64_t apart;           /* of the last shift; 0 = there is none ... */
	uint64_t apart_from;      /* ... and its call */
	const struct lifetimes
		*base;            /* borrowed: of the run that this one has left; NULL = none ... */
	uint64_t branch;          /* ... behind that many operations */
	uint64_t bytes, budget; /* of chunks and shifts */
	uint64_t known; /* operations up to here have been told of */
	bool full;      /* and no later ones will be */
};

enum ending_kind {
	ENDING_UNKNOWN, /* nobody has been so far ahead, or it was not kept */
	ENDING_NEVER,   /* the run ends before */
	ENDING_FREED,
	ENDING_MOVED, /* by realloc: its place becomes free */
};

struct ending {
	enum ending_kind kind;
	uint64_t operation; /* that ends it; ENDING_NEVER, ENDING_UNKNOWN: 0 */
};

/* [budget]: bytes. */
void lifetimes_init(struct lifetimes *lifetimes, uint64_t budget);

/* To tell only of what happens behind operation [branch]; what was before it [base] knows, which is
 * borrowed. */
void lifetimes_branch(struct lifetimes *lifetimes, const struct lifetimes *base, uint64_t branch);
void lifetimes_fini(struct lifetimes *lifetimes);

#define LIFETIMES_MOVED UINT32_C(0x80000000) /* of a word: realloc ended it */

/* The rare part of lifetimes_end: the word has no place yet, or is not the first. */
void lifetimes_end_again(struct lifetimes *lifetimes, uint64_t born, uint64_t operation, bool moved);

/* Operation [operation] ends the stay of the block that operation [born] made; [moved]: by realloc.
 * To be told in order.  When the memory is used up, this and what comes later is not kept. */
static inline void lifetimes_end(struct lifetimes *lifetimes, uint64_t born, uint64_t operation,
				 bool moved)
{
	uint64_t chunk = born >> LIFETIMES_CHUNK_BITS;
	uint32_t *word = NULL;

	if (!lifetimes->full && chunk < lifetimes->chunks.count && lifetimes->chunks.items[chunk])
		word = &lifetimes->chunks.items[chunk][born & LIFETIMES_CHUNK_MASK];
	if (word && !*word)
		*word = (uint32_t)operation | (moved ? LIFETIMES_MOVED : 0);
	else
		lifetimes_end_again(lifetimes, born, operation, moved);
}

/* All operations up to this one have been told of. */
static inline void lifetimes_pass(struct lifetimes *lifetimes, uint64_t operation)
{
	if (!lifetimes->full)
		lifetimes->known = operation;
}

/* The rare part of lifetimes_call: the numbers lie further apart from here on. */
void lifetimes_shift_from(struct lifetimes *lifetimes, uint64_t call, uint64_t operation);

/* Call [call] of a recording is operation [operation].  To be told in order; needed only where
 * blocks are born. */
static inline void lifetimes_call(struct lifetimes *lifetimes, uint64_t call, uint64_t operation)
{
	if (__builtin_expect(call - operation != lifetimes->apart, false))
		lifetimes_shift_from(lifetimes, call, operation);
}

/* The operation that was call [call] of the recording. */
uint64_t lifetimes_operation(const struct lifetimes *lifetimes, uint64_t call);

/* The operation of a birth as labels have it; [calls]: their numbers are those of calls. */
static inline uint64_t lifetimes_birth(const struct lifetimes *lifetimes, uint64_t born, bool calls)
{
	if (born & BORN_OPERATION)
		return born & ~BORN_OPERATION;
	if (!calls)
		return born;
	/* Nearly all are born behind the last shift. */
	return !lifetimes->base && born >= lifetimes->apart_from
		       ? born - lifetimes->apart
		       : lifetimes_operation(lifetimes, born);
}

/* What becomes, behind operation [now], of the block that operation [born] made (0 = it is not
 * known which).  [complete]: what is known is the whole run. */
struct ending lifetimes_find(const struct lifetimes *lifetimes, uint64_t born, uint64_t now,
			     bool complete);

#endif
