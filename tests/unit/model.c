/*
 * model.c - the models are the ones of the versions, and their arithmetic is that of the
 * fact sheet: size classes, blocks in a pool, what is left at its end, pools in an arena.
 */
#include <check.h>
#include <string.h>

#include "lab.h"
#include "suite.h"

/* -- the table of versions --------------------------------------------- */

static const struct {
	const char *name;
	char behaviour;
	bool keeps, fingers, map;
} versions[] = {
	{"cpython-2.7", 'B', false, false, false},
	{"cpython-3.4", 'A', false, false, false},
	{"cpython-3.5", 'A', false, false, false},
	{"cpython-3.6", 'A', false, false, false},
	{"cpython-3.7", 'B', false, false, false},
	{"cpython-3.8", 'B', false, true, false},
	{"cpython-3.9", 'C', true, true, false},
	{"cpython-3.10", 'D', true, true, true},
	{"cpython-3.11", 'D', true, true, true},
	{"cpython-3.12", 'D', true, true, true},
	{"cpython-3.13", 'D', true, true, true},
	{"cpython-3.14", 'D', true, true, true},
	{"cpython-3.15", 'D', true, true, true},
	{"cpython-3.15-hugepages", 'E', true, true, true},
	{"toy", 'T', false, false, false},
};

static const struct {
	char behaviour;
	uint32_t alignment_shift, threshold, pool_size, arena_size, aligned, page;
} behaviours[] = {
	{'A', 3, 512, 4096, 256 << 10, 64, 64},
	{'B', 4, 512, 4096, 256 << 10, 64, 64},
	{'C', 4, 512, 4096, 256 << 10, 64, 64},
	{'D', 4, 512, 16384, 1 << 20, 64, 63},
	{'E', 4, 512, 16384, 2 << 20, 128, 127},
	{'T', 4, 96, 256, 1024, 4, 4},
};

#define VERSIONS ((int)(sizeof versions / sizeof *versions))
#define BEHAVIOURS (sizeof behaviours / sizeof *behaviours)

static size_t behaviour_of(const struct model *model)
{
	for (size_t i = 0; i < BEHAVIOURS; i++)
		if (behaviours[i].behaviour == model->behaviour)
			return i;
	ck_abort_msg("%s: no such behaviour: %c", model->name, model->behaviour);
	return 0;
}

START_TEST(every_version_has_its_behaviour)
{
	const struct model *model = model_find(versions[_i].name);
	size_t b;

	ck_assert_ptr_nonnull(model);
	ck_assert_str_eq(model->name, versions[_i].name);
	ck_assert_int_eq(model->behaviour, versions[_i].behaviour);
	ck_assert(model->keep_last_arena == versions[_i].keeps);
	ck_assert(model->has_nfp2lasta == versions[_i].fingers);
	ck_assert(model->has_arena_map == versions[_i].map);
	b = behaviour_of(model);
	ck_assert_uint_eq(model->alignment_shift, behaviours[b].alignment_shift);
	ck_assert_uint_eq(model->small_request_threshold, behaviours[b].threshold);
	ck_assert_uint_eq(model->pool_size, behaviours[b].pool_size);
	ck_assert_uint_eq(model->arena_size, behaviours[b].arena_size);
	ck_assert(model->summary && *model->summary);
}
END_TEST

START_TEST(the_list_is_complete_and_ends)
{
	size_t count = 0;

	for (; model_at(count); count++)
		ck_assert_ptr_eq(model_find(model_at(count)->name), model_at(count));
	ck_assert_uint_eq(count, VERSIONS);
	ck_assert_ptr_null(model_at(SIZE_MAX));
	ck_assert_ptr_null(model_find(""));
	ck_assert_ptr_null(model_find("cpython"));
	ck_assert_ptr_null(model_find("cpython-3.1"));
	ck_assert_ptr_null(model_find("CPYTHON-3.11"));
}
END_TEST

/* What structures.h and the algorithms take for granted. */
START_TEST(geometry_fits_the_engine)
{
	const struct model *model = model_at((size_t)_i);
	uint32_t pools = model->arena_size / model->pool_size;

	ck_assert_uint_eq(model->pool_size & (model->pool_size - 1), 0);
	ck_assert_uint_eq(model->arena_size & (model->arena_size - 1), 0);
	ck_assert_uint_ge(pools, 2);
	ck_assert_uint_le(pools, MAX_POOLS_IN_ARENA);
	ck_assert_uint_le(model_classes(model), MAX_SIZE_CLASSES);
	ck_assert_uint_eq(model->small_request_threshold % (1u << model->alignment_shift), 0);
	for (uint32_t c = 0; c < model_classes(model); c++)
		ck_assert_uint_ge(model_pool_capacity(model, c), 2);
}
END_TEST

/* -- size classes ------------------------------------------------------ */

START_TEST(every_request_has_the_smallest_class_it_fits)
{
	const struct model *model = model_at((size_t)_i);
	uint32_t alignment = 1u << model->alignment_shift;

	for (uint32_t n = 1; n <= model->small_request_threshold; n++) {
		uint32_t szidx = model_szidx(model, n), size = model_block_size(model, szidx);

		must(size >= n && size - n < alignment, "%u bytes in blocks of %u", n, size);
		must(size % alignment == 0, "blocks of %u", size);
		must(szidx < model_classes(model), "class %u for %u bytes", szidx, n);
		must(szidx == size / alignment - 1, "class %u for blocks of %u", szidx, size);
	}
	ck_assert_uint_eq(model_szidx(model, 1), 0);
	ck_assert_uint_eq(model_szidx(model, model->small_request_threshold),
			  model_classes(model) - 1);
}
END_TEST

static const struct {
	uint64_t bytes;
	uint32_t by_8, by_16; /* size of the block */
} edges[] = {
	{1, 8, 16},      {7, 8, 16},      {8, 8, 16},      {9, 16, 16},     {15, 16, 16},
	{16, 16, 16},    {17, 24, 32},    {24, 24, 32},    {25, 32, 32},    {31, 32, 32},
	{32, 32, 32},    {33, 40, 48},    {95, 96, 96},    {96, 96, 96},    {97, 104, 112},
	{112, 112, 112}, {113, 120, 128}, {248, 248, 256}, {249, 256, 256}, {256, 256, 256},
	{257, 264, 272}, {495, 496, 496}, {496, 496, 496}, {497, 504, 512}, {504, 504, 512},
	{505, 512, 512}, {511, 512, 512}, {512, 512, 512},
};

START_TEST(class_edges)
{
	const struct model *model = model_at((size_t)_i);

	for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
		uint32_t size = model->alignment_shift == 3 ? edges[i].by_8 : edges[i].by_16;

		if (edges[i].bytes <= model->small_request_threshold)
			ck_assert_uint_eq(
				model_block_size(model, model_szidx(model, edges[i].bytes)), size);
	}
}
END_TEST

/* -- blocks in a pool, from the fact sheet's section 2.1 --------------- */

struct row {
	uint32_t size, blocks, waste;
};

static const struct row by_8_in_4k[] = {
	{8, 506, 0},    {16, 253, 0},   {24, 168, 16},  {32, 126, 16},  {40, 101, 8},
	{48, 84, 16},   {56, 72, 16},   {64, 63, 16},   {72, 56, 16},   {80, 50, 48},
	{88, 46, 0},    {96, 42, 16},   {104, 38, 96},  {112, 36, 16},  {120, 33, 88},
	{128, 31, 80},  {136, 29, 104}, {144, 28, 16},  {152, 26, 96},  {160, 25, 48},
	{168, 24, 16},  {176, 23, 0},   {184, 22, 0},   {192, 21, 16},  {200, 20, 48},
	{208, 19, 96},  {216, 18, 160}, {224, 18, 16},  {232, 17, 104}, {240, 16, 208},
	{248, 16, 80},  {256, 15, 208}, {264, 15, 88},  {272, 14, 240}, {280, 14, 128},
	{288, 14, 16},  {296, 13, 200}, {304, 13, 96},  {312, 12, 304}, {320, 12, 208},
	{328, 12, 112}, {336, 12, 16},  {344, 11, 264}, {352, 11, 176}, {360, 11, 88},
	{368, 11, 0},   {376, 10, 288}, {384, 10, 208}, {392, 10, 128}, {400, 10, 48},
	{408, 9, 376},  {416, 9, 304},  {424, 9, 232},  {432, 9, 160},  {440, 9, 88},
	{448, 9, 16},   {456, 8, 400},  {464, 8, 336},  {472, 8, 272},  {480, 8, 208},
	{488, 8, 144},  {496, 8, 80},   {504, 8, 16},   {512, 7, 464},  {0, 0, 0},
};

static const struct row by_16_in_4k[] = {
	{16, 253, 0},   {32, 126, 16},  {48, 84, 16},   {64, 63, 16},   {80, 50, 48},
	{96, 42, 16},   {112, 36, 16},  {128, 31, 80},  {144, 28, 16},  {160, 25, 48},
	{176, 23, 0},   {192, 21, 16},  {208, 19, 96},  {224, 18, 16},  {240, 16, 208},
	{256, 15, 208}, {272, 14, 240}, {288, 14, 16},  {304, 13, 96},  {320, 12, 208},
	{336, 12, 16},  {352, 11, 176}, {368, 11, 0},   {384, 10, 208}, {400, 10, 48},
	{416, 9, 304},  {432, 9, 160},  {448, 9, 16},   {464, 8, 336},  {480, 8, 208},
	{496, 8, 80},   {512, 7, 464},  {0, 0, 0},
};

static const struct row by_16_in_16k[] = {
	{16, 1021, 0},   {32, 510, 16},   {48, 340, 16},   {64, 255, 16},   {80, 204, 16},
	{96, 170, 16},   {112, 145, 96},  {128, 127, 80},  {144, 113, 64},  {160, 102, 16},
	{176, 92, 144},  {192, 85, 16},   {208, 78, 112},  {224, 72, 208},  {240, 68, 16},
	{256, 63, 208},  {272, 60, 16},   {288, 56, 208},  {304, 53, 224},  {320, 51, 16},
	{336, 48, 208},  {352, 46, 144},  {368, 44, 144},  {384, 42, 208},  {400, 40, 336},
	{416, 39, 112},  {432, 37, 352},  {448, 36, 208},  {464, 35, 96},   {480, 34, 16},
	{496, 32, 464},  {512, 31, 464},  {0, 0, 0},
};

static const struct row toy[] = {
	{16, 13, 0}, {32, 6, 16}, {48, 4, 16}, {64, 3, 16}, {80, 2, 48}, {96, 2, 16}, {0, 0, 0},
};

static const struct row *table_of(const struct model *model)
{
	if (model->pool_size == 256)
		return toy;
	if (model->pool_size == 16384)
		return by_16_in_16k;
	return model->alignment_shift == 3 ? by_8_in_4k : by_16_in_4k;
}

START_TEST(blocks_and_waste_of_every_class)
{
	const struct model *model = model_at((size_t)_i);
	const struct row *row = table_of(model);
	uint32_t szidx = 0;

	for (; row->size; row++, szidx++) {
		ck_assert_uint_eq(model_block_size(model, szidx), row->size);
		ck_assert_uint_eq(model_pool_capacity(model, szidx), row->blocks);
		ck_assert_uint_eq(model->pool_size - POOL_OVERHEAD - row->blocks * row->size,
				  row->waste);
	}
	ck_assert_uint_eq(szidx, model_classes(model));
}
END_TEST

/* The engine does as the table says: a pool of every class, filled to the last block. */
START_TEST(a_full_pool_of_every_class)
{
	const struct model *model = model_at((size_t)_i);
	const struct row *row = table_of(model);
	static struct lab lab;
	uint32_t szidx = 0;

	lab_open(&lab, model, ARENAS_ALIGNED);
	for (; row->size; row++, szidx++) {
		addr first = heap_malloc(&lab.heap, row->size), last = first;
		struct place place = heap_place(&lab.heap, first);
		struct pool_info pool;

		ck_assert_uint_eq(place.offset, POOL_OVERHEAD);
		for (uint32_t i = 1; i < row->blocks; i++) {
			pool = lab_pool(&lab, place.slot, place.pool);
			must(pool.state == POOL_USED, "%u of %u", i, row->blocks);
			last = heap_malloc(&lab.heap, row->size);
			must(last == first + (uint64_t)i * row->size, "block %u", i);
		}
		pool = lab_pool(&lab, place.slot, place.pool);
		ck_assert_int_eq(pool.state, POOL_FULL);
		ck_assert_uint_eq(pool.szidx, szidx);
		ck_assert_uint_eq(pool.used, row->blocks);
		ck_assert_uint_eq(pool.carved, row->blocks);
		ck_assert_uint_eq(pool.maxnextoffset, model->pool_size - row->size);
		ck_assert_uint_eq(model->pool_size - (uint32_t)(last + row->size - pool.address),
				  row->waste);
	}
	lab_is_sound(&lab);
	lab_close(&lab);
}
END_TEST

/* -- pools in an arena ------------------------------------------------- */

START_TEST(pools_in_an_arena)
{
	const struct model *model = model_at((size_t)_i / 2);
	bool page = _i % 2;
	static struct lab lab;
	struct arena_info arena;
	uint32_t pools;

	lab_open(&lab, model, page ? ARENAS_PAGE : ARENAS_ALIGNED);
	heap_malloc(&lab.heap, 1);
	arena = lab_arena(&lab, 0);
	pools = page ? behaviours[behaviour_of(model)].page
		     : behaviours[behaviour_of(model)].aligned;
	ck_assert_uint_eq(arena.ntotalpools, pools);
	ck_assert_uint_eq(arena.nfreepools, pools - 1);
	ck_assert_uint_eq(arena.address % model->arena_size, page ? 4096 % model->arena_size : 0);
	ck_assert_uint_eq(arena.first_pool % model->pool_size, 0);
	ck_assert_uint_ge(arena.first_pool, arena.address);
	ck_assert_uint_le(arena.first_pool + (uint64_t)pools * model->pool_size,
			  arena.address + model->arena_size);
	lab_close(&lab);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("model");
	TCase *tcase = tcase_create("model");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, every_version_has_its_behaviour, 0, VERSIONS);
	tcase_add_test(tcase, the_list_is_complete_and_ends);
	tcase_add_loop_test(tcase, geometry_fits_the_engine, 0, VERSIONS);
	tcase_add_loop_test(tcase, every_request_has_the_smallest_class_it_fits, 0, VERSIONS);
	tcase_add_loop_test(tcase, class_edges, 0, VERSIONS);
	tcase_add_loop_test(tcase, blocks_and_waste_of_every_class, 0, VERSIONS);
	tcase_add_loop_test(tcase, a_full_pool_of_every_class, 0, VERSIONS);
	tcase_add_loop_test(tcase, pools_in_an_arena, 0, 2 * VERSIONS);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
