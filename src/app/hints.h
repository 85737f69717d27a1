/*
 * hints.h - what a file says about how it is to be shown, as options of the app.
 */
#ifndef APP_HINTS_H
#define APP_HINTS_H

#include "app/app.h"
#include "session/input.h"

/* Fill in what the input decides: focus, detail, speed, pace, its second side. */
void hints_apply(const struct input *input, struct app_options *options);

/* The name to be shown: without folders; "<stdin>". */
const char *hints_file_name(const char *path);

#endif
