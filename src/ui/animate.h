/*
 * animate.h - when things move on the screen: what was moved by one step at a pace that can be
 * followed.  What moves, and how it looks, is view/motion.h.
 */
#ifndef UI_ANIMATE_H
#define UI_ANIMATE_H

#include "ui/ui.h"

/* The panes have been drawn on [canvas]: find out by its tags what travels from the frame before. */
void animate_plan(struct ui *ui, const struct canvas *canvas);

/* Nothing travels until the next move of the session. */
void animate_stop(struct ui *ui);

/* True if the time has come for another frame. */
bool animate_tick(struct ui *ui, uint64_t now_ms);

/* Milliseconds until then; -1 = nothing moves. */
int animate_wait_ms(const struct ui *ui, uint64_t now_ms);

/* Free what it remembers; at the end of the interface. */
void animate_fini(struct ui *ui);

#endif
