/* move.c - forwards, backwards, and to places; see move.h. */
#include "app/move.h"

#include <stdio.h>

#include "app/animate.h"
#include "base/lang.h"

void app_say(struct app *app, const char *text)
{
	struct str out = str_init(app->message, sizeof app->message);

	hint_add(app->keymap.hints, app->keymap.hint_count, lang_text(app->options.chinese, text),
		 &out);
}

/* Where a lesson ends the score is told, and the way on. */
void move_say_end(struct app *app)
{
	const struct app_ask *ask = &app->ask;
	const struct app_options *options = &app->options;
	bool chinese = options->chinese;
	struct str out = str_init(app->message, sizeof app->message);

	app->ended = true;
	if (ask->asked_count > 0)
		str_printf(&out, lang_text(chinese, "the end: %u of %u answers right"),
			   ask->right_count, ask->asked_count);
	else
		str_add(&out, lang_text(chinese, "this is the end"));
	hint_add(app->keymap.hints, app->keymap.hint_count,
		 options->has_next && !app->fork.program
			 ? lang_text(chinese, " · <next-stop:PgDn> next lesson  <quit:q> menu")
		 : options->in_menu ? lang_text(chinese, " · <first:g> to the beginning  <quit:q> menu")
				    : lang_text(chinese, " · <first:g> to the beginning  <quit:q> quit"),
		 &out);
}

/* A large number of operations is one jump, not as many moves. */
static bool jump(struct app *app, uint64_t count, bool back)
{
	struct position position = app->pair.at;

	if (app->detail != DETAIL_OPERATION || count < 1000)
		return false;
	if (back)
		position.events = position.events > count ? position.events - count : 0;
	else
		position.events += count;
	position.steps = position.writes = 0;
	pair_seek(&app->pair, position);
	return true;
}

void move_forward(struct app *app, uint64_t count)
{
	if (jump(app, count, false))
		return;
	for (uint64_t i = 0; i < count; i++) {
		if (!pair_forward(&app->pair, app->detail)) {
			move_say_end(app);
			return;
		}
		animate_moved(app, 1);
	}
}

void move_back(struct app *app, uint64_t count)
{
	if (jump(app, count, true))
		return;
	for (uint64_t i = 0; i < count; i++) {
		if (!pair_back(&app->pair, app->detail)) {
			app_say(app, "this is the beginning: <step:→> steps, <play:Space> plays");
			return;
		}
		animate_moved(app, -1);
	}
}

/* Moments further on may not have been scouted yet: look a little further. */
static const struct moment *next_moment(struct app *app, bool mark)
{
	uint64_t at = app->pair.at.events;

	for (int slices = 0;; slices++) {
		const struct moment *moment = mark ? timeline_mark_after(app->timeline, at)
						   : timeline_stop_after(app->timeline, at);

		if (moment)
			return moment;
		if (slices == 64 || !pair_scout(&app->pair, 16384))
			return NULL;
	}
}

static const struct moment *previous_moment(const struct app *app, bool mark)
{
	struct position position = app->pair.at;
	uint64_t at = position.events + (position.steps || position.writes);

	if (at == 0)
		return NULL;
	return mark ? timeline_mark_before(app->timeline, at - 1)
		    : timeline_stop_before(app->timeline, at - 1);
}

void move_to_moment(struct app *app, bool mark, bool backwards)
{
	/* Nobody narrates a recording. */
	mark |= timeline_world(app->timeline)->program->was_recorded;
	for (uint64_t i = 0; i < app_times(app); i++) {
		const struct moment *moment =
			backwards ? previous_moment(app, mark) : next_moment(app, mark);

		if (!moment && backwards) {
			pair_seek(&app->pair, (struct position){0});
			return;
		}
		if (!moment) {
			if (mark)
				app_say(app, "no further mark");
			else
				pair_seek_end(&app->pair);
			if (!mark)
				move_say_end(app);
			return;
		}
		pair_seek(&app->pair, (struct position){.events = moment->events});
		if (moment->name)
			snprintf(app->message, sizeof app->message, "◆ %s", moment->name);
	}
}

void move_to_first(struct app *app)
{
	pair_seek(&app->pair, (struct position){0});
}

/* How far the run has been read ahead, of all that it has or as far as is wanted. */
static void say_running(struct app *app, uint64_t operations, uint64_t goal)
{
	int percent = goal == UINT64_MAX ? timeline_percent(app->timeline)
					 : (int)((double)operations / (double)goal * 100);
	char share[40] = "";

	if (percent >= 0)
		snprintf(share, sizeof share, lang_text(app->options.chinese, ", %d %%"), percent);
	snprintf(app->message, sizeof app->message,
		 lang_text(app->options.chinese, "running ahead: op %s%s (any key stops)"),
		 thousands(operations).text, share);
}

bool move_when_scouted(struct app *app)
{
	uint64_t goal = app->waiting_for, operations = pair_operations(&app->pair);

	if (!pair_is_complete(&app->pair) && operations < goal) {
		say_running(app, operations, goal);
		return false;
	}
	app->waiting_for = 0;
	app->message[0] = '\0';
	if (goal == UINT64_MAX)
		pair_seek_end(&app->pair);
	else if (!pair_seek_operation(&app->pair, goal, 0))
		app_say(app, "the run is shorter than that");
	return true;
}

void move_to_last(struct app *app)
{
	if (!app->count && timeline_grows(app->timeline))
		return; /* app_tick goes there, and stays */
	app->waiting_for = app->count ? app->count : UINT64_MAX;
	move_when_scouted(app);
}
