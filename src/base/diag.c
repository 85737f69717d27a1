/*
 * diag.c - collect, sort and print what is wrong with the input.
 */
#include "base/diag.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/source.h"
#include "base/str.h"
#include "base/utf8.h"

#define TEXT_BYTES 512	 /* a message; the rest is cut */
#define EXCERPT_WIDTH 96 /* columns of a source line that are shown */
#define EXCERPT_LEAD 64	 /* columns kept before the caret when the line is longer */
#define TAB_WIDTH 8
#define WORD_MAX 48 /* characters of a word that diag_nearest compares */

/* What is shown for the character at [text], and how many columns it takes. */
static size_t read_shown(const char *text, const char *end, uint32_t *shown, int *width)
{
	size_t size = utf8_decode(text, end, shown);
	bool broken = *shown == UTF8_REPLACEMENT && size == 1;

	*width = utf8_width(*shown);
	if (broken || !utf8_is_plain(*shown)) {
		*shown = '?';
		*width = 1;
	}
	return size;
}

/* A cleaned copy of [text].  Never longer than the original: '?' is one byte. */
static char *clean_copy(const char *text)
{
	size_t length = strlen(text);
	char *copy = mem_alloc(length + 1);
	struct str out = str_init(copy, length + 1);
	const char *end = text + length;

	while (text < end) {
		uint32_t shown;
		int width;

		text += read_shown(text, end, &shown, &width);
		str_char(&out, shown);
	}
	return copy;
}

__attribute__((format(printf, 1, 0))) static char *format_clean(const char *format, va_list values)
{
	char raw[2 * TEXT_BYTES];
	char text[TEXT_BYTES];
	struct str out = str_init(text, sizeof text);

	vsnprintf(raw, sizeof raw, format, values);
	str_add(&out, raw); /* cuts between characters, which vsnprintf does not */
	return clean_copy(text);
}

/* A full list makes room for an error by giving up its last warning: a run that
 * fails must show at least one reason why. */
static struct diag *make_room(struct diag_list *list, enum diag_level level)
{
	if (list->count < DIAG_MAX)
		return &list->items[list->count++];
	list->dropped++;
	if (level != DIAG_ERROR)
		return NULL;
	for (size_t i = list->count; i-- > 0;) {
		if (list->items[i].level == DIAG_WARNING) {
			free(list->items[i].message);
			free(list->items[i].hint);
			return &list->items[i];
		}
	}
	return NULL;
}

void diag_add(struct diag_list *list, enum diag_level level, struct diag_place place,
	      const char *hint, const char *format, ...)
{
	struct diag *diag = make_room(list, level);
	va_list values;

	if (level == DIAG_ERROR)
		list->errors++;
	if (!diag)
		return;
	diag->level = level;
	diag->place = place;
	diag->hint = hint && *hint ? clean_copy(hint) : NULL;
	va_start(values, format);
	diag->message = format_clean(format, values);
	va_end(values);
}

void diag_hint_last(struct diag_list *list, const char *hint)
{
	struct diag *last = list->count ? &list->items[list->count - 1] : NULL;

	if (last && !last->hint && *hint)
		last->hint = clean_copy(hint);
}

const char *diag_errno_hint(int error)
{
	switch (error) {
	case ENOENT: return NULL;
	case EACCES:
	case EPERM: return "`ls -l` shows who may read and write it, and its folder";
	case EISDIR: return "name a file in it";
	case ENOTDIR: return "look at the path: what stands before a '/' must be a folder";
	case ENOSPC:
	case EDQUOT: return "make room, or write it elsewhere: -o OUT";
	case EROFS: return "write it elsewhere: -o OUT";
	case EFBIG: return "`ulimit -f` shows how large a file may be";
	case EMFILE:
	case ENFILE: return "`ulimit -n` shows how many files may be open";
	case ENAMETOOLONG: return "choose a shorter name";
	case ELOOP: return "a symbolic link leads back to itself: `ls -l` shows it";
	case ENOMEM: return DIAG_NO_MEMORY;
	case EPIPE: return "the program that should read this has ended";
	default: return "is the disk, or the network it is on, all right?";
	}
}

const char *diag_write_hint(int error)
{
	return error == ENOENT ? "make its folder first: mkdir -p" : diag_errno_hint(error);
}

static bool is_before(struct diag_place a, struct diag_place b)
{
	return a.line != b.line ? a.line < b.line : a.column < b.column;
}

void diag_sort(struct diag_list *list)
{
	for (size_t i = 1; i < list->count; i++) {
		struct diag moving = list->items[i];
		size_t at = i;

		for (; at > 0 && is_before(moving.place, list->items[at - 1].place); at--)
			list->items[at] = list->items[at - 1];
		list->items[at] = moving;
	}
}

static int columns_of(uint32_t shown, int width, int column)
{
	return shown == '\t' ? TAB_WIDTH - column % TAB_WIDTH : width;
}

/* Like read_shown, but tabs stay tabs. */
static size_t read_source(const char *text, const char *end, uint32_t *shown, int *width,
			  int column)
{
	size_t size = read_shown(text, end, shown, width);

	if (*text == '\t')
		*shown = '\t';
	*width = columns_of(*shown, *width, column);
	return size;
}

/* The screen column, from 0, of the [character]-th character, from 1; the end of
 * the line when it has fewer. */
static int screen_column(const char *line, size_t length, uint32_t character)
{
	const char *end = line + length;
	int column = 0;

	for (uint32_t i = 1; i < character && line < end; i++) {
		uint32_t shown;
		int width;

		line += read_source(line, end, &shown, &width, column);
		column += width;
	}
	return column;
}

static void put_shown(FILE *out, uint32_t shown, int width)
{
	if (shown == '\t')
		fprintf(out, "%*s", width, "");
	else
		utf8_put(shown, out);
}

/* The part of [line] from screen column [first] on. */
static void print_line_part(const char *line, size_t length, int first, FILE *out)
{
	const char *end = line + length;
	int column = 0;

	fputs(first ? "..." : "", out);
	while (line < end && column < first + EXCERPT_WIDTH) {
		uint32_t shown;
		int width;

		line += read_source(line, end, &shown, &width, column);
		if (column >= first)
			put_shown(out, shown, width);
		else if (column + width > first) /* a wide one, cut by the window's edge */
			fprintf(out, "%*s", column + width - first, "");
		column += width;
	}
	fputs(line < end ? "...\n" : "\n", out);
}

static void print_excerpt(const struct source *source, struct diag_place place, FILE *out)
{
	size_t length = 0;
	const char *line = source_line(source, place.line, &length);
	size_t blanks = 0;
	int caret, first;

	while (line && blanks < length && (line[blanks] == ' ' || line[blanks] == '\t'))
		blanks++;
	if (!line || blanks == length)
		return;
	caret = place.column ? screen_column(line, length, place.column) : 0;
	first = caret < EXCERPT_WIDTH ? 0 : caret - EXCERPT_LEAD;
	print_line_part(line, length, first, out);
	if (place.column)
		fprintf(out, "%*s^\n", caret - first + (first ? 3 : 0), "");
}

static void print_head(const struct diag *diag, const char *name, FILE *out)
{
	if (name)
		fprintf(out, "%s:", name);
	if (diag->place.line)
		fprintf(out, "%u:", (unsigned)diag->place.line);
	if (diag->place.line && diag->place.column)
		fprintf(out, "%u:", (unsigned)diag->place.column);
	fprintf(out, "%s%s: %s\n", name || diag->place.line ? " " : "",
		diag->level == DIAG_ERROR ? "error" : "warning", diag->message);
}

void diag_print(const struct diag_list *list, const struct source *source, FILE *out)
{
	char *name = source && source->name ? clean_copy(source->name) : NULL;

	for (size_t i = 0; i < list->count; i++) {
		const struct diag *diag = &list->items[i];

		print_head(diag, name, out);
		if (source && diag->place.line)
			print_excerpt(source, diag->place, out);
		if (diag->hint)
			fprintf(out, "  hint: %s\n", diag->hint);
	}
	if (list->dropped)
		fprintf(out, "%s%s%zu more not shown\n", name ? name : "", name ? ": " : "",
			list->dropped);
	free(name);
}

void diag_fini(struct diag_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].message);
		free(list->items[i].hint);
	}
	memset(list, 0, sizeof *list);
}

struct spelled_word {
	uint32_t characters[WORD_MAX]; /* in lower case as far as ASCII goes */
	size_t length;
};

/* False if the word is longer than what is worth comparing. */
static bool word_read(struct spelled_word *word, const char *text)
{
	const char *end = text + strlen(text);

	word->length = 0;
	while (text < end) {
		uint32_t character;

		if (word->length == WORD_MAX)
			return false;
		text += utf8_decode(text, end, &character);
		if (character >= 'A' && character <= 'Z')
			character += 'a' - 'A';
		word->characters[word->length++] = character;
	}
	return true;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Fewest insertions, removals, replacements and swaps of neighbours.  Row i of
 * the usual table needs the two rows above it, the upper one for swaps. */
static size_t word_distance(const struct spelled_word *a, const struct spelled_word *b)
{
	size_t rows[3][WORD_MAX + 1];
	size_t *above = rows[0], *before = rows[1], *row = rows[2];

	for (size_t j = 0; j <= b->length; j++)
		before[j] = above[j] = j;
	for (size_t i = 1; i <= a->length; i++) {
		size_t *oldest = above;

		row[0] = i;
		for (size_t j = 1; j <= b->length; j++) {
			uint32_t x = a->characters[i - 1], y = b->characters[j - 1];

			row[j] = least(before[j - 1] + (x != y), least(before[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && x == b->characters[j - 2] &&
			    a->characters[i - 2] == y)
				row[j] = least(row[j], above[j - 2] + 1);
		}
		above = before;
		before = row;
		row = oldest;
	}
	return before[b->length];
}

const char *diag_nearest(const char *word, const char *const *candidates, size_t count)
{
	struct spelled_word wanted, other;
	const char *nearest = NULL;
	size_t limit;

	if (!word_read(&wanted, word))
		return NULL;
	limit = least(2, (wanted.length + 1) / 3);
	for (size_t i = 0; i < count; i++) {
		size_t distance;

		if (!word_read(&other, candidates[i]))
			continue;
		distance = word_distance(&wanted, &other);
		if (distance > limit || (nearest && distance == limit))
			continue;
		limit = distance;
		nearest = candidates[i];
	}
	return nearest;
}
