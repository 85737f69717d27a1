/* cmd_check.c - validate scenarios, run them to the end, report what does not hold. */
#include <stdio.h>

#include "base/complain.h"
#include "base/lang.h"
#include "base/str.h"
#include "cli/calls.h"
#include "cli/options.h"
#include "session/input.h"

static void print_summary(const struct timeline_index *index)
{
	char text[120];
	struct str out = str_init(text, sizeof text);

	str_add(&out, index->failed ? ": FAILED, " : ": ok, ");
	str_count(&out, index->operations, "operation");
	if (index->failed) {
		str_add(&out, ", ");
		str_count(&out, index->failed, "expectation");
		str_add(&out, index->failed == 1 ? " does not hold" : " do not hold");
	}
	puts(text);
}

static int check_file(const struct options *options, const char *path)
{
	struct input_options input_options = {.path = path,
					      .model = options->run.model,
					      .memory_bytes = options->run.memory_bytes,
					      .preview = UINT64_MAX};
	const struct timeline_index *index;
	struct input input;
	int status = EXIT_BAD_INPUT;

	if (input_open(&input, &input_options)) {
		index = timeline_index(input.timeline);
		input_print_notices(&input, stderr);
		status = index->failed ? EXIT_DIFFERENT : EXIT_GOOD;
		print_clean(stdout, path);
		print_summary(index);
	}
	input_close(&input);
	return status;
}

static int run_check(const struct options *options)
{
	int status = EXIT_GOOD;

	if (options->file_count == 0) {
		complain(stderr, "for example: arenawalk check lesson.yaml",
			 "check needs at least one file");
		return EXIT_BAD_INPUT;
	}
	for (int i = 0; i < options->file_count; i++) {
		int one = check_file(options, options->files[i]);

		status = one > status ? one : status;
	}
	return status;
}

const struct call call_check = {
	.name = "check",
	.arguments = "FILE...",
	.what = N_("validate scenarios, run them, test every expectation"),
	.options = {OPT_MODEL, OPT_MEMORY},
	.operands = TAKES_SCENARIO,
	.run = run_check,
};
