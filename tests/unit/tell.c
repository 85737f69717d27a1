/*
 * tell.c - what is told of an operation is what has changed, no more and no less.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario_text.h"
#include "suite.h"
#include "timeline/timeline.h"
#include "view/tell.h"
#include "view/zoom.h"

static const char scenario[] =
	"model: toy\n"
	"steps:\n"
	"- random: {operations: 600, seed: 5, live: 40, min: 1, max: 120, reallocs: 20}\n"
	"- alloc: {name: a, size: 16}\n"
	"- calloc: {name: t, count: 2, size: 20}\n"
	"- write: {name: t, offset: 8, text: hello}\n"
	"- free: a\n"
	"- double_free: a\n";

static struct program *program;
static struct timeline *timeline;
static struct scene scene;
static char text[TELL_BYTES];

static void open_run(void)
{
	struct timeline_options options = {0};

	program = scenario_text(scenario);
	timeline = timeline_new(program, &options);
	while (timeline_scout(timeline, 65536))
		;
}

static void close_run(void)
{
	timeline_destroy(timeline);
	program_destroy(program);
}

static void look(enum lang lang)
{
	struct scene_options options = {.file = "x", .transport.detail = DETAIL_STEP, .locale.lang = lang};

	scene_prepare(&scene, timeline, &options);
}

static const char *tell_all_steps(void)
{
	struct str out = str_init(text, sizeof text);

	tell_steps(&scene, 0, UINT32_MAX, &out);
	ck_assert(!out.cut);
	return text;
}

/* A field of a header of every pool there is. */
#define POOLS 64
static uint32_t pools_used[2][POOLS], pools_next[2][POOLS];

static void note_pools(int when)
{
	const struct heap *heap = &timeline_world(timeline)->heap;

	for (uint32_t i = 0; i < POOLS; i++) {
		struct pool_info pool = {0};

		heap_pool(heap, i / 4, i % 4, &pool);
		pools_used[when][i] = pool.used;
		pools_next[when][i] = pool.state == POOL_VIRGIN ? 0 : pool.nextoffset;
	}
}

static void check_field(uint32_t pool, const char *field, uint32_t before, uint32_t after)
{
	char line[100];
	struct arena_info arena;
	const struct heap *heap = &timeline_world(timeline)->heap;

	/* An arena that came or went takes its pools with it, without a write to them. */
	if (before == after || !heap_arena(heap, pool / 4, &arena) || arena.state == ARENA_UNUSED)
		return;
	snprintf(line, sizeof line, "    pool %u:%u %s: ", pool / 4, pool % 4, field);
	ck_assert_msg(strstr(text, line) != NULL, "%s%u -> %u is not told:\n%s", line, before, after,
		      text);
}

/* With one step that writes a field, its line says all. */
static void check_unchanged(uint32_t pool, const char *field)
{
	char line[100];

	snprintf(line, sizeof line, "    pool %u:%u %s: ", pool / 4, pool % 4, field);
	ck_assert_msg(strstr(text, line) == NULL, "%s did not change:\n%s", line, text);
}

START_TEST(tells_what_changed)
{
	uint64_t told = 0;

	open_run();
	note_pools(0);
	while (timeline_forward(timeline, DETAIL_OPERATION)) {
		bool moves;

		look(false);
		note_pools(1);
		tell_all_steps();
		/* A realloc that moves may give and take in one pool. */
		moves = scene.current.event.op.kind == OP_REALLOC;
		for (uint32_t i = 0; i < POOLS; i++) {
			check_field(i, "ref.count", pools_used[0][i], pools_used[1][i]);
			check_field(i, "nextoffset", pools_next[0][i], pools_next[1][i]);
			if (pools_used[0][i] == pools_used[1][i] && !moves)
				check_unchanged(i, "ref.count");
			told += pools_used[0][i] != pools_used[1][i];
		}
		memcpy(pools_used[0], pools_used[1], sizeof *pools_used);
		memcpy(pools_next[0], pools_next[1], sizeof *pools_next);
	}
	ck_assert_uint_gt(told, 400);
	close_run();
}
END_TEST

/* The steps, taken singly, are told as they are all at once. */
START_TEST(tells_steps_one_by_one)
{
	static char single[TELL_BYTES];

	open_run();
	for (uint64_t operation = 1; operation < 200; operation++) {
		uint32_t steps;

		ck_assert(timeline_seek_operation(timeline, operation, 0));
		look((enum lang)_i);
		steps = scene.current.step_count;
		struct str out = str_init(single, sizeof single);
		for (uint32_t step = 1; step <= steps; step++) {
			ck_assert(timeline_seek_operation(timeline, operation, step));
			look((enum lang)_i);
			tell_steps(&scene, step - 1, step, &out);
		}
		ck_assert(timeline_seek_operation(timeline, operation, 0));
		look((enum lang)_i);
		ck_assert_str_eq(tell_all_steps(), single);
	}
	close_run();
}
END_TEST

/* Everything at every place can be told, and each line is one. */
START_TEST(tells_everywhere)
{
	open_run();
	do {
		struct str out = str_init(text, sizeof text);

		look((enum lang)_i);
		tell_head(&scene, &out);
		tell_event(&scene, &out);
		tell_steps(&scene, 0, UINT32_MAX, &out);
		tell_mark(&scene, &out);
		tell_finding(&scene, &out);
		tell_place(&scene, &out);
		tell_state(&scene, &out);
		ck_assert(!out.cut);
		ck_assert_int_eq(text[out.length - 1], '\n');
		ck_assert_ptr_null(strstr(text, "\n\n"));
		ck_assert_ptr_null(strchr(text, '$'));
	} while (timeline_forward(timeline, DETAIL_STEP));
	ck_assert_ptr_nonnull(strstr(text, _i ? "发现问题：" : "Finding: "));
	close_run();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("tell");
	TCase *tests = tcase_create("tell");

	tcase_add_test(tests, tells_what_changed);
	tcase_add_loop_test(tests, tells_steps_one_by_one, 0, 2);
	tcase_add_loop_test(tests, tells_everywhere, 0, 2);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
