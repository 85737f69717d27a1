/*
 * internal.h - what the engine's own files share: short hands for the gate, and the
 * parts of each file that the others call.
 */
#ifndef HEAP_INTERNAL_H
#define HEAP_INTERNAL_H

#include "heap/heap.h"

#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define ALWAYS_INLINE inline __attribute__((always_inline))

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

/* In a stress build: all invariants, between steps too (findings.c). */
#ifdef ARENAWALK_STRESS
void heap_stress(struct heap *heap);
#else
static inline void heap_stress(struct heap *heap)
{
	(void)heap;
}
#endif

/* Open a step; the writes that follow belong to it. */
static inline void step(struct heap *heap, enum step_kind kind, uint64_t a, uint64_t b)
{
	heap_stress(heap);
	if (UNLIKELY(heap->log != NULL))
		step_log_add(heap->log, kind, a, b);
}

/* What lies at an address known to be good. */
static inline void *heap_at(const struct heap *heap, addr where)
{
	assert(where - heap->store->base < heap->store->size && where % 8 == 0);
	return (void *)(uintptr_t)(where + heap->delta);
}

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
static inline addr list_header(const struct heap *heap, uint32_t szidx)
{
	return store_addr(heap->store, &heap->control->usedpools[2 * (uint64_t)szidx]) -
	       offsetof(struct pool_header, nextpool);
}

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
static inline addr slot_pools(const struct heap *heap, uint64_t slot)
{
	return heap->first_pool + (slot << heap->arena_shift);
}

/* The part of a live arena that can hold anything but zeros. */
static inline struct range arena_used(const struct heap *heap, const struct arena_object *arena)
{
	addr pools = slot_pools(heap, arena_slot(heap, arena));

	if (heap->control->wild)
		return (struct range){arena->address, heap->arena_size};
	return (struct range){pools, arena->pool_address - pools};
}

/* A real process would die of using [where]; heap.c */
void heap_crash(struct heap *heap, addr where);

/* Like pool_at for a pointer read from memory that a wild write may have changed: it must lead to
 * a pool, or be [header], the one list header that may stand there (NULL = none).  Otherwise the
 * heap crashes and a harmless place is returned. */
struct pool_header *pool_checked(struct heap *heap, addr pool, addr header);

/* The link in a block's first 8 bytes, checked in the same way. */
uint64_t *link_checked(struct heap *heap, addr block);

/* pool.c: the rare moments in a pool's life. */
void pool_full(struct heap *heap, addr pool);     /* the last free block was taken */
void pool_link(struct heap *heap, addr pool, uint32_t szidx); /* front of its class's list */
void pool_relink(struct heap *heap, addr pool);   /* full, and a block was freed */
void pool_emptied(struct heap *heap, addr pool);  /* last block freed */
addr pool_malloc_new(struct heap *heap, uint32_t szidx); /* no pool of the class in use */

/* arena.c: pools come from arenas and go back. */
addr arena_take_pool(struct heap *heap); /* NULL: the system refused another arena */
void arena_return_pool(struct heap *heap, addr pool);

#endif
