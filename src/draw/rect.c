/*
 * rect.c - rectangles of character cells.
 */
#include "draw/rect.h"

static int clamp(int n, int low, int high)
{
	return n < low ? low : n > high ? high : n;
}

static int min(int a, int b)
{
	return a < b ? a : b;
}

static int max(int a, int b)
{
	return a > b ? a : b;
}

struct rect rect_cut_top(struct rect *rect, int n)
{
	n = clamp(n, 0, rect->h);
	struct rect piece = {rect->x, rect->y, rect->w, n};
	rect->y += n;
	rect->h -= n;
	return piece;
}

struct rect rect_cut_bottom(struct rect *rect, int n)
{
	n = clamp(n, 0, rect->h);
	rect->h -= n;
	return (struct rect){rect->x, rect->y + rect->h, rect->w, n};
}

struct rect rect_cut_left(struct rect *rect, int n)
{
	n = clamp(n, 0, rect->w);
	struct rect piece = {rect->x, rect->y, n, rect->h};
	rect->x += n;
	rect->w -= n;
	return piece;
}

struct rect rect_cut_right(struct rect *rect, int n)
{
	n = clamp(n, 0, rect->w);
	rect->w -= n;
	return (struct rect){rect->x + rect->w, rect->y, n, rect->h};
}

struct rect rect_intersect(struct rect a, struct rect b)
{
	int left = max(a.x, b.x), right = min(a.x + a.w, b.x + b.w);
	int top = max(a.y, b.y), bottom = min(a.y + a.h, b.y + b.h);
	if (left >= right || top >= bottom)
		return (struct rect){left, top, 0, 0};
	return (struct rect){left, top, right - left, bottom - top};
}

struct rect rect_inset(struct rect rect, int n)
{
	/* One too small for its inset collapses onto its middle. */
	int across = n < rect.w / 2 ? n : rect.w / 2;
	int down = n < rect.h / 2 ? n : rect.h / 2;
	return (struct rect){rect.x + across, rect.y + down, max(rect.w - 2 * n, 0),
			     max(rect.h - 2 * n, 0)};
}

bool rect_contains(struct rect rect, int x, int y)
{
	return x >= rect.x && x < rect.x + rect.w && y >= rect.y && y < rect.y + rect.h;
}
