/* cmd_convert.c - a text trace to a recording, and back. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/complain.h"
#include "base/diag.h"
#include "base/lang.h"
#include "base/source.h"
#include "base/tidy.h"
#include "cli/calls.h"
#include "cli/options.h"
#include "export/output.h"
#include "session/missing.h"
#include "trace/export.h"
#include "trace/text.h"
#include "trace/writer.h"

/* Print and forget; true if there were no errors. */
static bool say(struct diag_list *diags, const struct source *source)
{
	bool good = diags->errors == 0;

	diag_print(diags, source, stderr);
	diag_fini(diags);
	return good;
}

/* A file that is not there may have a name that is nearly the same. */
static void hint_missing(struct diag_list *diags, const char *path)
{
	char hint[PATH_MAX + 80];

	if (diags->count > 0 && access(path, F_OK) != 0 && strcmp(path, "-") != 0)
		diag_hint_last(diags, missing_near(path, hint, sizeof hint)
					      ? hint
					      : "`ls` shows which files there are");
}

/* About the file as a whole. */
static bool say_of(struct diag_list *diags, const char *path)
{
	struct source source = {0};
	bool good;

	source_from_memory(&source, path, "", 0);
	good = say(diags, &source);
	source_fini(&source);
	return good;
}

/* NULL = standard output. */
static const char *output_path(const struct options *options)
{
	const char *path = options->output.path;

	return path && strcmp(path, "-") != 0 ? path : NULL;
}

/* -- import --------------------------------------------------------------------------- */

static int import(struct text_trace *text, struct diag_list *diags, const struct options *options)
{
	const char *path = output_path(options);
	const char *name = path ? path : "<stdout>";
	struct diag_list output_diags = {0};
	struct trace_event event;
	struct writer writer;
	bool written = diags->errors == 0;
	int tidied = -1;

	if (written && !writer_open(&writer, path,
				    output_manner(OUTPUT_RECORDING, options->output.force),
				    text_trace_head(text), &output_diags)) {
		say_of(&output_diags, name);
		return EXIT_BAD_INPUT;
	}
	if (written)
		tidied = tidy_on_signal(writer.out.temporary);
	/* After a fault only to find more of them, and no longer than the disk takes it. */
	while (text_trace_next(text, &event) && !(written && writer.out.error))
		if (written && diags->errors == 0)
			writer_add(&writer, &event);
	if (!say(diags, text_trace_source(text))) {
		if (written)
			writer_abandon(&writer);
		written = false;
	} else if (!writer_finish(&writer, &output_diags)) {
		written = say_of(&output_diags, name);
	}
	tidy_forget(tidied);
	return written ? EXIT_GOOD : EXIT_BAD_INPUT;
}

static int run_import(const struct options *options)
{
	struct diag_list diags = {0};
	struct text_trace *text;
	int status;

	if (options->file_count != 1) {
		complain(stderr, "arenawalk import TEXT -o OUT", "import needs one file");
		return EXIT_BAD_INPUT;
	}
	if (!options->output.path) {
		complain(stderr, "arenawalk import TEXT -o OUT", "import needs a file to write");
		return EXIT_BAD_INPUT;
	}
	text = text_trace_open(options->files[0], &diags);
	hint_missing(&diags, options->files[0]);
	status = import(text, &diags, options);
	text_trace_close(text);
	diag_fini(&diags);
	return status;
}

const struct call call_import = {
	.name = "import",
	.arguments = "TEXT -o OUT",
	.what = N_("make a recording of a trace in text form ('-' = standard input)"),
	.options = {OPT_OUTPUT, OPT_FORCE},
	.operands = TAKES_TEXT,
	.run = run_import,
};

/* -- export --------------------------------------------------------------------------- */

/* What the end of the recording says about the whole. */
static void judge(const struct recording *recording, struct diag_list *diags)
{
	const char *why;
	uint64_t fault = recording_fault(recording, &why);

	if (recording_status(recording) == RECORDING_BROKEN)
		diag_add(diags, DIAG_ERROR, DIAG_WHOLE_FILE,
			 "it is damaged: what stands before is written; copy or record it again",
			 "at byte %" PRIu64 ": %s", fault, why);
	if (recording_status(recording) == RECORDING_CUT)
		diag_add(diags, DIAG_WARNING, DIAG_WHOLE_FILE, NULL,
			 "at byte %" PRIu64 ": cut off: what begins there is not whole", fault);
}

static int export(struct recording *recording, const struct options *options)
{
	const char *name = options->files[0], *path = output_path(options);
	struct diag_list diags = {0}, output_diags = {0};
	struct trace_cursor cursor;
	struct trace_event event;
	struct outfile out;
	bool good = true;
	int tidied;

	if (!outfile_open(&out, path, output_manner(OUTPUT_TRACE, options->output.force),
			  &output_diags)) {
		say_of(&output_diags, path);
		return EXIT_BAD_INPUT;
	}
	tidied = tidy_on_signal(out.temporary);
	export_head(&out, recording_head(recording));
	trace_begin(recording, &cursor);
	while (trace_next(recording, &cursor, &event) && !out.error)
		export_event(&out, &event);
	if (event.kind == TRACE_END)
		judge(recording, &diags);
	good = say_of(&diags, name);
	outfile_flush(&out);
	if (!path && out.error == EPIPE) { /* nobody reads it any more: that is no fault */
		outfile_abandon(&out);
		return EXIT_BAD_INPUT;
	}
	if (!good && path)
		outfile_abandon(&out);
	else if (!outfile_finish(&out, &output_diags))
		good = say_of(&output_diags, path ? path : "<stdout>");
	tidy_forget(tidied);
	return good ? EXIT_GOOD : EXIT_BAD_INPUT;
}

static int run_export(const struct options *options)
{
	struct diag_list diags = {0};
	struct recording *recording;
	int status = EXIT_BAD_INPUT;

	if (options->file_count != 1) {
		complain(stderr, "arenawalk export RECORDING -o OUT",
			 "export needs one recording");
		return EXIT_BAD_INPUT;
	}
	recording = recording_open(options->files[0], &diags);
	hint_missing(&diags, options->files[0]);
	say_of(&diags, options->files[0]);
	if (recording)
		status = export(recording, options);
	recording_close(recording);
	return status;
}

const struct call call_export = {
	.name = "export",
	.arguments = "RECORDING",
	.what = N_("write a recording in text form"),
	.options = {OPT_OUTPUT, OPT_FORCE},
	.operands = TAKES_RECORDING,
	.run = run_export,
};
