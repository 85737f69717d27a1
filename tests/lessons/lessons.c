/*
 * lessons.c - are the lessons right, in both languages, and complete?
 *
 * Each lesson checks itself through its expectations, which ARENAWALK check tests.  Beyond that:
 * it says everything in both languages, it says it in the words pane of the smallest usual screen,
 * the lessons it sends readers to are there, under the number that the menu shows, and there is no
 * step of the allocator that no lesson reaches.
 *
 * usage: lessons FOLDER
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "draw/canvas.h"
#include "folder.h"
#include "scenario/load.h"
#include "scenario/open.h"
#include "suite.h"
#include "timeline/timeline.h"
#include "view/scene.h"

/* The words pane at 80 x 24. */
#define WORDS_COLUMNS 78
#define WORDS_ROWS 3
#define PATH_BYTES 1024

static struct folder files;
static char path[PATH_BYTES];
static struct source source;

static void read_source(int file)
{
	struct diag_list diags = {0};

	folder_path(&files, folder_name(&files, file), path, sizeof path);
	ck_assert_msg(source_read(&source, path, SCENARIO_MAX_BYTES, &diags), "%s", path);
}

/* -- checking themselves ------------------------------------------------------- */

START_TEST(test_check)
{
	char command[2 * PATH_BYTES + 100];
	const char *program = getenv("ARENAWALK");

	ck_assert_msg(program != NULL, "ARENAWALK must be the path of the program");
	snprintf(command, sizeof command, "'%s' check '%s/%s' >&2", program, files.path,
		 folder_name(&files, _i));
	ck_assert_msg(system(command) == 0, "%s does not hold what it promises",
		      folder_name(&files, _i));
}
END_TEST

/* -- what they say ------------------------------------------------------------- */

struct counts {
	int says, expects;
};

/* Lines that [text] takes in the words pane. */
static int lines_of(const char *text)
{
	struct canvas *canvas = canvas_new(80, 24);
	int lines = canvas_paragraph(canvas, (struct rect){1, 0, WORDS_COLUMNS, 0}, 0,
				     ROLE_NARRATION, text);

	canvas_destroy(canvas);
	return lines;
}

static void check_text(const struct text *text, const char *what, uint32_t line, int most)
{
	const char *const words[] = {text->en, text->zh};
	static const char *const languages[] = {"English", "Chinese"};

	for (int i = 0; i < 2; i++) {
		ck_assert_msg(words[i] != NULL, "%s:%u: %s in %s is missing", path, line, what,
			      languages[i]);
		ck_assert_msg(lines_of(words[i]) <= most,
			      "%s:%u: %s in %s takes %d lines of %d columns, %d would fit:\n%s",
			      path, line, what, languages[i], lines_of(words[i]), WORDS_COLUMNS,
			      most, words[i]);
	}
}

static void check_steps(const struct step *steps, uint32_t count, struct counts *counts)
{
	for (uint32_t i = 0; i < count; i++) {
		const struct step *step = &steps[i];
		uint32_t line = step->place.line;

		counts->says += step->say != NULL;
		counts->expects += step->expect != NULL;
		if (step->say)
			check_text(step->say, "say", line, WORDS_ROWS);
		/* The answers have a line of their own. */
		if (step->ask)
			check_text(step->ask->question, "question", line, WORDS_ROWS - 1);
		if (step->ask && step->ask->because)
			check_text(step->ask->because, "because", line, WORDS_ROWS - 1);
		if (step->repeat)
			check_steps(step->repeat->steps, step->repeat->steps_count, counts);
	}
}

START_TEST(test_words)
{
	struct diag_list diags = {0};
	struct counts counts = {0};
	struct loaded loaded;

	read_source(_i);
	ck_assert_msg(scenario_load(&source, &loaded, &diags), "%s", path);
	ck_assert_msg(loaded.scenario->title != NULL, "%s has no title", path);
	ck_assert_msg(loaded.scenario->about != NULL, "%s has no about", path);
	check_text(loaded.scenario->title, "title", 1, 1);
	check_text(loaded.scenario->about, "about", 1, 2); /* as many as the menu has */
	check_steps(loaded.scenario->steps, loaded.scenario->steps_count, &counts);
	ck_assert_msg(counts.says > 0, "%s says nothing", path);
	ck_assert_msg(counts.expects > 0, "%s expects nothing", path);
	scenario_unload(&loaded);
	source_fini(&source);
}
END_TEST

/* -- where they send their readers --------------------------------------------- */

#define MOST_NUMBERS 8

/* Which lesson means which.  A file's name says its number, and so does the menu: whoever moves
 * a lesson is told here which words to change. */
static const struct {
	const char *from, *to;
} mentions[] = {
	{"usable-arenas", "last-arena-kept"},    {"arena-returned", "last-arena-kept"},
	{"last-arena-kept", "arena-returned"},   {"sixty-four", "sixty-three"},
	{"then-and-now", "today"},               {"today", "then-and-now"},
	{"today", "sixty-three"},                {"life-of-an-arena", "last-arena-kept"},
};

static bool mentioned[sizeof mentions / sizeof *mentions];

/* "07-four-blocks.yaml" is four-blocks. */
static bool is_called(int file, const char *name)
{
	const char *is = folder_name(&files, file) + 3;
	size_t length = strlen(name);

	return strncmp(is, name, length) == 0 && strcmp(is + length, ".yaml") == 0;
}

static void check_mention(int file, int number)
{
	ck_assert_msg(number >= 1 && number <= files.count, "%s sends to lesson %d of %d",
		      folder_name(&files, file), number, files.count);
	for (size_t i = 0; i < sizeof mentions / sizeof *mentions; i++)
		if (is_called(file, mentions[i].from) && is_called(number - 1, mentions[i].to)) {
			mentioned[i] = true;
			return;
		}
	ck_abort_msg("%s sends to lesson %d, which is %s: is that meant?", folder_name(&files, file),
		     number, folder_name(&files, number - 1));
}

/* The numbers in "lesson 18" and "第 18 课". */
static int numbers_in(const char *text, int *numbers)
{
	int count = 0;

	for (const char *at = text; *at; at++) {
		int number, length = 0;

		if (strncasecmp(at, "lesson", 6) == 0)
			sscanf(at + 6, "%*[s \n]%d%n", &number, &length);
		else if (strncmp(at, "第", 3) == 0)
			sscanf(at + 3, " %d 课%n", &number, &length);
		if (length > 0 && count < MOST_NUMBERS)
			numbers[count++] = number;
	}
	return count;
}

static void check_mentions(int file, const struct text *text)
{
	int en[MOST_NUMBERS], zh[MOST_NUMBERS], count;

	if (!text)
		return;
	count = numbers_in(text->en, en);
	ck_assert_msg(numbers_in(text->zh, zh) == count &&
			      memcmp(en, zh, (size_t)count * sizeof *en) == 0,
		      "%s: the languages send to different lessons:\n%s\n%s", path, text->en,
		      text->zh);
	for (int i = 0; i < count; i++)
		check_mention(file, en[i]);
}

static void check_all_mentions(int file, const struct step *steps, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		check_mentions(file, steps[i].say);
		check_mentions(file, steps[i].ask ? steps[i].ask->question : NULL);
		check_mentions(file, steps[i].ask ? steps[i].ask->because : NULL);
		if (steps[i].repeat)
			check_all_mentions(file, steps[i].repeat->steps,
					   steps[i].repeat->steps_count);
	}
}

START_TEST(test_numbers)
{
	for (int i = 0; i < files.count; i++) {
		struct diag_list diags = {0};
		struct loaded loaded;
		char number[16];

		snprintf(number, sizeof number, "%02d-", i + 1);
		ck_assert_msg(strncmp(folder_name(&files, i), number, 3) == 0,
			      "%s is number %d in the menu", folder_name(&files, i), i + 1);
		read_source(i);
		ck_assert_msg(scenario_load(&source, &loaded, &diags), "%s", path);
		check_mentions(i, loaded.scenario->about);
		check_all_mentions(i, loaded.scenario->steps, loaded.scenario->steps_count);
		scenario_unload(&loaded);
		source_fini(&source);
	}
	for (size_t i = 0; i < sizeof mentions / sizeof *mentions; i++)
		ck_assert_msg(mentioned[i], "%s does not send to %s any more", mentions[i].from,
			      mentions[i].to);
}
END_TEST

/* -- running ------------------------------------------------------------------- */

static struct program *open_program(int file)
{
	struct diag_list diags = {0};
	struct program *program;

	read_source(file);
	program = scenario_open(&source, &diags, NULL);
	diag_print(&diags, &source, stderr);
	ck_assert_msg(program != NULL, "%s", path);
	return program;
}

static void close_program(struct program *program)
{
	program_destroy(program);
	source_fini(&source);
}

/* Where a finding takes the first line, the narrator has one less. */
START_TEST(test_words_beside_findings)
{
	static struct scene scene;
	struct scene_options options = {.file = folder_name(&files, _i)};
	struct timeline_options timeline_options = {0};
	struct program *program = open_program(_i);
	struct timeline *timeline = timeline_new(program, &timeline_options);
	const struct timeline_index *index = timeline_index(timeline);

	memset(&scene, 0, sizeof scene);
	while (timeline_scout(timeline, 65536))
		;
	for (size_t i = 0; i < index->count; i++) {
		const struct moment *moment = &index->items[i];

		if (moment->name)
			continue;
		timeline_seek(timeline, (struct position){.events = moment->events});
		scene_prepare(&scene, timeline, &options);
		options.viewpoint.focus = scene.focus; /* as the program remembers it */
		for (int zh = 0; zh < 2 && (scene.findings.count || heap_crashed(scene.heap)); zh++)
			ck_assert_msg(lines_of(words_in(&moment->stop->words, (enum lang)zh)) < WORDS_ROWS,
				      "%s:%u: with the finding above, only %d lines fit", path,
				      moment->place.line, WORDS_ROWS - 1);
	}
	timeline_destroy(timeline);
	close_program(program);
}
END_TEST

/* -- what the allocator does in them ------------------------------------------- */

static void watch(int file, struct step_log *log)
{
	struct world_options options = {0};
	struct program *program = open_program(file);
	struct world world;
	struct event event;

	ck_assert(world_init(&world, program, &options, NULL));
	heap_watch(&world.heap, log);
	/* Without notices expectations are not tried: they would begin the set anew. */
	for (world_peek(&world, &event); event.kind != EVENT_END; world_peek(&world, &event))
		world_run(&world, &event, NULL);
	world_fini(&world);
	close_program(program);
}

START_TEST(test_every_step_is_reached)
{
	struct step_log log = {0};
	char missing[2000] = "";

	for (int i = 0; i < files.count; i++)
		watch(i, &log);
	for (int kind = 0; kind < STEP_KIND_COUNT; kind++) {
		if (step_seen(&log, (enum step_kind)kind) != step_is_recorded((enum step_kind)kind))
			continue;
		strcat(missing, " ");
		strcat(missing, step_name((enum step_kind)kind));
	}
	ck_assert_msg(missing[0] == '\0', "lessons reach, or do not:%s", missing);
}
END_TEST

/* -- main ---------------------------------------------------------------------- */

static TCase *case_of(Suite *suite, const char *name)
{
	TCase *tests = tcase_create(name);

	tcase_set_timeout(tests, 20);
	suite_add_tcase(suite, tests);
	return tests;
}

int main(int argc, char **argv)
{
	Suite *suite = suite_create("lessons");
	int failed;

	if (!folder_open(&files, argc > 1 ? argv[1] : "scenarios", ".yaml"))
		return 1;
	tcase_add_loop_test(case_of(suite, "check"), test_check, 0, files.count);
	tcase_add_loop_test(case_of(suite, "words"), test_words, 0, files.count);
	tcase_add_test(case_of(suite, "numbers"), test_numbers);
	tcase_add_loop_test(case_of(suite, "findings"), test_words_beside_findings, 0, files.count);
	tcase_add_test(case_of(suite, "steps"), test_every_step_is_reached);
	failed = suite_run(suite);
	folder_close(&files);
	return failed;
}
