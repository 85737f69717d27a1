/* beside.c - two sides; see beside.h. */
#include "app/beside.h"

#include "app/animate.h"
#include "view/words.h"

/* What is looked at stays with its side. */
void beside_turn(struct app *app)
{
	struct cursor cursor = app->cursor;

	app->cursor.held = app->away.held;
	app->cursor.focus = app->away.focus;
	app->cursor.selection = app->away.selection;
	app->away = cursor;
	session_turn(&app->session);
	animate_stop(app);
	session_sayf(&app->session, "▶ %s", timeline_world(app->session.timeline)->heap.model->name);
}

void beside_layout(const struct app *app, struct layout *layout, int width, int height)
{
	const struct session *session = &app->session;
	const struct scene *scene = app_scene_of(app);
	struct layout_needs needs = layout_needs_of(session->pair.sides[0]); /* one for both */
	enum pane zoom = app->cursor.zoom;

	needs.words = scene->timeline ? words_wanted(scene, width) : 0;
	if (app->look.big && zoom == PANE_COUNT)
		layout_compute(layout, width, height, PANE_BIG, &needs); /* of the side in focus */
	else if (session_is_beside(session))
		layout_beside(layout, width, height, zoom, session->side, &needs);
	else
		layout_compute(layout, width, height, zoom, &needs);
}

bool beside_is_other(const struct layout *layout, int x, int y)
{
	for (int pane = 0; pane < PANE_COUNT; pane++)
		if (rect_contains(rect_inset(layout->other[pane], 1), x, y))
			return true;
	return false;
}

static struct scene *other_scene(struct app *app)
{
	return &app->scenes[!app->session.side];
}

void beside_prepare(struct app *app, const struct scene_options *options)
{
	const struct session *session = &app->session;
	struct scene_options away = *options;

	if (!session_is_beside(session))
		return;
	away.held = app->away.held;
	away.focus = app->away.focus;
	away.selection = app->away.selection;
	scene_prepare(other_scene(app), session->pair.sides[!session->side], &away);
	if (!app->away.held)
		app->away.focus = other_scene(app)->focus;
	scene_put_beside(app_scene(app), other_scene(app), &session->pair, session->side);
}

void beside_draw(const struct app *app, struct canvas *canvas)
{
	if (session_is_beside(&app->session))
		layout_draw_other(&app->layout, &app->scenes[!app->session.side], canvas);
}
