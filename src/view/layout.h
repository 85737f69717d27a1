/*
 * layout.h - where each pane goes, computed once a frame from the size and from what the run as a
 * whole needs, so that no frame moves while one steps through it.
 *
 *	80 x 24                  120 and more               160 and more
 *	title                    title                      title
 *	+arenas-+pool------+     +arenas-+pool---------+    +arenas-+pool--------+bytes-+
 *	|       |          |     |       |             |    |       |            |      |
 *	+lists--+steps-----+     +lists--+steps-+ledger+    +lists--+steps+ledger+      |
 *	|       |          |     |       |      |      |    |       |     |      +class-+
 *	+-------+----------+     +-------+------+------+    +-------+-----+------+------+
 *	words                    words                      words
 *	strip                    strip                      strip
 *
 * A screen of 36 rows has curves between words and strip.  The pool has the most room: it is what
 * is being looked at.  Where the arenas of the run do not need their rows, the lists get them.
 * Where there are more rows than it needs (60 and more), the arena it lies in is shown below it.
 * The size classes stand under the bytes where height allows, and under the ledger of a tall screen
 * that has no third column.
 *
 * For a projector (PANE_BIG) there is nothing but its numbers and blocks, and what is happening.
 */
#ifndef VIEW_LAYOUT_H
#define VIEW_LAYOUT_H

#include <stdbool.h>

#include "draw/canvas.h"
#include "draw/rect.h"
#include "view/view.h"

struct layout {
	struct rect panes[PANE_COUNT]; /* frames included; empty = not shown */
	bool framed[PANE_COUNT];
	struct rect other[PANE_COUNT]; /* of the other of two sides; framed all */
};

/* What a run needs from its beginning to its end. */
struct layout_needs {
	uint64_t arenas;    /* the most there are at once, as far as is known */
	uint32_t pools;     /* of an arena */
	uint32_t classes;   /* that may be in use; 0 = a few */
	bool has_narrator;  /* there are words to read, not only facts */
	int words; /* rows that they want just now (words_view.h): the body gives them up as
		    * far as it can; 0 = as usual */
};

/* All but the words. */
struct layout_needs layout_needs_of(const struct timeline *timeline);

/* [zoom]: a pane that takes the whole body, PANE_BIG, or PANE_COUNT. */
void layout_compute(struct layout *layout, int width, int height, enum pane zoom,
		    const struct layout_needs *needs);

/* The same for two sides, which share the title, the differences, the words and the strip:
 *
 *	title                         100 columns and more; fewer with 40 rows and more: one
 *	+left-------+right-------+    above the other; else the one with the focus alone
 *	|arenas     |arenas      |
 *	+-----------+------------+
 *	|pool       |pool        |
 *	+-----------+------------+
 *	|steps      |steps       |
 *	+differences+------------+
 *	|                        |
 *	+------------------------+
 *	words, strip
 *
 * [focus]: 0 or 1, the side that the panes are of; a zoomed pane is that side's alone. */
void layout_beside(struct layout *layout, int width, int height, enum pane zoom, int focus,
		   const struct layout_needs *needs);

/* Draw the panes of the other side; before layout_draw, whose tags then are the last. */
void layout_draw_other(const struct layout *layout, const struct scene *other,
		       struct canvas *canvas);

/* Draw everything.  [focus] is the pane whose frame is marked, or PANE_COUNT. */
void layout_draw(const struct layout *layout, const struct scene *scene, struct canvas *canvas,
		 enum pane focus);

#endif
