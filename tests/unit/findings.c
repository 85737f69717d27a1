/*
 * findings.c - each thing that can be wrong with a heap, made wrong and found; and the words:
 * every finding and every step has a name and a sentence in both languages.
 */
#include <check.h>
#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "heap/internal.h"
#include "lab.h"
#include "suite.h"

static struct lab lab;
static struct heap *const heap = &lab.heap;
static addr blocks[20];

/* Pools of 48-byte blocks, four in each: 0 and 1 full, 2 half used, 3 emptied; then arena 1
 * with a full pool 0 and virgin ones. */
static void setup(void)
{
	addr emptied;

	lab_open(&lab, model_find("toy"), ARENAS_ALIGNED);
	for (int i = 0; i < 10; i++)
		blocks[i] = heap_malloc(heap, 48);
	emptied = heap_malloc(heap, 96);
	for (int i = 10; i < 12; i++)
		blocks[i] = heap_malloc(heap, 48); /* pool 2 is full now */
	heap_malloc(heap, 32);                     /* arena 1, pool 0 */
	heap_free(heap, emptied);
	heap_free(heap, blocks[11]);
	heap_free(heap, blocks[10]);
	lab_is_sound(&lab);
}

static void teardown(void)
{
	lab_close(&lab);
}

static struct pool_header *pool(uint64_t slot, uint32_t index)
{
	return pool_at(heap, heap_address(heap, slot, index, 0));
}

static bool found(enum finding_kind kind, addr where)
{
	struct findings findings = {0};
	bool sound = heap_check(heap, CHECK_REST, &findings);

	ck_assert(sound == (findings.count == 0));
	for (size_t i = 0; i < findings.count; i++)
		if (findings.items[i].kind == kind && findings.items[i].where == where)
			return true;
	return false;
}

/* Exactly this and nothing else. */
static void only(enum finding_kind kind, addr where)
{
	struct findings findings = {0};

	heap_check(heap, CHECK_REST, &findings);
	ck_assert_uint_eq(findings.count, 1);
	ck_assert_str_eq(finding_name(findings.items[0].kind), finding_name(kind));
	ck_assert_uint_eq(findings.items[0].where, where);
}

/* -- provoked one by one ----------------------------------------------- */

START_TEST(misuse_is_remembered)
{
	heap_note_misuse(heap, FINDING_DOUBLE_FREE, heap_address(heap, 0, 2, 48));
	heap_note_misuse(heap, FINDING_WRITE_PAST_END, ADDR_NULL);
	heap_note_misuse(heap, FINDING_DOUBLE_FREE, heap_address(heap, 0, 3, 48));
	ck_assert_uint_eq(heap->control->misuse,
			  1u << FINDING_DOUBLE_FREE | 1u << FINDING_WRITE_PAST_END);
	ck_assert_uint_eq(heap->control->misused[FINDING_DOUBLE_FREE], heap_address(heap, 0, 3, 48));
	lab_is_sound(&lab); /* the heap itself is well */
}
END_TEST

START_TEST(headers)
{
	struct pool_header *p = pool(0, 2), before = *p;
	addr where = heap_address(heap, 0, 2, 0);

	p->szidx = 6;
	ck_assert(found(FINDING_HEADER, where));
	*p = before;
	p->szidx = 5; /* a class, but not the one of the offsets */
	ck_assert(found(FINDING_HEADER, where));
	*p = before;
	p->arenaindex = 1;
	only(FINDING_HEADER, where);
	*p = before;
	p->maxnextoffset -= 16;
	only(FINDING_HEADER, where);
	*p = before;
	p->nextoffset = 47;
	ck_assert(found(FINDING_HEADER, where));
	p->nextoffset = 48 + 5 * 48;
	ck_assert(found(FINDING_HEADER, where));
	p->nextoffset = 48 + 47;
	ck_assert(found(FINDING_HEADER, where));
	*p = before;
	lab_is_sound(&lab);
}
END_TEST

START_TEST(stray_links)
{
	struct pool_header *p = pool(0, 2);
	addr where = heap_address(heap, 0, 2, 0), freeblock = p->freeblock;
	static const int64_t strays[] = {-256, -144, 8, 16, 96, 256, 1 << 20};

	for (size_t i = 0; i < sizeof strays / sizeof *strays; i++) {
		p->freeblock = freeblock + (uint64_t)strays[i];
		only(FINDING_STRAY_LINK, where);
	}
	p->freeblock = 1;
	only(FINDING_STRAY_LINK, where);
	p->freeblock = UINT64_MAX;
	only(FINDING_STRAY_LINK, where);
	p->freeblock = freeblock;
	*link_checked(heap, freeblock) = SYSTEM_BASE;
	only(FINDING_STRAY_LINK, where);
}
END_TEST

START_TEST(cycles)
{
	struct pool_header *p = pool(0, 2);
	addr where = heap_address(heap, 0, 2, 0);
	uint64_t *second = link_checked(heap, *link_checked(heap, p->freeblock));

	*second = p->freeblock;
	only(FINDING_LINK_CYCLE, where);
	*second = store_addr(&lab.store, second); /* to itself */
	only(FINDING_LINK_CYCLE, where);
}
END_TEST

START_TEST(counts_of_blocks)
{
	struct pool_header *p = pool(0, 2);
	addr where = heap_address(heap, 0, 2, 0);

	p->ref.count++;
	only(FINDING_BLOCK_COUNT, where);
	p->ref.count -= 2;
	only(FINDING_BLOCK_COUNT, where);
	p->ref.count++;
	*link_checked(heap, p->freeblock) = ADDR_NULL; /* a block is lost */
	only(FINDING_BLOCK_COUNT, where);
}
END_TEST

START_TEST(pools_in_the_wrong_lists)
{
	struct pool_header *p = pool(0, 2);
	addr where = heap_address(heap, 0, 2, 0), header = usedpools_header(heap, 2);

	p->prevpool = heap_address(heap, 0, 0, 0);
	ck_assert(found(FINDING_LISTED_WRONGLY, where));
	p->prevpool = header;
	p->nextpool = SYSTEM_BASE;
	ck_assert(found(FINDING_LISTED_WRONGLY, where));
	p->nextpool = heap_address(heap, 0, 0, 0); /* on to a pool that is full */
	ck_assert(found(FINDING_LISTED_WRONGLY, heap_address(heap, 0, 0, 0)));
	p->nextpool = header;
	heap->control->usedpools[4] = header; /* in no list at all */
	heap->control->usedpools[5] = header;
	ck_assert(found(FINDING_LISTED_WRONGLY, heap_address(heap, 1, 0, 0)) ||
		  found(FINDING_LISTED_WRONGLY, where));
	heap->control->usedpools[4] = where;
	heap->control->usedpools[5] = where;
	lab_is_sound(&lab);
	pool(0, 3)->ref.count = 1; /* in freepools, but used */
	ck_assert(found(FINDING_LISTED_WRONGLY, heap_address(heap, 0, 3, 0)));
}
END_TEST

START_TEST(numbers_of_free_pools)
{
	addr arena = arena_addr(heap, &heap->arenas[0]);

	pool(0, 3)->nextpool = heap_address(heap, 0, 3, 0); /* freepools in a circle */
	ck_assert(found(FINDING_FREEPOOLS, arena));
	pool(0, 3)->nextpool = ADDR_NULL;
	lab_is_sound(&lab);
	heap->arenas[0].freepools = ADDR_NULL;
	ck_assert(found(FINDING_FREEPOOLS, arena));
	ck_assert(found(FINDING_LISTED_WRONGLY, heap_address(heap, 0, 3, 0)));
	heap->arenas[0].freepools = heap_address(heap, 0, 3, 0);
	heap->arenas[1].nfreepools--;
	ck_assert(found(FINDING_FREEPOOLS, arena_addr(heap, &heap->arenas[1])));
}
END_TEST

START_TEST(order_of_arenas)
{
	struct arena_object *first = &heap->arenas[0], *second = &heap->arenas[1];
	addr a = arena_addr(heap, first), b = arena_addr(heap, second);

	ck_assert_uint_eq(heap->control->usable_arenas, a); /* 1 and 3 free pools */
	heap->control->usable_arenas = b;
	second->prevarena = ADDR_NULL;
	second->nextarena = a;
	first->prevarena = b;
	first->nextarena = ADDR_NULL;
	only(FINDING_ARENA_ORDER, a);
	heap->control->usable_arenas = a;
	second->prevarena = a;
	second->nextarena = ADDR_NULL;
	first->prevarena = ADDR_NULL;
	first->nextarena = b;
	lab_is_sound(&lab);
	second->prevarena = b;
	only(FINDING_ARENA_ORDER, b);
	second->prevarena = a;
	heap->control->nfp2lasta[3] = ADDR_NULL; /* a finger gone */
	only(FINDING_ARENA_ORDER, b);
	heap->control->nfp2lasta[3] = b;
	heap->control->nfp2lasta[2] = a; /* a finger too many */
	only(FINDING_ARENA_ORDER, a);
	heap->control->nfp2lasta[2] = ADDR_NULL;
	first->nextarena = ADDR_NULL; /* one is missing */
	ck_assert(found(FINDING_ARENA_ORDER, a));
	first->nextarena = a; /* a circle: the check ends all the same */
	ck_assert(found(FINDING_ARENA_ORDER, a));
}
END_TEST

START_TEST(counters_of_arenas)
{
	struct heap_control *control = heap->control;

	control->narenas_currently_allocated++;
	only(FINDING_COUNTERS, ADDR_NULL);
	control->narenas_currently_allocated--;
	control->narenas_highwater = 1;
	only(FINDING_COUNTERS, ADDR_NULL);
	control->narenas_highwater = 2;
	control->ntimes_arena_allocated = 1;
	only(FINDING_COUNTERS, ADDR_NULL);
	control->ntimes_arena_allocated = 2;
	heap->arenas[4].nextarena = ADDR_NULL; /* unused slots are lost */
	only(FINDING_COUNTERS, ADDR_NULL);
	heap->arenas[4].nextarena = arena_addr(heap, &heap->arenas[4]); /* or run in a circle */
	only(FINDING_COUNTERS, ADDR_NULL);
}
END_TEST

START_TEST(crashes)
{
	heap_write(heap, SYSTEM_BASE - 8, "x", 1);
	only(FINDING_CRASHED, SYSTEM_BASE - 8);
	heap_free(heap, blocks[0] + 1); /* the first is the one that counts */
	only(FINDING_CRASHED, SYSTEM_BASE - 8);
}
END_TEST

START_TEST(a_null_pointer_is_a_crash_at_address_one)
{
	heap_write(heap, ADDR_NULL, "x", 1);
	ck_assert_uint_eq(heap_crashed(heap), 1);
}
END_TEST

/* -- one pool only ----------------------------------------------------- */

START_TEST(checking_one_pool)
{
	struct findings findings = {0};

	for (uint32_t i = 0; i < 4; i++)
		ck_assert(heap_check_pool(heap, 0, i, &findings));
	pool(0, 1)->ref.count = 9;
	ck_assert(heap_check_pool(heap, 0, 0, &findings));
	ck_assert(!heap_check_pool(heap, 0, 1, &findings));
	ck_assert_uint_eq(findings.count, 1);
	ck_assert_int_eq(findings.items[0].kind, FINDING_BLOCK_COUNT);
	ck_assert(heap_check_pool(heap, 1, 3, &findings)); /* virgin */
	ck_assert(heap_check_pool(heap, 2, 0, &findings)); /* no such arena */
	ck_assert(heap_check_pool(heap, 0, 4, &findings)); /* no such pool */
	ck_assert_uint_eq(findings.count, 1);
}
END_TEST

START_TEST(too_many_findings_are_counted)
{
	struct findings findings = {0};

	for (size_t i = 0; i < FINDINGS_MAX + 5; i++)
		findings_add(&findings, FINDING_HEADER, i);
	ck_assert_uint_eq(findings.count, FINDINGS_MAX);
	ck_assert_uint_eq(findings.dropped, 5);
	ck_assert_uint_eq(findings.items[FINDINGS_MAX - 1].where, FINDINGS_MAX - 1);
}
END_TEST

/* -- words ------------------------------------------------------------- */

static void change_case(const char *name, char *lower, char *mixed)
{
	for (; *name; name++, lower++, mixed++) {
		*lower = (char)tolower((unsigned char)*name);
		*mixed = (lower[0] ^ *name) & 1 ? *name : *lower;
		if ((*name & 3) == 0)
			*mixed = *name;
	}
	*lower = *mixed = '\0';
}

START_TEST(findings_are_found_by_name_in_any_case)
{
	enum finding_kind kind;

	for (int k = 0; k < FINDING_KIND_COUNT; k++) {
		char lower[64], mixed[64];

		change_case(finding_name((enum finding_kind)k), lower, mixed);
		ck_assert(finding_find(finding_name((enum finding_kind)k), &kind));
		ck_assert_int_eq(kind, k);
		ck_assert(finding_find(lower, &kind));
		ck_assert_int_eq(kind, k);
		ck_assert(finding_find(mixed, &kind));
		ck_assert_int_eq(kind, k);
	}
	ck_assert(!finding_find("", &kind));
	ck_assert(!finding_find("double-free", &kind));
	ck_assert(!finding_find("DOUBLE_FRE", &kind));
}
END_TEST

START_TEST(steps_are_found_by_name_in_any_case)
{
	enum step_kind kind;

	for (int k = 0; k < STEP_KIND_COUNT; k++) {
		char lower[64], mixed[64];

		change_case(step_name((enum step_kind)k), lower, mixed);
		ck_assert(step_find(step_name((enum step_kind)k), &kind));
		ck_assert_int_eq(kind, k);
		ck_assert(step_find(lower, &kind));
		ck_assert_int_eq(kind, k);
		ck_assert(step_find(mixed, &kind));
		ck_assert_int_eq(kind, k);
	}
	ck_assert(!step_find("", &kind));
	ck_assert(!step_find("pool_ful", &kind));
	ck_assert(!step_find("pool_fulll", &kind));
}
END_TEST

/* All kinds of places that a record can be about. */
static const addr *places(size_t *count)
{
	static addr list[10];
	addr all[] = {ADDR_NULL,
		      blocks[0],
		      heap_address(heap, 0, 2, 0),
		      arena_addr(heap, &heap->arenas[1]),
		      usedpools_header(heap, 3),
		      SYSTEM_BASE + 64,
		      heap->store->base,
		      1,
		      UINT64_MAX};

	*count = sizeof all / sizeof *all;
	memcpy(list, all, sizeof all);
	return list;
}

static void is_a_sentence(const struct str *text, const char *name)
{
	ck_assert_msg(text->length > 3 && !text->cut, "%s: '%s'", name, text->text);
	ck_assert_msg(strchr(text->text, '$') == NULL, "%s: '%s'", name, text->text);
	ck_assert_msg(strstr(text->text, "  ") == NULL, "%s: '%s'", name, text->text);
}

START_TEST(sentences_of_findings)
{
	size_t count;
	const addr *where = places(&count);

	for (size_t i = 0; i < count; i++) {
		struct finding finding = {(enum finding_kind)_i, where[i]};
		char english[300], lang[300];
		struct str en = str_init(english, sizeof english);
		struct str zh = str_init(lang, sizeof lang);

		finding_sentence(heap, &finding, false, &en);
		finding_sentence(heap, &finding, true, &zh);
		is_a_sentence(&en, finding_name(finding.kind));
		is_a_sentence(&zh, finding_name(finding.kind));
		ck_assert_str_ne(english, lang);
	}
}
END_TEST

START_TEST(sentences_of_findings_say_where)
{
	static const struct {
		enum finding_kind kind;
		const char *text;
	} cases[] = {
		{FINDING_DOUBLE_FREE, "0:0:48 is freed although it is free already"},
		{FINDING_STRAY_LINK, "the free list of pool 0:2 leads out of the pool"},
		{FINDING_ARENA_ORDER, "arena 1 stands wrongly in usable_arenas"},
		{FINDING_CRASHED, "a real interpreter would have crashed, using 0x7f00deadbeef"},
	};
	addr where[] = {blocks[0], heap_address(heap, 0, 2, 0), arena_addr(heap, &heap->arenas[1]),
			UINT64_C(0x7f00deadbeef)};

	for (size_t i = 0; i < 4; i++) {
		struct finding finding = {cases[i].kind, where[i]};
		char buffer[300];
		struct str text = str_init(buffer, sizeof buffer);

		finding_sentence(heap, &finding, false, &text);
		ck_assert_str_eq(buffer, cases[i].text);
	}
}
END_TEST

START_TEST(sentences_of_steps)
{
	enum step_kind kind = (enum step_kind)_i;
	size_t count;
	const addr *where = places(&count);

	for (size_t i = 0; i < count * count; i++) {
		struct step_record step = {.kind = (uint32_t)kind,
					   .a = where[i % count],
					   .b = where[i / count]};
		char english[300], lang[300];
		struct str en = str_init(english, sizeof english);
		struct str zh = str_init(lang, sizeof lang);

		step_sentence(heap, &step, false, &en);
		step_sentence(heap, &step, true, &zh);
		is_a_sentence(&en, step_name(kind));
		is_a_sentence(&zh, step_name(kind));
		ck_assert_str_ne(english, lang);
	}
}
END_TEST

/* Changing an operand changes the sentence exactly if the step has that operand. */
START_TEST(sentences_mention_their_operands)
{
	enum step_kind kind = (enum step_kind)_i;

	for (int language = 0; language < 2; language++) {
		for (int which = 0; which < 2; which++) {
			struct step_record one = {.kind = (uint32_t)kind, .a = 1000, .b = 1000};
			struct step_record other = one;
			char first[300], second[300];
			struct str a = str_init(first, sizeof first);
			struct str b = str_init(second, sizeof second);

			*(which ? &other.b : &other.a) = 2001;
			step_sentence(heap, &one, (enum lang)language, &a);
			step_sentence(heap, &other, (enum lang)language, &b);
			ck_assert_msg((strcmp(first, second) != 0) ==
					      (step_operand(kind, which) != OPERAND_NONE),
				      "%s: '%s'", step_name(kind), first);
		}
	}
}
END_TEST

START_TEST(a_short_buffer_cuts_a_sentence)
{
	struct step_record step = {.kind = STEP_SIZE_CLASS, .a = 100, .b = 6};
	char buffer[10];
	struct str text = str_init(buffer, sizeof buffer);

	step_sentence(heap, &step, false, &text);
	ck_assert_str_eq(buffer, "100 bytes");
	ck_assert(text.cut);
}
END_TEST

static void add_words(Suite *suite)
{
	TCase *tcase = tcase_create("words");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, findings_are_found_by_name_in_any_case);
	tcase_add_test(tcase, steps_are_found_by_name_in_any_case);
	tcase_add_loop_test(tcase, sentences_of_findings, 0, FINDING_KIND_COUNT);
	tcase_add_test(tcase, sentences_of_findings_say_where);
	tcase_add_loop_test(tcase, sentences_of_steps, 0, STEP_KIND_COUNT);
	tcase_add_loop_test(tcase, sentences_mention_their_operands, 0, STEP_KIND_COUNT);
	tcase_add_test(tcase, a_short_buffer_cuts_a_sentence);
	suite_add_tcase(suite, tcase);
}

static void add_provoked(Suite *suite)
{
	TCase *tcase = tcase_create("provoked");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, misuse_is_remembered);
	tcase_add_test(tcase, headers);
	tcase_add_test(tcase, stray_links);
	tcase_add_test(tcase, cycles);
	tcase_add_test(tcase, counts_of_blocks);
	tcase_add_test(tcase, pools_in_the_wrong_lists);
	tcase_add_test(tcase, numbers_of_free_pools);
	tcase_add_test(tcase, order_of_arenas);
	tcase_add_test(tcase, counters_of_arenas);
	tcase_add_test(tcase, crashes);
	tcase_add_test(tcase, a_null_pointer_is_a_crash_at_address_one);
	tcase_add_test(tcase, checking_one_pool);
	tcase_add_test(tcase, too_many_findings_are_counted);
	suite_add_tcase(suite, tcase);
}

int main(void)
{
	Suite *suite = suite_create("findings");

	add_provoked(suite);
	add_words(suite);
	return suite_run(suite);
}
