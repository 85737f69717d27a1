/* hints.c - from a scenario's view: to options; see hints.h. */
#include "session/hints.h"

#include <string.h>

#include "base/path.h"

#define SHORT_RUN 300 /* operations: such a run begins at the detail of steps */

void hints_apply(const struct input *input, struct session_options *options)
{
	static const enum detail details[] = {
		[HINT_OPERATION] = DETAIL_OPERATION, [HINT_STEP] = DETAIL_STEP,
		[HINT_WRITE] = DETAIL_WRITE};
	const struct script_hints *hints = &input->hints;
	const struct timeline_index *index = timeline_index(input->timeline);

	options->speed = hints->speed > 0 ? hints->speed : 1;
	options->step_ms = 1000 * hints->step;
	options->stop_ms = 1000 * hints->stop;
	options->beside = input->beside;
	options->detail = index->operations <= SHORT_RUN ? DETAIL_STEP : DETAIL_OPERATION;
	if (hints->detail != HINT_NO_DETAIL)
		options->detail = details[hints->detail];
}

const char *hints_file_name(const char *path)
{
	return strcmp(path, "-") == 0 ? "<stdin>" : path_name(path);
}
