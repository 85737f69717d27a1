/*
 * scout.h - the world that runs ahead, once, and tells what it saw.
 */
#ifndef TIMELINE_SCOUT_H
#define TIMELINE_SCOUT_H

#include "timeline/checkpoints.h"
#include "timeline/lifetimes.h"
#include "timeline/series.h"
#include "timeline/timeline.h"

#define INDEX_MAX MARKS_WAITING_MOST /* moments kept */
#define ARENA_CHANGES_MAX 1000000u
#define NOTICES_MAX 100u    /* failed expectations and faults kept */

struct scout {
	struct world world;
	bool running;             /* the world is there */
	struct step_log log;      /* only the set of kinds */
	struct notices notices;   /* of the last commit */
	uint64_t held;            /* arenas, as last noted */
	struct checkpoints checkpoints;
	struct timeline_index index;
	struct series series;
	struct lifetimes lifetimes;
	uint64_t bytes;           /* handed out from pools, now */
};

bool scout_init(struct scout *scout, struct program *program, const struct world_options *options,
		uint64_t memory_bytes);
/* A scout of a run that goes its own way from where [here] is: up to there [from] has been. */
bool scout_branch(struct scout *scout, const struct scout *from, const struct world *here,
		  struct program *program, const struct world_options *options);
void scout_fini(struct scout *scout);

/* For a caller that looks over its shoulder: run the next event, which has been peeked at in its
 * world, or tell it that there is none.  Returns what the operation returned. */
addr scout_take(struct scout *scout, const struct event *event);
void scout_finish(struct scout *scout);

/* True while there is more to do. */
bool scout_run(struct scout *scout, uint64_t events);

#endif
