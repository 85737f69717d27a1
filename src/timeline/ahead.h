/*
 * ahead.h - the stretch in front of the one being shown, recorded in idle time.
 *
 *	            [ ahead ========][ shown ==========|====]
 *	            made ready       oldest record     here
 *
 * A step back over the oldest record of the reel that is shown would have to wait for an
 * image and for some hundred thousand events to be run.  With a second reel made
 * ready the two change places, at once.
 */
#ifndef TIMELINE_AHEAD_H
#define TIMELINE_AHEAD_H

#include "timeline/checkpoints.h"
#include "timeline/reel.h"

struct ahead {
	struct program *program;      /* borrowed */
	struct world_options options;
	struct reel *reel;            /* owned; NULL until it is wanted */
	uint64_t goal;                /* events: where it is to end */
	bool ready;
	bool refused;                 /* there was no memory for it */
};

/* [options] is copied.  Nothing takes memory before the first ahead_run. */
void ahead_init(struct ahead *ahead, struct program *program, const struct world_options *options);
void ahead_fini(struct ahead *ahead);

/* Work about [events] events towards being ready for [shown].  True while there is more to do;
 * false, too, where there is nothing in front, or no memory to be had.  [checkpoints]: of the same
 * run, with one image at least. */
bool ahead_run(struct ahead *ahead, const struct reel *shown,
	       const struct checkpoints *checkpoints, uint64_t events);

/* Whether the position behind [events] events is there, ready. */
bool ahead_covers(const struct ahead *ahead, uint64_t events);

/* Let the two change places, where ahead_covers() says so; nothing is ready then. */
void ahead_exchange(struct ahead *ahead, struct reel **shown);

#endif
