/*
 * loop.h - the interactive program: the only place that waits for keys and time.
 */
#ifndef APP_LOOP_H
#define APP_LOOP_H

#include "app/app.h"
#include "draw/canvas.h"
#include "term/term.h"

/* Make the timeline anew from the file; NULL keeps the present one ([why] then says why, in
 * one line). */
typedef struct timeline *(*reload_fn)(void *context, char *why, size_t bytes);

/* Run until the user quits, or the terminal goes away (false). */
bool loop_run(struct app *app, struct term *term, reload_fn reload, void *context);

/* A list to choose from; returns the choice, or -1 = quit. */
struct menu_item {
	char *title, *about; /* owned by the caller */
};

/* [message]: one line to show at first, "" = none. */
int menu_run(struct term *term, const struct menu_item *items, int count, int first, bool chinese,
	     const char *message);

uint64_t now_ms(void);

#endif
