/*
 * arenas.c - where pools come from and go back to (the fact sheet's sections 2.5, 2.6, 3.3 and
 * 3.5): the order of usable_arenas with its ties, slots, the arena that is kept, the table
 * that grows, the system that refuses.
 *
 * Blocks of 96 in pools of 256: two of them are one pool, so whole pools are taken and
 * given, and an arena is full after four.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "chance.h"
#include "lab.h"
#include "suite.h"

static const struct model toy_that_keeps = {
	.name = "toy, 3.9",  .summary = "-", .behaviour = 'T', .alignment_shift = 4,
	.small_request_threshold = 96, .pool_size = 256, .arena_size = 1024,
	.keep_last_arena = true};

static const struct model eight_pools = {
	.name = "eight pools", .summary = "-", .behaviour = 'T', .alignment_shift = 4,
	.small_request_threshold = 96, .pool_size = 256, .arena_size = 2048};

static const struct model eight_pools_that_keep = {
	.name = "eight pools, 3.9", .summary = "-", .behaviour = 'T', .alignment_shift = 4,
	.small_request_threshold = 96, .pool_size = 256, .arena_size = 2048,
	.keep_last_arena = true};

static struct lab lab;
static struct heap *const heap = &lab.heap;

static void open_toy(void)
{
	lab_open(&lab, model_find("toy"), ARENAS_ALIGNED);
}

static void teardown(void)
{
	if (!lab.store.memory)
		return;
	lab_is_sound(&lab);
	lab_close(&lab);
}

/* Two blocks: one pool. */
static struct place take_pool(void)
{
	addr first = heap_malloc(heap, 96), second = heap_malloc(heap, 96);
	struct place place = heap_place(heap, first);

	must(place.kind == PLACE_BLOCK, "no pool");
	must((first ^ second) == (48 ^ 144), "two blocks in two pools");
	return place;
}

static void take(uint64_t slot, uint32_t pool)
{
	struct place place = take_pool();

	ck_assert_msg(place.slot == slot && place.pool == pool, "%u:%u, expected %u:%u",
		      (unsigned)place.slot, place.pool, (unsigned)slot, pool);
}

static void give(uint64_t slot, uint32_t pool)
{
	heap_free(heap, heap_address(heap, slot, pool, 48));
	heap_free(heap, heap_address(heap, slot, pool, 144));
}

/* The first [arenas] arenas, all of their pools taken. */
static void fill(uint64_t arenas)
{
	for (uint64_t slot = 0; slot < arenas; slot++)
		for (uint32_t pool = 0; pool < 4; pool++)
			take(slot, pool);
}

static void spell(const uint64_t *slots, size_t count, char *text, size_t bytes)
{
	size_t length = 0;

	text[0] = '\0';
	for (size_t i = 0; i < count; i++)
		length += (size_t)snprintf(text + length, bytes - length, "%s%u", i ? " " : "",
					   (unsigned)slots[i]);
}

static void usable_is(const char *expected)
{
	uint64_t slots[64];
	char text[300];

	spell(slots, heap_usable_arenas(heap, slots, 64), text, sizeof text);
	ck_assert_str_eq(text, expected);
}

static void unused_is(const char *expected)
{
	uint64_t slots[64];
	char text[300];

	spell(slots, heap_unused_arenas(heap, slots, 64), text, sizeof text);
	ck_assert_str_eq(text, expected);
}

/* -- the order of usable_arenas ---------------------------------------- */

START_TEST(the_fullest_arena_comes_first)
{
	open_toy();
	fill(3);
	usable_is("");
	give(1, 2); /* case 2: one free pool, to the head */
	usable_is("1");
	give(0, 3);
	usable_is("0 1");
	give(0, 0); /* two free pools now: behind those with one */
	usable_is("1 0");
	give(2, 1);
	usable_is("2 1 0");
	take(2, 1); /* pools come from the head only */
	usable_is("1 0");
	take(1, 2);
	usable_is("0");
	take(0, 0); /* the most recently emptied one */
	usable_is("0");
	take(0, 3);
	usable_is("");
	take(3, 0);
	usable_is("3");
}
END_TEST

/* An arena that gains a pool goes behind those with its old count and in front of those
 * that have its new one already. */
START_TEST(ties_case_3)
{
	open_toy();
	fill(4);
	give(0, 0);
	give(1, 0);
	give(2, 0);
	give(3, 0);
	usable_is("3 2 1 0"); /* one each */
	give(2, 1);
	usable_is("3 1 0 2"); /* 1 1 1 2 */
	give(3, 1);
	usable_is("1 0 3 2"); /* 3 in front of 2, which has two as well */
	give(1, 1);
	usable_is("0 1 3 2");
	give(0, 1); /* the last one with its count: case 4, it stays */
	usable_is("0 1 3 2"); /* 2 2 2 2 */
	give(1, 2);
	usable_is("0 3 2 1"); /* 2 2 2 3 */
	give(0, 2);
	usable_is("3 2 0 1"); /* 2 2 3 3: directly behind the last 2 */
	give(2, 2);
	usable_is("3 2 0 1"); /* stays: nobody behind it has less */
	give(3, 2);
	usable_is("3 2 0 1"); /* 3 3 3 3 */
}
END_TEST

/* In the middle of the list: the head is not the only place to leave from. */
START_TEST(case_3_from_the_middle)
{
	open_toy();
	fill(4);
	for (uint64_t slot = 0; slot < 4; slot++)
		give(slot, 0);
	give(1, 1);
	usable_is("3 2 0 1");
	give(2, 1);
	usable_is("3 0 2 1");
	give(0, 1);
	usable_is("3 0 2 1");
	give(3, 1);
	usable_is("3 0 2 1");
	give(2, 2);
	usable_is("3 0 1 2");
	give(0, 2);
	usable_is("3 1 0 2");
}
END_TEST

/* -- giving arenas back ------------------------------------------------ */

START_TEST(an_empty_arena_goes_back_even_the_only_one)
{
	open_toy();
	for (uint64_t i = 1; i <= 5; i++) {
		take(0, 0);
		ck_assert_uint_eq(heap->control->ntimes_arena_allocated, i);
		ck_assert_uint_eq(heap->control->narenas_currently_allocated, 1);
		give(0, 0);
		ck_assert_uint_eq(heap->control->narenas_currently_allocated, 0);
		ck_assert_int_eq(lab_arena(&lab, 0).state, ARENA_UNUSED);
		usable_is("");
	}
	ck_assert_uint_eq(heap->control->narenas_highwater, 1);
}
END_TEST

START_TEST(the_last_empty_arena_is_kept)
{
	lab_open(&lab, &toy_that_keeps, ARENAS_ALIGNED);
	for (int i = 0; i < 5; i++) {
		take(0, 0);
		give(0, 0);
	}
	ck_assert_uint_eq(heap->control->ntimes_arena_allocated, 1);
	ck_assert_int_eq(lab_arena(&lab, 0).state, ARENA_USABLE);
	ck_assert_uint_eq(lab_arena(&lab, 0).nfreepools, 4);
	usable_is("0");
}
END_TEST

/* The rule asks for the last of the list, not for the only arena. */
START_TEST(kept_is_whoever_is_last_of_the_list)
{
	lab_open(&lab, &toy_that_keeps, ARENAS_ALIGNED);
	fill(3);
	give(0, 0); /* arena 0 has one free pool */
	for (uint32_t pool = 0; pool < 4; pool++)
		give(1, pool);
	usable_is("0 1"); /* arena 1 is wholly free, others are there: kept */
	ck_assert_uint_eq(lab_arena(&lab, 1).nfreepools, 4);
	for (uint32_t pool = 0; pool < 3; pool++)
		give(2, pool);
	usable_is("0 2 1");
	give(2, 3); /* arena 2 has one behind it: given back */
	usable_is("0 1");
	ck_assert_int_eq(lab_arena(&lab, 2).state, ARENA_UNUSED);
	give(0, 1);
	give(0, 2);
	give(0, 3); /* and so is the first, so the one that was kept remains */
	usable_is("1");
	ck_assert_uint_eq(heap->control->narenas_currently_allocated, 1);
}
END_TEST

START_TEST(what_went_back_reads_as_zeros)
{
	static const unsigned char zeros[1024];

	open_toy();
	fill(2);
	heap_write(heap, heap_address(heap, 1, 2, 60), "gone soon", 9);
	for (uint32_t pool = 0; pool < 4; pool++)
		give(1, pool);
	ck_assert_mem_eq(lab_bytes(&lab, heap_address(heap, 1, 0, 0)), zeros, 1024);
	take(1, 0);
	ck_assert_uint_eq(lab_pool(&lab, 1, 0).nextoffset, 240);
	ck_assert_uint_eq(lab_arena(&lab, 1).carved, 1); /* carving begins anew */
}
END_TEST

START_TEST(slots_are_used_again_last_in_first_out)
{
	open_toy();
	unused_is("");
	fill(4);
	unused_is("4 5 6 7 8 9 10 11 12 13 14 15");
	for (uint32_t pool = 0; pool < 4; pool++)
		give(2, pool);
	for (uint32_t pool = 0; pool < 4; pool++)
		give(0, pool);
	unused_is("0 2 4 5 6 7 8 9 10 11 12 13 14 15");
	for (uint32_t pool = 0; pool < 4; pool++)
		take(0, pool);
	unused_is("2 4 5 6 7 8 9 10 11 12 13 14 15");
	for (uint32_t pool = 0; pool < 4; pool++)
		take(2, pool);
	take(4, 0);
	ck_assert_uint_eq(heap->control->ntimes_arena_allocated, 7);
	ck_assert_uint_eq(heap->control->narenas_currently_allocated, 5);
	ck_assert_uint_eq(heap->control->narenas_highwater, 5);
}
END_TEST

/* -- the table --------------------------------------------------------- */

START_TEST(the_table_doubles_and_links_new_slots_ascending)
{
	open_toy();
	ck_assert_uint_eq(heap->control->maxarenas, 0);
	take(0, 0);
	ck_assert_uint_eq(heap->control->maxarenas, 16);
	unused_is("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15");
	for (int i = 1; i < 64; i++)
		take_pool();
	ck_assert_uint_eq(heap->control->maxarenas, 16);
	unused_is("");
	take(16, 0);
	ck_assert_uint_eq(heap->control->maxarenas, 32);
	unused_is("17 18 19 20 21 22 23 24 25 26 27 28 29 30 31");
	for (int i = 1; i < 64; i++)
		take_pool();
	take(32, 0);
	ck_assert_uint_eq(heap->control->maxarenas, 64);
	give(32, 0);
	take(32, 0);
}
END_TEST

/* -- the system refuses ------------------------------------------------ */

START_TEST(a_refused_arena_means_a_system_block)
{
	struct heap_options options = {.model = model_find("toy"), .arena_limit = 2};
	addr block;

	lab_open_in(&lab, LAB_SMALL, &options);
	lab_watch(&lab, 10, 10);
	fill(2);
	ck_assert(!step_seen(&lab.log, STEP_ARENA_REFUSED));
	block = heap_malloc(heap, 96);
	ck_assert_uint_eq(block, SYSTEM_BASE);
	ck_assert(step_seen(&lab.log, STEP_ARENA_REFUSED));
	ck_assert(heap_is_system(heap_calloc(heap, 3, 32)));
	ck_assert(heap_is_system(heap_realloc(heap, heap_address(heap, 0, 0, 48), 16)));
	ck_assert_uint_eq(lab_pool(&lab, 0, 0).used, 1); /* moved out and freed */
	lab_is_at(&lab, heap_malloc(heap, 96), 0, 0, 48);
	ck_assert_uint_eq(heap->control->raw_allocated_blocks, 3);
	unused_is("2 3 4 5 6 7 8 9 10 11 12 13 14 15"); /* no slot is lost */
	heap_free(heap, block);
	give(1, 1);
	take(1, 1); /* pools that come back are given as before */
	ck_assert(heap_is_system(heap_malloc(heap, 64)));
	for (uint32_t pool = 0; pool < 4; pool++)
		give(1, pool);
	take(1, 0); /* one arena fewer: another is to be had */
	ck_assert_uint_eq(heap->control->narenas_highwater, 2);
}
END_TEST

/* A store is finite, whatever the table would like to be. */
START_TEST(the_store_is_a_limit_too)
{
	struct heap_options options = {.model = model_find("toy")};
	uint64_t arenas = 0, capacity;

	lab_open_in(&lab, LAB_SMALL, &options);
	capacity = heap->slot_capacity;
	ck_assert_uint_gt(capacity, 1000);
	while (heap_owns(heap, heap_malloc(heap, 96)))
		arenas++;
	ck_assert_uint_eq(arenas, 8 * capacity);
	ck_assert_uint_eq(heap->control->maxarenas, capacity);
	ck_assert_uint_eq(heap->control->narenas_currently_allocated, capacity);
	give(capacity - 1, 3);
	take(capacity - 1, 3);
	ck_assert(heap_is_system(heap_malloc(heap, 96)));
}
END_TEST

START_TEST(a_store_without_room_for_an_arena_is_refused)
{
	struct heap_options options = {.model = model_find("cpython-3.15-hugepages")};

	ck_assert(store_init(&lab.store, LAB_BASE, UINT64_C(2) << 20, UINT64_C(2) << 20));
	ck_assert(!heap_init(heap, &lab.store, &options));
	store_fini(&lab.store);
}
END_TEST

/* -- 63 or 64 ---------------------------------------------------------- */

static void fill_pools(uint64_t slot, uint32_t pools)
{
	for (uint32_t pool = 0; pool < pools; pool++)
		for (uint32_t i = 0; i < 31; i++)
			lab_is_at(&lab, heap_malloc(heap, 512), slot, pool, 48 + 512 * i);
}

START_TEST(aligned_arenas_have_64_pools)
{
	lab_open(&lab, model_find("cpython-3.11"), ARENAS_ALIGNED);
	fill_pools(0, 64);
	ck_assert_uint_eq(lab_arena(&lab, 0).first_pool, lab_arena(&lab, 0).address);
	lab_is_at(&lab, heap_malloc(heap, 512), 1, 0, 48);
}
END_TEST

START_TEST(page_aligned_arenas_have_63_pools)
{
	struct arena_info arena;

	lab_open(&lab, model_find("cpython-3.11"), ARENAS_PAGE);
	fill_pools(0, 63);
	fill_pools(1, 63);
	lab_is_at(&lab, heap_malloc(heap, 512), 2, 0, 48);
	arena = lab_arena(&lab, 0);
	ck_assert_uint_eq(arena.first_pool, arena.address + 12288);
	ck_assert_uint_eq(lab_arena(&lab, 1).address, arena.address + (1 << 20));
	ck_assert(heap_owns(heap, arena.address)); /* the slack is ours, too */
	ck_assert(!heap_owns(heap, arena.address - 1));
	ck_assert(heap_owns(heap, arena.address + (1 << 20) - 1));
}
END_TEST

/* A recording says for each arena where it was; neighbours differ. */
START_TEST(arenas_are_where_the_caller_says)
{
	static const uint32_t skews[] = {0, 4096, 8192, 0, 12288, 16384};

	lab_open(&lab, model_find("cpython-3.11"), ARENAS_TOLD);
	for (uint64_t i = 0; i < 6; i++) {
		bool whole = skews[i] % 16384 == 0;

		heap_place_arenas(heap, skews[i]);
		fill_pools(i, whole ? 64 : 63);
		ck_assert_uint_eq(lab_arena(&lab, i).address % 16384, skews[i] % 16384);
		ck_assert_uint_eq(lab_arena(&lab, i).ntotalpools, whole ? 64 : 63);
		lab_is_at(&lab, lab_arena(&lab, i).first_pool, i, 0, 0);
		ck_assert_uint_eq(heap_slot_of(heap, lab_arena(&lab, i).first_pool), i);
	}
	/* the slack of arena 1 lies in the slot of arena 0, which is whole and comes first */
	ck_assert_uint_eq(heap_slot_of(heap, lab_arena(&lab, 1).address), 0);
	ck_assert_uint_eq(heap_slot_of(heap, lab_arena(&lab, 2).address), 2);
	ck_assert_uint_eq(heap_slot_of(heap, lab_arena(&lab, 0).address - 1), UINT64_MAX);
	for (uint32_t pool = 0; pool < 63; pool++)
		for (uint32_t k = 0; k < 31; k++)
			heap_free(heap, heap_address(heap, 1, pool, 48 + 512 * k));
	ck_assert(!heap_crashed(heap));
	ck_assert_uint_eq(lab_arena(&lab, 1).nfreepools, 63); /* kept: no other is usable */
	ck_assert_uint_eq(lab_pool(&lab, 0, 63).used, 31);
	ck_assert_uint_eq(lab_pool(&lab, 2, 0).used, 31);
}
END_TEST

/* -- against the walk of 3.7 ------------------------------------------- */

#define ARENAS 64

/* The list as CPython kept it before it had fingers: walk right until the order holds. */
struct naive {
	uint32_t pools;          /* in an arena */
	bool keeps;
	uint32_t nf[ARENAS];     /* free pools */
	uint64_t usable[ARENAS]; /* slots in order */
	size_t usable_count;
	uint64_t unused[ARENAS]; /* the last is the next to be used */
	size_t unused_count;
};

static size_t naive_index(const struct naive *naive, uint64_t slot)
{
	size_t i = 0;

	while (i < naive->usable_count && naive->usable[i] != slot)
		i++;
	return i;
}

static void naive_remove(struct naive *naive, size_t i)
{
	memmove(&naive->usable[i], &naive->usable[i + 1],
		(naive->usable_count - i - 1) * sizeof *naive->usable);
	naive->usable_count--;
}

static void naive_insert(struct naive *naive, size_t i, uint64_t slot)
{
	memmove(&naive->usable[i + 1], &naive->usable[i],
		(naive->usable_count - i) * sizeof *naive->usable);
	naive->usable[i] = slot;
	naive->usable_count++;
}

static void naive_take(struct naive *naive)
{
	if (naive->usable_count == 0) {
		uint64_t slot = naive->unused[--naive->unused_count];

		naive->nf[slot] = naive->pools;
		naive_insert(naive, 0, slot);
	}
	if (--naive->nf[naive->usable[0]] == 0)
		naive_remove(naive, 0);
}

static void naive_give(struct naive *naive, uint64_t slot)
{
	uint32_t nf = ++naive->nf[slot];
	size_t i = naive_index(naive, slot);
	bool last = i + 1 == naive->usable_count;

	if (nf == naive->pools && !(naive->keeps && last)) {
		naive_remove(naive, i);
		naive->unused[naive->unused_count++] = slot;
	} else if (nf == 1) {
		naive_insert(naive, 0, slot);
	} else {
		while (i + 1 < naive->usable_count && naive->nf[naive->usable[i + 1]] < nf) {
			naive->usable[i] = naive->usable[i + 1];
			naive->usable[++i] = slot;
		}
	}
}

static void is_like(const struct naive *naive, int round)
{
	uint64_t slots[ARENAS + 1];
	size_t count = heap_usable_arenas(heap, slots, ARENAS + 1);

	must(count == naive->usable_count, "round %d: %zu usable, expected %zu", round, count,
	     naive->usable_count);
	must(memcmp(slots, naive->usable, count * sizeof *slots) == 0, "round %d: another order",
	     round);
	count = heap_unused_arenas(heap, slots, ARENAS + 1);
	must(count >= naive->unused_count || heap->control->maxarenas < ARENAS,
	     "round %d: %zu unused", round, count);
	for (size_t i = 0; i < count; i++)
		must(slots[i] == naive->unused[naive->unused_count - 1 - i], "round %d: slot %zu",
		     round, i);
}

struct taken {
	struct place pools[ARENAS * 8];
	size_t count;
};

static void forget(struct taken *taken, size_t i)
{
	taken->pools[i] = taken->pools[--taken->count];
}

START_TEST(fingers_find_the_place_that_a_walk_finds)
{
	static const struct model *const models[] = {&toy_that_keeps, &eight_pools,
						     &eight_pools_that_keep};
	static struct taken taken;
	struct naive naive = {.keeps = models[_i % 3]->keep_last_arena,
			      .pools = models[_i % 3]->arena_size / 256,
			      .unused_count = ARENAS};
	struct chance chance = {(uint64_t)_i};
	uint32_t most = naive.pools * (ARENAS - 1);

	lab_open(&lab, models[_i % 3], ARENAS_ALIGNED);
	taken.count = 0;
	for (uint64_t i = 0; i < ARENAS; i++)
		naive.unused[i] = ARENAS - 1 - i;
	for (int round = 0; round < 60000; round++) {
		/* Tides: now mostly taking, now mostly giving. */
		bool flood = round / 1000 % 2 == 0;
		bool gives = chance_one_in(&chance, flood ? 3 : 2) || taken.count == most;

		if (gives && taken.count) {
			size_t i = chance_below(&chance, taken.count);

			naive_give(&naive, taken.pools[i].slot);
			give(taken.pools[i].slot, taken.pools[i].pool);
			forget(&taken, i);
		} else {
			naive_take(&naive);
			taken.pools[taken.count++] = take_pool();
		}
		is_like(&naive, round);
		if (round % 100 == 0)
			lab_is_sound(&lab);
	}
	ck_assert_uint_gt(heap->control->ntimes_arena_allocated, 20);
}
END_TEST

static Suite *arenas_suite(void)
{
	Suite *suite = suite_create("arenas");
	TCase *tcase = tcase_create("arenas");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, NULL, teardown);
	tcase_add_test(tcase, the_fullest_arena_comes_first);
	tcase_add_test(tcase, ties_case_3);
	tcase_add_test(tcase, case_3_from_the_middle);
	tcase_add_test(tcase, an_empty_arena_goes_back_even_the_only_one);
	tcase_add_test(tcase, the_last_empty_arena_is_kept);
	tcase_add_test(tcase, kept_is_whoever_is_last_of_the_list);
	tcase_add_test(tcase, what_went_back_reads_as_zeros);
	tcase_add_test(tcase, slots_are_used_again_last_in_first_out);
	tcase_add_test(tcase, the_table_doubles_and_links_new_slots_ascending);
	tcase_add_test(tcase, a_refused_arena_means_a_system_block);
	tcase_add_test(tcase, the_store_is_a_limit_too);
	tcase_add_test(tcase, a_store_without_room_for_an_arena_is_refused);
	tcase_add_test(tcase, aligned_arenas_have_64_pools);
	tcase_add_test(tcase, page_aligned_arenas_have_63_pools);
	tcase_add_test(tcase, arenas_are_where_the_caller_says);
	tcase_add_loop_test(tcase, fingers_find_the_place_that_a_walk_finds, 0, 6);
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return suite_run(arenas_suite());
}
