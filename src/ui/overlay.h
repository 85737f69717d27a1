/*
 * overlay.h - what lies over the screen, and has its keys first: a stack of one kind of thing.
 *
 *	press ->  +--------------+
 *	          | line to type |   takes it, or lets it pass
 *	          +--------------+
 *	          | tenants      |   ...
 *	          +--------------+
 *	          | the screen   |   its command is done
 *	          +--------------+
 *
 * Drawing goes the other way: the screen first, the top last.  What one of them remembers lies in
 * struct ui, in a struct of its own; the stack knows which are open, and in which order.
 */
#ifndef UI_OVERLAY_H
#define UI_OVERLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "draw/canvas.h"
#include "ui/keymap.h"

struct ui;

enum press_kind { PRESS_KEY, PRESS_CLICK, PRESS_WHEEL };

/* A key, or what the mouse did. */
struct press {
	enum press_kind kind;
	uint32_t key;                 /* of a key */
	enum command_id id;           /* what it means where nothing lies over the screen */
	int x, y;                     /* of the mouse */
	bool up;                      /* of the wheel */
	const struct canvas *canvas;  /* of the mouse: the frame that was seen */
	uint64_t now_ms;
};

enum ui_request { UI_GO_ON, UI_QUIT, UI_RELOAD, UI_SUSPEND, UI_SAVE };

/* Whether a press went no further, and what it asks for then. */
struct taken {
	bool is_taken;
	enum ui_request request;
};

#define PASSED ((struct taken){false, UI_GO_ON})
#define TAKEN ((struct taken){true, UI_GO_ON})

struct overlay {
	bool covers;  /* nothing below it is drawn */
	bool is_list; /* it has the screen for a pane of its own (list_pane.h) */
	bool boxed;   /* it has a box over the lower part of the screen */
	bool asks;    /* somebody types on it: the file is not read again meanwhile */
	struct taken (*press)(struct ui *ui, const struct press *press);
	/* On top of what is there.  NULL = a pane draws it, or nothing does. */
	void (*draw)(const struct ui *ui, struct canvas *canvas);
	/* Work a little; true if something is to be shown.  NULL = it has nothing to do. */
	bool (*tick)(struct ui *ui, uint64_t now_ms);
	bool (*is_at_work)(const struct ui *ui);
	/* It is taken off.  NULL = it has nothing to let go of. */
	void (*close)(struct ui *ui);
};

#define OVERLAYS_MOST 12 /* all there are, and some */

struct overlays {
	const struct overlay *items[OVERLAYS_MOST]; /* the last is on top */
	int count;
};

/* Put it on top; one that is open already comes there. */
void overlay_open(struct ui *ui, const struct overlay *overlay);

/* Take it off, wherever it lies; nothing happens if it is not open. */
void overlay_close(struct ui *ui, const struct overlay *overlay);

/* Whether it lies anywhere in the stack. */
bool overlay_is_open(const struct ui *ui, const struct overlay *overlay);

/* Offer a press to all of them, the top first. */
struct taken overlay_press(struct ui *ui, const struct press *press);

/* Whether somebody types on one of them; whether one has a box. */
bool overlay_asks(const struct ui *ui);
bool overlay_boxed(const struct ui *ui);

/* The one that covers everything; NULL = none does. */
const struct overlay *overlay_covering(const struct ui *ui);

/* Draw all but those that cover everything, the lowest first, over what [canvas] has. */
void overlay_draw(const struct ui *ui, struct canvas *canvas);

/* Let all of them work a little; true if something is to be shown. */
bool overlay_tick(struct ui *ui, uint64_t now_ms);

/* Whether one of them has more to do. */
bool overlay_is_at_work(const struct ui *ui);

#endif
