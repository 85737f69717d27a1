/*
 * vectors.c - the engine against vectors made with real interpreters: the same calls
 * on the libpython of 3.4 to 3.11, in four configurations.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "heap/findings.h"
#include "heap/inspect.h"
#include "suite.h"

#define STORE_BYTES (UINT64_C(1) << 30)
#define BASE UINT64_C(0x7f0000000000)

static struct store store;
static struct heap heap;

static void begin(const char *model, enum arena_placement placement)
{
	struct heap_options options = {.model = model_find(model), .placement = placement};

	ck_assert(store_init(&store, BASE, STORE_BYTES, STORE_BYTES));
	ck_assert(heap_init(&heap, &store, &options));
}

static void end(void)
{
	struct findings findings = {0};

	ck_assert_msg(heap_check(&heap, CHECK_REST, &findings), "%s",
		      findings.count ? finding_name(findings.items[0].kind) : "?");
	store_fini(&store);
}

static void is_at(addr block, uint64_t slot, uint32_t pool, uint32_t offset)
{
	struct place place = heap_place(&heap, block);

	ck_assert_msg(place.kind == PLACE_BLOCK && place.slot == slot && place.pool == pool &&
			      place.offset == offset,
		      "%d %u:%u:%u, expected %u:%u:%u", (int)place.kind, (unsigned)place.slot,
		      place.pool, place.offset, (unsigned)slot, pool, offset);
}

static addr take(uint64_t bytes, uint32_t pool, uint32_t offset)
{
	addr block = heap_malloc(&heap, bytes);

	is_at(block, 0, pool, offset);
	return block;
}

static uint32_t nextoffset(uint32_t pool)
{
	struct pool_info info;

	ck_assert(heap_pool(&heap, 0, pool, &info));
	return info.nextoffset;
}

/* The six small scenarios, one after the other in one heap (configuration B). */
START_TEST(small_scenarios)
{
	addr p[8], a, b, c, d, e;

	begin("cpython-3.8", ARENAS_ALIGNED);
	for (uint32_t i = 0; i < 7; i++) /* S1: a full pool comes back to the front */
		p[i] = take(512, 0, 48 + 512 * i);
	p[7] = take(512, 1, 48);
	heap_free(&heap, p[3]);
	heap_free(&heap, p[1]);
	take(512, 0, 560);
	take(512, 0, 1584);
	take(512, 1, 560);

	a = take(100, 2, 48); /* S2: freed blocks are stacked on the look-ahead block */
	b = take(100, 2, 160);
	c = take(100, 2, 272);
	ck_assert_uint_eq(nextoffset(2), 496);
	heap_free(&heap, a);
	heap_free(&heap, c);
	c = take(100, 2, 272);
	a = take(100, 2, 48);
	d = take(100, 2, 384);

	heap_free(&heap, c); /* S3: an emptied pool keeps its list for the same class */
	heap_free(&heap, b);
	heap_free(&heap, a);
	heap_free(&heap, d);
	d = take(100, 2, 384);
	a = take(100, 2, 48);
	b = take(100, 2, 160);
	c = take(100, 2, 272);
	e = take(100, 2, 496);

	heap_free(&heap, a); /* S4: and is laid out anew for another */
	heap_free(&heap, b);
	heap_free(&heap, c);
	heap_free(&heap, d);
	heap_free(&heap, e);
	a = take(40, 2, 48);
	ck_assert_uint_eq(nextoffset(2), 144);
	take(40, 2, 96);

	a = take(112, 3, 48); /* S5: realloc */
	ck_assert_uint_eq(heap_realloc(&heap, a, 85), a);
	a = heap_realloc(&heap, a, 84);
	is_at(a, 0, 4, 48);
	ck_assert_uint_eq(heap_realloc(&heap, a, 96), a);
	a = heap_realloc(&heap, a, 97);
	is_at(a, 0, 3, 48);
	a = heap_realloc(&heap, a, 600);
	ck_assert(heap_is_system(a));
	ck_assert(heap_is_system(heap_realloc(&heap, a, 20)));
	a = take(60, 3, 48);
	ck_assert(heap_is_system(heap_realloc(&heap, a, 0)));
	ck_assert(heap_is_system(heap_malloc(&heap, 0)));

	a = take(200, 3, 48); /* S6: the most recently emptied pool first */
	b = take(300, 4, 48);
	heap_free(&heap, a);
	heap_free(&heap, b);
	take(400, 4, 48);
	take(400, 4, 448);
	take(480, 3, 48);
	end();
}
END_TEST

/* -- the long vector -------------------------------------------------------------- */

#define SLOTS 60000

static struct {
	addr block;
	uint64_t bytes;
} slots[SLOTS];

static uint64_t state, hash, served, raw;

static uint64_t next(void)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return state >> 33;
}

static uint64_t size(void)
{
	uint64_t q = next(), t = q >> 3;

	switch (q % 8) {
	case 0: return 1 + t % 16;
	case 1:
	case 2: return 1 + t % 64;
	case 3:
	case 4: return 24 + t % 100;
	case 5: return t % 513;
	case 6: return 56;
	default: return t % 640;
	}
}

static void note_value(uint32_t value)
{
	for (int i = 0; i < 4; i++) {
		hash = (hash ^ (value >> (8 * i) & 255)) * UINT64_C(1099511628211);
	}
}

static void note(addr block)
{
	struct place place = heap_place(&heap, block);
	bool ours = place.kind == PLACE_BLOCK;

	note_value(ours ? (uint32_t)place.slot : UINT32_MAX);
	note_value(ours ? place.pool : UINT32_MAX);
	note_value(ours ? place.offset : UINT32_MAX);
	served += ours;
	raw += !ours;
}

static void put(size_t k, addr block, uint64_t bytes)
{
	slots[k].block = block;
	slots[k].bytes = bytes;
	note(block);
}

static void drop(size_t k)
{
	heap_free(&heap, slots[k].block);
	slots[k].block = ADDR_NULL;
}

static void churn_occupied(size_t k)
{
	uint64_t r = next() % 10, n;

	if (r < 5) {
		drop(k);
	} else if (r <= 6) {
		n = r == 5 ? size() : slots[k].bytes * 3 / 4 + next() % 3;
		put(k, heap_realloc(&heap, slots[k].block, n), n);
	}
}

static void churn(unsigned times)
{
	while (times--) {
		size_t k = next() % SLOTS;

		if (slots[k].block) {
			churn_occupied(k);
		} else {
			uint64_t n = size();
			bool zeroed = next() % 5 == 0;

			put(k, zeroed ? heap_calloc(&heap, 1, n) : heap_malloc(&heap, n), n);
		}
	}
}

static void fill(void)
{
	for (size_t k = 0; k < SLOTS; k++) {
		if (!slots[k].block) {
			uint64_t n = size();

			put(k, heap_malloc(&heap, n), n);
		}
	}
}

static void drop_range(size_t from, size_t to)
{
	for (size_t k = from; k < to; k++)
		if (slots[k].block)
			drop(k);
}

static void ping_pong(void)
{
	static addr blocks[9000];

	for (int round = 0; round < 20; round++) {
		for (size_t i = 0; i < 9000; i++)
			note(blocks[i] = heap_malloc(&heap, 24));
		for (size_t i = 9000; i-- > 0;)
			heap_free(&heap, blocks[i]);
	}
}

static void run_phase(int phase)
{
	static const size_t groups[] = {3, 7, 1, 9, 0, 5};

	switch (phase) {
	case 0: fill(); break;
	case 1:
		for (size_t i = 0; i < 6; i++) {
			drop_range(6000 * groups[i], 6000 * (groups[i] + 1));
			churn(300);
		}
		break;
	case 2: churn(150000); break;
	case 3: fill(); break;
	case 4: drop_range(0, SLOTS); break;
	case 5: ping_pong(); break;
	default: churn(100000); break;
	}
}

struct phase_result {
	uint64_t obtained, returned, hash;
};

static const struct {
	uint64_t served, raw;
} notes_after[7] = {{58510, 1490},  {59314, 1515},  {135258, 3792}, {154902, 4333},
		    {154902, 4333}, {334902, 4333}, {399273, 6124}};

static const struct {
	const char *model;
	enum arena_placement placement;
	struct phase_result phases[7];
} vectors[] = {
	{"cpython-3.4", ARENAS_ALIGNED,
	 {{24, 0, 0x6328338e61523cc5}, {24, 1, 0xd5ebd80c5fb96611}, {24, 1, 0x78ea3c2f6fc18240},
	  {24, 1, 0x12f120eda88f5b52}, {24, 24, 0x12f120eda88f5b52}, {44, 44, 0x757cdb4757335502},
	  {59, 44, 0x251f17825e45b3dc}}},
	{"cpython-3.8", ARENAS_ALIGNED,
	 {{24, 0, 0x22731a2189132e25}, {24, 0, 0x3447a13cc6caa839}, {24, 0, 0xb3fd1bb13d9f06cb},
	  {24, 0, 0x0c07fbbfad735258}, {24, 24, 0x0c07fbbfad735258}, {64, 64, 0xe4c20cd832a13f98},
	  {79, 64, 0xf1f148a20738548a}}},
	{"cpython-3.9", ARENAS_ALIGNED,
	 {{24, 0, 0x22731a2189132e25}, {24, 0, 0x3447a13cc6caa839}, {24, 0, 0xb3fd1bb13d9f06cb},
	  {24, 0, 0x0c07fbbfad735258}, {24, 23, 0x0c07fbbfad735258}, {44, 43, 0x3a53aad41ac9318c},
	  {58, 43, 0x147e299c9633d0b2}}},
	{"cpython-3.11", ARENAS_ALIGNED,
	 {{6, 0, 0x98b9f80f5c6c23ae}, {6, 0, 0xa1b6157989477ae7}, {6, 0, 0x01dd0354fa80fb38},
	  {6, 0, 0x46f7411677628799}, {6, 5, 0x46f7411677628799}, {6, 5, 0x9921b50c1a25f4e9},
	  {9, 5, 0xd8ac963f53aa8bec}}},
	{"cpython-3.11", ARENAS_PAGE,
	 {{7, 0, 0x5cb8f647f9fcebb8}, {7, 0, 0x74014c1af4586ae6}, {7, 0, 0x816f815ae1b83cd6},
	  {7, 0, 0xb20e1ce3f59c900d}, {7, 6, 0xb20e1ce3f59c900d}, {7, 6, 0x1d845a47207efb4d},
	  {10, 6, 0xa303cb596911f576}}},
	/* 2 MiB arenas: only the last phase is known, from a verified model */
	{"cpython-3.15-hugepages", ARENAS_ALIGNED, {[6] = {4, 2, 0xf6de57fba011a2cc}}},
	{"cpython-3.15-hugepages", ARENAS_PAGE, {[6] = {4, 2, 0x0edc0f238c3e6ec8}}},
};

START_TEST(long_vector)
{
	const struct heap_control *control;

	begin(vectors[_i].model, vectors[_i].placement);
	control = heap.control;
	state = 1;
	hash = UINT64_C(14695981039346656037);
	served = raw = 0;
	memset(slots, 0, sizeof slots);
	for (int phase = 0; phase < 7; phase++) {
		const struct phase_result *expected = &vectors[_i].phases[phase];

		run_phase(phase);
		ck_assert_uint_eq(served, notes_after[phase].served);
		ck_assert_uint_eq(raw, notes_after[phase].raw);
		if (!expected->hash)
			continue;
		ck_assert_uint_eq(control->ntimes_arena_allocated, expected->obtained);
		ck_assert_uint_eq(control->ntimes_arena_allocated -
					  control->narenas_currently_allocated,
				  expected->returned);
		ck_assert_uint_eq(hash, expected->hash);
	}
	end();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("vectors");
	TCase *tcase = tcase_create("vectors");

	tcase_set_timeout(tcase, 30);
	tcase_add_test(tcase, small_scenarios);
	tcase_add_loop_test(tcase, long_vector, 0, (int)(sizeof vectors / sizeof *vectors));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
