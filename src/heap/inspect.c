/* inspect.c - look at a heap; see inspect.h. */
#include "heap/inspect.h"

#include <string.h>

#include "heap/internal.h"

const char *const pool_state_names[POOL_STATE_COUNT] = {
	[POOL_VIRGIN] = "virgin", [POOL_USED] = "used", [POOL_FULL] = "full", [POOL_EMPTY] = "empty"};

const char *const arena_state_names[ARENA_STATE_COUNT] = {
	[ARENA_UNUSED] = "unused", [ARENA_USABLE] = "usable", [ARENA_FULL] = "full"};

/* Pools of the slot's arena, or of the one it would get. */
static uint32_t pools_that_fit(const struct heap *heap, uint64_t slot)
{
	const struct arena_object *arena = &heap->arenas[slot];

	if (arena->address && arena->ntotalpools)
		return arena->ntotalpools;
	return heap->arena_size / heap->pool_size - (heap->control->arena_skew != 0);
}

bool heap_arena(const struct heap *heap, uint64_t slot, struct arena_info *info)
{
	const struct arena_object *arena;

	if (slot >= heap->control->maxarenas)
		return false;
	arena = &heap->arenas[slot];
	*info = (struct arena_info){.state = ARENA_UNUSED, .slot = slot};
	if (!arena->address)
		return true;
	info->state = arena->nfreepools ? ARENA_USABLE : ARENA_FULL;
	info->address = arena->address;
	info->first_pool = slot_pools(heap, slot);
	info->nfreepools = arena->nfreepools;
	info->ntotalpools = arena->ntotalpools;
	/* While the arena is being set up, a single write at a time, pool_address may lag behind. */
	if (arena->pool_address >= info->first_pool)
		info->carved =
			(uint32_t)((arena->pool_address - info->first_pool) / heap->pool_size);
	if (info->carved > arena->ntotalpools)
		info->carved = arena->ntotalpools;
	info->freepools = arena->freepools;
	return true;
}

/* A pool in flight (taken from its arena, not set up yet) counts as used. */
static enum pool_state state_of(const struct pool_header *header, uint32_t szidx, uint32_t classes)
{
	if (header->ref.count == 0 && szidx < classes)
		return POOL_EMPTY;
	if (header->freeblock == ADDR_NULL && szidx < classes &&
	    header->nextoffset > header->maxnextoffset)
		return POOL_FULL;
	return POOL_USED;
}

static void read_header(const struct heap *heap, const struct pool_header *header,
			struct pool_info *info)
{
	uint32_t classes = model_classes(heap->model);

	info->state = state_of(header, header->szidx, classes);
	info->szidx = header->szidx;
	info->used = header->ref.count;
	info->nextoffset = header->nextoffset;
	info->maxnextoffset = header->maxnextoffset;
	info->freeblock = header->freeblock;
	info->nextpool = header->nextpool;
	info->prevpool = header->prevpool;
	if (header->szidx >= classes)
		return;
	info->block_size = model_block_size(heap->model, header->szidx);
	info->capacity = model_pool_capacity(heap->model, header->szidx);
	if (header->nextoffset >= POOL_OVERHEAD)
		info->carved = (header->nextoffset - POOL_OVERHEAD) / info->block_size;
	if (info->carved > info->capacity)
		info->carved = info->capacity;
}

bool heap_pool(const struct heap *heap, uint64_t slot, uint32_t index, struct pool_info *info)
{
	struct arena_info arena;

	if (!heap_arena(heap, slot, &arena) || arena.state == ARENA_UNUSED ||
	    index >= arena.ntotalpools)
		return false;
	*info = (struct pool_info){
		.state = POOL_VIRGIN,
		.index = index,
		.address = arena.first_pool + (uint64_t)index * heap->pool_size,
		.szidx = DUMMY_SIZE_IDX,
	};
	if (index < arena.carved)
		read_header(heap, pool_at(heap, info->address), info);
	return true;
}

static bool is_list_header(const struct heap *heap, addr where, uint64_t *szidx)
{
	addr offset = where - list_header(heap, 0);

	*szidx = offset / 16;
	return offset % 16 == 0 && *szidx < model_classes(heap->model);
}

struct place heap_place(const struct heap *heap, addr where)
{
	uint64_t slot = (where - heap->first_pool) >> heap->arena_shift;
	uint64_t szidx, offset;

	if (where == ADDR_NULL)
		return (struct place){.kind = PLACE_NULL};
	if (heap_is_system(where))
		return (struct place){.kind = PLACE_SYSTEM, .slot = (where - SYSTEM_BASE) / 16};
	if (is_list_header(heap, where, &szidx))
		return (struct place){.kind = PLACE_LIST, .slot = szidx};
	if (where < heap->first_pool || slot >= heap->control->maxarenas)
		return (struct place){.kind = PLACE_ELSEWHERE};
	offset = where - slot_pools(heap, slot);
	if (offset >= (uint64_t)pools_that_fit(heap, slot) * heap->pool_size)
		return (struct place){.kind = PLACE_ELSEWHERE};
	return (struct place){.kind = PLACE_BLOCK,
			      .slot = slot,
			      .pool = (uint32_t)(offset / heap->pool_size),
			      .offset = (uint32_t)(offset % heap->pool_size)};
}

addr heap_address(const struct heap *heap, uint64_t slot, uint32_t pool, uint32_t offset)
{
	if (slot >= heap->slot_capacity || pool >= pools_that_fit(heap, slot))
		return ADDR_NULL;
	return slot_pools(heap, slot) + (uint64_t)pool * heap->pool_size + offset;
}

size_t heap_free_list(const struct heap *heap, const struct pool_info *pool, addr *blocks,
		      size_t most)
{
	addr block = pool->freeblock;
	size_t count = 0;

	if (pool->block_size == 0)
		return 0;
	while (block && count < most && (block & heap->pool_mask) == pool->address &&
	       block % 8 == 0) {
		blocks[count++] = block;
		memcpy(&block, store_at(heap->store, block), sizeof block);
	}
	return count;
}

static size_t keep(uint64_t *members, size_t count, uint64_t member)
{
	if (members)
		members[count] = member;
	return count + 1;
}

/* Whether a list pointer leads to the header of a pool in a live arena. */
static bool is_pool(const struct heap *heap, addr pool)
{
	return heap_owns(heap, pool) && (pool & ~heap->pool_mask) == 0;
}

size_t heap_usedpools(const struct heap *heap, uint32_t szidx, addr *pools, size_t most)
{
	addr header = list_header(heap, szidx);
	addr pool = pool_at(heap, header)->nextpool;
	size_t count = 0;

	while (pool != header && count < most && is_pool(heap, pool)) {
		count = keep(pools, count, pool);
		pool = pool_at(heap, pool)->nextpool;
	}
	return count;
}

size_t heap_freepools(const struct heap *heap, uint64_t slot, addr *pools, size_t most)
{
	addr pool = heap->arenas[slot].freepools;
	size_t count = 0;

	while (pool && count < most && is_pool(heap, pool)) {
		count = keep(pools, count, pool);
		pool = pool_at(heap, pool)->nextpool;
	}
	return count;
}

static size_t walk_arenas(const struct heap *heap, addr arena, uint64_t *slots, size_t most)
{
	size_t count = 0;

	/* Arena objects lie outside the arenas: no program writes there, the lists are sound. */
	for (; arena && count < most; arena = arena_at(heap, arena)->nextarena)
		count = keep(slots, count, arena_slot(heap, arena_at(heap, arena)));
	return count;
}

size_t heap_usable_arenas(const struct heap *heap, uint64_t *slots, size_t most)
{
	return walk_arenas(heap, heap->control->usable_arenas, slots, most);
}

size_t heap_unused_arenas(const struct heap *heap, uint64_t *slots, size_t most)
{
	return walk_arenas(heap, heap->control->unused_arena_objects, slots, most);
}

static void sum_pool(const struct heap *heap, const struct pool_info *pool,
		     struct heap_totals *totals)
{
	uint64_t available;

	if (pool->state == POOL_EMPTY) {
		totals->pools_empty++;
		return;
	}
	totals->pools_full += pool->state == POOL_FULL;
	totals->pools_used += pool->state == POOL_USED;
	available = pool->used < pool->capacity ? pool->capacity - pool->used : 0;
	totals->blocks += pool->used;
	totals->block_bytes += (uint64_t)pool->used * pool->block_size;
	totals->available_blocks += available;
	totals->available_bytes += available * pool->block_size;
	totals->header_bytes += POOL_OVERHEAD;
	totals->tail_bytes +=
		heap->pool_size - POOL_OVERHEAD - (uint64_t)pool->capacity * pool->block_size;
}

void heap_sum(const struct heap *heap, struct heap_totals *totals)
{
	struct arena_info arena;
	struct pool_info pool;

	*totals = (struct heap_totals){0};
	for (uint64_t slot = 0; heap_arena(heap, slot, &arena); slot++) {
		if (arena.state == ARENA_UNUSED)
			continue;
		totals->arenas++;
		totals->pools_virgin += arena.ntotalpools - arena.carved;
		totals->free_pool_bytes += (uint64_t)arena.nfreepools * heap->pool_size;
		if (arena.first_pool != arena.address)
			totals->alignment_bytes += heap->pool_size;
		for (uint32_t i = 0; i < arena.carved && heap_pool(heap, slot, i, &pool); i++)
			sum_pool(heap, &pool, totals);
	}
}
