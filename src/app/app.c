/* app.c - commands and the state they change; see app.h. */
#include "app/app.h"

#include <stdio.h>
#include <string.h>

#include "app/ask.h"
#include "base/str.h"
#include "base/utf8.h"
#include "term/term.h"

#define SPEED_MOST 4096.0
#define SPEED_LEAST 0.125
#define COUNT_MOST UINT64_C(1000000000)
#define FRAME_MS 33 /* moves closer together than this are made at once */

/* Milliseconds for which each detail is shown at speed 1. */
static const double pace_ms[DETAIL_COUNT] = {1200, 900, 600};

/* The first screen of a lesson has its narrator speaking, not silent. */
static void begin_with_words(struct timeline *timeline)
{
	struct event event;

	timeline_peek(timeline, &event);
	if (event.kind == EVENT_SAY)
		timeline_forward(timeline, DETAIL_OPERATION);
}

void app_init(struct app *app, struct timeline *timeline, const struct app_options *options)
{
	*app = (struct app){
		.timeline = timeline,
		.options = *options,
		.detail = options->detail,
		.speed = options->speed > 0 ? options->speed : 1,
		.pane = PANE_COUNT,
		.zoom = PANE_COUNT,
		.held = options->holds_focus,
		.focus = options->focus,
		.asked_at = UINT64_MAX,
		.chosen = -1,
	};
	begin_with_words(timeline);
}

void app_adopt(struct app *app, struct timeline *timeline)
{
	struct position position = timeline_position(app->timeline);

	app->timeline = timeline;
	app->asked_at = UINT64_MAX;
	timeline_seek(timeline, position);
}

/* -- moving ------------------------------------------------------------------------------ */

static uint64_t times(const struct app *app)
{
	return app->count ? app->count : 1;
}

static void say(struct app *app, const char *en, const char *zh)
{
	snprintf(app->message, sizeof app->message, "%s", app->options.chinese ? zh : en);
}

/* A large number of operations is one jump, not as many moves. */
static bool jump(struct app *app, uint64_t count, bool back)
{
	struct position position = timeline_position(app->timeline);

	if (app->detail != DETAIL_OPERATION || count < 1000)
		return false;
	if (back)
		position.events = position.events > count ? position.events - count : 0;
	else
		position.events += count;
	position.steps = position.writes = 0;
	timeline_seek(app->timeline, position);
	return true;
}

static void forward(struct app *app, uint64_t count)
{
	if (jump(app, count, false))
		return;
	for (uint64_t i = 0; i < count; i++) {
		if (!timeline_forward(app->timeline, app->detail)) {
			say(app, "this is the end: ← goes back, g to the beginning",
			    "到结尾了：← 后退，g 回开头");
			return;
		}
	}
}

static void back(struct app *app, uint64_t count)
{
	if (jump(app, count, true))
		return;
	for (uint64_t i = 0; i < count; i++) {
		if (!timeline_back(app->timeline, app->detail)) {
			say(app, "this is the beginning: → steps, Space plays",
			    "这里是开头：→ 前进，空格播放");
			return;
		}
	}
}

/* Moments further on may not have been scouted yet: look a little further. */
static const struct moment *next_moment(struct app *app, bool mark)
{
	const struct timeline_index *index = timeline_index(app->timeline);
	uint64_t at = timeline_position(app->timeline).events;

	for (int slices = 0;; slices++) {
		for (size_t i = 0; i < index->count; i++)
			if (index->items[i].events > at && (index->items[i].name != NULL) == mark)
				return &index->items[i];
		if (slices == 64 || !timeline_scout(app->timeline, 16384))
			return NULL;
	}
}

static const struct moment *previous_moment(const struct app *app, bool mark)
{
	struct position position = timeline_position(app->timeline);
	uint64_t at = position.events + (position.steps || position.writes);

	if (at == 0)
		return NULL;
	return mark ? timeline_mark_before(app->timeline, at - 1)
		    : timeline_stop_before(app->timeline, at - 1);
}

static void go_to_moment(struct app *app, bool mark, bool backwards)
{
	for (uint64_t i = 0; i < times(app); i++) {
		const struct moment *moment =
			backwards ? previous_moment(app, mark) : next_moment(app, mark);

		if (!moment && backwards) {
			timeline_seek(app->timeline, (struct position){0});
			return;
		}
		if (!moment) {
			if (mark)
				say(app, "no further mark", "后面没有标记了");
			else
				timeline_seek_end(app->timeline);
			return;
		}
		timeline_seek(app->timeline, (struct position){.events = moment->events});
		if (moment->name)
			snprintf(app->message, sizeof app->message, "◆ %s", moment->name);
	}
}

static void play(struct app *app, int direction, uint64_t now_ms)
{
	app->playing = app->playing == direction ? 0 : direction;
	app->due_ms = now_ms;
}

/* -- commands ------------------------------------------------------------------------------ */

static const enum pane pane_order[] = {PANE_ARENAS, PANE_POOL, PANE_STEPS, PANE_LISTS,
				       PANE_LEDGER, PANE_BYTES};
#define PANES (int)(sizeof pane_order / sizeof *pane_order)

static void turn_pane(struct app *app, int by)
{
	int at = -1;

	for (int i = 0; i < PANES; i++)
		if (pane_order[i] == (app->zoom < PANE_COUNT ? app->zoom : app->pane))
			at = i;
	at = at < 0 ? (by > 0 ? 0 : PANES - 1) : (at + by + PANES) % PANES;
	app->pane = pane_order[at];
	if (app->zoom < PANE_COUNT)
		app->zoom = app->pane;
}

static void zoom(struct app *app)
{
	if (app->zoom < PANE_COUNT)
		app->zoom = PANE_COUNT;
	else
		app->zoom = app->pane < PANE_COUNT ? app->pane : PANE_POOL;
}

static void turn_pool(struct app *app, int by)
{
	const struct heap *heap = &timeline_world(app->timeline)->heap;
	struct focus focus = app->scene.focus;
	struct pool_info pool;

	if (!focus.any)
		return;
	focus.pool += (uint32_t)by;
	if (!heap_pool(heap, focus.slot, focus.pool, &pool))
		return;
	app->held = true;
	app->focus = focus;
}

static void leave(struct app *app)
{
	if (app->help)
		app->help = false;
	else if (app->zoom < PANE_COUNT)
		app->zoom = PANE_COUNT;
	else
		app->pane = PANE_COUNT;
}

static void set_speed(struct app *app, double speed)
{
	app->speed = speed > SPEED_MOST ? SPEED_MOST : speed < SPEED_LEAST ? SPEED_LEAST : speed;
}

/* Where the scout has been, a jump is quick; elsewhere wait for it, the keyboard still alive. */
static bool go_when_scouted(struct app *app)
{
	const struct timeline_index *index = timeline_index(app->timeline);
	uint64_t goal = app->waiting_for;

	if (!index->complete && index->operations < goal) {
		snprintf(app->message, sizeof app->message,
			 app->options.chinese ? "正在运行…… 第 %llu 个操作（按任意键停止）"
					      : "running ... operation %llu (any key stops)",
			 (unsigned long long)index->operations);
		return false;
	}
	app->waiting_for = 0;
	app->message[0] = '\0';
	if (goal == UINT64_MAX)
		timeline_seek_end(app->timeline);
	else if (!timeline_seek_operation(app->timeline, goal, 0))
		say(app, "the run is shorter than that", "没有这么多操作");
	return true;
}

static void go_last(struct app *app)
{
	app->waiting_for = app->count ? app->count : UINT64_MAX;
	go_when_scouted(app);
}

static void hold(struct app *app)
{
	app->held = !app->held;
	app->focus = app->scene.focus;
	if (app->held)
		say(app, "focus held: { } choose a pool, o follows again",
		    "焦点固定：{ } 选池，o 重新跟随");
	else
		say(app, "focus follows the action", "焦点跟随操作");
}

enum app_request app_command(struct app *app, enum command_id id, uint64_t now_ms)
{
	switch (id) {
	case COMMAND_FORWARD: forward(app, times(app)); break;
	case COMMAND_BACK: back(app, times(app)); break;
	case COMMAND_FORWARD_TEN: forward(app, 10 * times(app)); break;
	case COMMAND_BACK_TEN: back(app, 10 * times(app)); break;
	case COMMAND_PLAY: play(app, app->playing ? app->playing : 1, now_ms); break;
	case COMMAND_PLAY_BACK: play(app, -1, now_ms); break;
	case COMMAND_FASTER: set_speed(app, app->speed * 2); break;
	case COMMAND_SLOWER: set_speed(app, app->speed / 2); break;
	case COMMAND_NORMAL: set_speed(app, app->options.speed > 0 ? app->options.speed : 1); break;
	case COMMAND_FINER: app->detail += app->detail + 1 < DETAIL_COUNT; break;
	case COMMAND_COARSER: app->detail -= app->detail > 0; break;
	case COMMAND_NEXT_STOP: go_to_moment(app, false, false); break;
	case COMMAND_PREVIOUS_STOP: go_to_moment(app, false, true); break;
	case COMMAND_NEXT_MARK: go_to_moment(app, true, false); break;
	case COMMAND_PREVIOUS_MARK: go_to_moment(app, true, true); break;
	case COMMAND_FIRST: timeline_seek(app->timeline, (struct position){0}); break;
	case COMMAND_LAST: go_last(app); break;
	case COMMAND_NEXT_PANE: turn_pane(app, 1); break;
	case COMMAND_PREVIOUS_PANE: turn_pane(app, -1); break;
	case COMMAND_ZOOM: zoom(app); break;
	case COMMAND_HOLD: hold(app); break;
	case COMMAND_NEXT_POOL: turn_pool(app, 1); break;
	case COMMAND_PREVIOUS_POOL: turn_pool(app, -1); break;
	case COMMAND_LANGUAGE: app->options.chinese = !app->options.chinese; break;
	case COMMAND_HELP: app->help = !app->help; break;
	case COMMAND_LEAVE: leave(app); break;
	case COMMAND_RELOAD: return APP_RELOAD;
	case COMMAND_SUSPEND: return APP_SUSPEND;
	case COMMAND_QUIT: return APP_QUIT;
	case COMMAND_NONE: break;
	}
	/* Moving by hand ends playing; everything else leaves it alone. */
	if (id <= COMMAND_BACK_TEN || (id >= COMMAND_NEXT_STOP && id <= COMMAND_LAST))
		app->playing = 0;
	return APP_GO_ON;
}

enum app_request app_key(struct app *app, uint32_t key, uint64_t now_ms)
{
	enum command_id id = keymap_find(key);
	enum app_request request;

	app->message[0] = '\0';
	app->waiting_for = 0;
	if (app->help && id != COMMAND_QUIT && id != COMMAND_SUSPEND) {
		app->help = false;
		return APP_GO_ON;
	}
	if (app->help && id == COMMAND_QUIT) {
		app->help = false;
		return APP_GO_ON;
	}
	if (key >= '0' && key <= '9') {
		if (app->answer_count && app->chosen < 0 && !app->count) {
			if (key >= '1' && key < '1' + (uint32_t)app->answer_count)
				app->chosen = (int)(key - '1');
			return APP_GO_ON;
		}
		if (app->count < COUNT_MOST)
			app->count = app->count * 10 + (key - '0');
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

void app_click(struct app *app, int x, int y, int width, int height)
{
	static struct layout layout;

	layout_compute(&layout, width, height, app->zoom);
	for (int pane = 0; pane < PANE_COUNT; pane++)
		if (layout.framed[pane] && rect_contains(rect_inset(layout.panes[pane], 1), x, y))
			app->pane = (enum pane)pane;
	if (rect_contains(layout.panes[PANE_STRIP], x, y) && x > 0) {
		uint64_t events = timeline_index(app->timeline)->events;
		double share = (double)(x - 1) / (double)(width > 60 ? width - 53 : width - 10);

		if (share >= 0 && share <= 1)
			timeline_seek(app->timeline,
				      (struct position){.events = (uint64_t)(share * (double)events + 0.5)});
	}
}

/* -- playing ------------------------------------------------------------------------------------ */

static double normal_speed(const struct app *app)
{
	return app->options.speed > 0 ? app->options.speed : 1;
}

/* Words take time to read: about fifteen characters a second, a Chinese one counting double. */
static double reading_ms(const struct app *app, const struct event *event)
{
	const char *text = words_in(&event->words, app->options.chinese);

	return text ? 1000 + 60.0 * utf8_columns(text) : 0;
}

/* A scenario's own speed is for its operations; only who goes faster still reads faster. */
static double dwell_ms(const struct app *app)
{
	double hurry = app->speed / normal_speed(app);
	struct current current;

	timeline_current(app->timeline, &current);
	if (current.any && current.event.kind != EVENT_OP && app->playing > 0)
		return reading_ms(app, &current.event) / (hurry > 1 ? hurry : 1);
	return pace_ms[app->detail] / app->speed;
}

static bool move(struct app *app)
{
	bool moved = app->playing > 0 ? timeline_forward(app->timeline, app->detail)
				      : timeline_back(app->timeline, app->detail);
	struct current current;

	if (!moved) {
		app->playing = 0;
		return false;
	}
	timeline_current(app->timeline, &current);
	/* A question waits for its answer. */
	if (app->playing > 0 && current.event.kind == EVENT_ASK)
		app->playing = 0;
	return true;
}

bool app_tick(struct app *app, uint64_t now_ms)
{
	double passed = 0;
	bool moved = false;

	if (app->waiting_for)
		return go_when_scouted(app);
	if (!app->playing || now_ms < app->due_ms)
		return false;
	/* Fast play makes all moves of a frame's time before it is drawn. */
	while (app->playing && passed < FRAME_MS) {
		if (!move(app))
			break;
		moved = true;
		passed += dwell_ms(app);
	}
	app->due_ms = now_ms + (uint64_t)(passed > FRAME_MS ? passed : FRAME_MS);
	return moved || !app->playing;
}

int app_wait_ms(const struct app *app, uint64_t now_ms)
{
	if (app->waiting_for)
		return 0;
	if (!app->playing)
		return -1;
	return app->due_ms > now_ms ? (int)(app->due_ms - now_ms) : 0;
}

/* -- drawing ------------------------------------------------------------------------------------- */

static void draw_help(const struct app *app, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	int columns = area.w >= 100 ? 2 : 1;
	int rows = (COMMAND_COUNT + columns - 1) / columns;
	int width = area.w / columns;

	canvas_fill(canvas, area, ROLE_TEXT, ' ');
	canvas_text(canvas, 2, 0, area.w - 4, ROLE_TITLE,
		    app->options.chinese ? "按键；先输入数字则重复" : "keys; a number first repeats");
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command_info *info = &(struct command_info){0};
		int x = id / rows * width + 2, y = 1 + id % rows;

		info = command_info((enum command_id)id);
		/* On a low screen two columns are narrow but complete. */
		if (rows + 1 > area.h && columns == 1) {
			x = id >= area.h - 1 ? area.w / 2 : 2;
			y = 1 + (id >= area.h - 1 ? id - (area.h - 1) : id);
			width = area.w / 2;
		}
		canvas_text(canvas, x, y, 11, ROLE_KEY, info->keys);
		canvas_text(canvas, x + 12, y, width - 14, ROLE_TEXT,
			    info->help[app->options.chinese]);
	}
}

void app_draw(struct app *app, struct canvas *canvas)
{
	struct layout layout;
	char count[160];
	struct scene_options options;

	ask_prepare(app);
	options = (struct scene_options){
		.file = app->options.file,
		.chinese = app->options.chinese,
		.playing = app->playing != 0,
		.backwards = app->playing < 0,
		.speed = app->speed,
		.detail = app->detail,
		.held = app->held,
		.focus = app->focus,
		.message = app->message[0] ? app->message : NULL,
		.choices = app->answer_texts,
		.choice_count = app->answer_count,
		.right_choice = app->right_answer,
		.chosen = app->chosen,
	};
	if (app->count) {
		snprintf(count, sizeof count, "%llu", (unsigned long long)app->count);
		options.message = count;
	}
	scene_prepare(&app->scene, app->timeline, &options);
	app->focus = app->held ? app->focus : app->scene.focus;
	if (app->help) {
		draw_help(app, canvas);
		return;
	}
	layout_compute(&layout, canvas->width, canvas->height, app->zoom);
	layout_draw(&layout, &app->scene, canvas, app->zoom < PANE_COUNT ? app->zoom : app->pane);
}
