/* printed.c - what a program prints while it is watched; see printed.h. */
#include "app/printed.h"

#include "app/move.h"
#include "app/tenants.h"
#include "base/tail.h"

#define FRAME 2
#define FOOT 1

bool printed_open(const struct app *app)
{
	return app->zoom == PANE_PRINTED;
}

void printed_close(struct app *app)
{
	if (printed_open(app))
		app->zoom = app->before_printed;
}

void printed_toggle(struct app *app)
{
	if (printed_open(app)) {
		printed_close(app);
		return;
	}
	if (!app->options.printed) {
		app_say(app, "no program runs here: `arenawalk live` watches one");
		return;
	}
	tenants_close(app);
	app->before_printed = app->zoom;
	app->zoom = PANE_PRINTED;
	app->printed_up = 0;
}

void printed_measure(struct app *app, struct rect pane, bool framed)
{
	const struct tail *tail = app->options.printed;
	int height = pane.h - FOOT - (framed ? FRAME : 0);
	uint64_t rows = height > 0 ? (uint64_t)height : 1, lines, most;

	if (!tail || !printed_open(app))
		return;
	lines = tail->forgotten + tail->lines;
	most = tail->lines > rows ? tail->lines - rows : 0;
	if (app->printed_up)
		app->printed_up += lines - app->printed_lines;
	if (app->printed_up > most)
		app->printed_up = most;
	app->printed_lines = lines;
	app->scene.options.printed_up = app->printed_up;
}

void printed_go_by(struct app *app, int64_t lines)
{
	int64_t last = (int64_t)app->options.printed->lines - 1;
	int64_t up = (int64_t)app->printed_up - lines;

	up = up > last ? last : up;
	app->printed_up = up < 0 ? 0 : (uint64_t)up;
}
