/*
 * pool_line.c - the block selected, on one line under the map.
 *
 *	block 17 +1136: #123456, 50 of 64 B: 14 padding
 *	block 3 +96: free, 2nd on the free list → +48
 */
#include "view/pool_parts.h"

void pool_ordinal(const struct scene *scene, uint32_t number, struct str *out)
{
	uint32_t last = number / 10 % 10 != 1 ? number % 10 : 0;

	str_printf(out,
		   last == 1   ? tr(scene, "%ust")
		   : last == 2 ? tr(scene, "%und")
		   : last == 3 ? tr(scene, "%urd")
			       : tr(scene, "%uth"),
		   number);
}

const char *pool_line_state(enum lang lang, enum pool_state state)
{
	static const char *const words[POOL_STATE_COUNT] = {
		[POOL_VIRGIN] = N_("virgin: never carved"),
		[POOL_USED] = N_("used: some blocks in use"),
		[POOL_FULL] = N_("full: all blocks in use"),
		[POOL_EMPTY] = N_("empty: no block in use"),
	};

	return lang_text(lang, words[state]);
}

static void add_used(const struct scene *scene, struct blocks *blocks, int number,
		     struct str *out)
{
	const struct label *label;

	blocks_find_labels(scene, blocks);
	if (blocks->label_of[number] < 0) {
		str_add(out, tr(scene, "in use, size not known yet"));
		return;
	}
	label = &blocks->labels[blocks->label_of[number]];
	str_printf(out, tr(scene, "%s, %" PRIu64 " of %u B"), label->name, label->requested,
		   blocks->pool.block_size);
	if (label->requested < blocks->pool.block_size)
		str_printf(out, tr(scene, ": %" PRIu64 " padding"),
			   blocks->pool.block_size - label->requested);
}

static void add_free(const struct scene *scene, const struct blocks *blocks, int number,
		     struct str *out)
{
	char ordinal[32], link[48];
	struct str place = str_init(ordinal, sizeof ordinal), to = str_init(link, sizeof link);

	pool_ordinal(scene, blocks->order[number], &place);
	blocks_add_link(scene, blocks, (uint32_t)number, &to);
	str_printf(out, tr(scene, "free, %s on the free list → %s"), ordinal, link);
}

void pool_line_draw(const struct scene *scene, struct blocks *blocks, struct canvas *canvas)
{
	int number = blocks_selected(scene, blocks);
	char text[192];
	struct str out = str_init(text, sizeof text);

	if (number < 0 && blocks_show_selection(scene))
		str_printf(&out, tr(scene, "header +0: %u B"), POOL_OVERHEAD);
	if (number < 0) {
		canvas_text(canvas, 0, 0, canvas_area(canvas).w, ROLE_TEXT, text);
		return;
	}
	str_printf(&out, tr(scene, "block %d +%u: "), number,
		   POOL_OVERHEAD + (uint32_t)number * blocks->pool.block_size);
	switch (blocks_state(blocks, (uint32_t)number)) {
	case BLOCK_USED: add_used(scene, blocks, number, &out); break;
	case BLOCK_FREE: add_free(scene, blocks, number, &out); break;
	case BLOCK_VIRGIN:
		str_add(&out, tr(scene, "virgin"));
		break;
	case BLOCK_LOST:
		str_add(&out, tr(scene, "lost: on no list"));
		break;
	}
	canvas_text(canvas, 0, 0, canvas_area(canvas).w,
		    scene->chosen ? ROLE_STRONG : ROLE_TEXT, text);
}
