/* ledger_view.c - where every byte of the arenas is; the lines add up to the total. */
#include "base/str.h"
#include "view/view.h"

struct row {
	const char *en, *zh;
	uint64_t bytes;
	enum role role;
};

static void draw_row(const struct scene *scene, struct canvas *canvas, int y,
		     const struct row *row, uint64_t total)
{
	struct rect area = canvas_area(canvas);
	char text[32];
	struct str bytes = str_init(text, sizeof text);
	int bar = area.w - 27, number = area.w < 26 ? area.w - 12 : 14;

	str_thousands(&bytes, row->bytes);
	canvas_text(canvas, 0, y, number < 14 ? number : 16, ROLE_TEXT, tr(scene, row->en, row->zh));
	canvas_textf(canvas, number > 0 ? number : 0, y, 12, ROLE_STRONG, "%12s", text);
	if (bar > 2 && total > 0) {
		int filled = (int)(row->bytes * (uint64_t)bar / total);

		canvas_fill(canvas, (struct rect){27, y, row->bytes && !filled ? 1 : filled, 1},
			    row->role, row->bytes && !filled ? 0x258f : 0x2588);
	}
}

/* "blocks 3,129 in 447 pools": as long as numbers are, they must not be cut. */
static void draw_count(struct canvas *canvas, int y, const char *before, uint64_t first,
		       const char *between, uint64_t second, const char *after)
{
	char text[128];
	struct str out = str_init(text, sizeof text);

	str_add(&out, before);
	str_thousands(&out, first);
	str_add(&out, between);
	if (*between)
		str_thousands(&out, second);
	str_add(&out, after);
	canvas_text(canvas, 0, y, canvas_area(canvas).w, ROLE_DIM, text);
}

static void draw_counts(const struct scene *scene, struct canvas *canvas, int y,
			const struct heap_totals *t)
{
	const struct heap_control *control = scene->heap->control;

	draw_count(canvas, y, tr(scene, "blocks: ", "块："), t->blocks,
		   tr(scene, " in ", "，在 "), t->pools_used + t->pools_full,
		   t->pools_used + t->pools_full == 1 ? tr(scene, " pool", " 个池里")
						      : tr(scene, " pools", " 个池里"));
	draw_count(canvas, y + 1, tr(scene, "blocks at the system: ", "系统持有的块："),
		   control->raw_allocated_blocks, "", 0, "");
	draw_count(canvas, y + 2, tr(scene, "arenas: ", "arena：取得 "),
		   control->ntimes_arena_allocated, tr(scene, " obtained, ", "，归还 "),
		   control->ntimes_arena_allocated - t->arenas, tr(scene, " returned", ""));
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	struct heap_totals t;
	uint64_t total;
	int y = 0;

	heap_sum(scene->heap, &t);
	total = t.arenas * scene->model->arena_size;
	const struct row rows[] = {
		{"handed out", "已交出", t.block_bytes, ROLE_BLOCK_USED},
		{"free in pools", "池内空闲", t.available_bytes, ROLE_BLOCK_FREE},
		{"whole pools", "整池空闲", t.free_pool_bytes, ROLE_POOL_EMPTY},
		{"pool headers", "池头", t.header_bytes, ROLE_POOL_HEADER},
		{"tails", "零头", t.tail_bytes, ROLE_TAIL},
		{"alignment", "对齐损失", t.alignment_bytes, ROLE_PADDING},
		{"= arenas", "= 合计", total, ROLE_TEXT},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		draw_row(scene, canvas, y++, &rows[i], total);
	y++;
	draw_counts(scene, canvas, y, &t);
}

static void title(const struct scene *scene, struct str *out)
{
	str_add(out, tr(scene, "where the bytes are", "字节的去处"));
}

const struct view_ops view_ledger = {
	.names = {"where the bytes are", "字节的去处"}, .title = title, .draw = draw};
