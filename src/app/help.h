/*
 * help.h - the help screen: every command, from the one list of them.
 */
#ifndef APP_HELP_H
#define APP_HELP_H

#include "app/app.h"

void help_draw(struct app *app, struct canvas *canvas);

/* A key while help is shown: another page where there are several, or the end of it. */
void help_turn(struct app *app, enum command_id id);

#endif
