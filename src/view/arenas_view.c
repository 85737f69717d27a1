/*
 * arenas_view.c - every arena with its pools.
 *
 * One character a pool: · never carved, ▁▂▃▄▅▆▇ by how full it is, █ full, □ empty (in
 * freepools).  What does not fit is drawn smaller: first the arenas out of focus on one line
 * each (a character stands for several pools), then all of those as a character each.
 */
#include "base/str.h"
#include "view/view.h"

#define GRID_COLUMNS 16
#define LABEL_COLUMNS 5
#define LINE_COLUMNS 13 /* the shortest line: label and eight cells */

static const uint32_t eighths[] = {0x2581, 0x2582, 0x2583, 0x2584, 0x2585, 0x2586, 0x2587};

struct mark {
	uint32_t glyph;
	enum role role;
};

static struct mark mark_of(enum pool_state state, uint64_t used, uint64_t capacity)
{
	uint64_t level = capacity ? used * 7 / capacity : 0;

	switch (state) {
	case POOL_VIRGIN:
		return (struct mark){0xb7, ROLE_POOL_VIRGIN};
	case POOL_EMPTY:
		return (struct mark){0x25a1, ROLE_POOL_EMPTY};
	case POOL_FULL:
		return (struct mark){0x2588, ROLE_POOL_FULL};
	case POOL_USED:
	case POOL_STATE_COUNT:
		break;
	}
	return (struct mark){eighths[level < 6 ? level : 6], ROLE_POOL_USED};
}

static bool pool_changed(const struct scene *scene, const struct pool_info *pool)
{
	return scene_range_changed(scene, pool->address, POOL_OVERHEAD);
}

static void draw_pool(const struct scene *scene, struct canvas *canvas, int x, int y, int width,
		      uint64_t slot, uint32_t index)
{
	struct pool_info pool;
	struct mark mark;
	struct rect cell = {x, y, 1, 1};

	if (!heap_pool(scene->heap, slot, index, &pool))
		return;
	mark = mark_of(pool.state, pool.used, pool.capacity);
	canvas_put(canvas, x, y, mark.role, mark.glyph);
	if (pool.state != POOL_VIRGIN && pool_changed(scene, &pool))
		canvas_flag(canvas, cell, CELL_CHANGED);
	if (!scene->focus.any || scene->focus.slot != slot || scene->focus.pool != index)
		return;
	if (width > 1)
		canvas_put(canvas, x + 1, y, ROLE_POINTER, 0x25c2); /* ◂ */
	else if (mark.role == ROLE_POOL_USED || mark.role == ROLE_POOL_FULL)
		canvas_put(canvas, x, y, ROLE_POINTER, mark.glyph); /* by colour; ◂ has no room */
}

static void draw_header(const struct scene *scene, struct canvas *canvas, int y,
			const struct arena_info *arena)
{
	struct rect area = canvas_area(canvas);
	bool focused = scene->focus.any && scene->focus.slot == arena->slot;
	char text[128];
	struct str line = str_init(text, sizeof text);
	uint32_t taken = arena->ntotalpools - arena->nfreepools;

	str_printf(&line, tr(scene, "arena %" PRIu64 " · %u of %u taken", "arena %" PRIu64 " · 占用 %u/%u"),
		   arena->slot, taken, arena->ntotalpools);
	canvas_text(canvas, 0, y, area.w, focused ? ROLE_STRONG : ROLE_TEXT, text);
	if (scene_range_changed(scene, store_addr(scene->heap->store,
						  &scene->heap->arenas[arena->slot]),
				sizeof(struct arena_object)))
		canvas_flag(canvas, (struct rect){0, y, line.length < 8 ? 1 : 8, 1}, CELL_CHANGED);
}

/* How the pools of one arena are laid out. */
struct grid {
	int pitch;   /* columns a pool takes: two where there is room, they are easier to tell apart */
	int columns; /* pools a row */
	int rows;
};

static struct grid grid_for(const struct arena_info *arena, int width)
{
	struct grid grid = {.pitch = 1};
	int room = width - LABEL_COLUMNS, pools = (int)arena->ntotalpools;

	if (2 * pools <= room || 2 * GRID_COLUMNS <= room)
		grid.pitch = 2;
	for (grid.columns = 2 * GRID_COLUMNS; grid.columns > 1; grid.columns /= 2)
		if (grid.columns * grid.pitch <= room && grid.columns <= GRID_COLUMNS * 2)
			break;
	if (grid.columns > GRID_COLUMNS && pools <= 4 * GRID_COLUMNS)
		grid.columns = GRID_COLUMNS; /* four rows of sixteen, as in the textbook */
	grid.rows = (pools + grid.columns - 1) / grid.columns;
	return grid;
}

static void draw_grid(const struct scene *scene, struct canvas *canvas, int y,
		      const struct arena_info *arena)
{
	struct grid grid = grid_for(arena, canvas_area(canvas).w);
	int focus_row = scene->focus.any && scene->focus.slot == arena->slot
				? (int)scene->focus.pool / grid.columns
				: -1;

	for (uint32_t i = 0; i < arena->ntotalpools; i++) {
		int row = (int)i / grid.columns, column = (int)i % grid.columns;

		if (column == 0)
			canvas_textf(canvas, 0, y + row, LABEL_COLUMNS,
				     row == focus_row ? ROLE_STRONG : ROLE_DIM, "%4u", i);
		draw_pool(scene, canvas, LABEL_COLUMNS + column * grid.pitch, y + row, grid.pitch,
			  arena->slot, i);
	}
}

/* What several pools together look like: full or empty only if all of them are. */
static struct mark sum_pools(const struct scene *scene, const struct arena_info *arena,
			     uint32_t from, uint32_t to)
{
	uint64_t used = 0, capacity = 0;
	uint32_t states[POOL_STATE_COUNT] = {0};
	struct pool_info pool;

	for (uint32_t i = from; i < to && heap_pool(scene->heap, arena->slot, i, &pool); i++) {
		states[pool.state]++;
		used += (uint64_t)pool.used * pool.block_size;
		capacity += scene->model->pool_size - POOL_OVERHEAD;
	}
	for (int state = 0; state < POOL_STATE_COUNT; state++)
		if (states[state] == to - from && state != POOL_USED)
			return mark_of((enum pool_state)state, used, capacity);
	if (states[POOL_USED] + states[POOL_FULL] == 0)
		return mark_of(POOL_EMPTY, used, capacity);
	return mark_of(POOL_USED, used, capacity);
}

/* "a3  ████▇▇▇····", in [width] columns. */
static void draw_line(const struct scene *scene, struct canvas *canvas, int x, int y, int width,
		      const struct arena_info *arena)
{
	int label = canvas_textf(canvas, x, y, LABEL_COLUMNS, ROLE_TEXT, "a%-2" PRIu64 " ", arena->slot);
	uint32_t total = arena->ntotalpools, cells = total;

	while ((int)cells > width - label - 1 && cells > 1)
		cells = (cells + 1) / 2;
	for (uint32_t i = 0; i < cells; i++) {
		struct mark mark = sum_pools(scene, arena, i * total / cells, (i + 1) * total / cells);

		canvas_put(canvas, x + label + (int)i, y, mark.role, mark.glyph);
	}
	if (width > label + (int)cells + 6)
		canvas_textf(canvas, x + label + (int)cells + 1, y, width - label - (int)cells - 1,
			     ROLE_DIM, "%u/%u", total - arena->nfreepools, total);
}

/* -- which arenas, how large --------------------------------------------------------- */

static uint64_t arenas_in_use(const struct scene *scene)
{
	return scene->heap->control->narenas_currently_allocated;
}

/* Rows that all arenas take as grids; stops counting when too many. */
static int grid_rows(const struct scene *scene, int width, int most)
{
	struct arena_info arena;
	int rows = 0;

	for (uint64_t slot = 0; rows <= most && heap_arena(scene->heap, slot, &arena); slot++)
		if (arena.state != ARENA_UNUSED)
			rows += 1 + grid_for(&arena, width).rows;
	return rows;
}

static void draw_grids(const struct scene *scene, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	struct arena_info arena;
	int y = 0;

	for (uint64_t slot = 0; y < area.h && heap_arena(scene->heap, slot, &arena); slot++) {
		if (arena.state == ARENA_UNUSED)
			continue;
		draw_header(scene, canvas, y, &arena);
		draw_grid(scene, canvas, y + 1, &arena);
		y += 1 + grid_for(&arena, area.w).rows;
	}
}

/* The arena in focus as a grid on top; returns the rows it took. */
static int draw_focused(const struct scene *scene, struct canvas *canvas)
{
	struct arena_info arena;

	if (!scene->focus.any || !heap_arena(scene->heap, scene->focus.slot, &arena))
		return 0;
	draw_header(scene, canvas, 0, &arena);
	draw_grid(scene, canvas, 1, &arena);
	return 1 + grid_for(&arena, canvas_area(canvas).w).rows;
}

/* Two columns of lines take half the rows. */
static int line_columns(const struct scene *scene, struct rect area, int y)
{
	uint64_t others = arenas_in_use(scene) - 1;
	uint64_t rows = area.h > y ? (uint64_t)(area.h - y) : 0;

	for (int columns = 1; columns <= area.w / LINE_COLUMNS; columns++)
		if (others <= rows * (uint64_t)columns)
			return columns;
	return 0;
}

/* Lines for the arenas out of focus, down the columns. */
static void draw_lines(const struct scene *scene, struct canvas *canvas, int y, int columns)
{
	struct rect area = canvas_area(canvas);
	int rows = ((int)arenas_in_use(scene) - 1 + columns - 1) / columns, at = 0;
	struct arena_info arena;

	for (uint64_t slot = 0; heap_arena(scene->heap, slot, &arena); slot++) {
		if (arena.state == ARENA_UNUSED || slot == scene->focus.slot)
			continue;
		draw_line(scene, canvas, at / rows * (area.w / columns), y + at % rows,
			  area.w / columns, &arena);
		at++;
	}
}

/* One character an arena. */
static void draw_dots(const struct scene *scene, struct canvas *canvas, int y)
{
	struct rect area = canvas_area(canvas);
	struct arena_info arena;
	int x = 0;

	for (uint64_t slot = 0; y < area.h && heap_arena(scene->heap, slot, &arena); slot++) {
		struct mark mark = {' ', ROLE_ARENA_GONE};

		if (arena.state != ARENA_UNUSED)
			mark = sum_pools(scene, &arena, 0, arena.ntotalpools);
		canvas_put(canvas, x, y, mark.role, mark.glyph);
		if (scene->focus.any && slot == scene->focus.slot)
			canvas_flag(canvas, (struct rect){x, y, 1, 1}, CELL_SELECTED);
		if (++x == area.w) {
			x = 0;
			y++;
		}
	}
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	int y, columns;

	if (arenas_in_use(scene) == 0) {
		canvas_text(canvas, 1, 0, area.w - 1, ROLE_DIM,
			    scene->heap->control->ntimes_arena_allocated
				    ? tr(scene, "no arena any more", "没有 arena 了")
				    : tr(scene, "no arena yet", "还没有 arena"));
		return;
	}
	if (grid_rows(scene, area.w, area.h) <= area.h) {
		draw_grids(scene, canvas);
		return;
	}
	y = draw_focused(scene, canvas);
	columns = line_columns(scene, area, y);
	if (columns)
		draw_lines(scene, canvas, y, columns);
	else
		draw_dots(scene, canvas, y);
}

static void title(const struct scene *scene, struct str *out)
{
	uint64_t arenas = arenas_in_use(scene);

	if (arenas == 1)
		str_add(out, tr(scene, "1 arena", "1 个 arena"));
	else
		str_printf(out, tr(scene, "%" PRIu64 " arenas", "%" PRIu64 " 个 arena"), arenas);
	if (arenas <= 3)
		str_add(out, tr(scene, " · cell = pool", " · 一格一池"));
}

const struct view_ops view_arenas = {.name = "arenas", .title = title, .draw = draw};
