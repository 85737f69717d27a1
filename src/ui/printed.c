/* printed.c - what a program prints while it is watched; see printed.h. */
#include "ui/printed.h"

#include "base/tail.h"
#include "ui/list_pane.h"

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
	ui->printed_pane = (struct printed_pane){0};
	list_pane_open(ui, &printed_overlay, PANE_PRINTED);
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

/* Go on by [lines] (back if negative), as far as they are kept; at the last one it goes on by
 * itself. */
static void go_by(struct ui *ui, int64_t lines)
{
	int64_t last = (int64_t)ui->printed->lines - 1;
	int64_t up = (int64_t)ui->printed_pane.up - lines;

	up = up > last ? last : up;
	ui->printed_pane.up = up < 0 ? 0 : (uint64_t)up;
}

static void close_list(struct ui *ui)
{
	list_pane_close(ui);
}

static struct taken press_list(struct ui *ui, const struct press *press)
{
	return list_pane_press(ui, press, go_by, close_list);
}

const struct overlay printed_overlay = {.is_list = true, .press = press_list};
