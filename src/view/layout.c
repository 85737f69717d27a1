/* layout.c - where panes go; see layout.h. */
#include "view/layout.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "timeline/series.h"
#include "view/arenas.h"
#include "view/differences.h"
#include "view/target.h"
#include "view/zoom.h"

#define MIN_FRAMED_WIDTH 60  /* narrower: one pane */
#define MIN_FRAMED_HEIGHT 16
#define FRAMED_LEAST 9       /* rows of the body, whatever is said below it */
#define SMALL_LEAST 3        /* the same without frames, if there are ... */
#define SMALL_ROOMY 8        /* ... at least these rows */
#define WIDE 118             /* the ledger, too */
#define WIDER 156            /* a third column */
#define HUGE 220             /* a wider side */
#define HUGE_SIDE 20         /* per cent */
#define HUGE_BYTES 30
#define HUGE_LEDGER 88       /* with what was before, shares and bars */
#define TALL 56              /* rows of the body from which the arena in focus is shown, too */
#define TALL_STEPS 20        /* rows of the steps there */
#define ARENAS_LEAST 7       /* rows, the frame included */
#define LISTS_BESIDE 2       /* usable_arenas, freepools: above the classes' */
#define SIDE_LEAST 22        /* usable_arenas with one arena, the frame */
#define SIDE_WIDE 39         /* 16 pools of two cells, their label, the frame */
#define LEDGER_WIDTH 36      /* its longest line, the frame */
#define LEDGER_HEIGHT 13     /* its lines, their bar, the frame */
#define BYTES_WIDTH 45       /* the same, and of the size classes under it */
#define BYTES_HEIGHT 20      /* the header, some blocks, the frame */
#define CLASSES_HEIGHT 8     /* worth having: four classes, what is around them, the frame */
#define SAY_LEAST 6          /* an operation, a blank row, three of its sentence, another */
#define BIG_MARGIN 1
#define DETAIL_HEIGHT 8      /* under a zoomed level, where there is no room beside it */
#define CURVES_LEAST 36      /* rows of a screen that has some for the curves */
#define CURVES_MORE 44
#define CURVES_PART 8        /* from there on, of all rows ... */
#define CURVES_MOST 9        /* ... one less than what they would take for a screen of their own */
#define DETAIL_LEAST 12      /* rows of a level that can spare them */
#define BESIDE_WIDTH 100     /* two sides next to each other */
#define BESIDE_HEIGHT 32     /* of the body: one above the other */
#define BESIDE_BODY 76       /* a side so wide has its panes as a single one has them */
#define ROOMY_COLUMN 18
#define BESIDE_LEAST 10      /* rows that a side needs */

static const struct view_ops *const views[PANE_COUNT] = {
	[PANE_TITLE] = &view_title, [PANE_ARENAS] = &view_arenas, [PANE_POOL] = &view_pool,
	[PANE_LISTS] = &view_lists, [PANE_STEPS] = &view_steps,   [PANE_WORDS] = &view_words,
	[PANE_STRIP] = &view_strip, [PANE_LEDGER] = &view_ledger, [PANE_BYTES] = &view_bytes,
	[PANE_CLASSES] = &view_classes,
	[PANE_PROCESS] = &view_process, [PANE_ARENA] = &view_arena, [PANE_HEX] = &view_hex,
	[PANE_DETAIL] = &view_detail, [PANE_CURVES] = &view_curves,
	[PANE_TENANTS] = &view_tenants, [PANE_PRINTED] = &view_printed,
	 [PANE_DIFFERENCES] = &view_differences,
	[PANE_BIG] = &view_big, [PANE_SAY] = &view_say,
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

/* The bytes of the pool, and if height allows under them the size classes. */
static void lay_out_bytes(struct layout *layout, struct rect rest)
{
	int half = rest.h * 11 / 20;

	if (half < BYTES_HEIGHT)
		half = rest.h;
	place(layout, PANE_BYTES, cut_top(&rest, half));
	if (rest.h > 1)
		place(layout, PANE_CLASSES, rest);
}

/* The same under the ledger, where there is no third column. */
static void lay_out_ledger(struct layout *layout, struct rect rest, bool has_classes)
{
	if (has_classes && rest.h >= LEDGER_HEIGHT + CLASSES_HEIGHT - 1) {
		place(layout, PANE_LEDGER, cut_top(&rest, LEDGER_HEIGHT));
		place(layout, PANE_CLASSES, rest);
		return;
	}
	place(layout, PANE_LEDGER, rest);
}

struct layout_needs layout_needs_of(const struct timeline *timeline)
{
	const struct world *world = timeline_world(timeline);
	const struct model *model = world->heap.model;
	const struct program *program = world->program;
	struct series_sample whole;

	series_sum(timeline_series(timeline), &whole);
	return (struct layout_needs){
		.arenas = whole.arenas.most,
		.pools = model->arena_size / model->pool_size,
		.classes = program->was_recorded ? model_classes(model) : 0,
		.has_narrator = !program->was_recorded,
	};
}

/* Rows of the arenas, above the lists: more than half, or what they need if the lists need more. */
static int arenas_height(struct rect side, const struct layout_needs *needs)
{
	int share = side.h * 11 / 19, lists = LISTS_BESIDE + (int)needs->classes + 2;
	int least = 2 + arenas_rows(needs->arenas, needs->pools, side.w - 2);

	if (needs->classes == 0 || side.h + 1 - lists >= share)
		return share;
	if (least < side.h + 1 - lists)
		least = side.h + 1 - lists;
	if (least < ARENAS_LEAST)
		least = ARENAS_LEAST;
	return least < share ? least : share;
}

/* Rows of the pool, above the steps and the ledger, which stands there in full if it can. */
static int pool_height(struct rect body)
{
	int share = body.h * 12 / 19, rest = body.h + 1 - LEDGER_HEIGHT;

	return body.w >= WIDE - SIDE_WIDE && rest < share && rest >= body.h / 2 ? rest : share;
}

static void lay_out_body(struct layout *layout, struct rect body, const struct layout_needs *needs)
{
	struct rect left, below;
	int width = body.w, side = width * 34 / 100;

	if (side < SIDE_LEAST || width >= WIDE)
		side = width >= WIDE ? SIDE_WIDE : SIDE_LEAST;
	if (width >= HUGE)
		side = width * HUGE_SIDE / 100;
	left = cut_left(&body, side);
	if (width >= WIDER)
		lay_out_bytes(layout, cut_right(&body, width >= HUGE ? width * HUGE_BYTES / 100
								     : BYTES_WIDTH));
	place(layout, PANE_ARENAS, cut_top(&left, arenas_height(left, needs)));
	place(layout, PANE_LISTS, left);
	if (width >= WIDER && body.h >= TALL) { /* more than a pool needs */
		place(layout, PANE_POOL, cut_top(&body, (body.h - TALL_STEPS) / 2));
		place(layout, PANE_ARENA, cut_top(&body, body.h + 1 - TALL_STEPS));
	} else {
		place(layout, PANE_POOL, cut_top(&body, pool_height(body)));
	}
	below = body;
	if (width >= WIDE)
		lay_out_ledger(layout, cut_right(&below, width >= HUGE ? HUGE_LEDGER : LEDGER_WIDTH),
			       width < WIDER);
	place(layout, PANE_STEPS, below);
}

static int curves_rows(int height)
{
	int part = height / CURVES_PART, least = height >= CURVES_MORE ? 4 : 3;

	return part < least ? least : part < CURVES_MOST ? part : CURVES_MOST;
}

/* Of [rows] below the title and above the strip. */
static int words_rows(int rows, const struct layout_needs *needs)
{
	if (!needs->has_narrator)
		return rows >= 32 ? 3 : rows >= 9 ? 2 : rows > 4;
	return rows >= 32 ? 4 : rows >= 14 ? 3 : rows >= 9 ? 2 : rows > 4;
}

/* For a projector: no frames, and nothing that can be done without.  The last row is for what the
 * program says to the user. */
static void lay_out_big(struct layout *layout, struct rect rest)
{
	int say = rest.h / 4;

	if (rest.h > 4)
		layout->panes[PANE_STRIP] = rect_cut_bottom(&rest, 1);
	if (say < SAY_LEAST)
		say = rest.h > 3 * SAY_LEAST ? SAY_LEAST : rest.h / 3;
	layout->panes[PANE_SAY] = rect_cut_bottom(&rest, say);
	if (rest.w > 2 * BIG_MARGIN + 40)
		rest = (struct rect){rest.x + BIG_MARGIN, rest.y, rest.w - 2 * BIG_MARGIN, rest.h};
	layout->panes[PANE_BIG] = rest;
}

/* The words have what they want if the body keeps enough to be looked at; where one pane is all
 * there is, a stop is for reading. */
static int words_height(int rows, const struct layout_needs *needs, bool small)
{
	int usual = words_rows(rows, needs), wanted = needs->words;
	int most = rows - (!small ? FRAMED_LEAST : rows >= SMALL_ROOMY ? SMALL_LEAST : 0);

	if (wanted > most)
		wanted = most;
	return wanted > usual ? wanted : usual;
}

void layout_compute(struct layout *layout, int width, int height, enum pane zoom,
		    const struct layout_needs *needs)
{
	struct rect rest = {0, 0, width, height};
	bool small = width < MIN_FRAMED_WIDTH || height < MIN_FRAMED_HEIGHT;

	*layout = (struct layout){0};
	if (zoom == PANE_BIG) {
		lay_out_big(layout, rest);
		return;
	}
	layout->panes[PANE_TITLE] = rect_cut_top(&rest, 1);
	if (rest.h > 3)
		layout->panes[PANE_STRIP] = rect_cut_bottom(&rest, 1);
	if (height >= CURVES_LEAST && zoom != PANE_CURVES && !small)
		layout->panes[PANE_CURVES] =
			rect_cut_bottom(&rest, curves_rows(height));
	if (zoom != PANE_WORDS)
		layout->panes[PANE_WORDS] =
			rect_cut_bottom(&rest, words_height(rest.h, needs, small));
	if (zoom_level(zoom) != LEVEL_NONE)
		lay_out_level(layout, rest, zoom);
	else if (small)
		lay_out_small(layout, rest, zoom);
	else if (zoom < PANE_COUNT)
		place(layout, zoom, rest);
	else
		lay_out_body(layout, rest, needs);
}

/* -- two sides ------------------------------------------------------------------------ */

/* A side too narrow for two columns of panes has one. */
static void lay_out_column(struct layout *layout, struct rect side)
{
	int rows = side.h, least = rows >= ROOMY_COLUMN ? 7 : 5; /* 7: four rows of pools */

	place(layout, PANE_ARENAS, cut_top(&side, rows * 3 / 10 < least ? least : rows * 3 / 10));
	place(layout, PANE_POOL, cut_top(&side, rows * 4 / 10));
	place(layout, PANE_STEPS, side);
}

static void lay_out_side(struct layout *layout, struct rect side, const struct layout_needs *needs)
{
	if (side.w >= BESIDE_BODY)
		lay_out_body(layout, side, needs);
	else
		lay_out_column(layout, side);
}

/* The places of both sides in what is left of the body; an empty one is not shown. */
static void cut_sides(struct rect body, int focus, struct rect sides[2])
{
	sides[0] = sides[1] = (struct rect){0};
	if (body.w >= BESIDE_WIDTH) {
		sides[0] = cut_left(&body, (body.w + 1) / 2);
		sides[1] = body;
	} else if (body.h >= BESIDE_HEIGHT) {
		sides[0] = cut_top(&body, (body.h + 1) / 2);
		sides[1] = body;
	} else {
		sides[focus] = body;
	}
}

/* Each side has a curve as high as the other's. */
static void share_curves(struct layout *layout)
{
	struct rect *curves = &layout->panes[PANE_CURVES], *words = &layout->panes[PANE_WORDS];

	if (curves->h % 2 == 0 || layout->framed[PANE_CURVES] || words->h < 2)
		return;
	curves->y--;
	curves->h++;
	words->h--;
}

void layout_beside(struct layout *layout, int width, int height, enum pane zoom, int focus,
		   const struct layout_needs *needs)
{
	struct layout other = {0};
	struct rect body, sides[2];
	int rows = differences_rows(width - 2) + 2;

	layout_compute(layout, width, height, zoom, needs);
	share_curves(layout);
	if (zoom < PANE_COUNT || !layout->framed[PANE_ARENAS])
		return;
	body = (struct rect){0, 1, width, height - 1 - layout->panes[PANE_WORDS].h -
						  layout->panes[PANE_CURVES].h -
						  layout->panes[PANE_STRIP].h};
	for (int pane = 0; pane < PANE_COUNT; pane++)
		if (layout->framed[pane])
			layout->panes[pane] = (struct rect){0};
	memset(layout->framed, 0, sizeof layout->framed);
	if (body.h >= rows + BESIDE_LEAST) {
		place(layout, PANE_DIFFERENCES, rect_cut_bottom(&body, rows));
		body.h++; /* they share a line */
	}
	cut_sides(body, focus, sides);
	lay_out_side(layout, sides[focus], needs);
	if (sides[!focus].w > 0)
		lay_out_side(&other, sides[!focus], needs);
	memcpy(layout->other, other.panes, sizeof layout->other);
}

/* -- drawing -------------------------------------------------------------------------- */

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

	for (int level = (int)scene->options.stage.level; level >= LEVEL_PROCESS; level--) {
		char text[128];
		struct str path = str_init(text, sizeof text);

		zoom_path(scene, (enum level)level, &path);
		canvas_tag(canvas, (struct rect){rect.x + 2, rect.y, utf8_columns(text), 1},
			   target_tag((struct target){TARGET_LEVEL, (uint64_t)level, 0, 0}));
	}
}

/* What the operation gets or gives is in the hand of the program: the title of its pane. */
static void tag_hand(struct canvas *canvas, struct rect steps)
{
	canvas_tag(canvas, (struct rect){steps.x + 2, steps.y, steps.w > 24 ? 12 : steps.w / 2, 1},
		   target_tag((struct target){.kind = TARGET_HAND}));
}

static void draw_panes(const struct layout *layout, const struct scene *scene,
		       struct canvas *canvas)
{
	for (int pane = 0; pane < PANE_COUNT; pane++) {
		struct rect rect = layout->panes[pane];

		if (rect.w <= 0 || rect.h <= 0)
			continue;
		canvas_push(canvas, layout->framed[pane] ? rect_inset(rect, 1) : rect);
		views[pane]->draw(scene, canvas);
		canvas_pop(canvas);
	}
}

void layout_draw_other(const struct layout *layout, const struct scene *other,
		       struct canvas *canvas)
{
	struct layout side = {0};

	memcpy(side.panes, layout->other, sizeof side.panes);
	for (int pane = 0; pane < PANE_COUNT; pane++) {
		side.framed[pane] = side.panes[pane].w > 0;
		if (side.framed[pane])
			canvas_box(canvas, side.panes[pane], ROLE_BORDER);
	}
	for (int pane = 0; pane < PANE_COUNT; pane++)
		draw_title(&side, other, canvas, (enum pane)pane, false);
	draw_panes(&side, other, canvas);
}

/* Of two sides all panes of one have the keys. */
static bool has_keys(const struct scene *scene, int pane, enum pane focus)
{
	if (scene->beside.other && focus >= PANE_COUNT)
		return pane != PANE_DIFFERENCES;
	return pane == (int)focus;
}

void layout_draw(const struct layout *layout, const struct scene *scene, struct canvas *canvas,
		 enum pane focus)
{
	/* Frames first, those in focus last, then all titles: their lines are shared. */
	for (int keys = 0; keys < 2; keys++)
		for (int pane = 0; pane < PANE_COUNT; pane++)
			if (layout->framed[pane] && has_keys(scene, pane, focus) == keys)
				canvas_box(canvas, layout->panes[pane],
					   keys ? ROLE_BORDER_FOCUS : ROLE_BORDER);
	if ((focus == PANE_WORDS || focus == PANE_CURVES) && !layout->framed[focus])
		canvas_vline(canvas, 0, layout->panes[focus].y, layout->panes[focus].h,
			     ROLE_BORDER_FOCUS);
	for (int pane = 0; pane < PANE_COUNT; pane++)
		draw_title(layout, scene, canvas, (enum pane)pane, has_keys(scene, pane, focus));
	if (scene->options.stage.level != LEVEL_NONE)
		tag_path(layout, scene, canvas, zoom_pane(scene->options.stage.level));
	draw_panes(layout, scene, canvas);
	if (layout->framed[PANE_STEPS])
		tag_hand(canvas, layout->panes[PANE_STEPS]);
}
