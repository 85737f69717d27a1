/*
 * overlays.c - what lies over the screen: who gets a press first, what is passed on, what closes
 * whom; the palette; and what commands end before they are done.
 */
#include <check.h>
#include <string.h>

#include "base/key.h"
#include "base/tail.h"
#include "scenario_text.h"
#include "session/playback.h"
#include "session/travel.h"
#include "suite.h"
#include "timeline/tenants.h"
#include "ui/blank.h"
#include "ui/find_line.h"
#include "ui/hand_line.h"
#include "ui/help_screen.h"
#include "ui/palette.h"
#include "ui/printed.h"
#include "ui/tenant_list.h"
#include "ui/ui.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))
#define CTRL(letter) ((letter) & 0x1f)

static struct program *program, *changed;
static struct timeline *timeline, *fresh;
static struct canvas *canvas;
static struct ui ui;

#define PLAIN                                                                                      \
	"model: toy\nsteps:\n- repeat: {times: 10, steps: [{alloc: {name: b$i, size: 16}}]}\n"    \
	"- mark: filled\n- say: Words.\n- repeat: {times: 10, steps: [{free: b$i}]}\n"

static void draw(void)
{
	canvas_reset(canvas, 80, 24);
	ui_draw(&ui, canvas);
}

static struct timeline *run(struct program *of)
{
	struct timeline *opened = timeline_new(of, &(struct timeline_options){0});

	ck_assert_ptr_nonnull(opened);
	while (timeline_scout(opened, 100000))
		;
	return opened;
}

static void setup(void)
{
	changed = NULL;
	fresh = NULL;
	program = scenario_text(PLAIN);
	timeline = run(program);
	canvas = canvas_new(80, 24);
	ui_init(&ui, timeline, &(struct ui_options){.file = "test.yaml", .still = true});
	draw();
}

static void teardown(void)
{
	ui_fini(&ui);
	canvas_destroy(canvas);
	timeline_destroy(fresh);
	timeline_destroy(timeline);
	if (changed)
		program_destroy(changed);
	program_destroy(program);
}

/* The file has become this. */
static void open_changed(const char *text)
{
	struct pair pair;

	changed = scenario_text(text);
	fresh = run(changed);
	pair = pair_of(fresh, NULL);
	ui_adopt(&ui, &pair);
}

static enum ui_request press(uint32_t key)
{
	enum ui_request request = ui_key(&ui, key, 1000);

	draw();
	return request;
}

static void type(const char *text)
{
	for (; *text; text++)
		press((uint32_t)*text);
}

static void click(int x, int y)
{
	ui_click(&ui, x, y, canvas);
	draw();
}

static void wheel(bool up)
{
	ui_wheel(&ui, up, 40, 10, canvas, 1000);
	draw();
}

static void is_at(uint64_t events)
{
	ck_assert_uint_eq(ui.session.pair.at.events, events);
}

static bool is_open(const struct overlay *overlay)
{
	return overlay_is_open(&ui, overlay);
}

static bool shows_text(const char *text)
{
	for (int y = 0; y < canvas->height; y++)
		for (int x = 0; x < canvas->width; x++) {
			int i = 0;

			while (text[i] && x + i < canvas->width &&
			       canvas_cell(canvas, x + i, y)->code_point == (uint32_t)text[i])
				i++;
			if (!text[i])
				return true;
		}
	return false;
}

/* -- what moves, and what does not ------------------------------------------------------------------ */

static const struct {
	uint32_t key;
	bool moves;
} commands[] = {
	{'l', true}, {'h', true}, {'L', true}, {'H', true}, {KEY_CODE_PAGE_DOWN, true},
	{KEY_CODE_PAGE_UP, true}, {']', true}, {'[', true}, {'d', true}, {'D', true}, {'g', true},
	{'G', true}, {'j', false}, {'k', false}, {'+', false}, {'-', false}, {'o', false},
	{'m', false}, {'e', false}, {'B', false}, {'T', false}, {'f', false}, {'?', false},
	{KEY_CODE_TAB, false}, {KEY_CODE_ENTER, false}, {'5', false}, {CTRL('P'), false},
};

/* Moving by hand ends playing, and following a run that grows; looking closer does not. */
START_TEST(test_who_moves_leaves_the_end)
{
	struct playback *playback = &ui.session.playback;

	travel_forward(&ui.session, 5);
	playback->follows = true;
	playback->direction = 1;
	ui_key(&ui, commands[_i].key, 1000);
	ck_assert_msg(playback->follows == !commands[_i].moves, "key %x: follows",
		      commands[_i].key);
	ck_assert_msg(playback->direction == !commands[_i].moves, "key %x: plays",
		      commands[_i].key);
}
END_TEST

START_TEST(test_the_wheel_moves_too)
{
	ui.session.playback.follows = true;
	wheel(false);
	is_at(1);
	ck_assert(!ui.session.playback.follows);
	wheel(true);
	is_at(0);
}
END_TEST

/* Playing comes before all else that can be left. */
START_TEST(test_leaving_one_by_one)
{
	press('5');
	press('l');
	press('t');
	ck_assert(is_open(&tenant_list_overlay));
	press(' ');
	ck_assert_int_eq(ui.session.playback.direction, 1);
	press(KEY_CODE_ESCAPE);
	ck_assert_int_eq(ui.session.playback.direction, 0);
	ck_assert(is_open(&tenant_list_overlay));
	press(KEY_CODE_ESCAPE);
	ck_assert(!is_open(&tenant_list_overlay));
	ck_assert_int_eq(timeline_tenants(ui.session.timeline)->state, TENANTS_NONE);
	ck_assert_int_eq(ui.cursor.zoom, PANE_COUNT);
	press(KEY_CODE_ENTER);
	ck_assert_int_ne(ui.cursor.zoom, PANE_COUNT);
	press('9');
	press(KEY_CODE_ESCAPE); /* the number alone is what is left */
	ck_assert_uint_eq(ui.count, 0);
	ck_assert_int_ne(ui.cursor.zoom, PANE_COUNT);
	press(KEY_CODE_ESCAPE);
	ck_assert_int_eq(ui.cursor.zoom, PANE_COUNT);
}
END_TEST

/* -- the stack ---------------------------------------------------------------------------------------- */

START_TEST(test_the_top_has_the_key)
{
	press('5');
	press('l');
	press('t');
	press(':');
	ck_assert(is_open(&hand_line_overlay) && !is_open(&tenant_list_overlay));
	press(KEY_CODE_ESCAPE);
	press('t');
	press('/');
	ck_assert(is_open(&find_line_overlay) && is_open(&tenant_list_overlay));
	type("l?");
	ck_assert_str_eq(ui.find_line.prompt.text, "l?");
	ck_assert(!is_open(&help_screen_overlay));
	is_at(5);
	/* Help over a line over a list: it covers all, and any key only ends it. */
	help_screen_open(&ui);
	draw();
	ck_assert_ptr_eq(overlay_covering(&ui), &help_screen_overlay);
	press('x');
	ck_assert(!is_open(&help_screen_overlay));
	ck_assert_int_eq(ui.help, 0);
	ck_assert_str_eq(ui.find_line.prompt.text, "l?");
	press(KEY_CODE_ESCAPE);
	ck_assert(!is_open(&find_line_overlay) && is_open(&tenant_list_overlay));
	press(KEY_CODE_TAB);
	ck_assert(!is_open(&tenant_list_overlay));
	press('t');
	ck_assert(is_open(&tenant_list_overlay));
	press(KEY_CODE_BACKTAB);
	ck_assert(!is_open(&tenant_list_overlay));
}
END_TEST

/* Two of them: the wheel goes the way it is turned, a number says how far and is used up, and there is
 * one of them at a time. */
START_TEST(test_lists_are_walked)
{
	static struct tail tail;

	tail = (struct tail){0};
	for (int i = 0; i < 60; i++)
		tail_add(&tail, "line\n", 5);
	ui.printed = &tail;
	press('5');
	press('l');
	press('O');
	ck_assert(is_open(&printed_overlay));
	wheel(true);
	ck_assert_uint_eq(ui.printed_pane.up, 1);
	wheel(false);
	ck_assert_uint_eq(ui.printed_pane.up, 0);
	type("3{");
	ck_assert_uint_eq(ui.printed_pane.up, 3);
	ck_assert_uint_eq(ui.count, 0);
	type("2K");
	ck_assert_uint_eq(ui.printed_pane.up, 23);
	type("J");
	ck_assert_uint_eq(ui.printed_pane.up, 13);
	is_at(5);
	press('t');
	ck_assert(is_open(&tenant_list_overlay) && !is_open(&printed_overlay));
	press('O');
	ck_assert(is_open(&printed_overlay) && !is_open(&tenant_list_overlay));
	press(KEY_CODE_ENTER);
	ck_assert(!is_open(&printed_overlay));
	ck_assert_int_eq(ui.cursor.zoom, PANE_COUNT);
}
END_TEST

/* Where it has pages the wheel turns them; beyond the last it ends. */
START_TEST(test_the_wheel_turns_pages)
{
	help_screen_open(&ui);
	draw();
	ui.help_pages = 2;
	ui_wheel(&ui, false, 1, 1, canvas, 0);
	ck_assert_int_eq(ui.help, 2);
	ui_wheel(&ui, true, 1, 1, canvas, 0);
	ck_assert_int_eq(ui.help, 1);
	ui_wheel(&ui, true, 1, 1, canvas, 0);
	ck_assert(!is_open(&help_screen_overlay));
	is_at(0);
}
END_TEST

/* Opened once more it comes to the top, and is there once. */
START_TEST(test_open_again_is_on_top)
{
	int before = ui.overlays.count;

	overlay_open(&ui, &find_line_overlay);
	overlay_open(&ui, &help_screen_overlay);
	overlay_open(&ui, &find_line_overlay);
	ck_assert_int_eq(ui.overlays.count, before + 2);
	ck_assert_ptr_eq(ui.overlays.items[before + 1], &find_line_overlay);
	ck_assert_ptr_eq(ui.overlays.items[before], &help_screen_overlay);
	overlay_close(&ui, &help_screen_overlay);
	overlay_close(&ui, &help_screen_overlay);
	ck_assert_int_eq(ui.overlays.count, before + 1);
	ck_assert_ptr_eq(ui.overlays.items[before], &find_line_overlay);
	ck_assert(overlay_asks(&ui) && overlay_boxed(&ui));
	overlay_close(&ui, &find_line_overlay);
	ck_assert(!overlay_asks(&ui) && !overlay_boxed(&ui));
}
END_TEST

static const struct {
	uint32_t key;
	const struct overlay *overlay;
	bool asks;
} lines[] = {
	{'/', &find_line_overlay, true}, {'w', &find_menu_overlay, true},
	{':', &hand_line_overlay, true}, {CTRL('P'), &palette_overlay, true},
	{'b', &blank_overlay, false},    {'?', &help_screen_overlay, false},
};

/* Suspending is the same everywhere, and takes nothing away. */
START_TEST(test_suspend_passes_all)
{
	press(lines[_i].key);
	ck_assert(is_open(lines[_i].overlay));
	ck_assert_int_eq(ui_key(&ui, CTRL('Z'), 1000), UI_SUSPEND);
	ck_assert(is_open(lines[_i].overlay));
}
END_TEST

/* A file is not read again under who types. */
START_TEST(test_busy_while_somebody_types)
{
	ck_assert(!ui_is_busy(&ui));
	press(lines[_i].key);
	ck_assert_int_eq(ui_is_busy(&ui), lines[_i].asks);
	press(KEY_CODE_ESCAPE);
	ck_assert(!is_open(lines[_i].overlay));
	ck_assert(!ui_is_busy(&ui));
}
END_TEST

/* A click closes what is typed on, and hits what lies below; nothing and help only end. */
START_TEST(test_a_click_closes)
{
	press('5');
	press('l');
	press(lines[_i].key);
	click(3, 23); /* on the timeline, near its beginning */
	ck_assert(!is_open(lines[_i].overlay));
	is_at(lines[_i].asks ? 2 : 5);
}
END_TEST

START_TEST(test_blank_swallows)
{
	press(' ');
	press('b');
	ck_assert_int_eq(ui.session.playback.direction, 0);
	press('l');
	is_at(0);
	ck_assert(!is_open(&blank_overlay));
	press('b');
	ck_assert_int_eq(press('q'), UI_GO_ON);
	press('b');
	wheel(false);
	is_at(0);
	ck_assert(!is_open(&blank_overlay));
	/* What was said is still there behind it. */
	session_say(&ui.session, "something");
	press('b');
	session_say(&ui.session, "something");
	press('x');
	ck_assert_str_eq(ui.session.message, "something");
	press('x');
	ck_assert_str_eq(ui.session.message, "");
}
END_TEST

/* A fault lies there until the next key, which does what it always does. */
START_TEST(test_a_fault_passes)
{
	ui_show_fault(&ui, "test.yaml:1:1: error: so it is");
	draw();
	ck_assert(shows_text("so it is"));
	ck_assert(!ui_is_busy(&ui));
	press('l');
	ck_assert(!shows_text("so it is"));
	is_at(1);
}
END_TEST

START_TEST(test_help_over_a_search)
{
	press('/');
	type("b5");
	press(KEY_CODE_ENTER);
	ck_assert(ui.session.find.running);
	press('n'); /* the same: further by its count */
	ck_assert(ui.session.find.running);
	ck_assert_uint_eq(ui.session.find.left, 2);
	press('?');
	ck_assert(!ui.session.find.running); /* any other key ends it, ... */
	ck_assert(is_open(&help_screen_overlay)); /* ... and is done */
	press('x');
	press('n');
	ck_assert(ui.session.find.running);
	press(KEY_CODE_ESCAPE);
	ck_assert(!ui.session.find.running);
	ck_assert_ptr_nonnull(strstr(ui.session.message, "nothing has moved"));
	is_at(0);
}
END_TEST

START_TEST(test_digits_answer_or_count)
{
	press('Q');
	ck_assert(quiz_waits(&ui.session));
	press('0'); /* no answer, and no number either */
	ck_assert_uint_eq(ui.count, 0);
	ui.count = 1; /* a number was begun before */
	press('2');
	ck_assert_uint_eq(ui.count, 12);
	ck_assert_int_eq(ui.session.quiz.chosen, -1);
	ui.count = 0;
	press('2');
	ck_assert_int_eq(ui.session.quiz.chosen, 1);
	ck_assert_uint_eq(ui.count, 0);
	press('2');
	ck_assert_uint_eq(ui.count, 2);
}
END_TEST

/* -- another run ------------------------------------------------------------------------------------- */

START_TEST(test_a_fork_keeps_what_was_looked_at)
{
	struct cursor before;

	press('5');
	press('l');
	press('o');
	press('{');
	ck_assert(ui.cursor.at.held);
	before = ui.cursor;
	press(':');
	type("x = malloc(40)");
	press(KEY_CODE_ENTER);
	ck_assert_ptr_nonnull(ui.session.by_hand.program);
	press('o');
	press(KEY_CODE_TAB);
	ck_assert(!ui.cursor.at.held);
	if (_i == 0) {
		press(KEY_CODE_ESCAPE);
	} else {
		press(':');
		type("clear");
		press(KEY_CODE_ENTER);
	}
	ck_assert_ptr_null(ui.session.by_hand.program);
	ck_assert(ui.cursor.at.held);
	ck_assert_uint_eq(ui.cursor.at.focus.slot, before.at.focus.slot);
	ck_assert_uint_eq(ui.cursor.at.focus.pool, before.at.focus.pool);
	ck_assert_int_eq(ui.cursor.pane, before.pane);
	ck_assert_int_eq(ui.cursor.zoom, before.zoom);
	ck_assert(memcmp(&ui.cursor.at.selection, &before.at.selection, sizeof before.at.selection) == 0);
	is_at(5);
}
END_TEST

START_TEST(test_a_fork_is_in_no_file)
{
	ck_assert_int_eq(press('r'), UI_RELOAD);
	press(':');
	type("x = malloc(40)");
	press(KEY_CODE_ENTER);
	ck_assert_int_eq(press('r'), UI_GO_ON);
	ck_assert(ui_is_busy(&ui));
}
END_TEST

/* The list of tenants and what was counted are of the run that is no more. */
START_TEST(test_adopting_lets_go)
{
	press('5');
	press('l');
	press('t');
	open_changed("model: cpython-3.6\nsteps:\n"
		     "- repeat: {times: 10, steps: [{alloc: {name: b$i, size: 16}}]}\n");
	ck_assert(!is_open(&tenant_list_overlay));
	ck_assert_int_eq(ui.cursor.zoom, PANE_COUNT);
	ck_assert_ptr_eq(ui_scene(&ui)->timeline, fresh);
	ck_assert_uint_eq(ui.shown, ui.session.shown);
	ck_assert_uint_eq(ui_scene(&ui)->census.full_counts, 1); /* from nothing, not on from there */
	draw();
	is_at(5);
}
END_TEST

/* -- the palette ----------------------------------------------------------------------------------- */

static void choose(const char *text)
{
	press(CTRL('P'));
	type(text);
}

START_TEST(test_a_number_before_the_palette)
{
	press('3');
	choose("one step forw");
	press(KEY_CODE_ENTER);
	is_at(3);
	ck_assert_uint_eq(ui.count, 0);
	choose("one step forw"); /* it was for once */
	press(KEY_CODE_ENTER);
	is_at(4);
	ck_assert(!is_open(&palette_overlay));
}
END_TEST

/* What is asked of the program comes out of it, too. */
START_TEST(test_what_the_palette_asks_for)
{
	choose("quit, or");
	ck_assert_int_eq(press(KEY_CODE_ENTER), UI_QUIT);
	choose("reload");
	ck_assert_int_eq(press(KEY_CODE_ENTER), UI_RELOAD);
	choose("suspend");
	ck_assert_int_eq(press(KEY_CODE_ENTER), UI_SUSPEND);
	choose("this help");
	ck_assert_int_eq(press(KEY_CODE_ENTER), UI_GO_ON);
	ck_assert(is_open(&help_screen_overlay) && !is_open(&palette_overlay));
}
END_TEST

/* Both words, in any order, in the name or in what is said of it, whatever the case. */
START_TEST(test_two_words_filter)
{
	choose("NARRATION previous");
	draw();
	ck_assert(shows_text("to the previous narration"));
	ck_assert(!shows_text("to the next narration"));
	ck_assert(!shows_text("to the previous mark"));
	type(" nonsense");
	ck_assert(shows_text("no command is called that"));
	press(KEY_CODE_ENTER);
	ck_assert(is_open(&palette_overlay));
	is_at(0);
}
END_TEST

START_TEST(test_keys_and_wheel_choose)
{
	choose("narration");
	ck_assert_int_eq(ui.palette.at, 0);
	press(KEY_CODE_DOWN);
	ck_assert_int_eq(ui.palette.at, 1);
	press(KEY_CODE_TAB); /* round */
	ck_assert_int_eq(ui.palette.at, 0);
	press(KEY_CODE_UP);
	ck_assert_int_eq(ui.palette.at, 1);
	press(KEY_CODE_BACKTAB);
	ck_assert_int_eq(ui.palette.at, 0);
	press(CTRL('U'));
	wheel(false);
	wheel(false);
	ck_assert_int_eq(ui.palette.at, 2);
	wheel(true);
	ck_assert_int_eq(ui.palette.at, 1);
	is_at(0);
	type("f"); /* another list begins at its top */
	ck_assert_int_eq(ui.palette.at, 0);
}
END_TEST

/* -- the pool ---------------------------------------------------------------------------------------- */

/* Of free blocks the first nine have a number, the others a circle. */
START_TEST(test_nine_are_numbered)
{
	static const uint32_t row[] = {0x25cb, 0x25cb, '9', '8', '7', '6', '5', '4', '3', '2', '1'};
	bool found = false;

	open_changed("model: cpython-3.6\nsteps:\n"
		     "- repeat: {times: 12, steps: [{alloc: {name: b$i, size: 16}}]}\n"
		     "- repeat: {times: 11, steps: [{free: b$i}]}\n");
	travel_to_last(&ui.session);
	draw();
	for (int y = 0; y < canvas->height; y++)
		for (int x = 0; x + COUNT(row) <= canvas->width && !found; x++) {
			int i = 0;

			while (i < COUNT(row) && canvas_cell(canvas, x + i, y)->code_point == row[i])
				i++;
			found = i == COUNT(row);
		}
	ck_assert(found);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("overlays");
	TCase *tests = tcase_create("overlays");

	tcase_set_timeout(tests, 30);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, test_who_moves_leaves_the_end, 0, COUNT(commands));
	tcase_add_test(tests, test_the_wheel_moves_too);
	tcase_add_test(tests, test_leaving_one_by_one);
	tcase_add_test(tests, test_the_top_has_the_key);
	tcase_add_test(tests, test_lists_are_walked);
	tcase_add_test(tests, test_the_wheel_turns_pages);
	tcase_add_test(tests, test_open_again_is_on_top);
	tcase_add_loop_test(tests, test_suspend_passes_all, 0, COUNT(lines));
	tcase_add_loop_test(tests, test_busy_while_somebody_types, 0, COUNT(lines));
	tcase_add_loop_test(tests, test_a_click_closes, 0, COUNT(lines));
	tcase_add_test(tests, test_blank_swallows);
	tcase_add_test(tests, test_a_fault_passes);
	tcase_add_test(tests, test_help_over_a_search);
	tcase_add_test(tests, test_digits_answer_or_count);
	tcase_add_loop_test(tests, test_a_fork_keeps_what_was_looked_at, 0, 2);
	tcase_add_test(tests, test_a_fork_is_in_no_file);
	tcase_add_test(tests, test_adopting_lets_go);
	tcase_add_test(tests, test_a_number_before_the_palette);
	tcase_add_test(tests, test_what_the_palette_asks_for);
	tcase_add_test(tests, test_two_words_filter);
	tcase_add_test(tests, test_keys_and_wheel_choose);
	tcase_add_test(tests, test_nine_are_numbered);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
