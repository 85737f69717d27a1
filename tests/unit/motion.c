/*
 * motion.c - what travels over the screen at each kind of step, forwards and backwards; and that
 * it ends in the true picture.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/key.h"
#include "must.h"
#include "scenario_text.h"
#include "suite.h"
#include "ui/animate.h"
#include "ui/ui.h"
#include "view/target.h"

#define WIDTH 120
#define HEIGHT 36

/* Pools of two blocks, four of them an arena: every transition there is. */
static const char scenario[] = "model: toy\nsteps:\n"
			       "- repeat: {times: 24, as: i, steps: [{alloc: {name: b$i, size: 96}}]}\n"
			       "- free: [b9, b8, b1, b0, b17, b16, b19, b18, b3, b2, b11, b10, b5, b4]\n"
			       "- alloc: {name: c, size: 96}\n"
			       "- free: [b7, b6, b13, b12]\n";

static struct program *program;
static struct timeline *timeline;
static struct ui *ui;
static struct canvas *canvas;
static uint64_t now_ms;

static void open_run(bool still)
{
	struct timeline_options options = {0};
	struct ui_options ui_options = {.file = "text", .still = still, .session.detail = DETAIL_STEP};

	program = scenario_text(scenario);
	timeline = timeline_new(program, &options);
	ck_assert_ptr_nonnull(timeline);
	while (timeline_scout(timeline, 1000))
		;
	ui = calloc(1, sizeof *ui);
	ui_init(ui, timeline, &ui_options);
	canvas = canvas_new(WIDTH, HEIGHT);
	now_ms = 1000;
}

static void close_all(void)
{
	canvas_destroy(canvas);
	ui_fini(ui);
	free(ui);
	timeline_destroy(timeline);
	program_destroy(program);
}

static void show(void)
{
	canvas_reset(canvas, WIDTH, HEIGHT);
	ui_draw(ui, canvas);
}

static void press(uint32_t key)
{
	ui_key(ui, key, now_ms);
	show();
	ui_tick(ui, now_ms); /* as the loop does: the clock of the motion starts */
}

/* What the last step is; at rest that of the operation. */
static enum step_kind last_step(void)
{
	struct current current;

	timeline_current(timeline, &current);
	ck_assert(current.any && current.steps_done > 0);
	return journal_step(timeline_journal(timeline), current.first_step + current.steps_done - 1)->kind;
}

static enum target_kind kind_at(const struct canvas_place *place)
{
	return target_of(place->tag).kind;
}

/* Which kinds of places a step's thing travels between. */
struct way {
	enum step_kind step;
	enum target_kind from, to;
};

static const struct way ways[] = {
	{STEP_TAKE_BLOCK, TARGET_BYTE, TARGET_HAND},
	{STEP_POOL_INIT, TARGET_BYTE, TARGET_HAND},
	{STEP_POOL_SAME_CLASS, TARGET_BYTE, TARGET_HAND},
	{STEP_FREE_PUSH, TARGET_HAND, TARGET_BYTE},
	{STEP_POOL_LINK, TARGET_POOL, TARGET_MEMBER_POOL},
	{STEP_POOL_FULL, TARGET_MEMBER_POOL, TARGET_POOL},
	{STEP_POOL_RELINK, TARGET_POOL, TARGET_MEMBER_POOL},
	{STEP_POOL_EMPTY, TARGET_MEMBER_POOL, TARGET_POOL},
	{STEP_POOL_TO_FREEPOOLS, TARGET_POOL, TARGET_MEMBER_POOL},
	{STEP_ARENA_FULL, TARGET_MEMBER_ARENA, TARGET_ARENA},
	{STEP_ARENA_USABLE, TARGET_ARENA, TARGET_MEMBER_ARENA},
	{STEP_ARENA_MOVE, TARGET_MEMBER_ARENA, TARGET_MEMBER_ARENA},
	{STEP_ARENA_OBTAIN, TARGET_ARENA, TARGET_MEMBER_ARENA},
	{STEP_ARENA_RELEASE, TARGET_MEMBER_ARENA, TARGET_ARENA},
};

#define WAYS (sizeof ways / sizeof *ways)

/* Steps at which nothing changes its place. */
static const enum step_kind still_steps[] = {
	STEP_SIZE_CLASS, STEP_USEDPOOLS_HEAD, STEP_USEDPOOLS_EMPTY, STEP_ARENA_NEEDED,
	STEP_ARENA_PICK, STEP_ADDRESS_OURS, STEP_ARENA_STAYS};

static bool any_goes(const struct way *way)
{
	const struct motion *motion = &ui->animation.motion;

	for (int i = 0; i < motion->count; i++)
		if (kind_at(&motion->flights[i].from) == way->from &&
		    kind_at(&motion->flights[i].to) == way->to)
			return true;
	return false;
}

static bool same_position(struct position a, struct position b)
{
	return a.events == b.events && a.steps == b.steps && a.writes == b.writes;
}

/* One key; false at the end of the run. */
static bool step_by(uint32_t key)
{
	struct position before = timeline_position(timeline);

	press(key);
	return !same_position(before, timeline_position(timeline));
}

static void check_step(enum step_kind step, bool back, unsigned *seen)
{
	for (size_t i = 0; i < WAYS; i++) {
		struct way way = ways[i];

		if (way.step != step)
			continue;
		if (back)
			way = (struct way){step, way.to, way.from};
		must(any_goes(&way), "%s%s: no flight from %d to %d", back ? "back over " : "",
		     step_name(step), (int)way.from, (int)way.to);
		seen[i]++;
	}
	for (size_t i = 0; i < sizeof still_steps / sizeof *still_steps; i++)
		must(step != still_steps[i] || ui->animation.motion.count == 0, "%s moves %s",
		     step_name(step), ui->animation.motion.flights[0].text);
}

START_TEST(test_each_step_moves_its_thing)
{
	unsigned seen[WAYS] = {0};

	open_run(false);
	show();
	while (step_by(KEY_CODE_RIGHT))
		check_step(last_step(), false, seen);
	for (size_t i = 0; i < WAYS; i++)
		must(seen[i] > 0, "no %s in the run", step_name(ways[i].step));
	close_all();
}
END_TEST

/* A thing that came home from the middle of a list goes back without being seen: where it will
 * stand cannot be told from more room.  All else returns the way it came. */
START_TEST(test_undoing_moves_it_back)
{
	unsigned seen[WAYS] = {0};
	enum step_kind undone;

	open_run(false);
	timeline_seek_end(timeline);
	show();
	for (;;) {
		undone = last_step();
		if (!step_by(KEY_CODE_LEFT) || timeline_position(timeline).events == 0)
			break;
		if (undone != STEP_ARENA_USABLE && undone != STEP_ARENA_RELEASE &&
		    undone != STEP_POOL_EMPTY && undone != STEP_ARENA_MOVE)
			check_step(undone, true, seen);
	}
	must(seen[0] > 0 && seen[3] > 0, "no block changed hands");
	close_all();
}
END_TEST

/* What is on the canvas, as characters and roles. */
static uint64_t digest(void)
{
	uint64_t hash = 14695981039346656037u;

	for (int i = 0; i < WIDTH * HEIGHT; i++) {
		const struct cell *cell = &canvas->cells[i];

		hash = (hash ^ cell->code_point) * 1099511628211u;
		hash = (hash ^ (cell->role | (uint64_t)cell->flags << 8)) * 1099511628211u;
	}
	return hash;
}

/* Let time pass as the loop does; the number of frames drawn. */
static int pass(uint64_t ms)
{
	uint64_t end = now_ms + ms;
	int frames = 0, wait;

	while ((wait = ui_wait_ms(ui, now_ms)) >= 0 && now_ms + (uint64_t)wait <= end) {
		now_ms += (uint64_t)wait;
		if (ui_tick(ui, now_ms)) {
			show();
			frames++;
		}
	}
	now_ms = end;
	return frames;
}

START_TEST(test_ends_in_the_true_picture)
{
	uint64_t travelling;
	int frames;

	open_run(false);
	show();
	while (step_by(KEY_CODE_RIGHT) && last_step() != STEP_TAKE_BLOCK)
		;
	ck_assert_int_gt(ui->animation.motion.count, 0);
	travelling = digest();
	frames = pass(1000);
	must(frames >= 8 && frames <= 12, "%d frames", frames);
	ck_assert_int_eq(ui->animation.motion.count, 0);
	ck_assert_int_eq(ui_wait_ms(ui, now_ms), -1); /* no work while nothing moves */
	ck_assert(digest() != travelling);
	travelling = digest();
	ui->look.still = true;
	show();
	ck_assert_uint_eq(digest(), travelling);
	close_all();
}
END_TEST

START_TEST(test_a_key_ends_it)
{
	open_run(false);
	show();
	while (step_by(KEY_CODE_RIGHT) && last_step() != STEP_TAKE_BLOCK)
		;
	ck_assert_int_gt(ui->animation.motion.count, 0);
	press('?');
	ck_assert_int_eq(ui->animation.motion.count, 0);
	close_all();
}
END_TEST

START_TEST(test_still)
{
	open_run(true);
	show();
	while (step_by(KEY_CODE_RIGHT)) {
		ck_assert_int_eq(ui->animation.motion.count, 0);
		ck_assert_int_eq(ui_wait_ms(ui, now_ms), -1);
	}
	press('m'); /* on again */
	press(KEY_CODE_HOME);
	while (step_by(KEY_CODE_RIGHT) && ui->animation.motion.count == 0)
		;
	ck_assert_int_gt(ui->animation.motion.count, 0);
	close_all();
}
END_TEST

/* Jumps are no moves, and played fast things would only flicker. */
START_TEST(test_only_at_a_pace_to_follow)
{
	int flights[2] = {0};

	open_run(false);
	show();
	press(KEY_CODE_END);
	ck_assert_int_eq(ui->animation.motion.count, 0);
	press(KEY_CODE_SHIFT_LEFT);
	ck_assert_int_eq(ui->animation.motion.count, 0);
	for (int fast = 0; fast < 2; fast++) {
		press(KEY_CODE_HOME);
		for (int i = 0; fast && i < 5; i++)
			press('+'); /* 32 times: a step in 28 ms */
		press(' ');
		for (int i = 0; i < 100; i++) {
			pass(100);
			flights[fast] += ui->animation.motion.count;
		}
		if (ui->session.playback.direction)
			press(' ');
	}
	ck_assert_int_gt(flights[0], 0);
	ck_assert_int_eq(flights[1], 0);
	close_all();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("motion");
	TCase *tcase = tcase_create("motion");

	tcase_add_test(tcase, test_each_step_moves_its_thing);
	tcase_add_test(tcase, test_undoing_moves_it_back);
	tcase_add_test(tcase, test_ends_in_the_true_picture);
	tcase_add_test(tcase, test_a_key_ends_it);
	tcase_add_test(tcase, test_still);
	tcase_add_test(tcase, test_only_at_a_pace_to_follow);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
