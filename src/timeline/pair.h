/*
 * pair.h - one timeline, or two in lockstep.
 *
 * Two timelines make the same operations under two models.  There is one clock, a position;
 * each side stands where the clock stands, as far as it can.  Inside an operation one may have
 * fewer steps, or fewer writes in a step: it waits at the end of what it has, until the other
 * has come there too:
 *
 *	clock   5.0   5.1   5.2   5.3   6.0
 *	left    5.0   5.1   6.0 - waits 6.0      two steps
 *	right   5.0   5.1   5.2   5.3   6.0      four
 *
 * A side whose run is over (it crashed, and the other did not) stays at its end.
 *
 * Where a side stands follows from the clock alone, however the clock came there.  With one
 * side all this is the timeline itself.
 */
#ifndef TIMELINE_PAIR_H
#define TIMELINE_PAIR_H

#include "timeline/timeline.h"

#define PAIR_SIDES 2

struct pair {
	struct timeline *sides[PAIR_SIDES]; /* borrowed; the first leads: its marks, its length */
	int count;
	struct position at;                 /* the clock */
};

/* One side or, if [right] is not NULL, two different ones, at the place of [left], where
 * [right] goes, too.  The timelines are borrowed. */
struct pair pair_of(struct timeline *left, struct timeline *right);

/* As timeline_forward() and so on, of all sides: true if the clock moved, or came there exactly;
 * pair_scout and pair_get_ready: while there is more to do on a side, with [events] for each. */
bool pair_forward(struct pair *pair, enum detail detail);
bool pair_back(struct pair *pair, enum detail detail);
bool pair_seek(struct pair *pair, struct position position);
void pair_seek_end(struct pair *pair);
bool pair_seek_operation(struct pair *pair, uint64_t n, uint32_t steps);
bool pair_scout(struct pair *pair, uint64_t events);
bool pair_get_ready(struct pair *pair, uint64_t events);

/* Whether all runs have been seen to their ends. */
bool pair_is_complete(const struct pair *pair);

/* Operations that the scouts of all sides have seen; a side whose run is over counts only if it is
 * the first. */
uint64_t pair_operations(const struct pair *pair);

/* Whether side [side], from 0, is done with the operation under way, and the other is not. */
bool pair_waits(const struct pair *pair, int side);

/* Whether that side's run is over, and the other has gone on. */
bool pair_is_over(const struct pair *pair, int side);

/* Give [events] the next position, or the last one before, where the number of arenas that one side
 * has more than the other becomes another one: only one of them obtained or returned an arena
 * there.  False: there is none as far as the scouts have been (see pair_is_complete). */
bool pair_find_divergence(const struct pair *pair, bool back, uint64_t *events);

#endif
