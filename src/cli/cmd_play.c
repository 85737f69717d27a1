/* cmd_play.c - a scenario, or a recording, in the terminal. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/onlooker.h"
#include "base/clock.h"
#include "base/path.h"
#include "cli/complain.h"
#include "cli/session.h"

/* False, with a complaint: line by line, that cannot be. */
static bool suits_lines(const struct options *options, const char *path)
{
	if (options->record)
		complain(stderr, "`arenawalk render --format cast` makes one without a screen",
			 "--record needs a screen");
	else if (options->beside)
		complain(stderr, "one after the other: --model", "--beside needs a screen");
	else if (strcmp(path, "-") == 0)
		complain(stderr, "`arenawalk render --format words -` tells the whole run",
			 "standard input cannot be both the scenario and the commands");
	else
		return true;
	return false;
}

static int play_in_lines(struct session *session)
{
	struct linear linear = session_lines(session->options);

	session_play_lines(session, &linear);
	linear_close(&linear);
	return EXIT_GOOD;
}

/* -- --record ----------------------------------------------------------------------------- */

/* Whether there is nothing at this path that could be lost: no file, an empty one, or a cast. */
static bool may_replace(const char *path)
{
	static const char beginning[] = "{\"version\":";
	char head[sizeof beginning] = "";
	struct stat status;
	FILE *file;
	bool is_cast;

	if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
		return true;
	file = fopen(path, "r");

	if (!file)
		return true; /* opening it for writing will tell */
	is_cast = status.st_size == 0 || (fgets(head, sizeof head, file) &&
					  strcmp(head, beginning) == 0);
	fclose(file);
	return is_cast;
}

#define FRAME_BYTES_MOST (1 << 20)

/* NULL, with a complaint, if it cannot be written. */
static FILE *open_cast(const char *path)
{
	FILE *out = NULL;

	if (!may_replace(path))
		complain(stderr, "choose another name, or remove it first",
			 "--record: %s is there already, and is no cast", path);
	else if (!(out = fopen(path, "ae")))
		complain(stderr, errno == ENOENT ? "make its folder first: mkdir -p"
						 : diag_errno_hint(errno),
			 "--record: cannot write %s: %s", path, strerror(errno));
	return out;
}

static struct onlooker onlooker_of(const struct session *session, const struct term *term,
				   FILE *out)
{
	const struct options *options = session->options;
	const char *title = words_in(&session->input.program->title, options->chinese);

	return (struct onlooker){
		.out = out,
		.idle_ms = 1000 * options->pace.idle_s,
		.options = {.version = options->cast_version ? options->cast_version : 2,
			    .title = title ? title : path_name(session->path),
			    .timestamp = time(NULL),
			    .term = getenv("TERM"),
			    .theme = options->theme ? options->theme : theme_find("dark"),
			    .depth = term_has_colour(term) ? options_depth(options, DEPTH_256)
							   : DEPTH_MONO,
			    .ascii = term_is_ascii(term)}};
}

/* What is shown goes to a file, too.  False: not all of it. */
static bool play_and_record(struct session *session, struct term *term, FILE *out)
{
	struct onlooker onlooker = onlooker_of(session, term, out);
	bool good;

	/* A frame goes out at once, whole: whoever kills the program leaves no half of one. */
	setvbuf(out, NULL, _IOFBF, FRAME_BYTES_MOST);
	if (ftruncate(fileno(out), 0) != 0)
		errno = 0; /* it is no file */
	session->onlooker = &onlooker;
	session_play(session, term);
	session->onlooker = NULL;
	good = onlooker_end(&onlooker, clock_ms());
	fclose(out); /* all has been flushed */
	return good;
}

/* -- playing ------------------------------------------------------------------------------- */

static int play_on_screen(struct session *session)
{
	const char *record = session->options->record;
	FILE *out = record ? open_cast(record) : NULL;
	bool good = !record || out;
	struct term *term = good ? session_terminal(session->options,
						    strcmp(session->path, "-") == 0, session->path)
				 : NULL;

	if (!term) {
		if (out)
			fclose(out);
		return EXIT_BAD_INPUT;
	}
	if (out)
		good = play_and_record(session, term, out);
	else
		session_play(session, term);
	term_close(term);
	if (!good)
		complain(stderr, "what was shown before is in it; is the disk full?",
			 "--record: cannot write all of %s", record);
	return good ? EXIT_GOOD : EXIT_BAD_INPUT;
}

/* What is run elsewhere. */
static bool is_python(const char *path)
{
	size_t length = strlen(path);

	return length > 3 && strcmp(path + length - 3, ".py") == 0;
}

static int play(const struct options *options, const char *path, bool follow,
		const struct listener *listener)
{
	struct session session = {.options = options, .path = path, .follow = follow,
				  .chinese = options->chinese, .listener = listener};
	bool in_lines = session_wants_lines(options) && !follow;
	int status = EXIT_BAD_INPUT;

	if (is_python(path)) {
		char hint[PATH_MAX + 64];

		snprintf(hint, sizeof hint, "arenawalk record %s", path);
		complain(stderr, hint, "%s is a Python program: it is to be recorded first", path);
		return EXIT_BAD_INPUT;
	}
	if (in_lines && !suits_lines(options, path))
		return EXIT_BAD_INPUT;
	if (session_open(&session, stderr))
		status = in_lines ? play_in_lines(&session) : play_on_screen(&session);
	session_close(&session);
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

int cmd_play(const struct options *options)
{
	if (!options_one_file(options, "play", "without one, `arenawalk` opens a menu of lessons"))
		return EXIT_BAD_INPUT;
	return play_path(options, options->files[0], false);
}
