/*
 * fuzz_session.c - sessions made up by chance, on scenarios and recordings.
 *
 *	fuzz_session [--seed N] [--sessions N] [--actions N] FILE...
 *
 * Whatever is pressed, typed, pasted, clicked on, however large the screen is and whatever the file
 * becomes meanwhile: nothing is read that is not there (that is for the sanitizers to see), what is
 * drawn is plain, the focus is on something that can be, and going back leads to the same memory and
 * the same picture.  A session follows from its seed and its file alone; what fails says how to
 * repeat it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "base/array.h"
#include "base/key.h"
#include "base/source.h"
#include "base/utf8.h"
#include "chance.h"
#include "hash_anywhere.h"
#include "replay/program.h"
#include "replay/rerun.h"
#include "scenario/load.h"
#include "scenario/open.h"
#include "sessions.h"

#define WIDTH_MOST 260
#define HEIGHT_MOST 90
#define SCOUT_SLICE 4096
#define SLICES_MOST 40 /* of waiting for a search */

/* What is open: anew after each time the file is read again. */
struct run {
	struct program *program, *other; /* other: of a recording's second side */
	struct timeline *timeline, *second;
};

struct session {
	const char *path;
	uint64_t seed;
	unsigned action;
	struct chance chance;
	const struct model *beside; /* of a second side; NULL = there is none */
	struct run run, old;
	struct app *app;
	struct canvas *canvas;
	int width, height;
	uint64_t now_ms;
};

static void fail(const struct session *session, const char *what)
{
	fprintf(stderr, "%s\n  action %u of: --seed %llu --sessions 1 %s\n", what, session->action,
		(unsigned long long)session->seed, session->path);
	abort();
}

static uint32_t pick(struct session *session, uint32_t most)
{
	return chance_pick(&session->chance, most);
}

/* -- the file -------------------------------------------------------------------------- */

static struct program *open_scenario(const char *path)
{
	struct diag_list diags = {0};
	struct source source = {0};
	struct program *program = NULL;

	if (source_read(&source, path, SCENARIO_MAX_BYTES, &diags))
		program = scenario_open(&source, &diags, NULL);
	source_fini(&source);
	diag_fini(&diags);
	return program;
}

static void open_run(struct session *session, struct run *run)
{
	struct timeline_options options = {0};
	struct diag_list diags = {0};
	struct recording *recording = NULL;

	*run = (struct run){0};
	if (strstr(session->path, ".awtrace"))
		recording = recording_open(session->path, &diags);
	run->program = recording ? recording_program(recording, "recording")
				 : open_scenario(session->path);
	diag_fini(&diags);
	if (!run->program)
		fail(session, "the file does not open");
	run->timeline = timeline_new(run->program, &options);
	if (!session->beside)
		return;
	options.world.model = session->beside;
	if (recording)
		run->other = rerun_program(recording, session->beside, "recording");
	run->second = timeline_new(recording ? run->other : run->program, &options);
}

static void close_run(struct run *run)
{
	timeline_destroy(run->second);
	timeline_destroy(run->timeline);
	program_destroy(run->other);
	program_destroy(run->program);
	*run = (struct run){0};
}

/* As cli/session.c does it: what was drawn last still refers to the old one. */
static void read_again(struct session *session)
{
	struct run fresh;
	struct pair pair;

	open_run(session, &fresh);
	pair = pair_of(fresh.timeline, fresh.second);
	app_adopt(session->app, &pair);
	close_run(&session->old);
	session->old = session->run;
	session->run = fresh;
}

/* -- what holds of every screen --------------------------------------------------------- */

static void check_screen(const struct session *session)
{
	for (int y = 0; y < session->height; y++) {
		for (int x = 0; x < session->width; x++) {
			const struct cell *cell = canvas_cell(session->canvas, x, y);

			if (cell->width && (!utf8_is_plain(cell->code_point) ||
					    utf8_width(cell->code_point) != cell->width))
				fail(session, "a cell is not plain");
		}
	}
}

static void check_focus(const struct session *session)
{
	const struct scene *scene = &session->app->scene;
	const struct heap *heap = scene->heap;

	if (!scene->focus.any)
		return;
	if (scene->focus.slot >= heap->slot_capacity ||
	    scene->focus.pool >= heap->arena_size / heap->pool_size)
		fail(session, "the focus is nowhere");
	if (scene->selection.any && scene->selection.offset >= heap->pool_size)
		fail(session, "what is selected lies behind the pool");
}

static void draw(struct session *session)
{
	canvas_reset(session->canvas, session->width, session->height);
	app_draw(session->app, session->canvas);
	check_screen(session);
	if (!session->app->blank)
		check_focus(session);
}

/* -- actions ---------------------------------------------------------------------------- */

static void tick(struct session *session)
{
	app_tick(session->app, session->now_ms);
	draw(session);
}

static void press(struct session *session, uint32_t key)
{
	if (app_key(session->app, key, session->now_ms) == APP_RELOAD)
		read_again(session);
	tick(session);
}

static void press_any(struct session *session)
{
	static const char usual[] = "lhLH..,,{}JK{}JKjk  +-pgGnN/cCo?fBtTeEbdDrxXmMaAsS[]1234567890:=";
	uint32_t which = pick(session, 100);

	if (which < 45)
		press(session, KEY_CODE_LEFT + pick(session, KEY_CODE_F5 - KEY_CODE_LEFT + 1));
	else if (which < 90)
		press(session, (uint32_t)usual[pick(session, sizeof usual - 1)]);
	else if (which < 97)
		press(session, 1 + pick(session, 126));
	else
		press(session, pick(session, 0x110000));
}

static void type(struct session *session, const char *text)
{
	const char *end = text + strlen(text);

	while (text < end) {
		uint32_t code_point;

		text += utf8_decode(text, end, &code_point);
		press(session, code_point);
	}
}

/* A number of any size, and a key that takes it. */
static void count_and_press(struct session *session)
{
	static const uint32_t keys[] = {KEY_CODE_ENTER, 'G', 'l', 'h', KEY_CODE_DOWN, '}', 'K', 'f',
					KEY_CODE_RIGHT, KEY_CODE_LEFT, ']', '['};
	char number[24];
	uint32_t most = pick(session, 3) ? 100 : UINT32_MAX;

	snprintf(number, sizeof number, "%u", (unsigned)pick(session, most));
	type(session, number);
	press(session, keys[pick(session, sizeof keys / sizeof *keys)]);
}

/* A line for the search's prompt or the fork's, of words that mean something there, or nearly so. */
static void type_line(struct session *session, uint32_t opens)
{
	static const char *const words[] = {
		"a", "b1", "#8", "#12", "#1", "0:0", "0:0:48", "0:3:96", "0x7f0015600000",
		"0x7f592d500030", "class 3", "arena 0", "pool 0:1", "pool_full", "arenas > 1",
		"live > 1K", "import json", "mark", "malloc(16)", "x = malloc(100)", "calloc(4, 8)",
		"free ", "realloc(", "= ", "512", "4K", ")", "(", ",", "save x", "块", "\033[31m",
		"\xc2\x9b", "t1", "t1 = malloc(1000)", "free t1", "free #8", "realloc(a, 600)", " ",
		"99999999999999999999", "0x", ":", "#", "free 0:0:48",
	};

	press(session, opens);
	for (uint32_t i = pick(session, 6); i > 0; i--)
		type(session, words[pick(session, sizeof words / sizeof *words)]);
	press(session, pick(session, 8) ? KEY_CODE_ENTER : KEY_CODE_ESCAPE);
	for (int i = 0; i < SLICES_MOST && session->app->search.running; i++)
		tick(session);
}

static void click(struct session *session)
{
	int x = (int)pick(session, (uint32_t)session->width + 4) - 2;
	int y = (int)pick(session, (uint32_t)session->height + 4) - 2;

	if (pick(session, 3))
		app_click(session->app, x, y, session->width, session->height);
	else
		app_wheel(session->app, pick(session, 2), x, y, session->width, session->height,
			  session->now_ms);
	tick(session);
}

static void resize(struct session *session)
{
	session->width = 1 + (int)pick(session, pick(session, 2) ? 100 : WIDTH_MOST);
	session->height = 1 + (int)pick(session, pick(session, 2) ? 40 : HEIGHT_MOST);
	draw(session);
}

static void wait(struct session *session)
{
	for (uint32_t i = pick(session, 6); i-- > 0;) {
		int next = app_wait_ms(session->app, session->now_ms);

		session->now_ms += next > 0 ? (uint64_t)next : 50;
		tick(session);
	}
}

static void scout(struct session *session)
{
	pair_scout(&session->app->pair, SCOUT_SLICE);
	pair_get_ready(&session->app->pair, SCOUT_SLICE);
	draw(session);
}

/* -- there and back --------------------------------------------------------------------- */

/* The run alone, without what the user chose. */
static void draw_run(const struct session *session, struct canvas *canvas)
{
	struct scene *scene = mem_zero(1, sizeof *scene);
	struct timeline *timeline = session->app->timeline;
	struct scene_options options = {.file = "run",
					.detail = session->app->detail,
					.held = true,
					.focus = {.any = true}};
	struct layout_needs needs;
	struct layout layout;

	scene_prepare(scene, timeline, &options);
	needs = layout_needs_of(timeline);
	canvas_reset(canvas, 100, 36);
	layout_compute(&layout, 100, 36, PANE_COUNT, &needs);
	layout_draw(&layout, scene, canvas, PANE_COUNT);
	free(scene);
}

static bool same_picture(const struct canvas *a, const struct canvas *b)
{
	for (int y = 0; y < a->height; y++)
		for (int x = 0; x < a->width; x++) {
			const struct cell *p = canvas_cell(a, x, y), *q = canvas_cell(b, x, y);

			if (p->code_point != q->code_point || p->role != q->role ||
			    p->flags != q->flags)
				return false;
		}
	return true;
}

/* Some moves forward, and the way back. */
static void go_and_come(struct session *session)
{
	struct app *app = session->app;
	struct position before = app->pair.at;
	struct canvas *was = canvas_new(100, 36), *is = canvas_new(100, 36);
	enum detail detail = (enum detail)pick(session, 3);
	uint32_t moves = 1 + pick(session, 12), made = 0;
	uint64_t hash;

	hash = hash_anywhere(timeline_world(app->timeline));
	draw_run(session, was);
	while (made < moves && pair_forward(&app->pair, detail))
		made++;
	while (made > 0 && pair_back(&app->pair, detail))
		made--;
	if (app->pair.at.events != before.events || app->pair.at.steps != before.steps ||
	    app->pair.at.writes != before.writes)
		pair_seek(&app->pair, before); /* details differ: by another way */
	if (hash_anywhere(timeline_world(app->timeline)) != hash)
		fail(session, "going back leads to another memory");
	draw_run(session, is);
	if (!same_picture(was, is))
		fail(session, "going back leads to another picture");
	canvas_destroy(was);
	canvas_destroy(is);
	draw(session);
}

/* -- sessions ---------------------------------------------------------------------------- */

static void act(struct session *session)
{
	uint32_t which = pick(session, 100);

	session->now_ms += pick(session, 200);
	if (which < 50)
		press_any(session);
	else if (which < 60)
		count_and_press(session);
	else if (which < 66)
		type_line(session, '/');
	else if (which < 72)
		type_line(session, ':');
	else if (which < 82)
		click(session);
	else if (which < 87)
		resize(session);
	else if (which < 91)
		wait(session);
	else if (which < 95)
		scout(session);
	else if (which < 99)
		go_and_come(session);
	else if (!app_is_busy(session->app)) {
		read_again(session);
		draw(session);
	}
}

static const struct model *any_model(struct session *session)
{
	static const char *const names[] = {"toy", "cpython-3.6", "cpython-3.9", "cpython-3.11"};

	return pick(session, 3) ? NULL : model_find(names[pick(session, 4)]);
}

static void run_session(const char *path, uint64_t seed, unsigned actions)
{
	struct session session = {.path = path, .seed = seed, .chance = {seed * 2 + 1},
				  .width = 80, .height = 24};
	struct app_options options = {.file = "file"};

	session.beside = any_model(&session);
	options.chinese = pick(&session, 3) == 0;
	options.only_ascii = pick(&session, 6) == 0;
	options.chinese &= !options.only_ascii;
	options.big = pick(&session, 6) == 0;
	options.still = pick(&session, 2);
	options.theme = theme_find("light");
	open_run(&session, &session.run);
	options.beside = session.run.second;
	session.app = mem_zero(1, sizeof *session.app);
	session.canvas = canvas_new(80, 24);
	app_init(session.app, session.run.timeline, &options);
	draw(&session);
	for (session.action = 1; session.action <= actions; session.action++)
		act(&session);
	app_fini(session.app);
	free(session.app);
	canvas_destroy(session.canvas);
	close_run(&session.run);
	close_run(&session.old);
}

int main(int argc, char **argv)
{
	struct sessions sessions = {.seed = 1, .count = 20, .actions = 150};
	int i = sessions_read(&sessions, argc, argv);

	if (i >= argc || sessions.actions == 0)
		return 2;
	sessions_run(&sessions, argv + i, argc - i, run_session);
	return 0;
}
