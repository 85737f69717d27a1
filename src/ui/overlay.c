/* overlay.c - the stack of what lies over the screen; see overlay.h. */
#include "ui/overlay.h"

#include <assert.h>
#include <string.h>

#include "ui/ui.h"

/* -1 = it is not open. */
static int find(const struct overlays *overlays, const struct overlay *overlay)
{
	for (int i = 0; i < overlays->count; i++)
		if (overlays->items[i] == overlay)
			return i;
	return -1;
}

static void take_off(struct overlays *overlays, int i)
{
	overlays->count--;
	memmove(overlays->items + i, overlays->items + i + 1,
		(size_t)(overlays->count - i) * sizeof *overlays->items);
}

void overlay_open(struct ui *ui, const struct overlay *overlay)
{
	struct overlays *overlays = &ui->overlays;
	int i = find(overlays, overlay);

	if (i >= 0)
		take_off(overlays, i);
	assert(overlays->count < OVERLAYS_MOST);
	overlays->items[overlays->count++] = overlay;
}

void overlay_close(struct ui *ui, const struct overlay *overlay)
{
	int i = find(&ui->overlays, overlay);

	if (i < 0)
		return;
	take_off(&ui->overlays, i);
	if (overlay->is_list)
		ui->cursor.zoom = ui->zoom_before_list;
	if (overlay->close)
		overlay->close(ui);
}

bool overlay_is_open(const struct ui *ui, const struct overlay *overlay)
{
	return find(&ui->overlays, overlay) >= 0;
}

struct taken overlay_press(struct ui *ui, const struct press *press)
{
	struct overlays before = ui->overlays; /* what a press opens does not get it, too */

	for (int i = before.count - 1; i >= 0; i--) {
		struct taken taken = before.items[i]->press(ui, press);

		if (taken.is_taken)
			return taken;
	}
	return PASSED;
}

bool overlay_asks(const struct ui *ui)
{
	for (int i = 0; i < ui->overlays.count; i++)
		if (ui->overlays.items[i]->asks)
			return true;
	return false;
}

bool overlay_boxed(const struct ui *ui)
{
	for (int i = 0; i < ui->overlays.count; i++)
		if (ui->overlays.items[i]->boxed)
			return true;
	return false;
}

const struct overlay *overlay_covering(const struct ui *ui)
{
	for (int i = ui->overlays.count - 1; i >= 0; i--)
		if (ui->overlays.items[i]->covers)
			return ui->overlays.items[i];
	return NULL;
}

void overlay_draw(const struct ui *ui, struct canvas *canvas)
{
	for (int i = 0; i < ui->overlays.count; i++)
		if (ui->overlays.items[i]->draw && !ui->overlays.items[i]->covers)
			ui->overlays.items[i]->draw(ui, canvas);
}

bool overlay_tick(struct ui *ui, uint64_t now_ms)
{
	bool changed = false;

	for (int i = 0; i < ui->overlays.count; i++)
		if (ui->overlays.items[i]->tick)
			changed |= ui->overlays.items[i]->tick(ui, now_ms);
	return changed;
}

bool overlay_is_at_work(const struct ui *ui)
{
	for (int i = 0; i < ui->overlays.count; i++)
		if (ui->overlays.items[i]->is_at_work && ui->overlays.items[i]->is_at_work(ui))
			return true;
	return false;
}
