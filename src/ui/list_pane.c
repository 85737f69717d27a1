/* list_pane.c - lists with a pane of their own; see list_pane.h. */
#include "ui/list_pane.h"

#include <assert.h>

#define PAGE 10 /* entries that J and K go over */

void list_pane_open(struct ui *ui, const struct overlay *list, enum pane pane)
{
	assert(list->is_list);
	list_pane_close(ui);
	ui->zoom_before_list = ui->cursor.zoom;
	ui->cursor.zoom = pane;
	overlay_open(ui, list);
}

bool list_pane_close(struct ui *ui)
{
	for (int i = 0; i < ui->overlays.count; i++) {
		if (ui->overlays.items[i]->is_list) {
			overlay_close(ui, ui->overlays.items[i]);
			return true;
		}
	}
	return false;
}

static struct taken press_key(struct ui *ui, const struct press *press,
			      void (*step)(struct ui *ui, int64_t by), void (*enter)(struct ui *ui))
{
	int64_t times = (int64_t)ui_times(ui);

	switch ((int)press->id) { /* a few of all commands */
	case COMMAND_NEXT_ITEM: step(ui, times); break;
	case COMMAND_PREVIOUS_ITEM: step(ui, -times); break;
	case COMMAND_NEXT_ROW: step(ui, times * PAGE); break;
	case COMMAND_PREVIOUS_ROW: step(ui, -times * PAGE); break;
	case COMMAND_ZOOM: enter(ui); break;
	case COMMAND_NEXT_PANE:
	case COMMAND_PREVIOUS_PANE:
		list_pane_close(ui);
		return PASSED;
	default:
		return PASSED;
	}
	ui->count = 0;
	return TAKEN;
}

struct taken list_pane_press(struct ui *ui, const struct press *press,
			     void (*step)(struct ui *ui, int64_t by), void (*enter)(struct ui *ui))
{
	struct rect pane = ui->layout.panes[ui->cursor.zoom];

	if (press->kind == PRESS_KEY)
		return press_key(ui, press, step, enter);
	if (press->kind != PRESS_WHEEL || !rect_contains(pane, press->x, press->y))
		return PASSED;
	step(ui, press->up ? -1 : 1);
	return TAKEN;
}
