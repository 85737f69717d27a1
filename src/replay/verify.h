/*
 * verify.h - the real interpreter judges the engine: replay a whole recording and
 * compare everything that it tells.
 */
#ifndef REPLAY_VERIFY_H
#define REPLAY_VERIFY_H

#include "base/diag.h"
#include "replay/replay.h"

/* A difference with all that is needed to understand it. */
struct verify_difference {
	enum difference kind;      /* DIFFERENCE_NONE: statistics or headers differ, see text;
				    * DIFFERENCE_FULL is a limit of ours */
	uint64_t call;             /* number from 1 */
	struct trace_event event;  /* without its text */
	uint64_t got;              /* real address */
	addr expected;             /* the engine's */
	uint64_t expected_real;    /* the same as a real address; 0 = in no arena */
	char text[4000];           /* lines that differ, pools on both sides */
};

struct verify_result {
	uint64_t calls, in_pools, in_system, failed; /* failed: in the process */
	uint64_t arenas_obtained, arenas_returned; /* by pymalloc */
	uint64_t arenas_most;                      /* each interpreter's most at a time, added up */
	uint64_t marks, interpreters;
	uint64_t statistics, statistics_different; /* texts of _debugmallocstats */
	uint64_t headers, headers_different;       /* pool headers sampled in the process */
	uint64_t differences;                      /* in calls; counting ends at the first */
	struct verify_difference first;
	enum recording_status status;
	bool exited;                               /* the process ended in order */
};

/* Replay [recording] from its beginning on an engine of [model] (NULL: the recording's), one for
 * each interpreter, and fill in [result].  After the first call that differs nothing more is
 * compared; calls, marks and interpreters are still counted.  Recording and model are borrowed
 * during the call.  False: no memory for the heap of one of its interpreters; the result has what
 * came before, and its interpreters do not count that one. */
bool verify_recording(struct recording *recording, const struct model *model,
		      struct verify_result *result);

#endif
