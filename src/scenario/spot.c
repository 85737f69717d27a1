/*
 * spot.c - where in the tree an event stands.
 */
#include "scenario/explain.h"

/* The pair of [mapping] that [event] is in. */
static void find_pair(const struct doc_events *events, uint32_t mapping, uint32_t event,
		      uint32_t *key, uint32_t *value)
{
	for (uint32_t at = mapping + 1; doc_events_pair(events, &at, key, value);) {
		if (event < at)
			return;
	}
}

/* The entry of [list] that [event] is in. */
static uint32_t find_entry(const struct doc_events *events, uint32_t list, uint32_t event)
{
	uint32_t entry = list + 1;

	for (uint32_t at = list + 1; doc_events_entry(events, &at, &entry);) {
		if (event < at)
			break;
	}
	return entry;
}

/* Into a mapping; false if the search ends here. */
static bool enter_mapping(struct spot *spot, const struct doc_events *events, uint32_t *at)
{
	uint32_t key = 0, value = 0;

	find_pair(events, *at, spot->event, &key, &value);
	if (*at == 0)
		spot->top_key = key;
	spot->start = *at;
	spot->in_list = false;
	if (spot->event == key) {
		spot->kind = SPOT_KEY;
		return false;
	}
	spot->schema = schema_child(spot->schema, events->items[key].value);
	spot->is_implied = events->items[key].implied;
	if (!spot->is_implied) {
		spot->named = key;
		spot->named_schema = spot->schema;
	}
	*at = value;
	return spot->schema;
}

static bool enter_list(struct spot *spot, const struct doc_events *events, uint32_t *at)
{
	uint32_t entry = find_entry(events, *at, spot->event);

	spot->start = *at;
	spot->in_list = true;
	spot->is_implied = false;
	spot->schema = spot->schema->sequence.entry;
	if (schema_is_step(spot->schema)) {
		spot->step = entry;
		if (spot->top_step == DOC_EVENTS_NONE)
			spot->top_step = entry;
	}
	*at = entry;
	return true;
}

bool spot_find(struct spot *spot, const struct doc_events *events, uint32_t event)
{
	uint32_t at = 0;
	bool going = true;

	*spot = (struct spot){.event = event,
			      .kind = SPOT_VALUE,
			      .named = DOC_EVENTS_NONE,
			      .top_key = DOC_EVENTS_NONE,
			      .step = DOC_EVENTS_NONE,
			      .top_step = DOC_EVENTS_NONE,
			      .schema = &scenario_schema,
			      .named_schema = &scenario_schema};
	while (going && event != at) {
		const struct doc_event *items = events->items;

		if (event == items[at].end - 1) {
			spot->kind = SPOT_END;
			spot->start = at;
			return true;
		}
		if (items[at].kind == DOC_MAPPING && spot->schema->type == CYAML_MAPPING)
			going = enter_mapping(spot, events, &at);
		else if (items[at].kind == DOC_SEQUENCE && spot->schema->type == CYAML_SEQUENCE)
			going = enter_list(spot, events, &at);
		else
			return false;
	}
	return spot->schema != NULL;
}
