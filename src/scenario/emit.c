/*
 * emit.c - write events as JSON, and remember which is which.
 */
#include "scenario/emit.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/utf8.h"

struct emitter {
	const struct doc_events *events;
	struct emit_window window;
	struct emitted *out;
};

static void put(struct emitter *emitter, const char *bytes, size_t size)
{
	struct emitted *out = emitter->out;

	while (out->text.capacity - out->text.count < size)
		out->text.items =
			array_grow(out->text.items, out->text.capacity, &out->text.capacity, 1);
	if (size)
		memcpy(out->text.items + out->text.count, bytes, size);
	out->text.count += size;
}

static void put_text(struct emitter *emitter, const char *text)
{
	put(emitter, text, strlen(text));
}

static void remember(struct emitter *emitter, uint32_t origin)
{
	array_push(&emitter->out->origins, origin);
}

/* Characters that stand for themselves in double quotes.  The rest is escaped: quotes,
 * control characters, the line breaks beyond ASCII, and what libyaml does not read raw. */
static bool is_harmless(uint32_t c)
{
	if (c < 0x80)
		return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
	return c > 0xa0 && c != 0x2028 && c != 0x2029 && c != 0xfeff && (c & 0xfffe) != 0xfffe;
}

static void put_escape(struct emitter *emitter, uint32_t c)
{
	char escape[16];

	if (c == '"' || c == '\\')
		snprintf(escape, sizeof escape, "\\%c", (char)c);
	else
		snprintf(escape, sizeof escape, "\\U%08X", (unsigned)c);
	put_text(emitter, escape);
}

static void put_quoted(struct emitter *emitter, const char *text)
{
	const char *end = text + strlen(text);
	const char *start = text; /* of a run of harmless characters */

	put(emitter, "\"", 1);
	while (text < end) {
		uint32_t c;
		size_t size = utf8_decode(text, end, &c);

		if (!is_harmless(c)) {
			put(emitter, start, (size_t)(text - start));
			put_escape(emitter, c);
			start = text + size;
		}
		text += size;
	}
	put(emitter, start, (size_t)(end - start));
	put(emitter, "\"", 1);
}

/* Anything libcyaml accepts; it is thrown away with the whole result. */
static void put_harmless_step(struct emitter *emitter, uint32_t step)
{
	put_text(emitter, "{\"mark\": \"x\"}");
	for (int i = 0; i < 4; i++) /* start, key, value, end */
		remember(emitter, step);
}

static void put_value(struct emitter *emitter, uint32_t at);

static void put_mapping(struct emitter *emitter, uint32_t mapping)
{
	const struct doc_event *items = emitter->events->items;
	const char *separator = "";
	uint32_t key, value;

	put_text(emitter, "{");
	for (uint32_t at = mapping + 1; doc_events_pair(emitter->events, &at, &key, &value);) {
		if (items[key].dropped)
			continue;
		put_text(emitter, separator);
		put_value(emitter, key);
		put_text(emitter, ": ");
		put_value(emitter, value);
		separator = ",\n";
	}
	put_text(emitter, "}");
}

static void put_sequence(struct emitter *emitter, uint32_t list)
{
	const struct doc_event *items = emitter->events->items;
	const char *separator = "";
	uint32_t entry;

	put_text(emitter, "[");
	for (uint32_t at = list + 1; doc_events_entry(emitter->events, &at, &entry);) {
		if (list == emitter->window.list &&
		    (entry < emitter->window.from || entry >= emitter->window.to))
			continue;
		put_text(emitter, separator);
		if (items[entry].dropped)
			put_harmless_step(emitter, entry);
		else
			put_value(emitter, entry);
		separator = ",\n";
	}
	put_text(emitter, "]");
}

static void put_value(struct emitter *emitter, uint32_t at)
{
	const struct doc_event *event = &emitter->events->items[at];

	remember(emitter, at);
	if (event->kind == DOC_TEXT) {
		put_quoted(emitter, event->value);
		return;
	}
	if (event->kind == DOC_MAPPING)
		put_mapping(emitter, at);
	else
		put_sequence(emitter, at);
	remember(emitter, event->end - 1);
}

void emit_events(const struct doc_events *events, struct emit_window window, struct emitted *out)
{
	struct emitter emitter = {events, window, out};

	out->text.count = 0;
	out->origins.count = 0;
	put_value(&emitter, 0);
	put_text(&emitter, "\n");
}

void emit_fini(struct emitted *emitted)
{
	free(emitted->text.items);
	free(emitted->origins.items);
	*emitted = (struct emitted){0};
}
