/*
 * bytes_view.c - the pool in focus as it lies in memory: a word a line, what it means
 * beside it.
 *
 *	+0   0000000000000003  ref.count
 */
#include <string.h>

#include "base/str.h"
#include "view/view.h"

static const char *const header_fields[6] = {"ref.count",  "freeblock",         "nextpool",
					     "prevpool",   "arenaindex szidx",  "next max offset"};

static void draw_word(const struct scene *scene, struct canvas *canvas, int x, int y,
		      const struct pool_info *pool, uint32_t offset)
{
	addr where = pool->address + offset;
	uint64_t word;

	if (!scene_knows_bytes(scene, pool, offset)) {
		canvas_fill(canvas, (struct rect){x, y, 16, 1}, ROLE_DIM, 0xb7);
		return;
	}
	memcpy(&word, store_at(scene->heap->store, where), sizeof word);
	canvas_textf(canvas, x, y, 16, word ? ROLE_TEXT : ROLE_DIM, "%016" PRIx64, word);
	if (scene_changed(scene, where, NULL))
		canvas_flag(canvas, (struct rect){x, y, 16, 1}, CELL_CHANGED);
}

/* What begins in the 8 bytes at [offset]. */
static void describe(const struct scene *scene, const struct pool_info *pool, uint32_t offset,
		     struct str *out)
{
	uint32_t inside = pool->block_size ? (offset - POOL_OVERHEAD) % pool->block_size : 1;
	addr free_blocks[1024];
	size_t count;

	if (offset < POOL_OVERHEAD) {
		str_add(out, header_fields[offset / 8]);
		return;
	}
	if (inside != 0)
		return;
	if (offset >= pool->nextoffset) {
		str_add(out, offset > pool->maxnextoffset ? tr(scene, "tail", "零头")
			     : offset == pool->nextoffset  ? "▹nextoffset"
							   : tr(scene, "virgin", "未用过"));
		return;
	}
	count = heap_free_list(scene->heap, pool, free_blocks, 1024);
	for (size_t i = 0; i < count; i++) {
		if (free_blocks[i] == pool->address + offset) {
			str_printf(out, tr(scene, "free %zu", "空闲 %zu"), i + 1);
			return;
		}
	}
	str_add(out, tr(scene, "block", "块"));
}

/* From the top, or around the last change if that is further down. */
static uint32_t first_line(const struct scene *scene, const struct pool_info *pool, int rows)
{
	uint32_t lines = scene->model->pool_size / 8, line = 0;

	for (size_t i = 0; i < scene->change_count; i++) {
		uint64_t offset = scene->changes[i].where - pool->address;

		if (offset >= POOL_OVERHEAD && offset < scene->model->pool_size)
			line = (uint32_t)offset / 8;
	}
	if (line < (uint32_t)rows)
		return 0;
	line -= (uint32_t)rows / 2;
	return line + (uint32_t)rows > lines ? lines - (uint32_t)rows : line;
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas);
	struct pool_info pool;
	uint32_t line;

	if (area.h < 1 || !scene->focus.any ||
	    !heap_pool(scene->heap, scene->focus.slot, scene->focus.pool, &pool))
		return;
	line = first_line(scene, &pool, area.h);
	for (int y = 0; y < area.h && line < scene->model->pool_size / 8; y++, line++) {
		char text[48];
		struct str out = str_init(text, sizeof text);

		describe(scene, &pool, line * 8, &out);
		canvas_textf(canvas, 0, y, 7, ROLE_DIM, "+%u", line * 8);
		draw_word(scene, canvas, 7, y, &pool, line * 8);
		canvas_text(canvas, 24, y, area.w - 24, ROLE_DIM, text);
	}
}

static void title(const struct scene *scene, struct str *out)
{
	str_printf(out, tr(scene, "bytes of pool %" PRIu64 ":%u", "池 %" PRIu64 ":%u 的字节"),
		   scene->focus.slot, scene->focus.pool);
}

const struct view_ops view_bytes = {
	.names = {"bytes of the pool", "池的字节"}, .title = title, .draw = draw};
