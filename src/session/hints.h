/*
 * hints.h - what a file says about how its run is to be played.
 */
#ifndef SESSION_HINTS_H
#define SESSION_HINTS_H

#include "session/input.h"
#include "session/session.h"

/* Fill in what the input decides: detail, speed, pace, its second side, which [options] borrows.
 * The rest of [options] is left alone. */
void hints_apply(const struct input *input, struct session_options *options);

/* The name to be shown: without folders; "<stdin>" for "-".  A part of [path], or constant. */
const char *hints_file_name(const char *path);

#endif
