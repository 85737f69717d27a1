/*
 * heap.c - random programs against a plain map of who owns which bytes.
 *
 * Whatever the model, the placement and the mix: no block is handed out twice or overlaps
 * another, each lies where its class and alignment say, contents survive until they
 * are freed, realloc takes them along, and the heap stays sound.  Then everything is undone.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "chance.h"
#include "lab.h"
#include "scale.h"
#include "suite.h"

#define BLOCKS_MOST 12000
#define UNIT 8 /* bytes of heap that one entry of the map stands for */
#define STORE_BYTES (UINT64_C(64) << 20)
#define STORE_LITTLE (UINT64_C(16) << 20) /* to look at every byte */
/* Two millions for each model, in six mixes and two placements. */
#define TURNS (IS_CHECKED_BUILD ? 15000 : 170000)
#define TOY_CHECK 1   /* operations between two checks of the whole heap, at toy size */
#define CHECK 20000   /* ... and otherwise */

struct live {
	addr block;
	uint64_t bytes; /* asked for */
	uint64_t size;  /* of the block; 0 = the system's.  Stays when a realloc does not move it */
	uint64_t seed;  /* of its contents */
};

static struct lab lab;
static struct heap *const heap = &lab.heap;
static struct chance chance;

static struct {
	struct live items[BLOCKS_MOST];
	size_t count, most;
	bool *taken;     /* of each unit from the first arena on */
	uint64_t system; /* blocks that the system gave */
} shadow;

/* -- the mixes: sizes, and how much lives ------------------------------ */

enum mix { CHURN, SMALL, EDGES, PHASES, TIDES, RESIZING, MIXES };

static uint64_t size_in(enum mix mix, uint64_t turn)
{
	uint64_t threshold = heap->threshold;

	switch (mix) {
	case SMALL: return 1 + chance_below(&chance, 48);
	case EDGES: /* around the borders of classes */
		return 8 * chance_below(&chance, threshold / 8 + 1) + chance_below(&chance, 3);
	case PHASES: /* one class after another, so that pools change theirs */
		return 1 + (turn / 2000 * 37 + chance_below(&chance, 40)) % threshold;
	case CHURN:
	case TIDES:
	case RESIZING:
	case MIXES: break;
	}
	return chance_below(&chance, threshold + 40);
}

static bool wants_more(enum mix mix, uint64_t turn)
{
	bool flood = turn / 6000 % 2 == 0;

	if (shadow.count == 0)
		return true;
	if (shadow.count == shadow.most)
		return false;
	if (mix == TIDES || mix == PHASES)
		return chance_one_in(&chance, 4) ? chance_one_in(&chance, 2) : flood;
	return chance_one_in(&chance, 2);
}

/* -- the map ----------------------------------------------------------- */

static uint64_t block_size(uint64_t bytes)
{
	return model_block_size(heap->model, model_szidx(heap->model, bytes));
}

static bool *taken_at(addr block)
{
	uint64_t unit = (block - heap->first_pool) / UNIT;

	must(unit < heap->slot_capacity * (heap->arena_size / UNIT), "beyond the map");
	return &shadow.taken[unit];
}

static void enter(const struct live *live)
{
	bool *taken = taken_at(live->block);

	for (uint64_t i = 0; i < live->size / UNIT; i++) {
		must(!taken[i], "%" PRIaddr " overlaps a block that lives", live->block);
		taken[i] = true;
	}
}

static void leave(const struct live *live)
{
	memset(taken_at(live->block), 0, live->size / UNIT);
}

/* -- contents: the bytes that a seed stands for ------------------------ */

#define CONTENTS 65536 /* places in the noise where contents begin */
#define LARGEST 520

static unsigned char noise[CONTENTS + LARGEST];

static void make_noise(void)
{
	struct chance own = {1};

	for (size_t i = 0; i < sizeof noise / 8; i++) {
		uint64_t word = chance_next(&own);

		memcpy(noise + 8 * i, &word, 8);
	}
}

static const unsigned char *contents(uint64_t seed)
{
	return noise + seed % CONTENTS;
}

static void fill(const struct live *live)
{
	if (heap_owns(heap, live->block))
		heap_write(heap, live->block, contents(live->seed), live->bytes);
}

static void is_filled(addr block, uint64_t seed, uint64_t count)
{
	if (heap_owns(heap, block))
		must(memcmp(contents(seed), lab_bytes(&lab, block), count) == 0,
		     "contents of %" PRIaddr, block);
}

/* -- what a block must be like ----------------------------------------- */

static void is_placed_right(addr block, uint64_t bytes)
{
	struct place place = heap_place(heap, block);
	uint64_t size = block_size(bytes);
	struct pool_info pool;

	must(place.kind == PLACE_BLOCK, "%" PRIaddr " lies in no pool", block);
	must(heap_pool(heap, place.slot, place.pool, &pool), "no such pool");
	must(block % (UINT64_C(1) << heap->alignment_shift) == 0, "alignment");
	must(place.offset >= POOL_OVERHEAD && (place.offset - POOL_OVERHEAD) % size == 0,
	     "not on a block's border: %u", place.offset);
	must(place.offset + size <= heap->pool_size, "beyond the pool");
	must(pool.block_size == size, "in a pool of %u-byte blocks", pool.block_size);
	must(pool.used > 0 && pool.used <= pool.capacity, "%u in use", pool.used);
	must(place.offset < pool.nextoffset, "beyond nextoffset");
}

static bool is_served(uint64_t bytes)
{
	return bytes >= 1 && bytes <= heap->threshold;
}

static void receive(struct live *live, addr block, uint64_t bytes)
{
	*live = (struct live){.block = block, .bytes = bytes, .seed = chance_next(&chance)};
	must(heap_owns(heap, block) == is_served(bytes), "%u bytes served by the wrong side",
	     (unsigned)bytes);
	if (!heap_owns(heap, block)) {
		must(heap_is_system(block), "nobody's block");
		shadow.system++;
		return;
	}
	is_placed_right(block, bytes);
	live->size = block_size(bytes);
	enter(live);
	fill(live);
}

/* -- the operations ---------------------------------------------------- */

static void do_malloc(uint64_t bytes)
{
	struct live *live = &shadow.items[shadow.count++];

	receive(live, heap_malloc(heap, bytes), bytes);
}

static void do_calloc(uint64_t bytes)
{
	static const unsigned char zeros[600];
	struct live *live = &shadow.items[shadow.count++];
	uint64_t count = 1 + chance_below(&chance, 4);
	addr block = heap_calloc(heap, count, bytes / count);

	bytes = bytes / count * count;
	if (heap_owns(heap, block))
		must(memcmp(lab_bytes(&lab, block), zeros, bytes) == 0, "not zero");
	receive(live, block, bytes);
}

static void do_free(size_t i)
{
	struct live live = shadow.items[i];

	shadow.items[i] = shadow.items[--shadow.count];
	is_filled(live.block, live.seed, live.bytes);
	shadow.system -= heap_is_system(live.block);
	if (live.size)
		leave(&live);
	heap_free(heap, live.block);
}

/* A system block stays one whatever its size. */
static void resize_system(struct live *live, uint64_t bytes)
{
	must(heap_realloc(heap, live->block, bytes) == live->block, "a system block moved");
	live->bytes = bytes;
}

static void resize_ours(struct live *live, uint64_t bytes)
{
	struct live old = *live;
	bool stays = bytes >= 1 && bytes <= old.size && 4 * bytes > 3 * old.size;
	addr block = heap_realloc(heap, old.block, bytes);

	must((block == old.block) == stays, "%u bytes from a block of %u", (unsigned)bytes,
	     (unsigned)old.size);
	is_filled(block, old.seed, bytes < old.bytes ? bytes : old.bytes);
	if (!stays) {
		receive(live, block, bytes); /* while the old one's bytes are still in the way: */
		leave(&old);                 /* it was freed last */
		return;
	}
	live->bytes = bytes;
	fill(live);
}

static void do_realloc(size_t i, uint64_t bytes)
{
	struct live *live = &shadow.items[i];

	is_filled(live->block, live->seed, live->bytes);
	if (heap_owns(heap, live->block))
		resize_ours(live, bytes);
	else
		resize_system(live, bytes);
}

static void operate(enum mix mix, uint64_t turn)
{
	uint64_t bytes = size_in(mix, turn);

	if (shadow.count && chance_one_in(&chance, mix == RESIZING ? 2 : 8))
		do_realloc(chance_below(&chance, shadow.count), bytes);
	else if (!wants_more(mix, turn))
		do_free(chance_one_in(&chance, 4) ? shadow.count - 1
						  : chance_below(&chance, shadow.count));
	else if (chance_one_in(&chance, 5))
		do_calloc(bytes);
	else
		do_malloc(bytes);
}

/* -- runs -------------------------------------------------------------- */

static bool is_toy(void)
{
	return heap->pool_size == 256;
}

/* [variant]: the model and the placement. */
static void begin(int variant, uint64_t seed, size_t most, uint64_t bytes)
{
	struct heap_options options = {.model = model_at((size_t)variant / 2),
				       .placement = variant % 2 ? ARENAS_PAGE : ARENAS_ALIGNED};

	lab_open_in(&lab, bytes, &options);
	chance = (struct chance){seed};
	shadow.count = shadow.system = 0;
	shadow.most = is_toy() ? 90 : most;
	shadow.taken = mem_zero(heap->slot_capacity * (heap->arena_size / UNIT), sizeof(bool));
}

static void end(void)
{
	free(shadow.taken);
	lab_close(&lab);
}

static void counts_are_right(void)
{
	struct heap_totals totals;

	heap_sum(heap, &totals);
	must(totals.blocks + shadow.system == shadow.count, "%u blocks and %u of the system",
	     (unsigned)totals.blocks, (unsigned)shadow.system);
	must(heap->control->raw_allocated_blocks == shadow.system, "raw_allocated_blocks");
}

START_TEST(blocks_never_overlap)
{
	int variant = _i / MIXES;
	enum mix mix = (enum mix)(_i % MIXES);
	uint64_t turns, every;

	begin(variant, (uint64_t)_i, mix == SMALL ? 12000 : 6000, STORE_BYTES);
	turns = TURNS;
	every = is_toy() ? TOY_CHECK : CHECK;
	for (uint64_t turn = 0; turn < turns; turn++) {
		operate(mix, turn);
		if (turn % every == 0)
			lab_is_sound(&lab);
		if (turn % (turns / 4) == 0)
			counts_are_right();
	}
	lab_is_sound(&lab);
	while (shadow.count)
		do_free(chance_below(&chance, shadow.count));
	lab_is_sound(&lab);
	counts_are_right();
	ck_assert_uint_eq(heap->control->narenas_currently_allocated,
			  heap->model->keep_last_arena && heap->control->ntimes_arena_allocated);
	end();
}
END_TEST

/* -- undo -------------------------------------------------------------- */

#define CHUNKS 30
#define CHUNK 700

/* Recorded from the beginning, undone in chunks back to the empty heap, done again. */
START_TEST(everything_can_be_undone)
{
	int variant = _i / MIXES;
	uint64_t at[CHUNKS + 1], hash[CHUNKS + 1];
	struct journal *journal;

	begin(variant, (uint64_t)_i, 1500, STORE_LITTLE);
	lab_watch(&lab, 21, 19);
	journal = lab.log.journal;
	for (int chunk = 0; chunk <= CHUNKS; chunk++) {
		at[chunk] = journal->write_end;
		hash[chunk] = lab_hash(&lab);
		for (uint64_t i = 0; chunk < CHUNKS && i < CHUNK; i++)
			operate((enum mix)(_i % MIXES), (uint64_t)chunk * CHUNK + i);
	}
	ck_assert(journal_keeps(journal, 0, 0));
	for (int chunk = CHUNKS; chunk-- > 0;) {
		journal_go(journal, &lab.store, at[chunk]);
		must(lab_hash(&lab) == hash[chunk], "back to chunk %d", chunk);
		lab_is_sound(&lab);
	}
	must(heap->control->maxarenas == 0, "there are still arenas");
	for (int chunk = 1; chunk <= CHUNKS; chunk++) {
		journal_go(journal, &lab.store, at[chunk]);
		must(lab_hash(&lab) == hash[chunk], "forward to chunk %d", chunk);
	}
	ck_assert_uint_eq(lab_hash(&lab), lab_hash_all(&lab)); /* nothing is left elsewhere */
	heap_watch(heap, NULL);
	while (shadow.count) /* and it goes on from here as if nothing had been */
		do_free(chance_below(&chance, shadow.count));
	lab_is_sound(&lab);
	end();
}
END_TEST

/* -- in the middle of operations --------------------------------------- */

/* Between steps one pool and one arena may be on their way; nothing else is out of order. */
static void every_step_is_sound(uint64_t from_step)
{
	struct journal *journal = lab.log.journal;
	uint64_t end = journal->write_end;

	for (uint64_t step = from_step; step < journal->step_end; step++) {
		struct findings findings = {0};

		journal_go(journal, &lab.store, journal_step(journal, step)->first_write);
		must(heap_check(heap, CHECK_STEP, &findings), "%s before step %s",
		     finding_name(findings.items[0].kind),
		     step_name((enum step_kind)journal_step(journal, step)->kind));
	}
	journal_go(journal, &lab.store, end);
}

START_TEST(sound_between_all_steps)
{
	int variant = _i / MIXES;
	uint64_t turns = (uint64_t)scaled(800);

	begin(variant, (uint64_t)_i, 300, STORE_LITTLE);
	turns = is_toy() ? 5 * turns : turns;
	lab_watch(&lab, 19, 12);
	for (uint64_t turn = 0; turn < turns; turn++) {
		uint64_t step = lab.log.journal->step_end;

		operate((enum mix)(_i % MIXES), turn);
		every_step_is_sound(step);
	}
	end();
}
END_TEST

static int runs(void)
{
	int count = 0;

	while (model_at((size_t)count))
		count++;
	return 2 * count * MIXES;
}

int main(void)
{
	Suite *suite = suite_create("heap");
	TCase *tcase = tcase_create("heap");

	make_noise();
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, blocks_never_overlap, 0, runs());
	tcase_add_loop_test(tcase, everything_can_be_undone, 0, runs());
	tcase_add_loop_test(tcase, sound_between_all_steps, 0, runs());
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
