/* tenants.c - the history of an address; see tenants.h. */
#include "timeline/tenants.h"

void tenants_init(struct tenants *tenants, struct program *program,
		  const struct world_options *options)
{
	*tenants = (struct tenants){.program = program, .options = *options};
}

static void stop(struct tenants *tenants, enum tenants_state state)
{
	if (tenants->running)
		world_fini(&tenants->world);
	tenants->running = false;
	tenants->state = state;
}

void tenants_fini(struct tenants *tenants)
{
	stop(tenants, TENANTS_NONE);
}

void tenants_begin(struct tenants *tenants, addr where, uint64_t from)
{
	stop(tenants, TENANTS_MORE);
	tenants->where = where;
	tenants->from = from;
	tenants->count = 0;
	tenants->first.count = tenants->before.count = 0;
	tenants->after.count = tenants->last.count = 0;
	tenants->running =
		world_init(&tenants->world, tenants->program, &tenants->options, NULL);
	if (!tenants->running)
		tenants->state = TENANTS_NO_MEMORY;
}

/* -- keeping --------------------------------------------------------------------------------- */

static void put_first(struct tenant_part *part, const struct tenant *tenant)
{
	if (part->count < TENANTS_KEPT)
		part->items[part->count++] = *tenant;
}

static void put_last(struct tenant_part *part, const struct tenant *tenant)
{
	part->items[part->count++ % TENANTS_KEPT] = *tenant;
}

static void move_in(struct tenants *tenants, const struct tenant *tenant)
{
	put_first(&tenants->first, tenant);
	if (tenant->born <= tenants->from)
		put_last(&tenants->before, tenant);
	else
		put_first(&tenants->after, tenant);
	put_last(&tenants->last, tenant);
}

static void end_in(struct tenant_part *part, uint64_t number, uint64_t operation, bool moved)
{
	uint64_t kept = part->count < TENANTS_KEPT ? part->count : TENANTS_KEPT;

	for (uint64_t i = 0; i < kept; i++) {
		if (part->items[i].number == number) {
			part->items[i].freed = operation;
			part->items[i].moved = moved;
		}
	}
}

/* The one that lives there, wherever it is kept. */
static void move_out(struct tenants *tenants, uint64_t operation, bool moved)
{
	end_in(&tenants->first, tenants->count, operation, moved);
	end_in(&tenants->before, tenants->count, operation, moved);
	end_in(&tenants->after, tenants->count, operation, moved);
	end_in(&tenants->last, tenants->count, operation, moved);
}

/* -- looking --------------------------------------------------------------------------------- */

/* Bytes of the block at [block], if the byte asked about is one of them; 0 = it is not. */
static uint32_t covers(const struct tenants *tenants, addr block)
{
	const struct heap *heap = &tenants->world.heap;
	const struct pool_header *pool;
	uint32_t bytes;

	/* Few operations come further than this. */
	if (((block ^ tenants->where) & heap->pool_mask) != 0 || block > tenants->where)
		return 0;
	if (!heap_owns(heap, block))
		return 0;
	pool = store_at(heap->store, block & heap->pool_mask);
	if (pool->szidx >= model_classes(heap->model))
		return 0;
	bytes = model_block_size(heap->model, pool->szidx);
	return tenants->where - block < bytes ? bytes : 0;
}

static uint64_t asked_for(const struct op *op)
{
	uint64_t bytes;

	return __builtin_mul_overflow(op->count, op->bytes, &bytes) ? 0 : bytes;
}

static void run_one(struct tenants *tenants, const struct event *event)
{
	const struct op *op = &event->op;
	bool gives = op->kind == OP_FREE || op->kind == OP_REALLOC;
	bool held = gives && covers(tenants, op->block);
	addr result = world_run(&tenants->world, event, NULL);
	uint32_t bytes = result && result != op->block ? covers(tenants, result) : 0;

	if (held && (op->kind == OP_FREE || (result && result != op->block)))
		move_out(tenants, event->operation, op->kind == OP_REALLOC);
	if (!bytes)
		return;
	move_in(tenants, &(struct tenant){
		.number = ++tenants->count,
		.born = event->operation,
		.block = result,
		.requested = asked_for(op),
		.bytes = bytes,
		.came = op->kind == OP_REALLOC && op->block,
		.name = op->name,
	});
}

enum tenants_state tenants_run(struct tenants *tenants, uint64_t events)
{
	struct event event;

	for (; tenants->state == TENANTS_MORE && events > 0; events--) {
		world_peek(&tenants->world, &event);
		if (event.kind == EVENT_END) {
			stop(tenants, TENANTS_DONE);
		} else if (event.kind == EVENT_OP) {
			run_one(tenants, &event);
		} else {
			world_run(&tenants->world, &event, NULL);
		}
	}
	return tenants->state;
}

uint64_t tenants_done(const struct tenants *tenants)
{
	return tenants->running ? tenants->world.state->operations : 0;
}

/* -- the list -------------------------------------------------------------------------------- */

/* The [i]-th kept of a part, oldest first; NULL past the last. */
static const struct tenant *kept_at(const struct tenant_part *part, uint64_t i)
{
	uint64_t kept = part->count < TENANTS_KEPT ? part->count : TENANTS_KEPT;

	return i < kept ? &part->items[(part->count - kept + i) % TENANTS_KEPT] : NULL;
}

size_t tenants_list(const struct tenants *tenants, const struct tenant **list, size_t most)
{
	const struct tenant_part *parts[] = {&tenants->first, &tenants->before, &tenants->after,
					     &tenants->last};
	const struct tenant *tenant;
	uint64_t last = 0;
	size_t count = 0;

	/* The parts overlap, and each begins no earlier than the one before; the ring "last" may
	 * begin before "after", but then it holds whatever comes behind. */
	for (size_t part = 0; part < sizeof parts / sizeof *parts; part++) {
		for (uint64_t i = 0; (tenant = kept_at(parts[part], i)); i++) {
			if (tenant->number <= last || count == most)
				continue;
			list[count++] = tenant;
			last = tenant->number;
		}
	}
	return count;
}

uint64_t tenants_chosen(const struct tenants *tenants, uint64_t number, uint64_t now)
{
	const struct tenant *list[TENANTS_MOST];
	size_t count = tenants_list(tenants, list, TENANTS_MOST);

	if (number || count == 0)
		return number;
	number = list[0]->number;
	for (size_t i = 0; i < count && list[i]->born <= now; i++)
		number = list[i]->number;
	return number;
}
