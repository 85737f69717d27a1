/*
 * world.h - a program and the heap it runs on: one store, from which both can be
 * brought back.
 */
#ifndef TIMELINE_WORLD_H
#define TIMELINE_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "heap/heap.h"
#include "program/program.h"
#include "store/image.h"
#include "store/store.h"

struct world_options {
	const struct model *model;  /* NULL = the one the program asks for */
	uint64_t arena_limit;       /* 0 = the program's, or what the store holds */
	uint64_t room;              /* bytes of the store, no more and no less; 0 = what there is */
};

struct world {
	struct store store;
	struct heap heap;
	struct program *program; /* borrowed */
	struct world_state *state; /* in the store */
	addr area;               /* the program's part of the store */
};

/* How large the stores of the worlds of one timeline can be, in bytes.  All must be of one size:
 * where things lie depends on it, and images go from one to the other.  0: no memory to be had. */
uint64_t world_room(const struct program *program);

/* An empty heap with the program, which is borrowed, in front of its first event.  False: no memory
 * to be had, and nothing to end.  What the program meets before its first event goes to [notices]
 * (may be NULL, here and below). */
bool world_init(struct world *world, struct program *program, const struct world_options *options,
		struct notices *notices);
void world_fini(struct world *world);

/* Fill [event] with what comes next; its texts are the program's.  After a crash no operation
 * comes: EVENT_END.  At the end of a program that grows, world_resume first: it looks for more. */
void world_resume(struct world *world, struct notices *notices);
void world_peek(const struct world *world, struct event *event);

/* Let it happen, what world_peek said.  Returns what the operation returned; NULL if it is none.
 * [listener] (may be NULL) hears of it if it is one. */
addr world_run(struct world *world, const struct event *event, struct notices *notices);
addr world_run_told(struct world *world, const struct event *event,
		    const struct op_listener *listener, struct notices *notices);

/* Let up to [most] operations happen without a look at what comes next, which is quicker.  Returns
 * how many have (see program_ops.run); 0: what comes next must be looked at. */
uint64_t world_run_on(struct world *world, uint64_t most, const struct op_listener *listener,
		      struct notices *notices);

/* Bytes asked for with all blocks that live in pools. */
uint64_t world_requested(const struct world *world);

/* At rest alone: in the middle of a step nobody knows which memory an arena that comes or goes has.
 * Add to [ranges], which the caller ends, what can hold anything but zeros; a digest of that; an
 * image of it, which the caller destroys; and become an image's world: one of a world with the same
 * program and options, the journal detached. */
void world_ranges(const struct world *world, struct ranges *ranges);
uint64_t world_hash(const struct world *world);
struct image *world_image(const struct world *world);
void world_restore(struct world *world, const struct image *image);

#endif
