/*
 * commands.h - what the commands of commands.def do.
 */
#ifndef APP_COMMANDS_H
#define APP_COMMANDS_H

#include "app/app.h"

/* At the beginning: what always lies over the screen, and takes a key now and then. */
void commands_open(struct app *app);

/* What the mouse does where nothing lies over the screen. */
void commands_click(struct app *app, const struct press *press);
void commands_wheel(struct app *app, const struct press *press);

#endif
