/* input.c - files to programs; see input.h. */
#include "session/input.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/complain.h"
#include "base/path.h"
#include "base/str.h"
#include "replay/recorded_program.h"
#include "replay/rerun.h"
#include "session/missing.h"
#include "trace/recording.h"
#include "trace/text.h"

#define AFTER_FAULT 4096 /* events that are still run when one was at fault */
#define SLICE 1024

const struct model *input_model(const char *name, FILE *errors)
{
	const struct model *model = model_find(name);
	const char *names[32];
	char near[80], hint[160];
	const char *guess;

	size_t count = model_names(names, 32);
	const char *version = model_of_version(name);

	guess = suggest(near, sizeof near, version ? version : name, names, count, "");
	snprintf(hint, sizeof hint, "%s%s`arenawalk models` lists them", guess, *guess ? " " : "");
	if (!model)
		complain(errors, hint, "unknown model '%s'", name);
	return model;
}

void input_print_diags(struct diag_list *diags, const char *path, FILE *out)
{
	struct source source;
	char hint[PATH_MAX + 80];

	if (diags->count > 0 && missing_hint(path, true, hint, sizeof hint))
		diag_hint_last(diags, hint);
	source_from_memory(&source, path, "", 0);
	diag_sort(diags);
	diag_print(diags, &source, out);
	source_fini(&source);
}

#define HEAD_BYTES 32 /* by which recordings and traces in text form are told */

/* How a file begins; how many bytes that are: 0 = it cannot be read, or is none. */
static size_t read_head(const char *path, char bytes[HEAD_BYTES])
{
	struct stat status;
	/* Opening a pipe would end it for its writer. */
	bool is_regular = stat(path, &status) == 0 && S_ISREG(status.st_mode);
	int fd = is_regular ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) : -1;
	ssize_t length = fd >= 0 ? pread(fd, bytes, HEAD_BYTES, 0) : 0;

	if (fd >= 0)
		close(fd);
	return length > 0 ? (size_t)length : 0;
}

bool input_is_recording(const char *path)
{
	char head[HEAD_BYTES];
	size_t length = read_head(path, head);

	return length > 0 && recording_is(head, length);
}

/* What can be played once something has been done with it.  True, with what that is.  The file begins
 * with [head]. */
static bool is_raw(const char *path, const char *head, size_t length, FILE *errors)
{
	char text[PATH_MAX + 64], name[PATH_MAX];
	struct str hint = str_init(text, sizeof text);

	if (path_is_python(path)) {
		str_add(&hint, "arenawalk record ");
		str_shell_word(&hint, path);
		complain(errors, text, "%s is a Python program: it is to be recorded first", path);
		return true;
	}
	if (!text_trace_is(head, length))
		return false;
	snprintf(name, sizeof name, "%.*s.awtrace", (int)strcspn(path_name(path), "."), path_name(path));
	str_add(&hint, "arenawalk import ");
	str_shell_word(&hint, path);
	str_add(&hint, " -o ");
	str_shell_word(&hint, name);
	complain(errors, text, "%s is a trace in text form: a recording is to be made of it first", path);
	return true;
}

static struct program *open_recording(struct input *input, const char *path, FILE *errors)
{
	struct diag_list diags = {0};
	struct recording *recording = recording_open(path, &diags);

	input_print_diags(&diags, path, errors);
	diag_fini(&diags);
	source_from_memory(&input->source, path, "", 0);
	input->recording = recording;
	return recording ? recorded_program_new(recording, path) : NULL;
}

static struct program *open_scenario(struct input *input, const char *path, FILE *errors)
{
	struct program *program = NULL;
	struct diag_list diags = {0};
	char hint[PATH_MAX + 80];

	if (source_read(&input->source, path, SCENARIO_MAX_BYTES, &diags))
		program = scenario_open(&input->source, &diags, &input->hints);
	else if (missing_hint(path, false, hint, sizeof hint))
		diag_hint_last(&diags, hint);
	diag_sort(&diags);
	diag_print(&diags, &input->source, errors);
	diag_fini(&diags);
	return program;
}

/* What was recorded happened under one model. */
static bool suits(const struct model *model, const struct input *input, FILE *errors)
{
	const struct model *recorded = input->program->model;

	if (!model || model->behaviour == recorded->behaviour)
		return true;
	complain(errors, "`arenawalk verify --model` shows where they part",
		 "%s: a recording of %s does not go on under another model", input->source.name,
		 recorded->name);
	return false;
}

/* Run ahead, so that what is wrong early is said before anything is shown. */
static bool preview(struct timeline *timeline, uint64_t events)
{
	const struct timeline_index *index = timeline_index(timeline);
	uint64_t slice;

	while (index->events < events && index->faults == 0) {
		slice = events - index->events < SLICE ? events - index->events : SLICE;
		if (!timeline_scout(timeline, slice))
			break;
	}
	/* A few more, to tell several faults at once. */
	if (index->faults > 0)
		timeline_scout(timeline, AFTER_FAULT);
	return index->faults == 0;
}

static struct timeline *new_timeline(struct program *program, const struct model *model,
				     const struct input_options *options, FILE *errors)
{
	struct timeline_options timeline_options = {.memory_bytes = options->memory_bytes,
						    .world.model = model};
	struct timeline *timeline;

	if (options->beside)
		timeline_options.memory_bytes /= 2;
	timeline = timeline_new(program, &timeline_options);
	if (!timeline)
		complain(errors, DIAG_NO_MEMORY, "no memory for a heap of %s",
			 model ? model->name : program->model->name);
	return timeline;
}

/* The same operations under another model.  A scenario's expectations were written for its own:
 * what fails here is not told.  But what cannot be done is. */
static bool open_beside(struct input *input, const struct model *model,
			const struct input_options *options, FILE *errors)
{
	struct program *program = input->program;

	if (input->recording)
		program = input->other = rerun_program(input->recording, model, options->path);
	input->beside = new_timeline(program, model, options, errors);
	if (!input->beside)
		return false;
	if (preview(input->beside, options->preview))
		return true;
	notices_print(input->beside, &input->source, errors);
	complain(errors, "`arenawalk models` lists others", "%s does not run under %s",
		 input->source.name, model->name);
	return false;
}

bool input_open(struct input *input, const struct input_options *options)
{
	FILE *errors = options->errors ? options->errors : stderr;
	const struct model *model = NULL, *beside = NULL;
	char head[HEAD_BYTES];
	size_t length;
	bool is_recorded;

	*input = (struct input){0};
	if (options->model && !(model = input_model(options->model, errors)))
		return false;
	if (options->beside && !(beside = input_model(options->beside, errors)))
		return false;
	length = read_head(options->path, head);
	if (is_raw(options->path, head, length, errors))
		return false;
	is_recorded = length > 0 && recording_is(head, length);
	input->program = is_recorded ? open_recording(input, options->path, errors)
				     : open_scenario(input, options->path, errors);
	if (!input->program)
		return false;
	if (is_recorded && !suits(model, input, errors))
		return false;
	if (options->follow)
		recorded_program_follow(input->program);
	input->timeline = new_timeline(input->program, model, options, errors);
	if (!input->timeline)
		return false;
	if (preview(input->timeline, options->preview))
		return !beside || open_beside(input, beside, options, errors);
	input_print_notices(input, errors);
	return false;
}

void input_close(struct input *input)
{
	timeline_destroy(input->beside);
	timeline_destroy(input->timeline);
	if (input->other)
		program_destroy(input->other);
	program_destroy(input->program);
	source_fini(&input->source);
	*input = (struct input){0};
}

void input_print_notices(const struct input *input, FILE *out)
{
	notices_print(input->timeline, &input->source, out);
}
