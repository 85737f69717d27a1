/* cmd_menu.c - the menu of lessons, on a screen or line by line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/complain.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/path.h"
#include "cli/calls.h"
#include "cli/lessons.h"
#include "cli/show.h"
#include "ui/menu.h"

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
			progress_find(&course->progress, path_name(lesson->path));
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

/* False: the terminal went away.  The language it is left in is the menu's.  [next]: the user
 * wants the one after it. */
static bool play_lesson(struct course *course, struct term *term, bool *next)
{
	const char *path = course->lessons->items[course->menu.at].path;
	const struct seen *seen = progress_find(&course->progress, path_name(path));
	struct show show = {.options = course->options,
				  .path = path,
				  .in_menu = true,
				  .has_next = course->menu.at + 1 < course->menu.count,
				  .lang = course->menu.lang};
	bool here = true;

	course->why[0] = '\0';
	if (course->menu.go_on && seen)
		show.resume = seen->events;
	if (show_open_quietly(&show, course->why, sizeof course->why)) {
		here = show_play(&show, term);
		progress_note(&course->progress, path_name(path), &show.seen);
	}
	course->why[strcspn(course->why, "\n")] = '\0';
	course->menu.lang = show.lang;
	course->menu.message = course->why;
	show_close(&show);
	*next = here && show.wants_next;
	return here;
}

/* The lesson chosen, and as many after it as the user wants.  False as above. */
static bool play_lessons(struct course *course, struct term *term)
{
	bool next, here;

	do {
		here = play_lesson(course, term, &next);
		mark_lessons(course);
		course->menu.at += next;
		course->menu.go_on = false;
	} while (next);
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
			.model = lesson->model,
			.stops = lesson->stops,
			.questions = lesson->questions,
		};
	}
	course->menu = (struct menu){
		.items = course->items,
		.count = (int)lessons->count,
		.lang = lang_for(course->options->look.lang, term_is_ascii(term)),
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
	while (menu_run(&course.menu, term) && play_lessons(&course, term))
		;
	progress_close(&course.progress);
	free(course.items);
}

/* Lessons by number, one after another. */
static void run_menu_in_lines(const struct options *options, const struct lessons *lessons)
{
	struct linear linear = show_lines(options);
	const char **titles = mem_zero(lessons->count, sizeof *titles);
	enum lang lang = lang_for(options->look.lang, linear.ascii);
	int at;

	do {
		for (size_t i = 0; i < lessons->count; i++)
			titles[i] = lessons->items[i].title[lang];
		at = linear_choose(&linear, titles, (int)lessons->count, lang);
		if (at >= 0) {
			struct show show = {.options = options,
						  .path = lessons->items[at].path,
						  .lang = lang};

			if (show_open(&show, stderr))
				show_play_lines(&show, &linear);
			show_close(&show);
			lang = show.lang;
		}
	} while (at >= 0 && !linear.in.ended);
	linear_close(&linear);
	free(titles);
}

static int open_menu(const struct options *options)
{
	struct lessons lessons;
	struct term *term;

	if (options->file_count > 0) {
		complain(stderr, "try 'arenawalk --help'", "'%s' is neither a file nor a command",
			 options->files[0]);
		return EXIT_BAD_INPUT;
	}
	if (!lessons_find_or_complain(&lessons)) {
		lessons_fini(&lessons);
		return EXIT_BAD_INPUT;
	}
	if (show_wants_lines(options)) {
		run_menu_in_lines(options, &lessons);
		lessons_fini(&lessons);
		return EXIT_GOOD;
	}
	term = show_terminal(options, false, false, "FILE");
	if (term)
		run_menu(options, &lessons, term);
	term_close(term);
	lessons_fini(&lessons);
	return term ? EXIT_GOOD : EXIT_BAD_INPUT;
}

const struct call call_menu = {
	.name = "",
	.arguments = "",
	.what = N_("a menu of the lessons that come with it"),
	.options = {OPT_MODEL, OPT_MEMORY, OPT_THEME, OPT_COLORS, OPT_NO_COLOR, OPT_ASCII, OPT_SIZE,
		    OPT_STILL, OPT_LINEAR, OPT_NO_MOUSE, OPT_CLICKER, OPT_VERSION},
	.reads_settings = true,
	.operands = TAKES_NOTHING,
	.run = open_menu,
};
