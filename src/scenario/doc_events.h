/*
 * doc_events.h - a YAML file as a flat array of events, each with its place.
 *
 * A collection is its start, its content and its end, in a row; `end` leads from a
 * start to what follows the collection, so that walking over siblings is cheap:
 *
 *	{free: a}     index  0        1      2    3
 *	              kind   MAPPING  TEXT   TEXT END
 *	              value           free   a
 *	              end    4        2      3    4
 *
 * A mapping holds keys and values in turn; keys are always TEXT (read.c sees to it).
 */
#ifndef SCENARIO_DOC_EVENTS_H
#define SCENARIO_DOC_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"

#define DOC_EVENTS_MAX 8000000u /* more are refused; spelling out at most triples them */
#define DOC_EVENTS_NONE UINT32_MAX

enum doc_kind { DOC_TEXT, DOC_MAPPING, DOC_SEQUENCE, DOC_END };

struct doc_event {
	const char *value; /* of a TEXT, never NULL: in the events' own memory, or static */
	uint32_t end;      /* index of what follows the whole value */
	uint32_t line;     /* from 1 */
	uint32_t column;   /* from 1 */
	uint8_t kind;      /* enum doc_kind */
	int8_t inset;      /* columns from its place to its text; -1 = not character by character */
	bool implied;      /* a key that is not in the file: desugar.c put it there */
	bool dropped;      /* this key and its value, or this step, is faulty: leave it out */
};

struct text_chunk;

struct doc_events {
	struct doc_event *items;
	size_t count, capacity;
	struct text_chunk *texts; /* owns the values that are not static */
};

/* Free what they own; they are empty then (all zeros, as at first). */
void doc_events_fini(struct doc_events *events);

/* A copy of [length] bytes of text that lives as long as [events], NUL-terminated. */
const char *doc_events_text(struct doc_events *events, const char *text, size_t length);

static inline struct diag_place doc_event_place(const struct doc_event *event)
{
	return (struct diag_place){event->line, event->column};
}

/* Go through a collection: start with [at] = its index + 1; false at its end.
 *
 *	for (uint32_t at = mapping + 1; doc_events_pair(events, &at, &key, &value);)
 *	for (uint32_t at = sequence + 1; doc_events_entry(events, &at, &entry);)
 */
static inline bool doc_events_pair(const struct doc_events *events, uint32_t *at, uint32_t *key,
				   uint32_t *value)
{
	if (events->items[*at].kind == DOC_END)
		return false;
	*key = *at;
	*value = *at + 1;
	*at = events->items[*value].end;
	return true;
}

static inline bool doc_events_entry(const struct doc_events *events, uint32_t *at, uint32_t *entry)
{
	if (events->items[*at].kind == DOC_END)
		return false;
	*entry = *at;
	*at = events->items[*entry].end;
	return true;
}

#endif
