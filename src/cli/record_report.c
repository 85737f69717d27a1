/* record_report.c - what is said when a recording is over; see record_report.h. */
#include "cli/record_report.h"

#include <inttypes.h>
#include <string.h>

#include "base/complain.h"
#include "base/diag.h"
#include "base/str.h"
#include "cli/options.h"
#include "collect/collector.h"
#include "collect/forked.h"

/* -- what is missing -------------------------------------------------------------------- */

static void explain_nothing(enum problem problem)
{
	static const char *const hints[] = {
		[PROBLEM_NONE] = "no CPython of 3.4 or later was seen; one that is statically linked, of "
				 "another architecture, or started by a set-user-ID program (su, sudo) or "
				 "with an environment of its own cannot be",
		[PROBLEM_FREE_THREADED] = "this is a free-threaded build of Python: it has no pymalloc",
		[PROBLEM_NOT_PYMALLOC] = "pymalloc is not in use: see PYTHONMALLOC in the environment, or "
					 "how this Python was built",
		[PROBLEM_DEBUG_ON_MALLOC] = "PYTHONMALLOC=debug of Python 3.6 is without pymalloc: use "
					    "PYTHONMALLOC=pymalloc_debug",
		[PROBLEM_TOO_OLD] = "the allocators of this Python cannot be watched: of versions before 3.4 "
				    "only a 2.7 built with --enable-shared can",
		[PROBLEM_NO_ARENA] = "the program ended before Python began",
	};

	complain(stderr, hints[problem], "nothing was recorded");
}

static const struct {
	const char *what, *hint;
} misses[MISSED_KINDS] = {
	[MISSED_CHILD] = {"only the first that runs Python is", "--children records the others, too"},
	[MISSED_FULL] = {"there were too many at a time", "let fewer run at the same time"},
	[MISSED_REACH] = {"they could not get at the recorder any more",
			  "a program that closes itself in (chroot, network namespace, limits) is recorded "
			  "only as it is before"},
	[MISSED_ROOM] = {"they had no room for what is to be written",
			 "raise the limit on memory (`ulimit -v`)"},
	[MISSED_ENVIRONMENT] = {"the program started them with an environment of its own",
				"let it pass on LD_PRELOAD and " SHARE_VARIABLE " of its own"},
	[MISSED_LATE] = {"Python was loaded into a program that ran already, cut off from its environment",
			 "what embeds Python must let it look for PYTHON... in the environment (use_environment)"},
};

/* False: there are none. */
static bool explain_misses(const struct collector_result *result)
{
	bool any = false;

	for (int why = 0; why < MISSED_KINDS; why++)
		if (misses[why].what && result->missed[why]) {
			any = true;
			complain(stderr, misses[why].hint, "%" PRIu32 " process%s %s not recorded: %s",
				 result->missed[why], result->missed[why] == 1 ? "" : "es",
				 result->missed[why] == 1 ? "was" : "were", misses[why].what);
		}
	return any;
}

void record_report_forked(const struct share *share, const char *module)
{
	uint32_t count = forked_with(share, module);

	if (count)
		complain(stderr, "--children records children, too",
			 "%" PRIu32 " process%s forked by the program %s still running, not recorded", count,
			 count == 1 ? "" : "es", count == 1 ? "is" : "are");
}

/* -- what there is ---------------------------------------------------------------------- */

static void tell_details(const char *output, const struct collector_result *result)
{
	char text[32], version[32];
	struct str bytes = str_init(text, sizeof text), python = str_init(version, sizeof version);

	str_bytes(&bytes, result->bytes);
	str_addn(&python, result->python, strcspn(result->python, " "));
	fprintf(stderr, "arenawalk: ");
	print_clean(stderr, output);
	fprintf(stderr, ": Python ");
	print_clean(stderr, version); /* as the program has it */
	fprintf(stderr, ", %" PRIu32 " process%s, %s%s\n", result->processes,
		result->processes == 1 ? "" : "es", text,
		result->in_order ? "" : "; it did not end in order");
}

/* The files of other processes, by name; of many the first. */
static void tell_others(const char *output, const struct collector_result *result)
{
	uint32_t count = result->processes - 1, named = 0;

	fprintf(stderr, ", and there %s %" PRIu32 " more: ", count == 1 ? "is" : "are", count);
	while (named < OTHERS_TOLD && result->others[named][0]) {
		if (named > 0)
			fprintf(stderr, named + 1 == count ? " and " : ", ");
		print_clean(stderr, output);
		fprintf(stderr, "%s", result->others[named++]);
	}
	if (named < count)
		fprintf(stderr, " and so on");
}

/* Where it is, and what to do with it. */
static void tell(const char *output, const struct collector_result *result)
{
	uint64_t calls = result->calls;

	fprintf(stderr, "arenawalk: ");
	print_clean(stderr, output);
	fprintf(stderr, " has %s call%s", thousands(calls).text, calls == 1 ? "" : "s");
	if (result->processes > 1)
		tell_others(output, result);
	fprintf(stderr, "; see it with: arenawalk play ");
	print_shell_word(stderr, output);
	fputc('\n', stderr);
}

/* No fault: nobody asked for them. */
static void tell_started(uint32_t count)
{
	fprintf(stderr,
		"arenawalk: %" PRIu32 " Python process%s started by it %s not recorded: --children records "
		"%s, too\n",
		count, count == 1 ? "" : "es", count == 1 ? "was" : "were", count == 1 ? "it" : "them");
}

void record_report(const struct options *options, const char *output,
		   const struct collector_result *result)
{
	bool any_missed = explain_misses(result);

	if (result->unwritten)
		complain(stderr, diag_errno_hint(result->no_file),
			 "%" PRIu32 " process%s %s no recording, since no file could be made for %s: %s",
			 result->unwritten, result->unwritten == 1 ? "" : "es",
			 result->unwritten == 1 ? "has" : "have", result->unwritten == 1 ? "it" : "them",
			 strerror(result->no_file));
	if (result->error)
		complain(stderr, diag_errno_hint(result->error),
			 "%s: %s: the recording ends where it could not be written", output,
			 strerror(result->error));
	else if (result->processes == 0 && !any_missed)
		explain_nothing(result->problem);
	if (result->processes == 0)
		return;
	if (options->recorder.verbose)
		tell_details(output, result);
	if (!options->recorder.quiet)
		tell(output, result);
	if (!options->recorder.quiet && result->missed[MISSED_STARTED])
		tell_started(result->missed[MISSED_STARTED]);
}
