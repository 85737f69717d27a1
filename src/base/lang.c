/*
 * lang.c - words from a catalogue that is a part of the program; see lang.h.
 *
 * msgfmt compiles src/po/zh_CN.po when the program is built.  We look up in what it made ourselves:
 * gettext's functions translate only where the system has a locale that they like, and a minimal
 * one has none.  Nothing here knows of locales, variables or files.
 *
 * The format is GNU's (info gettext, "The Format of GNU MO Files"), in this machine's order of
 * bytes: a head; a table with the places of the texts, which are sorted as strcmp() does; one with
 * those of their translations.  Every text ends with a NUL.
 */
#include "base/lang.h"

#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static alignas(uint32_t) const unsigned char chinese_words[] = {
#include "zh_CN.inc"
};

struct catalogue_text {
	uint32_t length; /* bytes, without the NUL */
	uint32_t offset; /* from the beginning of the catalogue */
};

struct catalogue_head {
	uint32_t magic, revision;
	uint32_t count;			/* texts */
	uint32_t texts, translations; /* offsets of the two tables, [count] places each */
};

static const void *at(uint32_t offset)
{
	return chinese_words + offset;
}

static int compare(const void *text, const void *place)
{
	return strcmp(text, at(((const struct catalogue_text *)place)->offset));
}

/* NULL: the catalogue has no such text. */
static const char *find(const char *text)
{
	const struct catalogue_head *head = at(0);
	const struct catalogue_text *texts = at(head->texts),
				    *translations = at(head->translations);
	const struct catalogue_text *found =
		bsearch(text, texts, head->count, sizeof *texts, compare);

	return found ? at(translations[found - texts].offset) : NULL;
}

static const char *without_context(const char *text)
{
	const char *context = strchr(text, '\004');

	return context ? context + 1 : text;
}

const char *lang_text(enum lang lang, const char *text)
{
	/* What the catalogue has for "" is its own head. */
	const char *found = lang == LANG_ZH && *text ? find(text) : NULL;

	return found ? found : without_context(text);
}
