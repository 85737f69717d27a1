/* cmd_play.c - a scenario, or a recording, in the terminal. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/complain.h"
#include "base/diag.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/tidy.h"
#include "cli/calls.h"
#include "cli/show.h"
#include "export/output.h"
#include "ui/cast_recorder.h"

/* False, with a complaint: line by line, that cannot be. */
static bool suits_lines(const struct options *options, const char *path)
{
	if (options->output.cast)
		complain(stderr, "`arenawalk render --format cast` makes one without a screen",
			 "--record needs a screen");
	else if (options->run.beside)
		complain(stderr, "one after the other: --model", "--beside needs a screen");
	else if (strcmp(path, "-") == 0)
		complain(stderr, "`arenawalk render --format words -` tells the whole run",
			 "standard input cannot be both the scenario and the commands");
	else
		return true;
	return false;
}

static int play_in_lines(struct show *show)
{
	struct linear linear = show_lines(show->options);

	show_play_lines(show, &linear);
	linear_close(&linear);
	return EXIT_GOOD;
}

/* -- --record ----------------------------------------------------------------------------- */

#define FRAME_BYTES_MOST (1 << 20)
#define FIRST_FRAME 8192 /* bytes that there must be room for, or nothing is replaced */

/* A frame goes out at once, whole: whoever kills the program leaves no half of one. */
static FILE *stream_of(const struct outfile *file)
{
	int fd = fcntl(file->fd, F_DUPFD_CLOEXEC, 0);
	FILE *out = fd >= 0 ? fdopen(fd, "a") : NULL;

	if (!out)
		mem_exhausted();
	setvbuf(out, NULL, _IOFBF, FRAME_BYTES_MOST);
	return out;
}

static struct cast_recorder cast_recorder_of(const struct show *show, const struct term *term,
					     FILE *out)
{
	const struct options *options = show->options;
	const char *title = words_in(&show->input.program->title, options->look.lang);

	return (struct cast_recorder){
		.out = out,
		.idle_ms = 1000 * options->film.pace.idle_s,
		.options = {.version = options->film.cast_version ? options->film.cast_version : 2,
			    .title = title ? title : path_name(show->path),
			    .timestamp = time(NULL),
			    .term = getenv("TERM"),
			    .theme = options->look.theme ? options->look.theme : theme_find("dark"),
			    .depth = term_has_colour(term)
					     ? appearance_depth(&options->look, DEPTH_256)
					     : DEPTH_MONO,
			    .ascii = term_is_ascii(term)}};
}

/* What is shown goes to a file, too.  False: not all of it. */
static bool play_and_record(struct show *show, struct term *term, const struct outfile *file)
{
	FILE *out = stream_of(file);
	struct cast_recorder cast_recorder = cast_recorder_of(show, term, out);
	bool good;

	show->cast_recorder = &cast_recorder;
	show_play(show, term);
	show->cast_recorder = NULL;
	good = cast_recorder_end(&cast_recorder, clock_ms());
	fclose(out); /* all has been flushed */
	return good;
}

/* -- playing ------------------------------------------------------------------------------- */

static struct term *open_terminal(const struct show *show)
{
	return show_terminal(show->options, strcmp(show->path, "-") == 0,
				show->listener != NULL, show->path);
}

static int play_on_screen(struct show *show)
{
	struct term *term = open_terminal(show);

	if (!term)
		return EXIT_BAD_INPUT;
	show_play(show, term);
	term_close(term);
	return EXIT_GOOD;
}

/* The cast has its place from its first frame on; until then what was there is untouched. */
static int play_on_record(struct show *show)
{
	const struct options *options = show->options;
	const char *path = options->output.cast;
	struct diag_list diags = {0};
	struct outfile file;
	struct term *term;
	bool begun, good;
	int tidied;

	if (!outfile_open(&file, path, output_manner(OUTPUT_CAST, options->output.force), &diags)) {
		output_complain(&diags, path);
		return EXIT_BAD_INPUT;
	}
	tidied = tidy_on_signal(file.temporary);
	term = open_terminal(show);
	begun = term && outfile_place(&file, FIRST_FRAME, &diags);
	good = begun && play_and_record(show, term, &file);
	term_close(term);
	outfile_abandon(&file); /* there is nothing left to be put in its place */
	tidy_forget(tidied);
	output_complain(&diags, path);
	if (begun && !good)
		complain(stderr, "what was shown before is in it; is the disk full?",
			 "cannot write all of %s", path);
	return good ? EXIT_GOOD : EXIT_BAD_INPUT;
}

static int play_session(struct show *show, bool in_lines)
{
	if (in_lines)
		return play_in_lines(show);
	return show->options->output.cast ? play_on_record(show) : play_on_screen(show);
}

static int play(const struct options *options, const char *path, bool follow,
		const struct listener *listener)
{
	struct show show = {.options = options, .path = path, .follow = follow,
				  .lang = options->look.lang, .listener = listener};
	bool in_lines = show_wants_lines(options) && !follow;
	int status = EXIT_BAD_INPUT;

	if (in_lines && !suits_lines(options, path))
		return EXIT_BAD_INPUT;
	if (show_open(&show, stderr))
		status = play_session(&show, in_lines);
	show_close(&show);
	return status;
}

int play_path(const struct options *options, const char *path, bool follow)
{
	return play(options, path, follow, NULL);
}

int play_watched(const struct options *options, const char *path, const struct listener *listener)
{
	return play(options, path, true, listener);
}

static int run_play(const struct options *options)
{
	if (!options_one_file(options, &call_play,
			      "without one, `arenawalk` opens a menu of lessons"))
		return EXIT_BAD_INPUT;
	return play_path(options, options->files[0], false);
}

const struct call call_play = {
	.name = "play",
	.arguments = "FILE",
	.what = N_("step through a scenario or a recording"),
	.options = {OPT_MODEL, OPT_BESIDE, OPT_MEMORY, OPT_FORCE, OPT_RECORD, OPT_THEME, OPT_COLORS,
		    OPT_NO_COLOR, OPT_ASCII, OPT_SIZE, OPT_BIG, OPT_STILL, OPT_IDLE,
		    OPT_CAST_VERSION, OPT_LINEAR, OPT_NO_MOUSE, OPT_CLICKER},
	.reads_settings = true,
	.operands = TAKES_SCENARIO | TAKES_RECORDING,
	.run = run_play,
};
