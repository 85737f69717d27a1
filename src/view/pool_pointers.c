/*
 * pool_pointers.c - the whole pool on one line, and under it where freeblock, nextoffset
 * and maxnextoffset point.
 *
 *	H██▒········································
 *	  ▲freeblock   ▲nextoffset   maxnextoffset▲
 *
 * No pointer is drawn without its name: where names collide, pointers side by side share a
 * place ("▲▲freeblock, nextoffset"), names get shorter, and at last all that collide share one.
 */
#include "base/utf8.h"
#include "view/pool.h"

#define POINTERS 3

struct pointer {
	const char *names[2]; /* in full, short */
	int column;
	bool changed;
};

struct row {
	struct pointer pointers[POINTERS]; /* by column */
	int count;
	int width;
	int name; /* index of names */
};

/* Pointers whose names stand together, before the first or behind the last of them. */
struct group {
	int first, last; /* pointers */
	bool before;
};

static int ruler_column(const struct scene *scene, uint32_t offset, int width)
{
	int column = (int)((uint64_t)offset * (uint64_t)width / scene->model->pool_size);

	return column < width ? column : width - 1;
}

static void draw_ruler_state(const struct scene *scene, const struct blocks *blocks,
			     struct canvas *canvas, int width, enum block_state state)
{
	const struct pool_info *pool = &blocks->pool;
	bool used = state == BLOCK_USED, empty = pool->state == POOL_EMPTY;

	for (uint32_t i = 0; i < pool->carved && i < blocks->count; i++) {
		uint32_t start = POOL_OVERHEAD + i * pool->block_size;
		int from = ruler_column(scene, start, width);
		int to = ruler_column(scene, start + pool->block_size - 1, width);

		if (block_state(blocks, i) == state)
			canvas_fill(canvas, (struct rect){from, 0, to - from + 1, 1},
				    used    ? ROLE_BLOCK_USED
				    : empty ? ROLE_POOL_EMPTY
					    : ROLE_BLOCK_FREE,
				    used ? 0x2588 : empty ? 0x25a1 : 0x2592); /* █ □ ▒ */
	}
}

static void draw_ruler_line(const struct scene *scene, const struct blocks *blocks,
			    struct canvas *canvas, int width)
{
	canvas_fill(canvas, (struct rect){0, 0, width, 1}, ROLE_BLOCK_VIRGIN, 0xb7);
	/* A column stands for several small blocks: used ones last, so that they are seen. */
	draw_ruler_state(scene, blocks, canvas, width, BLOCK_FREE);
	draw_ruler_state(scene, blocks, canvas, width, BLOCK_USED);
	canvas_put(canvas, 0, 0, ROLE_POOL_HEADER, 'H');
}

static void add_pointer(struct row *row, const char *name, const char *shorter, int column,
			bool changed)
{
	int at = row->count++;

	for (; at > 0 && row->pointers[at - 1].column > column; at--)
		row->pointers[at] = row->pointers[at - 1];
	row->pointers[at] = (struct pointer){{name, shorter}, column, changed};
}

static void find_pointers(const struct scene *scene, const struct pool_info *pool, struct row *row)
{
	const struct store *store = scene->heap->store;
	const struct pool_header *header = store_at(store, pool->address);
	bool free_changed = scene_changed(scene, store_addr(store, &header->freeblock), NULL);
	bool next_changed = scene_changed(scene, store_addr(store, &header->nextoffset), NULL);
	uint64_t offset = pool->freeblock - pool->address;

	if (pool->freeblock && offset < scene->model->pool_size)
		add_pointer(row, "freeblock", "free",
			    ruler_column(scene, (uint32_t)offset, row->width), free_changed);
	add_pointer(row, "nextoffset", "next", ruler_column(scene, pool->nextoffset, row->width),
		    next_changed);
	add_pointer(row, "maxnextoffset", "max",
		    ruler_column(scene, pool->maxnextoffset, row->width), false);
}

static int names_columns(const struct row *row, const struct group *group)
{
	int columns = 2 * (group->last - group->first); /* ", " */

	for (int i = group->first; i <= group->last; i++)
		columns += utf8_columns(row->pointers[i].names[row->name]);
	return columns;
}

/* Whether all groups, on the sides they have, find room side by side. */
static bool fit_together(const struct row *row, const struct group *groups, int count)
{
	int free_from = 0;

	for (int i = 0; i < count; i++) {
		int names = names_columns(row, &groups[i]);
		int from = row->pointers[groups[i].first].column;
		int to = row->pointers[groups[i].last].column;

		if (groups[i].before)
			from -= names;
		else
			to += names;
		if (from < free_from || to >= row->width)
			return false;
		free_from = to + 2;
	}
	return true;
}

/* Choose sides; behind the pointer is where a name is looked for first. */
static bool choose_sides(const struct row *row, struct group *groups, int count)
{
	for (unsigned sides = 0; sides < 1u << count; sides++) {
		for (int i = 0; i < count; i++)
			groups[i].before = sides & 1u << i;
		if (fit_together(row, groups, count))
			return true;
	}
	return false;
}

/* Join the two groups closest to each other; false if none are as close as [distance]. */
static bool join_closest(const struct row *row, struct group *groups, int *count, int distance)
{
	int best = -1;

	for (int i = 0; i + 1 < *count; i++) {
		int apart = row->pointers[groups[i + 1].first].column -
			    row->pointers[groups[i].last].column;

		if (apart <= distance) {
			distance = apart;
			best = i;
		}
	}
	if (best < 0)
		return false;
	groups[best].last = groups[best + 1].last;
	for (int i = best + 1; i + 1 < *count; i++)
		groups[i] = groups[i + 1];
	--*count;
	return true;
}

/* Returns the number of groups; 0 = there is no room for names in this form. */
static int make_groups(const struct row *row, struct group *groups, int distance)
{
	int count = row->count;

	for (int i = 0; i < count; i++)
		groups[i] = (struct group){i, i, false};
	while (!choose_sides(row, groups, count))
		if (!join_closest(row, groups, &count, distance))
			return 0;
	return count;
}

static void draw_group(const struct row *row, struct canvas *canvas, const struct group *group)
{
	int x = group->before ? row->pointers[group->first].column - names_columns(row, group)
			      : row->pointers[group->last].column + 1;

	for (int i = group->first; i <= group->last; i++) {
		const struct pointer *pointer = &row->pointers[i];

		if (i > group->first)
			x += canvas_text(canvas, x, 1, 2, ROLE_DIM, ", ");
		x += canvas_text(canvas, x, 1, row->width,
				 pointer->changed ? ROLE_POINTER : ROLE_DIM,
				 pointer->names[row->name]);
		canvas_put(canvas, pointer->column, 1, ROLE_POINTER, 0x25b2); /* ▲ */
	}
	for (int i = group->first; i <= group->last; i++)
		if (row->pointers[i].changed)
			canvas_flag(canvas, (struct rect){row->pointers[i].column, 1, 1, 1},
				    CELL_CHANGED);
}

void pool_pointers_draw(const struct scene *scene, const struct blocks *blocks,
			struct canvas *canvas)
{
	static const struct {
		int name, distance;
	} forms[] = {{0, 1}, {1, 1}, {0, CANVAS_MAX_SIDE}, {1, CANVAS_MAX_SIDE}};
	struct row row = {.width = canvas_area(canvas).w};
	struct group groups[POINTERS];
	int count = 0;

	draw_ruler_line(scene, blocks, canvas, row.width);
	find_pointers(scene, &blocks->pool, &row);
	for (size_t i = 0; i < sizeof forms / sizeof *forms && count == 0; i++) {
		row.name = forms[i].name;
		count = make_groups(&row, groups, forms[i].distance);
	}
	for (int i = 0; i < count; i++)
		draw_group(&row, canvas, &groups[i]);
}
