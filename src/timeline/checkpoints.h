/*
 * checkpoints.h - images of a world at intervals, within a budget of bytes.
 *
 * When the budget is exceeded every second image goes and the interval doubles: memory
 * stays bounded, a jump costs at most one interval of replaying.
 */
#ifndef TIMELINE_CHECKPOINTS_H
#define TIMELINE_CHECKPOINTS_H

#include <stddef.h>
#include <stdint.h>

#include "timeline/world.h"

#define CHECKPOINT_INTERVAL (UINT64_C(1) << 18) /* events, to begin with */

struct checkpoint {
	uint64_t events, operations;
	struct image *image;
	bool is_borrowed;    /* of the run that this one branches off; otherwise owned */
};

struct checkpoints {
	struct checkpoint *items; /* ascending; the first is the beginning of the run */
	size_t count, capacity;
	uint64_t interval; /* events between two, a power of two */
	uint64_t bytes, budget; /* of the images that are owned; what these may take */
};

/* [budget]: bytes.  The first image stays even if it takes more. */
void checkpoints_init(struct checkpoints *checkpoints, uint64_t budget);
void checkpoints_fini(struct checkpoints *checkpoints);

/* Take an image of [world], which is at rest, if one is due here (always at event 0).  To be
 * offered each place where one is due, in order. */
void checkpoints_offer(struct checkpoints *checkpoints, const struct world *world);

/* How many events there are from these to the next of which an image is due; 1 or more. */
static inline uint64_t checkpoints_room(const struct checkpoints *checkpoints, uint64_t events)
{
	return checkpoints->interval - (events & (checkpoints->interval - 1));
}

/* Take over what another run has kept up to [events], but for the first, of which this run has its
 * own already; its images must stay as long as these. */
void checkpoints_borrow(struct checkpoints *checkpoints, const struct checkpoints *from,
			uint64_t events);

/* From now on [bytes] of the budget are needed for something else. */
void checkpoints_shrink(struct checkpoints *checkpoints, uint64_t bytes);

/* The last one at or before a number of events, or operations; borrowed, until the next call that
 * changes these.  There must be one. */
const struct checkpoint *checkpoints_before_event(const struct checkpoints *checkpoints,
						  uint64_t events);
const struct checkpoint *checkpoints_before_operation(const struct checkpoints *checkpoints,
						      uint64_t operations);

#endif
