/*
 * made_trace.h - random events of every kind, and recordings of them in memory.
 */
#ifndef SUPPORT_MADE_TRACE_H
#define SUPPORT_MADE_TRACE_H

#include <stdlib.h>
#include <string.h>

#include "chance.h"
#include "made_bytes.h"
#include "trace/records.h"
#include "trace/writer.h"

/* A multiple of 8 below 2^56: near to others, anywhere, or NULL. */
static inline uint64_t made_address(struct chance *chance)
{
	switch (chance_pick(chance, 8)) {
	case 0: return 0;
	case 1: return chance_below(chance, UINT64_C(1) << 53) << 3;
	case 2: return (UINT64_C(1) << 56) - 8;
	default: return UINT64_C(0x7f0000000000) + (chance_below(chance, 1 << 20) << 3);
	}
}

static inline uint64_t made_size(struct chance *chance)
{
	switch (chance_pick(chance, 8)) {
	case 0: return chance_next(chance);
	case 1: return UINT64_MAX - chance_pick(chance, 3);
	case 2: return chance_pick(chance, 2);
	default: return chance_pick(chance, 600);
	}
}

/* Any bytes; those that mean something in a text often. */
static inline void made_text(struct chance *chance, unsigned char *text, uint32_t length)
{
	static const char special[] = " \\\n\r\t#x0\x7f\x1b\xe5\x9d\x97";

	for (uint32_t i = 0; i < length; i++)
		text[i] = chance_one_in(chance, 3)
				  ? (unsigned char)special[chance_pick(chance, sizeof special)]
				  : (unsigned char)(' ' + chance_pick(chance, 95));
}

/* The [number]-th of a stream of events: always the same for the same seed.  [text] has room for
 * RECORD_TEXT_MOST and must not change as long as the event is used. */
static inline void made_event(struct chance *chance, struct trace_event *event, unsigned char *text,
			      uint32_t text_most)
{
	static const enum trace_kind calls[] = {TRACE_FREE, TRACE_MALLOC, TRACE_REALLOC,
						TRACE_CALLOC};
	enum trace_kind kind =
		chance_one_in(chance, 20)
			? (enum trace_kind)(TRACE_FREE + chance_pick(chance, TRACE_EXIT))
			: calls[chance_pick(chance, 4)];

	*event = (struct trace_event){.kind = kind, .count = 1};
	if (kind != TRACE_FREE && kind < TRACE_MARK)
		event->where = made_address(chance);
	if (kind == TRACE_FREE || kind == TRACE_REALLOC)
		event->old = made_address(chance);
	if ((kind != TRACE_FREE && kind < TRACE_MARK) || kind == TRACE_INTERPRETER ||
	    kind == TRACE_EXIT)
		event->size = made_size(chance);
	if (kind == TRACE_CALLOC)
		event->count = made_size(chance);
	if (kind >= TRACE_MARK && kind <= TRACE_NOTE && kind != TRACE_INTERPRETER) {
		event->length = chance_pick(
			chance, chance_one_in(chance, 10) ? text_most + 1 : 100);
		if (event->length > text_most)
			event->length = text_most;
		event->text = text;
		made_text(chance, text, event->length);
	}
}

static inline void made_record(struct made_bytes *bytes, struct record_state *state,
			       const struct trace_event *event)
{
	unsigned char record[CALL_BYTES];

	made_append(bytes, record, (size_t)(record_put(record, state, event) - record));
	made_append(bytes, event->text, event->length);
}

/* -- the first form ------------------------------------------------------------------- */

static inline void made_plain_head(struct made_bytes *bytes, const struct recording_head *head)
{
	size_t from = bytes->count;

	made_head(bytes, head);
	memcpy(bytes->items + from, RECORDING_MAGIC_1, sizeof RECORDING_MAGIC_1 - 1);
}

/* Its old addresses are differences from the one that was seen last. */
static inline void made_plain_record(struct made_bytes *bytes, struct record_state *state,
				     const struct trace_event *event)
{
	unsigned char record[CALL_BYTES], *end = record;
	uint64_t number = zigzag(event->old, state->last) << 2;

	if (event->kind == TRACE_FREE) {
		end = put_number(record, number | RECORD_FREE);
		state->last = event->old;
	} else if (event->kind == TRACE_REALLOC) {
		end = put_number(put_number(record, number | RECORD_REALLOC), event->size);
		end = put_number(end, zigzag(event->where, event->old));
		state->last = event->where;
	} else {
		end = record_put(record, state, event);
	}
	made_append(bytes, record, (size_t)(end - record));
	made_append(bytes, event->text, event->length);
}

static inline bool same_event(const struct trace_event *a, const struct trace_event *b)
{
	return a->kind == b->kind && a->size == b->size && a->count == b->count &&
	       a->old == b->old && a->where == b->where && a->length == b->length &&
	       (a->length == 0 || memcmp(a->text, b->text, a->length) == 0);
}

#endif
