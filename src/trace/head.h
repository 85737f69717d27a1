/*
 * head.h - the lines of text at the beginning of a recording.
 *
 *	python            the version, as the interpreter says it
 *	command           what was run
 *	model             the model whose behaviour this is, by name
 *	alignment         8 or 16
 *	pool-size         bytes
 *	arena-size        bytes
 *	threshold         largest request that pymalloc serves, bytes
 *	keeps-last-arena  0 or 1: the last empty arena stays
 *	debug-extra       bytes that the debug hooks add to each request
 *	mem-domain        0 or 1: PyMem_* is served by pymalloc, too
 *	refusals          0 or 1: arenas that the system refused are among the events
 *	pid               of the process
 *
 * All but the first line of the file are optional; what is not said is that of the model,
 * and without a model that of the newest.  The model stands before what differs from it.
 */
#ifndef TRACE_HEAD_H
#define TRACE_HEAD_H

#include <stddef.h>

#include "base/diag.h"
#include "trace/recording.h"

/* Which form of a recording begins with [bytes]: 1 or 2, as format.h has them; 0 = none. */
unsigned head_form(const unsigned char *bytes, size_t length);

/* Read a head at the beginning of [bytes].  Returns its length, or 0 with diagnostics. */
size_t head_read(const unsigned char *bytes, size_t length, struct recording_head *head,
		 struct diag_list *diags);

/* Take up one "key value" line, as of a head; false if the key is not known.  Wrong values are
 * diagnosed at [place]. */
bool head_set(struct recording_head *head, const char *key, const char *value,
	      struct diag_place place, struct diag_list *diags);

/* Before the first line; and behind the last one: find out whose behaviour it is.  False, with
 * a diagnostic, for an impossible geometry. */
void head_begin(struct recording_head *head);
bool head_finish(struct recording_head *head, struct diag_list *diags);

/* Write a head, of the second form; returns its length, or 0 if it does not fit.  [bytes]:
 * RECORDING_HEAD_MOST is always enough. */
size_t head_print(const struct recording_head *head, char *text, size_t bytes);

#endif
