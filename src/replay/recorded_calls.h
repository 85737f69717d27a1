/*
 * recorded_calls.h - the calls of a recording one after another, from wherever a program stands.
 *
 * Where it stands is a cursor in the store.  It is always in front of a call of interpreter 0,
 * or at the end: what lies between calls is dealt with on the way.
 */
#ifndef REPLAY_RECORDED_CALLS_H
#define REPLAY_RECORDED_CALLS_H

#include <assert.h>

#include "program/program.h"
#include "store/store.h"
#include "trace/recording.h"

/* In the store. */
struct recorded_calls_state {
	struct trace_cursor cursor; /* in front of a call of interpreter 0, or at the end */
	uint64_t interpreter;       /* whose calls come there */
	uint64_t ended;             /* 1 = the process has said that it ends */
	uint64_t others;            /* 1 = another interpreter's call has been passed */
};

/* A call, read once: asked for, judged and passed it is read where a cursor is.  Not in the store,
 * since it says nothing but what lies at that offset of the recording, for every reader there. */
struct recorded_calls_ahead {
	bool known;
	uint64_t offset;            /* in front of it */
	struct trace_cursor behind; /* whose .calls is the call's number */
	struct trace_event call;
};

struct recorded_calls {
	struct recording *recording;        /* borrowed */
	struct store *store;
	struct recorded_calls_state *state; /* in the store */
	struct recorded_calls_ahead *ahead; /* borrowed; the program's, zero at first */
	struct notices *notices;            /* of marks and of others; borrowed; NULL = nobody
					     * wants to know */
	/* An arena was obtained or given back in front of call number [call]; NULL = left out. */
	void (*arena)(void *context, const struct trace_event *event, uint64_t call);
	void *context;
};

/* The bytes at the start of a program's area that hold its own state, which begins with a struct
 * recorded_calls_state. */
#define RECORDED_CALLS_STATE_BYTES 4096u

/* Make [calls] those for a program whose area is that, RECORDED_CALLS_STATE_BYTES of [store], zero
 * at first, still without a listener.  All is borrowed, and none NULL; there is nothing to end. */
static inline void recorded_calls_init(struct recorded_calls *calls, struct recording *recording,
				       struct store *store, addr area,
				       struct recorded_calls_ahead *ahead)
{
	assert(recording && ahead);
	calls->recording = recording;
	calls->store = store;
	calls->state = store_at(store, area);
	calls->ahead = ahead;
	calls->notices = NULL;
	calls->arena = NULL;
	calls->context = NULL;
}

/* Go from the recording's beginning to the first call. */
void recorded_calls_begin(struct recorded_calls *calls);

/* The same as recorded_calls_look, always read from the recording, into calls->ahead. */
const struct recorded_calls_ahead *recorded_calls_read(const struct recorded_calls *calls);

/* The call at the cursor; stays what it is until the next look or pass.  NULL at the end, and in
 * front of what is no call (recorded_calls_advance passes that). */
static inline const struct recorded_calls_ahead *
recorded_calls_look(const struct recorded_calls *calls)
{
	const struct recorded_calls_ahead *ahead = calls->ahead;

	if (ahead->known && ahead->offset == calls->state->cursor.offset)
		return ahead;
	return recorded_calls_read(calls);
}

/* Several calls in a row, with a cursor of their own: where the program stands is noted when they
 * end.  What is no call ends them, too. */
struct recorded_calls_stretch {
	struct trace_cursor cursor; /* behind the call; its .calls is the call's number */
	struct trace_event call;
};

/* From where the program stands.  There may be none. */
void recorded_calls_set_out(const struct recorded_calls *calls,
			    struct recorded_calls_stretch *stretch);

/* The next call, into stretch->call.  False: there is none, or something else comes. */
static inline bool recorded_calls_next(const struct recorded_calls *calls,
				       struct recorded_calls_stretch *stretch)
{
	uint64_t offset = stretch->cursor.offset;

	if (!trace_next(calls->recording, &stretch->cursor, &stretch->call))
		return false;
	if (__builtin_expect(trace_is_call(stretch->call.kind), true))
		return true;
	stretch->cursor.offset = offset; /* what is no call changes nothing else */
	return false;
}

/* The program stands behind the last of them, and in front of the next call.  [stretch] must have
 * set out from where it stands. */
void recorded_calls_arrive(struct recorded_calls *calls,
			   const struct recorded_calls_stretch *stretch);

/* On to the next call of interpreter 0, or the end: from the call that recorded_calls_look has just
 * given; or from what is no call. */
void recorded_calls_pass(struct recorded_calls *calls);
void recorded_calls_advance(struct recorded_calls *calls);

#endif
