/*
 * pool_line.c - the block selected, on one line under the map.
 *
 *	block 17 +1136: #123456, 50 of 64 B: 14 padding
 *	block 3 +96: free, 2nd → +48
 */
#include "view/pool.h"

void pool_ordinal(const struct scene *scene, uint32_t number, struct str *out)
{
	static const char *const endings[] = {"th", "st", "nd", "rd"};
	uint32_t last = number % 10;

	if (scene->options.chinese)
		str_printf(out, "第 %u", number);
	else
		str_printf(out, "%u%s", number,
			   endings[last < 4 && number / 10 % 10 != 1 ? last : 0]);
}

static void add_used(const struct scene *scene, struct blocks *blocks, int number,
		     struct str *out)
{
	const struct label *label;

	blocks_find_labels(scene, blocks);
	if (blocks->label_of[number] < 0) {
		str_add(out, tr(scene, "handed out, size not known yet", "已交出，大小还不知道"));
		return;
	}
	label = &blocks->labels[blocks->label_of[number]];
	str_printf(out, tr(scene, "%s, %" PRIu64 " of %u B", "%s，%" PRIu64 "/%u 字节"),
		   label->name, label->requested, blocks->pool.block_size);
	if (label->requested < blocks->pool.block_size)
		str_printf(out, tr(scene, ": %" PRIu64 " padding", "：%" PRIu64 " 字节填充"),
			   blocks->pool.block_size - label->requested);
}

static void add_free(const struct scene *scene, const struct blocks *blocks, int number,
		     struct str *out)
{
	str_add(out, tr(scene, "free, ", "空闲，"));
	pool_ordinal(scene, blocks->order[number], out);
	str_add(out, " → ");
	blocks_add_link(scene, blocks, (uint32_t)number, out);
}

void pool_line_draw(const struct scene *scene, struct blocks *blocks, struct canvas *canvas)
{
	int number = blocks_selected(scene, blocks);
	char text[192];
	struct str out = str_init(text, sizeof text);

	if (number < 0 && blocks_show_selection(scene))
		str_printf(&out, tr(scene, "header +0: %u B", "池头 +0：%u 字节"), POOL_OVERHEAD);
	if (number < 0) {
		canvas_text(canvas, 0, 0, canvas_area(canvas).w, ROLE_TEXT, text);
		return;
	}
	str_printf(&out, tr(scene, "block %d +%u: ", "块 %d +%u："), number,
		   POOL_OVERHEAD + (uint32_t)number * blocks->pool.block_size);
	switch (block_state(blocks, (uint32_t)number)) {
	case BLOCK_USED: add_used(scene, blocks, number, &out); break;
	case BLOCK_FREE: add_free(scene, blocks, number, &out); break;
	case BLOCK_VIRGIN: str_add(&out, tr(scene, "virgin", "未用过")); break;
	case BLOCK_LOST: str_add(&out, tr(scene, "lost: on no list", "丢失：不在链表里")); break;
	}
	canvas_text(canvas, 0, 0, canvas_area(canvas).w,
		    scene->chosen ? ROLE_STRONG : ROLE_TEXT, text);
}
