/* play.c - moving by itself, at a pace that can be read; see app.h. */
#include "app/animate.h"
#include "app/move.h"
#include "app/tenants.h"

#include "base/utf8.h"

#define FOLLOW_MS 100 /* between looks at a run that grows */

/* Milliseconds for which each detail is shown at speed 1. */
static const double pace_ms[DETAIL_COUNT] = {1200, 900, 600};

static double normal_speed(const struct app *app)
{
	return app->options.speed > 0 ? app->options.speed : 1;
}

/* Words take time to read: about fifteen characters a second, a Chinese one counting double. */
static double reading_ms(const struct app *app, const struct event *event)
{
	const char *text = words_in(&event->words, app->options.chinese);

	if (text && app->options.stop_ms > 0)
		return app->options.stop_ms;
	return text ? 1000 + 60.0 * utf8_columns(text) : 0;
}

double play_pace_ms(const struct app *app)
{
	double step_ms = app->options.step_ms;

	return (step_ms > 0 ? step_ms : pace_ms[app->detail]) / app->speed;
}

/* A scenario's own speed is for its operations; only who goes faster still reads faster. */
double play_dwell_ms(const struct app *app)
{
	double hurry = app->speed / normal_speed(app);
	struct current current;

	timeline_current(app->timeline, &current);
	if (current.any && current.event.kind != EVENT_OP && app->playing > 0)
		return reading_ms(app, &current.event) / (hurry > 1 ? hurry : 1);
	return play_pace_ms(app);
}

static void move_is_over(struct app *app)
{
	if (app->playing > 0 && !app->fork.program) /* which says what can be typed now */
		move_say_end(app);
	app->playing = 0;
}

static bool move(struct app *app)
{
	bool moved = app->playing > 0 ? pair_forward(&app->pair, app->detail)
				      : pair_back(&app->pair, app->detail);
	struct current current;

	if (!moved) {
		if (app->playing < 0 || !timeline_grows(app->timeline))
			move_is_over(app);
		return false;
	}
	animate_moved(app, app->playing);
	timeline_current(app->timeline, &current);
	/* A question waits for its answer. */
	if (app->playing > 0 && current.event.kind == EVENT_ASK)
		app->playing = 0;
	return true;
}

/* To the newest event of a run that grows. */
static bool follow(struct app *app, uint64_t now_ms)
{
	uint64_t events = timeline_index(app->timeline)->events;

	if (now_ms < app->due_ms)
		return false;
	app->due_ms = now_ms + FOLLOW_MS;
	app->follows = !timeline_index(app->timeline)->complete;
	if (app->pair.at.events == events)
		return !app->follows;
	pair_seek(&app->pair, (struct position){.events = events});
	return true;
}

static bool tick(struct app *app, uint64_t now_ms)
{
	double frame_ms = app->options.busy_ms > 0 ? app->options.busy_ms : app_frame_ms(app);
	double passed = 0;
	uint64_t since;
	bool moved = false;

	if (app->follows)
		return follow(app, now_ms);

	if (app->waiting_for)
		return move_when_scouted(app);
	if (app->search.running)
		return search_tick(app, now_ms);
	if (!app->playing || now_ms < app->due_ms)
		return false;
	/* Fast play makes all moves of a frame's time before it is drawn. */
	while (app->playing && passed < frame_ms) {
		if (!move(app))
			break;
		moved = true;
		passed += play_dwell_ms(app);
	}
	/* Who comes a little late does not lose time by it. */
	since = (double)(now_ms - app->due_ms) < frame_ms ? app->due_ms : now_ms;
	app->due_ms = since + (uint64_t)(passed > frame_ms ? passed : frame_ms);
	return moved || !app->playing;
}

static int wait_ms(const struct app *app, uint64_t now_ms)
{
	if (app->waiting_for || app->search.running || tenants_looking(app))
		return 0;
	if ((app->follows || !pair_is_complete(&app->pair)) && !app->playing)
		return FOLLOW_MS;
	if (!app->playing)
		return -1;
	return app->due_ms > now_ms ? (int)(app->due_ms - now_ms) : 0;
}

bool app_tick(struct app *app, uint64_t now_ms)
{
	bool moved = tick(app, now_ms);

	moved |= tenants_tick(app, now_ms);
	return animate_tick(app, now_ms) || moved;
}

int app_wait_ms(const struct app *app, uint64_t now_ms)
{
	int move = wait_ms(app, now_ms), frame = animate_wait_ms(app, now_ms);

	return frame < 0 || (move >= 0 && move < frame) ? move : frame;
}
