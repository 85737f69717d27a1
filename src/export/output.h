/*
 * output.h - where results go: standard output, or a file that is written whole or not at all.
 *
 * What replaces what: a file of the same kind that looks as if we had written it, or an empty one;
 * with --force a file of any kind; never what is read, nor through a link.  See base/outfile.h.
 */
#ifndef EXPORT_OUTPUT_H
#define EXPORT_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/outfile.h"

enum output_kind {
	OUTPUT_TEXT, /* a screen, plain or in colours, or the run in words */
	OUTPUT_SVG,  /* a picture, or a film */
	OUTPUT_JSON,
	OUTPUT_CAST,
	OUTPUT_STORYBOARD, /* its page */
	OUTPUT_TRACE,      /* in text form */
	OUTPUT_RECORDING,
	OUTPUT_SCENARIO, /* any file: the user has confirmed */
};

/* Which files [kind] may replace; constant.  [force]: any, whatever it is. */
const struct outfile_manner *output_manner(enum output_kind kind, bool force);

struct output {
	struct outfile file;
	FILE *out;        /* to write to */
	const char *path; /* borrowed; NULL = standard output */
	int tidied;
};

/* Say what stands against [path] (NULL = standard output), and end the list. */
void output_complain(struct diag_list *diags, const char *path);

/* Whether output_open would do, with nothing opened; false with a complaint. */
bool output_may(const char *path, enum output_kind kind, bool force);

/* Begin to write to [path]; NULL or "-" is standard output.  To be ended with output_close.  False,
 * with a complaint: there is nothing to be closed. */
bool output_open(struct output *output, const char *path, enum output_kind kind, bool force);

/* Put it in its place, if all [good]; otherwise all is as it was.  False, with a complaint, if it
 * was not good: then errno says why, unless it is 0 and the complaint has been made. */
bool output_close(struct output *output, bool good);

/* Standard output takes all that was printed.  False, with a complaint, but without one where
 * nobody reads it any more. */
bool output_flush(void);

#endif
