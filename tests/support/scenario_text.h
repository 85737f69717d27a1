/*
 * scenario_text.h - a scenario given as text in a test, opened.
 */
#ifndef SUPPORT_SCENARIO_TEXT_H
#define SUPPORT_SCENARIO_TEXT_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/open.h"

/* NULL: [faults] (room for [bytes]) has the diagnostics as a user would see them. */
static inline struct program *scenario_try(const char *text, char *faults, size_t bytes)
{
	struct diag_list diags = {0};
	struct source source = {0};
	struct program *program;
	FILE *out = fmemopen(faults, bytes, "w");

	source_from_memory(&source, "test.yaml", text, strlen(text));
	program = scenario_open(&source, &diags, NULL);
	diag_sort(&diags);
	if (out) {
		diag_print(&diags, &source, out);
		fclose(out);
	}
	diag_fini(&diags);
	source_fini(&source);
	return program;
}

/* A scenario that must open. */
static inline struct program *scenario_text(const char *text)
{
	char faults[4000] = "";
	struct program *program = scenario_try(text, faults, sizeof faults);

	if (!program)
		ck_abort_msg("%s", faults);
	return program;
}

#endif
