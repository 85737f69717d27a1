/*
 * tenants_view.c - all blocks that ever lived where the selected block is.
 *
 *	      #  name        asked   block    born at  freed at    lived
 *	      1  a              16   of 16          1         7        6
 *	  … 1,023 left out
 *	▶ 1,025  b              10   of 16      2,011     3,000      989
 */
#include "base/str.h"
#include "base/utf8.h"
#include "timeline/tenants.h"
#include "view/target.h"
#include "view/view.h"

#define ROWS_MOST (TENANTS_MOST + 4)
#define MARKER 2

/* One of the list, or a number of those left out. */
struct tenant_row {
	const struct tenant *tenant;
	uint64_t left_out;
};

struct rows {
	struct tenant_row items[ROWS_MOST];
	int count, selected; /* -1 = none */
};

static uint64_t now(const struct scene *scene)
{
	return timeline_world(scene->timeline)->state->operations;
}

static bool lives(const struct tenant *tenant, uint64_t now)
{
	return tenant->born <= now && (tenant->freed == 0 || tenant->freed > now);
}

static void collect(const struct scene *scene, struct rows *rows)
{
	const struct tenants *tenants = scene->options.tenants.found;
	const struct tenant *list[TENANTS_MOST];
	size_t count = tenants_list(tenants, list, TENANTS_MOST);
	uint64_t chosen = tenants_chosen(tenants, scene->options.tenants.selected, now(scene)), last = 0;

	rows->count = 0;
	rows->selected = -1;
	for (size_t i = 0; i < count; i++) {
		if (list[i]->number > last + 1)
			rows->items[rows->count++] =
				(struct tenant_row){NULL, list[i]->number - last - 1};
		if (list[i]->number == chosen)
			rows->selected = rows->count;
		rows->items[rows->count++] = (struct tenant_row){list[i], 0};
		last = list[i]->number;
	}
}

/* -- columns --------------------------------------------------------------------------------- */

/* Where each column ends, numbers stand on the right; what has no room is left out. */
struct columns {
	int number, name, asked, block, born, freed, lived;
};

static struct columns columns_for(int width)
{
	struct columns columns = {.number = 8, .name = width >= 80 ? 24 : 20};

	columns.born = columns.name + 13;
	columns.freed = columns.born + 13;
	columns.lived = width >= 60 ? columns.freed + 13 : 0;
	columns.asked = width >= 74 ? columns.lived + 7 : 0;
	columns.block = columns.asked ? columns.asked + 8 : 0;
	return columns;
}

static void put_right(struct canvas *canvas, int end, int y, enum role role, const char *text)
{
	int columns = utf8_columns(text);

	if (end >= columns && end <= canvas_area(canvas).w)
		canvas_text(canvas, end - columns, y, columns, role, text);
}

static void put_number(struct canvas *canvas, int end, int y, enum role role, uint64_t value)
{
	char text[32];
	struct str out = str_init(text, sizeof text);

	str_thousands(&out, value);
	put_right(canvas, end, y, role, text);
}

static void draw_head(const struct scene *scene, struct canvas *canvas,
		      const struct columns *columns)
{
	const struct {
		int end;
		const char *words;
	} heads[] = {
		{columns->born, N_("born at op")}, {columns->freed, N_("freed at op")},
		{columns->lived, N_("lived, ops")},	   {columns->asked, N_("asked")},
		{columns->block, N_("of B")},
	};

	canvas_text(canvas, columns->number - 1, 0, 1, ROLE_DIM, "#");
	canvas_text(canvas, columns->number + 2, 0, columns->name - columns->number - 2, ROLE_DIM,
		    tr(scene, "name"));
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		put_right(canvas, heads[i].end, 0, ROLE_DIM, tr(scene, heads[i].words));
}

static void draw_tenant(const struct scene *scene, struct canvas *canvas,
			const struct columns *columns, int y, const struct tenant *tenant,
			bool selected)
{
	bool here = lives(tenant, now(scene));
	enum role role = here ? ROLE_STRONG : ROLE_TEXT;
	int width = canvas_area(canvas).w;
	char name[LABEL_BYTES];

	scene->program->ops->spell(scene->program, tenant->name, name, sizeof name);
	if (here)
		canvas_put(canvas, 0, y, ROLE_POINTER, 0x25b6); /* ▶ */
	put_number(canvas, columns->number, y, ROLE_DIM, tenant->number);
	canvas_text(canvas, columns->number + 2, y, columns->name - columns->number - 2, role, name);
	put_number(canvas, columns->born, y, role, tenant->born);
	if (tenant->freed) {
		put_number(canvas, columns->freed, y, role, tenant->freed);
		put_number(canvas, columns->lived, y, ROLE_DIM, tenant->freed - tenant->born);
		if (tenant->moved)
			canvas_text(canvas, columns->freed + 1, y, 1, ROLE_DIM, "→");
	} else {
		put_right(canvas, columns->freed, y, role,
			  scene->options.tenants.found->state == TENANTS_DONE && scene->index->complete
				  ? tr(scene, "never")
				  : tr(scene, "not yet"));
	}
	put_number(canvas, columns->asked, y, role, tenant->requested);
	put_number(canvas, columns->block, y, ROLE_DIM, tenant->bytes);
	if (selected)
		canvas_flag(canvas, (struct rect){MARKER, y, width - MARKER, 1}, CELL_SELECTED);
	tag_operation(canvas, (struct rect){0, y, width, 1}, tenant->born);
}

/* -- the whole ------------------------------------------------------------------------------- */

static void draw_rows(const struct scene *scene, struct canvas *canvas, const struct rows *rows,
		      int height)
{
	struct columns columns = columns_for(canvas_area(canvas).w);
	int first = rows->selected - height / 2;

	if (first > rows->count - height)
		first = rows->count - height;
	if (first < 0)
		first = 0;
	draw_head(scene, canvas, &columns);
	for (int i = 0; i < height && first + i < rows->count; i++) {
		const struct tenant_row *row = &rows->items[first + i];
		char text[32];
		struct str out = str_init(text, sizeof text);

		if (row->tenant) {
			draw_tenant(scene, canvas, &columns, 1 + i, row->tenant,
				    first + i == rows->selected);
			continue;
		}
		str_thousands(&out, row->left_out);
		canvas_textf(canvas, MARKER, 1 + i, canvas_area(canvas).w - MARKER, ROLE_DIM,
			     tr(scene, "... %s left out"), text);
	}
}

static void draw_foot(const struct scene *scene, struct canvas *canvas, int y)
{
	char text[160];
	struct str out = str_init(text, sizeof text);

	scene_hint(scene,
		   tr(scene,
		      "▶ lives there now  → moved by realloc  <zoom:Enter> goes to its birth  "
		      "<tenants:t> ends this"),
		   &out);
	canvas_text(canvas, MARKER, y, canvas_area(canvas).w - MARKER, ROLE_DIM, text);
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	const struct tenants *tenants = scene->options.tenants.found;
	struct rect area = canvas_area(canvas);
	struct rows rows;

	if (!tenants || tenants->state == TENANTS_NONE)
		return;
	collect(scene, &rows);
	if (rows.count == 0) {
		canvas_paragraph(
			canvas, area, 0, ROLE_DIM,
			tenants->state == TENANTS_NO_MEMORY ? tr(scene, "no memory to look with")
			: tenants->state == TENANTS_MORE    ? tr(scene, "looking ...")
							    : tr(scene, "nobody ever lived here"));
		return;
	}
	draw_rows(scene, canvas, &rows, area.h > 3 ? area.h - 2 : area.h - 1);
	if (area.h > 3)
		draw_foot(scene, canvas, area.h - 1);
}

static void title(const struct scene *scene, struct str *out)
{
	const struct tenants *tenants = scene->options.tenants.found;

	char where[48];
	struct str place = str_init(where, sizeof where);

	if (!tenants || tenants->state == TENANTS_NONE) {
		str_add(out, tr(scene, "tenants"));
		return;
	}
	scene_place(scene, tenants->where, &place);
	str_printf(out, tr(scene, "tenants of %s"), where);
	if (tenants->state == TENANTS_MORE)
		str_printf(out, tr(scene, " · %s found so far, searched to op %s"),
			   thousands(tenants->count).text, thousands(tenants_done(tenants)).text);
	else
		str_printf(out, tr(scene, " · %s in all"), thousands(tenants->count).text);
}

const struct view_ops view_tenants = {.name = N_("tenants"), .title = title, .draw = draw};
