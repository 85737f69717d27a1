/*
 * options.h - the command line, parsed; what there is to parse is in calls.h.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "export/appearance.h"
#include "export/film.h"
#include "ui/settings.h"

enum exit_status {
	EXIT_GOOD = 0,
	EXIT_DIFFERENT = 1, /* an expectation does not hold */
	EXIT_BAD_INPUT = 2, /* the user's mistake, or no terminal */
};

struct command;

struct options {
	const char *model;  /* NULL = the file's */
	const char *beside; /* a second one; NULL = none */
	struct appearance look;
	bool says_language; /* of the look: the call does */
	bool no_mouse, clicker;
	uint64_t memory_bytes;
	const char *at;     /* render: WHERE; NULL = the beginning of the run */
	const char *format; /* render */
	const char *from, *to; /* render, words: WHERE; NULL = all */
	struct film_options film; /* render: of casts and films; play: of the cast */
	const char *poster; /* render: WHERE; NULL = not said */
	bool animate;       /* render, svg: a film */
	bool roles;         /* render, text: what each cell means, too */
	const char *record; /* play: a cast of what is shown; NULL = none */
	bool linear;        /* play: lines instead of a screen */
	const char *output; /* NULL = standard output; record: a name of its own */
	bool force;         /* a file of any kind is replaced */
	bool children, verbose, quiet; /* record */
	bool sample;        /* record: pool headers, too */
	uint64_t sample_every; /* calls; 0 = at marks and at the end alone */
	struct settings settings; /* the user's; usual ones where nothing reads them */
	bool config;        /* keys: all settings */
	bool help, version; /* nothing else is to be done */
	char **files;       /* what is not an option */
	int file_count;
};

/* Parse what follows the command's name.  False: [status] is what to exit with (help was
 * printed, or a mistake explained).  Names of lessons become those of their files. */
bool options_parse(struct options *options, const struct command *command, int argc, char **argv,
		   int *status);

/* Whether there are so many files as a command takes; false with a message. */
bool options_one_file(const struct options *options, const char *command, const char *hint);
bool options_no_file(const struct options *options, const char *command);

/* Play a file in the terminal; [follow]: it is a recording that still grows.  An exit status. */
int play_path(const struct options *options, const char *path, bool follow);

/* Each command, once its options are parsed.  An exit status. */
int cmd_play(const struct options *options);
int cmd_check(const struct options *options);
int cmd_render(const struct options *options);
int cmd_live(const struct options *options);
int cmd_verify(const struct options *options);
int cmd_import(const struct options *options);
int cmd_export(const struct options *options);
int cmd_record(const struct options *options);
int cmd_lessons(const struct options *options);
int cmd_models(const struct options *options);
int cmd_keys(const struct options *options);
int cmd_menu(const struct options *options);

/* What `render --format` can be; NULL past the last. */
const char *render_format_at(size_t index);

#endif
