/*
 * fork.c - operations by hand: what can be typed, what it means where one stands, and that the
 * run goes on from there as if the scenario had said so.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "heap/inspect.h"
#include "program/fork.h"
#include "scenario_text.h"
#include "suite.h"
#include "timeline/timeline.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

/* -- what is typed ---------------------------------------------------------------------- */

static const struct {
	const char *text, *name, *block;
	enum op_kind kind;
	uint64_t count, bytes;
} phrases[] = {
	{"x = malloc(100)", "x", "", OP_MALLOC, 1, 100},
	{"  x=malloc( 100 ) ;", "x", "", OP_MALLOC, 1, 100},
	{"b_1.2-c = malloc(0)", "b_1.2-c", "", OP_MALLOC, 1, 0},
	{"malloc(4K)", "", "", OP_MALLOC, 1, 4096},
	{"y = alloc(0x40)", "y", "", OP_MALLOC, 1, 64},
	{"t = calloc(4, 8)", "t", "", OP_CALLOC, 4, 8},
	{"calloc(2k,1M)", "", "", OP_CALLOC, 2048, 1 << 20},
	{"x = realloc(x, 200)", "", "x", OP_REALLOC, 1, 200},
	{"realloc(#12, 1)", "", "#12", OP_REALLOC, 1, 1},
	{"#12 = realloc(#12, 7)", "", "#12", OP_REALLOC, 1, 7},
	{"free x", "", "x", OP_FREE, 1, 0},
	{"free(x)", "", "x", OP_FREE, 1, 0},
	{"free #7", "", "#7", OP_FREE, 1, 0},
	{"free 0:1:48", "", "0:1:48", OP_FREE, 1, 0},
	{"free 0x7f5ac030", "", "0x7f5ac030", OP_FREE, 1, 0},
	{"x = malloc(1T)", NULL, "12: no digit", 0, 0, 0},
	{"x = malloc(1099511627777)", NULL, "11: more than", 0, 0, 0},
	{"x = malloc(99999999999999999999999)", NULL, "11: more than", 0, 0, 0},
	{"x = malloc(1024G)", "x", "", OP_MALLOC, 1, PHRASE_MOST_BYTES},
	{"x = malloc(1025G)", NULL, "11: more than", 0, 0, 0},
	{"", NULL, "0: malloc, calloc", 0, 0, 0},
	{"x", NULL, "0: malloc, calloc", 0, 0, 0},
	{"x =", NULL, "3: malloc, calloc", 0, 0, 0},
	{"x = maloc(100)", NULL, "4: malloc is meant", 0, 0, 0},
	{"x = malloc 100", NULL, "11: a '(' is missing", 0, 0, 0},
	{"x = malloc(100", NULL, "14: a ')' is missing", 0, 0, 0},
	{"x = malloc(-1)", NULL, "11: a number", 0, 0, 0},
	{"x = malloc(1.5)", NULL, "12: no digit", 0, 0, 0},
	{"x = malloc()", NULL, "11: a number", 0, 0, 0},
	{"x = malloc(0x)", NULL, "11: a number", 0, 0, 0},
	{"x = calloc(4)", NULL, "12: a ',' is missing", 0, 0, 0},
	{"y = realloc(x, 2)", NULL, "0: the block keeps", 0, 0, 0},
	{"x = free x", NULL, "4: free returns nothing", 0, 0, 0},
	{"free", NULL, "4: which block", 0, 0, 0},
	{"free #", NULL, "5: which block", 0, 0, 0},
	{"free (", NULL, "6: which block", 0, 0, 0},
	{"free x y", NULL, "7: one operation", 0, 0, 0},
	{"free x; free y", NULL, "8: one operation", 0, 0, 0},
	{"\x1b[31m", NULL, "0: malloc, calloc", 0, 0, 0},
};

START_TEST(test_phrases)
{
	struct phrase_fault fault = {0};
	struct phrase phrase;
	char said[200];
	bool good = phrase_read(phrases[_i].text, false, &phrase, &fault);

	if (!phrases[_i].name) {
		ck_assert_msg(!good, "'%s' is understood", phrases[_i].text);
		snprintf(said, sizeof said, "%zu: %s", fault.at, fault.what);
		ck_assert_msg(strncmp(said, phrases[_i].block, strlen(phrases[_i].block)) == 0,
			      "'%s': %s", phrases[_i].text, said);
		return;
	}
	ck_assert_msg(good, "'%s': %zu: %s", phrases[_i].text, fault.at, fault.what);
	ck_assert_int_eq(phrase.kind, phrases[_i].kind);
	ck_assert_str_eq(phrase.name, phrases[_i].name);
	ck_assert_str_eq(phrase.block, phrases[_i].block);
	ck_assert_uint_eq(phrase.count, phrases[_i].count);
	ck_assert_uint_eq(phrase.bytes, phrases[_i].bytes);
}
END_TEST

START_TEST(test_long_phrases_are_refused)
{
	struct phrase_fault fault;
	struct phrase phrase;
	char text[300];

	memset(text, 'x', sizeof text);
	memcpy(text + 200, " = malloc(1)", 13);
	ck_assert(!phrase_read(text, false, &phrase, &fault));
	memcpy(text, "free ", 5);
	ck_assert(!phrase_read(text, true, &phrase, &fault));
	memset(text + 5, '1', 200);
	ck_assert(!phrase_read(text, true, &phrase, &fault));
}
END_TEST

/* -- what it means ---------------------------------------------------------------------- */

#define BASE                                                                                       \
	"model: toy\nsteps:\n"                                                                     \
	"- alloc: {name: a, size: 40}\n- mark: one\n- say: words\n"                                \
	"- repeat: {times: 3, steps: [{alloc: {name: b$i, size: 40}}]}\n"                          \
	"- free: b1\n- realloc: {name: a, size: 90}\n- mark: two\n- free: a\n"

static struct program *program, *fork;
static struct timeline *base, *timeline;

static void open_base(uint64_t events)
{
	program = scenario_text(BASE);
	base = timeline_new(program, &(struct timeline_options){0});
	while (timeline_scout(base, 1000))
		;
	ck_assert(timeline_seek(base, (struct position){.events = events}));
	fork = fork_new(program, events);
}

static void run_fork(void)
{
	timeline_destroy(timeline);
	timeline = timeline_branch(base, fork);
	ck_assert_ptr_nonnull(timeline);
	while (timeline_scout(timeline, 1000))
		;
	timeline_seek_end(timeline);
}

static void teardown(void)
{
	timeline_destroy(timeline);
	timeline_destroy(base);
	program_destroy(fork);
	program_destroy(program);
	timeline = base = NULL;
	program = fork = NULL;
}

/* "" if it was done; else what is wrong. */
static const char *type(const char *text)
{
	static struct phrase_fault fault;
	const struct world *world = timeline_world(timeline ? timeline : base);
	struct phrase phrase;
	struct fork_op op;

	fault.what[0] = '\0';
	if (!phrase_read(text, false, &phrase, &fault) ||
	    !fork_understand(fork, &world->heap, world->area, &phrase, false, &op, &fault))
		return fault.what;
	fork_add(fork, fork_count(fork), &op);
	run_fork();
	return "";
}

static void types(const char *text)
{
	const char *fault = type(text);

	ck_assert_msg(!*fault, "'%s': %s", text, fault);
}

/* The scenario whose text this is leads to the same heap. */
static void is_like(const char *text)
{
	struct program *other = scenario_text(text);
	struct timeline *run = timeline_new(other, &(struct timeline_options){0});

	while (timeline_scout(run, 1000))
		;
	timeline_seek_end(run);
	ck_assert(heap_alike(&timeline_world(timeline)->heap, &timeline_world(run)->heap));
	timeline_destroy(run);
	program_destroy(other);
}

START_TEST(test_goes_on_as_the_scenario_would)
{
	/* a, words, b0, b1 | x, b0, a moves, t1 */
	open_base(4);
	types("x = malloc(40)");
	types("free b0");
	types("a = realloc(a, 100)");
	types("malloc(8)");
	types("x = realloc(x, 41)");
	is_like("model: toy\nsteps:\n- alloc: {name: a, size: 40}\n"
		"- repeat: {times: 2, steps: [{alloc: {name: b$i, size: 40}}]}\n"
		"- alloc: {name: x, size: 40}\n- free: b0\n- realloc: {name: a, size: 100}\n"
		"- alloc: {name: t1, size: 8}\n- realloc: {name: x, size: 41}\n");
	ck_assert_uint_eq(timeline_index(timeline)->operations, 8);
	ck_assert_uint_eq(timeline_index(timeline)->events, 9);
	ck_assert(timeline_index(timeline)->complete);
	/* The run that it left is as it was. */
	ck_assert_uint_eq(timeline_position(base).events, 4);
	ck_assert_uint_eq(timeline_index(base)->operations, 7);
}
END_TEST

START_TEST(test_names_are_those_of_the_moment)
{
	open_base(6); /* all b, b1 freed */
	ck_assert_str_eq(type("free b1"), "b1 has been freed already");
	ck_assert_str_eq(type("free b4"), "no block is called b4 here; b0 is");
	ck_assert_str_eq(type("free nothing"), "no block is called nothing here");
	ck_assert_str_eq(type("b0 = malloc(1)"), "b0 is in use: free it first, or take another name");
	types("b1 = malloc(7)");
	ck_assert_str_eq(type("b1 = malloc(7)"),
			 "b1 is in use: free it first, or take another name");
	types("free b1");
	ck_assert_str_eq(type("realloc(b1, 3)"), "b1 has been freed already");
	ck_assert_str_eq(type("free 0:3:48"), "no block in use begins at 0:3:48");
	ck_assert_str_eq(type("free 9:9:9"), "no block in use begins at 9:9:9");
	types("free 0:0:48"); /* a */
	ck_assert_str_eq(type("free a"), "a has been freed already");
	types("t1 = malloc(1)");
	types("malloc(1)");
	ck_assert_str_eq(fork_op(fork, fork_count(fork) - 1)->name, "t2");
}
END_TEST

static size_t count_labels(const char *name)
{
	const struct world *world = timeline_world(timeline);
	struct label labels[50];
	size_t found = 0;
	size_t count = fork->ops->labels(fork, &world->heap, world->area, 0, UINT64_MAX, labels, 50);

	for (size_t i = 0; i < count; i++)
		found += strcmp(labels[i].name, name) == 0;
	return found;
}

START_TEST(test_labels_follow)
{
	open_base(5);
	types("free b0");
	types("x = malloc(40)"); /* takes its place */
	types("b2 = realloc(b2, 200)");
	ck_assert_uint_eq(count_labels("b0"), 0);
	ck_assert_uint_eq(count_labels("x"), 1);
	ck_assert_uint_eq(count_labels("b2"), 1);
	ck_assert_uint_eq(count_labels("a"), 1);
	/* Back in time they were others. */
	timeline_seek(timeline, (struct position){.events = 5});
	ck_assert_uint_eq(count_labels("b0"), 1);
	ck_assert_uint_eq(count_labels("x"), 0);
	timeline_seek(timeline, (struct position){.events = 6});
	ck_assert_uint_eq(count_labels("b0"), 0);
}
END_TEST

/* The three laws hold here, too: whichever way one comes to a place, it is the same. */
START_TEST(test_travels)
{
	uint64_t hashes[12];

	open_base(4);
	types("x = malloc(40)");
	types("free a");
	types("y = malloc(90)");
	for (uint64_t i = 0; i <= 7; i++) {
		timeline_seek(timeline, (struct position){.events = i});
		hashes[i] = world_hash(timeline_world(timeline));
	}
	for (uint64_t i = 7; i > 0; i--) {
		timeline_back(timeline, DETAIL_OPERATION);
		ck_assert_uint_eq(world_hash(timeline_world(timeline)), hashes[i - 1]);
	}
	for (uint64_t i = 0; i < 7; i++) {
		while (timeline_position(timeline).events == i)
			timeline_forward(timeline, DETAIL_WRITE);
		ck_assert_uint_eq(world_hash(timeline_world(timeline)), hashes[i + 1]);
	}
	ck_assert(!timeline_forward(timeline, DETAIL_STEP));
	/* Up to the fork it is the run it left. */
	for (uint64_t i = 0; i <= 4; i++) {
		timeline_seek(base, (struct position){.events = i});
		ck_assert_uint_eq(world_hash(timeline_world(base)), hashes[i]);
	}
	ck_assert_ptr_nonnull(timeline_find_mark(timeline, "one"));
	ck_assert_ptr_null(timeline_find_mark(timeline, "two"));
	ck_assert_uint_eq(timeline_find_mark(timeline, "fork")->events, 4);
}
END_TEST

START_TEST(test_later_operations_are_replaced)
{
	const struct world *world;
	struct phrase_fault fault;
	struct phrase phrase;
	struct fork_op op;

	open_base(1);
	types("x = malloc(40)");
	types("y = malloc(40)");
	timeline_seek(timeline, (struct position){.events = 2});
	world = timeline_world(timeline);
	ck_assert(phrase_read("y = malloc(8)", false, &phrase, &fault));
	ck_assert(fork_understand(fork, &world->heap, world->area, &phrase, false, &op, &fault));
	fork_add(fork, 1, &op);
	run_fork();
	is_like("model: toy\nsteps:\n- alloc: {name: a, size: 40}\n- alloc: {name: x, size: 40}\n"
		"- alloc: {name: y, size: 8}\n");
}
END_TEST

START_TEST(test_there_is_an_end_to_it)
{
	open_base(0);
	for (int i = 0; i < FORK_MOST; i++) {
		const struct world *world;
		struct phrase_fault fault;
		struct phrase phrase = {.kind = OP_MALLOC, .count = 1, .bytes = 1};
		struct fork_op op;

		world = timeline_world(base);
		ck_assert(fork_understand(fork, &world->heap, world->area, &phrase, false, &op,
					  &fault));
		snprintf(op.name, sizeof op.name, "n%d", i);
		op.op.name = UINT64_C(1) << 63 | (uint64_t)i;
		fork_add(fork, (size_t)i, &op);
	}
	run_fork();
	ck_assert(strstr(type("x = malloc(1)"), "operations are enough") != NULL);
}
END_TEST

START_TEST(test_crashed_is_crashed)
{
	program = scenario_text("model: toy\nsteps:\n- alloc: {name: a, size: 16}\n"
				"- alloc: {name: b, size: 16}\n- free: a\n"
				"- write: {name: a, value: 0x4141}\n- alloc: {name: c, size: 16}\n"
				"- alloc: {name: d, size: 16}\n- alloc: {name: e, size: 16}\n");
	base = timeline_new(program, &(struct timeline_options){0});
	while (timeline_scout(base, 1000))
		;
	timeline_seek_end(base);
	ck_assert(heap_crashed(&timeline_world(base)->heap));
	fork = fork_new(program, timeline_position(base).events);
	ck_assert_str_eq(type("x = malloc(1)"), "the process has crashed: nothing happens any more");
}
END_TEST

START_TEST(test_alike_sees_differences)
{
	open_base(5);
	types("x = malloc(40)");
	ck_assert(!heap_alike(&timeline_world(timeline)->heap, &timeline_world(base)->heap));
	types("free x");
	/* Its place is where it was: first in the free list. */
	ck_assert(heap_alike(&timeline_world(timeline)->heap, &timeline_world(timeline)->heap));
	timeline_seek(base, (struct position){0});
	ck_assert(!heap_alike(&timeline_world(timeline)->heap, &timeline_world(base)->heap));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fork");
	TCase *typing = tcase_create("phrases"), *forks = tcase_create("forks");

	tcase_add_loop_test(typing, test_phrases, 0, COUNT(phrases));
	tcase_add_test(typing, test_long_phrases_are_refused);
	tcase_add_checked_fixture(forks, NULL, teardown);
	tcase_add_test(forks, test_goes_on_as_the_scenario_would);
	tcase_add_test(forks, test_names_are_those_of_the_moment);
	tcase_add_test(forks, test_labels_follow);
	tcase_add_test(forks, test_travels);
	tcase_add_test(forks, test_later_operations_are_replaced);
	tcase_add_test(forks, test_there_is_an_end_to_it);
	tcase_add_test(forks, test_crashed_is_crashed);
	tcase_add_test(forks, test_alike_sees_differences);
	suite_add_tcase(suite, typing);
	suite_add_tcase(suite, forks);
	return suite_run(suite);
}
