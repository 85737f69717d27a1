/*
 * curves_view.c - the whole run at a glance: arenas held and bytes in use, over operations.
 *
 *	 ▁▁▁▂▂▂▄▄▄▄█████│████▄▄▄▄▄     arenas: 7 now, 7 at most
 *	 ▁▂▃▅▇█▇▅▃▂▂▂░▁▁│▁▁▁▁           bytes: ...
 *	 ├────────◆─────●───────────┤
 *
 * Each curve has a scale of its own.  A column that stands for many operations is solid up to
 * the least of them and shaded (░) up to the most, so that no peak is lost.  The scale from left
 * to right is that of the timeline strip, and on the usual screen the columns, too.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "view/fill.h"
#include "view/strip.h"
#include "view/target.h"
#include "view/view.h"

#define MARGIN 1
#define WORDS_LEAST 16 /* columns beside the band worth writing in */
#define LARGE_LEAST 10 /* rows */
#define SCALE_COLUMNS 14
#define EIGHTHS 8

enum curve { CURVE_ARENAS, CURVE_BYTES };

struct chart {
	struct rect rect;
	const struct series *series;
	enum curve curve;
	uint64_t unit; /* what one of them counts for */
	uint64_t most; /* what the highest row stands for, in the same units' sum */
};

static const struct span *span_of(const struct series_sample *sample, enum curve curve)
{
	return curve == CURVE_ARENAS ? &sample->arenas : &sample->bytes;
}

static enum role role_of(enum curve curve)
{
	return curve == CURVE_ARENAS ? ROLE_POOL_FULL : ROLE_BLOCK_USED;
}

/* A value in eighths of a row; what is there at all can be seen.  The last eighth stays free: one
 * curve never touches what is above it, in whatever colour. */
static int eighths(uint64_t value, const struct chart *chart)
{
	double height = (double)value * (double)chart->unit * (chart->rect.h * EIGHTHS - 1) / (double)chart->most;

	return value && height < 1 ? 1 : (int)(height + 0.5);
}

/* The character of the row that begins [base] eighths above the ground; 0 = none. */
static uint32_t glyph_at(int least, int most, int base)
{
	if (least >= base + EIGHTHS)
		return 0x2588; /* █ */
	if (least > base || (least == base && most < base + EIGHTHS && most > base)) {
		int top = most < base + EIGHTHS ? most : least; /* a peak in the same row counts */

		return 0x2580 + (uint32_t)(top - base);
	}
	return most > base ? 0x2591 : 0; /* ░ */
}

static void draw_column(const struct scene *scene, struct canvas *canvas,
			const struct chart *chart, int column)
{
	const struct rect *rect = &chart->rect;
	struct series_sample sample;
	uint64_t first, last;
	int least, most;

	strip_range(scene, rect->w, column, &first, &last);
	tag_operation(canvas, (struct rect){rect->x + column, rect->y, 1, rect->h},
		      first + (last - first) / 2);
	if (!series_look(chart->series, first, last, &sample))
		return;
	least = eighths(span_of(&sample, chart->curve)->least, chart);
	most = eighths(span_of(&sample, chart->curve)->most, chart);
	for (int row = 0; row < rect->h; row++) {
		uint32_t glyph = glyph_at(least, most, row * EIGHTHS);

		if (glyph)
			canvas_put(canvas, rect->x + column, rect->y + rect->h - 1 - row,
				   role_of(chart->curve), glyph);
	}
}

static void draw_columns(const struct scene *scene, struct canvas *canvas,
			 const struct chart *chart)
{
	const struct rect *rect = &chart->rect;

	if (rect->w < 1 || rect->h < 1)
		return;
	for (int column = 0; chart->most > 0 && column < rect->w; column++)
		draw_column(scene, canvas, chart, column);
	canvas_vline(canvas, rect->x + strip_column(scene, rect->w), rect->y, rect->h, ROLE_POINTER);
}

/* The most of a whole run. */
static uint64_t most_of(const struct series *series, enum curve curve)
{
	struct series_sample whole;

	series_sum(series, &whole);
	return span_of(&whole, curve)->most;
}

static void draw_chart(const struct scene *scene, struct canvas *canvas, struct rect rect,
		       enum curve curve)
{
	struct chart chart = {.rect = rect,
			      .series = timeline_series(scene->timeline),
			      .curve = curve,
			      .unit = 1};

	chart.most = most_of(chart.series, curve);
	draw_columns(scene, canvas, &chart);
}

/* -- words --------------------------------------------------------------------------------- */

/* What it is now, and was or will be at most. */
static void add_values(const struct scene *scene, enum curve curve, uint64_t now, struct str *out)
{
	struct series_sample whole;

	series_sum(timeline_series(scene->timeline), &whole);
	str_printf(out, tr(scene, "%s now, %s at most"), thousands(now).text,
		   thousands(span_of(&whole, curve)->most).text);
}

struct now {
	uint64_t arenas, bytes, held; /* held: bytes of the arenas */
};

static struct now look_now(const struct scene *scene)
{
	struct heap_totals totals;

	heap_sum(scene->heap, &totals);
	return (struct now){totals.arenas, totals.block_bytes,
			    totals.arenas * scene->model->arena_size};
}

static void say_arenas(const struct scene *scene, const struct now *now, struct str *out)
{
	str_add(out, tr(scene, "arenas: "));
	add_values(scene, CURVE_ARENAS, now->arenas, out);
}

static void say_bytes(const struct scene *scene, const struct now *now, struct str *out)
{
	str_add(out, tr(scene, "bytes in use: "));
	add_values(scene, CURVE_BYTES, now->bytes, out);
}

static void say_share(const struct scene *scene, const struct now *now, struct str *out)
{
	if (now->held == 0)
		return;
	fill_share(now->bytes, now->held, out);
	str_add(out, tr(scene, " of what the arenas hold"));
}

/* -- the band on the usual screen ------------------------------------------------------------ */

/* Of [rows] those of the arenas, above the bytes. */
static int arenas_part(int rows)
{
	return rows > 4 ? rows / 3 : rows / 2;
}

static void draw_words(const struct scene *scene, struct canvas *canvas, int x)
{
	static void (*const say[])(const struct scene *, const struct now *, struct str *) = {
		say_arenas, say_bytes, say_share};
	static const enum role roles[] = {ROLE_TEXT, ROLE_TEXT, ROLE_DIM};
	struct rect area = canvas_area(canvas);
	struct now now = look_now(scene);
	/* each beside its curve: with two rows of bytes or more, the share on the next one */
	const int rows[] = {0, arenas_part(area.h), arenas_part(area.h) + 1};

	for (int i = 0; i < 3 && rows[i] < area.h; i++) {
		char text[96];
		struct str out = str_init(text, sizeof text);

		say[i](scene, &now, &out);
		canvas_text(canvas, x, rows[i], area.w - x - 1, roles[i], text);
	}
}

/* Of two sides: the memory that the arenas of each take, one above the other on one scale. */
static void draw_sides(const struct scene *scene, struct canvas *canvas)
{
	const struct scene *sides[2] = {scene_left(scene), scene_left(scene)->beside.other};
	struct rect area = canvas_area(canvas);
	int width = strip_width(scene, area.w), rows = area.h / 2, x = width + 3 * MARGIN;
	uint64_t most = 0;

	if (width <= 0 || rows < 1)
		return;
	for (int i = 0; i < 2; i++) {
		uint64_t bytes = most_of(timeline_series(sides[i]->timeline), CURVE_ARENAS) *
				 sides[i]->model->arena_size;

		most = bytes > most ? bytes : most;
	}
	for (int i = 0; i < 2; i++) {
		struct now now = look_now(sides[i]);
		struct chart chart = {.rect = {MARGIN, area.h - (2 - i) * rows, width, rows},
				      .series = timeline_series(sides[i]->timeline),
				      .curve = CURVE_ARENAS,
				      .unit = sides[i]->model->arena_size,
				      .most = most};

		draw_columns(scene, canvas, &chart);
		if (area.w - width - 3 * MARGIN >= WORDS_LEAST)
			canvas_textf(canvas, x, chart.rect.y, area.w - x - 1, ROLE_TEXT,
				     tr(scene, "%s: %s bytes of arenas"), sides[i]->model->name,
				     thousands(now.held).text);
	}
}

static void draw_band(const struct scene *scene, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	int width = strip_width(scene, area.w), top = arenas_part(area.h);

	if (width <= 0)
		return;
	draw_chart(scene, canvas, (struct rect){MARGIN, 0, width, top}, CURVE_ARENAS);
	draw_chart(scene, canvas, (struct rect){MARGIN, top, width, area.h - top}, CURVE_BYTES);
	if (area.w - width - 3 * MARGIN >= WORDS_LEAST)
		draw_words(scene, canvas, width + 3 * MARGIN);
}

/* -- the whole screen ------------------------------------------------------------------------ */

/* The scale on the left: the most on top, nothing at the bottom. */
static void draw_scale(const struct scene *scene, struct canvas *canvas, struct rect rect,
		       enum curve curve)
{
	struct series_sample whole;
	char text[32];
	struct str most = str_init(text, sizeof text);

	series_sum(timeline_series(scene->timeline), &whole);
	str_thousands(&most, span_of(&whole, curve)->most);
	canvas_textf(canvas, 0, rect.y, rect.x - 1, ROLE_DIM, "%*s", rect.x - 1, text);
	if (rect.h > 1)
		canvas_textf(canvas, 0, rect.y + rect.h - 1, rect.x - 1, ROLE_DIM, "%*s",
			     rect.x - 1, "0");
}

static void draw_legend(const struct scene *scene, struct canvas *canvas, int x, int y)
{
	const struct series *series = timeline_series(scene->timeline);
	struct rect area = canvas_area(canvas);
	char text[160], each[32];
	struct str out = str_init(text, sizeof text), number = str_init(each, sizeof each);
	uint64_t first, last;

	strip_range(scene, area.w - x, 1, &first, &last);
	str_thousands(&number, last - first > series->interval ? last - first : series->interval);
	if (last - first > 1 || series->interval > 1)
		str_printf(&out, tr(scene, "a column = %s operations: █ all the time  ░ at times"),
			   each);
	else
		str_add(&out, tr(scene, "behind each operation; ░ it changes here"));
	str_add(&out, tr(scene, "  │ here  ◆ mark  • stop"));
	canvas_text(canvas, x, y, area.w - x, ROLE_DIM, text);
}

static void draw_large(const struct scene *scene, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	int left = area.w >= 50 ? SCALE_COLUMNS : MARGIN, width = area.w - left - MARGIN;
	int rows = area.h - 4, top = rows / 3; /* two headings, the line, the legend */
	struct rect arenas = {left, 1, width, top};
	struct rect bytes = {left, top + 2, width, rows - top};
	struct now now = look_now(scene);
	char text[128];
	struct str out = str_init(text, sizeof text);

	say_arenas(scene, &now, &out);
	canvas_text(canvas, left, 0, width, ROLE_STRONG, text);
	draw_chart(scene, canvas, arenas, CURVE_ARENAS);
	out = str_init(text, sizeof text);
	say_bytes(scene, &now, &out);
	if (now.held)
		str_add(&out, " · ");
	say_share(scene, &now, &out);
	canvas_text(canvas, left, bytes.y - 1, width, ROLE_STRONG, text);
	draw_chart(scene, canvas, bytes, CURVE_BYTES);
	if (left == SCALE_COLUMNS) {
		draw_scale(scene, canvas, arenas, CURVE_ARENAS);
		draw_scale(scene, canvas, bytes, CURVE_BYTES);
	}
	strip_draw_line(scene, canvas, left, area.h - 2, width);
	draw_legend(scene, canvas, left, area.h - 1);
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	if (canvas_area(canvas).h >= LARGE_LEAST)
		draw_large(scene, canvas);
	else if (scene->beside.other)
		draw_sides(scene, canvas);
	else
		draw_band(scene, canvas);
}

static void title(const struct scene *scene, struct str *out)
{
	if (scene->beside.other)
		str_printf(out, "%s · ", scene->model->name);
	str_add(out, tr(scene, "the whole run"));
}

const struct view_ops view_curves = {.name = N_("curves"), .title = title, .draw = draw};
