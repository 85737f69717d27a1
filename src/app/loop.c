/* loop.c - waiting, and nothing else; see loop.h. */
#include "app/loop.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"

#define IDLE_SLICE_MS 4 /* of work between looks at the keyboard */
#define IDLE_EVENTS 2048

/* Work in idle time: run ahead ([grew] says so), make ready what further steps back need.
 * True while there is more. */
static bool work_a_while(struct pair *pair, bool *grew)
{
	uint64_t end = clock_ms() + IDLE_SLICE_MS;

	do {
		if (pair_scout(pair, IDLE_EVENTS))
			*grew = true;
		else if (!pair_get_ready(pair, IDLE_EVENTS))
			return false;
	} while (clock_ms() < end);
	return true;
}

static int at_most(int size, int limit)
{
	return limit > 0 && limit < size ? limit : size;
}

static void show(struct app *app, struct term *term, struct canvas *canvas)
{
	canvas_reset(canvas, at_most(term_width(term), app->options.width),
		     at_most(term_height(term), app->options.height));
	app_draw(app, canvas);
	if (app->theme)
		term_set_theme(term, app->theme);
	term_present(term, canvas);
}

static void reload_app(struct app *app, reload_fn reload, void *context)
{
	char why[sizeof app->message];
	struct pair fresh;

	if (reload && reload(context, &fresh, why, sizeof why)) {
		app_adopt(app, &fresh);
		snprintf(app->message, sizeof app->message, "%s",
			 app->options.chinese ? "已重新读入" : "read again");
	} else if (reload) {
		snprintf(app->message, sizeof app->message, "%s", why);
	}
}

/* What one event of the terminal asks for. */
static enum app_request handle(struct app *app, struct term *term, const struct term_event *event)
{
	int width = at_most(term_width(term), app->options.width);
	int height = at_most(term_height(term), app->options.height);

	switch (event->kind) {
	case TERM_KEY:
		return app_key(app, event->key, clock_ms());
	case TERM_MOUSE:
		if (event->button == TERM_BUTTON_LEFT)
			app_click(app, event->x, event->y, width, height);
		else if (event->button == TERM_WHEEL_UP || event->button == TERM_WHEEL_DOWN)
			app_wheel(app, event->button == TERM_WHEEL_UP, event->x, event->y,
				  width, height, clock_ms());
		return APP_GO_ON;
	case TERM_TIMEOUT:
	case TERM_RESIZE:
	case TERM_GONE:
		break;
	}
	return APP_GO_ON;
}

bool loop_run(struct app *app, struct term *term, reload_fn reload, void *context)
{
	struct canvas *canvas = canvas_new(term_width(term), term_height(term));
	enum app_request request = APP_GO_ON;
	bool more = true, here = true;
	uint64_t shown_ms = 0;

	show(app, term, canvas);
	while (request != APP_QUIT && here) {
		struct term_event event = term_wait(term, more ? 0 : app_wait_ms(app, clock_ms()));
		bool changed = event.kind != TERM_TIMEOUT;

		here = event.kind != TERM_GONE;
		request = handle(app, term, &event);
		if (request == APP_RELOAD)
			reload_app(app, reload, context);
		if (request == APP_SUSPEND)
			term_suspend(term);
		changed |= app_tick(app, clock_ms());
		/* A program that grows may have done so, or have ended, while we waited. */
		more |= !pair_is_complete(&app->pair);
		if (changed) {
			more = true;
		} else if (more && !app->search.running) { /* somebody waits for that */
			bool grew = false;

			more = work_a_while(&app->pair, &grew);
			/* The timeline's length grows: show that now and then. */
			changed = grew && (!more || clock_ms() - shown_ms > 100);
		}
		if (changed && here) {
			show(app, term, canvas);
			shown_ms = clock_ms();
		}
	}
	canvas_destroy(canvas);
	return here;
}
