/*
 * strip.h - the timeline strip's scale, for those who click on it.
 *
 * The scale counts operations, as the title line does.  Stops between two operations share
 * the way from one to the next, so that they do not lie on top of each other.
 */
#ifndef VIEW_STRIP_H
#define VIEW_STRIP_H

#include "draw/rect.h"
#include "view/scene.h"

/* What a click means: a moment that is drawn there, or else so many operations. */
struct strip_goal {
	bool any; /* false: beside the timeline */
	const struct moment *moment; /* NULL = none */
	uint64_t operations;
};

/* [x]: a column of [strip], the rectangle of the pane. */
struct strip_goal strip_find(const struct scene *scene, struct rect strip, int x);

#endif
