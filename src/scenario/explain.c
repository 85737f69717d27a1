/*
 * explain.c - words for unknown keys, and for what is missing.
 */
#include "scenario/explainer.h"

#include <string.h>

const char *explain_name(const struct explainer *explainer)
{
	uint32_t named = explainer->spot->named;

	return named == DOC_EVENTS_NONE ? NULL : explainer_event(explainer, named)->value;
}

void explain_example(struct str *hint, const char *name, const cyaml_schema_value_t *schema)
{
	const struct shape *shape = schema_shape(schema);
	bool is_list = schema->type == CYAML_SEQUENCE;
	const char *example = is_list ? "[...]" : "...";

	if (shape)
		example = is_list ? shape->list : shape->example;
	str_printf(hint, "%sfor example %s%s%s", hint->length ? "; " : "", name ? name : "",
		   name ? ": " : "", example);
}

/* --- unknown keys ----------------------------------------------------------- */

size_t explain_keys(const cyaml_schema_value_t *schema, const char *keys[EXPLAIN_KEYS_MAX])
{
	size_t count = 0;

	for (const cyaml_schema_field_t *field = schema->mapping.fields;
	     field->key && count < EXPLAIN_KEYS_MAX; field++)
		keys[count++] = field->key;
	return count;
}

bool explain_colon(struct str *hint, const char *text)
{
	if (strstr(text, "\xef\xbc\x9a"))
		return str_add(hint, "the colon is a full-width one: type ':' and a blank");
	if (strchr(text, ':'))
		return str_add(hint, "a blank belongs after the ':'");
	return false;
}

/* "size" beside "alloc" that should be inside it. */
static bool hint_indent(struct explainer *explainer, const char *key)
{
	const struct spot *spot = explainer->spot;
	const struct doc_event *first = explainer_event(explainer, spot->start + 1);
	const cyaml_schema_value_t *child;

	if (!schema_is_step(spot->schema))
		return false;
	child = schema_child(spot->schema, first->value);
	if (!child || child->type != CYAML_MAPPING || !schema_child(child, key))
		return false;
	return str_printf(&explainer->hint, "it belongs inside '%s': indent it deeper",
			  first->value);
}

static void hint_keys(struct explainer *explainer, const char *key, const char *noun)
{
	const char *keys[EXPLAIN_KEYS_MAX];
	size_t count = explain_keys(explainer->spot->schema, keys);
	const char *nearest = diag_nearest(key, keys, count);

	if (nearest)
		str_printf(&explainer->hint, "did you mean '%s'? ", nearest);
	str_printf(&explainer->hint, "%ss here: ", noun);
	for (size_t i = 0; i < count; i++)
		str_printf(&explainer->hint, "%s%s", i ? ", " : "", keys[i]);
}

static bool explain_key(struct explainer *explainer)
{
	const struct spot *spot = explainer->spot;
	const char *key = explainer_event(explainer, spot->event)->value;
	const struct shape *shape = schema_shape(spot->schema);
	const char *noun = shape->noun ? shape->noun : "key";
	const char *name = schema_is_step(spot->schema) ? NULL : explain_name(explainer);

	if (schema_field(spot->schema, key))
		return false;
	if (!explain_colon(&explainer->hint, key) && !hint_indent(explainer, key))
		hint_keys(explainer, key, noun);
	if (*key == '\0')
		explain_report(explainer, spot->event, "an empty %s", noun);
	else if (name)
		explain_report(explainer, spot->event, "unknown %s '%s' in '%s'", noun, key, name);
	else
		explain_report(explainer, spot->event, "unknown %s '%s'", noun, key);
	return true;
}

/* --- collections that end too early ------------------------------------------ */

static bool has_key(const struct explainer *explainer, uint32_t mapping, const char *wanted)
{
	uint32_t key, value;

	for (uint32_t at = mapping + 1; doc_events_pair(explainer->events, &at, &key, &value);) {
		if (strcmp(explainer_event(explainer, key)->value, wanted) == 0 &&
		    !explainer_event(explainer, key)->dropped)
			return true;
	}
	return false;
}

/* A key that was put aside already because it is misspelt. */
static bool has_misspelt(const struct explainer *explainer, uint32_t mapping, const char *wanted)
{
	uint32_t key, value;

	for (uint32_t at = mapping + 1; doc_events_pair(explainer->events, &at, &key, &value);) {
		if (explainer_event(explainer, key)->dropped &&
		    diag_nearest(explainer_event(explainer, key)->value, &wanted, 1))
			return true;
	}
	return false;
}

/* Below `- alloc: {name: a}` a line `size: 16` that should be inside. */
static bool hint_beside(struct explainer *explainer, const char *missing)
{
	uint32_t step = explainer->spot->step;
	const char *name = explain_name(explainer);

	if (step == DOC_EVENTS_NONE || step + 1 != explainer->spot->named ||
	    !has_key(explainer, step, missing))
		return false;
	return str_printf(&explainer->hint, "it stands beside '%s': it belongs inside", name);
}

static bool explain_missing(struct explainer *explainer)
{
	const struct spot *spot = explainer->spot;
	const struct shape *shape = schema_shape(spot->schema);
	const char *name = explain_name(explainer);
	const cyaml_schema_field_t *field = spot->schema->mapping.fields;

	while (field->key && ((field->value.flags & CYAML_FLAG_OPTIONAL) ||
			      has_key(explainer, spot->start, field->key)))
		field++;
	if (!field->key)
		return false;
	if (has_misspelt(explainer, spot->start, field->key))
		return true;
	if (name && !hint_beside(explainer, field->key))
		str_printf(&explainer->hint, "for example %s: %s", name,
			   spot->in_list ? shape->list : shape->example);
	else if (!name)
		explain_example(&explainer->hint, field->key, &field->value);
	if (name)
		explain_report(explainer, spot->start, "'%s' is missing in '%s'", field->key, name);
	else
		explain_report(explainer, spot->start, "'%s' is missing", field->key);
	return true;
}

static bool explain_end(struct explainer *explainer)
{
	const struct spot *spot = explainer->spot;
	const char *name = explain_name(explainer);

	if (spot->schema->type == CYAML_MAPPING)
		return explain_missing(explainer);
	if (!name || explainer_event(explainer, spot->start)->end != spot->start + 2)
		return false;
	explain_example(&explainer->hint, name, spot->schema);
	explain_report(explainer, spot->start, "'%s' is empty", name);
	return true;
}

bool explain_spot(const struct spot *spot, const struct doc_events *events, struct diag_list *diags)
{
	struct explainer explainer = {.spot = spot, .events = events, .diags = diags};

	explainer.hint = str_init(explainer.hint_text, sizeof explainer.hint_text);
	if (spot->kind == SPOT_KEY)
		return explain_key(&explainer);
	if (spot->kind == SPOT_VALUE)
		return explain_value(&explainer);
	return explain_end(&explainer);
}
