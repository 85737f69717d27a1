/*
 * step.h - the teachable moments of an operation.
 */
#ifndef HEAP_STEP_H
#define HEAP_STEP_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/lang.h"
#include "store/journal.h"

struct heap;
struct str;

enum step_kind {
#define STEP(id, a, b, sentence) STEP_##id,
#include "heap/steps.def"
#undef STEP
	STEP_KIND_COUNT
};

/* How an operand is printed. */
enum operand {
	OPERAND_NONE,
	OPERAND_BYTES,   /* 4,096 */
	OPERAND_COUNT,   /* 63 */
	OPERAND_SZIDX,   /* 1 */
	OPERAND_OFFSET,  /* 112 */
	OPERAND_BLOCK,   /* an address in a pool: 0:3:96; "system block #2"; NULL */
	OPERAND_POOL,    /* a pool's address: 0:3 */
	OPERAND_ARENA,   /* a slot: arena 0 */
	OPERAND_ADDRESS, /* anything, in hex */
};

/* Where steps go: to a journal that keeps them, or only into the set of kinds seen.  All zeros at
 * first. */
struct step_log {
	struct journal *journal; /* borrowed; NULL = only the set */
	uint64_t seen[(STEP_KIND_COUNT + 63) / 64];
};

/* "POOL_FULL", constant; and the kind of a name in any case of letters, false = there is none. */
const char *step_name(enum step_kind kind);
bool step_find(const char *name, enum step_kind *kind);

/* How an operand is printed; [which]: 0 = a, 1 = b. */
enum operand step_operand(enum step_kind kind, int which);

/* Whether a step of [kind] was told since the set was last cleared. */
static inline bool step_seen(const struct step_log *log, enum step_kind kind)
{
	assert(kind < STEP_KIND_COUNT);
	return log->seen[kind / 64] >> (kind % 64) & 1;
}

/* Whether recordings alone have it: what scenarios ask for the system always has. */
static inline bool step_is_recorded(enum step_kind kind)
{
	return kind == STEP_CALL_FAILED;
}

/* Append the sentence for a recorded step, its places as [heap] has them. */
void step_sentence(const struct heap *heap, const struct step_record *step, enum lang lang,
		   struct str *out);

/* Record one; called by step() of heap/internal.h alone. */
void step_log_add(struct step_log *log, enum step_kind kind, uint64_t a, uint64_t b);

#endif
