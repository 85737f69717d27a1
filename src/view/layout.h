/*
 * layout.h - where each pane goes, computed once a frame from the size alone.
 *
 *	80 x 24                  120 and more               160 and more
 *	title                    title                      title
 *	+arenas-+pool------+     +arenas-+pool---------+    +arenas-+pool--------+bytes-+
 *	|       |          |     |       |             |    |       |            |      |
 *	+lists--+steps-----+     +lists--+steps-+ledger+    +lists--+steps+ledger+      |
 *	|       |          |     |       |      |      |    |       |     |      |      |
 *	+-------+----------+     +-------+------+------+    +-------+-----+------+------+
 *	words                    words                      words
 *	strip                    strip                      strip
 *
 * A screen of 36 rows has curves between words and strip.  The pool has the most room: it is what is being looked at.
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
};

/* [zoom]: a pane that takes the whole body, or PANE_COUNT. */
void layout_compute(struct layout *layout, int width, int height, enum pane zoom);

/* Draw everything.  [focus] is the pane whose frame is marked, or PANE_COUNT. */
void layout_draw(const struct layout *layout, const struct scene *scene, struct canvas *canvas,
		 enum pane focus);

#endif
