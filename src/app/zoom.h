/*
 * zoom.h - panes and levels: which is shown, what is selected there, what the mouse means.
 */
#ifndef APP_ZOOM_H
#define APP_ZOOM_H

#include "app/app.h"

/* To the next pane ([by] 1) or the previous one (-1). */
void zoom_turn_pane(struct app *app, int by);

/* A level further in: of the usual screen, to the pane that has the keys.  With a number typed,
 * into the arena, pool or block of that number. */
void zoom_in(struct app *app);

/* The way back, to the usual screen at last. */
void zoom_out(struct app *app);

/* Select what lies so many things, or rows of things, further on.  Holds the focus. */
void zoom_select_by(struct app *app, int64_t by, bool rows);

/* A click on what is drawn there: select it; if it was selected already, zoom in on it. */
void zoom_click(struct app *app, const struct press *press);

/* False: the wheel is not over a zoomed level, and means something else. */
bool zoom_wheel(struct app *app, const struct press *press);

/* Remember of the layout what the next key needs to know. */
void zoom_measure(struct app *app);

#endif
