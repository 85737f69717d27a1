/*
 * engine.c - the bare engine against the allocator of an installed CPython, side by
 * side in one process: nanoseconds an operation, medians, and the ratio.
 *
 *	engine [LIBPYTHON]
 *
 * PyObject_Malloc works without starting an interpreter; sizes, order and the byte
 * touched are the same for both.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "heap/heap.h"

#define ROUNDS 7
#define OPS 4000000u

static void *(*real_malloc)(size_t);
static void (*real_free)(void *);
static struct store store;
static struct heap heap;

static uint64_t rng = 88172645463325252u;

static uint32_t next(void)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	rng ^= rng << 17;
	return (uint32_t)(rng >> 32);
}

static uint16_t sizes[1u << 16];
static uint32_t picks[1u << 16];
static uint64_t live[100000];

/* One body for both allocators: what differs is expanded, not called through a pointer. */
#define PATTERNS(NAME, MALLOC, FREE)                                                               \
	static void NAME##_lifo(uint32_t n)                                                        \
	{                                                                                          \
		for (uint32_t done = 0; done < OPS; done += 2 * n) {                               \
			for (uint32_t i = 0; i < n; i++)                                           \
				live[i] = MALLOC(sizes[(done + i) & 0xffff]);                      \
			for (uint32_t i = n; i-- > 0;)                                             \
				FREE(live[i]);                                                     \
		}                                                                                  \
	}                                                                                          \
	static void NAME##_fifo(uint32_t n)                                                        \
	{                                                                                          \
		for (uint32_t i = 0; i < n; i++)                                                   \
			live[i] = MALLOC(sizes[i & 0xffff]);                                       \
		for (uint32_t done = 0, i = 0; done < OPS; done += 2, i = i + 1 == n ? 0 : i + 1) { \
			FREE(live[i]);                                                             \
			live[i] = MALLOC(sizes[done & 0xffff]);                                    \
		}                                                                                  \
		for (uint32_t i = 0; i < n; i++)                                                   \
			FREE(live[i]);                                                             \
	}                                                                                          \
	static void NAME##_random(uint32_t n)                                                      \
	{                                                                                          \
		for (uint32_t i = 0; i < n; i++)                                                   \
			live[i] = MALLOC(sizes[i & 0xffff]);                                       \
		for (uint32_t done = 0; done < OPS; done += 2) {                                   \
			uint32_t i = (uint32_t)((picks[done & 0xffff] + done) % n);                \
			FREE(live[i]);                                                             \
			live[i] = MALLOC(sizes[(done + i) & 0xffff]);                              \
		}                                                                                  \
		for (uint32_t i = 0; i < n; i++)                                                   \
			FREE(live[i]);                                                             \
	}                                                                                          \
	static void NAME##_pair(uint32_t n)                                                        \
	{                                                                                          \
		(void)n;                                                                           \
		live[0] = MALLOC(28);                                                              \
		for (uint32_t done = 0; done < OPS; done += 2) {                                   \
			live[1] = MALLOC(28);                                                      \
			FREE(live[1]);                                                             \
		}                                                                                  \
		FREE(live[0]);                                                                     \
	}

#define REAL_MALLOC(n) ((uint64_t)(uintptr_t)real_malloc(n))
#define REAL_FREE(p) real_free((void *)(uintptr_t)(p))
#define OURS_MALLOC(n) heap_malloc(&heap, (n))
#define OURS_FREE(p) heap_free(&heap, (p))
PATTERNS(real, REAL_MALLOC, REAL_FREE)
PATTERNS(ours, OURS_MALLOC, OURS_FREE)

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double time_one(void (*pattern)(uint32_t), uint32_t n)
{
	double start = seconds();

	pattern(n);
	return (seconds() - start) / OPS * 1e9;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void compare(const char *name, void (*real)(uint32_t), void (*ours)(uint32_t), uint32_t n)
{
	double r[ROUNDS], o[ROUNDS], q[ROUNDS];

	for (int i = 0; i < ROUNDS; i++) {
		r[i] = time_one(real, n);
		o[i] = time_one(ours, n);
		q[i] = o[i] / r[i];
	}
	qsort(r, ROUNDS, sizeof *r, by_value);
	qsort(o, ROUNDS, sizeof *o, by_value);
	qsort(q, ROUNDS, sizeof *q, by_value);
	printf("%-8s %7u live   CPython %6.1f ns   arenawalk %6.1f ns   ratio %.2f\n", name, n,
	       r[ROUNDS / 2], o[ROUNDS / 2], q[ROUNDS / 2]);
}

static bool find_python(const char *path)
{
	static const char *const names[] = {"libpython3.11.so.1.0", "libpython3.10.so.1.0",
					    "libpython3.12.so.1.0", "libpython3.13.so.1.0", NULL};
	void *library = path ? dlopen(path, RTLD_NOW) : NULL;

	for (int i = 0; !path && !library && names[i]; i++)
		library = dlopen(names[i], RTLD_NOW);
	if (!library)
		return false;
	*(void **)&real_malloc = dlsym(library, "PyObject_Malloc");
	*(void **)&real_free = dlsym(library, "PyObject_Free");
	return real_malloc && real_free;
}

int main(int argc, char **argv)
{
	static const uint32_t lives[] = {1000, 10000, 100000};
	struct heap_options options = {.model = model_find("cpython-3.11"),
				       .placement = ARENAS_PAGE};

	if (!find_python(argc > 1 ? argv[1] : NULL)) {
		fprintf(stderr, "no shared libpython found: install libpython3-dev, or name one\n");
		return 77;
	}
	for (uint32_t i = 0; i < 1u << 16; i++) {
		sizes[i] = (uint16_t)(16 + next() % 497);
		picks[i] = next() >> 1;
	}
	if (!store_init(&store, UINT64_C(0x7f0000000000), UINT64_C(1) << 32, UINT64_C(1) << 28) ||
	    !heap_init(&heap, &store, &options))
		return 1;
	for (int i = 0; i < 3; i++) {
		compare("LIFO", real_lifo, ours_lifo, lives[i]);
		compare("FIFO", real_fifo, ours_fifo, lives[i]);
		compare("random", real_random, ours_random, lives[i]);
	}
	compare("hot pair", real_pair, ours_pair, 1);
	return 0;
}
