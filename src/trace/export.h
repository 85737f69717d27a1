/*
 * export.h - writing a trace in its text form; text.h describes it.  Reading what was written
 * gives the same head and the same events.
 */
#ifndef TRACE_EXPORT_H
#define TRACE_EXPORT_H

#include "base/outfile.h"
#include "trace/recording.h"

void export_head(struct outfile *out, const struct recording_head *head);
void export_event(struct outfile *out, const struct trace_event *event);

#endif
