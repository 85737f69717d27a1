/*
 * lab.h - a heap of any model on a store of its own, for tests.
 */
#ifndef SUPPORT_LAB_H
#define SUPPORT_LAB_H

#include <check.h>
#include <inttypes.h>

#include "heap/findings.h"
#include "heap/inspect.h"
#include "must.h"

#define LAB_BASE UINT64_C(0x7f0000000000)
#define LAB_BYTES (UINT64_C(1) << 30)
#define LAB_SMALL (UINT64_C(4) << 20) /* small enough to look at every byte */

struct lab {
	struct store store;
	struct heap heap;
	struct step_log log; /* log.journal: owned; NULL = not watched */
};

static inline void lab_open_in(struct lab *lab, uint64_t bytes, const struct heap_options *options)
{
	*lab = (struct lab){0};
	ck_assert(store_init(&lab->store, LAB_BASE, bytes, bytes));
	ck_assert(heap_init(&lab->heap, &lab->store, options));
}

static inline void lab_open(struct lab *lab, const struct model *model,
			    enum arena_placement placement)
{
	struct heap_options options = {.model = model, .placement = placement};

	ck_assert_ptr_nonnull(model);
	lab_open_in(lab, LAB_BYTES, &options);
}

/* From now on steps and writes are kept, the newest 2^bits of each. */
static inline void lab_watch(struct lab *lab, unsigned write_bits, unsigned step_bits)
{
	lab->log.journal = journal_new(write_bits, step_bits);
	heap_watch(&lab->heap, &lab->log);
}

static inline void lab_close(struct lab *lab)
{
	journal_destroy(lab->log.journal);
	store_fini(&lab->store);
}

static inline uint64_t lab_hash(const struct lab *lab)
{
	struct ranges ranges = {0};
	uint64_t hash;

	heap_ranges(&lab->heap, &ranges);
	hash = store_hash(&lab->store, &ranges);
	ranges_fini(&ranges);
	return hash;
}

/* A digest of the whole store, whatever the heap says it uses. */
static inline uint64_t lab_hash_all(const struct lab *lab)
{
	struct range whole = {lab->store.base, lab->store.size};
	struct ranges ranges = {.items = &whole, .count = 1, .capacity = 1};

	return store_hash(&lab->store, &ranges);
}

static inline void lab_is_sound(const struct lab *lab)
{
	struct findings findings = {0};

	must(heap_check(&lab->heap, CHECK_REST, &findings), "%s about %" PRIaddr,
	     finding_name(findings.items[0].kind), findings.items[0].where);
}

static inline void lab_is_at(const struct lab *lab, addr block, uint64_t slot, uint32_t pool,
			     uint32_t offset)
{
	struct place place = heap_place(&lab->heap, block);

	must(place.kind == PLACE_BLOCK && place.slot == slot && place.pool == pool &&
		     place.offset == offset,
	     "kind %d %u:%u:%u, expected %u:%u:%u", (int)place.kind, (unsigned)place.slot,
	     place.pool, place.offset, (unsigned)slot, pool, offset);
}

static inline struct pool_info lab_pool(const struct lab *lab, uint64_t slot, uint32_t pool)
{
	struct pool_info info;

	must(heap_pool(&lab->heap, slot, pool, &info), "no pool %u:%u", (unsigned)slot, pool);
	return info;
}

static inline struct arena_info lab_arena(const struct lab *lab, uint64_t slot)
{
	struct arena_info info;

	must(heap_arena(&lab->heap, slot, &info), "no arena %u", (unsigned)slot);
	return info;
}

/* The bytes at an address, to look at. */
static inline const unsigned char *lab_bytes(const struct lab *lab, addr where)
{
	return lab->store.memory + (where - lab->store.base);
}

#endif
