/*
 * spoil.c - preloaded beside the recorder: what that calls in libc leaves another errno behind, as
 * any function may that succeeds.  The program must not see it.  With SPOIL_BIRTH=late in the
 * environment children of fork take their time, as on a busy machine; with =never they are gone
 * before they begin.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define SPOILT 99

static void *next(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

/* Called by the recorder, not by Python. */
static void spoil(void *caller)
{
	Dl_info info;

	if (dladdr(caller, &info) && info.dli_fname && strstr(info.dli_fname, "arenawalk-record"))
		errno = SPOILT;
}

#define REAL(function, name)                                                                       \
	void *symbol_ = next(name);                                                                \
	memcpy(&(function), &symbol_, sizeof symbol_)

long syscall(long number, ...)
{
	long (*real)(long number, ...), argument[6], result;
	va_list list;

	va_start(list, number);
	for (int i = 0; i < 6; i++)
		argument[i] = va_arg(list, long);
	va_end(list);
	REAL(real, "syscall");
	result = real(number, argument[0], argument[1], argument[2], argument[3], argument[4],
		      argument[5]);
	spoil(__builtin_return_address(0));
	return result;
}

int close(int fd)
{
	int (*real)(int fd), result;

	REAL(real, "close");
	result = real(fd);
	spoil(__builtin_return_address(0));
	return result;
}

/* An arena is unmapped by Python, which jumps there from a function that the recorder's hook calls:
 * the caller seems to be the recorder. */
static int is_arena(size_t bytes)
{
	return bytes == 256u << 10 || bytes == 1u << 20;
}

int munmap(void *where, size_t bytes)
{
	int (*real)(void *where, size_t bytes), result;

	REAL(real, "munmap");
	result = real(where, bytes);
	if (!is_arena(bytes))
		spoil(__builtin_return_address(0));
	return result;
}

ssize_t readlink(const char *restrict path, char *restrict text, size_t bytes)
{
	ssize_t (*real)(const char *path, char *text, size_t bytes), result;

	REAL(real, "readlink");
	result = real(path, text, bytes);
	spoil(__builtin_return_address(0));
	return result;
}

FILE *open_memstream(char **text, size_t *length)
{
	FILE *(*real)(char **text, size_t *length), *result;

	REAL(real, "open_memstream");
	result = real(text, length);
	spoil(__builtin_return_address(0));
	return result;
}

/* -- children of fork ----------------------------------------------------------------- */

static void come_late(void)
{
	nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
}

static void never_come(void)
{
	for (;;)
		syscall(SYS_exit_group, 5);
}

/* Before the recorder's: children do this first. */
__attribute__((constructor)) static void begin(void)
{
	const char *birth = getenv("SPOIL_BIRTH");

	if (birth)
		pthread_atfork(NULL, NULL, strcmp(birth, "late") == 0 ? come_late : never_come);
}
