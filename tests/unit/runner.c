/*
 * runner.c - what a scenario does when it runs: loops and their counters, names, random
 * operations, free_where, and programs far too long to be spelled out.
 */
#include <check.h>
#include <time.h>

#include "base/mem.h"
#include "heap/inspect.h"
#include "must.h"
#include "play.h"
#include "suite.h"

static struct play play;

static void teardown(void)
{
	if (play.program)
		play_close(&play);
}

static void stop(void)
{
	play_close(&play);
	play.program = NULL;
}

/* [steps] do [trace] and nothing is wrong. */
static void does(const char *steps, const char *trace)
{
	play_steps(&play, steps);
	play_is_fine(&play);
	ck_assert_str_eq(play.text, trace);
	stop();
}

/* -- loops and names --------------------------------------------------- */

START_TEST(operations_of_all_kinds)
{
	does("- alloc: {name: a, size: 16}\n"
	     "- calloc: {name: t, count: 4, size: 8}\n"
	     "- say: words\n"
	     "- realloc: {name: a, size: 2K}\n"
	     "- ask: {question: which?, about: pool}\n"
	     "- write: {name: t, offset: 8, text: hello}\n"
	     "- free: [a, t]\n"
	     "- double_free: t\n"
	     "- alloc: {name: a, size: 0x20}\n"
	     "- mark: end\n",
	     "a=16 t=4*8 [words] a>2048 ?pool t@8:5 -a -t !t a=32");
}
END_TEST

START_TEST(repeats_count_from_zero)
{
	does("- repeat: {times: 3, steps: [{alloc: {name: b$i, size: 8*$i+16}}]}\n"
	     "- repeat: {times: 3, steps: [{free: b$i}]}\n",
	     "b0=16 b1=24 b2=32 -b0 -b1 -b2");
}
END_TEST

START_TEST(repeats_nest)
{
	does("- repeat:\n"
	     "    times: 2\n"
	     "    steps:\n"
	     "      - repeat:\n"
	     "          times: 3\n"
	     "          as: j\n"
	     "          steps:\n"
	     "            - alloc: {name: x$(i)_$j, size: 10*$i+$j}\n"
	     "      - free: x$(i)_1\n"
	     "- repeat: {times: 2, as: k, steps: [{free: x$(k)_0}, {free: x$(k)_2}]}\n",
	     "x0_0=0 x0_1=1 x0_2=2 -x0_1 x1_0=10 x1_1=11 x1_2=12 -x1_1 "
	     "-x0_0 -x0_2 -x1_0 -x1_2");
}
END_TEST

START_TEST(times_may_depend_on_a_counter)
{
	does("- repeat:\n"
	     "    times: 4\n"
	     "    steps:\n"
	     "      - repeat: {times: $i, as: j, steps: [{alloc: {name: a$(i)x$j, size: $i+1}}]}\n",
	     "a1x0=2 a2x0=3 a2x1=3 a3x0=4 a3x1=4 a3x2=4");
}
END_TEST

START_TEST(a_repeat_of_zero_times_does_nothing)
{
	does("- repeat: {times: 0, steps: [{alloc: {name: a, size: 1}}]}\n"
	     "- repeat: {times: 2, steps: [{repeat: {times: 0, as: j, steps: [{say: never}]}}, "
	     "{say: twice}]}\n",
	     "[twice] [twice]");
}
END_TEST

START_TEST(a_loop_begins_anew_each_time)
{
	does("- repeat:\n"
	     "    times: 2\n"
	     "    steps:\n"
	     "      - repeat: {times: 2, as: j, steps: [{alloc: {name: a$j, size: $i}}]}\n"
	     "      - repeat: {times: 2, as: j, steps: [{free: a$j}]}\n",
	     "a0=0 a1=0 -a0 -a1 a0=1 a1=1 -a0 -a1");
}
END_TEST

START_TEST(names_meet_however_they_are_made)
{
	/* b1$i has a digit before its counter, row$(i)x letters behind it: both are spelled out */
	does("- repeat: {times: 2, steps: [{alloc: {name: b1$i, size: 1}}]}\n"
	     "- free: b10\n"
	     "- free: b11\n"
	     "- repeat: {times: 12, steps: [{alloc: {name: c$i, size: 2}}]}\n"
	     "- repeat: {times: 2, steps: [{free: c1$i}]}\n"
	     "- alloc: {name: row1x, size: 3}\n"
	     "- alloc: {name: row0x, size: 3}\n"
	     "- repeat: {times: 2, as: k, steps: [{free: row$(k)x}]}\n",
	     "b10=1 b11=1 -b10 -b11 c0=2 c1=2 c2=2 c3=2 c4=2 c5=2 c6=2 c7=2 c8=2 c9=2 c10=2 "
	     "c11=2 -c10 -c11 row1x=3 row0x=3 -row0x -row1x");
}
END_TEST

START_TEST(a_request_that_fails_is_a_null_pointer)
{
	does("- calloc: {name: t, count: 0xffffffffffffffff, size: 2}\n"
	     "- expect: {blocks: {t: \"null\"}}\n"
	     "- free: t\n"
	     "- calloc: {name: t, count: 1, size: 1}\n"
	     "- expect: {blocks: {t: \"0:0:48\"}}\n"
	     "- free: t\n"
	     "- calloc: {name: t, count: 0x8000000000000000, size: 1}\n"
	     "- realloc: {name: t, size: 16}\n" /* realloc(NULL, 16) */
	     "- expect: {blocks: {t: \"0:0:48\"}}\n",
	     "t=18446744073709551615*2 -t t=1*1 -t t=9223372036854775808*1 t>16");
}
END_TEST

/* -- random ------------------------------------------------------------ */

static char *random_trace(const char *keys)
{
	char steps[300], *text;

	snprintf(steps, sizeof steps, "- random: {%s}\n", keys);
	play_steps(&play, steps);
	play_is_fine(&play);
	text = mem_text(play.text);
	stop();
	return text;
}

START_TEST(random_is_repeatable)
{
	char *a = random_trace("operations: 2000, seed: 7");
	char *b = random_trace("operations: 2000, seed: 7");
	char *c = random_trace("operations: 2000, seed: 8");
	char *d = random_trace("operations: 2000");
	char *e = random_trace("operations: 2000, seed: 1, group: r, live: 100, min: 1, max: 512");
	char *zero = random_trace("operations: 2000, seed: 0");
	char *most = random_trace("operations: 2000, seed: 0xffffffffffffffff");
	char *shorter = random_trace("operations: 1000, seed: 7");

	ck_assert_str_eq(a, b);
	ck_assert_str_ne(a, c);
	ck_assert_str_eq(d, e); /* the defaults */
	ck_assert_str_ne(zero, most);
	ck_assert_int_eq(strncmp(a, shorter, strlen(shorter)), 0);
	free(a);
	free(b);
	free(c);
	free(d);
	free(e);
	free(zero);
	free(most);
	free(shorter);
}
END_TEST

/* Two of them in one scenario, and one in a loop, each begin with their seed. */
START_TEST(random_begins_with_its_seed_each_time)
{
	char *one = random_trace("operations: 50, seed: 3");
	char *again;

	play_steps(&play, "- random: {operations: 50, seed: 3}\n"
			  "- free_where: {group: r}\n"
			  "- say: x\n"
			  "- random: {operations: 50, seed: 3}\n");
	again = strstr(play.text, "[x] ");
	ck_assert_ptr_nonnull(again);
	ck_assert_int_eq(strncmp(play.text, one, strlen(one)), 0);
	ck_assert_str_eq(again + 4, one);
	free(one);
}
END_TEST

struct tally {
	uint64_t mallocs, reallocs, frees, live, most_live, least, most;
};

/* The live names are counted in the table itself. */
static struct tally count_random(const char *keys)
{
	struct tally tally = {.least = UINT64_MAX};
	char text[300];
	struct event event;

	snprintf(text, sizeof text, "model: toy\nsteps:\n- random: {%s}\n", keys);
	play_open(&play, text);
	for (;;) {
		world_peek(&play.world, &event);
		if (event.kind == EVENT_END)
			break;
		world_run(&play.world, &event, NULL);
		tally.mallocs += event.op.kind == OP_MALLOC;
		tally.reallocs += event.op.kind == OP_REALLOC;
		tally.frees += event.op.kind == OP_FREE;
		tally.live = tally.mallocs - tally.frees;
		if (tally.live > tally.most_live)
			tally.most_live = tally.live;
		if (event.op.kind == OP_FREE)
			continue;
		tally.least = event.op.bytes < tally.least ? event.op.bytes : tally.least;
		tally.most = event.op.bytes > tally.most ? event.op.bytes : tally.most;
	}
	stop();
	return tally;
}

START_TEST(random_keeps_to_its_limits)
{
	struct tally t = count_random("operations: 30000, live: 70, min: 20, max: 30");

	ck_assert_uint_eq(t.mallocs + t.frees, 30000);
	ck_assert_uint_eq(t.reallocs, 0);
	ck_assert_uint_le(t.most_live, 70);
	ck_assert_uint_gt(t.most_live, 35);
	ck_assert_uint_eq(t.least, 20);
	ck_assert_uint_eq(t.most, 30);
	t = count_random("operations: 30000, live: 1, min: 16, max: 16");
	ck_assert_uint_eq(t.most_live, 1);
	ck_assert_uint_eq(t.mallocs, 15000);
	t = count_random("operations: 30000, live: 70, sizes: [0, 5, 700]");
	ck_assert_uint_eq(t.least, 0);
	ck_assert_uint_eq(t.most, 700);
}
END_TEST

START_TEST(random_draws_sizes_evenly_from_the_list)
{
	uint64_t seen[3] = {0};
	char *text = random_trace("operations: 9000, sizes: [16, 24, 600], live: 1000");

	for (const char *at = text; (at = strchr(at, '=')) != NULL; at++) {
		long size = strtol(at + 1, NULL, 10);
		int which = size == 16 ? 0 : size == 24 ? 1 : 2;

		must(which < 2 || size == 600, "a strange size: %ld", size);
		seen[which]++;
	}
	for (int i = 0; i < 3; i++) {
		ck_assert_uint_gt(seen[i] * 3, (seen[0] + seen[1] + seen[2]) * 9 / 10);
		ck_assert_uint_lt(seen[i] * 3, (seen[0] + seen[1] + seen[2]) * 11 / 10);
	}
	free(text);
}
END_TEST

START_TEST(random_reallocs)
{
	struct tally t = count_random("operations: 30000, live: 100, reallocs: 30");

	ck_assert_uint_gt(t.reallocs * 100, (t.reallocs + t.frees) * 27);
	ck_assert_uint_lt(t.reallocs * 100, (t.reallocs + t.frees) * 33);
	t = count_random("operations: 3000, live: 100, reallocs: 100");
	ck_assert_uint_eq(t.frees, 0);
	ck_assert_uint_eq(t.live, 100);
}
END_TEST

/* -- free_where -------------------------------------------------------- */

/* b0 to b9, of which [free_where] frees these. */
static void frees(const char *where, const char *expected)
{
	char steps[400];
	const char *trace;

	snprintf(steps, sizeof steps,
		 "- repeat: {times: 10, steps: [{alloc: {name: b$i, size: 16}}]}\n"
		 "- say: x\n%s",
		 where);
	play_steps(&play, steps);
	play_is_fine(&play);
	trace = strstr(play.text, "[x]");
	ck_assert_str_eq(trace + 3, expected);
	stop();
}

START_TEST(free_where_in_all_its_forms)
{
	static const struct {
		const char *where, *frees;
	} cases[] = {
		{"{group: b}", " -b0 -b1 -b2 -b3 -b4 -b5 -b6 -b7 -b8 -b9"},
		{"{group: b, every: 2}", " -b0 -b2 -b4 -b6 -b8"},
		{"{group: b, every: 3, skip: 1}", " -b1 -b4 -b7"},
		{"{group: b, skip: 8}", " -b8 -b9"},
		{"{group: b, skip: 10}", ""},
		{"{group: b, skip: 0, every: 1, oldest: 2}", " -b0 -b1"},
		{"{group: b, from: 3, to: 5}", " -b3 -b4 -b5"},
		{"{group: b, from: 8}", " -b8 -b9"},
		{"{group: b, to: 1}", " -b0 -b1"},
		{"{group: b, from: 5, to: 5}", " -b5"},
		{"{group: b, from: 50}", ""},
		{"{group: b, from: 2, to: 8, every: 3}", " -b2 -b5 -b8"},
		{"{group: b, from: 2, skip: 2, every: 2}", " -b4 -b6 -b8"},
		{"{group: b, oldest: 3}", " -b0 -b1 -b2"},
		{"{group: b, oldest: 100}", " -b0 -b1 -b2 -b3 -b4 -b5 -b6 -b7 -b8 -b9"},
		{"{group: b, oldest: 2, skip: 1}", " -b1 -b2"},
		{"{group: b, oldest: 2, every: 4}", " -b0 -b4"},
		{"{group: b, newest: 3}", " -b9 -b8 -b7"},
		{"{group: b, newest: 3, every: 2}", " -b9 -b7 -b5"},
		{"{group: b, newest: 2, skip: 1}", " -b8 -b7"},
		{"{group: b, newest: 2, to: 5}", " -b5 -b4"},
	};
	char steps[200];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(steps, sizeof steps, "- free_where: %s\n", cases[i].where);
		frees(steps, cases[i].frees);
	}
}
END_TEST

START_TEST(free_where_with_counters)
{
	frees("- repeat: {times: 2, steps: [{free_where: {group: b, from: 4*$i, to: 4*$i+1}}]}\n",
	      " -b0 -b1 -b4 -b5");
	frees("- repeat: {times: 3, steps: [{free_where: {group: b, oldest: $i+1}}]}\n",
	      " -b0 -b1 -b2 -b3 -b4 -b5");
	frees("- repeat: {times: 2, steps: [{free_where: {group: b, skip: 1, every: $i+2}}]}\n",
	      " -b1 -b3 -b5 -b7 -b9 -b2 -b8");
	/* nothing is left to free, which is no mistake */
	frees("- repeat: {times: 3, steps: [{free_where: {group: b, newest: 9}}]}\n",
	      " -b9 -b8 -b7 -b6 -b5 -b4 -b3 -b2 -b1 -b0");
}
END_TEST

START_TEST(a_group_is_in_order_of_birth)
{
	frees("- free: b0\n- alloc: {name: b0, size: 16}\n- free_where: {group: b, oldest: 1}\n"
	      "- free_where: {group: b, newest: 1}\n",
	      " -b0 b0=16 -b1 -b0");
	/* a realloc is no new birth */
	frees("- realloc: {name: b0, size: 90}\n- free_where: {group: b, oldest: 1}\n",
	      " b0>90 -b0");
	/* the name without a number belongs to the group, but is in no range */
	frees("- alloc: {name: b, size: 1}\n- free_where: {group: b, from: 9}\n"
	      "- free_where: {group: b, newest: 1}\n",
	      " b=1 -b9 -b");
}
END_TEST

START_TEST(free_where_of_a_random_group)
{
	play_steps(&play, "- random: {operations: 500, group: q, live: 40, seed: 5}\n"
			  "- free_where: {group: q}\n"
			  "- expect: {counters: {blocks: 0, system_blocks: 0}}\n");
	play_is_fine(&play);
	ck_assert_uint_gt(play.world.state->operations, 510);
}
END_TEST

/* -- far too long ------------------------------------------------------ */

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

START_TEST(a_thousand_million_operations_open_at_once)
{
	static const char *const texts[] = {
		"steps:\n- repeat:\n    times: 1000\n    steps:\n"
		"      - repeat:\n          times: 1000\n          as: j\n          steps:\n"
		"            - repeat:\n                times: 500\n                as: k\n"
		"                steps:\n"
		"                  - alloc: {name: b$(k), size: $k}\n"
		"                  - free: b$k\n",
		"steps:\n- random: {operations: 1000000000, live: 10000}\n",
		"steps:\n- repeat: {times: 1000000000, steps: [{alloc: {name: b$i, size: 64}}]}\n",
		("steps:\n- repeat: {times: 500000000, steps: [{alloc: {name: b$(i)x, size: 64}}, "
		 "{free: b$(i)x}]}\n"),
	};
	double start = seconds();

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		play_open(&play, texts[i]);
		ck_assert(play_on(&play, 1000));
		play_is_fine(&play);
		ck_assert_uint_eq(play.world.state->operations, 1000);
		stop();
	}
	ck_assert_double_lt(seconds() - start, 5); /* a few milliseconds, really */
}
END_TEST

static void is_refused(const char *text, const char *message)
{
	char faults[4000] = "";

	ck_assert_ptr_null(scenario_try(text, faults, sizeof faults));
	ck_assert_msg(strstr(faults, message) != NULL, "'%s' is not in:\n%s", message, faults);
}

START_TEST(more_than_that_is_refused)
{
	static const char message[] = "repeats inside repeats multiply";

	is_refused("steps:\n- repeat:\n    times: 100000\n    steps:\n"
		   "      - repeat:\n          times: 10001\n          as: j\n"
		   "          steps: [{alloc: {name: b$j, size: 1}}]\n",
		   message);
	is_refused("steps:\n"
		   "- repeat: {times: 600000000, steps: [{alloc: {name: a$i, size: 1}}]}\n"
		   "- repeat: {times: 600000000, steps: [{free: a$i}]}\n",
		   message);
	is_refused("steps:\n- repeat: {times: 2, steps: [{random: {operations: 500000001}}]}\n",
		   message);
	/* far beyond 64 bits */
	is_refused("steps:\n- repeat: {times: 1000000000, steps: [{repeat: {times: 1000000000, as: "
		   "j, steps: [{repeat: {times: 1000000000, as: k, steps: [{alloc: {name: b$k, "
		   "size: 1}}]}}]}}]}\n",
		   message);
	is_refused("steps:\n- repeat: {times: 1000000001, steps: [{say: x}]}\n",
		   "must be from 0 to");
}
END_TEST

/* Loops in which nothing happens: said, and over soon. */
START_TEST(empty_loops_end)
{
	double start = seconds();

	play_steps(&play, "- repeat: {times: 1000000000, steps: [{repeat: {times: 0, as: j, steps: "
			  "[{alloc: {name: a, size: 1}}]}}]}\n"
			  "- say: not reached\n");
	ck_assert_uint_eq(play.notices.count, 1);
	ck_assert_int_eq(play.notices.items[0].kind, NOTICE_FAULT);
	ck_assert_str_eq(play.notices.items[0].text, "nothing happens in these repeats");
	ck_assert_str_eq(play.text, "");
	ck_assert_double_lt(seconds() - start, 20);
}
END_TEST

START_TEST(a_long_way_without_events_is_no_empty_loop)
{
	does("- repeat: {times: 1000000, steps: [{repeat: {times: $i/999999, as: j, steps: "
	     "[{say: at last}]}}]}\n",
	     "[at last]");
}
END_TEST

/* -- what the world and the views ask ---------------------------------- */

START_TEST(looking_changes_nothing)
{
	struct event first, second;
	uint64_t hash;

	play_open(&play, "model: toy\nsteps:\n- random: {operations: 300, reallocs: 20}\n"
			 "- free_where: {group: r, every: 2}\n");
	do {
		hash = world_hash(&play.world);
		world_peek(&play.world, &first);
		world_peek(&play.world, &second);
		must(world_hash(&play.world) == hash, "peek changes the world");
		must(first.kind == second.kind && first.op.kind == second.op.kind &&
			     first.op.bytes == second.op.bytes &&
			     first.op.block == second.op.block && first.op.name == second.op.name,
		     "a second look shows something else");
	} while (play_on(&play, 1));
}
END_TEST

START_TEST(words_in_both_languages)
{
	struct event event;

	play_open(&play, "title: {en: Title, zh: 标题}\nabout: about it\nsteps:\n"
			 "- say: {en: hello, zh: 你好}\n"
			 "- say: plain\n"
			 "- ask: {question: {en: where?, zh: 哪里}, about: offset, "
			 "because: so}\n");
	ck_assert_str_eq(words_in(&play.program->title, LANG_EN), "Title");
	ck_assert_str_eq(words_in(&play.program->title, LANG_ZH), "标题");
	ck_assert_str_eq(words_in(&play.program->about, LANG_ZH), "about it");
	world_peek(&play.world, &event);
	ck_assert_int_eq(event.kind, EVENT_SAY);
	ck_assert_str_eq(words_in(&event.words, LANG_EN), "hello");
	ck_assert_str_eq(words_in(&event.words, LANG_ZH), "你好");
	ck_assert_uint_eq(event.place.line, 4);
	ck_assert_uint_eq(event.place.column, 3);
	play_on(&play, 1);
	world_peek(&play.world, &event);
	ck_assert_str_eq(words_in(&event.words, LANG_ZH), "plain");
	play_on(&play, 1);
	world_peek(&play.world, &event);
	ck_assert_int_eq(event.kind, EVENT_ASK);
	ck_assert_int_eq(event.about, ASK_OFFSET);
	ck_assert_str_eq(words_in(&event.words, LANG_ZH), "哪里");
	ck_assert_str_eq(words_in(&event.because, LANG_ZH), "so");
	ck_assert(!play_on(&play, 2));
	ck_assert_uint_eq(play.world.state->events, 3);
	ck_assert_uint_eq(play.world.state->operations, 0);
}
END_TEST

START_TEST(labels_of_live_blocks)
{
	const struct heap *heap = &play.world.heap;
	struct label labels[8];
	size_t count;

	play_steps(&play, "- repeat: {times: 5, steps: [{alloc: {name: b$i, size: 10+$i}}]}\n"
			  "- alloc: {name: far, size: 90}\n"
			  "- alloc: {name: system, size: 900}\n"
			  "- free: b2\n");
#define LABELS(from, bytes, most)                                                                  \
	play.program->ops->labels(play.program, heap, play.world.area, from, bytes, labels, most)
	count = LABELS(heap_address(heap, 0, 0, 0), 256, 8);
	ck_assert_uint_eq(count, 4);
	for (size_t i = 0; i < 4; i++) {
		struct place place = heap_place(heap, labels[i].block);
		uint64_t number = (place.offset - 48) / 16;
		char name[16];

		snprintf(name, sizeof name, "b%u", (unsigned)number);
		ck_assert_str_eq(labels[i].name, name);
		ck_assert_uint_eq(labels[i].requested, 10 + number);
		ck_assert_uint_ne(number, 2);
	}
	ck_assert_uint_eq(LABELS(heap_address(heap, 0, 0, 0), 512, 8), 5);
	ck_assert_uint_eq(LABELS(heap_address(heap, 0, 0, 0), 512, 2), 2);
	ck_assert_uint_eq(LABELS(heap_address(heap, 0, 2, 0), 256, 8), 0);
	ck_assert_uint_eq(LABELS(SYSTEM_BASE, 16, 8), 1);
	ck_assert_str_eq(labels[0].name, "system");
#undef LABELS
}
END_TEST

START_TEST(marks_are_told_where_they_are_met)
{
	static const char *const marks[] = {"first", "loop", "loop", "last"};

	play_steps(&play, "- mark: first\n"
			  "- repeat: {times: 2, steps: [{say: x}, {mark: loop}]}\n"
			  "- mark: last\n");
	ck_assert_uint_eq(play.notices.count, 4);
	for (size_t i = 0; i < 4; i++) {
		ck_assert_int_eq(play.notices.items[i].kind, NOTICE_MARK);
		ck_assert_str_eq(play.notices.items[i].text, marks[i]);
	}
	ck_assert_uint_eq(play.notices.items[3].place.line, 5);
}
END_TEST

START_TEST(heads_of_scenarios)
{
	play_open(&play, "model: cpython-3.6\narenas: page\narena_limit: 3\nsteps:\n- say: x\n");
	ck_assert_str_eq(play.program->model->name, "cpython-3.6");
	ck_assert_int_eq(play.program->placement, ARENAS_PAGE);
	ck_assert_uint_eq(play.program->arena_limit, 3);
	ck_assert_uint_eq(play.world.heap.arena_limit, 3);
	ck_assert_uint_eq(play.world.heap.first_pool % 262144, 4096);
	stop();
	play_open(&play, "steps:\n- say: x\n");
	ck_assert_str_eq(play.program->model->name, "cpython-3.13");
	ck_assert_int_eq(play.program->placement, ARENAS_ALIGNED);
	ck_assert(!play.program->misuses);
	ck_assert(!play.program->expects_steps);
}
END_TEST

static Suite *runner_suite(void)
{
	Suite *suite = suite_create("runner");
	TCase *tcase = tcase_create("runner");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, NULL, teardown);
	tcase_add_test(tcase, operations_of_all_kinds);
	tcase_add_test(tcase, repeats_count_from_zero);
	tcase_add_test(tcase, repeats_nest);
	tcase_add_test(tcase, times_may_depend_on_a_counter);
	tcase_add_test(tcase, a_repeat_of_zero_times_does_nothing);
	tcase_add_test(tcase, a_loop_begins_anew_each_time);
	tcase_add_test(tcase, names_meet_however_they_are_made);
	tcase_add_test(tcase, a_request_that_fails_is_a_null_pointer);
	tcase_add_test(tcase, random_is_repeatable);
	tcase_add_test(tcase, random_begins_with_its_seed_each_time);
	tcase_add_test(tcase, random_keeps_to_its_limits);
	tcase_add_test(tcase, random_draws_sizes_evenly_from_the_list);
	tcase_add_test(tcase, random_reallocs);
	tcase_add_test(tcase, free_where_in_all_its_forms);
	tcase_add_test(tcase, free_where_with_counters);
	tcase_add_test(tcase, a_group_is_in_order_of_birth);
	tcase_add_test(tcase, free_where_of_a_random_group);
	tcase_add_test(tcase, a_thousand_million_operations_open_at_once);
	tcase_add_test(tcase, more_than_that_is_refused);
	tcase_add_test(tcase, empty_loops_end);
	tcase_add_test(tcase, a_long_way_without_events_is_no_empty_loop);
	tcase_add_test(tcase, looking_changes_nothing);
	tcase_add_test(tcase, words_in_both_languages);
	tcase_add_test(tcase, labels_of_live_blocks);
	tcase_add_test(tcase, marks_are_told_where_they_are_met);
	tcase_add_test(tcase, heads_of_scenarios);
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return suite_run(runner_suite());
}
