/*
 * load.h - a scenario file to structs, or diagnostics with exact places.
 */
#ifndef SCENARIO_LOAD_H
#define SCENARIO_LOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "base/source.h"
#include "scenario/scenario.h"

#define SCENARIO_MAX_BYTES ((size_t)64 << 20) /* of a file */
#define SCENARIO_MAX_DEPTH 64                 /* of its lists and mappings */
#define SCENARIO_MAX_STEPS 1000000u           /* once they are spelled out */

struct locate; /* places of everything in the file, by path */

struct loaded {
	struct scenario *scenario; /* owned; never NULL after success */
	struct locate *locate;     /* owned */
};

/* Read [source] as a scenario.  On faults: diagnostics (several where the rest of the
 * file still makes sense), sorted by place, and false, [loaded] untouched.  On success
 * [loaded] is the caller's to finish with scenario_unload; [source] is not needed any more. */
bool scenario_load(const struct source *source, struct loaded *loaded, struct diag_list *diags);

void scenario_unload(struct loaded *loaded); /* {NULL, NULL} is fine */

/* The place in the file of the value, or of the key, at a path such as
 * "steps[3].alloc.size".  Paths name the loaded structs, so indexes are theirs: a step such
 * as `free: [a, b]` counts as two, `blocks: {a: ...}` is blocks[0].name and blocks[0].at.  What
 * stood in the file in a short form is found at the short form: for `free: a` both
 * "steps[0].free" and "steps[0].free.name" find the a.  An entry of a list is its own key.
 * Falls back to the nearest parent that exists; the file's first key at last. */
struct diag_place locate_value(const struct locate *locate, const char *path);
struct diag_place locate_key(const struct locate *locate, const char *path);

/* The place of byte [offset] in the text at [path], for errors in the middle of one (see
 * struct expr_error); where the text was written with escapes or over several lines, or is
 * not there, the same as locate_value. */
struct diag_place locate_inside(const struct locate *locate, const char *path, size_t offset);

#endif
