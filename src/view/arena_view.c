/*
 * arena_view.c - one arena: each pool with its fill, its state and the size of its blocks.
 *
 *	 0 ▇  64 █ 512 ▂  16 □  64 ·         where there is a row for each, or with more room:
 *
 *	 0 64 53/63   512 31/31   16         the bytes of a block, blocks in use, and
 *	   ████████▒· ██████████  □□□□□□     what the bytes are: █ in use  ▒ free  · virgin
 */
#include "base/utf8.h"
#include "view/fill.h"
#include "view/things.h"
#include "view/future.h"
#include "view/target.h"
#include "view/zoom.h"

#include <inttypes.h>

#define LABEL_COLUMNS 4
#define CELL_LEAST 6     /* glyph, blank, three digits, blank */
#define CELL_MOST 24
#define LINES_MOST 5     /* of a cell; more bars say no more */

struct arena_grid {
	int columns, cell; /* pools a row; columns of one, the blank behind it included */
	int lines;         /* of a cell: 1, or 2 with its bytes; 3 with a blank line; from 4 on
			    * its bytes are higher */
	int rows, first_row, height;
};

static void set_columns(struct arena_grid *grid, int columns, int pools, int width)
{
	grid->columns = columns;
	grid->cell = (width - LABEL_COLUMNS + 1) / columns;
	if (grid->cell > CELL_MOST)
		grid->cell = CELL_MOST;
	grid->rows = (pools + columns - 1) / columns;
}

static struct arena_grid grid_for(const struct scene *scene, const struct arena_info *arena,
				  struct rect area)
{
	struct arena_grid grid = {.height = area.h > 1 ? area.h - 1 : 1, .lines = 1};
	int columns = 4, pools = (int)arena->ntotalpools;

	/* Powers of two, as many as have room: rows of 8 or 16 are easy to count. */
	while (2 * columns * CELL_LEAST <= area.w - LABEL_COLUMNS + 1 && columns < 16 &&
	       columns < pools && (columns < 8 || pools > columns * grid.height / 2))
		columns *= 2;
	set_columns(&grid, columns, pools, area.w);
	while (grid.lines < LINES_MOST && grid.rows * (grid.lines + 1) <= grid.height)
		grid.lines++;
	grid.height /= grid.lines;
	if (grid.height < 1)
		grid.height = 1;
	if (grid.rows > grid.height && scene->focus.any) {
		grid.first_row = (int)scene->focus.pool / columns - grid.height / 2;
		if (grid.first_row > grid.rows - grid.height)
			grid.first_row = grid.rows - grid.height;
		if (grid.first_row < 0)
			grid.first_row = 0;
	}
	return grid;
}

static uint32_t columns(const struct scene *scene, struct rect inside)
{
	struct arena_info arena;

	if (!scene->focus.any || !heap_arena(scene->heap, scene->focus.slot, &arena))
		return 1;
	return (uint32_t)grid_for(scene, &arena, inside).columns;
}

/* Of what is in use: what stays longest first; what is there at all can be seen. */
static void draw_futures(const struct scene *scene, struct canvas *canvas, struct rect bar,
			 const struct pool_info *pool)
{
	static const enum future order[] = {FUTURE_NEVER, FUTURE_UNKNOWN, FUTURE_LATER,
					    FUTURE_SOON};
	struct lifetime_sum sum =
		future_sum(scene, scene->focus.slot, pool->index, pool->index + 1);
	uint32_t blocks = 0, width = (uint32_t)bar.w;

	for (int i = 0; i < FUTURE_COUNT; i++)
		blocks += sum.blocks[i];
	for (int i = 0; i < FUTURE_COUNT && bar.w > 0 && blocks > 0; i++) {
		struct mark mark = future_mark_of(order[i]);
		uint32_t part = sum.blocks[order[i]];

		if (part == 0)
			continue;
		canvas_fill(canvas, bar, mark.role, mark.glyph); /* the next ones go over its end */
		part = (part * width + blocks - 1) / blocks;
		bar.x += (int)part;
		bar.w -= (int)part;
	}
}

/* [blocks] of the pool's blocks in columns, rounded up.  A header may say anything: between steps
 * it is half written, and a program may have written over it. */
static int share_of(const struct pool_info *pool, uint32_t blocks, int width)
{
	uint32_t part = blocks < pool->capacity ? blocks : pool->capacity;

	return (int)((part * (uint32_t)width + pool->capacity - 1) / pool->capacity);
}

/* What the pool's bytes are, to scale: in use, free, virgin. */
static void draw_bytes(const struct scene *scene, struct canvas *canvas, struct rect bar,
		       const struct pool_info *pool)
{
	int used, carved, width = bar.w;

	if (width <= 0)
		return;
	if (pool->state == POOL_VIRGIN || pool->state == POOL_EMPTY || pool->capacity == 0) {
		canvas_fill(canvas, bar,
			    pool->state == POOL_VIRGIN ? ROLE_POOL_VIRGIN : ROLE_POOL_EMPTY,
			    pool->state == POOL_VIRGIN ? 0xb7 : 0x25a1);
		return;
	}
	used = share_of(pool, pool->used, width);
	carved = share_of(pool, pool->carved, width);
	if (used == width && pool->used < pool->capacity)
		used--;
	canvas_fill(canvas, bar, ROLE_BLOCK_VIRGIN, 0xb7);
	bar.w = carved;
	if (scene->options.future.shown) /* shades say something else then */
		canvas_fill(canvas, bar, ROLE_POOL_EMPTY, 0x25a1);
	else
		canvas_fill(canvas, bar, ROLE_BLOCK_FREE, 0x2592);
	bar.w = used;
	canvas_fill(canvas, bar, pool->state == POOL_FULL ? ROLE_POOL_FULL : ROLE_BLOCK_USED,
		    0x2588);
	if (scene->options.future.shown)
		draw_futures(scene, canvas, bar, pool);
}

static int size_columns(const struct pool_info *pool)
{
	return pool->block_size >= 100 ? 3 : pool->block_size >= 10 ? 2 : 1;
}

/* The bytes of a block, and at the right end how many blocks are in use, if there is room. */
static void draw_numbers(struct canvas *canvas, struct rect row, const struct pool_info *pool)
{
	char text[32];
	struct str out = str_init(text, sizeof text);
	int columns;

	if (pool->block_size == 0)
		return;
	columns = canvas_textf(canvas, row.x, row.y, row.w, ROLE_STRONG, "%u", pool->block_size);
	str_printf(&out, "%u/%u", pool->used, pool->capacity);
	if (columns + 1 + (int)out.length <= row.w)
		canvas_text(canvas, row.x + row.w - (int)out.length, row.y, (int)out.length,
			    ROLE_TEXT, text);
}

static void draw_pool(const struct scene *scene, struct canvas *canvas,
		      const struct arena_grid *grid, int x, int y, const struct pool_info *pool)
{
	struct mark mark = future_mark(scene, scene->focus.slot, pool->index, pool->index + 1,
				       mark_of_pool(pool));
	int width = grid->cell - 1;
	bool focused = scene->focus.pool == pool->index;
	bool changed = pool->state != POOL_VIRGIN &&
		       scene_range_changed(scene, pool->address, POOL_OVERHEAD);

	if (grid->lines > 1) {
		draw_numbers(canvas, (struct rect){x, y, width, 1}, pool);
		draw_bytes(scene, canvas,
			   (struct rect){x, y + 1, width, grid->lines > 2 ? grid->lines - 2 : 1},
			   pool);
	} else {
		canvas_put(canvas, x, y, mark.role, mark.glyph);
		if (pool->block_size)
			canvas_textf(canvas, x + 1, y, width - 1, ROLE_TEXT, " %3u",
				     pool->block_size);
	}
	if (changed)
		canvas_flag(canvas, (struct rect){x, y, grid->lines > 1 ? size_columns(pool) : 1, 1},
			    CELL_CHANGED);
	mark_beside(canvas, x + width, y + (grid->lines > 1), focused, changed);
	tag_pool(canvas, (struct rect){x, y, grid->cell, grid->lines}, scene->focus.slot,
		 pool->index);
}

static void draw_row(const struct scene *scene, struct canvas *canvas,
		     const struct arena_grid *grid, int row)
{
	int y = (row - grid->first_row) * grid->lines, first = row * grid->columns;
	bool strong = (int)scene->focus.pool / grid->columns == row;
	struct pool_info pool;

	canvas_textf(canvas, 0, y, LABEL_COLUMNS, strong ? ROLE_STRONG : ROLE_DIM, "%*d",
		     LABEL_COLUMNS - 1, first);
	for (int i = 0; i < grid->columns; i++)
		if (heap_pool(scene->heap, scene->focus.slot, (uint32_t)(first + i), &pool))
			draw_pool(scene, canvas, grid, LABEL_COLUMNS + i * grid->cell, y, &pool);
}

static void draw_legend(const struct scene *scene, struct canvas *canvas, int y, bool has_bars)
{
	static const enum role of_bars[] = {ROLE_BLOCK_USED, ROLE_POOL_FULL, ROLE_BLOCK_FREE,
					    ROLE_BLOCK_VIRGIN, ROLE_POOL_EMPTY, ROLE_STRONG};
	static const enum role of_marks[] = {ROLE_POOL_USED, ROLE_POOL_FULL, ROLE_POOL_EMPTY,
					     ROLE_POOL_VIRGIN, ROLE_TEXT};
	const char *bars =
		tr(scene, "█ in use  █ full  ▒ free  · virgin  □ empty  64 = bytes per block");

	if (future_legend(scene, canvas, y))
		return;
	if (has_bars)
		zoom_legend(canvas, y,
			    utf8_columns(bars) <= canvas_area(canvas).w
				    ? bars
				    : tr(scene, "█ used  █ full  ▒ free  · virgin  □ empty  64 B/block"),
			    of_bars);
	else
		zoom_legend(canvas, y,
			    tr(scene, "▁▇ used  █ full  □ empty  · virgin  64 = bytes per block"),
			    of_marks);
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	struct arena_info arena;
	struct arena_grid grid;

	if (zoom_draw_gone(scene, canvas))
		return;
	heap_arena(scene->heap, scene->focus.slot, &arena);
	grid = grid_for(scene, &arena, area);
	for (int row = 0; row < grid.height && grid.first_row + row < grid.rows; row++)
		draw_row(scene, canvas, &grid, grid.first_row + row);
	draw_legend(scene, canvas, area.h - 1, grid.lines > 1);
}

static void title(const struct scene *scene, struct str *out)
{
	zoom_path(scene, LEVEL_ARENA, out);
}

static void scale(const struct scene *scene, struct rect inside, struct str *out)
{
	char text[64];
	struct str taken = str_init(text, sizeof text);
	struct arena_info arena;

	if (scene->gone || !scene->focus.any ||
	    !heap_arena(scene->heap, scene->focus.slot, &arena))
		return;
	zoom_add_fitting(out, inside, tr(scene, " · cell = pool"));
	str_printf(&taken, tr(scene, " · %u of %u taken"), arena.ntotalpools - arena.nfreepools,
		   arena.ntotalpools);
	zoom_add_fitting(out, inside, text);
}

/* -- choosing ------------------------------------------------------------------------------ */

/* The pools of the arena in focus, or of the one that was there. */
static int64_t count(const struct scene *scene)
{
	struct arena_info arena;

	return scene->focus.any && heap_arena(scene->heap, scene->focus.slot, &arena)
		       ? (int64_t)arena.ntotalpools
		       : 0;
}

static int64_t chosen(const struct scene *scene)
{
	return scene->focus.pool;
}

static void choose(const struct scene *scene, int64_t number, struct choice *choice)
{
	(void)scene;
	choice->focus.pool = (uint32_t)number;
}

const struct things arena_things = {
	.count = count, .chosen = chosen, .choose = choose, .columns = columns,
	.no_number = N_("there is no pool %" PRIu64 ": the last is %" PRIu64)};

const struct view_ops view_arena = {.name = "arena", .title = title, .scale = scale, .draw = draw,
					  .things = &arena_things};
