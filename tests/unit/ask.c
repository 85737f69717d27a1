/*
 * ask.c - questions: every one has several different answers, one of them right, at no place
 * that could be guessed; each counts once.
 *
 * The argument is the folder of lessons.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "folder.h"
#include "heap/inspect.h"
#include "scenario/load.h"
#include "scenario_text.h"
#include "suite.h"
#include "ui/ui.h"

static struct folder files;

static struct program *program;
static struct timeline *timeline;
static struct ui ui;

static void open_program(struct program *opened)
{
	program = opened;
	timeline = timeline_new(program, &(struct timeline_options){0});
	ck_assert_ptr_nonnull(timeline);
	while (timeline_scout(timeline, 100000))
		;
	ui_init(&ui, timeline,
		 &(struct ui_options){.file = "test.yaml", .session.detail = DETAIL_OPERATION});
}

static void teardown(void)
{
	ui_fini(&ui);
	timeline_destroy(timeline);
	program_destroy(program);
	timeline = NULL;
	program = NULL;
}

static void draw(void)
{
	struct canvas *canvas = canvas_new(80, 24);

	ui_draw(&ui, canvas);
	canvas_destroy(canvas);
}

static void press(uint32_t key)
{
	ui_key(&ui, key, 0);
	draw();
}

/* Several, different, one of them right; and a reason. */
static void is_good(const char *where)
{
	const struct quiz *ask = &ui.session.quiz;

	ck_assert_msg(ask->count >= 2 && ask->count <= ANSWERS_MAX, "%s: %d answers", where,
		      ask->count);
	ck_assert_msg(ask->right >= 0 && ask->right < ask->count, "%s: none is right", where);
	for (int i = 0; i < ask->count; i++)
		for (int k = 0; k < i; k++)
			ck_assert_msg(strcmp(ask->texts[i], ask->texts[k]) != 0, "%s: '%s' twice",
				      where, ask->texts[i]);
	ck_assert_msg(strncmp(ask->why, "Why: ", 5) == 0, "%s: no reason", where);
}

static struct program *read_lesson(const char *name)
{
	struct diag_list diags = {0};
	struct source source = {0};
	struct program *read = NULL;
	char path[1000];

	folder_path(&files, name, path, sizeof path);
	if (source_read(&source, path, SCENARIO_MAX_BYTES, &diags))
		read = scenario_open(&source, &diags, NULL);
	source_fini(&source);
	diag_fini(&diags);
	ck_assert_ptr_nonnull(read);
	return read;
}

START_TEST(test_questions_of_lessons_are_good)
{
	struct event event;

	open_program(read_lesson(folder_name(&files, _i)));
	draw();
	do {
		struct current current;

		timeline_current(timeline, &current);
		draw();
		if (current.any && current.event.kind == EVENT_ASK) {
			is_good(folder_name(&files, _i));
			ck_assert(quiz_waits(&ui.session));
		}
		timeline_peek(timeline, &event);
	} while (timeline_position(timeline).events < 500 &&
		 timeline_forward(timeline, DETAIL_OPERATION));
}
END_TEST

START_TEST(test_questions_on_demand_are_good)
{
	open_program(read_lesson(folder_name(&files, _i)));
	draw();
	for (int i = 0; i < 60; i++) {
		for (int again = 0; again < ASK_COUNT; again++) {
			press('Q');
			if (ui.session.quiz.on_demand)
				is_good(folder_name(&files, _i));
		}
		press('l');
		ck_assert_int_eq(ui.session.quiz.count > 0, ui_scene(&ui)->current.event.kind == EVENT_ASK);
	}
}
END_TEST

#define MANY                                                                                       \
	"model: toy\nsteps:\n- random: {operations: 400, seed: 3, group: r, live: 40, min: 1, "    \
	"max: 100, reallocs: 10}\n"

/* The right answer is what happens then; "neither" is the last. */
START_TEST(test_right_answers_happen_anywhere)
{
	int happened = 0;

	open_program(scenario_text(MANY));
	draw();
	for (int i = 0; i < 399; i++) {
		const struct heap *heap = &timeline_world(timeline)->heap;
		uint64_t obtained = heap->control->ntimes_arena_allocated;
		uint64_t held = heap->control->narenas_currently_allocated;
		bool came, went, says_came, says_went;

		press('Q');
		while (ui.session.quiz.about != ASK_ARENA)
			press('Q');
		ck_assert_str_eq(ui.session.quiz.texts[ui.session.quiz.count - 1], "neither");
		happened += ui.session.quiz.right < ui.session.quiz.count - 1;
		says_came = strstr(ui.session.quiz.texts[ui.session.quiz.right], "obtained") != NULL;
		says_went = strstr(ui.session.quiz.texts[ui.session.quiz.right], "goes back") != NULL;
		press('l');
		heap = &timeline_world(timeline)->heap;
		came = heap->control->ntimes_arena_allocated > obtained;
		went = heap->control->narenas_currently_allocated < held + came;
		ck_assert_int_eq(says_came, came);
		ck_assert_int_eq(says_went, went);
	}
	ck_assert_int_gt(happened, 0);
}
END_TEST

/* Nobody who always says the same does well. */
START_TEST(test_right_offsets_are_anywhere)
{
	int at[ANSWERS_MAX] = {0}, asked = 0;

	open_program(scenario_text(MANY));
	draw();
	for (int i = 0; i < 399; i++) {
		press('Q');
		for (int again = 0; ui.session.quiz.about != ASK_OFFSET && again < ASK_COUNT; again++)
			press('Q');
		if (ui.session.quiz.about == ASK_OFFSET && ui.session.quiz.count == 3) {
			at[ui.session.quiz.right]++;
			asked++;
		}
		press('l');
	}
	ck_assert_int_gt(asked, 100);
	for (int i = 0; i < 3; i++)
		ck_assert_msg(at[i] > asked / 5 && at[i] < asked / 2, "place %d: %d of %d", i, at[i],
			      asked);
}
END_TEST

START_TEST(test_right_pools_and_states)
{
	open_program(scenario_text(MANY));
	draw();
	for (int i = 0; i < 399; i++) {
		enum ask_about about = i % 2 ? ASK_POOL : ASK_STATE;
		struct current current;
		struct pool_info pool;
		struct place place;
		char right[48], is[48];

		press('Q');
		for (int k = 0; k < ASK_COUNT && ui.session.quiz.about != about; k++)
			press('Q');
		if (ui.session.quiz.about != about) {
			press('l');
			continue;
		}
		snprintf(right, sizeof right, "%s", ui.session.quiz.texts[ui.session.quiz.right]);
		press('l');
		timeline_current(timeline, &current);
		place = heap_place(&timeline_world(timeline)->heap,
				   current.result ? current.result : current.event.op.block);
		if (place.kind != PLACE_BLOCK)
			ck_assert_ptr_nonnull(strstr(right, "system"));
		if (place.kind != PLACE_BLOCK)
			continue;
		snprintf(is, sizeof is, "pool %u:%u", (unsigned)place.slot, place.pool);
		if (about == ASK_STATE) {
			bool there = heap_pool(&timeline_world(timeline)->heap, place.slot,
					       place.pool, &pool);

			snprintf(is, sizeof is, "%s", there ? pool_state_names[pool.state]
							    : "gone with its arena");
		}
		ck_assert_str_eq(right, is);
	}
}
END_TEST

#define ONE                                                                                        \
	"model: toy\nsteps:\n- ask: {question: Where?, about: pool}\n"                             \
	"- alloc: {name: a, size: 16}\n- ask: {question: And now?, about: state}\n- free: a\n"

START_TEST(test_each_counts_once)
{
	int right;

	open_program(scenario_text(ONE));
	draw();
	press('l');
	ck_assert(quiz_waits(&ui.session));
	right = ui.session.quiz.right;
	press('1' + (uint32_t)!right);
	ck_assert_int_eq(ui.session.quiz.chosen, !right);
	ck_assert_uint_eq(ui.session.quiz.asked_count, 1);
	ck_assert_uint_eq(ui.session.quiz.right_count, 0);
	/* Away and back: the answer that was given is there, in any language. */
	press('g');
	ck_assert_int_eq(ui.session.quiz.count, 0);
	press('l');
	ck_assert_int_eq(ui.session.quiz.chosen, !right);
	ck_assert_int_eq(ui.session.quiz.right, right);
	press('e');
	ck_assert_int_eq(ui.session.quiz.chosen, !right);
	ck_assert_ptr_nonnull(strstr(ui.session.quiz.why, "原因"));
	press('1' + (uint32_t)right); /* a number, now */
	ck_assert_int_eq(ui.session.quiz.chosen, !right);
	ck_assert_uint_eq(ui.session.quiz.asked_count, 1);
	ui.count = 0;
	press('l');
	press('l');
	ck_assert(quiz_waits(&ui.session));
	press('1' + (uint32_t)ui.session.quiz.right);
	ck_assert_uint_eq(ui.session.quiz.asked_count, 2);
	ck_assert_uint_eq(ui.session.quiz.right_count, 1);
	press('l');
	press('l');
	ck_assert_ptr_nonnull(strstr(ui.session.message, "1/2"));
	press('Q');
	ck_assert_int_eq(ui.session.quiz.count, 0);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("ask");
	TCase *tests = tcase_create("questions");
	int failed;

	if (!folder_open(&files, argc > 1 ? argv[1] : "scenarios", ".yaml"))
		return 1;
	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, NULL, teardown);
	tcase_add_loop_test(tests, test_questions_of_lessons_are_good, 0, files.count);
	tcase_add_loop_test(tests, test_questions_on_demand_are_good, 0, files.count);
	tcase_add_test(tests, test_right_answers_happen_anywhere);
	tcase_add_test(tests, test_right_offsets_are_anywhere);
	tcase_add_test(tests, test_right_pools_and_states);
	tcase_add_test(tests, test_each_counts_once);
	suite_add_tcase(suite, tests);
	failed = suite_run(suite);
	folder_close(&files);
	return failed;
}
