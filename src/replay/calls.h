/*
 * calls.h - the calls of a recording one after another, from wherever a program stands.
 *
 * Where it stands is a cursor in the store.  It is always in front of a call of interpreter 0,
 * or at the end: what lies between calls is dealt with on the way.
 */
#ifndef REPLAY_CALLS_H
#define REPLAY_CALLS_H

#include "program/program.h"
#include "store/store.h"
#include "trace/recording.h"

/* In the store. */
struct calls_state {
	struct trace_cursor cursor; /* in front of a call of interpreter 0, or at the end */
	uint64_t interpreter;       /* whose calls come there */
	uint64_t ended;             /* 1 = the process has said that it ends */
};

struct calls {
	struct recording *recording; /* borrowed */
	struct store *store;
	struct calls_state *state;   /* in the store */
	struct notices *notices;     /* for marks; NULL = nobody wants to know */
	/* An arena was obtained or given back in front of call number [call]; NULL = passed over. */
	void (*arena)(void *context, const struct trace_event *event, uint64_t call);
	void *context;
};

/* What a program keeps of itself has so many bytes of its area, from its start, and begins with a
 * struct calls_state. */
#define CALLS_STATE_BYTES 4096u

/* The calls for a program whose area is that, still without anybody who is told of them. */
struct calls calls_at(struct recording *recording, struct store *store, addr area);

/* Go to the first call. */
void calls_begin(struct calls *calls);

/* The call at the cursor, and a cursor behind it (whose .calls is the call's number).  False at
 * the end, and in front of what is no call (calls_advance passes that). */
bool calls_read(const struct calls *calls, struct trace_cursor *behind, struct trace_event *call);

/* From [cursor] on to the next call. */
void calls_advance(struct calls *calls, struct trace_cursor cursor);

#endif
