/* ui.c - from a press to what it does; see ui.h. */
#include "ui/ui.h"

#include <stdio.h>

#include "base/key.h"
#include "base/lang.h"
#include "session/playback.h"
#include "ui/animate.h"
#include "ui/blank.h"
#include "ui/box.h"
#include "ui/commands.h"
#include "ui/tenant_list.h"

#define COUNT_MOST UINT64_C(1000000000)
#define FRAME_MS 33

void ui_init(struct ui *ui, struct timeline *timeline, const struct ui_options *options)
{
	double frame_ms = options->frame_ms > 0 ? options->frame_ms : FRAME_MS;
	struct session_options session = options->session;

	*ui = (struct ui){
		.file = options->file,
		.look = {.theme = options->theme,
			 .only_ascii = options->only_ascii,
			 .still = options->still,
			 .big = options->big},
		.clicker = options->clicker,
		.width_most = options->width,
		.height_most = options->height,
		.frame_ms = frame_ms,
		.printed = options->printed,
		.cursor = cursor_at_rest(),
	};
	ui->cursor.at.held = options->holds_focus;
	ui->cursor.at.focus = options->focus;
	ui->away = ui->cursor;
	if (options->keymap)
		ui->keymap = *options->keymap;
	else
		keymap_init(&ui->keymap);
	session.hints = ui->keymap.hints;
	session.hint_count = ui->keymap.hint_count;
	if (session.slice_ms <= 0)
		session.slice_ms = frame_ms;
	session_init(&ui->session, timeline, &session);
	commands_open(ui);
}

void ui_fini(struct ui *ui)
{
	animate_fini(ui);
	session_fini(&ui->session);
}

void ui_adopt(struct ui *ui, const struct pair *fresh)
{
	overlay_close(ui, &tenant_list_overlay); /* the list was of the run that is no more */
	session_adopt(&ui->session, fresh);
	ui_prepare(ui); /* nothing refers to the old ones from here on */
}

bool ui_is_busy(const struct ui *ui)
{
	return overlay_asks(ui) || session_is_busy(&ui->session);
}

/* -- a file that cannot be read --------------------------------------------------------------- */

static struct taken fault_press(struct ui *ui, const struct press *press);

static void fault_draw(const struct ui *ui, struct canvas *canvas)
{
	box_text(lang_text(ui->session.lang, "not read: this is the run before"), ui->fault,
		 ROLE_FINDING, canvas, canvas_area(canvas).h - 1);
}

static const struct overlay fault_overlay = {
	.boxed = true, .press = fault_press, .draw = fault_draw};

static struct taken fault_press(struct ui *ui, const struct press *press)
{
	(void)press;
	overlay_close(ui, &fault_overlay);
	return PASSED;
}

void ui_show_fault(struct ui *ui, const char *why)
{
	snprintf(ui->fault, sizeof ui->fault, "%s", why);
	overlay_open(ui, &fault_overlay);
}

/* -- presses ---------------------------------------------------------------------------------- */

/* What clickers send beside PgDn and PgUp, whatever the user's keys are. */
static enum command_id command_of(const struct ui *ui, uint32_t key)
{
	enum command_id id = keymap_find(&ui->keymap, key);

	if (ui->clicker && key == '.')
		return COMMAND_BLANK;
	return id == COMMAND_NONE && key == KEY_CODE_F5 ? COMMAND_PLAY : id;
}

static void forget_what_was_said(struct ui *ui)
{
	session_quiet(&ui->session);
	ui->session.waiting_for = 0;
	ui->turned = false;
}

/* A number before a command. */
static void take_digit(struct ui *ui, uint32_t key)
{
	if (ui->count < COUNT_MOST)
		ui->count = ui->count * 10 + (key - '0');
}

static enum ui_request do_press(struct ui *ui, const struct press *press)
{
	enum ui_request request = UI_GO_ON;

	if (press->key >= '0' && press->key <= '9') {
		take_digit(ui, press->key);
		return UI_GO_ON;
	}
	if (press->id != COMMAND_LEAVE || !ui->count)
		request = ui_command(ui, press->id, press->now_ms);
	ui->count = 0;
	return request;
}

enum ui_request ui_key(struct ui *ui, uint32_t key, uint64_t now_ms)
{
	struct press press = {
		.kind = PRESS_KEY, .key = key, .id = command_of(ui, key), .now_ms = now_ms};
	struct taken taken = PASSED;

	animate_stop(ui);
	if (!overlay_is_open(ui, &blank_overlay) || press.id == COMMAND_SUSPEND)
		forget_what_was_said(ui);
	if (press.id != COMMAND_SUSPEND) /* which means the same everywhere */
		taken = overlay_press(ui, &press);
	return taken.is_taken ? taken.request : do_press(ui, &press);
}

void ui_click(struct ui *ui, int x, int y, const struct canvas *canvas)
{
	struct press press = {.kind = PRESS_CLICK, .id = COMMAND_CLICK, .x = x, .y = y,
			      .canvas = canvas};

	animate_stop(ui);
	if (overlay_press(ui, &press).is_taken)
		return;
	commands_click(ui, &press);
	forget_what_was_said(ui); /* not before: something may stand in place of the timeline */
}

void ui_wheel(struct ui *ui, bool up, int x, int y, const struct canvas *canvas, uint64_t now_ms)
{
	struct press press = {.kind = PRESS_WHEEL, .id = COMMAND_WHEEL, .x = x, .y = y, .up = up,
			      .canvas = canvas, .now_ms = now_ms};
	bool is_blank = overlay_is_open(ui, &blank_overlay);

	if (!is_blank)
		forget_what_was_said(ui);
	if (!overlay_press(ui, &press).is_taken)
		commands_wheel(ui, &press);
}

/* -- time --------------------------------------------------------------------------------------- */

bool ui_tick(struct ui *ui, uint64_t now_ms)
{
	bool changed = playback_tick(&ui->session, now_ms);

	changed |= overlay_tick(ui, now_ms);
	return animate_tick(ui, now_ms) || changed;
}

int ui_wait_ms(const struct ui *ui, uint64_t now_ms)
{
	int move = overlay_is_at_work(ui) ? 0 : playback_wait_ms(&ui->session, now_ms);
	int frame = animate_wait_ms(ui, now_ms);

	return frame < 0 || (move >= 0 && move < frame) ? move : frame;
}
