/* printed.c - what a program prints while it is watched; see printed.h. */
#include "ui/printed.h"

#include "base/tail.h"
#include "ui/tenants.h"

#define PAGE 10 /* lines that J and K go over */
#define FRAME 2
#define FOOT 1

void printed_toggle(struct ui *ui)
{
	if (overlay_is_open(ui, &printed_overlay)) {
		overlay_close(ui, &printed_overlay);
		return;
	}
	if (!ui->printed) {
		session_say(&ui->session, "no program runs here: `arenawalk live` watches one");
		return;
	}
	overlay_close(ui, &tenants_overlay);
	ui->printed_pane = (struct printed_pane){.before = ui->cursor.zoom};
	ui->cursor.zoom = PANE_PRINTED;
	overlay_open(ui, &printed_overlay);
}

static void close_pane(struct ui *ui)
{
	ui->cursor.zoom = ui->printed_pane.before;
}

void printed_measure(struct ui *ui)
{
	const struct tail *tail = ui->printed;
	struct printed_pane *pane = &ui->printed_pane;
	int height = ui->layout.panes[PANE_PRINTED].h - FOOT -
		     (ui->layout.framed[PANE_PRINTED] ? FRAME : 0);
	uint64_t rows = height > 0 ? (uint64_t)height : 1, lines, most;

	if (!tail || !overlay_is_open(ui, &printed_overlay))
		return;
	lines = tail->forgotten + tail->lines;
	most = tail->lines > rows ? tail->lines - rows : 0;
	if (pane->up)
		pane->up += lines - pane->lines;
	if (pane->up > most)
		pane->up = most;
	pane->lines = lines;
}

/* Go on by so many lines (back if negative), as far as they are kept; at the last one it goes on by
 * itself. */
static void go_by(struct ui *ui, int64_t lines)
{
	int64_t last = (int64_t)ui->printed->lines - 1;
	int64_t up = (int64_t)ui->printed_pane.up - lines;

	up = up > last ? last : up;
	ui->printed_pane.up = up < 0 ? 0 : (uint64_t)up;
}

static struct taken press_key(struct ui *ui, const struct press *press)
{
	int64_t times = (int64_t)ui_times(ui);

	switch ((int)press->id) { /* a few of all commands */
	case COMMAND_NEXT_ITEM: go_by(ui, times); break;
	case COMMAND_PREVIOUS_ITEM: go_by(ui, -times); break;
	case COMMAND_NEXT_ROW: go_by(ui, times * PAGE); break;
	case COMMAND_PREVIOUS_ROW: go_by(ui, -times * PAGE); break;
	case COMMAND_ZOOM: overlay_close(ui, &printed_overlay); break;
	case COMMAND_NEXT_PANE:
	case COMMAND_PREVIOUS_PANE:
		overlay_close(ui, &printed_overlay);
		return PASSED;
	default:
		return PASSED;
	}
	ui->count = 0;
	return TAKEN;
}

static struct taken press_pane(struct ui *ui, const struct press *press)
{
	struct rect pane = ui->layout.panes[PANE_PRINTED];

	if (press->kind == PRESS_KEY)
		return press_key(ui, press);
	if (press->kind != PRESS_WHEEL || !rect_contains(pane, press->x, press->y))
		return PASSED;
	go_by(ui, press->up ? -1 : 1);
	return TAKEN;
}

const struct overlay printed_overlay = {.press = press_pane, .close = close_pane};
