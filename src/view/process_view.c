/*
 * process_view.c - the outermost level: every arena, one cell each, whatever their number.
 *
 * While there is a row for each, an arena is a line with its pools:
 *
 *	3 ▇▇▇▇▁▁██□□····  12/16    64%
 *
 * otherwise a cell, in rows of tens, with the number of the first one in front; what does not
 * fit scrolls, and the legend says which part is seen.  Where cells have gaps, a small square in
 * it says that the arena has free pools.
 */
#include "base/utf8.h"
#include "view/fill.h"
#include "view/future.h"
#include "view/target.h"
#include "view/things.h"
#include "view/zoom.h"

#include <inttypes.h>

#define COUNTS_COLUMNS 14 /* "  64/64    77%" */
#define FACT_LINES 2 /* under its pools what they are, and a blank one */
#define CELL_MOST 10  /* rows of a pool, where there are few arenas */
#define CELL_PITCH_MOST 4 /* columns of one */
#define ARENA_CELL_MOST 3 /* rows of an arena that is a cell */
#define TEN 10
#define PITCH_USUAL 4
#define PITCH_MOST 10
#define HAS_FREE_POOLS 0x25ab /* ▫ */

struct process_plan {
	int lines;      /* rows of an arena that has rows of its own: its pools, its facts; or 0 */
	int cell;       /* rows of a cell */
	int label;      /* columns of the number in front, a blank behind it */
	int pitch;      /* columns of a cell */
	int per_row;
	int rows, first_row;
	int height;     /* rows for arenas */
	uint64_t slots;
};

static uint64_t process_slots(const struct scene *scene)
{
	uint64_t slots = slots_in_use(scene);
	struct arena_info arena;

	if (scene->focus.any && scene->focus.slot >= slots &&
	    heap_arena(scene->heap, scene->focus.slot, &arena))
		return scene->focus.slot + 1;
	return slots;
}

static int digits(uint64_t number)
{
	int count = 1;

	for (; number >= 10; number /= 10)
		count++;
	return count;
}

/* Columns of [cells]; where cells touch, a gap behind each ten of them lets people count. */
static int columns_of(const struct process_plan *plan, int cells)
{
	return cells * plan->pitch + (plan->pitch == 1 ? cells / TEN : 0);
}

static void set_pitch(struct process_plan *plan, int pitch, int width)
{
	/* No gap is needed behind the last, where cells touch one behind the focus. */
	int room = width - plan->label + (pitch > 1);

	plan->pitch = pitch;
	plan->per_row = TEN * (room / columns_of(plan, TEN));
	if (plan->per_row < 1)
		plan->per_row = room > pitch ? room / pitch : 1;
	plan->rows = (int)((plan->slots + (uint64_t)plan->per_row - 1) / (uint64_t)plan->per_row);
}

static void scroll(const struct scene *scene, struct process_plan *plan)
{
	int row = scene->focus.any ? (int)(scene->focus.slot / (uint64_t)plan->per_row) : 0;

	if (plan->rows <= plan->height)
		return;
	plan->first_row = row - plan->height / 2;
	if (plan->first_row > plan->rows - plan->height)
		plan->first_row = plan->rows - plan->height;
	if (plan->first_row < 0)
		plan->first_row = 0;
}

static struct process_plan plan_for(const struct scene *scene, struct rect area)
{
	struct process_plan plan = {.slots = process_slots(scene), .height = area.h - 2};

	if (plan.height < 1)
		plan.height = 1;
	plan.label = digits(plan.slots ? plan.slots - 1 : 0) + 1;
	if (plan.slots <= (uint64_t)plan.height) {
		int each = plan.slots ? plan.height / (int)plan.slots : 1;

		plan.cell = each > FACT_LINES ? each - FACT_LINES : 1;
		plan.cell = plan.cell < CELL_MOST ? plan.cell : CELL_MOST;
		plan.lines = each > FACT_LINES ? plan.cell + FACT_LINES : 1;
		plan.per_row = 1;
		plan.rows = (int)plan.slots;
		return plan;
	}
	plan.cell = 1;
	for (int pitch = PITCH_MOST; pitch > 0; pitch--) {
		set_pitch(&plan, pitch, area.w);
		if (plan.rows <= plan.height && (plan.per_row % TEN == 0 || pitch <= PITCH_USUAL))
			break; /* wider cells must not break the tens */
	}
	while (plan.cell < ARENA_CELL_MOST && plan.rows * (plan.cell + 2) <= plan.height)
		plan.cell++; /* and a free row below it */
	scroll(scene, &plan);
	return plan;
}

static uint32_t columns(const struct scene *scene, struct rect inside)
{
	return (uint32_t)plan_for(scene, inside).per_row;
}

static bool is_focus(const struct scene *scene, uint64_t slot)
{
	return scene->focus.any && scene->focus.slot == slot;
}

/* The arena's object was written to, or the header of one of its pools. */
static bool arena_changed(const struct scene *scene, const struct arena_info *arena)
{
	addr object = store_addr(scene->heap->store, &scene->heap->arenas[arena->slot]);

	return scene_range_changed(scene, object, sizeof(struct arena_object)) ||
	       (arena->state != ARENA_UNUSED &&
		scene_range_changed(scene, arena->address, scene->model->arena_size));
}

/* Columns for the pools of a line. */
static int line_room(int width, const struct process_plan *plan)
{
	int room = width - plan->label - COUNTS_COLUMNS;

	return room > 1 ? room : 1;
}

static void draw_line(const struct scene *scene, struct canvas *canvas,
		      const struct process_plan *plan, int y, const struct arena_info *arena)
{
	int width = canvas_area(canvas).w;
	int total = (int)arena->ntotalpools, room = line_room(width, plan);
	int cells = fill_cells(total, room), pitch = total > 0 ? room / total : 1;
	struct fill fill = fill_of(scene, arena, 0, arena->ntotalpools);
	char text[32];
	struct str share = str_init(text, sizeof text);

	if (arena->state == ARENA_UNUSED) {
		struct arena_info former;
		bool leaves = scene_leaving(scene, arena->slot, &former);

		canvas_text(canvas, plan->label, y + plan->cell - 1, width - plan->label,
			    ROLE_ARENA_GONE,
			    leaves ? tr(scene, "× given back just now") : tr(scene, "· no arena"));
		return;
	}
	pitch = pitch < 1 ? 1 : pitch > CELL_PITCH_MOST ? CELL_PITCH_MOST : pitch;
	fill_draw(scene, canvas, plan->label, y, cells, pitch, plan->cell, arena);
	fill_share(fill.bytes, fill.capacity, &share);
	canvas_textf(canvas, plan->label + cells * pitch, y + plan->cell - 1, COUNTS_COLUMNS, ROLE_TEXT,
		     " %3u/%-3u %5s",
		     arena->ntotalpools - arena->nfreepools, arena->ntotalpools, text);
}

static void draw_facts(const struct scene *scene, struct canvas *canvas,
		       const struct process_plan *plan, int y, const struct arena_info *arena)
{
	struct fill fill = fill_of(scene, arena, 0, arena->ntotalpools);
	int width = canvas_area(canvas).w - plan->label;

	char text[96];
	struct str out = str_init(text, sizeof text);

	if (scene->options.future.shown) {
		struct lifetime_sum sum = future_sum(scene, arena->slot, 0, arena->ntotalpools);

		future_sum_words(scene, &sum, &out);
	} else {
		fill_states(scene, &fill, &out);
	}
	if (arena->state != ARENA_UNUSED)
		canvas_text(canvas, plan->label, y, width, ROLE_DIM, text);
}

/* Of the pitch; a sign goes behind it, and if there is room a blank. */
static int cell_columns(const struct process_plan *plan)
{
	return plan->pitch > 3 ? plan->pitch - 2 : plan->pitch > 1 ? plan->pitch - 1 : 1;
}

static void draw_cell(const struct scene *scene, struct canvas *canvas,
		      const struct process_plan *plan, int x, int y, const struct arena_info *arena)
{
	struct fill fill = fill_of(scene, arena, 0, arena->ntotalpools);
	struct mark mark = future_mark(scene, arena->slot, 0, arena->ntotalpools,
				       mark_of_arena(arena, &fill));
	struct rect cell = {x, y, cell_columns(plan), plan->cell};
	bool focused = is_focus(scene, arena->slot), changed = arena_changed(scene, arena);
	int ground = y + plan->cell - 1;

	fill_draw_cell(canvas, cell, mark);
	if (changed)
		canvas_flag(canvas, cell, CELL_CHANGED);
	if (plan->pitch > 1 && arena->nfreepools > 0 && arena->nfreepools < arena->ntotalpools)
		canvas_put(canvas, x + cell.w, ground, ROLE_POOL_USED, HAS_FREE_POOLS);
	if (plan->pitch > 1 || focused)
		mark_beside(canvas, x + cell.w, ground, focused, changed);
	tag_arena(canvas, (struct rect){x, y, plan->pitch, plan->cell}, arena->slot);
}

static void draw_row(const struct scene *scene, struct canvas *canvas,
		     const struct process_plan *plan, int y, uint64_t first)
{
	uint64_t focus = scene->focus.slot - first;
	int per_row = plan->per_row;
	int at = scene->focus.any ? (int)(scene->focus.slot % (uint64_t)per_row) : -1;
	bool strong = scene->focus.any && focus < (uint64_t)per_row;
	int ground = y + plan->cell - 1;
	struct arena_info arena;

	canvas_textf(canvas, 0, ground, plan->label, strong ? ROLE_STRONG : ROLE_DIM, "%*" PRIu64,
		     plan->label - 1, first);
	for (int i = 0; i < per_row && first + (uint64_t)i < plan->slots; i++) {
		heap_arena(scene->heap, first + (uint64_t)i, &arena);
		if (!plan->lines) {
			/* Where cells touch, a gap for its sign runs behind the focus. */
			draw_cell(scene, canvas, plan,
				  plan->label + columns_of(plan, i) +
					  (plan->pitch == 1 && at >= 0 && i > at),
				  y, &arena);
			continue;
		}
		draw_line(scene, canvas, plan, y, &arena);
		if (plan->lines > 1)
			draw_facts(scene, canvas, plan, ground + 1, &arena);
		if (arena_changed(scene, &arena))
			canvas_flag(canvas, (struct rect){0, ground, plan->label - 1, 1},
				    CELL_CHANGED);
		if (is_focus(scene, arena.slot))
			canvas_put(canvas, plan->label - 1, ground, ROLE_POINTER, 0x25b8); /* ▸ */
		tag_arena(canvas, (struct rect){0, y, canvas_area(canvas).w, plan->lines},
			  arena.slot);
	}
}

/* How many pools a cell of a line stands for, at the most. */
static int pools_of_cell(const struct scene *scene, int width, const struct process_plan *plan)
{
	struct arena_info arena;
	int pools = 1;

	for (uint64_t slot = 0; slot < plan->slots && heap_arena(scene->heap, slot, &arena); slot++) {
		int total = (int)arena.ntotalpools;
		int cells = fill_cells(total, line_room(width, plan));

		if (total > 0 && (total + cells - 1) / cells > pools)
			pools = (total + cells - 1) / cells;
	}
	return pools;
}

/* What a cell stands for, and which of them are seen. */
static void add_scale(const struct scene *scene, int width, const struct process_plan *plan,
		      struct str *out)
{
	uint64_t first = (uint64_t)plan->first_row * (uint64_t)plan->per_row;
	uint64_t end = first + (uint64_t)(plan->height * plan->per_row);
	int pools = plan->lines ? pools_of_cell(scene, width, plan) : 0;
	bool is_part = plan->rows > plan->height; /* which is said instead of what can be guessed */

	if (pools > 1)
		str_printf(out, tr(scene, "row = arena, cell = %d pools; taken, bytes in use"), pools);
	else
		str_add(out, plan->lines
				     ? tr(scene, "row = arena, cell = pool; taken, bytes in use")
			     : is_part ? tr(scene, "cell = arena")
				       : tr(scene, "cell = arena, height = bytes in use"));
	if (is_part)
		str_printf(out, tr(scene, " · %" PRIu64 " to %" PRIu64 " of %" PRIu64 " shown"),
			   first, (end < plan->slots ? end : plan->slots) - 1, plan->slots);
}

static void draw_legend(const struct scene *scene, struct canvas *canvas,
			const struct process_plan *plan)
{
	static const enum role of_pools[] = {ROLE_POOL_USED, ROLE_POOL_FULL, ROLE_POOL_EMPTY,
					     ROLE_POOL_VIRGIN};
	static const enum role of_arenas[] = {ROLE_POOL_FULL, ROLE_POOL_USED, ROLE_POOL_EMPTY};
	struct rect area = canvas_area(canvas);
	const char *legend =
		plan->lines       ? tr(scene, "▁▇ used  █ full  □ empty  · virgin")
		: plan->pitch > 1 ? tr(scene, "▃█ no free pool  ▃▇▫ has free pools  □ all free")
				  : tr(scene, "▃█ no free pool  ▃▇ has free pools  □ all free");
	char text[96];
	struct str out = str_init(text, sizeof text);

	add_scale(scene, area.w, plan, &out);
	canvas_text(canvas, 0, area.h - 2, area.w, ROLE_TEXT, text);
	if (!future_legend(scene, canvas, area.h - 1))
		zoom_legend(canvas, area.h - 1, legend, plan->lines ? of_pools : of_arenas);
}

/* A gap below cells that are higher than one row. */
static int rows_of_row(const struct process_plan *plan)
{
	return plan->lines ? plan->lines : plan->cell > 1 ? plan->cell + 1 : 1;
}

static void draw(const struct scene *scene, struct canvas *canvas)
{
	struct process_plan plan = plan_for(scene, canvas_area(canvas));

	if (plan.slots == 0) {
		canvas_text(canvas, 0, 0, canvas_area(canvas).w, ROLE_DIM,
			    scene->heap->control->ntimes_arena_allocated
				    ? tr(scene, "no arena any more")
				    : tr(scene, "no arena yet"));
		return;
	}
	for (int y = 0; y < plan.height && plan.first_row + y < plan.rows; y++)
		draw_row(scene, canvas, &plan, y * rows_of_row(&plan),
			 (uint64_t)(plan.first_row + y) * (uint64_t)plan.per_row);
	draw_legend(scene, canvas, &plan);
}

static void title(const struct scene *scene, struct str *out)
{
	zoom_path(scene, LEVEL_PROCESS, out);
}

static void scale(const struct scene *scene, struct rect inside, struct str *out)
{
	uint64_t arenas = scene->heap->control->narenas_currently_allocated;
	char text[48];
	struct str count = str_init(text, sizeof text);

	str_printf(&count,
		   arenas == 1 ? tr(scene, " · %" PRIu64 " arena")
			       : tr(scene, " · %" PRIu64 " arenas"),
		   arenas);
	zoom_add_fitting(out, inside, text);
}

/* -- choosing ------------------------------------------------------------------------------ */

static int64_t count(const struct scene *scene)
{
	return (int64_t)process_slots(scene);
}

static int64_t chosen(const struct scene *scene)
{
	return (int64_t)scene->focus.slot;
}

static void choose(const struct scene *scene, int64_t number, struct choice *choice)
{
	(void)scene;
	if (!choice->focus.any || choice->focus.slot != (uint64_t)number)
		choice->focus = (struct focus){.any = true, .slot = (uint64_t)number};
}

const struct things process_things = {
	.count = count, .chosen = chosen, .choose = choose, .columns = columns,
	.no_number = N_("there is no arena %" PRIu64 ": the last is %" PRIu64)};

const struct view_ops view_process = {
	.name = N_("process"), .title = title, .scale = scale, .draw = draw, .things = &process_things};
