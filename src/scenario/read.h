/*
 * read.h - a YAML file to events, with libyaml alone.
 */
#ifndef SCENARIO_READ_H
#define SCENARIO_READ_H

#include <stdbool.h>

#include "base/diag.h"
#include "base/source.h"
#include "scenario/doc_events.h"

/* Append the file's events to [events], which is empty, and report what a scenario
 * cannot have at all: no text, bad syntax, aliases, tags, several documents, keys that are
 * no words, nesting beyond SCENARIO_MAX_DEPTH, more than DOC_EVENTS_MAX events.  False if the
 * events are of no use then.  A key that stands twice in a mapping is reported and marked
 * as dropped, but leaves the rest useful. */
bool read_events(struct doc_events *events, const struct source *source, struct diag_list *diags);

#endif
