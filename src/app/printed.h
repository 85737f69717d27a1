/*
 * printed.h - what a program prints while it is watched: opening it, going through it.
 */
#ifndef APP_PRINTED_H
#define APP_PRINTED_H

#include <stdbool.h>
#include <stdint.h>

#include "draw/rect.h"

struct app;

/* Open it; once more: close it. */
void printed_toggle(struct app *app);
void printed_close(struct app *app);

/* Whether it is open: it has the keys that select. */
bool printed_open(const struct app *app);

/* Before it is drawn on [pane]: stay with the lines that are shown, whatever came meanwhile, and
 * leave no row empty that has a line. */
void printed_measure(struct app *app, struct rect pane, bool framed);

/* Go on by so many lines (back if negative), as far as they are kept; at the last one it goes on by
 * itself. */
void printed_go_by(struct app *app, int64_t lines);

#endif
