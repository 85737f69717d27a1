/*
 * navigate.h - panes and levels: which is shown, what is selected there, what the mouse means.
 */
#ifndef UI_NAVIGATE_H
#define UI_NAVIGATE_H

#include "ui/ui.h"

/* To the next pane ([by] 1) or the previous one (-1). */
void navigate_turn_pane(struct ui *ui, int by);

/* A level further in: of the usual screen, to the pane that has the keys.  With a number typed,
 * into the arena, pool or block of that number. */
void navigate_in(struct ui *ui);

/* The way back, to the usual screen at last. */
void navigate_out(struct ui *ui);

/* Select what lies [by] things, or rows of things, further on.  Holds the focus. */
void navigate_select_by(struct ui *ui, int64_t by, bool rows);

/* A click on what is drawn there: select it; if it was selected already, zoom in on it. */
void navigate_click(struct ui *ui, const struct press *press);

/* False: the wheel is not over a zoomed level, and means something else. */
bool navigate_wheel(struct ui *ui, const struct press *press);

/* Remember of the layout what the next key needs to know. */
void navigate_measure(struct ui *ui);

#endif
