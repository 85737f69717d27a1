/*
 * help_screen.h - the help screen: every command, from the one list of them.
 */
#ifndef UI_HELP_SCREEN_H
#define UI_HELP_SCREEN_H

#include "ui/ui.h"

extern const struct overlay help_screen_overlay;

/* At its first page. */
void help_screen_open(struct ui *ui);

/* How many pages there are on a screen of this size; stay within them. */
void help_screen_measure(struct ui *ui, int width, int height);

#endif
