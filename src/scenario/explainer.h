/*
 * explainer.h - what the files that word explanations share.
 */
#ifndef SCENARIO_EXPLAINER_H
#define SCENARIO_EXPLAINER_H

#include "scenario/explain.h"

#define EXPLAIN_HINT_BYTES 400
#define EXPLAIN_KEYS_MAX 32 /* more than any mapping has */

struct explainer {
	const struct spot *spot;
	const struct doc_events *events;
	struct diag_list *diags;
	char hint_text[EXPLAIN_HINT_BYTES];
	struct str hint; /* on hint_text */
};

static inline const struct doc_event *explainer_event(const struct explainer *explainer,
						      uint32_t index)
{
	return &explainer->events->items[index];
}

/* Report a fault at the event [index], with the hint as it is now. */
#define explain_report(explainer, index, ...)                                                      \
	diag_add((explainer)->diags, DIAG_ERROR,                                                   \
		 doc_event_place(explainer_event((explainer), (index))), (explainer)->hint_text,   \
		 __VA_ARGS__)

/* The key that messages name, or NULL at the top of the file. */
const char *explain_name(const struct explainer *explainer);

/* Put the keys of a mapping, constant, into [keys]; returns how many. */
size_t explain_keys(const cyaml_schema_value_t *schema, const char *keys[EXPLAIN_KEYS_MAX]);

/* Append a hint at a colon in [text] where none belongs: the blank after it is missing, or it is
 * the full-width colon of a Chinese keyboard.  False if there is none. */
bool explain_colon(struct str *hint, const char *text);

/* Report a value that is not what the schema wants.  False if it is. */
bool explain_value(struct explainer *explainer);

#endif
