/* load.c - files to programs; see load.h. */
#include "cli/load.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/complain.h"
#include "cli/missing.h"

#define AFTER_FAULT 4096 /* events that are still run when one was at fault */

static const struct model *find_model(const struct input_options *options, FILE *errors)
{
	const struct model *model = model_find(options->model);
	const char *names[32];
	char near[80], hint[160];
	const char *guess;

	guess = suggest(near, sizeof near, options->model, names, model_names(names, 32), "");
	snprintf(hint, sizeof hint, "%s%s`arenawalk models` lists them", guess, *guess ? " " : "");
	if (!model)
		complain(errors, hint, "unknown model '%s'", options->model);
	return model;
}

/* Run ahead, so that what is wrong early is said before anything is shown. */
static bool preview(struct input *input, uint64_t events)
{
	const struct timeline_index *index = timeline_index(input->timeline);

	while (index->events < events && index->faults == 0)
		if (!notices_scout(&input->times, input->timeline))
			break;
	/* A few more, to tell several faults at once. */
	for (int i = 0; index->faults > 0 && i < AFTER_FAULT; i++)
		if (!notices_scout(&input->times, input->timeline))
			break;
	return index->faults == 0;
}

bool input_open(struct input *input, const struct input_options *options)
{
	struct timeline_options timeline_options = {.memory_bytes = options->memory_bytes};
	FILE *errors = options->errors ? options->errors : stderr;
	struct diag_list diags = {0};
	char hint[PATH_MAX + 80];
	bool good;

	*input = (struct input){0};
	if (options->model)
		timeline_options.world.model = find_model(options, errors);
	if (options->model && !timeline_options.world.model)
		return false;
	good = source_read(&input->source, options->path, SCENARIO_MAX_BYTES, &diags);
	if (good)
		input->program = scenario_open(&input->source, &diags, &input->hints);
	else if (missing_hint(options->path, hint, sizeof hint))
		diag_hint_last(&diags, hint);
	diag_sort(&diags);
	diag_print(&diags, &input->source, errors);
	diag_fini(&diags);
	if (!input->program)
		return false;
	input->timeline = timeline_new(input->program, &timeline_options);
	if (!input->timeline) {
		complain(errors, NULL, "no memory for a heap of this model");
		return false;
	}
	if (preview(input, options->preview))
		return true;
	input_print_notices(input, errors);
	return false;
}

void input_close(struct input *input)
{
	timeline_destroy(input->timeline);
	program_destroy(input->program);
	source_fini(&input->source);
	free(input->times.items);
	*input = (struct input){0};
}

void input_print_notices(const struct input *input, FILE *out)
{
	notices_print(&input->times, input->timeline, &input->source, out);
}
