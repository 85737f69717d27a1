/*
 * ansi.h - what to send to a terminal that shows one picture so that it shows another.
 *
 * Only cells that look different are written; the cursor is moved over the others.  Nothing but
 * what every terminal and player understands: CUP, CUF, EL, SGR, and no state between calls but
 * what struct ansi remembers.
 */
#ifndef DRAW_ANSI_H
#define DRAW_ANSI_H

#include <stdbool.h>
#include <stdio.h>

#include "draw/canvas.h"
#include "draw/style.h"

/* The first three are the caller's to set. */
struct ansi {
	const struct theme *theme;
	enum colour_depth depth;
	FILE *out;          /* borrowed */
	/* how the terminal was left; ansi_begin */
	int x, y;           /* of its cursor, from 0 */
	struct style style; /* of what is written next */
};

/* A terminal of which nothing is known: make it blank, hide the cursor. */
void ansi_begin(struct ansi *ansi);

/* From [before] to [after]; [before] NULL: blank.  Of the same size.  True if anything differed. */
bool ansi_change(struct ansi *ansi, const struct canvas *before, const struct canvas *after);

/* Leave the terminal in its usual style, the cursor shown, in the last of the [height] rows of the
 * picture. */
void ansi_end(struct ansi *ansi, int height);

#endif
