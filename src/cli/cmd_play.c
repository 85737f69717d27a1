/* cmd_play.c - a scenario in the terminal; and the menu of lessons. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/loop.h"
#include "app/menu.h"
#include "base/array.h"
#include "base/lang.h"
#include "cli/complain.h"
#include "cli/lessons.h"
#include "cli/linear.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/save.h"
#include "term/charset.h"

#define PREVIEW_EVENTS 20000 /* run before the first screen, to find what is wrong early */
#define SHORT_RUN 300        /* operations: such a run begins at the detail of steps */

static struct term *open_terminal(const struct options *options, bool stdin_is_input,
				  const char *what)
{
	struct term_options term_options = {
		.ascii = options->ascii,
		.no_colour = options->no_colour,
		.says_depth = options->says_depth,
		.depth = options->depth,
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
	uint64_t resume; /* events: where to begin; 0 = at the beginning */
	struct seen seen; /* what has come of it */
	struct input input;
	struct input old;    /* the one before the last reload */
	struct watch *watch; /* NULL = the file is not watched */
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

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The first of them, with its line and its hint; the folder is of no interest. */
static void take_first_fault(const char *text, const char *path, char *why, size_t bytes)
{
	size_t length = strlen(path), folder = (size_t)(base_name(path) - path);
	const char *end = text + strcspn(text, "\n");

	while (*end && end[1] && strncmp(end + 1, path, length) != 0)
		end += 1 + strcspn(end + 1, "\n");
	if (strncmp(text, path, length) == 0)
		text += folder;
	snprintf(why, bytes, "%.*s", (int)(end - text), text);
}

/* Open the session's file while the terminal is curses's, when nothing may be printed: on faults
 * [why] gets what would be about the first of them. */
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
		take_first_fault(text, session->path, why, bytes);
	free(text);
	return good;
}

static bool reload(void *context, struct app *app, char *why, size_t bytes)
{
	struct session *session = context;
	struct input fresh;
	struct pair pair;

	if (strcmp(session->path, "-") == 0) {
		snprintf(why, bytes, "standard input cannot be read again");
		return false;
	}
	if (!open_quietly(session, &fresh, why, bytes)) {
		input_close(&fresh);
		return false;
	}
	pair = pair_of(fresh.timeline, fresh.beside);
	app_adopt(app, &pair);
	/* What was drawn last still refers to the old one. */
	input_close(&session->old);
	session->old = session->input;
	session->input = fresh;
	return true;
}

static void save(void *context, struct app *app)
{
	const struct session *session = context;

	save_app(&session->input, app);
}

/* From before the file is read, so that no change is missed.  Standard input cannot be read
 * again, and a recording that is followed is read on all the time. */
static struct watch *watch_of(const struct session *session)
{
	bool is_fixed = strcmp(session->path, "-") == 0 || session->follow;

	return is_fixed ? NULL : watch_new(session->path);
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
		.clicker = session->options->clicker,
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

static struct seen what_came_of(const struct app *app)
{
	uint64_t events = app_place(app).events;
	bool is_at_end = timeline_index(app->timeline)->complete &&
			 events == timeline_index(app->timeline)->events;

	return (struct seen){.is_seen = app->reached_end,
			     .events = is_at_end ? 0 : events,
			     .right = app->ask.right_count,
			     .asked = app->ask.asked_count};
}

/* Play one file in a terminal that is open.  False: the terminal went away. */
static bool play(struct session *session, struct term *term)
{
	struct loop_file file = {
		.reload = reload, .save = save, .context = session, .watch = session->watch};
	struct app *app = mem_zero(1, sizeof *app);
	bool here;

	init_app(app, session, term, term_is_ascii(term));
	if (session->resume)
		pair_seek(&app->pair, (struct position){.events = session->resume});
	here = loop_run(app, term, &file);
	session->chinese = app->options.chinese;
	session->seen = what_came_of(app);
	app_fini(app);
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
		printf("%s\n",
		       lang_text(options->chinese && !linear.ascii,
				 "TERM=dumb: no screen, but line by line (as with --linear)"));
	return linear;
}

static void play_lines(struct session *session, const struct linear *linear)
{
	struct app *app = mem_zero(1, sizeof *app);

	init_app(app, session, NULL, linear->ascii);
	linear_run(linear, app);
	session->chinese = app->options.chinese;
	app_fini(app);
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
	session.watch = watch_of(&session);
	if (!input_open(&session.input, &input_options)) {
		input_close(&session.input);
		watch_destroy(session.watch);
		return EXIT_BAD_INPUT;
	}
	if (wants_lines(options) && options->beside) {
		complain(stderr, "one after the other: --model", "--beside needs a screen");
		input_close(&session.input);
		watch_destroy(session.watch);
		return EXIT_BAD_INPUT;
	}
	if (wants_lines(options) && !follow) {
		status = play_path_in_lines(&session);
		input_close(&session.input);
		watch_destroy(session.watch);
		return status;
	}
	term = open_terminal(options, strcmp(session.path, "-") == 0, session.path);
	if (term)
		play(&session, term);
	term_close(term);
	input_close(&session.input);
	input_close(&session.old);
	watch_destroy(session.watch);
	return term ? EXIT_GOOD : EXIT_BAD_INPUT;
}

int cmd_play(const struct options *options)
{
	if (!options_one_file(options, "play", "without one, `arenawalk` opens a menu of lessons"))
		return EXIT_BAD_INPUT;
	return play_path(options, options->files[0], false);
}

/* -- the menu ------------------------------------------------------------------------- */

/* The menu, and what it is about. */
struct course {
	const struct options *options;
	const struct lessons *lessons;
	struct progress progress;
	struct menu menu;
	struct menu_item *items;
	char why[200]; /* a lesson could not be opened */
};

/* What has been seen, and so what comes next: the first that has not. */
static void mark_lessons(struct course *course)
{
	bool any = false;

	course->menu.next = -1;
	for (int i = course->menu.count - 1; i >= 0; i--) {
		const struct lesson *lesson = &course->lessons->items[i];
		const struct seen *seen =
			progress_find(&course->progress, base_name(lesson->path));
		struct menu_item *item = &course->items[i];

		any |= seen != NULL;
		item->mark = !seen ? MENU_NEW : seen->is_seen ? MENU_SEEN : MENU_BEGUN;
		item->can_continue = seen && seen->events > 0;
		item->right = seen ? seen->right : 0;
		item->asked = seen ? seen->asked : 0;
		if (item->mark != MENU_SEEN)
			course->menu.next = i;
	}
	if (!any)
		course->menu.next = -1;
}

/* False: the terminal went away.  The language it is left in is the menu's. */
static bool play_lesson(struct course *course, struct term *term)
{
	const char *path = course->lessons->items[course->menu.at].path;
	const struct seen *seen = progress_find(&course->progress, base_name(path));
	struct session session = {.options = course->options,
				  .path = path,
				  .chinese = course->menu.chinese};
	bool here = true;

	course->why[0] = '\0';
	if (course->menu.go_on && seen)
		session.resume = seen->events;
	session.watch = watch_of(&session);
	if (open_quietly(&session, &session.input, course->why, sizeof course->why)) {
		here = play(&session, term);
		progress_note(&course->progress, base_name(path), &session.seen);
	}
	course->why[strcspn(course->why, "\n")] = '\0';
	course->menu.chinese = session.chinese;
	course->menu.message = course->why;
	input_close(&session.input);
	input_close(&session.old);
	watch_destroy(session.watch);
	return here;
}

static void fill_menu(struct course *course, const struct term *term)
{
	const struct lessons *lessons = course->lessons;

	for (size_t i = 0; i < lessons->count; i++) {
		const struct lesson *lesson = &lessons->items[i];

		course->items[i] = (struct menu_item){
			.title = {lesson->title[0], lesson->title[1]},
			.about = {lesson->about[0], lesson->about[1]},
			.group = {lesson->group[0], lesson->group[1]},
		};
	}
	course->menu = (struct menu){
		.items = course->items,
		.count = (int)lessons->count,
		.chinese = course->options->chinese && !term_is_ascii(term),
		.only_ascii = term_is_ascii(term),
		.message = course->why,
		.keymap = &course->options->settings.keymap,
	};
	mark_lessons(course);
	if (course->menu.next > 0)
		course->menu.at = course->menu.next;
}

static void run_menu(const struct options *options, const struct lessons *lessons,
		     struct term *term)
{
	struct course course = {.options = options, .lessons = lessons,
				.items = mem_zero(lessons->count, sizeof *course.items)};

	progress_open(&course.progress);
	fill_menu(&course, term);
	while (menu_run(&course.menu, term) && play_lesson(&course, term))
		mark_lessons(&course);
	progress_close(&course.progress);
	free(course.items);
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
