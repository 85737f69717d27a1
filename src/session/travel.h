/*
 * travel.h - going somewhere in the run.
 */
#ifndef SESSION_TRAVEL_H
#define SESSION_TRAVEL_H

#include "session/session.h"

/* By [count] stops of the present detail, or as far as the run goes. */
void travel_forward(struct session *session, uint64_t count);
void travel_back(struct session *session, uint64_t count);

/* To the [times]-th (from 1) mark, or else narrated stop, further on or back.  Where there are
 * fewer: back to the beginning; no further than the last mark; behind the last stop to the end. */
void travel_to_moment(struct session *session, bool mark, bool backwards, uint64_t times);

/* To the beginning. */
void travel_to_first(struct session *session);

/* To the end. */
void travel_to_last(struct session *session);

/* To operation [number], which may lie where nobody has been yet. */
void travel_to_operation(struct session *session, uint64_t number);

/* Where the scout has been, a jump is quick; elsewhere wait for it, the keyboard still alive.
 * True when there is nothing to wait for any more. */
bool travel_when_scouted(struct session *session);

/* To the [times]-th (from 1) next operation, or last one before, that obtains or returns an arena
 * on one of two sides alone.  Where there is none, or only one side, that is said. */
void travel_to_divergence(struct session *session, bool back, uint64_t times);

#endif
