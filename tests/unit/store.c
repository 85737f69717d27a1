/*
 * store.c - the write barrier, the journal and images: whatever was written can be taken back,
 * bit by bit, and an image brings back exactly what it was taken of.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "chance.h"
#include "must.h"
#include "store/image.h"
#include "store/store.h"
#include "suite.h"

#define BASE UINT64_C(0x7f0000000000)
#define BYTES (UINT64_C(2) << 20)
#define WORDS (BYTES / 8)

#define SPAN 4096 /* bytes that random writes fall into */

static struct store store;
static unsigned char plain[SPAN]; /* the same in an array */
static struct chance chance;

static void setup(void)
{
	ck_assert(store_init(&store, BASE, BYTES, BYTES));
	chance = (struct chance){1};
	memset(plain, 0, sizeof plain);
}

static void teardown(void)
{
	journal_destroy(store.journal);
	store_fini(&store);
}

static uint64_t *word_at(uint64_t word)
{
	return store_at(&store, BASE + 8 * word);
}

static void set(uint64_t word, uint64_t value)
{
	store_set(&store, word_at(word), value);
}

/* -- the store --------------------------------------------------------- */

START_TEST(addresses_and_memory)
{
	ck_assert(store_has(&store, BASE, 1));
	ck_assert(store_has(&store, BASE, BYTES));
	ck_assert(store_has(&store, BASE + BYTES, 0));
	ck_assert(!store_has(&store, BASE + BYTES, 1));
	ck_assert(!store_has(&store, BASE, BYTES + 1));
	ck_assert(!store_has(&store, BASE - 1, 1));
	ck_assert(!store_has(&store, 0, 8));
	ck_assert(!store_has(&store, UINT64_MAX, 8));
	ck_assert(!store_has(&store, BASE + 8, UINT64_MAX));
	ck_assert_ptr_eq(store_at(&store, BASE), store.memory);
	ck_assert_ptr_eq(store_at(&store, BASE + BYTES - 8), store.memory + BYTES - 8);
	ck_assert_uint_eq(store_addr(&store, store.memory + 4096), BASE + 4096);
}
END_TEST

START_TEST(takes_less_where_the_system_refuses)
{
	struct store large;

	/* No machine has 2^62 bytes of address space for one program. */
	ck_assert(store_init(&large, BASE, UINT64_C(1) << 62, BYTES));
	ck_assert_uint_ge(large.size, BYTES);
	ck_assert_uint_eq(large.size % BYTES, 0);
	store_fini(&large);
	ck_assert(!store_init(&large, BASE, UINT64_C(1) << 62, UINT64_C(1) << 61));
	store_fini(&store); /* twice is harmless */
	ck_assert_ptr_null(store.memory);
}
END_TEST

/* -- the write barrier ------------------------------------------------- */

START_TEST(without_a_journal_a_write_is_a_write)
{
	uint32_t halves[2];

	set(5, 7);
	ck_assert_uint_eq(*word_at(5), 7);
	store_set_half(&store, (uint32_t *)word_at(6), 1);
	store_set_half(&store, (uint32_t *)word_at(6) + 1, 2);
	memcpy(halves, word_at(6), 8);
	ck_assert_uint_eq(halves[0], 1);
	ck_assert_uint_eq(halves[1], 2);
}
END_TEST

START_TEST(the_journal_sees_the_word_before)
{
	store.journal = journal_new(4, 4);
	set(5, 7);
	set(5, 7); /* nothing changes: nothing to note */
	set(5, 9);
	store_set_half(&store, (uint32_t *)word_at(6) + 1, 2);
	store_set_half(&store, (uint32_t *)word_at(6) + 1, 2);
	ck_assert_uint_eq(store.journal->write_end, 3);
	ck_assert_uint_eq(journal_write(store.journal, 0)->word, 5);
	ck_assert_uint_eq(journal_write(store.journal, 0)->other, 0);
	ck_assert_uint_eq(journal_write(store.journal, 1)->word, 5);
	ck_assert_uint_eq(journal_write(store.journal, 1)->other, 7);
	ck_assert_uint_eq(journal_write(store.journal, 2)->word, 6);
	ck_assert_uint_eq(journal_write(store.journal, 2)->other, 0);
}
END_TEST

START_TEST(a_copy_notes_only_words_that_change)
{
	static const unsigned char bytes[24] = "abcdefghijklmnopqrstuvw";

	store.journal = journal_new(8, 4);
	store_write(&store, BASE + 80, bytes, 24);
	ck_assert_uint_eq(store.journal->write_end, 3);
	store_write(&store, BASE + 80, bytes, 24);
	ck_assert_uint_eq(store.journal->write_end, 3);
	store_write(&store, BASE + 95, "XY", 2); /* bytes 15 and 16 of the text: two words */
	ck_assert_uint_eq(store.journal->write_end, 5);
	ck_assert_uint_eq(journal_write(store.journal, 3)->word, 11);
	ck_assert_uint_eq(journal_write(store.journal, 4)->word, 12);
	store_write(&store, BASE + 80, bytes, 0);
	store_copy(&store, BASE + 80, BASE + 80, 24);
	ck_assert_uint_eq(store.journal->write_end, 5);
	store_clear(&store, BASE + 80, 32); /* the fourth word is zero already */
	ck_assert_uint_eq(store.journal->write_end, 8);
}
END_TEST

/* -- everything against a plain array ---------------------------------- */

static void write_somewhere(void)
{
	unsigned char bytes[200];
	uint64_t count = chance_below(&chance, sizeof bytes + 1);
	uint64_t to = chance_below(&chance, SPAN - count);

	for (uint64_t i = 0; i < count; i++)
		bytes[i] = (unsigned char)(chance_one_in(&chance, 3) ? 0 : chance_next(&chance));
	memcpy(plain + to, bytes, count);
	store_write(&store, BASE + to, bytes, count);
}

static void copy_somewhere(void)
{
	uint64_t count = chance_below(&chance, 300);
	uint64_t to = chance_below(&chance, SPAN - count);
	uint64_t from = chance_below(&chance, SPAN - count);

	memmove(plain + to, plain + from, count);
	store_copy(&store, BASE + to, BASE + from, count);
}

static void clear_somewhere(void)
{
	uint64_t count = 8 * chance_below(&chance, 40);
	uint64_t to = 8 * chance_below(&chance, (SPAN - count) / 8);

	memset(plain + to, 0, count);
	store_clear(&store, BASE + to, count);
}

static void set_somewhere(void)
{
	uint64_t word = chance_below(&chance, SPAN / 8), value = chance_next(&chance);

	memcpy(plain + 8 * word, &value, 8);
	set(word, value);
}

static void set_half_somewhere(void)
{
	uint64_t half = chance_below(&chance, SPAN / 4);
	uint32_t value = chance_pick(&chance, 1000);

	memcpy(plain + 4 * half, &value, 4);
	store_set_half(&store, (uint32_t *)(void *)(store.memory + 4 * half), value);
}

static void change_something(void)
{
	switch (chance_pick(&chance, 5)) {
	case 0: write_somewhere(); break;
	case 1: copy_somewhere(); break;
	case 2: clear_somewhere(); break;
	case 3: set_somewhere(); break;
	default: set_half_somewhere(); break;
	}
}

START_TEST(the_gate_writes_what_an_array_would)
{
	if (_i)
		store.journal = journal_new(12, 4); /* overflows, which does not matter here */
	for (int i = 0; i < 20000; i++) {
		change_something();
		must(memcmp(store.memory, plain, SPAN) == 0, "different after %d", i);
	}
}
END_TEST

#define PHOTOS 60

static unsigned char photos[PHOTOS][SPAN];
static uint64_t photo_at[PHOTOS];

static void take_photo(int i)
{
	memcpy(photos[i], store.memory, SPAN);
	photo_at[i] = store.journal->write_end;
}

START_TEST(undo_and_redo_give_the_same_bytes)
{
	store.journal = journal_new(16, 4);
	for (int i = 0; i < PHOTOS; i++) {
		take_photo(i);
		for (int k = 0; k < 40; k++)
			change_something();
	}
	ck_assert(journal_keeps(store.journal, 0, 0));
	for (int i = 0; i < 5000; i++) {
		uint32_t k = chance_pick(&chance, PHOTOS);

		journal_go(store.journal, &store, photo_at[k]);
		must(memcmp(store.memory, photos[k], SPAN) == 0, "jump %d to photo %u", i, k);
		must(store.journal->write_at == photo_at[k], "the cursor is elsewhere");
	}
	journal_go(store.journal, &store, store.journal->write_end);
	ck_assert_mem_eq(store.memory, plain, SPAN);
}
END_TEST

/* Any place in between is a place, too: one word more or less at a time. */
START_TEST(undo_goes_word_by_word)
{
	struct journal *journal = store.journal = journal_new(16, 4);
	uint64_t *other = mem_zero(1 << 16, sizeof *other);

	for (int i = 0; i < 300; i++)
		change_something();
	for (uint64_t at = journal->write_end; at-- > 0;) {
		const struct write_record *record = journal_write(journal, at);

		other[at] = *word_at(record->word);
		journal_go(journal, &store, at);
		must(record->other == other[at], "the record keeps what the word was");
	}
	for (uint64_t k = 0; k < SPAN; k++)
		must(store.memory[k] == 0, "byte %u is not as it began", (unsigned)k);
	for (uint64_t at = 0; at < journal->write_end; at++) {
		journal_go(journal, &store, at + 1);
		must(*word_at(journal_write(journal, at)->word) == other[at], "redo of %u",
		     (unsigned)at);
	}
	ck_assert_mem_eq(store.memory, plain, SPAN);
	free(other);
}
END_TEST

/* -- rings ------------------------------------------------------------- */

START_TEST(rings_keep_the_newest)
{
	struct journal *journal = store.journal = journal_new(4, 3);

	for (uint64_t i = 0; i < 100; i++) {
		journal_add_step(journal, (uint32_t)i, i, 2 * i);
		set(i % 7, i + 1);
		set(100 + i % 5, i + 1);
	}
	ck_assert_uint_eq(journal->write_end, 200);
	ck_assert_uint_eq(journal->step_end, 100);
	ck_assert(journal_keeps(journal, 200, 100));
	ck_assert(journal_keeps(journal, 200 - 15, 100));
	ck_assert(!journal_keeps(journal, 200 - 16, 100));
	ck_assert(journal_keeps(journal, 200, 100 - 7));
	ck_assert(!journal_keeps(journal, 200, 100 - 8));
	ck_assert(!journal_keeps(journal, 0, 0));
	for (uint64_t i = 93; i < 100; i++) {
		ck_assert_uint_eq(journal_step(journal, i)->kind, i);
		ck_assert_uint_eq(journal_step(journal, i)->a, i);
		ck_assert_uint_eq(journal_step(journal, i)->b, 2 * i);
		ck_assert_uint_eq(journal_step(journal, i)->first_write, 2 * i);
	}
	journal_go(journal, &store, 200 - 15); /* in front of word 102 = 93 */
	ck_assert_uint_eq(*word_at(100 + 92 % 5), 88);
	ck_assert_uint_eq(*word_at(92 % 7), 93);
	journal_go(journal, &store, 200);
	ck_assert_uint_eq(*word_at(99 % 7), 100);
}
END_TEST

START_TEST(a_truncated_future_is_written_anew)
{
	struct journal *journal = store.journal = journal_new(6, 6);

	for (uint64_t i = 0; i < 20; i++) {
		journal_add_step(journal, 1, i, 0);
		set(i, 100 + i);
	}
	journal_go(journal, &store, 12);
	journal_truncate(journal, 12, 12);
	ck_assert_uint_eq(journal->write_end, 12);
	ck_assert_uint_eq(journal->step_end, 12);
	ck_assert_uint_eq(*word_at(12), 0);
	for (uint64_t i = 0; i < 30; i++) {
		journal_add_step(journal, 2, i, 0);
		set(i, 500 + i);
	}
	ck_assert_uint_eq(journal_step(journal, 12)->kind, 2);
	ck_assert_uint_eq(journal_step(journal, 12)->first_write, 12);
	journal_go(journal, &store, 12);
	for (uint64_t i = 0; i < 30; i++)
		ck_assert_uint_eq(*word_at(i), i < 12 ? 100 + i : 0);
	journal_go(journal, &store, 0);
	for (uint64_t i = 0; i < 30; i++)
		ck_assert_uint_eq(*word_at(i), 0);
}
END_TEST

START_TEST(what_is_forgotten_is_not_kept)
{
	struct journal *journal = store.journal = journal_new(4, 4);
	uint64_t write, step;

	set(1, 1);
	journal_add_step(journal, 1, 0, 0);
	journal_forget(journal);
	ck_assert(!journal_keeps(journal, 0, 0));
	ck_assert(!journal_keeps(journal, 1, 1));
	ck_assert_uint_gt(journal->write_end, 1); /* numbers go on */
	ck_assert_uint_eq(journal->write_at, journal->write_end);
	write = journal->write_end;
	step = journal->step_end;
	ck_assert(journal_keeps(journal, write, step));
	journal_add_step(journal, 2, 0, 0);
	set(1, 2);
	ck_assert(journal_keeps(journal, write, step));
	journal_go(journal, &store, write);
	ck_assert_uint_eq(*word_at(1), 1);
	journal_forget(journal); /* with the future undone: it stays undone */
	set(1, 3);
	journal_go(journal, &store, journal->write_end - 1);
	ck_assert_uint_eq(*word_at(1), 1);
}
END_TEST

/* -- images ------------------------------------------------------------ */

static struct ranges ranges_of(addr start, uint64_t bytes)
{
	struct ranges ranges = {0};

	ranges_add(&ranges, start, bytes);
	return ranges;
}

static uint64_t hash_of(addr start, uint64_t bytes)
{
	struct ranges ranges = ranges_of(start, bytes);
	uint64_t hash = store_hash(&store, &ranges);

	ranges_fini(&ranges);
	return hash;
}

static void fill_sparse(uint64_t word, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++)
		if (chance_one_in(&chance, 30))
			set(word + i, chance_next(&chance) >> chance_pick(&chance, 64));
}

/* Like a table of records of four words, addresses in them. */
static void fill_table(uint64_t word, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++)
		set(word + i, i % 4 == 3 ? chance_below(&chance, 100)
					 : BASE + 48 * i + chance_below(&chance, 3));
}

static void fill_each(uint64_t word, uint64_t count, bool ones)
{
	for (uint64_t i = 0; i < count; i++)
		set(word + i, ones ? UINT64_MAX : chance_next(&chance));
}

/* Only at the borders of groups of 64 words, where mistakes would live. */
static void fill_borders(uint64_t word, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++)
		if (i % 64 == 0 || i % 64 == 63)
			set(word + i, i + 1);
}

/* Differences of every length at every place in a word, up and down. */
static void fill_lengths(uint64_t word, uint64_t count)
{
	uint64_t last[4] = {1, 2, 3, 4};

	for (uint64_t i = 0; i < count; i++) {
		unsigned low = (unsigned)(i / 4 % 64), high = low + (unsigned)(i / 256 % (64 - low));
		uint64_t difference = UINT64_C(1) << low | UINT64_C(1) << high;

		last[i % 4] += i / 2 % 2 ? difference : -difference;
		set(word + i, last[i % 4]);
	}
}

enum filling { EMPTY, ONES, SPARSE, DENSE, TABLE, BORDERS, LENGTHS, FILLINGS };

static void fill(enum filling filling, uint64_t word, uint64_t count)
{
	switch (filling) {
	case EMPTY: break;
	case ONES: fill_each(word, count, true); break;
	case SPARSE: fill_sparse(word, count); break;
	case DENSE: fill_each(word, count, false); break;
	case TABLE: fill_table(word, count); break;
	case BORDERS: fill_borders(word, count); break;
	case LENGTHS: fill_lengths(word, count); break;
	case FILLINGS: break;
	}
}

/* Some ranges that do not overlap, filled; the last may end within a word. */
static struct ranges fill_ranges(void)
{
	struct ranges ranges = {0};
	uint64_t word = 0, count = chance_below(&chance, 6);

	for (uint64_t i = 0; i < count; i++) {
		uint64_t words = chance_below(&chance, 400);

		word += chance_below(&chance, 300);
		fill((enum filling)chance_pick(&chance, FILLINGS), word, words);
		if (words && i + 1 == count) {
			ranges_add(&ranges, BASE + 8 * word, 8 * words - 3);
			*word_at(word + words - 1) &= UINT64_C(0xffffffffff);
		} else {
			ranges_add(&ranges, BASE + 8 * word, 8 * words);
		}
		word += words;
	}
	return ranges;
}

START_TEST(an_image_brings_back_what_was)
{
	static unsigned char before[1 << 16];

	for (int round = 0; round < 3000; round++) {
		struct ranges then = fill_ranges(), now;
		struct image *image = image_take(&store, &then);
		uint64_t hash = store_hash(&store, &then);

		memcpy(before, store.memory, sizeof before);
		/* Time goes by: other contents, in other places. */
		image_restore(image, &store, &then);
		must(memcmp(before, store.memory, sizeof before) == 0, "round %d: at once", round);
		for (size_t i = 0; i < then.count; i++)
			store_clear(&store, then.items[i].start,
				    (then.items[i].bytes + 7) & ~UINT64_C(7));
		now = fill_ranges();
		image_restore(image, &store, &now);
		must(memcmp(before, store.memory, sizeof before) == 0, "round %d: later", round);
		must(store_hash(&store, &then) == hash, "round %d: hash", round);
		image_restore(image, &store, &then);
		must(memcmp(before, store.memory, sizeof before) == 0, "round %d: again", round);
		for (size_t i = 0; i < then.count; i++)
			store_clear(&store, then.items[i].start,
				    (then.items[i].bytes + 7) & ~UINT64_C(7));
		image_destroy(image);
		ranges_fini(&then);
		ranges_fini(&now);
	}
}
END_TEST

START_TEST(an_image_of_each_filling)
{
	struct ranges ranges = ranges_of(BASE + 8, 8 * 5000);
	unsigned char *before = mem_alloc(BYTES);
	struct image *image;

	fill((enum filling)_i, 1, 5000);
	memcpy(before, store.memory, BYTES);
	image = image_take(&store, &ranges);
	store_clear(&store, BASE, BYTES);
	image_restore(image, &store, &ranges);
	ck_assert_mem_eq(before, store.memory, BYTES);
	if (_i == EMPTY)
		ck_assert_uint_lt(image_bytes(image), 100);
	else
		ck_assert_uint_lt(image_bytes(image), 9 * 5000 + 16 * 80 + 100);
	if (_i == ONES) /* word by word the same: next to nothing */
		ck_assert_uint_lt(image_bytes(image), 2 * 5000);
	image_destroy(image);
	image_destroy(NULL);
	ranges_fini(&ranges);
	free(before);
}
END_TEST

START_TEST(hash_does_not_depend_on_the_ranges)
{
	struct ranges pieces = {0};
	uint64_t whole;

	fill_sparse(0, WORDS);
	whole = hash_of(BASE, BYTES);
	for (uint64_t at = BYTES; at > 0;) { /* backwards, in pieces of any size */
		uint64_t bytes = 8 * (1 + chance_below(&chance, 1000));

		bytes = bytes < at ? bytes : at;
		at -= bytes;
		ranges_add(&pieces, BASE + at, bytes);
	}
	ck_assert_uint_eq(store_hash(&store, &pieces), whole);
	ranges_add(&pieces, BASE, 0); /* nothing is no range */
	ck_assert_uint_eq(store_hash(&store, &pieces), whole);
	ranges_fini(&pieces);
	store_clear(&store, BASE + BYTES / 2, BYTES / 2);
	ck_assert_uint_eq(hash_of(BASE, BYTES / 2), hash_of(BASE, BYTES)); /* zeros do not count */
}
END_TEST

START_TEST(hash_sees_every_bit_and_place)
{
	uint64_t word = 77, whole;

	fill_sparse(0, 1000);
	set(word, 5);
	whole = hash_of(BASE, BYTES);
	for (unsigned bit = 0; bit < 64; bit++) {
		set(word, UINT64_C(5) ^ UINT64_C(1) << bit);
		must(hash_of(BASE, 8000) != whole, "bit %u does not count", bit);
	}
	set(word, 0);
	for (uint64_t other = 1000; other < 1200; other++) { /* the same value elsewhere */
		set(other, 5);
		must(hash_of(BASE, BYTES) != whole, "place %u does not count", (unsigned)other);
		set(other, 0);
	}
	set(word, 5);
	ck_assert_uint_eq(hash_of(BASE, BYTES), whole);
}
END_TEST

static Suite *store_suite(void)
{
	Suite *suite = suite_create("store");
	TCase *tcase = tcase_create("store");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, addresses_and_memory);
	tcase_add_test(tcase, takes_less_where_the_system_refuses);
	tcase_add_test(tcase, without_a_journal_a_write_is_a_write);
	tcase_add_test(tcase, the_journal_sees_the_word_before);
	tcase_add_test(tcase, a_copy_notes_only_words_that_change);
	tcase_add_loop_test(tcase, the_gate_writes_what_an_array_would, 0, 2);
	tcase_add_test(tcase, undo_and_redo_give_the_same_bytes);
	tcase_add_test(tcase, undo_goes_word_by_word);
	tcase_add_test(tcase, rings_keep_the_newest);
	tcase_add_test(tcase, a_truncated_future_is_written_anew);
	tcase_add_test(tcase, what_is_forgotten_is_not_kept);
	tcase_add_test(tcase, an_image_brings_back_what_was);
	tcase_add_loop_test(tcase, an_image_of_each_filling, 0, FILLINGS);
	tcase_add_test(tcase, hash_does_not_depend_on_the_ranges);
	tcase_add_test(tcase, hash_sees_every_bit_and_place);
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return suite_run(store_suite());
}
