/* overlay.c - the stack of what lies over the screen; see overlay.h. */
#include "app/overlay.h"

#include <assert.h>
#include <string.h>

#include "app/app.h"

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

void overlay_open(struct app *app, const struct overlay *overlay)
{
	struct overlays *overlays = &app->overlays;
	int i = find(overlays, overlay);

	if (i >= 0)
		take_off(overlays, i);
	assert(overlays->count < OVERLAYS_MOST);
	overlays->items[overlays->count++] = overlay;
}

void overlay_close(struct app *app, const struct overlay *overlay)
{
	int i = find(&app->overlays, overlay);

	if (i < 0)
		return;
	take_off(&app->overlays, i);
	if (overlay->close)
		overlay->close(app);
}

bool overlay_is_open(const struct app *app, const struct overlay *overlay)
{
	return find(&app->overlays, overlay) >= 0;
}

struct taken overlay_press(struct app *app, const struct press *press)
{
	struct overlays before = app->overlays; /* what a press opens does not get it, too */

	for (int i = before.count - 1; i >= 0; i--) {
		struct taken taken = before.items[i]->press(app, press);

		if (taken.is_taken)
			return taken;
	}
	return PASSED;
}

bool overlay_asks(const struct app *app)
{
	for (int i = 0; i < app->overlays.count; i++)
		if (app->overlays.items[i]->asks)
			return true;
	return false;
}

bool overlay_boxed(const struct app *app)
{
	for (int i = 0; i < app->overlays.count; i++)
		if (app->overlays.items[i]->boxed)
			return true;
	return false;
}

const struct overlay *overlay_covering(const struct app *app)
{
	for (int i = app->overlays.count - 1; i >= 0; i--)
		if (app->overlays.items[i]->covers)
			return app->overlays.items[i];
	return NULL;
}

void overlay_draw(const struct app *app, struct canvas *canvas)
{
	for (int i = 0; i < app->overlays.count; i++)
		if (app->overlays.items[i]->draw && !app->overlays.items[i]->covers)
			app->overlays.items[i]->draw(app, canvas);
}

bool overlay_tick(struct app *app, uint64_t now_ms)
{
	bool changed = false;

	for (int i = 0; i < app->overlays.count; i++)
		if (app->overlays.items[i]->tick)
			changed |= app->overlays.items[i]->tick(app, now_ms);
	return changed;
}

bool overlay_is_at_work(const struct app *app)
{
	for (int i = 0; i < app->overlays.count; i++)
		if (app->overlays.items[i]->is_at_work && app->overlays.items[i]->is_at_work(app))
			return true;
	return false;
}
