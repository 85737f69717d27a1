/*
 * sentences.h - a run told in sentences (view/tell.h), as text that goes out line by line.
 */
#ifndef EXPORT_SENTENCES_H
#define EXPORT_SENTENCES_H

#include <stdbool.h>
#include <stdio.h>

#include "timeline/timeline.h"
#include "view/scene.h"

/* Print text of ours with names from files in it: nothing that a terminal would obey, and nothing
 * but ASCII if [ascii]. */
void sentences_print(FILE *out, const char *text, bool ascii);

struct sentences_options {
	struct scene_options scene;
	bool ascii;
	const struct position *from; /* the event there is told, too; NULL = from the beginning */
	struct position to;          /* the last one */
};

/* Tell all that happens between two places.  Takes the same memory for a run of any length.
 * False if writing failed. */
bool sentences_tell(struct timeline *timeline, const struct sentences_options *options, FILE *out);

#endif
