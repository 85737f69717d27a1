/* show.c - a file that is played; see show.h. */
#include "cli/show.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/complain.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/str.h"
#include "export/save.h"
#include "session/hints.h"
#include "term/charset.h"
#include "ui/loop.h"
#include "ui/scene_of.h"

#define PREVIEW_EVENTS 20000 /* run before the first screen, to find what is wrong early */

/* -- the file ----------------------------------------------------------------------------- */

static struct input_options input_options_of(const struct show *show, FILE *errors)
{
	return (struct input_options){.path = show->path,
				      .model = show->options->run.model,
				      .beside = show->options->run.beside,
				      .memory_bytes = show->options->run.memory_bytes,
				      .follow = show->follow,
				      .preview = PREVIEW_EVENTS,
				      .errors = errors};
}

static bool read_file(const struct show *show, struct input *input, FILE *errors)
{
	struct input_options options = input_options_of(show, errors);

	return input_open(input, &options);
}

/* The first of them, with its line and its hint; the folder is of no interest. */
static void take_first_fault(const char *text, const char *path, char *why, size_t bytes)
{
	size_t length = strlen(path), folder = (size_t)(path_name(path) - path);
	const char *end = text + strcspn(text, "\n");

	while (*end && end[1] && strncmp(end + 1, path, length) != 0)
		end += 1 + strcspn(end + 1, "\n");
	if (strncmp(text, path, length) == 0)
		text += folder;
	snprintf(why, bytes, "%.*s", (int)(end - text), text);
}

/* What would be printed if there were no screen. */
struct kept {
	FILE *errors;
	char *text;
	size_t length;
};

static void keep_errors(struct kept *kept)
{
	kept->errors = mem_stream(&kept->text, &kept->length);
}

/* If it was not good, [why] gets the first of what was printed. */
static bool end_errors(struct kept *kept, bool good, const char *path, char *why, size_t bytes)
{
	fclose(kept->errors);
	if (!good)
		take_first_fault(kept->text, path, why, bytes);
	free(kept->text);
	return good;
}

/* From before the file is read, so that no change is missed.  Standard input cannot be read
 * again, a recording that is followed is read on all the time; and line by line commands in a file
 * are obeyed at once. */
static struct watch *watch_of(const struct show *show)
{
	if (strcmp(show->path, "-") == 0 || show->follow ||
	    (show_wants_lines(show->options) && !line_reader_waits(STDIN_FILENO)))
		return NULL;
	return watch_new(show->path);
}

bool show_open(struct show *show, FILE *errors)
{
	show->watch = watch_of(show);
	return read_file(show, &show->input, errors);
}

bool show_open_quietly(struct show *show, char *why, size_t bytes)
{
	struct kept kept;

	keep_errors(&kept);
	return end_errors(&kept, show_open(show, kept.errors), show->path, why, bytes);
}

void show_close(struct show *show)
{
	input_close(&show->input);
	watch_destroy(show->watch);
	show->watch = NULL;
}

/* -- the file again ----------------------------------------------------------------------- */

/* Nothing has changed if it cannot be read. */
static bool read_anew(void *context, struct pair *fresh, FILE *errors)
{
	struct show *show = context;

	if (strcmp(show->path, "-") == 0) {
		fputs("standard input cannot be read again\n", errors);
		return false;
	}
	if (!read_file(show, &show->fresh, errors)) {
		input_close(&show->fresh);
		return false;
	}
	*fresh = pair_of(show->fresh.timeline, show->fresh.beside);
	return true;
}

static bool read_quietly(void *context, struct pair *fresh, char *why, size_t bytes)
{
	struct show *show = context;
	struct kept kept;

	keep_errors(&kept);
	return end_errors(&kept, read_anew(show, fresh, kept.errors), show->path, why, bytes);
}

static void replaced(void *context)
{
	struct show *show = context;

	input_close(&show->input);
	show->input = show->fresh;
}

static void save(void *context, struct session *session)
{
	const struct show *show = context;

	save_session(&show->input, session);
}

/* -- playing ------------------------------------------------------------------------------ */

static struct session_options session_options_of(const struct show *show, bool is_ascii)
{
	struct session_options options = {
		.lang = lang_for(show->lang, is_ascii),
		.follows = show->follow,
		.in_menu = show->in_menu,
		.has_next = show->has_next,
	};

	hints_apply(&show->input, &options);
	options.speed *= show->options->settings.speed;
	return options;
}

static void init_ui(struct ui *ui, const struct show *show, const struct term *term)
{
	struct ui_options options = {
		.session = session_options_of(show, term_is_ascii(term)),
		/* The path outlives every reload; an input's own name does not. */
		.file = hints_file_name(show->path),
		.only_ascii = term_is_ascii(term),
		.theme = term_has_colour(term) ? term_theme(term) : NULL,
		.clicker = show->options->terminal.clicker,
		.width = show->options->look.width,
		.height = show->options->look.height,
		.keymap = &show->options->settings.keymap,
		.still = show->options->look.still,
		.big = show->options->look.big,
		.holds_focus = show->input.hints.follows_pool,
		.focus = scene_focus_of(&show->input),
		.printed = show->listener ? show->listener->tail : NULL,
	};

	/* A recorder writes down every frame: as many as casts have, evenly. */
	if (show->cast_recorder || getenv("ASCIINEMA_REC"))
		options.frame_ms = 1000.0 / 15;
	ui_init(ui, show->input.timeline, &options);
}

static struct seen what_came_of(const struct session *session)
{
	uint64_t events = session_place(session).events;
	bool is_at_end = timeline_index(session->timeline)->complete &&
			 events == timeline_index(session->timeline)->events;

	return (struct seen){.is_seen = session->reached_end,
			     .events = is_at_end ? 0 : events,
			     .right = session->quiz.right_count,
			     .asked = session->quiz.asked_count};
}

bool show_play(struct show *show, struct term *term)
{
	struct loop_file file = {.read = read_quietly,
				 .replaced = replaced,
				 .save = save,
				 .context = show,
				 .watch = show->watch,
				 .cast_recorder = show->cast_recorder,
				 .listener = show->listener};
	struct ui *ui = mem_zero(1, sizeof *ui);
	bool here;

	init_ui(ui, show, term);
	if (show->resume)
		pair_seek(&ui->session.pair, (struct position){.events = show->resume});
	here = loop_run(ui, term, &file);
	show->lang = ui->session.lang;
	show->wants_next = ui->wants_next;
	show->seen = what_came_of(&ui->session);
	ui_fini(ui);
	free(ui);
	return here;
}

void show_play_lines(struct show *show, struct linear *linear)
{
	struct linear_file file = {
		.read = read_anew, .replaced = replaced, .context = show, .watch = show->watch};
	struct session_options options = session_options_of(show, linear->ascii);
	struct linear_view view = {.file = hints_file_name(show->path),
				   .held = show->input.hints.follows_pool,
				   .focus = scene_focus_of(&show->input)};
	struct session *session = mem_zero(1, sizeof *session);

	session_init(session, show->input.timeline, &options);
	linear_run(linear, session, &view, &file);
	show->lang = session->lang;
	session_fini(session);
	free(session);
}

/* -- where -------------------------------------------------------------------------------- */

struct term *show_terminal(const struct options *options, bool stdin_is_input,
			      bool interrupt_leaves, const char *what)
{
	struct term_options term_options = {
		.ascii = options->look.ascii,
		.no_colour = options->look.no_colour,
		.says_depth = options->look.says_depth,
		.depth = options->look.depth,
		.no_mouse = options->terminal.no_mouse,
		.keys_from_tty = stdin_is_input,
		.interrupt_leaves = interrupt_leaves,
		.theme = options->look.theme,
	};
	const char *why = NULL;
	char text[512];
	struct str hint = str_init(text, sizeof text);
	struct term *term = term_open(&term_options, &why);

	if (!term) {
		str_add(&hint, "`arenawalk render ");
		str_shell_word(&hint, what);
		str_printf(&hint, "` draws without one; `arenawalk %s ",
			   input_is_recording(what) ? "verify" : "check");
		str_shell_word(&hint, what);
		str_add(&hint, "` runs it");
		complain(stderr, text, "no usable terminal: %s", why);
	}
	return term;
}

bool show_wants_lines(const struct options *options)
{
	return options->terminal.linear || linear_is_needed();
}

struct linear show_lines(const struct options *options)
{
	struct linear linear = {
		.in = line_reader_on(STDIN_FILENO),
		.out = stdout,
		.ascii = !charset_choose() || options->look.ascii,
		.prompts = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO),
	};

	if (!options->terminal.linear)
		printf("%s\n",
		       lang_text(lang_for(options->look.lang, linear.ascii),
				 "TERM=dumb: no screen, but line by line (as with --linear)"));
	return linear;
}
