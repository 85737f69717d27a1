/*
 * list_pane.h - lists that lie over the screen with a pane of their own: one at a time.
 */
#ifndef UI_LIST_PANE_H
#define UI_LIST_PANE_H

#include "ui/ui.h"

/* Open a list (overlay.is_list) on its pane; another one that is open is closed. */
void list_pane_open(struct ui *ui, const struct overlay *list, enum pane pane);

/* Close the one that is open.  False: none is. */
bool list_pane_close(struct ui *ui);

/* What presses mean on the list that is open: the keys that choose, and the wheel over its pane, go
 * on by [step]'s entries (back if negative), Enter is [enter]; turning to another pane closes it. */
struct taken list_pane_press(struct ui *ui, const struct press *press,
			     void (*step)(struct ui *ui, int64_t by), void (*enter)(struct ui *ui));

#endif
