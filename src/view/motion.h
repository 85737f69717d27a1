/*
 * motion.h - what moves from one frame to the next, so that the eye can follow it.
 *
 * The picture itself is always true: it shows the new state at once.  On top of it travels what
 * has moved, from where it was drawn to where it is drawn now:
 *
 *	a block      between its place in the pool and the hand of the program
 *	a pool       between its list and its place in the arena, or between two lists
 *	an arena     along usable_arenas, or into and out of it
 *	a pointer    along the scale under the pool
 *
 * No view knows of this: places come from the tags they put on what they draw (target.h).
 */
#ifndef VIEW_MOTION_H
#define VIEW_MOTION_H

#include "draw/canvas.h"
#include "view/scene.h"

/* A block that has just changed hands. */
struct handover {
	bool any, taken;   /* taken by the program, or given back */
	uint64_t tag;      /* of the block, as it is drawn */
	char name[LABEL_BYTES];
};

/* What is remembered of a frame that was drawn. */
struct motion_frame {
	struct canvas_places places; /* noted while it was drawn */
	struct handover handover;    /* motion_note */
	struct focus focus;          /* the same */
};

#define FLIGHTS_MAX 8

struct flight {
	struct canvas_place from, to;
	enum role role;
	char text[LABEL_BYTES];
};

struct motion {
	struct flight flights[FLIGHTS_MAX];
	int count;
};

/* Remember what the scene just drawn says of the block its operation is about. */
void motion_note(struct motion_frame *frame, const struct scene *scene);

/* What moves from [before] to [after], the frame of [scene]; [back]: a step was undone. */
void motion_plan(struct motion *motion, const struct scene *scene,
		 const struct motion_frame *before, const struct motion_frame *after, bool back);

/* Draw what moves where it is by now: [progress] goes from 0 to 1, where nothing is drawn. */
void motion_draw(const struct motion *motion, double progress, struct canvas *canvas);

#endif
