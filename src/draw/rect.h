/*
 * rect.h - rectangles of character cells, and cutting pieces off them.
 */
#ifndef DRAW_RECT_H
#define DRAW_RECT_H

#include <stdbool.h>

struct rect {
	int x, y, w, h; /* w, h >= 0; an empty rectangle draws nothing */
};

/* Cut [n] rows or columns off one side of [rect], which shrinks; return the
 * piece.  [n] is clamped to what is there. */
struct rect rect_cut_top(struct rect *rect, int n);
struct rect rect_cut_bottom(struct rect *rect, int n);
struct rect rect_cut_left(struct rect *rect, int n);
struct rect rect_cut_right(struct rect *rect, int n);

/* What two rectangles share; empty (w = h = 0) when nothing. */
struct rect rect_intersect(struct rect a, struct rect b);

/* Smaller by [n] cells on every side; larger for a negative [n]. */
struct rect rect_inset(struct rect rect, int n);

/* Whether the cell (x, y) is one of [rect]. */
bool rect_contains(struct rect rect, int x, int y);

#endif
