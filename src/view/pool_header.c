/*
 * pool_header.c - the fields of a pool's header.
 *
 *	two rows where all fits, or height is short	three otherwise
 *	ref.count  freeblock  nextpool  prevpool	ref.count  freeblock  szidx  arenaindex
 *	nextoffset  maxnextoffset  szidx  arenaindex	nextoffset  maxnextoffset
 *							nextpool  prevpool
 *
 * A field has its row whatever its value is, so that nothing jumps from step to step.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "view/pool.h"

#define TWO_ROWS_WIDTH 76 /* all the fields, with values of usual length */
#define THREE_ROWS_HEIGHT 11
#define ROW_FIELDS 4
#define GAP 2

enum { REF_COUNT, FREEBLOCK, NEXTPOOL, PREVPOOL, ARENAINDEX, SZIDX, NEXTOFFSET, MAXNEXTOFFSET,
       FIELD_COUNT };

struct field {
	const char *name;
	addr where;
	char before[16]; /* "112 → " right after it changed; otherwise nothing */
	char value[48];
};

/* What a 32-bit field was, if it has just changed. */
static void read_before(const struct scene *scene, struct field *field, uint32_t now)
{
	struct str out = str_init(field->before, sizeof field->before);
	uint64_t word;

	if (scene_changed(scene, field->where, &word)) {
		uint32_t old = (uint32_t)(word >> (field->where % 8 * 8));

		if (old != now)
			str_printf(&out, "%u → ", old);
	}
}

static void read_offset(const struct pool_info *pool, addr block, struct str *out)
{
	if (!block)
		str_add(out, "NULL");
	else if (block - pool->address < 65536)
		str_printf(out, "+%" PRIu64, block - pool->address);
	else
		str_printf(out, "%" PRIaddr, block);
}

static void read_value(const struct scene *scene, const struct pool_info *pool, int id,
		       struct field *field)
{
	const struct pool_header *header = store_at(scene->heap->store, pool->address);
	struct str out = str_init(field->value, sizeof field->value);

	switch (id) {
	case REF_COUNT: str_printf(&out, "%u", pool->used); break;
	case FREEBLOCK: read_offset(pool, pool->freeblock, &out); break;
	case NEXTPOOL: scene_place(scene, pool->nextpool, &out); break;
	case PREVPOOL: scene_place(scene, pool->prevpool, &out); break;
	case ARENAINDEX: str_printf(&out, "%u", header->arenaindex); break;
	case SZIDX: str_printf(&out, "%u", pool->szidx); break;
	case NEXTOFFSET: str_printf(&out, "%u", pool->nextoffset); break;
	case MAXNEXTOFFSET: str_printf(&out, "%u", pool->maxnextoffset); break;
	}
	field->before[0] = '\0';
	if (id == REF_COUNT)
		read_before(scene, field, pool->used);
	if (id == NEXTOFFSET)
		read_before(scene, field, pool->nextoffset);
}

static void read_fields(const struct scene *scene, const struct pool_info *pool,
			struct field fields[FIELD_COUNT])
{
	const struct pool_header *header = store_at(scene->heap->store, pool->address);
	const struct {
		const char *name;
		const void *at;
	} places[FIELD_COUNT] = {
		[REF_COUNT] = {"ref.count", &header->ref},
		[FREEBLOCK] = {"freeblock", &header->freeblock},
		[NEXTPOOL] = {"nextpool", &header->nextpool},
		[PREVPOOL] = {"prevpool", &header->prevpool},
		[ARENAINDEX] = {"arenaindex", &header->arenaindex},
		[SZIDX] = {"szidx", &header->szidx},
		[NEXTOFFSET] = {"nextoffset", &header->nextoffset},
		[MAXNEXTOFFSET] = {"maxnextoffset", &header->maxnextoffset},
	};

	for (int id = 0; id < FIELD_COUNT; id++) {
		fields[id].name = places[id].name;
		fields[id].where = store_addr(scene->heap->store, places[id].at);
		read_value(scene, pool, id, &fields[id]);
	}
}

static int columns_of(const struct field *field, bool before)
{
	return utf8_columns(field->name) + 1 + (before ? utf8_columns(field->before) : 0) +
	       utf8_columns(field->value);
}

/* Columns of the first [count] fields of a row. */
static int row_columns(const struct field *fields, const int *ids, int count, bool before)
{
	int columns = count > 0 ? (count - 1) * GAP : 0;

	for (int i = 0; i < count; i++)
		columns += columns_of(&fields[ids[i]], before);
	return columns;
}

static int draw_field(const struct scene *scene, struct canvas *canvas, int x, int y,
		      const struct field *field, bool before)
{
	int room = canvas_area(canvas).w, start = x;

	x += canvas_text(canvas, x, y, room - x, ROLE_DIM, field->name) + 1;
	start = x;
	if (before)
		x += canvas_text(canvas, x, y, room - x, ROLE_STRONG, field->before);
	x += canvas_text(canvas, x, y, room - x, ROLE_STRONG, field->value);
	if (scene_changed(scene, field->where, NULL))
		canvas_flag(canvas, (struct rect){start, y, x - start, 1}, CELL_CHANGED);
	return x;
}

/* What a field was is told only where that costs no other field its place. */
static void draw_row(const struct scene *scene, struct canvas *canvas, int y,
		     const struct field *fields, const int *ids, int count)
{
	int width = canvas_area(canvas).w, x = 0;
	bool before;

	while (count > 0 && row_columns(fields, ids, count, false) > width)
		count--;
	before = row_columns(fields, ids, count, true) <= width;
	for (int i = 0; i < count; i++)
		x = draw_field(scene, canvas, x, y, &fields[ids[i]], before) + GAP;
}

int pool_header_rows(struct rect area)
{
	return area.w < TWO_ROWS_WIDTH && area.h >= THREE_ROWS_HEIGHT ? 3 : 2;
}

void pool_header_draw(const struct scene *scene, struct canvas *canvas, const struct pool_info *pool)
{
	static const int two[2][ROW_FIELDS] = {{REF_COUNT, FREEBLOCK, NEXTPOOL, PREVPOOL},
					       {NEXTOFFSET, MAXNEXTOFFSET, SZIDX, ARENAINDEX}};
	static const int three[3][ROW_FIELDS] = {{REF_COUNT, FREEBLOCK, SZIDX, ARENAINDEX},
						 {NEXTOFFSET, MAXNEXTOFFSET},
						 {NEXTPOOL, PREVPOOL}};
	static const int counts[3] = {4, 2, 2};
	int rows = pool_header_rows(canvas_area(canvas));
	bool is_three = rows == 3;
	struct field fields[FIELD_COUNT];

	read_fields(scene, pool, fields);
	for (int row = 0; row < rows; row++)
		draw_row(scene, canvas, row, fields, is_three ? three[row] : two[row],
			 is_three ? counts[row] : ROW_FIELDS);
}
