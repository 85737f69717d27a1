/*
 * lessons.h - where the lessons are, and what they are called.
 */
#ifndef CLI_LESSONS_H
#define CLI_LESSONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lesson {
	char *path;
	char *title[2], *about[2]; /* English, Chinese; where there is only one, both are that */
	char *group[2];            /* the heading it stands under */
	char *model;               /* its name */
	uint32_t stops, questions; /* that are narrated, and asked */
};

struct lessons {
	struct lesson *items; /* in order of file names */
	size_t count, capacity;
};

/* Look in $ARENAWALK_SCENARIOS if set; else where lessons are installed relative to this
 * program, where they were to be installed, and in the source tree.  False if there are none. */
bool lessons_find(struct lessons *lessons);

/* The same with a message on standard error. */
bool lessons_find_or_complain(struct lessons *lessons);

/* Where the lesson is whose file is called [name], with or without ".yaml".  False if there is
 * none. */
bool lessons_path(const char *name, char *path, size_t bytes);

/* The same, and where there is none, the one lesson with [name] in its file's name.  Returns how
 * many there are, 0 too where [name] is a path; of several, [path] gets their names, for a hint. */
size_t lessons_named(const char *name, char *path, size_t bytes);

/* Free all of them; [lessons] is empty then. */
void lessons_fini(struct lessons *lessons);

#endif
