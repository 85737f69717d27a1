/*
 * rules.c - keys that need or exclude each other.
 */
#include "scenario/rules.h"

#include <string.h>

#include "base/str.h"
#include "scenario/explain.h"

struct checker {
	const struct doc_events *events;
	struct diag_list *diags;
};

/* A mapping with what messages need. */
struct subject {
	uint32_t mapping;
	const char *name; /* of the key it belongs to, "" at the top */
	const cyaml_schema_value_t *schema;
	const struct shape *shape;
};

static struct diag_place place_of(const struct checker *checker, uint32_t event)
{
	return doc_event_place(&checker->events->items[event]);
}

static const char *value_of(const struct checker *checker, uint32_t event)
{
	return checker->events->items[event].value;
}

static bool knows_all_keys(const struct checker *checker, const struct subject *subject)
{
	uint32_t key, value;

	for (uint32_t at = subject->mapping + 1;
	     doc_events_pair(checker->events, &at, &key, &value);) {
		if (!schema_field(subject->schema, value_of(checker, key)))
			return false;
	}
	return true;
}

static bool is_empty(const struct checker *checker, uint32_t collection)
{
	return checker->events->items[collection].end == collection + 2;
}

static void check_one(struct checker *checker, const struct subject *subject)
{
	uint32_t first = subject->mapping + 1, next = checker->events->items[first + 1].end;

	if (is_empty(checker, subject->mapping)) {
		diag_add(checker->diags, DIAG_ERROR, place_of(checker, subject->mapping),
			 "for example - alloc: {name: a, size: 16}", "an empty step");
		return;
	}
	if (checker->events->items[next].kind == DOC_END)
		return;
	diag_add(checker->diags, DIAG_ERROR, place_of(checker, next),
		 "one action a step: begin the next one with '- '",
		 "a second action, '%s', in the step of '%s'", value_of(checker, next),
		 value_of(checker, first));
}

static void check_some(struct checker *checker, const struct subject *subject)
{
	char text[200];
	struct str hint = str_init(text, sizeof text);

	if (!is_empty(checker, subject->mapping))
		return;
	explain_example(&hint, subject->name, subject->schema);
	diag_add(checker->diags, DIAG_ERROR, place_of(checker, subject->mapping), text,
		 "'%s' is empty", subject->name);
}

static void check_one_of_2(struct checker *checker, const struct subject *subject)
{
	const char *const *rule_keys = subject->shape->rule_keys;
	uint32_t key, value, found = 0;
	char text[200];
	struct str hint = str_init(text, sizeof text);

	for (uint32_t at = subject->mapping + 1;
	     doc_events_pair(checker->events, &at, &key, &value);) {
		const char *name = value_of(checker, key);

		if (strcmp(name, rule_keys[0]) != 0 && strcmp(name, rule_keys[1]) != 0)
			continue;
		if (found++)
			diag_add(checker->diags, DIAG_ERROR, place_of(checker, key),
				 "leave one of them out", "'%s' and '%s' exclude each other",
				 rule_keys[0], rule_keys[1]);
	}
	if (found)
		return;
	explain_example(&hint, subject->name, subject->schema);
	diag_add(checker->diags, DIAG_ERROR, place_of(checker, subject->mapping), text,
		 "'%s' or '%s' is missing in '%s'", rule_keys[0], rule_keys[1], subject->name);
}

static void check_mapping(struct checker *checker, const struct subject *subject)
{
	if (!knows_all_keys(checker, subject))
		return;
	switch (subject->shape->rule) {
	case RULE_NONE:
		return;
	case RULE_ONE:
		check_one(checker, subject);
		return;
	case RULE_SOME:
		check_some(checker, subject);
		return;
	case RULE_ONE_OF_2:
		check_one_of_2(checker, subject);
		return;
	}
}

static void check_value(struct checker *checker, uint32_t at, const cyaml_schema_value_t *schema,
			const char *name)
{
	const struct doc_event *event = &checker->events->items[at];
	uint32_t key, value, next = at + 1;

	if (event->kind == DOC_MAPPING && schema->type == CYAML_MAPPING) {
		struct subject subject = {at, name, schema, schema_shape(schema)};

		check_mapping(checker, &subject);
		while (doc_events_pair(checker->events, &next, &key, &value)) {
			const char *text = value_of(checker, key);
			const cyaml_schema_value_t *child = schema_child(schema, text);

			if (child)
				check_value(checker, value, child, text);
		}
	}
	if (event->kind == DOC_SEQUENCE && schema->type == CYAML_SEQUENCE) {
		while (doc_events_entry(checker->events, &next, &value))
			check_value(checker, value, schema->sequence.entry, name);
	}
}

void rules_check(const struct doc_events *events, struct diag_list *diags)
{
	struct checker checker = {events, diags};

	check_value(&checker, 0, &scenario_schema, "");
}
