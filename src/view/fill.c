/* fill.c - how full pools and arenas are; see fill.h. */
#include "view/fill.h"

#include "view/future.h"

/* From 0 to [steps] - 1. */
static uint32_t level(uint64_t part, uint64_t whole, uint32_t steps)
{
	uint64_t at = whole ? part * steps / whole : 0;

	return (uint32_t)(at < steps ? at : steps - 1);
}

static struct mark partly(enum role role, uint64_t part, uint64_t whole)
{
	return (struct mark){0x2581 + level(part, whole, 7), role}; /* ▁ to ▇ */
}

static const struct mark whole_marks[POOL_STATE_COUNT] = {
	[POOL_VIRGIN] = {0xb7, ROLE_POOL_VIRGIN},
	[POOL_FULL] = {0x2588, ROLE_POOL_FULL},
	[POOL_EMPTY] = {0x25a1, ROLE_POOL_EMPTY},
};

struct mark mark_of_pool(const struct pool_info *pool)
{
	if (pool->state != POOL_USED)
		return whole_marks[pool->state];
	return partly(ROLE_POOL_USED, pool->used, pool->capacity);
}

struct fill fill_of(const struct scene *scene, const struct arena_info *arena, uint32_t from,
		    uint32_t to)
{
	struct fill fill = {0};
	struct pool_info pool;

	for (uint32_t i = from; i < to && heap_pool(scene->heap, arena->slot, i, &pool); i++) {
		fill.pools++;
		fill.states[pool.state]++;
		fill.blocks += pool.used;
		fill.bytes += (uint64_t)pool.used * pool.block_size;
		fill.capacity += scene->model->pool_size - POOL_OVERHEAD;
	}
	return fill;
}

void fill_states(const struct scene *scene, const struct fill *fill, struct str *out)
{
	static const struct {
		enum pool_state state;
		const char *words;
	} states[] = {
		{POOL_FULL, N_("full")},
		{POOL_USED, NC_("pool", "used")},
		{POOL_EMPTY, N_("empty")},
		{POOL_VIRGIN, NC_("pool", "virgin")},
	};
	const char *gap = "";

	for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
		uint32_t pools = fill->states[states[i].state];

		if (pools == 0)
			continue;
		str_printf(out, "%s%u %s", gap, pools, tr(scene, states[i].words));
		gap = tr(scene, ", ");
	}
}

struct mark mark_of_pools(const struct fill *fill)
{
	for (int state = 0; state < POOL_STATE_COUNT; state++)
		if (fill->states[state] == fill->pools && state != POOL_USED)
			return whole_marks[state];
	if (fill->states[POOL_USED] + fill->states[POOL_FULL] == 0)
		return whole_marks[POOL_EMPTY];
	return partly(ROLE_POOL_USED, fill->bytes, fill->capacity);
}

struct mark mark_of_arena(const struct arena_info *arena, const struct fill *fill)
{
	if (arena->state == ARENA_UNUSED)
		return (struct mark){0xb7, ROLE_ARENA_GONE};
	if (arena->nfreepools == arena->ntotalpools)
		return whole_marks[POOL_EMPTY];
	if (arena->nfreepools > 0)
		return partly(ROLE_POOL_USED, fill->bytes, fill->capacity);
	if (fill->states[POOL_FULL] == fill->pools)
		return whole_marks[POOL_FULL];
	return (struct mark){0x2591 + level(fill->bytes, fill->capacity, 3), /* ░ ▒ ▓ */
			     ROLE_POOL_FULL};
}

int fill_cells(int pools, int room)
{
	while (pools > room && pools > 1)
		pools = (pools + 1) / 2;
	return pools;
}

void fill_draw_cell(struct canvas *canvas, struct rect cell, struct mark mark)
{
	bool has_height = mark.glyph > 0x2580 && mark.glyph <= 0x2588; /* ▁ to █ */
	bool is_shade = mark.glyph > 0x2590 && mark.glyph <= 0x259f;   /* ░▒▓, and quarters */
	int eighths = has_height ? (int)(mark.glyph - 0x2580) * cell.h : 0;
	struct rect row = {cell.x, cell.y + cell.h - 1, cell.w, 1};

	if (!has_height && !is_shade)
		canvas_fill(canvas, row, mark.role, mark.glyph);
	if (is_shade)
		canvas_fill(canvas, cell, mark.role, mark.glyph);
	for (; eighths > 0; eighths -= 8, row.y--)
		canvas_fill(canvas, row, mark.role, 0x2580 + (uint32_t)(eighths < 8 ? eighths : 8));
}

void fill_draw(const struct scene *scene, struct canvas *canvas, int x, int y, int cells,
	       int pitch, int height, const struct arena_info *arena)
{
	int width = pitch > 1 ? pitch - 1 : 1;
	uint32_t total = arena->ntotalpools, count = (uint32_t)cells;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t from = i * total / count, to = (i + 1) * total / count;
		struct fill fill = fill_of(scene, arena, from, to);
		struct mark mark =
			future_mark(scene, arena->slot, from, to, mark_of_pools(&fill));

		fill_draw_cell(canvas, (struct rect){x + (int)i * pitch, y, width, height}, mark);
	}
}

struct mark mark_of_former(bool carved)
{
	return (struct mark){carved ? 0x25a1 : 0xb7, ROLE_ARENA_GONE}; /* □ · */
}

void fill_draw_former(struct canvas *canvas, int x, int y, int cells, const struct arena_info *arena)
{
	for (int i = 0; i < cells; i++) {
		bool carved = (uint32_t)i * arena->ntotalpools / (uint32_t)cells < arena->carved;
		struct mark mark = mark_of_former(carved);

		canvas_put(canvas, x + i, y, mark.role, mark.glyph);
	}
}

uint64_t slots_in_use(const struct scene *scene)
{
	struct arena_info arena;
	uint64_t slots = 0;

	for (uint64_t slot = 0; heap_arena(scene->heap, slot, &arena); slot++)
		if (arena.state != ARENA_UNUSED)
			slots = slot + 1;
	return slots;
}

void fill_share(uint64_t part, uint64_t whole, struct str *out)
{
	uint64_t tenths = whole ? part * 1000 / whole : 0;

	if (tenths < 100)
		str_printf(out, "%" PRIu64 ".%" PRIu64 "%%", tenths / 10, tenths % 10);
	else
		str_printf(out, "%" PRIu64 "%%", tenths / 10);
}
