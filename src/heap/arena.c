/*
 * arena.c - pools come from arenas and go back; arenas come from the system and
 * go back.
 *
 * usable_arenas lists the arenas that have a pool to give, the fullest first:
 * new pools come from there, so that nearly empty arenas get a chance to drain.
 * nfp2lasta[k] is the rightmost arena with exactly k free pools; it makes keeping
 * that order cheap and decides nothing.  (Before 3.8 CPython walked the list to
 * the same place; the table is kept for all models and shown for those that
 * have it.)
 *
 * Compiled twice, like block.c and pool.c: see quiet.c.
 */
#include "heap/internal.h"

static uint64_t arena_operand(const struct heap *heap, addr arena)
{
	return arena_slot(heap, arena_at(heap, arena));
}

/* -- obtain (new_arena) ----------------------------------------------------- */

/* Double the table; link the new slots in ascending order.  Both lists are empty here, so nobody
 * holds a pointer into the table.  False when the store has no room for another slot. */
static bool grow_table(struct heap *heap)
{
	struct heap_control *control = heap->control;
	uint64_t old = control->maxarenas;
	uint64_t grown = old ? 2 * old : INITIAL_ARENA_OBJECTS;

	if (grown > heap->slot_capacity)
		grown = heap->slot_capacity;
	if (grown == old) {
		store_spent(heap->store);
		return false;
	}
	step(heap, STEP_ARENAS_GROW, old, grown);
	for (uint64_t slot = old; slot < grown; slot++)
		set(heap, &heap->arenas[slot].nextarena,
		    slot + 1 < grown ? arena_addr(heap, &heap->arenas[slot + 1]) : ADDR_NULL);
	set(heap, &control->unused_arena_objects, arena_addr(heap, &heap->arenas[old]));
	set(heap, &control->maxarenas, grown);
	return true;
}

/* Fill in a slot whose memory has just been mapped. */
static void set_up_arena(struct heap *heap, struct arena_object *arena)
{
	struct heap_control *control = heap->control;
	addr first_pool = arena_pools(heap, arena_slot(heap, arena));
	uint64_t slack = -control->arena_skew & (heap->pool_size - 1);
	uint32_t pools = heap->arena_size / heap->pool_size - (slack != 0);

	step(heap, STEP_ARENA_OBTAIN, arena_slot(heap, arena), pools);
	set(heap, &control->unused_arena_objects, arena->nextarena);
	set(heap, &arena->address, first_pool - slack);
	if (heap->told)
		set(heap, &heap->told[arena_slot(heap, arena)], control->arena_told);
	set(heap, &control->arena_events, control->arena_events + 1);
	set(heap, &control->ntimes_arena_allocated, control->ntimes_arena_allocated + 1);
	set(heap, &control->narenas_currently_allocated, control->narenas_currently_allocated + 1);
	if (control->narenas_currently_allocated > control->narenas_highwater)
		set(heap, &control->narenas_highwater, control->narenas_currently_allocated);
	set(heap, &arena->freepools, ADDR_NULL);
	set(heap, &arena->pool_address, first_pool);
	set(heap, &arena->nfreepools, pools);
	set(heap, &arena->ntotalpools, pools);
	set(heap, &arena->nextarena, ADDR_NULL);
	set(heap, &arena->prevarena, ADDR_NULL);
	set(heap, &control->usable_arenas, arena_addr(heap, arena));
	set(heap, &control->nfp2lasta[pools], arena_addr(heap, arena));
}

static bool obtain(struct heap *heap)
{
	struct heap_control *control = heap->control;

	step(heap, STEP_ARENA_NEEDED, control->narenas_currently_allocated, 0);
	if (heap->supply == ARENAS_UNASKED ||
	    (!control->unused_arena_objects && !grow_table(heap)) ||
	    heap->supply == ARENAS_REFUSED ||
	    control->narenas_currently_allocated >= heap->arena_limit) {
		set(heap, &control->narenas_refused, control->narenas_refused + 1);
		set(heap, &control->arena_events, control->arena_events + 1);
		step(heap, STEP_ARENA_REFUSED, control->narenas_currently_allocated, 0);
		return false;
	}
	set_up_arena(heap, arena_at(heap, control->unused_arena_objects));
	return true;
}

/* -- take a pool (allocate_from_new_pool) ------------------------------------ */

/* The arena at the head loses a pool: the finger of its count may have been it. */
static void lower_finger(struct heap *heap, addr head)
{
	const struct arena_object *arena = arena_at(heap, head);
	struct heap_control *control = heap->control;

	if (control->nfp2lasta[arena->nfreepools] == head)
		set(heap, &control->nfp2lasta[arena->nfreepools], ADDR_NULL);
	if (arena->nfreepools > 1)
		set(heap, &control->nfp2lasta[arena->nfreepools - 1], head);
}

/* Emptied pools first, the most recently emptied before all. */
static addr pop_or_carve(struct heap *heap, struct arena_object *arena)
{
	addr pool_addr = arena->freepools;
	struct pool_header *pool;

	if (pool_addr) {
		step(heap, STEP_POOL_REUSE, pool_addr, arena_slot(heap, arena));
		pool = pool_checked(heap, pool_addr, ADDR_NULL);
		if (heap_crashed(heap))
			return ADDR_NULL;
		set(heap, &arena->freepools, pool->nextpool);
		return pool_addr;
	}
	pool_addr = arena->pool_address;
	if (pool_addr - arena->address > heap->arena_size - heap->pool_size) {
		heap_crash(heap, pool_addr); /* more pools were counted than there are */
		return ADDR_NULL;
	}
	step(heap, STEP_POOL_CARVE, pool_addr, arena_slot(heap, arena));
	pool = pool_at(heap, pool_addr);
	set(heap, &pool->arenaindex, (uint32_t)arena_slot(heap, arena));
	set(heap, &pool->szidx, DUMMY_SIZE_IDX);
	set(heap, &arena->pool_address, pool_addr + heap->pool_size);
	return pool_addr;
}

/* No pool is left: off the head of usable_arenas. */
static void drop_head(struct heap *heap, struct arena_object *arena)
{
	step(heap, STEP_ARENA_FULL, arena_slot(heap, arena), 0);
	set(heap, &heap->control->usable_arenas, arena->nextarena);
	if (arena->nextarena)
		set(heap, &arena_at(heap, arena->nextarena)->prevarena, ADDR_NULL);
}

/* NULL: the system refused another arena. */
static addr arena_take_pool(struct heap *heap)
{
	struct heap_control *control = heap->control;
	struct arena_object *arena;
	addr pool;

	if (!control->usable_arenas && !obtain(heap))
		return ADDR_NULL;
	arena = arena_at(heap, control->usable_arenas);
	step(heap, STEP_ARENA_PICK, arena_slot(heap, arena), arena->nfreepools);
	lower_finger(heap, control->usable_arenas);
	pool = pop_or_carve(heap, arena);
	if (!pool)
		return ADDR_NULL;
	/* The list needs no re-sorting: the head already had the smallest count. */
	set(heap, &arena->nfreepools, arena->nfreepools - 1);
	if (arena->nfreepools == 0)
		drop_head(heap, arena);
	return pool;
}

/* -- return a pool (insert_to_freepool) ----------------------------------------- */

static void unlink_arena(struct heap *heap, const struct arena_object *arena)
{
	if (arena->prevarena)
		set(heap, &arena_at(heap, arena->prevarena)->nextarena, arena->nextarena);
	else
		set(heap, &heap->control->usable_arenas, arena->nextarena);
	if (arena->nextarena)
		set(heap, &arena_at(heap, arena->nextarena)->prevarena, arena->prevarena);
}

/* [arena], which was to get one free pool more, may have been the finger of [old]. */
static void leave_finger(struct heap *heap, const struct arena_object *arena, uint32_t old)
{
	addr prev = arena->prevarena;
	bool prev_has = prev && arena_at(heap, prev)->nfreepools == old;

	if (heap->control->nfp2lasta[old] == arena_addr(heap, arena))
		set(heap, &heap->control->nfp2lasta[old], prev_has ? prev : ADDR_NULL);
}

/* It is the finger of its new count if no other is. */
static void claim_finger(struct heap *heap, const struct arena_object *arena)
{
	addr *finger = &heap->control->nfp2lasta[arena->nfreepools];

	if (!*finger)
		set(heap, finger, arena_addr(heap, arena));
}

/* Case 1: every pool is free.  The slot is the next to be used; the memory is gone,
 * which reads as zeros. */
static void release(struct heap *heap, struct arena_object *arena)
{
	struct heap_control *control = heap->control;
	struct range used = arena_used(heap, arena);

	step(heap, STEP_ARENA_RELEASE, arena_slot(heap, arena), arena->ntotalpools);
	unlink_arena(heap, arena);
	set(heap, &arena->nextarena, control->unused_arena_objects);
	set(heap, &control->unused_arena_objects, arena_addr(heap, arena));
	set(heap, &arena->address, ADDR_NULL);
	set(heap, &control->arena_events, control->arena_events + 1);
	set(heap, &control->narenas_currently_allocated, control->narenas_currently_allocated - 1);
	store_clear(heap->store, used.start, used.bytes);
}

/* Case 2: the arena had no free pool and was in no list. */
static void make_usable(struct heap *heap, struct arena_object *arena)
{
	addr self = arena_addr(heap, arena);
	addr head = heap->control->usable_arenas;

	step(heap, STEP_ARENA_USABLE, arena_slot(heap, arena), 0);
	set(heap, &arena->nextarena, head);
	set(heap, &arena->prevarena, ADDR_NULL);
	if (head)
		set(heap, &arena_at(heap, head)->prevarena, self);
	set(heap, &heap->control->usable_arenas, self);
	claim_finger(heap, arena);
}

/* Case 3: out of order.  It goes directly behind [last], the rightmost arena with as many
 * free pools as it had, and so before those that already have its new count.
 *
 *	before  ... [A: 2+1] [B: 2] [last: 2] [C: 3] ...
 *	after   ... [B: 2] [last: 2] [A: 3] [C: 3] ...
 */
static void move_behind(struct heap *heap, struct arena_object *arena, addr last_addr)
{
	struct arena_object *last = arena_at(heap, last_addr);

	step(heap, STEP_ARENA_MOVE, arena_slot(heap, arena), arena_operand(heap, last_addr));
	unlink_arena(heap, arena);
	set(heap, &arena->prevarena, last_addr);
	set(heap, &arena->nextarena, last->nextarena);
	if (last->nextarena)
		set(heap, &arena_at(heap, last->nextarena)->prevarena, arena_addr(heap, arena));
	set(heap, &last->nextarena, arena_addr(heap, arena));
}

static struct arena_object *arena_of_pool(struct heap *heap, const struct pool_header *pool)
{
	if (pool->arenaindex < heap->control->maxarenas && heap->arenas[pool->arenaindex].address)
		return &heap->arenas[pool->arenaindex];
	heap_crash(heap, pool->arenaindex); /* the header was overwritten */
	return NULL;
}

/* Put the pool on the arena's freepools; the arena has one free pool more. */
static void push_pool(struct heap *heap, struct arena_object *arena, addr pool_addr)
{
	step(heap, STEP_POOL_TO_FREEPOOLS, pool_addr, arena_slot(heap, arena));
	set(heap, &pool_at(heap, pool_addr)->nextpool, arena->freepools);
	set(heap, &arena->freepools, pool_addr);
	leave_finger(heap, arena, arena->nfreepools);
	set(heap, &arena->nfreepools, arena->nfreepools + 1);
}

/* Cases 3 and 4.  [last] was the rightmost arena with the count this one had. */
static void keep_sorted(struct heap *heap, struct arena_object *arena, addr last)
{
	claim_finger(heap, arena);
	if (arena->nfreepools == arena->ntotalpools && !arena->nextarena)
		step(heap, STEP_ARENA_KEPT, arena_slot(heap, arena), 0);
	else if (last == arena_addr(heap, arena))
		step(heap, STEP_ARENA_STAYS, arena_slot(heap, arena), arena->nfreepools);
	else
		move_behind(heap, arena, last);
}

static void arena_return_pool(struct heap *heap, addr pool_addr)
{
	struct arena_object *arena = arena_of_pool(heap, pool_at(heap, pool_addr));
	addr last;

	if (!arena)
		return;
	if (arena->nfreepools >= arena->ntotalpools) { /* only after a double free */
		heap_crash(heap, pool_addr);
		return;
	}
	last = heap->control->nfp2lasta[arena->nfreepools];
	push_pool(heap, arena, pool_addr);
	if (arena->nfreepools == arena->ntotalpools &&
	    (arena->nextarena || !heap->model->keep_last_arena))
		release(heap, arena);
	else if (arena->nfreepools == 1)
		make_usable(heap, arena);
	else
		keep_sorted(heap, arena, last);
}
