/* loop.c - waiting, and nothing else; see loop.h. */
#include "app/loop.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define IDLE_SLICE_MS 4 /* of work between looks at the keyboard */
#define IDLE_EVENTS 2048

uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Work in idle time: run ahead ([grew] says so), make ready what further steps back need.
 * True while there is more. */
static bool work_a_while(struct timeline *timeline, bool *grew)
{
	uint64_t end = now_ms() + IDLE_SLICE_MS;

	do {
		if (timeline_scout(timeline, IDLE_EVENTS))
			*grew = true;
		else if (!timeline_get_ready(timeline, IDLE_EVENTS))
			return false;
	} while (now_ms() < end);
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
	term_present(term, canvas);
}

static void reload_app(struct app *app, reload_fn reload, void *context)
{
	char why[sizeof app->message];
	struct timeline *timeline = reload ? reload(context, why, sizeof why) : NULL;

	if (timeline) {
		app_adopt(app, timeline);
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
		return app_key(app, event->key, now_ms());
	case TERM_MOUSE:
		if (event->button == TERM_BUTTON_LEFT)
			app_click(app, event->x, event->y, width, height);
		else if (event->button == TERM_WHEEL_UP || event->button == TERM_WHEEL_DOWN)
			app_wheel(app, event->button == TERM_WHEEL_UP, event->x, event->y,
				  width, height, now_ms());
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
		struct term_event event = term_wait(term, more ? 0 : app_wait_ms(app, now_ms()));
		bool changed = event.kind != TERM_TIMEOUT;

		here = event.kind != TERM_GONE;
		request = handle(app, term, &event);
		if (request == APP_RELOAD)
			reload_app(app, reload, context);
		if (request == APP_SUSPEND)
			term_suspend(term);
		changed |= app_tick(app, now_ms());
		/* A program that grows may have done so, or have ended, while we waited. */
		more |= !timeline_index(app->timeline)->complete;
		if (changed) {
			more = true;
		} else if (more && !app->search.running) { /* somebody waits for that */
			bool grew = false;

			more = work_a_while(app->timeline, &grew);
			/* The timeline's length grows: show that now and then. */
			changed = grew && (!more || now_ms() - shown_ms > 100);
		}
		if (changed && here) {
			show(app, term, canvas);
			shown_ms = now_ms();
		}
	}
	canvas_destroy(canvas);
	return here;
}

/* -- the menu ----------------------------------------------------------------------- */

static void draw_menu(struct canvas *canvas, const struct menu_item *items, int count, int at,
		      int top, bool chinese, const char *message)
{
	struct rect area = canvas_area(canvas), about;
	int list_rows = area.h - 6;

	canvas_fill(canvas, (struct rect){0, 0, area.w, 1}, ROLE_TITLE, ' ');
	canvas_text(canvas, 1, 0, area.w - 2, ROLE_TITLE,
		    chinese ? "arenawalk · 看 CPython 的小对象分配器怎样工作"
			    : "arenawalk · watch CPython's small-object allocator at work");
	for (int i = top; i < count && i - top < list_rows; i++) {
		int y = 2 + i - top;

		canvas_textf(canvas, 1, y, 4, i == at ? ROLE_POINTER : ROLE_DIM, "%s%2d",
			     i == at ? "▶" : " ", i + 1);
		canvas_text(canvas, 6, y, area.w - 8, i == at ? ROLE_STRONG : ROLE_TEXT,
			    items[i].title);
		if (i == at)
			canvas_flag(canvas, (struct rect){5, y, area.w - 6, 1}, CELL_SELECTED);
	}
	about = (struct rect){2, area.h - 3, area.w - 4, 2};
	if (*message)
		canvas_paragraph(canvas, about, 0, ROLE_FINDING, message);
	else if (area.h > 8 && items[at].about)
		canvas_paragraph(canvas, about, 0, ROLE_NARRATION, items[at].about);
	canvas_text(canvas, 1, area.h - 1, area.w - 2, ROLE_DIM,
		    chinese ? " ↑/↓ 选择  Enter 打开  q 退出"
			    : " ↑/↓ choose  Enter open  q quit");
	if (count > list_rows) /* not all of them are in sight */
		canvas_textf(canvas, area.w - 8, area.h - 1, 7, ROLE_DIM, "%3d/%d", at + 1, count);
}

/* The choice after a key: -1 = quit, -2 = take it. */
static int menu_key(uint32_t key, int at, int count)
{
	switch (key) {
	case TERM_KEY_UP:
	case 'k':
		return at > 0 ? at - 1 : 0;
	case TERM_KEY_DOWN:
	case 'j':
		return at + 1 < count ? at + 1 : at;
	case TERM_KEY_HOME:
	case 'g':
		return 0;
	case TERM_KEY_END:
	case 'G':
		return count - 1;
	case TERM_KEY_PAGE_UP:
		return at > 10 ? at - 10 : 0;
	case TERM_KEY_PAGE_DOWN:
		return at + 10 < count ? at + 10 : count - 1;
	case TERM_KEY_ENTER:
	case TERM_KEY_RIGHT:
	case ' ':
		return -2;
	case 'q':
	case TERM_KEY_ESCAPE:
		return -1;
	default:
		return at;
	}
}

int menu_run(struct term *term, const struct menu_item *items, int count, int first, bool chinese,
	     const char *message)
{
	struct canvas *canvas = canvas_new(term_width(term), term_height(term));
	int at = first, top = 0;

	while (at >= 0) {
		int rows = term_height(term) - 6;
		struct term_event event;
		int next;

		if (at < top)
			top = at;
		if (rows > 0 && at >= top + rows)
			top = at - rows + 1;
		canvas_reset(canvas, term_width(term), term_height(term));
		draw_menu(canvas, items, count, at, top, chinese, message);
		term_present(term, canvas);
		event = term_wait(term, -1);
		if (event.kind == TERM_GONE)
			at = -1;
		if (event.kind == TERM_KEY && event.key == 0x1a)
			term_suspend(term);
		if (event.kind == TERM_MOUSE && event.y >= 2 && event.y - 2 + top < count &&
		    event.button == TERM_BUTTON_LEFT)
			at = event.y - 2 + top;
		if (event.kind != TERM_KEY)
			continue;
		message = "";
		next = menu_key(event.key, at, count);
		if (next == -2)
			break;
		at = next;
	}
	canvas_destroy(canvas);
	return at;
}
