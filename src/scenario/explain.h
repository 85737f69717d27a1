/*
 * explain.h - why an event does not fit the schema, for someone who writes scenarios.
 *
 * libcyaml says at which event it gave up; what was wrong there, and what would be right,
 * is worked out here from the schema.
 */
#ifndef SCENARIO_EXPLAIN_H
#define SCENARIO_EXPLAIN_H

#include <stdbool.h>

#include "base/str.h"
#include "scenario/doc_events.h"
#include "scenario/schema.h"

enum spot_kind { SPOT_KEY, SPOT_VALUE, SPOT_END };

/* Where an event stands in the tree. */
struct spot {
	enum spot_kind kind;
	uint32_t event;
	uint32_t start;    /* the innermost collection that it is in, or that it ends */
	uint32_t named;    /* the innermost key of the file around it; DOC_EVENTS_NONE = none */
	uint32_t top_key;  /* the outermost one, or itself; DOC_EVENTS_NONE = none */
	uint32_t step;     /* the innermost step around it; DOC_EVENTS_NONE = none */
	uint32_t top_step; /* the outermost one */
	bool in_list;      /* it is an entry of a list */
	bool is_implied;   /* its key is not in the file */
	const cyaml_schema_value_t *schema; /* of a key's mapping, a value, an ended collection */
	const cyaml_schema_value_t *named_schema; /* of the value of [named] */
};

/* Fill [spot], which borrows nothing but the schema, for an event of [events] as they were spelled
 * out.  False if [event] is below a key that the schema does not have. */
bool spot_find(struct spot *spot, const struct doc_events *events, uint32_t event);

/* Report what is wrong at [spot].  False if nothing is, as far as the schema tells. */
bool explain_spot(const struct spot *spot, const struct doc_events *events,
		  struct diag_list *diags);

/* Append "for example NAME: ..." with something right for [schema], behind "; " if there is a hint
 * already.  [name] NULL: without it. */
void explain_example(struct str *hint, const char *name, const cyaml_schema_value_t *schema);

#endif
