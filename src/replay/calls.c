/* calls.c - the calls of a recording; see calls.h. */
#include "replay/calls.h"

#include <stddef.h>

#define WORD(bytes) ((bytes) / sizeof(uint64_t))
#define LAST_OF offsetof(struct trace_cursor, state.last_of)
#define LAST_OF_END (LAST_OF + sizeof ((struct trace_cursor *)NULL)->state.last_of)

/* Some words of a cursor.  Only what differs goes through the write barrier: an event changes three
 * or four. */
static inline void put_words(struct calls *calls, const struct trace_cursor *cursor, size_t first,
			     size_t end)
{
	const uint64_t *from = (const uint64_t *)cursor;
	uint64_t *to = (uint64_t *)&calls->state->cursor;

	for (size_t i = first; i < end; i++)
		if (to[i] != from[i])
			store_set(calls->store, &to[i], from[i]);
}

static void put_cursor(struct calls *calls, const struct trace_cursor *cursor)
{
	put_words(calls, cursor, 0, WORD(sizeof *cursor));
}

/* The cursor behind a call in front of which we stand: of the table, the word of its class. */
static void put_behind(struct calls *calls, const struct calls_ahead *ahead)
{
	const struct trace_event *call = &ahead->call;
	size_t class = WORD(LAST_OF) + record_class(call->count * call->size);

	put_words(calls, &ahead->behind, 0, WORD(LAST_OF));
	put_words(calls, &ahead->behind, WORD(LAST_OF_END), WORD(sizeof ahead->behind));
	if (call->kind == TRACE_MALLOC || call->kind == TRACE_CALLOC)
		put_words(calls, &ahead->behind, class, class + 1);
}

static void add_mark(const struct trace_event *event, struct notices *notices)
{
	notices_add(notices, NOTICE_MARK, DIAG_WHOLE_FILE, NULL, "%s%.*s",
		    event->kind == TRACE_IMPORT ? "import " : "", (int)event->length,
		    (const char *)event->text);
}

/* The first call that is not our interpreter's. */
static void note_others(struct calls *calls)
{
	if (calls->state->others)
		return;
	store_set(calls->store, &calls->state->others, UINT64_C(1));
	notices_add(calls->notices, NOTICE_OTHERS, DIAG_WHOLE_FILE, NULL, "other interpreters");
}

/* What is no call, or not of our interpreter. */
static void pass_other(struct calls *calls, const struct trace_event *event, uint64_t before)
{
	if (event->kind == TRACE_INTERPRETER)
		store_set(calls->store, &calls->state->interpreter, event->size);
	else if (event->kind == TRACE_EXIT)
		store_set(calls->store, &calls->state->ended, UINT64_C(1));
	else if (event->kind == TRACE_MARK || event->kind == TRACE_IMPORT)
		add_mark(event, calls->notices);
	else if (trace_is_call(event->kind))
		note_others(calls);
	else if ((event->kind == TRACE_ARENA || event->kind == TRACE_ARENA_FREE) &&
		 calls->state->interpreter == 0 && calls->arena)
		calls->arena(calls->context, event, before + 1);
}

static void advance(struct calls *calls, struct trace_cursor cursor)
{
	struct trace_cursor next = cursor;
	struct trace_event event;

	while (trace_next(calls->recording, &next, &event)) {
		if (trace_is_call(event.kind) && calls->state->interpreter == 0)
			break;
		pass_other(calls, &event, cursor.calls);
		cursor = next;
	}
	put_cursor(calls, &cursor);
}

void calls_begin(struct calls *calls)
{
	struct trace_cursor cursor;

	trace_begin(calls->recording, &cursor);
	advance(calls, cursor);
}

void calls_advance(struct calls *calls)
{
	advance(calls, calls->state->cursor);
}

/* Read what is behind. */
static bool read_on(const struct calls *calls, struct calls_ahead *ahead)
{
	ahead->offset = ahead->behind.offset;
	ahead->known = trace_next(calls->recording, &ahead->behind, &ahead->call) &&
		       trace_is_call(ahead->call.kind);
	return ahead->known;
}

const struct calls_ahead *calls_read(const struct calls *calls)
{
	calls->ahead->behind = calls->state->cursor;
	return read_on(calls, calls->ahead) ? calls->ahead : NULL;
}

void calls_pass(struct calls *calls)
{
	put_behind(calls, calls->ahead);
	if (!read_on(calls, calls->ahead))
		calls_advance(calls);
}

void calls_set_out(const struct calls *calls, struct calls_stretch *stretch)
{
	stretch->cursor = calls->state->cursor;
}

void calls_arrive(struct calls *calls, const struct calls_stretch *stretch)
{
	put_cursor(calls, &stretch->cursor);
	if (!calls_look(calls))
		calls_advance(calls);
}
