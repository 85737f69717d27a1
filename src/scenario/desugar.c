/*
 * desugar.c - copy the events, short forms spelled out on the way.
 */
#include "scenario/desugar.h"

#include <stdlib.h>

#include "base/array.h"
#include "scenario/load.h"

struct desugar {
	const struct doc_events *in;
	struct doc_events *out;
	struct diag_list *diags;
	uint32_t steps;
	bool too_many;
};

/* --- writing -------------------------------------------------------------- */

/* An event that stands where [origin] stood. */
static uint32_t push(struct desugar *desugar, const struct doc_event *origin, enum doc_kind kind,
		     const char *value, bool implied)
{
	struct doc_events *out = desugar->out;
	uint32_t index = (uint32_t)out->count;

	array_push(out, (struct doc_event){.value = value,
					   .end = index + 1,
					   .line = origin->line,
					   .column = origin->column,
					   .kind = (uint8_t)kind,
					   .implied = implied});
	return index;
}

static uint32_t open_new(struct desugar *desugar, const struct doc_event *origin,
			 enum doc_kind kind)
{
	return push(desugar, origin, kind, "", false);
}

static void close_new(struct desugar *desugar, uint32_t start, const struct doc_event *origin)
{
	push(desugar, origin, DOC_END, "", false);
	desugar->out->items[start].end = (uint32_t)desugar->out->count;
}

static void push_key(struct desugar *desugar, const struct doc_event *origin, const char *key)
{
	push(desugar, origin, DOC_TEXT, key, true);
}

/* The value at [at] as it is. */
static void copy(struct desugar *desugar, uint32_t at)
{
	const struct doc_event *items = desugar->in->items;
	uint32_t end = items[at].end;

	for (; at < end; at++) {
		uint32_t size = items[at].end - at;
		uint32_t index = push(desugar, &items[at], items[at].kind, items[at].value, false);

		desugar->out->items[index].end = index + size;
		desugar->out->items[index].dropped = items[at].dropped;
		desugar->out->items[index].inset = items[at].inset;
	}
}

/* --- short forms ----------------------------------------------------------- */

static void spell_out(struct desugar *desugar, uint32_t at, const cyaml_schema_value_t *schema);

/* a  ->  {short_key: a} */
static void spell_out_text(struct desugar *desugar, uint32_t at, const struct shape *shape)
{
	const struct doc_event *origin = &desugar->in->items[at];
	uint32_t mapping = open_new(desugar, origin, DOC_MAPPING);

	push_key(desugar, origin, shape->short_key);
	copy(desugar, at);
	close_new(desugar, mapping, origin);
}

/* {a: b, c: d}  ->  [{first: a, second: b}, {first: c, second: d}] */
static void spell_out_pairs(struct desugar *desugar, uint32_t at, const struct shape *shape)
{
	const struct doc_event *items = desugar->in->items;
	uint32_t list = open_new(desugar, &items[at], DOC_SEQUENCE);
	uint32_t key, value;

	for (uint32_t next = at + 1; doc_events_pair(desugar->in, &next, &key, &value);) {
		uint32_t mapping;

		if (items[key].dropped)
			continue;
		mapping = open_new(desugar, &items[key], DOC_MAPPING);
		push_key(desugar, &items[key], shape->pair_keys[0]);
		copy(desugar, key);
		push_key(desugar, &items[value], shape->pair_keys[1]);
		copy(desugar, value);
		close_new(desugar, mapping, &items[value]);
	}
	close_new(desugar, list, &items[items[at].end - 1]);
}

/* The list of names in a step such as {free: [a, b]}, or DOC_EVENTS_NONE if [step] is
 * nothing like that. */
static uint32_t find_split(const struct desugar *desugar, uint32_t step,
			   const cyaml_schema_value_t *schema)
{
	const struct doc_event *items = desugar->in->items;
	const cyaml_schema_value_t *child;
	const struct shape *shape;
	uint32_t list = step + 2, entry;

	if (items[step].kind != DOC_MAPPING || items[step].end - step < 4 ||
	    items[list].kind != DOC_SEQUENCE || items[list].end != items[step].end - 1)
		return DOC_EVENTS_NONE;
	child = schema_child(schema, items[step + 1].value);
	shape = child ? schema_shape(child) : NULL;
	if (!shape || !shape->splits || items[list].end == list + 2)
		return DOC_EVENTS_NONE;
	for (uint32_t next = list + 1; doc_events_entry(desugar->in, &next, &entry);) {
		if (items[entry].kind != DOC_TEXT)
			return DOC_EVENTS_NONE;
	}
	return list;
}

static void count_step(struct desugar *desugar, uint32_t at)
{
	if (desugar->steps++ < SCENARIO_MAX_STEPS || desugar->too_many)
		return;
	desugar->too_many = true;
	diag_add(desugar->diags, DIAG_ERROR, doc_event_place(&desugar->in->items[at]),
		 "let a repeat make the steps that are alike", "more than %u steps",
		 SCENARIO_MAX_STEPS);
}

/* {free: [a, b]}  ->  {free: a}, {free: b}, which are spelled out further. */
static void split_step(struct desugar *desugar, uint32_t step, uint32_t list,
		       const cyaml_schema_value_t *schema)
{
	const struct doc_event *items = desugar->in->items;
	const cyaml_schema_value_t *child = schema_child(schema, items[step + 1].value);
	uint32_t entry;

	for (uint32_t next = list + 1; doc_events_entry(desugar->in, &next, &entry);) {
		uint32_t mapping = open_new(desugar, &items[step], DOC_MAPPING);

		count_step(desugar, entry);
		copy(desugar, step + 1);
		spell_out(desugar, entry, child);
		close_new(desugar, mapping, &items[entry]);
	}
}

/* --- the tree -------------------------------------------------------------- */

static void spell_out_entry(struct desugar *desugar, uint32_t entry,
			    const cyaml_schema_value_t *schema)
{
	uint32_t list = DOC_EVENTS_NONE;

	if (schema_is_step(schema))
		list = find_split(desugar, entry, schema);
	if (list != DOC_EVENTS_NONE) {
		split_step(desugar, entry, list, schema);
		return;
	}
	if (schema_is_step(schema))
		count_step(desugar, entry);
	spell_out(desugar, entry, schema);
}

static void spell_out_sequence(struct desugar *desugar, uint32_t at,
			       const cyaml_schema_value_t *schema)
{
	const struct doc_event *items = desugar->in->items;
	uint32_t list = open_new(desugar, &items[at], DOC_SEQUENCE);
	uint32_t entry;

	for (uint32_t next = at + 1; doc_events_entry(desugar->in, &next, &entry);)
		spell_out_entry(desugar, entry, schema->sequence.entry);
	close_new(desugar, list, &items[items[at].end - 1]);
}

static void spell_out_mapping(struct desugar *desugar, uint32_t at,
			      const cyaml_schema_value_t *schema)
{
	const struct doc_event *items = desugar->in->items;
	uint32_t mapping = open_new(desugar, &items[at], DOC_MAPPING);
	uint32_t key, value;

	for (uint32_t next = at + 1; doc_events_pair(desugar->in, &next, &key, &value);) {
		const cyaml_schema_value_t *child = schema_child(schema, items[key].value);

		if (items[key].dropped)
			continue;
		copy(desugar, key);
		if (child)
			spell_out(desugar, value, child);
		else
			copy(desugar, value);
	}
	close_new(desugar, mapping, &items[items[at].end - 1]);
}

static void spell_out(struct desugar *desugar, uint32_t at, const cyaml_schema_value_t *schema)
{
	enum doc_kind kind = desugar->in->items[at].kind;
	const struct shape *shape = schema_shape(schema);

	if (schema->type == CYAML_MAPPING && kind == DOC_MAPPING)
		spell_out_mapping(desugar, at, schema);
	else if (schema->type == CYAML_SEQUENCE && kind == DOC_SEQUENCE)
		spell_out_sequence(desugar, at, schema);
	else if (schema->type == CYAML_MAPPING && kind == DOC_TEXT && shape->short_key)
		spell_out_text(desugar, at, shape);
	else if (schema->type == CYAML_SEQUENCE && kind == DOC_MAPPING && shape &&
		 shape->pair_keys[0])
		spell_out_pairs(desugar, at, shape);
	else
		copy(desugar, at);
}

bool desugar_events(struct doc_events *events, const cyaml_schema_value_t *schema,
		    struct diag_list *diags)
{
	struct doc_events out = {.texts = events->texts};
	struct desugar desugar = {.in = events, .out = &out, .diags = diags};

	spell_out(&desugar, 0, schema);
	free(events->items);
	*events = out;
	return !desugar.too_many;
}
