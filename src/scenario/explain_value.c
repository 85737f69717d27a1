/*
 * explain_value.c - words for values of the wrong kind.
 */
#include "scenario/explainer.h"

#include <string.h>

static bool fits(const cyaml_schema_value_t *schema, const struct doc_event *event)
{
	if (schema->type == CYAML_MAPPING)
		return event->kind == DOC_MAPPING;
	if (schema->type == CYAML_SEQUENCE)
		return event->kind == DOC_SEQUENCE;
	return event->kind == DOC_TEXT;
}

static const char *describe(const struct doc_event *event)
{
	if (event->kind == DOC_MAPPING)
		return "a mapping";
	return event->kind == DOC_SEQUENCE ? "a list" : "text";
}

static const char *describe_wanted(const cyaml_schema_value_t *schema)
{
	const struct shape *shape = schema_shape(schema);

	if (shape)
		return shape->takes ? shape->takes : "its keys and values";
	return schema->type == CYAML_SEQUENCE ? "a list" : "one value";
}

/* What messages say about [spot] is about the value of the key that the file has:
 * "free: {...}" is judged by what free takes, not by the name in it. */
static const cyaml_schema_value_t *schema_shown(const struct spot *spot)
{
	return spot->is_implied ? spot->named_schema : spot->schema;
}

/* {i}, which YAML reads as a mapping with an empty value. */
static bool looks_like_counter(const struct doc_event *event)
{
	return event->kind == DOC_MAPPING && event[1].kind == DOC_TEXT &&
	       event[2].kind == DOC_TEXT && *event[2].value == '\0' && event[3].kind == DOC_END;
}

/* A text among the steps. */
static void explain_step_text(struct explainer *explainer)
{
	const struct spot *spot = explainer->spot;
	const char *text = explainer_event(explainer, spot->event)->value;
	const char *keys[EXPLAIN_KEYS_MAX];
	size_t count = explain_keys(spot->schema, keys);
	const char *action = NULL;

	if (*text == '\0') {
		str_add(&explainer->hint, "for example - alloc: {name: a, size: 16}");
		explain_report(explainer, spot->event, "an empty step");
		return;
	}
	if (!explain_colon(&explainer->hint, text))
		action = diag_nearest(text, keys, count);
	if (action)
		explain_example(&explainer->hint, action, schema_child(spot->schema, action));
	else if (!explainer->hint.length)
		str_add(&explainer->hint, "text to show is written - say: ...");
	if (action)
		explain_report(explainer, spot->event, "'%s' alone is not a step", text);
	else
		explain_report(explainer, spot->event,
			       "a step is an action with its data, not text");
}

static void explain_entry_kind(struct explainer *explainer)
{
	const struct spot *spot = explainer->spot;
	const struct shape *shape = schema_shape(spot->schema);
	const char *got = describe(explainer_event(explainer, spot->event));

	if (schema_is_step(spot->schema)) {
		str_add(&explainer->hint, "a '- ' too many, or a wrong indentation?");
		explain_report(explainer, spot->event, "a step is an action with its data, not %s",
			       got);
		return;
	}
	if (shape)
		str_printf(&explainer->hint, "for example %s", shape->example);
	explain_report(explainer, spot->event, "an entry of '%s' is %s, not %s",
		       explain_name(explainer), shape ? "a mapping" : "one value", got);
}

/* What one value may look like. */
static void hint_scalar(struct explainer *explainer)
{
	static const char *const examples[][2] = {
		{"name", "a"},         {"group", "b"},     {"size", "16"},
		{"count", "4"},        {"times", "10"},    {"mark", "half way"},
		{"offset", "8"},       {"value", "0"},     {"model", "cpython-3.13"},
		{"operations", "100"}, {"about", "pool"},  {"at", "0:3"},
	};
	const char *name = explain_name(explainer), *value = "...";

	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
		if (strcmp(examples[i][0], name) == 0)
			value = examples[i][1];
	str_printf(&explainer->hint, "for example %s: %s", name, value);
}

/* `alloc:` with nothing behind it: what follows is often not indented enough. */
static void explain_empty(struct explainer *explainer)
{
	const struct spot *spot = explainer->spot;
	const char *name = explain_name(explainer);

	if (spot->in_list) {
		str_add(&explainer->hint, "write its value, or take out the ',' or '-' before it");
		explain_report(explainer, spot->event, "an empty entry in '%s'", name);
		return;
	}
	if (schema_shape(spot->schema))
		str_add(&explainer->hint, "what belongs to it is indented deeper than itself");
	if (schema_shape(schema_shown(spot)))
		explain_example(&explainer->hint, name, schema_shown(spot));
	else if (schema_shown(spot)->type != CYAML_SEQUENCE)
		hint_scalar(explainer);
	else
		str_printf(&explainer->hint, "for example %s: [...]", name);
	explain_report(explainer, spot->event, "'%s' has no value", name);
}

/* A list that is not split into steps: it is empty, or its entries are no names. */
static void explain_names(struct explainer *explainer)
{
	const struct spot *spot = explainer->spot;
	const char *name = explain_name(explainer);

	str_printf(&explainer->hint, "for example %s: [a, b]", name);
	if (explainer_event(explainer, spot->event)->end == spot->event + 2)
		explain_report(explainer, spot->event, "'%s' is empty", name);
	else
		explain_report(explainer, spot->event, "the list of '%s' holds names only", name);
}

static void hint_kind(struct explainer *explainer, const struct doc_event *event)
{
	const cyaml_schema_value_t *schema = schema_shown(explainer->spot);

	if (looks_like_counter(event))
		str_printf(&explainer->hint, "a counter is written $%s", event[1].value);
	else if (schema_shape(schema))
		explain_example(&explainer->hint, explain_name(explainer), schema);
	else if (schema->type == CYAML_SEQUENCE && event->kind == DOC_TEXT)
		str_printf(&explainer->hint, "write it in brackets: [%s]", event->value);
	else
		hint_scalar(explainer);
}

static void explain_kind(struct explainer *explainer)
{
	const struct spot *spot = explainer->spot;
	const struct doc_event *event = explainer_event(explainer, spot->event);
	const struct shape *shape = schema_shape(spot->schema);
	const char *name = explain_name(explainer);

	if (shape && shape->splits && event->kind == DOC_SEQUENCE) {
		explain_names(explainer);
		return;
	}
	hint_kind(explainer, event);
	explain_report(explainer, spot->event, "'%s' takes %s, not %s", name,
		       describe_wanted(schema_shown(spot)), describe(event));
}

/* The file's outermost value. */
static void explain_root(struct explainer *explainer)
{
	const struct spot *spot = explainer->spot;
	const struct doc_event *event = explainer_event(explainer, spot->event);

	str_add(&explainer->hint,
		"the smallest scenario is: steps: [{alloc: {name: a, size: 16}}]");
	if (event->kind == DOC_TEXT && *event->value == '\0')
		explain_report(explainer, spot->event, "the file has nothing in it");
	else
		explain_report(explainer, spot->event, "a scenario is %s, not %s",
			       describe_wanted(spot->schema), describe(event));
}

bool explain_value(struct explainer *explainer)
{
	const struct spot *spot = explainer->spot;
	const struct doc_event *event = explainer_event(explainer, spot->event);
	bool is_empty = event->kind == DOC_TEXT && *event->value == '\0';

	if (fits(spot->schema, event) && !is_empty)
		return false;
	if (!explain_name(explainer))
		explain_root(explainer);
	else if (schema_is_step(spot->schema) && event->kind == DOC_TEXT)
		explain_step_text(explainer);
	else if (is_empty)
		explain_empty(explainer);
	else if (spot->in_list)
		explain_entry_kind(explainer);
	else
		explain_kind(explainer);
	return true;
}
