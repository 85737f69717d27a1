/*
 * hand_line.h - the line on which operations are typed: what can be typed, what is wrong with it.
 *
 * Doing it is the session's business (session/by_hand.h).
 */
#ifndef APP_HAND_LINE_H
#define APP_HAND_LINE_H

#include "app/app.h"

extern const struct overlay hand_line_overlay;

/* The command. */
void hand_line_open(struct app *app);

/* Throw the fork away, and look at what was looked at when it began.  False: there was none. */
bool hand_line_leave(struct app *app);

#endif
