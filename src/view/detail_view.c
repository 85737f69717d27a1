/*
 * detail_view.c - beside a zoomed level: everything about what is selected there, and what is
 * happening now.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "view/fill.h"
#include "view/future.h"
#include "view/hex_view.h"
#include "view/pool_parts.h"
#include "view/view.h"

#define NAME_COLUMNS 9   /* of a fact, a blank included */
#define MOST_ARENAS 4096 /* of usable_arenas looked through */
#define MOST_POOLS 4096  /* the same of usedpools */
#define NOW_LEAST 3      /* rows worth having for what happens now */
#define NOW_MOST 6

/* Facts from the top down. */
struct sheet {
	const struct scene *scene;
	struct canvas *canvas;
	int y, bottom;
};

__attribute__((format(printf, 3, 4))) static void fact(struct sheet *sheet, const char *name,
						       const char *format, ...)
{
	int width = canvas_area(sheet->canvas).w - NAME_COLUMNS, rows;
	char text[256];
	va_list arguments;

	if (sheet->y >= sheet->bottom)
		return;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	canvas_text(sheet->canvas, 0, sheet->y, NAME_COLUMNS - 1, ROLE_DIM, name);
	rows = canvas_paragraph(sheet->canvas,
				(struct rect){NAME_COLUMNS, sheet->y, width,
					      sheet->bottom - sheet->y},
				0, ROLE_STRONG, text);
	sheet->y += rows > 0 ? rows : 1;
}

/* A bar of the sheet's width. */
static void bar(struct sheet *sheet, enum role role, uint64_t part, uint64_t whole)
{
	int width = canvas_area(sheet->canvas).w - 1;
	int filled = whole ? (int)(part * (uint64_t)width / whole) : 0;

	if (sheet->y >= sheet->bottom)
		return;
	canvas_fill(sheet->canvas, (struct rect){0, sheet->y, width, 1}, ROLE_BLOCK_VIRGIN, 0xb7);
	canvas_fill(sheet->canvas, (struct rect){0, sheet->y, part && !filled ? 1 : filled, 1},
		    role, 0x2588);
	sheet->y++;
}

/* A block: what was asked for, and padding. */
static void padding_bar(struct sheet *sheet, uint64_t asked, uint64_t size)
{
	int width = canvas_area(sheet->canvas).w - 1;
	int filled = (int)((asked * (uint64_t)width + size / 2) / size);

	if (sheet->y >= sheet->bottom || width < 1)
		return;
	if (asked < size && filled >= width)
		filled = width - 1;
	canvas_fill(sheet->canvas, (struct rect){0, sheet->y, width, 1}, ROLE_PADDING, 0x2591);
	canvas_fill(sheet->canvas, (struct rect){0, sheet->y, filled, 1}, ROLE_BLOCK_USED, 0x2588);
	sheet->y++;
}

static void address_fact(struct sheet *sheet, addr where)
{
	const struct scene *scene = sheet->scene;
	uint64_t shown;

	if (!heap_shown(scene->heap, where, &shown))
		return;
	/* Calls made anew under another model have no process. */
	fact(sheet, tr(scene, "address"),
	     scene->program->was_recorded && !scene->heap->told ? tr(scene, "0x%" PRIx64 ", the model's")
								: "0x%" PRIx64, shown);
}

/* What becomes of the blocks that hold it. */
static void lifetime_fact(struct sheet *sheet, uint64_t slot, uint32_t from, uint32_t to)
{
	const struct scene *scene = sheet->scene;
	struct lifetime_sum sum;
	char text[160];
	struct str out = str_init(text, sizeof text);

	if (!scene->options.future.shown)
		return;
	sum = future_sum(scene, slot, from, to);
	future_sum_words(scene, &sum, &out);
	fact(sheet, tr(scene, "future"), "%s", text);
}

/* -- an arena ------------------------------------------------------------------------ */

static void usable_fact(struct sheet *sheet, uint64_t slot)
{
	const struct scene *scene = sheet->scene;
	uint64_t slots[MOST_ARENAS];
	size_t count = heap_usable_arenas(scene->heap, slots, MOST_ARENAS);
	char text[16];
	struct str out = str_init(text, sizeof text);

	for (size_t i = 0; i < count; i++) {
		if (slots[i] != slot)
			continue;
		pool_ordinal(scene, (uint32_t)i + 1, &out);
		fact(sheet, tr(scene, "list"), tr(scene, "%s of %zu in usable_arenas"), text,
		     count);
		return;
	}
	fact(sheet, tr(scene, "list"), "%s", tr(scene, "in none"));
}

/* The fields of the arena object that move, and what they were. */
static void object_facts(struct sheet *sheet, uint64_t slot)
{
	const struct scene *scene = sheet->scene;
	const struct store *store = scene->heap->store;
	const struct arena_object *arena = &scene->heap->arenas[slot];
	uint64_t was;
	char text[64];
	struct str out = str_init(text, sizeof text);

	if (scene_field_changed(scene, store_addr(store, &arena->nfreepools), 4, &was))
		str_printf(&out, "%" PRIu64 " → ", was);
	str_printf(&out, "%u", arena->nfreepools);
	fact(sheet, tr(scene, "free"), tr(scene, "%s pools (nfreepools)"), text);
	out = str_init(text, sizeof text);
	if (scene_field_changed(scene, store_addr(store, &arena->pool_address), 8, &was)) {
		scene_pool_address(scene, slot, was, &out);
		str_add(&out, " → ");
	}
	scene_pool_address(scene, slot, arena->pool_address, &out);
	fact(sheet, tr(scene, "next new"), "%s (pool_address)", text);
}

static void show_arena(struct sheet *sheet)
{
	const struct scene *scene = sheet->scene;
	uint64_t slot = scene->focus.slot;
	struct arena_info arena;
	struct fill fill;
	char share[16], bytes[32], states[96];
	struct str out = str_init(share, sizeof share), number = str_init(bytes, sizeof bytes);
	struct str pools = str_init(states, sizeof states);

	if (!heap_arena(scene->heap, slot, &arena) || arena.state == ARENA_UNUSED) {
		fact(sheet, tr(scene, "state"), "%s",
		     scene_had_arena(scene, slot) ? tr(scene, "given back to the system")
						  : tr(scene, "never obtained"));
		return;
	}
	fill = fill_of(scene, &arena, 0, arena.ntotalpools);
	fact(sheet, tr(scene, "state"), "%s",
	     arena.state == ARENA_FULL		     ? tr(scene, "no free pool")
	     : arena.nfreepools == arena.ntotalpools ? tr(scene, "all pools free")
						     : tr(scene, "has free pools"));
	usable_fact(sheet, slot);
	fill_states(scene, &fill, &pools);
	fact(sheet, tr(scene, "pools"), tr(scene, "%u: %s"), arena.ntotalpools, states);
	str_thousands(&number, fill.blocks);
	fact(sheet, tr(scene, "blocks"),
	     tr(scene, "%s in use"), bytes);
	lifetime_fact(sheet, slot, 0, arena.ntotalpools);
	number = str_init(bytes, sizeof bytes);
	str_thousands(&number, fill.bytes);
	fill_share(fill.bytes, fill.capacity, &out);
	fact(sheet, tr(scene, "bytes"), tr(scene, "%s in use, %s"), bytes, share);
	bar(sheet, ROLE_BLOCK_USED, fill.bytes, fill.capacity);
	object_facts(sheet, slot);
	address_fact(sheet, arena.address);
}

/* -- a pool -------------------------------------------------------------------------- */

static bool find(const addr *pools, size_t count, addr pool, uint32_t *place)
{
	for (size_t i = 0; i < count; i++) {
		if (pools[i] == pool) {
			*place = (uint32_t)i + 1;
			return true;
		}
	}
	return false;
}

/* The list that the pool is in, and its place there. */
static void list_fact(struct sheet *sheet, const struct pool_info *pool)
{
	const struct scene *scene = sheet->scene;
	const char *name = tr(scene, "list");
	addr pools[MOST_POOLS];
	char text[16];
	struct str out = str_init(text, sizeof text);
	size_t count = heap_freepools(scene->heap, scene->focus.slot, pools, MOST_POOLS);
	uint32_t place;

	if (find(pools, count, pool->address, &place)) {
		pool_ordinal(scene, place, &out);
		fact(sheet, name, tr(scene, "%s of %zu in freepools"), text, count);
		return;
	}
	count = pool->block_size ? heap_usedpools(scene->heap, pool->szidx, pools, MOST_POOLS) : 0;
	if (find(pools, count, pool->address, &place)) {
		pool_ordinal(scene, place, &out);
		fact(sheet, name, tr(scene, "%s of %zu in usedpools"), text, count);
		return;
	}
	fact(sheet, name, "%s", tr(scene, "in none"));
}

static void blocks_fact(struct sheet *sheet, const struct pool_info *pool)
{
	const struct scene *scene = sheet->scene;
	struct blocks blocks = {.pool = *pool};
	uint32_t listed = 0;

	blocks_read(scene, &blocks);
	for (uint32_t i = 0; i < blocks.count; i++)
		listed += blocks.order[i] != 0;
	fact(sheet, tr(scene, "blocks"), tr(scene, "%u of %u in use, %u free, %u virgin"), pool->used,
	     pool->capacity, listed,
	     pool->capacity > pool->carved ? pool->capacity - pool->carved : 0);
	if (blocks.lost_count)
		fact(sheet, tr(scene, "lost"),
		     blocks.lost_count == 1 ? tr(scene, "%u block, on no list")
					    : tr(scene, "%u blocks, on no list"),
		     blocks.lost_count);
}

static void show_pool(struct sheet *sheet)
{
	const struct scene *scene = sheet->scene;
	struct pool_info pool;

	if (!heap_pool(scene->heap, scene->focus.slot, scene->focus.pool, &pool))
		return;
	fact(sheet, tr(scene, "state"), "%s", pool_line_state(scene_lang(scene), pool.state));
	if (pool.state != POOL_VIRGIN)
		list_fact(sheet, &pool);
	if (pool.block_size) {
		fact(sheet, tr(scene, "class"), tr(scene, "%u: blocks of %u B"), pool.szidx,
		     pool.block_size);
		blocks_fact(sheet, &pool);
		bar(sheet, ROLE_BLOCK_USED, pool.used, pool.capacity);
		lifetime_fact(sheet, scene->focus.slot, pool.index, pool.index + 1);
	}
	address_fact(sheet, pool.address);
}

/* -- a block ------------------------------------------------------------------------- */

static void used_facts(struct sheet *sheet, struct blocks *blocks, int number)
{
	const struct scene *scene = sheet->scene;
	uint32_t size = blocks->pool.block_size;
	const struct label *label;
	char call[32], future[80];
	struct str out = str_init(call, sizeof call), ending = str_init(future, sizeof future);

	blocks_find_labels(scene, blocks);
	fact(sheet, tr(scene, "state"), "%s", tr(scene, "in use"));
	if (blocks->label_of[number] < 0) {
		fact(sheet, tr(scene, "asked"), "%s",
		     scene->program->misuses
			     ? tr(scene, "not known: no name stands for it")
			     : tr(scene, "not known before the operation is complete"));
		return;
	}
	label = &blocks->labels[blocks->label_of[number]];
	fact(sheet, tr(scene, "label"), "%s", label->name);
	if (label->call) {
		str_thousands(&out, label->call);
		fact(sheet, tr(scene, "call"), "%s", call);
	}
	if (label->line)
		fact(sheet, tr(scene, "line"), tr(scene, "%u of the file"), label->line);
	future_words(scene, label->born, &ending);
	fact(sheet, tr(scene, "future"), "%s", future);
	fact(sheet, tr(scene, "asked"), tr(scene, "%" PRIu64 " of %u bytes"), label->requested,
	     size);
	padding_bar(sheet, label->requested, size);
	if (label->requested < size)
		fact(sheet, tr(scene, "padding"),
		     size - label->requested == 1 ? tr(scene, "%" PRIu64 " byte, from +%" PRIu64)
						  : tr(scene, "%" PRIu64 " bytes, from +%" PRIu64),
		     size - label->requested,
		     POOL_OVERHEAD + (uint64_t)number * size + label->requested);
}

static void free_facts(struct sheet *sheet, const struct blocks *blocks, int number)
{
	const struct scene *scene = sheet->scene;
	uint32_t order = blocks->order[number], count = 0;
	addr inside = blocks_link(scene, blocks, (uint32_t)number) - blocks->pool.address;
	char text[64];
	struct str out = str_init(text, sizeof text);

	for (uint32_t i = 0; i < blocks->count; i++)
		count += blocks->order[i] != 0;
	pool_ordinal(scene, order, &out);
	fact(sheet, tr(scene, "state"), tr(scene, "free, %s of %u on the free list"), text, count);
	out = str_init(text, sizeof text);
	if (inside >= POOL_OVERHEAD && inside < scene->model->pool_size)
		str_printf(&out, tr(scene, "block %u at "),
			   (uint32_t)(inside - POOL_OVERHEAD) / blocks->pool.block_size);
	blocks_add_link(scene, blocks, (uint32_t)number, &out);
	fact(sheet, tr(scene, "link"), "%s", text);
}

static void show_block(struct sheet *sheet, struct blocks *blocks, int number)
{
	const struct scene *scene = sheet->scene;
	uint32_t offset = POOL_OVERHEAD + (uint32_t)number * blocks->pool.block_size;

	switch (blocks_state(blocks, (uint32_t)number)) {
	case BLOCK_USED:
		used_facts(sheet, blocks, number);
		break;
	case BLOCK_FREE:
		free_facts(sheet, blocks, number);
		break;
	case BLOCK_VIRGIN:
		fact(sheet, tr(scene, "state"), "%s", tr(scene, "virgin: never handed out"));
		break;
	case BLOCK_LOST:
		fact(sheet, tr(scene, "state"), "%s",
		     tr(scene, "lost: neither in use nor on the free list"));
		break;
	}
	fact(sheet, tr(scene, "offset"), "+%u", offset);
	address_fact(sheet, blocks->pool.address + offset);
}

/* -- bytes --------------------------------------------------------------------------- */

static const char *meaning_of(const struct scene *scene, uint32_t row)
{
	static const char *const meanings[HEADER_FIELDS] = {
		N_("blocks in use"),
		N_("first block of the free list; NULL: the pool is full"),
		N_("the next pool in usedpools or in freepools"),
		N_("the previous pool in usedpools; otherwise stale"),
		N_("the arena that the pool lies in"),
		N_("the size class"),
		N_("where the first virgin block begins"),
		N_("the last offset at which a block fits"),
	};

	return tr(scene, meanings[row]);
}

static void show_field(struct sheet *sheet, const struct pool_info *pool, uint32_t row)
{
	const struct scene *scene = sheet->scene;
	addr where = pool->address + hex_offset(row);
	uint32_t size = hex_offset(row + 1) - hex_offset(row);
	uint64_t word;
	char text[64];
	struct str out = str_init(text, sizeof text);

	hex_field_value(scene, pool, row, &out);
	fact(sheet, tr(scene, "field"), "%s", hex_fields[row]);
	if (hex_shown(scene, pool, hex_offset(row), size, &word))
		fact(sheet, tr(scene, "value"), "0x%" PRIx64, word);
	fact(sheet, tr(scene, "reads"), "%s", text);
	out = str_init(text, sizeof text);
	if (hex_field_before(scene, pool, row, &out))
		fact(sheet, tr(scene, "was"), "%s", text);
	fact(sheet, tr(scene, "means"), "%s", meaning_of(scene, row));
	fact(sheet, tr(scene, "size"), tr(scene, "%u bytes"), size);
	address_fact(sheet, where);
}

/* The word selected, and what it was. */
static void show_word(struct sheet *sheet, const struct pool_info *pool, uint32_t offset)
{
	const struct scene *scene = sheet->scene;
	char text[64];
	struct str out = str_init(text, sizeof text);
	uint64_t word;

	if (hex_shown(scene, pool, offset, 8, &word))
		fact(sheet, tr(scene, "word"), tr(scene, "0x%" PRIx64 " at +%u"), word, offset);
	if (hex_word_before(scene, pool, offset, &out))
		fact(sheet, tr(scene, "was"), "%s", text);
}

/* -- what is selected ---------------------------------------------------------------- */

static void show_bytes(struct sheet *sheet)
{
	const struct scene *scene = sheet->scene;
	struct blocks blocks;
	int number;

	if (!heap_pool(scene->heap, scene->focus.slot, scene->focus.pool, &blocks.pool) ||
	    blocks.pool.block_size == 0)
		return;
	if (scene->selection.offset < POOL_OVERHEAD) {
		if (scene->options.stage.level == LEVEL_BYTES)
			show_field(sheet, &blocks.pool, hex_row(scene->selection.offset));
		else
			show_pool(sheet);
		return;
	}
	blocks_read(scene, &blocks);
	number = blocks_selected(scene, &blocks);
	if (scene->options.stage.level == LEVEL_BYTES)
		show_word(sheet, &blocks.pool, scene->selection.offset & ~7u);
	if (number >= 0)
		show_block(sheet, &blocks, number);
	if (scene->options.stage.level == LEVEL_BYTES &&
	    !scene_knows_bytes(scene, &blocks.pool, scene->selection.offset))
		fact(sheet, tr(scene, "bytes"), "%s",
		     tr(scene, "what blocks held is not in a recording"));
}

/* The operation and the sentence of its latest step, on the last rows; returns the rows left. */
static int draw_now(const struct scene *scene, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	const struct current *current = &scene->operation;
	int rows = area.h / 3 < NOW_MOST ? area.h / 3 : NOW_MOST, y = area.h - rows;
	char text[256];
	struct str out = str_init(text, sizeof text);

	if (rows < NOW_LEAST || !current->any)
		return area.h;
	scene_operation(scene, &current->event, scene_result(scene), &out);
	canvas_text(canvas, 0, y, area.w, ROLE_STRONG, text);
	if (current->steps_done == 0 || current->step_count == 0)
		return y - 1;
	out = str_init(text, sizeof text);
	step_sentence(scene->heap,
		      journal_step(scene->journal, current->first_step + current->steps_done - 1),
		      scene_lang(scene), &out);
	canvas_paragraph(canvas, (struct rect){0, y + 1, area.w, rows - 1}, 0, ROLE_STEP_NOW, text);
	return y - 1;
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	struct sheet sheet = {.scene = scene, .canvas = canvas};

	sheet.bottom = draw_now(scene, canvas);
	if (!scene->focus.any)
		return;
	switch (scene->options.stage.level) {
	case LEVEL_NONE:
		break;
	case LEVEL_PROCESS:
		show_arena(&sheet);
		break;
	case LEVEL_ARENA:
		show_pool(&sheet);
		break;
	case LEVEL_POOL:
	case LEVEL_BYTES:
		show_bytes(&sheet);
		break;
	}
}

static void title(const struct scene *scene, struct str *out)
{
	const struct focus *focus = &scene->focus;
	struct blocks blocks;
	int number = -1;

	if (!focus->any || (scene->gone && scene->options.stage.level >= LEVEL_POOL)) {
		str_add(out, tr(scene, "detail"));
		return;
	}
	if (scene->options.stage.level == LEVEL_PROCESS) {
		str_printf(out, "arena %" PRIu64, focus->slot);
		return;
	}
	if (scene->options.stage.level == LEVEL_ARENA) {
		str_printf(out, tr(scene, "pool %" PRIu64 ":%u"), focus->slot, focus->pool);
		return;
	}
	if (heap_pool(scene->heap, focus->slot, focus->pool, &blocks.pool)) {
		blocks.count = blocks.pool.capacity;
		number = blocks_selected(scene, &blocks);
	}
	if (number >= 0)
		str_printf(out, tr(scene, "block %d"), number);
	else if (scene->selection.offset >= POOL_OVERHEAD)
		str_add(out, tr(scene, "tail"));
	else
		str_add(out, tr(scene, "header"));
}

const struct view_ops view_detail = {.name = N_("detail"), .title = title, .draw = draw};
