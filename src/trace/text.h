/*
 * text.h - reading a trace in its text form, version 1: one line an event.
 *
 *	# arenawalk-trace 1
 *	# model cpython-3.11
 *	A 1048576 0x7f592d51e000
 *	m 56 0x7f592d522030
 *	c 4 8 0x7f592d5224c0
 *	r 0x7f592d5224c0 64 0x7f592d526030
 *	f 0x7f592d522030
 *	F 0x7f592d51e000 1048576
 *	M a mark
 *
 * Sizes are decimal, addresses hexadecimal, NULL is 0x0: of m, c and r that the call failed, of
 * A that the system refused.  Blanks and tabs may stand around fields, '#' begins a comment,
 * also behind the fields.  Lines end with LF or CR LF.
 *
 * Comments are also where the rest of a recording goes; readers that do not know
 * them pass them over, as this one does with those it does not know:
 *
 *	# KEY VALUE          before the first event: a line of a recording's head, see head.h
 *	#! command TEXT      the same for a text of the head (python, command) that is not plain
 *	#! mark TEXT         a mark that could not stand behind an M
 *	#! import MODULE     a module is going to be imported
 *	#! stats TEXT        what _debugmallocstats prints here
 *	#! pools HEX         headers of pools of an arena as they lie in memory, see format.h
 *	#! interpreter N     the calls that follow are those of this interpreter
 *	#! note TEXT         something about the recording that a reader should say
 *	#! exit CALLS        the process ended in order
 *	#!+ TEXT or HEX      goes on with the text of the line above
 *
 * In a TEXT \\ is a backslash, \n a line feed, and \xHH any byte.  What an export writes is
 * plain: controls, what turns text around and what is no UTF-8 are written as \xHH.
 *
 * The file may be larger than memory, and may be a pipe.
 */
#ifndef TRACE_TEXT_H
#define TRACE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "trace/recording.h"

struct diag_list;
struct source;
struct text_trace;

#define TEXT_TRACE_MAGIC "# arenawalk-trace " /* and the version */

/* Whether a file that begins with these bytes is one. */
bool text_trace_is(const char *bytes, size_t length);

/* Open [path] ("-" = standard input) and read up to the first event.  What is wrong, here and
 * later, is added to [diags], which must live as long; reading goes on with the next line until
 * the list is full.  Never NULL. */
struct text_trace *text_trace_open(const char *path, struct diag_list *diags);

/* The same from memory; [bytes] are copied. */
struct text_trace *text_trace_from_memory(const char *name, const void *bytes, size_t length,
					  struct diag_list *diags);
void text_trace_close(struct text_trace *trace);

/* Only if there were no errors up to here. */
const struct recording_head *text_trace_head(const struct text_trace *trace);

/* The next event.  False at the end; it was a good one if [diags] has no errors then. */
bool text_trace_next(struct text_trace *trace, struct trace_event *event);

/* Name and faulty lines, for diag_print. */
const struct source *text_trace_source(const struct text_trace *trace);

#endif
