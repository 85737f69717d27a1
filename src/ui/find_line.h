/*
 * find_line.h - asking what to look for: a line to type on, and a menu of conditions.
 *
 * Looking itself is the session's business (session/find.h).
 */
#ifndef UI_FIND_LINE_H
#define UI_FIND_LINE_H

#include "ui/ui.h"

extern const struct overlay find_line_overlay, find_menu_overlay;

/* Commands: the line (/); the menu (w); n N, c C, which open one of them if there is no condition
 * yet. */
void find_line_open(struct ui *ui);
void find_menu_open(struct ui *ui);
void find_line_again(struct ui *ui, enum find_use use, bool back);

#endif
