/*
 * corrupt.c - heaps that their program has destroyed: garbage in links and pool headers.
 *
 * The engine may hand out nonsense, as CPython would, and it may stop in a crash of
 * the simulated process; it never crashes or hangs itself, what looks at the heap ends,
 * everything can be undone, and nothing is written where images do not look.
 */
#include <check.h>
#include <string.h>

#include "base/str.h"
#include "chance.h"
#include "heap/internal.h"
#include "lab.h"
#include "scale.h"
#include "suite.h"

#define ROUNDS_MOST 300
#define NAMES 60
#define WRITE_BITS 19
#define STEP_BITS 16

static struct lab lab;
static struct heap *const heap = &lab.heap;
static struct chance chance;
static addr names[NAMES];

static void teardown(void)
{
	if (lab.store.memory)
		lab_close(&lab);
}

/* The world notes a misuse before it is done; builds that check at every step then do not. */
static void confess(void)
{
	heap_note_misuse(heap, FINDING_WRITE_AFTER_FREE, ADDR_NULL);
}

/* -- one step of a program that knows nothing -------------------------- */

static void act(void)
{
	addr *name = &names[chance_pick(&chance, NAMES)];
	uint64_t bytes = chance_below(&chance, heap->threshold + 9);

	if (!*name)
		*name = chance_one_in(&chance, 4) ? heap_calloc(heap, 1, bytes)
						  : heap_malloc(heap, bytes);
	else if (chance_one_in(&chance, 3))
		*name = heap_realloc(heap, *name, bytes);
	else {
		heap_free(heap, *name);
		*name = ADDR_NULL;
	}
}

/* -- corruption -------------------------------------------------------- */

static addr some_pool(void)
{
	struct arena_info arena;
	uint64_t slot = chance_below(&chance, heap->control->maxarenas);

	for (int i = 0; i < 100; i++, slot = (slot + 1) % heap->control->maxarenas)
		if (heap_arena(heap, slot, &arena) && arena.address && arena.carved)
			return arena.first_pool +
			       (uint64_t)chance_pick(&chance, arena.carved) * heap->pool_size;
	return ADDR_NULL;
}

/* What a pointer can be that should not be there. */
static uint64_t garbage(void)
{
	addr pool = some_pool();

	switch (chance_pick(&chance, 14)) {
	case 0: return chance_next(&chance);
	case 1: return 0;
	case 2: return chance_below(&chance, 1000);
	case 3: return pool;
	case 4: return pool + 8 * chance_below(&chance, heap->pool_size / 8);
	case 5: return pool + chance_below(&chance, heap->pool_size);
	case 6:
		return usedpools_header(heap, chance_pick(&chance, model_classes(heap->model)));
	case 7:
		return usedpools_header(heap, 0) + 8 * chance_below(&chance, 150);
	case 8: return heap->first_pool + 8 * chance_below(&chance, heap->arena_size);
	case 9: return (pool | (heap->arena_size - 1)) - 7; /* the last word around an arena */
	case 10: return SYSTEM_BASE + 16 * chance_below(&chance, 10);
	case 11: return heap->store->base + 8 * chance_below(&chance, heap->store->size / 8);
	case 12: return heap->store->base + heap->store->size - 8;
	default: return UINT64_C(0x4141414141414141);
	}
}

static void overwrite(void)
{
	addr pool = some_pool(), where;
	uint64_t value = garbage();

	if (!pool)
		return;
	if (chance_one_in(&chance, 3)) /* somewhere in the blocks: perhaps a link */
		where = pool + 8 * chance_below(&chance, heap->pool_size / 8);
	else
		where = pool + 8 * chance_below(&chance, POOL_OVERHEAD / 8);
	if (chance_one_in(&chance, 4))
		where += 4; /* half of one word, half of the next */
	heap_write(heap, where, &value, chance_one_in(&chance, 5) ? 4 : 8);
}

/* -- everything that looks --------------------------------------------- */

static void look_at_pools(uint64_t slot)
{
	static addr list[4096];
	struct findings findings = {0};
	struct pool_info pool;

	for (uint32_t i = 0; heap_pool(heap, slot, i, &pool); i++) {
		must(heap_free_list(heap, &pool, list, 4096) <= 4096, "free list");
		heap_check_pool(heap, slot, i, &findings);
		if (pool.state == POOL_VIRGIN)
			break;
	}
	if (heap->arenas[slot].address)
		must(heap_freepools(heap, slot, list, 300) <= 300, "freepools");
}

static void look_at_words(void)
{
	const struct journal *journal = lab.log.journal;
	char buffer[300];

	for (uint64_t i = journal->step_end - (journal->step_end < 4 ? journal->step_end : 4);
	     i < journal->step_end; i++) {
		struct str text = str_init(buffer, sizeof buffer);

		step_sentence(heap, journal_step(journal, i), i & 1, &text);
		must(!text.cut && text.length > 0, "'%s'", buffer);
	}
}

static void look(void)
{
	static addr list[4096];
	struct findings findings = {0};
	struct heap_totals totals;
	char buffer[300];

	heap_check(heap, CHECK_REST, &findings);
	for (size_t i = 0; i < findings.count; i++) {
		struct str text = str_init(buffer, sizeof buffer);

		finding_sentence(heap, &findings.items[i], i & 1, &text);
		must(!text.cut && text.length > 0, "'%s'", buffer);
	}
	heap_check(heap, CHECK_STEP, &findings);
	heap_sum(heap, &totals);
	for (uint32_t c = 0; c < model_classes(heap->model); c++)
		must(heap_usedpools(heap, c, list, 4096) <= 4096, "usedpools");
	must(heap_usable_arenas(heap, list, 4096) <= heap->control->maxarenas, "usable_arenas");
	must(heap_unused_arenas(heap, list, 4096) <= heap->control->maxarenas, "unused");
	for (uint64_t slot = 0; slot < heap->control->maxarenas; slot++)
		look_at_pools(slot);
	look_at_words();
}

/* -- many of them ------------------------------------------------------ */

static void destroy_and_go_on(int round)
{
	int writes = 1 + (int)chance_pick(&chance, 4);
	int operations = 20 + (int)chance_pick(&chance, 200);

	for (int i = 0; i < operations && !heap_crashed(heap); i++) {
		if (i < writes || chance_one_in(&chance, 60))
			overwrite();
		else
			act();
		if (i % 8 == 0)
			look();
	}
	look();
	must(!heap_crashed(heap) || step_seen(&lab.log, STEP_CRASH), "round %d: a crash unseen",
	     round);
}

/* Most at toy size, where little space is between one structure and the next. */
static int rounds(int variant)
{
	return scaled(model_at((size_t)variant / 2)->pool_size == 256 ? ROUNDS_MOST : ROUNDS_MOST / 10);
}

/* Room for four arenas, or 64 of the toy's: all of it is looked at in each round. */
static uint64_t store_bytes(const struct heap_options *options)
{
	uint64_t arenas = options->model->pool_size == 256 ? 64 : 4;

	return heap_first_pool(options->model, options->placement, 4 * LAB_SMALL) +
	       arenas * options->model->arena_size;
}

static void open_destroyed(int variant, int round)
{
	struct heap_options options = {.model = model_at((size_t)variant / 2),
				       .placement = variant % 2 ? ARENAS_PAGE : ARENAS_ALIGNED,
				       .arena_limit = round % 5 == 0 ? 3 : 0};
	int operations;

	chance = (struct chance){(uint64_t)(variant * ROUNDS_MOST + round)};
	lab_open_in(&lab, store_bytes(&options), &options);
	memset(names, 0, sizeof names);
	operations = 1 + (int)chance_pick(&chance, 400);
	names[0] = heap_malloc(heap, 16);
	for (int i = 0; i < operations; i++)
		act();
	lab_is_sound(&lab);
	confess();
}

/* Images and hashes see what heap_ranges says: nothing may be anywhere else. */
static void stays_inside_in(int round)
{
	must(lab_hash(&lab) == lab_hash_all(&lab), "round %d: bytes outside the ranges", round);
}

static void is_undone(int round, uint64_t before)
{
	if (!journal_keeps(lab.log.journal, 0, 0))
		return;
	journal_go(lab.log.journal, &lab.store, 0);
	must(lab_hash(&lab) == before, "round %d: not as it was", round);
	must(!heap_crashed(heap), "round %d: still crashed", round);
	lab_is_sound(&lab);
}

START_TEST(it_ends_stays_inside_and_can_be_undone)
{
	for (int round = 0; round < rounds(_i); round++) {
		uint64_t before;

		open_destroyed(_i, round);
		stays_inside_in(round);
		before = lab_hash(&lab);
		lab_watch(&lab, WRITE_BITS, STEP_BITS);
		destroy_and_go_on(round);
		stays_inside_in(round);
		is_undone(round, before);
		lab_close(&lab);
		lab.store.memory = NULL;
	}
}
END_TEST

/* -- the same, each case by itself ------------------------------------- */

static void stays_inside(void)
{
	ck_assert_uint_eq(lab_hash(&lab), lab_hash_all(&lab));
}

static void open_toy(void)
{
	struct heap_options options = {.model = model_find("toy")};

	lab_open_in(&lab, LAB_SMALL, &options);
	lab_watch(&lab, 12, 12);
	confess();
}

/* A program writes past its pool, into one that has not been carved. */
START_TEST(a_write_into_a_virgin_pool)
{
	addr block;

	open_toy();
	block = heap_malloc(heap, 16);
	heap_write(heap, block + 512, "beyond", 6);
	ck_assert_uint_eq(heap_crashed(heap), ADDR_NULL);
	stays_inside();
}
END_TEST

/* What it wrote there is gone when the arena goes back to the system. */
START_TEST(a_released_arena_is_zero_everywhere)
{
	static const unsigned char zeros[1024];
	addr block;

	open_toy();
	block = heap_malloc(heap, 16);
	heap_write(heap, block + 512, "beyond", 6);
	heap_free(heap, block);
	ck_assert_int_eq(lab_arena(&lab, 0).state, ARENA_UNUSED);
	ck_assert_mem_eq(lab_bytes(&lab, heap->first_pool), zeros, 1024);
}
END_TEST

/* The free list is made to lead to the arena's last word; what is handed out there is
 * 8 bytes long, whatever was asked for. */
static void make_next_block_the_arenas_last_word(void)
{
	addr last = heap->first_pool + heap->arena_size - 8;
	addr a = heap_malloc(heap, 64);

	heap_malloc(heap, 64);
	heap_free(heap, a);
	heap_write(heap, a, &last, 8);
	ck_assert_uint_eq(heap_malloc(heap, 64), a);
}

START_TEST(calloc_at_the_end_of_an_arena)
{
	open_toy();
	make_next_block_the_arenas_last_word();
	heap_calloc(heap, 1, 64); /* crash or not: it must not touch the next arena's place */
	stays_inside();
}
END_TEST

START_TEST(realloc_into_the_end_of_an_arena)
{
	addr block;

	open_toy();
	block = heap_malloc(heap, 40);
	heap_write(heap, block, "0123456789012345678901234567890123456789", 40);
	make_next_block_the_arenas_last_word();
	heap_realloc(heap, block, 60);
	stays_inside();
}
END_TEST

/* The same in the last arena that the store holds: beyond it is memory of ours. */
START_TEST(realloc_out_of_the_end_of_the_store)
{
	struct heap_options options = {.model = model_find("toy")};
	addr block, last, link;

	lab_open_in(&lab, LAB_SMALL, &options);
	confess();
	while (heap_owns(heap, block = heap_malloc(heap, 96)))
		last = block;
	last = heap_address(heap, heap->slot_capacity - 1, 3, 48);
	link = heap->store->base + heap->store->size - 8;
	heap_free(heap, last);
	heap_free(heap, last + 96);
	block = heap_malloc(heap, 64); /* in the last pool of all, now for blocks of 64 */
	heap_write(heap, block + 64, &link, 8);
	heap_malloc(heap, 64);
	block = heap_malloc(heap, 64);
	if (!heap_crashed(heap) && block == link)
		heap_realloc(heap, block, 40);
	stays_inside();
}
END_TEST

/* Free of an address in the slack before an arena's first pool: its pool would begin before
 * the arena. */
START_TEST(free_in_the_slack_of_an_arena)
{
	struct heap_options options = {.model = model_find("cpython-3.11"),
				       .placement = ARENAS_PAGE};

	lab_open_in(&lab, 4 * LAB_SMALL, &options);
	confess();
	heap_malloc(heap, 16);
	heap_free(heap, lab_arena(&lab, 0).address + 64);
	stays_inside();
}
END_TEST

/* A pool's header names another arena; that arena goes back with the pool still in use. */
START_TEST(a_pool_of_an_arena_that_went_back)
{
	uint32_t one = 1;
	addr a, b;

	open_toy();
	for (int i = 0; i < 6; i++)
		heap_malloc(heap, 96); /* arena 0: pools 0 to 2 */
	a = heap_malloc(heap, 64);     /* and 3 */
	b = heap_malloc(heap, 32);     /* arena 1 */
	for (int i = 0; i < 3; i++)
		heap_malloc(heap, 16 * (uint64_t)(3 + i % 2)); /* more pools of arena 1 */
	heap_write(heap, (a & heap->pool_mask) + 32, &one, 4);
	heap_free(heap, a);            /* pool 0:3 goes to arena 1, which loses count */
	for (int i = 0; i < 20 && !heap_crashed(heap); i++) {
		heap_free(heap, b);
		b = heap_malloc(heap, 32 + 16 * (uint64_t)(i % 4));
	}
	stays_inside();
}
END_TEST

/* Free pools are found through nextpool: made to lead into a pool, at the arena's end. */
START_TEST(a_free_pool_that_is_none)
{
	addr a, end;

	open_toy();
	heap_malloc(heap, 16);
	a = heap_malloc(heap, 32);
	heap_free(heap, a);
	end = heap->first_pool + heap->arena_size - 48;
	heap_write(heap, (a & heap->pool_mask) + 16, &end, 8);
	for (int i = 0; i < 6 && !heap_crashed(heap); i++)
		heap_malloc(heap, 32 + 16 * (uint64_t)i);
	look();
	stays_inside();
}
END_TEST

/* ... or to the header of a list: what is set up there would be the table of lists itself. */
START_TEST(a_free_pool_that_is_a_list_header)
{
	addr a, header;

	open_toy();
	heap_malloc(heap, 16);
	a = heap_malloc(heap, 32);
	header = usedpools_header(heap, 3);
	heap_free(heap, a);
	heap_write(heap, (a & heap->pool_mask) + 16, &header, 8);
	for (int i = 0; i < 6 && !heap_crashed(heap); i++)
		heap_malloc(heap, 32 + 16 * (uint64_t)i);
	ck_assert_uint_eq(heap_crashed(heap), header);
	look();
	stays_inside();
}
END_TEST

static int variants(void)
{
	int count = 0;

	while (model_at((size_t)count))
		count++;
	return 2 * count;
}

static void add_cases(Suite *suite)
{
	TCase *tcase = tcase_create("cases");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, NULL, teardown);
	tcase_add_test(tcase, a_write_into_a_virgin_pool);
	tcase_add_test(tcase, a_released_arena_is_zero_everywhere);
	tcase_add_test(tcase, calloc_at_the_end_of_an_arena);
	tcase_add_test(tcase, realloc_into_the_end_of_an_arena);
	tcase_add_test(tcase, realloc_out_of_the_end_of_the_store);
	tcase_add_test(tcase, free_in_the_slack_of_an_arena);
	tcase_add_test(tcase, a_pool_of_an_arena_that_went_back);
	tcase_add_test(tcase, a_free_pool_that_is_none);
	tcase_add_test(tcase, a_free_pool_that_is_a_list_header);
	suite_add_tcase(suite, tcase);
}

int main(void)
{
	Suite *suite = suite_create("corrupt");
	TCase *tcase = tcase_create("many");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, NULL, teardown);
	tcase_add_loop_test(tcase, it_ends_stays_inside_and_can_be_undone, 0, variants());
	suite_add_tcase(suite, tcase);
	add_cases(suite);
	return suite_run(suite);
}
