/*
 * heap.c - the four calls, and the path that nearly every call takes.
 *
 * Mirrors pymalloc_alloc, pymalloc_free, pymalloc_realloc of obmalloc.c; what
 * happens less often is in pool.c and arena.c.
 */
#include "heap/heap.h"

#include <string.h>

#include "heap/internal.h"

#define MAX_REQUEST ((uint64_t)INT64_MAX) /* PY_SSIZE_T_MAX */

#define CONTROL_BYTES (UINT64_C(64) << 10) /* heap_control, rounded up */
#define SCRIPT_PART 8                      /* the script area is 1/8 of the store */
#define ARENA_ALIGN (UINT64_C(2) << 20)

static_assert(sizeof(struct heap_control) <= CONTROL_BYTES, "the control area is too small");

/* -- layout of a new heap ------------------------------------------------- */

static void init_lists(struct heap *heap)
{
	for (uint32_t c = 0; c < model_classes(heap->model); c++) {
		set(heap, &heap->control->usedpools[2 * c], list_header(heap, c));
		set(heap, &heap->control->usedpools[2 * c + 1], list_header(heap, c));
	}
}

/* control | arenas[] | script area | slot 0, slot 1, ...: as many slots as fit. */
static bool lay_out(struct heap *heap, const struct heap_options *options)
{
	const struct store *store = heap->store;
	uint64_t script = store->size / SCRIPT_PART;
	uint64_t slots = (store->size - script) / heap->arena_size;
	uint64_t table = slots * sizeof(struct arena_object);
	uint64_t fixed = CONTROL_BYTES + table + script;
	uint64_t first = (fixed + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
	uint64_t skew = options->placement == ARENAS_PAGE ? 4096 : 0;

	if (first + skew + heap->arena_size > store->size)
		return false;
	heap->control = store_at(store, store->base);
	heap->arenas = store_at(store, store->base + CONTROL_BYTES);
	heap->script_area = store->base + (CONTROL_BYTES + table + 4095) / 4096 * 4096;
	heap->script_bytes = script - 4096;
	heap->first_arena = store->base + first + skew;
	slots = (store->size - first - skew) / heap->arena_size;
	heap->slot_capacity = slots;
	heap->arena_limit = options->arena_limit ? options->arena_limit : slots;
	return true;
}

bool heap_init(struct heap *heap, struct store *store, const struct heap_options *options)
{
	const struct model *model = options->model;

	*heap = (struct heap){
		.store = store,
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
	return true;
}

void heap_ranges(const struct heap *heap, struct ranges *ranges)
{
	ranges_add(ranges, heap->store->base, sizeof *heap->control);
	ranges_add(ranges, store_addr(heap->store, heap->arenas),
		   heap->control->maxarenas * sizeof *heap->arenas);
	for (uint64_t slot = 0; slot < heap->control->maxarenas; slot++) {
		const struct arena_object *arena = &heap->arenas[slot];

		if (arena->address)
			ranges_add(ranges, arena->address, arena->pool_address - arena->address);
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

struct pool_header *pool_checked(struct heap *heap, addr pool)
{
	addr lists = list_header(heap, 0);
	bool in_lists = pool - lists < 16 * (uint64_t)model_classes(heap->model) && pool % 16 == 0;

	if (in_lists || (heap_owns(heap, pool) && pool % 8 == 0 &&
			 heap_owns(heap, pool + POOL_OVERHEAD - 1)))
		return pool_at(heap, pool);
	heap_crash(heap, pool);
	return &heap->control->nowhere;
}

uint64_t *link_checked(struct heap *heap, addr block)
{
	if (block % 8 == 0 && heap_owns(heap, block))
		return store_at(heap->store, block);
	heap_crash(heap, block);
	return &heap->control->nowhere.ref.word;
}

/* A legitimate link never leaves its pool, which is quick to see. */
static inline uint64_t *link_at(struct heap *heap, addr pool, addr block)
{
	if (UNLIKELY(((block ^ pool) & heap->pool_mask) != 0 || block % 8 != 0))
		return link_checked(heap, block);
	return store_at(heap->store, block);
}

/* -- the system allocator ----------------------------------------------------- */

static addr system_malloc(struct heap *heap, uint64_t bytes)
{
	struct heap_control *control = heap->control;
	addr block = SYSTEM_BASE + control->raw_serial * 16;

	step(heap, STEP_TO_SYSTEM, bytes, 0);
	if (bytes > MAX_REQUEST || block >= SYSTEM_END)
		return ADDR_NULL;
	set(heap, &control->raw_serial, control->raw_serial + 1);
	set(heap, &control->raw_allocated_blocks, control->raw_allocated_blocks + 1);
	return block;
}

static void system_free(struct heap *heap, addr block)
{
	step(heap, STEP_ADDRESS_FOREIGN, block, 0);
	if (heap_is_system(block) && heap->control->raw_allocated_blocks > 0)
		set(heap, &heap->control->raw_allocated_blocks,
		    heap->control->raw_allocated_blocks - 1);
}

/* -- malloc ----------------------------------------------------------------- */

/*
 * Take the first block of the free list (pymalloc_alloc).
 *
 *	before  freeblock -> [A] -> [B] -> ...
 *	after   freeblock --------> [B] -> ...      A is the caller's
 *
 * The pool looks ahead: when its list runs out while virgin blocks are left, the
 * next of them is linked at once.  So a pool in usedpools always has a free block.
 */
static inline addr pool_take(struct heap *heap, addr pool_addr)
{
	struct pool_header *pool = pool_at(heap, pool_addr);
	addr block = pool->freeblock;
	addr next = *link_at(heap, pool_addr, block);

	step(heap, STEP_TAKE_BLOCK, block, next);
	set(heap, &pool->ref.count, pool->ref.count + 1);
	set(heap, &pool->freeblock, next);
	if (UNLIKELY(next == ADDR_NULL)) {
		if (pool->nextoffset <= pool->maxnextoffset)
			pool_extend(heap, pool_addr);
		else
			pool_unlink_full(heap, pool_addr);
	}
	return block;
}

addr heap_malloc(struct heap *heap, uint64_t bytes)
{
	uint32_t szidx = (uint32_t)((bytes - 1) >> heap->alignment_shift);
	addr pool, block;

	if (UNLIKELY(bytes - 1 >= heap->threshold)) /* 0 wraps round to the largest */
		return system_malloc(heap, bytes);
	step(heap, STEP_SIZE_CLASS, bytes, szidx);
	pool = heap->control->usedpools[2 * szidx];
	if (UNLIKELY(pool_at(heap, pool)->nextpool == pool)) { /* the header itself: empty */
		block = pool_malloc_new(heap, szidx);
		return block ? block : system_malloc(heap, bytes);
	}
	step(heap, STEP_USEDPOOLS_HEAD, pool, szidx);
	return pool_take(heap, pool);
}

/* -- free ----------------------------------------------------------------- */

/*
 * Push a block on its pool's free list (pymalloc_free).
 *
 *	before  freeblock --------> [B] -> ...
 *	after   freeblock -> [A] -> [B] -> ...
 */
static inline void pool_put(struct heap *heap, addr pool_addr, addr block)
{
	struct pool_header *pool = pool_at(heap, pool_addr);
	addr lastfree = pool->freeblock;

	step(heap, STEP_FREE_PUSH, block, lastfree);
	set(heap, (uint64_t *)store_at(heap->store, block), lastfree);
	set(heap, &pool->freeblock, block);
	set(heap, &pool->ref.count, pool->ref.count - 1);
	if (UNLIKELY(lastfree == ADDR_NULL)) {
		/* A pool has at least two blocks, so one that was full is not empty now. */
		step(heap, STEP_POOL_RELINK, pool_addr, pool->szidx);
		pool_link(heap, pool_addr, pool->szidx);
	} else if (UNLIKELY(pool->ref.count == 0)) {
		pool_emptied(heap, pool_addr);
	} else {
		step(heap, STEP_POOL_STAYS, pool_addr, pool->ref.count);
	}
}

void heap_free(struct heap *heap, addr block)
{
	if (UNLIKELY(block == ADDR_NULL)) {
		step(heap, STEP_FREE_NULL, 0, 0);
		return;
	}
	if (UNLIKELY(!heap_owns(heap, block))) {
		system_free(heap, block);
		return;
	}
	if (UNLIKELY(block % 8 != 0)) {
		heap_crash(heap, block);
		return;
	}
	step(heap, STEP_ADDRESS_OURS, block, (block - heap->first_arena) >> heap->arena_shift);
	pool_put(heap, pool_of(heap, block), block);
}

/* -- calloc, realloc ---------------------------------------------------------- */

addr heap_calloc(struct heap *heap, uint64_t count, uint64_t bytes)
{
	static const unsigned char zeros[512];
	uint64_t total;
	addr block;

	if (__builtin_mul_overflow(count, bytes, &total) || total > MAX_REQUEST) {
		step(heap, STEP_TO_SYSTEM, UINT64_MAX, 0);
		return ADDR_NULL;
	}
	block = heap_malloc(heap, total);
	if (block && heap_owns(heap, block)) {
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
	if (heap_owns(heap, moved))
		store_copy(heap->store, moved, block, copied);
	heap_free(heap, block);
	return moved;
}

addr heap_realloc(struct heap *heap, addr block, uint64_t bytes)
{
	uint32_t szidx;
	uint64_t size;

	if (bytes > MAX_REQUEST)
		return ADDR_NULL;
	if (block == ADDR_NULL)
		return heap_malloc(heap, bytes);
	if (!heap_owns(heap, block)) {
		step(heap, STEP_REALLOC_SYSTEM, block, bytes);
		return block;
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
	if (count == 0)
		return;
	if (!heap_owns(heap, to) || !heap_owns(heap, to + count - 1)) {
		heap_crash(heap, to);
		return;
	}
	step(heap, STEP_WRITE, count, to);
	store_write(heap->store, to, bytes, count);
}
