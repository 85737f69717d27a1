/* findings.c - the invariants of structures.h as a check; see findings.h. */
#include "heap/findings.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "base/lang.h"
#include "base/str.h"
#include "heap/inspect.h"
#include "heap/internal.h"

static const struct {
	const char *name;
	const char *sentence; /* for lang_text() */
} kinds[FINDING_KIND_COUNT] = {
#define FINDING(id, sentence) [FINDING_##id] = {#id, sentence},
#include "heap/findings.def"
#undef FINDING
};

static_assert(FINDING_HEADER == MISUSE_KINDS, "the program's mistakes come first");

const char *finding_name(enum finding_kind kind)
{
	assert(kind < FINDING_KIND_COUNT);
	return kinds[kind].name;
}

bool finding_find(const char *name, enum finding_kind *kind)
{
	for (int k = 0; k < FINDING_KIND_COUNT; k++) {
		if (strcasecmp(kinds[k].name, name) == 0) {
			*kind = (enum finding_kind)k;
			return true;
		}
	}
	return false;
}

void findings_add(struct findings *findings, enum finding_kind kind, addr where)
{
	assert(kind < FINDING_KIND_COUNT);
	if (findings->count < FINDINGS_MAX)
		findings->items[findings->count++] = (struct finding){kind, where};
	else
		findings->dropped++;
}

/* Arenas are known by their object, pools by their start, blocks by themselves. */
static void add_place(const struct heap *heap, const struct finding *finding, enum lang lang,
		      struct str *out)
{
	addr arenas = store_addr(heap->store, heap->arenas);
	uint64_t slot = (finding->where - arenas) / sizeof(struct arena_object);

	if (finding->where >= arenas && slot < heap->control->maxarenas)
		str_printf(out, "%" PRIu64, slot);
	else
		heap_add_place(heap, finding->where, "", lang, out);
}

void finding_sentence(const struct heap *heap, const struct finding *finding, enum lang lang,
		      struct str *out)
{
	const char *text, *dollar;

	assert(finding->kind < FINDING_KIND_COUNT);
	text = lang_text(lang, kinds[finding->kind].sentence);
	dollar = strstr(text, "$a");
	if (dollar) {
		str_addn(out, text, (size_t)(dollar - text));
		add_place(heap, finding, lang, out);
		text = dollar + 2;
	}
	str_add(out, text);
}

/* -- one pool --------------------------------------------------------------- */

/* maxnextoffset == POOL_SIZE - s; 48 <= nextoffset <= maxnextoffset + s, on a block's border. */
static bool header_is_sound(const struct heap *heap, const struct pool_header *header,
			    uint64_t slot)
{
	uint32_t size;

	if (header->arenaindex != slot || header->szidx >= model_classes(heap->model))
		return false;
	size = model_block_size(heap->model, header->szidx);
	return header->maxnextoffset == heap->pool_size - size &&
	       header->nextoffset >= POOL_OVERHEAD &&
	       header->nextoffset <= header->maxnextoffset + size &&
	       (header->nextoffset - POOL_OVERHEAD) % size == 0;
}

/* Walk the free list; every block in it is carved, and comes once. */
static bool check_free_list(const struct heap *heap, const struct pool_info *pool,
			    struct findings *findings)
{
	uint64_t seen[MAX_POOL_SIZE / 8 / 64] = {0};
	addr block = pool->freeblock;
	uint32_t length = 0;

	while (block) {
		uint64_t offset = block - pool->address;
		uint64_t number = (offset - POOL_OVERHEAD) / pool->block_size;

		if (offset < POOL_OVERHEAD || offset >= pool->nextoffset ||
		    (offset - POOL_OVERHEAD) % pool->block_size != 0) {
			findings_add(findings, FINDING_STRAY_LINK, pool->address);
			return false;
		}
		if (seen[number / 64] >> (number % 64) & 1) {
			findings_add(findings, FINDING_LINK_CYCLE, pool->address);
			return false;
		}
		seen[number / 64] |= UINT64_C(1) << (number % 64);
		length++;
		memcpy(&block, store_at(heap->store, block), sizeof block);
	}
	/* ref.count + length of the free list == (nextoffset - 48) / s */
	if ((uint64_t)pool->used + length != pool->carved) {
		findings_add(findings, FINDING_BLOCK_COUNT, pool->address);
		return false;
	}
	return true;
}

static bool check_pool(const struct heap *heap, uint64_t slot, const struct pool_info *pool,
		       struct findings *findings)
{
	const struct pool_header *header = pool_at(heap, pool->address);

	if (!header_is_sound(heap, header, slot)) {
		findings_add(findings, FINDING_HEADER, pool->address);
		return false;
	}
	return check_free_list(heap, pool, findings);
}

bool heap_check_pool(const struct heap *heap, uint64_t slot, uint32_t index,
		     struct findings *findings)
{
	struct pool_info pool;

	return !heap_pool(heap, slot, index, &pool) || pool.state == POOL_VIRGIN ||
	       check_pool(heap, slot, &pool, findings);
}

/* -- lists of pools ----------------------------------------------------------- */

/* A used pool is in usedpools exactly if it has a free block.  Walking each list finds strangers;
 * counting members finds missing ones. */
static uint64_t check_usedpools(const struct heap *heap, uint32_t szidx, struct findings *findings)
{
	addr header = usedpools_header(heap, szidx), prev = header;
	addr pool = pool_at(heap, header)->nextpool;
	uint64_t members = 0;

	while (pool != header && heap_owns(heap, pool) && (pool & ~heap->pool_mask) == 0) {
		const struct pool_header *at = pool_at(heap, pool);

		if (at->prevpool != prev || at->szidx != szidx || !at->freeblock ||
		    at->ref.count == 0) {
			findings_add(findings, FINDING_LISTED_WRONGLY, pool);
			if (at->prevpool != prev)
				return members;
		}
		members++;
		prev = pool;
		pool = at->nextpool;
	}
	if (pool != header)
		findings_add(findings, FINDING_LISTED_WRONGLY, prev);
	return members;
}

/* -- arenas --------------------------------------------------------------------- */

struct pool_tally {
	uint64_t arenas;       /* in use */
	uint64_t usable;       /* of these, with a pool to give */
	uint64_t listed_pools; /* pools that belong into usedpools */
	addr some_pool;        /* one of them, to name when the count is off */
};

static bool in_list(const addr *pools, size_t count, addr pool)
{
	for (size_t i = 0; i < count; i++)
		if (pools[i] == pool)
			return true;
	return false;
}

static void check_arena(const struct heap *heap, const struct arena_info *arena,
			struct pool_tally *census, struct findings *findings)
{
	addr freepools[MAX_POOLS_IN_ARENA + 1];
	size_t emptied = heap_freepools(heap, arena->slot, freepools, MAX_POOLS_IN_ARENA + 1);
	struct pool_info pool;

	/* nfreepools == length of freepools + pools not carved yet */
	if (arena->nfreepools != emptied + (arena->ntotalpools - arena->carved))
		findings_add(findings, FINDING_FREEPOOLS,
			     arena_addr(heap, &heap->arenas[arena->slot]));
	for (uint32_t i = 0; i < arena->carved && heap_pool(heap, arena->slot, i, &pool); i++) {
		bool empty = in_list(freepools, emptied, pool.address);

		if (empty != (pool.used == 0))
			findings_add(findings, FINDING_LISTED_WRONGLY, pool.address);
		check_pool(heap, arena->slot, &pool, findings);
		if (!empty && pool.freeblock) {
			census->listed_pools++;
			census->some_pool = pool.address;
		}
	}
}

/* usable_arenas: exactly those with nfreepools > 0, ascending, links both ways. */
static void check_usable(const struct heap *heap, uint64_t expected, struct findings *findings)
{
	addr arena = heap->control->usable_arenas, prev = ADDR_NULL;
	uint64_t length = 0;

	for (; arena && length <= heap->control->maxarenas; length++) {
		const struct arena_object *at = arena_at(heap, arena);
		bool ascends = !prev || arena_at(heap, prev)->nfreepools <= at->nfreepools;

		if (at->prevarena != prev || at->nfreepools == 0 || !ascends)
			findings_add(findings, FINDING_ARENA_ORDER, arena);
		prev = arena;
		arena = at->nextarena;
	}
	if (length != expected)
		findings_add(findings, FINDING_ARENA_ORDER, prev ? prev : heap->store->base);
}

static void check_counters(const struct heap *heap, uint64_t in_use, struct findings *findings)
{
	const struct heap_control *control = heap->control;
	addr arena = control->unused_arena_objects;
	uint64_t unused = 0;

	for (; arena && unused <= control->maxarenas; unused++)
		arena = arena_at(heap, arena)->nextarena;
	if (in_use != control->narenas_currently_allocated ||
	    in_use + unused != control->maxarenas ||
	    control->narenas_highwater < in_use || control->ntimes_arena_allocated < in_use)
		findings_add(findings, FINDING_COUNTERS, ADDR_NULL);
}

/* Each finger is the rightmost arena with its count. */
static void check_fingers(const struct heap *heap, struct findings *findings)
{
	addr last[MAX_POOLS_IN_ARENA + 1] = {0};
	uint64_t length = 0;

	for (addr arena = heap->control->usable_arenas;
	     arena && length <= heap->control->maxarenas; length++) {
		if (arena_at(heap, arena)->nfreepools <= MAX_POOLS_IN_ARENA)
			last[arena_at(heap, arena)->nfreepools] = arena;
		arena = arena_at(heap, arena)->nextarena;
	}
	for (uint32_t k = 1; k <= heap->arena_size / heap->pool_size; k++)
		if (heap->control->nfp2lasta[k] != last[k])
			findings_add(findings, FINDING_ARENA_ORDER,
				     last[k] ? last[k] : heap->control->nfp2lasta[k]);
}

/* Between steps one pool and one arena may be on their way from one list to another. */
static bool is_in_flight(const struct heap *heap, const struct findings *findings, size_t from)
{
	addr pool = ADDR_NULL, arena = ADDR_NULL;

	for (size_t i = from; i < findings->count; i++) {
		addr where = findings->items[i].where;
		addr *one = heap_owns(heap, where) ? &pool : &arena;

		if (findings->items[i].kind == FINDING_COUNTERS || (*one && *one != where))
			return false;
		*one = where;
	}
	return findings->dropped == 0;
}

bool heap_check(const struct heap *heap, enum check_when when, struct findings *findings)
{
	size_t before = findings->count;
	struct pool_tally census = {0};
	struct arena_info arena;
	uint64_t listed = 0;

	assert(when == CHECK_REST || when == CHECK_STEP);
	for (uint64_t slot = 0; heap_arena(heap, slot, &arena); slot++) {
		if (arena.state == ARENA_UNUSED)
			continue;
		census.arenas++;
		census.usable += arena.state == ARENA_USABLE;
		check_arena(heap, &arena, &census, findings);
	}
	for (uint32_t c = 0; c < model_classes(heap->model); c++)
		listed += check_usedpools(heap, c, findings);
	if (when == CHECK_REST) {
		if (listed != census.listed_pools)
			findings_add(findings, FINDING_LISTED_WRONGLY, census.some_pool);
		check_fingers(heap, findings);
		check_usable(heap, census.usable, findings);
	}
	check_counters(heap, census.arenas, findings);
	if (heap->control->crashed)
		findings_add(findings, FINDING_CRASHED, heap->control->crashed);
	if (when == CHECK_STEP && is_in_flight(heap, findings, before))
		findings->count = before;
	return findings->count == before;
}

#ifdef ARENAWALK_STRESS

/* After each step while the heap is small; a large one is checked less often, for a check takes
 * time in proportion to its size.  A program that corrupts its heap on purpose is left alone. */
void heap_stress(struct heap *heap)
{
	uint64_t pools = heap->control->narenas_currently_allocated *
			 (heap->arena_size / heap->pool_size);
	struct findings findings = {0};

	if (heap->control->misuse || heap->control->crashed ||
	    ++heap->stress_steps < pools * pools / 256)
		return;
	heap->stress_steps = 0;
	heap_check(heap, CHECK_STEP, &findings);
	assert(findings.count == 0);
}

#endif
