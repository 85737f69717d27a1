/*
 * pool_view.c - the pool in focus: header fields, blocks, pointers; its parts are in
 * pool_header.c, pool_map.c, pool_line.c, pool_pointers.c and pool_legend.c.
 *
 *	ref.count 3  freeblock +96  nextpool usedpools[1]   header
 *	nextoffset 112 → 128  maxnextoffset 4080  szidx 1
 *	HHH■■■1▹················                            map
 *	························
 *	block 2 +80: c, 16 of 16 B                          line
 *	4 KiB H█▒···············                            pointers
 *	         ▲freeblock       maxnextoffset▲
 *	H header  ■▄ in use  1 2 ○ free, in order  ...      legend
 */
#include "base/str.h"
#include "view/pool_parts.h"
#include "view/things.h"
#include "view/view.h"
#include "view/zoom.h"

#include <inttypes.h>

void pool_virgin_draw(const struct scene *scene, struct canvas *canvas,
		      const struct pool_info *pool)
{
	struct rect area = canvas_area(canvas);

	canvas_paragraph(canvas, area, 0, ROLE_DIM,
			 pool->state == POOL_VIRGIN
				 ? tr(scene, "Virgin: never carved, no header yet, all bytes untouched.")
				 : tr(scene, "Carved, but not set up for a size class yet."));
}

bool blocks_open(const struct scene *scene, struct canvas *canvas, struct blocks *blocks)
{
	if (zoom_draw_gone(scene, canvas) ||
	    !heap_pool(scene->heap, scene->focus.slot, scene->focus.pool, &blocks->pool))
		return false;
	if (blocks->pool.block_size == 0) {
		pool_virgin_draw(scene, canvas, &blocks->pool);
		return false;
	}
	blocks_read(scene, blocks);
	return true;
}

/* What has a place: the header on top; from the bottom the legend, the pointers, the block.
 * Where a row is missing, the block takes the legend's: once one is chosen, and in recordings,
 * whose names are too long for the map; but what is painted in another way has to be explained. */
struct pool_parts {
	bool header, legend, pointers, line;
};

static struct pool_parts parts_for(struct rect area)
{
	return (struct pool_parts){.header = area.h >= 4, .legend = area.h >= 9,
				   .pointers = area.h >= 6, .line = area.h >= 11};
}

struct rect pool_map_area(struct rect area)
{
	struct pool_parts parts = parts_for(area);

	rect_cut_top(&area, parts.header ? pool_header_rows(area) : 0);
	rect_cut_bottom(&area, parts.legend + parts.line +
				       (parts.pointers ? POOL_POINTERS_ROWS : 0));
	return area;
}

static bool takes_row(const struct scene *scene, const struct blocks *blocks)
{
	return blocks_selected(scene, blocks) >= 0 &&
	       (scene->chosen || (scene->program->was_recorded && !scene->options.future.shown));
}

static void draw_line(const struct scene *scene, struct canvas *canvas, struct rect row,
		      struct blocks *blocks)
{
	canvas_push(canvas, row);
	pool_line_draw(scene, blocks, canvas);
	canvas_pop(canvas);
}

static void draw_legend(const struct scene *scene, struct canvas *canvas, struct rect row,
			struct rect map, const struct blocks *blocks)
{
	canvas_push(canvas, row);
	pool_legend_draw(scene, blocks, canvas, pool_map_has_padding(scene, blocks, map));
	canvas_pop(canvas);
}

static void draw_parts(const struct scene *scene, struct canvas *canvas, struct blocks *blocks)
{
	struct rect area = canvas_area(canvas), map = pool_map_area(area), rest = area;
	struct pool_parts parts = parts_for(area);

	if (parts.header)
		pool_header_draw(scene, canvas, &blocks->pool);
	if (parts.legend && !parts.line && takes_row(scene, blocks))
		draw_line(scene, canvas, rect_cut_bottom(&rest, 1), blocks);
	else if (parts.legend)
		draw_legend(scene, canvas, rect_cut_bottom(&rest, 1), map, blocks);
	if (parts.pointers) {
		canvas_push(canvas, rect_cut_bottom(&rest, POOL_POINTERS_ROWS));
		pool_pointers_draw(scene, blocks, canvas);
		canvas_pop(canvas);
	}
	if (parts.line)
		draw_line(scene, canvas, rect_cut_bottom(&rest, 1), blocks);
	canvas_push(canvas, map);
	pool_map_draw(scene, blocks, canvas);
	canvas_pop(canvas);
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	struct blocks blocks;

	if (!blocks_open(scene, canvas, &blocks)) {
		pool_guide_draw(scene, canvas);
		return;
	}
	draw_parts(scene, canvas, &blocks);
}

/* "used · 4 of 253 blocks of 16 B" */
static void add_state(const struct scene *scene, const struct pool_info *pool, struct str *out)
{
	str_printf(out, " · %s",
		   pool->state == POOL_USED && !pool->block_size
			   ? tr(scene, "carved")
			   : pool_state_word(scene_lang(scene), pool->state));
	if (pool->block_size)
		str_printf(out, tr(scene, " · %u of %u blocks of %u B"), pool->used, pool->capacity,
			   pool->block_size);
}

static void title(const struct scene *scene, struct str *out)
{
	struct pool_info pool;

	if (scene->options.stage.level == LEVEL_POOL) {
		zoom_path(scene, LEVEL_POOL, out);
		return;
	}
	if (!scene->focus.any) {
		str_add(out, tr(scene, "pool"));
		return;
	}
	str_printf(out, tr(scene, "pool %" PRIu64 ":%u"), scene->focus.slot, scene->focus.pool);
	if (scene->options.viewpoint.held)
		str_add(out, tr(scene, " (held)"));
	if (heap_pool(scene->heap, scene->focus.slot, scene->focus.pool, &pool))
		add_state(scene, &pool, out);
}

static void scale(const struct scene *scene, struct rect inside, struct str *out)
{
	char text[96];
	struct str state = str_init(text, sizeof text);
	struct pool_info pool;

	if (scene->options.stage.level != LEVEL_POOL || !scene->focus.any ||
	    !heap_pool(scene->heap, scene->focus.slot, scene->focus.pool, &pool))
		return;
	add_state(scene, &pool, &state);
	zoom_add_fitting(out, inside, text);
}

/* -- choosing ------------------------------------------------------------------------------ */

/* False: it has no blocks, since it has no class, or is not there. */
static bool has_blocks(const struct scene *scene, struct pool_info *pool)
{
	struct focus focus = scene->focus;

	return focus.any && heap_pool(scene->heap, focus.slot, focus.pool, pool) &&
	       pool->block_size > 0;
}

static int64_t count(const struct scene *scene)
{
	struct pool_info pool;

	return has_blocks(scene, &pool) ? (int64_t)pool.capacity : 0;
}

static int64_t chosen(const struct scene *scene)
{
	struct selection selection = scene->selection;
	struct pool_info pool;

	if (!selection.any || selection.offset < POOL_OVERHEAD || !has_blocks(scene, &pool))
		return -1;
	return (selection.offset - POOL_OVERHEAD) / pool.block_size;
}

static void choose(const struct scene *scene, int64_t number, struct choice *choice)
{
	struct pool_info pool;

	choice->selection = (struct selection){.any = true};
	if (number >= 0 && has_blocks(scene, &pool))
		choice->selection.offset = POOL_OVERHEAD + (uint32_t)number * pool.block_size;
}

static uint32_t columns(const struct scene *scene, struct rect inside)
{
	struct blocks blocks;

	if (!has_blocks(scene, &blocks.pool))
		return 1;
	blocks_read(scene, &blocks);
	return pool_map_columns(scene, &blocks, pool_map_area(inside));
}

const struct things pool_things = {
	.first = -1, .count = count, .chosen = chosen, .choose = choose, .columns = columns,
	.no_number = N_("there is no block %" PRIu64 ": the last is %" PRIu64)};

const struct view_ops view_pool = {
	.name = N_("pool"), .title = title, .scale = scale, .draw = draw, .things = &pool_things};
