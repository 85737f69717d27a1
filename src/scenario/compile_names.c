/*
 * compile_names.c - which names there are, for "which no step allocates".
 */
#include "scenario/compiler.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

/* A name that some step allocates, for "which no step allocates": its text up to
 * the first counter, and whether one follows. */
struct defined {
	const char *text;
	size_t prefix; /* bytes that are certain */
	bool open;     /* a counter follows */
	bool faulty;   /* it can be no name, which is reported where it stands */
};

static struct defined defined_of(const char *text, bool open)
{
	const char *dollar = strchr(text, '$');
	size_t prefix = dollar ? (size_t)(dollar - text) : strlen(text);

	return (struct defined){text, prefix, dollar != NULL || open, !name_is_clean(text)};
}

static void define(struct compiler *c, const char *text, bool open)
{
	array_push(&c->defined, defined_of(text, open));
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
	return found;
}

void names_check_use(struct compiler *c, const char *key, const char *text, bool is_group,
		     const char *verb)
{
	struct defined use = defined_of(text, is_group);
	const struct defined *meant;
	char hint[200];

	for (size_t i = 0; i < c->defined.count; i++)
		if (may_match(&use, &c->defined.items[i]))
			return;
	meant = find_meant(c, text);
	if (meant && meant->faulty)
		return;
	snprintf(hint, sizeof hint, "nearest name is '%s'", meant ? meant->text : "");
	diag_add(c->diags, DIAG_ERROR, place_of(c, key), meant ? hint : NULL,
		 "%s of '%s', which no step allocates", verb, text);
}

void names_collect(struct compiler *c, const struct step *steps, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		const struct step *step = &steps[i];

		if (step->alloc)
			define(c, step->alloc->name, false);
		if (step->calloc)
			define(c, step->calloc->name, false);
		if (step->random)
			define(c, step->random->group ? step->random->group : "r", true);
		if (step->repeat)
			names_collect(c, step->repeat->steps, step->repeat->steps_count);
	}
}

