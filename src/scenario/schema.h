/*
 * schema.h - what a scenario file may hold: data for libcyaml, and what libcyaml's
 * schema cannot say.
 *
 * Every kind of mapping has a `struct shape` beside its fields: how it may be
 * shortened, which of its keys exclude each other, and words for error messages.
 */
#ifndef SCENARIO_SCHEMA_H
#define SCENARIO_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include <cyaml/cyaml.h>

/* The whole file. */
extern const cyaml_schema_value_t scenario_schema;

/* Which keys must be there, beyond "required" and "optional". */
enum shape_rule {
	RULE_NONE,
	RULE_ONE,     /* exactly one, whichever */
	RULE_SOME,    /* at least one */
	RULE_ONE_OF_2 /* exactly one of the two in rule_keys */
};

struct shape {
	const cyaml_schema_field_t *fields;
	const char *noun;    /* what messages call one of its keys; NULL = "key" */
	const char *takes;   /* what "'name' takes" in messages; NULL = its keys and values */
	const char *example; /* one that is right: what comes after "name: " */
	const char *list;    /* the same for a list of them; NULL = it is never in a list */

	const char *short_key;    /* a plain text stands for {short_key: text}; NULL = none */
	const char *pair_keys[2]; /* in a list, {a: b} stands for {first: a, second: b} */
	bool splits;              /* a list of texts stands for several steps */
	enum shape_rule rule;
	const char *rule_keys[2];
	size_t place; /* offset of its struct diag_place, which is never first; 0 = none */
};

/* The shape of a mapping, or of a list's entries if they are mappings; else NULL. */
const struct shape *schema_shape(const cyaml_schema_value_t *schema);

/* Whether [schema] is an entry of `steps`. */
bool schema_is_step(const cyaml_schema_value_t *schema);

/* The field of [schema], a mapping's, called [key], or NULL. */
const cyaml_schema_field_t *schema_field(const cyaml_schema_value_t *schema, const char *key);

/* What the value of [key] of a mapping must be, or NULL. */
const cyaml_schema_value_t *schema_child(const cyaml_schema_value_t *schema, const char *key);

#endif
