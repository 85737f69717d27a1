/*
 * input.h - from a file name to a program that runs, with everything said that is
 * wrong with it.
 */
#ifndef SESSION_INPUT_H
#define SESSION_INPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/diag.h"
#include "base/source.h"
#include "program/program.h"
#include "scenario/load.h"
#include "scenario/open.h"
#include "session/notices.h"
#include "timeline/timeline.h"

struct input {
	struct source source;
	struct program *program;
	struct script_hints hints;
	struct timeline *timeline;
	struct recording *recording; /* if it is one; the program owns it */
	struct program *other;       /* its calls under another model; a scenario runs as it is */
	struct timeline *beside;     /* the run under the other model; NULL = not asked for */
};

struct input_options {
	const char *path;   /* "-" = standard input */
	const char *model;  /* NULL = the one the file asks for */
	const char *beside; /* the model of a second run; NULL = none.  Nothing is expected of it */
	uint64_t memory_bytes; /* for both together */
	bool follow;        /* a recording that is still being written */
	uint64_t preview;   /* events to run before faults count as wrong input; UINT64_MAX = all */
	FILE *errors;       /* where to say what is wrong; NULL = standard error */
};

/* Load, compile, run ahead a little.  On faults everything is printed and false comes back;
 * [input] needs input_close either way, which frees all that it has. */
bool input_open(struct input *input, const struct input_options *options);
void input_close(struct input *input);

/* Whether a file is a recording; what is no file, or cannot be read, is none. */
bool input_is_recording(const char *path);

/* The model of this name; NULL, and a complaint, if there is none. */
const struct model *input_model(const char *name, FILE *errors);

/* Print what is wrong with a file that is no text. */
void input_print_diags(struct diag_list *diags, const char *path, FILE *out);

/* Print the notices of a run as diagnostics: faults and failed expectations. */
void input_print_notices(const struct input *input, FILE *out);

#endif
