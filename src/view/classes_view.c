/*
 * classes_view.c - the size classes, a line each: their pools, their blocks in use, and how much
 * of these was asked for.
 *
 *	 cl size pools full blocks    of fill   pad%
 *	  0   16    13   12  3,301 3,315 ██████▏  4%
 *	▶ 1   32     2    0    130   254 ███▌    21%
 *	all         15   12  3,431 3,569 ██████   9%
 *	[1] blocks 129 → 130, asked 2,940 → 2,965
 *
 * Pools are those of the class, and how many of them are full; blocks are those in use, and of how
 * many.
 *
 * All classes where there is room, in several columns if need be; otherwise those in use, and of
 * too many those around the one that the operation is about.
 */
#include <stdio.h>

#include "base/str.h"
#include "base/utf8.h"
#include "view/fill.h"
#include "view/view.h"

#define BAR_LEAST 4
#define BAR_MOST 24
#define GAP 2          /* between columns of lines */
#define CHANGES_LEAST 7 /* rows: from here on the last one says what was before */
#define ALL UINT32_MAX /* the line with the sums */

enum class_column {
	SZIDX,
	SIZE,
	POOLS,
	FULL,
	BLOCKS,
	OF,
	FILL,
	ASKED,
	PADDING,
	SHARE,
	COLUMN_COUNT
};

static const char *const heads[COLUMN_COUNT] = {
	[SZIDX] = NC_("column", "cl"),	      [SIZE] = NC_("column", "size"),
	[POOLS] = NC_("column", "pools"),	      [FULL] = NC_("column", "full"),
	[BLOCKS] = NC_("column", "blocks"),      [OF] = NC_("column", "of"),
	[FILL] = NC_("column", "fill"),	      [ASKED] = NC_("column", "asked"),
	[PADDING] = NC_("column", "padding"), [SHARE] = NC_("column", "pad%"),
};

/* What gives way first. */
static const enum class_column given_up[] = {ASKED, PADDING, FILL, OF, SHARE, FULL, POOLS, SIZE};

struct classes_table {
	const struct scene *scene;
	struct canvas *canvas;
	uint32_t lines[MAX_SIZE_CLASSES]; /* classes shown */
	int count;
	int left_out;             /* classes in use that are not */
	int widths[COLUMN_COUNT]; /* 0 = not shown */
	int columns, rows;        /* of lines */
	int pitch;                /* of a column of lines */
	bool has_sums, has_changes;
	bool has_more; /* a row that says how many are left out */
};

static bool is_in_use(const struct count *count, uint32_t szidx)
{
	return count->heap.classes[szidx].pools_used + count->heap.classes[szidx].pools_full > 0;
}

/* The class that the operation is about: also where no step says so, as in most frees. */
static uint32_t class_at_work(const struct scene *scene)
{
	return scene->szidx == UINT32_MAX ? scene->census.given_up : scene->szidx;
}

/* -- numbers -------------------------------------------------------------------------- */

static uint64_t value_of(const struct classes_table *table, const struct count *count,
			 uint32_t szidx, enum class_column column)
{
	const struct heap_class *class = &count->heap.classes[szidx];
	uint64_t size = model_block_size(table->scene->model, szidx);
	uint64_t padding = census_padding(count, szidx, table->scene->model);

	switch (column) {
	case SZIDX: return szidx;
	case SIZE: return size;
	case POOLS: return class->pools_used + class->pools_full;
	case FULL: return class->pools_full;
	case BLOCKS: return class->blocks;
	case OF: return class->capacity;
	case FILL: return class->blocks * size;
	case ASKED: return class->blocks * size - padding;
	case PADDING: return padding;
	case SHARE: return class->blocks * size;
	case COLUMN_COUNT: break;
	}
	return 0;
}

static uint64_t number_of(const struct classes_table *table, const struct count *count,
			  uint32_t szidx, enum class_column column)
{
	uint64_t sum = 0;

	if (szidx != ALL)
		return value_of(table, count, szidx, column);
	for (uint32_t c = 0; c < model_classes(table->scene->model); c++)
		sum += value_of(table, count, c, column);
	return sum;
}

/* What was asked for is known of all classes or of none. */
static bool is_known(const struct classes_table *table, enum class_column column)
{
	return table->scene->census.knows_requests ||
	       (column != ASKED && column != PADDING && column != SHARE);
}

static void spell(const struct classes_table *table, uint32_t szidx, enum class_column column,
		  struct str *out)
{
	const struct count *now = &table->scene->census.now;
	uint64_t given = number_of(table, now, szidx, FILL);

	if (!is_known(table, column))
		str_char(out, '?');
	else if (column == SHARE)
		str_printf(out, "%" PRIu64 "%%",
			   given ? (number_of(table, now, szidx, PADDING) * 100 + given / 2) / given
				 : 0);
	else
		str_thousands(out, number_of(table, now, szidx, column));
}

static bool has_changed(const struct classes_table *table, uint32_t szidx, enum class_column column)
{
	const struct census *census = &table->scene->census;

	return census->any_before && is_known(table, column) &&
	       number_of(table, &census->now, szidx, column) !=
		       number_of(table, &census->before, szidx, column);
}

static bool class_changed(const struct classes_table *table, uint32_t szidx)
{
	return has_changed(table, szidx, POOLS) || has_changed(table, szidx, FULL) ||
	       has_changed(table, szidx, BLOCKS) || has_changed(table, szidx, ASKED);
}

/* -- what has a place ----------------------------------------------------------------- */

static int columns_of(const int widths[COLUMN_COUNT])
{
	int columns = 1; /* the mark in front */

	for (int column = 0; column < COLUMN_COUNT; column++)
		columns += widths[column] ? widths[column] + 1 : 0;
	return columns;
}

static void widen(struct classes_table *table, uint32_t szidx)
{
	for (int column = SZIDX; column < COLUMN_COUNT; column++) {
		char text[32];
		struct str out = str_init(text, sizeof text);

		if (column == FILL || (szidx == ALL && column <= SIZE))
			continue;
		spell(table, szidx, (enum class_column)column, &out);
		if ((int)out.length > table->widths[column])
			table->widths[column] = (int)out.length;
	}
}

/* As wide as their widest number; those for which there is no room give way. */
static void choose_columns(struct classes_table *table)
{
	uint32_t classes = model_classes(table->scene->model);

	for (int column = 0; column < COLUMN_COUNT; column++)
		table->widths[column] = utf8_columns(tr(table->scene, heads[column]));
	table->widths[FILL] = BAR_LEAST;
	for (uint32_t c = 0; c < classes; c++)
		if (is_in_use(&table->scene->census.now, c))
			widen(table, c);
	widen(table, ALL);
	for (size_t i = 0; i < sizeof given_up / sizeof *given_up; i++)
		if (columns_of(table->widths) > table->pitch)
			table->widths[given_up[i]] = 0;
}

static void give_bar_the_rest(struct classes_table *table)
{
	int spare = table->pitch - columns_of(table->widths);

	if (table->widths[FILL] && spare > 0)
		table->widths[FILL] += spare < BAR_MOST - BAR_LEAST ? spare : BAR_MOST - BAR_LEAST;
}

/* Columns of lines that there can be side by side; [brief]: without bars. */
static int columns_that_fit(struct classes_table *table, bool brief)
{
	int columns;

	table->pitch = INT16_MAX;
	choose_columns(table);
	table->widths[ASKED] = table->widths[PADDING] = 0;
	if (brief)
		table->widths[FILL] = 0;
	columns = (canvas_area(table->canvas).w + GAP) / (columns_of(table->widths) + GAP);
	return columns > 1 ? columns : 1;
}

/* From all classes, or those in use, the ones for which there is room. */
static void choose_lines(struct classes_table *table, int room, bool all)
{
	uint32_t classes = model_classes(table->scene->model), szidx = class_at_work(table->scene);
	int total = 0, before = 0, first;

	for (uint32_t c = 0; c < classes; c++) {
		if (!all && c != szidx && !is_in_use(&table->scene->census.now, c) &&
		    !class_changed(table, c))
			continue;
		before += c < szidx && szidx < classes;
		table->lines[total++] = c;
	}
	first = before - room / 2;
	if (first > total - room)
		first = total - room;
	if (first < 0)
		first = 0;
	table->count = total < room ? total : room;
	table->left_out = total - table->count;
	for (int i = 0; i < table->count; i++)
		table->lines[i] = table->lines[first + i];
}

static void try_form(struct classes_table *table, bool brief, bool has_changes)
{
	int classes = (int)model_classes(table->scene->model), room;
	int height = canvas_area(table->canvas).h;

	table->has_changes = has_changes && height >= CHANGES_LEAST;
	table->has_sums = height >= 4;
	table->rows = height - 1 - table->has_sums - table->has_changes;
	if (table->rows < 1)
		table->rows = height > 1 ? 1 : 0;
	room = table->rows * columns_that_fit(table, brief);
	choose_lines(table, room, classes <= room);
	table->has_more = table->left_out > 0 && table->rows > 1;
	if (table->has_more) {
		room = --table->rows * columns_that_fit(table, brief);
		choose_lines(table, room, false);
	}
}

/* The first form that leaves no class in use out; if none does, what has changed is told. */
static void plan(struct classes_table *table)
{
	struct rect area = canvas_area(table->canvas);

	try_form(table, false, true);
	if (table->left_out > 0)
		try_form(table, true, true);
	if (table->left_out > 0)
		try_form(table, true, false);
	if (table->left_out > 0)
		try_form(table, true, true);
	table->columns = table->rows ? (table->count + table->rows - 1) / table->rows : 1;
	if (table->columns < 1)
		table->columns = 1;
	table->pitch = (area.w - GAP * (table->columns - 1)) / table->columns;
	choose_columns(table);
	give_bar_the_rest(table);
}

/* -- drawing -------------------------------------------------------------------------- */

static void draw_heads(const struct classes_table *table, int x)
{
	x++;
	for (int column = 0; column < COLUMN_COUNT; column++) {
		const char *head = tr(table->scene, heads[column]);
		int width = table->widths[column], at = x + width - utf8_columns(head);

		if (width == 0)
			continue;
		canvas_text(table->canvas, column == FILL ? x : at, 0, width, ROLE_DIM, head);
		x += width + 1;
	}
}

static void draw_bar(const struct classes_table *table, int x, int y, uint32_t szidx)
{
	const struct count *now = &table->scene->census.now;
	uint64_t part = number_of(table, now, szidx, FILL), whole = 0;
	int width = table->widths[FILL];
	uint32_t classes = model_classes(table->scene->model), eighths;

	for (uint32_t c = 0; c < classes; c++)
		if (szidx == ALL || szidx == c)
			whole += now->heap.classes[c].capacity *
				 model_block_size(table->scene->model, c);
	if (whole == 0)
		return;
	eighths = (uint32_t)(part * (uint64_t)width * 8 / whole);
	canvas_fill(table->canvas, (struct rect){x, y, width, 1}, ROLE_BLOCK_VIRGIN, 0xb7);
	canvas_fill(table->canvas, (struct rect){x, y, (int)eighths / 8, 1}, ROLE_BLOCK_USED,
		    0x2588);
	if (eighths % 8 || (part && eighths == 0))
		canvas_put(table->canvas, x + (int)eighths / 8, y, ROLE_BLOCK_USED,
			   0x2590 - (eighths % 8 ? eighths % 8 : 1)); /* ▏ to ▉ */
}

static void draw_number(const struct classes_table *table, int x, int y, uint32_t szidx,
			enum class_column column)
{
	bool used = szidx == ALL || is_in_use(&table->scene->census.now, szidx) ||
		    class_changed(table, szidx);
	int width = table->widths[column], columns;
	char text[32];
	struct str out = str_init(text, sizeof text);

	if (!used && column > SIZE)
		return;
	spell(table, szidx, column, &out);
	columns = (int)out.length;
	canvas_text(table->canvas, x + width - columns, y, columns,
		    !used || column == OF ? ROLE_DIM
		    : column == SHARE || column == PADDING ? ROLE_PADDING
		    : column == BLOCKS ? ROLE_STRONG : ROLE_TEXT, text);
	if (column > SIZE && column != SHARE && has_changed(table, szidx, column))
		canvas_flag(table->canvas, (struct rect){x + width - columns, y, columns, 1},
			    CELL_CHANGED);
}

static void draw_line(const struct classes_table *table, int x, int y, uint32_t szidx)
{
	bool is_current = szidx == class_at_work(table->scene) && szidx != ALL;

	if (is_current)
		canvas_put(table->canvas, x, y, ROLE_POINTER, 0x25b6); /* ▶ */
	if (szidx == ALL)
		canvas_text(table->canvas, x, y, table->pitch, ROLE_DIM, tr(table->scene, "all"));
	x++;
	for (int column = 0; column < COLUMN_COUNT; column++) {
		if (table->widths[column] == 0)
			continue;
		if (column == FILL)
			draw_bar(table, x, y, szidx);
		else if (szidx != ALL || column > SIZE)
			draw_number(table, x, y, szidx, (enum class_column)column);
		if (is_current && column <= SIZE)
			canvas_flag(table->canvas, (struct rect){x, y, table->widths[column], 1},
				    CELL_STRONG);
		x += table->widths[column] + 1;
	}
}

/* "[1] blocks 129 → 130, asked 2,940 → 2,965": of the classes that have changed, what they were. */
static void add_changes(const struct classes_table *table, const char *arrow, size_t most,
			struct str *out)
{
	static const enum class_column told[] = {BLOCKS, ASKED, POOLS, FULL};
	const struct census *census = &table->scene->census;

	for (uint32_t c = 0; c < model_classes(table->scene->model); c++) {
		const char *gap = "";

		if (!class_changed(table, c))
			continue;
		str_printf(out, "%s[%u]", out->length ? "  " : "", c);
		for (size_t i = 0; i < sizeof told / sizeof *told && i < most; i++) {
			if (!has_changed(table, c, told[i]))
				continue;
			str_printf(out, "%s %s ", gap, tr(table->scene, heads[told[i]]));
			str_thousands(out, number_of(table, &census->before, c, told[i]));
			str_add(out, arrow);
			str_thousands(out, number_of(table, &census->now, c, told[i]));
			gap = ",";
		}
	}
}

static void draw_last_row(const struct classes_table *table, int y)
{
	static const struct {
		bool tight;
		size_t most; /* numbers of a class */
	} forms[] = {{false, COLUMN_COUNT}, {true, COLUMN_COUNT}, {true, 2}, {true, 1}};
	int width = canvas_area(table->canvas).w;
	char text[256];
	struct str out;

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		out = str_init(text, sizeof text);
		add_changes(table, scene_arrow(table->scene, forms[i].tight), forms[i].most, &out);
		if (utf8_columns(text) <= width)
			break;
	}
	canvas_text(table->canvas, 0, y, width, ROLE_POINTER, text);
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	struct classes_table table = {.scene = scene, .canvas = canvas};
	struct rect area = canvas_area(canvas);

	if (area.w < 4 || area.h < 1)
		return;
	plan(&table);
	for (int i = 0; i < table.columns; i++)
		draw_heads(&table, i * (table.pitch + GAP));
	for (int i = 0; i < table.count; i++)
		draw_line(&table, i / table.rows * (table.pitch + GAP), 1 + i % table.rows,
			  table.lines[i]);
	if (table.has_more)
		canvas_textf(canvas, 1, 1 + table.rows, area.w - 1, ROLE_DIM,
			     tr(scene, "+%d more"), table.left_out);
	if (table.has_sums)
		draw_line(&table, 0, area.h - 1 - table.has_changes, ALL);
	if (table.has_changes)
		draw_last_row(&table, area.h - 1);
}

static void title(const struct scene *scene, struct str *out)
{
	uint32_t used = 0;

	for (uint32_t c = 0; c < model_classes(scene->model); c++)
		used += is_in_use(&scene->census.now, c);
	str_printf(out, tr(scene, "size classes · %u of %u in use"), used,
		   model_classes(scene->model));
}

const struct view_ops view_classes = {.name = N_("size classes"), .title = title, .draw = draw};
