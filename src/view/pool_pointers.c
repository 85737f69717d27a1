/*
 * pool_pointers.c - the whole pool on one line, and under it where freeblock, nextoffset
 * and maxnextoffset point.
 *
 *	4 KiB H█▃○········································
 *	        ▲freeblock   ▲nextoffset   maxnextoffset▲
 *
 * A column stands for several small blocks, or for a part of a large one.
 *
 * No pointer is drawn without its name: where names collide, pointers side by side share a
 * place ("▲▲freeblock, nextoffset"), names get shorter, and at last all that collide share one.
 */
#include "base/utf8.h"
#include "view/pool_parts.h"
#include "view/target.h"

#define POINTERS 3
#define LABELLED_LEAST 40 /* columns */

struct pointer {
	enum pointer_kind kind;
	int column;
	bool changed;
};

struct pointer_row {
	struct pointer pointers[POINTERS]; /* by column */
	int count;
	int width;
	bool brief; /* short names */
};

/* Pointers whose names stand together, before the first or behind the last of them. */
struct group {
	int first, last; /* pointers */
	bool before;
};

static const char *name_of(const struct pointer_row *row, const struct pointer *pointer)
{
	static const char *const names[POINTERS][2] = {
		[POINTER_FREEBLOCK] = {"freeblock", "freeblk"},
		[POINTER_NEXTOFFSET] = {"nextoffset", "nextoff"},
		[POINTER_MAXNEXTOFFSET] = {"maxnextoffset", "maxnext"},
	};

	return names[pointer->kind][row->brief];
}

static int ruler_column(const struct scene *scene, uint32_t offset, int width)
{
	int column = (int)((uint64_t)offset * (uint64_t)width / scene->model->pool_size);

	return column < width ? column : width - 1;
}

/* -- the scale --------------------------------------------------------------------------- */

enum pool_share {
	SHARE_HEADER,
	SHARE_USED,
	SHARE_LOST,
	SHARE_FREE,
	SHARE_VIRGIN,
	SHARE_TAIL,
	SHARE_COUNT
};

/* The bytes of each kind in the part of the pool that a column stands for. */
struct pool_column {
	uint32_t from, to;
	uint32_t bytes[SHARE_COUNT];
};

static void add_bytes(struct pool_column *column, enum pool_share share, uint32_t from, uint32_t to)
{
	if (from < column->from)
		from = column->from;
	if (to > column->to)
		to = column->to;
	if (from < to)
		column->bytes[share] += to - from;
}

static void measure(const struct scene *scene, const struct blocks *blocks,
		    struct pool_column *column)
{
	static const enum pool_share shares[] = {[BLOCK_USED] = SHARE_USED,
						 [BLOCK_FREE] = SHARE_FREE,
						 [BLOCK_VIRGIN] = SHARE_VIRGIN,
						 [BLOCK_LOST] = SHARE_LOST};
	uint32_t size = blocks->pool.block_size, end = POOL_OVERHEAD + blocks->count * size;
	uint32_t first = column->from > POOL_OVERHEAD ? (column->from - POOL_OVERHEAD) / size : 0;

	add_bytes(column, SHARE_HEADER, 0, POOL_OVERHEAD);
	add_bytes(column, SHARE_TAIL, end, scene->model->pool_size);
	for (uint32_t i = first; i < blocks->count; i++) {
		uint32_t at = POOL_OVERHEAD + i * size;

		if (at >= column->to)
			break;
		add_bytes(column, shares[blocks_state(blocks, i)], at, at + size);
	}
}

/* As high as the share of its bytes that are in use: these are not hidden by what takes more,
 * nor is the header.  Other mixtures show what they have most of. */
static uint32_t glyph_of(const struct blocks *blocks, const struct pool_column *column,
			 enum role *role)
{
	static const enum role roles[SHARE_COUNT] = {ROLE_POOL_HEADER, ROLE_BLOCK_USED,
						     ROLE_BLOCK_LOST,  ROLE_BLOCK_FREE,
						     ROLE_BLOCK_VIRGIN, ROLE_TAIL};
	static const uint32_t glyphs[SHARE_COUNT] = {'H', 0x2588, 0xd7, 0x25cb, 0xb7, '~'};
	uint32_t used = column->bytes[SHARE_USED], all = column->to - column->from;
	bool empty = blocks->pool.state == POOL_EMPTY;
	int most = 0;

	for (int share = 0; share < SHARE_COUNT; share++)
		if (column->bytes[share] > column->bytes[most])
			most = share;
	if (most != SHARE_HEADER && used > 0)
		most = SHARE_USED;
	else if (column->bytes[SHARE_HEADER] > 0)
		most = SHARE_HEADER;
	*role = most == SHARE_FREE && empty ? ROLE_POOL_EMPTY : roles[most];
	if (most == SHARE_USED && used < all)
		return 0x2581 + used * 7 / all; /* ▁ to ▇ */
	return most == SHARE_FREE && empty ? 0x25a1 : glyphs[most]; /* □ */
}

static void draw_scale(const struct scene *scene, const struct blocks *blocks,
		       struct canvas *canvas, int width)
{
	uint32_t size = scene->model->pool_size;

	for (int x = 0; x < width; x++) {
		struct pool_column column = {.from = (uint32_t)x * size / (uint32_t)width,
					     .to = (uint32_t)(x + 1) * size / (uint32_t)width};
		enum role role;
		uint32_t glyph;

		measure(scene, blocks, &column);
		glyph = glyph_of(blocks, &column, &role);
		canvas_put(canvas, x, 0, role, glyph);
	}
}

/* -- the pointers ------------------------------------------------------------------------ */

static void add_pointer(struct pointer_row *row, enum pointer_kind kind, int column, bool changed)
{
	int at = row->count++;

	for (; at > 0 && row->pointers[at - 1].column > column; at--)
		row->pointers[at] = row->pointers[at - 1];
	row->pointers[at] = (struct pointer){kind, column, changed};
}

static void find_pointers(const struct scene *scene, const struct pool_info *pool,
			  struct pointer_row *row)
{
	const struct store *store = scene->heap->store;
	const struct pool_header *header = store_at(store, pool->address);
	bool free_changed = scene_field_changed(scene, store_addr(store, &header->freeblock), 8, NULL);
	bool next_changed = scene_field_changed(scene, store_addr(store, &header->nextoffset), 4, NULL);
	uint64_t offset = pool->freeblock - pool->address;

	if (pool->freeblock && offset < scene->model->pool_size)
		add_pointer(row, POINTER_FREEBLOCK,
			    ruler_column(scene, (uint32_t)offset, row->width), free_changed);
	add_pointer(row, POINTER_NEXTOFFSET, ruler_column(scene, pool->nextoffset, row->width),
		    next_changed);
	add_pointer(row, POINTER_MAXNEXTOFFSET,
		    ruler_column(scene, pool->maxnextoffset, row->width), false);
}

static int names_columns(const struct pointer_row *row, const struct group *group)
{
	int columns = 2 * (group->last - group->first); /* ", " */

	for (int i = group->first; i <= group->last; i++)
		columns += utf8_columns(name_of(row, &row->pointers[i]));
	return columns;
}

/* Whether all groups, on the sides they have, find room side by side. */
static bool fit_together(const struct pointer_row *row, const struct group *groups, int count)
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
static bool choose_sides(const struct pointer_row *row, struct group *groups, int count)
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
static bool join_closest(const struct pointer_row *row, struct group *groups, int *count,
			 int distance)
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
static int make_groups(const struct pointer_row *row, struct group *groups, int distance)
{
	int count = row->count;

	for (int i = 0; i < count; i++)
		groups[i] = (struct group){i, i, false};
	while (!choose_sides(row, groups, count))
		if (!join_closest(row, groups, &count, distance))
			return 0;
	return count;
}

static void draw_group(const struct scene *scene, const struct pointer_row *row,
		       struct canvas *canvas, const struct group *group)
{
	int x = group->before ? row->pointers[group->first].column - names_columns(row, group)
			      : row->pointers[group->last].column + 1;

	for (int i = group->first; i <= group->last; i++) {
		const struct pointer *pointer = &row->pointers[i];

		if (i > group->first)
			x += canvas_text(canvas, x, 1, 2, ROLE_DIM, ", ");
		x += canvas_text(canvas, x, 1, row->width,
				 pointer->changed ? ROLE_POINTER : ROLE_DIM,
				 name_of(row, pointer));
		canvas_put(canvas, pointer->column, 1,
			   pointer->changed ? ROLE_POINTER : ROLE_TEXT, 0x25b2); /* ▲ */
		tag_pointer(canvas, (struct rect){pointer->column, 1, 1, 1}, &scene->focus,
			    pointer->kind);
	}
	for (int i = group->first; i <= group->last; i++)
		if (row->pointers[i].changed)
			canvas_flag(canvas, (struct rect){row->pointers[i].column, 1, 1, 1},
				    CELL_CHANGED);
}

/* What the line stands for, in front of it: it is no further row of blocks. */
static int draw_label(const struct scene *scene, struct canvas *canvas)
{
	uint32_t size = scene->model->pool_size;
	int width = canvas_area(canvas).w, columns;
	char text[16];
	struct str out = str_init(text, sizeof text);

	str_printf(&out, size >= 1024 ? "%u KiB" : "%u B", size >= 1024 ? size >> 10 : size);
	columns = utf8_columns(text) + 1;
	if (width < LABELLED_LEAST)
		return 0;
	canvas_text(canvas, 0, 0, columns, ROLE_DIM, text);
	return columns;
}

void pool_pointers_draw(const struct scene *scene, const struct blocks *blocks,
			struct canvas *canvas)
{
	static const struct {
		bool brief;
		int distance;
	} forms[] = {{false, 1}, {true, 1}, {false, CANVAS_MAX_SIDE}, {true, CANVAS_MAX_SIDE}};
	struct rect line = canvas_area(canvas);
	struct pointer_row row = {0};
	struct group groups[POINTERS];
	int count = 0;

	rect_cut_left(&line, draw_label(scene, canvas));
	canvas_push(canvas, line);
	row.width = line.w;
	draw_scale(scene, blocks, canvas, row.width);
	find_pointers(scene, &blocks->pool, &row);
	for (size_t i = 0; i < sizeof forms / sizeof *forms && count == 0; i++) {
		row.brief = forms[i].brief;
		count = make_groups(&row, groups, forms[i].distance);
	}
	for (int i = 0; i < count; i++)
		draw_group(scene, &row, canvas, &groups[i]);
	canvas_pop(canvas);
}
