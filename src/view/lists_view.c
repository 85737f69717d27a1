/* lists_view.c - usable_arenas, freepools, usedpools: in their real order. */
#include "base/str.h"
#include "base/utf8.h"
#include "view/view.h"

#define MEMBERS 64 /* drawn of one list at the most */
#define INDENT 2   /* of a list's further rows */

static bool word_changed(const struct scene *scene, const void *field)
{
	return scene_changed(scene, store_addr(scene->heap->store, field), NULL);
}

/* A label, marked if the head of its list has just changed, and the members; on up to [rows]
 * rows.  Returns the rows taken. */
static int draw_row(struct canvas *canvas, int y, int rows, const char *label, bool changed,
		    const char *members)
{
	struct rect area = canvas_area(canvas);
	int width = canvas_text(canvas, 0, y, area.w, ROLE_TEXT, label);
	struct rect beside = {width + 1, y, area.w - width - 1, 1};
	struct rect below = {INDENT, y + 1, area.w - INDENT, rows - 1};
	int total;

	if (changed)
		canvas_flag(canvas, (struct rect){0, y, width, 1}, CELL_CHANGED);
	if (rows < 2 || utf8_columns(members) <= beside.w) {
		canvas_text(canvas, beside.x, y, beside.w, ROLE_LINK, members);
		return 1;
	}
	total = canvas_paragraph(canvas, below, 0, ROLE_LINK, members);
	return 1 + (total < below.h ? total : below.h);
}

static void add_arenas(const struct scene *scene, struct str *out)
{
	uint64_t slots[MEMBERS];
	size_t count = heap_usable_arenas(scene->heap, slots, MEMBERS);
	struct arena_info arena;

	for (size_t i = 0; i < count; i++) {
		heap_arena(scene->heap, slots[i], &arena);
		str_printf(out, "→ %" PRIu64 "(%u) ", slots[i], arena.nfreepools);
	}
	if (count == 0)
		str_add(out, "→ NULL");
}

static void add_freepools(const struct scene *scene, uint64_t slot, struct str *out)
{
	addr pools[MEMBERS];
	size_t count = heap_freepools(scene->heap, slot, pools, MEMBERS);

	for (size_t i = 0; i < count; i++)
		str_printf(out, "→ %u ", heap_place(scene->heap, pools[i]).pool);
	if (count == 0)
		str_add(out, "→ NULL");
}

static void add_usedpools(const struct scene *scene, uint32_t szidx, struct str *out)
{
	addr pools[MEMBERS];
	size_t count = heap_usedpools(scene->heap, szidx, pools, MEMBERS);

	for (size_t i = 0; i < count; i++) {
		struct place place = heap_place(scene->heap, pools[i]);

		str_printf(out, "⇄ %" PRIu64 ":%u ", place.slot, place.pool);
	}
	if (count == 0)
		str_add(out, tr(scene, "→ itself", "→ 自己"));
}

/* Classes with members, and the one the operation is about; if they are too many, from a
 * little before that one. */
static bool is_shown(const struct scene *scene, uint32_t szidx)
{
	addr pool;

	return szidx == scene->szidx || heap_usedpools(scene->heap, szidx, &pool, 1) > 0;
}

static uint32_t first_shown(const struct scene *scene, int rows)
{
	uint32_t classes = model_classes(scene->model), first = 0, before = 0;
	int total = 0;

	for (uint32_t c = 0; c < classes; c++) {
		total += is_shown(scene, c);
		before += c < scene->szidx && is_shown(scene, c);
	}
	if (total <= rows || scene->szidx >= classes)
		return 0;
	for (int skip = (int)before - rows / 2; skip > 0 && total > rows; first++) {
		skip -= is_shown(scene, first);
		total -= is_shown(scene, first);
	}
	return first;
}

static void draw_usedpools(const struct scene *scene, struct canvas *canvas, int y)
{
	struct rect area = canvas_area(canvas);
	uint32_t classes = model_classes(scene->model);
	char label[32], members[512];

	for (uint32_t c = first_shown(scene, area.h - y); c < classes && y < area.h; c++) {
		struct str name = str_init(label, sizeof label), out = str_init(members, sizeof members);
		const addr *heads = &scene->heap->control->usedpools[2 * (uint64_t)c];

		if (!is_shown(scene, c))
			continue;
		add_usedpools(scene, c, &out);
		str_printf(&name, "[%2u] %3u B", c, model_block_size(scene->model, c));
		draw_row(canvas, y, 1, label, word_changed(scene, &heads[0]), members);
		if (c == scene->szidx)
			canvas_flag(canvas, (struct rect){0, y, 4, 1}, CELL_STRONG);
		y++;
	}
}

/* Rows that no list needs for its first line: longer lists may take them. */
static int spare_rows(const struct scene *scene, int height)
{
	int rows = 2;

	for (uint32_t c = 0; c < model_classes(scene->model); c++)
		rows += is_shown(scene, c);
	return rows < height ? height - rows : 0;
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	int spare = spare_rows(scene, canvas_area(canvas).h), y = 0;
	char text[1024], label[48];
	struct str out = str_init(text, sizeof text);
	struct str name = str_init(label, sizeof label);

	add_arenas(scene, &out);
	y = draw_row(canvas, y, 1 + spare, "usable_arenas",
		     word_changed(scene, &scene->heap->control->usable_arenas), text);
	spare -= y - 1;
	if (scene->focus.any) {
		out = str_init(text, sizeof text);
		str_printf(&name, "freepools(%" PRIu64 ")", scene->focus.slot);
		add_freepools(scene, scene->focus.slot, &out);
		y += draw_row(canvas, y, 1 + spare, label,
			      word_changed(scene,
					   &scene->heap->arenas[scene->focus.slot].freepools),
			      text);
	}
	draw_usedpools(scene, canvas, y);
}

static void title(const struct scene *scene, struct str *out)
{
	str_add(out, tr(scene, "lists, in order", "链表，按次序"));
}

const struct view_ops view_lists = {.names = {"lists", "链表"}, .title = title, .draw = draw};
