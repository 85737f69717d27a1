/*
 * heap.c - blocks and pools, rule by rule (the fact sheet's sections 2.3, 3.1 to 3.4, 3.7 and
 * 3.8), each where it is decided: by the last or first block, or by one byte.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "chance.h"
#include "heap/internal.h"
#include "lab.h"
#include "suite.h"

static struct lab lab;
static struct heap *const heap = &lab.heap;

static void open_model(const char *name)
{
	lab_open(&lab, model_find(name), ARENAS_ALIGNED);
}

static void teardown(void)
{
	if (!lab.store.memory)
		return;
	lab_is_sound(&lab);
	lab_close(&lab);
}

/* Allocate and check where: pool and offset in arena 0. */
static addr take(uint64_t bytes, uint32_t pool, uint32_t offset)
{
	addr block = heap_malloc(heap, bytes);

	lab_is_at(&lab, block, 0, pool, offset);
	return block;
}

static void header_is(uint32_t pool, uint32_t used, uint32_t freeblock, uint32_t nextoffset)
{
	struct pool_info info = lab_pool(&lab, 0, pool);

	ck_assert_uint_eq(info.used, used);
	ck_assert_uint_eq(info.nextoffset, nextoffset);
	if (freeblock)
		ck_assert_uint_eq(info.freeblock, info.address + freeblock);
	else
		ck_assert_uint_eq(info.freeblock, ADDR_NULL);
}

/* The pools of a class's list, as their indexes in arena 0: "2 0". */
static void list_is(uint64_t bytes, const char *expected)
{
	addr pools[64];
	size_t count = heap_usedpools(heap, model_szidx(heap->model, bytes), pools, 64);
	char text[200];
	int length = 0;

	text[0] = '\0';
	for (size_t i = 0; i < count; i++)
		length += snprintf(text + length, sizeof text - (size_t)length, "%s%u",
				   i ? " " : "", heap_place(heap, pools[i]).pool);
	ck_assert_str_eq(text, expected);
}

/* -- malloc ------------------------------------------------------------ */

START_TEST(the_next_virgin_block_is_linked_ahead)
{
	addr a, b;

	open_model("toy"); /* 13 blocks of 16 */
	for (uint32_t i = 0; i < 13; i++) {
		take(16, 0, 48 + 16 * i);
		header_is(0, i + 1, i < 12 ? 48 + 16 * (i + 1) : 0,
			  i < 11 ? 48 + 16 * (i + 2) : 256);
	}
	ck_assert_int_eq(lab_pool(&lab, 0, 0).state, POOL_FULL);
	list_is(16, "");
	a = take(16, 1, 48);
	b = take(16, 1, 64);
	heap_free(heap, a); /* on top of the block linked ahead */
	header_is(1, 1, 48, 96);
	ck_assert_uint_eq(*(const uint64_t *)store_at(&lab.store, a), b + 16);
	take(16, 1, 48);
	header_is(1, 2, 80, 96);
	take(16, 1, 80);
	header_is(1, 3, 96, 112);
}
END_TEST

START_TEST(the_free_list_is_last_in_first_out)
{
	addr blocks[6];

	open_model("cpython-3.8");
	for (uint32_t i = 0; i < 6; i++)
		blocks[i] = take(100, 0, 48 + 112 * i);
	heap_free(heap, blocks[4]);
	heap_free(heap, blocks[0]);
	heap_free(heap, blocks[3]);
	take(112, 0, 48 + 112 * 3);
	take(97, 0, 48);
	take(100, 0, 48 + 112 * 4);
	take(100, 0, 48 + 112 * 6); /* linked ahead at the time of the first six */
}
END_TEST

START_TEST(what_is_not_for_pools)
{
	static const uint64_t sizes[] = {0, 97, 513, 1 << 20, INT64_MAX};

	open_model("toy");
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		addr block = heap_malloc(heap, sizes[i]);

		ck_assert_uint_eq(block, SYSTEM_BASE + 16 * i); /* never the same twice */
		ck_assert_uint_eq(heap->control->raw_allocated_blocks, i + 1);
	}
	ck_assert_uint_eq(heap->control->maxarenas, 0);
	heap_free(heap, SYSTEM_BASE);
	heap_free(heap, SYSTEM_BASE + 32);
	ck_assert_uint_eq(heap->control->raw_allocated_blocks, 3);
	ck_assert_uint_eq(heap_malloc(heap, 97), SYSTEM_BASE + 80);
}
END_TEST

START_TEST(more_than_the_signed_maximum_is_refused)
{
	addr block;
	uint64_t hash;

	open_model("cpython-3.11");
	block = heap_malloc(heap, 100);
	heap_malloc(heap, 1000);
	hash = lab_hash(&lab);
	ck_assert_uint_eq(heap_malloc(heap, (uint64_t)INT64_MAX + 1), ADDR_NULL);
	ck_assert_uint_eq(heap_malloc(heap, UINT64_MAX), ADDR_NULL);
	ck_assert_uint_eq(heap_realloc(heap, block, (uint64_t)INT64_MAX + 1), ADDR_NULL);
	ck_assert_uint_eq(heap_realloc(heap, SYSTEM_BASE, UINT64_MAX), ADDR_NULL);
	ck_assert_uint_eq(heap_realloc(heap, ADDR_NULL, UINT64_MAX), ADDR_NULL);
	ck_assert_uint_eq(heap_calloc(heap, 1, (uint64_t)INT64_MAX + 1), ADDR_NULL);
	ck_assert_uint_eq(heap_calloc(heap, UINT64_C(1) << 32, UINT64_C(1) << 32), ADDR_NULL);
	ck_assert_uint_eq(heap_calloc(heap, UINT64_MAX, 2), ADDR_NULL);
	ck_assert_uint_eq(heap_calloc(heap, UINT64_C(1) << 33, UINT64_C(1) << 31), ADDR_NULL);
	ck_assert_uint_eq(lab_hash(&lab), hash); /* and nothing at all has happened */
	ck_assert_uint_eq(heap_crashed(heap), ADDR_NULL);
	ck_assert(heap_is_system(heap_malloc(heap, INT64_MAX)));
	ck_assert(heap_is_system(heap_calloc(heap, INT64_MAX, 1)));
}
END_TEST

/* -- lists of pools ---------------------------------------------------- */

START_TEST(a_full_pool_comes_back_to_the_front)
{
	addr blocks[8];

	open_model("toy"); /* 2 blocks of 96 in a pool */
	for (uint32_t i = 0; i < 7; i++)
		blocks[i] = take(96, i / 2, i % 2 ? 144 : 48);
	list_is(96, "3");
	heap_free(heap, blocks[0]);
	list_is(96, "0 3");
	heap_free(heap, blocks[3]);
	list_is(96, "1 0 3");
	heap_free(heap, blocks[4]);
	list_is(96, "2 1 0 3");
	blocks[4] = take(96, 2, 48); /* the block just freed */
	list_is(96, "1 0 3");
	heap_free(heap, blocks[1]); /* pool 0, in the middle, empties: it simply leaves */
	list_is(96, "1 3");
	blocks[3] = take(96, 1, 144);
	list_is(96, "3");
	take(96, 3, 144);
	list_is(96, "");
	take(96, 0, 144); /* and the emptied pool comes next, with its old free list */
	take(96, 0, 48);
}
END_TEST

START_TEST(a_pool_that_is_neither_full_nor_empty_stays_in_its_place)
{
	addr blocks[14];

	open_model("toy"); /* 6 blocks of 32 */
	for (uint32_t i = 0; i < 14; i++)
		blocks[i] = take(32, i / 6, 48 + 32 * (i % 6));
	heap_free(heap, blocks[0]);
	heap_free(heap, blocks[6]);
	list_is(32, "1 0 2");
	for (uint32_t i = 1; i < 5; i++) {
		heap_free(heap, blocks[i]);
		list_is(32, "1 0 2");
	}
	heap_free(heap, blocks[12]);
	list_is(32, "1 0 2");
	heap_free(heap, blocks[13]); /* the last pool empties: carved, but used by nobody */
	list_is(32, "1 0");
	ck_assert_int_eq(lab_pool(&lab, 0, 2).state, POOL_EMPTY);
}
END_TEST

/* Full pools are in no list; their links keep what they last held. */
START_TEST(full_pools_keep_stale_links)
{
	addr blocks[6], header;
	struct pool_info pool;

	open_model("toy");
	header = usedpools_header(heap, 5);
	for (uint32_t i = 0; i < 6; i++)
		blocks[i] = take(96, i / 2, i % 2 ? 144 : 48);
	heap_free(heap, blocks[0]);
	heap_free(heap, blocks[2]);
	list_is(96, "1 0");
	take(96, 1, 48); /* pool 1 is full again */
	pool = lab_pool(&lab, 0, 1);
	ck_assert_int_eq(pool.state, POOL_FULL);
	ck_assert_uint_eq(pool.nextpool, lab_pool(&lab, 0, 0).address);
	ck_assert_uint_eq(pool.prevpool, header);
	take(96, 0, 48);
	pool = lab_pool(&lab, 0, 0);
	ck_assert_uint_eq(pool.nextpool, header);
	ck_assert_uint_eq(pool.prevpool, header);
	ck_assert_uint_eq(lab_pool(&lab, 0, 2).nextpool, header);
	ck_assert_uint_eq(lab_pool(&lab, 0, 2).prevpool, header);
	heap_free(heap, blocks[4]); /* written again when the pool is linked again */
	ck_assert_uint_eq(lab_pool(&lab, 0, 2).nextpool, header);
	ck_assert_uint_eq(lab_pool(&lab, 0, 1).nextpool, lab_pool(&lab, 0, 0).address);
}
END_TEST

/* The header of a list poses as a pool 16 bytes in front of its two words. */
START_TEST(list_headers_have_addresses_of_their_own)
{
	const addr *used;
	addr first, second, header;
	addr blocks[4];

	open_model("toy");
	used = heap->control->usedpools;
	ck_assert_uint_eq(usedpools_header(heap, 0), store_addr(&lab.store, used) - 16);
	for (uint32_t c = 0; c < 6; c++) {
		header = usedpools_header(heap, c);
		ck_assert_uint_eq(header, usedpools_header(heap, 0) + 16 * c);
		ck_assert_uint_eq(used[2 * c], header); /* empty: the header itself */
		ck_assert_uint_eq(used[2 * c + 1], header);
		ck_assert_uint_eq(pool_at(heap, header)->nextpool, header);
		ck_assert_uint_eq(pool_at(heap, header)->prevpool, header);
	}
	for (uint32_t i = 0; i < 4; i++)
		blocks[i] = take(96, i / 2, i % 2 ? 144 : 48);
	ck_assert_uint_eq(used[10], header);
	heap_free(heap, blocks[0]); /* one pool: all four links are the header's or its own */
	first = lab_pool(&lab, 0, 0).address;
	ck_assert_uint_eq(used[10], first);
	ck_assert_uint_eq(used[11], first);
	ck_assert_uint_eq(pool_at(heap, first)->nextpool, header);
	ck_assert_uint_eq(pool_at(heap, first)->prevpool, header);
	heap_free(heap, blocks[2]); /* two: the new one in front */
	second = first;
	first = lab_pool(&lab, 0, 1).address;
	ck_assert_uint_eq(used[10], first);
	ck_assert_uint_eq(used[11], second);
	ck_assert_uint_eq(pool_at(heap, first)->nextpool, second);
	ck_assert_uint_eq(pool_at(heap, first)->prevpool, header);
	ck_assert_uint_eq(pool_at(heap, second)->nextpool, header);
	ck_assert_uint_eq(pool_at(heap, second)->prevpool, first);
}
END_TEST

/* -- pools that are used again ----------------------------------------- */

START_TEST(the_same_class_finds_everything_as_it_was)
{
	addr a, b, c;

	open_model("toy");
	take(16, 0, 48); /* keeps the arena */
	a = take(48, 1, 48);
	b = take(48, 1, 96);
	heap_write(heap, a + 8, "stays...", 8);
	heap_free(heap, a);
	heap_free(heap, b);
	ck_assert_int_eq(lab_pool(&lab, 0, 1).state, POOL_EMPTY);
	header_is(1, 0, 96, 192); /* 96, 48, 144, then virgin */
	list_is(48, "");
	b = take(40, 1, 96);
	header_is(1, 1, 48, 192);
	a = take(40, 1, 48);
	ck_assert_mem_eq(lab_bytes(&lab, a + 8), "stays...", 8);
	c = take(40, 1, 144);
	header_is(1, 3, 192, 240);
	heap_free(heap, c);
	heap_free(heap, a);
	heap_free(heap, b);
	take(40, 1, 96);
}
END_TEST

START_TEST(another_class_starts_afresh)
{
	struct pool_info pool;
	addr a, b;

	open_model("toy");
	take(16, 0, 48); /* keeps the arena */
	a = take(48, 1, 48);
	b = take(48, 1, 96);
	heap_write(heap, b + 8, "stays...", 8);
	heap_free(heap, a);
	heap_free(heap, b);
	take(64, 1, 48);
	header_is(1, 1, 48 + 64, 48 + 2 * 64);
	pool = lab_pool(&lab, 0, 1);
	ck_assert_uint_eq(pool.szidx, 3);
	ck_assert_uint_eq(pool.maxnextoffset, 256 - 64);
	ck_assert_mem_eq(lab_bytes(&lab, b + 8), "stays...", 8); /* bytes are not touched */
	ck_assert_uint_eq(((const struct pool_header *)pool_at(heap, pool.address))->arenaindex, 0);
}
END_TEST

/* Most recently emptied first, carving last. */
START_TEST(emptied_pools_come_before_carving)
{
	addr a, b, c, freepools[4];

	open_model("toy");
	a = take(16, 0, 48);
	b = take(32, 1, 48);
	c = take(48, 2, 48);
	heap_free(heap, b);
	heap_free(heap, a);
	ck_assert_uint_eq(heap_freepools(heap, 0, freepools, 4), 2);
	ck_assert_uint_eq(heap_place(heap, freepools[0]).pool, 0);
	ck_assert_uint_eq(heap_place(heap, freepools[1]).pool, 1);
	take(64, 0, 48);
	heap_free(heap, c);
	take(80, 2, 48);
	take(96, 1, 48);
	take(16, 3, 48); /* now the last virgin pool */
}
END_TEST

/* The first of its list or not: an emptied pool leaves, even if it is wanted again at once. */
START_TEST(the_only_pool_of_a_class_is_given_back_too)
{
	addr a;

	open_model("toy");
	take(16, 0, 48); /* keeps the arena */
	a = take(96, 1, 48);
	for (int i = 0; i < 3; i++) {
		heap_free(heap, a);
		list_is(96, "");
		ck_assert_int_eq(lab_pool(&lab, 0, 1).state, POOL_EMPTY);
		ck_assert_uint_eq(lab_arena(&lab, 0).nfreepools, 3);
		a = take(96, 1, 48);
		list_is(96, "1");
	}
}
END_TEST

/* -- free -------------------------------------------------------------- */

START_TEST(free_of_nothing)
{
	uint64_t hash;

	open_model("toy");
	heap_malloc(heap, 16);
	hash = lab_hash(&lab);
	heap_free(heap, ADDR_NULL);
	ck_assert_uint_eq(lab_hash(&lab), hash);
	heap_free(heap, UINT64_C(0x7fff00001000)); /* foreign: the system's business */
	ck_assert_uint_eq(lab_hash(&lab), hash);
	ck_assert_uint_eq(heap_crashed(heap), ADDR_NULL);
}
END_TEST

START_TEST(free_of_what_cannot_be_a_block)
{
	addr block;

	open_model("toy");
	block = heap_malloc(heap, 16);
	heap_free(heap, block + 4);
	ck_assert_uint_eq(heap_crashed(heap), block + 4);
	heap->control->crashed = ADDR_NULL; /* for the fixture's check */
}
END_TEST

/* -- realloc ----------------------------------------------------------- */

/* The block's size decides, not what was asked for: stays if n <= s and 4n > 3s. */
START_TEST(realloc_boundaries)
{
	static const struct {
		uint64_t from, to;
		bool stays;
	} cases[] = {
		{112, 112, true}, {112, 85, true},  {112, 84, false}, {112, 113, false},
		{97, 112, true},  {97, 85, true},   {97, 84, false},  {97, 113, false},
		{16, 13, true},   {16, 12, false},  {16, 17, false},  {1, 16, true},
		{1, 13, true},    {1, 12, false},   {1, 1, false},    {512, 385, true},
		{512, 384, false}, {512, 513, false}, {256, 193, true}, {256, 192, false},
	};

	open_model("cpython-3.11");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		addr block = heap_malloc(heap, cases[i].from);
		addr moved = heap_realloc(heap, block, cases[i].to);

		ck_assert_msg((moved == block) == cases[i].stays, "%u to %u",
			      (unsigned)cases[i].from, (unsigned)cases[i].to);
		heap_free(heap, moved);
	}
}
END_TEST

static void stamp(addr block, uint64_t bytes, uint64_t seed)
{
	struct chance chance = {seed};
	unsigned char data[512];

	for (uint64_t i = 0; i < bytes; i++)
		data[i] = (unsigned char)chance_next(&chance);
	heap_write(heap, block, data, bytes);
}

static void has_stamp(addr block, uint64_t bytes, uint64_t seed)
{
	struct chance chance = {seed};
	const unsigned char *data = lab_bytes(&lab, block);

	for (uint64_t i = 0; i < bytes; i++)
		must(data[i] == (unsigned char)chance_next(&chance), "byte %u of %u", (unsigned)i,
		     (unsigned)bytes);
}

/* Every model, every class, every new size. */
START_TEST(realloc_of_every_size)
{
	const struct model *model = model_at((size_t)_i);
	uint64_t threshold = model->small_request_threshold;

	lab_open(&lab, model, ARENAS_ALIGNED);
	for (uint32_t szidx = 0; szidx < model_classes(model); szidx++) {
		uint64_t size = model_block_size(model, szidx);

		for (uint64_t n = 0; n <= threshold + 1; n++) {
			bool served = n >= 1 && n <= threshold;
			bool stays = n >= 1 && n <= size && 4 * n > 3 * size;
			addr block = heap_malloc(heap, size), moved;

			stamp(block, size, n);
			moved = heap_realloc(heap, block, n);
			must((moved == block) == stays, "%u to %u", (unsigned)size, (unsigned)n);
			must(heap_owns(heap, moved) == served, "%u bytes", (unsigned)n);
			if (served)
				has_stamp(moved, n < size ? n : size, n);
			heap_free(heap, moved);
		}
	}
	ck_assert_uint_eq(heap->control->raw_allocated_blocks, 0);
	for (uint32_t szidx = 0; szidx < model_classes(model); szidx++)
		ck_assert_uint_eq(heap_usedpools(heap, szidx, (addr[1]){0}, 1), 0);
}
END_TEST

/* Allocate, copy, free: freed first, the pool would be taken again. */
START_TEST(realloc_allocates_before_it_frees)
{
	addr block;

	open_model("toy");
	block = take(64, 0, 48);
	block = heap_realloc(heap, block, 32);
	lab_is_at(&lab, block, 0, 1, 48);
	ck_assert_int_eq(lab_pool(&lab, 0, 0).state, POOL_EMPTY);
	block = heap_realloc(heap, block, 48);
	lab_is_at(&lab, block, 0, 0, 48);
	/* within one class: the old block cannot be its own successor */
	block = heap_realloc(heap, block, 33);
	lab_is_at(&lab, block, 0, 0, 96);
}
END_TEST

START_TEST(realloc_to_nothing_is_a_system_block)
{
	addr block, moved;

	open_model("toy");
	block = take(64, 0, 48);
	take(64, 0, 112);
	moved = heap_realloc(heap, block, 0);
	ck_assert_uint_eq(moved, SYSTEM_BASE);
	header_is(0, 1, 48, 240);
	ck_assert_uint_eq(heap_realloc(heap, moved, 0), moved);
}
END_TEST

START_TEST(a_system_block_never_moves_into_a_pool)
{
	addr block;

	open_model("toy");
	block = heap_malloc(heap, 97);
	ck_assert_uint_eq(heap_realloc(heap, block, 96), block);
	ck_assert_uint_eq(heap_realloc(heap, block, 1), block);
	ck_assert_uint_eq(heap_realloc(heap, block, 0), block);
	ck_assert_uint_eq(heap->control->maxarenas, 0);
	block = heap_realloc(heap, take(96, 0, 48), 97);
	ck_assert_uint_eq(block, SYSTEM_BASE + 16);
	ck_assert_uint_eq(heap_realloc(heap, block, 96), block);
}
END_TEST

START_TEST(realloc_of_null_is_malloc)
{
	open_model("toy");
	lab_is_at(&lab, heap_realloc(heap, ADDR_NULL, 20), 0, 0, 48);
	ck_assert_uint_eq(heap_realloc(heap, ADDR_NULL, 0), SYSTEM_BASE);
}
END_TEST

/* -- calloc ------------------------------------------------------------ */

START_TEST(calloc_zeroes_what_was_asked_for)
{
	static const unsigned char zeros[32];
	unsigned char ones[32];
	addr block, again;

	open_model("toy");
	memset(ones, 0xff, sizeof ones);
	take(32, 0, 48);
	block = take(32, 0, 80);
	heap_write(heap, block, ones, 32);
	heap_free(heap, block);
	again = heap_calloc(heap, 4, 5); /* 20 bytes of the 32 */
	ck_assert_uint_eq(again, block);
	ck_assert_mem_eq(lab_bytes(&lab, block), zeros, 20);
	ck_assert_mem_eq(lab_bytes(&lab, block + 20), ones, 12);
}
END_TEST

START_TEST(calloc_is_served_by_its_product)
{
	open_model("toy");
	ck_assert(heap_is_system(heap_calloc(heap, 0, 16)));
	ck_assert(heap_is_system(heap_calloc(heap, 16, 0)));
	ck_assert(heap_is_system(heap_calloc(heap, 97, 1)));
	ck_assert(heap_is_system(heap_calloc(heap, 2, 49)));
	lab_is_at(&lab, heap_calloc(heap, 2, 48), 0, 0, 48);
	lab_is_at(&lab, heap_calloc(heap, 96, 1), 0, 0, 144);
	lab_is_at(&lab, heap_calloc(heap, 1, 1), 0, 1, 48);
}
END_TEST

/* -- watched or not ---------------------------------------------------- */

/* The usual path exists twice, from one text; both must do the same. */
START_TEST(watching_changes_nothing)
{
	static struct lab watched;
	static addr blocks[300];
	struct chance chance = {(uint64_t)_i};

	lab_open(&lab, model_at((size_t)_i), ARENAS_PAGE);
	lab_open(&watched, model_at((size_t)_i), ARENAS_PAGE);
	memset(blocks, 0, sizeof blocks);
	lab_watch(&watched, 10, 10);
	for (int i = 0; i < 50000; i++) {
		uint64_t bytes = chance_below(&chance, lab.heap.threshold + 20);
		addr *block = &blocks[chance_pick(&chance, 300)], other;

		if (!*block) {
			*block = heap_malloc(heap, bytes);
			other = heap_malloc(&watched.heap, bytes);
		} else if (chance_one_in(&chance, 3)) {
			addr old = *block;

			*block = heap_realloc(heap, old, bytes);
			other = heap_realloc(&watched.heap, old, bytes);
		} else {
			heap_free(heap, *block);
			heap_free(&watched.heap, *block);
			*block = other = ADDR_NULL;
		}
		must(*block == other, "operation %d", i);
		if (i % 1000 == 0)
			must(lab_hash(&lab) == lab_hash(&watched), "operation %d", i);
	}
	ck_assert_uint_eq(lab_hash(&lab), lab_hash(&watched));
	lab_close(&watched);
}
END_TEST

static int models(void)
{
	int count = 0;

	while (model_at((size_t)count))
		count++;
	return count;
}

static Suite *heap_suite(void)
{
	Suite *suite = suite_create("heap");
	TCase *tcase = tcase_create("heap");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, NULL, teardown);
	tcase_add_test(tcase, the_next_virgin_block_is_linked_ahead);
	tcase_add_test(tcase, the_free_list_is_last_in_first_out);
	tcase_add_test(tcase, what_is_not_for_pools);
	tcase_add_test(tcase, more_than_the_signed_maximum_is_refused);
	tcase_add_test(tcase, a_full_pool_comes_back_to_the_front);
	tcase_add_test(tcase, a_pool_that_is_neither_full_nor_empty_stays_in_its_place);
	tcase_add_test(tcase, full_pools_keep_stale_links);
	tcase_add_test(tcase, list_headers_have_addresses_of_their_own);
	tcase_add_test(tcase, the_same_class_finds_everything_as_it_was);
	tcase_add_test(tcase, another_class_starts_afresh);
	tcase_add_test(tcase, emptied_pools_come_before_carving);
	tcase_add_test(tcase, the_only_pool_of_a_class_is_given_back_too);
	tcase_add_test(tcase, free_of_nothing);
	tcase_add_test(tcase, free_of_what_cannot_be_a_block);
	tcase_add_test(tcase, realloc_boundaries);
	tcase_add_loop_test(tcase, realloc_of_every_size, 0, models());
	tcase_add_test(tcase, realloc_allocates_before_it_frees);
	tcase_add_test(tcase, realloc_to_nothing_is_a_system_block);
	tcase_add_test(tcase, a_system_block_never_moves_into_a_pool);
	tcase_add_test(tcase, realloc_of_null_is_malloc);
	tcase_add_test(tcase, calloc_zeroes_what_was_asked_for);
	tcase_add_test(tcase, calloc_is_served_by_its_product);
	tcase_add_loop_test(tcase, watching_changes_nothing, 0, models());
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return suite_run(heap_suite());
}
