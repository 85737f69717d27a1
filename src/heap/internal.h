/*
 * internal.h - what the engine's own files share: short hands for the write barrier, and the
 * parts of each file that the others call.
 */
#ifndef HEAP_INTERNAL_H
#define HEAP_INTERNAL_H

#include "heap/heap.h"

#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define ALWAYS_INLINE inline __attribute__((always_inline))

/* In a stress build: all invariants, between steps too (findings.c). */
#ifdef ARENAWALK_STRESS
void heap_stress(struct heap *heap);
#else
static inline void heap_stress(struct heap *heap)
{
	(void)heap;
}
#endif

/* Writes are noted only beside the steps that explain them: the quiet allocator would change
 * words behind a journal's back, and nobody could undo them. */
static inline void check_watched(const struct heap *heap)
{
	assert(!heap->store->journal ||
	       (heap->log && heap->log->journal == heap->store->journal));
	(void)heap;
}

/*
 * The write barrier: every change of allocator state is a set(), every teachable moment a step(),
 * to which the writes that follow belong.  In the quiet allocator (quiet.c) both are what they
 * would be in C: an assignment, and nothing.
 */
#ifdef QUIET

#define set(heap, field, value) ((void)(heap), (void)(*(field) = (value)))

static inline void step(struct heap *heap, enum step_kind kind, uint64_t a, uint64_t b)
{
	(void)kind, (void)a, (void)b;
	heap_stress(heap);
}

#else

#define set(heap, field, value)                                                                    \
	_Generic(*(field), uint32_t: set_half, uint64_t: set_word)((heap), (field), (value))

static inline void set_word(struct heap *heap, uint64_t *field, uint64_t value)
{
	store_set(heap->store, field, value);
}

static inline void set_half(struct heap *heap, uint32_t *field, uint32_t value)
{
	store_set_half(heap->store, field, value);
}

static inline void step(struct heap *heap, enum step_kind kind, uint64_t a, uint64_t b)
{
	heap_stress(heap);
	if (UNLIKELY(heap->log != NULL))
		step_log_add(heap->log, kind, a, b);
}

#endif

/* What lies at an address known to be good: in the store, on 8 bytes. */
static inline void *heap_at(const struct heap *heap, addr where)
{
	assert(where - heap->store->base < heap->store->size && where % 8 == 0);
	return (void *)(uintptr_t)(where + heap->delta);
}

/* The start of the pool that [block] lies in, if it lies in one. */
static inline addr pool_of(const struct heap *heap, addr block)
{
	return block & heap->pool_mask;
}

/* A pool, or a list header of usedpools, at an address known to be good. */
static inline struct pool_header *pool_at(const struct heap *heap, addr pool)
{
	return heap_at(heap, pool);
}

/* The header of the list of class [szidx], as if it were a pool. */
static inline addr usedpools_header(const struct heap *heap, uint32_t szidx)
{
	return store_addr(heap->store, &heap->control->usedpools[2 * (uint64_t)szidx]) -
	       offsetof(struct pool_header, nextpool);
}

/* An arena object at its address in the store; that address; its slot. */
static inline struct arena_object *arena_at(const struct heap *heap, addr arena)
{
	return heap_at(heap, arena);
}

static inline addr arena_addr(const struct heap *heap, const struct arena_object *arena)
{
	return store_addr(heap->store, arena);
}

static inline uint64_t arena_slot(const struct heap *heap, const struct arena_object *arena)
{
	return (uint64_t)(arena - heap->arenas);
}

/* Where the pools of a slot begin. */
static inline addr arena_pools(const struct heap *heap, uint64_t slot)
{
	return heap->first_pool + (slot << heap->arena_shift);
}

/* The part of a live arena that can hold anything but zeros. */
static inline struct range arena_used(const struct heap *heap, const struct arena_object *arena)
{
	addr pools = arena_pools(heap, arena_slot(heap, arena));

	if (heap->control->wild)
		return (struct range){arena->address, heap->arena_size};
	return (struct range){pools, arena->pool_address - pools};
}

/* -- heap.c, for both allocators ------------------------------------------------ */

/* A real process would die of using [where]: a step, and heap_crashed() from now on. */
void heap_crash(struct heap *heap, addr where);

/* Whether a pool of a live arena holds [where], carved or not. */
bool heap_in_pools(const struct heap *heap, addr where);

/* PyMem_RawMalloc: a block of the system's, beside a step [why].  NULL: [bytes] is over
 * PY_SSIZE_T_MAX, or the addresses are used up. */
addr heap_system_malloc(struct heap *heap, uint64_t bytes, enum step_kind why);

/* Free what is not a block of ours: nothing, the system's, or no block at all, which crashes. */
void heap_free_other(struct heap *heap, addr block);

/* The unusual cases of pool_checked and link_checked: what lies there if a live arena has a pool
 * there, carved or not (then control->wild is set); else a crash, and control->nowhere. */
struct pool_header *heap_suspect_pool(struct heap *heap, addr pool);
uint64_t *heap_suspect_link(struct heap *heap, addr block);

/*
 * Nearly every free is of a block in a pool that has been laid out, and one field shows that: the
 * memory of pools not carved yet, of arenas given back and of the slack around pools reads as
 * zeros, and so would its maxnextoffset.  Only the rest asks for the arena.
 */
static ALWAYS_INLINE bool in_laid_out_pool(const struct heap *heap, addr block)
{
	return block - heap->first_pool < heap->arenas_bytes && block % 8 == 0 &&
	       pool_at(heap, pool_of(heap, block))->maxnextoffset != 0;
}

/* Like pool_at for a pointer read from memory that a wild write may have changed: it must lead to
 * a pool, or be [header], the one list header that may stand there (NULL = none).  Otherwise the
 * heap crashes and a harmless place is returned. */
static inline struct pool_header *pool_checked(struct heap *heap, addr pool, addr header)
{
	if ((pool == header && header) ||
	    (pool == pool_of(heap, pool) && in_laid_out_pool(heap, pool)))
		return pool_at(heap, pool);
	return heap_suspect_pool(heap, pool);
}

/* The link in a block's first 8 bytes, checked in the same way. */
static inline uint64_t *link_checked(struct heap *heap, addr block)
{
	return in_laid_out_pool(heap, block) ? heap_at(heap, block)
					     : heap_suspect_link(heap, block);
}

/* heap_malloc and heap_free in watched.c: the allocator whose steps are told and whose writes go
 * through the write barrier. */
addr watched_malloc(struct heap *heap, uint64_t bytes);
void watched_free(struct heap *heap, addr block);

#endif
