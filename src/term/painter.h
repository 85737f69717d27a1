/*
 * painter.h - from a canvas to what curses is told.
 *
 * The painter keeps a copy of what the screen shows and passes on only the cells
 * that differ from it.
 */
#ifndef TERM_PAINTER_H
#define TERM_PAINTER_H

#include <stdbool.h>

#include "draw/canvas.h"
#include "draw/style.h"

struct painter;

/* After newterm().  Only ASCII is sent if [is_ascii].  It has no size until painter_resize.  Never
 * NULL; to be ended with painter_destroy, for which NULL is fine. */
struct painter *painter_new(enum colour_depth depth, bool is_ascii, const struct theme *theme);
void painter_destroy(struct painter *painter);

/* Other colours: the next painter_draw tells curses all cells. */
void painter_set_theme(struct painter *painter, const struct theme *theme);

/* The screen's size now, clamped to 1..CANVAS_MAX_SIDE.  A new one: everything is drawn again. */
void painter_resize(struct painter *painter, int width, int height);

/* What is drawn on: the screen's size, within CANVAS_MAX_SIDE. */
int painter_width(const struct painter *painter);
int painter_height(const struct painter *painter);

/* Somebody else has drawn on the screen: draw everything again. */
void painter_redraw(struct painter *painter);

/* Tell curses what differs; beyond a smaller canvas it is blank.  True: doupdate() sends it.
 * False: nothing did, there is nothing to update. */
bool painter_draw(struct painter *painter, const struct canvas *canvas);

#endif
