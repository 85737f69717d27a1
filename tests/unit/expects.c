/*
 * expects.c - scenarios that are wrong: operations that cannot be done are left out and told
 * with their place; deliberate misuse is done and remembered; an expectation that does not
 * hold says what is so instead.
 */
#include <check.h>

#include "heap/inspect.h"
#include "must.h"
#include "play.h"
#include "suite.h"

static struct play play;

static void teardown(void)
{
	if (play.program)
		play_close(&play);
	play = (struct play){0};
}

static void stop(void)
{
	play_close(&play);
	play.program = NULL;
}

static void notice_is(size_t i, enum notice_kind kind, uint32_t line, uint32_t column,
		      const char *text, const char *hint)
{
	const struct notice *notice = &play.notices.items[i];

	ck_assert_uint_lt(i, play.notices.count);
	ck_assert_str_eq(notice->text, text);
	ck_assert_int_eq(notice->kind, kind);
	ck_assert_uint_eq(notice->place.line, line);
	ck_assert_uint_eq(notice->place.column, column);
	if (hint)
		ck_assert_pstr_eq(notice->hint, hint);
	else
		ck_assert_ptr_null(notice->hint);
}

/* -- mistakes that only running shows ---------------------------------- */

struct mistake {
	const char *steps;
	uint32_t line, column;
	const char *text, *hint;
	const char *trace;
};

static const struct mistake mistakes[] = {
	{"- alloc: {name: a, size: 16}\n- say: x\n- alloc: {name: a, size: 32}\n- free: a\n",
	 5, 3, "'a' is allocated already", "it was allocated in line 3", "a=16 [x] -a"},
	{"- calloc: {name: a, count: 1, size: 16}\n- calloc: {name: a, count: 2, size: 2}\n",
	 4, 3, "'a' is allocated already", "it was allocated in line 3", "a=1*16"},
	{"- alloc: {name: a, size: 16}\n- free: a\n- free: a\n- say: x\n",
	 5, 3, "'a' has been freed already", "if you mean it, write double_free", "a=16 -a [x]"},
	{"- alloc: {name: a, size: 16}\n- free: a\n- realloc: {name: a, size: 9}\n",
	 5, 3, "'a' has been freed already", "alloc it again first", "a=16 -a"},
	{"- free: a\n- alloc: {name: a, size: 16}\n",
	 3, 3, "'a' is not allocated at this point", "its alloc must come first", "a=16"},
	{"- alloc: {name: b0, size: 1}\n- repeat: {times: 2, steps: [{free: b$i}]}\n"
	 "- repeat: {times: 0, steps: [{alloc: {name: b$i, size: 1}}]}\n",
	 4, 31, "'b1' is not allocated at this point", "$i = 1; its alloc must come first", "b0=1 -b0"},
	{"- realloc: {name: a, size: 1}\n- alloc: {name: a, size: 16}\n",
	 3, 3, "'a' is not allocated at this point", "its alloc must come first", "a=16"},
	{"- write: {name: a, text: x}\n- alloc: {name: a, size: 16}\n",
	 3, 3, "'a' is not allocated at this point", "its alloc must come first", "a=16"},
	{"- alloc: {name: a, size: 16}\n- double_free: a\n",
	 4, 3, "double_free of 'a', which is still allocated", "free it first", "a=16"},
	{"- double_free: a\n- alloc: {name: a, size: 16}\n",
	 3, 3, "double_free of 'a', which was never freed", "alloc it and free it first", "a=16"},
	{"- repeat:\n    times: 5\n    steps:\n      - alloc: {name: b$i, size: 3-$i}\n",
	 6, 9, "the number cannot be computed here: below zero or too large",
	 "$i = 4; no part of it may be below zero, and none be divided by zero",
	 "b0=3 b1=2 b2=1 b3=0"},
	{"- repeat: {times: 1, steps: [{calloc: {name: b, count: 8/$i, size: 1}}]}\n- say: x\n",
	 3, 31, "the number cannot be computed here: below zero or too large",
	 "$i = 0; no part of it may be below zero, and none be divided by zero", "[x]"},
	{"- repeat: {times: 2, steps: [{repeat: {times: 0-$i, as: j, steps: [{say: x}]}}]}\n"
	 "- say: y\n",
	 3, 31, "times cannot be computed here: below zero or too large",
	 "$i = 1; it must be from 0 to 1000000000", "[y]"},
	{"- alloc: {name: a, size: 1}\n"
	 "- repeat: {times: 1, as: row, steps: [{repeat: {times: 1, steps: [{double_free: a}]}}]}\n",
	 4, 68, "double_free of 'a', which is still allocated", "$row = 0, $i = 0; free it first",
	 "a=1"},
	{"- repeat:\n    times: 101\n    steps:\n      - alloc: {name: "
	 "a23456789_123456789_123456789_123456789_123456789_123456789_$i-, size: 1}\n"
	 "      - free: a23456789_123456789_123456789_123456789_123456789_123456789_$i-\n",
	 6, 9, "the name is longer than 63 bytes here",
	 "$i = 100; shorten what stands beside its counters", NULL},
	{"- repeat:\n    times: 101\n    steps:\n      - alloc: {name: "
	 "a23456789_123456789_123456789_123456789_123456789_123456789__$i, size: 1}\n"
	 "      - free: a23456789_123456789_123456789_123456789_123456789_123456789__$i\n",
	 6, 9, "the name is longer than 63 bytes here",
	 "$i = 100; shorten what stands beside its counters", NULL},
};

START_TEST(mistakes_are_left_out_and_told)
{
	const struct mistake *mistake = &mistakes[_i];

	play_steps(&play, mistake->steps);
	notice_is(0, NOTICE_FAULT, mistake->line, mistake->column, mistake->text, mistake->hint);
	if (mistake->trace) {
		ck_assert_uint_eq(play.notices.count, 1);
		ck_assert_str_eq(play.text, mistake->trace);
	}
}
END_TEST

START_TEST(twenty_mistakes_end_the_run)
{
	play_steps(&play, "- repeat: {times: 100, steps: [{alloc: {name: b$i, size: 5-$i}}]}\n"
			  "- say: not reached\n");
	ck_assert_uint_eq(play.notices.count, 20);
	ck_assert_str_eq(play.text, "b0=5 b1=4 b2=3 b3=2 b4=1 b5=0");
}
END_TEST

/* The world that nobody watches must come to the same. */
START_TEST(mistakes_do_not_depend_on_who_listens)
{
	static const char steps[] = "model: toy\nsteps:\n"
				    "- repeat: {times: 9, steps: [{alloc: {name: b$i, "
				    "size: 5-$i}}]}\n"
				    "- free_where: {group: b, every: 2}\n- free: b0\n";
	struct world_options options = {0};
	struct world deaf;
	struct event event;

	play_open(&play, steps);
	while (play_on(&play, 100))
		;
	ck_assert(world_init(&deaf, play.program, &options, NULL));
	for (world_peek(&deaf, &event); event.kind != EVENT_END; world_peek(&deaf, &event))
		world_run(&deaf, &event, NULL);
	ck_assert_uint_eq(world_hash(&deaf), world_hash(&play.world));
	ck_assert_uint_eq(play.notices.count, 4);
	world_fini(&deaf);
}
END_TEST

/* -- mistakes seen without running ------------------------------------- */

static void is_refused(const char *steps, const char *message)
{
	char text[1000], faults[4000] = "";

	snprintf(text, sizeof text, "steps:\n%s", steps);
	ck_assert_ptr_null(scenario_try(text, faults, sizeof faults));
	ck_assert_msg(strstr(faults, message) != NULL, "'%s' is not in:\n%s", message, faults);
}

START_TEST(what_cannot_be_right_is_refused)
{
	is_refused("- alloc: {name: block, size: 1}\n- free: blokc\n",
		   "test.yaml:3:9: error: free of 'blokc', which no step allocates");
	is_refused("- alloc: {name: block, size: 1}\n- free: blokc\n", "nearest name is 'block'");
	is_refused("- realloc: {name: a, size: 1}\n", "realloc of 'a', which no step allocates");
	is_refused("- double_free: a\n", "double_free of 'a', which no step allocates");
	is_refused("- write: {name: a, text: x}\n", "write of 'a', which no step allocates");
	is_refused("- free_where: {group: b}\n", "free_where of 'b', which no step allocates");
	is_refused("- expect: {blocks: {a: system}}\n", "expect of 'a', which no step allocates");
	is_refused("- alloc: {name: b1, size: 1}\n- free_where: {group: b, every: 0}\n",
		   "must be from 1");
	is_refused("- alloc: {name: b1, size: 1}\n- free_where: {group: b, oldest: 1, newest: 1}\n",
		   "oldest or newest, not both");
	is_refused("- alloc: {name: b1, size: 1}\n- free_where: {group: b1}\n",
		   "a group is the part of the names before their number");
	is_refused("- repeat: {times: 2, steps: [{mark: x}]}\n",
		   "a repeat without any operation in it");
	is_refused("- repeat: {times: 2, steps: [{repeat: {times: 2, steps: [{say: x}]}}]}\n",
		   "the counter 'i' is in use by an outer repeat");
	is_refused("- alloc: {name: a, size: 3-5}\n", "size: '3-5'");
	is_refused("- alloc: {name: a$i, size: 3}\n", "name: 'a$i'");
	is_refused("- random: {operations: 5, min: 9, max: 8}\n", "min (9) is larger than max (8)");
	is_refused("- alloc: {name: a, size: 1}\n- ask: {question: q, about: pol}\n",
		   "did you mean 'pool'?");
}
END_TEST

/* -- deliberate misuse ------------------------------------------------- */

START_TEST(a_double_free_is_done_and_found)
{
	play_steps(&play, "- repeat: {times: 3, steps: [{alloc: {name: b$i, size: 16}}]}\n"
			  "- free: b0\n"
			  "- expect: {findings: []}\n"
			  "- double_free: b0\n"
			  "- expect: {findings: [double_free, link_cycle]}\n"
			  "- alloc: {name: c, size: 16}\n"
			  "- alloc: {name: d, size: 16}\n"
			  "- expect: {blocks: {c: \"0:0:48\", d: \"0:0:48\"}}\n");
	play_is_fine(&play);
	ck_assert(play.program->misuses);
	ck_assert_str_eq(play.text, "b0=16 b1=16 b2=16 -b0 !b0 c=16 d=16");
	ck_assert_uint_eq(play.world.heap.control->misuse, 1u << FINDING_DOUBLE_FREE);
}
END_TEST

/* The block's life ended with the first: the second is the end of none. */
START_TEST(a_double_free_ends_no_life)
{
	struct event event;

	play_open(&play, "model: toy\nsteps:\n- alloc: {name: a, size: 16}\n- free: a\n"
			 "- double_free: a\n");
	play_on(&play, 1);
	world_peek(&play.world, &event);
	ck_assert_int_lt(event.op.misuse, 0);
	ck_assert_uint_eq(event.op.born, 1);
	play_on(&play, 1);
	world_peek(&play.world, &event);
	ck_assert_int_eq(event.op.misuse, FINDING_DOUBLE_FREE);
	ck_assert_uint_eq(event.op.about, event.op.block);
	ck_assert_uint_eq(event.op.born, 0);
}
END_TEST

START_TEST(writes_right_and_wrong)
{
	play_steps(&play, "- alloc: {name: a, size: 20}\n"
			  "- alloc: {name: b, size: 20}\n"
			  "- write: {name: a, offset: 15, text: hello}\n"
			  "- write: {name: a, offset: 12, value: 1}\n"
			  "- expect: {findings: []}\n"
			  "- write: {name: a, offset: 13, value: 1}\n"
			  "- expect: {findings: [write_past_end]}\n"
			  "- free: a\n"
			  "- write: {name: a, value: 0x4141414141414141}\n"
			  "- expect: {findings: [write_past_end, write_after_free, stray_link]}\n");
	play_is_fine(&play);
	ck_assert_str_eq(play.text, "a=20 b=20 a@15:5 a@12:8 !a@13:8 -a !a@0:8");
}
END_TEST

/* The stray link is followed, and then the process is no more; its narrator is. */
START_TEST(a_crash_ends_the_run)
{
	play_steps(&play, "- alloc: {name: a, size: 20}\n"
			  "- alloc: {name: b, size: 20}\n"
			  "- free: a\n"
			  "- write: {name: a, value: 0x4141414141414141}\n"
			  "- alloc: {name: c, size: 20}\n"
			  "- alloc: {name: d, size: 20}\n"
			  "- alloc: {name: e, size: 20}\n"
			  "- expect: {findings: [write_after_free, crashed, stray_link]}\n"
			  "- say: the last word\n"
			  "- free: b\n");
	ck_assert_str_eq(play.text, "a=20 b=20 -a !a@0:8 c=20 d=20 [the last word]");
	ck_assert_uint_eq(heap_crashed(&play.world.heap), UINT64_C(0x4141414141414141));
	ck_assert_uint_eq(play.world.state->operations, 6);
	play_is_fine(&play);
}
END_TEST

START_TEST(a_write_through_null_crashes)
{
	play_steps(&play, "- calloc: {name: a, count: 0xffffffffffffffff, size: 16}\n"
			  "- write: {name: a, text: x}\n"
			  "- free: a\n");
	ck_assert_uint_eq(heap_crashed(&play.world.heap), 1);
	ck_assert_uint_eq(play.world.state->events, 2);
}
END_TEST

/* A block of the system's is memory like any other: writing into it is no crash. */
START_TEST(a_write_into_a_system_block_is_harmless)
{
	play_steps(&play, "- alloc: {name: big, size: 1000}\n"
			  "- write: {name: big, text: hello}\n"
			  "- expect: {findings: []}\n"
			  "- say: reached\n");
	play_is_fine(&play);
	ck_assert_uint_eq(heap_crashed(&play.world.heap), ADDR_NULL);
	ck_assert_str_eq(play.text, "big=1000 big@0:5 [reached]");
}
END_TEST

/* -- expectations ------------------------------------------------------ */

/* In line 3 to 7; expectations stand in line 8. */
static const char prelude[] = "- alloc: {name: a, size: 16}\n"  /* 0:0:48 */
			      "- alloc: {name: b, size: 96}\n"  /* 0:1:48 */
			      "- alloc: {name: c, size: 600}\n" /* the system's */
			      "- alloc: {name: d, size: 16}\n"  /* 0:0:64 */
			      "- free: d\n";

static const struct {
	const char *expect, *message;
	uint32_t column;
} failures[] = {
	{"blocks: {a: \"0:0:64\"}", "block a is at 0:0:48, expected 0:0:64", 3},
	{"blocks: {a: system}", "block a is at 0:0:48, expected system", 3},
	{"blocks: {c: \"0:0:48\"}", "block c is system, expected 0:0:48", 3},
	{"blocks: {d: \"0:0:64\"}", "block d is freed, expected 0:0:64", 3},
	{"blocks: {b: freed}", "block b is at 0:1:48, expected freed", 3},
	{"blocks: {b: \"null\"}", "block b is at 0:1:48, expected null", 3},
	{"pools: [{at: \"0:0\", state: full}]", "pool 0:0 is used, expected full", 20},
	{"pools: [{at: \"0:3\", state: empty}]", "pool 0:3 is virgin, expected empty", 20},
	{"pools: [{at: \"0:0\", szidx: 3}]", "pool 0:0: szidx is 0, expected 3", 20},
	{"pools: [{at: \"0:1\", block_size: 80}]", "pool 0:1: block_size is 96, expected 80", 20},
	{"pools: [{at: \"0:0\", used: 2}]", "pool 0:0: ref.count is 1, expected 2", 20},
	{"pools: [{at: \"0:0\", freeblock: none}]", "pool 0:0: freeblock is not NULL", 20},
	{"pools: [{at: \"0:0\", freeblock: 80}]", "pool 0:0: freeblock is 64, expected 80", 20},
	{"pools: [{at: \"0:3\", freeblock: 48}]", "pool 0:3: freeblock is NULL, expected 48", 20},
	{"pools: [{at: \"0:0\", nextoffset: 80}]", "pool 0:0: nextoffset is 96, expected 80", 20},
	{"pools: [{at: \"0:0\", maxnextoffset: 1}]",
	 "pool 0:0: maxnextoffset is 240, expected 1", 20},
	{"pools: [{at: \"0:0\", free_list: [80, 64]}]",
	 "pool 0:0: free_list is [64, 80], expected [80, 64]", 20},
	{"pools: [{at: \"0:0\", free_list: []}]",
	 "pool 0:0: free_list is [64, 80], expected []", 20},
	{"pools: [{at: \"0:4\"}]", "pool 0:4 does not exist", 20},
	{"pools: [{at: \"7:0\", state: used}]", "pool 7:0 does not exist", 20},
	{"pools: [{at: \"99999999999:0\"}]", "pool 99999999999:0 does not exist", 20},
	{"pools: [{at: \"0:99999999999\"}]", "pool 0:99999999999 does not exist", 20},
	{"arenas: [{index: 0, state: full}]", "arena 0 is usable, expected full", 21},
	{"arenas: [{index: 15, state: full}]", "arena 15 is unused, expected full", 21},
	{"arenas: [{index: 0, nfreepools: 1}]", "arena 0: nfreepools is 2, expected 1", 21},
	{"arenas: [{index: 0, ntotalpools: 64}]", "arena 0: ntotalpools is 4, expected 64", 21},
	{"arenas: [{index: 0, freepools: [1]}]", "arena 0: freepools is [], expected [1]", 21},
	{"arenas: [{index: 16}]", "arena 16 does not exist", 21},
	{"arenas: [{index: 18446744073709551615}]", "arena 18446744073709551615 does not exist",
	 21},
	{"usedpools: [{size: 16, pools: []}]", "usedpools[0] is [0:0], expected []", 24},
	{"usedpools: [{size: 96, pools: [\"0:0\"]}]", "usedpools[5] is [0:1], expected [0:0]", 24},
	{"usedpools: [{size: 97, pools: []}]", "no size class serves 97 bytes", 24},
	{"usedpools: [{size: 0, pools: []}]", "no size class serves 0 bytes", 24},
	{"usable_arenas: [1]", "usable_arenas is [0], expected [1]", 3},
	{"usable_arenas: []", "usable_arenas is [0], expected []", 3},
	{"counters: {blocks: 5}", "counters: blocks is 2, expected 5", 3},
	{"counters: {system_blocks: 0}", "counters: system_blocks is 1, expected 0", 3},
	{"counters: {arena_slots: 32}", "counters: arena_slots is 16, expected 32", 3},
	{"steps: [arena_release]", "step arena_release has not happened", 3},
	{"findings: [double_free]", "finding DOUBLE_FREE has not been made", 3},
};

START_TEST(expectations_that_fail_say_what_is_so)
{
	char steps[1000];

	snprintf(steps, sizeof steps, "%s- expect: {%s}\n- say: x\n", prelude, failures[_i].expect);
	play_steps(&play, steps);
	ck_assert_uint_eq(play.notices.count, 1);
	notice_is(0, NOTICE_FAILED, 8, failures[_i].column, failures[_i].message, NULL);
	ck_assert_str_eq(play.text, "a=16 b=96 c=600 d=16 -d [x]"); /* and the run goes on */
}
END_TEST

START_TEST(expectations_that_hold_say_nothing)
{
	char steps[3000];

	snprintf(steps, sizeof steps,
		 "%s"
		 "- expect:\n"
		 "    blocks: {a: \"0:0:48\", b: \"0:1:48\", c: system, d: freed}\n"
		 "    pools:\n"
		 "      - {at: \"0:0\", state: used, szidx: 0, block_size: 16, used: 1,\n"
		 "         freeblock: 64, nextoffset: 96, maxnextoffset: 240,\n"
		 "         free_list: [64, 80]}\n"
		 "      - {at: \"0:1\", state: used, used: 1, free_list: [144]}\n"
		 "      - {at: \"0:2\", state: virgin, freeblock: none, free_list: []}\n"
		 "    arenas:\n"
		 "      - {index: 0, state: usable, nfreepools: 2, ntotalpools: 4, freepools: []}\n"
		 "      - {index: 1, state: unused}\n"
		 "    usedpools: [{size: 16, pools: [\"0:0\"]}, {size: 81, pools: [\"0:1\"]}, "
		 "{size: 32, pools: []}]\n"
		 "    usable_arenas: [0]\n"
		 "    counters: {arenas: 1, arenas_obtained: 1, arenas_released: 0, "
		 "arenas_highwater: 1, arena_slots: 16, system_blocks: 1, pools_used: 2, "
		 "pools_full: 0, pools_empty: 0, pools_virgin: 2, blocks: 2, block_bytes: 112, "
		 "available_blocks: 13, available_bytes: 288}\n"
		 "    steps: [size_class, arena_obtain, POOL_INIT, carve_block, to_system, "
		 "free_push]\n"
		 "    findings: []\n"
		 "- alloc: {name: e, size: 32}\n"
		 "- free: e\n"
		 "- expect: {pools: [{at: \"0:2\", state: empty}], "
		 "arenas: [{index: 0, freepools: [2]}]}\n",
		 prelude);
	play_steps(&play, steps);
	play_is_fine(&play);
}
END_TEST

/* The set of steps begins anew at each expectation that asks for steps. */
START_TEST(steps_since_the_last_time)
{
	play_steps(&play, "- alloc: {name: a, size: 16}\n"
			  "- expect: {steps: [arena_obtain, pool_init]}\n"
			  "- alloc: {name: b, size: 16}\n"
			  "- expect: {blocks: {b: \"0:0:64\"}}\n"
			  "- expect: {steps: [take_block]}\n"
			  "- free: a\n"
			  "- expect: {steps: [take_block, pool_init]}\n");
	ck_assert(play.program->expects_steps);
	ck_assert_uint_eq(play.notices.count, 2);
	notice_is(0, NOTICE_FAILED, 9, 3, "step take_block has not happened", NULL);
	notice_is(1, NOTICE_FAILED, 9, 3, "step pool_init has not happened", NULL);
}
END_TEST

START_TEST(several_parts_fail_each_by_itself)
{
	play_steps(&play, "- alloc: {name: a, size: 16}\n"
			  "- expect:\n"
			  "    blocks: {a: freed}\n"
			  "    pools:\n"
			  "      - {at: \"0:0\", used: 2}\n"
			  "      - {at: \"0:1\",\n"
			  "         state: full}\n"
			  "    counters: {blocks: 2, arenas: 2}\n");
	ck_assert_uint_eq(play.notices.count, 5);
	notice_is(0, NOTICE_FAILED, 4, 3, "block a is at 0:0:48, expected freed", NULL);
	notice_is(1, NOTICE_FAILED, 7, 9, "pool 0:0: ref.count is 1, expected 2", NULL);
	notice_is(2, NOTICE_FAILED, 8, 9, "pool 0:1 is virgin, expected full", NULL);
	notice_is(3, NOTICE_FAILED, 4, 3, "counters: blocks is 1, expected 2", NULL);
	notice_is(4, NOTICE_FAILED, 4, 3, "counters: arenas is 1, expected 2", NULL);
	stop();
	/* before the first event, too */
	play_steps(&play, "- expect: {counters: {arenas: 1}}\n- say: x\n");
	ck_assert_uint_eq(play.notices.count, 1);
}
END_TEST

START_TEST(expectations_are_checked_for_their_form)
{
	is_refused("- expect: {counters: {blokcs: 1}}\n", "unknown counter 'blokcs'");
	is_refused("- expect: {steps: [pool_ful]}\n", "unknown kind of step 'pool_ful'");
	is_refused("- expect: {findings: [crash]}\n", "unknown kind of finding 'crash'");
	is_refused("- expect: {pools: [{at: \"0:0\", state: fulll}]}\n", "unknown state 'fulll'");
	is_refused("- expect: {pools: [{at: \"0:0:48\"}]}\n", "is not a place (arena:pool)");
	is_refused("- expect: {arenas: [{state: full}]}\n", "'index' is missing in 'arenas'");
	is_refused("- expect: {arenas: [{index: -1}]}\n", "'-1' is not a number");
}
END_TEST

static Suite *expects_suite(void)
{
	Suite *suite = suite_create("expects");
	TCase *tcase = tcase_create("expects");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, NULL, teardown);
	tcase_add_loop_test(tcase, mistakes_are_left_out_and_told, 0,
			    (int)(sizeof mistakes / sizeof *mistakes));
	tcase_add_test(tcase, twenty_mistakes_end_the_run);
	tcase_add_test(tcase, mistakes_do_not_depend_on_who_listens);
	tcase_add_test(tcase, what_cannot_be_right_is_refused);
	tcase_add_test(tcase, a_double_free_is_done_and_found);
	tcase_add_test(tcase, a_double_free_ends_no_life);
	tcase_add_test(tcase, writes_right_and_wrong);
	tcase_add_test(tcase, a_crash_ends_the_run);
	tcase_add_test(tcase, a_write_through_null_crashes);
	tcase_add_test(tcase, a_write_into_a_system_block_is_harmless);
	tcase_add_loop_test(tcase, expectations_that_fail_say_what_is_so, 0,
			    (int)(sizeof failures / sizeof *failures));
	tcase_add_test(tcase, expectations_that_hold_say_nothing);
	tcase_add_test(tcase, steps_since_the_last_time);
	tcase_add_test(tcase, several_parts_fail_each_by_itself);
	tcase_add_test(tcase, expectations_are_checked_for_their_form);
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return suite_run(expects_suite());
}
