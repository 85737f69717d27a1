/*
 * block.c - blocks are taken and given back: the path that nearly every call takes
 * (pymalloc_alloc, pymalloc_free).
 *
 * Compiled twice, like pool.c and arena.c: see quiet.c.
 */
#include "heap/internal.h"

/* Link the next virgin block, the whole free list for now (pymalloc_pool_extend).  Apart from
 * the usual path, which needs no stack: a link outside the pool is rare.
 *
 *	before  [header][used][used]............
 *	                            ^ nextoffset
 *	after   [header][used][used][free]......
 *	                            ^ freeblock
 *	                                  ^ nextoffset
 */
static __attribute__((noinline)) addr extend_stray(struct heap *heap, addr stray, addr block)
{
	set(heap, link_checked(heap, stray), ADDR_NULL);
	return block;
}

static ALWAYS_INLINE addr pool_extend(struct heap *heap, addr pool_addr, addr taken, uint32_t szidx)
{
	struct pool_header *pool = pool_at(heap, pool_addr);
	uint32_t offset = pool->nextoffset;
	uint32_t next = offset + ((szidx + 1) << heap->alignment_shift);
	addr block = pool_addr + offset;

	step(heap, STEP_CARVE_BLOCK, block, next);
	set(heap, &pool->freeblock, block);
	set(heap, &pool->nextoffset, next);
	if (UNLIKELY(offset >= heap->pool_size || offset % 8 != 0))
		return extend_stray(heap, block, taken);
	set(heap, (uint64_t *)heap_at(heap, block), ADDR_NULL);
	return taken;
}

static __attribute__((noinline)) addr took_very_last(struct heap *heap, addr pool, addr block)
{
	pool_full(heap, pool);
	return block;
}

/* The rest of pool_take when the list has run out, with the block taken as its result. */
static ALWAYS_INLINE addr took_last(struct heap *heap, addr pool_addr, addr block, uint32_t szidx)
{
	const struct pool_header *pool = pool_at(heap, pool_addr);

	if (UNLIKELY(pool->nextoffset > pool->maxnextoffset))
		return took_very_last(heap, pool_addr, block);
	return pool_extend(heap, pool_addr, block, szidx);
}

/* freeblock leads out of the pool: the program has overwritten a link or the header.
 * CPython counts the block, then follows it, wherever it leads. */
static __attribute__((noinline)) addr take_stray(struct heap *heap, addr pool_addr, uint32_t szidx)
{
	struct pool_header *pool = pool_at(heap, pool_addr);
	addr block = pool->freeblock, next;

	set(heap, &pool->ref.count, pool->ref.count + 1);
	next = *link_checked(heap, block);
	if (heap_crashed(heap))
		return ADDR_NULL;
	step(heap, STEP_TAKE_BLOCK, block, next);
	set(heap, &pool->freeblock, next);
	return next ? block : took_last(heap, pool_addr, block, szidx);
}

/*
 * Take the first block of the free list (pymalloc_alloc).
 *
 *	before  freeblock -> [A] -> [B] -> ...
 *	after   freeblock --------> [B] -> ...      A is the caller's
 *
 * The pool looks ahead: when its list runs out while virgin blocks are left, the
 * next of them is linked at once.  So a pool in usedpools always has a free block.
 */
static ALWAYS_INLINE addr pool_take(struct heap *heap, addr pool_addr, uint32_t szidx)
{
	struct pool_header *pool = pool_at(heap, pool_addr);
	addr block = pool->freeblock;
	addr next;

	/* A legitimate block lies in the pool, which is quick to see. */
	if (UNLIKELY(((block ^ pool_addr) & (heap->pool_mask | 7)) != 0))
		return take_stray(heap, pool_addr, szidx);
	next = *(const uint64_t *)heap_at(heap, block);
	step(heap, STEP_TAKE_BLOCK, block, next);
	set(heap, &pool->ref.count, pool->ref.count + 1);
	set(heap, &pool->freeblock, next);
	if (next != ADDR_NULL)
		return block;
	return took_last(heap, pool_addr, block, szidx);
}

static __attribute__((noinline)) addr malloc_new(struct heap *heap, uint64_t bytes, uint32_t szidx)
{
	addr block = pool_malloc_new(heap, szidx);

	if (block || heap_crashed(heap))
		return block;
	return heap_system_malloc(heap, bytes, STEP_FALL_BACK);
}

/* PyObject_Malloc. */
static ALWAYS_INLINE addr block_malloc(struct heap *heap, uint64_t bytes)
{
	uint32_t szidx = (uint32_t)((bytes - 1) >> heap->alignment_shift);
	addr pool;

	if (UNLIKELY(bytes - 1 >= heap->threshold)) /* 0 wraps round to the largest */
		return heap_system_malloc(heap, bytes, STEP_TO_SYSTEM);
	step(heap, STEP_SIZE_CLASS, bytes, szidx);
	pool = heap->control->usedpools[2 * szidx];
	if (UNLIKELY(pool_at(heap, pool)->nextpool == pool)) /* the header itself: empty */
		return malloc_new(heap, bytes, szidx);
	step(heap, STEP_USEDPOOLS_HEAD, pool, szidx);
	return pool_take(heap, pool, szidx);
}

/*
 * Push a block on its pool's free list (pymalloc_free).
 *
 *	before  freeblock --------> [B] -> ...
 *	after   freeblock -> [A] -> [B] -> ...
 */
static ALWAYS_INLINE void pool_put(struct heap *heap, addr pool_addr, addr block)
{
	struct pool_header *pool = pool_at(heap, pool_addr);
	uint64_t *link = heap_at(heap, block);
	addr lastfree = pool->freeblock;

	step(heap, STEP_FREE_PUSH, block, lastfree);
	set(heap, link, lastfree);
	set(heap, &pool->freeblock, block);
	set(heap, &pool->ref.count, pool->ref.count - 1);
	if (UNLIKELY(lastfree == ADDR_NULL)) {
		/* A pool has at least two blocks, so one that was full is not empty now. */
		pool_relink(heap, pool_addr);
	} else if (UNLIKELY(pool->ref.count == 0)) {
		pool_emptied(heap, pool_addr);
	} else {
		step(heap, STEP_POOL_STAYS, pool_addr, pool->ref.count);
	}
}

/* PyObject_Free. */
static ALWAYS_INLINE void block_free(struct heap *heap, addr block)
{
	if (UNLIKELY(!in_laid_out_pool(heap, block)) &&
	    (!heap_in_pools(heap, block) || block % 8 != 0)) {
		heap_free_other(heap, block);
		return;
	}
	step(heap, STEP_ADDRESS_OURS, block, (block - heap->first_pool) >> heap->arena_shift);
	pool_put(heap, pool_of(heap, block), block);
}
