/*
 * film.h - a whole run, or a stretch of it, as a file that plays: an asciicast, an animated SVG.
 */
#ifndef CLI_FILM_H
#define CLI_FILM_H

#include <stdio.h>

#include "app/app.h"
#include "cli/load.h"
#include "cli/options.h"

/* What of the run. */
struct film {
	struct position to;     /* from where the timeline stands */
	const struct position *poster; /* what is shown before it plays; NULL = a cast begins at
					* once, an SVG that stands still shows the end */
};

/* The size, the pace and so on are those of the call, or
 * else the scenario's.  False: it could not be written. */
bool film_cast(const struct options *options, const struct input *input, const struct film *film,
	       FILE *out);
bool film_svg(const struct options *options, const struct input *input, const struct film *film,
	      FILE *out);

/* How the app shows an input for a file, not for a terminal. */
struct app_options film_app_options(const struct options *options, const struct input *input);

/* What the run is called: its title, or the file's name. */
const char *film_title(const struct options *options, const struct input *input);

#endif
