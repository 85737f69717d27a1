/*
 * golden.c - are the screens those that somebody has looked at and found right?
 *
 * Each NAME.keys in the folder given as argument is a short visit to a scenario.  Its first
 * line says what is opened, the rest what is done, an action a line:
 *
 *	scenario: four.yaml size: 80x24 lang: en
 *	Right             a key by its name (base/key.h) ...
 *	12G               ... or as typed: a number, a character, or both
 *	Right*3           three times
 *	type some words   every character is a key
 *	wait 900          time passes (milliseconds; no real time)
 *	click 10 5        on the cell in column 10, row 5
 *	wheel down 10 5   (or up) over that cell
 *	resize 120x36
 *	scout             run ahead to the end (see below)
 *	shot some words   the screen, as characters and as roles
 *
 * More that the first line may say: "model: toy", "beside: toy" (a second side), "ascii: yes", "motion: yes" (else nothing
 * travels), "printed: yes" (of a program that is watched; "print some words" adds a line), and "scout: no": as it is right after opening, when the program has not yet run ahead and does not know how long the run is.
 *
 * All shots of a visit together must be NAME.screen.  With UPDATE_GOLDEN=1 in the environment
 * they are written there instead: look at them, then commit.
 */
#include <check.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/key.h"
#include "base/mem.h"
#include "base/tail.h"
#include "base/utf8.h"
#include "draw/sink_text.h"
#include "folder.h"
#include "replay/recorded_program.h"
#include "replay/rerun.h"
#include "scenario/load.h"
#include "scenario/open.h"
#include "suite.h"
#include "twice.h"
#include "ui/ui.h"

#define SHORT_RUN 300 /* operations; as in session/hints.c */
#define PATH_BYTES 1024

static struct folder files;

struct visit {
	char scenario[200], model[64], language[8], size[16], ascii[8], scout[8], motion[8];
	char beside[64], printed[8];
	struct tail tail; /* what the program has printed */
	struct program *program, *other;
	struct timeline *timeline, *second;
	struct ui ui;
	struct canvas *canvas;
	int width, height;
	uint64_t now_ms;
	FILE *out;
	int shots;
	const char *name; /* of the file, for messages */
	int line;
};

/* -- opening ------------------------------------------------------------------- */

static void read_head(struct visit *visit, const char *head)
{
	const struct {
		const char *key;
		char *value;
		size_t bytes;
	} fields[] = {
		{"scenario:", visit->scenario, sizeof visit->scenario},
		{"model:", visit->model, sizeof visit->model},
		{"lang:", visit->language, sizeof visit->language},
		{"size:", visit->size, sizeof visit->size},
		{"ascii:", visit->ascii, sizeof visit->ascii},
		{"scout:", visit->scout, sizeof visit->scout},
		{"motion:", visit->motion, sizeof visit->motion},
		{"beside:", visit->beside, sizeof visit->beside},
		{"printed:", visit->printed, sizeof visit->printed},
	};
	char key[32], value[200];
	int length;

	for (; sscanf(head, " %31s %199s%n", key, value, &length) == 2; head += length) {
		size_t i = 0;

		while (i < sizeof fields / sizeof *fields && strcmp(fields[i].key, key) != 0)
			i++;
		ck_assert_msg(i < sizeof fields / sizeof *fields, "%s:1: '%s'?", visit->name, key);
		snprintf(fields[i].value, fields[i].bytes, "%s", value);
	}
	ck_assert_msg(visit->scenario[0], "%s:1: no scenario", visit->name);
}

static struct recording *open_recording(struct visit *visit, const char *path)
{
	struct diag_list diags = {0};
	struct recording *recording = recording_open(path, &diags);

	diag_fini(&diags);
	if (recording)
		visit->program = recorded_program_new(recording, visit->scenario);
	return recording;
}

static void open_scenario(struct visit *visit, const char *path, struct script_hints *hints)
{
	struct diag_list diags = {0};
	struct source source = {0};

	if (source_read(&source, path, SCENARIO_MAX_BYTES, &diags))
		visit->program = scenario_open(&source, &diags, hints);
	diag_print(&diags, &source, stderr);
	diag_fini(&diags);
	source_fini(&source);
}

static const struct model *find_model(const struct visit *visit, const char *name)
{
	const struct model *model = model_find(name);

	ck_assert_msg(model != NULL, "%s:1: no such model", visit->name);
	return model;
}

static void open_file(struct visit *visit, struct script_hints *hints)
{
	struct timeline_options options = {0};
	struct recording *recording = NULL;
	char path[PATH_BYTES];

	folder_path(&files, visit->scenario, path, sizeof path);
	if (strstr(path, ".awtrace"))
		recording = open_recording(visit, path);
	else
		open_scenario(visit, path, hints);
	ck_assert_msg(visit->program != NULL, "%s does not open", path);
	if (visit->model[0])
		options.world.model = find_model(visit, visit->model);
	visit->timeline = timeline_new(visit->program, &options);
	ck_assert_ptr_nonnull(visit->timeline);
	if (!visit->beside[0])
		return;
	options.world.model = find_model(visit, visit->beside);
	if (recording)
		visit->other = rerun_program(recording, options.world.model, visit->scenario);
	visit->second = timeline_new(recording ? visit->other : visit->program, &options);
	ck_assert_ptr_nonnull(visit->second);
}

static void run_ahead(struct visit *visit)
{
	while (timeline_scout(visit->timeline, 65536))
		;
	while (visit->second && timeline_scout(visit->second, 65536))
		;
}

static void begin(struct visit *visit, const char *head)
{
	static const enum detail details[] = {[HINT_OPERATION] = DETAIL_OPERATION,
					      [HINT_STEP] = DETAIL_STEP,
					      [HINT_WRITE] = DETAIL_WRITE};
	struct script_hints hints = {0};
	struct ui_options options = {0};

	read_head(visit, head);
	open_file(visit, &hints);
	if (strcmp(visit->scout, "no") != 0)
		run_ahead(visit);
	options.file = visit->scenario;
	options.session.beside = visit->second;
	options.printed = visit->printed[0] ? &visit->tail : NULL;
	options.only_ascii = visit->ascii[0];
	options.session.lang = strcmp(visit->language, "zh") == 0 && !visit->ascii[0] ? LANG_ZH : LANG_EN;
	options.session.speed = hints.speed;
	options.still = !visit->motion[0];
	options.holds_focus = hints.follows_pool;
	options.focus = (struct focus){hints.follows_pool, hints.slot, hints.pool};
	options.session.detail = timeline_index(visit->timeline)->operations <= SHORT_RUN
				 ? DETAIL_STEP
				 : DETAIL_OPERATION;
	if (hints.detail != HINT_NO_DETAIL)
		options.session.detail = details[hints.detail];
	ui_init(&visit->ui, visit->timeline, &options);
	visit->width = 80;
	visit->height = 24;
	if (visit->size[0])
		sscanf(visit->size, "%dx%d", &visit->width, &visit->height);
	visit->canvas = canvas_new(visit->width, visit->height);
}

static void end(struct visit *visit)
{
	ui_fini(&visit->ui);
	timeline_destroy(visit->second);
	timeline_destroy(visit->timeline);
	if (visit->other)
		program_destroy(visit->other);
	program_destroy(visit->program);
	canvas_destroy(visit->canvas);
}

/* -- shots --------------------------------------------------------------------- */

/* What an ordinary terminal makes of the row: does it fill the screen exactly? */
static void check_row(const struct visit *visit, int y)
{
	int columns = 0;

	for (int x = 0; x < visit->width; x++) {
		const struct cell *cell = canvas_cell(visit->canvas, x, y);

		if (cell->width == 0) {
			ck_assert_msg(x > 0 && cell[-1].width == 2,
				      "%s:%d: half a character at %d,%d", visit->name, visit->line,
				      x, y);
			continue;
		}
		ck_assert_msg(wcwidth((wchar_t)cell->code_point) == cell->width,
			      "%s:%d: U+%04X at %d,%d is not %d wide", visit->name, visit->line,
			      cell->code_point, x, y, cell->width);
		if (visit->ascii[0])
			ck_assert_msg(canvas_ascii(cell->code_point) != '?' ||
					      cell->code_point == '?',
				      "%s:%d: U+%04X at %d,%d has no ASCII", visit->name,
				      visit->line, cell->code_point, x, y);
		columns += cell->width;
	}
	ck_assert_msg(columns == visit->width, "%s:%d: row %d has %d columns", visit->name,
		      visit->line, y, columns);
}

static void draw(struct visit *visit)
{
	canvas_reset(visit->canvas, visit->width, visit->height);
	worlds_protect(&visit->ui, true);
	ui_draw(&visit->ui, visit->canvas);
	worlds_protect(&visit->ui, false);
}

static void shoot(struct visit *visit, const char *words)
{
	const char *why;

	worlds_protect(&visit->ui, true);
	why = drawn_once_more(&visit->ui, visit->canvas);
	worlds_protect(&visit->ui, false);
	ck_assert_msg(!why, "%s:%d: %s", visit->name, visit->line, why);
	for (int y = 0; y < visit->height; y++)
		check_row(visit, y);
	fprintf(visit->out, "==== %d: %s\n", ++visit->shots, words);
	sink_text(visit->canvas, visit->ascii[0] != '\0', visit->out);
	fputs("---- roles\n", visit->out);
	sink_roles(visit->canvas, visit->out);
}

/* -- actions ------------------------------------------------------------------- */

/* As the loop does it: what is typed next finds the screen that was shown before. */
static void press(struct visit *visit, uint32_t key)
{
	ui_key(&visit->ui, key, visit->now_ms);
	ui_tick(&visit->ui, visit->now_ms);
	draw(visit);
}

static void type_all(struct visit *visit, const char *text)
{
	const char *end = text + strlen(text);
	uint32_t key;

	while (text < end) {
		text += utf8_decode(text, end, &key);
		press(visit, key);
	}
}

static void type(struct visit *visit, const char *text)
{
	const char *end = text + strlen(text), *last = text + strspn(text, "0123456789");
	uint32_t key;

	if (key_read(text, strlen(text), &key)) {
		press(visit, key);
		return;
	}
	ck_assert_msg(last == end || last + utf8_decode(last, end, &key) == end,
		      "%s:%d: '%s' is no key", visit->name, visit->line, text);
	type_all(visit, text);
}

static void wait_for(struct visit *visit, uint64_t ms)
{
	uint64_t end = visit->now_ms + ms;

	for (;;) {
		int next = ui_wait_ms(&visit->ui, visit->now_ms);

		if (next < 0 || visit->now_ms + (uint64_t)next > end)
			break;
		visit->now_ms += (uint64_t)next;
		if (ui_tick(&visit->ui, visit->now_ms))
			draw(visit);
	}
	visit->now_ms = end;
}

static void act(struct visit *visit, char *action)
{
	char *times = strrchr(action, '*');
	char way[8];
	int x, y, count = 1;

	if (strncmp(action, "shot ", 5) == 0) {
		shoot(visit, action + 5);
	} else if (strncmp(action, "type ", 5) == 0) {
		type_all(visit, action + 5);
	} else if (strncmp(action, "wait ", 5) == 0) {
		wait_for(visit, strtoull(action + 5, NULL, 10));
	} else if (strncmp(action, "print ", 6) == 0) {
		tail_add(&visit->tail, action + 6, strlen(action + 6));
		tail_add(&visit->tail, "\n", 1);
		draw(visit);
	} else if (sscanf(action, "click %d %d", &x, &y) == 2) {
		ui_click(&visit->ui, x, y, visit->canvas);
		draw(visit);
	} else if (sscanf(action, "wheel %7s %d %d", way, &x, &y) == 3) {
		ui_wheel(&visit->ui, strcmp(way, "up") == 0, x, y, visit->canvas,
			  visit->now_ms);
		draw(visit);
	} else if (sscanf(action, "resize %dx%d", &visit->width, &visit->height) == 2) {
		draw(visit);
	} else if (strcmp(action, "scout") == 0) {
		run_ahead(visit);
		draw(visit);
	} else {
		if (times && times > action && sscanf(times, "*%d", &count) == 1)
			*times = '\0';
		while (count-- > 0)
			type(visit, action);
	}
}

/* -- comparing ----------------------------------------------------------------- */

static char *read_all(const char *path)
{
	struct diag_list diags = {0};
	struct source source = {0};
	char *text = NULL;

	if (source_read(&source, path, SCENARIO_MAX_BYTES, &diags))
		text = mem_text((const char *)source.bytes);
	source_fini(&source);
	diag_fini(&diags);
	return text;
}

static void write_all(const char *path, const char *text)
{
	FILE *out = fopen(path, "w");

	ck_assert_msg(out != NULL, "%s cannot be written", path);
	fputs(text, out);
	ck_assert_int_eq(fclose(out), 0);
}

/* The first line that differs, and the shot it is in. */
static void compare(const char *path, const char *is, const char *golden)
{
	char shot[100] = "";

	for (int line = 1; strcmp(is, golden) != 0; line++) {
		size_t a = strcspn(is, "\n"), b = strcspn(golden, "\n");

		if (strncmp(is, "====", 4) == 0)
			snprintf(shot, sizeof shot, "%.*s", (int)a, is);
		ck_assert_msg(a == b && memcmp(is, golden, a) == 0 && is[a] == golden[b],
			      "%s:%d differs, in shot\n%s\nfrom\n%.*s\nto\n%.*s\n"
			      "If that is right: UPDATE_GOLDEN=1 (see tests/README.md)",
			      path, line, shot, (int)b, golden, (int)a, is);
		is += a + 1;
		golden += b + 1;
	}
}

static void settle(const char *name, const char *is)
{
	char path[PATH_BYTES];
	char *golden;

	snprintf(path, sizeof path, "%s/%.*s.screen", files.path, (int)strcspn(name, "."), name);
	if (getenv("UPDATE_GOLDEN")) {
		write_all(path, is);
		return;
	}
	golden = read_all(path);
	ck_assert_msg(golden != NULL, "%s is missing: make it with UPDATE_GOLDEN=1", path);
	compare(path, is, golden);
	free(golden);
}

/* -- one visit ----------------------------------------------------------------- */

static void go(struct visit *visit, char *actions)
{
	char *rest = NULL;

	for (char *line = strtok_r(actions, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		visit->line++;
		if (visit->line == 1) {
			begin(visit, line);
			draw(visit);
		} else if (*line != '#') {
			act(visit, line);
		}
	}
	ck_assert_msg(visit->shots > 0, "%s takes no shot", visit->name);
}

START_TEST(test_visit)
{
	struct visit visit = {.name = folder_name(&files, _i)};
	char path[PATH_BYTES], *actions, *shots;
	size_t size;

	folder_path(&files, visit.name, path, sizeof path);
	actions = read_all(path);
	ck_assert_ptr_nonnull(actions);
	visit.out = open_memstream(&shots, &size);
	go(&visit, actions);
	fclose(visit.out);
	settle(visit.name, shots);
	end(&visit);
	free(actions);
	free(shots);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("golden");
	TCase *visits = tcase_create("visits");
	int failed;

	if (!setlocale(LC_CTYPE, "C.UTF-8")) {
		fprintf(stderr, "no locale C.UTF-8\n");
		return 1;
	}
	if (!folder_open(&files, argc > 1 ? argv[1] : "tests/golden", ".keys"))
		return 1;
	tcase_add_loop_test(visits, test_visit, 0, files.count);
	suite_add_tcase(suite, visits);
	failed = suite_run(suite);
	folder_close(&files);
	return failed;
}
