/*
 * things.h - what can be chosen in a pane: arenas, pools, blocks, words.
 *
 * Things have numbers from 0 in the order in which they are drawn; the header of a pool is -1, in
 * front of its block 0.
 */
#ifndef VIEW_THINGS_H
#define VIEW_THINGS_H

#include <stdint.h>

#include "draw/rect.h"
#include "view/scene.h"

/* A pool, and a byte in it. */
struct choice {
	struct focus focus;
	struct selection selection;
};

struct things {
	int64_t first; /* 0, or -1 */
	/* How many there are, from 0; 0 = none can be chosen. */
	int64_t (*count)(const struct scene *scene);
	/* The one in focus, or selected; [first] if there is none. */
	int64_t (*chosen)(const struct scene *scene);
	/* Choose one that there is.  [choice] is what the scene shows, and becomes what it is to
	 * show. */
	void (*choose)(const struct scene *scene, int64_t number, struct choice *choice);
	/* How many of them a row has, inside the pane's frame.  NULL = one. */
	uint32_t (*columns)(const struct scene *scene, struct rect inside);
	/* For lang_text(): that there is no such number, and which is the last.  NULL = they are not
	 * called by numbers. */
	const char *no_number;
	/* The things that a step of a whole row goes over, if they are others than these. */
	const struct things *rows;
};

extern const struct things process_things, arena_things, pool_things, hex_things;

#endif
