/*
 * pool_view.c - the pool in focus: header fields, blocks to scale, pointers.
 *
 *	ref.count 3   freeblock +96   nextoffset 112 → 128   max 4080
 *	prevpool usedpools[1]   nextpool usedpools[1]
 *	HHH■■■1▹················     H header  ■ handed out  1 2 3 free list, in order
 *	························     ▹ nextoffset  · virgin  ~ too few bytes for a block
 *	├─■■■━────────────────────────┤ the whole pool, to scale
 *	     ▲ freeblock ▲ nextoffset
 */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "view/view.h"

#define MAX_BLOCKS 1024 /* of one pool: (16384 - 48) / 16 = 1021 */
#define MAX_BLOCK_CELLS 14

enum block_state { BLOCK_USED, BLOCK_FREE, BLOCK_VIRGIN };

struct blocks {
	struct pool_info pool;
	uint32_t count;
	uint16_t order[MAX_BLOCKS]; /* place on the free list from 1; 0 = not on it */
	struct label labels[MAX_BLOCKS];
	size_t label_count;
	int16_t label_of[MAX_BLOCKS]; /* -1 = none */
};

static uint32_t block_number(const struct pool_info *pool, addr block)
{
	return (uint32_t)((block - pool->address - POOL_OVERHEAD) / pool->block_size);
}

static void number_free_list(const struct scene *scene, struct blocks *blocks)
{
	addr list[MAX_BLOCKS];
	size_t count = heap_free_list(scene->heap, &blocks->pool, list, MAX_BLOCKS);

	for (size_t i = 0; i < count; i++) {
		uint32_t number = block_number(&blocks->pool, list[i]);

		if (number < blocks->count && !blocks->order[number])
			blocks->order[number] = (uint16_t)(i + 1);
	}
}

static void find_labels(const struct scene *scene, struct blocks *blocks)
{
	const struct program *program = scene->program;

	memset(blocks->label_of, -1, sizeof blocks->label_of);
	blocks->label_count = program->ops->labels(
		program, scene->heap, timeline_world(scene->timeline)->area, blocks->pool.address,
		scene->model->pool_size, blocks->labels, MAX_BLOCKS);
	for (size_t i = 0; i < blocks->label_count; i++) {
		uint32_t number = block_number(&blocks->pool, blocks->labels[i].block);

		if (number < blocks->count)
			blocks->label_of[number] = (int16_t)i;
	}
}

static void read_blocks(const struct scene *scene, struct blocks *blocks)
{
	blocks->count = blocks->pool.capacity < MAX_BLOCKS ? blocks->pool.capacity : MAX_BLOCKS;
	memset(blocks->order, 0, sizeof blocks->order);
	if (blocks->pool.block_size == 0)
		return;
	number_free_list(scene, blocks);
}

static enum block_state state_of(const struct blocks *blocks, uint32_t number)
{
	if (number >= blocks->pool.carved)
		return BLOCK_VIRGIN;
	return blocks->order[number] ? BLOCK_FREE : BLOCK_USED;
}

static bool block_changed(const struct scene *scene, const struct blocks *blocks, uint32_t number)
{
	addr block = blocks->pool.address + POOL_OVERHEAD +
		     (uint64_t)number * blocks->pool.block_size;
	const struct current *current = &scene->current;

	if (scene_range_changed(scene, block, blocks->pool.block_size))
		return true;
	/* A block handed out is not written to, but it is what happened. */
	return current->any && current->steps_done == current->step_count &&
	       current->event.kind == EVENT_OP && current->result == block;
}

/* -- header fields -------------------------------------------------------------------- */

static int field(const struct scene *scene, struct canvas *canvas, int x, int y, const char *name,
		 const void *where, const char *value)
{
	struct rect area = canvas_area(canvas);
	int start = x, name_columns = utf8_columns(name), value_columns = utf8_columns(value);

	if (x + name_columns + 1 + value_columns > area.w)
		return 0;
	canvas_text(canvas, x, y, name_columns, ROLE_DIM, name);
	x += name_columns + 1;
	canvas_text(canvas, x, y, value_columns, ROLE_STRONG, value);
	if (where && scene_changed(scene, store_addr(scene->heap->store, where), NULL))
		canvas_flag(canvas, (struct rect){x, y, value_columns, 1}, CELL_CHANGED);
	return x + value_columns + 2 - start;
}

/* A 32-bit field of the header: "112 → 128" right after it changed. */
static void add_moved(const struct scene *scene, const uint32_t *where, uint32_t now,
		      struct str *out)
{
	addr at = store_addr(scene->heap->store, where);
	uint64_t before;

	if (scene_changed(scene, at, &before)) {
		uint32_t old = (uint32_t)(before >> (at % 8 * 8));

		if (old != now)
			str_printf(out, "%u → ", old);
	}
	str_printf(out, "%u", now);
}

static void add_offset(const struct pool_info *pool, addr block, struct str *out)
{
	if (!block)
		str_add(out, "NULL");
	else if (block - pool->address < 65536)
		str_printf(out, "+%" PRIu64, block - pool->address);
	else
		str_printf(out, "%" PRIaddr, block);
}

static int draw_fields(const struct scene *scene, struct canvas *canvas,
		       const struct pool_info *pool)
{
	const struct pool_header *header = store_at(scene->heap->store, pool->address);
	char text[64];
	struct str out = str_init(text, sizeof text);
	int x = 0;

	add_moved(scene, &header->ref.count, pool->used, &out);
	x += field(scene, canvas, x, 0, "ref.count", &header->ref, text);
	out = str_init(text, sizeof text);
	add_offset(pool, pool->freeblock, &out);
	x += field(scene, canvas, x, 0, "freeblock", &header->freeblock, text);
	out = str_init(text, sizeof text);
	scene_place(scene, pool->nextpool, &out);
	x += field(scene, canvas, x, 0, "nextpool", &header->nextpool, text);
	out = str_init(text, sizeof text);
	scene_place(scene, pool->prevpool, &out);
	field(scene, canvas, x, 0, "prevpool", &header->prevpool, text);

	out = str_init(text, sizeof text);
	add_moved(scene, &header->nextoffset, pool->nextoffset, &out);
	x = field(scene, canvas, 0, 1, "nextoffset", &header->nextoffset, text);
	out = str_init(text, sizeof text);
	str_printf(&out, "%u", pool->maxnextoffset);
	x += field(scene, canvas, x, 1, "maxnextoffset", &header->maxnextoffset, text);
	out = str_init(text, sizeof text);
	str_printf(&out, "%u", pool->szidx);
	x += field(scene, canvas, x, 1, "szidx", &header->szidx, text);
	out = str_init(text, sizeof text);
	str_printf(&out, "%u", header->arenaindex);
	field(scene, canvas, x, 1, "arenaindex", &header->arenaindex, text);
	return 2;
}

/* -- blocks ------------------------------------------------------------------------------- */

/* How blocks are laid on rows: so many cells each, so many a row; never broken over two rows. */
struct grid {
	int cells;       /* of one block */
	int header;      /* cells in front of block 0, on the first row */
	int per_row;
	int rows;        /* that all blocks take */
	int first_row;   /* shown */
};

static int header_cells(const struct blocks *blocks, int cells, int width)
{
	int wanted = (int)POOL_OVERHEAD * cells / (int)blocks->pool.block_size;

	return wanted < 1 ? 1 : wanted > width / 3 ? width / 3 : wanted;
}

static bool fits(const struct blocks *blocks, int cells, int width, int rows)
{
	int per_row = width / cells;
	int header = header_cells(blocks, cells, width);
	int taken = (header + cells - 1) / cells; /* places the header takes */

	return per_row > 0 && ((int)blocks->count + taken + per_row - 1) / per_row <= rows;
}

static struct grid plan(const struct blocks *blocks, int width, int rows)
{
	struct grid grid = {.cells = 1};

	while (grid.cells < MAX_BLOCK_CELLS && fits(blocks, grid.cells + 1, width, rows))
		grid.cells++;
	grid.header = header_cells(blocks, grid.cells, width);
	grid.per_row = width / grid.cells;
	grid.rows = ((int)blocks->count + (grid.header + grid.cells - 1) / grid.cells +
		     grid.per_row - 1) / grid.per_row;
	return grid;
}

static int place_of(const struct grid *grid, uint32_t number)
{
	return (int)number + (grid->header + grid->cells - 1) / grid->cells;
}

/* Scroll so that what happens is in sight: the block changed, or nextoffset. */
static void scroll(const struct scene *scene, const struct blocks *blocks, struct grid *grid,
		   int rows)
{
	uint32_t at = blocks->pool.carved;
	int row;

	if (grid->rows <= rows)
		return;
	for (uint32_t i = 0; i < blocks->count; i++) {
		if (block_changed(scene, blocks, i)) {
			at = i;
			break;
		}
	}
	row = place_of(grid, at) / grid->per_row;
	grid->first_row = row < rows / 2 ? 0 : row - rows / 2;
	if (grid->first_row > grid->rows - rows)
		grid->first_row = grid->rows - rows;
}

static uint32_t glyph_of(const struct blocks *blocks, uint32_t number, enum role *role)
{
	uint16_t order = blocks->order[number];

	switch (state_of(blocks, number)) {
	case BLOCK_USED:
		*role = ROLE_BLOCK_USED;
		return 0x25a0; /* ■ */
	case BLOCK_FREE:
		*role = order == 1 ? ROLE_POINTER : ROLE_BLOCK_FREE;
		return order <= 9 ? '0' + order : 0x25cb; /* ○ */
	case BLOCK_VIRGIN:
		break;
	}
	*role = number == blocks->pool.carved ? ROLE_POINTER : ROLE_BLOCK_VIRGIN;
	return number == blocks->pool.carved ? 0x25b9 : 0xb7; /* ▹ · */
}

/* A block of several cells: its share that was asked for, padding, and its name. */
static void draw_wide(const struct blocks *blocks, struct canvas *canvas, int x, int y, int cells,
		      uint32_t number)
{
	const struct label *label = NULL;
	enum role role;
	uint32_t glyph = glyph_of(blocks, number, &role);
	bool is_free = state_of(blocks, number) == BLOCK_FREE;
	int body = cells - 1, asked = body;

	if (state_of(blocks, number) != BLOCK_USED) {
		canvas_put(canvas, x, y, role, glyph);
		canvas_fill(canvas, (struct rect){x + 1, y, body - 1, 1},
			    is_free ? ROLE_BLOCK_FREE : ROLE_BLOCK_VIRGIN, is_free ? 0x2500 : 0xb7);
		return;
	}
	if (blocks->label_of[number] >= 0) {
		label = &blocks->labels[blocks->label_of[number]];
		asked = (int)((label->requested * (uint64_t)body + blocks->pool.block_size - 1) /
			      blocks->pool.block_size);
	}
	canvas_fill(canvas, (struct rect){x, y, asked, 1}, role, glyph);
	canvas_fill(canvas, (struct rect){x + asked, y, body - asked, 1}, ROLE_PADDING, 0x2591);
	if (label && utf8_columns(label->name) < body)
		canvas_text(canvas, x + 1, y, body - 1, ROLE_STRONG, label->name);
}

static void draw_block(const struct scene *scene, const struct blocks *blocks,
		       struct canvas *canvas, const struct grid *grid, uint32_t number)
{
	int at = place_of(grid, number);
	int x = at % grid->per_row * grid->cells, y = at / grid->per_row - grid->first_row;
	enum role role;

	if (y < 0 || y >= canvas_area(canvas).h)
		return;
	if (grid->cells == 1) {
		uint32_t glyph = glyph_of(blocks, number, &role);

		canvas_put(canvas, x, y, role, glyph);
	} else {
		draw_wide(blocks, canvas, x, y, grid->cells, number);
	}
	if (block_changed(scene, blocks, number))
		canvas_flag(canvas,
			    (struct rect){x, y, grid->cells > 1 ? grid->cells - 1 : 1, 1},
			    CELL_CHANGED);
}

static void draw_tail(const struct scene *scene, const struct blocks *blocks,
		      struct canvas *canvas, const struct grid *grid)
{
	uint32_t tail = scene->model->pool_size - POOL_OVERHEAD -
			blocks->pool.capacity * blocks->pool.block_size;
	int cells = (int)(tail * (uint32_t)grid->cells / blocks->pool.block_size);
	int at = place_of(grid, blocks->count);
	int x = at % grid->per_row * grid->cells, y = at / grid->per_row - grid->first_row;

	if (tail > 0 && y >= 0)
		canvas_fill(canvas, (struct rect){x, y, cells ? cells : 1, 1}, ROLE_TAIL, '~');
}

static void draw_blocks(const struct scene *scene, struct blocks *blocks, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	struct grid grid;

	if (area.w < 4 || area.h < 1 || blocks->pool.block_size == 0)
		return;
	grid = plan(blocks, area.w, area.h);
	if (grid.cells > 1) /* in one cell there is no room for a name */
		find_labels(scene, blocks);
	scroll(scene, blocks, &grid, area.h);
	if (grid.first_row == 0)
		canvas_fill(canvas, (struct rect){0, 0, grid.header, 1}, ROLE_POOL_HEADER, 'H');
	for (uint32_t i = 0; i < blocks->count; i++)
		draw_block(scene, blocks, canvas, &grid, i);
	draw_tail(scene, blocks, canvas, &grid);
}

/* -- the ruler: the whole pool on one line ------------------------------------------------ */

static int ruler_column(const struct scene *scene, uint32_t offset, int width)
{
	int column = (int)((uint64_t)offset * (uint64_t)width / scene->model->pool_size);

	return column < width ? column : width - 1;
}

static void draw_ruler_state(const struct scene *scene, const struct blocks *blocks,
			     struct canvas *canvas, int y, int width, enum block_state state)
{
	const struct pool_info *pool = &blocks->pool;
	bool used = state == BLOCK_USED;

	for (uint32_t i = 0; i < pool->carved && i < blocks->count; i++) {
		uint32_t start = POOL_OVERHEAD + i * pool->block_size;
		int from = ruler_column(scene, start, width);
		int to = ruler_column(scene, start + pool->block_size - 1, width);

		if (state_of(blocks, i) == state)
			canvas_fill(canvas, (struct rect){from, y, to - from + 1, 1},
				    used ? ROLE_BLOCK_USED : ROLE_BLOCK_FREE, used ? 0x2588 : 0x2592);
	}
}

static void draw_ruler_line(const struct scene *scene, const struct blocks *blocks,
			    struct canvas *canvas, int y, int width)
{
	canvas_fill(canvas, (struct rect){0, y, width, 1}, ROLE_BLOCK_VIRGIN, 0xb7);
	/* A column stands for several small blocks: used ones last, so that they are seen. */
	draw_ruler_state(scene, blocks, canvas, y, width, BLOCK_FREE);
	draw_ruler_state(scene, blocks, canvas, y, width, BLOCK_USED);
	canvas_put(canvas, 0, y, ROLE_POOL_HEADER, 'H');
}

/* A pointer under the ruler with its name beside it, on the right if there is room. */
struct pointer {
	const char *name;
	int column;
	int label; /* first column of the name */
	bool changed;
};

static struct pointer pointer_at(const char *name, int column, int width, bool changed)
{
	int columns = utf8_columns(name);
	bool right = column + 1 + columns <= width;

	return (struct pointer){name, column, right ? column + 1 : column - columns, changed};
}

static bool overlap(const struct pointer *a, const struct pointer *b)
{
	int a_from = a->label < a->column ? a->label : a->column;
	int b_from = b->label < b->column ? b->label : b->column;
	int a_to = a_from + utf8_columns(a->name), b_to = b_from + utf8_columns(b->name);

	return a_from <= b_to && b_from <= a_to;
}

static void draw_pointer(struct canvas *canvas, int y, const struct pointer *pointer, bool named)
{
	canvas_put(canvas, pointer->column, y, ROLE_POINTER, 0x25b2); /* ▲ */
	if (named)
		canvas_text(canvas, pointer->label, y, utf8_columns(pointer->name),
			    pointer->changed ? ROLE_POINTER : ROLE_DIM, pointer->name);
	if (pointer->changed)
		canvas_flag(canvas, (struct rect){pointer->column, y, 1, 1}, CELL_CHANGED);
}

static void draw_ruler(const struct scene *scene, const struct blocks *blocks,
		       struct canvas *canvas, int y)
{
	const struct pool_info *pool = &blocks->pool;
	const struct pool_header *header = store_at(scene->heap->store, pool->address);
	int width = canvas_area(canvas).w;
	addr where = store_addr(scene->heap->store, &header->nextoffset);
	struct pointer next = pointer_at(width >= 40 ? "nextoffset" : "next",
					 ruler_column(scene, pool->nextoffset, width), width,
					 scene_changed(scene, where, NULL));
	struct pointer max = pointer_at(width >= 40 ? "maxnextoffset" : "max",
					ruler_column(scene, pool->maxnextoffset, width), width, false);

	draw_ruler_line(scene, blocks, canvas, y, width);
	draw_pointer(canvas, y + 1, &max, !overlap(&max, &next));
	draw_pointer(canvas, y + 1, &next, true);
}

/* -- the pane --------------------------------------------------------------------------------- */

static void draw_virgin(const struct scene *scene, struct canvas *canvas,
			const struct pool_info *pool)
{
	struct rect area = canvas_area(canvas);

	canvas_paragraph(canvas, area, 0, ROLE_DIM,
			 pool->state == POOL_VIRGIN
				 ? tr(scene, "Never carved: no header yet, all bytes untouched.",
				      "从未切出：还没有池头，所有字节都没动过。")
				 : tr(scene, "Carved, but not yet laid out for a size class.",
				      "已经切出，还没有分配大小类。"));
}

static void draw_legend(const struct scene *scene, struct canvas *canvas, int y)
{
	struct rect area = canvas_area(canvas);
	const char *legend =
		area.w < 50 ? tr(scene, "■ used  1 2 ○ free  ▹· virgin  ~ tail",
				 "■ 在用  1 2 ○ 空闲  ▹· 未用过  ~ 零头")
			    : tr(scene, "■ used  1 2 ○ free, in order  ▹· virgin  ~ tail",
		   "■ 在用  1 2 ○ 空闲链表次序  ▹· 未用过  ~ 零头");

	canvas_text(canvas, 0, y, area.w, ROLE_DIM, legend);
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas), rest = area;
	struct blocks blocks;
	int fields = 0;
	bool ruler = area.h >= 6, legend = area.h >= 9;

	if (!scene->focus.any || !heap_pool(scene->heap, scene->focus.slot, scene->focus.pool,
					    &blocks.pool)) {
		canvas_text(canvas, 0, 0, area.w, ROLE_DIM,
			    tr(scene, "no pool yet", "还没有池"));
		return;
	}
	if (blocks.pool.block_size == 0) {
		draw_virgin(scene, canvas, &blocks.pool);
		return;
	}
	read_blocks(scene, &blocks);
	if (area.h >= 4)
		fields = draw_fields(scene, canvas, &blocks.pool);
	rect_cut_top(&rest, fields);
	if (legend)
		draw_legend(scene, canvas, rect_cut_bottom(&rest, 1).y);
	if (ruler)
		draw_ruler(scene, &blocks, canvas, rect_cut_bottom(&rest, 2).y);
	canvas_push(canvas, rest);
	draw_blocks(scene, &blocks, canvas);
	canvas_pop(canvas);
}

static void title(const struct scene *scene, struct str *out)
{
	static const char *const states_zh[POOL_STATE_COUNT] = {
		[POOL_VIRGIN] = "未切出", [POOL_USED] = "使用中", [POOL_FULL] = "已满",
		[POOL_EMPTY] = "空"};
	struct pool_info pool;

	if (!scene->focus.any ||
	    !heap_pool(scene->heap, scene->focus.slot, scene->focus.pool, &pool)) {
		str_add(out, tr(scene, "pool", "池"));
		return;
	}
	str_printf(out, tr(scene, "pool %" PRIu64 ":%u", "池 %" PRIu64 ":%u"), scene->focus.slot,
		   scene->focus.pool);
	str_printf(out, " · %s", tr(scene, pool_state_names[pool.state], states_zh[pool.state]));
	if (pool.block_size)
		str_printf(out, tr(scene, " · %u of %u blocks of %u B", " · %u/%u 块，每块 %u 字节"),
			   pool.used, pool.capacity, pool.block_size);
}

const struct view_ops view_pool = {.name = "pool", .title = title, .draw = draw};
