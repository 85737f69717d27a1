/*
 * cursor.h - what is looked at: which pool, what in it, how closely.
 *
 * One value: it is kept once, and copied where a fork or the other of two sides needs it back.
 */
#ifndef UI_CURSOR_H
#define UI_CURSOR_H

#include <stdbool.h>

#include "view/scene.h"
#include "view/view.h"

struct cursor {
	struct viewpoint at;
	enum pane pane;     /* of the usual screen, that has the keys; PANE_COUNT = none */
	enum pane zoom;     /* has the whole screen; PANE_COUNT = none has */
	enum level entered; /* the level at which the usual screen was left */
};

/* Following, on the usual screen. */
static inline struct cursor cursor_at_rest(void)
{
	return (struct cursor){.pane = PANE_COUNT, .zoom = PANE_COUNT};
}

#endif
