/* recorded_calls.c - the calls of a recording; see recorded_calls.h. */
#include "replay/recorded_calls.h"

#include <assert.h>
#include <stddef.h>

#define WORD(bytes) ((bytes) / sizeof(uint64_t))
#define LAST_OF offsetof(struct trace_cursor, state.last_of)
#define LAST_OF_END (LAST_OF + sizeof ((struct trace_cursor *)NULL)->state.last_of)

/* Some words of a cursor.  Only what differs goes through the write barrier: an event changes three
 * or four. */
static inline void put_words(struct recorded_calls *calls, const struct trace_cursor *cursor,
			     size_t first, size_t end)
{
	const uint64_t *from = (const uint64_t *)cursor;
	uint64_t *to = (uint64_t *)&calls->state->cursor;

	for (size_t i = first; i < end; i++)
		if (to[i] != from[i])
			store_set(calls->store, &to[i], from[i]);
}

static void put_cursor(struct recorded_calls *calls, const struct trace_cursor *cursor)
{
	put_words(calls, cursor, 0, WORD(sizeof *cursor));
}

/* The cursor behind a call in front of which we stand: of the table, the word of its class. */
static void put_behind(struct recorded_calls *calls, const struct recorded_calls_ahead *ahead)
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
static void note_others(struct recorded_calls *calls)
{
	if (calls->state->others)
		return;
	store_set(calls->store, &calls->state->others, UINT64_C(1));
	notices_add(calls->notices, NOTICE_OTHERS, DIAG_WHOLE_FILE, NULL, "other interpreters");
}

/* What is no call, or not of our interpreter. */
static void pass_other(struct recorded_calls *calls, const struct trace_event *event,
		       uint64_t before)
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

static void advance(struct recorded_calls *calls, struct trace_cursor cursor)
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

void recorded_calls_begin(struct recorded_calls *calls)
{
	struct trace_cursor cursor;

	trace_begin(calls->recording, &cursor);
	advance(calls, cursor);
}

void recorded_calls_advance(struct recorded_calls *calls)
{
	advance(calls, calls->state->cursor);
}

/* Read what is behind. */
static bool read_on(const struct recorded_calls *calls, struct recorded_calls_ahead *ahead)
{
	ahead->offset = ahead->behind.offset;
	ahead->known = trace_next(calls->recording, &ahead->behind, &ahead->call) &&
		       trace_is_call(ahead->call.kind);
	return ahead->known;
}

const struct recorded_calls_ahead *recorded_calls_read(const struct recorded_calls *calls)
{
	calls->ahead->behind = calls->state->cursor;
	return read_on(calls, calls->ahead) ? calls->ahead : NULL;
}

void recorded_calls_pass(struct recorded_calls *calls)
{
	put_behind(calls, calls->ahead);
	if (!read_on(calls, calls->ahead))
		recorded_calls_advance(calls);
}

void recorded_calls_set_out(const struct recorded_calls *calls,
			    struct recorded_calls_stretch *stretch)
{
	stretch->cursor = calls->state->cursor;
}

void recorded_calls_arrive(struct recorded_calls *calls,
			   const struct recorded_calls_stretch *stretch)
{
	assert(stretch->cursor.offset >= calls->state->cursor.offset);
	put_cursor(calls, &stretch->cursor);
	if (!recorded_calls_look(calls))
		recorded_calls_advance(calls);
}
