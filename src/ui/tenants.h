/*
 * tenants.h - the list of those who lived at an address: opening it, going through it.
 */
#ifndef UI_TENANTS_H
#define UI_TENANTS_H

#include "ui/ui.h"

extern const struct overlay tenants_overlay;

/* For the selected block; once more: close it. */
void tenants_toggle(struct ui *ui);

#endif
