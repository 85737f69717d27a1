/*
 * palette.h - all commands by name, filtered while one types, with their keys.
 */
#ifndef UI_PALETTE_H
#define UI_PALETTE_H

#include "ui/ui.h"

extern const struct overlay palette_overlay;

/* The command: open it.  A number typed before it is for the command that will be chosen. */
void palette_open(struct ui *ui);

#endif
