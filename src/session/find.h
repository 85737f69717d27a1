/*
 * find.h - looking for a moment: what somebody typed, or a condition to run to.
 *
 * The two are remembered each for itself.  While a search is under way the session lives on.
 */
#ifndef SESSION_FIND_H
#define SESSION_FIND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/lang.h"
#include "timeline/condition.h"

struct session;

enum find_use { FIND_TYPED, FIND_RUN_TO, FIND_USES };

struct find {
	struct condition conditions[FIND_USES];
	const char *words[FIND_USES]; /* for lang_text(): what the condition is called, its text for
				       * %s; NULL = by its text alone */
	enum find_use use;            /* of the search under way, or of the next one */
	bool running, back;
	uint64_t left, times;         /* how often it is still to be found, and was to be */
	uint64_t shown_ms;            /* when progress was shown last */
};

/* No conditions, no search: as at the beginning of a session. */
void find_reset(struct find *find);

/* The conditions in another timeline; those it has no place for are forgotten, and a search under
 * way is given up. */
void find_adopt(struct session *session);

/* Read what somebody typed as the condition for [use], and look for it: the [times]-th from here.
 * False: [why] says what is wrong with it. */
bool find_typed(struct session *session, enum find_use use, const char *text, struct str *why);

/* Look for [condition], of which a copy is kept, called [words] (struct find; borrowed), the way
 * that was set out last. */
void find_condition(struct session *session, enum find_use use, const struct condition *condition,
		    const char *words);

/* Which way the next search goes, and to which of the matches: the [times]-th, from 1. */
void find_set_out(struct session *session, enum find_use use, bool back, uint64_t times);

/* Look for the condition of find_set_out's use.  False: there is none. */
bool find_again(struct session *session);

/* The same search is asked for while it is under way: [times] matches further. */
void find_more(struct session *session, uint64_t times);

/* Give it up: nothing has moved. */
void find_stop(struct session *session);

/* Go on a little with the search under way, if there is one; true if something is to be shown. */
bool find_tick(struct session *session, uint64_t now_ms);

/* Append what a condition is called: [words] in the right language, [what] for its %s. */
void find_name(const char *words, const char *what, enum lang lang, struct str *out);

#endif
