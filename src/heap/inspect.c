/* inspect.c - look at a heap; see inspect.h. */
#include "heap/inspect.h"

#include <assert.h>
#include <string.h>

#include "base/lang.h"
#include "base/str.h"
#include "heap/internal.h"

const char *const pool_state_names[POOL_STATE_COUNT] = {
	[POOL_VIRGIN] = "virgin", [POOL_USED] = "used", [POOL_FULL] = "full", [POOL_EMPTY] = "empty"};

const char *const arena_state_names[ARENA_STATE_COUNT] = {
	[ARENA_UNUSED] = "unused", [ARENA_USABLE] = "usable", [ARENA_FULL] = "full"};

const char *pool_state_word(enum lang lang, enum pool_state state)
{
	static const char *const words[POOL_STATE_COUNT] = {
		[POOL_VIRGIN] = NC_("pool", "virgin"),
		[POOL_USED] = NC_("pool", "used"),
		[POOL_FULL] = N_("full"),
		[POOL_EMPTY] = N_("empty"),
	};

	assert(state < POOL_STATE_COUNT);
	return lang_text(lang, words[state]);
}

static uint32_t pools_of(const struct heap *heap, const struct arena_object *arena)
{
	if (arena->address && arena->ntotalpools)
		return arena->ntotalpools;
	return heap->arena_size / heap->pool_size - (heap->control->arena_skew != 0);
}

/* Pools of the slot's arena, or of the one it would get. */
static uint32_t pools_that_fit(const struct heap *heap, uint64_t slot)
{
	return pools_of(heap, &heap->arenas[slot]);
}

uint32_t heap_carved(const struct heap *heap, const struct arena_object *arena, uint64_t slot)
{
	addr first = arena_pools(heap, slot);
	uint64_t carved;

	assert(slot < heap->slot_capacity);
	/* While the arena is being set up, a single write at a time, pool_address may lag behind. */
	if (!arena->address || arena->pool_address < first)
		return 0;
	carved = (arena->pool_address - first) / heap->pool_size;
	return carved < arena->ntotalpools ? (uint32_t)carved : arena->ntotalpools;
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
	info->first_pool = arena_pools(heap, slot);
	info->nfreepools = arena->nfreepools;
	info->ntotalpools = arena->ntotalpools;
	info->carved = heap_carved(heap, arena, slot);
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
	addr offset = where - usedpools_header(heap, 0);

	*szidx = offset / 16;
	return offset % 16 == 0 && *szidx < model_classes(heap->model);
}

static struct place place_of_system(addr where)
{
	uint64_t number = (where - SYSTEM_BASE) / 16;

	if (heap_is_outside(where))
		return (struct place){.kind = PLACE_OUTSIDE, .slot = heap_outside_real(where)};
	if (number > SYSTEM_TYPED)
		return (struct place){.kind = PLACE_TYPED, .slot = number - SYSTEM_TYPED};
	return (struct place){.kind = PLACE_SYSTEM, .slot = number};
}

struct place heap_place(const struct heap *heap, addr where)
{
	uint64_t slot = (where - heap->first_pool) >> heap->arena_shift;
	uint64_t szidx, offset;

	if (where == ADDR_NULL)
		return (struct place){.kind = PLACE_NULL};
	if (heap_is_system(where))
		return place_of_system(where);
	if (is_list_header(heap, where, &szidx))
		return (struct place){.kind = PLACE_LIST, .slot = szidx};
	if (where < heap->first_pool || slot >= heap->control->maxarenas)
		return (struct place){.kind = PLACE_ELSEWHERE};
	offset = where - arena_pools(heap, slot);
	if (offset >= (uint64_t)pools_that_fit(heap, slot) * heap->pool_size)
		return (struct place){.kind = PLACE_ELSEWHERE};
	return (struct place){.kind = PLACE_BLOCK,
			      .slot = slot,
			      .pool = (uint32_t)(offset / heap->pool_size),
			      .offset = (uint32_t)(offset % heap->pool_size)};
}

void heap_add_address(const struct heap *heap, addr where, enum lang lang, struct str *out)
{
	uint64_t shown;

	if (heap_shown(heap, where, &shown))
		str_printf(out, "0x%" PRIx64, shown);
	else
		str_printf(out, lang_text(lang, "0x%" PRIx64 " of the model"), where);
}

void heap_add_number(const struct place *place, struct str *out)
{
	assert(place->kind == PLACE_SYSTEM || place->kind == PLACE_TYPED ||
	       place->kind == PLACE_OUTSIDE);
	if (place->kind == PLACE_OUTSIDE)
		str_printf(out, "0x%" PRIx64, place->slot);
	else
		str_printf(out, "%c%" PRIu64, place->kind == PLACE_TYPED ? '+' : '#', place->slot);
}

void heap_add_pool(uint64_t slot, uint32_t pool, struct str *out)
{
	str_printf(out, "%" PRIu64 ":%u", slot, pool);
}

void heap_add_place(const struct heap *heap, addr where, const char *system, enum lang lang,
		    struct str *out)
{
	struct place place = heap_place(heap, where);

	switch (place.kind) {
	case PLACE_NULL:
		str_add(out, "NULL");
		break;
	case PLACE_SYSTEM:
	case PLACE_TYPED:
	case PLACE_OUTSIDE:
		str_add(out, system);
		heap_add_number(&place, out);
		break;
	case PLACE_LIST:
		str_printf(out, "usedpools[%" PRIu64 "]", place.slot);
		break;
	case PLACE_BLOCK:
		heap_add_pool(place.slot, place.pool, out);
		if (place.offset)
			str_printf(out, ":%u", place.offset);
		break;
	case PLACE_ELSEWHERE:
		heap_add_address(heap, where, lang, out);
		break;
	}
}

addr heap_address(const struct heap *heap, uint64_t slot, uint32_t pool, uint32_t offset)
{
	if (slot >= heap->slot_capacity || pool >= pools_that_fit(heap, slot))
		return ADDR_NULL;
	return arena_pools(heap, slot) + (uint64_t)pool * heap->pool_size + offset;
}

size_t heap_free_list(const struct heap *heap, const struct pool_info *pool, addr *blocks,
		      size_t most)
{
	addr block = pool->freeblock;
	size_t count = 0;

	assert((pool->address & ~heap->pool_mask) == 0);
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
	addr header, pool;
	size_t count = 0;

	assert(szidx < model_classes(heap->model));
	header = usedpools_header(heap, szidx);
	pool = pool_at(heap, header)->nextpool;
	while (pool != header && count < most && is_pool(heap, pool)) {
		count = keep(pools, count, pool);
		pool = pool_at(heap, pool)->nextpool;
	}
	return count;
}

size_t heap_freepools(const struct heap *heap, uint64_t slot, addr *pools, size_t most)
{
	addr pool;
	size_t count = 0;

	assert(slot < heap->control->maxarenas);
	pool = heap->arenas[slot].freepools;
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

/* -- counting ------------------------------------------------------------------------- */

/* Its blocks are handed out, on the free list, or virgin: a count that was overwritten, or is a
 * step ahead of the list, does not make them more or fewer. */
static void count_blocks(const struct heap *heap, const struct pool_info *pool, uint64_t times,
			 struct heap_census *census)
{
	struct heap_totals *totals = &census->totals;
	struct heap_class *class = &census->classes[pool->szidx];
	uint64_t size = pool->block_size, capacity = pool->capacity;
	uint64_t used = pool->used < capacity ? pool->used : capacity;
	uint64_t listed = pool->carved > used ? pool->carved - used : 0;

	totals->blocks += times * used;
	totals->block_bytes += times * used * size;
	totals->available_blocks += times * (capacity - used);
	totals->available_bytes += times * (capacity - used) * size;
	totals->listed_bytes += times * listed * size;
	totals->carvable_bytes += times * (capacity - used - listed) * size;
	totals->header_bytes += times * POOL_OVERHEAD;
	totals->tail_bytes += times * (heap->pool_size - POOL_OVERHEAD - capacity * size);
	totals->pools_full += times * (pool->state == POOL_FULL);
	totals->pools_used += times * (pool->state == POOL_USED);
	class->pools_full += times * (pool->state == POOL_FULL);
	class->pools_used += times * (pool->state == POOL_USED);
	class->blocks += times * used;
	class->capacity += times * capacity;
}

void heap_count_pool(const struct heap *heap, const struct pool_header *header, uint64_t times,
		     struct heap_census *census)
{
	struct pool_info pool = {0};

	assert(times == 1 || times == UINT64_MAX);
	read_header(heap, header, &pool);
	if (pool.block_size == 0)
		census->totals.pools_unset += times;
	else if (pool.state == POOL_EMPTY)
		census->totals.pools_empty += times;
	else
		count_blocks(heap, &pool, times, census);
}

void heap_count_arena(const struct heap *heap, const struct arena_object *arena, uint64_t slot,
		      uint64_t times, struct heap_census *census)
{
	struct heap_totals *totals = &census->totals;
	uint64_t pools = pools_of(heap, arena);

	assert(times == 1 || times == UINT64_MAX);
	if (!arena->address)
		return;
	totals->arenas += times;
	totals->pools_virgin += times * (pools - heap_carved(heap, arena, slot));
	totals->free_pool_bytes += times * arena->nfreepools * heap->pool_size;
	totals->alignment_bytes += times * (heap->arena_size - pools * heap->pool_size);
}

void heap_count(const struct heap *heap, struct heap_census *census)
{
	*census = (struct heap_census){0};
	for (uint64_t slot = 0; slot < heap->control->maxarenas; slot++) {
		const struct arena_object *arena = &heap->arenas[slot];
		uint32_t carved = heap_carved(heap, arena, slot);

		heap_count_arena(heap, arena, slot, 1, census);
		for (uint32_t i = 0; i < carved; i++)
			heap_count_pool(heap,
					pool_at(heap, arena_pools(heap, slot) +
							      (uint64_t)i * heap->pool_size),
					1, census);
	}
}

void heap_sum(const struct heap *heap, struct heap_totals *totals)
{
	struct heap_census census;

	heap_count(heap, &census);
	*totals = census.totals;
}
