/*
 * records.h - one record after another, as format.h has them: read and written.
 *
 * Whole here, for reading is nearly all that verify and running ahead do with a recording.
 */
#ifndef TRACE_RECORDS_H
#define TRACE_RECORDS_H

#include <endian.h>
#include <string.h>

#include "trace/recording.h"

/* The record of an event, but for the bytes of its text: returns its end.  Needs room for
 * CALL_BYTES. */
unsigned char *record_put(unsigned char *out, struct record_state *state,
			  const struct trace_event *event);

/* -- reading -------------------------------------------------------------------------- */

struct byte_reader {
	const unsigned char *at, *end;
	const char *why; /* what is wrong with them; NULL = they end too early */
	bool ok;
};

static inline uint64_t take_number(struct byte_reader *in)
{
	uint64_t number = 0;

	for (unsigned shift = 0; in->at < in->end; shift += 7) {
		unsigned char byte = *in->at++;

		if (shift == 63 && byte > 1) {
			in->why = "a number of more than 64 bits";
			break;
		}
		number |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return number;
	}
	in->ok = false;
	return 0;
}

static inline void take_text(struct byte_reader *in, struct trace_event *event)
{
	uint64_t length = take_number(in);

	if (!in->ok)
		return;
	if (length > RECORD_TEXT_MOST) {
		in->why = "a text longer than any that is written";
		in->ok = false;
	} else if (length > (uint64_t)(in->end - in->at)) {
		in->ok = false;
	} else {
		event->text = in->at;
		event->length = (uint32_t)length;
		in->at += length;
	}
}

static inline void take_calloc(struct byte_reader *in, struct record_state *state,
			       struct trace_event *event)
{
	uint64_t where = take_number(in), *last, bytes;

	event->count = take_number(in);
	event->size = take_number(in);
	/* An overflow fails, and leaves the class of what the writer multiplied. */
	bytes = event->count * event->size;
	last = &state->last_of[record_class(bytes)];
	event->where = *last = state->last = unzigzag(where, *last);
}

/* Of the number that a free or realloc begins with. */
static inline uint64_t take_old(bool framed, struct record_state *state, uint64_t first)
{
	/* Without a branch: nobody can foretell the bit. */
	uint64_t from_freed = framed ? -(first >> 2 & 1) : 0;
	uint64_t old = unzigzag(framed ? first >> 3 : first >> 2,
				state->last ^ ((state->last ^ state->freed) & from_freed));

	state->last = state->freed = old;
	return old;
}

static inline void take_other(struct byte_reader *in, struct record_state *state, uint64_t kind,
		       struct trace_event *event)
{
	static const enum trace_kind kinds[RECORD_KIND_COUNT] = {
		[RECORD_CALLOC] = TRACE_CALLOC,
		[RECORD_ARENA] = TRACE_ARENA,
		[RECORD_ARENA_FREE] = TRACE_ARENA_FREE,
		[RECORD_MARK] = TRACE_MARK,
		[RECORD_IMPORT] = TRACE_IMPORT,
		[RECORD_STATS] = TRACE_STATS,
		[RECORD_POOLS] = TRACE_POOLS,
		[RECORD_INTERPRETER] = TRACE_INTERPRETER,
		[RECORD_NOTE] = TRACE_NOTE,
		[RECORD_END] = TRACE_EXIT,
	};

	if (kind >= RECORD_KIND_COUNT) {
		in->why = "a record of no known kind";
		in->ok = false;
		return;
	}
	event->kind = kinds[kind];
	if (event->kind == TRACE_CALLOC) {
		take_calloc(in, state, event);
	} else if (event->kind == TRACE_ARENA || event->kind == TRACE_ARENA_FREE) {
		event->where = take_number(in);
		event->size = take_number(in);
	} else if (event->kind == TRACE_INTERPRETER || event->kind == TRACE_EXIT) {
		event->size = take_number(in);
	} else {
		take_text(in, event);
	}
}

static inline void take_call(struct byte_reader *in, bool framed, struct record_state *state,
			     uint64_t first, struct trace_event *event)
{
	uint64_t *last;

	switch ((enum record_op)(first & 3)) {
	case RECORD_FREE:
		event->kind = TRACE_FREE;
		event->old = take_old(framed, state, first);
		return;
	case RECORD_MALLOC:
		event->kind = TRACE_MALLOC;
		event->size = take_number(in);
		last = &state->last_of[record_class(event->size)];
		event->where = *last = state->last = unzigzag(first >> 2, *last);
		return;
	case RECORD_REALLOC:
		event->kind = TRACE_REALLOC;
		event->old = take_old(framed, state, first);
		event->size = take_number(in);
		event->where = state->last = unzigzag(take_number(in), event->old);
		return;
	case RECORD_OTHER:
		take_other(in, state, first >> 2, event);
		return;
	}
}

/* -- calls, quickly ------------------------------------------------------------------- */

/*
 * Nearly all records are calls, and how long their numbers are cannot be foretold: reading
 * them byte by byte, the processor guesses wrong once or twice a record.  Here a number is
 * taken from eight bytes at once, without a branch.  What is not a call, or has a
 * number of more than eight bytes, or lies too near to a window's end, goes the other way.
 */
static inline bool quick_number(const unsigned char **at, uint64_t *number)
{
	uint64_t word, ends;

	memcpy(&word, *at, sizeof word);
	word = le64toh(word);
	ends = ~word & UINT64_C(0x8080808080808080);
	if (ends == 0)
		return false;
	*at += (__builtin_ctzll(ends) + 1) / 8;
	word &= (ends ^ (ends - 1)) & UINT64_C(0x7f7f7f7f7f7f7f7f);
	word = (word & UINT64_C(0x007f007f007f007f)) | (word & UINT64_C(0x7f007f007f007f00)) >> 1;
	word = (word & UINT64_C(0x00003fff00003fff)) | (word & UINT64_C(0x3fff00003fff0000)) >> 2;
	*number = (word & 0x0fffffff) | (word & UINT64_C(0x0fffffff00000000)) >> 4;
	return true;
}

/* Most sizes take one byte, so that it is foretold that they do. */
static inline bool quick_size(const unsigned char **at, uint64_t *number)
{
	if (**at >= 0x80)
		return quick_number(at, number);
	*number = *(*at)++;
	return true;
}

#define QUICK_BYTES (CALL_BYTES + 8u) /* bytes that must be there for a call to be read so */

/* Read the call at [at] into [event], which is otherwise empty; returns its end, or NULL if it
 * must go the other way: then the state is untouched. */
static inline const unsigned char *quick_call(const unsigned char *at, bool framed,
					      struct record_state *state,
					      struct trace_event *event)
{
	uint64_t first, second, *last;

	if (!quick_number(&at, &first))
		return NULL;
	if ((first & 3) == RECORD_FREE) {
		event->kind = TRACE_FREE;
		event->old = take_old(framed, state, first);
		return at;
	}
	if ((first & 3) == RECORD_OTHER || !quick_size(&at, &event->size))
		return NULL;
	if ((first & 3) == RECORD_MALLOC) {
		event->kind = TRACE_MALLOC;
		last = &state->last_of[record_class(event->size)];
		event->where = *last = state->last = unzigzag(first >> 2, *last);
		return at;
	}
	if (!quick_number(&at, &second))
		return NULL;
	event->kind = TRACE_REALLOC;
	event->old = take_old(framed, state, first);
	event->where = state->last = unzigzag(second, event->old);
	return at;
}

#endif
