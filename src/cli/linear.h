/*
 * linear.h - the program without a screen: sentences on standard output, commands as lines on
 * standard input.  For screen readers, notes, pipes and terminals that cannot move a cursor;
 * nothing of the terminal is touched.
 */
#ifndef CLI_LINEAR_H
#define CLI_LINEAR_H

#include <stdbool.h>
#include <stdio.h>

#include "app/app.h"

/* What is told, and where lines come from. */
struct linear {
	FILE *in, *out;
	bool ascii;
	bool prompts; /* somebody is typing: show where */
};

/* Whether TERM names a terminal that can do nothing but this. */
bool linear_is_needed(void);

/* Until the user leaves, or the input ends.  [app] is initialised. */
void linear_run(const struct linear *linear, struct app *app);

/* Choose from a list, by number; -1 = none.  [titles] in the language that is wanted. */
int linear_choose(const struct linear *linear, const char *const *titles, int count, bool chinese);

#endif
