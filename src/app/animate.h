/*
 * animate.h - when things move on the screen: what was moved by one step at a pace that can be
 * followed.  What moves, and how it looks, is view/motion.h.
 */
#ifndef APP_ANIMATE_H
#define APP_ANIMATE_H

#include "app/app.h"

/* The panes have been drawn on [canvas]: find out by its tags what travels from the frame before. */
void animate_plan(struct app *app, const struct canvas *canvas);

/* Nothing moves from now on till the next move. */
void animate_stop(struct app *app);

/* True if the time has come for another frame. */
bool animate_tick(struct app *app, uint64_t now_ms);

/* Milliseconds until then; -1 = nothing moves. */
int animate_wait_ms(const struct app *app, uint64_t now_ms);

/* At the end of the app. */
void animate_fini(struct app *app);

#endif
