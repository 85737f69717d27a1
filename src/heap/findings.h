/*
 * findings.h - is this heap sound?  The invariants of structures.h as a check.
 *
 * A finding is news about the simulated program, never an error of ours: the
 * engine carries on as CPython would, and views show what is wrong.
 */
#ifndef HEAP_FINDINGS_H
#define HEAP_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/lang.h"

struct heap;
struct str;

enum finding_kind {
#define FINDING(id, sentence) FINDING_##id,
#include "heap/findings.def"
#undef FINDING
	FINDING_KIND_COUNT
};

struct finding {
	enum finding_kind kind;
	addr where;    /* pool, block or arena object; NULL = the heap as a whole */
};

#define FINDINGS_MAX 32

struct findings {
	struct finding items[FINDINGS_MAX];
	size_t count;
	size_t dropped; /* more, not kept */
};

enum check_when {
	CHECK_REST, /* between operations: everything holds */
	CHECK_STEP, /* between steps: one pool and one arena may be on their way */
};

/* Check the whole heap.  Takes time in proportion to its size.  Adds to [findings], all zeros at
 * first; true if nothing was added.  CHECK_STEP adds nothing if all that was found, no COUNTERS
 * among it, is about one pool and one arena. */
bool heap_check(const struct heap *heap, enum check_when when, struct findings *findings);

/* The same of one pool only (HEADER, STRAY_LINK, LINK_CYCLE, BLOCK_COUNT); also true if there is
 * no such pool, or it is not carved yet. */
bool heap_check_pool(const struct heap *heap, uint64_t slot, uint32_t index,
		     struct findings *findings);

/* Add one; when there are FINDINGS_MAX already it is only counted. */
void findings_add(struct findings *findings, enum finding_kind kind, addr where);

/* "DOUBLE_FREE", constant; and the kind of a name in any case of letters, false = there is none. */
const char *finding_name(enum finding_kind kind);
bool finding_find(const char *name, enum finding_kind *kind);

/* Append what is wrong, and where: "0:3:96 is freed although it is free already". */
void finding_sentence(const struct heap *heap, const struct finding *finding, enum lang lang,
		      struct str *out);

#endif
