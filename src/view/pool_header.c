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
#include "view/hex_view.h"
#include "view/pool_parts.h"

#define TWO_ROWS_WIDTH 76 /* all the fields, with values of usual length */
#define THREE_ROWS_HEIGHT 11
#define ROW_FIELDS 4
#define GAP 2

/* As hex_fields has them. */
enum { REF_COUNT, FREEBLOCK, NEXTPOOL, PREVPOOL, ARENAINDEX, SZIDX, NEXTOFFSET, MAXNEXTOFFSET,
       FIELD_COUNT };

struct header_field {
	const char *name;
	bool changed;
	char before[48]; /* what it was, if it has changed; otherwise nothing */
	char value[48];
};

/* How closely a row is set, where it also says what its fields were. */
struct header_form {
	const char *arrow;
	bool brief; /* places of lists, too */
};

static void read_fields(const struct scene *scene, const struct pool_info *pool,
			struct header_field fields[FIELD_COUNT])
{
	for (int id = 0; id < FIELD_COUNT; id++) { /* in the order of memory */
		struct header_field *field = &fields[id];
		struct str before = str_init(field->before, sizeof field->before);
		struct str value = str_init(field->value, sizeof field->value);

		field->name = hex_fields[id];
		field->changed = hex_field_before(scene, pool, (uint32_t)id, &before);
		hex_field_value(scene, pool, (uint32_t)id, &value);
	}
}

static const char *set_in(const char *text, const struct header_form *form)
{
	return form->brief ? hex_brief(text) : text;
}

/* [told]: with what it was, if it is another now. */
static int columns_of(const struct header_field *field, const struct header_form *form, bool told)
{
	int columns = utf8_columns(field->name) + 1 + utf8_columns(set_in(field->value, form));

	if (told && field->before[0])
		columns += utf8_columns(set_in(field->before, form)) + utf8_columns(form->arrow);
	return columns;
}

/* Columns of the first [count] fields of a row, of which the first [told] say what they were. */
static int row_columns(const struct header_field *fields, const int *ids, int count, int told,
		       const struct header_form *form)
{
	int columns = count > 0 ? (count - 1) * GAP : 0;

	for (int i = 0; i < count; i++)
		columns += columns_of(&fields[ids[i]], form, i < told);
	return columns;
}

static int draw_field(struct canvas *canvas, int x, int y, const struct header_field *field,
		      const struct header_form *form, bool told)
{
	int room = canvas_area(canvas).w, start = x;

	x += canvas_text(canvas, x, y, room - x, ROLE_DIM, field->name) + 1;
	start = x;
	if (told && field->before[0]) {
		x += canvas_text(canvas, x, y, room - x, ROLE_STRONG, set_in(field->before, form));
		x += canvas_text(canvas, x, y, room - x, ROLE_STRONG, form->arrow);
	}
	x += canvas_text(canvas, x, y, room - x, ROLE_STRONG, set_in(field->value, form));
	if (field->changed)
		canvas_flag(canvas, (struct rect){start, y, x - start, 1}, CELL_CHANGED);
	return x;
}

/* What a field was is told where that costs no other field its place; of as many fields as there
 * is room for, in the loosest form that has room for as many. */
static void draw_row(const struct scene *scene, struct canvas *canvas, int y,
		     const struct header_field *fields, const int *ids, int count)
{
	const struct header_form forms[] = {{scene_arrow(scene, false), false},
					    {scene_arrow(scene, true), false},
					    {scene_arrow(scene, true), true}};
	const struct header_form *form = forms;
	int width = canvas_area(canvas).w, told, x = 0;

	while (count > 0 && row_columns(fields, ids, count, 0, form) > width)
		count--;
	for (told = count; told > 0; told--) {
		for (form = forms; form < forms + sizeof forms / sizeof *forms; form++)
			if (row_columns(fields, ids, count, told, form) <= width)
				break;
		if (form < forms + sizeof forms / sizeof *forms)
			break;
		form = forms;
	}
	for (int i = 0; i < count; i++)
		x = draw_field(canvas, x, y, &fields[ids[i]], form, i < told) + GAP;
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
	struct header_field fields[FIELD_COUNT];

	read_fields(scene, pool, fields);
	for (int row = 0; row < rows; row++)
		draw_row(scene, canvas, row, fields, is_three ? three[row] : two[row],
			 is_three ? counts[row] : ROW_FIELDS);
}
