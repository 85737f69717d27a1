/*
 * pool.c - the rare moments in a pool's life.
 *
 *	        last free block taken              last used block freed
 *	 used  ------------------------->  full       used ----> empty (freepools)
 *	 used  <-------------------------  full       used <---- empty
 *	        any block freed                        taken for a class
 */
#include "heap/internal.h"

/* Out of its class's list.  The pool's own links keep their old values, as in
 * CPython: nothing reads them before they are written again. */
static void pool_unlink(struct heap *heap, const struct pool_header *pool)
{
	addr next = pool->nextpool, prev = pool->prevpool, header;
	struct pool_header *at;

	if (pool->szidx >= model_classes(heap->model)) { /* the header was overwritten */
		heap_crash(heap, store_addr(heap->store, pool));
		return;
	}
	/* A pointer that leads nowhere must not get into usedpools, where nobody checks. */
	header = usedpools_header(heap, pool->szidx);
	at = pool_checked(heap, next, header);
	if (heap_crashed(heap))
		return;
	set(heap, &at->prevpool, prev);
	at = pool_checked(heap, prev, header);
	if (!heap_crashed(heap))
		set(heap, &at->nextpool, next);
}

static void pool_full(struct heap *heap, addr pool_addr)
{
	const struct pool_header *pool = pool_at(heap, pool_addr);

	step(heap, STEP_POOL_FULL, pool_addr, pool->szidx);
	pool_unlink(heap, pool);
}

/* At the front: the next request of the class takes from this pool
 * (insert_to_usedpool; init_pool in pymalloc_alloc).
 *
 *	before  header <-> [first] <-> ...
 *	after   header <-> [pool] <-> [first] <-> ...
 */
static void pool_link(struct heap *heap, addr pool_addr, uint32_t szidx)
{
	struct pool_header *pool = pool_at(heap, pool_addr);
	struct pool_header *header, *first;
	addr header_addr, first_addr;

	if (szidx >= model_classes(heap->model)) { /* the header was overwritten */
		heap_crash(heap, pool_addr);
		return;
	}
	header_addr = usedpools_header(heap, szidx);
	header = pool_at(heap, header_addr);
	first_addr = header->nextpool;
	first = pool_at(heap, first_addr);
	set(heap, &pool->nextpool, first_addr);
	set(heap, &pool->prevpool, header_addr);
	set(heap, &first->prevpool, pool_addr);
	set(heap, &header->nextpool, pool_addr);
}

static void pool_relink(struct heap *heap, addr pool_addr)
{
	uint32_t szidx = pool_at(heap, pool_addr)->szidx;

	step(heap, STEP_POOL_RELINK, pool_addr, szidx);
	pool_link(heap, pool_addr, szidx);
}

static void pool_emptied(struct heap *heap, addr pool_addr)
{
	const struct pool_header *pool = pool_at(heap, pool_addr);

	step(heap, STEP_POOL_EMPTY, pool_addr, pool->szidx);
	pool_unlink(heap, pool);
	if (!heap_crashed(heap))
		arena_return_pool(heap, pool_addr);
}

/* The pool serves its old class again: its free list, in the order it had, and nextoffset
 * are still right.  It was emptied, so at least two blocks are linked. */
static addr take_kept(struct heap *heap, addr pool_addr)
{
	struct pool_header *pool = pool_at(heap, pool_addr);
	addr block = pool->freeblock;

	step(heap, STEP_POOL_SAME_CLASS, pool_addr, pool->szidx);
	set(heap, &pool->freeblock, *link_checked(heap, block));
	return block;
}

/* Lay out a pool for a class: block 0 goes to the caller, block 1 is linked.
 *
 *	[header][block 0][block 1]............
 *	                 ^ freeblock
 *	                          ^ nextoffset
 */
static addr take_fresh(struct heap *heap, addr pool_addr, uint32_t szidx)
{
	struct pool_header *pool = pool_at(heap, pool_addr);
	uint32_t size = model_block_size(heap->model, szidx);
	addr block = pool_addr + POOL_OVERHEAD;

	step(heap, STEP_POOL_INIT, pool_addr, szidx);
	set(heap, &pool->szidx, szidx);
	set(heap, &pool->nextoffset, POOL_OVERHEAD + 2 * size);
	set(heap, &pool->maxnextoffset, heap->pool_size - size);
	set(heap, &pool->freeblock, block + size);
	set(heap, link_checked(heap, block + size), ADDR_NULL);
	return block;
}

/* No pool of the class is in use: another one, and its first block.  NULL: there is none. */
static addr pool_malloc_new(struct heap *heap, uint32_t szidx)
{
	struct pool_header *pool;
	addr pool_addr;

	step(heap, STEP_USEDPOOLS_EMPTY, szidx, 0);
	pool_addr = arena_take_pool(heap);
	if (!pool_addr)
		return ADDR_NULL;
	step(heap, STEP_POOL_LINK, pool_addr, szidx);
	pool_link(heap, pool_addr, szidx);
	pool = pool_at(heap, pool_addr);
	set(heap, &pool->ref.count, 1u);
	return pool->szidx == szidx ? take_kept(heap, pool_addr)
				    : take_fresh(heap, pool_addr, szidx);
}
