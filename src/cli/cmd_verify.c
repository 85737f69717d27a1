/* cmd_verify.c - recordings against the model: every placement compared. */
#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/complain.h"
#include "base/lang.h"
#include "base/str.h"
#include "cli/calls.h"
#include "cli/options.h"
#include "replay/verify.h"
#include "session/input.h"

/* "1,234 things", after a separator unless it is the first. */
static void add(struct str *out, const char *separator, uint64_t count, const char *what)
{
	str_add(out, separator);
	str_thousands(out, count);
	str_printf(out, " %s%s", what, count == 1 ? "" : "s");
}

static void print_line(const char *text)
{
	printf("  %s\n", text);
}

static void print_counts(const struct verify_result *result)
{
	char text[400];
	struct str out = str_init(text, sizeof text);

	add(&out, "", result->calls, "call");
	add(&out, ": ", result->in_pools, "block");
	str_add(&out, " in pools");
	add(&out, ", ", result->in_system, "block");
	str_add(&out, " of the system");
	if (result->failed)
		add(&out, ", ", result->failed, "failed call");
	print_line(text);
	out = str_init(text, sizeof text);
	add(&out, "", result->arenas_obtained, "arena");
	str_add(&out, " obtained, ");
	str_thousands(&out, result->arenas_returned);
	str_add(&out, " returned");
	if (result->interpreters > 1)
		add(&out, "; ", result->interpreters, "interpreter");
	if (result->marks)
		add(&out, "; ", result->marks, "mark");
	print_line(text);
}

/* A heap of ours is full: nothing is said about the interpreter's. */
static bool is_full(const struct verify_result *result)
{
	return result->first.kind == DIFFERENCE_FULL;
}

static bool is_equal(const struct verify_result *result)
{
	return result->differences == 0 && result->statistics_different == 0 &&
	       result->headers_different == 0;
}

/* A witness, how often it was heard, and with which result; nothing if it was not there. */
static void add_judge(struct str *out, uint64_t count, const char *what, uint64_t different)
{
	if (count == 0)
		return;
	add(out, out->length ? "; " : "", count, what);
	if (different > 0)
		str_printf(out, ", %" PRIu64 " DIFFERENT", different);
	else
		str_add(out, ", equal");
}

/* What the model was held against. */
static void print_judges(const struct verify_result *result)
{
	char text[400];
	struct str out = str_init(text, sizeof text);

	if (result->differences == 0)
		str_add(&out, "every placement equal");
	add_judge(&out, result->statistics, "statistics text", result->statistics_different);
	add_judge(&out, result->headers, "pool header", result->headers_different);
	if (result->exited && result->differences == 0)
		str_add(&out, "; number of calls, equal");
	if (out.length)
		print_line(text);
}

/* And which not: what a recording does not hold cannot be compared. */
static void print_missing(const struct verify_result *result)
{
	char text[400];
	struct str out = str_init(text, sizeof text);

	if (result->statistics == 0)
		str_add(&out, "; statistics texts");
	if (result->headers == 0)
		str_add(&out, "; pool headers (record --sample N takes them)");
	if (!result->exited)
		str_add(&out, "; number of calls");
	if (out.length == 0)
		return;
	fputs("  not in the recording, so not compared: ", stdout);
	puts(text + 2);
}

static void print_verdict(const struct verify_result *result, double took)
{
	char text[400];
	struct str out = str_init(text, sizeof text);

	print_judges(result);
	if (result->differences == 0)
		print_missing(result);
	str_printf(&out, "%.2f s, %.1f million calls a second", took,
		   took > 0 ? (double)result->calls / took / 1e6 : 0.0);
	print_line(text);
	if (result->interpreters > 1)
		print_line("`play` shows the calls of the first interpreter");
}

static const char *call_name(enum trace_kind kind)
{
	static const char *const names[] = {
		[TRACE_FREE] = "free",     [TRACE_MALLOC] = "malloc",
		[TRACE_REALLOC] = "realloc", [TRACE_CALLOC] = "calloc",
		[TRACE_ARENA] = "obtaining an arena", [TRACE_ARENA_FREE] = "returning an arena"};

	return kind <= TRACE_ARENA_FREE && names[kind] ? names[kind] : "";
}

static void print_call(const struct trace_event *event, struct str *out)
{
	str_printf(out, "%s", call_name(event->kind));
	if (event->kind == TRACE_CALLOC)
		str_printf(out, "(%" PRIu64 ", %" PRIu64 ")", event->count, event->size);
	else if (event->kind == TRACE_MALLOC)
		str_printf(out, "(%" PRIu64 ")", event->size);
	else if (event->kind == TRACE_REALLOC)
		str_printf(out, "(0x%" PRIx64 ", %" PRIu64 ")", event->old, event->size);
	else if (event->kind == TRACE_FREE)
		str_printf(out, "(0x%" PRIx64 ")", event->old);
	if (trace_is_call(event->kind) && event->kind != TRACE_FREE)
		str_printf(out, " gave 0x%" PRIx64, event->where);
}

static void print_difference(const struct verify_result *result)
{
	const struct verify_difference *first = &result->first;
	char text[400];
	struct str out = str_init(text, sizeof text);

	str_add(&out, result->differences ? "FIRST DIFFERENCE at call " : "different after call ");
	str_thousands(&out, first->call);
	if (first->kind != DIFFERENCE_NONE) {
		str_add(&out, *call_name(first->event.kind) ? ", " : "");
		print_call(&first->event, &out);
		str_printf(&out, ": %s", difference_words[first->kind]);
	}
	print_line(text);
	print_clean_lines(stdout, first->text); /* some of it is the recording's */
}

/* What else there is to know: the recording may be less than the whole run. */
static bool print_state(const char *path, struct recording *recording,
			const struct verify_result *result)
{
	const char *why = NULL;
	uint64_t fault = recording_fault(recording, &why);

	if (result->status == RECORDING_BROKEN)
		complain(stderr,
			 "it is damaged: what stands before was compared; copy or record it again",
			 "%s: byte %" PRIu64 ": %s", path, fault, why);
	else if (result->calls == 0)
		complain(stderr, "was it a CPython that uses pymalloc?",
			 "%s: the recording has no calls", path);
	else if (result->status == RECORDING_CUT || !result->exited)
		print_line("the recording ends before the process did: all that is there was compared");
	return result->status != RECORDING_BROKEN && result->calls > 0;
}

static void print_head(const char *path, const struct recording_head *head,
		       const struct model *model)
{
	print_clean(stdout, path);
	printf(": ");
	if (head->python[0]) {
		printf("Python ");
		print_clean(stdout, head->python);
		printf(", ");
	}
	printf("model %s", model->name);
	if (head->debug_extra)
		printf(", debug hooks (%u bytes more a block)", head->debug_extra);
	printf("\n");
}

static int verify_open(const char *path, struct recording *recording, const struct model *model)
{
	struct verify_result result;
	uint64_t start = clock_ns();

	print_head(path, recording_head(recording),
		   model ? model : &recording_head(recording)->model);
	if (!verify_recording(recording, model, &result)) {
		complain(stderr, DIAG_NO_MEMORY,
			 "%s: no address space for the heap of interpreter %" PRIu64, path,
			 result.interpreters + 1);
		return EXIT_BAD_INPUT;
	}
	if (is_full(&result)) {
		complain(stderr, DIAG_NO_MEMORY,
			 "%s: no address space for all of its arenas: compared up to call %" PRIu64,
			 path, result.first.call - 1);
		return EXIT_BAD_INPUT;
	}
	print_counts(&result);
	if (!is_equal(&result))
		print_difference(&result);
	print_verdict(&result, (double)(clock_ns() - start) * 1e-9);
	if (!print_state(path, recording, &result))
		return EXIT_BAD_INPUT;
	return is_equal(&result) ? EXIT_GOOD : EXIT_DIFFERENT;
}

static int verify_file(const char *path, const struct model *model)
{
	struct diag_list diags = {0};
	struct recording *recording = recording_open(path, &diags);
	int status = EXIT_BAD_INPUT;

	if (recording)
		status = verify_open(path, recording, model);
	input_print_diags(&diags, path, stderr);
	diag_fini(&diags);
	recording_close(recording);
	return status;
}

static int run_verify(const struct options *options)
{
	const struct model *model = NULL;
	int status = EXIT_GOOD;

	if (options->file_count == 0) {
		complain(stderr, "for example: arenawalk verify app.awtrace",
			 "verify needs at least one recording");
		return EXIT_BAD_INPUT;
	}
	if (options->run.model && !(model = input_model(options->run.model, stderr)))
		return EXIT_BAD_INPUT;
	for (int i = 0; i < options->file_count; i++) {
		int one = verify_file(options->files[i], model);

		status = one > status ? one : status;
	}
	return status;
}

const struct call call_verify = {
	.name = "verify",
	.arguments = "FILE...",
	.what = N_("replay recordings, compare every placement with the interpreter's"),
	.options = {OPT_MODEL},
	.operands = TAKES_RECORDING,
	.run = run_verify,
};
