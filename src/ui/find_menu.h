/*
 * find_menu.h - what can be looked for, as boxes above the line that asks.
 */
#ifndef UI_FIND_MENU_H
#define UI_FIND_MENU_H

#include "ui/ui.h"

enum {
#define CHOICE(id, words) CHOICE_##id,
#include "ui/conditions.def"
#undef CHOICE
	FIND_CHOICES
};

/* What a choice (from 0, below FIND_CHOICES) is called, for find_condition(); constant. */
const char *find_menu_words(int choice);

/* Make the condition of a choice.  False: there is no such thing here, no pool or no block to look
 * at. */
bool find_menu_condition(const struct ui *ui, int choice, struct condition *condition);

/* The choices, above row [bottom]. */
void find_menu_draw(const struct ui *ui, struct canvas *canvas, int bottom);

/* What can be typed; or what is wrong with what was. */
void find_menu_draw_forms(const struct ui *ui, struct canvas *canvas, int bottom);

#endif
