/*
 * compile_names.c - which names there are, for "which no step allocates".
 */
#include "base/array.h"
#include "base/mem.h"
#include "scenario/compiler.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"

#define NAMES_SHOWN 6

/* A name that some step allocates, for "which no step allocates": its text up to
 * the first counter, and whether one follows. */
struct defined {
	const char *text;
	size_t prefix; /* bytes that are certain */
	bool open;     /* a counter follows */
	bool faulty;   /* it can be no name, which is reported where it stands */
	uint32_t line; /* of the step */
};

static struct defined defined_of(const char *text, bool open)
{
	const char *dollar = strchr(text, '$');
	size_t prefix = dollar ? (size_t)(dollar - text) : strlen(text);

	return (struct defined){.text = text,
				.prefix = prefix,
				.open = dollar != NULL || open,
				.faulty = !name_is_clean(text)};
}

static void define(struct compiler *c, const struct step *step, const char *text, bool open)
{
	struct defined name = defined_of(text, open);

	name.line = step->place.line;
	array_push(&c->defined, name);
}

/* Could two names, of which some parts are counters, ever be spelled the same? */
static bool may_match(const struct defined *a, const struct defined *b)
{
	size_t common = a->prefix < b->prefix ? a->prefix : b->prefix;

	if (strncmp(a->text, b->text, common) != 0)
		return false;
	return (a->prefix <= b->prefix || b->open) && (b->prefix <= a->prefix || a->open);
}

/* The same to the eye: [faulty] only has more characters that do not show. */
static bool looks_like(const char *text, const char *faulty)
{
	for (const char *end = faulty + strlen(faulty); faulty < end;) {
		uint32_t c;
		size_t size = utf8_decode(faulty, end, &c);

		if (strncmp(text, faulty, size) == 0)
			text += size;
		else if (utf8_width(c) > 0)
			return false;
		faulty += size;
	}
	return *text == '\0';
}

/* [text] with one '$' for each counter, and for the digits at its end if that is what a counter
 * may have made: c3 and b$i become c$ and b$. */
static void fold_counters(const char *text, bool has_digits, char *folded, size_t bytes)
{
	struct str out = str_init(folded, bytes);
	size_t length = strlen(text);

	while (has_digits && length > 1 && isdigit((unsigned char)text[length - 1]))
		length--;
	for (size_t i = 0; i < length;) {
		str_addn(&out, text + i, 1);
		if (text[i++] != '$')
			continue;
		while (i < length && (isalnum((unsigned char)text[i]) || strchr("_()", text[i])))
			i++;
	}
	str_add(&out, text[length] ? "$" : "");
}

/* One of the names with counters that is near [text] when no number counts. */
static const struct defined *find_counted(const struct compiler *c, const char *text)
{
	char wanted[NAME_MAX_BYTES + 1], spelled[NAME_MAX_BYTES + 1];
	const char *one = spelled;

	fold_counters(text, true, wanted, sizeof wanted);
	if (!strchr(wanted, '$'))
		return NULL;
	for (size_t i = 0; i < c->defined.count; i++) {
		if (!strchr(c->defined.items[i].text, '$'))
			continue;
		fold_counters(c->defined.items[i].text, false, spelled, sizeof spelled);
		if (diag_nearest(wanted, &one, 1))
			return &c->defined.items[i];
	}
	return NULL;
}

/* The allocated name that was meant, as far as one can guess; NULL = none is near. */
static const struct defined *find_meant(const struct compiler *c, const char *text)
{
	size_t count = c->defined.count;
	const char **names = mem_zero(count + 1, sizeof *names);
	const struct defined *found = NULL;
	const char *nearest;

	for (size_t i = 0; i < count; i++)
		names[i] = c->defined.items[i].text;
	nearest = diag_nearest(text, names, count);
	for (size_t i = 0; i < count && !found; i++)
		if (names[i] == nearest || looks_like(text, names[i]))
			found = &c->defined.items[i];
	free(names);
	return found ? found : find_counted(c, text);
}

static bool stands_before(const struct compiler *c, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(c->defined.items[i].text, c->defined.items[index].text) == 0)
			return true;
	return false;
}

/* The first few of all names: nothing is near the one that is used. */
static void hint_names(const struct compiler *c, struct str *hint)
{
	size_t shown = 0;

	for (size_t i = 0; i < c->defined.count && shown <= NAMES_SHOWN; i++) {
		const struct defined *name = &c->defined.items[i];

		if (name->faulty || stands_before(c, i))
			continue;
		if (shown++ == NAMES_SHOWN)
			str_add(hint, ", ...");
		else
			str_printf(hint, "%s'%s'", shown == 1 ? "names here: " : ", ", name->text);
	}
	if (shown == 0)
		str_add(hint, "allocate it first: - alloc: {name: a, size: 16}");
}

void compile_check_use(struct compiler *c, const char *key, const char *text, bool is_group,
		       const char *verb)
{
	struct defined use = defined_of(text, is_group);
	const struct defined *meant;
	char words[400];
	struct str hint = str_init(words, sizeof words);

	for (size_t i = 0; i < c->defined.count; i++)
		if (may_match(&use, &c->defined.items[i]))
			return;
	meant = find_meant(c, text);
	if (meant && meant->faulty)
		return;
	if (meant)
		str_printf(&hint, "nearest name is '%s', allocated in line %u", meant->text,
			   (unsigned)meant->line);
	else
		hint_names(c, &hint);
	diag_add(c->diags, DIAG_ERROR, compile_place(c, key), words,
		 "%s of '%s', which no step allocates", verb, text);
}

void compile_collect_names(struct compiler *c, const struct step *steps, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		const struct step *step = &steps[i];

		if (step->alloc)
			define(c, step, step->alloc->name, false);
		if (step->calloc)
			define(c, step, step->calloc->name, false);
		if (step->random)
			define(c, step, step->random->group ? step->random->group : "r", true);
		if (step->repeat)
			compile_collect_names(c, step->repeat->steps, step->repeat->steps_count);
	}
}

