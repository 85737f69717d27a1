/* beside.c - two sides; see beside.h. */
#include "app/beside.h"

#include <inttypes.h>
#include <stdio.h>

#include "app/animate.h"
#include "app/move.h"
#include "base/lang.h"
#include "view/words.h"

#define SCOUT_SLICES 64    /* run ahead for one key press */
#define SCOUT_EVENTS 16384

static uint64_t arenas_of(const struct app *app, int side)
{
	return timeline_world(app->pair.sides[side])->heap.control->narenas_currently_allocated;
}

/* What is on the screen, and what was chosen there, stays with its side. */
static void swap_views(struct app *app)
{
	struct app_side away = app->away;

	app->away = (struct app_side){app->focus, app->selection, app->held, app->scene};
	app->focus = away.focus;
	app->selection = away.selection;
	app->held = away.held;
	app->scene = away.scene;
}

void beside_turn(struct app *app)
{
	app->side = !app->side;
	app->timeline = app->pair.sides[app->side];
	swap_views(app);
	app->ask.at = UINT64_MAX; /* the answer may be another one here */
	animate_stop(app);
	search_adopt(app);
	snprintf(app->message, sizeof app->message, "▶ %s",
		 timeline_world(app->timeline)->heap.model->name);
}

/* -- where they part --------------------------------------------------------------------- */

/* Further on than the scouts have been: look a little further. */
static bool find(struct app *app, bool back, uint64_t *events)
{
	for (int slices = 0; slices < SCOUT_SLICES; slices++) {
		if (pair_find_parting(&app->pair, back, events))
			return true;
		if (back || !pair_scout(&app->pair, SCOUT_EVENTS))
			break;
	}
	return pair_find_parting(&app->pair, back, events);
}

static void say_nowhere(struct app *app, bool back)
{
	if (back)
		app_say(app, "before this the arenas do not part");
	else if (pair_is_complete(&app->pair))
		app_say(app, "after this the arenas do not part");
	else
		app_say(app, "not yet: still running ahead");
}

void beside_part(struct app *app, bool back)
{
	uint64_t events = 0;

	if (!is_beside(app)) {
		app_say(app, "only with a second model: play --beside MODEL");
		return;
	}
	for (uint64_t i = 0; i < app_times(app); i++) {
		if (!find(app, back, &events)) {
			say_nowhere(app, back);
			return;
		}
		pair_seek(&app->pair, (struct position){.events = events});
	}
	snprintf(app->message, sizeof app->message,
		 lang_text(app->options.chinese, "arenas held: %" PRIu64 " | %" PRIu64),
		 arenas_of(app, 0), arenas_of(app, 1));
}

/* -- drawing ----------------------------------------------------------------------------- */

void beside_layout(const struct app *app, struct layout *layout, int width, int height)
{
	struct layout_needs needs = layout_needs_of(app->pair.sides[0]); /* one for both sides */

	needs.words = app->scene.timeline ? words_wanted(&app->scene, width) : 0;
	if (app->big && app->zoom == PANE_COUNT)
		layout_compute(layout, width, height, PANE_BIG, &needs); /* of the side in focus */
	else if (is_beside(app))
		layout_beside(layout, width, height, app->zoom, app->side, &needs);
	else
		layout_compute(layout, width, height, app->zoom, &needs);
}

bool beside_is_other(const struct layout *layout, int x, int y)
{
	for (int pane = 0; pane < PANE_COUNT; pane++)
		if (rect_contains(rect_inset(layout->other[pane], 1), x, y))
			return true;
	return false;
}

void beside_prepare(struct app *app, const struct scene_options *options)
{
	struct scene_options away = *options;

	if (!is_beside(app))
		return;
	away.held = app->away.held;
	away.focus = app->away.focus;
	away.selection = app->away.selection;
	scene_prepare(&app->away.scene, app->pair.sides[!app->side], &away);
	if (!app->away.held)
		app->away.focus = app->away.scene.focus;
	scene_put_beside(&app->scene, &app->away.scene, &app->pair, app->side);
}

void beside_draw(const struct app *app, const struct layout *layout, struct canvas *canvas)
{
	if (is_beside(app))
		layout_draw_other(layout, &app->away.scene, canvas);
}
