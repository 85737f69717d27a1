/* app.c - commands and the state they change; see app.h. */
#include "app/app.h"

#include <stdio.h>
#include <string.h>

#include "app/animate.h"
#include "app/ask.h"
#include "app/beside.h"
#include "app/box.h"
#include "app/help.h"
#include "app/move.h"
#include "app/printed.h"
#include "app/tenants.h"
#include "app/zoom.h"
#include "base/key.h"
#include "base/lang.h"
#include "program/fork.h"
#include "view/strip.h"
#include "view/words.h"
#include "view/zoom.h"

#define SPEED_MOST 4096.0
#define SPEED_LEAST 0.125
#define HELD_MS 400 /* a key comes again sooner than this if it is held down */
#define COUNT_MOST UINT64_C(1000000000)

/* The first screen of a lesson has its narrator speaking, not silent. */
static void begin_with_words(struct pair *pair)
{
	struct event event;

	timeline_peek(pair->sides[0], &event);
	if (event.kind == EVENT_SAY)
		pair_forward(pair, DETAIL_OPERATION);
}

void app_init(struct app *app, struct timeline *timeline, const struct app_options *options)
{
	*app = (struct app){
		.pair = pair_of(timeline, options->beside),
		.timeline = timeline,
		.options = *options,
		.theme = options->theme,
		.detail = options->detail,
		.speed = options->speed > 0 ? options->speed : 1,
		.follows = options->follows,
		.pane = PANE_COUNT,
		.zoom = PANE_COUNT,
		.big = options->big,
		.held = options->holds_focus,
		.focus = options->focus,
		.away = {.held = options->holds_focus, .focus = options->focus},
	};
	if (options->keymap)
		app->keymap = *options->keymap;
	else
		keymap_init(&app->keymap);
	search_reset(&app->search);
	ask_reset(&app->ask);
	begin_with_words(&app->pair);
}

struct position app_place(const struct app *app)
{
	return app->fork.program ? app->fork.home.position : app->pair.at;
}

void app_fini(struct app *app)
{
	fork_fini(app);
}

/* Stops have no number: so many of them have been passed since the last operation. */
static uint64_t stops_passed(struct timeline *timeline)
{
	struct current current;
	uint64_t passed = 0;

	for (;; passed++) {
		timeline_current(timeline, &current);
		if (!current.any || current.event.kind == EVENT_OP)
			return passed;
		timeline_back(timeline, DETAIL_OPERATION);
	}
}

static void pass_stops(struct pair *pair, uint64_t stops)
{
	struct event next;

	while (stops-- > 0) {
		timeline_peek(pair->sides[0], &next);
		if (next.kind == EVENT_END || next.kind == EVENT_OP)
			return;
		pair_forward(pair, DETAIL_OPERATION);
	}
}

/* Operations are what a place is known by: what is said before it may have changed. */
static void go_to_same(struct pair *pair, const struct pair *before)
{
	struct position at = before->at;
	struct current current;
	uint64_t stops;

	if (at.steps || at.writes) {
		timeline_current(before->sides[0], &current);
		if (!pair_seek_operation(pair, current.operation, 0))
			return;
		pair_back(pair, DETAIL_OPERATION);
		at.events = pair->at.events;
		pair_seek(pair, at);
		return;
	}
	stops = stops_passed(before->sides[0]);
	timeline_current(before->sides[0], &current);
	if (pair_seek_operation(pair, current.any ? current.operation : 0, 0))
		pass_stops(pair, stops);
}

void app_adopt(struct app *app, const struct pair *fresh)
{
	struct pair before = app->pair;

	if (tenants_open(app))
		app->zoom = app->before_tenants; /* the list was of the run that is no more */
	app->pair = *fresh;
	app->timeline = fresh->sides[app->side];
	app->ask.at = UINT64_MAX;
	app->scene.census = app->away.scene.census = (struct census){0};
	animate_stop(app);
	search_adopt(app);
	go_to_same(&app->pair, &before);
}

/* -- commands ------------------------------------------------------------------------------ */

/* Who follows a run that grows stands still first. */
static void play(struct app *app, int direction, uint64_t now_ms)
{
	if (app->follows && direction > 0) {
		app_say(app, "paused, while the program runs on: <last:G> follows it again");
		return;
	}
	app->playing = app->playing == direction ? 0 : direction;
	app->due_ms = now_ms;
}

static void set_speed(struct app *app, double speed)
{
	app->speed = speed > SPEED_MOST ? SPEED_MOST : speed < SPEED_LEAST ? SPEED_LEAST : speed;
}

static void hold(struct app *app)
{
	app->held = !app->held;
	app->focus = app->scene.focus;
	app->selection = app->held ? app->scene.selection : (struct selection){0};
	if (app->held)
		app_say(app, "focus held: <previous-item:{> <next-item:}> <next-row:J> "
			     "<previous-row:K> choose, "
			     "<hold:o> follows again");
	else
		app_say(app, "focus follows the action");
}

/* With a number: what is soon, in operations. */
static void turn_future(struct app *app)
{
	app->future = app->count || !app->future;
	if (app->count)
		app->soon = app->count;
	if (app->future)
		app_say(app, "by future: 500<future:f> makes soon 500 operations, <future:f> ends it");
}

/* Out of whatever is zoomed, too: that is what is asked for. */
static void turn_big(struct app *app)
{
	app->big = !app->big || app->zoom < PANE_COUNT;
	app->zoom = PANE_COUNT;
	if (app->big)
		app_say(app, "big: B leads back, ? shows the keys");
}

static void turn_language(struct app *app)
{
	if (app->options.only_ascii)
		app_say(app, "this terminal shows ASCII only");
	else
		app->options.chinese = !app->options.chinese;
}

static void turn_theme(struct app *app)
{
	if (!app->theme) {
		app_say(app, "this terminal shows no colours");
		return;
	}
	app->theme = theme_after(app->theme);
	snprintf(app->message, sizeof app->message, lang_text(app->options.chinese, "theme: %s"),
		 theme_name(app->theme));
}

/* While nothing is shown nothing happens, either. */
static void blank(struct app *app)
{
	app->blank = true;
	app->playing = 0;
}

/* Out of one thing after the other, what was entered last first.  Playing comes before all: some
 * clickers have one key that sends F5 and Esc in turn. */
static void leave(struct app *app)
{
	if (app->playing && !app->fork.program) {
		app->playing = 0;
		return;
	}
	if (app->zoom != PANE_COUNT || !fork_leave(app))
		zoom_out(app);
}

static enum app_request reload(struct app *app)
{
	if (!app->fork.program)
		return APP_RELOAD;
	app_say(app, "this is a fork, in no file: <leave:Esc> leaves it");
	return APP_GO_ON;
}

static void turn_motion(struct app *app)
{
	app->options.still = !app->options.still;
	animate_stop(app);
	if (app->options.still)
		app_say(app, "motion off: changes are marked, nothing travels");
	else
		app_say(app, "motion on");
}

/* What is said here comes first; the last row is repeated at the top, so that one finds it. */
static void read_on(struct app *app)
{
	if (app->words.go_on && !app->count)
		app->words.skip += app->words.rows > 1 ? app->words.rows - 1 : 1;
	else
		move_to_moment(app, false, false);
}

static bool is_at_end(const struct app *app)
{
	const struct timeline_index *index = timeline_index(app->timeline);

	return !app->fork.program && index->complete && app->pair.at.events == index->events;
}

/* Where it says that this is the end, once more leads on; but not a key that is held down. */
static bool goes_to_next(struct app *app, uint64_t now_ms)
{
	bool pressed_again = now_ms - app->next_stop_ms >= HELD_MS;

	app->next_stop_ms = now_ms;
	app->wants_next = pressed_again && app->options.has_next && app->ended && is_at_end(app) &&
			  !app->words.go_on;
	return app->wants_next;
}

static void read_back(struct app *app)
{
	int rows = app->words.rows > 1 ? app->words.rows - 1 : 1;

	if (app->words.skip > 0 && !app->count)
		app->words.skip = app->words.skip > rows ? app->words.skip - rows : 0;
	else
		move_to_moment(app, false, true);
}

enum app_request app_command(struct app *app, enum command_id id, uint64_t now_ms)
{
	switch (id) {
	case COMMAND_FORWARD: move_forward(app, app_times(app)); break;
	case COMMAND_BACK: move_back(app, app_times(app)); break;
	case COMMAND_FORWARD_TEN: move_forward(app, 10 * app_times(app)); break;
	case COMMAND_BACK_TEN: move_back(app, 10 * app_times(app)); break;
	case COMMAND_PLAY: play(app, app->playing ? app->playing : 1, now_ms); break;
	case COMMAND_PLAY_BACK: play(app, -1, now_ms); break;
	case COMMAND_FASTER: set_speed(app, app->speed * 2); break;
	case COMMAND_SLOWER: set_speed(app, app->speed / 2); break;
	case COMMAND_NORMAL: set_speed(app, app->options.speed > 0 ? app->options.speed : 1); break;
	case COMMAND_FINER: app->detail += app->detail + 1 < DETAIL_COUNT; break;
	case COMMAND_COARSER: app->detail -= app->detail > 0; break;
	case COMMAND_NEXT_STOP:
		if (goes_to_next(app, now_ms))
			return APP_QUIT;
		read_on(app);
		break;
	case COMMAND_PREVIOUS_STOP: read_back(app); break;
	case COMMAND_NEXT_MARK: move_to_moment(app, true, false); break;
	case COMMAND_PREVIOUS_MARK: move_to_moment(app, true, true); break;
	case COMMAND_FIRST: move_to_first(app); break;
	case COMMAND_LAST: move_to_last(app); break;
	case COMMAND_NEXT_PARTING: beside_part(app, false); break;
	case COMMAND_PREVIOUS_PARTING: beside_part(app, true); break;
	case COMMAND_SEARCH: search_ask(app, SEARCH_TYPED); break;
	case COMMAND_SEARCH_NEXT: search_again(app, SEARCH_TYPED, false); break;
	case COMMAND_SEARCH_BACK: search_again(app, SEARCH_TYPED, true); break;
	case COMMAND_RUN_TO: search_again(app, SEARCH_RUN_TO, false); break;
	case COMMAND_RUN_BACK: search_again(app, SEARCH_RUN_TO, true); break;
	case COMMAND_RUN_WHERE: search_choose(app); break;
	case COMMAND_NEXT_PANE: zoom_turn_pane(app, 1); break;
	case COMMAND_PREVIOUS_PANE: zoom_turn_pane(app, -1); break;
	case COMMAND_ZOOM: zoom_in(app); break;
	case COMMAND_HOLD: hold(app); break;
	case COMMAND_NEXT_ITEM: zoom_select_by(app, (int64_t)app_times(app), false); break;
	case COMMAND_PREVIOUS_ITEM: zoom_select_by(app, -(int64_t)app_times(app), false); break;
	case COMMAND_NEXT_ROW: zoom_select_by(app, (int64_t)app_times(app), true); break;
	case COMMAND_PREVIOUS_ROW: zoom_select_by(app, -(int64_t)app_times(app), true); break;
	case COMMAND_FUTURE: turn_future(app); break;
	case COMMAND_TENANTS: tenants_toggle(app); break;
	case COMMAND_OUTPUT: printed_toggle(app); break;
	case COMMAND_MOTION: turn_motion(app); break;
	case COMMAND_LANGUAGE: turn_language(app); break;
	case COMMAND_BIG: turn_big(app); break;
	case COMMAND_THEME: turn_theme(app); break;
	case COMMAND_HELP: app->help = 1; break;
	case COMMAND_PREDICT: ask_on_demand(app); break;
	case COMMAND_BLANK: blank(app); break;
	case COMMAND_BY_HAND: fork_ask(app); break;
	case COMMAND_LEAVE: leave(app); break;
	case COMMAND_RELOAD: return reload(app);
	case COMMAND_SUSPEND: return APP_SUSPEND;
	case COMMAND_QUIT: return APP_QUIT;
	/* app_key, app_click and app_wheel know which answer, where, and which way. */
	case COMMAND_ANSWER: case COMMAND_CLICK: case COMMAND_WHEEL: case COMMAND_NONE: break;
	}
	/* Moving by hand ends playing; everything else leaves it alone. */
	if (id <= COMMAND_BACK_TEN || (id >= COMMAND_NEXT_STOP && id <= COMMAND_LAST))
		app->playing = 0;
	if (id <= COMMAND_PLAY_BACK || (id >= COMMAND_NEXT_STOP && id <= COMMAND_LAST))
		app->follows = id == COMMAND_LAST && !app->count && timeline_grows(app->timeline);
	return APP_GO_ON;
}

/* A number before a command, or the answer to a question. */
static void take_digit(struct app *app, uint32_t key)
{
	bool asked = ask_waits(app) && !app->count;

	if (asked && key >= '1' && key < '1' + (uint32_t)app->ask.count)
		ask_answer(app, (int)(key - '1'));
	if (!asked && app->count < COUNT_MOST)
		app->count = app->count * 10 + (key - '0');
}

static void clear_message(struct app *app)
{
	app->message[0] = app->fault[0] = '\0';
	app->waiting_for = 0;
	app->turned = false;
}

/* Whatever is pressed only brings the picture back. */
static bool wake(struct app *app)
{
	bool was_blank = app->blank;

	app->blank = false;
	return was_blank;
}

static bool is_typing(const struct app *app)
{
	return app->search.line != SEARCH_NO_LINE || app->fork.line;
}

/* What clickers send beside PgDn and PgUp, whatever the user's keys are. */
static enum command_id command_of(const struct app *app, uint32_t key)
{
	enum command_id id = keymap_find(&app->keymap, key);

	if (app->options.clicker && key == '.' && !is_typing(app))
		return COMMAND_BLANK;
	return id == COMMAND_NONE && key == KEY_CODE_F5 ? COMMAND_PLAY : id;
}

enum app_request app_key(struct app *app, uint32_t key, uint64_t now_ms)
{
	enum command_id id = command_of(app, key);
	enum app_request request;
	bool save = false;

	animate_stop(app);
	if (id != COMMAND_SUSPEND && wake(app))
		return APP_GO_ON;
	clear_message(app);
	if (app->help && id != COMMAND_SUSPEND) {
		help_turn(app, id);
		return APP_GO_ON;
	}
	if (fork_takes_key(app, key, now_ms, &save))
		return save ? APP_SAVE : APP_GO_ON;
	if (search_takes_key(app, key))
		return APP_GO_ON;
	if (key >= '0' && key <= '9') {
		take_digit(app, key);
		return APP_GO_ON;
	}
	if (id == COMMAND_LEAVE && app->count) {
		app->count = 0;
		return APP_GO_ON;
	}
	request = app_command(app, id, now_ms);
	app->count = 0;
	return request;
}

bool app_is_busy(const struct app *app)
{
	return is_typing(app) || app->search.running || app->fork.program;
}

void app_wheel(struct app *app, bool up, int x, int y, int width, int height, uint64_t now_ms)
{
	if (wake(app))
		return;
	clear_message(app);
	search_stop(app);
	app->fork.line = false;
	if (app->help)
		help_turn(app, up ? COMMAND_BACK : COMMAND_FORWARD);
	else if (!zoom_wheel(app, up, x, y, width, height))
		app_command(app, up ? COMMAND_BACK : COMMAND_FORWARD, now_ms);
}

/* On the timeline: to the moment drawn there, or else to that part of the run. */
static void click_strip(struct app *app, struct rect strip, int x)
{
	struct strip_goal goal = strip_find(&app->scene, strip, x);

	if (goal.moment)
		pair_seek(&app->pair, (struct position){.events = goal.moment->events});
	else if (goal.any)
		pair_seek_operation(&app->pair, goal.operations, 0);
}

void app_click(struct app *app, int x, int y, int width, int height)
{
	struct layout layout;

	animate_stop(app);
	if (wake(app))
		return;
	search_stop(app);
	app->fork.line = false;
	if (app->help) {
		app->help = 0;
		return;
	}
	beside_layout(app, &layout, width, height);
	if (beside_is_other(&layout, x, y))
		beside_turn(app);
	for (int pane = 0; pane < PANE_COUNT; pane++)
		if (app->zoom == PANE_COUNT && !is_beside(app) && layout.framed[pane] &&
		    rect_contains(rect_inset(layout.panes[pane], 1), x, y))
			app->pane = (enum pane)pane;
	if (!is_beside(app) && rect_contains(layout.panes[PANE_WORDS], x, y))
		app->pane = PANE_WORDS;
	if (rect_contains(layout.panes[PANE_STRIP], x, y))
		click_strip(app, layout.panes[PANE_STRIP], x);
	else
		zoom_click(app, x, y, width, height);
	clear_message(app); /* not before: one may stand in place of the timeline */
}

/* -- drawing ------------------------------------------------------------------------------- */

static struct scene_options options_of(const struct app *app)
{
	return (struct scene_options){
		.file = app->options.file,
		.chinese = app->options.chinese,
		.ascii = app->options.only_ascii,
		.playing = app->playing != 0,
		.backwards = app->playing < 0,
		.speed = app->speed,
		.detail = app->detail,
		.held = app->held,
		.focus = app->focus,
		.selection = app->selection,
		.level = zoom_level(app->zoom),
		.enlarged = app->zoom < PANE_COUNT,
		.tenants = tenants_open(app) ? timeline_tenants(app->timeline) : NULL,
		.tenant = app->tenant,
		.printed = app->options.printed,
		.printed_up = app->printed_up,
		.future = app->future,
		.soon = app->soon,
		.big = app->big && app->zoom == PANE_COUNT,
		.hints = app->keymap.hints,
		.hint_count = app->keymap.hint_count,
		.message = app->message[0] ? app->message : NULL,
		.count = app->count,
		.forked = app->fork.program != NULL,
		.typed = app->fork.program ? fork_count(app->fork.program) : 0,
		.forked_at = app->fork.program ? fork_at(app->fork.program) : 0,
		.question = app->ask.on_demand ? app->ask.words : NULL,
		.choices = app->ask.texts,
		.choice_count = app->ask.count,
		.right_choice = app->ask.right,
		.chosen = app->ask.chosen,
		.why = app->ask.why,
		.right_answers = app->ask.right_count,
		.questions = app->ask.asked_count,
	};
}

/* A pane that was turned to, but has no frame to show it. */
static void name_hidden_pane(struct app *app, const struct layout *layout)
{
	bool chinese = app->options.chinese;
	struct str out;

	if (!app->turned || app->zoom < PANE_COUNT || layout->framed[app->pane])
		return;
	out = str_init(app->message, sizeof app->message);
	hint_add(app->keymap.hints, app->keymap.hint_count,
		 lang_text(chinese, "<zoom:Enter> shows: "), &out);
	str_add(&out, lang_text(chinese, view_of(app->pane)->name));
	app->scene.options.message = app->message;
}

/* How much of the narrator's words there is to see, and to read on. */
static void page_words(struct app *app, const struct layout *layout)
{
	struct rect place = layout->panes[PANE_WORDS];
	struct position at = app->pair.at;
	int all;

	if (layout->framed[PANE_WORDS])
		place = rect_inset(place, 1);
	all = words_rows(&app->scene, place.w, place.h);
	if (app->words.events != at.events || app->words.chosen != app->ask.chosen || at.steps ||
	    at.writes || app->words.width != place.w || app->words.rows != place.h)
		app->words.skip = 0;
	app->words.events = at.events;
	app->words.chosen = app->ask.chosen;
	app->words.width = place.w;
	app->words.rows = place.h;
	app->words.go_on = place.h > 0 && words_wanted(&app->scene, place.w) > 0 &&
			   app->words.skip + place.h < all;
	app->words.fit = all <= place.h;
	app->scene.options.words_skip = app->words.skip;
	app->scene.options.words_go_on = app->words.go_on;
}

void app_prepare(struct app *app)
{
	struct scene_options options;

	ask_prepare(app);
	options = options_of(app);
	for (int side = 0; app->future && side < app->pair.count; side++)
		timeline_look_out(app->pair.sides[side],
				  scene_soon(app->pair.sides[side], &options));
	scene_prepare(&app->scene, app->timeline, &options);
	beside_prepare(app, &options);
	app->focus = app->held ? app->focus : app->scene.focus;
	app->reached_end |= is_at_end(app);
	app->ended &= is_at_end(app);
}

void app_draw(struct app *app, struct canvas *canvas)
{
	struct layout layout;

	app_prepare(app);
	if (app->blank)
		return;
	if (app->help) {
		help_draw(app, canvas);
		return;
	}
	beside_layout(app, &layout, canvas->width, canvas->height);
	page_words(app, &layout);
	name_hidden_pane(app, &layout);
	zoom_measure(app, &layout);
	printed_measure(app, layout.panes[PANE_PRINTED], layout.framed[PANE_PRINTED]);
	beside_draw(app, &layout, canvas);
	animate_begin(app, canvas);
	layout_draw(&layout, &app->scene, canvas, app->zoom < PANE_COUNT ? app->zoom : app->pane);
	animate_draw(app, canvas);
	if (app->fault[0] || is_typing(app)) /* no half of a curve behind a box */
		canvas_fill(canvas, layout.panes[PANE_CURVES], ROLE_TEXT, ' ');
	if (app->fault[0])
		box_text(lang_text(app->options.chinese, "not read: this is the run before"),
			 app->fault, ROLE_FINDING, canvas, canvas_area(canvas).h - 1);
	search_draw(app, canvas);
	fork_draw(app, canvas);
}
