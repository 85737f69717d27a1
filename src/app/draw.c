/* draw.c - from what is looked at to a picture; see app.h. */
#include "app/animate.h"
#include "app/app.h"
#include "app/beside.h"
#include "app/help.h"
#include "app/printed.h"
#include "app/tenants.h"
#include "app/zoom.h"
#include "base/lang.h"
#include "program/fork.h"
#include "view/words.h"
#include "view/zoom.h"

/* -- the scene ----------------------------------------------------------------------------- */

static struct scene_options options_of(const struct app *app)
{
	const struct session *session = &app->session;
	const struct program *forked = session->by_hand.program;
	const struct quiz *quiz = &session->quiz;
	const struct cursor *cursor = &app->cursor;
	bool lists_tenants = overlay_is_open(app, &tenants_overlay);

	return (struct scene_options){
		.file = app->file,
		.chinese = session->chinese,
		.ascii = app->look.only_ascii,
		.playing = session->playback.direction != 0,
		.backwards = session->playback.direction < 0,
		.speed = session->playback.speed,
		.detail = session->detail,
		.held = cursor->held,
		.focus = cursor->focus,
		.selection = cursor->selection,
		.level = zoom_level(cursor->zoom),
		.enlarged = cursor->zoom < PANE_COUNT,
		.tenants = lists_tenants ? timeline_tenants(session->timeline) : NULL,
		.tenant = app->tenants_pane.tenant,
		.printed = app->printed,
		.printed_up = app->printed_pane.up,
		.future = app->look.future,
		.soon = app->look.soon,
		.big = app->look.big && cursor->zoom == PANE_COUNT,
		.hints = app->keymap.hints,
		.hint_count = app->keymap.hint_count,
		.message = session->message[0] ? session->message : NULL,
		.count = app->count,
		.forked = forked != NULL,
		.typed = forked ? fork_count(forked) : 0,
		.forked_at = forked ? fork_at(forked) : 0,
		.question = quiz->on_demand ? quiz->words : NULL,
		.choices = quiz->texts,
		.choice_count = quiz->count,
		.right_choice = quiz->right,
		.chosen = quiz->chosen,
		.why = quiz->why,
		.right_answers = quiz->right_count,
		.questions = quiz->asked_count,
	};
}

/* Another timeline is shown: what was counted was of the old one. */
static void let_go(struct app *app)
{
	if (app->shown == app->session.shown)
		return;
	app->shown = app->session.shown;
	for (int side = 0; side < PAIR_SIDES; side++)
		app->scenes[side].census = (struct census){0};
	animate_stop(app);
}

void app_prepare(struct app *app)
{
	struct session *session = &app->session;
	struct scene_options options;

	let_go(app);
	quiz_prepare(session);
	options = options_of(app);
	for (int side = 0; app->look.future && side < session->pair.count; side++)
		timeline_look_out(session->pair.sides[side],
				  scene_soon(session->pair.sides[side], &options));
	scene_prepare(app_scene(app), session->timeline, &options);
	beside_prepare(app, &options);
	if (!app->cursor.held)
		app->cursor.focus = app_scene(app)->focus;
	session_note_end(session);
}

/* -- where it goes -------------------------------------------------------------------------- */

/* A pane that was turned to, but has no frame to show it. */
static void name_hidden_pane(struct app *app)
{
	struct session *session = &app->session;
	enum pane pane = app->cursor.pane;
	struct str out;

	if (!app->turned || app->cursor.zoom < PANE_COUNT || app->layout.framed[pane])
		return;
	out = str_init(session->message, sizeof session->message);
	hint_add(session->hints, session->hint_count,
		 lang_text(session->chinese, "<zoom:Enter> shows: "), &out);
	str_add(&out, lang_text(session->chinese, view_of(pane)->name));
	app_scene(app)->options.message = session->message;
}

/* Whether what has been read of the words is of another place, or another screen. */
static bool is_read_anew(const struct app *app, struct rect place)
{
	const struct reading *reading = &app->reading;
	struct position at = app->session.pair.at;

	return reading->events != at.events || reading->chosen != app->session.quiz.chosen ||
	       at.steps || at.writes || reading->width != place.w || reading->rows != place.h;
}

/* How much of the narrator's words there is to see, and to read on. */
static void page_words(struct app *app)
{
	struct scene *scene = app_scene(app);
	struct rect place = app->layout.panes[PANE_WORDS];
	struct reading *reading = &app->reading;
	int all;

	if (app->layout.framed[PANE_WORDS])
		place = rect_inset(place, 1);
	all = words_rows(scene, place.w, place.h);
	if (is_read_anew(app, place))
		reading->skip = 0;
	reading->events = app->session.pair.at.events;
	reading->chosen = app->session.quiz.chosen;
	reading->width = place.w;
	reading->rows = place.h;
	reading->go_on = place.h > 0 && words_wanted(scene, place.w) > 0 &&
			 reading->skip + place.h < all;
	reading->fit = all <= place.h;
	scene->options.words_skip = reading->skip;
	scene->options.words_go_on = reading->go_on;
}

void app_lay_out(struct app *app, int width, int height)
{
	app->width = width;
	app->height = height;
	beside_layout(app, &app->layout, width, height);
	if (overlay_is_open(app, &help_overlay))
		help_measure(app, width, height);
	if (overlay_covering(app))
		return;
	page_words(app);
	name_hidden_pane(app);
	zoom_measure(app);
	printed_measure(app);
	app_scene(app)->options.printed_up = app->printed_pane.up;
}

/* -- the picture ---------------------------------------------------------------------------- */

static void paint_panes(const struct app *app, struct canvas *canvas)
{
	const struct overlay *covering = overlay_covering(app);
	const struct cursor *cursor = &app->cursor;

	if (covering) {
		if (covering->draw)
			covering->draw(app, canvas);
		return;
	}
	beside_draw(app, canvas);
	layout_draw(&app->layout, app_scene_of(app), canvas,
		    cursor->zoom < PANE_COUNT ? cursor->zoom : cursor->pane);
}

/* What travels, and what lies over it all. */
static void paint_over(const struct app *app, struct canvas *canvas)
{
	if (overlay_covering(app))
		return;
	if (!app->look.still)
		motion_draw(&app->animation.motion, app->animation.progress, canvas);
	if (overlay_boxed(app)) /* no half of a curve behind a box */
		canvas_fill(canvas, app->layout.panes[PANE_CURVES], ROLE_TEXT, ' ');
	overlay_draw(app, canvas);
}

void app_paint(const struct app *app, struct canvas *canvas)
{
	paint_panes(app, canvas);
	paint_over(app, canvas);
}

void app_draw(struct app *app, struct canvas *canvas)
{
	app_prepare(app);
	app_lay_out(app, canvas->width, canvas->height);
	paint_panes(app, canvas);
	if (!overlay_covering(app))
		animate_plan(app, canvas);
	paint_over(app, canvas);
}
