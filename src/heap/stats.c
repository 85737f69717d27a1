/* stats.c - CPython's own words about a heap; see stats.h. */
#include "heap/stats.h"

#include <inttypes.h>
#include <string.h>

#include "heap/inspect.h"

struct class_row {
	uint64_t pools, blocks, available;
};

/* "name      =      1,234"; returns the value, for totals. */
static uint64_t print_one(struct str *out, const char *name, uint64_t value)
{
	char digits[40];
	struct str number = str_init(digits, sizeof digits);

	str_thousands(&number, value);
	str_printf(out, "%-35s=%21s\n", name, digits);
	return value;
}

/* "3 arenas * 262144 bytes/arena" and the like. */
static uint64_t print_product(struct str *out, uint64_t count, const char *what, uint32_t bytes,
			      const char *unit, uint64_t value)
{
	char text[80];
	struct str name = str_init(text, sizeof text);

	str_printf(&name, "%" PRIu64 " %s * %u %s", count, what, bytes, unit);
	return print_one(out, text, value);
}

static void add_pool(const struct heap *heap, const struct pool_info *pool, struct class_row *rows)
{
	struct class_row *row;

	/* Empty pools keep their class, and are nobody's. */
	if (pool->used == 0 || pool->szidx >= model_classes(heap->model))
		return;
	row = &rows[pool->szidx];
	row->pools++;
	row->blocks += pool->used;
	row->available += pool->capacity - pool->used;
}

static void count_classes(const struct heap *heap, struct class_row *rows)
{
	struct arena_info arena;
	struct pool_info pool;

	for (uint64_t slot = 0; heap_arena(heap, slot, &arena); slot++)
		for (uint32_t i = 0; arena.state != ARENA_UNUSED && i < arena.carved; i++)
			if (heap_pool(heap, slot, i, &pool))
				add_pool(heap, &pool, rows);
}

static void print_classes(const struct heap *heap, struct str *out)
{
	struct class_row rows[MAX_SIZE_CLASSES] = {0};

	count_classes(heap, rows);
	str_printf(out, "Small block threshold = %u, in %u size classes.\n\n",
		   heap->model->small_request_threshold, model_classes(heap->model));
	str_add(out, "class   size   num pools   blocks in use  avail blocks\n"
		     "-----   ----   ---------   -------------  ------------\n");
	for (uint32_t c = 0; c < model_classes(heap->model); c++)
		if (rows[c].pools > 0)
			str_printf(out, "%5u %6u %11" PRIu64 " %15" PRIu64 " %13" PRIu64 "\n", c,
				   model_block_size(heap->model, c), rows[c].pools, rows[c].blocks,
				   rows[c].available);
	str_add(out, "\n");
}

static void print_arenas(const struct heap *heap, struct str *out)
{
	const struct heap_control *control = heap->control;

	print_one(out, "# arenas allocated total", control->ntimes_arena_allocated);
	print_one(out, "# arenas reclaimed",
		  control->ntimes_arena_allocated - control->narenas_currently_allocated);
	print_one(out, "# arenas highwater mark", control->narenas_highwater);
	print_one(out, "# arenas allocated current", control->narenas_currently_allocated);
	print_product(out, control->narenas_currently_allocated, "arenas", heap->arena_size,
		      "bytes/arena", control->narenas_currently_allocated * heap->arena_size);
	str_add(out, "\n");
}

static void print_bytes(const struct heap *heap, struct str *out)
{
	struct heap_totals totals;
	uint64_t total;

	heap_sum(heap, &totals);
	total = print_one(out, "# bytes in allocated blocks", totals.block_bytes);
	total += print_one(out, "# bytes in available blocks", totals.available_bytes);
	total += print_product(out, totals.pools_empty + totals.pools_virgin, "unused pools",
			       heap->pool_size, "bytes", totals.free_pool_bytes);
	total += print_one(out, "# bytes lost to pool headers", totals.header_bytes);
	total += print_one(out, "# bytes lost to quantization", totals.tail_bytes);
	total += print_one(out, "# bytes lost to arena alignment", totals.alignment_bytes);
	print_one(out, "Total", total);
}

static void print_map(const struct heap_map_nodes *nodes, struct str *out)
{
	uint64_t total;

	str_add(out, "\narena map counts\n");
	print_one(out, "# arena map mid nodes", nodes->mid);
	print_one(out, "# arena map bot nodes", nodes->bot);
	str_add(out, "\n");
	total = print_one(out, "# bytes lost to arena map root", nodes->root_bytes);
	total += print_one(out, "# bytes lost to arena map mid", nodes->mid * nodes->mid_bytes);
	total += print_one(out, "# bytes lost to arena map bot", nodes->bot * nodes->bot_bytes);
	print_one(out, "Total", total);
}

void heap_stats(const struct heap *heap, const struct heap_map_nodes *nodes, struct str *out)
{
	print_classes(heap, out);
	print_arenas(heap, out);
	print_bytes(heap, out);
	if (nodes)
		print_map(nodes, out);
}
