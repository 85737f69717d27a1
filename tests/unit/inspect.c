/*
 * inspect.c - what views and expectations look at: places and addresses there and back,
 * lists that end where they are told to, sums that add up to the arenas' bytes.
 */
#include <check.h>
#include <string.h>

#include "chance.h"
#include "heap/internal.h"
#include "lab.h"
#include "suite.h"

static struct lab lab;
static struct heap *const heap = &lab.heap;

/* Every model twice: _i / 2 is the model, _i % 2 the placement. */
static void open_variant(int variant)
{
	lab_open(&lab, model_at((size_t)variant / 2), variant % 2 ? ARENAS_PAGE : ARENAS_ALIGNED);
}

static int variants(void)
{
	int count = 0;

	while (model_at((size_t)count))
		count++;
	return 2 * count;
}

static void teardown(void)
{
	if (lab.store.memory)
		lab_close(&lab);
}

/* -- places ------------------------------------------------------------ */

static void is_elsewhere(addr where)
{
	must(heap_place(heap, where).kind == PLACE_ELSEWHERE, "%" PRIaddr " is somewhere", where);
}

START_TEST(places_and_addresses_there_and_back)
{
	struct arena_info arena;
	struct place place;

	open_variant(_i);
	heap_malloc(heap, 1); /* 16 slots now */
	for (uint64_t slot = 0; slot < 16; slot++) {
		uint32_t pools = lab_arena(&lab, 0).ntotalpools;

		for (uint32_t pool = 0; pool < pools; pool++) {
			for (uint32_t offset = 0; offset < heap->pool_size;
			     offset += heap->pool_size / 16 - 1) {
				addr where = heap_address(heap, slot, pool, offset);

				place = heap_place(heap, where);
				must(place.kind == PLACE_BLOCK && place.slot == slot &&
					     place.pool == pool && place.offset == offset,
				     "%u:%u:%u", (unsigned)slot, pool, offset);
			}
		}
		must(heap_address(heap, slot, pools, 0) == ADDR_NULL, "one pool too many");
	}
	arena = lab_arena(&lab, 0);
	ck_assert_uint_eq(heap_address(heap, 0, 0, 0), arena.first_pool);
	ck_assert_uint_eq(heap_address(heap, heap->slot_capacity, 0, 0), ADDR_NULL);
	ck_assert_uint_eq(heap_address(heap, UINT64_MAX, 0, 0), ADDR_NULL);
	ck_assert_uint_eq(heap_address(heap, 0, UINT32_MAX, 0), ADDR_NULL);
}
END_TEST

START_TEST(places_that_are_no_blocks)
{
	struct arena_info arena;
	addr end;

	open_variant(_i);
	is_elsewhere(heap->first_pool); /* no slot exists yet */
	heap_malloc(heap, 1);
	arena = lab_arena(&lab, 0);
	end = arena.first_pool + (uint64_t)arena.ntotalpools * heap->pool_size;
	if (arena.first_pool > arena.address) { /* the slack at both ends */
		is_elsewhere(arena.address);
		is_elsewhere(arena.first_pool - 1);
		is_elsewhere(end);
		is_elsewhere(arena.address + heap->arena_size - 1);
	}
	is_elsewhere(heap->first_pool - 1);
	is_elsewhere(heap->first_pool + 16 * (uint64_t)heap->arena_size + 16384);
	is_elsewhere(heap->store->base);
	is_elsewhere(heap->script_area);
	is_elsewhere(heap->store->base + heap->store->size);
	is_elsewhere(1);
	is_elsewhere(UINT64_MAX);
	is_elsewhere(SYSTEM_BASE - 1);
	is_elsewhere(SYSTEM_END);
	ck_assert_int_eq(heap_place(heap, ADDR_NULL).kind, PLACE_NULL);
	ck_assert_int_eq(heap_place(heap, SYSTEM_BASE).kind, PLACE_SYSTEM);
	ck_assert_uint_eq(heap_place(heap, SYSTEM_BASE + 160).slot, 10);
	for (uint32_t c = 0; c < model_classes(heap->model); c++) {
		struct place place = heap_place(heap, usedpools_header(heap, c));

		must(place.kind == PLACE_LIST && place.slot == c, "header of class %u", c);
	}
	is_elsewhere(usedpools_header(heap, 0) - 16);
	is_elsewhere(usedpools_header(heap, 0) + 8);
	is_elsewhere(usedpools_header(heap, model_classes(heap->model)));
}
END_TEST

/* Steps are read when the arena they are about has long gone. */
START_TEST(a_place_in_an_arena_given_back_is_still_a_place)
{
	struct place place;
	addr block;

	lab_open(&lab, model_find("toy"), ARENAS_ALIGNED);
	block = heap_malloc(heap, 16);
	heap_free(heap, block);
	ck_assert_int_eq(lab_arena(&lab, 0).state, ARENA_UNUSED);
	place = heap_place(heap, block);
	ck_assert_int_eq(place.kind, PLACE_BLOCK);
	ck_assert_uint_eq(place.offset, 48);
}
END_TEST

/* -- arenas and pools that are not there ------------------------------- */

START_TEST(what_is_not_there_is_not_shown)
{
	struct arena_info arena = {.slot = 77};
	struct pool_info pool = {.index = 77};

	lab_open(&lab, model_find("toy"), ARENAS_ALIGNED);
	ck_assert(!heap_arena(heap, 0, &arena));
	ck_assert(!heap_pool(heap, 0, 0, &pool));
	heap_malloc(heap, 16);
	ck_assert(heap_arena(heap, 15, &arena));
	ck_assert_int_eq(arena.state, ARENA_UNUSED);
	ck_assert_uint_eq(arena.slot, 15);
	ck_assert(!heap_arena(heap, 16, &arena));
	ck_assert(!heap_pool(heap, 1, 0, &pool));
	ck_assert(!heap_pool(heap, 0, 4, &pool));
	ck_assert(!heap_pool(heap, 0, UINT32_MAX, &pool));
	ck_assert_uint_eq(pool.index, 77); /* left alone */
	ck_assert(heap_pool(heap, 0, 3, &pool));
	ck_assert_int_eq(pool.state, POOL_VIRGIN);
	ck_assert_uint_eq(pool.szidx, DUMMY_SIZE_IDX);
	ck_assert_uint_eq(pool.address, lab_arena(&lab, 0).first_pool + 768);
}
END_TEST

/* A scenario may ask for any number. */
START_TEST(huge_indexes)
{
	struct arena_info arena;
	struct pool_info pool;

	lab_open(&lab, model_find("toy"), ARENAS_ALIGNED);
	heap_malloc(heap, 16);
	ck_assert(!heap_arena(heap, UINT64_MAX, &arena));
	ck_assert(!heap_arena(heap, UINT64_C(1) << 60, &arena));
	ck_assert(!heap_pool(heap, UINT64_MAX, 0, &pool));
	ck_assert(!heap_pool(heap, UINT64_C(1) << 59, 0, &pool));
}
END_TEST

START_TEST(pool_states)
{
	struct pool_info pool;
	addr a, b;

	lab_open(&lab, model_find("toy"), ARENAS_ALIGNED);
	a = heap_malloc(heap, 90);
	pool = lab_pool(&lab, 0, 0);
	ck_assert_int_eq(pool.state, POOL_USED);
	ck_assert_uint_eq(pool.index, 0);
	ck_assert_uint_eq(pool.szidx, 5);
	ck_assert_uint_eq(pool.block_size, 96);
	ck_assert_uint_eq(pool.capacity, 2);
	ck_assert_uint_eq(pool.used, 1);
	ck_assert_uint_eq(pool.carved, 2);
	ck_assert_uint_eq(pool.nextoffset, 240);
	ck_assert_uint_eq(pool.maxnextoffset, 160);
	ck_assert_uint_eq(pool.freeblock, a + 96);
	b = heap_malloc(heap, 90);
	ck_assert_int_eq(lab_pool(&lab, 0, 0).state, POOL_FULL);
	ck_assert_uint_eq(lab_pool(&lab, 0, 0).freeblock, ADDR_NULL);
	heap_malloc(heap, 16);
	heap_free(heap, a);
	ck_assert_int_eq(lab_pool(&lab, 0, 0).state, POOL_USED);
	heap_free(heap, b);
	ck_assert_int_eq(lab_pool(&lab, 0, 0).state, POOL_EMPTY);
	ck_assert_str_eq(pool_state_names[POOL_VIRGIN], "virgin");
	ck_assert_str_eq(pool_state_names[POOL_USED], "used");
	ck_assert_str_eq(pool_state_names[POOL_FULL], "full");
	ck_assert_str_eq(pool_state_names[POOL_EMPTY], "empty");
	ck_assert_str_eq(arena_state_names[ARENA_UNUSED], "unused");
	ck_assert_str_eq(arena_state_names[ARENA_USABLE], "usable");
	ck_assert_str_eq(arena_state_names[ARENA_FULL], "full");
}
END_TEST

/* -- lists ------------------------------------------------------------- */

START_TEST(lists_stop_where_they_are_told)
{
	addr found[8] = {0}, blocks[12];
	uint64_t slots[8] = {0};
	struct pool_info pool;

	lab_open(&lab, model_find("toy"), ARENAS_ALIGNED);
	for (int i = 0; i < 12; i++) /* six pools, full: one arena and a half */
		blocks[i] = heap_malloc(heap, 96);
	for (int i = 0; i < 12; i += 2)
		heap_free(heap, blocks[i]);
	ck_assert_uint_eq(heap_usedpools(heap, 5, found, 0), 0);
	ck_assert_uint_eq(found[0], 0);
	ck_assert_uint_eq(heap_usedpools(heap, 5, found, 4), 4);
	ck_assert_uint_eq(found[4], 0);
	ck_assert_uint_eq(heap_usedpools(heap, 5, found, 8), 6);
	ck_assert_uint_eq(found[0], heap_address(heap, 1, 1, 0));
	ck_assert_uint_eq(found[5], heap_address(heap, 0, 0, 0));
	ck_assert_uint_eq(heap_usedpools(heap, 0, found, 8), 0);
	heap_free(heap, blocks[1]);
	heap_free(heap, blocks[3]);
	ck_assert_uint_eq(heap_freepools(heap, 0, found, 1), 1);
	ck_assert_uint_eq(heap_freepools(heap, 0, found, 8), 2);
	ck_assert_uint_eq(found[0], heap_address(heap, 0, 1, 0));
	ck_assert_uint_eq(found[1], heap_address(heap, 0, 0, 0));
	ck_assert_uint_eq(heap_freepools(heap, 1, found, 8), 0);
	ck_assert_uint_eq(heap_usable_arenas(heap, slots, 1), 1);
	ck_assert_uint_eq(heap_usable_arenas(heap, slots, 8), 2);
	ck_assert_uint_eq(slots[0], 0); /* two each: arena 0 came to the head with one */
	ck_assert_uint_eq(heap_unused_arenas(heap, slots, 3), 3);
	ck_assert_uint_eq(slots[2], 4);
	pool = lab_pool(&lab, 1, 0);
	ck_assert_uint_eq(heap_free_list(heap, &pool, found, 0), 0);
	ck_assert_uint_eq(heap_free_list(heap, &pool, found, 8), 1);
	ck_assert_uint_eq(found[0], blocks[8]);
}
END_TEST

START_TEST(free_lists_in_order)
{
	static addr blocks[13], found[13];
	struct pool_info pool;

	lab_open(&lab, model_find("toy"), ARENAS_ALIGNED);
	for (int i = 0; i < 13; i++)
		blocks[i] = heap_malloc(heap, 16);
	for (int i = 0; i < 12; i++) {
		heap_free(heap, blocks[(5 * i) % 13]);
		pool = lab_pool(&lab, 0, 0);
		ck_assert_uint_eq(heap_free_list(heap, &pool, found, 13), (size_t)i + 1);
		for (int k = 0; k <= i; k++)
			ck_assert_uint_eq(found[k], blocks[(5 * (i - k)) % 13]);
	}
	pool = lab_pool(&lab, 0, 1); /* virgin */
	ck_assert_uint_eq(heap_free_list(heap, &pool, found, 13), 0);
}
END_TEST

/* -- sums -------------------------------------------------------------- */

static void sums_add_up(void)
{
	struct heap_totals t;
	struct arena_info arena;
	uint64_t pools = 0;

	heap_sum(heap, &t);
	for (uint64_t slot = 0; heap_arena(heap, slot, &arena); slot++)
		pools += arena.ntotalpools;
	must(t.arenas == heap->control->narenas_currently_allocated, "arenas");
	must(t.pools_used + t.pools_full + t.pools_empty + t.pools_virgin == pools, "pools");
	must(t.block_bytes + t.available_bytes + t.header_bytes + t.tail_bytes +
			     t.free_pool_bytes + t.alignment_bytes ==
		     t.arenas * heap->arena_size,
	     "the sums do not add up to the arenas' bytes");
	must(t.header_bytes == POOL_OVERHEAD * (t.pools_used + t.pools_full), "headers");
	must(t.free_pool_bytes == heap->pool_size * (t.pools_empty + t.pools_virgin), "free pools");
}

START_TEST(sums_add_up_to_the_arenas)
{
	static addr blocks[4000];
	struct chance chance = {(uint64_t)_i};
	struct heap_totals totals;
	uint64_t live = 0;

	open_variant(_i);
	memset(blocks, 0, sizeof blocks);
	sums_add_up();
	for (int i = 0; i < 40000; i++) {
		addr *block = &blocks[chance_pick(&chance, 4000)];

		if (*block) {
			live -= heap_owns(heap, *block);
			heap_free(heap, *block);
			*block = ADDR_NULL;
		} else {
			*block = heap_malloc(heap, chance_below(&chance, heap->threshold + 9));
			live += heap_owns(heap, *block);
		}
		if (i % 997 == 0) {
			sums_add_up();
			heap_sum(heap, &totals);
			must(totals.blocks == live, "%u blocks, expected %u",
			     (unsigned)totals.blocks, (unsigned)live);
		}
	}
	for (int i = 0; i < 4000; i++)
		heap_free(heap, blocks[i]);
	sums_add_up();
	heap_sum(heap, &totals);
	ck_assert_uint_eq(totals.blocks, 0);
	ck_assert_uint_eq(totals.block_bytes, 0);
	ck_assert_uint_eq(totals.arenas, heap->model->keep_last_arena ? 1 : 0);
}
END_TEST

START_TEST(sums_of_one_pool)
{
	struct heap_totals t;

	lab_open(&lab, model_find("cpython-3.11"), ARENAS_PAGE);
	heap_malloc(heap, 500);
	heap_malloc(heap, 1000);
	heap_sum(heap, &t);
	ck_assert_uint_eq(t.blocks, 1);
	ck_assert_uint_eq(t.block_bytes, 512);
	ck_assert_uint_eq(t.available_blocks, 30);
	ck_assert_uint_eq(t.available_bytes, 30 * 512);
	ck_assert_uint_eq(t.header_bytes, 48);
	ck_assert_uint_eq(t.tail_bytes, 464);
	ck_assert_uint_eq(t.pools_virgin, 62);
	ck_assert_uint_eq(t.free_pool_bytes, 62 * 16384);
	ck_assert_uint_eq(t.alignment_bytes, 16384);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("inspect");
	TCase *tcase = tcase_create("inspect");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, NULL, teardown);
	tcase_add_loop_test(tcase, places_and_addresses_there_and_back, 0, variants());
	tcase_add_loop_test(tcase, places_that_are_no_blocks, 0, variants());
	tcase_add_test(tcase, a_place_in_an_arena_given_back_is_still_a_place);
	tcase_add_test(tcase, what_is_not_there_is_not_shown);
	tcase_add_test(tcase, huge_indexes);
	tcase_add_test(tcase, pool_states);
	tcase_add_test(tcase, lists_stop_where_they_are_told);
	tcase_add_test(tcase, free_lists_in_order);
	tcase_add_loop_test(tcase, sums_add_up_to_the_arenas, 0, variants());
	tcase_add_test(tcase, sums_of_one_pool);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
