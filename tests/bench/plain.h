/*
 * plain.h - a recording as the first form would have it, without frames, to be compared with.
 */
#ifndef BENCH_PLAIN_H
#define BENCH_PLAIN_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/diag.h"
#include "made_trace.h"
#include "trace/recording.h"

/* Write what is in [from] to [to].  False: one of them cannot be. */
static inline bool plain_copy(const char *from, const char *to)
{
	struct diag_list diags = {0};
	struct recording *recording = recording_open(from, &diags);
	struct record_state state = {0};
	struct made_bytes bytes = {0};
	struct trace_cursor cursor;
	struct trace_event event;
	FILE *file = fopen(to, "w");
	bool good = recording && file;

	if (good) {
		made_plain_head(&bytes, recording_head(recording));
		trace_begin(recording, &cursor);
		while (trace_next(recording, &cursor, &event))
			made_plain_record(&bytes, &state, &event);
		good = fwrite(bytes.items, 1, bytes.count, file) == bytes.count;
	}
	if (file)
		good = fclose(file) == 0 && good;
	recording_close(recording);
	diag_fini(&diags);
	free(bytes.items);
	return good;
}

#endif
