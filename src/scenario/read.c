/*
 * read.c - libyaml's events, checked and kept.
 */
#include "scenario/read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "base/array.h"
#include "scenario/characters.h"
#include "scenario/fold.h"
#include "scenario/load.h"
#include "scenario/syntax.h"

/* A collection that is open. */
struct open_collection {
	uint32_t start; /* its event */
	bool is_mapping;
	bool at_key; /* in a mapping: the next event is a key */
};

struct key {
	const char *text;
	uint32_t event;
};

struct key_list {
	struct key *items;
	size_t count, capacity;
};

struct yaml_reader {
	struct doc_events *events;
	struct diag_list *diags;
	struct open_collection levels[SCENARIO_MAX_DEPTH];
	unsigned depth;
	unsigned documents;
	struct key_list keys; /* of one mapping, while it is closed */
	struct fold_cursor lines;
};

static bool refuse(struct yaml_reader *reader, const yaml_event_t *event, const char *hint,
		   const char *what)
{
	diag_add(reader->diags, DIAG_ERROR, syntax_place(event->start_mark), hint, "%s", what);
	return false;
}

/* --- keys that stand twice ------------------------------------------------ */

static int compare_keys(const void *a, const void *b)
{
	const struct key *left = a, *right = b;
	int order = strcmp(left->text, right->text);

	return order ? order : (left->event > right->event) - (left->event < right->event);
}

static void report_double(struct yaml_reader *reader, const struct key *first,
			  const struct key *again)
{
	struct doc_event *items = reader->events->items;
	char hint[64];

	snprintf(hint, sizeof hint, "the first one is in line %u",
		 (unsigned)items[first->event].line);
	diag_add(reader->diags, DIAG_ERROR, doc_event_place(&items[again->event]), hint,
		 "'%s' stands twice here", again->text);
	items[again->event].dropped = true;
}

/* Sorting finds equal keys next to each other, the first of them first. */
static void check_doubles(struct yaml_reader *reader, uint32_t mapping)
{
	struct key_list *keys = &reader->keys;
	const struct doc_events *events = reader->events;
	size_t first = 0;
	uint32_t key, value;

	keys->count = 0;
	for (uint32_t at = mapping + 1; doc_events_pair(events, &at, &key, &value);)
		array_push(keys, (struct key){events->items[key].value, key});
	if (keys->count < 2)
		return;
	qsort(keys->items, keys->count, sizeof *keys->items, compare_keys);
	for (size_t i = 1; i < keys->count; i++) {
		if (strcmp(keys->items[first].text, keys->items[i].text) == 0)
			report_double(reader, &keys->items[first], &keys->items[i]);
		else
			first = i;
	}
}

/* --- events --------------------------------------------------------------- */

static uint32_t push(struct yaml_reader *reader, enum doc_kind kind, const yaml_event_t *event,
		     const char *value)
{
	struct doc_events *events = reader->events;
	struct diag_place place = syntax_place(event->start_mark);
	uint32_t index = (uint32_t)events->count;

	array_push(events, (struct doc_event){.value = value,
					      .end = index + 1,
					      .line = place.line,
					      .column = place.column,
					      .kind = (uint8_t)kind});
	return index;
}

/* What may stand here: [is_text] or a collection, with its anchor and tag. */
static bool check_node(struct yaml_reader *reader, const yaml_event_t *event, bool is_text,
		       const yaml_char_t *anchor, const yaml_char_t *tag)
{
	const struct open_collection *level =
		reader->depth ? &reader->levels[reader->depth - 1] : NULL;

	if (anchor)
		return refuse(reader, event, "text that begins with '&' needs quotes",
			      "anchors (&name) are not supported");
	if (tag)
		return refuse(reader, event, "text that begins with '!' needs quotes",
			      "tags (!name) are not supported");
	if (!is_text && level && level->is_mapping && level->at_key)
		return refuse(reader, event, "a counter is written $i, without braces",
			      "a key is a plain word, not a list or mapping");
	if (reader->events->count >= DOC_EVENTS_MAX)
		return refuse(reader, event, "let a repeat make the steps that are alike",
			      "the file has too many entries");
	return true;
}

/* After a key comes its value, after a value the next key. */
static void turn(struct yaml_reader *reader)
{
	if (reader->depth)
		reader->levels[reader->depth - 1].at_key ^= true;
}

static size_t count_characters(const char *text, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += (text[i] & 0xc0) != 0x80;
	return count;
}

/* 0 for plain text, 1 for quoted, if the file has it as it is: one line, no escapes. */
static int8_t find_inset(const yaml_event_t *event)
{
	const char *text = (const char *)event->data.scalar.value;
	size_t count = count_characters(text, event->data.scalar.length);
	size_t width = event->end_mark.column - event->start_mark.column;
	bool is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;

	if (event->start_mark.line != event->end_mark.line || width != count + (is_plain ? 0 : 2))
		return -1;
	return is_plain ? 0 : 1;
}

static bool take_text(struct yaml_reader *reader, const yaml_event_t *event)
{
	char *text = (char *)event->data.scalar.value;
	size_t length = event->data.scalar.length;
	uint32_t index;

	if (!check_node(reader, event, true, event->data.scalar.anchor, event->data.scalar.tag))
		return false;
	if (memchr(text, '\0', length))
		return refuse(reader, event, "leave \\0 out: no text has it",
			      "a text with a NUL character in it");
	length = fold_close(&reader->lines, event, text, length);
	index = push(reader, DOC_TEXT, event, doc_events_text(reader->events, text, length));
	reader->events->items[index].inset = find_inset(event);
	turn(reader);
	return true;
}

static bool open_collection(struct yaml_reader *reader, const yaml_event_t *event, bool is_mapping)
{
	bool fits = is_mapping ? check_node(reader, event, false, event->data.mapping_start.anchor,
					    event->data.mapping_start.tag)
			       : check_node(reader, event, false, event->data.sequence_start.anchor,
					    event->data.sequence_start.tag);
	enum doc_kind kind = is_mapping ? DOC_MAPPING : DOC_SEQUENCE;

	if (!fits)
		return false;
	if (reader->depth == SCENARIO_MAX_DEPTH)
		return refuse(reader, event, "is there a bracket or a '- ' too many?",
			      "nested too deeply");
	turn(reader);
	reader->levels[reader->depth++] = (struct open_collection){
		.start = push(reader, kind, event, ""), .is_mapping = is_mapping, .at_key = true};
	return true;
}

static void close_collection(struct yaml_reader *reader, const yaml_event_t *event)
{
	struct open_collection *level = &reader->levels[--reader->depth];

	push(reader, DOC_END, event, "");
	reader->events->items[level->start].end = (uint32_t)reader->events->count;
	if (level->is_mapping)
		check_doubles(reader, level->start);
}

static bool take(struct yaml_reader *reader, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (reader->documents++ == 0)
			return true;
		return refuse(reader, event, "one file holds one scenario",
			      "a second document begins here");
	case YAML_ALIAS_EVENT:
		return refuse(reader, event, "text that begins with '*' needs quotes",
			      "aliases (*name) are not supported");
	case YAML_SCALAR_EVENT:
		return take_text(reader, event);
	case YAML_MAPPING_START_EVENT:
		return open_collection(reader, event, true);
	case YAML_SEQUENCE_START_EVENT:
		return open_collection(reader, event, false);
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		close_collection(reader, event);
		return true;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		break;
	}
	return true;
}

static bool read_stream(struct yaml_reader *reader, yaml_parser_t *parser,
			const struct source *source)
{
	bool going = true, useful = true;

	while (useful && going) {
		yaml_event_t event;

		if (!yaml_parser_parse(parser, &event)) {
			syntax_report(parser, source, reader->diags);
			return false;
		}
		useful = take(reader, &event);
		going = event.type != YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	return useful;
}

static bool check_not_empty(struct yaml_reader *reader)
{
	if (reader->documents > 0)
		return true;
	diag_add(reader->diags, DIAG_ERROR, DIAG_WHOLE_FILE,
		 "the smallest scenario is: steps: [{alloc: {name: a, size: 16}}]",
		 "the file has nothing in it");
	return false;
}

bool read_events(struct doc_events *events, const struct source *source, struct diag_list *diags)
{
	struct yaml_reader reader = {.events = events, .diags = diags, .lines.source = source};
	yaml_parser_t parser;
	bool useful;

	if (!characters_check(source, diags))
		return false;
	if (!yaml_parser_initialize(&parser)) {
		diag_add(diags, DIAG_ERROR, DIAG_WHOLE_FILE, DIAG_NO_MEMORY,
			 "not enough memory to read this");
		return false;
	}
	yaml_parser_set_input_string(&parser, source->bytes, source->length);
	useful = read_stream(&reader, &parser, source) && check_not_empty(&reader);
	yaml_parser_delete(&parser);
	free(reader.keys.items);
	return useful;
}
