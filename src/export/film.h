/*
 * film.h - a whole run, or a stretch of it, as a file that plays: an asciicast, an animated SVG.
 */
#ifndef EXPORT_FILM_H
#define EXPORT_FILM_H

#include <stdio.h>

#include "export/appearance.h"
#include "session/input.h"
#include "ui/offline_player.h"

/* As the call has it; what it does not say is 0, and the scenario's. */
struct film_options {
	struct player_pace pace;
	const char *detail; /* "op", "step", "write" */
	bool captions;
	int cast_version;   /* 2 or 3 */
};

/* What is shown, and how.  All is borrowed. */
struct film {
	const struct input *input;
	const struct appearance *look;
	const struct film_options *options;
	struct position to;     /* from where the timeline stands */
	const struct position *poster; /* what is shown before it plays; NULL = a cast begins at
					* once, an SVG that stands still shows the end */
};

/* Play the run and write it to [out] as a cast, or as an SVG that plays.  The input's timeline must
 * be scouted to its end; it is moved.  False: it could not be written. */
bool film_cast(const struct film *film, FILE *out);
bool film_svg(const struct film *film, FILE *out);

/* How the interface shows it in a file, not on a terminal; borrows as [film] does. */
struct ui_options film_ui_options(const struct film *film);

/* What the run is called: its title, or the file's name; the input's. */
const char *film_title(const struct film *film);

#endif
