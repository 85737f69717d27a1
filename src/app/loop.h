/*
 * loop.h - the interactive program: the only place that waits for keys and time.
 */
#ifndef APP_LOOP_H
#define APP_LOOP_H

#include "app/app.h"
#include "draw/canvas.h"
#include "term/term.h"

/* Make the timelines anew from the file; false keeps the present ones ([why] then says why, in
 * one line). */
typedef bool (*reload_fn)(void *context, struct pair *fresh, char *why, size_t bytes);

/* Run until the user quits, or the terminal goes away (false). */
bool loop_run(struct app *app, struct term *term, reload_fn reload, void *context);

#endif
