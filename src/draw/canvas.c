/*
 * canvas.c - a grid of cells: clipping, characters, frame lines that join.
 *
 * Every cell is written through cell_to_write(), which keeps wide characters
 * whole: overwriting one half blanks the other.  Texts are drawn in canvas_text.c,
 * the ASCII stand-ins are in canvas_ascii.c.
 */
#include "draw/canvas.h"

#include <assert.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/utf8.h"

static const struct cell blank = {.code_point = ' ', .role = ROLE_TEXT, .width = 1};

static int clamp_side(int side)
{
	return side < 1 ? 1 : side > CANVAS_MAX_SIDE ? CANVAS_MAX_SIDE : side;
}

struct canvas *canvas_new(int width, int height)
{
	struct canvas *canvas = mem_zero(1, sizeof *canvas);
	canvas_reset(canvas, width, height);
	return canvas;
}

void canvas_destroy(struct canvas *canvas)
{
	if (canvas == NULL)
		return;
	free(canvas->cells);
	free(canvas->places.items);
	free(canvas);
}

void canvas_reset(struct canvas *canvas, int width, int height)
{
	width = clamp_side(width);
	height = clamp_side(height);
	size_t count = (size_t)width * (size_t)height;
	if (width != canvas->width || height != canvas->height) {
		free(canvas->cells);
		canvas->cells = mem_alloc(count * sizeof *canvas->cells);
		canvas->width = width;
		canvas->height = height;
	}
	for (size_t i = 0; i < count; i++)
		canvas->cells[i] = blank;
	canvas->depth = 0;
	canvas->places.count = 0;
	canvas->stack[0].area = canvas->stack[0].clip = (struct rect){0, 0, width, height};
	canvas->lost = 0;
}

static struct rect area_of(const struct canvas *canvas)
{
	return canvas->stack[canvas->depth].area;
}

static struct rect clip_of(const struct canvas *canvas)
{
	return canvas->stack[canvas->depth].clip;
}

/* From current to canvas coordinates. */
static struct rect placed(const struct canvas *canvas, struct rect rect)
{
	struct rect area = area_of(canvas);
	return (struct rect){rect.x + area.x, rect.y + area.y, rect.w, rect.h};
}

void canvas_push(struct canvas *canvas, struct rect rect)
{
	assert(canvas->depth + 1 < CANVAS_DEPTH);
	struct rect area = placed(canvas, rect);
	struct rect clip = rect_intersect(clip_of(canvas), area);
	canvas->depth++;
	canvas->stack[canvas->depth].area = area;
	canvas->stack[canvas->depth].clip = clip;
}

void canvas_pop(struct canvas *canvas)
{
	assert(canvas->depth > 0);
	canvas->depth--;
}

struct rect canvas_area(const struct canvas *canvas)
{
	struct rect area = area_of(canvas);
	return (struct rect){0, 0, area.w, area.h};
}

static struct cell *cell_at(const struct canvas *canvas, int x, int y)
{
	return &canvas->cells[(size_t)y * (size_t)canvas->width + (size_t)x];
}

static void blank_glyph(struct cell *cell)
{
	cell->code_point = ' ';
	cell->width = 1;
}

/* The cell at canvas coordinates, about to be overwritten as a whole. */
static struct cell *cell_to_write(struct canvas *canvas, int x, int y)
{
	struct cell *cell = cell_at(canvas, x, y);
	if (cell->width == 2)
		blank_glyph(cell + 1);
	else if (cell->width == 0)
		blank_glyph(cell - 1);
	return cell;
}

/* Blocks by eighths, shades, squares, circles, triangles. */
static bool is_shape(uint32_t code_point)
{
	return code_point >= 0x2580 && code_point <= 0x25ff;
}

static void put_narrow(struct canvas *canvas, int x, int y, enum role role, uint32_t code_point)
{
	*cell_to_write(canvas, x, y) =
		(struct cell){.code_point = code_point,
			      .role = (uint8_t)role,
			      .flags = is_shape(code_point) ? CELL_SHAPE : 0,
			      .width = 1};
}

static void put_wide(struct canvas *canvas, int x, int y, enum role role, uint32_t code_point)
{
	*cell_to_write(canvas, x, y) =
		(struct cell){.code_point = code_point, .role = (uint8_t)role, .width = 2};
	struct cell *right = cell_at(canvas, x + 1, y);
	if (right->width == 2)
		blank_glyph(right + 1);
	*right = (struct cell){.role = (uint8_t)role};
}

int canvas_put(struct canvas *canvas, int x, int y, enum role role, uint32_t code_point)
{
	int width = utf8_width(code_point);
	struct rect clip = clip_of(canvas);
	x += area_of(canvas).x;
	y += area_of(canvas).y;
	bool is_inside = rect_contains(clip, x, y);

	if (width == 2) {
		bool is_right_inside = rect_contains(clip, x + 1, y);
		if (is_inside && is_right_inside) {
			put_wide(canvas, x, y, role, code_point);
			return 2;
		}
		x += is_right_inside;
		is_inside = is_inside || is_right_inside;
		code_point = ' ';
	}
	if (width <= 0 || !is_inside)
		return 0;
	put_narrow(canvas, x, y, role, code_point);
	return 1;
}

uint32_t canvas_line_glyph(unsigned lines)
{
	/* Indexed by LINE_ bits; an end alone is drawn through the whole cell. */
	static const uint16_t glyphs[16] = {
		[0] = ' ',
		[LINE_NORTH] = 0x2502,
		[LINE_SOUTH] = 0x2502,
		[LINE_NORTH | LINE_SOUTH] = 0x2502, /* │ */
		[LINE_EAST] = 0x2500,
		[LINE_WEST] = 0x2500,
		[LINE_EAST | LINE_WEST] = 0x2500,			    /* ─ */
		[LINE_EAST | LINE_SOUTH] = 0x250c,			    /* ┌ */
		[LINE_WEST | LINE_SOUTH] = 0x2510,			    /* ┐ */
		[LINE_NORTH | LINE_EAST] = 0x2514,			    /* └ */
		[LINE_NORTH | LINE_WEST] = 0x2518,			    /* ┘ */
		[LINE_NORTH | LINE_EAST | LINE_SOUTH] = 0x251c,		    /* ├ */
		[LINE_NORTH | LINE_WEST | LINE_SOUTH] = 0x2524,		    /* ┤ */
		[LINE_EAST | LINE_SOUTH | LINE_WEST] = 0x252c,		    /* ┬ */
		[LINE_NORTH | LINE_EAST | LINE_WEST] = 0x2534,		    /* ┴ */
		[LINE_NORTH | LINE_EAST | LINE_SOUTH | LINE_WEST] = 0x253c, /* ┼ */
	};
	return glyphs[lines & 15];
}

/* Let lines leave the cell at (x,y), in current coordinates, through [sides] too. */
static void add_lines(struct canvas *canvas, int x, int y, enum role role, unsigned sides)
{
	x += area_of(canvas).x;
	y += area_of(canvas).y;
	if (!rect_contains(clip_of(canvas), x, y))
		return;
	struct cell *cell = cell_to_write(canvas, x, y);
	unsigned lines = cell->lines | sides;
	*cell = (struct cell){.code_point = canvas_line_glyph(lines),
			      .role = (uint8_t)role,
			      .lines = (uint8_t)lines,
			      .width = 1};
}

/* The sides through which cell [i] of [length] is left by a line that runs from
 * side [back] to side [ahead].  A line of one cell runs through it. */
static unsigned sides_at(int i, int length, unsigned back, unsigned ahead)
{
	if (length == 1)
		return back | ahead;
	return (i > 0 ? back : 0) | (i < length - 1 ? ahead : 0);
}

void canvas_hline(struct canvas *canvas, int x, int y, int length, enum role role)
{
	for (int i = 0; i < length; i++)
		add_lines(canvas, x + i, y, role, sides_at(i, length, LINE_WEST, LINE_EAST));
}

void canvas_vline(struct canvas *canvas, int x, int y, int length, enum role role)
{
	for (int i = 0; i < length; i++)
		add_lines(canvas, x, y + i, role, sides_at(i, length, LINE_NORTH, LINE_SOUTH));
}

void canvas_box(struct canvas *canvas, struct rect rect, enum role role)
{
	if (rect.w < 1 || rect.h < 1)
		return;
	if (rect.h == 1) {
		canvas_hline(canvas, rect.x, rect.y, rect.w, role);
		return;
	}
	canvas_vline(canvas, rect.x, rect.y, rect.h, role);
	if (rect.w == 1)
		return;
	canvas_vline(canvas, rect.x + rect.w - 1, rect.y, rect.h, role);
	canvas_hline(canvas, rect.x, rect.y, rect.w, role);
	canvas_hline(canvas, rect.x, rect.y + rect.h - 1, rect.w, role);
}

void canvas_fill(struct canvas *canvas, struct rect rect, enum role role, uint32_t code_point)
{
	assert(utf8_width(code_point) == 1);
	struct rect part = rect_intersect(placed(canvas, rect), clip_of(canvas));
	for (int y = part.y; y < part.y + part.h; y++)
		for (int x = part.x; x < part.x + part.w; x++)
			put_narrow(canvas, x, y, role, code_point);
}

void canvas_flag(struct canvas *canvas, struct rect rect, unsigned flags)
{
	struct rect part = rect_intersect(placed(canvas, rect), clip_of(canvas));
	for (int y = part.y; y < part.y + part.h; y++) {
		for (int x = part.x; x < part.x + part.w; x++) {
			struct cell *cell = cell_at(canvas, x, y);
			cell->flags |= (uint8_t)flags;
			if (cell->width == 2)
				cell[1].flags |= (uint8_t)flags;
			else if (cell->width == 0)
				cell[-1].flags |= (uint8_t)flags;
		}
	}
}

void canvas_tag(struct canvas *canvas, struct rect rect, uint64_t tag)
{
	struct rect seen = rect_intersect(clip_of(canvas), placed(canvas, rect));

	if (seen.w > 0 && seen.h > 0)
		array_push(&canvas->places,
			   (struct canvas_place){tag, (int16_t)seen.x, (int16_t)seen.y,
						 (int16_t)seen.w, (int16_t)seen.h});
}

uint64_t canvas_tag_at(const struct canvas *canvas, int x, int y)
{
	for (size_t i = canvas->places.count; i-- > 0;) {
		const struct canvas_place *place = &canvas->places.items[i];

		if (rect_contains((struct rect){place->x, place->y, place->w, place->h}, x, y))
			return place->tag;
	}
	return 0;
}

const struct canvas_place *canvas_place_of(const struct canvas_places *places, uint64_t tag)
{
	for (size_t i = 0; i < places->count; i++)
		if (places->items[i].tag == tag)
			return &places->items[i];
	return NULL;
}

const struct cell *canvas_cell(const struct canvas *canvas, int x, int y)
{
	bool is_inside = x >= 0 && x < canvas->width && y >= 0 && y < canvas->height;
	return is_inside ? cell_at(canvas, x, y) : NULL;
}
