/*
 * recording.h - reading a recording: its head, then event after event.
 *
 * A recording may be longer than memory, and may still be growing: it is read through
 * small windows, a frame each where there are frames, never mapped (a file cut short while
 * it is mapped would end the process).  A reader keeps a cursor, a plain value that can be
 * copied, kept in an image and gone back to.
 */
#ifndef TRACE_RECORDING_H
#define TRACE_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "heap/model.h"
#include "trace/format.h"

struct diag_list;

/* What the head says. */
struct recording_head {
	char python[128];          /* "3.11.2 (main, ...)"; "" = not known */
	char command[256];         /* "python3 app.py"; "" = not known */
	char model_name[64];       /* of the model below, or of the one an import named */
	struct model model;        /* as found in the process */
	uint32_t debug_extra;      /* bytes the debug hooks add to each request; 0 = none */
	bool has_refusals;         /* arenas that the system refused are among the events */
	bool mem_domain;           /* PyMem_* is served by pymalloc, too: 3.6 and later */
	uint64_t pid;
};

struct recording;

/* Open and read the head.  NULL, with a diagnostic, if it cannot be read or is no recording. */
struct recording *recording_open(const char *path, struct diag_list *diags);

/* The same from memory; [bytes] are copied. */
struct recording *recording_from_memory(const void *bytes, size_t length,
					struct diag_list *diags);
void recording_close(struct recording *recording);

/* Whether these first bytes of a file say that it is one. */
bool recording_is(const void *bytes, size_t length);

const struct recording_head *recording_head(const struct recording *recording);

/* -- events --------------------------------------------------------------------------- */

enum trace_kind {
	TRACE_END,      /* no more; recording_status says why */
	TRACE_FREE, TRACE_MALLOC, TRACE_REALLOC, TRACE_CALLOC, /* the calls */
	TRACE_ARENA, TRACE_ARENA_FREE,
	TRACE_MARK, TRACE_IMPORT, TRACE_STATS, TRACE_POOLS, TRACE_INTERPRETER, TRACE_NOTE,
	TRACE_EXIT,     /* the process ended in order */
};

static inline bool trace_is_call(enum trace_kind kind)
{
	return kind >= TRACE_FREE && kind <= TRACE_CALLOC;
}

struct trace_event {
	enum trace_kind kind;
	uint64_t size;             /* call, arena: bytes of one; INTERPRETER: which; EXIT: calls */
	uint64_t count;            /* CALLOC: how many; otherwise 1 */
	uint64_t old;              /* REALLOC, FREE: the block */
	uint64_t where;            /* the result of a call, 0 = failed; arenas: the address */
	const unsigned char *text; /* MARK to NOTE: until the next event is read */
	uint32_t length;           /* of it; no NUL behind */
};

/* Where a reader stands: in front of the event at [offset]: bytes of the head, and of records as
 * they are when they are unpacked. */
struct trace_cursor {
	uint64_t offset;
	uint64_t calls;            /* that came before */
	struct record_state state;
};

/* In front of the first event. */
void trace_begin(const struct recording *recording, struct trace_cursor *cursor);

/* Read the event at the cursor and move behind it.  False at the end (TRACE_END). */
bool trace_next(struct recording *recording, struct trace_cursor *cursor,
		struct trace_event *event);

enum recording_status {
	RECORDING_WHOLE,   /* ends behind a record, or a frame of them */
	RECORDING_CUT,     /* ends inside one: the program was killed, or still runs */
	RECORDING_BROKEN,  /* no record is there, or it cannot be read: see recording_fault */
};

/* Why the last trace_next returned false. */
enum recording_status recording_status(const struct recording *recording);

/* Of a broken one: the byte of the file that its faulty record, or the frame with it, begins with,
 * and the reason. */
uint64_t recording_fault(const struct recording *recording, const char **why);

/* Whether the process that is recorded still lives, as far as can be told from here. */
bool recording_lives(const struct recording *recording);

/* The offset of its end, at present.  A file with frames is read along their heads, but for those
 * that were seen before. */
uint64_t recording_bytes(struct recording *recording);

#endif
