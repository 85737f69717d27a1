/*
 * box.h - a framed box above the line that asks: what can be typed, what went wrong.
 */
#ifndef UI_BOX_H
#define UI_BOX_H

#include <stdbool.h>

#include "draw/canvas.h"

#define BOX_LINES_MOST 16

struct box_line {
	char key[32], words[100];
	bool is_dim, is_selected;
};

struct box {
	const char *title;
	struct box_line lines[BOX_LINES_MOST];
	int count;
	int keys; /* columns that the keys take at least */
};

/* Add a line: a key, or a form, and what it does.  With all lines taken, nothing happens and the
 * last one comes back. */
struct box_line *box_add(struct box *box, const char *key, const char *words);

/* Lines of a box that there is room for above row [bottom]. */
int box_rows(int bottom);

/* Draw it above row [bottom]: as many lines as there is room for, the screen's title left alone. */
void box_draw(const struct box *box, struct canvas *canvas, int bottom);

/* A text in a box there: its line breaks are kept, long lines folded, but for a line with a caret
 * below it, which must stay where it points. */
void box_text(const char *title, const char *text, enum role role, struct canvas *canvas,
	      int bottom);

#endif
