/*
 * outlook.h - what will become of pools: the fates of the blocks that hold them now.
 */
#ifndef TIMELINE_OUTLOOK_H
#define TIMELINE_OUTLOOK_H

#include "timeline/fates.h"
#include "timeline/world.h"

/* The future of a block, as people ask for it. */
enum future {
	FUTURE_SOON,    /* its place becomes free within so many operations */
	FUTURE_LATER,
	FUTURE_NEVER,   /* not before the run ends */
	FUTURE_UNKNOWN, /* nobody has been so far ahead, or it was not kept */
	FUTURE_COUNT
};

struct outlook {
	uint32_t blocks[FUTURE_COUNT];
	uint64_t last; /* operation that ends the last of those that end */
};

/* Of every pool, at one moment. */
struct outlooks {
	struct outlook *items; /* slots * per_slot; owned */
	uint64_t slots;
	uint32_t per_slot;
	struct birth *births;  /* room for collecting; owned */
	size_t room;
	/* for what it was made */
	bool any, complete;
	uint64_t events, scouted, soon;
};

enum future future_of(struct fate fate, uint64_t now, uint64_t soon);

void outlooks_fini(struct outlooks *outlooks);

/* Make it for the world as it stands, unless it is; while much is still to be scouted, one that
 * was made a little earlier will do. */
void outlooks_make(struct outlooks *outlooks, const struct world *world,
		   const struct fates *fates, bool complete, uint64_t soon);

/* Of one pool.  Nothing but zeros where it is not known. */
struct outlook outlooks_find(const struct outlooks *outlooks, uint64_t slot, uint32_t pool);

#endif
