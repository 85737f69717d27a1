/*
 * heap.c - what surrounds the allocator proper (block.c, pool.c, arena.c): a new heap's layout,
 * the system allocator behind it, the crash a real process would die of, and the calls made of
 * malloc and free (pymalloc_realloc of obmalloc.c, PyObject_Calloc).
 */
#include "heap/heap.h"

#include <string.h>

#include "heap/internal.h"

#define MAX_REQUEST ((uint64_t)INT64_MAX) /* PY_SSIZE_T_MAX */

#define CONTROL_BYTES (UINT64_C(64) << 10) /* heap_control, rounded up */
#define SCRIPT_PART 8                      /* the script area is 1/8 of the store */
#define ARENA_ALIGN (UINT64_C(2) << 20)
#define PAGE_SKEW 4096u                    /* of ARENAS_PAGE */

static_assert(sizeof(struct heap_control) <= CONTROL_BYTES, "the control area is too small");

/* -- layout of a new heap ------------------------------------------------- */

static void init_lists(struct heap *heap)
{
	for (uint32_t c = 0; c < model_classes(heap->model); c++) {
		set(heap, &heap->control->usedpools[2 * c], usedpools_header(heap, c));
		set(heap, &heap->control->usedpools[2 * c + 1], usedpools_header(heap, c));
	}
}

/* How many slots there can be: as many as the tables have room for. */
static uint64_t slots_within(const struct model *model, uint64_t size)
{
	return (size - size / SCRIPT_PART) / model->arena_size;
}

static uint64_t objects_bytes(const struct model *model, uint64_t size)
{
	return slots_within(model, size) * sizeof(struct arena_object);
}

static uint64_t table_bytes(const struct model *model, enum arena_placement placement, uint64_t size)
{
	return objects_bytes(model, size) +
	       (placement == ARENAS_TOLD ? slots_within(model, size) * sizeof(uint64_t) : 0);
}

uint64_t heap_first_pool(const struct model *model, enum arena_placement placement, uint64_t size)
{
	uint64_t fixed = CONTROL_BYTES + table_bytes(model, placement, size) + size / SCRIPT_PART;
	uint64_t first = (fixed + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;

	/* Arenas are where the caller says, or will say (heap_place_arenas); the slack of those that
	 * are not aligned lies in front of their slot. */
	if (placement != ARENAS_ALIGNED)
		first += (PAGE_SKEW + model->pool_size - 1) & ~(uint64_t)(model->pool_size - 1);
	return first;
}

/* control | arenas[] | told[] | script area | room for slack | slot 0, slot 1, ...: as many slots as fit. */
static bool lay_out(struct heap *heap, const struct heap_options *options)
{
	const struct store *store = heap->store;
	uint64_t script = store->size / SCRIPT_PART, slots;
	uint64_t table = table_bytes(heap->model, options->placement, store->size);
	uint64_t first = heap_first_pool(heap->model, options->placement, store->size);
	addr told = store->base + CONTROL_BYTES + objects_bytes(heap->model, store->size);

	if (first + heap->arena_size > store->size)
		return false;
	heap->control = store_at(store, store->base);
	heap->arenas = store_at(store, store->base + CONTROL_BYTES);
	heap->told = options->placement == ARENAS_TOLD ? store_at(store, told) : NULL;
	heap->script_area = store->base + (CONTROL_BYTES + table + 4095) / 4096 * 4096;
	heap->script_bytes = script - 4096;
	heap->first_pool = store->base + first;
	slots = (store->size - first) / heap->arena_size;
	heap->slot_capacity = slots;
	heap->arenas_bytes = slots << heap->arena_shift;
	heap->arena_limit = options->arena_limit ? options->arena_limit : slots;
	return true;
}

bool heap_init(struct heap *heap, struct store *store, const struct heap_options *options)
{
	const struct model *model = options->model;

	assert(model && model_is_possible(model) && !store->journal);
	*heap = (struct heap){
		.store = store,
		.delta = store->delta,
		.model = model,
		.pool_mask = ~(addr)(model->pool_size - 1),
		.threshold = model->small_request_threshold,
		.alignment_shift = model->alignment_shift,
		.pool_size = model->pool_size,
		.arena_size = model->arena_size,
		.arena_shift = (uint32_t)__builtin_ctz(model->arena_size),
	};
	if (!lay_out(heap, options))
		return false;
	init_lists(heap);
	if (options->placement == ARENAS_PAGE)
		heap_place_arenas(heap, PAGE_SKEW);
	return true;
}

void heap_place_arenas(struct heap *heap, uint64_t where)
{
	set(heap, &heap->control->arena_skew, where & (heap->pool_size - 1));
	if (heap->told)
		set(heap, &heap->control->arena_told, where);
}

/* -- the process's addresses ------------------------------------------------ */

/* Bytes in front of the first pool of the process's arena. */
static uint64_t slack_of(const struct heap *heap, uint64_t slot)
{
	return -heap->told[slot] & (heap->pool_size - 1);
}

/* The slot that a byte belongs to: what lies in front of an arena's first pool does so in front of
 * its slot, too. */
static uint64_t slot_told(const struct heap *heap, addr where)
{
	uint64_t next = (where - heap->first_pool + heap->arena_size) >> heap->arena_shift;

	if (next < heap->slot_capacity && heap->told[next] &&
	    arena_pools(heap, next) - where <= slack_of(heap, next))
		return next;
	return next - 1;
}

bool heap_shown(const struct heap *heap, addr where, uint64_t *shown)
{
	uint64_t slot;

	*shown = heap_is_outside(where) ? heap_outside_real(where) : where;
	if (!heap->told || !where || heap_is_outside(where))
		return true;
	slot = slot_told(heap, where);
	if (slot >= heap->slot_capacity || !heap->told[slot])
		return false;
	*shown = heap->told[slot] + slack_of(heap, slot) + (where - arena_pools(heap, slot));
	return true;
}

bool heap_unshown(const struct heap *heap, uint64_t shown, addr *where)
{
	bool found = false;

	*where = shown;
	if (!heap->told)
		return heap_owns(heap, shown);
	/* Of several that lay there one after the other it is the one that is there. */
	for (uint64_t slot = 0; slot < heap->control->maxarenas; slot++) {
		uint64_t inside = shown - heap->told[slot];

		if (!heap->told[slot] || inside >= heap->arena_size ||
		    (found && !heap->arenas[slot].address))
			continue;
		*where = arena_pools(heap, slot) - slack_of(heap, slot) + inside;
		found = true;
	}
	return found;
}

void heap_ranges(const struct heap *heap, struct ranges *ranges)
{
	ranges_add(ranges, heap->store->base, sizeof *heap->control);
	ranges_add(ranges, store_addr(heap->store, heap->arenas),
		   heap->control->maxarenas * sizeof *heap->arenas);
	if (heap->told)
		ranges_add(ranges, store_addr(heap->store, heap->told),
			   heap->control->maxarenas * sizeof *heap->told);
	for (uint64_t slot = 0; slot < heap->control->maxarenas; slot++) {
		struct range used = arena_used(heap, &heap->arenas[slot]);

		if (heap->arenas[slot].address)
			ranges_add(ranges, used.start, used.bytes);
	}
}

/* -- when the simulated program went wrong ---------------------------------- */

void heap_crash(struct heap *heap, addr where)
{
	step(heap, STEP_CRASH, where, 0);
	/* NULL means "no crash": an access to address 0 is kept as address 1. */
	if (!heap->control->crashed)
		set(heap, &heap->control->crashed, where ? where : 1);
}

bool heap_in_pools(const struct heap *heap, addr where)
{
	uint64_t offset = where - heap->first_pool;
	uint64_t slot = offset >> heap->arena_shift;
	uint64_t inside = offset & (heap->arena_size - 1);

	return slot < heap->slot_capacity && heap->arenas[slot].address &&
	       inside < (uint64_t)heap->arenas[slot].ntotalpools * heap->pool_size;
}

/* The bytes at [where], which a live arena owns, are going to be used: if no pool is carved there
 * yet, images must look there from now on. */
static void go_wild(struct heap *heap, addr where, uint64_t bytes)
{
	uint64_t slot = heap_slot_of(heap, where);

	if ((where < arena_pools(heap, slot) || where + bytes > heap->arenas[slot].pool_address) &&
	    !heap->control->wild)
		set(heap, &heap->control->wild, UINT64_C(1));
}

/* Bytes that the program, or the engine for it, is going to read or write.  False, and a crash, if
 * they are not all mapped. */
static bool touch(struct heap *heap, addr where, uint64_t bytes)
{
	if (bytes == 0)
		return true;
	if (!heap_owns(heap, where) || !heap_owns(heap, where + bytes - 1) ||
	    bytes > heap->arena_size) {
		heap_crash(heap, where);
		return false;
	}
	go_wild(heap, where, bytes);
	return true;
}

struct pool_header *heap_suspect_pool(struct heap *heap, addr pool)
{
	if (heap_in_pools(heap, pool) && pool_of(heap, pool) == pool) {
		go_wild(heap, pool, POOL_OVERHEAD);
		return pool_at(heap, pool);
	}
	heap_crash(heap, pool);
	return &heap->control->nowhere;
}

uint64_t *heap_suspect_link(struct heap *heap, addr block)
{
	if (block % 8 == 0 && heap_in_pools(heap, block)) {
		go_wild(heap, block, 8);
		return heap_at(heap, block);
	}
	heap_crash(heap, block);
	return &heap->control->nowhere.ref.word;
}

/* -- the system allocator ----------------------------------------------------- */

/* Its next block. */
static addr system_block(struct heap *heap)
{
	struct heap_control *control = heap->control;
	uint64_t number = heap->system ? heap->system : control->raw_serial;

	if (number >= (SYSTEM_END - SYSTEM_BASE) / 16)
		return ADDR_NULL;
	if (!heap->system)
		set(heap, &control->raw_serial, number + 1);
	set(heap, &control->raw_allocated_blocks, control->raw_allocated_blocks + 1);
	return SYSTEM_BASE + number * 16;
}

addr heap_system_malloc(struct heap *heap, uint64_t bytes, enum step_kind why)
{
	if (bytes > MAX_REQUEST) {
		step(heap, STEP_TOO_LARGE, 1, bytes);
		return ADDR_NULL;
	}
	step(heap, why, bytes, 0);
	return system_block(heap);
}

static void system_free(struct heap *heap, addr block)
{
	step(heap, STEP_ADDRESS_FOREIGN, block, 0);
	if (heap_is_numbered(block) && heap->control->raw_allocated_blocks > 0)
		set(heap, &heap->control->raw_allocated_blocks,
		    heap->control->raw_allocated_blocks - 1);
}

void heap_free_other(struct heap *heap, addr block)
{
	if (block == ADDR_NULL)
		step(heap, STEP_FREE_NULL, 0, 0);
	else if (!heap_owns(heap, block))
		system_free(heap, block);
	else
		heap_crash(heap, block);
}

/* -- calloc, realloc ---------------------------------------------------------- */

/* Says so if it is. */
static bool is_too_large(struct heap *heap, uint64_t count, uint64_t bytes, uint64_t *total)
{
	if (!__builtin_mul_overflow(count, bytes, total) && *total <= MAX_REQUEST)
		return false;
	step(heap, STEP_TOO_LARGE, count, bytes);
	return true;
}

addr heap_refuse(struct heap *heap, uint64_t count, uint64_t bytes)
{
	uint64_t total;

	if (!is_too_large(heap, count, bytes, &total))
		step(heap, STEP_CALL_FAILED, total, 0);
	return ADDR_NULL;
}

addr heap_calloc(struct heap *heap, uint64_t count, uint64_t bytes)
{
	static const unsigned char zeros[512];
	uint64_t total;
	addr block;

	if (is_too_large(heap, count, bytes, &total))
		return ADDR_NULL;
	block = heap_malloc(heap, total);
	if (block && heap_owns(heap, block) && touch(heap, block, total)) {
		step(heap, STEP_CALLOC_ZERO, total, block);
		store_write(heap->store, block, zeros, total);
	}
	return block;
}

/* Allocate first, copy, then free: the order decides where the new block lies
 * (pymalloc_realloc, bp = _PyObject_Malloc ... _PyObject_Free). */
static addr move_block(struct heap *heap, addr block, uint64_t old_size, uint64_t bytes)
{
	addr moved = heap_malloc(heap, bytes);
	uint64_t copied = bytes < old_size ? bytes : old_size;

	if (!moved || heap_crashed(heap))
		return moved;
	step(heap, STEP_REALLOC_COPY, copied, moved);
	if (heap_owns(heap, moved) && touch(heap, block, copied) && touch(heap, moved, copied))
		store_copy(heap->store, moved, block, copied);
	heap_free(heap, block);
	return moved;
}

addr heap_realloc(struct heap *heap, addr block, uint64_t bytes)
{
	uint32_t szidx;
	uint64_t size;

	if (block == ADDR_NULL || bytes > MAX_REQUEST)
		return heap_malloc(heap, bytes); /* too large: says so, and leaves the block alone */
	if (!heap_owns(heap, block)) {
		step(heap, STEP_REALLOC_SYSTEM, block, bytes);
		return heap_is_outside(block) ? system_block(heap) : block; /* known from now on */
	}
	if (!heap_in_pools(heap, block)) {
		heap_crash(heap, block);
		return ADDR_NULL;
	}
	szidx = pool_at(heap, pool_of(heap, block))->szidx;
	if (szidx >= model_classes(heap->model) || block % 8 != 0) { /* overwritten, or no block */
		heap_crash(heap, block);
		return ADDR_NULL;
	}
	size = model_block_size(heap->model, szidx);
	if (bytes > size) {
		step(heap, STEP_REALLOC_GROWS, bytes, size);
	} else if (4 * bytes > 3 * size) {
		step(heap, STEP_REALLOC_STAYS, bytes, size);
		return block;
	} else {
		step(heap, STEP_REALLOC_SHRINKS, bytes, size);
	}
	return move_block(heap, block, size, bytes);
}

void heap_write(struct heap *heap, addr to, const void *bytes, uint64_t count)
{
	assert(bytes || count == 0);
	if (heap_is_system(to)) {
		step(heap, STEP_WRITE, count, to); /* memory of the system's is not modelled */
		return;
	}
	if (count == 0 || !touch(heap, to, count))
		return;
	step(heap, STEP_WRITE, count, to);
	store_write(heap->store, to, bytes, count);
}

void heap_note_misuse(struct heap *heap, int kind, addr about)
{
	assert(0 <= kind && kind < MISUSE_KINDS);
	set(heap, &heap->control->misuse, heap->control->misuse | UINT64_C(1) << kind);
	set(heap, &heap->control->misused[kind], about);
}
