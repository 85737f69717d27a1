/*
 * bytes_view.c - the pool in focus as it lies in memory: a field of the header or a word a line,
 * as a number, what it means beside it.
 *
 *	+0   0000000000000003  ref.count
 *	+36  00000001          szidx
 */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "view/hex_view.h"
#include "view/pool_parts.h"
#include "view/view.h"

#define NUMBER_X 7
#define TEXT_X 24
#define COLUMN_LEAST 42 /* where there is twice this room, rows go on in a second column */

/* The digits of bytes that nobody asked for look like that; the first byte has the last digits. */
static void draw_padding(const struct blocks *blocks, struct canvas *canvas, int y,
			 uint32_t offset, uint32_t bytes, uint64_t number, bool known)
{
	for (uint32_t i = 0; i < bytes; i++) {
		int x = NUMBER_X + 2 * (int)(bytes - 1 - i);

		if (!blocks_is_padding(blocks, offset + i))
			continue;
		if (known)
			canvas_textf(canvas, x, y, 2, ROLE_PADDING, "%02x",
				     (unsigned)(number >> 8 * i & 0xff));
		else
			canvas_text(canvas, x, y, 2, ROLE_PADDING, "░░");
	}
}

static void draw_number(const struct scene *scene, struct canvas *canvas, int y,
			const struct blocks *blocks, uint32_t row)
{
	const struct pool_info *pool = &blocks->pool;
	uint32_t offset = hex_offset(row), bytes = hex_offset(row + 1) - offset;
	struct rect place = {NUMBER_X, y, (int)bytes * 2, 1};
	uint64_t number = 0;

	if (!hex_shown(scene, pool, offset, bytes, &number)) {
		canvas_fill(canvas, place, ROLE_DIM, 0xb7);
		draw_padding(blocks, canvas, y, offset, bytes, 0, false);
		return;
	}
	canvas_textf(canvas, NUMBER_X, y, place.w, number ? ROLE_TEXT : ROLE_DIM, "%0*" PRIx64,
		     place.w, number);
	draw_padding(blocks, canvas, y, offset, bytes, number, true);
	if (row < HEADER_FIELDS ? scene_field_changed(scene, pool->address + offset, bytes, NULL)
				: scene_changed(scene, pool->address + offset, NULL))
		canvas_flag(canvas, place, CELL_CHANGED);
}

/* What a block is, in the line in which it begins. */
static void describe_block(const struct scene *scene, const struct blocks *blocks, uint32_t number,
			   struct str *out)
{
	switch (blocks_state(blocks, number)) {
	case BLOCK_USED:
		str_add(out, tr(scene, "block"));
		if (blocks_padding_at(blocks, number) < 8) /* no row of its own to say so */
			str_printf(out, tr(scene, " ░ %u B"),
				   blocks->pool.block_size - blocks_padding_at(blocks, number));
		break;
	case BLOCK_FREE:
		str_printf(out, tr(scene, "free %u"), blocks->order[number]);
		break;
	case BLOCK_VIRGIN:
		str_add(out, number == blocks->pool.carved ? "▹nextoffset" : tr(scene, "virgin"));
		break;
	case BLOCK_LOST:
		str_add(out, tr(scene, "× lost"));
		break;
	}
}

static void describe(const struct scene *scene, const struct blocks *blocks, uint32_t row,
		     struct str *out)
{
	uint32_t offset = hex_offset(row), size = blocks->pool.block_size, number;

	if (row < HEADER_FIELDS) {
		str_add(out, hex_fields[row]);
		return;
	}
	if (size == 0)
		return;
	number = (offset - POOL_OVERHEAD) / size;
	if ((offset - POOL_OVERHEAD) % size != 0) {
		blocks_add_padding(scene, blocks, offset, out);
		return;
	}
	if (number < blocks->count)
		describe_block(scene, blocks, number, out);
	else
		str_add(out, tr(scene, "tail"));
}

/* What the number was, behind what it means: at [x], if there is room. */
static void draw_before(const struct scene *scene, struct canvas *canvas, int y,
			const struct pool_info *pool, uint32_t row, int x)
{
	int room = canvas_area(canvas).w - x;
	char text[48];
	struct str out = str_init(text, sizeof text);
	bool any = row < HEADER_FIELDS ? hex_field_before(scene, pool, row, &out)
				       : hex_word_before(scene, pool, hex_offset(row), &out);
	const char *was = tr(scene, "was ");

	if (!any || utf8_columns(was) + utf8_columns(hex_brief(text)) > room)
		return;
	x += canvas_text(canvas, x, y, room, ROLE_POINTER, was);
	canvas_text(canvas, x, y, room, ROLE_POINTER, hex_brief(text));
}

/* From the top, or around the last change if that is further down. */
static uint32_t first_row(const struct scene *scene, const struct pool_info *pool, uint32_t rows)
{
	uint32_t all = hex_rows(scene), row = 0;

	for (size_t i = 0; i < scene->change_count; i++) {
		uint64_t offset = scene->changes[i].where - pool->address;

		if (offset >= POOL_OVERHEAD && offset < scene->model->pool_size)
			row = hex_row((uint32_t)offset);
	}
	if (row < rows)
		return 0;
	row -= rows / 2;
	return rows >= all ? 0 : row + rows > all ? all - rows : row;
}

static void draw_rows(const struct scene *scene, struct canvas *canvas, const struct blocks *blocks,
		      uint32_t row)
{
	struct rect area = canvas_area(canvas);

	for (int y = 0; y < area.h && row < hex_rows(scene); y++, row++) {
		char text[48];
		struct str out = str_init(text, sizeof text);

		describe(scene, blocks, row, &out);
		canvas_textf(canvas, 0, y, NUMBER_X, ROLE_DIM, "+%u", hex_offset(row));
		draw_number(scene, canvas, y, blocks, row);
		draw_before(scene, canvas, y, &blocks->pool, row,
			    TEXT_X + 1 + canvas_text(canvas, TEXT_X, y, area.w - TEXT_X, ROLE_DIM,
						     text));
	}
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	int columns, width;
	struct blocks blocks;
	uint32_t row;

	if (area.h < 1 || !scene->focus.any ||
	    !heap_pool(scene->heap, scene->focus.slot, scene->focus.pool, &blocks.pool))
		return;
	if (blocks.pool.block_size > 0) {
		blocks_read(scene, &blocks);
		blocks_find_labels(scene, &blocks);
	}
	columns = area.w >= COLUMN_LEAST ? area.w / COLUMN_LEAST : 1;
	width = area.w / columns;
	row = first_row(scene, &blocks.pool, (uint32_t)(area.h * columns));
	for (int i = 0; i < columns; i++, row += (uint32_t)area.h) {
		canvas_push(canvas, (struct rect){i * width, 0, width - (i + 1 < columns), area.h});
		draw_rows(scene, canvas, &blocks, row);
		canvas_pop(canvas);
	}
}

static void title(const struct scene *scene, struct str *out)
{
	if (!scene->focus.any) {
		str_add(out, tr(scene, "bytes of the pool"));
		return;
	}
	str_printf(out, tr(scene, "bytes of pool %" PRIu64 ":%u"), scene->focus.slot,
		   scene->focus.pool);
}

const struct view_ops view_bytes = {.name = N_("bytes of the pool"), .title = title, .draw = draw};
