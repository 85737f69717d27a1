/* cmd_record.c - run a command and write down what its allocator does. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/complain.h"
#include "base/diag.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/path.h"
#include "cli/calls.h"
#include "cli/options.h"
#include "cli/record_report.h"
#include "collect/collector.h"
#include "collect/forked.h"
#include "collect/module.h"

#define TICK_MS 100 /* how often is looked what else there is to do */
#define BIRTH_MS 5000u /* how long a child of fork may take to begin */
#define PATIENCE_TICKS 5 /* before it is said that processes are waited for */
#define MEMORY_NAME "/memfd:" SHARE_NAME " " /* in /proc/PID/maps */
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
		 share->token, options->recorder.children, module);
	setenv(SHARE_VARIABLE, place, 1);
	free(list);
}

/* Whether there is such a program, wherever execvp looks for it. */
static bool is_somewhere(const char *program)
{
	const char *folders = getenv("PATH");
	char path[PATH_MAX];
	size_t length;

	if (!folders || strchr(program, '/'))
		return true; /* nothing is looked for */
	for (; *folders; folders += length + (folders[length] == ':')) {
		length = strcspn(folders, ":");
		snprintf(path, sizeof path, "%.*s/%s", (int)length, folders, program);
		if (access(path, F_OK) == 0)
			return true;
	}
	return false;
}

/* Become the command, or return why not.  A folder that may not be looked into is no reason: where
 * the program is in none of the others, it is not there. */
static int execute(const struct options *options)
{
	execvp(options->files[0], options->files);
	return errno == EACCES && !is_somewhere(options->files[0]) ? ENOENT : errno;
}

/* In the child: wait until the recorder is ready, then become the command. */
static _Noreturn void become_command(const struct options *options, const char *module, int fd,
				     struct share *share)
{
	pid_t recorder = getppid();
	int error;

	restore_signals();
	while (!atomic_load(&share->go)) {
		share_wait(&share->go, 0, 100);
		if (getppid() != recorder)
			_exit(EXIT_NOT_RUN);
	}
	set_environment(options, module, fd, share);
	error = execute(options);
	atomic_store(&share->exec_error, error);
	_exit(error == ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_RUN);
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
	if (!options->output.path)
		return REPLACES_NOTHING;
	return options->output.force && !is_of_command(options, options->output.path)
		       ? REPLACES_ANY
		       : REPLACES_RECORDING;
}

/* PROGRAM.PID.awtrace, here; a script's without its ".py". */
static const char *output_name(const struct options *options, const char *program, pid_t pid,
			       char *name, size_t bytes)
{
	size_t length = strlen(program = path_name(program));

	if (options->output.path)
		return options->output.path;
	if (path_is_python(program))
		length -= 3;
	snprintf(name, bytes, "%.*s.%d.awtrace", (int)(length < 200 ? length : 200), program, (int)pid);
	return name;
}

/* Each process that is recorded takes two files, and may be one of many. */
static void take_all_files(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == files.rlim_max)
		return;
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
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

/* With children those count, too, that have done nothing yet: they have the memory, but no slot. */
static uint32_t still_running(const struct options *options, struct collector *collector)
{
	uint32_t claimed = collector_running(collector);

	return claimed > 0 || !options->recorder.children
		       ? claimed
		       : forked_with(collector_share(collector), MEMORY_NAME);
}

static bool is_one_missing(const struct share *share)
{
	return (int32_t)(atomic_load(&share->forks) - atomic_load(&share->born)) > 0;
}

/* A parent may end before its child has begun, which takes as long as a busy machine lets it.  A
 * fork that failed has no child: nothing has the memory then.  A process that forks in that moment
 * and ends may be overlooked once. */
static void wait_for_births(const struct share *share, struct collector *collector)
{
	uint64_t began = clock_ms();
	int nobody = 0;

	while (is_one_missing(share) && nobody < 2 && !is_over && clock_ms() - began < BIRTH_MS) {
		nobody = forked_any(MEMORY_NAME) ? 0 : nobody + 1;
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

/* What the command has left behind and is being recorded: daemons, say.  Ctrl-C ends the
 * wait. */
static void wait_for_others(const struct options *options, struct collector *collector)
{
	unsigned ticks = 0;
	uint32_t running;

	while (!is_over && (running = count_others(options, collector)) > 0) {
		if (++ticks == PATIENCE_TICKS && !options->recorder.quiet)
			tell_of_others(running);
		collector_work(collector, TICK_MS);
	}
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

static int run(const struct options *options, const char *program, struct collector *collector,
	       const char *module)
{
	struct share *share = collector_share(collector);
	struct collector_result result;
	char name[PATH_MAX];
	const char *output;
	int status;
	pid_t pid;

	share->sample = options->recorder.sample;
	share->sample_every = options->recorder.sample_every;
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
	take_all_files();
	output = output_name(options, program, pid, name, sizeof name);
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
		record_report(options, output, &result);
	if (!options->recorder.quiet && !options->recorder.children)
		record_report_forked(share, path_name(module));
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

/* [program]: what the recording is named after. */
static int record(const struct options *options, const char *program)
{
	struct collector *collector;
	char module[PATH_MAX];
	int status;

	if (!module_name(module, sizeof module))
		return EXIT_BAD_INPUT;
	/* A limit on files is told as any other fault; and nobody may knock before we can hear it. */
	sigaction(SIGXFSZ, &(struct sigaction){.sa_handler = SIG_IGN}, &before_limit);
	sigaction(SIGIO, &(struct sigaction){.sa_handler = SIG_IGN}, &before[FORWARDED + 1]);
	collector = collector_new(options->recorder.children);
	status = collector ? run(options, program, collector, module) : EXIT_BAD_INPUT;
	if (collector)
		collector_destroy(collector);
	module_forget();
	return status;
}

static int run_record(const struct options *options)
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
		return record(options, options->files[0]);
	words = with_python(options);
	call.files = words + 1;
	call.file_count++;
	status = record(&call, options->files[0]);
	free(words);
	return status;
}

const struct call call_record = {
	.name = "record",
	.arguments = "COMMAND...",
	.what = N_("run a Python program and write down what its allocator does"),
	.options = {OPT_OUTPUT, OPT_FORCE, OPT_SAMPLE, OPT_CHILDREN, OPT_VERBOSE, OPT_QUIET},
	.ends_at_word = true,
	.operands = TAKES_COMMAND,
	.run = run_record,
};
