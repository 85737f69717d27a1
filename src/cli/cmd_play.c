/* cmd_play.c - a scenario in the terminal; and the menu of lessons. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/loop.h"
#include "app/menu.h"
#include "base/array.h"
#include "cli/complain.h"
#include "cli/lessons.h"
#include "cli/linear.h"
#include "cli/load.h"
#include "cli/options.h"
#include "term/charset.h"

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
	char hint[512];
	struct term *term = term_open(&term_options, &why);

	if (!term) {
		snprintf(hint, sizeof hint,
			 "`arenawalk render %s` draws without one; `arenawalk check %s` runs it", what,
			 what);
		complain(stderr, hint, "no usable terminal: %s", why);
	}
	return term;
}

/* What the loop needs to read the file again. */
struct session {
	const struct options *options;
	const char *path;
	bool follow;
	bool chinese; /* as the user has it by now */
	struct input input;
	struct input old; /* the one before the last reload */
};

static struct input_options input_options_of(const struct session *session)
{
	return (struct input_options){.path = session->path,
				      .model = session->options->model,
				      .beside = session->options->beside,
				      .memory_bytes = session->options->memory_bytes,
				      .follow = session->follow,
				      .preview = PREVIEW_EVENTS};
}

/* Open the session's file while the terminal is curses's, when nothing may be printed: on faults
 * [why] gets the first line of what would be. */
static bool open_quietly(const struct session *session, struct input *input, char *why,
			 size_t bytes)
{
	struct input_options options = input_options_of(session);
	char *text = NULL;
	size_t length = 0;
	bool good;

	options.errors = open_memstream(&text, &length);
	if (!options.errors)
		return false;
	good = input_open(input, &options);
	fclose(options.errors);
	if (!good)
		snprintf(why, bytes, "%.*s", (int)strcspn(text, "\n"), text);
	free(text);
	return good;
}

static bool reload(void *context, struct pair *pair, char *why, size_t bytes)
{
	struct session *session = context;
	struct input fresh;

	if (strcmp(session->path, "-") == 0) {
		snprintf(why, bytes, "standard input cannot be read again");
		return false;
	}
	if (!open_quietly(session, &fresh, why, bytes)) {
		input_close(&fresh);
		return false;
	}
	/* What was drawn last still refers to the old one. */
	input_close(&session->old);
	session->old = session->input;
	session->input = fresh;
	*pair = pair_of(fresh.timeline, fresh.beside);
	return true;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* [term] NULL: there is no screen; then [is_ascii] says what can be shown. */
static void init_app(struct app *app, const struct session *session, const struct term *term,
		     bool is_ascii)
{
	static const enum detail details[] = {
		[HINT_OPERATION] = DETAIL_OPERATION, [HINT_STEP] = DETAIL_STEP,
		[HINT_WRITE] = DETAIL_WRITE};
	const struct script_hints *hints = &session->input.hints;
	const struct timeline_index *index = timeline_index(session->input.timeline);
	struct app_options options = {
		/* The path outlives every reload; an input's own name does not. */
		.file = strcmp(session->path, "-") == 0 ? "<stdin>" : base_name(session->path),
		.chinese = session->chinese && !is_ascii,
		.only_ascii = is_ascii,
		.theme = term && term_has_colour(term) ? term_theme(term) : NULL,
		.width = session->options->width,
		.height = session->options->height,
		.keymap = &session->options->settings.keymap,
		.speed = (hints->speed > 0 ? hints->speed : 1) * session->options->settings.speed,
		.still = session->options->still,
		.follows = session->follow,
		.big = session->options->big,
		.beside = session->input.beside,
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

	init_app(app, session, term, term_is_ascii(term));
	here = loop_run(app, term, reload, session);
	session->chinese = app->options.chinese;
	free(app);
	return here;
}

/* -- without a screen ------------------------------------------------------------------ */

static bool wants_lines(const struct options *options)
{
	return options->linear || linear_is_needed();
}

static struct linear open_lines(const struct options *options)
{
	struct linear linear = {
		.in = stdin,
		.out = stdout,
		.ascii = !charset_choose() || options->ascii,
		.prompts = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO),
	};

	if (!options->linear)
		printf("%s\n", options->chinese && !linear.ascii
				       ? "TERM=dumb：没有屏幕，逐行显示（同 --linear）"
				       : "TERM=dumb: no screen, but line by line (as with --linear)");
	return linear;
}

static void play_lines(struct session *session, const struct linear *linear)
{
	struct app *app = mem_zero(1, sizeof *app);

	init_app(app, session, NULL, linear->ascii);
	linear_run(linear, app);
	session->chinese = app->options.chinese;
	free(app);
}

static int play_path_in_lines(struct session *session)
{
	struct linear linear;

	if (strcmp(session->path, "-") == 0) {
		complain(stderr, "`arenawalk render --format words -` tells the whole run",
			 "standard input cannot be both the scenario and the commands");
		return EXIT_BAD_INPUT;
	}
	linear = open_lines(session->options);
	play_lines(session, &linear);
	return EXIT_GOOD;
}

/* -- one file -------------------------------------------------------------------------- */

int play_path(const struct options *options, const char *path, bool follow)
{
	struct session session = {.options = options, .path = path, .follow = follow,
				  .chinese = options->chinese};
	struct input_options input_options;
	struct term *term;
	int status;

	input_options = input_options_of(&session);
	if (!input_open(&session.input, &input_options)) {
		input_close(&session.input);
		return EXIT_BAD_INPUT;
	}
	if (wants_lines(options) && options->beside) {
		complain(stderr, "one after the other: --model", "--beside needs a screen");
		input_close(&session.input);
		return EXIT_BAD_INPUT;
	}
	if (wants_lines(options) && !follow) {
		status = play_path_in_lines(&session);
		input_close(&session.input);
		return status;
	}
	term = open_terminal(options, strcmp(session.path, "-") == 0, session.path);
	if (term)
		play(&session, term);
	term_close(term);
	input_close(&session.input);
	input_close(&session.old);
	return term ? EXIT_GOOD : EXIT_BAD_INPUT;
}

int cmd_play(const struct options *options)
{
	if (!options_one_file(options, "play", "without one, `arenawalk` opens a menu of lessons"))
		return EXIT_BAD_INPUT;
	return play_path(options, options->files[0], false);
}

/* -- the menu ------------------------------------------------------------------------- */

/* False: the terminal went away.  A lesson that does not load says why in [why].  The language
 * it is left in is the menu's. */
static bool play_lesson(const struct options *options, const char *path, struct term *term,
			struct menu *menu, char *why, size_t bytes)
{
	struct session session = {.options = options, .path = path, .chinese = menu->chinese};
	bool here = true;

	why[0] = '\0';
	if (open_quietly(&session, &session.input, why, bytes))
		here = play(&session, term);
	menu->chinese = session.chinese;
	input_close(&session.input);
	input_close(&session.old);
	return here;
}

static void run_menu(const struct options *options, const struct lessons *lessons,
		     struct term *term)
{
	struct menu_item *items = mem_zero(lessons->count, sizeof *items);
	char why[200] = "";
	struct menu menu = {
		.items = items,
		.count = (int)lessons->count,
		.chinese = options->chinese && !term_is_ascii(term),
		.only_ascii = term_is_ascii(term),
		.message = why,
		.keymap = &options->settings.keymap,
	};

	for (size_t i = 0; i < lessons->count; i++) {
		const struct lesson *lesson = &lessons->items[i];

		items[i] = (struct menu_item){{lesson->title[0], lesson->title[1]},
					      {lesson->about[0], lesson->about[1]}};
	}
	while (menu_run(&menu, term) && play_lesson(options, lessons->items[menu.at].path, term,
						    &menu, why, sizeof why))
		menu.message = why;
	free(items);
}

/* Lessons by number, one after another. */
static void run_menu_in_lines(const struct options *options, const struct lessons *lessons)
{
	struct linear linear = open_lines(options);
	const char **titles = mem_zero(lessons->count, sizeof *titles);
	bool chinese = options->chinese && !linear.ascii;
	int at;

	do {
		for (size_t i = 0; i < lessons->count; i++)
			titles[i] = lessons->items[i].title[chinese];
		at = linear_choose(&linear, titles, (int)lessons->count, chinese);
		if (at >= 0) {
			struct session session = {.options = options,
						  .path = lessons->items[at].path,
						  .chinese = chinese};
			struct input_options input_options = input_options_of(&session);

			if (input_open(&session.input, &input_options))
				play_lines(&session, &linear);
			input_close(&session.input);
			chinese = session.chinese;
		}
	} while (at >= 0 && !feof(stdin));
	free(titles);
}

int cmd_menu(const struct options *options)
{
	struct lessons lessons;
	struct term *term;

	if (options->file_count > 0) {
		complain(stderr, "try 'arenawalk --help'", "'%s' is neither a file nor a command",
			 options->files[0]);
		return EXIT_BAD_INPUT;
	}
	if (!lessons_find(&lessons)) {
		complain(stderr, "ARENAWALK_SCENARIOS can name their folder",
			 "the lessons are not where they should be");
		lessons_fini(&lessons);
		return EXIT_BAD_INPUT;
	}
	if (wants_lines(options)) {
		run_menu_in_lines(options, &lessons);
		lessons_fini(&lessons);
		return EXIT_GOOD;
	}
	term = open_terminal(options, false, "FILE");
	if (term)
		run_menu(options, &lessons, term);
	term_close(term);
	lessons_fini(&lessons);
	return term ? EXIT_GOOD : EXIT_BAD_INPUT;
}
