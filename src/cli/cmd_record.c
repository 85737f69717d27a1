/* cmd_record.c - run a command and write down what its allocator does. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/path.h"
#include "base/str.h"
#include "cli/collect.h"
#include "cli/complain.h"
#include "cli/module.h"
#include "cli/options.h"
#include "trace/recording.h"

#define TICK_MS 100 /* how often is looked what else there is to do */
#define BIRTH_TICKS 5  /* how long a child of fork may take to begin */
#define PATIENCE_TICKS 5 /* before it is said that processes are waited for */
#define EXIT_NOT_RUN 126
#define EXIT_NOT_FOUND 127

/* -- signals --------------------------------------------------------------------------- */

static const int forwarded[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};

#define FORWARDED (sizeof forwarded / sizeof *forwarded)

static struct sigaction before[FORWARDED + 2]; /* the last: SIGCHLD and SIGIO */
static struct sigaction before_limit;          /* SIGXFSZ */
static volatile sig_atomic_t command_pid;
static volatile sig_atomic_t is_over; /* whatever still runs: somebody said so */
static struct share *bell_of;

/* What the terminal sends reaches the command by itself; what was sent to us was meant for it, as
 * long as there is one. */
static void on_signal(int number, siginfo_t *info, void *context)
{
	int error = errno;

	(void)context;
	if (command_pid > 0 && info->si_code <= 0)
		kill((pid_t)command_pid, number);
	else if (command_pid == 0 && number != SIGUSR1 && number != SIGUSR2)
		is_over = 1;
	errno = error;
}

/* Something is to be done: a child has ended, or somebody is at the door. */
static void on_news(int number)
{
	int error = errno;

	(void)number;
	share_wake(&bell_of->bell);
	errno = error;
}

static void catch_signals(struct share *share)
{
	struct sigaction forward = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_RESTART};
	struct sigaction news = {.sa_handler = on_news, .sa_flags = SA_NOCLDSTOP | SA_RESTART};

	bell_of = share;
	for (size_t i = 0; i < FORWARDED; i++) {
		sigaction(forwarded[i], NULL, &before[i]);
		if (before[i].sa_handler != SIG_IGN)
			sigaction(forwarded[i], &forward, NULL);
	}
	sigaction(SIGCHLD, &news, &before[FORWARDED]);
	sigaction(SIGIO, &news, NULL);
}

static void restore_signals(void)
{
	for (size_t i = 0; i < FORWARDED; i++)
		sigaction(forwarded[i], &before[i], NULL);
	sigaction(SIGCHLD, &before[FORWARDED], NULL);
	sigaction(SIGIO, &before[FORWARDED + 1], NULL);
	sigaction(SIGXFSZ, &before_limit, NULL);
}

/* -- the command ----------------------------------------------------------------------- */

static void set_environment(const struct options *options, const char *module, int fd,
			    const struct share *share)
{
	const char *others = getenv("LD_PRELOAD");
	size_t bytes = strlen(module) + (others ? strlen(others) : 0) + 2;
	char *list = malloc(bytes), place[PATH_MAX + 64];

	if (!list)
		return;
	snprintf(list, bytes, "%s%s%s", module, others && *others ? ":" : "", others ? others : "");
	setenv("LD_PRELOAD", list, 1);
	snprintf(place, sizeof place, "%d:%d:%.*s:%d:%s", (int)getppid(), fd, (int)TOKEN_LENGTH,
		 share->token, options->children, module);
	setenv(SHARE_VARIABLE, place, 1);
	free(list);
}

/* In the child: wait until the recorder is ready, then become the command. */
static _Noreturn void become_command(const struct options *options, const char *module, int fd,
				     struct share *share)
{
	pid_t recorder = getppid();

	restore_signals();
	while (!atomic_load(&share->go)) {
		share_wait(&share->go, 0, 100);
		if (getppid() != recorder)
			_exit(EXIT_NOT_RUN);
	}
	set_environment(options, module, fd, share);
	execvp(options->files[0], options->files);
	atomic_store(&share->exec_error, errno);
	_exit(errno == ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_RUN);
}

/* A word of the command is this file: the program itself, or something that it reads. */
static bool is_of_command(const struct options *options, const char *path)
{
	struct stat file, word;

	if (stat(path, &file) != 0)
		return false;
	for (int i = 0; i < options->file_count; i++)
		if (stat(options->files[i], &word) == 0 && word.st_dev == file.st_dev &&
		    word.st_ino == file.st_ino)
			return true;
	return false;
}

static enum replaces replaces(const struct options *options)
{
	if (!options->output)
		return REPLACES_NOTHING;
	return options->force && !is_of_command(options, options->output) ? REPLACES_ANY
									  : REPLACES_RECORDING;
}

/* PROGRAM.PID.awtrace, here. */
static const char *output_name(const struct options *options, pid_t pid, char *name, size_t bytes)
{
	if (options->output)
		return options->output;
	snprintf(name, bytes, "%.200s.%d.awtrace", path_name(options->files[0]), (int)pid);
	return name;
}

static int wait_for(pid_t pid, struct collector *collector)
{
	int status;

	for (;;) {
		pid_t ended = waitpid(pid, &status, WNOHANG);

		if (ended == pid)
			return status;
		if (ended < 0 && errno != EINTR)
			return EXIT_NOT_RUN << 8;
		collector_work(collector, TICK_MS);
	}
}

/* Whether process [pid] has a file of this name in its memory. */
static bool maps(uint32_t pid, const char *name)
{
	char path[64], line[PATH_MAX + 128];
	bool found = false;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%" PRIu32 "/maps", pid);
	file = pid ? fopen(path, "re") : NULL;
	while (file && !found && fgets(line, sizeof line, file))
		found = strstr(line, name) != NULL;
	if (file)
		fclose(file);
	return found;
}

/* Children of fork that still run and have this in their memory. */
static uint32_t forked_with(const struct share *share, const char *name)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < FORKED_MOST; i++)
		count += maps(atomic_load(&share->forked[i]), name);
	return count;
}

/* With children those count, too, that have done nothing yet: they have the memory, but no slot. */
static uint32_t still_running(const struct options *options, struct collector *collector)
{
	uint32_t claimed = collector_running(collector);

	return claimed > 0 || !options->children
		       ? claimed
		       : forked_with(collector_share(collector), "/memfd:" SHARE_NAME " ");
}

/* A parent may end before its child has begun. */
static void wait_for_births(const struct share *share, struct collector *collector)
{
	for (int i = 0; i < BIRTH_TICKS && !is_over; i++) {
		if ((int32_t)(atomic_load(&share->forks) - atomic_load(&share->forked_count)) <= 0)
			return;
		collector_work(collector, TICK_MS);
	}
}

/* As many as run; a moment in which one hands over to its child is waited for. */
static uint32_t count_others(const struct options *options, struct collector *collector)
{
	const struct share *share = collector_share(collector);
	uint32_t running, forks;

	do {
		wait_for_births(share, collector);
		forks = atomic_load(&share->forks);
		running = still_running(options, collector);
	} while (running == 0 && forks != atomic_load(&share->forks) && !is_over);
	return running;
}

static void tell_of_others(uint32_t running)
{
	fprintf(stderr,
		"arenawalk: the command has ended; %" PRIu32 " process%s that it left behind %s recorded "
		"until the end, or Ctrl-C: that ends only the recording\n",
		running, running == 1 ? "" : "es", running == 1 ? "is" : "are");
}

/* What the command has left behind and is being recorded: daemons, say.  Whoever does not want to
 * wait says so with Ctrl-C. */
static void wait_for_others(const struct options *options, struct collector *collector)
{
	unsigned ticks = 0;
	uint32_t running;

	while (!is_over && (running = count_others(options, collector)) > 0) {
		if (++ticks == PATIENCE_TICKS && !options->quiet)
			tell_of_others(running);
		collector_work(collector, TICK_MS);
	}
}

/* -- afterwards ------------------------------------------------------------------------- */

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
	[MISSED_LATE] = {"Python was loaded into a program that ran already, cut off from its environment",
			 "what embeds Python must let it look for PYTHON... in the environment (use_environment)"},
};

/* False: there are none. */
static bool explain_misses(const struct collector_result *result)
{
	bool any = false;

	for (int why = 0; why < MISSED_KINDS; why++)
		if (result->missed[why]) {
			any = true;
			complain(stderr, misses[why].hint, "%" PRIu32 " process%s %s not recorded: %s",
				 result->missed[why], result->missed[why] == 1 ? "" : "es",
				 result->missed[why] == 1 ? "was" : "were", misses[why].what);
		}
	return any;
}

/* Of children that nobody asked for just those are worth a word that go on as a Python. */
static void explain_forked(const struct share *share, const char *module)
{
	uint32_t count = forked_with(share, path_name(module));

	if (count)
		complain(stderr, "--children records children, too",
			 "%" PRIu32 " process%s forked by the program %s still running, not recorded", count,
			 count == 1 ? "" : "es", count == 1 ? "is" : "are");
}

static uint64_t count_calls(const char *path)
{
	struct diag_list diags = {0};
	struct recording *recording = recording_open(path, &diags);
	struct trace_cursor cursor;
	struct trace_event event;
	uint64_t calls = 0;

	if (recording) {
		trace_begin(recording, &cursor);
		while (trace_next(recording, &cursor, &event))
			;
		calls = cursor.calls;
		recording_close(recording);
	}
	diag_fini(&diags);
	return calls;
}

static void tell_details(const char *output, const struct collector_result *result)
{
	char text[32];
	struct str bytes = str_init(text, sizeof text);

	str_bytes(&bytes, result->bytes);
	fprintf(stderr, "arenawalk: ");
	print_clean(stderr, output);
	fprintf(stderr, ": Python %.*s, %" PRIu32 " process%s, %s%s\n",
		(int)strcspn(result->python, " "), result->python, result->processes,
		result->processes == 1 ? "" : "es", text,
		result->in_order ? "" : "; it did not end in order");
}

/* Where it is, and what to do with it. */
static void tell(const char *output, const struct collector_result *result)
{
	uint64_t calls = result->calls == UINT64_MAX ? count_calls(output) : result->calls;

	fprintf(stderr, "arenawalk: ");
	print_clean(stderr, output);
	fprintf(stderr, " has %s call%s", thousands(calls).text, calls == 1 ? "" : "s");
	if (result->processes > 1) {
		fprintf(stderr, ", and there %s %" PRIu32 " more: ", result->processes == 2 ? "is" : "are",
			result->processes - 1);
		print_clean(stderr, output);
		fprintf(stderr, ".PID");
	}
	fprintf(stderr, "; see it with: arenawalk play ");
	print_shell_word(stderr, output);
	fputc('\n', stderr);
}

static void explain(const struct options *options, const char *output,
		    const struct collector_result *result)
{
	bool any_missed = explain_misses(result);

	if (result->error)
		complain(stderr, diag_errno_hint(result->error),
			 "%s: %s: the recording ends where it could not be written", output,
			 strerror(result->error));
	else if (result->processes == 0 && !any_missed)
		explain_nothing(result->problem);
	if (result->processes == 0)
		return;
	if (options->verbose)
		tell_details(output, result);
	if (!options->quiet)
		tell(output, result);
}

/* As the command ended, so do we; a core of ours would only replace its own. */
static int end_like(int status)
{
	sigset_t one;

	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	prctl(PR_SET_DUMPABLE, 0);
	signal(WTERMSIG(status), SIG_DFL);
	sigemptyset(&one);
	sigaddset(&one, WTERMSIG(status));
	sigprocmask(SIG_UNBLOCK, &one, NULL);
	raise(WTERMSIG(status));
	return 128 + WTERMSIG(status);
}

static bool is_behind_dashes(const struct options *options)
{
	return strcmp(options->files[-1], "--") == 0;
}

static const char *hint_not_run(const struct options *options, int error)
{
	if (!is_behind_dashes(options))
		return "the command and its arguments stand behind --: -- python3 app.py";
	if (error == EACCES || error == ENOEXEC)
		return "is it a program? a Python script is run by: -- python3 app.py";
	return strchr(options->files[0], '/') ? "`ls` shows which files there are"
					      : "`echo $PATH` shows where programs are looked for";
}

static int run(const struct options *options, struct collector *collector, const char *module)
{
	struct share *share = collector_share(collector);
	struct collector_result result;
	char name[PATH_MAX];
	const char *output;
	int status;
	pid_t pid;

	share->sample = options->sample;
	share->sample_every = options->sample_every;
	catch_signals(share);
	pid = fork();
	if (pid < 0) {
		complain(stderr, "`ulimit -u` shows how many there may be",
			 "no process for the command: %s", strerror(errno));
		return EXIT_NOT_RUN;
	}
	if (pid == 0)
		become_command(options, module, collector_fd(collector), share);
	command_pid = pid;
	output = output_name(options, pid, name, sizeof name);
	if (!collector_output(collector, output, replaces(options))) {
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		return EXIT_BAD_INPUT;
	}
	atomic_store(&share->go, 1);
	share_wake(&share->go);
	status = wait_for(pid, collector);
	command_pid = 0;
	wait_for_others(options, collector);
	result = collector_finish(collector);
	if (atomic_load(&share->exec_error))
		complain(stderr, hint_not_run(options, atomic_load(&share->exec_error)),
			 "%s cannot be run: %s", options->files[0],
			 strerror(atomic_load(&share->exec_error)));
	else
		explain(options, output, &result);
	if (!options->quiet && !options->children)
		explain_forked(share, module);
	module_forget();
	return end_like(status);
}

/* `record app.py` is `record -- python3 app.py`, with all that follows, and told as that; behind a
 * -- everything is a command. */
static bool is_script(const struct options *options)
{
	return path_is_python(options->files[0]) && !is_behind_dashes(options);
}

static char **with_python(const struct options *options)
{
	static char dashes[] = "--", python[] = "python3";
	char **words = mem_zero((size_t)options->file_count + 3, sizeof *words);

	words[0] = dashes;
	words[1] = python;
	memcpy(words + 2, options->files, (size_t)options->file_count * sizeof *words);
	return words;
}

static int record(const struct options *options)
{
	struct collector *collector;
	char module[PATH_MAX];
	int status;

	if (!module_name(module, sizeof module))
		return EXIT_BAD_INPUT;
	/* A limit on files is told as any other fault; and nobody may knock before we can hear it. */
	sigaction(SIGXFSZ, &(struct sigaction){.sa_handler = SIG_IGN}, &before_limit);
	sigaction(SIGIO, &(struct sigaction){.sa_handler = SIG_IGN}, &before[FORWARDED + 1]);
	collector = collector_new(options->children);
	status = collector ? run(options, collector, module) : EXIT_BAD_INPUT;
	if (collector)
		collector_destroy(collector);
	module_forget();
	return status;
}

int cmd_record(const struct options *options)
{
	struct options call = *options;
	char **words;
	int status;

	if (options->file_count == 0) {
		complain(stderr, "arenawalk record -o out.awtrace -- python3 program.py",
			 "record: which command?");
		return EXIT_BAD_INPUT;
	}
	if (!is_script(options))
		return record(options);
	words = with_python(options);
	call.files = words + 1;
	call.file_count++;
	status = record(&call);
	free(words);
	return status;
}
