/* layout.c - where panes go; see layout.h. */
#include "view/layout.h"

#include "base/str.h"
#include "base/utf8.h"
#include "view/target.h"
#include "view/zoom.h"

#define MIN_FRAMED_WIDTH 60  /* narrower: one pane */
#define MIN_FRAMED_HEIGHT 16
#define WIDE 118             /* the ledger, too */
#define WIDER 156            /* a third column */
#define SIDE_LEAST 22        /* usable_arenas with one arena, the frame */
#define SIDE_WIDE 39         /* 16 pools of two cells, their label, the frame */
#define LEDGER_WIDTH 36      /* its longest line, the frame */
#define BYTES_WIDTH 42       /* the same */
#define DETAIL_HEIGHT 8      /* under a zoomed level, where there is no room beside it */
#define CURVES_LEAST 36      /* rows of a screen that has some for the curves */
#define CURVES_MORE 44
#define DETAIL_LEAST 12      /* rows of a level that can spare them */

static const struct view_ops *const views[PANE_COUNT] = {
	[PANE_TITLE] = &view_title, [PANE_ARENAS] = &view_arenas, [PANE_POOL] = &view_pool,
	[PANE_LISTS] = &view_lists, [PANE_STEPS] = &view_steps,   [PANE_WORDS] = &view_words,
	[PANE_STRIP] = &view_strip, [PANE_LEDGER] = &view_ledger, [PANE_BYTES] = &view_bytes,
	[PANE_PROCESS] = &view_process, [PANE_ARENA] = &view_arena, [PANE_HEX] = &view_hex,
	[PANE_DETAIL] = &view_detail, [PANE_CURVES] = &view_curves,
	[PANE_TENANTS] = &view_tenants,
};

const struct view_ops *view_of(enum pane pane)
{
	return views[pane];
}

/* Frames overlap by one row or column, where their lines join. */
static struct rect cut_left(struct rect *rest, int width)
{
	struct rect piece = rect_cut_left(rest, width);

	if (rest->w > 0) {
		rest->x--;
		rest->w++;
	}
	return piece;
}

static struct rect cut_right(struct rect *rest, int width)
{
	struct rect piece = rect_cut_right(rest, width);

	if (rest->w > 0)
		rest->w++;
	return piece;
}

static struct rect cut_top(struct rect *rest, int height)
{
	struct rect piece = rect_cut_top(rest, height);

	if (rest->h > 0) {
		rest->y--;
		rest->h++;
	}
	return piece;
}

static void place(struct layout *layout, enum pane pane, struct rect rect)
{
	layout->panes[pane] = rect;
	layout->framed[pane] = true;
}

/* A zoomed level, and beside it what is selected there. */
static void lay_out_level(struct layout *layout, struct rect body, enum pane zoom)
{
	int width = body.w >= 140 ? 46 : body.w >= 100 ? 38 : 26;

	if (body.w >= MIN_FRAMED_WIDTH)
		place(layout, PANE_DETAIL, cut_right(&body, width));
	else if (body.h >= DETAIL_LEAST + DETAIL_HEIGHT) {
		place(layout, PANE_DETAIL, rect_cut_bottom(&body, DETAIL_HEIGHT));
		body.h++; /* they share a line */
	}
	place(layout, zoom, body);
}

/* One pane, no frames: the pool, with the current step above it. */
static void lay_out_small(struct layout *layout, struct rect body, enum pane zoom)
{
	enum pane pane = zoom < PANE_COUNT ? zoom : PANE_POOL;

	if (zoom >= PANE_COUNT && body.h >= 8)
		layout->panes[PANE_STEPS] = rect_cut_bottom(&body, body.h / 3);
	layout->panes[pane] = body;
}

static void lay_out_body(struct layout *layout, struct rect body)
{
	struct rect left, below;
	int width = body.w, side = width * 34 / 100;

	if (side < SIDE_LEAST || width >= WIDE)
		side = width >= WIDE ? SIDE_WIDE : SIDE_LEAST;
	left = cut_left(&body, side);
	if (width >= WIDER)
		place(layout, PANE_BYTES, cut_right(&body, BYTES_WIDTH));
	place(layout, PANE_ARENAS, cut_top(&left, left.h * 11 / 19));
	place(layout, PANE_LISTS, left);
	place(layout, PANE_POOL, cut_top(&body, body.h * 12 / 19));
	below = body;
	if (width >= WIDE)
		place(layout, PANE_LEDGER, cut_right(&below, LEDGER_WIDTH));
	place(layout, PANE_STEPS, below);
}

/* Of [rows] below the title and above the strip. */
static int words_rows(int rows)
{
	return rows >= 32 ? 4 : rows >= 14 ? 3 : rows >= 9 ? 2 : rows > 4;
}

void layout_compute(struct layout *layout, int width, int height, enum pane zoom)
{
	struct rect rest = {0, 0, width, height};
	bool small = width < MIN_FRAMED_WIDTH || height < MIN_FRAMED_HEIGHT;

	*layout = (struct layout){0};
	layout->panes[PANE_TITLE] = rect_cut_top(&rest, 1);
	if (rest.h > 3)
		layout->panes[PANE_STRIP] = rect_cut_bottom(&rest, 1);
	if (height >= CURVES_LEAST && zoom != PANE_CURVES && !small)
		layout->panes[PANE_CURVES] =
			rect_cut_bottom(&rest, height >= CURVES_MORE ? 4 : 3);
	if (rest.h > 4 && zoom != PANE_WORDS)
		layout->panes[PANE_WORDS] = rect_cut_bottom(&rest, words_rows(rest.h));
	if (zoom_level(zoom) != LEVEL_NONE)
		lay_out_level(layout, rest, zoom);
	else if (small)
		lay_out_small(layout, rest, zoom);
	else if (zoom < PANE_COUNT)
		place(layout, zoom, rest);
	else
		lay_out_body(layout, rest);
}

static void draw_title(const struct layout *layout, const struct scene *scene,
		       struct canvas *canvas, enum pane pane, bool is_focus)
{
	struct rect rect = layout->panes[pane];
	char text[128];
	struct str title = str_init(text, sizeof text);

	if (!layout->framed[pane] || !views[pane]->title || rect.w < 8)
		return;
	str_char(&title, ' ');
	views[pane]->title(scene, &title);
	if (views[pane]->scale)
		views[pane]->scale(scene, rect_inset(rect, 1), &title);
	str_char(&title, ' ');
	if (utf8_columns(text) > rect.w - 2) /* the blank behind it is the first thing to be cut */
		title.text[--title.length] = '\0';
	canvas_text(canvas, rect.x + 1, rect.y, rect.w - 2 - (utf8_columns(text) > rect.w - 2),
		    is_focus ? ROLE_STRONG : ROLE_TEXT, text);
}

/* Each part of the path leads to its level. */
static void tag_path(const struct layout *layout, const struct scene *scene,
		     struct canvas *canvas, enum pane pane)
{
	struct rect rect = layout->panes[pane];

	for (int level = (int)scene->options.level; level >= LEVEL_PROCESS; level--) {
		char text[128];
		struct str path = str_init(text, sizeof text);

		zoom_path(scene, (enum level)level, &path);
		canvas_tag(canvas, (struct rect){rect.x + 2, rect.y, utf8_columns(text), 1},
			   target_tag((struct target){TARGET_LEVEL, (uint64_t)level, 0, 0, 0}));
	}
}

void layout_draw(const struct layout *layout, const struct scene *scene, struct canvas *canvas,
		 enum pane focus)
{
	/* Frames first, the one in focus last, then all titles: their lines are shared. */
	for (int pane = 0; pane < PANE_COUNT; pane++)
		if (layout->framed[pane] && pane != (int)focus)
			canvas_box(canvas, layout->panes[pane], ROLE_BORDER);
	if (focus < PANE_COUNT && layout->framed[focus])
		canvas_box(canvas, layout->panes[focus], ROLE_BORDER_FOCUS);
	else if (focus == PANE_WORDS || focus == PANE_CURVES)
		canvas_vline(canvas, 0, layout->panes[focus].y, layout->panes[focus].h,
			     ROLE_BORDER_FOCUS);
	for (int pane = 0; pane < PANE_COUNT; pane++)
		draw_title(layout, scene, canvas, (enum pane)pane, pane == (int)focus);
	if (scene->options.level != LEVEL_NONE)
		tag_path(layout, scene, canvas, zoom_pane(scene->options.level));
	for (int pane = 0; pane < PANE_COUNT; pane++) {
		struct rect rect = layout->panes[pane];

		if (rect.w <= 0 || rect.h <= 0)
			continue;
		canvas_push(canvas, layout->framed[pane] ? rect_inset(rect, 1) : rect);
		views[pane]->draw(scene, canvas);
		canvas_pop(canvas);
	}
}
