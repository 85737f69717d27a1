/* records.c - a record of an event; see records.h. */
#include "trace/records.h"

#include <assert.h>

static const enum record_kind text_kinds[] = {
	[TRACE_MARK] = RECORD_MARK,
	[TRACE_IMPORT] = RECORD_IMPORT,
	[TRACE_STATS] = RECORD_STATS,
	[TRACE_POOLS] = RECORD_POOLS,
	[TRACE_NOTE] = RECORD_NOTE,
};

unsigned char *record_put(unsigned char *out, struct record_state *state,
			  const struct trace_event *event)
{
	switch (event->kind) {
	case TRACE_END:
		return out;
	case TRACE_FREE:
		return put_free(out, state, event->old);
	case TRACE_MALLOC:
		return put_malloc(out, state, event->size, event->where);
	case TRACE_REALLOC:
		return put_realloc(out, state, event->old, event->size, event->where);
	case TRACE_CALLOC:
		return put_calloc(out, state, event->count, event->size, event->where);
	case TRACE_ARENA:
		return put_arena(out, RECORD_ARENA, event->where, event->size);
	case TRACE_ARENA_FREE:
		return put_arena(out, RECORD_ARENA_FREE, event->where, event->size);
	case TRACE_INTERPRETER:
		return put_number(put_kind(out, RECORD_INTERPRETER), event->size);
	case TRACE_EXIT:
		return put_number(put_kind(out, RECORD_END), event->size);
	case TRACE_MARK: case TRACE_IMPORT: case TRACE_STATS: case TRACE_POOLS: case TRACE_NOTE:
		break;
	}
	assert(event->length <= RECORD_TEXT_MOST);
	return put_number(put_kind(out, text_kinds[event->kind]), event->length);
}
