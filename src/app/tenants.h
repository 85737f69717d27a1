/*
 * tenants.h - the list of those who lived at an address: opening it, going through it.
 */
#ifndef APP_TENANTS_H
#define APP_TENANTS_H

#include "app/app.h"

extern const struct overlay tenants_overlay;

/* For the selected block; once more: close it. */
void tenants_toggle(struct app *app);

#endif
