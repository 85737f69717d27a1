/*
 * tenants.h - the list of those who lived at an address: opening it, going through it.
 */
#ifndef APP_TENANTS_H
#define APP_TENANTS_H

#include <stdbool.h>
#include <stdint.h>

struct app;

/* For the selected block; once more: close it. */
void tenants_toggle(struct app *app);
void tenants_close(struct app *app);

/* Whether the list is open: it has the keys that select and go. */
bool tenants_open(const struct app *app);

/* Select another one; go to where the selected one was born. */
void tenants_select_by(struct app *app, int64_t by);
void tenants_go(struct app *app);

/* Look a little further; true if something is to be shown. */
bool tenants_tick(struct app *app, uint64_t now_ms);
bool tenants_looking(const struct app *app);

#endif
