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

struct call;

/* What is run. */
struct options_run {
	const char *model;  /* NULL = the file's */
	const char *beside; /* a second one; NULL = none */
	uint64_t memory_bytes; /* 0 = as usual */
};

/* Which part of it: render's, each a WHERE, or NULL = not said. */
struct options_place {
	const char *at;     /* not said: the beginning of the run */
	const char *from, *to;
	const char *poster; /* what is shown before it plays */
};

/* What comes out, and where. */
struct options_output {
	const char *path;   /* NULL = standard output; record: a name of its own */
	const char *format; /* render; NULL = as the path ends */
	const char *cast;   /* play: the file of what is shown; NULL = none */
	bool force;         /* a file of any kind is replaced */
	bool animate;       /* render, svg: a film */
	bool roles;         /* render, text: what each cell means, too */
	bool settings;      /* keys: all settings, as a file */
};

/* The screen that people sit at. */
struct options_terminal {
	bool linear; /* lines instead of a screen */
	bool no_mouse, clicker;
};

struct options_recorder {
	bool children, verbose, quiet;
	bool sample;           /* pool headers, too */
	uint64_t sample_every; /* calls; 0 = at marks and at the end alone */
};

struct options {
	struct options_run run;
	struct options_place place;
	struct options_output output;
	struct appearance look;
	struct film_options film; /* render: of casts and films; play: of the cast */
	struct options_terminal terminal;
	struct options_recorder recorder;
	struct settings settings; /* the user's; usual ones where nothing reads them */
	bool help, version;       /* nothing else is to be done */
	char **files;             /* what is not an option */
	int file_count;
};

/* Parse what follows the call's name.  False: [status] is what to exit with (help was
 * printed, or a mistake explained).  Names of lessons become those of their files. */
bool options_parse(struct options *options, const struct call *call, int argc, char **argv,
		   int *status);

/* Whether there is one FILE, or none, as [call] takes; false with a message. */
bool options_one_file(const struct options *options, const struct call *call, const char *hint);
bool options_no_file(const struct options *options, const struct call *call);

/* What `render --format` can be; NULL past the last. */
const char *render_format_at(size_t index);

#endif
