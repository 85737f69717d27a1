/*
 * show.h - one file while it is played, on a screen or line by line: opened, watched, read
 * again when it changes, saved, closed.
 */
#ifndef CLI_SHOW_H
#define CLI_SHOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/lang.h"
#include "base/watch.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "linear/linear.h"
#include "session/input.h"
#include "term/term.h"
#include "ui/cast_recorder.h"

/* The first fields are the caller's to set; the rest begins as zero. */
struct show {
	const struct options *options; /* borrowed, as the path is */
	const char *path;
	bool follow;         /* a recording that is still being written */
	enum lang lang;        /* as the user has it by now */
	uint64_t resume;     /* events: where to begin; 0 = at the beginning */
	bool in_menu;        /* the menu comes after it ... */
	bool has_next;       /* ... or another lesson, if the user wants that: */
	bool wants_next;     /* valid once it was played on a screen */
	struct seen seen;    /* what has come of it: valid once it was played on a screen */
	struct input input;
	struct input fresh;  /* while it is read again */
	struct watch *watch; /* NULL = the file is not watched */
	const struct listener *listener; /* borrowed; NULL = no program is watched */
	struct cast_recorder
		*cast_recorder; /* borrowed; NULL = what is shown is not written down */
};

/* Watch the file, unless it cannot be read again, and read it.  False: what is wrong with it is
 * told on [errors], and it cannot be played.  It needs show_close either way. */
bool show_open(struct show *show, FILE *errors);

/* The same while a terminal is a screen, when nothing may be printed: [why] gets what would be,
 * about the first fault alone. */
bool show_open_quietly(struct show *show, char *why, size_t bytes);

void show_close(struct show *show);

/* Play it until the user leaves.  False: the terminal went away. */
bool show_play(struct show *show, struct term *term);

/* The same without a screen. */
void show_play_lines(struct show *show, struct linear *linear);

/* Play a file in the terminal; [follow]: it is a recording that still grows.  An exit status. */
int play_path(const struct options *options, const char *path, bool follow);

/* play_path of the recording of a program that still runs, and prints. */
int play_watched(const struct options *options, const char *path, const struct listener *listener);

/* -- where sessions are played ------------------------------------------------------------ */

/* The terminal as the call wants it; NULL, with a complaint, if there is none.  [what] is the file,
 * for the complaint; [stdin_is_input]: keys come from elsewhere; [interrupt_leaves]: term.h. */
struct term *show_terminal(const struct options *options, bool stdin_is_input,
			      bool interrupt_leaves, const char *what);

/* Whether there is to be no screen: it is not wanted, or cannot be. */
bool show_wants_lines(const struct options *options);

/* Standard input and output, line by line; says so if nobody asked for it.  To be closed with
 * linear_close. */
struct linear show_lines(const struct options *options);

#endif
