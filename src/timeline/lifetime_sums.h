/*
 * lifetime_sums.h - what will become of pools: the lifetimes of the blocks that hold them now.
 */
#ifndef TIMELINE_LIFETIME_SUMS_H
#define TIMELINE_LIFETIME_SUMS_H

#include "timeline/lifetimes.h"
#include "timeline/world.h"

/* The future of a block, as people ask for it. */
enum future {
	FUTURE_SOON, /* its place becomes free within [soon] operations */
	FUTURE_LATER,
	FUTURE_NEVER,   /* not before the run ends */
	FUTURE_UNKNOWN, /* nobody has been so far ahead, or it was not kept */
	FUTURE_COUNT
};

struct lifetime_sum {
	uint32_t blocks[FUTURE_COUNT];
	uint64_t last; /* operation that ends the last of those that end */
};

/* Of every pool, at one moment. */
struct lifetime_sums {
	struct lifetime_sum *items; /* slots * per_slot; owned */
	uint64_t slots;
	uint32_t per_slot;
	struct birth *births;  /* room for collecting; owned */
	size_t room;
	/* for what it was made */
	bool any, complete;
	uint64_t events, scouted, soon; /* scouted: as lifetimes.known was; soon: operations */
};

/* What an ending is, seen from operation [now]; [soon]: operations. */
enum future lifetime_future(struct ending ending, uint64_t now, uint64_t soon);

/* Free what it owns; it is all zeros then, as it has to be at first. */
void lifetime_sums_fini(struct lifetime_sums *sums);

/* Make it for the world as it stands, unless it is; while much is still to be scouted, one that
 * was made a little earlier will do.  Takes time in proportion to the heap.  [complete]: what
 * [lifetimes] knows is the whole run; [soon]: operations. */
void lifetime_sums_make(struct lifetime_sums *sums, const struct world *world,
			const struct lifetimes *lifetimes, bool complete, uint64_t soon);

/* That of one pool, any: nothing but zeros where it is not known. */
struct lifetime_sum lifetime_sums_find(const struct lifetime_sums *sums, uint64_t slot,
				       uint32_t pool);

#endif
