/* started.c - the Pythons that a recorded program starts; see started.h. */
#include "recorder/started.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "recorder/executable.h"
#include "recorder/ring.h"

#define EXPORTED __attribute__((visibility("default")))

static bool is_recorded, with_children;
static pid_t forked_as; /* a child of fork that counts as a Python; a child of vfork sees its parent's */

void started_fork(void)
{
	if (!is_recorded)
		return;
	forked_as = getpid();
	ring_missed(MISSED_STARTED, 1);
}

/* -- becoming another program ----------------------------------------------------------- */

/* A child of fork that is going to be another program was no Python of its own. */
static void no_fork(void)
{
	if (forked_as == 0 || forked_as != getpid())
		return;
	forked_as = 0;
	ring_missed(MISSED_STARTED, -1);
}

static bool has_call(char *const *environment)
{
	static const char name[] = SHARE_VARIABLE "=";

	for (; environment && *environment; environment++)
		if (strncmp(*environment, name, sizeof name - 1) == 0)
			return true;
	return false;
}

static enum missed why(void)
{
	return with_children ? MISSED_ENVIRONMENT : MISSED_STARTED;
}

/* Before [path] is run: count it.  Returns how much to take back if it is not run after all. */
static int count(const char *path, char *const *environment)
{
	int error = errno, counted = 0;

	if (is_recorded && path && !(with_children && has_call(environment)) &&
	    executable_is_python(path, environment)) {
		counted = 1;
		ring_missed(why(), counted);
	}
	errno = error;
	return counted;
}

static void take_back(int counted)
{
	if (counted)
		ring_missed(why(), -counted);
}

static int count_found(const char *name, char *const *environment)
{
	int error = errno;
	char path[PATH_MAX];
	bool found = is_recorded && name && executable_find(name, environ, path, sizeof path);

	errno = error;
	return found ? count(path, environment) : 0;
}

static int count_opened(int fd, char *const *environment)
{
	char path[32];

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	return count(path, environment);
}

/* -- in front of libc --------------------------------------------------------------------- */

typedef int exec_function(const char *path, char *const *arguments, char *const *environment);
typedef int exec_opened(int fd, char *const *arguments, char *const *environment);
typedef int spawn_function(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
			   const posix_spawnattr_t *attributes, char *const *arguments,
			   char *const *environment);

static struct {
	exec_function *execve, *execvpe;
	exec_opened *fexecve;
	spawn_function *posix_spawn, *posix_spawnp;
} next;

#define FIND(function)                                                                             \
	do {                                                                                       \
		if (!next.function) {                                                              \
			void *symbol_ = dlsym(RTLD_NEXT, #function);                               \
			memcpy(&next.function, &symbol_, sizeof symbol_);                          \
		}                                                                                  \
	} while (0)

/* Children of vfork had better find them there. */
void started_begin(bool children)
{
	FIND(execve);
	FIND(execvpe);
	FIND(fexecve);
	FIND(posix_spawn);
	FIND(posix_spawnp);
	with_children = children;
	is_recorded = true;
}

EXPORTED int execve(const char *path, char *const *arguments, char *const *environment)
{
	int counted, result;

	FIND(execve);
	no_fork();
	counted = count(path, environment);
	result = next.execve(path, arguments, environment);
	take_back(counted);
	return result;
}

EXPORTED int execv(const char *path, char *const *arguments)
{
	return execve(path, arguments, environ);
}

EXPORTED int execvpe(const char *name, char *const *arguments, char *const *environment)
{
	int counted, result;

	FIND(execvpe);
	no_fork();
	counted = count_found(name, environment);
	result = next.execvpe(name, arguments, environment);
	take_back(counted);
	return result;
}

EXPORTED int execvp(const char *name, char *const *arguments)
{
	return execvpe(name, arguments, environ);
}

EXPORTED int fexecve(int fd, char *const *arguments, char *const *environment)
{
	int counted, result;

	FIND(fexecve);
	no_fork();
	counted = count_opened(fd, environment);
	result = next.fexecve(fd, arguments, environment);
	take_back(counted);
	return result;
}

EXPORTED int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
			 const posix_spawnattr_t *attributes, char *const *arguments,
			 char *const *environment)
{
	int counted, result;

	FIND(posix_spawn);
	counted = count(path, environment);
	result = next.posix_spawn(pid, path, actions, attributes, arguments, environment);
	if (result != 0)
		take_back(counted);
	return result;
}

EXPORTED int posix_spawnp(pid_t *pid, const char *name, const posix_spawn_file_actions_t *actions,
			  const posix_spawnattr_t *attributes, char *const *arguments,
			  char *const *environment)
{
	int counted, result;

	FIND(posix_spawnp);
	counted = count_found(name, environment);
	result = next.posix_spawnp(pid, name, actions, attributes, arguments, environment);
	if (result != 0)
		take_back(counted);
	return result;
}
