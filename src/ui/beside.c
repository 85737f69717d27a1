/* beside.c - two sides; see beside.h. */
#include "ui/beside.h"

#include "ui/animate.h"
#include "view/words_view.h"

/* What is looked at stays with its side. */
void beside_turn(struct ui *ui)
{
	struct cursor cursor = ui->cursor;

	ui->cursor.at = ui->away.at;
	ui->away = cursor;
	session_turn(&ui->session);
	animate_stop(ui);
	session_sayf(&ui->session, "▶ %s", timeline_world(ui->session.timeline)->heap.model->name);
}

void beside_layout(const struct ui *ui, struct layout *layout, int width, int height)
{
	const struct session *session = &ui->session;
	const struct scene *scene = ui_scene_of(ui);
	struct layout_needs needs = layout_needs_of(session->pair.sides[0]); /* one for both */
	enum pane zoom = ui->cursor.zoom;

	needs.words = scene->timeline ? words_view_wanted(scene, width) : 0;
	if (ui->look.big && zoom == PANE_COUNT)
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

static struct scene *other_scene(struct ui *ui)
{
	return &ui->scenes[!ui->session.side];
}

void beside_prepare(struct ui *ui, const struct scene_options *options)
{
	const struct session *session = &ui->session;
	struct scene_options away = *options;

	if (!session_is_beside(session))
		return;
	away.viewpoint = ui->away.at;
	scene_prepare(other_scene(ui), session->pair.sides[!session->side], &away);
	if (!ui->away.at.held)
		ui->away.at.focus = other_scene(ui)->focus;
	scene_put_beside(ui_scene(ui), other_scene(ui), &session->pair, session->side);
}

void beside_draw(const struct ui *ui, struct canvas *canvas)
{
	if (session_is_beside(&ui->session))
		layout_draw_other(&ui->layout, &ui->scenes[!ui->session.side], canvas);
}
