/*
 * hex_view.c - the innermost level: the bytes of a pool, in the order of memory, decoded.
 *
 *	+0     04 00 00 00 00 00 00 00  ref.count 4
 *	...
 *	+44    f0 0f 00 00              maxnextoffset 4080
 *	+48    00 00 00 00 00 00 00 00  ■ block 0: a
 *
 * The fields of the header stay on top; under them the words around the block selected.
 */
#include "view/hex_view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "view/pool_parts.h"
#include "view/target.h"
#include "view/things.h"
#include "view/zoom.h"

#define HEX_X 7
#define HEX_COLUMNS 23 /* "00 11 22 33 44 55 66 77" */
#define TEXT_X (HEX_X + HEX_COLUMNS + 1)
#define TEXT_LEAST 10 /* columns of words; where there are fewer they stand in place of the bytes */
#define PINNED_HEIGHT 12 /* from here on the header stays on top */

const char *const hex_fields[HEADER_FIELDS] = {"ref.count",  "freeblock",    "nextpool",
					       "prevpool",   "arenaindex",   "szidx",
					       "nextoffset", "maxnextoffset"};

static const uint8_t field_offsets[HEADER_FIELDS + 1] = {0, 8, 16, 24, 32, 36, 40, 44, 48};

uint32_t hex_rows(const struct scene *scene)
{
	return HEADER_FIELDS + (scene->model->pool_size - POOL_OVERHEAD) / 8;
}

uint32_t hex_offset(uint32_t row)
{
	return row < HEADER_FIELDS ? field_offsets[row] : POOL_OVERHEAD + (row - HEADER_FIELDS) * 8;
}

uint32_t hex_row(uint32_t offset)
{
	uint32_t row = 0;

	if (offset >= POOL_OVERHEAD)
		return HEADER_FIELDS + (offset - POOL_OVERHEAD) / 8;
	while (field_offsets[row + 1] <= offset)
		row++;
	return row;
}

/* A field of 8 or 4 bytes, out of the word that it lies in. */
static uint64_t field_in(uint64_t word, uint32_t row)
{
	uint32_t offset = field_offsets[row];

	if (field_offsets[row + 1] - offset == 8 && row > 0)
		return word;
	return (uint32_t)(word >> (offset % 8 * 8)); /* ref.count is half of a union, too */
}

static void add_field(const struct scene *scene, const struct pool_info *pool, uint32_t row,
		      uint64_t value, struct str *out)
{
	if (row == 1 && value - pool->address < scene->model->pool_size)
		str_printf(out, "+%" PRIu64, value - pool->address);
	else if (row >= 1 && row <= 3)
		scene_place(scene, value, out);
	else
		str_printf(out, "%" PRIu64, value);
}

static uint64_t word_at(const struct scene *scene, addr where)
{
	uint64_t word;

	memcpy(&word, store_at(scene->heap->store, where & ~UINT64_C(7)), sizeof word);
	return word;
}

/* Whether the word at an offset can hold nothing but an address: header fields, and links. */
static bool is_address(const struct scene *scene, uint32_t offset)
{
	return offset < POOL_OVERHEAD ? offset >= field_offsets[1] && offset < field_offsets[4]
				      : scene->program->was_recorded;
}

bool hex_shown(const struct scene *scene, const struct pool_info *pool, uint32_t offset,
	       uint32_t count, uint64_t *value)
{
	uint64_t word = word_at(scene, pool->address + offset);

	*value = 0;
	if (!scene_knows_bytes(scene, pool, offset) ||
	    (is_address(scene, offset) && !heap_shown(scene->heap, word, &word)))
		return false;
	*value = word >> (offset % 8 * 8);
	if (count < 8)
		*value &= (UINT64_C(1) << 8 * count) - 1;
	return true;
}

void hex_field_value(const struct scene *scene, const struct pool_info *pool, uint32_t row,
		     struct str *out)
{
	uint64_t word = word_at(scene, pool->address + field_offsets[row]);

	add_field(scene, pool, row, field_in(word, row), out);
}

bool hex_field_before(const struct scene *scene, const struct pool_info *pool, uint32_t row,
		      struct str *out)
{
	uint64_t before, bytes = row == 0 ? 4 : field_offsets[row + 1] - field_offsets[row];

	if (!scene_field_changed(scene, pool->address + field_offsets[row], bytes, &before))
		return false;
	add_field(scene, pool, row, before, out);
	return true;
}

bool hex_word_before(const struct scene *scene, const struct pool_info *pool, uint32_t offset,
		     struct str *out)
{
	uint64_t before;

	if (!scene_changed(scene, pool->address + offset, &before) ||
	    before == word_at(scene, pool->address + offset))
		return false;
	if (before - pool->address < scene->model->pool_size)
		str_printf(out, "+%" PRIu64, before - pool->address);
	else if (scene->program->was_recorded)
		return false;
	else if (before == 0)
		str_add(out, "0");
	else
		heap_add_address(scene->heap, before, scene_lang(scene), out);
	return true;
}

const char *hex_brief(const char *place)
{
	static const char list[] = "usedpools[";

	return strncmp(place, list, sizeof list - 1) == 0 ? place + sizeof list - 2 : place;
}

static bool has_bytes(struct canvas *canvas)
{
	return canvas_area(canvas).w >= TEXT_X + TEXT_LEAST;
}

static int text_x(struct canvas *canvas)
{
	return has_bytes(canvas) ? TEXT_X : HEX_X;
}

/* The bytes [offset, offset + count) of the pool; what was in a block of a recording is unknown. */
static void draw_hex(const struct scene *scene, struct canvas *canvas, int y,
		     const struct blocks *blocks, uint32_t offset, uint32_t count)
{
	const struct pool_info *pool = &blocks->pool;
	addr word = pool->address + (offset & ~7u);
	uint64_t value;
	bool known = hex_shown(scene, pool, offset, count, &value);

	for (uint32_t i = 0; i < count && has_bytes(canvas); i++) {
		int x = HEX_X + 3 * (int)i;
		unsigned byte = (unsigned)(value >> 8 * i & 0xff);
		bool padding = blocks_is_padding(blocks, offset + i);

		if (known)
			canvas_textf(canvas, x, y, 2,
				     padding    ? ROLE_PADDING
				     : byte     ? ROLE_TEXT
						: ROLE_DIM, "%02x", byte);
		else
			canvas_text(canvas, x, y, 2, padding ? ROLE_PADDING : ROLE_DIM,
				    padding ? "░░" : "··");
	}
	if (known && has_bytes(canvas) &&
	    (offset >= POOL_OVERHEAD ? scene_changed(scene, word, NULL)
				     : scene_field_changed(scene, pool->address + offset, count, NULL)))
		canvas_flag(canvas, (struct rect){HEX_X, y, 3 * (int)count - 1, 1}, CELL_CHANGED);
}

/* "112 → 128", "112→128" or, where even that is too long, only what it is. */
static void spell_field(const struct scene *scene, const struct pool_info *pool, uint32_t row,
			int room, char *text, size_t bytes)
{
	char before[48], value[48];
	struct str was = str_init(before, sizeof before), is = str_init(value, sizeof value);

	hex_field_value(scene, pool, row, &is);
	snprintf(text, bytes, "%s", value);
	if (!hex_field_before(scene, pool, row, &was))
		return;
	for (int brief = 0; brief <= 1; brief++) {
		snprintf(text, bytes, "%s%s%s", brief ? hex_brief(before) : before,
			 scene_arrow(scene, brief), brief ? hex_brief(value) : value);
		if (utf8_columns(text) <= room)
			return;
	}
	snprintf(text, bytes, "%s", value);
}

static void draw_field(const struct scene *scene, struct canvas *canvas, int y,
		       const struct blocks *blocks, uint32_t row)
{
	const struct pool_info *pool = &blocks->pool;
	int name = utf8_columns(hex_fields[row]) + 1;
	int room = canvas_area(canvas).w - text_x(canvas) - name;
	char text[112];

	spell_field(scene, pool, row, room, text, sizeof text);
	draw_hex(scene, canvas, y, blocks, field_offsets[row],
		 (uint32_t)(field_offsets[row + 1] - field_offsets[row]));
	canvas_text(canvas, text_x(canvas), y, room + name, ROLE_POOL_HEADER, hex_fields[row]);
	canvas_text(canvas, text_x(canvas) + name, y, room, ROLE_STRONG, text);
}

/* What begins in a block's first word. */
static void describe_block(const struct scene *scene, const struct blocks *blocks, uint32_t number,
			   struct str *out)
{
	switch (blocks_state(blocks, number)) {
	case BLOCK_USED:
		str_printf(out, tr(scene, "■ block %u"), number);
		if (blocks->label_of[number] >= 0)
			str_printf(out, " %s", blocks->labels[blocks->label_of[number]].name);
		break;
	case BLOCK_FREE:
		str_printf(out, tr(scene, "%s block %u, free "),
			   blocks->pool.state == POOL_EMPTY ? "□" : "○", number);
		pool_ordinal(scene, blocks->order[number], out);
		break;
	case BLOCK_VIRGIN:
		str_printf(out,
			   number == blocks->pool.carved ? "▹ nextoffset"
							 : tr(scene, "· virgin %u"),
			   number);
		break;
	case BLOCK_LOST:
		str_printf(out, tr(scene, "× block %u, lost"), number);
		break;
	}
}

/* Where the link of a free block leads, if there is room to say so. */
static void add_link(const struct scene *scene, const struct blocks *blocks, uint32_t number,
		     int room, struct str *out)
{
	char text[48];
	struct str link = str_init(text, sizeof text);

	str_add(&link, " → ");
	blocks_add_link(scene, blocks, number, &link);
	if (utf8_columns(out->text) + utf8_columns(text) <= room)
		str_add(out, text);
}

static enum role role_of(const struct blocks *blocks, uint32_t number)
{
	static const enum role roles[] = {[BLOCK_USED] = ROLE_BLOCK_USED,
					  [BLOCK_FREE] = ROLE_BLOCK_FREE,
					  [BLOCK_VIRGIN] = ROLE_BLOCK_VIRGIN,
					  [BLOCK_LOST] = ROLE_BLOCK_LOST};

	return roles[blocks_state(blocks, number)];
}

/* Characters, where a scenario has written some; returns their columns. */
static int draw_characters(const struct scene *scene, struct canvas *canvas, int y,
			    const struct blocks *blocks, uint32_t offset)
{
	const char *bytes = store_at(scene->heap->store, blocks->pool.address + offset);
	int room = canvas_area(canvas).w - text_x(canvas) - 2;
	char text[9] = "";

	if (!scene_knows_bytes(scene, &blocks->pool, offset))
		return 0;
	for (int i = 0; i < 8; i++) {
		if (bytes[i] < ' ' || bytes[i] > '~')
			break;
		text[i] = bytes[i];
		text[i + 1] = '\0';
	}
	if (!text[0])
		return 0;
	return 1 + canvas_textf(canvas, text_x(canvas) + 2, y, room, ROLE_DIM, "\"%s\"", text);
}

/* Behind what is said about a word, [x] columns behind the bytes: what the word was, and where
 * padding begins how much it is. */
static void draw_aside(const struct scene *scene, struct canvas *canvas, int y,
		       const struct blocks *blocks, uint32_t offset, int x)
{
	int room = canvas_area(canvas).w - text_x(canvas) - x;
	char text[64];
	struct str out = str_init(text, sizeof text);

	str_add(&out, tr(scene, "was "));
	if (hex_word_before(scene, &blocks->pool, offset, &out) && utf8_columns(text) <= room) {
		x += canvas_text(canvas, text_x(canvas) + x, y, room, ROLE_POINTER, text) + 1;
		room = canvas_area(canvas).w - text_x(canvas) - x;
	}
	out = str_init(text, sizeof text);
	blocks_add_padding(scene, blocks, offset, &out);
	if (utf8_columns(text) <= room)
		canvas_text(canvas, text_x(canvas) + x, y, room, ROLE_PADDING, text);
}

static void draw_word(const struct scene *scene, struct canvas *canvas, int y,
		      const struct blocks *blocks, uint32_t offset)
{
	uint32_t size = blocks->pool.block_size, number = (offset - POOL_OVERHEAD) / size;
	int room = canvas_area(canvas).w - text_x(canvas);
	char text[96];
	struct str out = str_init(text, sizeof text);

	draw_hex(scene, canvas, y, blocks, offset, 8);
	if (number >= blocks->count) {
		canvas_text(canvas, text_x(canvas), y, room, ROLE_TAIL, tr(scene, "~ tail"));
		return;
	}
	if ((offset - POOL_OVERHEAD) % size != 0) {
		if (blocks_is_padding(blocks, offset))
			canvas_put(canvas, text_x(canvas), y, ROLE_PADDING, 0x2591); /* ░ */
		else
			canvas_put(canvas, text_x(canvas), y, role_of(blocks, number), 0x2502); /* │ */
		draw_aside(scene, canvas, y, blocks, offset,
			   2 + draw_characters(scene, canvas, y, blocks, offset));
		return;
	}
	describe_block(scene, blocks, number, &out);
	if (blocks->order[number])
		add_link(scene, blocks, number, room, &out);
	draw_aside(scene, canvas, y, blocks, offset,
		   1 + canvas_text(canvas, text_x(canvas), y, room, role_of(blocks, number), text));
}

static void draw_row(const struct scene *scene, struct canvas *canvas, int y,
		     const struct blocks *blocks, uint32_t row)
{
	uint32_t offset = hex_offset(row);
	struct rect line = {0, y, canvas_area(canvas).w, 1};

	canvas_textf(canvas, 0, y, HEX_X, ROLE_DIM, "+%u", offset);
	if (row < HEADER_FIELDS)
		draw_field(scene, canvas, y, blocks, row);
	else
		draw_word(scene, canvas, y, blocks, offset);
	if (scene->selection.any && hex_row(scene->selection.offset) == row)
		canvas_flag(canvas, (struct rect){0, y, HEX_X - 1, 1}, CELL_SELECTED);
	tag_byte(canvas, line, &scene->focus, offset);
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	int height = canvas_area(canvas).h, pinned = height >= PINNED_HEIGHT ? HEADER_FIELDS : 0;
	int first = pinned, top = pinned + (pinned > 0), rows, y = 0;
	struct blocks blocks;

	if (!blocks_open(scene, canvas, &blocks))
		return;
	blocks_find_labels(scene, &blocks);
	rows = (int)hex_rows(scene);
	if (scene->selection.any)
		first = (int)hex_row(scene->selection.offset) - (height - top) / 3;
	if (first > rows - (height - top))
		first = rows - (height - top);
	if (first < pinned)
		first = pinned;
	for (; y < pinned; y++)
		draw_row(scene, canvas, y, &blocks, (uint32_t)y);
	if (pinned)
		canvas_hline(canvas, 0, y++, canvas_area(canvas).w, ROLE_BORDER);
	for (; y < height && first < rows; y++, first++)
		draw_row(scene, canvas, y, &blocks, (uint32_t)first);
}

static void title(const struct scene *scene, struct str *out)
{
	zoom_path(scene, LEVEL_BYTES, out);
}

static void scale(const struct scene *scene, struct rect inside, struct str *out)
{
	char text[64];
	struct str bytes = str_init(text, sizeof text);

	str_printf(&bytes, tr(scene, " · %u, lowest address first"), scene->model->pool_size);
	zoom_add_fitting(out, inside, text);
}

/* -- choosing ------------------------------------------------------------------------------ */

static int64_t count(const struct scene *scene)
{
	return hex_rows(scene);
}

static int64_t chosen(const struct scene *scene)
{
	return scene->selection.any ? hex_row(scene->selection.offset) : 0;
}

static void choose(const struct scene *scene, int64_t number, struct choice *choice)
{
	(void)scene;
	choice->selection = (struct selection){.any = true, .offset = hex_offset((uint32_t)number)};
}

const struct things hex_things = {
	.count = count, .chosen = chosen, .choose = choose, .rows = &pool_things};

const struct view_ops view_hex = {
	.name = N_("bytes"), .title = title, .scale = scale, .draw = draw, .things = &hex_things};
