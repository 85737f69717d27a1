/*
 * cmd_live.c - watch a program while it runs.
 *
 *	arenawalk ---- fork ----> recorder ---- fork ----> the program
 *	 watches                  writes the recording     runs on, watched or not
 *	    '---- reads what has been written -----'
 *
 * The terminal is the watcher's: the program reads nothing, and what it prints is kept, can be
 * looked at, and comes when the watcher leaves.  Ctrl-C reaches both: the watcher leaves.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/complain.h"
#include "base/lang.h"
#include "base/path.h"
#include "base/tail.h"
#include "base/tidy.h"
#include "cli/calls.h"
#include "cli/options.h"
#include "cli/show.h"
#include "session/input.h"
#include "term/term.h"
#include "trace/recording.h"
#include "ui/loop.h"

#define TICK_MS 20
#define WATCHER_NICE 10

struct live {
	const struct options *options;
	char folder[PATH_MAX]; /* of the recording, when nobody asked for it; "" = none */
	char path[PATH_MAX];   /* of the recording */
	bool was_there;        /* something, before: as [old] */
	struct stat old;
	bool is_recorded;      /* the recording has begun */
	FILE *printed;         /* by the program, both streams */
	off_t passed_on;       /* bytes of it, when the watcher has left; ... */
	off_t heard;           /* ... and before */
	struct tail tail;      /* the last that was heard */
	pid_t recorder;
	int status;            /* as of waitpid; valid when recorder is 0 */
};

static void nap(void)
{
	nanosleep(&(struct timespec){.tv_nsec = TICK_MS * 1000000L}, NULL);
}

static bool still_runs(struct live *live)
{
	if (live->recorder && waitpid(live->recorder, &live->status, WNOHANG) == live->recorder)
		live->recorder = 0;
	return live->recorder != 0;
}

/* -- beginning ------------------------------------------------------------------------ */

static volatile sig_atomic_t interrupted; /* before the terminal was ours, or behind it */

static void on_interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

static bool choose_path(struct live *live)
{
	const char *folder = getenv("TMPDIR");

	if (live->options->output.path) {
		snprintf(live->path, sizeof live->path, "%s", live->options->output.path);
		return true;
	}
	snprintf(live->folder, sizeof live->folder - 32, "%s/arenawalk-XXXXXX",
		 folder && *folder ? folder : "/tmp");
	if (!mkdtemp(live->folder)) {
		complain(stderr, "-o names another place for the recording", "%s: %s", live->folder,
			 strerror(errno));
		live->folder[0] = '\0';
		return false;
	}
	snprintf(live->path, sizeof live->path, "%.*s/live.awtrace", PATH_MAX - 32, live->folder);
	return true;
}

/* In the child: the recorder, with its own streams. */
static _Noreturn void record(const struct live *live)
{
	struct options options = *live->options;
	int nothing = open("/dev/null", O_RDONLY);

	dup2(nothing, STDIN_FILENO);
	dup2(fileno(live->printed), STDOUT_FILENO);
	dup2(fileno(live->printed), STDERR_FILENO);
	options.output.path = live->path;
	options.recorder.quiet = true;
	_exit(call_record.run(&options));
}

static bool start(struct live *live)
{
	live->printed = tmpfile();
	if (!live->printed || !choose_path(live)) {
		if (!live->printed)
			complain(stderr, diag_errno_hint(errno),
				 "no room for what the program prints: %s",
				 strerror(errno));
		return false;
	}
	live->was_there = stat(live->path, &live->old) == 0;
	live->recorder = fork();
	if (live->recorder == 0)
		record(live);
	if (live->recorder < 0)
		complain(stderr, "`ulimit -u` shows how many there may be",
			 "no process for the program: %s", strerror(errno));
	return live->recorder > 0;
}

/* Whoever ends us is not to leave a recording behind that nobody asked for. */
static void heed_signals(const struct live *live)
{
	struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = SA_RESTART};

	if (live->folder[0]) {
		tidy_on_signal(live->path);
		tidy_on_signal(live->folder);
	}
	sigaction(SIGINT, &action, NULL);
}

/* The recorder may not want to write there, and what is there is not to be taken for its. */
static bool has_changed(const struct live *live)
{
	struct stat now;

	return stat(live->path, &now) == 0 &&
	       (!live->was_there || now.st_ino != live->old.st_ino || now.st_size != live->old.st_size ||
		now.st_ctim.tv_sec != live->old.st_ctim.tv_sec ||
		now.st_ctim.tv_nsec != live->old.st_ctim.tv_nsec);
}

/* Until the recording has a head, or will never have one. */
static bool wait_for_recording(struct live *live)
{
	struct recording *recording = NULL;

	while (!recording) {
		struct diag_list diags = {0};
		bool runs = still_runs(live);

		if (has_changed(live))
			recording = recording_open(live->path, &diags);
		diag_fini(&diags);
		if (!recording && !runs)
			return false;
		if (!recording)
			nap();
	}
	recording_close(recording);
	live->is_recorded = true;
	return true;
}

/* -- watching ------------------------------------------------------------------------- */

static bool listen_to(void *context)
{
	struct live *live = context;
	char bytes[16384];
	off_t before = live->heard;
	ssize_t n;

	while ((n = pread(fileno(live->printed), bytes, sizeof bytes, live->heard)) > 0) {
		tail_add(&live->tail, bytes, (size_t)n);
		live->heard += n;
	}
	return live->heard > before;
}

/* The program goes first where processors are short. */
static void watch(struct live *live)
{
	struct listener listener = {&live->tail, listen_to, live};

	if (interrupted)
		return;
	errno = 0;
	if (nice(WATCHER_NICE) == -1 && errno)
		errno = 0; /* then not */
	play_watched(live->options, live->path, &listener);
}

/* -- the end -------------------------------------------------------------------------- */

static void pass_on(struct live *live)
{
	char bytes[65536];
	ssize_t n;

	while ((n = pread(fileno(live->printed), bytes, sizeof bytes, live->passed_on)) > 0) {
		if (fwrite(bytes, 1, (size_t)n, stdout) != (size_t)n)
			return;
		live->passed_on += n;
	}
	fflush(stdout);
}

/* The program goes on in the foreground, as if it had never been watched. */
static void see_out(struct live *live)
{
	signal(SIGINT, SIG_IGN); /* Ctrl-C is for the program; we tell how it ended */
	if (still_runs(live))
		fprintf(stderr, "arenawalk: the program still runs; Ctrl-C ends it\n");
	while (still_runs(live)) {
		pass_on(live);
		nap();
	}
	pass_on(live);
	signal(SIGINT, SIG_DFL);
}

static void tidy(struct live *live)
{
	if (live->folder[0]) {
		unlink(live->path);
		rmdir(live->folder);
	}
	if (live->printed)
		fclose(live->printed);
}

/* What was asked for is there. */
static void tell(const struct live *live)
{
	if (!live->is_recorded || live->folder[0])
		return;
	fprintf(stderr, "arenawalk: see it again with: arenawalk play ");
	print_shell_word(stderr, live->path);
	fputc('\n', stderr);
}

static int status_of(const struct live *live)
{
	return WIFEXITED(live->status) ? WEXITSTATUS(live->status) : 128 + WTERMSIG(live->status);
}

/* `live FILE.awtrace`: a recording, though it may not be there. */
static bool is_recording(const struct options *options)
{
	return options->file_count == 1 &&
	       (input_is_recording(options->files[0]) ||
		(path_is_recording(options->files[0]) && strcmp(options->files[-1], "--") != 0));
}

static int run_live(const struct options *options)
{
	struct live live = {.options = options};
	const char *why;
	int status = EXIT_BAD_INPUT;

	if (options->file_count == 0) {
		complain(stderr, "arenawalk live -- python3 program.py; or the name of a recording that "
				 "is being written",
			 "live: which program?");
		return EXIT_BAD_INPUT;
	}
	if (is_recording(options))
		return play_path(options, options->files[0], true);
	if ((why = term_problem(false)) != NULL) {
		complain(stderr, "`arenawalk record` needs none", "no usable terminal: %s", why);
		return EXIT_BAD_INPUT;
	}
	if (start(&live)) {
		heed_signals(&live);
		if (wait_for_recording(&live))
			watch(&live);
		see_out(&live);
		tell(&live);
		status = status_of(&live);
	}
	tidy(&live);
	return status;
}

const struct call call_live = {
	.name = "live",
	.arguments = "COMMAND...",
	.what = N_("record a Python program and watch it while it runs; or a recording that still "
		   "grows"),
	.options = {OPT_MODEL, OPT_MEMORY, OPT_OUTPUT, OPT_FORCE, OPT_RECORD, OPT_THEME, OPT_COLORS,
		    OPT_NO_COLOR, OPT_ASCII, OPT_SIZE, OPT_BIG, OPT_STILL, OPT_IDLE,
		    OPT_CAST_VERSION, OPT_NO_MOUSE, OPT_CLICKER, OPT_SAMPLE, OPT_VERBOSE},
	.ends_at_word = true,
	.reads_settings = true,
	.operands = TAKES_COMMAND | TAKES_RECORDING,
	.run = run_live,
};
