/* world.c - a program and its heap; see world.h. */
#include "timeline/world.h"

/* Address space, not memory, and so the bound of what a run can take: 1.7 GiB of arenas and
 * five million names. */
#define STORE_BASE UINT64_C(0x7f0000000000)
#define STORE_BYTES (UINT64_C(2) << 30)
#define STORE_LEAST (UINT64_C(32) << 20)
#define WORLDS 5 /* the reel's, the scout's, two that search, and as much for all else */
#define STATE_BYTES 4096u
#define PASS_OVER_MOST 1000 /* operations after a crash; beyond them the run ends */

static uint64_t space_wanted(const struct program *program)
{
	return program->space ? program->space : STORE_BYTES;
}

static uint64_t first_pool(const struct heap_options *options, uint64_t size)
{
	return heap_first_pool(options->model, options->placement, size);
}

uint64_t world_room(const struct program *program)
{
	return store_fit(space_wanted(program), STORE_LEAST, WORLDS);
}

bool world_init(struct world *world, struct program *program, const struct world_options *options,
		struct notices *notices)
{
	struct heap_options heap_options = {
		.model = options->model ? options->model : program->model,
		.placement = program->placement,
		.arena_limit = options->arena_limit ? options->arena_limit : program->arena_limit,
	};

	uint64_t wanted = space_wanted(program);

	*world = (struct world){.program = program};
	if (!store_init(&world->store, STORE_BASE, options->room ? options->room : wanted,
			options->room ? options->room : STORE_LEAST))
		return false;
	world->store.is_cramped |= world->store.size < wanted;
	/* The first pool has its address whatever the size. */
	store_move(&world->store, STORE_BASE + first_pool(&heap_options, wanted) -
					  first_pool(&heap_options, world->store.size));
	if (!heap_init(&world->heap, &world->store, &heap_options)) {
		store_fini(&world->store);
		return false;
	}
	world->state = store_at(&world->store, world->heap.script_area);
	world->area = world->heap.script_area + STATE_BYTES;
	if (!program->ops->start(program, &world->heap, world->area,
				 world->heap.script_bytes - STATE_BYTES, notices)) {
		store_fini(&world->store);
		return false;
	}
	return true;
}

void world_fini(struct world *world)
{
	store_fini(&world->store);
}

static void peek(const struct world *world, struct event *event)
{
	world->program->ops->peek(world->program, &world->heap, world->area, event);
	event->operation = world->state->operations + 1;
}

void world_resume(struct world *world, struct notices *notices)
{
	if (world->program->was_followed)
		world->program->ops->resume(world->program, &world->heap, world->area, notices);
}

/* A process that has crashed does nothing more; its narrator may have a last word. */
void world_peek(const struct world *world, struct event *event)
{
	peek(world, event);
	if (heap_crashed(&world->heap) && event->kind == EVENT_OP)
		*event = (struct event){.kind = EVENT_END, .op.misuse = -1};
}

static void commit(struct world *world, const struct event *event, addr result,
		   struct notices *notices)
{
	world->program->ops->commit(world->program, &world->heap, world->area, event, result,
				    notices);
}

/* After a crash: pass over the operations that now will not happen, up to the next words or
 * the end; expectations between them still count. */
static void pass_over(struct world *world, struct notices *notices)
{
	struct event event;

	for (int i = 0; i < PASS_OVER_MOST; i++) {
		peek(world, &event);
		if (event.kind != EVENT_OP)
			return;
		commit(world, &event, ADDR_NULL, notices);
	}
}

uint32_t world_class(const struct heap *heap, addr block)
{
	const struct pool_header *pool;

	if (block - heap->first_pool >= heap->arenas_bytes)
		return MAX_SIZE_CLASSES;
	pool = store_at(heap->store, block & heap->pool_mask);
	return pool->szidx < MAX_SIZE_CLASSES ? pool->szidx : MAX_SIZE_CLASSES;
}

/* What is asked for, so that padding is known without a look at every block.  [held]: the class
 * of the block given up, of which nobody can tell after the operation: its arena may have gone. */
static void count_requested(struct world *world, const struct op *op, uint32_t held, addr result)
{
	uint64_t *sums = world->state->requested;
	bool gives_up = op->kind == OP_FREE ? op->misuse < 0 : op->kind == OP_REALLOC && result;
	uint32_t class = op->kind <= OP_REALLOC ? world_class(&world->heap, result)
						: MAX_SIZE_CLASSES;
	uint64_t less = gives_up && held < MAX_SIZE_CLASSES ? op->held : 0;

	if (class < MAX_SIZE_CLASSES)
		store_set(&world->store, &sums[class],
			  sums[class] + op->count * op->bytes - (class == held ? less : 0));
	if (less > 0 && class != held)
		store_set(&world->store, &sums[held], sums[held] - less);
}

addr world_run(struct world *world, const struct event *event, struct notices *notices)
{
	struct store *store = &world->store;
	addr result = ADDR_NULL;

	if (event->kind == EVENT_OP) {
		uint32_t held = event->op.kind == OP_FREE || event->op.kind == OP_REALLOC
					? world_class(&world->heap, event->op.block)
					: MAX_SIZE_CLASSES;

		result = op_run(&world->heap, &event->op);
		count_requested(world, &event->op, held, result);
		store_set(store, &world->state->operations, world->state->operations + 1);
	}
	store_set(store, &world->state->events, world->state->events + 1);
	commit(world, event, result, notices);
	if (heap_crashed(&world->heap))
		pass_over(world, notices);
	return result;
}

uint64_t world_requested(const struct world *world)
{
	uint64_t bytes = 0;

	for (uint32_t c = 0; c < MAX_SIZE_CLASSES; c++)
		bytes += world->state->requested[c];
	return bytes;
}

void world_ranges(const struct world *world, struct ranges *ranges)
{
	heap_ranges(&world->heap, ranges);
	ranges_add(ranges, world->heap.script_area, sizeof *world->state);
	world->program->ops->ranges(world->program, &world->heap, world->area, ranges);
}

uint64_t world_hash(const struct world *world)
{
	struct ranges ranges = {0};
	uint64_t hash;

	world_ranges(world, &ranges);
	hash = store_hash(&world->store, &ranges);
	ranges_fini(&ranges);
	return hash;
}

struct image *world_image(const struct world *world)
{
	struct ranges ranges = {0};
	struct image *image;

	world_ranges(world, &ranges);
	image = image_take(&world->store, &ranges);
	ranges_fini(&ranges);
	return image;
}

void world_restore(struct world *world, const struct image *image)
{
	struct ranges ranges = {0};

	world_ranges(world, &ranges);
	image_restore(image, &world->store, &ranges);
	ranges_fini(&ranges);
}
