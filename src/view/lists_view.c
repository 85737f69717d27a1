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

/* Where a list begins: the word, and what leads to no member. */
struct head {
	enum list_kind kind;
	addr word, end;
	bool is_over; /* the arena whose it was has been given back: nobody reads it any more */
};

static struct head head_of(const struct scene *scene, enum list_kind kind, uint64_t which)
{
	const struct heap *heap = scene->heap;
	const struct heap_control *control = heap->control;
	addr word;

	if (kind == USABLE_ARENAS)
		word = store_addr(heap->store, &control->usable_arenas);
	else if (kind == FREEPOOLS)
		word = store_addr(heap->store, &heap->arenas[which].freepools);
	else
		word = store_addr(heap->store, &control->usedpools[2 * which]);
	return (struct head){
		.kind = kind,
		.word = word,
		.end = kind == USEDPOOLS ? word - offsetof(struct pool_header, nextpool) : ADDR_NULL,
		.is_over = kind == FREEPOOLS && !heap->arenas[which].address,
	};
}

/* What the list was; false if it is the same now. */
static bool add_was(const struct scene *scene, const struct head *head, struct str *was)
{
	char text[256];
	struct str now = str_init(text, sizeof text);

	if (scene->change_count == 0 || head->is_over)
		return false;
	add_list(scene, head->kind, head->word, head->end, false, &now);
	add_list(scene, head->kind, head->word, head->end, true, was);
	return strcmp(text, was->text) != 0;
}

static bool has_changed(const struct scene *scene, enum list_kind kind, uint64_t which)
{
	struct head head = head_of(scene, kind, which);
	char text[256];
	struct str was = str_init(text, sizeof text);

	return (!head.is_over && scene_changed(scene, head.word, NULL)) ||
	       add_was(scene, &head, &was);
}

/* Says what the list was, under it on row [y], if it is another now; returns the rows taken. */
static int draw_was(const struct scene *scene, struct canvas *canvas, int y, enum list_kind kind,
		    uint64_t which)
{
	struct head head = head_of(scene, kind, which);
	struct rect area = canvas_area(canvas);
	char text[256];
	struct str was = str_init(text, sizeof text);
	int x;

	if (y >= area.h || !add_was(scene, &head, &was))
		return 0;
	x = INDENT + canvas_text(canvas, INDENT, y, area.w - INDENT, ROLE_DIM, tr(scene, "was "));
	canvas_text(canvas, x, y, area.w - x, ROLE_POINTER, text + 1); /* without the blank */
	return 1;
}

static bool has_freepools(const struct scene *scene)
{
	return scene->focus.any && scene->focus.slot < scene->heap->control->maxarenas;
}

static int count_class_was(const struct scene *scene)
{
	int count = 0;

	for (uint32_t c = 0; c < model_classes(scene->model) && scene->change_count > 0; c++) {
		struct head head = head_of(scene, USEDPOOLS, c);
		char text[256];
		struct str was = str_init(text, sizeof text);

		count += add_was(scene, &head, &was);
	}
	return count;
}

/* Those of any arena: then there is a row for what they were, so that the lists below stay where they
 * are when another arena is looked at. */
static bool any_freepools_changed(const struct scene *scene)
{
	addr table = store_addr(scene->heap->store, scene->heap->arenas);
	uint64_t end = scene->heap->control->maxarenas * sizeof(struct arena_object);

	for (size_t i = 0; i < scene->change_count; i++) {
		uint64_t offset = scene->changes[i].where - table;

		if (offset < end && offset % sizeof(struct arena_object) ==
					    offsetof(struct arena_object, freepools))
			return true;
	}
	return false;
}

/* Rows that draw_was takes under all lists together. */
static int count_was(const struct scene *scene)
{
	char text[256];
	struct str was = str_init(text, sizeof text);
	struct head head = head_of(scene, USABLE_ARENAS, 0);
	int count = add_was(scene, &head, &was);

	return count + any_freepools_changed(scene) + count_class_was(scene);
}

/* -- lists --------------------------------------------------------------------------- */

/* Classes with members, and the one the operation is about; if they are too many, from a
 * little before that one. */
static bool is_shown(const struct scene *scene, uint32_t szidx)
{
	addr pool;

	return szidx == scene->szidx ||
	       scene_changed(scene, head_of(scene, USEDPOOLS, szidx).word, NULL) || heap_usedpools(scene->heap, szidx, &pool, 1) > 0;
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

static int count_shown(const struct scene *scene)
{
	int count = 0;

	for (uint32_t c = 0; c < model_classes(scene->model); c++)
		count += is_shown(scene, c);
	return count;
}

/* The list of a class on row [y]; returns the row behind. */
static int draw_class(const struct scene *scene, struct canvas *canvas, int y, uint32_t c)
{
	struct list list = list_of(scene, USEDPOOLS, c);
	char label[32];
	struct str name = str_init(label, sizeof label);

	str_printf(&name, "[%2u] %3u B", c, model_block_size(scene->model, c));
	draw_row(scene, canvas, y, 1, label, has_changed(scene, USEDPOOLS, c), &list);
	if (c == scene->szidx)
		canvas_flag(canvas, (struct rect){0, y, 4, 1}, CELL_STRONG);
	return y + 1;
}

/* Where there are more than rows, the last row says how many. */
static void draw_usedpools(const struct scene *scene, struct canvas *canvas, int y)
{
	struct rect area = canvas_area(canvas);
	uint32_t classes = model_classes(scene->model);
	int left = count_shown(scene);
	bool all = left + count_class_was(scene) <= area.h - y;
	int end = all || left <= 1 ? area.h : area.h - 1;

	for (uint32_t c = first_shown(scene, end - y); c < classes && y < end; c++) {
		if (!is_shown(scene, c))
			continue;
		y = draw_class(scene, canvas, y, c);
		left--;
		if (y < end)
			y += draw_was(scene, canvas, y, USEDPOOLS, c);
	}
	if (left > 0 && y < area.h)
		canvas_textf(canvas, 0, y, area.w, ROLE_DIM, tr(scene, "+%d more"), left);
}

/* Rows that no list needs for its first line, nor for what it was: longer lists may take them. */
static int spare_rows(const struct scene *scene, int height)
{
	int rows = 2 + count_shown(scene) + count_was(scene);

	return rows < height ? height - rows : 0;
}

/* usable_arenas, or freepools of the arena in focus: on one row, and on spare ones.  Returns the row
 * behind it and behind what it was. */
static int draw_list(const struct scene *scene, struct canvas *canvas, int y, int spare,
		     enum list_kind kind, uint64_t which, const char *label)
{
	struct list list = list_of(scene, kind, which);

	bool reserved = kind == FREEPOOLS && any_freepools_changed(scene);
	int rows;

	y += draw_row(scene, canvas, y, 1 + spare, label, has_changed(scene, kind, which), &list);
	rows = draw_was(scene, canvas, y, kind, which);
	return y + (reserved ? 1 : rows);
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	int height = canvas_area(canvas).h, spare = spare_rows(scene, height), y;
	char label[48];
	struct str name = str_init(label, sizeof label);

	y = draw_list(scene, canvas, 0, spare, USABLE_ARENAS, 0, "usable_arenas");
	spare -= y - 1;
	if (has_freepools(scene)) {
		str_printf(&name, "freepools(%" PRIu64 ")", scene->focus.slot);
		y = draw_list(scene, canvas, y, spare > 0 ? spare : 0, FREEPOOLS,
			      scene->focus.slot, label);
	}
	draw_usedpools(scene, canvas, y);
}

static void title(const struct scene *scene, struct str *out)
{
	str_add(out, tr(scene, "lists, in order"));
}

const struct view_ops view_lists = {.name = N_("lists"), .title = title, .draw = draw};
