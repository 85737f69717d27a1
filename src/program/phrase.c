/* phrase.c - reading what was typed; see phrase.h. */
#include "program/phrase.h"

#include "base/lang.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct phrase_reader {
	const char *text;
	size_t at;
	enum lang lang;
	struct phrase *phrase;
	struct phrase_fault *fault;
};

#define in(reader, text) lang_text((reader)->lang, text)

bool phrase_fail(struct phrase_fault *fault, size_t at, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(fault->what, sizeof fault->what, format, args);
	va_end(args);
	fault->at = at;
	return false;
}

/* -- words -------------------------------------------------------------------------------- */

static char here(const struct phrase_reader *reader)
{
	return reader->text[reader->at];
}

static void skip_blanks(struct phrase_reader *reader)
{
	while (here(reader) == ' ' || here(reader) == '\t')
		reader->at++;
}

/* A sign, and the blanks around it. */
static bool take_sign(struct phrase_reader *reader, char sign)
{
	skip_blanks(reader);
	if (here(reader) != sign)
		return false;
	reader->at++;
	skip_blanks(reader);
	return true;
}

static bool want_sign(struct phrase_reader *reader, char sign)
{
	if (take_sign(reader, sign))
		return true;
	return phrase_fail(reader->fault, reader->at, in(reader, "a '%c' is missing here"), sign);
}

static bool is_name_first(char c)
{
	return isalpha((unsigned char)c) || c == '_';
}

static bool is_name_part(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '.';
}

/* A name; or "" and nothing taken. */
static bool take_name(struct phrase_reader *reader, char name[LABEL_BYTES])
{
	size_t length = 0;

	name[0] = '\0';
	if (!is_name_first(here(reader)))
		return true;
	while (is_name_part(reader->text[reader->at + length]))
		length++;
	if (length >= LABEL_BYTES)
		return phrase_fail(reader->fault, reader->at,
				   in(reader, "a name has at most %d letters"), LABEL_BYTES - 1);
	memcpy(name, reader->text + reader->at, length);
	name[length] = '\0';
	reader->at += length;
	return true;
}

/* A block there is: a name, #12, 0x7f..., 0:1:48. */
static bool want_block(struct phrase_reader *reader)
{
	static const char of_numbers[] = "0123456789abcdefABCDEFxX:";
	struct phrase *phrase = reader->phrase;
	const char *from = reader->text + reader->at;
	size_t length = 0;

	phrase->block_at = reader->at;
	if (is_name_first(*from))
		return take_name(reader, phrase->block);
	if (*from == '#')
		length = 1 + strspn(from + 1, "0123456789");
	else if (isdigit((unsigned char)*from))
		length = strspn(from, of_numbers);
	if (length == 0 || length >= LABEL_BYTES || (*from == '#' && length == 1))
		return phrase_fail(reader->fault, reader->at,
				   in(reader, "which block? its name, #12, 0:1:48 or 0x7f5ac030"));
	memcpy(phrase->block, from, length);
	phrase->block[length] = '\0';
	reader->at += length;
	return true;
}

/* -- numbers ------------------------------------------------------------------------------ */

static uint64_t unit_of(char c)
{
	switch (c) {
	case 'k': case 'K': return UINT64_C(1) << 10;
	case 'm': case 'M': return UINT64_C(1) << 20;
	case 'g': case 'G': return UINT64_C(1) << 30;
	default: return 0;
	}
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

static bool want_number(struct phrase_reader *reader, uint64_t *value)
{
	size_t start = reader->at;
	int base = 10;

	*value = 0;
	if (here(reader) == '0' && (reader->text[reader->at + 1] | 0x20) == 'x') {
		base = 16;
		reader->at += 2;
	}
	if (digit_of(here(reader)) >= base)
		return phrase_fail(reader->fault, start,
				   in(reader, "a number of bytes is meant here: 100, 0x40, 4K"));
	for (; digit_of(here(reader)) < base; reader->at++)
		if (*value <= PHRASE_MOST_BYTES)
			*value = *value * (uint64_t)base + (uint64_t)digit_of(here(reader));
	if (*value <= PHRASE_MOST_BYTES && unit_of(here(reader)))
		*value *= unit_of(reader->text[reader->at++]);
	if (*value > PHRASE_MOST_BYTES)
		return phrase_fail(reader->fault, start,
				   in(reader, "more than 1 TiB: no program asks for that"));
	if (is_name_part(here(reader)))
		return phrase_fail(reader->fault, reader->at,
				   in(reader, "no digit; units are K, M and G"));
	return true;
}

/* -- calls -------------------------------------------------------------------------------- */

static bool want_end(struct phrase_reader *reader)
{
	skip_blanks(reader);
	if (here(reader) == ';')
		reader->at++;
	skip_blanks(reader);
	if (here(reader) == '\0')
		return true;
	return phrase_fail(reader->fault, reader->at,
			   in(reader, "one operation at a time: this is too much"));
}

static bool read_free(struct phrase_reader *reader)
{
	bool has_parenthesis = take_sign(reader, '(');

	return want_block(reader) && (!has_parenthesis || want_sign(reader, ')')) &&
	       want_end(reader);
}

static bool read_malloc(struct phrase_reader *reader)
{
	return want_sign(reader, '(') && want_number(reader, &reader->phrase->bytes) &&
	       want_sign(reader, ')') && want_end(reader);
}

static bool read_calloc(struct phrase_reader *reader)
{
	return want_sign(reader, '(') && want_number(reader, &reader->phrase->count) &&
	       want_sign(reader, ',') && want_number(reader, &reader->phrase->bytes) &&
	       want_sign(reader, ')') && want_end(reader);
}

static bool read_realloc(struct phrase_reader *reader)
{
	struct phrase *phrase = reader->phrase;

	if (!want_sign(reader, '(') || !want_block(reader))
		return false;
	if (phrase->name[0] && strcmp(phrase->name, phrase->block) != 0)
		return phrase_fail(reader->fault, phrase->name_at,
				   in(reader, "the block keeps its name: %s = realloc(%s, ...)"),
				   phrase->block, phrase->block);
	phrase->name[0] = '\0';
	return want_sign(reader, ',') && want_number(reader, &phrase->bytes) &&
	       want_sign(reader, ')') && want_end(reader);
}

static bool read_call(struct phrase_reader *reader, const char *word, size_t word_at)
{
	static const struct {
		const char *word;
		enum op_kind kind;
		bool (*read)(struct phrase_reader *);
	} calls[] = {
		{"malloc", OP_MALLOC, read_malloc},    {"alloc", OP_MALLOC, read_malloc},
		{"calloc", OP_CALLOC, read_calloc},    {"realloc", OP_REALLOC, read_realloc},
		{"free", OP_FREE, read_free},
	};
	const char *words[] = {"malloc", "calloc", "realloc", "free"};
	const char *near = *word ? diag_nearest(word, words, 4) : NULL;

	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		if (strcmp(word, calls[i].word) != 0)
			continue;
		if (calls[i].kind == OP_FREE && reader->phrase->name[0])
			return phrase_fail(reader->fault, word_at,
					   in(reader, "free returns nothing: free %s"),
					   reader->phrase->name);
		reader->phrase->kind = calls[i].kind;
		return calls[i].read(reader);
	}
	if (near)
		return phrase_fail(reader->fault, word_at, in(reader, "%s is meant?"), near);
	return phrase_fail(reader->fault, word_at,
			   in(reader, "malloc, calloc, realloc or free is meant here"));
}

/* "#12 = realloc(#12, 200)", which is how the screen writes it. */
static bool take_result(struct phrase_reader *reader, size_t *word_at, char word[LABEL_BYTES])
{
	struct phrase *phrase = reader->phrase;
	size_t start = reader->at;

	if (here(reader) == '#') {
		if (!want_block(reader))
			return false;
		memcpy(phrase->name, phrase->block, sizeof phrase->name);
		if (!want_sign(reader, '='))
			return false;
	} else {
		if (!take_name(reader, phrase->name))
			return false;
		if (!take_sign(reader, '=')) {
			memcpy(word, phrase->name, LABEL_BYTES);
			phrase->name[0] = '\0';
			*word_at = start;
			return true;
		}
	}
	phrase->name_at = start;
	*word_at = reader->at;
	return take_name(reader, word);
}

bool phrase_read(const char *text, enum lang lang, struct phrase *phrase,
		 struct phrase_fault *fault)
{
	struct phrase_reader reader = {text, 0, lang, phrase, fault};
	char word[LABEL_BYTES] = "";
	size_t word_at = 0;

	*phrase = (struct phrase){.count = 1};
	skip_blanks(&reader);
	return take_result(&reader, &word_at, word) && read_call(&reader, word, word_at);
}
