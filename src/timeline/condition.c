/* condition.c - conditions as people type them; see condition.h. */
#include "timeline/condition.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/diag.h"
#include "base/lang.h"
#include "heap/inspect.h"

/* What is being read. */
struct condition_reader {
	const char *text; /* without blanks around it */
	const struct world *world;
	const struct timeline_index *index;
	struct condition *condition;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static const char *skip_blanks(const char *text)
{
	while (is_blank(*text))
		text++;
	return text;
}

/* Behind [word] if the text begins with it and it ends there; else NULL. */
static const char *behind_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	if (strncasecmp(text, word, length) != 0 || (text[length] && !is_blank(text[length])))
		return NULL;
	return skip_blanks(text + length);
}

static bool take(struct condition_reader *reading, enum condition_kind kind, uint64_t value,
		 uint64_t mask)
{
	reading->condition->kind = kind;
	reading->condition->value = value;
	reading->condition->mask = mask;
	return true;
}

/* -- numbers -------------------------------------------------------------------------- */

static bool read_digits(const char **at, uint64_t *value)
{
	char *end;

	if (**at < '0' || **at > '9')
		return false;
	*value = strtoull(*at, &end, 10);
	*at = end;
	return true;
}

/* 56, 4K, 1M. */
static bool read_amount(const char **at, uint64_t *value)
{
	unsigned shift;

	if (!read_digits(at, value))
		return false;
	shift = (**at | 0x20) == 'k' ? 10 : (**at | 0x20) == 'm' ? 20 : 0;
	*at += shift > 0;
	if (*value > UINT64_MAX >> shift)
		return false;
	*value <<= shift;
	return true;
}

static bool read_bytes(struct condition_reader *reading)
{
	const char *at = reading->text;
	uint64_t value;

	return read_amount(&at, &value) && *skip_blanks(at) == '\0' &&
	       take(reading, CONDITION_BYTES, value, 0);
}

/* What is shown at an address in which no block lies: a pool, by its header, or an arena, by what
 * lies in front of its first pool.  False: a block may lie there. */
static bool take_no_block(struct condition_reader *reading, addr where)
{
	const struct heap *heap = &reading->world->heap;
	struct place place = heap_place(heap, where);
	uint64_t slot = heap_slot_of(heap, where);

	if (place.kind == PLACE_BLOCK && place.offset < POOL_OVERHEAD)
		return take(reading, CONDITION_RANGE, where - place.offset, heap->pool_size);
	if (slot == UINT64_MAX || where != heap->arenas[slot].address)
		return false;
	return take(reading, CONDITION_RANGE, heap_address(heap, slot, 0, 0), heap->arena_size);
}

static bool read_address(struct condition_reader *reading)
{
	const char *text = reading->text;
	const struct heap *heap = &reading->world->heap;
	uint64_t value;
	addr where;
	char *end;

	if (text[0] != '0' || (text[1] | 0x20) != 'x' || !text[2])
		return false;
	value = strtoull(text + 2, &end, 16);
	if (*end)
		return false;
	if (heap_unshown(heap, value, &where) && take_no_block(reading, where))
		return true;
	/* Calls made anew under another model: the address may be ours, or the process's. */
	return take(reading, reading->world->program->was_recorded && !heap_owns(heap, value)
				     ? CONDITION_REAL
				     : CONDITION_ADDRESS,
		    value, 0);
}

static bool read_class(struct condition_reader *reading)
{
	const char *at = behind_word(reading->text, "class");
	uint64_t value;

	return at && read_digits(&at, &value) && *at == '\0' &&
	       value < model_classes(reading->world->heap.model) &&
	       take(reading, CONDITION_CLASS, value, 0);
}

/* "arenas > 3", "live > 1M". */
static bool read_level(struct condition_reader *reading)
{
	bool arenas = strncasecmp(reading->text, "arenas", 6) == 0;
	const char *at = reading->text + (arenas ? 6 : 4);
	uint64_t value;

	if (!arenas && strncasecmp(reading->text, "live", 4) != 0)
		return false;
	at = skip_blanks(at);
	if (*at++ != '>')
		return false;
	at = skip_blanks(at);
	return read_amount(&at, &value) && *at == '\0' &&
	       take(reading, arenas ? CONDITION_ARENAS : CONDITION_LIVE, value, 0);
}

/* -- places --------------------------------------------------------------------------- */

/* 0:12 and 0:12:96, with "pool" or "block" in front or without. */
static bool read_place(struct condition_reader *reading)
{
	const struct heap *heap = &reading->world->heap;
	const char *at = behind_word(reading->text, "pool");
	uint64_t slot, pool, offset = 0;
	bool is_block;
	addr where;

	at = at ? at : behind_word(reading->text, "block");
	at = at ? at : reading->text;
	if (!read_digits(&at, &slot) || *at++ != ':' || !read_digits(&at, &pool))
		return false;
	is_block = *at == ':';
	at += is_block;
	if ((is_block && !read_digits(&at, &offset)) || *at || pool > UINT32_MAX ||
	    offset >= heap->pool_size || slot >= heap->slot_capacity ||
	    pool >= heap->arena_size / heap->pool_size)
		return false;
	where = heap->first_pool + (slot << heap->arena_shift) + pool * heap->pool_size + offset;
	return is_block ? take(reading, CONDITION_ADDRESS, where, 0)
			: take(reading, CONDITION_RANGE, where, heap->pool_size);
}

static bool read_arena(struct condition_reader *reading)
{
	const struct heap *heap = &reading->world->heap;
	const char *at = behind_word(reading->text, "arena");
	uint64_t slot;

	return at && read_digits(&at, &slot) && *at == '\0' && slot < heap->slot_capacity &&
	       take(reading, CONDITION_RANGE, heap->first_pool + (slot << heap->arena_shift),
		    heap->arena_size);
}

/* -- words ---------------------------------------------------------------------------- */

/* "arena obtain" and "arena-obtain" are arena_obtain; case does not count. */
static bool read_step(struct condition_reader *reading)
{
	char name[CONDITION_TEXT];
	enum step_kind kind;

	snprintf(name, sizeof name, "%s", reading->text);
	for (char *c = name; *c; c++)
		*c = is_blank(*c) || *c == '-' ? '_' : *c;
	return step_find(name, &kind) && take(reading, CONDITION_STEP, 0, UINT64_C(1) << kind);
}

static bool read_name(struct condition_reader *reading)
{
	const struct program *program = reading->world->program;
	uint64_t value, mask;

	return program->ops->find_name &&
	       program->ops->find_name(program, reading->text, &value, &mask) &&
	       take(reading, CONDITION_NAME, value, mask);
}

static bool find_word(const char *name, const char *word, size_t length)
{
	for (; strlen(name) >= length; name++)
		if (strncasecmp(name, word, length) == 0)
			return true;
	return false;
}

bool condition_has_words(const char *name, const char *words)
{
	for (words = skip_blanks(words); *words; words = skip_blanks(words)) {
		size_t length = strcspn(words, " \t");

		if (!find_word(name, words, length))
			return false;
		words += length;
	}
	return true;
}

/* "mark full" and "import json" can mean nothing else; other words must be in some mark. */
static bool read_mark(struct condition_reader *reading)
{
	const char *words = behind_word(reading->text, "mark");
	const struct timeline_index *index = reading->index;
	bool sure = words || behind_word(reading->text, "import");

	words = words && *words ? words : reading->text;
	for (size_t i = 0; !sure && i < index->count; i++)
		sure = index->items[i].name && condition_has_words(index->items[i].name, words);
	return sure && take(reading, CONDITION_MARK, (uint64_t)(words - reading->text), 0);
}

/* -- what it may have been ------------------------------------------------------------ */

static const char *nearest(const char *text)
{
	static const char *const words[] = {"class", "pool", "arena", "block", "mark", "import"};
	const char *names[STEP_KIND_COUNT + sizeof words / sizeof *words];
	size_t count = 0;
	char name[CONDITION_TEXT];

	snprintf(name, sizeof name, "%s", text);
	for (char *c = name; *c; c++)
		*c = is_blank(*c) || *c == '-' ? '_' : *c;
	while (count < STEP_KIND_COUNT) {
		names[count] = step_name((enum step_kind)count);
		count++;
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		names[count++] = words[i];
	return diag_nearest(name, names, count);
}

/* A form whose numbers are wrong is told by how it is written. */
static bool explain_form(const struct condition_reader *reading, enum lang lang, struct str *why)
{
	const char *text = reading->text;
	unsigned classes = model_classes(reading->world->heap.model);

	if (behind_word(text, "class"))
		return str_printf(why, lang_text(lang, "size classes are 0 to %u"), classes - 1);
	if (strchr(text, ':') || behind_word(text, "pool") || behind_word(text, "block"))
		return str_add(
			why, lang_text(lang, "no such place; a pool is 0:12, a block 0:12:96"));
	if (text[0] == '#')
		return str_add(why, lang_text(lang, "blocks have names here, not numbers"));
	if (strchr(text, '>'))
		return str_add(why, lang_text(lang, "as in: arenas > 3, live > 1M"));
	return false;
}

static void explain(const struct condition_reader *reading, enum lang lang, struct str *why)
{
	const char *near;

	if (explain_form(reading, lang, why))
		return;
	near = nearest(reading->text);
	str_printf(why, lang_text(lang, "no block, mark or step is called '%s'"), reading->text);
	if (!near)
		return;
	str_add(why, lang_text(lang, "; did you mean "));
	for (; *near; near++)
		str_char(why, (uint32_t)(*near >= 'A' && *near <= 'Z' ? *near | 0x20 : *near));
	str_add(why, lang_text(lang, "?"));
}

bool condition_read(const char *text, const struct world *world,
		    const struct timeline_index *index, enum lang lang, struct condition *condition,
		    struct str *why)
{
	/* Forms first, then names: what looks like a form and has another meaning can be
	 * said with "mark" in front. */
	static bool (*const readers[])(struct condition_reader *) = {
		read_bytes, read_address, read_class, read_level, read_place,
		read_arena, read_step,    read_name,  read_mark,
	};
	struct condition made = {0};
	struct condition_reader reading = {made.text, world, index, &made};
	size_t length;

	text = skip_blanks(text);
	snprintf(made.text, sizeof made.text, "%s", text);
	for (length = strlen(made.text); length > 0 && is_blank(made.text[length - 1]); length--)
		made.text[length - 1] = '\0';
	for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
		if (*made.text && readers[i](&reading)) {
			*condition = made;
			return true;
		}
	}
	explain(&reading, lang, why);
	return false;
}
