/*
 * menu.h - the list of lessons to choose from.
 */
#ifndef UI_MENU_H
#define UI_MENU_H

#include <stdbool.h>
#include <stdint.h>

#include "base/lang.h"
#include "draw/canvas.h"
#include "term/term.h"
#include "ui/keymap.h"

enum menu_mark { MENU_NEW, MENU_BEGUN, MENU_SEEN };

struct menu_item {
	const char *title[2], *about[2]; /* English, Chinese; the caller's */
	const char *group[2];            /* the heading it stands under; "" = none */
	enum menu_mark mark;
	bool can_continue;               /* it was left somewhere on the way */
	uint32_t right, asked;           /* answers, last time; 0, 0 = none */
	const char *model;               /* its name; NULL = nobody says */
	uint32_t stops, questions;       /* of each */
};

struct menu {
	const struct menu_item *items;
	int count;
	int at, top;         /* the one chosen; the first row in sight, headings included */
	bool is_tiny;        /* there are no headings: as it was drawn last */
	int next;            /* the one that comes next; -1 = nothing has been seen yet, or all */
	bool go_on;          /* the one opened is to go on where it was left */
	enum lang lang;
	bool only_ascii;     /* the terminal cannot show Chinese */
	const struct keymap *keymap;
	const struct theme *theme; /* the terminal's; NULL = it has no colours */
	bool help;
	const char *message; /* shown until the next key; "" = none */
};

enum menu_request { MENU_STAY, MENU_OPEN, MENU_QUIT, MENU_SUSPEND };

/* What a key does, and asks the caller for: MENU_OPEN means item [at]. */
enum menu_request menu_key(struct menu *menu, uint32_t key);

/* The same of the mouse, on a screen of [width] columns and [height] rows. */
enum menu_request menu_mouse(struct menu *menu, const struct term_event *event, int width,
			     int height);

/* Draw it over the whole canvas; notes in [menu] what is in sight. */
void menu_draw(struct menu *menu, struct canvas *canvas);

/* Until one is opened; false: the user quits, or the terminal has gone away. */
bool menu_run(struct menu *menu, struct term *term);

#endif
