/*
 * hand_line.h - the line on which operations are typed: what can be typed, what is wrong with it.
 *
 * Doing it is the session's business (session/by_hand.h).
 */
#ifndef UI_HAND_LINE_H
#define UI_HAND_LINE_H

#include "ui/ui.h"

extern const struct overlay hand_line_overlay;

/* The command. */
void hand_line_open(struct ui *ui);

/* Throw the fork away, and look at what was looked at when it began.  False: there was none. */
bool hand_line_leave(struct ui *ui);

#endif
