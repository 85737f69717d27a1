/* app.c - from a press to what it does; see app.h. */
#include "app/app.h"

#include <stdio.h>

#include "app/animate.h"
#include "app/blank.h"
#include "app/box.h"
#include "app/commands.h"
#include "app/tenants.h"
#include "base/key.h"
#include "base/lang.h"
#include "session/playback.h"

#define COUNT_MOST UINT64_C(1000000000)
#define FRAME_MS 33

static struct session_options session_options_of(const struct app_options *options)
{
	double frame_ms = options->frame_ms > 0 ? options->frame_ms : FRAME_MS;

	return (struct session_options){
		.beside = options->beside,
		.detail = options->detail,
		.chinese = options->chinese,
		.follows = options->follows,
		.in_menu = options->in_menu,
		.has_next = options->has_next,
		.speed = options->speed,
		.step_ms = options->step_ms,
		.stop_ms = options->stop_ms,
		.slice_ms = options->busy_ms > 0 ? options->busy_ms : frame_ms,
	};
}

void app_init(struct app *app, struct timeline *timeline, const struct app_options *options)
{
	struct session_options session = session_options_of(options);

	*app = (struct app){
		.file = options->file,
		.look = {.theme = options->theme,
			 .only_ascii = options->only_ascii,
			 .still = options->still,
			 .big = options->big},
		.clicker = options->clicker,
		.width_most = options->width,
		.height_most = options->height,
		.frame_ms = options->frame_ms > 0 ? options->frame_ms : FRAME_MS,
		.printed = options->printed,
		.cursor = cursor_at_rest(),
	};
	app->cursor.held = options->holds_focus;
	app->cursor.focus = options->focus;
	app->away = app->cursor;
	if (options->keymap)
		app->keymap = *options->keymap;
	else
		keymap_init(&app->keymap);
	session_init(&app->session, timeline, &session);
	app->session.hints = app->keymap.hints;
	app->session.hint_count = app->keymap.hint_count;
	commands_open(app);
}

void app_fini(struct app *app)
{
	animate_fini(app);
	session_fini(&app->session);
}

void app_adopt(struct app *app, const struct pair *fresh)
{
	overlay_close(app, &tenants_overlay); /* the list was of the run that is no more */
	session_adopt(&app->session, fresh);
	app_prepare(app); /* nothing refers to the old ones from here on */
}

bool app_is_busy(const struct app *app)
{
	return overlay_asks(app) || session_is_busy(&app->session);
}

/* -- a file that cannot be read --------------------------------------------------------------- */

static struct taken fault_press(struct app *app, const struct press *press);

static void fault_draw(const struct app *app, struct canvas *canvas)
{
	box_text(lang_text(app->session.chinese, "not read: this is the run before"), app->fault,
		 ROLE_FINDING, canvas, canvas_area(canvas).h - 1);
}

static const struct overlay fault_overlay = {
	.boxed = true, .press = fault_press, .draw = fault_draw};

static struct taken fault_press(struct app *app, const struct press *press)
{
	(void)press;
	overlay_close(app, &fault_overlay);
	return PASSED;
}

void app_show_fault(struct app *app, const char *why)
{
	snprintf(app->fault, sizeof app->fault, "%s", why);
	overlay_open(app, &fault_overlay);
}

/* -- presses ---------------------------------------------------------------------------------- */

/* What clickers send beside PgDn and PgUp, whatever the user's keys are. */
static enum command_id command_of(const struct app *app, uint32_t key)
{
	enum command_id id = keymap_find(&app->keymap, key);

	if (app->clicker && key == '.')
		return COMMAND_BLANK;
	return id == COMMAND_NONE && key == KEY_CODE_F5 ? COMMAND_PLAY : id;
}

static void forget_what_was_said(struct app *app)
{
	session_quiet(&app->session);
	app->session.waiting_for = 0;
	app->turned = false;
}

/* A number before a command. */
static void take_digit(struct app *app, uint32_t key)
{
	if (app->count < COUNT_MOST)
		app->count = app->count * 10 + (key - '0');
}

static enum app_request do_press(struct app *app, const struct press *press)
{
	enum app_request request = APP_GO_ON;

	if (press->key >= '0' && press->key <= '9') {
		take_digit(app, press->key);
		return APP_GO_ON;
	}
	if (press->id != COMMAND_LEAVE || !app->count)
		request = app_command(app, press->id, press->now_ms);
	app->count = 0;
	return request;
}

enum app_request app_key(struct app *app, uint32_t key, uint64_t now_ms)
{
	struct press press = {
		.kind = PRESS_KEY, .key = key, .id = command_of(app, key), .now_ms = now_ms};
	struct taken taken = PASSED;

	animate_stop(app);
	if (!overlay_is_open(app, &blank_overlay) || press.id == COMMAND_SUSPEND)
		forget_what_was_said(app);
	if (press.id != COMMAND_SUSPEND) /* which means the same everywhere */
		taken = overlay_press(app, &press);
	return taken.is_taken ? taken.request : do_press(app, &press);
}

void app_click(struct app *app, int x, int y, const struct canvas *canvas)
{
	struct press press = {.kind = PRESS_CLICK, .id = COMMAND_CLICK, .x = x, .y = y,
			      .canvas = canvas};

	animate_stop(app);
	if (overlay_press(app, &press).is_taken)
		return;
	commands_click(app, &press);
	forget_what_was_said(app); /* not before: something may stand in place of the timeline */
}

void app_wheel(struct app *app, bool up, int x, int y, const struct canvas *canvas, uint64_t now_ms)
{
	struct press press = {.kind = PRESS_WHEEL, .id = COMMAND_WHEEL, .x = x, .y = y, .up = up,
			      .canvas = canvas, .now_ms = now_ms};
	bool is_blank = overlay_is_open(app, &blank_overlay);

	if (!is_blank)
		forget_what_was_said(app);
	if (!overlay_press(app, &press).is_taken)
		commands_wheel(app, &press);
}

/* -- time --------------------------------------------------------------------------------------- */

bool app_tick(struct app *app, uint64_t now_ms)
{
	bool changed = playback_tick(&app->session, now_ms);

	changed |= overlay_tick(app, now_ms);
	return animate_tick(app, now_ms) || changed;
}

int app_wait_ms(const struct app *app, uint64_t now_ms)
{
	int move = overlay_is_at_work(app) ? 0 : playback_wait_ms(&app->session, now_ms);
	int frame = animate_wait_ms(app, now_ms);

	return frame < 0 || (move >= 0 && move < frame) ? move : frame;
}
