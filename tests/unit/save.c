/*
 * save.c - a run saved as a scenario: from every place of a run, and with operations typed there, the
 * scenario that is written leads to the same heap; what cannot be written is refused, and why is said.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "export/save.h"
#include "heap/inspect.h"
#include "program/fork.h"
#include "scenario_text.h"
#include "session/by_hand.h"
#include "session/session.h"
#include "suite.h"

static const char *const texts[] = {
	/* what a list must say in other words: repeats, groups, random, numbers of names */
	"title: {en: \"Quotes \\\" and \\\\ in it\", zh: \"中文\"}\nmodel: toy\nsteps:\n"
	"- say: Words.\n"
	"- repeat: {times: 9, steps: [{alloc: {name: b$i, size: 16*$i}}]}\n"
	"- mark: filled\n- free_where: {group: b, every: 2}\n"
	"- random: {operations: 25, live: 8, min: 1, max: 110, reallocs: 30, seed: 4}\n",
	/* all kinds of calls, and what is written into blocks */
	"model: cpython-3.9\nsteps:\n"
	"- calloc: {name: c, count: 4, size: 8}\n- alloc: {name: d, size: 600}\n"
	"- realloc: {name: c, size: 700}\n- realloc: {name: d, size: 20}\n"
	"- write: {name: d, offset: 0, text: plain}\n"
	"- write: {name: d, offset: 8, value: 0x1122334455667788}\n"
	"- alloc: {name: e, size: 24}\n- free: d\n- free: [c, e]\n",
};

/* Of the first: between two of its steps.  There its text is kept as it is, words included, which no
 * list has. */
#define BETWEEN 10

static char path[] = "/tmp/save-XXXXXX";
static struct input input;
static struct session session;

static void open_file(const char *text)
{
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (int)strlen(text));
	close(fd);
	ck_assert(input_open(&input, &(struct input_options){.path = path}));
	session_init(&session, input.timeline, &(struct session_options){0});
}

static void close_file(void)
{
	session_fini(&session);
	input_close(&input);
	unlink(path);
	strcpy(path + strlen(path) - 6, "XXXXXX");
}

static char *save(char why[200])
{
	struct program *typed = session.by_hand.program;

	return save_text(&(struct save){.input = &input,
					.program = typed ? typed : input.program,
					.world = timeline_world(session.timeline),
					.events = session.pair.at.events,
					.typed = typed ? fork_count(typed) : 0},
			 LANG_EN, why, 200);
}

/* It is saved, opens, and its end is where we are now. */
static void must_lead_here(const char *wanted)
{
	struct timeline_options options = {0};
	char why[200] = "", *text = save(why);
	struct timeline *timeline;
	struct program *program;

	ck_assert_msg(text != NULL, "event %u: %s", (unsigned)session.pair.at.events, why);
	ck_assert_msg(strstr(text, wanted) != NULL, "no '%s' in:\n%s", wanted, text);
	program = scenario_text(text);
	timeline = timeline_new(program, &options);
	timeline_seek_end(timeline);
	ck_assert_msg(heap_alike(&timeline_world(timeline)->heap,
				 &timeline_world(session.timeline)->heap), "event %u, another heap:\n%s",
		      (unsigned)session.pair.at.events, text);
	timeline_destroy(timeline);
	program_destroy(program);
	free(text);
}

START_TEST(every_place_can_be_saved)
{
	open_file(texts[_i]);
	while (pair_forward(&session.pair, DETAIL_OPERATION))
		must_lead_here(_i == 0 && session.pair.at.events == BETWEEN ? "- say: Words." : "steps:");
	close_file();
}
END_TEST

/* A scenario has steps: at the beginning there are none yet. */
START_TEST(nothing_has_happened)
{
	char why[200] = "";

	open_file("model: toy\nsteps:\n- alloc: {name: a, size: 40}\n");
	ck_assert_ptr_null(save(why));
	ck_assert_str_eq(why, "nothing has happened yet that a scenario could do");
	close_file();
}
END_TEST

START_TEST(what_was_typed_is_saved_from_every_place)
{
	static const char *const lines[] = {"x = malloc(33)", "y = calloc(3, 7)", "x = realloc(x, 90)",
					    "free y"};

	open_file(texts[_i]);
	for (uint64_t events = 0; events < 12; events++) {
		pair_seek(&session.pair, (struct position){.events = events});
		for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
			ck_assert_msg(by_hand_obey(&session, lines[i], 0) == BY_HAND_DONE, "%s: %s",
				      lines[i], session.by_hand.fault.what);
			must_lead_here(events == BETWEEN && i > 0 && _i == 0 ? "- say: Words." : "x, size: 33");
		}
		ck_assert(by_hand_leave(&session));
	}
	close_file();
}
END_TEST

/* Text with a quote or a backslash in it is no text of a list; eight bytes can be its value. */
START_TEST(contents_that_no_line_can_hold)
{
	char why[200] = "", *text;

	open_file("model: toy\nsteps:\n- repeat:\n    times: 2\n    steps:\n"
		  "    - alloc: {name: a$i, size: 40}\n    - write: {name: a$i, offset: 0, text: '\\\"\\34567'}\n"
		  "    - write: {name: a$i, offset: 8, text: 'a\\b'}\n");
	pair_seek(&session.pair, (struct position){.events = 2});
	must_lead_here("value: 0x");
	pair_seek(&session.pair, (struct position){.events = 3});
	text = save(why);
	ck_assert_ptr_null(text);
	ck_assert_str_eq(why, "no scenario leads here: its arenas lie as scenarios cannot say");
	close_file();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("save");
	TCase *saving = suite_case(suite, "saving", 60);

	tcase_add_loop_test(saving, every_place_can_be_saved, 0, (int)(sizeof texts / sizeof *texts));
	tcase_add_loop_test(saving, what_was_typed_is_saved_from_every_place, 0,
			    (int)(sizeof texts / sizeof *texts));
	tcase_add_test(saving, nothing_has_happened);
	tcase_add_test(saving, contents_that_no_line_can_hold);
	return suite_run(suite);
}
