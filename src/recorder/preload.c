/*
 * preload.c - what is loaded into a program that is recorded: how it begins, forks and ends.
 *
 * A guest in somebody else's process: it needs nothing but libc, leaves errno, signals,
 * descriptors and the environment as the program would have them, and never allocates through
 * Python.
 */
#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recorder/facts.h"
#include "recorder/gate.h"
#include "recorder/hooks.h"
#include "recorder/notes.h"
#include "recorder/prints.h"
#include "recorder/python.h"
#include "recorder/reach.h"
#include "recorder/ring.h"
#include "recorder/started.h"

#define EXPORTED __attribute__((visibility("default")))

static bool with_children;
static pid_t owner; /* whose records these are: a child of vfork shares our memory */

/* -- the environment ------------------------------------------------------------------ */

/* Take [word] out of the list LD_PRELOAD. */
static void remove_preload(const char *word)
{
	const char *list = getenv("LD_PRELOAD"), *at = list ? strstr(list, word) : NULL;
	size_t length = strlen(word), rest;
	char *left;

	if (!at)
		return;
	left = strdup(list);
	if (!left)
		return;
	rest = strlen(at + length);
	memmove(left + (at - list), at + length + (rest > 0), rest + (rest == 0));
	if (left[0])
		setenv("LD_PRELOAD", left, 1);
	else
		unsetenv("LD_PRELOAD");
	free(left);
}

/* The program and its children must not find us there, unless children are recorded. */
static void clean_environment(const char *preload)
{
	if (with_children)
		return;
	remove_preload(preload);
	unsetenv(SHARE_VARIABLE);
}

/* -- the end -------------------------------------------------------------------------- */

/* Whether no other thread can be writing. */
static bool is_alone(void)
{
	return !python.is_initialized() || !python.holds_gil || python.holds_gil();
}

static void end(void)
{
	if (!share || !ring.slot || getpid() != owner)
		return;
	atomic_store(&ring.slot->problem, hooks_why());
	if (is_alone()) {
		notes_end();
		if (facts_has_arena() && gate_open(NULL, 0)) {
			ring_commit(put_number(put_kind(ring.at, RECORD_END), ring.calls));
			gate_close();
		}
		atomic_store(&ring.slot->ended, 1);
		ring_call(); /* what is left can be written while this process is taken down */
	}
	ring_close();
}

EXPORTED _Noreturn void _exit(int status)
{
	end();
	for (;;)
		syscall(SYS_exit_group, status);
}

EXPORTED _Noreturn void _Exit(int status)
{
	_exit(status);
}

/* -- fork ----------------------------------------------------------------------------- */

static void in_child(void)
{
	int error = errno;

	if (share) {
		gate_reset();
		owner = getpid();
		ring_fork(with_children);
		if (!with_children)
			hooks_leave();
	} else {
		ring_leave_trace();
	}
	if (!with_children)
		started_fork();
	errno = error;
}

/* -- the beginning -------------------------------------------------------------------- */

/* What SHARE_VARIABLE says. */
static struct share_call {
	unsigned pid, fd, children;
	char token[TOKEN_LENGTH + 1], preload[PATH_MAX];
	bool waits; /* no CPython was there at the beginning */
} call;

static bool read_call(const char *place)
{
	return place && sscanf(place, "%u:%u:%32[0-9a-f]:%u:%4095s", &call.pid, &call.fd, call.token,
			       &call.children, call.preload) == 5;
}

static void begin_recording(void)
{
	enum problem problem;

	owner = getpid();
	facts_begin();
	problem = hooks_install();
	if (problem != PROBLEM_NONE) {
		atomic_store(&ring.slot->problem, problem);
		atomic_store(&ring.slot->ended, 1);
		ring_close();
		return;
	}
	gate_on_fork = in_child;
	pthread_atfork(ring_expect, NULL, in_child);
	started_begin(with_children);
}

static void join(void)
{
	with_children = call.children;
	clean_environment(call.preload);
	if (ring_open())
		begin_recording();
}

/* -- later ---------------------------------------------------------------------------- */

/* A program loads Python when it is up (a plugin, say), and Python asks for its variables before it
 * makes its first object: [caller] leads to it. */
static void begin_later(void *caller)
{
	Dl_info info;
	void *library = NULL;
	int error = errno;

	if (dladdr(caller, &info) && info.dli_fname)
		library = dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
	if (library && python_find(library) && !python_has_begun()) {
		call.waits = false;
		join();
	}
	if (library)
		dlclose(library);
	errno = error;
}

/* Asking for its variables is what the interpreter does after it has put its allocators in
 * place and before it makes the first object. */
EXPORTED char *getenv(const char *name)
{
	static char *(*real)(const char *name);
	char *value;

	if (!real) {
		void *symbol = dlsym(RTLD_NEXT, "getenv");

		memcpy(&real, &symbol, sizeof real);
	}
	value = real(name);
	if ((!share && !call.waits) || strncmp(name, "PYTHON", 6) != 0)
		return value;
	/* This is asked for inside the call that needs the first arena: too late. */
	if (strcmp(name, "PYTHONMALLOCSTATS") == 0) {
		if (!call.waits)
			prints_wanted(value);
		return value;
	}
	if (call.waits)
		begin_later(__builtin_return_address(0));
	hooks_check();
	return value;
}

static int is_python(struct dl_phdr_info *info, size_t size, void *data)
{
	(void)size;
	(void)data;
	return strstr(info->dlpi_name, "libpython") != NULL;
}

__attribute__((destructor)) static void at_exit(void)
{
	if (call.waits && dl_iterate_phdr(is_python, NULL))
		ring_excuse(MISSED_LATE);
	end();
}

/* -- the beginning of a Python --------------------------------------------------------- */

/* Whether the interpreter's functions are in a library, where others can come before them. */
static bool is_shared(void)
{
	void *function = dlsym(RTLD_DEFAULT, "PyObject_Malloc");
	char program[PATH_MAX], library[PATH_MAX];
	Dl_info info;

	return function && dladdr(function, &info) && info.dli_fname &&
	       realpath("/proc/self/exe", program) && realpath(info.dli_fname, library) &&
	       strcmp(program, library) != 0;
}

/* Python 2 needs the other library, from the very beginning: start the program once more.
 * Returns if that cannot be. */
static void start_again(const char *place, const char *preload, char **arguments)
{
	const char *list = getenv("LD_PRELOAD"), *at = list ? strstr(list, preload) : NULL;
	size_t length = strlen(preload);
	char other[PATH_MAX + 8], program[PATH_MAX], *preloads, *places;

	if (!at || length < 3 || strcmp(preload + length - 3, ".so") != 0 ||
	    !realpath("/proc/self/exe", program))
		return;
	snprintf(other, sizeof other, "%.*s-2.so", (int)length - 3, preload);
	if (access(other, R_OK) != 0 ||
	    asprintf(&preloads, "%.*s%s%s", (int)(at - list), list, other, at + length) < 0)
		return;
	if (asprintf(&places, "%.*s%s", (int)(strlen(place) - length), place, other) >= 0) {
		setenv("LD_PRELOAD", preloads, 1);
		setenv(SHARE_VARIABLE, places, 1);
		execv(program, arguments);
		setenv("LD_PRELOAD", list, 1);
		free(places);
	}
	free(preloads);
}

__attribute__((constructor)) static void begin(int count, char **arguments)
{
	const char *place = getenv(SHARE_VARIABLE);

	(void)count;
	if (!read_call(place))
		return;
	reach_begin(call.pid, call.fd, call.token);
	call.waits = !python_find(RTLD_DEFAULT);
	if (call.waits)
		return;
	if (python.minor == 2 && !hooks_interpose() && is_shared())
		start_again(place, call.preload, arguments);
	join();
}
