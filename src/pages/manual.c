/* manual.c - parts of the manual, in mdoc(7); see pages.h. */
#include <string.h>

#include "base/utf8.h"
#include "config.h"
#include "heap/model.h"
#include "pages/pages.h"
#include "scenario/schema.h"
#include "ui/keymap.h"
#include "ui/settings.h"

/* -- text for roff ----------------------------------------------------------------------- */

/* What roff would read otherwise, or print otherwise than it was typed. */
static const char *escape(uint32_t glyph)
{
	static const struct {
		uint32_t glyph;
		const char *name;
	} all[] = {
		{'\\', "\\e"},	 {'-', "\\-"},	   {'\'', "\\(aq"},   {'"', "\\(dq"},	{'`', "\\(ga"},
		{'^', "\\(ha"},	 {'~', "\\(ti"},   {0x2190, "\\(<-"}, {0x2191, "\\(ua"},
		{0x2192, "\\(->"}, {0x2193, "\\(da"},
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i].glyph == glyph)
			return all[i].name;
	return NULL;
}

/* As it is typed.  Each word is text, whatever it looks like: no macro, no punctuation. */
static void put(FILE *out, const char *text)
{
	const char *end = text + strlen(text);
	bool is_first = true;
	uint32_t glyph;

	while (text < end) {
		text += utf8_decode(text, end, &glyph);
		if (is_first)
			fputs("\\&", out);
		is_first = glyph == ' ';
		if (escape(glyph))
			fputs(escape(glyph), out);
		else if (glyph < 0x80)
			fputc((int)glyph, out);
		else
			fprintf(out, "\\[u%04X]", (unsigned)glyph);
	}
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Words for people, in ASCII, which begin large unless they begin with something that is typed:
 * "true, 256 or none".  Hyphens stay hyphens, but for those of options. */
static void put_words(FILE *out, const char *text)
{
	size_t first = strcspn(text, " ,:;.");
	bool is_large = is_letter(text[0]) && (text[first] == ' ' || text[first] == '\0');

	fputs("\\&", out);
	for (const char *at = text; *at; at++) {
		bool is_hyphen = *at == '-' && at > text && is_letter(at[-1]);
		const char *escaped = is_hyphen ? NULL : escape((unsigned char)*at);

		if (escaped)
			fputs(escaped, out);
		else
			fputc(at == text && is_large && *at >= 'a' ? *at - 'a' + 'A' : *at, out);
	}
}

/* The tables have no full stops. */
static void put_sentence(FILE *out, const char *text)
{
	put_words(out, text);
	fputs(text[strlen(text) - 1] == '.' ? "\n" : ".\n", out);
}

/* "a, b and c", each marked with [macro]. */
static void put_list(FILE *out, const char *macro, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && i + 1 == count)
			fputs("and\n", out);
		fprintf(out, ".%s ", macro);
		put(out, names[i]);
		fputs(i + 1 == count ? " .\n" : i + 2 == count ? "\n" : " ,\n", out);
	}
}

/* -- calls ------------------------------------------------------------------------------- */

static bool fill_system(struct page *page, const char *argument)
{
	(void)argument;
	fprintf(page->out, ".Os arenawalk " ARENAWALK_VERSION "\n");
	return true;
}

/* "TEXT -o OUT": of these, only -o is not the name of something. */
static void put_arguments(FILE *out, const struct call *call)
{
	char words[80], *rest = words;

	snprintf(words, sizeof words, "%s", call->arguments);
	for (char *word; (word = strsep(&rest, " ")) != NULL;) {
		size_t length = strlen(word);
		bool is_list = length > 3 && strcmp(word + length - 3, "...") == 0;

		if (!*word)
			continue;
		if (is_list)
			word[length - 3] = '\0';
		fprintf(out, *word == '-' ? " Fl %s" : is_list ? " Ar %s ..." : " Ar %s",
			word + (*word == '-'));
	}
}

static bool fill_synopsis(struct page *page, const char *argument)
{
	(void)argument;
	for (size_t i = 0; call_rows[i]; i++) {
		fprintf(page->out, ".Nm\n.Cm %s", call_rows[i]->name);
		if (call_rows[i]->options[0] != OPT_NONE)
			fputs(" Oo Ar option ... Oc", page->out);
		put_arguments(page->out, call_rows[i]);
		fputc('\n', page->out);
	}
	return true;
}

static const struct call *find(const char *name)
{
	const struct call *call = call_find(name);

	if (!call)
		fprintf(stderr, "no command is called '%s'\n", name);
	return call;
}

static bool fill_command(struct page *page, const char *name)
{
	const struct call *call = find(name);

	if (!call)
		return false;
	fprintf(page->out, ".It Cm %s", name);
	put_arguments(page->out, call);
	fputc('\n', page->out);
	put_sentence(page->out, call->what);
	return true;
}

/* Its options: behind what the template tells of the command. */
static bool fill_takes(struct page *page, const char *name)
{
	const struct call *call = find(name);
	const char *names[OPT_COUNT];
	char texts[OPT_COUNT][32];
	size_t count = 0;

	if (!call)
		return false;
	page->told[page->told_count++] = call->name;
	for (const struct option_row *row = option_rows; row->name; row++)
		if (call_takes(call, row->id) && row->group != GROUP_OTHER) {
			snprintf(texts[count], sizeof texts[count], "-%s", row->name);
			names[count] = texts[count];
			count++;
		}
	if (count > 0)
		fputs("Options:\n", page->out);
	put_list(page->out, "Fl", names, count);
	return true;
}

static void put_option(FILE *out, const struct option_row *row)
{
	fputs(".It ", out);
	if (row->letter)
		fprintf(out, "Fl %c , ", row->letter);
	fputs("Fl ", out);
	put(out, "-");
	put(out, row->name);
	if (row->argument) {
		fputs(" Ar ", out);
		put(out, row->argument);
	}
	fputc('\n', out);
	put_sentence(out, row->what);
}

static bool fill_options(struct page *page, const char *argument)
{
	(void)argument;
	for (int group = 0; group < GROUP_COUNT; group++) {
		fputs(".Ss ", page->out);
		put_words(page->out, group_title((enum option_group)group));
		fputs("\n.Bl -tag -width Ds\n", page->out);
		for (const struct option_row *row = option_rows; row->name; row++)
			if (row->group == (enum option_group)group)
				put_option(page->out, row);
		fputs(".El\n", page->out);
	}
	return true;
}

/* -- other tables ------------------------------------------------------------------------ */

static bool fill_keys(struct page *page, const char *argument)
{
	(void)argument;
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command_info *info = command_info((enum command_id)id);

		fputs(".It ", page->out);
		put(page->out, info->keys);
		fputs("\n.Pq ", page->out);
		put(page->out, info->name);
		fputc('\n', page->out);
		put_sentence(page->out, info->help);
	}
	return true;
}

static bool fill_settings(struct page *page, const char *argument)
{
	const struct setting_info *info;

	(void)argument;
	for (size_t i = 0; (info = settings_info(i)) != NULL; i++) {
		fprintf(page->out, ".It Cm %s No = ", info->name);
		put(page->out, info->values);
		fputc('\n', page->out);
		put_sentence(page->out, info->what);
	}
	return true;
}

static bool fill_models(struct page *page, const char *argument)
{
	const struct model *model;

	(void)argument;
	for (size_t i = 0; (model = model_at(i)) != NULL; i++) {
		fputs(".It Cm ", page->out);
		put(page->out, model->name);
		fputc('\n', page->out);
		put_sentence(page->out, model->summary);
	}
	return true;
}

/* -- scenarios --------------------------------------------------------------------------- */

static const cyaml_schema_value_t *step_schema(void)
{
	return schema_child(&scenario_schema, "steps")->sequence.entry;
}

/* Which keys a mapping has: those it must have, then the others. */
static void put_keys(FILE *out, const struct shape *shape)
{
	for (int optional = 0; optional < 2; optional++) {
		const char *names[32];
		size_t count = 0;

		for (const cyaml_schema_field_t *field = shape->fields; field->key; field++)
			if (((field->value.flags & CYAML_FLAG_OPTIONAL) != 0) == optional)
				names[count++] = field->key;
		if (count > 0)
			fputs(optional ? "It may have\n" : "It has\n", out);
		put_list(out, "Cm", names, count);
	}
}

/* A mapping has an example; where it stands in a list, one of a list. */
static void put_value(FILE *out, const struct shape *shape)
{
	if (!shape) {
		fputs(" : Ar value", out);
		return;
	}
	fputs(" : No ", out);
	put(out, shape->list ? shape->list : shape->example);
}

/* What is written, as an example, and with which keys. */
static bool put_key(struct page *page, const cyaml_schema_value_t *mapping, const char *key)
{
	const cyaml_schema_field_t *field = schema_field(mapping, key);
	const struct shape *shape = field ? schema_shape(&field->value) : NULL;

	if (!field) {
		fprintf(stderr, "scenarios have no key '%s'\n", key);
		return false;
	}
	page->told[page->told_count++] = field->key;
	fputs(".It Cm ", page->out);
	put(page->out, key);
	put_value(page->out, shape);
	fputc('\n', page->out);
	if (shape && !schema_is_step(&field->value) && !shape->short_key && shape->fields[1].key &&
	    field->value.type == CYAML_MAPPING)
		put_keys(page->out, shape);
	return true;
}

static bool fill_key(struct page *page, const char *key)
{
	return put_key(page, &scenario_schema, key);
}

static bool fill_action(struct page *page, const char *key)
{
	return put_key(page, step_schema(), key);
}

const struct hole manual_holes[] = {
	{"system", fill_system},     {"synopsis", fill_synopsis}, {"command", fill_command},
	{"takes", fill_takes},	     {"options", fill_options},   {"keys", fill_keys},	  {"settings", fill_settings},
	{"models", fill_models},     {"key", fill_key},		  {"action", fill_action},
	{NULL, NULL},
};

/* -- whether it is all there ------------------------------------------------------------- */

static bool is_told(const struct page *page, const char *name)
{
	for (size_t i = 0; i < page->told_count; i++)
		if (page->told[i] == name)
			return true;
	fprintf(stderr, "the manual does not tell of '%s'\n", name);
	return false;
}

static bool keys_are_told(const struct page *page, const cyaml_schema_value_t *mapping)
{
	bool good = true;

	for (const cyaml_schema_field_t *field = mapping->mapping.fields; field->key; field++)
		good = is_told(page, field->key) && good;
	return good;
}

bool manual_is_complete(const struct page *page)
{
	bool good = true;

	if (page->told_count == 0) /* it is no manual */
		return true;
	for (size_t i = 0; call_rows[i]; i++)
		good = is_told(page, call_rows[i]->name) && good;
	good = keys_are_told(page, &scenario_schema) && good;
	return keys_are_told(page, step_schema()) && good;
}
