/*
 * hints.h - what a file says about how it is to be shown, as options of the interface.
 */
#ifndef UI_HINTS_H
#define UI_HINTS_H

#include "session/input.h"
#include "ui/ui.h"

/* Fill in what the input decides: focus, detail, speed, pace, its second side. */
void hints_apply(const struct input *input, struct ui_options *options);

/* The name to be shown: without folders; "<stdin>". */
const char *hints_file_name(const char *path);

#endif
