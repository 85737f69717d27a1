/*
 * menu.h - the list of lessons to choose from.
 */
#ifndef APP_MENU_H
#define APP_MENU_H

#include <stdbool.h>
#include <stdint.h>

#include "app/keymap.h"
#include "draw/canvas.h"
#include "term/term.h"

struct menu_item {
	const char *title[2], *about[2]; /* English, Chinese; the caller's */
};

struct menu {
	const struct menu_item *items;
	int count;
	int at, top;         /* the one chosen, the first in sight */
	bool chinese;
	bool only_ascii;     /* the terminal cannot show Chinese */
	const struct keymap *keymap;
	const struct theme *theme; /* the terminal's; NULL = it has no colours */
	bool help;
	const char *message; /* shown until the next key; "" = none */
};

enum menu_request { MENU_STAY, MENU_OPEN, MENU_QUIT, MENU_SUSPEND };

enum menu_request menu_key(struct menu *menu, uint32_t key, int height);
enum menu_request menu_mouse(struct menu *menu, const struct term_event *event, int height);
void menu_draw(struct menu *menu, struct canvas *canvas);

/* Until one is opened; false: the user quits, or the terminal has gone away. */
bool menu_run(struct menu *menu, struct term *term);

#endif
