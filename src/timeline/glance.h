/*
 * glance.h - what the next operation will do, seen in a world of its own: the run that is shown
 * does not move.
 */
#ifndef TIMELINE_GLANCE_H
#define TIMELINE_GLANCE_H

#include <stdint.h>

#include "store/journal.h"
#include "timeline/world.h"

enum glance_state {
	GLANCE_OPERATION,
	GLANCE_END,       /* no operation comes any more */
	GLANCE_NO_MEMORY, /* nothing else is of use then */
};

struct glance {
	enum glance_state state;
	struct world world;    /* behind the operation, or at the end */
	struct event event;    /* the operation ... */
	addr result;           /* ... and what it returned */
	struct step_log log;
	struct journal *journal; /* owned */
	uint64_t first_step;   /* of the operation, in the journal */
	uint32_t step_count;
};

/* Run on from [here], a world at rest with room as in [options], to behind its next operation.  In
 * time and memory this costs as much as the heap holds.  To be closed whatever came of it. */
void glance_open(struct glance *glance, const struct world *here, const struct world_options *options);
void glance_close(struct glance *glance);

/* Step [i] of the operation, from 0, below step_count. */
static inline const struct step_record *glance_step(const struct glance *glance, uint32_t i)
{
	return journal_step(glance->journal, glance->first_step + i);
}

#endif
