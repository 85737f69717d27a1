/*
 * pool_legend.c - what the characters of the map and of the line under it mean.
 *
 *	H header  ■▄ used  ░ padding  1 2 ○ free, in order  ▹· virgin  ~ tail
 *
 * Every character that such a pool can show is named, so that nothing jumps from step to step;
 * only lost blocks, which are rare, come and go.
 */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "view/future.h"
#include "view/pool.h"

enum entry_id { HEADER, USED, NEVER, LATER, SOON, UNKNOWN, PADDING, FREE, EMPTY, VIRGIN, TAIL, LOST, ENTRY_COUNT };

struct entry {
	enum role role;
	const char *glyphs;
	const char *words[2][2]; /* in full, short; English, Chinese */
};

static const struct entry usual[ENTRY_COUNT] = {
	[HEADER] = {ROLE_POOL_HEADER, "H", {{"header", "池头"}, {"header", "池头"}}},
	[USED] = {ROLE_BLOCK_USED, "■▄", {{"used", "在用"}, {"used", "在用"}}},
	[NEVER] = {ROLE_FUTURE_NEVER, "█", {{"never freed", "不释放"}, {"never", "不释放"}}},
	[LATER] = {ROLE_FUTURE_LATER, "▙", {{"freed later", "以后释放"}, {"later", "以后"}}},
	[SOON] = {ROLE_FUTURE_SOON, "▖", {{"soon", "很快"}, {"soon", "很快"}}},
	[UNKNOWN] = {ROLE_DIM, "?", {{"not known", "未知"}, {"unknown", "未知"}}},
	[PADDING] = {ROLE_PADDING, "░", {{"padding", "填充"}, {"padding", "填充"}}},
	[FREE] = {ROLE_BLOCK_FREE, "1 2 ○", {{"free, in order", "空闲链表次序"}, {"free", "空闲"}}},
	[EMPTY] = {ROLE_POOL_EMPTY, "1 2 □",
		   {{"in an empty pool, in order", "空池里，按次序"}, {"empty pool", "空池里"}}},
	[VIRGIN] = {ROLE_BLOCK_VIRGIN, "▹·", {{"virgin", "未用过"}, {"virgin", "未用过"}}},
	[TAIL] = {ROLE_TAIL, "~", {{"tail", "零头"}, {"tail", "零头"}}},
	[LOST] = {ROLE_BLOCK_LOST, "×", {{"lost: on no list", "丢失：不在链表里"}, {"lost", "丢失"}}},
};

/* How closely it is set. */
struct form {
	int words; /* index of entry.words */
	int gap;
};

static int columns_of(const struct entry *entries, const bool *wanted, struct form form,
		      bool chinese)
{
	int columns = -form.gap;

	for (int id = 0; id < ENTRY_COUNT; id++)
		if (wanted[id])
			columns += utf8_columns(entries[id].glyphs) + 1 + form.gap +
				   utf8_columns(entries[id].words[form.words][chinese]);
	return columns;
}

/* The widest form that fits; where none does, what explains itself best is left out. */
static struct form choose_form(const struct entry *entries, bool *wanted, int width, bool chinese)
{
	static const struct form forms[] = {{0, 2}, {1, 2}, {1, 1}};
	static const enum entry_id given_up[] = {HEADER, TAIL, PADDING, FREE, VIRGIN};

	for (size_t left_out = 0;; left_out++) {
		for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
			if (columns_of(entries, wanted, forms[i], chinese) <= width)
				return forms[i];
		if (left_out == sizeof given_up / sizeof *given_up)
			return (struct form){1, 1};
		wanted[given_up[left_out]] = false;
	}
}

/* After a double free a pool may be empty and have blocks in use. */
static bool has_used(const struct blocks *blocks)
{
	for (uint32_t i = 0; i < blocks->count; i++)
		if (block_state(blocks, i) == BLOCK_USED)
			return true;
	return false;
}

void pool_legend_draw(const struct scene *scene, const struct blocks *blocks,
		      struct canvas *canvas, bool has_padding)
{
	const struct pool_info *pool = &blocks->pool;
	bool is_empty = pool->state == POOL_EMPTY, chinese = scene->options.chinese;
	bool future = scene->options.future;
	char text[64];
	struct str soon = str_init(text, sizeof text);
	bool wanted[ENTRY_COUNT] = {
		[HEADER] = true,
		[USED] = !future && (!is_empty || has_used(blocks)),
		[NEVER] = future,
		[LATER] = future,
		[SOON] = future,
		[UNKNOWN] = future && (!scene->index->complete ||
				    timeline_fates(scene->timeline)->full),
		[PADDING] = has_padding && !is_empty,
		[FREE] = !is_empty,
		[EMPTY] = is_empty,
		[VIRGIN] = true,
		[TAIL] = pool_tail_bytes(scene, pool) > 0,
		[LOST] = blocks->lost_count > 0,
	};
	int width = canvas_area(canvas).w, x = 0;
	struct entry entries[ENTRY_COUNT];
	struct form form;

	memcpy(entries, usual, sizeof entries);
	future_soon(scene, &soon);
	entries[SOON].words[0][chinese] = entries[SOON].words[1][chinese] = text;
	form = choose_form(entries, wanted, width, chinese);

	for (int id = 0; id < ENTRY_COUNT; id++) {
		if (!wanted[id])
			continue;
		x += canvas_text(canvas, x, 0, width - x, entries[id].role, entries[id].glyphs) + 1;
		x += canvas_text(canvas, x, 0, width - x, ROLE_DIM,
				 entries[id].words[form.words][chinese]) + form.gap;
	}
}
