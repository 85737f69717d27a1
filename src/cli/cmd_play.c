/* cmd_play.c - a scenario in the terminal; and the menu of lessons. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/loop.h"
#include "base/array.h"
#include "cli/lessons.h"
#include "cli/load.h"
#include "cli/options.h"

#define PREVIEW_EVENTS 20000 /* run before the first screen, to find what is wrong early */
#define SHORT_RUN 300        /* operations: such a run begins at the detail of steps */

static struct term *open_terminal(const struct options *options, bool stdin_is_input,
				  const char *what)
{
	struct term_options term_options = {
		.ascii = options->ascii,
		.no_colour = options->no_colour,
		.no_mouse = options->no_mouse,
		.keys_from_tty = stdin_is_input,
		.theme = options->theme,
	};
	const char *why = NULL;
	struct term *term = term_open(&term_options, &why);

	if (!term)
		fprintf(stderr,
			"arenawalk: error: no usable terminal: %s\n"
			"  hint: `arenawalk render %s` draws without one; `arenawalk check %s` runs it\n",
			why, what, what);
	return term;
}

/* What the loop needs to read the file again. */
struct session {
	const struct options *options;
	const char *path;
	struct input input;
};

static struct input_options input_options_of(const struct session *session)
{
	return (struct input_options){.path = session->path,
				      .model = session->options->model,
				      .memory_bytes = session->options->memory_bytes,
				      .preview = PREVIEW_EVENTS};
}

/* The first diagnostic in one line; the terminal is curses's, nothing may be printed. */
static struct timeline *reload(void *context, char *why, size_t bytes)
{
	struct session *session = context;
	struct input_options options = input_options_of(session);
	struct input fresh, old = session->input;
	char *text = NULL;
	size_t length = 0;
	FILE *errors, *saved = stderr;
	bool good;

	if (strcmp(session->path, "-") == 0) {
		snprintf(why, bytes, "standard input cannot be read again");
		return NULL;
	}
	errors = open_memstream(&text, &length);
	if (!errors)
		return NULL;
	stderr = errors;
	good = input_open(&fresh, &options);
	stderr = saved;
	fclose(errors);
	if (good) {
		/* The loop moves over to the new timeline before the old one is needed again. */
		session->input = fresh;
		input_close(&old);
	} else {
		snprintf(why, bytes, "%.*s", (int)strcspn(text, "\n"), text);
		input_close(&fresh);
	}
	free(text);
	return good ? session->input.timeline : NULL;
}

static void init_app(struct app *app, const struct session *session, const struct term *term)
{
	static const enum detail details[] = {
		[HINT_OPERATION] = DETAIL_OPERATION, [HINT_STEP] = DETAIL_STEP,
		[HINT_WRITE] = DETAIL_WRITE};
	const struct script_hints *hints = &session->input.hints;
	const struct timeline_index *index = timeline_index(session->input.timeline);
	struct app_options options = {
		.file = session->input.source.name,
		.chinese = session->options->chinese && !term_is_ascii(term),
		.width = session->options->width,
		.height = session->options->height,
		.speed = hints->speed,
		.holds_focus = hints->follows_pool,
		.focus = {hints->follows_pool, hints->slot, hints->pool},
	};

	options.detail = index->operations <= SHORT_RUN ? DETAIL_STEP : DETAIL_OPERATION;
	if (hints->detail != HINT_NO_DETAIL)
		options.detail = details[hints->detail];
	app_init(app, session->input.timeline, &options);
}

/* Play one file in a terminal that is open.  False: the terminal went away. */
static bool play(struct session *session, struct term *term)
{
	struct app *app = mem_zero(1, sizeof *app);
	bool here;

	init_app(app, session, term);
	here = loop_run(app, term, reload, session);
	free(app);
	return here;
}

int cmd_play(const struct options *options)
{
	struct session session = {.options = options};
	struct input_options input_options;
	struct term *term;

	if (options->file_count != 1) {
		fprintf(stderr, "arenawalk: error: play needs one file\n"
				"  hint: without one, `arenawalk` opens a menu of lessons\n");
		return EXIT_BAD_INPUT;
	}
	session.path = options->files[0];
	input_options = input_options_of(&session);
	if (!input_open(&session.input, &input_options)) {
		input_close(&session.input);
		return EXIT_BAD_INPUT;
	}
	term = open_terminal(options, strcmp(session.path, "-") == 0, session.path);
	if (term)
		play(&session, term);
	term_close(term);
	input_close(&session.input);
	return term ? EXIT_GOOD : EXIT_BAD_INPUT;
}

/* -- the menu ------------------------------------------------------------------------- */

static bool play_lesson(const struct options *options, const char *path, struct term *term)
{
	struct session session = {.options = options, .path = path};
	struct input_options input_options = input_options_of(&session);
	bool here = true;

	if (input_open(&session.input, &input_options))
		here = play(&session, term);
	input_close(&session.input);
	return here;
}

int cmd_menu(const struct options *options)
{
	struct lessons lessons;
	struct menu_item *items;
	struct term *term;
	int choice = 0;

	if (!lessons_find(&lessons, options->chinese && !options->ascii)) {
		fprintf(stderr, "arenawalk: error: the lessons are not where they should be\n"
				"  hint: ARENAWALK_SCENARIOS can name their folder\n");
		lessons_fini(&lessons);
		return EXIT_BAD_INPUT;
	}
	term = open_terminal(options, false, "FILE");
	items = mem_zero(lessons.count, sizeof *items);
	for (size_t i = 0; i < lessons.count; i++)
		items[i] = (struct menu_item){lessons.items[i].title, lessons.items[i].about};
	while (term && choice >= 0) {
		choice = menu_run(term, items, (int)lessons.count, choice, options->chinese);
		if (choice >= 0 && !play_lesson(options, lessons.items[choice].path, term))
			break;
	}
	term_close(term);
	free(items);
	lessons_fini(&lessons);
	return term ? EXIT_GOOD : EXIT_BAD_INPUT;
}
