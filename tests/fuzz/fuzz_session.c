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

#include "base/key.h"
#include "base/mem.h"
#include "base/source.h"
#include "base/utf8.h"
#include "chance.h"
#include "hash_anywhere.h"
#include "replay/recorded_program.h"
#include "replay/rerun.h"
#include "scenario/load.h"
#include "scenario/open.h"
#include "sessions.h"
#include "twice.h"
#include "ui/blank.h"
#include "ui/ui.h"

#define WIDTH_MOST 260
#define HEIGHT_MOST 90
#define SCOUT_SLICE 4096
#define SLICES_MOST 40 /* of waiting for a search */

/* What is open: anew after each time the file is read again. */
struct run {
	struct program *program, *other; /* other: of a recording's second side */
	struct timeline *timeline, *second;
};

struct fuzz {
	const char *path;
	uint64_t seed;
	unsigned action;
	struct chance chance;
	const struct model *beside; /* of a second side; NULL = there is none */
	struct run run;
	struct ui *ui;
	struct canvas *canvas;
	int width, height;
	uint64_t now_ms;
};

static void fail(const struct fuzz *fuzz, const char *what)
{
	fprintf(stderr, "%s\n  action %u of: --seed %llu --sessions 1 %s\n", what, fuzz->action,
		(unsigned long long)fuzz->seed, fuzz->path);
	abort();
}

static uint32_t pick(struct fuzz *fuzz, uint32_t most)
{
	return chance_pick(&fuzz->chance, most);
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

static void open_run(struct fuzz *fuzz, struct run *run)
{
	struct timeline_options options = {0};
	struct diag_list diags = {0};
	struct recording *recording = NULL;

	*run = (struct run){0};
	if (strstr(fuzz->path, ".awtrace"))
		recording = recording_open(fuzz->path, &diags);
	run->program = recording ? recorded_program_new(recording, "recording")
				 : open_scenario(fuzz->path);
	diag_fini(&diags);
	if (!run->program)
		fail(fuzz, "the file does not open");
	run->timeline = timeline_new(run->program, &options);
	if (!fuzz->beside)
		return;
	options.world.model = fuzz->beside;
	if (recording)
		run->other = rerun_program(recording, fuzz->beside, "recording");
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

/* As cli/show.c does it. */
static void read_again(struct fuzz *fuzz)
{
	struct run fresh;
	struct pair pair;

	open_run(fuzz, &fresh);
	pair = pair_of(fresh.timeline, fresh.second);
	ui_adopt(fuzz->ui, &pair);
	close_run(&fuzz->run);
	fuzz->run = fresh;
}

/* -- what holds of every screen --------------------------------------------------------- */

static void check_screen(const struct fuzz *fuzz)
{
	for (int y = 0; y < fuzz->height; y++) {
		for (int x = 0; x < fuzz->width; x++) {
			const struct cell *cell = canvas_cell(fuzz->canvas, x, y);

			if (cell->width && (!utf8_is_plain(cell->code_point) ||
					    utf8_width(cell->code_point) != cell->width))
				fail(fuzz, "a cell is not plain");
		}
	}
}

static void check_focus(const struct fuzz *fuzz)
{
	const struct scene *scene = ui_scene(fuzz->ui);
	const struct heap *heap = scene->heap;

	if (!scene->focus.any)
		return;
	if (scene->focus.slot >= heap->slot_capacity ||
	    scene->focus.pool >= heap->arena_size / heap->pool_size)
		fail(fuzz, "the focus is nowhere");
	if (scene->selection.any && scene->selection.offset >= heap->pool_size)
		fail(fuzz, "what is selected lies behind the pool");
}

static void draw(struct fuzz *fuzz)
{
	const char *why;

	canvas_reset(fuzz->canvas, fuzz->width, fuzz->height);
	worlds_protect(fuzz->ui, true);
	ui_draw(fuzz->ui, fuzz->canvas);
	why = drawn_once_more(fuzz->ui, fuzz->canvas);
	worlds_protect(fuzz->ui, false);
	if (why)
		fail(fuzz, why);
	check_screen(fuzz);
	if (!overlay_is_open(fuzz->ui, &blank_overlay))
		check_focus(fuzz);
}

/* -- actions ---------------------------------------------------------------------------- */

static void tick(struct fuzz *fuzz)
{
	ui_tick(fuzz->ui, fuzz->now_ms);
	draw(fuzz);
}

static void press(struct fuzz *fuzz, uint32_t key)
{
	if (ui_key(fuzz->ui, key, fuzz->now_ms) == UI_RELOAD)
		read_again(fuzz);
	tick(fuzz);
}

static void press_any(struct fuzz *fuzz)
{
	static const char usual[] = "lhLH..,,{}JK{}JKjk  +-pgGnN/cCo?fBtTeEbdDrxXmMaAsS[]1234567890:=";
	uint32_t which = pick(fuzz, 100);

	if (which < 45)
		press(fuzz, KEY_CODE_LEFT + pick(fuzz, KEY_CODE_F5 - KEY_CODE_LEFT + 1));
	else if (which < 90)
		press(fuzz, (uint32_t)usual[pick(fuzz, sizeof usual - 1)]);
	else if (which < 97)
		press(fuzz, 1 + pick(fuzz, 126));
	else
		press(fuzz, pick(fuzz, 0x110000));
}

static void type(struct fuzz *fuzz, const char *text)
{
	const char *end = text + strlen(text);

	while (text < end) {
		uint32_t code_point;

		text += utf8_decode(text, end, &code_point);
		press(fuzz, code_point);
	}
}

/* A number of any size, and a key that takes it. */
static void count_and_press(struct fuzz *fuzz)
{
	static const uint32_t keys[] = {KEY_CODE_ENTER, 'G', 'l', 'h', KEY_CODE_DOWN, '}', 'K', 'f',
					KEY_CODE_RIGHT, KEY_CODE_LEFT, ']', '['};
	char number[24];
	uint32_t most = pick(fuzz, 3) ? 100 : UINT32_MAX;

	snprintf(number, sizeof number, "%u", (unsigned)pick(fuzz, most));
	type(fuzz, number);
	press(fuzz, keys[pick(fuzz, sizeof keys / sizeof *keys)]);
}

/* A line for the search's prompt or the fork's, of words that mean something there, or nearly so. */
static void type_line(struct fuzz *fuzz, uint32_t opens)
{
	static const char *const words[] = {
		"a", "b1", "#8", "#12", "#1", "0:0", "0:0:48", "0:3:96", "0x7f0015600000",
		"0x7f592d500030", "class 3", "arena 0", "pool 0:1", "pool_full", "arenas > 1",
		"live > 1K", "import json", "mark", "malloc(16)", "x = malloc(100)", "calloc(4, 8)",
		"free ", "realloc(", "= ", "512", "4K", ")", "(", ",", "save x", "块", "\033[31m",
		"\xc2\x9b", "t1", "t1 = malloc(1000)", "free t1", "free #8", "realloc(a, 600)", " ",
		"99999999999999999999", "0x", ":", "#", "free 0:0:48",
	};

	press(fuzz, opens);
	for (uint32_t i = pick(fuzz, 6); i > 0; i--)
		type(fuzz, words[pick(fuzz, sizeof words / sizeof *words)]);
	press(fuzz, pick(fuzz, 8) ? KEY_CODE_ENTER : KEY_CODE_ESCAPE);
	for (int i = 0; i < SLICES_MOST && fuzz->ui->session.find.running; i++)
		tick(fuzz);
}

static void click(struct fuzz *fuzz)
{
	int x = (int)pick(fuzz, (uint32_t)fuzz->width + 4) - 2;
	int y = (int)pick(fuzz, (uint32_t)fuzz->height + 4) - 2;

	if (pick(fuzz, 3))
		ui_click(fuzz->ui, x, y, fuzz->canvas);
	else
		ui_wheel(fuzz->ui, pick(fuzz, 2), x, y, fuzz->canvas, fuzz->now_ms);
	tick(fuzz);
}

static void resize(struct fuzz *fuzz)
{
	fuzz->width = 1 + (int)pick(fuzz, pick(fuzz, 2) ? 100 : WIDTH_MOST);
	fuzz->height = 1 + (int)pick(fuzz, pick(fuzz, 2) ? 40 : HEIGHT_MOST);
	draw(fuzz);
}

static void wait_for(struct fuzz *fuzz)
{
	for (uint32_t i = pick(fuzz, 6); i-- > 0;) {
		int next = ui_wait_ms(fuzz->ui, fuzz->now_ms);

		fuzz->now_ms += next > 0 ? (uint64_t)next : 50;
		tick(fuzz);
	}
}

static void scout(struct fuzz *fuzz)
{
	pair_scout(&fuzz->ui->session.pair, SCOUT_SLICE);
	pair_get_ready(&fuzz->ui->session.pair, SCOUT_SLICE);
	draw(fuzz);
}

/* -- there and back --------------------------------------------------------------------- */

/* The run alone, without what the user chose. */
static void draw_run(const struct fuzz *fuzz, struct canvas *canvas)
{
	struct scene *scene = mem_zero(1, sizeof *scene);
	struct timeline *timeline = fuzz->ui->session.timeline;
	struct scene_options options = {.file = "run",
					.transport.detail = fuzz->ui->session.detail,
					.viewpoint = {.held = true, .focus = {.any = true}}};
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
static void go_and_come(struct fuzz *fuzz)
{
	struct ui *ui = fuzz->ui;
	struct position before = ui->session.pair.at;
	struct canvas *was = canvas_new(100, 36), *is = canvas_new(100, 36);
	enum detail detail = (enum detail)pick(fuzz, 3);
	uint32_t moves = 1 + pick(fuzz, 12), made = 0;
	uint64_t hash;

	hash = hash_anywhere(timeline_world(ui->session.timeline));
	draw_run(fuzz, was);
	while (made < moves && pair_forward(&ui->session.pair, detail))
		made++;
	while (made > 0 && pair_back(&ui->session.pair, detail))
		made--;
	if (ui->session.pair.at.events != before.events || ui->session.pair.at.steps != before.steps ||
	    ui->session.pair.at.writes != before.writes)
		pair_seek(&ui->session.pair, before); /* details differ: by another way */
	if (hash_anywhere(timeline_world(ui->session.timeline)) != hash)
		fail(fuzz, "going back leads to another memory");
	draw_run(fuzz, is);
	if (!same_picture(was, is))
		fail(fuzz, "going back leads to another picture");
	canvas_destroy(was);
	canvas_destroy(is);
	draw(fuzz);
}

/* -- sessions ---------------------------------------------------------------------------- */

static void act(struct fuzz *fuzz)
{
	uint32_t which = pick(fuzz, 100);

	fuzz->now_ms += pick(fuzz, 200);
	if (which < 50)
		press_any(fuzz);
	else if (which < 60)
		count_and_press(fuzz);
	else if (which < 66)
		type_line(fuzz, '/');
	else if (which < 72)
		type_line(fuzz, ':');
	else if (which < 82)
		click(fuzz);
	else if (which < 87)
		resize(fuzz);
	else if (which < 91)
		wait_for(fuzz);
	else if (which < 95)
		scout(fuzz);
	else if (which < 99)
		go_and_come(fuzz);
	else if (!ui_is_busy(fuzz->ui)) {
		read_again(fuzz);
		draw(fuzz);
	}
}

static const struct model *any_model(struct fuzz *fuzz)
{
	static const char *const names[] = {"toy", "cpython-3.6", "cpython-3.9", "cpython-3.11"};

	return pick(fuzz, 3) ? NULL : model_find(names[pick(fuzz, 4)]);
}

static void run_session(const char *path, uint64_t seed, unsigned actions)
{
	struct fuzz fuzz = {.path = path, .seed = seed, .chance = {seed * 2 + 1},
				  .width = 80, .height = 24};
	struct ui_options options = {.file = "file"};

	fuzz.beside = any_model(&fuzz);
	options.session.lang = pick(&fuzz, 3) == 0;
	options.only_ascii = pick(&fuzz, 6) == 0;
	options.session.lang = lang_for(options.session.lang, options.only_ascii);
	options.big = pick(&fuzz, 6) == 0;
	options.still = pick(&fuzz, 2);
	options.theme = theme_find("light");
	open_run(&fuzz, &fuzz.run);
	options.session.beside = fuzz.run.second;
	fuzz.ui = mem_zero(1, sizeof *fuzz.ui);
	fuzz.canvas = canvas_new(80, 24);
	ui_init(fuzz.ui, fuzz.run.timeline, &options);
	draw(&fuzz);
	for (fuzz.action = 1; fuzz.action <= actions; fuzz.action++)
		act(&fuzz);
	ui_fini(fuzz.ui);
	free(fuzz.ui);
	canvas_destroy(fuzz.canvas);
	close_run(&fuzz.run);
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
