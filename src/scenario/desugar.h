/*
 * desugar.h - spell short forms out, so that libcyaml sees one form only.
 *
 *	say: hello                  say: {en: hello}
 *	free: a                     free: {name: a}
 *	- free: [a, b]              - free: {name: a}
 *	                            - free: {name: b}
 *	blocks: {a: "0:0:48"}       blocks: [{name: a, at: "0:0:48"}]
 *
 * Which forms exist is data: see `struct shape`.
 */
#ifndef SCENARIO_DESUGAR_H
#define SCENARIO_DESUGAR_H

#include <stdbool.h>

#include "scenario/doc_events.h"
#include "scenario/schema.h"

/* Rewrite [events], the file as read, which follow [schema] or not: what does not fit
 * stays as it is.  New events have the place of the one they came from; dropped keys are
 * left out.  False, with a diagnostic, if there are more than SCENARIO_MAX_STEPS steps. */
bool desugar_events(struct doc_events *events, const cyaml_schema_value_t *schema,
		    struct diag_list *diags);

#endif
