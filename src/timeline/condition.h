/*
 * condition.h - what a search looks for, as data.
 *
 * A condition holds at moments: behind a step (then the moment is that position inside its
 * operation), behind an operation, or at a mark.  What people type is read here; finding
 * the moments is search.h's business.
 */
#ifndef TIMELINE_CONDITION_H
#define TIMELINE_CONDITION_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/lang.h"
#include "base/str.h"
#include "timeline/timeline.h"

enum condition_kind {
	CONDITION_NONE,
	CONDITION_STEP,    /* a step of a kind in the set [mask] */
	CONDITION_CLASS,   /* an operation on a block of size class [value] */
	CONDITION_BYTES,   /* a request for exactly [value] bytes */
	CONDITION_NAME,    /* an operation on a block whose (name & mask) == value */
	CONDITION_RANGE,   /* an operation on a block that begins in [value, value + mask) */
	CONDITION_ADDRESS, /* an operation on the block that the byte at [value] belongs to */
	CONDITION_REAL,    /* the same, at an address of the recorded process */
	CONDITION_LIVE,    /* the bytes of blocks in use come to be more than [value] */
	CONDITION_ARENAS,  /* the same of the number of arenas */
	CONDITION_MARK,    /* a mark whose name has all the words of [text] from [value] on */
};

#define CONDITION_TEXT 80 /* bytes, the NUL included */

struct condition {
	enum condition_kind kind;
	uint64_t value, mask;
	char text[CONDITION_TEXT]; /* as it was typed: reading it again gives the same */
};

static_assert(STEP_KIND_COUNT <= 64, "a set of kinds is one word");

/* Read what was typed into [condition], for this world and the marks known of its run; what is
 * longer than CONDITION_TEXT is cut.  False: it means nothing here; [why] gets one line that says
 * so, in [lang], and [condition] stays as it is. */
bool condition_read(const char *text, const struct world *world,
		    const struct timeline_index *index, enum lang lang, struct condition *condition,
		    struct str *why);

/* Whether a name has all of [words], separated by blanks, in any order; of ASCII letters, case does
 * not count. */
bool condition_has_words(const char *name, const char *words);

#endif
