/*
 * hits.c - what a click means is what is drawn there.
 *
 * The argument is a folder with the scenarios.  Every cell of every level is asked what it stands
 * for: each arena, pool and block that should be in sight has a cell, and clicking on
 * a cell selects what it stands for, at each size.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/key.h"
#include "scale.h"
#include "scenario/load.h"
#include "scenario/open.h"
#include "suite.h"
#include "ui/ui.h"
#include "view/target.h"
#include "view/zoom.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static const char *folder;

static const struct {
	int width, height;
} sizes[] = {{80, 24}, {100, 30}, {120, 36}, {160, 48}, {58, 30}, {40, 12}, {20, 8}, {3, 3}};

#define WIDTH_MOST 160

static struct program *program;
static struct timeline *timeline;
static struct ui ui;
static struct canvas *canvas;

static void open_at(const char *file, uint64_t operation)
{
	struct script_hints hints = {0};
	struct diag_list diags = {0};
	struct source source = {0};
	struct timeline_options options = {0};
	struct ui_options ui_options = {.file = file, .session.detail = DETAIL_OPERATION};
	char path[1024];

	snprintf(path, sizeof path, "%s/%s", folder, file);
	ck_assert(source_read(&source, path, SCENARIO_MAX_BYTES, &diags));
	program = scenario_open(&source, &diags, &hints);
	ck_assert_ptr_nonnull(program);
	timeline = timeline_new(program, &options);
	while (timeline_scout(timeline, 65536))
		;
	canvas = canvas_new(80, 24);
	ui_init(&ui, timeline, &ui_options);
	ck_assert(timeline_seek_operation(timeline, operation, 0));
	source_fini(&source);
	diag_fini(&diags);
}

static void close_all(void)
{
	ui_fini(&ui);
	canvas_destroy(canvas);
	timeline_destroy(timeline);
	program_destroy(program);
}

static struct target ask(int width, int height, int x, int y)
{
	struct target target;

	canvas_reset(canvas, width, height);
	ui_draw(&ui, canvas);
	target = target_clicked(target_of(canvas_tag_at(canvas, x, y)));
	return target;
}

static void go_to(enum level level, int width, int height)
{
	ui.cursor.zoom = zoom_pane(level);
	ui.cursor.entered = level;
	ask(width, height, -1, -1);
}

/* Whether the screen's selection is the target, in the terms of its kind. */
static bool is_selected(const struct target *target)
{
	const struct focus *focus = &ui_scene(&ui)->focus;
	struct pool_info pool;
	uint32_t offset = ui_scene(&ui)->selection.offset;

	if (focus->slot != target->slot)
		return false;
	if (target->kind == TARGET_ARENA)
		return true;
	if (focus->pool != target->pool)
		return false;
	if (target->kind == TARGET_POOL || ui_scene(&ui)->options.stage.level == LEVEL_BYTES)
		return target->kind == TARGET_POOL || offset == target->offset;
	ck_assert(heap_pool(ui_scene(&ui)->heap, focus->slot, focus->pool, &pool));
	if (target->offset < POOL_OVERHEAD)
		return offset < POOL_OVERHEAD;
	return offset >= target->offset && offset < target->offset + pool.block_size;
}

/* A moment on a curve: a click goes there, and selects nothing. */
static void check_moment(const struct target *target, int x, int y, int width, int height)
{
	struct position position = timeline_position(ui.session.timeline);

	ui_click(&ui, x, y, canvas);
	ck_assert_uint_eq(timeline_world(ui.session.timeline)->state->operations, target->slot);
	ck_assert(!ui.cursor.at.held);
	timeline_seek(ui.session.timeline, position);
	ask(width, height, -1, -1);
}

/* Nothing selected, at this level. */
static void begin_at(enum level level, int width, int height)
{
	ui.cursor.at.held = false;
	ui.cursor.at.selection = (struct selection){0};
	go_to(level, width, height);
}

/* Once: it is selected.  Again: one level further in. */
static void check_click(enum level level, const struct target *target, int x, int y, int width,
			int height)
{
	ui_click(&ui, x, y, canvas);
	ask(width, height, -1, -1);
	ck_assert_msg(ui.cursor.at.held && is_selected(target), "%dx%d level %d cell %d,%d", width, height,
		      (int)level, x, y);
	ck_assert_int_eq(zoom_level(ui.cursor.zoom), level);
	ui_click(&ui, x, y, canvas);
	ck_assert_msg(zoom_level(ui.cursor.zoom) == (target->kind == TARGET_ARENA  ? LEVEL_ARENA
					       : target->kind == TARGET_POOL ? LEVEL_POOL
									     : LEVEL_BYTES),
		      "%dx%d level %d cell %d,%d leads no further", width, height, (int)level, x, y);
}

static bool is_same(const struct target *a, const struct target *b)
{
	return a->kind == b->kind && a->slot == b->slot && a->pool == b->pool &&
	       a->offset == b->offset;
}

/* All cells of a level are asked; in a build where that takes long, every eighth.  Those are clicked
 * on where something begins or ends. */
static void check_level(enum level level, int width, int height)
{
	enum { EACH = IS_CHECKED_BUILD ? 8 : 1 };

	begin_at(level, width, height);
	for (int y = 0; y < height; y++) {
		struct target row[EACH + WIDTH_MOST + EACH] = {0}; /* nothing on either side */

		for (int x = y % EACH; x < width; x += EACH)
			row[EACH + x] = ask(width, height, x, y);
		for (int x = y % EACH; x < width; x += EACH) {
			const struct target *target = &row[EACH + x];

			if (target->kind == TARGET_NONE || target->kind == TARGET_LEVEL ||
			    (is_same(target, target - EACH) && is_same(target, target + EACH)))
				continue;
			if (target->kind == TARGET_OPERATION)
				check_moment(target, x, y, width, height);
			else
				check_click(level, target, x, y, width, height);
			begin_at(level, width, height);
		}
	}
}

START_TEST(selects_what_is_drawn)
{
	open_at("toy.yaml", 12);
	for (int level = LEVEL_NONE; level <= LEVEL_BYTES; level++)
		check_level((enum level)level, sizes[_i].width, sizes[_i].height);
	close_all();
}
END_TEST

/* How many different things of a kind are on the screen. */
static int things(enum target_kind kind, int width, int height)
{
	bool *seen = calloc(1 << 20, 1);
	int count = 0;

	for (int y = 0; y < height; y++) {
		for (int x = 0; x < width; x++) {
			struct target target = ask(width, height, x, y);
			uint64_t id = kind == TARGET_ARENA  ? target.slot
				      : kind == TARGET_POOL ? target.pool
							    : target.offset;

			if (target.kind == kind && !seen[id]) {
				seen[id] = true;
				count++;
			}
		}
	}
	free(seen);
	return count;
}

START_TEST(shows_everything_that_fits)
{
	open_at("seven.yaml", 3000);
	go_to(LEVEL_PROCESS, 80, 24);
	ck_assert_int_eq(things(TARGET_ARENA, 80, 24), 7);
	go_to(LEVEL_ARENA, 80, 24);
	ck_assert_int_eq(things(TARGET_POOL, 80, 24), 64);
	go_to(LEVEL_POOL, 80, 24);
	ck_assert_int_eq(things(TARGET_BYTE, 80, 24), 8); /* the header and seven blocks */
	close_all();
	open_at("four.yaml", 4);
	go_to(LEVEL_POOL, 80, 24);
	ck_assert_int_eq(things(TARGET_BYTE, 80, 24), 1 + (int)ui_scene(&ui)->model->pool_size / 16 - 3);
	close_all();
}
END_TEST

START_TEST(shows_a_thousand_arenas)
{
	open_at("arenas.yaml", 8116);
	go_to(LEVEL_PROCESS, 120, 36);
	ck_assert_int_eq(things(TARGET_ARENA, 120, 36), 1000);
	close_all();
}
END_TEST

/* A cell of the header, or else of a block. */
static void find_byte(bool of_header, int width, int height, int *at_x, int *at_y)
{
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			struct target target = ask(width, height, x, y);

			if (target.kind == TARGET_BYTE && (target.offset < POOL_OVERHEAD) == of_header) {
				*at_x = x;
				*at_y = y;
				return;
			}
		}
	ck_abort_msg("nothing of the %s is shown", of_header ? "header" : "blocks");
}

/* The header is no block: a click from one to the other selects, and leads no further. */
START_TEST(header_and_blocks_are_two_things)
{
	int x[2], y[2];

	open_at("toy.yaml", 12);
	go_to(LEVEL_POOL, 80, 24);
	for (int i = 0; i < 2; i++)
		find_byte(i == 0, 80, 24, &x[i], &y[i]);
	for (int i = 0; i < 5; i++) {
		ui_click(&ui, x[i % 2], y[i % 2], canvas);
		ask(80, 24, -1, -1);
		ck_assert_int_eq(zoom_level(ui.cursor.zoom), LEVEL_POOL);
		ck_assert_int_eq(ui_scene(&ui)->selection.offset < POOL_OVERHEAD, i % 2 == 0);
	}
	close_all();
}
END_TEST

/* The path leads to each of its levels. */
START_TEST(follows_the_path)
{
	open_at("toy.yaml", 12);
	go_to(LEVEL_BYTES, 120, 36);
	for (int x = 119; x >= 0; x--) {
		struct target target = ask(120, 36, x, 1);

		if (target.kind != TARGET_LEVEL)
			continue;
		ui_click(&ui, x, 1, canvas);
		ck_assert_int_eq(zoom_level(ui.cursor.zoom), (int)target.slot);
	}
	ck_assert_int_eq(zoom_level(ui.cursor.zoom), LEVEL_PROCESS);
	ui_command(&ui, COMMAND_LEAVE, 0);
	ck_assert_int_eq(ui.cursor.zoom, PANE_COUNT);
	close_all();
}
END_TEST

START_TEST(packs_and_unpacks)
{
	static const struct target targets[] = {{TARGET_ARENA, 4095, 0, 0},
						{TARGET_POOL, 268435455, 255, 0},
						{TARGET_BYTE, 3, 63, 16376},
						{TARGET_OPERATION, 1000000000000, 0, 0},
						{TARGET_NONE, 0, 0, 0}};

	for (int i = 0; i < COUNT(targets); i++) {
		struct target target = target_of(target_tag(targets[i]));

		ck_assert_int_eq(target.kind, targets[i].kind);
		ck_assert_uint_eq(target.slot, targets[i].slot);
		ck_assert_uint_eq(target.pool, targets[i].pool);
		ck_assert_uint_eq(target.offset, targets[i].offset);
	}
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("hits");
	TCase *hits = tcase_create("hits");

	folder = argc > 1 ? argv[1] : ".";
	suite_add_tcase(suite, hits);
	tcase_set_timeout(hits, 60);
	tcase_add_test(hits, packs_and_unpacks);
	tcase_add_loop_test(hits, selects_what_is_drawn, 0, COUNT(sizes));
	tcase_add_test(hits, shows_everything_that_fits);
	tcase_add_test(hits, shows_a_thousand_arenas);
	tcase_add_test(hits, header_and_blocks_are_two_things);
	tcase_add_test(hits, follows_the_path);
	return suite_run(suite);
}
