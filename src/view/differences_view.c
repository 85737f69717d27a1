/*
 * differences_view.c - two models at the same operation, in numbers.
 *
 *	                cpython-3.6  cpython-3.13                 cpython-3.6  cpython-3.13
 *	arenas held             3 ▲          1    bytes in use    1,184,352    1,215,680 ▲
 *	...                                       this block           56 B         64 B ≠
 *
 * On the left what the left side has, on the right the right one.  The larger number has a
 * sign; so has what the present operation does otherwise.
 */
#include "view/differences.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "view/view.h"

#define TWO_COLUMNS 74   /* a table so wide has its rows side by side */
#define LABEL_COLUMNS 14
#define VALUE_BYTES 40
#define VALUE_MOST 22    /* columns; more would only take them apart */
#define NOT_KNOWN UINT64_MAX
#define GAP 2            /* between the two halves of a wide table */

/* What a row says of one side. */
struct value {
	uint64_t number;
	char text[VALUE_BYTES];
};

struct difference_row {
	const char *words;
	uint64_t (*number)(const struct scene *scene, const struct heap_totals *totals);
	void (*text)(const struct scene *scene, struct str *out); /* instead of a number */
};

/* -- numbers ---------------------------------------------------------------------------- */

static uint64_t arenas_held(const struct scene *scene, const struct heap_totals *totals)
{
	(void)totals;
	return scene->heap->control->narenas_currently_allocated;
}

static uint64_t arena_bytes(const struct scene *scene, const struct heap_totals *totals)
{
	return arenas_held(scene, totals) * scene->model->arena_size;
}

static uint64_t most_arenas(const struct scene *scene, const struct heap_totals *totals)
{
	(void)totals;
	return scene->heap->control->narenas_highwater;
}

static uint64_t arenas_returned(const struct scene *scene, const struct heap_totals *totals)
{
	return scene->heap->control->ntimes_arena_allocated - arenas_held(scene, totals);
}

static uint64_t pools_used(const struct scene *scene, const struct heap_totals *totals)
{
	(void)scene;
	return totals->pools_used + totals->pools_full;
}

static uint64_t bytes_given(const struct scene *scene, const struct heap_totals *totals)
{
	(void)scene;
	return totals->block_bytes;
}

static uint64_t padding(const struct scene *scene, const struct heap_totals *totals)
{
	(void)totals;
	if (!scene->census.knows_requests)
		return NOT_KNOWN;
	return census_padding_bytes(&scene->census.now, scene->model);
}

/* -- the operation ---------------------------------------------------------------------- */

static bool gives_up(const struct op *op)
{
	return op->kind == OP_FREE || op->kind == OP_WRITE;
}

static void block_size(const struct scene *scene, struct str *out)
{
	const struct op *op = &scene->operation.event.op;
	struct place place = heap_place(scene->heap, op->block);
	struct pool_info pool;
	uint64_t bytes;

	if (!scene->operation.any) {
		str_add(out, "–");
	} else if (gives_up(op)) {
		if (place.kind == PLACE_BLOCK &&
		    heap_pool(scene->heap, place.slot, place.pool, &pool) && pool.block_size)
			str_printf(out, "%u B", pool.block_size);
		else if (place.kind == PLACE_BLOCK && op->held > 0) /* its arena has left */
			str_printf(out, "%u B",
				   model_block_size(scene->model,
						    model_szidx(scene->model, op->held)));
		else
			str_add(out, heap_is_system(op->block) ? tr(scene, "system's") : "–");
	} else if (__builtin_mul_overflow(op->count, op->bytes, &bytes) || bytes == 0 ||
		   bytes > scene->model->small_request_threshold) {
		str_add(out, tr(scene, "system's"));
	} else {
		str_printf(out, "%u B",
			   model_block_size(scene->model, model_szidx(scene->model, bytes)));
	}
}

static void block_place(const struct scene *scene, struct str *out)
{
	const struct current *operation = &scene->operation;
	const addr *result = scene_result(scene);

	if (!operation->any)
		str_add(out, "–");
	else if (gives_up(&operation->event.op))
		scene_place(scene, operation->event.op.block, out);
	else if (result)
		scene_place(scene, *result, out);
	else
		str_add(out, "…");
}

struct effect {
	enum step_kind kind;
	const char *words;
};

/* What an operation does to pools and arenas; the first of these that it did is told. */
static const struct effect effects[] = {
	{STEP_ARENA_OBTAIN, N_("new arena")},
	{STEP_ARENA_REFUSED, N_("refused")},
	{STEP_ARENA_RELEASE, NC_("effect", "given back")},
	{STEP_ARENA_KEPT, N_("kept")},
	{STEP_POOL_CARVE, N_("new pool")},
	{STEP_POOL_REUSE, N_("old pool")},
	{STEP_POOL_TO_FREEPOOLS, N_("pool empty")},
};

/* As far as the steps have got. */
static void effect(const struct scene *scene, struct str *out)
{
	const struct current *operation = &scene->operation;
	uint64_t seen = 0;

	for (uint32_t i = 0; operation->any && i < operation->steps_done; i++)
		seen |= UINT64_C(1)
			<< journal_step(scene->journal, operation->first_step + i)->kind;
	for (size_t i = 0; i < sizeof effects / sizeof *effects; i++) {
		if (seen >> effects[i].kind & 1) {
			str_add(out, tr(scene, effects[i].words));
			return;
		}
	}
	str_add(out, "–");
}

/* -- the table -------------------------------------------------------------------------- */

static const struct difference_row rows[] = {
	{N_("arenas held"), arenas_held, NULL},
	{N_("most so far"), most_arenas, NULL},
	{N_("given back"), arenas_returned, NULL},
	{N_("arena bytes"), arena_bytes, NULL},
	{N_("pools taken"), pools_used, NULL},
	{N_("bytes in use"), bytes_given, NULL},
	{N_("padding"), padding, NULL},
	{N_("this block"), NULL, block_size},
	{N_("its place"), NULL, block_place},
	{N_("what happened"), NULL, effect},
};

#define HEADING 1 /* row */
#define ROWS ((int)(sizeof rows / sizeof *rows))

int differences_rows(int width)
{
	return HEADING + (width >= TWO_COLUMNS ? (ROWS + 1) / 2 : ROWS);
}

static void read_value(const struct scene *scene, const struct difference_row *row,
		       const struct heap_totals *totals, struct value *value)
{
	struct str text = str_init(value->text, sizeof value->text);

	if (row->text) {
		row->text(scene, &text);
		return;
	}
	value->number = row->number(scene, totals);
	if (value->number == NOT_KNOWN)
		str_add(&text, "…");
	else
		str_thousands(&text, value->number);
}

/* A number too long for its place is told roughly. */
static void shorten(struct value *value, int columns, bool is_number)
{
	struct str text;

	if (!is_number || utf8_columns(value->text) <= columns)
		return;
	text = str_init(value->text, sizeof value->text);
	str_bytes(&text, value->number);
}

/* Right-aligned in [columns]; behind it the sign, with a blank between if there is room. */
static void draw_value(struct canvas *canvas, int x, int y, int columns, enum role role,
		       const char *text, const char *sign)
{
	int at = columns - 2 - utf8_columns(text);

	canvas_text(canvas, x + (at > 0 ? at : 0), y, columns - 1, role, text);
	canvas_text(canvas, x + columns - 1, y, 1, ROLE_POINTER, sign);
}

static bool is_known(const struct value *value)
{
	return strcmp(value->text, "…") != 0;
}

/* Columns of each of the two values in a place. */
static int value_columns(struct rect place)
{
	int columns = (place.w - LABEL_COLUMNS) / 2;

	return columns < VALUE_MOST ? columns : VALUE_MOST;
}

/* Whose the values are; without what all names have in common if need be. */
static void draw_heading(struct canvas *canvas, struct rect place, const struct scene *sides[2])
{
	int columns = value_columns(place);

	for (int i = 0; i < 2; i++) {
		const char *name = sides[i]->model->name, *brief = strchr(name, '-');

		if (brief && utf8_columns(name) > columns - 2)
			name = brief + 1;
		draw_value(canvas, place.x + LABEL_COLUMNS + i * columns, place.y, columns,
			   ROLE_STRONG, name, "");
	}
}

static void draw_row(const struct scene *scene, struct canvas *canvas, struct rect place,
		     const struct difference_row *row, struct value values[2])
{
	bool differs = row->text && is_known(&values[0]) && is_known(&values[1]) &&
		       strcmp(values[0].text, values[1].text) != 0;
	int columns = value_columns(place);

	canvas_text(canvas, place.x, place.y, LABEL_COLUMNS - 1, ROLE_DIM, tr(scene, row->words));
	for (int i = 0; i < 2; i++) {
		bool larger = row->number && values[i].number > values[!i].number &&
			      values[i].number != NOT_KNOWN;
		const char *sign = larger ? "▲" : differs && i ? "≠" : "";

		shorten(&values[i], columns - 1, row->number != NULL);
		draw_value(canvas, place.x + LABEL_COLUMNS + i * columns, place.y, columns,
			   larger || differs ? ROLE_STRONG : ROLE_TEXT,
			   values[i].text, sign);
	}
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	const struct scene *sides[2] = {scene_left(scene), scene_left(scene)->beside.other};
	struct rect area = canvas_area(canvas);
	int columns = area.w >= TWO_COLUMNS ? 2 : 1, each = differences_rows(area.w) - HEADING;
	int width = columns == 2 ? (area.w - GAP - 1) / 2 : area.w - 1;
	struct heap_totals totals[2];

	if (!scene->beside.other)
		return;
	for (int i = 0; i < 2; i++)
		totals[i] = sides[i]->census.now.heap.totals;
	for (int i = 0; i < columns; i++)
		draw_heading(canvas, (struct rect){1 + i * (width + GAP), 0, width, 1}, sides);
	for (int i = 0; i < ROWS; i++) {
		struct rect place = {1 + i / each * (width + GAP), HEADING + i % each, width, 1};
		struct value values[2] = {{0}, {0}};

		for (int side = 0; side < 2; side++)
			read_value(sides[side], &rows[i], &totals[side], &values[side]);
		draw_row(scene, canvas, place, &rows[i], values);
	}
}

static void title(const struct scene *scene, struct str *out)
{
	str_add(out, tr(scene, "side by side"));
}

static void scale(const struct scene *scene, struct rect inside, struct str *out)
{
	const char *text = tr(scene, " · ▲ larger  ≠ different");

	if (utf8_columns(out->text) + utf8_columns(text) <= inside.w - 1)
		str_add(out, text);
}

const struct view_ops view_differences = {
	.name = N_("side by side"), .title = title, .scale = scale, .draw = draw};
