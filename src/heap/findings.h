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

/* Check the whole heap.  Takes time in proportion to its size.  Adds to [findings];
 * true if nothing was found. */
bool heap_check(const struct heap *heap, enum check_when when, struct findings *findings);

/* Check one pool only (HEADER, STRAY_LINK, LINK_CYCLE, BLOCK_COUNT). */
bool heap_check_pool(const struct heap *heap, uint64_t slot, uint32_t index,
		     struct findings *findings);

void findings_add(struct findings *findings, enum finding_kind kind, addr where);

const char *finding_name(enum finding_kind kind); /* "DOUBLE_FREE" */
bool finding_find(const char *name, enum finding_kind *kind); /* in any case of letters */

void finding_sentence(const struct heap *heap, const struct finding *finding, enum lang lang,
		      struct str *out);

#endif
