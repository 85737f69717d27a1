/*
 * tell.h - the run in sentences, for those who read it line by line or hear it.
 *
 * The same scene, and the same sentences, as on the screen; lines end in '\n'.  Arrows are words
 * here, and of what a scenario says a parenthesis with a sign of the screen in it, "(▹)", is left
 * out: it is for those who see.
 *
 *	Operation 4: d = malloc(16) returns 0:0:96
 *	  Step 1 of 3: usedpools[1] starts with pool 0:0: take a block there
 *	  Step 2 of 3: hand out 0:0:96; freeblock follows its link to NULL
 *	    pool 0:0 ref.count: from 3 to 4
 *	    pool 0:0 freeblock: from 0:0:96 to NULL
 */
#ifndef VIEW_TELL_H
#define VIEW_TELL_H

#include "base/str.h"
#include "view/scene.h"

/* Room for all that is told of one event; what goes beyond is cut. */
#define TELL_BYTES ((size_t)1 << 16)

/* What is run, on which model, and what it is about. */
void tell_head(const struct scene *scene, struct str *out);

/* The event at the cursor without its steps: the operation, or the narrator's words.  Before the
 * first event: nothing. */
void tell_event(const struct scene *scene, struct str *out);

/* The steps [from, to) of the event at the cursor, which have happened, each with the fields that
 * it has changed. */
void tell_steps(const struct scene *scene, uint32_t from, uint32_t to, struct str *out);

/* The mark at the cursor, if there is one, and what is wrong there. */
void tell_mark(const struct scene *scene, struct str *out);
void tell_finding(const struct scene *scene, struct str *out);

/* "Operation 4 of 6, step 2 of 3." */
void tell_place(const struct scene *scene, struct str *out);

/* How things stand: arenas, the pool in focus with its fields, the lists. */
void tell_state(const struct scene *scene, struct str *out);

#endif
