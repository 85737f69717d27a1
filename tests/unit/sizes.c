/*
 * sizes.c - every screen at every size.
 *
 * What must hold of any of them, whoever draws: wide characters are whole, there is nothing that a
 * terminal would obey and nothing that ASCII has no stand-in for, the title and the last line are
 * there where there is room for them, and no text is cut off in the middle without "…".
 *
 * usage: sizes FOLDER-OF-LESSONS
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/key.h"
#include "base/utf8.h"
#include "folder.h"
#include "scale.h"
#include "scenario/load.h"
#include "scenario_text.h"
#include "suite.h"
#include "twice.h"
#include "ui/beside.h"
#include "ui/menu.h"
#include "ui/ui.h"

static struct folder files;

static const int sizes[][2] = {
	{1, 1},   {2, 5},    {7, 2},    {20, 5},   {33, 11},   {40, 12},   {59, 15},  {60, 16},
	{61, 40}, {79, 23},  {80, 24},  {100, 30}, {117, 36},  {118, 30},  {120, 36}, {155, 47},
	{156, 48}, {160, 48}, {200, 60}, {239, 70}, {240, 80}, {300, 100}, {500, 3},  {3, 300},
};
#define SIZES ((int)(sizeof sizes / sizeof *sizes))

struct view {
	struct ui *ui;
	struct canvas *canvas;
	const char *where; /* the lesson, or what it is */
	const char *screen;
	int first, step, end; /* the sizes at which it is shown */
};

static const struct view all_sizes = {.step = 1, .end = SIZES};

/* -- what must hold -------------------------------------------------------------- */

static char *picture(const struct canvas *canvas)
{
	char *text = calloc((size_t)canvas->width * (size_t)canvas->height + (size_t)canvas->height + 1, 4);
	char *out = text;

	for (int y = 0; y < canvas->height; y++) {
		for (int x = 0; x < canvas->width; x++) {
			const struct cell *cell = canvas_cell(canvas, x, y);

			if (cell->width > 0)
				out += utf8_encode(cell->code_point, out);
		}
		*out++ = '\n';
	}
	return text;
}

#define must(view, condition, ...)                                                                 \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			char why_[200];                                                            \
			snprintf(why_, sizeof why_, __VA_ARGS__);                                  \
			fputs(picture((view)->canvas), stderr); /* too long for check */           \
			ck_abort_msg("%s, %s, %dx%d, %s: %s", (view)->where, (view)->screen,       \
				     (view)->canvas->width, (view)->canvas->height,                \
				     (view)->ui->session.lang ? "zh" : "en", why_);            \
		}                                                                                  \
	} while (0)

static bool is_blank_row(const struct canvas *canvas, int y)
{
	for (int x = 0; x < canvas->width; x++)
		if (canvas_cell(canvas, x, y)->code_point != ' ')
			return false;
	return true;
}

static void check_cell(const struct view *view, const struct cell *cell, int x, int y)
{
	const struct cell *left;
	uint32_t glyph = cell->code_point;

	must(view, cell->role < ROLE_COUNT, "role %u at %d,%d", cell->role, x, y);
	if (cell->width == 1 && glyph >= ' ' && glyph <= '~') /* most are */
		return;
	left = canvas_cell(view->canvas, x - 1, y);
	must(view, cell->width != 0 || (left && left->width == 2 && glyph == 0),
	     "half a character at %d,%d", x, y);
	must(view, cell->width != 2 || x + 1 < view->canvas->width,
	     "a wide character over the edge at %d,%d", x, y);
	must(view, cell->width == 0 || utf8_width(glyph) == cell->width,
	     "character %x at %d,%d is not %u wide", glyph, x, y, cell->width);
	must(view,
	     cell->width != 1 || canvas_ascii(glyph) != '?' || glyph >= 0x2e80 || glyph == 0xb7 ||
		     view->ui->session.lang,
	     "ASCII has nothing for %x at %d,%d", glyph, x, y);
}

static void check_cells(const struct view *view)
{
	const struct canvas *canvas = view->canvas;

	for (int y = 0; y < canvas->height; y++) {
		for (int x = 0; x < canvas->width; x++)
			check_cell(view, canvas_cell(canvas, x, y), x, y);
	}
}

/* The timeline and the curves above it have one scale, whatever text stands beside them: the present
 * position is in the same column of both. */
static void check_time(const struct view *view)
{
	const struct canvas *canvas = view->canvas;
	struct layout layout;
	struct rect curves, strip;

	beside_layout(view->ui, &layout, canvas->width, canvas->height);
	curves = layout.panes[PANE_CURVES];
	strip = layout.panes[PANE_STRIP];
	if (curves.w == 0 || layout.framed[PANE_CURVES] || overlay_boxed(view->ui))
		return;
	for (int x = 0; x < canvas->width; x++) {
		if (canvas_cell(canvas, x, strip.y)->code_point != 0x25cf ||
		    canvas_cell(canvas, x, strip.y)->role != ROLE_POINTER)
			continue;
		for (int y = curves.y; y < curves.y + curves.h; y++)
			must(view, canvas_cell(canvas, x, y)->role == ROLE_POINTER,
			     "the timeline is at column %d, the curve in row %d is not", x, y);
	}
}

/* Where steps are shown, however few of them, the one that has just been done is there. */
static void check_step(const struct view *view)
{
	const struct canvas *canvas = view->canvas;
	const struct scene *scene = ui_scene_of(view->ui);
	struct layout layout;
	struct rect steps;

	beside_layout(view->ui, &layout, canvas->width, canvas->height);
	steps = layout.panes[PANE_STEPS];
	if (steps.w < 20 || steps.h < 3 || overlay_boxed(view->ui) || !scene->current.any ||
	    scene->current.event.kind != EVENT_OP || scene->operation.steps_done == 0 ||
	    heap_crashed(scene->heap))
		return;
	for (int y = steps.y; y < steps.y + steps.h; y++)
		for (int x = steps.x; x < steps.x + steps.w; x++)
			if (canvas_cell(canvas, x, y)->role == ROLE_STEP_NOW)
				return;
	must(view, false, "the step that was done is not in sight");
}

static void check_screen(const struct view *view)
{
	const struct canvas *canvas = view->canvas;

	check_cells(view);
	if (view->ui->session.timeline) {
		check_time(view);
		check_step(view);
	}
	if (canvas->width >= 20)
		must(view, canvas->lost == 0, "%u characters are cut off without ...", canvas->lost);
	if (canvas->width >= 10)
		must(view, !is_blank_row(canvas, 0), "no title");
	if (canvas->width >= 12 && canvas->height >= 6)
		must(view, !is_blank_row(canvas, canvas->height - 1), "no last line");
}

static void show_at(struct view *view, int size)
{
	const char *why;

	canvas_reset(view->canvas, sizes[size][0], sizes[size][1]);
	ui_draw(view->ui, view->canvas);
	why = drawn_once_more(view->ui, view->canvas);
	must(view, !why, "%s", why);
	if (view->ui->help)
		check_cells(view);
	else
		check_screen(view);
}

/* What the interface shows now, at each of the view's sizes. */
static void show(struct view *view, const char *screen)
{
	view->screen = screen;
	worlds_protect(view->ui, true);
	for (int size = view->first; size < view->end; size += view->step)
		show_at(view, size);
	worlds_protect(view->ui, false);
}

/* -- all screens ----------------------------------------------------------------- */

static void show_panes(struct view *view)
{
	static const enum pane panes[] = {PANE_PROCESS, PANE_ARENA, PANE_POOL,   PANE_HEX,
					  PANE_STEPS,   PANE_LISTS, PANE_LEDGER, PANE_WORDS};

	for (size_t i = 0; i < sizeof panes / sizeof *panes; i++) {
		view->ui->cursor.zoom = view->ui->cursor.pane = panes[i];
		show(view, view_of(panes[i])->name);
	}
	view->ui->cursor.zoom = view->ui->cursor.pane = PANE_COUNT;
}

static void type_line(struct ui *ui, const char *text)
{
	ui_command(ui, COMMAND_BY_HAND, 0);
	for (; *text; text++)
		ui_key(ui, (uint32_t)*text, 0);
	ui_key(ui, KEY_CODE_ENTER, 0);
}

/* Operations by hand, questions on demand, a file that cannot be read. */
static void show_lessons(struct view *view)
{
	struct ui *ui = view->ui;

	ui_command(ui, COMMAND_BY_HAND, 0);
	show(view, "by hand");
	ui_key(ui, KEY_CODE_ESCAPE, 0);
	type_line(ui, "x = maloc(100)");
	show(view, "by hand fault");
	ui_key(ui, KEY_CODE_ESCAPE, 0);
	type_line(ui, "by_hand = malloc(100)");
	ui->session.playback.direction = 0;
	show(view, "fork");
	ui_key(ui, KEY_CODE_ESCAPE, 0);
	snprintf(ui->fault, sizeof ui->fault, "%s",
		 "a-scenario.yaml:14:11: error: free of 'b2', which no step allocates\n"
		 "    free: b2\n          ^\n  hint: nearest name is 'b', allocated in line 9");
	show(view, "fault");
	ui_command(ui, COMMAND_PREDICT, 0);
	show(view, "question");
	ui_key(ui, '1', 0);
	show(view, "answer");
	quiz_reset(&ui->session.quiz);
}

static void show_all(struct view *view)
{
	struct ui *ui = view->ui;

	show(view, "usual");
	show_panes(view);
	ui->help = 1;
	show(view, "help");
	ui->help = 0;
	ui_command(ui, COMMAND_SEARCH, 0);
	show(view, "search");
	for (const char *c = "no such thing as this"; *c; c++)
		ui_key(ui, (uint32_t)*c, 0);
	ui_key(ui, KEY_CODE_ENTER, 0);
	show(view, "search fault");
	ui_key(ui, KEY_CODE_ESCAPE, 0);
	ui_command(ui, COMMAND_RUN_WHERE, 0);
	show(view, "run to");
	ui_key(ui, KEY_CODE_ESCAPE, 0);
	ui_command(ui, COMMAND_PALETTE, 0);
	show(view, "palette");
	ui_key(ui, KEY_CODE_ESCAPE, 0);
	ui_key(ui, '1', 0);
	ui_key(ui, '2', 0);
	show(view, "count");
	ui_key(ui, KEY_CODE_ESCAPE, 0);
	ui->session.quiz.chosen = -1;
	show_lessons(view);
}

/* At some of the sizes: each [step]th; where that takes long, a third of those. */
static void show_in_both(struct view *view, int first, int step)
{
	view->first = first;
	view->step = IS_CHECKED_BUILD ? 3 * step : step;

	for (int zh = 0; zh < 2; zh++) {
		view->ui->session.lang = (enum lang)zh;
		show_all(view);
	}
}

static void open_view(struct view *view, struct program *program, const char *where)
{
	struct timeline_options timeline_options = {0};
	struct ui_options options = {.file = where, .session.detail = DETAIL_STEP, .still = true};
	struct timeline *timeline = timeline_new(program, &timeline_options);

	while (timeline_scout(timeline, 65536))
		;
	*view = all_sizes;
	view->ui = calloc(1, sizeof *view->ui);
	view->where = where;
	view->canvas = canvas_new(80, 24);
	ui_init(view->ui, timeline, &options);
}

static void close_view(struct view *view, struct program *program)
{
	timeline_destroy(view->ui->session.timeline);
	program_destroy(program);
	canvas_destroy(view->canvas);
	free(view->ui);
}

/* -- lessons --------------------------------------------------------------------- */

START_TEST(draws_lessons)
{
	struct diag_list diags = {0};
	struct source source = {0};
	struct program *program;
	struct view view;
	char path[1024];
	uint64_t operations;

	folder_path(&files, folder_name(&files, _i), path, sizeof path);
	ck_assert(source_read(&source, path, SCENARIO_MAX_BYTES, &diags));
	program = scenario_open(&source, &diags, NULL);
	ck_assert_ptr_nonnull(program);
	open_view(&view, program, folder_name(&files, _i));
	operations = timeline_index(view.ui->session.timeline)->operations;
	for (int part = 0; part <= 4; part++) {
		if (part < 4)
			timeline_seek_operation(view.ui->session.timeline, operations * (uint64_t)part / 4,
						(uint32_t)(_i + part) % 5);
		else
			timeline_seek_end(view.ui->session.timeline);
		show_in_both(&view, (5 * _i + part) % (IS_CHECKED_BUILD ? 9 : 3), 3);
	}
	/* Questions and stops, on the smallest usual screen and around it. */
	view.first = 8;
	view.step = 1;
	view.end = 12;
	for (size_t i = 0; i < timeline_index(view.ui->session.timeline)->count; i++) {
		timeline_seek(view.ui->session.timeline,
			      (struct position){
				      .events = timeline_index(view.ui->session.timeline)->items[i].events});
		view.ui->session.lang = (enum lang)(i % 2);
		show(&view, "stop");
	}
	close_view(&view, program);
	source_fini(&source);
}
END_TEST

/* -- reading ---------------------------------------------------------------------- */

/* Add what is on the screen, line breaks as blanks. */
static void add_picture(const struct canvas *canvas, char *all, size_t bytes)
{
	char *text = picture(canvas);
	size_t used = strlen(all);

	for (char *c = text; *c; c++)
		if (*c == '\n')
			*c = ' ';
	snprintf(all + used, bytes - used, "%s ", text);
	free(text);
}

/* Every word of [words] is on one of the pages; one that is longer than a row is cut. */
static void check_read(const struct view *view, const char *words, const char *all)
{
	while (*words) {
		size_t length = strcspn(words, " \n");
		char word[100];

		snprintf(word, sizeof word, "%.*s", (int)length, words);
		must(view, utf8_columns(word) > view->canvas->width - 2 || strstr(all, word) != NULL, "'%.90s' cannot be read", word);
		words += length + strspn(words + length, " \n");
	}
}

/* PgDn, until the run goes on. */
static void read_stop(struct view *view, const struct moment *stop, int size, char *all,
		      size_t bytes)
{
	struct position at = {.events = stop->events};

	all[0] = '\0';
	view->screen = "reading";
	pair_seek(&view->ui->session.pair, at);
	for (int page = 0; page < 50 && view->ui->session.pair.at.events == at.events; page++) {
		worlds_protect(view->ui, true);
		show_at(view, size);
		worlds_protect(view->ui, false);
		add_picture(view->canvas, all, bytes);
		ui_command(view->ui, COMMAND_NEXT_STOP, 0);
		if (view->ui->session.pair.at.events == at.events && !view->ui->reading.go_on)
			break; /* the last stop of all */
	}
	check_read(view, stop->stop->words.en, all);
}

START_TEST(says_everything)
{
	static const int small[] = {3, 4, 5, 6, 7, 10}; /* of sizes */
	static char all[200000];
	struct diag_list diags = {0};
	struct source source = {0};
	struct program *program;
	struct view view;
	char path[1024];

	folder_path(&files, folder_name(&files, _i), path, sizeof path);
	ck_assert(source_read(&source, path, SCENARIO_MAX_BYTES, &diags));
	program = scenario_open(&source, &diags, NULL);
	ck_assert_ptr_nonnull(program);
	open_view(&view, program, folder_name(&files, _i));
	for (size_t i = 0; i < timeline_index(view.ui->session.timeline)->count; i++) {
		const struct moment *moment = &timeline_index(view.ui->session.timeline)->items[i];

		if (moment->name == NULL)
			for (size_t k = 0; k < sizeof small / sizeof *small; k++)
				read_stop(&view, moment, small[k], all, sizeof all);
	}
	close_view(&view, program);
	source_fini(&source);
}
END_TEST

/* -- many arenas ------------------------------------------------------------------ */

static const struct {
	const char *name, *model;
	int arenas, blocks; /* of 512 bytes, in an arena */
} crowds[] = {
	{"1 arena", "cpython-3.11", 1, 1984},	   {"7 arenas", "cpython-3.6", 7, 441},
	{"64 arenas", "cpython-3.11", 64, 1984},   {"64 small arenas", "toy", 64, 12},
	{"1,000 arenas", "cpython-3.6", 1000, 441}, {"1,000 small arenas", "toy", 1000, 12},
};

START_TEST(draws_many_arenas)
{
	static const uint64_t parts[] = {2, 3, 4};
	struct program *program;
	struct view view;
	char text[600];
	int blocks = crowds[_i].arenas * crowds[_i].blocks;
	uint64_t operations;

	/* Filled, and then as real heaps are: with holes everywhere. */
	snprintf(text, sizeof text,
		 "title: {en: A heap that fills %d arenas, zh: 一个装满 %d 个 arena 的堆}\n"
		 "model: %s\nsteps:\n"
		 "- repeat: {times: %d, steps: [{alloc: {name: b$i, size: %d}}]}\n"
		 "- free_where: {group: b, every: 3}\n"
		 "- free_where: {group: b, from: 0, to: %d}\n",
		 crowds[_i].arenas, crowds[_i].arenas, crowds[_i].model, blocks,
		 strcmp(crowds[_i].model, "toy") ? 512 : 64, blocks / 5);
	program = scenario_text(text);
	open_view(&view, program, crowds[_i].name);
	operations = timeline_index(view.ui->session.timeline)->operations;
	for (size_t part = 0; part < 3; part++) {
		timeline_seek_operation(view.ui->session.timeline, operations * parts[part] / 4, 0);
		show_in_both(&view, IS_CHECKED_BUILD ? 3 * (int)part + _i % 3 : (int)part, 3);
	}
	for (uint64_t slot = 0; slot < 1000; slot = slot * 3 + 1) { /* others in focus */
		view.ui->cursor.at.held = true;
		view.ui->cursor.at.focus = (struct focus){.any = true, .slot = slot, .pool = 3};
		show_in_both(&view, 8, 4);
	}
	close_view(&view, program);
}
END_TEST

/* -- the menu ---------------------------------------------------------------------- */

/* The lesson chosen can be seen, whatever the size, and what can be read of it is enough. */
static void check_chosen(const struct view *view, const struct menu *menu)
{
	const char *begins = menu->lang ? "标题" : "A less";
	char *text = picture(view->canvas), *mark = strstr(text, "▶");

	must(view, mark != NULL, "no lesson is chosen");
	mark[strcspn(mark, "\n")] = '\0';
	must(view, strstr(mark, begins) != NULL, "the lesson chosen has no title");
	free(text);
}

START_TEST(draws_the_menu)
{
	struct menu_item items[40];
	struct keymap keymap;
	struct ui ui = {0};
	struct menu menu = {.items = items, .count = 40, .message = "", .keymap = &keymap};
	struct view view = {.ui = &ui, .canvas = canvas_new(80, 24), .where = "menu", .screen = "menu"};

	keymap_init(&keymap);
	for (int i = 0; i < 40; i++)
		items[i] = (struct menu_item){
			.title = {"A lesson with a title of some length", "标题不短的一课"},
			.about = {"What it is about, in a sentence.", "一句话说明内容。"},
			.group = {i < 20 ? "The first of them" : "The others",
				  i < 20 ? "前一半" : "后一半"},
			.mark = (enum menu_mark)(i % 3),
			.can_continue = i % 3 == 1,
			.right = (uint32_t)i,
			.asked = (uint32_t)i + 1};
	for (int size = 0; size < SIZES; size++) {
		for (int state = 0; state < 8; state++) {
			ui.session.lang = menu.lang = (enum lang)(state & 1);
			menu.help = state & 2;
			menu.at = state & 4 ? 39 : 0;
			canvas_reset(view.canvas, sizes[size][0], sizes[size][1]);
			menu_draw(&menu, view.canvas);
			if (menu.help) {
				check_cells(&view);
				continue;
			}
			check_screen(&view);
			if (view.canvas->width >= 20 && view.canvas->height >= 2)
				check_chosen(&view, &menu);
		}
	}
	canvas_destroy(view.canvas);
}
END_TEST

/* -- main -------------------------------------------------------------------------- */

int main(int argc, char **argv)
{
	Suite *suite = suite_create("sizes");
	TCase *lessons = suite_case(suite, "lessons", 60), *reading = suite_case(suite, "reading", 60);
	TCase *crowd = suite_case(suite, "crowd", 60), *menu = suite_case(suite, "menu", 60);
	int failed;

	if (!folder_open(&files, argc > 1 ? argv[1] : "scenarios", ".yaml"))
		return 1;
	tcase_add_loop_test(lessons, draws_lessons, 0, files.count);
	tcase_add_loop_test(reading, says_everything, 0, files.count);
	tcase_add_loop_test(crowd, draws_many_arenas, 0, (int)(sizeof crowds / sizeof *crowds));
	tcase_add_test(menu, draws_the_menu);
	failed = suite_run(suite);
	folder_close(&files);
	return failed;
}
