/*
 * help.h - the help screen: every command, from the one list of them.
 */
#ifndef APP_HELP_H
#define APP_HELP_H

#include "app/app.h"

extern const struct overlay help_overlay;

/* At its first page. */
void help_open(struct app *app);

/* How many pages there are on a screen of this size; stay within them. */
void help_measure(struct app *app, int width, int height);

#endif
