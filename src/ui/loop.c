/* loop.c - waiting, and nothing else; see loop.h. */
#include "ui/loop.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "ui/cast_recorder.h"
#include "ui/printed.h"

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

static void draw(struct ui *ui, const struct term *term, struct canvas *canvas)
{
	canvas_reset(canvas, at_most(term_width(term), ui->width_most),
		     at_most(term_height(term), ui->height_most));
	ui_draw(ui, canvas);
}

static void show(struct ui *ui, struct term *term, struct canvas *canvas,
		 const struct loop_file *file)
{
	draw(ui, term, canvas);
	if (file->cast_recorder &&
	    !cast_recorder_see(file->cast_recorder, ui, canvas, clock_ms())) {
		session_say(&ui->session, "the cast cannot be written: nothing more is recorded");
		draw(ui, term, canvas);
	}
	if (ui->look.theme)
		term_set_theme(term, ui->look.theme);
	term_present(term, canvas);
}

static void reload(struct ui *ui, const struct loop_file *file)
{
	char why[sizeof ui->fault];
	struct pair fresh;

	watch_renew(file->watch);
	session_quiet(&ui->session);
	if (!file->read(file->context, &fresh, why, sizeof why)) {
		ui_show_fault(ui, why);
		return;
	}
	ui_adopt(ui, &fresh);
	file->replaced(file->context);
	session_say(&ui->session, "read again");
}

/* The file may have changed: read it, unless somebody is typing.  True if something is to be
 * shown. */
static bool look_at_file(struct ui *ui, const struct loop_file *file)
{
	if (ui_is_busy(ui))
		return false;
	switch (watch_take(file->watch, clock_ms())) {
	case WATCH_CHANGED:
		reload(ui, file);
		return true;
	case WATCH_GONE:
		session_say(&ui->session, "the file is gone: this is what it held");
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

static int wait_ms(const struct ui *ui, const struct loop_file *file)
{
	uint64_t now_ms = clock_ms();
	int file_ms = ui_is_busy(ui) ? -1 : watch_wait_ms(file->watch, now_ms);

	return sooner(ui_wait_ms(ui, now_ms), file_ms);
}

/* What one event of the terminal asks for. */
static enum ui_request handle(struct ui *ui, const struct canvas *canvas,
			       const struct term_event *event)
{
	switch (event->kind) {
	case TERM_KEY:
		return ui_key(ui, event->key, clock_ms());
	case TERM_MOUSE:
		if (event->button == TERM_BUTTON_LEFT)
			ui_click(ui, event->x, event->y, canvas);
		else if (event->button == TERM_WHEEL_UP || event->button == TERM_WHEEL_DOWN)
			ui_wheel(ui, event->button == TERM_WHEEL_UP, event->x, event->y, canvas,
				  clock_ms());
		return UI_GO_ON;
	case TERM_INTERRUPT:
		return UI_QUIT;
	case TERM_TIMEOUT:
	case TERM_RESIZE:
	case TERM_OTHER:
	case TERM_GONE:
		break;
	}
	return UI_GO_ON;
}

bool loop_run(struct ui *ui, struct term *term, const struct loop_file *file)
{
	struct canvas *canvas = canvas_new(term_width(term), term_height(term));
	enum ui_request request = UI_GO_ON;
	bool more = true, here = true;
	uint64_t shown_ms = 0;

	term_wait_also(term, watch_descriptor(file->watch));
	show(ui, term, canvas, file);
	while (request != UI_QUIT && here) {
		struct term_event event = term_wait(term, more ? 0 : wait_ms(ui, file));
		bool changed = event.kind != TERM_TIMEOUT && event.kind != TERM_OTHER;

		here = event.kind != TERM_GONE;
		if (event.kind == TERM_OTHER)
			watch_read(file->watch, clock_ms());
		request = handle(ui, canvas, &event);
		if (request == UI_RELOAD)
			reload(ui, file);
		if (request == UI_SAVE)
			file->save(file->context, &ui->session);
		if (request == UI_SUSPEND)
			term_suspend(term);
		changed |= look_at_file(ui, file);
		changed |= ui_tick(ui, clock_ms());
		if (file->listener && file->listener->listen(file->listener->context))
			changed |= overlay_is_open(ui, &printed_overlay);
		/* A program that grows may have done so, or have ended, while we waited. */
		more |= !pair_is_complete(&ui->session.pair);
		if (changed) {
			more = true;
		} else if (more && !ui->session.find.running) { /* somebody waits for that */
			bool grew = false;

			more = work_a_while(&ui->session.pair, &grew);
			/* The timeline's length grows: show that now and then. */
			changed = grew && (!more || clock_ms() - shown_ms > 100);
		}
		if (changed && here) {
			show(ui, term, canvas, file);
			shown_ms = clock_ms();
		}
	}
	term_wait_also(term, -1);
	canvas_destroy(canvas);
	return here;
}
