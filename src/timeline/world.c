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

addr world_run_told(struct world *world, const struct event *event,
		    const struct op_listener *listener, struct notices *notices)
{
	struct world_state *state = world->state;
	struct happened happened = {.result = ADDR_NULL};

	if (event->kind == EVENT_OP)
		op_happen(&world->heap, &event->op, &happened);
	else
		store_set(&world->store, &state->events, state->events + 1);
	commit(world, event, happened.result, notices);
	if (listener && event->kind == EVENT_OP)
		listener->hear(listener->context, &happened);
	if (heap_crashed(&world->heap))
		pass_over(world, notices);
	return happened.result;
}

addr world_run(struct world *world, const struct event *event, struct notices *notices)
{
	return world_run_told(world, event, NULL, notices);
}

uint64_t world_run_on(struct world *world, uint64_t most, const struct op_listener *listener,
		      struct notices *notices)
{
	const struct program_ops *ops = world->program->ops;
	uint64_t count;

	if (!ops->run || heap_crashed(&world->heap))
		return 0;
	count = ops->run(world->program, &world->heap, world->area, most, listener, notices);
	if (heap_crashed(&world->heap))
		pass_over(world, notices);
	return count;
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
