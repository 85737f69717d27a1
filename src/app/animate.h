/*
 * animate.h - when things move on the screen: what was moved by one step at a pace that can be
 * followed.  What moves, and how it looks, is view/motion.h.
 */
#ifndef APP_ANIMATE_H
#define APP_ANIMATE_H

#include "app/app.h"

/* The next frame shows one move further, or one back ([forwards] 1 or -1), or several (0). */
void animate_moved(struct app *app, int forwards);

/* Before and after the frame is drawn. */
void animate_begin(struct app *app, struct canvas *canvas);
void animate_draw(struct app *app, struct canvas *canvas);

/* Nothing moves from now on till the next move. */
void animate_stop(struct app *app);

/* True if the time has come for another frame. */
bool animate_tick(struct app *app, uint64_t now_ms);

/* Milliseconds until then; -1 = nothing moves. */
int animate_wait_ms(const struct app *app, uint64_t now_ms);

#endif
