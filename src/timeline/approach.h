/*
 * approach.h - bringing a reel to a place in the run, with the last part of the way on
 * record.
 */
#ifndef TIMELINE_APPROACH_H
#define TIMELINE_APPROACH_H

#include <stdbool.h>
#include <stdint.h>

#include "timeline/checkpoints.h"
#include "timeline/reel.h"

#define WATCHED_SPAN (UINT64_C(1) << 15) /* events recorded in front of a goal */

/* How far to run: whichever comes first. */
struct goal {
	uint64_t events, operations; /* from the beginning of the run; UINT64_MAX = no bound */
};

/* The image to start from, borrowed: WATCHED_SPAN in front of the goal or more, so that the records
 * will be long, or the first.  There must be one. */
const struct checkpoint *approach_from(const struct checkpoints *checkpoints, struct goal goal);

/* More is to be run; the goal is reached; the run has ended before. */
enum approach { APPROACH_MORE, APPROACH_THERE, APPROACH_END };

/* Run on from the reel's end, at rest there and not behind the goal, at most [events] events:
 * quietly while far away, which forgets the records, then recorded. */
enum approach approach_run(struct reel *reel, struct goal goal, uint64_t events);

#endif
