/* cmd_check.c - validate scenarios, run them to the end, report what does not hold. */
#include <stdio.h>

#include "cli/complain.h"
#include "cli/load.h"
#include "cli/options.h"

static int check_file(const struct options *options, const char *path)
{
	struct input_options input_options = {.path = path,
					      .model = options->model,
					      .memory_bytes = options->memory_bytes,
					      .preview = UINT64_MAX};
	const struct timeline_index *index;
	struct input input;
	int status = EXIT_BAD_INPUT;

	if (input_open(&input, &input_options)) {
		index = timeline_index(input.timeline);
		input_print_notices(&input, stderr);
		status = index->failed ? EXIT_DIFFERENT : EXIT_GOOD;
		print_clean(stdout, path);
		printf(": %s, %llu operations", index->failed ? "FAILED" : "ok",
		       (unsigned long long)index->operations);
		if (index->failed)
			printf(", %zu expectations do not hold", index->failed);
		putchar('\n');
	}
	input_close(&input);
	return status;
}

int cmd_check(const struct options *options)
{
	int status = EXIT_GOOD;

	if (options->file_count == 0) {
		complain(stderr, NULL, "check needs at least one file");
		return EXIT_BAD_INPUT;
	}
	for (int i = 0; i < options->file_count; i++) {
		int one = check_file(options, options->files[i]);

		status = one > status ? one : status;
	}
	return status;
}
