/* calls.c - the calls of a recording; see calls.h. */
#include "replay/calls.h"

#define MARK_BYTES 100u /* of a mark's name */

struct calls calls_at(struct recording *recording, struct store *store, addr area)
{
	return (struct calls){.recording = recording,
			      .store = store,
			      .state = store_at(store, area)};
}

/* Only what differs goes through the gate: an event changes three or four words. */
static void put_cursor(struct calls *calls, const struct trace_cursor *cursor)
{
	const uint64_t *from = (const uint64_t *)cursor;
	uint64_t *to = (uint64_t *)&calls->state->cursor;

	for (size_t i = 0; i < sizeof *cursor / sizeof *to; i++)
		if (to[i] != from[i])
			store_set(calls->store, &to[i], from[i]);
}

static void add_mark(const struct trace_event *event, struct notices *notices)
{
	int length = (int)(event->length < MARK_BYTES ? event->length : MARK_BYTES);

	notices_add(notices, NOTICE_MARK, DIAG_WHOLE_FILE, NULL, "%s%.*s",
		    event->kind == TRACE_IMPORT ? "import " : "", length,
		    (const char *)event->text);
}

/* What is no call, or not of our interpreter. */
static void pass(struct calls *calls, const struct trace_event *event, uint64_t before)
{
	if (event->kind == TRACE_INTERPRETER)
		store_set(calls->store, &calls->state->interpreter, event->size);
	else if (event->kind == TRACE_EXIT)
		store_set(calls->store, &calls->state->ended, UINT64_C(1));
	else if (event->kind == TRACE_MARK || event->kind == TRACE_IMPORT)
		add_mark(event, calls->notices);
	else if ((event->kind == TRACE_ARENA || event->kind == TRACE_ARENA_FREE) &&
		 calls->state->interpreter == 0 && calls->arena)
		calls->arena(calls->context, event, before + 1);
}

void calls_advance(struct calls *calls, struct trace_cursor cursor)
{
	struct trace_cursor next = cursor;
	struct trace_event event;

	while (trace_next(calls->recording, &next, &event)) {
		if (trace_is_call(event.kind) && calls->state->interpreter == 0)
			break;
		pass(calls, &event, cursor.calls);
		cursor = next;
	}
	put_cursor(calls, &cursor);
}

void calls_begin(struct calls *calls)
{
	struct trace_cursor cursor;

	trace_begin(calls->recording, &cursor);
	calls_advance(calls, cursor);
}

bool calls_read(const struct calls *calls, struct trace_cursor *behind, struct trace_event *call)
{
	*behind = calls->state->cursor;
	return trace_next(calls->recording, behind, call) && trace_is_call(call->kind);
}
