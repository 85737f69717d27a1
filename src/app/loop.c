/* loop.c - waiting, and nothing else; see loop.h. */
#include "app/loop.h"

#include <stdio.h>
#include <string.h>

#include "app/onlooker.h"
#include "app/printed.h"
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

static void draw(struct app *app, const struct term *term, struct canvas *canvas)
{
	canvas_reset(canvas, at_most(term_width(term), app->width_most),
		     at_most(term_height(term), app->height_most));
	app_draw(app, canvas);
}

static void show(struct app *app, struct term *term, struct canvas *canvas,
		 const struct loop_file *file)
{
	draw(app, term, canvas);
	if (file->onlooker && !onlooker_see(file->onlooker, app, canvas, clock_ms())) {
		session_say(&app->session, "the cast cannot be written: nothing more is recorded");
		draw(app, term, canvas);
	}
	if (app->look.theme)
		term_set_theme(term, app->look.theme);
	term_present(term, canvas);
}

static void reload_app(struct app *app, const struct loop_file *file)
{
	char why[sizeof app->fault];

	watch_renew(file->watch);
	session_quiet(&app->session);
	if (file->reload(file->context, app, why, sizeof why))
		session_say(&app->session, "read again");
	else
		app_show_fault(app, why);
}

/* The file may have changed: read it, unless somebody is typing.  True if something is to be
 * shown. */
static bool look_at_file(struct app *app, const struct loop_file *file)
{
	if (app_is_busy(app))
		return false;
	switch (watch_take(file->watch, clock_ms())) {
	case WATCH_CHANGED:
		reload_app(app, file);
		return true;
	case WATCH_GONE:
		session_say(&app->session, "the file is gone: this is what it held");
		return true;
	case WATCH_NOTHING:
		break;
	}
	return false;
}

/* -1 = as long as it takes. */
static int sooner(int a, int b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

static int wait_ms(const struct app *app, const struct loop_file *file)
{
	uint64_t now_ms = clock_ms();
	int file_ms = app_is_busy(app) ? -1 : watch_wait_ms(file->watch, now_ms);

	return sooner(app_wait_ms(app, now_ms), file_ms);
}

/* What one event of the terminal asks for. */
static enum app_request handle(struct app *app, const struct canvas *canvas,
			       const struct term_event *event)
{
	switch (event->kind) {
	case TERM_KEY:
		return app_key(app, event->key, clock_ms());
	case TERM_MOUSE:
		if (event->button == TERM_BUTTON_LEFT)
			app_click(app, event->x, event->y, canvas);
		else if (event->button == TERM_WHEEL_UP || event->button == TERM_WHEEL_DOWN)
			app_wheel(app, event->button == TERM_WHEEL_UP, event->x, event->y, canvas,
				  clock_ms());
		return APP_GO_ON;
	case TERM_INTERRUPT:
		return APP_QUIT;
	case TERM_TIMEOUT:
	case TERM_RESIZE:
	case TERM_OTHER:
	case TERM_GONE:
		break;
	}
	return APP_GO_ON;
}

bool loop_run(struct app *app, struct term *term, const struct loop_file *file)
{
	struct canvas *canvas = canvas_new(term_width(term), term_height(term));
	enum app_request request = APP_GO_ON;
	bool more = true, here = true;
	uint64_t shown_ms = 0;

	term_wait_also(term, watch_descriptor(file->watch));
	show(app, term, canvas, file);
	while (request != APP_QUIT && here) {
		struct term_event event = term_wait(term, more ? 0 : wait_ms(app, file));
		bool changed = event.kind != TERM_TIMEOUT && event.kind != TERM_OTHER;

		here = event.kind != TERM_GONE;
		if (event.kind == TERM_OTHER)
			watch_read(file->watch, clock_ms());
		request = handle(app, canvas, &event);
		if (request == APP_RELOAD)
			reload_app(app, file);
		if (request == APP_SAVE)
			file->save(file->context, app);
		if (request == APP_SUSPEND)
			term_suspend(term);
		changed |= look_at_file(app, file);
		changed |= app_tick(app, clock_ms());
		if (file->listener && file->listener->listen(file->listener->context))
			changed |= overlay_is_open(app, &printed_overlay);
		/* A program that grows may have done so, or have ended, while we waited. */
		more |= !pair_is_complete(&app->session.pair);
		if (changed) {
			more = true;
		} else if (more && !app->session.find.running) { /* somebody waits for that */
			bool grew = false;

			more = work_a_while(&app->session.pair, &grew);
			/* The timeline's length grows: show that now and then. */
			changed = grew && (!more || clock_ms() - shown_ms > 100);
		}
		if (changed && here) {
			show(app, term, canvas, file);
			shown_ms = clock_ms();
		}
	}
	term_wait_also(term, -1);
	canvas_destroy(canvas);
	return here;
}
