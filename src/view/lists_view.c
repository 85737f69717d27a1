/* lists_view.c - usable_arenas, freepools, usedpools: in their real order. */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "view/target.h"
#include "view/view.h"

#define MEMBERS 256     /* drawn of one list at the most */
#define COUNTED 1000000 /* of one list: more than there can be pools */
#define INDENT 2        /* of a list's further rows */
#define MEMBER_BYTES 48 /* text of one */

static bool word_changed(const struct scene *scene, const void *field)
{
	return scene_changed(scene, store_addr(scene->heap->store, field), NULL);
}

/* -- members ------------------------------------------------------------------------- */

struct list {
	enum list_kind kind;
	uint64_t members[MEMBERS]; /* the first of them */
	size_t count;              /* of all, up to COUNTED */
};

static struct list list_of(const struct scene *scene, enum list_kind kind, uint64_t which)
{
	const struct heap *heap = scene->heap;
	struct list list = {.kind = kind};

	if (kind == USABLE_ARENAS) {
		heap_usable_arenas(heap, list.members, MEMBERS);
		list.count = heap_usable_arenas(heap, NULL, COUNTED);
	} else if (kind == FREEPOOLS) {
		heap_freepools(heap, which, list.members, MEMBERS);
		list.count = heap_freepools(heap, which, NULL, COUNTED);
	} else {
		heap_usedpools(heap, (uint32_t)which, list.members, MEMBERS);
		list.count = heap_usedpools(heap, (uint32_t)which, NULL, COUNTED);
	}
	return list;
}

static void add_member(const struct scene *scene, const struct list *list, size_t i,
		       struct str *out)
{
	struct arena_info arena;
	struct place place;

	if (list->kind == USABLE_ARENAS) {
		heap_arena(scene->heap, list->members[i], &arena);
		str_printf(out, "→ %" PRIu64 "(%u)", list->members[i], arena.nfreepools);
		return;
	}
	place = heap_place(scene->heap, list->members[i]);
	if (list->kind == FREEPOOLS)
		str_printf(out, "→ %u", place.pool);
	else
		str_printf(out, "⇄ %" PRIu64 ":%u", place.slot, place.pool);
}

static void tag(const struct scene *scene, struct canvas *canvas, struct rect rect,
		const struct list *list, size_t i)
{
	struct place place = {.slot = list->members[i]};

	if (list->kind != USABLE_ARENAS)
		place = heap_place(scene->heap, list->members[i]);
	tag_member(canvas, rect, list->kind, place.slot, place.pool);
}

static int member_columns(const struct scene *scene, const struct list *list, size_t i)
{
	char text[MEMBER_BYTES];
	struct str out = str_init(text, sizeof text);

	add_member(scene, list, i, &out);
	return utf8_columns(text);
}

/* Whether the members from [i] on need no more than [room] columns. */
static bool rest_fits(const struct scene *scene, const struct list *list, size_t i, int room)
{
	if (list->count > MEMBERS)
		return false;
	for (; i < list->count && room >= 0; i++)
		room -= member_columns(scene, list, i) + (i + 1 < list->count);
	return room >= 0;
}

/* [brief]: where the words would take the place of the only member. */
static int add_more(const struct scene *scene, size_t count, bool brief, struct str *out)
{
	str_printf(out, brief ? "+%zu" : tr(scene, "+%zu more"), count);
	return utf8_columns(out->text);
}

static bool is_brief(const struct scene *scene, const struct list *list, int room)
{
	char text[MEMBER_BYTES];
	struct str out = str_init(text, sizeof text);

	return member_columns(scene, list, 0) + 1 +
		       add_more(scene, list->count - 1, false, &out) > room;
}

/* The members from ([x], [y]) on, on rows to [bottom], whole or not at all; the last row says
 * how many are left out.  Returns the row behind. */
static int draw_members(const struct scene *scene, struct canvas *canvas, int x, int y,
			int bottom, const struct list *list)
{
	int width = canvas_area(canvas).w;
	bool brief = y + 1 == bottom && is_brief(scene, list, width - x);
	char text[MEMBER_BYTES];

	for (size_t i = 0; i < list->count; i++) {
		struct str out = str_init(text, sizeof text);
		bool known = i < MEMBERS;
		int more = 0, columns;

		if (known && y + 1 < bottom && member_columns(scene, list, i) > width - x) {
			x = INDENT;
			y++;
		}
		if (y + 1 == bottom && !rest_fits(scene, list, i, width - x))
			more = 1 + add_more(scene, list->count - i - 1, brief, &out);
		out = str_init(text, sizeof text);
		if (!known || member_columns(scene, list, i) + more > width - x) {
			add_more(scene, list->count - i, brief, &out);
			canvas_text(canvas, x, y, width - x, ROLE_DIM, text);
			break;
		}
		add_member(scene, list, i, &out);
		columns = canvas_text(canvas, x, y, width - x, ROLE_LINK, text);
		tag(scene, canvas, (struct rect){x, y, columns, 1}, list, i);
		x += columns + 1;
	}
	return y + 1;
}

/* A label, marked if the head of its list has just changed, and the members; on up to [rows]
 * rows.  Returns the rows taken. */
static int draw_row(const struct scene *scene, struct canvas *canvas, int y, int rows,
		    const char *label, bool changed, const struct list *list)
{
	struct rect area = canvas_area(canvas);
	int width = canvas_text(canvas, 0, y, area.w, ROLE_TEXT, label);

	if (changed)
		canvas_flag(canvas, (struct rect){0, y, width, 1}, CELL_CHANGED);
	if (list->count == 0) {
		canvas_text(canvas, width + 1, y, area.w - width - 1, ROLE_LINK,
			    list->kind == USEDPOOLS ? tr(scene, "→ itself") : "→ NULL");
		return 1;
	}
	if (rows < 2 || rest_fits(scene, list, 0, area.w - width - 1))
		return draw_members(scene, canvas, width + 1, y, y + 1, list) - y;
	return draw_members(scene, canvas, INDENT, y + 1, y + rows, list) - y;
}

/* -- what lists were ------------------------------------------------------------------ */

#define TOLD 12 /* members of a list that was */

/* A word as it is, or as it was before what happened last. */
static uint64_t word_at(const struct scene *scene, addr where, bool was)
{
	uint64_t word = 0, before;

	if (!store_has(scene->heap->store, where, sizeof word) || where % 8)
		return 0;
	memcpy(&word, store_at(scene->heap->store, where), sizeof word);
	return was && scene_changed(scene, where, &before) ? before : word;
}

/* "→ 1(3)"; returns the next arena object. */
static addr add_arena(const struct scene *scene, addr object, bool was, struct str *out)
{
	const struct heap *heap = scene->heap;
	uint64_t slot = (object - store_addr(heap->store, heap->arenas)) / sizeof *heap->arenas;
	const struct arena_object *arena;
	addr halves;

	if (slot >= heap->slot_capacity)
		return ADDR_NULL;
	arena = &heap->arenas[slot];
	halves = store_addr(heap->store, &arena->nfreepools);
	str_printf(out, " → %" PRIu64 "(%u)", slot,
		   (uint32_t)(word_at(scene, halves & ~UINT64_C(7), was) >> (halves % 8 * 8)));
	return word_at(scene, store_addr(heap->store, &arena->nextarena), was);
}

/* "→ 3", "⇄ 0:3"; returns the next pool. */
static addr add_pool(const struct scene *scene, enum list_kind kind, addr pool, bool was,
		     struct str *out)
{
	struct place place = heap_place(scene->heap, pool);

	if (place.kind != PLACE_BLOCK || place.offset != 0)
		return ADDR_NULL;
	if (kind == FREEPOOLS)
		str_printf(out, " → %u", place.pool);
	else
		str_printf(out, " ⇄ %" PRIu64 ":%u", place.slot, place.pool);
	return word_at(scene, pool + offsetof(struct pool_header, nextpool), was);
}

/* The list that begins in the word at [head]; [end]: what leads to no member. */
static void add_list(const struct scene *scene, enum list_kind kind, addr head, addr end, bool was,
		     struct str *out)
{
	addr at = word_at(scene, head, was);
	int count = 0;

	for (; at && at != end && count < TOLD; count++)
		at = kind == USABLE_ARENAS ? add_arena(scene, at, was, out)
					   : add_pool(scene, kind, at, was, out);
	if (count == 0)
		str_add(out, kind == USEDPOOLS ? tr(scene, " → itself") : " → NULL");
	else if (at && at != end)
		str_add(out, " …");
}

/* Says what the list was, on row [y], if it is another now; returns the rows taken. */
static int draw_was(const struct scene *scene, struct canvas *canvas, int y, enum list_kind kind,
		    const char *label, addr head, addr end)
{
	char is[256], was[256];
	struct str now = str_init(is, sizeof is), before = str_init(was, sizeof was);
	struct rect area = canvas_area(canvas);
	int x;

	if (y >= area.h || scene->change_count == 0)
		return 0;
	add_list(scene, kind, head, end, false, &now);
	add_list(scene, kind, head, end, true, &before);
	if (strcmp(is, was) == 0)
		return 0;
	x = canvas_textf(canvas, 0, y, area.w, ROLE_DIM, tr(scene, "%s was"), label);
	canvas_text(canvas, x, y, area.w - x, ROLE_POINTER, was);
	return 1;
}

/* On the rows that are left below the lists, from [y] on. */
static void draw_all_that_was(const struct scene *scene, struct canvas *canvas, int y)
{
	const struct heap *heap = scene->heap;
	const struct heap_control *control = heap->control;
	addr heads = store_addr(heap->store, control->usedpools);
	char label[32];

	y += draw_was(scene, canvas, y, USABLE_ARENAS, "usable_arenas",
		      store_addr(heap->store, &control->usable_arenas), ADDR_NULL);
	if (scene->focus.any && scene->focus.slot < heap->slot_capacity) {
		struct str name = str_init(label, sizeof label);

		str_printf(&name, "freepools(%" PRIu64 ")", scene->focus.slot);
		y += draw_was(scene, canvas, y, FREEPOOLS, label,
			      store_addr(heap->store, &heap->arenas[scene->focus.slot].freepools),
			      ADDR_NULL);
	}
	for (uint32_t c = 0; c < model_classes(scene->model); c++) {
		struct str name = str_init(label, sizeof label);
		addr head = heads + 16 * (addr)c;

		if (c != scene->szidx && !scene_changed(scene, head, NULL))
			continue;
		str_printf(&name, "[%2u]", c);
		y += draw_was(scene, canvas, y, USEDPOOLS, label, head,
			      head - offsetof(struct pool_header, nextpool));
	}
}

/* -- lists --------------------------------------------------------------------------- */

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

/* Returns the row behind. */
static int draw_usedpools(const struct scene *scene, struct canvas *canvas, int y)
{
	struct rect area = canvas_area(canvas);
	uint32_t classes = model_classes(scene->model);
	char label[32];

	for (uint32_t c = first_shown(scene, area.h - y); c < classes && y < area.h; c++) {
		struct str name = str_init(label, sizeof label);
		struct list list;
		const addr *heads = &scene->heap->control->usedpools[2 * (uint64_t)c];

		if (!is_shown(scene, c))
			continue;
		list = list_of(scene, USEDPOOLS, c);
		str_printf(&name, "[%2u] %3u B", c, model_block_size(scene->model, c));
		draw_row(scene, canvas, y, 1, label, word_changed(scene, &heads[0]), &list);
		if (c == scene->szidx)
			canvas_flag(canvas, (struct rect){0, y, 4, 1}, CELL_STRONG);
		y++;
	}
	return y;
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
	struct list list = list_of(scene, USABLE_ARENAS, 0);
	char label[48];
	struct str name = str_init(label, sizeof label);
	struct arena_info arena;

	y = draw_row(scene, canvas, y, 1 + spare, "usable_arenas",
		     word_changed(scene, &scene->heap->control->usable_arenas), &list);
	spare -= y - 1;
	if (scene->focus.any && heap_arena(scene->heap, scene->focus.slot, &arena)) {
		list = list_of(scene, FREEPOOLS, scene->focus.slot);
		str_printf(&name, "freepools(%" PRIu64 ")", scene->focus.slot);
		y += draw_row(scene, canvas, y, 1 + spare, label,
			      word_changed(scene,
					   &scene->heap->arenas[scene->focus.slot].freepools),
			      &list);
	}
	draw_all_that_was(scene, canvas, draw_usedpools(scene, canvas, y));
}

static void title(const struct scene *scene, struct str *out)
{
	str_add(out, tr(scene, "lists, in order"));
}

const struct view_ops view_lists = {.name = N_("lists"), .title = title, .draw = draw};
