/*
 * emit.h - events to text that libcyaml reads.
 *
 * The text is JSON, which is YAML as well: every value quoted, nothing that could be
 * misread, and several times faster to write and to read than block style.
 */
#ifndef SCENARIO_EMIT_H
#define SCENARIO_EMIT_H

#include <stddef.h>
#include <stdint.h>

#include "scenario/doc_events.h"

/* All zeros at first; emit_fini frees it. */
struct emitted {
	struct {
		char *items;
		size_t count, capacity;
	} text;
	/* For every event that a parser finds between the document's start and end: the
	 * event it was written for. */
	struct {
		uint32_t *items;
		size_t count, capacity;
	} origins;
};

/* Which entries of one list are written; all other lists are written whole. */
struct emit_window {
	uint32_t list;     /* DOC_EVENTS_NONE = all lists are written whole */
	uint32_t from, to; /* events: the entries in [from, to) */
};

/* Replace what [out] holds by the text of [events], without a NUL behind it.  A dropped key is left
 * out with its value; a dropped step becomes a harmless one. */
void emit_events(const struct doc_events *events, struct emit_window window, struct emitted *out);

void emit_fini(struct emitted *emitted);

#endif
