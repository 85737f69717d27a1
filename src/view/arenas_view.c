/*
 * arenas_view.c - every arena with its pools.
 *
 * One character a pool: · virgin, ▁▂▃▄▅▆▇ by how full it is, █ full, □ empty (in
 * freepools).  What does not fit is drawn smaller: first the arenas out of focus on one line
 * each (a character may stand for several pools), then all arenas as a character each, and at
 * last several as one.  The title says what a character of the arena in focus stands for; for the
 * others a line above them does, or where there is no room for it, the title.
 */
#include "view/arenas.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "timeline/series.h"
#include "view/fill.h"
#include "view/future.h"
#include "view/target.h"
#include "view/view.h"

#define SCALE_BYTES 48
#define GRID_COLUMNS 16
#define LABEL_COLUMNS 5
#define SHARED_LEAST 4  /* rows that the arena in focus shares with the others */
#define LINE_COLUMNS 12 /* the shortest line: label and eight cells */
#define HEIGHT_MOST 4   /* rows of a pool */
#define PITCH_MOST 4

static bool pool_changed(const struct scene *scene, const struct pool_info *pool)
{
	return scene_range_changed(scene, pool->address, POOL_OVERHEAD);
}

/* An arena that has just been given back is still seen, pale: all its pools were empty or virgin. */
static void draw_former_pool(const struct scene *scene, struct canvas *canvas, struct rect cell,
			     uint64_t slot, uint32_t index)
{
	struct arena_info arena;

	if (scene_leaving(scene, slot, &arena))
		fill_draw_cell(canvas, cell, mark_of_former(index < arena.carved));
}

static bool is_focus(const struct scene *scene, uint64_t slot, uint32_t pool)
{
	return scene->focus.any && scene->focus.slot == slot && scene->focus.pool == pool;
}

/* [place]: of the pool, the gap behind its cell included if it is wider than one column. */
static void draw_pool(const struct scene *scene, struct canvas *canvas, struct rect place,
		      uint64_t slot, uint32_t index)
{
	struct rect cell = {place.x, place.y, place.w > 1 ? place.w - 1 : 1, place.h};
	struct pool_info pool;
	struct mark mark;
	bool changed;

	if (!heap_pool(scene->heap, slot, index, &pool)) {
		draw_former_pool(scene, canvas, cell, slot, index);
		return;
	}
	mark = future_mark(scene, slot, index, index + 1, mark_of_pool(&pool));
	fill_draw_cell(canvas, cell, mark);
	tag_pool(canvas, place, slot, index);
	changed = pool.state != POOL_VIRGIN && pool_changed(scene, &pool);
	if (changed)
		canvas_flag(canvas, cell, CELL_CHANGED);
	if (place.w > 1)
		mark_beside(canvas, place.x + cell.w, place.y + place.h - 1,
			    is_focus(scene, slot, index), changed);
}

/* The arena in a slot; also one that was given back by what happened last.  False: there is none. */
static bool look_at(const struct scene *scene, uint64_t slot, struct arena_info *arena)
{
	return heap_arena(scene->heap, slot, arena) &&
	       (arena->state != ARENA_UNUSED || scene_leaving(scene, slot, arena));
}

static bool is_leaving(const struct arena_info *arena)
{
	return arena->state == ARENA_UNUSED;
}

/* Of a header those up to the point: "arena 3". */
static int name_columns(const char *header)
{
	const char *point = strstr(header, " ·");
	char name[32];
	struct str out = str_init(name, sizeof name);

	str_addn(&out, header, point ? (size_t)(point - header) : strlen(header));
	return utf8_columns(name);
}

static void draw_header(const struct scene *scene, struct canvas *canvas, int y,
			const struct arena_info *arena)
{
	struct rect area = canvas_area(canvas);
	bool focused = scene->focus.any && scene->focus.slot == arena->slot;
	char text[128];
	struct str line = str_init(text, sizeof text);
	uint32_t taken = arena->ntotalpools - arena->nfreepools;

	if (is_leaving(arena))
		str_printf(&line, tr(scene, "× arena %" PRIu64 " · given back"), arena->slot);
	else
		str_printf(&line, tr(scene, "arena %" PRIu64 " · %u of %u taken"), arena->slot, taken,
			   arena->ntotalpools);
	if (utf8_columns(text) > area.w) {
		line = str_init(text, sizeof text);
		str_printf(&line, "arena %" PRIu64 " · %u/%u", arena->slot, taken,
			   arena->ntotalpools);
	}
	canvas_text(canvas, 0, y, area.w,
		    is_leaving(arena) ? ROLE_ARENA_GONE : focused ? ROLE_STRONG : ROLE_TEXT, text);
	tag_arena(canvas, (struct rect){0, y, area.w, 1}, arena->slot);
	if (scene_range_changed(scene, store_addr(scene->heap->store,
						  &scene->heap->arenas[arena->slot]),
				sizeof(struct arena_object)))
		canvas_flag(canvas, (struct rect){0, y, name_columns(text), 1}, CELL_CHANGED);
}

/* How the pools of one arena are laid out. */
struct arenas_grid {
	int label;   /* columns of the number in front of a row, with a blank */
	int pitch;   /* columns a pool takes: more than one where there is room, they are easier to
		      * tell apart */
	int columns; /* pools a row */
	int rows;    /* of pools */
	int height;  /* rows of the screen that a pool takes; from two on there is another, free, between
		      * them */
};

static int digits(uint64_t number)
{
	int count = 1;

	for (; number >= 10; number /= 10)
		count++;
	return count;
}

static struct arenas_grid grid_for(int pools, int width, int height)
{
	struct arenas_grid grid = {.label = LABEL_COLUMNS, .pitch = 1, .height = height};
	int room;

	if (width - grid.label < GRID_COLUMNS + 1) /* a shorter label, rather than half of the row */
		grid.label = digits((uint64_t)pools) + 1;
	room = width - grid.label;
	if (2 * pools <= room || 2 * GRID_COLUMNS <= room)
		grid.pitch = 2;
	else
		room--; /* the gap behind the pool in focus, which has a sign in it */
	for (grid.columns = 2 * GRID_COLUMNS; grid.columns > 1; grid.columns /= 2)
		if (grid.columns * grid.pitch <= room)
			break;
	if (grid.columns > GRID_COLUMNS && pools <= 4 * GRID_COLUMNS)
		grid.columns = GRID_COLUMNS; /* four rows of sixteen, as in the textbook */
	if (grid.columns > pools)
		grid.columns = pools > 1 ? pools : 1;
	while (grid.pitch < PITCH_MOST && (grid.pitch + 1) * grid.columns <= room)
		grid.pitch++;
	grid.rows = (pools + grid.columns - 1) / grid.columns;
	return grid;
}

static int row_height(const struct arenas_grid *grid)
{
	return grid->height > 1 ? grid->height + 1 : 1;
}

static int rows_of(const struct arenas_grid *grid)
{
	return grid->rows * row_height(grid);
}

/* Where cells touch, a gap runs through all rows behind the one in focus (at [focus] of its row; -1
 * = none): columns stay columns, and its sign covers no cell. */
static int gap_before(int column, int pitch, int focus)
{
	return pitch == 1 && focus >= 0 && column > focus;
}

static void draw_grid_row(const struct scene *scene, struct canvas *canvas, int y,
			  const struct arena_info *arena, const struct arenas_grid *grid, int row)
{
	bool has_focus = scene->focus.any && scene->focus.slot == arena->slot;
	int at = has_focus ? (int)scene->focus.pool % grid->columns : -1;
	bool is_here = has_focus && (int)scene->focus.pool / grid->columns == row;
	uint32_t first = (uint32_t)(row * grid->columns);
	struct pool_info pool;

	canvas_textf(canvas, 0, y + grid->height - 1, grid->label,
		     is_here ? ROLE_STRONG : ROLE_DIM, "%*u", grid->label - 1, first);
	for (int i = 0; i < grid->columns && first + (uint32_t)i < arena->ntotalpools; i++) {
		int x = grid->label + i * grid->pitch + gap_before(i, grid->pitch, at);

		draw_pool(scene, canvas, (struct rect){x, y, grid->pitch, grid->height},
			  arena->slot, first + (uint32_t)i);
	}
	if (is_here && grid->pitch == 1 &&
	    heap_pool(scene->heap, arena->slot, scene->focus.pool, &pool))
		mark_beside(canvas, grid->label + at + 1, y, true, pool_changed(scene, &pool));
}

/* On [rows] rows from [y] on: if they are too few, those around the focus, and how many pools are
 * left out. */
static void draw_grid(const struct scene *scene, struct canvas *canvas, int y, int rows, int height,
		      const struct arena_info *arena)
{
	struct arenas_grid grid = grid_for((int)arena->ntotalpools, canvas_area(canvas).w, height);
	int each = row_height(&grid), shown = grid.rows, first = 0;

	if (rows_of(&grid) - (each > 1) > rows) {
		shown = rows > each ? (rows - 1) / each : 1;
		if (scene->focus.any && scene->focus.slot == arena->slot)
			first = (int)scene->focus.pool / grid.columns - shown / 2;
		if (first > grid.rows - shown)
			first = grid.rows - shown;
		if (first < 0)
			first = 0;
	}
	for (int row = 0; row < shown; row++)
		draw_grid_row(scene, canvas, y + row * each, arena, &grid, first + row);
	if (shown < grid.rows && rows > shown * each)
		canvas_textf(canvas, grid.label, y + shown * each,
			     canvas_area(canvas).w - grid.label, ROLE_DIM, tr(scene, "+%zu more"),
			     (size_t)(grid.rows - shown) * (size_t)grid.columns);
}

/* Columns of "a3 ". */
static int label_columns(uint64_t slot)
{
	return digits(slot) + 2;
}

/* -- which arenas, how large --------------------------------------------------------- */

enum arenas_form {
	FORM_GRIDS, /* every arena as a grid */
	FORM_LINES, /* the one in focus as a grid, the others on a line each */
	FORM_DOTS,  /* the one in focus as a grid, then all, a character each or for several */
};

struct arenas_plan {
	enum arenas_form form;
	int height;        /* of a grid's cells */
	int top;           /* rows of the arena in focus */
	int columns;       /* of lines */
	int label;         /* in front of a line */
	bool heading;      /* there is a row for what a cell of the others stands for */
	uint64_t slots;    /* the last arena in use, plus one */
	uint64_t per_cell; /* arenas of a dot */
};

static uint64_t arenas_in_use(const struct scene *scene)
{
	return scene->heap->control->narenas_currently_allocated;
}

/* Those, and those that leave just now. */
static uint64_t arenas_seen(const struct scene *scene)
{
	return arenas_in_use(scene) + scene_count_leaving(scene);
}

/* Rows that all arenas take as grids; stops counting when too many. */
static int grid_rows(const struct scene *scene, int width, int height, int most)
{
	struct arena_info arena;
	int rows = 0;

	for (uint64_t slot = 0; rows <= most && slot < scene->heap->control->maxarenas; slot++) {
		struct arenas_grid grid;

		if (!look_at(scene, slot, &arena))
			continue;
		grid = grid_for((int)arena.ntotalpools, width, height);
		rows += 1 + rows_of(&grid);
	}
	return rows;
}

/* The fewest columns of lines that hold the arenas out of focus; 0 = they do not fit. */
static int line_columns(uint64_t others, int width, int rows)
{
	for (int columns = 1; rows > 0 && columns <= width / LINE_COLUMNS; columns++)
		if (others <= (uint64_t)rows * (uint64_t)columns)
			return columns;
	return 0;
}

/* The arena in focus, if there is one now. */
static bool focused_arena(const struct scene *scene, struct arena_info *arena)
{
	return scene->focus.any && look_at(scene, scene->focus.slot, arena);
}

/* The most arenas there are at once in the run, as far as is known. */
static uint64_t arenas_of_run(const struct scene *scene)
{
	struct series_sample whole;

	series_sum(timeline_series(scene->timeline), &whole);
	return whole.arenas.most > arenas_seen(scene) ? whole.arenas.most : arenas_seen(scene);
}

/* As high as there is room for with the most arenas of the run, so that cells stay as they are while
 * arenas come and go. */
static int height_for(const struct scene *scene, struct rect area)
{
	uint64_t pools = scene->model->arena_size / scene->model->pool_size;
	uint64_t arenas = arenas_of_run(scene), rows;
	bool lines = arenas * (uint64_t)(1 + grid_for((int)pools, area.w, 1).rows) > (uint64_t)area.h;

	for (int height = HEIGHT_MOST; height > 1; height--) {
		struct arenas_grid grid = grid_for((int)pools, area.w, height);

		rows = 1 + (uint64_t)rows_of(&grid);
		rows = lines ? rows + arenas - 1 : rows * arenas;
		if (height <= grid.pitch && rows <= (uint64_t)area.h)
			return height;
	}
	return 1;
}

static uint64_t slots_seen(const struct scene *scene)
{
	uint64_t slots = slots_in_use(scene);
	struct arena_info arena;

	if (scene_count_leaving(scene) > 0)
		for (uint64_t slot = slots; slot < scene->heap->control->maxarenas; slot++)
			slots = look_at(scene, slot, &arena) ? slot + 1 : slots;
	return slots;
}

/* Columns for the pools of a line that is [width] wide; side by side lines need a gap. */
static int line_room(const struct arenas_plan *plan, int width)
{
	return width - plan->label - (plan->columns > 1);
}

/* How many pools a cell of a line stands for. */
static uint64_t pools_of_cell(const struct scene *scene, struct rect inside,
			      const struct arenas_plan *plan)
{
	int pools = (int)(scene->model->arena_size / scene->model->pool_size);
	int cells = fill_cells(pools, line_room(plan, inside.w / plan->columns));

	return (uint64_t)((pools + cells - 1) / cells);
}

/* The rest of a plan with lines for [others] arenas. */
static void plan_lines(const struct scene *scene, struct rect area, uint64_t others,
		       struct arenas_plan *plan)
{
	uint64_t rows = (others + (uint64_t)plan->columns - 1) / (uint64_t)plan->columns;

	plan->label = label_columns(plan->slots - 1);
	if (plan->columns == 1 && plan->top > 0 && plan->label < LABEL_COLUMNS)
		plan->label = LABEL_COLUMNS; /* under the grid's */
	plan->heading = plan->top > 0 && rows < (uint64_t)(area.h - plan->top) &&
			pools_of_cell(scene, area, plan) > 1;
}

/* And with a dot for each, or for several; a column is for the gap behind the focus. */
static void plan_dots(struct rect area, struct arenas_plan *plan)
{
	uint64_t columns = area.w > 1 ? (uint64_t)area.w - 1 : 1, rows;

	if (area.h <= plan->top)
		return;
	rows = (uint64_t)(area.h - plan->top);
	plan->per_cell = (plan->slots + columns * rows - 1) / (columns * rows);
	plan->heading = plan->top > 0 && plan->slots <= plan->per_cell * columns * (rows - 1);
}

static struct arenas_plan plan_for(const struct scene *scene, struct rect area)
{
	struct arenas_plan plan = {.form = FORM_GRIDS, .per_cell = 1};
	struct arena_info arena;
	struct arenas_grid grid;

	plan.height = height_for(scene, area);
	if (arenas_seen(scene) == 1 || grid_rows(scene, area.w, plan.height, area.h) <= area.h)
		return plan;
	if (focused_arena(scene, &arena)) {
		grid = grid_for((int)arena.ntotalpools, area.w, plan.height);
		plan.top = 1 + rows_of(&grid);
	}
	if (plan.top >= area.h && area.h >= SHARED_LEAST)
		plan.top = area.h - 1; /* a row for the others */
	plan.columns = line_columns(arenas_seen(scene) - (plan.top > 0), area.w,
				    area.h - plan.top);
	if (!plan.columns && plan.top > 0 && is_leaving(&arena)) { /* rather those that stay */
		plan.top = 0;
		plan.columns = line_columns(arenas_seen(scene), area.w, area.h);
	}
	plan.form = plan.columns ? FORM_LINES : FORM_DOTS;
	plan.slots = slots_seen(scene);
	if (plan.form == FORM_LINES)
		plan_lines(scene, area, arenas_seen(scene) - (plan.top > 0), &plan);
	else
		plan_dots(area, &plan);
	return plan;
}

/* "a3 ████▇▇▇····", in [width] columns; labels as wide as the widest. */
static void draw_line(const struct scene *scene, const struct arenas_plan *plan,
		      struct canvas *canvas, int x, int y, int width,
		      const struct arena_info *arena)
{
	uint32_t total = arena->ntotalpools;
	int label = plan->label, cells = fill_cells((int)total, line_room(plan, width));
	int blanks = plan->columns == 1 ? label - label_columns(arena->slot) : 0;

	canvas_textf(canvas, x, y, label, is_leaving(arena) ? ROLE_ARENA_GONE : ROLE_TEXT,
		     "%*sa%" PRIu64, blanks > 0 ? blanks : 0, "", arena->slot);
	if (is_leaving(arena))
		fill_draw_former(canvas, x + label, y, cells, arena);
	else
		fill_draw(scene, canvas, x + label, y, cells, 1, 1, arena);
	tag_arena(canvas, (struct rect){x, y, width, 1}, arena->slot);
	if (width > label + cells + 6 && !is_leaving(arena))
		canvas_textf(canvas, x + label + cells + 1, y, width - label - cells - 1, ROLE_DIM,
			     "%u/%u", total - arena->nfreepools, total);
}

static void draw_grids(const struct scene *scene, struct canvas *canvas, int height)
{
	struct rect area = canvas_area(canvas);
	struct arena_info arena;
	int y = 0;

	for (uint64_t slot = 0; y < area.h && slot < scene->heap->control->maxarenas; slot++) {
		struct arenas_grid grid;

		if (!look_at(scene, slot, &arena))
			continue;
		grid = grid_for((int)arena.ntotalpools, area.w, height);
		draw_header(scene, canvas, y, &arena);
		draw_grid(scene, canvas, y + 1, area.h - y - 1, height, &arena);
		y += 1 + rows_of(&grid);
	}
}

/* The arena in focus as a grid on top. */
static void draw_focused(const struct scene *scene, struct canvas *canvas,
			 const struct arenas_plan *plan)
{
	struct arena_info arena;

	if (!focused_arena(scene, &arena))
		return;
	draw_header(scene, canvas, 0, &arena);
	draw_grid(scene, canvas, 1, plan->top - 1, plan->height, &arena);
}

/* "2 pools": what a cell of the arenas out of focus stands for. */
static void add_what(const struct scene *scene, struct rect inside, const struct arenas_plan *plan,
		     struct str *out)
{
	bool dots = plan->form == FORM_DOTS;
	uint64_t many = dots ? plan->per_cell : pools_of_cell(scene, inside, plan);

	if (many == 1)
		str_add(out, dots ? "arena" : tr(scene, "pool"));
	else
		str_printf(out,
			   dots ? tr(scene, "%" PRIu64 " arenas") : tr(scene, "%" PRIu64 " pools"),
			   many);
}

static void draw_heading(const struct scene *scene, struct canvas *canvas,
			 const struct arenas_plan *plan)
{
	struct rect area = canvas_area(canvas);
	char text[SCALE_BYTES];
	struct str what = str_init(text, sizeof text);

	if (!plan->heading)
		return;
	add_what(scene, area, plan, &what);
	canvas_textf(canvas, 0, plan->top, area.w, ROLE_DIM,
		     plan->form == FORM_DOTS ? tr(scene, "all arenas, cell = %s")
					     : tr(scene, "others, cell = %s"),
		     text);
}

/* Lines for the arenas out of focus, down the columns. */
static void draw_lines(const struct scene *scene, struct canvas *canvas,
		       const struct arenas_plan *plan)
{
	int width = canvas_area(canvas).w / plan->columns, at = 0;
	int others = (int)arenas_seen(scene) - (plan->top > 0);
	int rows = (others + plan->columns - 1) / plan->columns, top = plan->top + plan->heading;
	struct arena_info arena;

	for (uint64_t slot = 0; slot < scene->heap->control->maxarenas; slot++) {
		if (!look_at(scene, slot, &arena) || (plan->top > 0 && slot == scene->focus.slot))
			continue;
		draw_line(scene, plan, canvas, at / rows * width, top + at % rows, width, &arena);
		at++;
	}
}

/* What the arenas from [slot] on, [count] of them, look like together: full, or empty, only if
 * all of them are. */
static struct mark sum_arenas(const struct scene *scene, uint64_t slot, uint64_t count)
{
	struct fill all = {0}, fill;
	struct arena_info arena;

	if (!heap_arena(scene->heap, slot, &arena))
		return (struct mark){' ', ROLE_ARENA_GONE};
	if (count == 1) {
		fill = fill_of(scene, &arena, 0, arena.ntotalpools);
		return future_mark(scene, slot, 0, arena.ntotalpools, mark_of_arena(&arena, &fill));
	}
	for (uint64_t i = 0; i < count && heap_arena(scene->heap, slot + i, &arena); i++) {
		if (arena.state == ARENA_UNUSED)
			continue;
		fill = fill_of(scene, &arena, 0, arena.ntotalpools);
		all.pools += fill.pools;
		all.bytes += fill.bytes;
		all.capacity += fill.capacity;
		for (int state = 0; state < POOL_STATE_COUNT; state++)
			all.states[state] += fill.states[state];
	}
	if (all.pools == 0)
		return (struct mark){0xb7, ROLE_ARENA_GONE};
	return mark_of_pools(&all);
}

/* Where no line says what the dots are, what they are numbered from and to, in front of them if all
 * is one row.  Returns its columns. */
static int draw_dots_label(struct canvas *canvas, const struct arenas_plan *plan)
{
	int width = canvas_area(canvas).w, label = 4 + digits(plan->slots - 1) + 1;

	if (plan->heading || plan->per_cell > 1 || plan->slots + (uint64_t)label >= (uint64_t)width)
		return 0;
	canvas_textf(canvas, 0, plan->top, label, ROLE_DIM, "a0-%" PRIu64, plan->slots - 1);
	return label;
}

static void draw_dots(const struct scene *scene, struct canvas *canvas,
		      const struct arenas_plan *plan)
{
	int label = draw_dots_label(canvas, plan);
	struct rect area = canvas_area(canvas);
	uint64_t focus = scene->focus.any ? scene->focus.slot / plan->per_cell : UINT64_MAX;
	int columns = area.w > 1 ? area.w - 1 : 1, top = plan->top + plan->heading;
	int at = scene->focus.any ? (int)(focus % (uint64_t)columns) : -1;

	for (uint64_t i = 0; i * plan->per_cell < plan->slots; i++) {
		struct mark mark = sum_arenas(scene, i * plan->per_cell, plan->per_cell);
		int column = (int)(i % (uint64_t)columns);
		int x = label + column + gap_before(column, 1, at);
		int y = top + (int)(i / (uint64_t)columns);

		if (y >= area.h)
			break;
		canvas_put(canvas, x, y, mark.role, mark.glyph);
		tag_arena(canvas, (struct rect){x, y, 1, 1}, i * plan->per_cell);
		mark_beside(canvas, x + 1, y, i == focus, false);
	}
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	struct arenas_plan plan;

	if (arenas_seen(scene) == 0) {
		canvas_text(canvas, 1, 0, area.w - 1, ROLE_DIM,
			    scene->heap->control->ntimes_arena_allocated
				    ? tr(scene, "no arena any more")
				    : tr(scene, "no arena yet"));
		return;
	}
	plan = plan_for(scene, area);
	if (plan.form == FORM_GRIDS) {
		draw_grids(scene, canvas, plan.height);
		return;
	}
	draw_focused(scene, canvas, &plan);
	draw_heading(scene, canvas, &plan);
	if (plan.form == FORM_LINES)
		draw_lines(scene, canvas, &plan);
	else
		draw_dots(scene, canvas, &plan);
}

int arenas_rows(uint64_t arenas, uint32_t pools, int width)
{
	struct arenas_grid grid = grid_for((int)pools, width, 1);
	uint64_t others = arenas > 1 ? arenas - 1 : 0;

	return 1 + rows_of(&grid) + (others > INT16_MAX ? INT16_MAX : (int)others);
}

static void add_count(const struct scene *scene, struct str *out)
{
	uint64_t arenas = arenas_in_use(scene);

	if (arenas == 1)
		str_add(out, tr(scene, "1 arena"));
	else
		str_printf(out, tr(scene, "%" PRIu64 " arenas"), arenas);
}

/* Of two sides each says first whose it is. */
static void title(const struct scene *scene, struct str *out)
{
	if (scene->beside.other)
		str_add(out, scene->model->name);
	else
		add_count(scene, out);
}

/* Add the first of some wordings that fits behind what is there. */
static void add_fitting(struct str *out, int room, char (*wordings)[SCALE_BYTES], int count)
{
	for (int i = 0; i < count; i++) {
		if (utf8_columns(out->text) + 3 + utf8_columns(wordings[i]) <= room) {
			str_printf(out, " · %s", wordings[i]);
			return;
		}
	}
}

/* Of two sides each says how many arenas it has, and of what size, if there is room. */
static void add_side(const struct scene *scene, int room, struct str *out)
{
	char text[SCALE_BYTES];
	struct str part = str_init(text, sizeof text);

	str_add(&part, " · ");
	add_count(scene, &part);
	if (utf8_columns(out->text) + utf8_columns(text) <= room)
		str_add(out, text);
	part = str_init(text, sizeof text);
	scene_geometry(scene, &part);
	if (utf8_columns(out->text) + utf8_columns(text) <= room)
		str_add(out, text);
}

/* What a cell stands for: of the others, where no line above them says so. */
static void scale(const struct scene *scene, struct rect inside, struct str *out)
{
	char wordings[3][SCALE_BYTES], what[SCALE_BYTES - 16];
	struct str other = str_init(what, sizeof what);
	struct arenas_plan plan;
	bool others;

	if (scene->beside.other)
		add_side(scene, inside.w - 1, out);
	if (arenas_in_use(scene) == 0)
		return;
	plan = plan_for(scene, inside);
	others = plan.form != FORM_GRIDS && plan.top < inside.h && !plan.heading;
	if (others)
		add_what(scene, inside, &plan, &other);
	else
		str_add(&other, tr(scene, "pool"));
	if (others && plan.top > 0) {
		snprintf(wordings[0], SCALE_BYTES, tr(scene, "others: cell = %s"), what);
		snprintf(wordings[1], SCALE_BYTES, tr(scene, "others: █ = %s"), what);
	} else {
		snprintf(wordings[0], SCALE_BYTES, tr(scene, "cell = %s"), what);
		snprintf(wordings[1], SCALE_BYTES, "█ = %s", what);
	}
	snprintf(wordings[2], SCALE_BYTES, "█ = %s", what);
	add_fitting(out, inside.w - 1, wordings, 3);
}

const struct view_ops view_arenas = {
	.name = N_("arenas"), .title = title, .scale = scale, .draw = draw};
