/* cmd_record.c - run a command and write down what its allocator does. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/installed.h"
#include "base/path.h"
#include "base/str.h"
#include "cli/collect.h"
#include "cli/complain.h"
#include "cli/options.h"
#include "config.h"

#define MODULE "libarenawalk-record.so"
#define TICK_MS 100 /* a recording that still grows is at most so old */
#define EXIT_NOT_RUN 126
#define EXIT_NOT_FOUND 127

/* -- the module that is loaded into programs ------------------------------------------- */

/* In the build folder; beside the program, wherever it was put; where it was to be put. */
static bool find_module(char *path, size_t bytes)
{
	static const char *const places[] = {"src/recorder/" MODULE,
					     "../" RECORDER_LIBDIR "/" MODULE};

	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (installed_beside(places[i], path, bytes) && access(path, R_OK) == 0)
			return true;
	snprintf(path, bytes, "%s/" MODULE, RECORDER_INSTALLED);
	return access(path, R_OK) == 0;
}

/* What LD_PRELOAD understands: neither blank nor colon.  The recorder's descriptor has a name
 * without them, whatever the path. */
static bool name_module(char *name, size_t bytes)
{
	char path[PATH_MAX];
	int fd;

	if (!find_module(path, sizeof path)) {
		complain(stderr, "is arenawalk installed as a whole?", MODULE " is missing");
		return false;
	}
	snprintf(name, bytes, "%s", path);
	if (!strpbrk(path, " :\t\n"))
		return true;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	snprintf(name, bytes, "/proc/%d/fd/%d", (int)getpid(), fd);
	return fd >= 0;
}

/* -- signals --------------------------------------------------------------------------- */

static const int forwarded[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};

#define FORWARDED (sizeof forwarded / sizeof *forwarded)

static struct sigaction before[FORWARDED + 1]; /* the last: SIGCHLD */
static struct sigaction before_limit;          /* SIGXFSZ */
static volatile sig_atomic_t command_pid;
static struct share *bell_of;

/* What the terminal sends reaches the command by itself; what was sent to us was meant for it. */
static void on_signal(int number, siginfo_t *info, void *context)
{
	int error = errno;

	(void)context;
	if (command_pid > 0 && info->si_code <= 0)
		kill((pid_t)command_pid, number);
	errno = error;
}

static void on_child(int number)
{
	int error = errno;

	(void)number;
	share_wake(&bell_of->bell);
	errno = error;
}

static void catch_signals(struct share *share)
{
	struct sigaction forward = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_RESTART};
	struct sigaction child = {.sa_handler = on_child, .sa_flags = SA_NOCLDSTOP | SA_RESTART};

	bell_of = share;
	for (size_t i = 0; i < FORWARDED; i++) {
		sigaction(forwarded[i], NULL, &before[i]);
		if (before[i].sa_handler != SIG_IGN)
			sigaction(forwarded[i], &forward, NULL);
	}
	sigaction(SIGCHLD, &child, &before[FORWARDED]);
}

static void restore_signals(void)
{
	for (size_t i = 0; i < FORWARDED; i++)
		sigaction(forwarded[i], &before[i], NULL);
	sigaction(SIGCHLD, &before[FORWARDED], NULL);
	sigaction(SIGXFSZ, &before_limit, NULL);
}

/* -- the command ----------------------------------------------------------------------- */

static void set_environment(const struct options *options, const char *module, int fd)
{
	const char *others = getenv("LD_PRELOAD");
	size_t bytes = strlen(module) + (others ? strlen(others) : 0) + 2;
	char *list = malloc(bytes), place[PATH_MAX + 64];

	if (!list)
		return;
	snprintf(list, bytes, "%s%s%s", module, others && *others ? ":" : "", others ? others : "");
	setenv("LD_PRELOAD", list, 1);
	snprintf(place, sizeof place, "%d:%d:%d:%s", (int)getppid(), fd, options->children, module);
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
	set_environment(options, module, fd);
	execvp(options->files[0], options->files);
	atomic_store(&share->exec_error, errno);
	_exit(errno == ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_RUN);
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

/* -- afterwards ------------------------------------------------------------------------- */

static void explain_nothing(enum problem problem)
{
	static const char *const hints[] = {
		[PROBLEM_NONE] = "no CPython of 3.4 or later was started; one that is statically linked, "
				 "set-user-ID or of another architecture cannot be seen",
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

static void explain(const struct options *options, const char *output,
		    const struct collector_result *result)
{
	if (result->error)
		complain(stderr, "the recording ends where it could not be written", "%s: %s", output,
			 strerror(result->error));
	else if (result->processes == 0)
		explain_nothing(result->problem);
	if (result->missed)
		complain(stderr, "let fewer run at the same time",
			 "%" PRIu32 " processes were not recorded: more than %u at a time",
			 result->missed, SLOTS_MOST);
	if (options->verbose && result->processes > 0) {
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
	if (!collector_output(collector, output, options->output != NULL)) {
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		return EXIT_BAD_INPUT;
	}
	atomic_store(&share->go, 1);
	share_wake(&share->go);
	status = wait_for(pid, collector);
	command_pid = 0;
	result = collector_finish(collector);
	if (atomic_load(&share->exec_error))
		complain(stderr, "the command and its arguments stand behind --: -- python3 app.py",
			 "%s cannot be run: %s", options->files[0],
			 strerror(atomic_load(&share->exec_error)));
	else
		explain(options, output, &result);
	return end_like(status);
}

int cmd_record(const struct options *options)
{
	struct collector *collector;
	char module[PATH_MAX];
	int status;

	if (options->file_count == 0) {
		complain(stderr, "arenawalk record -o out.awtrace -- python3 program.py",
			 "record: which command?");
		return EXIT_BAD_INPUT;
	}
	if (!name_module(module, sizeof module))
		return EXIT_BAD_INPUT;
	/* A limit on files is told as any other fault. */
	sigaction(SIGXFSZ, &(struct sigaction){.sa_handler = SIG_IGN}, &before_limit);
	collector = collector_new(options->children);
	if (!collector)
		return EXIT_BAD_INPUT;
	status = run(options, collector, module);
	collector_destroy(collector);
	return status;
}
