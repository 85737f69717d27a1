/*
 * session.c - a run and where somebody stands in it, without any screen: going somewhere, playing,
 * looking for something, questions, operations by hand, and what is let go of when another run is
 * shown.
 */
#include <check.h>
#include <string.h>

#include "base/diag.h"
#include "base/str.h"
#include "replay/recorded_program.h"
#include "scenario_text.h"
#include "session/by_hand.h"
#include "session/find.h"
#include "session/playback.h"
#include "session/quiz.h"
#include "session/session.h"
#include "session/travel.h"
#include "suite.h"

static struct program *programs[PAIR_SIDES];
static struct timeline *sides[PAIR_SIDES];
static struct session session;

static struct timeline *open_side(int side, const char *text, const char *model)
{
	struct timeline_options options = {.world.model = model ? model_find(model) : NULL};

	programs[side] = scenario_text(text);
	sides[side] = timeline_new(programs[side], &options);
	ck_assert_ptr_nonnull(sides[side]);
	return sides[side];
}

static void scout(struct timeline *timeline)
{
	while (timeline_scout(timeline, 100000))
		;
}

/* Nothing has been scouted yet. */
static void open_unknown(const char *text)
{
	session_init(&session, open_side(0, text, NULL), &(struct session_options){0});
}

static void open_text(const char *text)
{
	open_unknown(text);
	scout(sides[0]);
}

static void open_beside(const char *text, const char *model)
{
	struct timeline *left = open_side(0, text, NULL);

	session_init(&session, left,
		     &(struct session_options){.beside = open_side(1, text, model)});
	scout(sides[0]);
	scout(sides[1]);
}

static void setup(void)
{
	for (int side = 0; side < PAIR_SIDES; side++) {
		programs[side] = NULL;
		sides[side] = NULL;
	}
	session = (struct session){0};
}

static void teardown(void)
{
	session_fini(&session);
	for (int side = 0; side < PAIR_SIDES; side++) {
		timeline_destroy(sides[side]);
		if (programs[side])
			program_destroy(programs[side]);
	}
}

static void stands_at(uint64_t events, uint32_t steps, uint32_t writes)
{
	struct position at = session.pair.at;

	ck_assert_msg(at.events == events && at.steps == steps && at.writes == writes,
		      "at %u.%u.%u, not %u.%u.%u", (unsigned)at.events, at.steps, at.writes,
		      (unsigned)events, steps, writes);
}

static void says(const char *text)
{
	ck_assert_msg(strstr(session.message, text) != NULL, "'%s' is not in '%s'", text,
		      session.message);
}

/* Let time pass until nothing is waited for or looked for. */
static void wait_for_it(void)
{
	for (int i = 0; session.waiting_for || session.find.running; i++) {
		ck_assert_int_lt(i, 100000);
		pair_scout(&session.pair, 16384);
		playback_tick(&session, 0);
	}
}

#define PLAIN                                                                                      \
	"model: toy\nsteps:\n- alloc: {name: a, size: 40}\n- mark: one\n- say: Words.\n"           \
	"- alloc: {name: b, size: 40}\n- mark: two\n- free: a\n- mark: three\n- free: b\n"
/* events: a, words, b, -a, -b; marks behind 1, 3, 4 */

#define LONG                                                                                       \
	"model: toy\nsteps:\n- repeat: {times: 3000, steps: [{alloc: {name: b, size: 8}}, "        \
	"{free: b}]}\n"

/* -- travel ------------------------------------------------------------------------------------ */

START_TEST(test_beginning_and_end)
{
	open_text(PLAIN);
	travel_back(&session, 1);
	stands_at(0, 0, 0);
	says("this is the beginning");
	ck_assert_uint_eq(session_take_moves(&session).count, 0);
	session_quiet(&session);
	travel_forward(&session, 5);
	stands_at(5, 0, 0);
	ck_assert_str_eq(session.message, "");
	ck_assert(!session.ended && session_at_end(&session));
	session_note_end(&session);
	ck_assert(session.reached_end && !session.ended);
	travel_forward(&session, 1);
	stands_at(5, 0, 0);
	says("this is the end");
	ck_assert(session.ended);
	travel_back(&session, 1);
	session_note_end(&session);
	ck_assert(session.reached_end && !session.ended);
	travel_to_first(&session);
	stands_at(0, 0, 0);
	travel_to_last(&session);
	stands_at(5, 0, 0);
	ck_assert_uint_eq(session.waiting_for, 0);
}
END_TEST

START_TEST(test_moves_are_counted)
{
	struct moves moves;

	open_text(PLAIN);
	travel_forward(&session, 1);
	moves = session_take_moves(&session);
	ck_assert_uint_eq(moves.count, 1);
	ck_assert_int_eq(moves.direction, 1);
	ck_assert_uint_eq(session_take_moves(&session).count, 0);
	travel_back(&session, 1);
	ck_assert_int_eq(session_take_moves(&session).direction, -1);
	travel_forward(&session, 1);
	travel_back(&session, 1);
	moves = session_take_moves(&session);
	ck_assert_uint_eq(moves.count, 2);
	ck_assert_int_eq(moves.direction, 0);
}
END_TEST

/* From 1,000 operations on it is one jump; it ends where as many moves would. */
START_TEST(test_long_ways)
{
	open_text(LONG);
	travel_forward(&session, 999);
	stands_at(999, 0, 0);
	ck_assert_uint_eq(session_take_moves(&session).count, 999);
	travel_back(&session, 999);
	stands_at(0, 0, 0);
	ck_assert_uint_eq(session_take_moves(&session).count, 999);
	travel_forward(&session, 1000);
	stands_at(1000, 0, 0);
	ck_assert_uint_eq(session_take_moves(&session).count, 0);
	travel_forward(&session, 4000);
	stands_at(5000, 0, 0);
	travel_back(&session, 1000);
	stands_at(4000, 0, 0);
	travel_back(&session, 3999);
	stands_at(1, 0, 0);
	travel_back(&session, 1000);
	stands_at(0, 0, 0);
	travel_forward(&session, 1000);
	travel_back(&session, 1000);
	stands_at(0, 0, 0);
	travel_forward(&session, 100000);
	stands_at(6000, 0, 0);
	/* At this detail, 1000 are steps. */
	session.detail = DETAIL_STEP;
	travel_back(&session, 1000);
	ck_assert_uint_eq(session_take_moves(&session).count, 1000);
	ck_assert_uint_gt(session.pair.at.events, 5000);
	/* From inside an operation, too, it is to a whole one. */
	travel_to_first(&session);
	travel_forward(&session, 2);
	stands_at(0, 2, 0);
	session.detail = DETAIL_OPERATION;
	travel_forward(&session, 1000);
	stands_at(1000, 0, 0);
}
END_TEST

/* A step back from inside of a step's writes is to where that step begins, and only then to the one
 * before. */
START_TEST(test_a_step_back_from_inside_its_writes)
{
	uint32_t step, writes = 0;

	open_text(PLAIN);
	session.detail = DETAIL_WRITE;
	while (session.pair.at.writes < 2 || session.pair.at.steps == 0) {
		travel_forward(&session, 1);
		ck_assert(!session.ended);
	}
	step = session.pair.at.steps;
	session.detail = DETAIL_STEP;
	travel_back(&session, 1);
	stands_at(0, step, 0);
	travel_back(&session, 1);
	stands_at(0, step - 1, 0);
	travel_forward(&session, 1);
	stands_at(0, step, 0);
	/* Write by write it is one after the other. */
	session.detail = DETAIL_WRITE;
	travel_forward(&session, 2);
	stands_at(0, step, 2);
	travel_back(&session, 1);
	stands_at(0, step, 1);
	travel_back(&session, 2);
	writes = session.pair.at.writes;
	ck_assert(session.pair.at.steps == step - 1);
	travel_forward(&session, 1);
	stands_at(0, step, 0);
	travel_back(&session, 1);
	stands_at(0, step - 1, writes);
	session.detail = DETAIL_OPERATION;
	travel_back(&session, 1);
	stands_at(0, 0, 0);
}
END_TEST

START_TEST(test_marks_and_stops)
{
	open_text(PLAIN);
	travel_to_moment(&session, true, false, 1);
	stands_at(1, 0, 0);
	ck_assert_str_eq(session.message, "◆ one");
	travel_to_moment(&session, true, false, 2);
	stands_at(4, 0, 0);
	ck_assert_str_eq(session.message, "◆ three");
	travel_to_moment(&session, true, false, 1);
	stands_at(4, 0, 0);
	ck_assert_str_eq(session.message, "no further mark");
	travel_to_moment(&session, true, true, 1);
	stands_at(3, 0, 0);
	/* Inside an operation the mark before it is one back. */
	session.detail = DETAIL_STEP;
	travel_forward(&session, 1);
	stands_at(3, 1, 0);
	travel_to_moment(&session, true, true, 1);
	stands_at(3, 0, 0);
	travel_to_moment(&session, true, true, 2);
	stands_at(0, 0, 0);
	travel_to_moment(&session, false, false, 1);
	stands_at(2, 0, 0);
	travel_to_moment(&session, false, false, 1);
	stands_at(5, 0, 0);
	says("this is the end");
	travel_to_moment(&session, false, true, 1);
	stands_at(2, 0, 0);
	travel_to_moment(&session, false, true, 1);
	stands_at(0, 0, 0);
}
END_TEST

START_TEST(test_what_is_not_scouted_is_waited_for)
{
	open_unknown("model: toy\nsteps:\n- repeat: {times: 60000, steps: [{alloc: {name: b, "
		     "size: 8}}, {free: b}]}\n");
	travel_to_operation(&session, 100000);
	ck_assert_uint_eq(session.waiting_for, 100000);
	says("running ahead: op 0");
	stands_at(0, 0, 0);
	ck_assert_int_eq(playback_wait_ms(&session, 0), 0);
	pair_scout(&session.pair, 50000);
	playback_tick(&session, 0);
	says(" %");
	stands_at(0, 0, 0);
	wait_for_it();
	stands_at(100000, 0, 0);
	ck_assert_str_eq(session.message, "");
	travel_to_operation(&session, 120001);
	wait_for_it();
	says("the run is shorter than that");
	stands_at(120000, 0, 0);
	travel_to_first(&session);
	travel_to_last(&session);
	stands_at(120000, 0, 0);
}
END_TEST

/* toy has arenas of four pools: it obtains several where another model needs one. */
#define PARTING                                                                                    \
	"model: toy\nsteps:\n- repeat: {times: 400, steps: [{alloc: {name: b$i, size: 64}}]}\n"    \
	"- repeat: {times: 400, steps: [{free: b$i}]}\n"

START_TEST(test_partings)
{
	uint64_t at[3];

	open_beside(PARTING, "cpython-3.6");
	travel_to_divergence(&session, true, 1);
	says("before this the arenas do not part");
	for (int i = 0; i < 3; i++) {
		travel_to_divergence(&session, false, 1);
		says("arenas held: ");
		at[i] = session.pair.at.events;
		ck_assert(i == 0 || at[i] > at[i - 1]);
	}
	travel_to_divergence(&session, true, 2);
	stands_at(at[0], 0, 0);
	travel_to_first(&session);
	travel_to_divergence(&session, false, 3);
	stands_at(at[2], 0, 0);
	travel_to_last(&session);
	travel_to_divergence(&session, false, 1);
	says("after this the arenas do not part");
}
END_TEST

START_TEST(test_one_run_does_not_part)
{
	open_text(PLAIN);
	travel_to_divergence(&session, false, 1);
	stands_at(0, 0, 0);
	says("--beside");
}
END_TEST

/* -- playing ------------------------------------------------------------------------------------ */

START_TEST(test_plays_at_its_pace)
{
	open_text(LONG);
	playback_play(&session, 1, 10000);
	ck_assert_int_eq(session.playback.direction, 1);
	ck_assert_int_eq(playback_wait_ms(&session, 10000), 0);
	ck_assert(playback_tick(&session, 10000));
	stands_at(1, 0, 0);
	ck_assert_int_eq(playback_wait_ms(&session, 10000), 1200);
	ck_assert(!playback_tick(&session, 11199));
	stands_at(1, 0, 0);
	ck_assert(playback_tick(&session, 11200));
	stands_at(2, 0, 0);
	/* A tick that comes a little late loses no time by it; one much later does. */
	playback_tick(&session, 12410);
	ck_assert_int_eq(playback_wait_ms(&session, 12410), 1190);
	playback_tick(&session, 15000);
	ck_assert_int_eq(playback_wait_ms(&session, 15000), 1200);
	stands_at(4, 0, 0);
	playback_set_speed(&session, 2);
	ck_assert(playback_pace_ms(&session) == 600);
	session.detail = DETAIL_STEP;
	ck_assert(playback_pace_ms(&session) == 450);
	session.detail = DETAIL_WRITE;
	ck_assert(playback_pace_ms(&session) == 300);
	playback_set_speed(&session, 1e9);
	ck_assert(session.playback.speed == 4096);
	playback_set_speed(&session, 0.001);
	ck_assert(session.playback.speed == 0.125);
	playback_play(&session, 1, 20000);
	ck_assert_int_eq(session.playback.direction, 0);
	ck_assert_int_eq(playback_wait_ms(&session, 20000), -1);
	ck_assert(!playback_tick(&session, 30000));
}
END_TEST

START_TEST(test_plays_back_and_ends)
{
	open_text(LONG);
	travel_forward(&session, 2);
	playback_play(&session, 1, 0);
	playback_play(&session, -1, 0); /* turns round */
	ck_assert_int_eq(session.playback.direction, -1);
	for (uint64_t now = 0; now < 10000; now += 1200)
		playback_tick(&session, now);
	stands_at(0, 0, 0);
	ck_assert_int_eq(session.playback.direction, 0);
	ck_assert_str_eq(session.message, "");
	travel_to_last(&session);
	travel_back(&session, 1);
	playback_play(&session, 1, 0);
	for (uint64_t now = 0; now < 10000; now += 1200)
		playback_tick(&session, now);
	stands_at(6000, 0, 0);
	ck_assert_int_eq(session.playback.direction, 0);
	says("this is the end");
}
END_TEST

/* All moves of a frame's time are one look. */
START_TEST(test_fast_play_makes_many_moves)
{
	open_text(LONG);
	playback_set_speed(&session, 1024); /* 1.17 ms a move, 33 ms a look */
	playback_play(&session, 1, 0);
	playback_tick(&session, 0);
	stands_at(29, 0, 0);
	ck_assert_uint_eq(session_take_moves(&session).count, 29);
}
END_TEST

START_TEST(test_words_take_time_and_questions_wait)
{
	open_text("model: toy\nsteps:\n- alloc: {name: a, size: 8}\n- say: Twenty characters...\n"
		  "- ask: {question: Where?, about: pool}\n- free: a\n");
	playback_play(&session, 1, 0);
	playback_tick(&session, 0);
	playback_tick(&session, 1200);
	stands_at(2, 0, 0);
	ck_assert(playback_dwell_ms(&session) == 1000 + 60 * 20);
	ck_assert_int_eq(playback_wait_ms(&session, 1200), 2200);
	playback_set_speed(&session, 2);
	ck_assert(playback_dwell_ms(&session) == (1000 + 60 * 20) / 2);
	playback_set_speed(&session, 0.5);
	ck_assert(playback_dwell_ms(&session) == 1000 + 60 * 20);
	playback_tick(&session, 3400);
	stands_at(3, 0, 0);
	ck_assert_int_eq(session.playback.direction, 0);
}
END_TEST

START_TEST(test_follows_until_it_is_stopped)
{
	open_unknown(LONG);
	session.playback.follows = true;
	timeline_scout(sides[0], 100);
	ck_assert(playback_tick(&session, 1000));
	ck_assert_uint_eq(session.pair.at.events, timeline_index(sides[0])->events);
	ck_assert(session.playback.follows);
	timeline_scout(sides[0], 100);
	ck_assert(!playback_tick(&session, 1099));
	ck_assert(playback_tick(&session, 1100));
	ck_assert_uint_eq(session.pair.at.events, timeline_index(sides[0])->events);
	playback_play(&session, 1, 1100); /* the first press only stands still */
	ck_assert(!session.playback.follows);
	ck_assert_int_eq(session.playback.direction, 0);
	says("paused");
	session.playback.follows = true;
	playback_play(&session, -1, 1100);
	ck_assert(!session.playback.follows);
	ck_assert_int_eq(session.playback.direction, -1);
	session.playback.follows = true;
	playback_stop(&session);
	ck_assert(!session.playback.follows);
	ck_assert_int_eq(session.playback.direction, 0);
	session.playback.follows = true;
	scout(sides[0]);
	playback_tick(&session, 5000);
	ck_assert(!session.playback.follows); /* there is no more to come */
	stands_at(6000, 0, 0);
}
END_TEST

/* -- looking for something ----------------------------------------------------------------------- */

static void look_for(const char *text, bool back, uint64_t times)
{
	char why[160] = "";
	struct str out = str_init(why, sizeof why);

	find_set_out(&session, FIND_TYPED, back, times);
	ck_assert_msg(find_typed(&session, FIND_TYPED, text, &out), "%s: %s", text, why);
	ck_assert(session_is_busy(&session));
	wait_for_it();
	ck_assert(!session_is_busy(&session));
}

static uint64_t operation_here(void)
{
	struct current current;

	timeline_current(session.timeline, &current);
	return current.operation;
}

START_TEST(test_finds)
{
	char why[160];
	struct str out = str_init(why, sizeof why);

	open_text(PLAIN);
	find_set_out(&session, FIND_TYPED, false, 1);
	ck_assert(!find_again(&session));
	ck_assert(!find_typed(&session, FIND_TYPED, "nonsense here", &out));
	ck_assert_str_ne(why, "");
	playback_play(&session, 1, 0);
	look_for("b", false, 1);
	ck_assert_int_eq(session.playback.direction, 0);
	ck_assert_uint_eq(operation_here(), 2);
	find_set_out(&session, FIND_TYPED, false, 1);
	ck_assert(find_again(&session));
	wait_for_it();
	ck_assert_uint_eq(operation_here(), 4);
	look_for("b", true, 1);
	ck_assert_uint_eq(operation_here(), 2);
	look_for("b", true, 1);
	says("not before this");
	ck_assert_uint_eq(operation_here(), 2);
	travel_to_first(&session);
	look_for("b", false, 3);
	says("not so often");
	stands_at(0, 0, 0);
	look_for("b", false, 2);
	ck_assert_uint_eq(operation_here(), 4);
	look_for("a", false, 1);
	says("not after this");
}
END_TEST

/* Asked for once more while it is looked for: it is one search, for both. */
START_TEST(test_more_is_asked_for)
{
	char why[160];
	struct str out = str_init(why, sizeof why);

	open_text(PLAIN);
	find_set_out(&session, FIND_TYPED, false, 1);
	ck_assert(find_typed(&session, FIND_TYPED, "b", &out));
	find_more(&session, 2);
	wait_for_it();
	says("not so often");
	stands_at(0, 0, 0);
	find_set_out(&session, FIND_TYPED, false, 1);
	ck_assert(find_again(&session));
	find_more(&session, 1);
	wait_for_it();
	ck_assert_uint_eq(operation_here(), 4);
}
END_TEST

/* -- another run --------------------------------------------------------------------------------- */

#define ASKING                                                                                     \
	"model: toy\nsteps:\n- ask: {question: Where?, about: pool}\n- alloc: {name: a, size: 40}\n"

START_TEST(test_a_question_is_of_one_run)
{
	struct pair pair;

	open_text(ASKING);
	travel_forward(&session, 1);
	quiz_prepare(&session);
	ck_assert(quiz_waits(&session));
	quiz_answer(&session, session.quiz.right);
	ck_assert_uint_eq(session.quiz.right_count, 1);
	ck_assert_int_eq(session.quiz.chosen, session.quiz.right);
	/* In another run everything is bigger: the answers are made anew, the score is kept. */
	open_side(1, "model: cpython-3.6\nsteps:\n- ask: {question: Where?, about: pool}\n"
		     "- alloc: {name: a, size: 5000}\n",
		  NULL);
	scout(sides[1]);
	timeline_forward(sides[1], DETAIL_OPERATION);
	pair = pair_of(sides[1], NULL);
	session_show(&session, &pair, 0);
	quiz_prepare(&session);
	ck_assert_ptr_nonnull(strstr(session.quiz.texts[session.quiz.right], "system"));
	ck_assert_uint_eq(session.quiz.asked_count, 1);
}
END_TEST

START_TEST(test_showing_lets_go)
{
	struct pair pair;
	unsigned shown;
	char why[160];
	struct str out = str_init(why, sizeof why);

	open_text(PLAIN);
	shown = session.shown;
	travel_forward(&session, 2);
	find_set_out(&session, FIND_TYPED, false, 1);
	ck_assert(find_typed(&session, FIND_TYPED, "step pool_new", &out) ||
		  find_typed(&session, FIND_TYPED, "one", &out));
	find_set_out(&session, FIND_RUN_TO, false, 1);
	ck_assert_msg(find_typed(&session, FIND_RUN_TO, "b", &out), "%s", why);
	ck_assert(session.find.running);
	ck_assert_uint_eq(session.moves.count, 2);
	/* It has no b, and nothing that is called so. */
	open_side(1, "model: toy\nsteps:\n- alloc: {name: other, size: 40}\n", NULL);
	scout(sides[1]);
	pair = pair_of(sides[1], NULL);
	session_show(&session, &pair, 0);
	ck_assert_ptr_eq(session.timeline, sides[1]);
	ck_assert_uint_eq(session.shown, shown + 1);
	ck_assert(!session.find.running);
	ck_assert_uint_eq(session_take_moves(&session).count, 0);
	ck_assert_int_eq(session.find.conditions[FIND_RUN_TO].kind, CONDITION_NONE);
	find_set_out(&session, FIND_RUN_TO, false, 1);
	ck_assert(!find_again(&session));
}
END_TEST

START_TEST(test_a_condition_is_read_anew)
{
	struct pair pair;

	open_text(PLAIN);
	look_for("b", false, 1);
	/* There b is another name, and comes third. */
	open_side(1, "model: toy\nsteps:\n- alloc: {name: c, size: 40}\n"
		     "- alloc: {name: d, size: 40}\n- alloc: {name: b, size: 40}\n",
		  NULL);
	scout(sides[1]);
	pair = pair_of(sides[1], NULL);
	session_show(&session, &pair, 0);
	find_set_out(&session, FIND_TYPED, false, 1);
	ck_assert(find_again(&session));
	wait_for_it();
	ck_assert_uint_eq(operation_here(), 3);
}
END_TEST

START_TEST(test_turns_between_sides)
{
	open_beside(ASKING "- free: a\n", "cpython-3.6");
	travel_forward(&session, 1);
	quiz_prepare(&session);
	ck_assert_uint_eq(session.quiz.at, 1);
	session_turn(&session);
	ck_assert_int_eq(session.side, 1);
	ck_assert_ptr_eq(session.timeline, sides[1]);
	stands_at(1, 0, 0);
	ck_assert_uint_eq(session.quiz.at, UINT64_MAX);
	session_turn(&session);
	ck_assert_int_eq(session.side, 0);
	ck_assert_ptr_eq(session.timeline, sides[0]);
	ck_assert_ptr_nonnull(by_hand_may(&session));
}
END_TEST

/* The same file read again, something put in front: the place is that of the same operation. */
START_TEST(test_a_changed_file_is_adopted)
{
	struct pair fresh;

	open_text(PLAIN);
	travel_forward(&session, 2); /* the words behind a */
	open_side(1, "model: toy\nsteps:\n- say: New.\n- alloc: {name: a, size: 40}\n"
		     "- say: Words, other ones.\n- say: More.\n- alloc: {name: b, size: 40}\n"
		     "- free: b\n",
		  NULL);
	scout(sides[1]);
	fresh = pair_of(sides[1], NULL);
	session_adopt(&session, &fresh);
	ck_assert_ptr_eq(session.timeline, sides[1]);
	stands_at(3, 0, 0);
	/* Back, inside of an operation. */
	session.detail = DETAIL_STEP;
	travel_forward(&session, 1);
	travel_forward(&session, 2);
	stands_at(4, 2, 0);
	fresh = pair_of(sides[0], NULL);
	session_adopt(&session, &fresh);
	stands_at(2, 2, 0);
}
END_TEST

/* -- by hand --------------------------------------------------------------------------------------- */

static void types(const char *text)
{
	ck_assert_msg(by_hand_obey(&session, text, 0) == BY_HAND_DONE, "'%s': %s", text,
		      session.by_hand.fault.what);
}

START_TEST(test_a_fork_is_made_and_left)
{
	unsigned shown;

	open_text(PLAIN);
	ck_assert(!by_hand_leave(&session));
	types("clear");
	says("there is no fork");
	travel_forward(&session, 3);
	ck_assert_int_eq(by_hand_obey(&session, "free nothing", 0), BY_HAND_FAULT);
	ck_assert_str_ne(session.by_hand.fault.what, "");
	ck_assert_ptr_null(session.by_hand.program);
	stands_at(3, 0, 0);
	shown = session.shown;
	playback_play(&session, 1, 0);
	types("x = malloc(40)");
	ck_assert_ptr_ne(session.timeline, sides[0]);
	ck_assert_uint_ne(session.shown, shown);
	ck_assert_int_eq(session.playback.direction, 0);
	ck_assert(session_is_busy(&session));
	ck_assert_uint_eq(session_place(&session).events, 3);
	stands_at(4, 0, 0);
	types("free x");
	stands_at(5, 0, 0);
	ck_assert(!session_at_end(&session)); /* of a fork, which is in no file */
	/* One back: what comes behind is replaced. */
	travel_back(&session, 1);
	types("y = malloc(8)");
	stands_at(5, 0, 0);
	ck_assert_uint_eq(timeline_index(session.timeline)->events, 5);
	/* Before the fork another one begins; home stays where the first did. */
	travel_back(&session, 4);
	types("z = malloc(8)");
	stands_at(2, 0, 0);
	ck_assert_uint_eq(session_place(&session).events, 3);
	ck_assert_int_eq(by_hand_obey(&session, "save! it.yaml", 0), BY_HAND_SAVE);
	ck_assert_str_eq(session.by_hand.save_name, "it.yaml");
	ck_assert(session.by_hand.save_over);
	ck_assert_int_eq(by_hand_obey(&session, "save", 0), BY_HAND_FAULT);
	types("clear");
	ck_assert_ptr_eq(session.timeline, sides[0]);
	stands_at(3, 0, 0);
	ck_assert(!session_is_busy(&session));
}
END_TEST

/* Inside an operation: it is finished first, and leaving leads back inside. */
START_TEST(test_a_fork_inside_an_operation)
{
	open_text(PLAIN);
	session.detail = DETAIL_STEP;
	travel_forward(&session, 2);
	stands_at(0, 2, 0);
	types("x = malloc(40)");
	stands_at(1, 1, 0);
	ck_assert_int_eq(session.playback.direction, 1); /* its steps follow by themselves */
	ck_assert_int_eq(playback_wait_ms(&session, 0), 900);
	ck_assert(by_hand_leave(&session));
	says("the fork is gone");
	stands_at(0, 2, 0);
	ck_assert_int_eq(session.playback.direction, 0);
}
END_TEST

/* What cannot be done there leaves everything where it was. */
START_TEST(test_a_fault_inside_an_operation)
{
	open_text(PLAIN);
	session.detail = DETAIL_STEP;
	travel_forward(&session, 2);
	ck_assert_int_eq(by_hand_obey(&session, "free(nobody)", 0), BY_HAND_FAULT);
	ck_assert(session.by_hand.fault.what[0]);
	ck_assert_ptr_null(session.by_hand.program);
	stands_at(0, 2, 0);
}
END_TEST

/* -- recordings of several interpreters -------------------------------------------------------- */

static unsigned char *put_interpreter(unsigned char *out, uint64_t number)
{
	return put_number(put_kind(out, RECORD_INTERPRETER), number);
}

/* Two calls of the first one, one of another, and one of the first again. */
static void open_two_interpreters(void)
{
	static const char head[] = RECORDING_MAGIC_1 "model cpython-3.12\n\n";
	struct record_state state = {0};
	struct diag_list diags = {0};
	struct recording *recording;
	unsigned char bytes[400], *out = bytes;

	out = (unsigned char *)memcpy(out, head, sizeof head - 1) + sizeof head - 1;
	out = put_malloc(out, &state, 5000, UINT64_C(0x55aa00001230));
	out = put_malloc(out, &state, 5000, UINT64_C(0x55aa00005000));
	out = put_interpreter(out, 1);
	out = put_malloc(out, &state, 5000, UINT64_C(0x55aa00009000));
	out = put_interpreter(out, 0);
	out = put_malloc(out, &state, 5000, UINT64_C(0x55aa0000d000));
	recording = recording_from_memory(bytes, (size_t)(out - bytes), &diags);
	ck_assert_ptr_nonnull(recording);
	programs[0] = recorded_program_new(recording, "two");
	sides[0] = timeline_new(programs[0], &(struct timeline_options){0});
	ck_assert_ptr_nonnull(sides[0]);
	session_init(&session, sides[0], &(struct session_options){0});
}

START_TEST(test_others_are_told_of_once)
{
	open_two_interpreters();
	travel_forward(&session, 1);
	session_note_others(&session);
	ck_assert_str_eq(session.message, ""); /* nobody has seen them yet */
	scout(sides[0]);
	ck_assert_uint_eq(timeline_index(sides[0])->operations, 3);
	session_sayf(&session, "something else");
	session_note_others(&session);
	says("something else");
	session_quiet(&session);
	session_note_others(&session);
	says("Only the first interpreter's calls are shown");
	session_quiet(&session);
	session_note_others(&session);
	ck_assert_str_eq(session.message, "");
	types("x = malloc(40)"); /* a run of its own, of the same recording */
	ck_assert_ptr_ne(session.timeline, sides[0]);
	ck_assert(timeline_index(session.timeline)->others);
}
END_TEST

/* Where the run begins its words say it (view/words_view.c). */
START_TEST(test_others_are_told_of_by_the_words)
{
	open_two_interpreters();
	scout(sides[0]);
	session_note_others(&session);
	ck_assert_str_eq(session.message, "");
	travel_forward(&session, 1);
	session_note_others(&session);
	ck_assert_str_eq(session.message, "");
}
END_TEST

START_TEST(test_one_interpreter_has_no_others)
{
	open_text(PLAIN);
	travel_forward(&session, 1);
	session_note_others(&session);
	ck_assert_str_eq(session.message, "");
	ck_assert(!timeline_index(sides[0])->others);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("session");
	TCase *tests = tcase_create("session");

	tcase_set_timeout(tests, 30);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, test_beginning_and_end);
	tcase_add_test(tests, test_moves_are_counted);
	tcase_add_test(tests, test_long_ways);
	tcase_add_test(tests, test_a_step_back_from_inside_its_writes);
	tcase_add_test(tests, test_marks_and_stops);
	tcase_add_test(tests, test_what_is_not_scouted_is_waited_for);
	tcase_add_test(tests, test_partings);
	tcase_add_test(tests, test_one_run_does_not_part);
	tcase_add_test(tests, test_plays_at_its_pace);
	tcase_add_test(tests, test_plays_back_and_ends);
	tcase_add_test(tests, test_fast_play_makes_many_moves);
	tcase_add_test(tests, test_words_take_time_and_questions_wait);
	tcase_add_test(tests, test_follows_until_it_is_stopped);
	tcase_add_test(tests, test_finds);
	tcase_add_test(tests, test_more_is_asked_for);
	tcase_add_test(tests, test_a_question_is_of_one_run);
	tcase_add_test(tests, test_showing_lets_go);
	tcase_add_test(tests, test_a_condition_is_read_anew);
	tcase_add_test(tests, test_turns_between_sides);
	tcase_add_test(tests, test_a_changed_file_is_adopted);
	tcase_add_test(tests, test_a_fork_is_made_and_left);
	tcase_add_test(tests, test_a_fork_inside_an_operation);
	tcase_add_test(tests, test_a_fault_inside_an_operation);
	tcase_add_test(tests, test_others_are_told_of_once);
	tcase_add_test(tests, test_others_are_told_of_by_the_words);
	tcase_add_test(tests, test_one_interpreter_has_no_others);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
