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

/* A scout at the beginning, which may take [memory_bytes] for images and lifetimes.  [program] is
 * borrowed.  False: no memory to be had, and nothing to end. */
bool scout_init(struct scout *scout, struct program *program, const struct world_options *options,
		uint64_t memory_bytes);

/* The same of a run that goes its own way from where [here] is, at rest: up to there [from] has
 * been.  Images and lifetimes of [from] are borrowed: it must outlive this one. */
bool scout_branch(struct scout *scout, const struct scout *from, const struct world *here,
		  struct program *program, const struct world_options *options);
void scout_fini(struct scout *scout);

/* For a caller that looks over its shoulder, while it is running: run the next event, which has
 * been peeked at in its world, or tell it that there is none, which ends that world.  Returns what
 * the operation returned. */
addr scout_take(struct scout *scout, const struct event *event);
void scout_finish(struct scout *scout);

/* Run at most [events] further.  True while there is more to do; false at the end, of a program
 * that grows at what there is so far. */
bool scout_run(struct scout *scout, uint64_t events);

#endif
