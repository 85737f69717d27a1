/*
 * offline_player.c - a whole run as frames: the right ones, at the right times.
 */
#include <check.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "must.h"
#include "scenario_text.h"
#include "ui/offline_player.h"

#define GRID_MS (1000.0 / 15)

/* Four steps of one operation, two stops, a mark and a question. */
#define LESSON                                                                                     \
	"title: A tour\nmodel: cpython-3.6\nsteps:\n"                                              \
	"- say: {en: Here it begins. And goes on., zh: 从这里开始。}\n"                            \
	"- alloc: {name: a, size: 16}\n"                                                           \
	"- alloc: {name: b, size: 100}\n"                                                          \
	"- mark: two blocks\n"                                                                     \
	"- ask: {question: Where does c go?, about: offset, because: It was freed last.}\n"             \
	"- alloc: {name: c, size: 16}\n"                                                           \
	"- say: {en: The end, zh: 完}\n"                                                           \
	"- free: a\n"

#define PLAIN                                                                                      \
	"title: Plain\nmodel: cpython-3.6\nsteps:\n"                                               \
	"- repeat: {times: 40, steps: [{alloc: {name: b$i, size: 16}}]}\n"

#define LONG                                                                                       \
	"title: Long\nmodel: cpython-3.6\nsteps:\n"                                                \
	"- repeat: {times: 30000, steps: [{alloc: {name: b$i, size: 16}}]}\n"

static struct program *program;
static struct timeline *timeline;
static struct ui_options ui;

struct frame {
	uint64_t ms;
	struct canvas *canvas;
	size_t from, to;
};

struct film {
	struct frame *items;
	size_t count, capacity;
	uint64_t length;
};

static void open_text(const char *text)
{
	program = scenario_text(text);
	timeline = timeline_new(program, &(struct timeline_options){0});
	ck_assert_ptr_nonnull(timeline);
	while (timeline_scout(timeline, 100000))
		;
	ui = (struct ui_options){.file = "test.yaml", .session.detail = DETAIL_OPERATION};
}

static void teardown(void)
{
	timeline_destroy(timeline);
	program_destroy(program);
	timeline = NULL;
	program = NULL;
}

static struct canvas *copy_of(const struct canvas *canvas)
{
	struct canvas *copy = canvas_new(canvas->width, canvas->height);

	memcpy(copy->cells, canvas->cells,
	       (size_t)canvas->width * (size_t)canvas->height * sizeof *canvas->cells);
	return copy;
}

static bool is_same(const struct canvas *a, const struct canvas *b)
{
	return a->width == b->width && a->height == b->height &&
	       memcmp(a->cells, b->cells,
		      (size_t)a->width * (size_t)a->height * sizeof *a->cells) == 0;
}

static bool has_text(const struct canvas *canvas, const char *text)
{
	char row[4 * 300 + 1];

	for (int y = 0; y < canvas->height; y++) {
		size_t used = 0;

		for (int x = 0; x < canvas->width && x < 300; x++)
			if (canvas_cell(canvas, x, y)->width > 0)
				used += utf8_encode(canvas_cell(canvas, x, y)->code_point, row + used);
		row[used] = '\0';
		if (strstr(row, text))
			return true;
	}
	return false;
}

static struct player_options usual(void)
{
	return (struct player_options){.width = 80, .height = 24, .to = {.events = UINT64_MAX}};
}

/* From where the timeline stands. */
static struct film run(const struct player_options *options)
{
	struct film film = {0};
	struct player *player = player_new(timeline, &ui, options);
	struct player_frame frame;

	ck_assert_ptr_nonnull(player);
	while (player_next(player, &frame)) {
		must(film.count < 100000, "it does not end");
		array_push(&film, (struct frame){frame.ms, copy_of(frame.canvas),
						 frame.chapters_from, frame.chapters_to});
	}
	film.length = player_length_ms(player);
	player_destroy(player);
	ck_assert_uint_gt(film.count, 0);
	return film;
}

static void end(struct film *film)
{
	for (size_t i = 0; i < film->count; i++)
		canvas_destroy(film->items[i].canvas);
	free(film->items);
}

static void rewind_all(void)
{
	timeline_seek(timeline, (struct position){0});
}

static uint64_t length_of(const struct player_options *options)
{
	struct film film;
	uint64_t length;

	rewind_all();
	film = run(options);
	length = film.length;
	end(&film);
	return length;
}

static bool is_near(uint64_t ms, double wanted_ms, double most_ms)
{
	return (double)ms >= wanted_ms - most_ms && (double)ms <= wanted_ms + most_ms;
}

/* What every film keeps. */
static void check_film(const struct film *film, double grid_ms)
{
	ck_assert_uint_eq(film->items[0].ms, 0);
	for (size_t i = 0; i < film->count; i++) {
		const struct frame *frame = &film->items[i];
		double ticks = (double)frame->ms / grid_ms;

		must(is_near(frame->ms, (double)(uint64_t)(ticks + 0.5) * grid_ms, 1),
		     "frame %zu, at %" PRIu64 " ms, is not on the grid", i, frame->ms);
		if (i == 0)
			continue;
		must(frame->ms > frame[-1].ms, "frame %zu is not behind the one before", i);
		must(frame->from < frame->to || !is_same(frame->canvas, frame[-1].canvas),
		     "frame %zu is the one before", i);
	}
	must(film->length > film->items[film->count - 1].ms, "the last frame is not held");
}

static void check_last(const struct film *film, struct position place)
{
	const struct canvas *last = film->items[film->count - 1].canvas;
	struct canvas *still = canvas_new(last->width, last->height);

	player_still(timeline, &ui, place, still);
	for (int i = 0; i < last->width * last->height; i++)
		must(memcmp(&last->cells[i], &still->cells[i], sizeof *last->cells) == 0,
		     "the last frame is not what is shown there: %d,%d: U+%04X, not U+%04X",
		     i % last->width, i / last->width, last->cells[i].code_point,
		     still->cells[i].code_point);
	canvas_destroy(still);
}

static struct position the_end(void)
{
	return (struct position){.events = timeline_index(timeline)->events};
}

/* -- frames ---------------------------------------------------------------------------------- */

START_TEST(shows_the_run)
{
	struct player_options options = usual();
	struct film film;

	open_text(LESSON);
	film = run(&options);
	check_film(&film, GRID_MS);
	ck_assert_int_eq(film.items[0].canvas->width, 80);
	ck_assert(has_text(film.items[0].canvas, "op 0/4"));
	ck_assert(has_text(film.items[film.count - 1].canvas, "op 4/4"));
	end(&film);
}
END_TEST

/* What a presenter sees who lets the same ui play to its end. */
START_TEST(ends_as_the_app_does)
{
	struct player_options options = usual();
	struct canvas *canvas = canvas_new(80, 24);
	struct ui *played = mem_zero(1, sizeof *played);
	struct film film;

	open_text(PLAIN);
	film = run(&options);
	rewind_all();
	ui_init(played, timeline, &ui);
	played->session.playback.direction = 1;
	ui_draw(played, canvas);
	for (uint64_t ms = 0; ms < 200000; ms += 10)
		if (ui_tick(played, ms)) {
			canvas_reset(canvas, 80, 24);
			ui_draw(played, canvas);
		}
	ck_assert(!played->session.playback.direction);
	played->session.message[0] = '\0'; /* which keys lead on is not for films */
	canvas_reset(canvas, 80, 24);
	ui_draw(played, canvas);
	ck_assert(is_same(film.items[film.count - 1].canvas, canvas));
	ui_fini(played);
	free(played);
	canvas_destroy(canvas);
	check_last(&film, the_end());
	end(&film);
}
END_TEST

START_TEST(is_the_same_twice)
{
	struct player_options options = usual();
	struct film first, second;

	open_text(LESSON);
	first = run(&options);
	rewind_all();
	second = run(&options);
	ck_assert_uint_eq(first.count, second.count);
	ck_assert_uint_eq(first.length, second.length);
	for (size_t i = 0; i < first.count; i++) {
		ck_assert_uint_eq(first.items[i].ms, second.items[i].ms);
		ck_assert(is_same(first.items[i].canvas, second.items[i].canvas));
	}
	end(&first);
	end(&second);
}
END_TEST

START_TEST(begins_and_ends_where_it_is_told)
{
	struct player_options options = usual();
	struct film film;

	open_text(LESSON);
	options.to = (struct position){.events = timeline_find_mark(timeline, "two blocks")->events};
	film = run(&options);
	check_film(&film, GRID_MS);
	check_last(&film, options.to);
	end(&film);

	timeline_seek(timeline, (struct position){.events = 3});
	film = run(&(struct player_options){.width = 80, .height = 24, .to = {.events = 5}});
	check_film(&film, GRID_MS);
	ck_assert(has_text(film.items[0].canvas, "op 2/4"));
	check_last(&film, (struct position){.events = 5});
	end(&film);

	/* Nothing to be shown but one place. */
	timeline_seek(timeline, (struct position){.events = 2});
	film = run(&(struct player_options){.width = 80, .height = 24, .to = {.events = 2}});
	ck_assert(has_text(film.items[0].canvas, "op 1/4"));
	ck_assert(has_text(film.items[film.count - 1].canvas, "op 1/4"));
	end(&film);
}
END_TEST

START_TEST(survives_any_size)
{
	static const int sizes[][2] = {{1, 1}, {2, 2}, {3, 1}, {20, 5}, {300, 100}, {1000, 3}};
	struct player_options options = usual();

	open_text(LESSON);
	options.captions = true;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct film film;

		options.width = sizes[i][0];
		options.height = sizes[i][1];
		rewind_all();
		film = run(&options);
		ck_assert_int_eq(film.items[0].canvas->width, sizes[i][0]);
		ck_assert_int_eq(film.items[0].canvas->height, sizes[i][1]);
		end(&film);
	}
}
END_TEST

START_TEST(has_captions)
{
	struct player_options options = usual();
	struct film film;
	bool any = false;

	open_text(LESSON);
	options.height = 26;
	options.captions = true;
	film = run(&options);
	for (size_t i = 0; i < film.count; i++) {
		const struct canvas *canvas = film.items[i].canvas;
		struct canvas rows = *canvas;

		rows.cells += 24 * 80;
		rows.height = 2;
		any |= has_text(&rows, "Here it begins. And goes on.");
	}
	ck_assert(any);
	ck_assert(has_text(film.items[film.count - 1].canvas, "op 4/4"));
	end(&film);
}
END_TEST

START_TEST(answers_questions)
{
	struct player_options options = usual();
	struct film film;
	size_t asked = 0, answered = 0;

	open_text(LESSON);
	film = run(&options);
	for (size_t i = 0; i < film.count; i++) {
		if (!asked && has_text(film.items[i].canvas, "Where does c go?"))
			asked = i;
		if (!answered && has_text(film.items[i].canvas, "It was freed last."))
			answered = i;
	}
	ck_assert_uint_gt(asked, 0);
	ck_assert_uint_gt(answered, asked);
	/* Time to think: two seconds, and some to read. */
	ck_assert_uint_ge(film.items[answered].ms - film.items[asked].ms, 2000);
	ck_assert_uint_le(film.items[answered].ms - film.items[asked].ms, 6000);
	end(&film);
}
END_TEST

/* A frame of fast play makes many moves, none of them beyond the end. */
START_TEST(does_not_overshoot)
{
	struct player_options options = usual();
	struct film film;

	open_text(PLAIN);
	options.to = (struct position){.events = 17};
	options.pace.step_s = 0.01;
	film = run(&options);
	ck_assert_uint_lt(film.count, 6);
	check_last(&film, options.to);
	end(&film);
	/* In the middle of an operation. */
	rewind_all();
	options.to = (struct position){.events = 3, .steps = 1};
	film = run(&options);
	check_last(&film, options.to);
	end(&film);
}
END_TEST

/* -- chapters -------------------------------------------------------------------------------- */

START_TEST(has_the_chapters_of_the_index)
{
	static const char *const labels[] = {"Here it begins.", "two blocks", "Where does c go?",
					     "The end"};
	struct player_options options = usual();
	const struct timeline_index *index;
	struct film film;
	size_t next = 0;

	open_text(LESSON);
	index = timeline_index(timeline);
	film = run(&options);
	for (size_t i = 0; i < film.count; i++) {
		const struct frame *frame = &film.items[i];

		ck_assert_uint_eq(frame->from, next);
		next = frame->to;
	}
	ck_assert_uint_eq(next, index->count);
	ck_assert_uint_eq(index->count, sizeof labels / sizeof *labels);
	for (size_t i = 0; i < index->count; i++) {
		char label[100];
		struct str out = str_init(label, sizeof label);

		player_chapter(&index->items[i], false, 60, &out);
		ck_assert_str_eq(label, labels[i]);
	}
	end(&film);
}
END_TEST

START_TEST(shortens_chapters)
{
	struct event said = {.kind = EVENT_SAY};
	struct moment moment = {.stop = &said};
	char label[100];
	struct str out;

	said.words = (struct words){.en = "A sentence that is longer than ten.", .zh = "池里的块。还有。"};
	out = str_init(label, sizeof label);
	player_chapter(&moment, false, 10, &out);
	ck_assert_str_eq(label, "A sentenc…");
	out = str_init(label, sizeof label);
	player_chapter(&moment, true, 60, &out);
	ck_assert_str_eq(label, "池里的块。");
	out = str_init(label, sizeof label);
	player_chapter(&moment, true, 6, &out);
	ck_assert_str_eq(label, "池里…");
	said.words = (struct words){.en = "2.5 of\nthem\033 go. Then"};
	out = str_init(label, sizeof label);
	player_chapter(&moment, false, 60, &out);
	ck_assert_str_eq(label, "2.5 of them  go.");
}
END_TEST

/* -- pace ------------------------------------------------------------------------------------ */

START_TEST(keeps_the_pace)
{
	struct player_options options = usual();

	open_text(PLAIN);
	/* 40 moves, the first after one pace; then the end. */
	options.pace = (struct player_pace){.step_s = 0.5, .end_s = 3};
	ck_assert(is_near(length_of(&options), 40 * 500 + 3000, 500 + 3 * GRID_MS));
	options.pace.speed = 2;
	ck_assert(is_near(length_of(&options), 40 * 250 + 1500, 250 + 3 * GRID_MS));
	/* Much faster than frames. */
	options.pace = (struct player_pace){.step_s = 0.01, .end_s = 2};
	ck_assert(is_near(length_of(&options), 40 * 10 + 2000, 3 * GRID_MS));
}
END_TEST

START_TEST(stops_as_long_as_it_is_told)
{
	struct player_options options = usual();
	uint64_t short_ms, long_ms;

	open_text(LESSON);
	options.pace = (struct player_pace){.step_s = 0.5, .stop_s = 1, .end_s = 2};
	short_ms = length_of(&options);
	options.pace.stop_s = 3;
	long_ms = length_of(&options);
	/* Two narrations, a question, its answer. */
	must(is_near(long_ms - short_ms, 4 * 2000, 2 * GRID_MS), "%" PRIu64 " ms and %" PRIu64,
	     short_ms, long_ms);
}
END_TEST

START_TEST(never_stands_still_for_longer)
{
	struct player_options options = usual();
	struct film film;

	open_text(LESSON);
	options.pace = (struct player_pace){.stop_s = 9, .idle_s = 0.8, .end_s = 2};
	film = run(&options);
	for (size_t i = 1; i < film.count; i++)
		must(film.items[i].ms - film.items[i - 1].ms <= 801, "%" PRIu64 " ms",
		     film.items[i].ms - film.items[i - 1].ms);
	ck_assert_uint_le(film.length - film.items[film.count - 1].ms, 801);
	end(&film);
}
END_TEST

START_TEST(is_as_long_as_it_is_told)
{
	static const double lengths_s[] = {2, 7.5, 20, 300};
	static const char *const texts[] = {LESSON, PLAIN};
	struct player_options options = usual();

	for (size_t text = 0; text < 2; text++) {
		open_text(texts[text]);
		for (size_t i = 0; i < sizeof lengths_s / sizeof *lengths_s; i++) {
			struct film film;

			options.pace = (struct player_pace){.length_s = lengths_s[i]};
			rewind_all();
			film = run(&options);
			must(is_near(film.length, 1000 * lengths_s[i], GRID_MS),
			     "%" PRIu64 " ms instead of %g s", film.length, lengths_s[i]);
			check_film(&film, GRID_MS);
			check_last(&film, the_end());
			end(&film);
		}
		teardown();
	}
	open_text(LONG);
	options.pace = (struct player_pace){.length_s = 10};
	must(is_near(length_of(&options), 10000, GRID_MS), "%" PRIu64, length_of(&options));
}
END_TEST

START_TEST(has_as_many_frames_as_it_is_told)
{
	struct player_options options = usual();
	struct film film;

	open_text(PLAIN);
	options.pace = (struct player_pace){.step_s = 0.3, .rate = 30};
	film = run(&options);
	check_film(&film, 1000.0 / 30);
	end(&film);
	/* While more than one move falls on a frame. */
	teardown();
	open_text(LONG);
	options.pace = (struct player_pace){.length_s = 20, .busy_rate = 4};
	film = run(&options);
	ck_assert_uint_le(film.count, 20 * 4 + 3);
	ck_assert_uint_ge(film.count, 18 * 4 - 10);
	end(&film);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("offline_player");
	TCase *frames = tcase_create("frames"), *chapters = tcase_create("chapters");
	TCase *pace = tcase_create("pace");
	SRunner *runner;
	int failures;

	tcase_add_checked_fixture(frames, NULL, teardown);
	tcase_set_timeout(frames, 20);
	tcase_add_test(frames, shows_the_run);
	tcase_add_test(frames, ends_as_the_app_does);
	tcase_add_test(frames, is_the_same_twice);
	tcase_add_test(frames, begins_and_ends_where_it_is_told);
	tcase_add_test(frames, does_not_overshoot);
	tcase_add_test(frames, survives_any_size);
	tcase_add_test(frames, has_captions);
	tcase_add_test(frames, answers_questions);
	suite_add_tcase(suite, frames);
	tcase_add_checked_fixture(chapters, NULL, teardown);
	tcase_add_test(chapters, has_the_chapters_of_the_index);
	tcase_add_test(chapters, shortens_chapters);
	suite_add_tcase(suite, chapters);
	tcase_add_checked_fixture(pace, NULL, teardown);
	tcase_set_timeout(pace, 30);
	tcase_add_test(pace, keeps_the_pace);
	tcase_add_test(pace, stops_as_long_as_it_is_told);
	tcase_add_test(pace, never_stands_still_for_longer);
	tcase_add_test(pace, is_as_long_as_it_is_told);
	tcase_add_test(pace, has_as_many_frames_as_it_is_told);
	suite_add_tcase(suite, pace);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failures = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
