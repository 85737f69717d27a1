/*
 * commands.h - what the commands of commands.def do.
 */
#ifndef UI_COMMANDS_H
#define UI_COMMANDS_H

#include "ui/ui.h"

/* At the beginning: what always lies over the screen, and takes a key now and then. */
void commands_open(struct ui *ui);

/* Whether a command does something by itself: an answer has its digit, a click its place. */
bool commands_can(enum command_id id);

/* What the mouse does where nothing lies over the screen; the press is one of its own kind. */
void commands_click(struct ui *ui, const struct press *press);
void commands_wheel(struct ui *ui, const struct press *press);

#endif
