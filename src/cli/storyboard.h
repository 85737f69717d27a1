/*
 * storyboard.h - a run as a page of its stops, for lecture notes: Markdown, and a picture for each.
 */
#ifndef CLI_STORYBOARD_H
#define CLI_STORYBOARD_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

#include "cli/load.h"
#include "cli/options.h"

#define STORYBOARD_PATH (PATH_MAX + 16)

/* From where the timeline stands to [to].  The page goes to [out], which is options->output; the
 * pictures beside it: lesson.md has lesson-01.svg and so on.  False: not all could be written; if
 * that is not [out]'s fault, a complaint was made, and errno is 0. */
bool storyboard_write(const struct options *options, const struct input *input,
		      const struct position *to, FILE *out);

#endif
