/*
 * pool_map.c - the blocks of a pool on rows.
 *
 *	HHH■■■1▹················     H header  ■ in use  1 2 3 free list, in order
 *	························     ▹ nextoffset  · virgin  ~ too few bytes for a block
 *	                             × lost: the list was broken before it
 *
 * As many cells a block as there is room for; with more than two it shows its name and how
 * much of it was asked for.
 */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "view/future.h"
#include "view/pool_parts.h"
#include "view/target.h"

#define MAX_BLOCK_CELLS 14
#define CUT_NAME_LEAST 4 /* cells: a name cut shorter than that says nothing */
#define MAX_ROW_CELLS 30 /* of a block, where all of them stand on one row */

/* How blocks are laid on rows: N cells each, M blocks a row; never broken over two rows.
 * The header takes places of whole blocks in front of block 0; where it does not fill them, all
 * rows begin behind it instead, so that no hole is seen where memory has none. */
struct pool_grid {
	int cells;       /* of one block */
	int header;      /* cells of the header, on the first row */
	int indent;      /* cells in front of every row */
	int places;      /* in front of block 0 */
	int per_row;
	int rows;        /* that all blocks take */
	int gap;         /* column behind which a gap runs through all rows, for a sign; -1 = none */
	int first_row;   /* shown */
};

static int header_cells(const struct blocks *blocks, int cells, int width)
{
	int wanted = (int)POOL_OVERHEAD * cells / (int)blocks->pool.block_size;

	return wanted < 1 ? 1 : wanted > width / 3 ? width / 3 : wanted;
}

static struct pool_grid grid_with(const struct blocks *blocks, int cells, int width)
{
	struct pool_grid grid = {.cells = cells,
				 .header = header_cells(blocks, cells, width),
				 .gap = -1};

	if (grid.header % cells == 0)
		grid.places = grid.header / cells;
	else
		grid.indent = grid.header;
	grid.per_row = (width - grid.indent) / cells;
	if (grid.per_row > 0)
		grid.rows = ((int)blocks->count + grid.places + grid.per_row - 1) / grid.per_row;
	return grid;
}

static int tail_cells(const struct scene *scene, const struct blocks *blocks, int cells)
{
	uint32_t tail = pool_tail_bytes(scene, &blocks->pool);
	int wanted = (int)(tail * (uint32_t)cells / blocks->pool.block_size);

	return tail > 0 && wanted == 0 ? 1 : wanted;
}

static bool is_one_row(const struct scene *scene, const struct blocks *blocks,
		       const struct pool_grid *grid, int width)
{
	return grid->indent + (grid->places + (int)blocks->count) * grid->cells +
		       tail_cells(scene, blocks, grid->cells) <= width;
}

static struct pool_grid plan(const struct scene *scene, const struct blocks *blocks,
			     struct rect area)
{
	struct pool_grid grid;

	/* Blocks of a single cell touch: the one selected has a gap behind it, for its sign. */
	grid = grid_with(blocks, 1, area.w - blocks_show_selection(scene));
	for (int cells = 2; cells <= MAX_ROW_CELLS; cells++) {
		struct pool_grid larger = grid_with(blocks, cells, area.w);
		bool one_row = is_one_row(scene, blocks, &larger, area.w);

		if (one_row) /* the tail, less than a block, has its place there, too */
			larger.per_row = larger.places + (int)blocks->count + 1;
		if (larger.per_row > 0 && larger.rows <= area.h &&
		    (cells <= MAX_BLOCK_CELLS || one_row))
			grid = larger;
	}
	return grid;
}

static int place_of(const struct pool_grid *grid, uint32_t number)
{
	return (int)number + grid->places;
}

static int behind_gap(const struct pool_grid *grid, int column)
{
	return grid->gap >= 0 && column > grid->gap;
}

static int column_of(const struct pool_grid *grid, int place)
{
	int column = place % grid->per_row;

	return grid->indent + column * grid->cells + behind_gap(grid, column);
}

/* Scroll so that what was chosen is in sight, or what happens: the block changed, nextoffset. */
static void scroll(const struct scene *scene, const struct blocks *blocks, struct pool_grid *grid,
		   int rows)
{
	uint32_t at = blocks->pool.carved;
	int row, selected = blocks_selected(scene, blocks);

	if (grid->rows <= rows)
		return;
	for (uint32_t i = 0; i < blocks->count && !scene->chosen; i++) {
		if (blocks_changed(scene, blocks, i)) {
			at = i;
			break;
		}
	}
	if (scene->chosen)
		at = selected < 0 ? 0 : (uint32_t)selected;
	row = place_of(grid, at) / grid->per_row;
	grid->first_row = row < rows / 2 ? 0 : row - rows / 2;
	if (grid->first_row > grid->rows - rows)
		grid->first_row = grid->rows - rows;
}

/* The blocks of an empty pool are linked, too, but it is the pool as a whole that is free. */
static enum role free_role(const struct blocks *blocks)
{
	return blocks->pool.state == POOL_EMPTY ? ROLE_POOL_EMPTY : ROLE_BLOCK_FREE;
}

static uint32_t glyph_of(const struct blocks *blocks, uint32_t number, enum role *role)
{
	uint16_t order = blocks->order[number];
	struct mark future;

	switch (blocks_state(blocks, number)) {
	case BLOCK_USED:
		*role = ROLE_BLOCK_USED;
		if (!blocks->has_future)
			return 0x25a0; /* ■ */
		future = future_mark_of((enum future)blocks->future[number]);
		*role = future.role;
		return future.glyph;
	case BLOCK_FREE:
		*role = order == 1 ? ROLE_POINTER : free_role(blocks);
		return order <= 9                         ? '0' + order
		       : blocks->pool.state == POOL_EMPTY ? 0x25a1 /* □ */
							  : 0x25cb; /* ○ */
	case BLOCK_LOST:
		*role = ROLE_BLOCK_LOST;
		return 0xd7; /* × */
	case BLOCK_VIRGIN:
		break;
	}
	*role = number == blocks->pool.carved ? ROLE_POINTER : ROLE_BLOCK_VIRGIN;
	return number == blocks->pool.carved ? 0x25b9 : 0xb7; /* ▹ · */
}

/* [name] in [room] columns.  Of one with a number it is the end that tells it from others. */
static void shorten(const char *name, int room, char *text, size_t bytes)
{
	size_t length = strlen(name);
	bool is_plain = (size_t)utf8_columns(name) == length;

	if (is_plain && length > (size_t)room && name[length - 1] >= '0' && name[length - 1] <= '9')
		snprintf(text, bytes, "…%s", name + length - (size_t)(room - 1));
	else
		snprintf(text, bytes, "%s", name);
}

/* A name that does not fit is cut, but not to a bit of it; and a part of a number is
 * another number.  Only its first [strong] cells stand on what was asked for: the others must not
 * hide that there is padding under them. */
static void draw_name(struct canvas *canvas, int x, int y, int room, int strong, const char *name)
{
	int columns = utf8_columns(name);
	char text[sizeof((struct label *)0)->name + 4];

	if (columns > room && (room < CUT_NAME_LEAST || name[0] == '#'))
		return;
	shorten(name, room, text, sizeof text);
	canvas_text(canvas, x, y, room, ROLE_STRONG, text);
	if (columns <= strong || strlen(name) != (size_t)columns) /* no character is cut in two */
		return;
	canvas_push(canvas, (struct rect){x + strong, y, room - strong, 1});
	canvas_text(canvas, -strong, 0, room, ROLE_PADDING, text);
	canvas_pop(canvas);
}

/* Where there is room, the place on the free list in full: "12──". */
static void draw_free(const struct blocks *blocks, struct canvas *canvas, int x, int y, int body,
		      uint32_t number)
{
	enum role role;
	uint32_t glyph = glyph_of(blocks, number, &role);
	char order[8];

	snprintf(order, sizeof order, "%u", blocks->order[number]);
	canvas_fill(canvas, (struct rect){x, y, body, 1}, free_role(blocks),
		    blocks->pool.state == POOL_EMPTY ? 0x25a1 : 0x2500);
	if (utf8_columns(order) <= body)
		canvas_text(canvas, x, y, body, role, order);
	else
		canvas_put(canvas, x, y, role, glyph);
}

/* A block of several cells: its share that was asked for, padding, and its name. */
static void draw_wide(const struct blocks *blocks, struct canvas *canvas, int x, int y, int cells,
		      uint32_t number)
{
	const struct label *label = NULL;
	enum role role;
	uint32_t glyph = glyph_of(blocks, number, &role);
	int body = cells - 1;
	int asked = blocks->has_future ? body : blocks_asked_cells(blocks, number, body);

	if (blocks_state(blocks, number) == BLOCK_FREE) {
		draw_free(blocks, canvas, x, y, body, number);
		return;
	}
	if (blocks_state(blocks, number) == BLOCK_VIRGIN) {
		canvas_put(canvas, x, y, role, glyph);
		canvas_fill(canvas, (struct rect){x + 1, y, body - 1, 1}, ROLE_BLOCK_VIRGIN, 0xb7);
		return;
	}
	if (blocks_state(blocks, number) == BLOCK_LOST) {
		canvas_fill(canvas, (struct rect){x, y, body, 1}, role, glyph);
		return;
	}
	if (blocks->label_of[number] >= 0)
		label = &blocks->labels[blocks->label_of[number]];
	canvas_fill(canvas, (struct rect){x, y, asked, 1}, role, glyph);
	canvas_fill(canvas, (struct rect){x + asked, y, body - asked, 1}, ROLE_PADDING, 0x2591);
	if (label)
		draw_name(canvas, x + 1, y, body - 1, asked - 1, label->name);
}

static void mark_block(const struct scene *scene, const struct blocks *blocks,
		       struct canvas *canvas, const struct pool_grid *grid, struct rect body,
		       uint32_t number)
{
	bool changed = blocks_changed(scene, blocks, number);

	if (blocks_state(blocks, number) == BLOCK_VIRGIN) /* a dot reversed would be a block */
		canvas_flag(canvas, body, CELL_SHAPE);
	if (changed)
		canvas_flag(canvas, body, CELL_CHANGED);
	if (!blocks_show_selection(scene) || blocks_selected(scene, blocks) != (int)number)
		return;
	if (grid->cells > 1)
		canvas_flag(canvas, body, CELL_SELECTED);
	mark_beside(canvas, body.x + body.w, body.y, true, changed);
}

static void draw_block(const struct scene *scene, const struct blocks *blocks,
		       struct canvas *canvas, const struct pool_grid *grid, uint32_t number)
{
	int at = place_of(grid, number);
	int x = column_of(grid, at), y = at / grid->per_row - grid->first_row;
	struct rect body = {x, y, grid->cells > 1 ? grid->cells - 1 : 1, 1};
	enum role role;

	if (y < 0 || y >= canvas_area(canvas).h)
		return;
	if (grid->cells == 1) {
		uint32_t glyph = glyph_of(blocks, number, &role);

		canvas_put(canvas, x, y, role, glyph);
	} else {
		draw_wide(blocks, canvas, x, y, grid->cells, number);
	}
	mark_block(scene, blocks, canvas, grid, body, number);
	tag_byte(canvas, (struct rect){x, y, grid->cells, 1}, &scene->focus,
		 POOL_OVERHEAD + number * blocks->pool.block_size);
}

static void draw_tail(const struct scene *scene, const struct blocks *blocks, struct canvas *canvas,
		      const struct pool_grid *grid)
{
	int cells = tail_cells(scene, blocks, grid->cells);
	int at = place_of(grid, blocks->count);
	int x = column_of(grid, at), y = at / grid->per_row - grid->first_row;

	for (int i = 0; y >= 0 && i < cells; i++)
		canvas_put(canvas, x + i + behind_gap(grid, at % grid->per_row + i) -
					   behind_gap(grid, at % grid->per_row),
			   y, ROLE_TAIL, '~');
}

static void draw_header(const struct scene *scene, const struct blocks *blocks,
			struct canvas *canvas, const struct pool_grid *grid)
{
	bool selected = blocks_show_selection(scene) && blocks_selected(scene, blocks) < 0;

	for (int i = 0; i < grid->header; i++) {
		struct rect cell = {i + behind_gap(grid, i), 0, 1, 1};

		canvas_put(canvas, cell.x, 0, ROLE_POOL_HEADER, 'H');
		if (selected)
			canvas_flag(canvas, cell, CELL_SELECTED);
		tag_byte(canvas, cell, &scene->focus, 0);
	}
}

uint32_t pool_map_columns(const struct scene *scene, const struct blocks *blocks,
			  struct rect area)
{
	int columns = area.w < 4 || area.h < 1 ? 1 : plan(scene, blocks, area).per_row;

	return columns > 0 ? (uint32_t)columns : 1;
}

bool pool_map_has_padding(const struct scene *scene, const struct blocks *blocks,
			  struct rect area)
{
	return area.w >= 4 && area.h >= 1 && plan(scene, blocks, area).cells > 2;
}

void pool_map_draw(const struct scene *scene, struct blocks *blocks, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	struct pool_grid grid;

	if (area.w < 4 || area.h < 1)
		return;
	grid = plan(scene, blocks, area);
	if (grid.cells > 1) /* in one cell there is no room for a name */
		blocks_find_labels(scene, blocks);
	blocks_find_futures(scene, blocks);
	scroll(scene, blocks, &grid, area.h);
	if (grid.cells == 1 && blocks_show_selection(scene) && blocks_selected(scene, blocks) >= 0)
		grid.gap = place_of(&grid, (uint32_t)blocks_selected(scene, blocks)) % grid.per_row;
	if (grid.first_row == 0)
		draw_header(scene, blocks, canvas, &grid);
	for (uint32_t i = 0; i < blocks->count; i++)
		draw_block(scene, blocks, canvas, &grid, i);
	draw_tail(scene, blocks, canvas, &grid);
}
