/* draw.c - from what is looked at to a picture; see ui.h. */
#include "base/lang.h"
#include "ui/animate.h"
#include "ui/beside.h"
#include "ui/help_screen.h"
#include "ui/navigate.h"
#include "ui/printed.h"
#include "ui/scene_of.h"
#include "ui/tenant_list.h"
#include "ui/ui.h"
#include "view/words_view.h"
#include "view/zoom.h"

/* -- the scene ----------------------------------------------------------------------------- */

static struct scene_options options_of(const struct ui *ui)
{
	const struct session *session = &ui->session;
	const struct cursor *cursor = &ui->cursor;
	bool lists_tenants = overlay_is_open(ui, &tenant_list_overlay);
	struct scene_options options = {
		.file = ui->file,
		.printed = ui->printed,
		.locale.ascii = ui->look.only_ascii,
		.viewpoint = cursor->at,
		.stage = {.level = zoom_level(cursor->zoom),
			  .enlarged = cursor->zoom < PANE_COUNT,
			  .big = ui->look.big && cursor->zoom == PANE_COUNT},
		.future = {.shown = ui->look.future, .soon = ui->look.soon},
		.tenants = {.found = lists_tenants ? timeline_tenants(session->timeline) : NULL,
			    .selected = ui->tenants_pane.tenant},
		.status.count = ui->count,
	};

	scene_of_session(session, &options);
	return options;
}

/* Another timeline is shown: what was counted was of the old one. */
static void let_go(struct ui *ui)
{
	if (ui->shown == ui->session.shown)
		return;
	ui->shown = ui->session.shown;
	for (int side = 0; side < PAIR_SIDES; side++)
		ui->scenes[side].census = (struct census){0};
	animate_stop(ui);
}

void ui_prepare(struct ui *ui)
{
	struct session *session = &ui->session;
	struct scene_options options;

	let_go(ui);
	quiz_prepare(session);
	session_note_others(session);
	options = options_of(ui);
	for (int side = 0; ui->look.future && side < session->pair.count; side++)
		timeline_look_out(session->pair.sides[side],
				  scene_soon(session->pair.sides[side], &options.future));
	scene_prepare(ui_scene(ui), session->timeline, &options);
	beside_prepare(ui, &options);
	if (!ui->cursor.at.held)
		ui->cursor.at.focus = ui_scene(ui)->focus;
	session_note_end(session);
}

/* -- where it goes -------------------------------------------------------------------------- */

/* A pane that was turned to, but has no frame to show it: its name. */
static const char *hidden_pane(const struct ui *ui)
{
	enum pane pane = ui->cursor.pane;

	if (!ui->turned || ui->cursor.zoom < PANE_COUNT || ui->layout.framed[pane])
		return NULL;
	return view_of(pane)->name;
}

/* Whether what has been read of the words is of another place, or another screen. */
static bool is_read_anew(const struct ui *ui, struct rect place)
{
	const struct reading *reading = &ui->reading;
	struct position at = ui->session.pair.at;

	return reading->events != at.events || reading->chosen != ui->session.quiz.chosen ||
	       at.steps || at.writes || reading->width != place.w || reading->rows != place.h;
}

/* How much of the narrator's words there is to see, and to read on. */
static void page_words(struct ui *ui)
{
	const struct scene *scene = ui_scene_of(ui);
	struct rect place = ui->layout.panes[PANE_WORDS];
	struct reading *reading = &ui->reading;
	int all;

	if (ui->layout.framed[PANE_WORDS])
		place = rect_inset(place, 1);
	all = words_view_rows(scene, place.w, place.h);
	if (is_read_anew(ui, place))
		reading->skip = 0;
	reading->events = ui->session.pair.at.events;
	reading->chosen = ui->session.quiz.chosen;
	reading->width = place.w;
	reading->rows = place.h;
	reading->go_on = place.h > 0 && words_view_wanted(scene, place.w) > 0 &&
			 reading->skip + place.h < all;
	reading->fit = all <= place.h;
}

void ui_lay_out(struct ui *ui, int width, int height)
{
	beside_layout(ui, &ui->layout, width, height);
	if (overlay_is_open(ui, &help_screen_overlay))
		help_screen_measure(ui, width, height);
	if (overlay_covering(ui))
		return;
	page_words(ui);
	navigate_measure(ui);
	printed_measure(ui);
	scene_fit(ui_scene(ui), &(struct fit){.words_skip = ui->reading.skip,
					      .words_go_on = ui->reading.go_on,
					      .printed_below = ui->printed_pane.up,
					      .hidden = hidden_pane(ui)});
}

/* -- the picture ---------------------------------------------------------------------------- */

static void paint_panes(const struct ui *ui, struct canvas *canvas)
{
	const struct overlay *covering = overlay_covering(ui);
	const struct cursor *cursor = &ui->cursor;

	if (covering) {
		if (covering->draw)
			covering->draw(ui, canvas);
		return;
	}
	beside_draw(ui, canvas);
	layout_draw(&ui->layout, ui_scene_of(ui), canvas,
		    cursor->zoom < PANE_COUNT ? cursor->zoom : cursor->pane);
}

/* What travels, and what lies over it all. */
static void paint_over(const struct ui *ui, struct canvas *canvas)
{
	if (overlay_covering(ui))
		return;
	if (!ui->look.still)
		motion_draw(&ui->animation.motion, ui->animation.progress, canvas);
	if (overlay_boxed(ui)) /* no half of a curve behind a box */
		canvas_fill(canvas, ui->layout.panes[PANE_CURVES], ROLE_TEXT, ' ');
	overlay_draw(ui, canvas);
}

void ui_paint(const struct ui *ui, struct canvas *canvas)
{
	paint_panes(ui, canvas);
	paint_over(ui, canvas);
}

void ui_draw(struct ui *ui, struct canvas *canvas)
{
	ui_prepare(ui);
	ui_lay_out(ui, canvas->width, canvas->height);
	paint_panes(ui, canvas);
	if (!overlay_covering(ui))
		animate_plan(ui, canvas);
	paint_over(ui, canvas);
}
