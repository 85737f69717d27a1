/* cmd_play.c - a scenario, or a recording, in the terminal. */
#include <string.h>

#include "cli/complain.h"
#include "cli/session.h"

/* False, with a complaint: line by line, that cannot be. */
static bool suits_lines(const struct options *options, const char *path)
{
	if (options->beside)
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

static int play_on_screen(struct session *session)
{
	struct term *term = session_terminal(session->options, strcmp(session->path, "-") == 0,
					     session->path);

	if (!term)
		return EXIT_BAD_INPUT;
	session_play(session, term);
	term_close(term);
	return EXIT_GOOD;
}

int play_path(const struct options *options, const char *path, bool follow)
{
	struct session session = {.options = options, .path = path, .follow = follow,
				  .chinese = options->chinese};
	bool in_lines = session_wants_lines(options) && !follow;
	int status = EXIT_BAD_INPUT;

	if (in_lines && !suits_lines(options, path))
		return EXIT_BAD_INPUT;
	if (session_open(&session, stderr))
		status = in_lines ? play_in_lines(&session) : play_on_screen(&session);
	session_close(&session);
	return status;
}

int cmd_play(const struct options *options)
{
	if (!options_one_file(options, "play", "without one, `arenawalk` opens a menu of lessons"))
		return EXIT_BAD_INPUT;
	return play_path(options, options->files[0], false);
}
