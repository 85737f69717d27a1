/*
 * open.h - a scenario file as a program that can run.
 */
#ifndef SCENARIO_OPEN_H
#define SCENARIO_OPEN_H

#include "base/diag.h"
#include "base/source.h"
#include "program/program.h"

#define SCENARIO_MAX_FAULTS 20 /* of a run; it ends there */

enum hint_detail { HINT_NO_DETAIL, HINT_OPERATION, HINT_STEP, HINT_WRITE };

/* Hints a scenario gives for its display. */
struct script_hints {
	bool follows_pool;      /* keep slot:pool in focus instead of the action */
	uint64_t slot;
	uint32_t pool;
	double speed;           /* 0 = not said */
	double step, stop;      /* seconds: of a move, of a narration; 0 = not said */
	double idle, length;    /* of casts and films: seconds at most at rest, in all; the same */
	enum hint_detail detail;
};

/* Load and compile.  NULL: diagnostics say why; errors that were in [diags] before count, too.
 * program_destroy frees it.  [source] is not needed afterwards.  [hints] is filled; NULL = they are
 * not wanted. */
struct program *scenario_open(const struct source *source, struct diag_list *diags,
			      struct script_hints *hints);

#endif
