/*
 * linear.h - the program without a screen: sentences on standard output, commands as lines on
 * standard input.  For screen readers, notes, pipes and terminals that cannot move a cursor;
 * nothing of the terminal is touched.
 */
#ifndef LINEAR_LINEAR_H
#define LINEAR_LINEAR_H

#include <stdbool.h>
#include <stdio.h>

#include "base/lang.h"
#include "base/line_reader.h"
#include "base/watch.h"
#include "session/session.h"
#include "view/scene.h"

/* What is told, and where lines come from. */
struct linear {
	struct line_reader in;
	FILE *out;
	bool ascii;
	bool prompts; /* somebody is typing: show where */
};

/* What is told of: the pool in focus, if one is held. */
struct linear_view {
	const char *file; /* its name */
	bool held;
	struct focus focus;
};

/* The file that is told of; it may change meanwhile. */
struct linear_file {
	/* Read it again; [fresh] becomes the run that it holds now.  False: it holds none, which is
	 * told on [errors], and the present one goes on. */
	bool (*read)(void *context, struct pair *fresh, FILE *errors);
	/* The fresh run has taken the place of the one before, which may go. */
	void (*replaced)(void *context);
	void *context;
	struct watch *watch; /* borrowed; NULL = nobody tells when it changes */
};

/* Free what [in] keeps; its descriptor and [out] stay open. */
void linear_close(struct linear *linear);

/* Whether TERM names a terminal that can do nothing but this. */
bool linear_is_needed(void);

/* Until the user leaves, or the input ends; when the file changes while a command is waited for,
 * that is told. */
void linear_run(struct linear *linear, struct session *session, const struct linear_view *view,
		const struct linear_file *file);

/* Choose from a list of [count], by number; an index from 0, or -1 = none.  [titles] in the
 * language that is wanted. */
int linear_choose(struct linear *linear, const char *const *titles, int count, enum lang lang);

#endif
