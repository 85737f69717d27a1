/* commands.c - what the commands of commands.def do; see commands.h. */
#include "ui/commands.h"

#include "base/key.h"
#include "base/lang.h"
#include "session/playback.h"
#include "session/travel.h"
#include "ui/animate.h"
#include "ui/beside.h"
#include "ui/blank.h"
#include "ui/find_line.h"
#include "ui/hand_line.h"
#include "ui/help_screen.h"
#include "ui/list_pane.h"
#include "ui/navigate.h"
#include "ui/palette.h"
#include "ui/printed.h"
#include "ui/tenant_list.h"
#include "view/strip.h"

#define HELD_MS 400 /* a key comes again sooner than this if it is held down */

/* -- through the run ------------------------------------------------------------------------- */

static enum ui_request forward(struct ui *ui)
{
	travel_forward(&ui->session, ui_times(ui));
	return UI_GO_ON;
}

static enum ui_request back(struct ui *ui)
{
	travel_back(&ui->session, ui_times(ui));
	return UI_GO_ON;
}

static enum ui_request forward_ten(struct ui *ui)
{
	travel_forward(&ui->session, 10 * ui_times(ui));
	return UI_GO_ON;
}

static enum ui_request back_ten(struct ui *ui)
{
	travel_back(&ui->session, 10 * ui_times(ui));
	return UI_GO_ON;
}

/* Playing either way, it pauses. */
static enum ui_request play(struct ui *ui)
{
	int direction = ui->session.playback.direction;

	playback_play(&ui->session, direction ? direction : 1, ui->now_ms);
	return UI_GO_ON;
}

static enum ui_request play_back(struct ui *ui)
{
	playback_play(&ui->session, -1, ui->now_ms);
	return UI_GO_ON;
}

static enum ui_request faster(struct ui *ui)
{
	playback_set_speed(&ui->session, ui->session.playback.speed * 2);
	return UI_GO_ON;
}

static enum ui_request slower(struct ui *ui)
{
	playback_set_speed(&ui->session, ui->session.playback.speed / 2);
	return UI_GO_ON;
}

static enum ui_request normal_speed(struct ui *ui)
{
	playback_set_speed(&ui->session, ui->session.playback.usual_speed);
	return UI_GO_ON;
}

static enum ui_request finer(struct ui *ui)
{
	ui->session.detail += ui->session.detail + 1 < DETAIL_COUNT;
	return UI_GO_ON;
}

static enum ui_request coarser(struct ui *ui)
{
	ui->session.detail -= ui->session.detail > 0;
	return UI_GO_ON;
}

/* Where it says that this is the end, once more leads on; but not a key that is held down. */
static bool goes_to_next(struct ui *ui)
{
	const struct session *session = &ui->session;
	bool pressed_again = ui->now_ms - ui->next_stop_ms >= HELD_MS;

	ui->next_stop_ms = ui->now_ms;
	ui->wants_next = pressed_again && session->has_next && session->ended &&
			  session_at_end(session) && !ui->reading.go_on;
	return ui->wants_next;
}

/* What is said here comes first; the last row is repeated at the top, so that one finds it. */
static enum ui_request next_stop(struct ui *ui)
{
	struct reading *reading = &ui->reading;

	if (goes_to_next(ui))
		return UI_QUIT;
	if (reading->go_on && !ui->count)
		reading->skip += reading->rows > 1 ? reading->rows - 1 : 1;
	else
		travel_to_moment(&ui->session, false, false, ui_times(ui));
	return UI_GO_ON;
}

static enum ui_request previous_stop(struct ui *ui)
{
	struct reading *reading = &ui->reading;
	int rows = reading->rows > 1 ? reading->rows - 1 : 1;

	if (reading->skip > 0 && !ui->count)
		reading->skip = reading->skip > rows ? reading->skip - rows : 0;
	else
		travel_to_moment(&ui->session, false, true, ui_times(ui));
	return UI_GO_ON;
}

static enum ui_request next_mark(struct ui *ui)
{
	travel_to_moment(&ui->session, true, false, ui_times(ui));
	return UI_GO_ON;
}

static enum ui_request previous_mark(struct ui *ui)
{
	travel_to_moment(&ui->session, true, true, ui_times(ui));
	return UI_GO_ON;
}

static enum ui_request next_parting(struct ui *ui)
{
	travel_to_divergence(&ui->session, false, ui_times(ui));
	return UI_GO_ON;
}

static enum ui_request previous_parting(struct ui *ui)
{
	travel_to_divergence(&ui->session, true, ui_times(ui));
	return UI_GO_ON;
}

static enum ui_request first(struct ui *ui)
{
	travel_to_first(&ui->session);
	return UI_GO_ON;
}

static enum ui_request last(struct ui *ui)
{
	if (ui->count)
		travel_to_operation(&ui->session, ui->count);
	else
		travel_to_last(&ui->session);
	return UI_GO_ON;
}

/* -- looking for something --------------------------------------------------------------------- */

static enum ui_request search(struct ui *ui)
{
	find_line_open(ui);
	return UI_GO_ON;
}

static enum ui_request search_next(struct ui *ui)
{
	find_line_again(ui, FIND_TYPED, false);
	return UI_GO_ON;
}

static enum ui_request search_back(struct ui *ui)
{
	find_line_again(ui, FIND_TYPED, true);
	return UI_GO_ON;
}

static enum ui_request run_to(struct ui *ui)
{
	find_line_again(ui, FIND_RUN_TO, false);
	return UI_GO_ON;
}

static enum ui_request run_back(struct ui *ui)
{
	find_line_again(ui, FIND_RUN_TO, true);
	return UI_GO_ON;
}

static enum ui_request run_where(struct ui *ui)
{
	find_menu_open(ui);
	return UI_GO_ON;
}

/* -- looking closer ---------------------------------------------------------------------------- */

static enum ui_request next_pane(struct ui *ui)
{
	navigate_turn_pane(ui, 1);
	return UI_GO_ON;
}

static enum ui_request previous_pane(struct ui *ui)
{
	navigate_turn_pane(ui, -1);
	return UI_GO_ON;
}

static enum ui_request zoom(struct ui *ui)
{
	navigate_in(ui);
	return UI_GO_ON;
}

static enum ui_request hold(struct ui *ui)
{
	struct cursor *cursor = &ui->cursor;

	cursor->at.held = !cursor->at.held;
	cursor->at.focus = ui_scene(ui)->focus;
	cursor->at.selection = cursor->at.held ? ui_scene(ui)->selection : (struct selection){0};
	if (cursor->at.held)
		session_say(&ui->session,
			    "focus held: <previous-item:{> <next-item:}> <next-row:J> "
			    "<previous-row:K> choose, "
			    "<hold:o> follows again");
	else
		session_say(&ui->session, "focus follows the action");
	return UI_GO_ON;
}

static enum ui_request next_item(struct ui *ui)
{
	navigate_select_by(ui, (int64_t)ui_times(ui), false);
	return UI_GO_ON;
}

static enum ui_request previous_item(struct ui *ui)
{
	navigate_select_by(ui, -(int64_t)ui_times(ui), false);
	return UI_GO_ON;
}

static enum ui_request next_row(struct ui *ui)
{
	navigate_select_by(ui, (int64_t)ui_times(ui), true);
	return UI_GO_ON;
}

static enum ui_request previous_row(struct ui *ui)
{
	navigate_select_by(ui, -(int64_t)ui_times(ui), true);
	return UI_GO_ON;
}

/* With a number: what is soon, in operations. */
static enum ui_request future(struct ui *ui)
{
	struct looks *look = &ui->look;

	look->future = ui->count || !look->future;
	if (ui->count)
		look->soon = ui->count;
	if (look->future)
		session_say(&ui->session, "by future: 500<future:f> makes soon 500 operations, "
					   "<future:f> ends it");
	return UI_GO_ON;
}

static enum ui_request tenants(struct ui *ui)
{
	tenant_list_toggle(ui);
	return UI_GO_ON;
}

static enum ui_request output(struct ui *ui)
{
	printed_toggle(ui);
	return UI_GO_ON;
}

/* -- asking and trying --------------------------------------------------------------------------- */

static enum ui_request predict(struct ui *ui)
{
	quiz_on_demand(&ui->session);
	return UI_GO_ON;
}

static enum ui_request by_hand(struct ui *ui)
{
	hand_line_open(ui);
	return UI_GO_ON;
}

/* -- screen and program -------------------------------------------------------------------------- */

static enum ui_request palette(struct ui *ui)
{
	palette_open(ui);
	return UI_GO_ON;
}

static enum ui_request reload(struct ui *ui)
{
	if (!ui->session.by_hand.program)
		return UI_RELOAD;
	session_say(&ui->session, "this is a fork, in no file: <leave:Esc> leaves it");
	return UI_GO_ON;
}

/* While nothing is shown nothing happens, either. */
static enum ui_request blank(struct ui *ui)
{
	overlay_open(ui, &blank_overlay);
	ui->session.playback.direction = 0;
	return UI_GO_ON;
}

static enum ui_request motion(struct ui *ui)
{
	ui->look.still = !ui->look.still;
	animate_stop(ui);
	if (ui->look.still)
		session_say(&ui->session, "motion off: changes are marked, nothing travels");
	else
		session_say(&ui->session, "motion on");
	return UI_GO_ON;
}

static enum ui_request language(struct ui *ui)
{
	if (ui->look.only_ascii)
		session_say(&ui->session, "this terminal shows ASCII only");
	else
		ui->session.lang = lang_next(ui->session.lang);
	return UI_GO_ON;
}

/* Out of whatever is zoomed, too: that is what is asked for. */
static enum ui_request big(struct ui *ui)
{
	bool was_zoomed = ui->cursor.zoom < PANE_COUNT;

	list_pane_close(ui);
	ui->look.big = !ui->look.big || was_zoomed;
	ui->cursor.zoom = PANE_COUNT;
	if (ui->look.big)
		session_say(&ui->session, "big: B leads back, ? shows the keys");
	return UI_GO_ON;
}

static enum ui_request theme(struct ui *ui)
{
	if (!ui->look.theme) {
		session_say(&ui->session, "this terminal shows no colours");
		return UI_GO_ON;
	}
	ui->look.theme = theme_after(ui->look.theme);
	session_sayf(&ui->session, lang_text(ui->session.lang, "theme: %s"),
		     theme_name(ui->look.theme));
	return UI_GO_ON;
}

static enum ui_request help(struct ui *ui)
{
	help_screen_open(ui);
	return UI_GO_ON;
}

/* Out of one thing after the other, what was entered last first.  Playing comes before all: some
 * clickers have one key that sends F5 and Esc in turn. */
static enum ui_request leave(struct ui *ui)
{
	if (ui->session.playback.direction && !ui->session.by_hand.program)
		ui->session.playback.direction = 0;
	else if (!list_pane_close(ui) &&
		 (ui->cursor.zoom != PANE_COUNT || !hand_line_leave(ui)))
		navigate_out(ui);
	return UI_GO_ON;
}

static enum ui_request suspend(struct ui *ui)
{
	(void)ui;
	return UI_SUSPEND;
}

static enum ui_request quit(struct ui *ui)
{
	(void)ui;
	return UI_QUIT;
}

/* -- the table ------------------------------------------------------------------------------------ */

/* Digits answer (quiz_overlay), and the mouse has a place. */
#define elsewhere NULL

static const struct command {
	enum ui_request (*run)(struct ui *ui);
	unsigned flags; /* enum command_flags */
} commands[COMMAND_COUNT] = {
#define COMMAND(id, name, keys, help, run, flags) [COMMAND_##id] = {run, flags},
#include "ui/commands.def"
#undef COMMAND
};

bool commands_can(enum command_id id)
{
	return commands[id].run != elsewhere;
}

enum ui_request ui_command(struct ui *ui, enum command_id id, uint64_t now_ms)
{
	const struct command *command = id < COMMAND_COUNT ? &commands[id] : NULL;

	if (!command || !command->run)
		return UI_GO_ON;
	if (command->flags & MOVES)
		playback_stop(&ui->session);
	ui->now_ms = now_ms;
	return command->run(ui);
}

/* -- what always lies there ------------------------------------------------------------------------- */

/* The command that is under way already: once more, whoever is quicker, hand or machine. */
static bool is_once_more(const struct find *find, enum command_id id)
{
	static const enum command_id same[FIND_USES][2] = {
		{COMMAND_SEARCH_NEXT, COMMAND_SEARCH_BACK},
		{COMMAND_RUN_TO, COMMAND_RUN_BACK},
	};

	return same[find->use][find->back] == id;
}

/* While a search is under way any key ends it. */
static struct taken search_press(struct ui *ui, const struct press *press)
{
	const struct find *find = &ui->session.find;

	if (!find->running)
		return PASSED;
	if (press->kind == PRESS_KEY && is_once_more(find, press->id)) {
		find_more(&ui->session, ui_times(ui));
		ui->count = 0;
		return TAKEN;
	}
	find_stop(&ui->session);
	if (press->kind != PRESS_KEY || press->key != KEY_CODE_ESCAPE)
		return PASSED;
	session_say(&ui->session, "stopped: nothing has moved");
	return TAKEN;
}

/* Digits answer a question that waits, unless a number was begun. */
static struct taken quiz_press(struct ui *ui, const struct press *press)
{
	bool is_digit = press->kind == PRESS_KEY && press->key >= '0' && press->key <= '9';

	if (!is_digit || ui->count || !quiz_waits(&ui->session))
		return PASSED;
	if (press->key > '0')
		quiz_answer(&ui->session, (int)(press->key - '1'));
	return TAKEN;
}

static const struct overlay quiz_overlay = {.press = quiz_press};
static const struct overlay search_overlay = {.press = search_press};

void commands_open(struct ui *ui)
{
	overlay_open(ui, &quiz_overlay);
	overlay_open(ui, &search_overlay);
}

/* -- the mouse -------------------------------------------------------------------------------------- */

/* On the timeline: to the moment drawn there, or else to that part of the run. */
static void click_strip(struct ui *ui, int x)
{
	struct strip_goal goal = strip_find(ui_scene(ui), ui->layout.panes[PANE_STRIP], x);

	if (goal.moment)
		pair_seek(&ui->session.pair, (struct position){.events = goal.moment->events});
	else if (goal.any)
		pair_seek_operation(&ui->session.pair, goal.operations, 0);
}

/* The pane that has the keys from now on. */
static void click_pane(struct ui *ui, const struct press *press)
{
	const struct layout *layout = &ui->layout;

	if (session_is_beside(&ui->session))
		return;
	for (int pane = 0; pane < PANE_COUNT; pane++)
		if (ui->cursor.zoom == PANE_COUNT && layout->framed[pane] &&
		    rect_contains(rect_inset(layout->panes[pane], 1), press->x, press->y))
			ui->cursor.pane = (enum pane)pane;
	if (rect_contains(layout->panes[PANE_WORDS], press->x, press->y))
		ui->cursor.pane = PANE_WORDS;
}

void commands_click(struct ui *ui, const struct press *press)
{
	if (beside_is_other(&ui->layout, press->x, press->y))
		beside_turn(ui);
	click_pane(ui, press);
	if (rect_contains(ui->layout.panes[PANE_STRIP], press->x, press->y))
		click_strip(ui, press->x);
	else
		navigate_click(ui, press);
}

void commands_wheel(struct ui *ui, const struct press *press)
{
	if (!navigate_wheel(ui, press))
		ui_command(ui, press->up ? COMMAND_BACK : COMMAND_FORWARD, press->now_ms);
}
