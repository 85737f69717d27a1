/*
 * tenant_list.h - the list of the blocks that lived at an address: opening it, going through it.
 */
#ifndef UI_TENANT_LIST_H
#define UI_TENANT_LIST_H

#include "ui/ui.h"

extern const struct overlay tenant_list_overlay;

/* For the selected block; once more: close it. */
void tenant_list_toggle(struct ui *ui);

#endif
