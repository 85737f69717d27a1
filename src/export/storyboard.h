/*
 * storyboard.h - a run as a page of its stops, for lecture notes: Markdown, and a picture for each.
 */
#ifndef EXPORT_STORYBOARD_H
#define EXPORT_STORYBOARD_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

#include "export/film.h"

#define STORYBOARD_PATH (PATH_MAX + 16)

/* From where the timeline stands to the film's end; its poster is not for pages.  The page goes to
 * [out], which is the file [page]; the pictures beside it: lesson.md has lesson-01.svg and so on;
 * [force]: whatever file is there.  False: not all could be written; if that is not [out]'s fault, a
 * complaint was made, and errno is 0. */
bool storyboard_write(const struct film *film, const char *page, bool force, FILE *out);

#endif
