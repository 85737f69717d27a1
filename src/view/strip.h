/*
 * strip.h - the timeline strip's scale, for clicks on it.
 *
 * The scale counts operations, as the title line does.  Stops between two operations share
 * the way from one to the next, so that they do not lie on top of each other.
 */
#ifndef VIEW_STRIP_H
#define VIEW_STRIP_H

#include "draw/canvas.h"
#include "draw/rect.h"
#include "view/scene.h"

/* What a click means: a moment that is drawn there, or else a number of operations. */
struct strip_goal {
	bool any; /* false: beside the timeline */
	const struct moment *moment; /* NULL = none */
	uint64_t operations;
};

/* [x]: a column of [strip], the rectangle of the pane. */
struct strip_goal strip_find(const struct scene *scene, struct rect strip, int x);

/* The line under curves: as wide as when no message stands beside it. */
int strip_width(const struct scene *scene, int room);

/* The column of the present position on a line of that width. */
int strip_column(const struct scene *scene, int width);

/* The operations behind which the run is while the position is in a column. */
void strip_range(const struct scene *scene, int width, int column, uint64_t *first,
		 uint64_t *last);

/* A line of its own, from (x, y) on: its ends, the moments, the present position. */
void strip_draw_line(const struct scene *scene, struct canvas *canvas, int x, int y, int width);

#endif
