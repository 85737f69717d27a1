/*
 * writer.h - writing a recording: its head, then event after event.
 */
#ifndef TRACE_WRITER_H
#define TRACE_WRITER_H

#include <stdbool.h>

#include "base/outfile.h"
#include "trace/frames.h"
#include "trace/recording.h"

struct diag_list;

struct writer {
	struct outfile out;
	struct packer *packer; /* owned; the records that wait for their frame */
	struct record_state state; /* behind the last event */
	struct framing framing;
};

/* Begin a recording at [path]; [manner]: see outfile_open.  False, with a diagnostic, if it
 * cannot be written. */
bool writer_open(struct writer *writer, const char *path, const struct outfile_manner *manner,
		 const struct recording_head *head, struct diag_list *diags);

/* Addresses are multiples of 8, texts are not longer than RECORD_TEXT_MOST. */
void writer_add(struct writer *writer, const struct trace_event *event);

/* One or the other ends it; see outfile.h. */
bool writer_finish(struct writer *writer, struct diag_list *diags);
void writer_abandon(struct writer *writer);

#endif
