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
	uint64_t events, operations;
};

/* The image to start from: far enough in front of the goal that the records will be long. */
const struct checkpoint *approach_from(const struct checkpoints *checkpoints, struct goal goal);

enum approach { APPROACH_MORE, APPROACH_THERE, APPROACH_END };

/* Run on from the reel's end, at most [events] events: quietly while far away, then recorded.
 * Tells whether more is to be run, the goal is reached, or the run has ended before. */
enum approach approach_run(struct reel *reel, struct goal goal, uint64_t events);

#endif
