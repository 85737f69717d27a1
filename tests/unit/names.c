/*
 * names.c - the table of names against a simple model: what is bound is found, freed names
 * are gone (or remembered), groups keep their order of birth, and a journal undoes it all.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "chance.h"
#include "heap/heap.h"
#include "must.h"
#include "scenario/names.h"
#include "suite.h"

#define BASE UINT64_C(0x7f0000000000)
#define BYTES (UINT64_C(64) << 20)
#define AREA (BASE + (UINT64_C(2) << 20))
#define AREA_BYTES (BYTES / 2)
#define OPERATIONS 200000

static struct store store;
static struct names names;
static struct chance chance;

static void setup(void)
{
	ck_assert(store_init(&store, BASE, BYTES, BYTES));
	names = names_at(&store, AREA, AREA_BYTES);
	chance = (struct chance){7};
}

static void teardown(void)
{
	journal_destroy(store.journal);
	store_fini(&store);
}

static uint64_t hash(void)
{
	struct ranges ranges = {0};
	uint64_t value;

	names_ranges(&names, &ranges);
	value = store_hash(&store, &ranges);
	ranges_fini(&ranges);
	return value;
}

/* -- spelling ---------------------------------------------------------- */

START_TEST(names_are_a_stem_and_a_number)
{
	static const struct {
		const char *name, *stem;
		uint64_t number;
	} cases[] = {
		{"b12", "b", 12},
		{"b0", "b", 0},
		{"b", "b", NAME_NO_NUMBER},
		{"b012", "b012", NAME_NO_NUMBER}, /* spelled again it would be b12 */
		{"b00", "b00", NAME_NO_NUMBER},
		{"b999999999", "b", 999999999},
		{"b1000000000", "b1000000000", NAME_NO_NUMBER},
		{"a1b2", "a1b", 2},
		{"row_3", "row_", 3},
		{"x-1", "x-", 1},
		{"块7", "块", 7},
		{"12", "12", NAME_NO_NUMBER}, /* no stem is left */
	};
	struct stems *stems = stems_new();

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		name_key key = name_key_of(stems, cases[i].name);
		char spelled[100];

		ck_assert_str_eq(stems_text(stems, name_key_stem(key)), cases[i].stem);
		ck_assert_uint_eq(name_key_number(key), cases[i].number);
		name_spell(stems, key, spelled, sizeof spelled);
		ck_assert_str_eq(spelled, cases[i].name);
		ck_assert_uint_eq(name_key_of(stems, cases[i].name), key);
	}
	ck_assert_str_eq(stems_text(stems, 1000), "?");
	stems_destroy(stems);
	stems_destroy(NULL);
}
END_TEST

START_TEST(stems_are_numbered_in_order_of_first_use)
{
	struct stems *stems = stems_new();
	char stem[32];

	for (uint32_t round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < 5000; i++) {
			int length = snprintf(stem, sizeof stem, "s%ux", i);

			must(stems_intern(stems, stem, (size_t)length) == i, "stem %u", i);
		}
	}
	for (uint32_t i = 0; i < 5000; i++) {
		snprintf(stem, sizeof stem, "s%ux", i);
		must(strcmp(stems_text(stems, i), stem) == 0, "stem %u", i);
	}
	/* a part of a longer text */
	ck_assert_uint_eq(stems_intern(stems, "s12xyz", 4), 12);
	ck_assert_uint_eq(stems_intern(stems, "s12", 3), 5000);
	stems_destroy(stems);
}
END_TEST

/* -- blocks ------------------------------------------------------------ */

START_TEST(blocks_of_all_kinds)
{
	static const addr blocks[] = {ADDR_NULL, BASE + 8, BASE + 48, BASE + BYTES - 8, SYSTEM_BASE,
				      SYSTEM_BASE + 16, SYSTEM_BASE + 16 * UINT64_C(999999999)};
	static const uint64_t sizes[] = {0, 1, 512, INT32_MAX - 1};

	for (uint64_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
		const struct name_entry *entry;

		ck_assert(names_bind(&names, 0, i, blocks[i], sizes[i % 4], (uint32_t)i, i));
		entry = names_entry(&names, names_find(&names, i));
		ck_assert(name_is_live(entry));
		ck_assert_uint_eq(names_block(&names, entry), blocks[i]);
		ck_assert_uint_eq(name_requested(entry), sizes[i % 4]);
		ck_assert_uint_eq(entry->line, i);
	}
	names_update(&names, names_find(&names, 3), SYSTEM_BASE, UINT64_C(1) << 40);
	ck_assert_uint_eq(name_requested(names_entry(&names, names_find(&names, 3))), INT32_MAX);
	ck_assert_uint_eq(names_find(&names, 77), 0);
}
END_TEST

/* -- against a simple model -------------------------------------------- */

#define STEMS 6
#define NUMBERS 5000 /* of each stem */

struct known {
	bool known, live;
	addr block;
	uint64_t requested;
	uint32_t line;
	uint64_t born; /* order of birth */
};

static struct known *model; /* STEMS * NUMBERS */
static uint64_t births;

static struct known *known(name_key key)
{
	return &model[name_key_stem(key) * NUMBERS + name_key_number(key)];
}

static name_key some_key(void)
{
	/* Low numbers more often: names that come back again and again. */
	uint64_t limit = chance_one_in(&chance, 2) ? 50 : NUMBERS;

	return name_key_make(chance_pick(&chance, STEMS), chance_below(&chance, limit));
}

static addr some_block(void)
{
	if (chance_one_in(&chance, 10))
		return SYSTEM_BASE + 16 * chance_below(&chance, 1000000);
	return chance_one_in(&chance, 50) ? ADDR_NULL : BASE + 8 * chance_below(&chance, BYTES / 8);
}

static void is_like_the_model(name_key key)
{
	const struct known *k = known(key);
	uint32_t index = names_find(&names, key);
	const struct name_entry *entry = names_entry(&names, index);

	must((index != 0) == k->known, "key %llx", (unsigned long long)key);
	if (!index)
		return;
	must(entry->key == key, "another key");
	must(name_is_live(entry) == k->live, "live");
	must(names_block(&names, entry) == k->block, "block");
	must(name_requested(entry) == k->requested, "size");
	must(entry->line == k->line, "line");
	must(names_born(&names, (uint32_t)(entry - names.entries)) == k->born, "birth");
}

static void bind_name(name_key key, uint32_t index)
{
	struct known *k = known(key);

	*k = (struct known){.known = true,
			    .live = true,
			    .block = some_block(),
			    .requested = chance_below(&chance, 600),
			    .line = chance_pick(&chance, 1000),
			    .born = ++births};
	must(names_bind(&names, index, key, k->block, k->requested, k->line,
			k->born),
	     "full");
}

static void update(name_key key, uint32_t index)
{
	struct known *k = known(key);

	k->block = some_block();
	k->requested = chance_below(&chance, 600);
	names_update(&names, index, k->block, k->requested);
}

static void unbind(name_key key, uint32_t index, bool keep)
{
	struct known *k = known(key);

	k->live = false;
	k->known = keep;
	names_unbind(&names, index, keep);
}

static void operate(bool keep)
{
	name_key key = some_key();
	uint32_t index = names_find(&names, key);

	is_like_the_model(key);
	if (!index || !known(key)->live)
		bind_name(key, index);
	else if (chance_one_in(&chance, 4))
		update(key, index);
	else
		unbind(key, index, keep);
	is_like_the_model(key);
}

/* Groups: exactly the live names, oldest first, links both ways. */
static void groups_are_in_order(void)
{
	for (uint32_t stem = 0; stem < STEMS; stem++) {
		const struct name_group *group = &names.groups[stem];
		uint64_t count = 0, live = 0, born = 0;
		uint32_t older = 0;

		for (uint64_t i = 0; i < NUMBERS; i++)
			live += known(name_key_make(stem, i))->live;
		for (uint32_t index = group->oldest; index; count++) {
			const struct name_entry *entry = names_entry(&names, index);

			must(name_key_stem(entry->key) == stem, "a stranger");
			must(known(entry->key)->live, "a dead member");
			must(known(entry->key)->born > born, "not in order of birth");
			must(entry->older == older, "links");
			born = known(entry->key)->born;
			older = index;
			index = entry->newer;
		}
		must(group->newest == older, "the newest");
		must(count == live && group->count == live, "%u members, expected %u",
		     (unsigned)count, (unsigned)live);
	}
}

static uint64_t count_known(void)
{
	uint64_t count = 0;

	for (size_t i = 0; i < STEMS * NUMBERS; i++)
		count += model[i].known;
	return count;
}

static void everything_is_like_the_model(void)
{
	for (uint32_t stem = 0; stem < STEMS; stem++)
		for (uint64_t i = 0; i < NUMBERS; i++)
			is_like_the_model(name_key_make(stem, i));
	groups_are_in_order();
	must(names.control->table.live == count_known(), "live");
	/* Entries are used again: no more than there ever were at once. */
	must(names.control->table.entries <= STEMS * NUMBERS + 1, "entries");
}

START_TEST(two_hundred_thousand_operations)
{
	bool keep = _i & 1;

	model = mem_zero((size_t)STEMS * NUMBERS, sizeof *model);
	births = 0;
	chance.state = (uint64_t)_i;
	for (int i = 0; i < OPERATIONS; i++) {
		operate(keep);
		if (i % 20000 == 0)
			everything_is_like_the_model();
	}
	everything_is_like_the_model();
	ck_assert_uint_gt(names.control->table.buckets, 1000);
	free(model);
}
END_TEST

/* Where the journal was at some moments, and what the table was like. */
#define MOMENTS 100

START_TEST(a_journal_undoes_it)
{
	static uint64_t at[MOMENTS + 1], then[MOMENTS + 1];

	model = mem_zero((size_t)STEMS * NUMBERS, sizeof *model);
	store.journal = journal_new(20, 4);
	for (int m = 0; m < MOMENTS; m++) {
		at[m] = store.journal->write_end;
		then[m] = hash();
		for (int i = 0; i < 500; i++)
			operate(_i & 1);
	}
	at[MOMENTS] = store.journal->write_end;
	then[MOMENTS] = hash();
	ck_assert(journal_keeps(store.journal, 0, 0));
	ck_assert_uint_eq(then[0], 0); /* an empty table is all zeros */
	for (int i = 0; i < 1000; i++) {
		uint32_t m = chance_pick(&chance, MOMENTS + 1);

		journal_go(store.journal, &store, at[m]);
		must(hash() == then[m], "moment %u", m);
	}
	journal_go(store.journal, &store, at[MOMENTS]);
	everything_is_like_the_model(); /* and it is in order after coming back */
	journal_go(store.journal, &store, 0);
	ck_assert_uint_eq(names.control->table.buckets, 0);
	ck_assert_uint_eq(names_find(&names, 1), 0);
	free(model);
}
END_TEST

/* What is cheap must stay cheap: a name costs few writes whatever the table's size. */
START_TEST(no_operation_writes_much)
{
	store.journal = journal_new(20, 4);
	for (uint64_t i = 0; i < 300000; i++) {
		uint64_t before = store.journal->write_end;

		must(names_bind(&names, 0, name_key_make(1, i), BASE + 8 * i, 16, 1, 1), "full");
		/* a split moves few members, entries and links are ten words at most */
		must(store.journal->write_end - before < 40, "%u writes for name %u",
		     (unsigned)(store.journal->write_end - before), (unsigned)i);
	}
}
END_TEST

/* -- the limits -------------------------------------------------------- */

START_TEST(a_full_table_refuses_and_stays_right)
{
	uint64_t count = 0;

	names = names_at(&store, AREA, 4096 + 8 * 4096); /* 256 groups, 640 entries */
	while (names_bind(&names, 0, name_key_make(0, count), BASE, count, 1, 1))
		count++;
	ck_assert_uint_eq(count, 639); /* entry 0 is nobody */
	for (uint64_t i = 0; i < count; i++)
		ck_assert_uint_eq(name_requested(names_entry(
					  &names, names_find(&names, name_key_make(0, i)))),
				  i);
	ck_assert_uint_eq(names_find(&names, name_key_make(0, count)), 0);
	ck_assert(!names_bind(&names, 0, name_key_make(1, 0), BASE, 1, 1, 1));
	names_unbind(&names, names_find(&names, name_key_make(0, 5)), false);
	ck_assert(names_bind(&names, 0, name_key_make(255, 0), BASE, 1, 1, 1));
	names_unbind(&names, names_find(&names, name_key_make(0, 6)), false);
	ck_assert(!names_bind(&names, 0, name_key_make(256, 0), BASE, 1, 1, 1)); /* no such group */
	ck_assert(names_bind(&names, 0, name_key_make(3, NAME_NO_NUMBER), BASE, 1, 1, 1));
	ck_assert_uint_eq(names.groups[255].count, 1);
}
END_TEST

/* The table keeps to its area. */
START_TEST(a_full_table_keeps_to_its_area)
{
	uint64_t bytes = 4096 + 8 * 4096, count = 0;
	const unsigned char *memory = store_at(&store, AREA);

	names = names_at(&store, AREA, bytes);
	while (names_bind(&names, 0, name_key_make(chance_pick(&chance, 256), count),
			  SYSTEM_BASE + 16 * count, count, UINT32_MAX, 1))
		count++;
	for (uint64_t i = 0; i < 4096; i++)
		must(memory[bytes + i] == 0 && store.memory[AREA - BASE - 1 - i] == 0, "byte %u",
		     (unsigned)i);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("names");
	TCase *tcase = tcase_create("names");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, names_are_a_stem_and_a_number);
	tcase_add_test(tcase, stems_are_numbered_in_order_of_first_use);
	tcase_add_test(tcase, blocks_of_all_kinds);
	tcase_add_loop_test(tcase, two_hundred_thousand_operations, 0, 4);
	tcase_add_loop_test(tcase, a_journal_undoes_it, 0, 2);
	tcase_add_test(tcase, no_operation_writes_much);
	tcase_add_test(tcase, a_full_table_refuses_and_stays_right);
	tcase_add_test(tcase, a_full_table_keeps_to_its_area);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
