/*
 * big_view.c - for a projector: one pool, three numbers, and nothing else.
 *
 *	ref.count          nextoffset                        op
 *	██  ██            ██████  ██  ██  ██████          ██████    in large digits
 *	██████  ...
 *	pool 0:0: 4 of 253 blocks of 16 B in use
 *	HHHHHHH a       b       c       1       ▹
 *	HHHHHHH ███████ ███████ ███████ ─────── ·······    blocks as large as there is room for all
 *	HHHHHHH ███████ ███████ ███████ ─────── ·······    of them, or a dozen around what happens
 *	H▄········································
 *	 ▲freeblock, nextoffset   maxnextoffset▲
 */
#include <stdio.h>

#include "base/utf8.h"
#include "view/letters.h"
#include "view/pool_parts.h"
#include "view/target.h"
#include "view/view.h"
#include "view/zoom.h"

#define NUMBERS 3
#define NUMBERS_GAP 4          /* columns between two at the least */
#define BLOCKS_LEAST 4         /* rows that blocks must have before pointers get theirs */
#define PITCH_MOST 26          /* of a block, the gap behind it included */
#define WINDOW_BLOCKS 8        /* in a row where not all fit */
#define WINDOW_PITCH 9         /* of these at the least */
#define WINDOW_ROWS 3
#define GAP_LEAST 8            /* rows that blocks must have before one is left free below */

/* -- numbers -------------------------------------------------------------------------- */

struct header_number {
	const char *name;
	uint64_t value, most; /* most: it will need no more digits than that */
	uint64_t before;
	bool changed;
};

static int digits_of(uint64_t value)
{
	int digits = 1;

	while (value >= 10) {
		value /= 10;
		digits++;
	}
	return digits;
}

/* The old value of a 32-bit field that has just changed. */
static void read_before(const struct scene *scene, addr where, struct header_number *number)
{
	number->changed = scene_field_changed(scene, where, 4, &number->before);
}

static void find_numbers(const struct scene *scene, const struct pool_info *pool,
			 struct header_number numbers[NUMBERS])
{
	uint64_t last = scene->index->operations > scene->operations ? scene->index->operations
								     : scene->operations;

	numbers[0] = (struct header_number){"ref.count", pool->used, pool->capacity, 0, false};
	numbers[1] = (struct header_number){"nextoffset", pool->nextoffset, scene->model->pool_size,
					    0, false};
	numbers[2] = (struct header_number){scene->options.transport.playing ? tr(scene, "op ▶")
									     : tr(scene, "op"),
					    scene->operations, last, 0, false};
	if (pool->block_size == 0)
		return;
	read_before(scene, pool->address + offsetof(struct pool_header, ref), &numbers[0]);
	read_before(scene, pool->address + offsetof(struct pool_header, nextoffset), &numbers[1]);
}

static int columns_of(const struct header_number *number, int scale)
{
	uint64_t most = number->most > number->value ? number->most : number->value;
	int digits = letters_columns(digits_of(most), scale), name = utf8_columns(number->name);

	return digits > name ? digits : name;
}

/* The largest at which all stand side by side, and leave the blocks most of the height; 0 = not
 * even small ones do. */
static int choose_scale(const struct header_number numbers[NUMBERS], struct rect area)
{
	static const int scales[] = {4, 2, 1};

	for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
		int columns = NUMBERS_GAP * (NUMBERS - 1);

		for (int k = 0; k < NUMBERS; k++)
			columns += columns_of(&numbers[k], scales[i]);
		if (columns <= area.w && letters_rows(scales[i]) * 5 / 2 <= area.h)
			return scales[i];
	}
	return 0;
}

/* The name; and behind it what the number was, if that does not reach into the next one. */
static void draw_name(const struct scene *scene, struct canvas *canvas, int x, int room,
		      const struct header_number *number)
{
	char text[32];
	int at = x + canvas_text(canvas, x, 0, room, ROLE_STRONG, number->name) + 1;

	snprintf(text, sizeof text, tr(scene, "was %llu"), (unsigned long long)number->before);
	if (number->changed && at - x + utf8_columns(text) <= room)
		canvas_text(canvas, at, 0, room, ROLE_POINTER, text);
}

static void draw_large(const struct scene *scene, struct canvas *canvas,
		       const struct header_number numbers[NUMBERS], int scale)
{
	int width = canvas_area(canvas).w, spare = width, x = 0;

	for (int i = 0; i < NUMBERS; i++)
		spare -= columns_of(&numbers[i], scale);
	for (int i = 0; i < NUMBERS; i++) {
		int columns = columns_of(&numbers[i], scale), gap = spare / (NUMBERS - 1);
		char text[24];

		snprintf(text, sizeof text, "%llu", (unsigned long long)numbers[i].value);
		draw_name(scene, canvas, x, columns + (i + 1 < NUMBERS ? gap - 1 : 0), &numbers[i]);
		letters_draw(canvas, x, 1, scale, numbers[i].changed ? ROLE_POINTER : ROLE_STRONG,
			     text);
		x += columns + gap;
	}
}

/* On one row: "ref.count 4  nextoffset 112 → 128  op 4". */
static void draw_small(struct canvas *canvas, const struct header_number numbers[NUMBERS])
{
	int x = 0, width = canvas_area(canvas).w;

	for (int i = 0; i < NUMBERS; i++) {
		int start;

		x += canvas_text(canvas, x, 0, width - x, ROLE_DIM, numbers[i].name) + 1;
		start = x;
		if (numbers[i].changed)
			x += canvas_textf(canvas, x, 0, width - x, ROLE_STRONG, "%llu → ",
					  (unsigned long long)numbers[i].before);
		x += canvas_textf(canvas, x, 0, width - x, ROLE_STRONG, "%llu",
				  (unsigned long long)numbers[i].value);
		if (numbers[i].changed)
			canvas_flag(canvas, (struct rect){start, 0, x - start, 1}, CELL_CHANGED);
		x += 2;
	}
}

/* Returns the rows taken, a blank one included. */
static int draw_numbers(const struct scene *scene, struct canvas *canvas,
			const struct pool_info *pool)
{
	struct rect area = canvas_area(canvas);
	struct header_number numbers[NUMBERS];
	int scale;

	find_numbers(scene, pool, numbers);
	scale = choose_scale(numbers, area);
	if (scale == 0) {
		draw_small(canvas, numbers);
		return area.h > 6 ? 2 : 1;
	}
	draw_large(scene, canvas, numbers, scale);
	return 2 + letters_rows(scale);
}

/* -- blocks --------------------------------------------------------------------------- */

/* Blocks in rows, the header in the first place. */
struct big_grid {
	int pitch, height; /* of one, the gaps behind and under it included */
	int gap;           /* rows between two */
	int per_row;
	int first_row;     /* shown */
	int rows;          /* in all */
	int scale;         /* of the letters on blocks; 0 = of a text */
};

static struct big_grid grid_of(int pitch, int height, const struct blocks *blocks, struct rect area)
{
	struct big_grid grid = {.pitch = pitch, .height = height, .gap = height > 2};

	grid.per_row = (area.w + 1) / pitch;
	if (grid.per_row > 0)
		grid.rows = ((int)blocks->count + grid.per_row) / grid.per_row;
	return grid;
}

static bool shows_all(const struct big_grid *grid, struct rect area)
{
	return grid->per_row > 0 && grid->rows * grid->height <= area.h + grid->gap;
}

/* Of a size that can be read, where not all have a place: two rows of them, if there is height. */
static struct big_grid window(const struct blocks *blocks, struct rect area)
{
	int pitch = (area.w + 1) / WINDOW_BLOCKS, height = (area.h + 1) / 2;

	if (height < WINDOW_ROWS)
		height = area.h < WINDOW_ROWS ? area.h : WINDOW_ROWS;
	return grid_of(pitch > WINDOW_PITCH ? pitch : WINDOW_PITCH, height, blocks, area);
}

/* As large as all of them fit, a block about three times as wide as it is high; but where that is
 * too small to be read from the back row, those around what happens. */
static struct big_grid plan(const struct blocks *blocks, struct rect area)
{
	struct big_grid best = window(blocks, area);
	int most = 0;

	for (int height = WINDOW_ROWS; height <= area.h + 1; height++) {
		for (int pitch = WINDOW_PITCH; pitch <= PITCH_MOST; pitch++) {
			struct big_grid grid = grid_of(pitch, height, blocks, area);
			int size = pitch < 3 * height ? pitch : 3 * height;
			bool larger = size > most || (size == most && height > best.height);

			if (larger && shows_all(&grid, area)) {
				best = grid;
				most = size;
			}
		}
	}
	return best;
}

/* The block chosen, or changed, or else nextoffset. */
static int place_in_sight(const struct scene *scene, const struct blocks *blocks)
{
	int selected = blocks_selected(scene, blocks);

	if (scene->chosen)
		return selected + 1;
	for (uint32_t i = 0; i < blocks->count; i++)
		if (blocks_changed(scene, blocks, i))
			return (int)i + 1;
	return (int)blocks->pool.carved + 1;
}

static void scroll(const struct scene *scene, const struct blocks *blocks, struct rect area,
		   struct big_grid *grid)
{
	int shown = (area.h + grid->gap) / grid->height, row;

	if (shown < 1)
		shown = 1;
	if (grid->rows <= shown || grid->per_row < 1)
		return;
	row = place_in_sight(scene, blocks) / grid->per_row - shown / 2;
	if (row > grid->rows - shown)
		row = grid->rows - shown;
	grid->first_row = row > 0 ? row : 0;
}

/* What stands on a block: its name, its place on the free list. */
static enum role label_of(const struct blocks *blocks, uint32_t number, char *text, size_t bytes)
{
	text[0] = '\0';
	switch (blocks_state(blocks, number)) {
	case BLOCK_USED:
		if (blocks->label_of[number] >= 0)
			snprintf(text, bytes, "%s", blocks->labels[blocks->label_of[number]].name);
		return ROLE_STRONG;
	case BLOCK_FREE:
		snprintf(text, bytes, "%u", blocks->order[number]);
		return blocks->order[number] == 1 ? ROLE_POINTER : ROLE_BLOCK_FREE;
	case BLOCK_LOST:
		snprintf(text, bytes, "×");
		return ROLE_BLOCK_LOST;
	case BLOCK_VIRGIN:
		break;
	}
	if (number == blocks->pool.carved)
		snprintf(text, bytes, "▹");
	return ROLE_POINTER;
}

static void fill_block(const struct blocks *blocks, struct canvas *canvas, struct rect body,
		       uint32_t number)
{
	bool is_empty = blocks->pool.state == POOL_EMPTY;
	struct rect rest = body;

	switch (blocks_state(blocks, number)) {
	case BLOCK_USED:
		rest.x += blocks_asked_cells(blocks, number, body.w);
		rest.w -= rest.x - body.x;
		canvas_fill(canvas, body, ROLE_BLOCK_USED, 0x2588);
		canvas_fill(canvas, rest, ROLE_PADDING, 0x2591);
		break;
	case BLOCK_FREE:
		canvas_fill(canvas, body, is_empty ? ROLE_POOL_EMPTY : ROLE_BLOCK_FREE,
			    is_empty ? 0x25a1 : 0x25cb);
		break;
	case BLOCK_LOST: canvas_fill(canvas, body, ROLE_BLOCK_LOST, 0xd7); break;
	case BLOCK_VIRGIN: canvas_fill(canvas, body, ROLE_BLOCK_VIRGIN, 0xb7); break;
	}
}

/* The largest letters of which [count] have a place on top of a block; 0 = none have. */
static int label_scale(struct rect body, int count)
{
	int scale = 2;

	while (scale > 0 &&
	       (letters_columns(count, scale) > body.w || letters_rows(scale) >= body.h))
		scale--;
	return scale;
}

/* Kept for labels on every block, so that none seems higher than another. */
static int label_rows(struct rect body, int scale)
{
	return scale ? letters_rows(scale) : body.h > 1;
}

/* In large letters, then it returns true; what has none stands right above its block. */
static bool draw_label(struct canvas *canvas, struct rect body, int scale, enum role role,
		      const char *text)
{
	if (text[0] && scale > 0 && letters_can(text)) {
		letters_draw(canvas, body.x, body.y, scale, role, text);
		return true;
	}
	body.y += label_rows(body, scale) > 0 ? label_rows(body, scale) - 1 : 0;
	canvas_text(canvas, body.x, body.y, body.w, role, text);
	return false;
}

static void draw_block(const struct scene *scene, const struct blocks *blocks,
		       struct canvas *canvas, struct rect body, int scale, uint32_t number)
{
	char text[LABEL_BYTES];
	enum role role = label_of(blocks, number, text, sizeof text);
	struct rect below = body;
	bool changed = blocks_changed(scene, blocks, number), is_large;

	if (body.h == 1) /* the label on top of it */
		fill_block(blocks, canvas, body, number);
	is_large = draw_label(canvas, body, scale, changed ? ROLE_POINTER : role, text);
	below.y += label_rows(body, scale);
	below.h -= label_rows(body, scale);
	if (body.h > 1)
		fill_block(blocks, canvas, below, number);
	/* A full block reversed would be a hole, and so would large letters. */
	if (!is_large) {
		body.y = below.y > body.y ? below.y - 1 : body.y;
		body.h = 1;
		canvas_flag(canvas, body, changed ? CELL_CHANGED : 0);
	} else {
		if (changed) /* where there are no colours, too */
			canvas_text(canvas, body.x + body.w - 1, below.y - 1, 1, ROLE_POINTER, "◂");
		body.h = label_rows(body, scale);
	}
	if (blocks_show_selection(scene) && blocks_selected(scene, blocks) == (int)number)
		canvas_flag(canvas, body, CELL_SELECTED);
}

static void draw_header(const struct scene *scene, struct canvas *canvas, struct rect body,
			int scale)
{
	int rows = label_rows(body, scale);
	const char *name = tr(scene, "header");

	canvas_fill(canvas, body, ROLE_POOL_HEADER, 'H');
	if (body.h < 2 || utf8_columns(name) > body.w)
		return;
	canvas_fill(canvas, (struct rect){body.x, body.y, body.w, rows}, ROLE_POOL_HEADER, ' ');
	canvas_text(canvas, body.x, body.y + rows - 1, body.w, ROLE_POOL_HEADER, name);
}

/* Of place [place], counted from the header's. */
static struct rect body_of(const struct big_grid *grid, uint32_t place)
{
	int row = (int)place / grid->per_row - grid->first_row;

	return (struct rect){(int)place % grid->per_row * grid->pitch, row * grid->height,
			     grid->pitch - 1, grid->height - grid->gap};
}

static bool is_shown(struct rect body, struct rect area)
{
	return body.y >= 0 && body.y + body.h <= area.h;
}

/* The largest letters that all blocks shown can have. */
static void choose_letters(const struct blocks *blocks, struct rect area, struct big_grid *grid)
{
	if (grid->per_row < 1)
		return;
	grid->scale = label_scale(body_of(grid, 0), 1);
	for (uint32_t number = 0; number < blocks->count && grid->scale > 0; number++) {
		struct rect body = body_of(grid, number + 1);
		char text[LABEL_BYTES];
		int scale;

		label_of(blocks, number, text, sizeof text);
		scale = label_scale(body, utf8_columns(text));
		if (is_shown(body, area) && text[0] && letters_can(text) && scale < grid->scale)
			grid->scale = scale;
		else if (is_shown(body, area) && utf8_columns(text) > 1 && !letters_can(text))
			grid->scale = 0;
	}
}

static void draw_blocks(const struct scene *scene, const struct blocks *blocks,
			struct canvas *canvas, const struct big_grid *grid)
{
	struct rect area = canvas_area(canvas);

	for (uint32_t place = 0; place <= blocks->count && grid->per_row > 0; place++) {
		struct rect body = body_of(grid, place);

		if (!is_shown(body, area))
			continue;
		if (place == 0)
			draw_header(scene, canvas, body, grid->scale);
		else
			draw_block(scene, blocks, canvas, body, grid->scale, place - 1);
		tag_byte(canvas, body, &scene->focus,
			 place ? POOL_OVERHEAD + (place - 1) * blocks->pool.block_size : 0);
	}
}

/* -- the pane ------------------------------------------------------------------------- */

/* "pool 0:0: 4 of 253 blocks of 16 B in use · here 0 to 18" */
static void draw_heading(const struct scene *scene, struct canvas *canvas, int y,
			 const struct blocks *blocks, const struct big_grid *grid, int shown)
{
	const struct pool_info *pool = &blocks->pool;
	int first = grid->first_row * grid->per_row - 1, end = first + shown * grid->per_row;
	int width = canvas_area(canvas).w, room = width;
	char text[128], part[64];
	struct str out = str_init(text, sizeof text), here = str_init(part, sizeof part);

	if (shown < grid->rows)
		str_printf(&here, tr(scene, " · here %d to %d"), first > 0 ? first : 0,
			   end < (int)blocks->count ? end - 1 : (int)blocks->count - 1);
	room -= utf8_columns(part);
	str_printf(&out, tr(scene, "pool %" PRIu64 ":%u: %u of %u blocks of %u B in use"),
		   scene->focus.slot, scene->focus.pool, pool->used, pool->capacity,
		   pool->block_size);
	if (utf8_columns(text) > room) {
		out = str_init(text, sizeof text);
		str_printf(&out, tr(scene, "pool %" PRIu64 ":%u: %u of %u in use"),
			   scene->focus.slot, scene->focus.pool, pool->used, pool->capacity);
	}
	if (utf8_columns(text) <= room)
		str_add(&out, part);
	canvas_text(canvas, 0, y, width, ROLE_STRONG, text);
}

static void draw_pool(const struct scene *scene, struct canvas *canvas, struct blocks *blocks)
{
	struct rect rest = canvas_area(canvas), area;
	struct big_grid grid;

	if (rest.h >= BLOCKS_LEAST + 1 + POOL_POINTERS_ROWS) {
		canvas_push(canvas, rect_cut_bottom(&rest, POOL_POINTERS_ROWS));
		pool_pointers_draw(scene, blocks, canvas);
		canvas_pop(canvas);
		rect_cut_bottom(&rest, rest.h > GAP_LEAST); /* it is no further row of blocks */
	}
	area = rest;
	if (rest.h > 2)
		rect_cut_top(&area, 1);
	if (area.w < 1 || area.h < 1)
		return;
	grid = plan(blocks, area);
	scroll(scene, blocks, area, &grid);
	choose_letters(blocks, area, &grid);
	if (rest.h > 2)
		draw_heading(scene, canvas, rest.y, blocks, &grid,
			     (area.h + grid.gap) / grid.height);
	canvas_push(canvas, area);
	draw_blocks(scene, blocks, canvas, &grid);
	canvas_pop(canvas);
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	struct rect rest = canvas_area(canvas);
	struct pool_info pool;
	struct blocks blocks;

	if (zoom_draw_gone(scene, canvas) ||
	    !heap_pool(scene->heap, scene->focus.slot, scene->focus.pool, &pool))
		return;
	rect_cut_top(&rest, draw_numbers(scene, canvas, &pool));
	canvas_push(canvas, rest);
	if (blocks_open(scene, canvas, &blocks)) {
		blocks_find_labels(scene, &blocks);
		draw_pool(scene, canvas, &blocks);
	}
	canvas_pop(canvas);
}

const struct view_ops view_big = {.name = N_("big text"), .draw = draw};
