/*
 * search_menu.h - what can be looked for, as boxes above the line that asks.
 */
#ifndef APP_SEARCH_MENU_H
#define APP_SEARCH_MENU_H

#include "app/app.h"

enum {
#define CHOICE(id, words) CHOICE_##id,
#include "app/conditions.def"
#undef CHOICE
	SEARCH_CHOICES
};

/* "pool 0:12 is touched". */
void search_menu_words(int choice, const char *what, bool chinese, struct str *out);

/* False: there is no such thing here, no pool or no block to look at. */
bool search_menu_condition(const struct app *app, int choice, struct condition *condition);

/* The choices, above row [bottom]. */
void search_menu_draw(const struct app *app, struct canvas *canvas, int bottom);

/* What can be typed; or what is wrong with what was. */
void search_forms_draw(const struct app *app, struct canvas *canvas, int bottom);

#endif
