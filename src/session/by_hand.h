/*
 * by_hand.h - operations by hand: the run goes its own way from wherever one stands.
 *
 * What is typed happens at the end of the operation under way, and becomes part of a fork, which can
 * be walked in like any run.  What came after the place where one types is replaced.  Leaving the
 * fork returns to exactly where one was.
 */
#ifndef SESSION_BY_HAND_H
#define SESSION_BY_HAND_H

#include <stdbool.h>
#include <stdint.h>

#include "program/phrase.h"
#include "timeline/timeline.h"

struct session;

struct by_hand {
	struct program *program;   /* owned; NULL = there is no fork */
	struct timeline *timeline; /* owned: its run, which the session shows */
	struct timeline *base;     /* borrowed: the run it left ... */
	struct position home;      /* ... and where */
	struct phrase_fault fault; /* of what was typed; "" = none */
	char save_name[200];       /* what `save` was given */
	bool save_over;            /* save! */
};

enum by_hand_result {
	BY_HAND_FAULT, /* it was not understood, or cannot be: the fault says why */
	BY_HAND_DONE,
	BY_HAND_SAVE,  /* the run up to here is to be saved under save_name */
};

/* Why nothing can be done by hand, for lang_text(); NULL = it can. */
const char *by_hand_may(const struct session *session);

/* Do what was typed: an operation (phrase.h), "save NAME", "save! NAME", "clear".  Only where
 * by_hand_may() says nothing. */
enum by_hand_result by_hand_obey(struct session *session, const char *text, uint64_t now_ms);

/* Throw the fork away.  False: there was none. */
bool by_hand_leave(struct session *session);

/* At the end of the session. */
void by_hand_fini(struct session *session);

#endif
