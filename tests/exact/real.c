/*
 * real.c - the engine against the allocators of installed interpreters, call by call.
 *
 *	real [LIBPYTHON...]
 *
 * A libpython can be asked for blocks without starting an interpreter (up to 3.11; later
 * ones keep the allocator's state in the interpreter).  The same seeded calls are made of
 * the engine and of the library; the library gets its arenas where the engine has just put
 * its own, so the two must agree about every address, and about when an arena is obtained
 * and when it goes back.  Which model a library should equal is found by looking, not taken
 * from its version: patched ones exist.
 *
 * Without arguments: those found in the usual places.  Exit status 77 (skipped) if there is none.
 */
#include <dlfcn.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "heap/inspect.h"
#include "scale.h"

#define CALLS (8 * PHASE)
#define SLOTS 100000u
#define PHASE (IS_CHECKED_BUILD ? 150000u : 500000u)
#define STORE_BYTES (UINT64_C(2) << 30)
#define NO_SLOT UINT64_MAX

struct arena_allocator {
	void *ctx;
	void *(*alloc)(void *ctx, size_t size);
	void (*free)(void *ctx, void *arena, size_t size);
};

static struct {
	void *(*malloc)(size_t);
	void *(*calloc)(size_t, size_t);
	void *(*realloc)(void *, size_t);
	void (*free)(void *);
	void (*set_arenas)(struct arena_allocator *);
} python;

static struct heap heap;
static struct store store;

/* The library's arenas lie in a window of their own, at the offsets of the engine's slots. */
static unsigned char *window;
static uint64_t window_bytes;
static size_t skew, arena_size;
static uint64_t obtained_slot = NO_SLOT; /* by the engine in this call, not yet by the library */
static uint64_t returned_slot = NO_SLOT; /* the same for giving back */
static bool disagrees;
static unsigned obtained, returned;

static void *take_arena(void *ctx, size_t size)
{
	uint64_t slot = obtained_slot == NO_SLOT ? 0 : obtained_slot;

	(void)ctx;
	disagrees |= heap.store && obtained_slot == NO_SLOT;
	arena_size = size;
	obtained_slot = NO_SLOT;
	obtained++;
	return window + skew + slot * size;
}

static void give_arena(void *ctx, void *arena, size_t size)
{
	uint64_t slot = ((uint64_t)((unsigned char *)arena - window) - skew) / size;

	(void)ctx;
	disagrees |= heap.store && slot != returned_slot;
	returned_slot = NO_SLOT;
	returned++;
}

/* -- one call of both ------------------------------------------------------------------- */

static uint64_t state = 1;

static uint32_t next(void)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(state >> 33);
}

static size_t size(void)
{
	switch (next() % 8) {
	case 0: return next() % 700;
	case 1: return 56;
	case 2: return 1 + next() % 512;
	default: return 1 + next() % 120;
	}
}

enum call { CALL_NONE, CALL_MALLOC, CALL_CALLOC, CALL_REALLOC, CALL_FREE };

static struct {
	unsigned char *real;
	addr ours;
} slots[SLOTS];

/* Fill and drain in turn, so that arenas come and go. */
static enum call choose(bool is_live, bool filling)
{
	if (!is_live && (filling || next() % 200 == 0))
		return next() % 5 == 0 && python.calloc ? CALL_CALLOC : CALL_MALLOC;
	if (is_live && next() % 8 == 0)
		return CALL_REALLOC;
	if (is_live && (!filling || next() % 3 == 0))
		return CALL_FREE;
	return CALL_NONE;
}

static addr call_ours(enum call call, addr block, size_t n)
{
	switch (call) {
	case CALL_MALLOC: return heap_malloc(&heap, n);
	case CALL_CALLOC: return heap_calloc(&heap, 1, n);
	case CALL_REALLOC: return heap_realloc(&heap, block, n);
	case CALL_FREE: heap_free(&heap, block); return ADDR_NULL;
	case CALL_NONE: break;
	}
	return block;
}

static unsigned char *call_real(enum call call, unsigned char *block, size_t n)
{
	switch (call) {
	case CALL_MALLOC: return python.malloc(n);
	case CALL_CALLOC: return python.calloc(1, n);
	case CALL_REALLOC: return python.realloc(block, n);
	case CALL_FREE: python.free(block); return NULL;
	case CALL_NONE: break;
	}
	return block;
}

/* The engine goes first; note which arenas it obtained and gave back. */
static addr call_ours_noting(enum call call, addr block, size_t n)
{
	const struct heap_control *control = heap.control;
	uint64_t obtained_before = control->ntimes_arena_allocated;
	addr free_before = control->unused_arena_objects;
	uint64_t returned_before = obtained_before - control->narenas_currently_allocated;
	addr result = call_ours(call, block, n);
	uint64_t slots_now[1];

	if (control->ntimes_arena_allocated > obtained_before)
		obtained_slot = free_before ? (free_before - store_addr(&store, heap.arenas)) /
						      sizeof(struct arena_object)
					    : obtained_slot;
	if (control->ntimes_arena_allocated > obtained_before && !free_before)
		obtained_slot = control->maxarenas > INITIAL_ARENA_OBJECTS ? control->maxarenas / 2 : 0;
	if (control->ntimes_arena_allocated - control->narenas_currently_allocated > returned_before &&
	    heap_unused_arenas(&heap, slots_now, 1) == 1)
		returned_slot = slots_now[0];
	return result;
}

static bool same_place(const unsigned char *real, addr ours)
{
	bool real_is_ours = real >= window && (uint64_t)(real - window) < window_bytes;

	if (!ours || !real)
		return !ours == !real;
	if (heap_is_system(ours) || !real_is_ours)
		return heap_is_system(ours) && !real_is_ours;
	return (uint64_t)(real - window) - (skew ? heap.pool_size : 0) == ours - heap.first_pool;
}

/* -- one library, in a process of its own: its allocator starts empty ----------------------- */

static bool open_python(const char *path)
{
	struct arena_allocator arenas = {NULL, take_arena, give_arena};
	void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);

	window_bytes = STORE_BYTES;
	window = mmap(NULL, window_bytes + (4 << 20), PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (!library || window == MAP_FAILED)
		return false;
	window += (size_t)(-(uintptr_t)window & ((2u << 20) - 1));
	*(void **)&python.malloc = dlsym(library, "PyObject_Malloc");
	*(void **)&python.calloc = dlsym(library, "PyObject_Calloc"); /* 3.5 and later */
	*(void **)&python.realloc = dlsym(library, "PyObject_Realloc");
	*(void **)&python.free = dlsym(library, "PyObject_Free");
	*(void **)&python.set_arenas = dlsym(library, "PyObject_SetArenaAllocator");
	if (!python.malloc || !python.realloc || !python.free || !python.set_arenas)
		return false;
	python.set_arenas(&arenas);
	return true;
}

enum { FOUND_NONE, FOUND_A, FOUND_B, FOUND_C, FOUND_D, FOUND_HOOKS };

/* Two blocks of one class lie one alignment apart; the first request shows the arena's size;
 * whether an emptied arena comes back shows the policy.  In a debug build (libpython3.11d) they
 * lie further apart: hooks stand between us and pymalloc, and ask it for more than we do. */
static int detect(const char *path)
{
	unsigned char *a, *b;
	ptrdiff_t distance;

	if (!open_python(path))
		return FOUND_NONE;
	a = python.malloc(1);
	b = python.malloc(1);
	distance = b - a;
	python.free(a);
	python.free(b);
	if (distance > 16)
		return FOUND_HOOKS;
	if (distance == 8)
		return FOUND_A;
	if (arena_size > 256 << 10)
		return FOUND_D;
	return returned ? FOUND_B : FOUND_C;
}

/* One call of both on slot [k]; false if they differ. */
static bool call_both(enum call call, uint32_t k, size_t bytes)
{
	slots[k].ours = call_ours_noting(call, slots[k].ours, bytes);
	slots[k].real = call_real(call, slots[k].real, bytes);
	return !disagrees && obtained_slot == NO_SLOT && returned_slot == NO_SLOT &&
	       same_place(slots[k].real, slots[k].ours);
}

/* Free everything, so that arenas go back. */
static bool drain(void)
{
	for (uint32_t k = 0; k < SLOTS; k++)
		if (slots[k].real && !call_both(CALL_FREE, k, 0))
			return false;
	return true;
}

static bool run_calls(uint32_t *n)
{
	for (*n = 1; *n <= CALLS; ++*n) {
		uint32_t k = next() % SLOTS;
		size_t bytes = size();

		if (!call_both(choose(slots[k].real != NULL, *n / PHASE % 2 == 0), k, bytes) ||
		    (*n % (2 * PHASE) == 0 && !drain()))
			return false;
	}
	return true;
}

static int compare(const char *path, const struct model *model, bool quiet)
{
	struct heap_options options = {.model = model,
				       .placement = skew ? ARENAS_PAGE : ARENAS_ALIGNED};
	uint32_t n;
	bool equal;

	if (!open_python(path) ||
	    !store_init(&store, UINT64_C(0x7f0000000000), STORE_BYTES, STORE_BYTES) ||
	    !heap_init(&heap, &store, &options))
		return 1;
	equal = run_calls(&n);
	if (!quiet && equal)
		printf("%s: %s%s: %u calls, %u arenas obtained, %u returned: all equal\n", path,
		       model->name, skew ? ", unaligned" : "", CALLS, obtained, returned);
	else if (!quiet)
		printf("%s: %s%s: call %u differs\n", path, model->name, skew ? ", unaligned" : "", n);
	return equal ? 0 : 1;
}

static int in_child(const char *path, const struct model *model, bool quiet)
{
	int status = 0;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		status = model ? compare(path, model, quiet) : detect(path);
		fflush(stdout);
		_exit(status);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* 0 equal, 1 different, 77 not there. */
static int try_library(const char *path)
{
	static const char *const models[] = {[FOUND_A] = "cpython-3.6",
					     [FOUND_B] = "cpython-3.8",
					     [FOUND_C] = "cpython-3.9",
					     [FOUND_D] = "cpython-3.11"};
	int found = in_child(path, NULL, true), worst = 0;

	if (found == FOUND_HOOKS)
		printf("%s: a debug build, not asked: its recordings are judged (tests/judge)\n", path);
	if (found <= FOUND_NONE || found > FOUND_D)
		return 77;
	for (skew = 0; skew <= 4096; skew += 4096)
		worst |= in_child(path, model_find(models[found]), false);
	skew = 0;
	/* That this comparison can fail: every other model must differ. */
	for (int other = FOUND_A; other <= FOUND_D; other++) {
		if (other != found && in_child(path, model_find(models[other]), true) != 1) {
			printf("%s: %s is not told from %s\n", path, models[other], models[found]);
			worst = 1;
		}
	}
	return worst ? 1 : 0;
}

/* Where distributions, administrators and pyenv put them. */
static void find_libraries(glob_t *found)
{
	static const char *const patterns[] = {"/usr/lib/*/libpython3.*.so.1.0",
					       "/usr/local/lib/libpython3.*.so.1.0",
					       "~/.pyenv/versions/*/lib/libpython3.*.so.1.0"};

	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
		glob(patterns[i], GLOB_TILDE | (i ? GLOB_APPEND : 0), NULL, found);
}

int main(int argc, char **argv)
{
	glob_t found = {0};
	int tried = 0, failed = 0;

	if (argc == 1)
		find_libraries(&found);
	for (size_t i = 0; i < (argc > 1 ? (size_t)argc - 1 : found.gl_pathc); i++) {
		int status = try_library(argc > 1 ? argv[i + 1] : found.gl_pathv[i]);

		tried += status != 77;
		failed += status == 1;
	}
	globfree(&found);
	if (tried == 0) {
		printf("no libpython of 3.4 to 3.11 without debug hooks was found\n");
		return 77;
	}
	printf("%d libraries, %d different\n", tried, failed);
	return failed != 0;
}
