/* commands.c - what the commands of commands.def do; see commands.h. */
#include "app/commands.h"

#include "app/animate.h"
#include "app/beside.h"
#include "app/blank.h"
#include "app/find_line.h"
#include "app/hand_line.h"
#include "app/help.h"
#include "app/printed.h"
#include "app/tenants.h"
#include "app/zoom.h"
#include "base/key.h"
#include "base/lang.h"
#include "session/playback.h"
#include "session/travel.h"
#include "view/strip.h"

#define HELD_MS 400 /* a key comes again sooner than this if it is held down */

/* -- through the run ------------------------------------------------------------------------- */

static enum app_request forward(struct app *app)
{
	travel_forward(&app->session, app_times(app));
	return APP_GO_ON;
}

static enum app_request back(struct app *app)
{
	travel_back(&app->session, app_times(app));
	return APP_GO_ON;
}

static enum app_request forward_ten(struct app *app)
{
	travel_forward(&app->session, 10 * app_times(app));
	return APP_GO_ON;
}

static enum app_request back_ten(struct app *app)
{
	travel_back(&app->session, 10 * app_times(app));
	return APP_GO_ON;
}

/* Playing either way, it pauses. */
static enum app_request play(struct app *app)
{
	int direction = app->session.playback.direction;

	playback_play(&app->session, direction ? direction : 1, app->now_ms);
	return APP_GO_ON;
}

static enum app_request play_back(struct app *app)
{
	playback_play(&app->session, -1, app->now_ms);
	return APP_GO_ON;
}

static enum app_request faster(struct app *app)
{
	playback_set_speed(&app->session, app->session.playback.speed * 2);
	return APP_GO_ON;
}

static enum app_request slower(struct app *app)
{
	playback_set_speed(&app->session, app->session.playback.speed / 2);
	return APP_GO_ON;
}

static enum app_request normal_speed(struct app *app)
{
	playback_set_speed(&app->session, app->session.playback.usual_speed);
	return APP_GO_ON;
}

static enum app_request finer(struct app *app)
{
	app->session.detail += app->session.detail + 1 < DETAIL_COUNT;
	return APP_GO_ON;
}

static enum app_request coarser(struct app *app)
{
	app->session.detail -= app->session.detail > 0;
	return APP_GO_ON;
}

/* Where it says that this is the end, once more leads on; but not a key that is held down. */
static bool goes_to_next(struct app *app)
{
	const struct session *session = &app->session;
	bool pressed_again = app->now_ms - app->next_stop_ms >= HELD_MS;

	app->next_stop_ms = app->now_ms;
	app->wants_next = pressed_again && session->has_next && session->ended &&
			  session_at_end(session) && !app->reading.go_on;
	return app->wants_next;
}

/* What is said here comes first; the last row is repeated at the top, so that one finds it. */
static enum app_request next_stop(struct app *app)
{
	struct reading *reading = &app->reading;

	if (goes_to_next(app))
		return APP_QUIT;
	if (reading->go_on && !app->count)
		reading->skip += reading->rows > 1 ? reading->rows - 1 : 1;
	else
		travel_to_moment(&app->session, false, false, app_times(app));
	return APP_GO_ON;
}

static enum app_request previous_stop(struct app *app)
{
	struct reading *reading = &app->reading;
	int rows = reading->rows > 1 ? reading->rows - 1 : 1;

	if (reading->skip > 0 && !app->count)
		reading->skip = reading->skip > rows ? reading->skip - rows : 0;
	else
		travel_to_moment(&app->session, false, true, app_times(app));
	return APP_GO_ON;
}

static enum app_request next_mark(struct app *app)
{
	travel_to_moment(&app->session, true, false, app_times(app));
	return APP_GO_ON;
}

static enum app_request previous_mark(struct app *app)
{
	travel_to_moment(&app->session, true, true, app_times(app));
	return APP_GO_ON;
}

static enum app_request next_parting(struct app *app)
{
	travel_to_parting(&app->session, false, app_times(app));
	return APP_GO_ON;
}

static enum app_request previous_parting(struct app *app)
{
	travel_to_parting(&app->session, true, app_times(app));
	return APP_GO_ON;
}

static enum app_request first(struct app *app)
{
	travel_to_first(&app->session);
	return APP_GO_ON;
}

static enum app_request last(struct app *app)
{
	if (app->count)
		travel_to_operation(&app->session, app->count);
	else
		travel_to_last(&app->session);
	return APP_GO_ON;
}

/* -- looking for something --------------------------------------------------------------------- */

static enum app_request search(struct app *app)
{
	find_line_open(app);
	return APP_GO_ON;
}

static enum app_request search_next(struct app *app)
{
	find_line_again(app, FIND_TYPED, false);
	return APP_GO_ON;
}

static enum app_request search_back(struct app *app)
{
	find_line_again(app, FIND_TYPED, true);
	return APP_GO_ON;
}

static enum app_request run_to(struct app *app)
{
	find_line_again(app, FIND_RUN_TO, false);
	return APP_GO_ON;
}

static enum app_request run_back(struct app *app)
{
	find_line_again(app, FIND_RUN_TO, true);
	return APP_GO_ON;
}

static enum app_request run_where(struct app *app)
{
	find_menu_open(app);
	return APP_GO_ON;
}

/* -- looking closer ---------------------------------------------------------------------------- */

static enum app_request next_pane(struct app *app)
{
	zoom_turn_pane(app, 1);
	return APP_GO_ON;
}

static enum app_request previous_pane(struct app *app)
{
	zoom_turn_pane(app, -1);
	return APP_GO_ON;
}

static enum app_request zoom(struct app *app)
{
	zoom_in(app);
	return APP_GO_ON;
}

static enum app_request hold(struct app *app)
{
	struct cursor *cursor = &app->cursor;

	cursor->held = !cursor->held;
	cursor->focus = app_scene(app)->focus;
	cursor->selection = cursor->held ? app_scene(app)->selection : (struct selection){0};
	if (cursor->held)
		session_say(&app->session,
			    "focus held: <previous-item:{> <next-item:}> <next-row:J> "
			    "<previous-row:K> choose, "
			    "<hold:o> follows again");
	else
		session_say(&app->session, "focus follows the action");
	return APP_GO_ON;
}

static enum app_request next_item(struct app *app)
{
	zoom_select_by(app, (int64_t)app_times(app), false);
	return APP_GO_ON;
}

static enum app_request previous_item(struct app *app)
{
	zoom_select_by(app, -(int64_t)app_times(app), false);
	return APP_GO_ON;
}

static enum app_request next_row(struct app *app)
{
	zoom_select_by(app, (int64_t)app_times(app), true);
	return APP_GO_ON;
}

static enum app_request previous_row(struct app *app)
{
	zoom_select_by(app, -(int64_t)app_times(app), true);
	return APP_GO_ON;
}

/* With a number: what is soon, in operations. */
static enum app_request future(struct app *app)
{
	struct looks *look = &app->look;

	look->future = app->count || !look->future;
	if (app->count)
		look->soon = app->count;
	if (look->future)
		session_say(&app->session, "by future: 500<future:f> makes soon 500 operations, "
					   "<future:f> ends it");
	return APP_GO_ON;
}

static enum app_request tenants(struct app *app)
{
	tenants_toggle(app);
	return APP_GO_ON;
}

static enum app_request output(struct app *app)
{
	printed_toggle(app);
	return APP_GO_ON;
}

/* -- asking and trying --------------------------------------------------------------------------- */

static enum app_request predict(struct app *app)
{
	quiz_on_demand(&app->session);
	return APP_GO_ON;
}

static enum app_request by_hand(struct app *app)
{
	hand_line_open(app);
	return APP_GO_ON;
}

/* -- screen and program -------------------------------------------------------------------------- */

static enum app_request reload(struct app *app)
{
	if (!app->session.by_hand.program)
		return APP_RELOAD;
	session_say(&app->session, "this is a fork, in no file: <leave:Esc> leaves it");
	return APP_GO_ON;
}

/* While nothing is shown nothing happens, either. */
static enum app_request blank(struct app *app)
{
	overlay_open(app, &blank_overlay);
	app->session.playback.direction = 0;
	return APP_GO_ON;
}

static enum app_request motion(struct app *app)
{
	app->look.still = !app->look.still;
	animate_stop(app);
	if (app->look.still)
		session_say(&app->session, "motion off: changes are marked, nothing travels");
	else
		session_say(&app->session, "motion on");
	return APP_GO_ON;
}

static enum app_request language(struct app *app)
{
	if (app->look.only_ascii)
		session_say(&app->session, "this terminal shows ASCII only");
	else
		app->session.chinese = !app->session.chinese;
	return APP_GO_ON;
}

/* Out of whatever is zoomed, too: that is what is asked for. */
static enum app_request big(struct app *app)
{
	bool was_zoomed = app->cursor.zoom < PANE_COUNT;

	overlay_close(app, &tenants_overlay);
	overlay_close(app, &printed_overlay);
	app->look.big = !app->look.big || was_zoomed;
	app->cursor.zoom = PANE_COUNT;
	if (app->look.big)
		session_say(&app->session, "big: B leads back, ? shows the keys");
	return APP_GO_ON;
}

static enum app_request theme(struct app *app)
{
	if (!app->look.theme) {
		session_say(&app->session, "this terminal shows no colours");
		return APP_GO_ON;
	}
	app->look.theme = theme_after(app->look.theme);
	session_sayf(&app->session, lang_text(app->session.chinese, "theme: %s"),
		     theme_name(app->look.theme));
	return APP_GO_ON;
}

static enum app_request help(struct app *app)
{
	help_open(app);
	return APP_GO_ON;
}

/* Out of one thing after the other, what was entered last first.  Playing comes before all: some
 * clickers have one key that sends F5 and Esc in turn. */
static enum app_request leave(struct app *app)
{
	if (app->session.playback.direction && !app->session.by_hand.program)
		app->session.playback.direction = 0;
	else if (overlay_is_open(app, &tenants_overlay))
		overlay_close(app, &tenants_overlay);
	else if (overlay_is_open(app, &printed_overlay))
		overlay_close(app, &printed_overlay);
	else if (app->cursor.zoom != PANE_COUNT || !hand_line_leave(app))
		zoom_out(app);
	return APP_GO_ON;
}

static enum app_request suspend(struct app *app)
{
	(void)app;
	return APP_SUSPEND;
}

static enum app_request quit(struct app *app)
{
	(void)app;
	return APP_QUIT;
}

/* -- the table ------------------------------------------------------------------------------------ */

/* Digits answer (quiz_overlay), and the mouse has a place. */
#define elsewhere NULL

static const struct command {
	enum app_request (*run)(struct app *app);
	unsigned flags; /* enum command_flags */
} commands[COMMAND_COUNT] = {
#define COMMAND(id, name, keys, help, run, flags) [COMMAND_##id] = {run, flags},
#include "app/commands.def"
#undef COMMAND
};

enum app_request app_command(struct app *app, enum command_id id, uint64_t now_ms)
{
	const struct command *command = id < COMMAND_COUNT ? &commands[id] : NULL;

	if (!command || !command->run)
		return APP_GO_ON;
	if (command->flags & MOVES)
		playback_stop(&app->session);
	app->now_ms = now_ms;
	return command->run(app);
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
static struct taken search_press(struct app *app, const struct press *press)
{
	const struct find *find = &app->session.find;

	if (!find->running)
		return PASSED;
	if (press->kind == PRESS_KEY && is_once_more(find, press->id)) {
		find_more(&app->session, app_times(app));
		app->count = 0;
		return TAKEN;
	}
	find_stop(&app->session);
	if (press->kind != PRESS_KEY || press->key != KEY_CODE_ESCAPE)
		return PASSED;
	session_say(&app->session, "stopped: nothing has moved");
	return TAKEN;
}

/* Digits answer a question that waits, unless a number was begun. */
static struct taken quiz_press(struct app *app, const struct press *press)
{
	bool is_digit = press->kind == PRESS_KEY && press->key >= '0' && press->key <= '9';

	if (!is_digit || app->count || !quiz_waits(&app->session))
		return PASSED;
	if (press->key > '0')
		quiz_answer(&app->session, (int)(press->key - '1'));
	return TAKEN;
}

static const struct overlay quiz_overlay = {.press = quiz_press};
static const struct overlay search_overlay = {.press = search_press};

void commands_open(struct app *app)
{
	overlay_open(app, &quiz_overlay);
	overlay_open(app, &search_overlay);
}

/* -- the mouse -------------------------------------------------------------------------------------- */

/* On the timeline: to the moment drawn there, or else to that part of the run. */
static void click_strip(struct app *app, int x)
{
	struct strip_goal goal = strip_find(app_scene(app), app->layout.panes[PANE_STRIP], x);

	if (goal.moment)
		pair_seek(&app->session.pair, (struct position){.events = goal.moment->events});
	else if (goal.any)
		pair_seek_operation(&app->session.pair, goal.operations, 0);
}

/* The pane that has the keys from now on. */
static void click_pane(struct app *app, const struct press *press)
{
	const struct layout *layout = &app->layout;

	if (session_is_beside(&app->session))
		return;
	for (int pane = 0; pane < PANE_COUNT; pane++)
		if (app->cursor.zoom == PANE_COUNT && layout->framed[pane] &&
		    rect_contains(rect_inset(layout->panes[pane], 1), press->x, press->y))
			app->cursor.pane = (enum pane)pane;
	if (rect_contains(layout->panes[PANE_WORDS], press->x, press->y))
		app->cursor.pane = PANE_WORDS;
}

void commands_click(struct app *app, const struct press *press)
{
	if (beside_is_other(&app->layout, press->x, press->y))
		beside_turn(app);
	click_pane(app, press);
	if (rect_contains(app->layout.panes[PANE_STRIP], press->x, press->y))
		click_strip(app, press->x);
	else
		zoom_click(app, press);
}

void commands_wheel(struct app *app, const struct press *press)
{
	if (!zoom_wheel(app, press))
		app_command(app, press->up ? COMMAND_BACK : COMMAND_FORWARD, press->now_ms);
}
