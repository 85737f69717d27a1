/* guide.c - what scenarios can hold, as plain lines: tests hold scenarios/README.md against them. */
#include <ctype.h>
#include <string.h>

#include "heap/findings.h"
#include "heap/model.h"
#include "heap/step.h"
#include "pages/pages.h"
#include "program/program.h"
#include "scenario/expect_words.h"
#include "scenario/schema.h"

#define PATH_BYTES 128

/* A line for each key: "key alloc.name must".  The keys of `steps` begin anew, with "- ", as they
 * do in files; the steps inside a step are no others. */
static void put_keys(FILE *out, const cyaml_schema_value_t *value, const char *path)
{
	const struct shape *shape = schema_shape(value);
	const char *separator = *path && strcmp(path, "- ") != 0 ? "." : "";

	if (!shape)
		return;
	for (const cyaml_schema_field_t *field = shape->fields; field->key; field++) {
		bool is_optional = field->value.flags & CYAML_FLAG_OPTIONAL;
		char below[PATH_BYTES];

		snprintf(below, sizeof below, "%s%s%s", path, separator, field->key);
		fprintf(out, "key %s %s\n", below, is_optional ? "may" : "must");
		if (field->value.type != CYAML_SEQUENCE ||
		    !schema_is_step(field->value.sequence.entry))
			put_keys(out, &field->value, below);
		else if (!*path)
			put_keys(out, &field->value, "- ");
	}
}

static void put_word(FILE *out, const char *what, const char *name)
{
	fprintf(out, "%s ", what);
	for (; *name; name++)
		fputc(tolower((unsigned char)*name), out);
	fputc('\n', out);
}

/* @scenario@ */
static bool fill_scenario(struct page *page, const char *argument)
{
	const struct model *model;

	(void)argument;
	put_keys(page->out, &scenario_schema, "");
	for (size_t i = 0; i < expect_counter_count; i++)
		put_word(page->out, "counter", expect_counters[i].name);
	for (int k = 0; k < STEP_KIND_COUNT; k++)
		if (!step_is_recorded((enum step_kind)k))
			put_word(page->out, "step", step_name((enum step_kind)k));
	for (int k = 0; k < FINDING_KIND_COUNT; k++)
		put_word(page->out, "finding", finding_name((enum finding_kind)k));
	for (int k = 0; k < ASK_COUNT; k++)
		put_word(page->out, "about", ask_names[k]);
	for (size_t i = 0; (model = model_at(i)) != NULL; i++)
		put_word(page->out, "model", model->name);
	return true;
}

const struct hole guide_holes[] = {{"scenario", fill_scenario}, {NULL, NULL}};
