/*
 * tenants.h - all blocks that ever lay at an address.
 *
 * The whole run is looked through once, in slices, in a world of its own: what is shown stays as
 * it is.  A tenant is a block that the byte at the address belonged to; its pool may have had
 * other size classes at other times.
 *
 * The memory is bounded: kept are the first, the last, and those around the moment from which it
 * was asked; of the others their number alone.
 */
#ifndef TIMELINE_TENANTS_H
#define TIMELINE_TENANTS_H

#include "timeline/timeline.h"
#include "timeline/world.h"

#define TENANTS_KEPT 200u /* of each of the four parts */

struct tenant {
	uint64_t number;    /* among all tenants, from 1 */
	uint64_t born;      /* operation that made the block */
	uint64_t freed;     /* that ended its stay; 0 = it has not been ended so far */
	addr block;         /* where it begins */
	uint64_t requested; /* bytes */
	uint32_t bytes;     /* of the block */
	bool came, moved;   /* by realloc: here, and away */
	uint64_t name;      /* for program_ops.spell */
};

/* The first tenants, or the last. */
struct tenant_part {
	struct tenant items[TENANTS_KEPT];
	uint64_t count; /* ever put in; in a ring the last TENANTS_KEPT of them are there */
};

enum tenants_state { TENANTS_NONE, TENANTS_MORE, TENANTS_DONE, TENANTS_NO_MEMORY };

struct tenants {
	struct program *program;      /* borrowed */
	struct world_options options;
	struct world world;
	bool running;                 /* the world is there */
	enum tenants_state state;
	addr where;                   /* the byte */
	uint64_t from;                /* operation from which it was asked */
	uint64_t count;               /* tenants so far */
	struct tenant_part first, before, after, last; /* before, last: rings */
};

/* [program] is borrowed, [options] copied.  Takes no memory yet. */
void tenants_init(struct tenants *tenants, struct program *program,
		  const struct world_options *options);
void tenants_fini(struct tenants *tenants);

/* Begin to look for the tenants of the byte at [where]; [from]: the operation that is shown.  What
 * was found is forgotten.  No memory to be had: tenants->state is TENANTS_NO_MEMORY. */
void tenants_begin(struct tenants *tenants, addr where, uint64_t from);

/* Run at most [events] further; the state then. */
enum tenants_state tenants_run(struct tenants *tenants, uint64_t events);

/* Operations looked at. */
uint64_t tenants_done(const struct tenants *tenants);

/* Put those that were kept into [list], in order, at most [most]; returns how many.  Borrowed,
 * until the next tenants_begin or tenants_run. */
size_t tenants_list(const struct tenants *tenants, const struct tenant **list, size_t most);

/* The number of the one that is chosen: [number], or if that is 0, of the last one born by
 * operation [now] (or else the first); 0 = there is none. */
uint64_t tenants_chosen(const struct tenants *tenants, uint64_t number, uint64_t now);

/* What tenants_list gives at most. */
#define TENANTS_MOST (4 * TENANTS_KEPT)

#endif
