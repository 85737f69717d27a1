/*
 * starve.c - a system that runs out of memory: loaded before all other libraries.
 *
 * STARVE=N: the N-th request for memory is refused, and all that follow.
 * STARVE_KIB=N: no more than that can be held at a time, as where there is a limit.
 */
#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stddef.h>
#include <stdlib.h>

static unsigned char early[1 << 14]; /* what dlsym() itself asks for */
static size_t early_used;
static long left, most;
static long held;
static int is_ready;

static long setting(const char *name)
{
	const char *text = getenv(name);
	long value = text ? atol(text) : 0;

	return value > 0 ? value : 1L << 50;
}

static int is_refused(size_t size)
{
	if (!is_ready) {
		left = setting("STARVE");
		most = setting("STARVE_KIB") << 10;
		is_ready = 1;
	}
	if (left > 1 && held + (long)size <= most) {
		left--;
		return 0;
	}
	errno = ENOMEM;
	return 1;
}

static void *hold(void *block)
{
	held += (long)malloc_usable_size(block);
	return block;
}

static void *next(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

void *malloc(size_t size)
{
	static void *(*real)(size_t);

	if (!real)
		*(void **)&real = next("malloc");
	return is_refused(size) ? NULL : hold(real(size));
}

void *calloc(size_t count, size_t size)
{
	static void *(*real)(size_t, size_t);
	static int is_looking;
	void *memory;

	if (!real && is_looking) {
		memory = early + early_used;
		early_used += (count * size + 15) / 16 * 16;
		return early_used <= sizeof early ? memory : NULL;
	}
	is_looking = 1;
	if (!real)
		*(void **)&real = next("calloc");
	return is_refused(count * size) ? NULL : hold(real(count, size));
}

void *realloc(void *block, size_t size)
{
	static void *(*real)(void *, size_t);
	size_t before = malloc_usable_size(block);

	if (!real)
		*(void **)&real = next("realloc");
	if (is_refused(size > before ? size - before : 0))
		return NULL;
	held -= (long)before;
	return hold(real(block, size));
}

void free(void *block)
{
	static void (*real)(void *);

	if ((unsigned char *)block >= early && (unsigned char *)block < early + sizeof early)
		return;
	if (!real)
		*(void **)&real = next("free");
	held -= (long)malloc_usable_size(block);
	real(block);
}
