/*
 * notes.c - the list of arenas that samples are taken from, in somebody else's process: when there
 * is no memory for it, and when arenas have gone back; and what of them is written.
 *
 * The rest of the recorder is played here: what notes.c writes ends up in [sampled].
 */
#include "recorder/notes.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "recorder/facts.h"
#include "recorder/gate.h"
#include "recorder/hooks.h"
#include "recorder/prints.h"
#include "recorder/python.h"
#include "recorder/ring.h"
#include "suite.h"

#define ARENA_BYTES (256u << 10)
#define POOL_BYTES 4096u
#define MANY 1000

/* -- the rest of the recorder -------------------------------------------------------------- */

static struct share memory = {.sample = true, .sample_every = 1};
static struct slot slot = {.found = {.arena_size = ARENA_BYTES, .pool_size = POOL_BYTES}};
static uint64_t sampled[2 * MANY];
static uint32_t pools[2 * MANY]; /* in each */
static size_t sampled_count;
static bool no_memory;

struct ring ring;
const struct share *share = &memory;
struct python python;

bool python_is_steady(void)
{
	return true;
}

size_t python_text(object *tuple, ptrdiff_t index, char *text, size_t bytes)
{
	(void)tuple, (void)index, (void)text, (void)bytes;
	return 0;
}

bool facts_has_arena(void)
{
	return true;
}

bool gate_open(const void *block, size_t size)
{
	(void)block, (void)size;
	return true;
}

void gate_close(void)
{
}

void gate_several(void)
{
}

bool gate_is_several(void)
{
	return false;
}

uint64_t gate_interpreter(void)
{
	return 0;
}

void hooks_lift(void)
{
}

void hooks_lower(void)
{
}

void prints_begin(void)
{
}

void prints_ending(void)
{
}

static audit_hook *audit;
static size_t written[64]; /* of each kind but samples */

static int add_audit_hook(audit_hook *hook, void *data)
{
	audit = hook;
	ck_assert_ptr_null(data);
	return 0;
}

static void print_stats(FILE *out)
{
	fputs("statistics", out);
}

/* Of a sample, the address that it begins with. */
void ring_text(enum record_kind kind, const void *text, size_t length)
{
	if (kind != RECORD_POOLS) {
		ck_assert_uint_lt(kind, sizeof written / sizeof *written);
		written[kind]++;
		return;
	}
	ck_assert_uint_gt(length, POOL_SAMPLE_HEAD);
	ck_assert_uint_lt(sampled_count, sizeof sampled / sizeof *sampled);
	memcpy(&sampled[sampled_count], text, sizeof *sampled);
	memcpy(&pools[sampled_count], (const char *)text + 8, sizeof *pools);
	ck_assert_uint_eq(length, POOL_SAMPLE_HEAD + pools[sampled_count] * POOL_SAMPLE_BYTES);
	ck_assert_mem_eq((const char *)text + POOL_SAMPLE_HEAD, (const void *)(uintptr_t)sampled[sampled_count],
			 POOL_SAMPLE_BYTES);
	sampled_count++;
}

void *__real_realloc(void *old, size_t bytes);
void *__wrap_realloc(void *old, size_t bytes);

void *__wrap_realloc(void *old, size_t bytes)
{
	return no_memory ? NULL : __real_realloc(old, bytes);
}

/* -- tests --------------------------------------------------------------------------------- */

static uint64_t arena_new(void)
{
	void *arena = mmap(NULL, ARENA_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			   0);

	ck_assert_ptr_ne(arena, MAP_FAILED);
	notes_arena((uintptr_t)arena, ARENA_BYTES);
	return (uintptr_t)arena;
}

/* Whoever reads it then does not survive that. */
static void arena_gone(uint64_t arena)
{
	notes_arena_free(arena);
	ck_assert_int_eq(munmap((void *)(uintptr_t)arena, ARENA_BYTES), 0);
}

static void setup(void)
{
	ring.slot = &slot;
	ring.calls = 1;
}

static size_t times_noted(uint64_t arena)
{
	size_t count = 0;

	for (size_t i = 0; i < sampled_count; i++)
		count += sampled[i] == arena;
	return count;
}

START_TEST(returned_arenas_are_not_read)
{
	uint64_t arenas[200];

	for (size_t i = 0; i < 200; i++)
		arenas[i] = arena_new();
	for (size_t i = 0; i < 200; i++)
		if (i == 0 || i == 199 || i % 3 == 0)
			arena_gone(arenas[i]);
	notes_if_due();
	for (size_t i = 0; i < 200; i++)
		ck_assert_uint_eq(times_noted(arenas[i]), i != 0 && i != 199 && i % 3 != 0);
}
END_TEST

/* It goes on without those for which there was no memory, and writes nowhere else. */
START_TEST(no_memory_for_the_list)
{
	uint64_t known[MANY], unknown[MANY];

	for (size_t i = 0; i < 64; i++)
		known[i] = arena_new();
	no_memory = true;
	for (size_t i = 0; i < 300; i++)
		unknown[i] = arena_new();
	no_memory = false;
	for (size_t i = 64; i < 200; i++)
		known[i] = arena_new();
	for (size_t i = 0; i < 300; i++)
		arena_gone(unknown[i]);
	notes_if_due();
	ck_assert_uint_eq(sampled_count, 200);
	for (size_t i = 0; i < 200; i++)
		ck_assert_uint_eq(times_noted(known[i]), 1);
}
END_TEST

static void change(uint64_t arena, uint32_t pool, uint32_t byte)
{
	*(unsigned char *)(uintptr_t)(arena + pool * (uint64_t)POOL_BYTES + byte) ^= 1;
}

static void look(size_t samples)
{
	sampled_count = 0;
	ring.calls++;
	notes_if_due();
	ck_assert_uint_eq(sampled_count, samples);
}

/* Once all was written, only the headers that have changed are, those side by side together. */
START_TEST(what_is_as_it_was_is_not_written)
{
	uint64_t arena = arena_new(), other = arena_new();
	static const uint32_t changed[] = {0, 7, 8, 9, 63}, firsts[] = {0, 7, 63};

	look(2);
	ck_assert_uint_eq(pools[0], ARENA_BYTES / POOL_BYTES);
	look(0);
	for (size_t i = 0; i < sizeof changed / sizeof *changed; i++)
		change(arena, changed[i], i % 2 ? 0 : POOL_SAMPLE_BYTES - 1);
	change(other, 5, POOL_SAMPLE_BYTES); /* not of the header any more */
	look(3);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_uint_eq(sampled[i], arena + firsts[i] * (uint64_t)POOL_BYTES);
		ck_assert_uint_eq(pools[i], i == 1 ? 3 : 1);
	}
	look(0);
	change(other, 62, 0);
	look(1);
	ck_assert_uint_eq(sampled[0], other + 62 * (uint64_t)POOL_BYTES);
	/* At the end all is written, whatever was. */
	sampled_count = 0;
	notes_end();
	ck_assert_uint_eq(sampled_count, 2);
	ck_assert_uint_eq(pools[0] + pools[1], 2 * ARENA_BYTES / POOL_BYTES);
}
END_TEST

/* Another arena at the same place has not been written yet. */
START_TEST(an_arena_at_the_place_of_another_is_written)
{
	uint64_t arena = arena_new();

	look(1);
	notes_arena_free(arena);
	look(0);
	notes_arena(arena, ARENA_BYTES);
	look(1);
	ck_assert_uint_eq(pools[0], ARENA_BYTES / POOL_BYTES);
}
END_TEST

/* -- marks --------------------------------------------------------------------------------- */

static void mark(uint64_t calls_before, size_t states)
{
	ring.calls += calls_before;
	audit("arenawalk.mark", NULL, NULL);
	ck_assert_msg(written[RECORD_STATS] == states, "call %u: %u states, not %u",
		      (unsigned)ring.calls, (unsigned)written[RECORD_STATS], (unsigned)states);
}

/* At the first 32, and then no sooner than 16,384 calls after the last. */
START_TEST(marks_by_the_thousand_do_not_each_have_a_state)
{
	python.add_audit_hook = add_audit_hook;
	python.print_stats = print_stats;
	notes_begin();
	ck_assert(audit != NULL);
	for (size_t i = 1; i <= 1000; i++) {
		mark(i < 32, i < 32 ? i : 32);
		ck_assert_uint_eq(written[RECORD_MARK], i);
		audit("import", NULL, NULL);
	}
	mark(16383, 32);
	mark(1, 33);
	mark(0, 33);
	mark(16383, 33);
	mark(16383, 34);
	mark(1, 34);
	notes_end(); /* whatever there was */
	notes_end();
	ck_assert_uint_eq(written[RECORD_STATS], 35);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("notes");
	TCase *arenas = tcase_create("arenas"), *marks = tcase_create("marks");

	tcase_add_checked_fixture(arenas, setup, NULL);
	tcase_add_test(arenas, returned_arenas_are_not_read);
	tcase_add_test(arenas, no_memory_for_the_list);
	tcase_add_test(arenas, what_is_as_it_was_is_not_written);
	tcase_add_test(arenas, an_arena_at_the_place_of_another_is_written);
	suite_add_tcase(suite, arenas);
	tcase_add_checked_fixture(marks, setup, NULL);
	tcase_add_test(marks, marks_by_the_thousand_do_not_each_have_a_state);
	suite_add_tcase(suite, marks);
	return suite_run(suite);
}
