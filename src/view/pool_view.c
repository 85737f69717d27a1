/*
 * pool_view.c - the pool in focus: header fields, blocks, pointers; its parts are in
 * pool_header.c, pool_map.c and pool_pointers.c.
 *
 *	ref.count 3  freeblock +96  nextpool usedpools[1]
 *	nextoffset 112 → 128  maxnextoffset 4080  szidx 1
 *	HHH■■■1▹················
 *	························
 *	H██▒····················
 *	  ▲ freeblock   maxnextoffset ▲
 *	■ used  1 2 ○ free ...
 */
#include "base/str.h"
#include "view/pool.h"
#include "view/view.h"

static void draw_virgin(const struct scene *scene, struct canvas *canvas,
			const struct pool_info *pool)
{
	struct rect area = canvas_area(canvas);

	canvas_paragraph(canvas, area, 0, ROLE_DIM,
			 pool->state == POOL_VIRGIN
				 ? tr(scene, "Never carved: no header yet, all bytes untouched.",
				      "从未切出：还没有池头，所有字节都没动过。")
				 : tr(scene, "Carved, but not yet laid out for a size class.",
				      "已经切出，还没有分配大小类。"));
}

static void draw_legend(const struct scene *scene, struct canvas *canvas, int y)
{
	struct rect area = canvas_area(canvas);
	const char *legend =
		area.w < 50 ? tr(scene, "■ used  1 2 ○ free  ▹· virgin  ~ tail",
				 "■ 在用  1 2 ○ 空闲  ▹· 未用过  ~ 零头")
			    : tr(scene, "■ used  1 2 ○ free, in order  ▹· virgin  ~ tail",
		   "■ 在用  1 2 ○ 空闲链表次序  ▹· 未用过  ~ 零头");

	canvas_text(canvas, 0, y, area.w, ROLE_DIM, legend);
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	struct rect area = canvas_area(canvas), rest = area;
	struct blocks blocks;
	bool pointers = area.h >= 6, legend = area.h >= 9;

	if (!scene->focus.any || !heap_pool(scene->heap, scene->focus.slot, scene->focus.pool,
					    &blocks.pool)) {
		canvas_text(canvas, 0, 0, area.w, ROLE_DIM,
			    tr(scene, "no pool yet", "还没有池"));
		return;
	}
	if (blocks.pool.block_size == 0) {
		draw_virgin(scene, canvas, &blocks.pool);
		return;
	}
	blocks_read(scene, &blocks);
	if (area.h >= 4)
		rect_cut_top(&rest, pool_header_draw(scene, canvas, &blocks.pool));
	if (legend)
		draw_legend(scene, canvas, rect_cut_bottom(&rest, 1).y);
	if (pointers) {
		canvas_push(canvas, rect_cut_bottom(&rest, POOL_POINTERS_ROWS));
		pool_pointers_draw(scene, &blocks, canvas);
		canvas_pop(canvas);
	}
	canvas_push(canvas, rest);
	pool_map_draw(scene, &blocks, canvas);
	canvas_pop(canvas);
}

static void title(const struct scene *scene, struct str *out)
{
	static const char *const states_zh[POOL_STATE_COUNT] = {
		[POOL_VIRGIN] = "未切出", [POOL_USED] = "使用中", [POOL_FULL] = "已满",
		[POOL_EMPTY] = "空"};
	struct pool_info pool;

	if (!scene->focus.any ||
	    !heap_pool(scene->heap, scene->focus.slot, scene->focus.pool, &pool)) {
		str_add(out, tr(scene, "pool", "池"));
		return;
	}
	str_printf(out, tr(scene, "pool %" PRIu64 ":%u", "池 %" PRIu64 ":%u"), scene->focus.slot,
		   scene->focus.pool);
	str_printf(out, " · %s", tr(scene, pool_state_names[pool.state], states_zh[pool.state]));
	if (pool.block_size)
		str_printf(out, tr(scene, " · %u of %u blocks of %u B", " · %u/%u 块，每块 %u 字节"),
			   pool.used, pool.capacity, pool.block_size);
}

const struct view_ops view_pool = {.names = {"pool", "池"}, .title = title, .draw = draw};
