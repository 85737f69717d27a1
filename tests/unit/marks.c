/*
 * marks.c - what is selected or has changed keeps its picture: how full a cell is, is never turned
 * upside down, covered, or painted over, and signs stand beside it.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "draw/style.h"
#include "scenario_text.h"
#include "timeline/timeline.h"
#include "view/fill.h"
#include "view/hex_view.h"
#include "view/pool_parts.h"
#include "view/strip.h"
#include "view/target.h"
#include "view/view.h"
#include "view/written.h"

/* Four pools of 15 blocks, filled and emptied: every level there is. */
static const char levels[] =
	"model: cpython-3.6\n"
	"steps:\n"
	"- repeat: {times: 60, as: i, steps: [{alloc: {name: b$i, size: 256}}]}\n"
	"- repeat: {times: 60, as: i, steps: [{free: b$i}, {alloc: {name: x$i, size: 16}}]}\n";

static const char arenas[] =
	"model: toy\n"
	"steps:\n"
	"- random: {operations: 900, seed: 5, live: 90, min: 1, max: 120}\n";

static struct program *program;
static struct timeline *timeline;
static struct scene scene;
static struct canvas *canvas;

static void open_run(const char *text)
{
	struct timeline_options options = {0};

	memset(&scene, 0, sizeof scene);
	program = scenario_text(text);
	timeline = timeline_new(program, &options);
	while (timeline_scout(timeline, 65536))
		;
	canvas = canvas_new(80, 24);
}

static void close_run(void)
{
	canvas_destroy(canvas);
	timeline_destroy(timeline);
	program_destroy(program);
}

static void draw(const struct view_ops *view, int width, int height)
{
	canvas_reset(canvas, width, height);
	view->draw(&scene, canvas);
}

/* The cell that was tagged with a target. */
static const struct cell *cell_of(struct target target)
{
	const struct canvas_place *place = canvas_place_of(&canvas->places, target_tag(target));

	ck_assert_ptr_nonnull(place);
	return canvas_cell(canvas, place->x, place->y);
}

/* What is drawn is what should be, and no theme at no depth turns it over. */
static void check_shape(const struct cell *cell, uint32_t glyph)
{
	ck_assert_msg(cell->code_point == glyph, "a cell shows %x instead of %x", cell->code_point,
		      glyph);
	for (unsigned i = 0; cell->flags & (CELL_CHANGED | CELL_SELECTED) && theme_at(i) != NULL; i++) {
		for (int depth = DEPTH_MONO; depth <= DEPTH_TRUE; depth++) {
			struct style style =
				theme_style(theme_at(i), (enum colour_depth)depth,
					    (enum role)cell->role, cell->flags);

			ck_assert_int_eq(style.background, -1);
			ck_assert_msg(!(style.attributes & ATTR_REVERSE), "%x is reversed", glyph);
		}
	}
}

static void look_at(struct focus focus, enum level level)
{
	struct scene_options options = {.file = "x",
					.transport.detail = DETAIL_OPERATION,
					.viewpoint = {.held = focus.any, .focus = focus},
					.stage.level = level};

	scene_prepare(&scene, timeline, &options);
}

/* -- pools ------------------------------------------------------------------------- */

/* Levels that were seen in focus, changed, and both. */
static bool seen[4][8];

static void note(uint32_t glyph, bool focused, bool changed)
{
	if (glyph >= 0x2581 && glyph <= 0x2588)
		seen[2 * focused + changed][glyph - 0x2581] = true;
}

static void check_pools(const struct view_ops *view, int width, int height)
{
	struct pool_info pool;

	draw(view, width, height);
	for (uint32_t i = 0; i < 64; i++) {
		const struct cell *cell = cell_of((struct target){TARGET_POOL, 0, i, 0});

		ck_assert(heap_pool(scene.heap, 0, i, &pool));
		check_shape(cell, mark_of_pool(&pool).glyph);
		note(cell->code_point, scene.focus.pool == i, cell->flags & CELL_CHANGED);
	}
}

/* A sign beside the pool in focus, and none beside any other but of change. */
static void check_sign(int width, int height)
{
	int signs = 0;

	draw(&view_arenas, width, height);
	for (int y = 0; y < height; y++) {
		for (int x = 1; x < width; x++) {
			uint32_t glyph = canvas_cell(canvas, x, y)->code_point;
			const struct cell *left = canvas_cell(canvas, x - 1, y);

			if (glyph != 0x25c2 && glyph != 0x25c0)
				continue;
			signs++;
			ck_assert_int_eq(glyph == 0x25c0, !!(left->flags & CELL_CHANGED));
			ck_assert_ptr_eq(left, cell_of((struct target){TARGET_POOL, scene.focus.slot,
								       scene.focus.pool, 0}));
		}
	}
	ck_assert_int_eq(signs, 1);
}

START_TEST(keeps_levels_of_pools)
{
	open_run(levels);
	memset(seen, 0, sizeof seen);
	for (uint64_t op = 1; op <= 180; op += op < 60 ? 2 : 1) {
		ck_assert(timeline_seek_operation(timeline, op, 0));
		for (uint32_t pool = 0; pool < 5; pool++) {
			look_at((struct focus){true, 0, pool}, LEVEL_NONE);
			check_pools(&view_arenas, 25, 9);  /* cells touch */
			check_sign(25, 9);
			check_pools(&view_arenas, 20, 6);  /* with a short label */
			check_pools(&view_arenas, 37, 9);  /* with gaps */
			check_sign(37, 9);
			look_at((struct focus){true, 0, pool}, LEVEL_ARENA);
			check_pools(&view_arena, 54, 9); /* a row for each eight */
		}
	}
	for (int which = 0; which < 4; which++)
		for (int level = 0; level < 8; level++)
			ck_assert_msg(seen[which][level], "no level %d, %d", level, which);
	close_run();
}
END_TEST

/* Where there are too few rows, those around the focus, and how many are left out. */
START_TEST(scrolls_to_the_focus)
{
	open_run(levels);
	ck_assert(timeline_seek_operation(timeline, 60, 0));
	for (uint32_t pool = 0; pool < 64; pool++) {
		look_at((struct focus){true, 0, pool}, LEVEL_NONE);
		for (int height = 2; height < 6; height++) {
			bool told = false;

			draw(&view_arenas, 25, height);
			cell_of((struct target){TARGET_POOL, 0, pool, 0});
			for (int x = 0; x < 25; x++)
				told |= canvas_cell(canvas, x, height - 1)->code_point == '+';
			ck_assert_int_eq(told, height > 2 && height < 5);
		}
	}
	close_run();
}
END_TEST

/* -- arenas ------------------------------------------------------------------------ */

static void check_arenas(const struct view_ops *view, int width, int height, int *changed)
{
	struct arena_info arena;
	struct fill fill;

	draw(view, width, height);
	for (uint64_t slot = 0; slot < slots_in_use(&scene); slot++) {
		const struct cell *cell = cell_of((struct target){TARGET_ARENA, slot, 0, 0});

		ck_assert(heap_arena(scene.heap, slot, &arena));
		fill = fill_of(&scene, &arena, 0, arena.ntotalpools);
		check_shape(cell, mark_of_arena(&arena, &fill).glyph);
		*changed += !!(cell->flags & CELL_CHANGED);
	}
}

START_TEST(keeps_levels_of_arenas)
{
	int changed = 0;

	open_run(arenas);
	for (uint64_t op = 200; op <= 900; op += 7) {
		ck_assert(timeline_seek_operation(timeline, op, 0));
		look_at((struct focus){0}, LEVEL_PROCESS);
		ck_assert_uint_gt(slots_in_use(&scene), 3);
		for (uint64_t slot = 0; slot < slots_in_use(&scene); slot++) {
			look_at((struct focus){true, slot, 0}, LEVEL_PROCESS);
			if (scene.gone)
				continue;
			check_arenas(&view_process, 60, 4, &changed); /* with gaps */
			check_arenas(&view_process, 14, 4, &changed); /* cells touch */
		}
	}
	ck_assert_int_gt(changed, 0);
	close_run();
}
END_TEST

/* -- blocks of a cell each --------------------------------------------------------- */

static const char blocks[] =
	"model: cpython-3.6\n"
	"steps:\n"
	"- repeat: {times: 40, as: i, steps: [{alloc: {name: b$i, size: 16}}]}\n"
	"- repeat: {times: 20, as: i, steps: [{free: b$i}]}\n";

START_TEST(keeps_blocks)
{
	uint32_t glyphs[253];
	int height = _i ? 18 : 12; /* with gaps; without */

	open_run(blocks);
	for (uint64_t op = 1; op <= 60; op += 3) {
		ck_assert(timeline_seek_operation(timeline, op, 0));
		look_at((struct focus){true, 0, 0}, LEVEL_NONE);
		draw(&view_pool, 60, height);
		for (uint32_t i = 0; i < 253; i++)
			glyphs[i] = cell_of((struct target){TARGET_BYTE, 0, 0, 48 + 16 * i})->code_point;
		for (uint32_t at = 0; at < 44; at += 3) {
			look_at((struct focus){true, 0, 0}, LEVEL_POOL);
			scene.chosen = true;
			scene.selection = (struct selection){true, 48 + 16 * at};
			draw(&view_pool, 60, height);
			for (uint32_t i = 0; i < 253; i++) {
				const struct cell *cell =
					cell_of((struct target){TARGET_BYTE, 0, 0, 48 + 16 * i});

				ck_assert_uint_eq(cell->code_point, glyphs[i]);
				if (cell->code_point > 0x7f) /* digits are words */
					check_shape(cell, glyphs[i]);
				ck_assert_int_eq(cell[1].code_point == 0x25c2 ||
							 cell[1].code_point == 0x25c0,
						 i == at);
			}
		}
	}
	close_run();
}
END_TEST

/* -- what has changed -------------------------------------------------------------- */

/* Two fields in one word: only the one that is another now has changed. */
START_TEST(tells_fields_apart)
{
	const struct heap *heap;
	struct pool_info pool;
	bool next_moved = false;

	open_run(blocks);
	for (uint64_t op = 2; op <= 60; op++) {
		uint64_t was = 0;
		bool next, most;

		ck_assert(timeline_seek_operation(timeline, op, 0));
		look_at((struct focus){true, 0, 0}, LEVEL_NONE);
		heap = scene.heap;
		ck_assert(heap_pool(heap, 0, 0, &pool));
		next = scene_field_changed(&scene, pool.address + hex_offset(6), 4, &was);
		most = scene_field_changed(&scene, pool.address + hex_offset(7), 4, NULL);
		ck_assert(!most);
		ck_assert(!next || was + 16 == pool.nextoffset);
		ck_assert_int_eq(next, op <= 40);
		next_moved |= next;
		draw(&view_pool, 100, 18);
		for (int x = 0; x < 100; x++) /* of the numbers on the second row only one is marked */
			if (canvas_cell(canvas, x, 1)->flags & CELL_CHANGED)
				ck_assert_int_lt(x, 24);
		draw(&view_bytes, 45, 20);
		ck_assert_int_eq(canvas_cell(canvas, 7, 6)->flags & CELL_CHANGED, next);
		ck_assert_int_eq(canvas_cell(canvas, 7, 7)->flags & CELL_CHANGED, 0);
	}
	ck_assert(next_moved);
	close_run();
}
END_TEST

/* The place behind the last pool of an arena is no pool, whatever begins there. */
START_TEST(names_the_end_of_an_arena)
{
	const struct arena_object *arena;
	char text[80];
	int ends = 0;

	open_run(arenas);
	for (uint64_t op = 100; op <= 900; op += 50) {
		ck_assert(timeline_seek_operation(timeline, op, 0));
		look_at((struct focus){0}, LEVEL_NONE);
		for (uint64_t slot = 0; slot < slots_in_use(&scene); slot++) {
			struct str out = str_init(text, sizeof text);
			char wanted[80];

			arena = &scene.heap->arenas[slot];
			if (!arena->address)
				continue;
			scene_pool_address(&scene, slot, arena->pool_address, &out);
			if (arena->pool_address >= arena->address + scene.model->arena_size) {
				snprintf(wanted, sizeof wanted, "the arena's end");
				ends++;
			} else {
				snprintf(wanted, sizeof wanted, "%d:%d", (int)slot,
					 (int)((arena->pool_address - arena->address) /
					       scene.model->pool_size));
			}
			ck_assert_str_eq(text, wanted);
		}
	}
	ck_assert_int_gt(ends, 0);
	close_run();
}
END_TEST

/* -- moments of a run ---------------------------------------------------------------- */

/* How many moments are looked at for a frame's timeline, a click on it, and words, with [count] marks
 * and [count] stops behind the last operation. */
static uint64_t looked_at(unsigned count)
{
	struct timeline_options options = {0};
	uint64_t looked = 0, first, last;
	union {
		const struct timeline_index *in;
		struct timeline_index *out;
	} index; /* as many as a recording could have; a scenario has them here by hand */

	memset(&scene, 0, sizeof scene);
	program = scenario_text("model: toy\nsteps:\n- alloc: {name: a, size: 16}\n- free: a\n");
	timeline = timeline_new(program, &options);
	while (timeline_scout(timeline, 65536))
		;
	timeline_seek_end(timeline);
	index.in = timeline_index(timeline);
	for (unsigned i = 0; i < 2 * count; i++)
		array_push(index.out, (struct moment){.events = index.in->events,
						      .operations = index.in->operations,
						      .name = i % 2 ? NULL : mem_text("m"),
						      .stop = i % 2 ? mem_zero(1, sizeof(struct event))
								    : NULL,
						      .stops = (i + 1) / 2});
	scene_prepare(&scene, timeline, &(struct scene_options){.file = "marks"});
	canvas = canvas_new(80, 2);
	index.out->looked = &looked;
	draw(&view_strip, 80, 1);
	strip_find(&scene, (struct rect){0, 0, 80, 1}, 3);
	for (int column = 0; column < 40; column++)
		strip_range(&scene, 40, column, &first, &last);
	timeline_mark_after(timeline, 0);
	timeline_mark_before(timeline, index.in->events);
	index.out->looked = NULL;
	close_run();
	return looked;
}

START_TEST(many_marks_are_no_more_work_each)
{
	uint64_t few = looked_at(500), many = looked_at(50000);

	ck_assert_uint_gt(few, 1000);
	ck_assert_uint_lt(many, 100 * few);
	ck_assert_uint_lt(many, UINT64_C(400000)); /* twice each moment: drawn, and clicked on */
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("marks");
	TCase *tests = tcase_create("marks");
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, keeps_levels_of_pools);
	tcase_add_test(tests, scrolls_to_the_focus);
	tcase_add_test(tests, keeps_levels_of_arenas);
	tcase_add_loop_test(tests, keeps_blocks, 0, 2);
	tcase_add_test(tests, tells_fields_apart);
	tcase_add_test(tests, names_the_end_of_an_arena);
	tcase_add_test(tests, many_marks_are_no_more_work_each);
	suite_add_tcase(suite, tests);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
