/*
 * interpose.c - Python 2.7, which lets nobody take its allocators' place: a library of its
 * own, loaded by preload.c when it meets one that lies in a shared libpython.
 *
 * Functions of the same name come before the interpreter's, and mmap inside a call of theirs
 * is an arena.  A call made by a call (realloc makes two) is its business, not ours.
 */
#undef _FILE_OFFSET_BITS /* it would make mmap another name for mmap64: both are needed */

#include <dlfcn.h>
#include <string.h>
#include <sys/mman.h>

#include "recorder/gate.h"
#include "recorder/hooks.h"
#include "recorder/python.h"
#include "recorder/ring.h"

#define EXPORTED __attribute__((visibility("default")))

typedef void *map_function(void *where, size_t size, int access, int flags, int fd, off_t from);

static int depth; /* of calls; under the GIL, as all of them are */

static void *next(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

#define FIND(function, name)                                                                       \
	do {                                                                                       \
		if (!(function)) {                                                                 \
			void *symbol_ = next(name);                                                \
			memcpy(&(function), &symbol_, sizeof symbol_);                             \
		}                                                                                  \
	} while (0)

static void *next_malloc(void *ctx, size_t size)
{
	static void *(*function)(size_t size);
	void *block;

	(void)ctx;
	FIND(function, "PyObject_Malloc");
	depth++;
	block = function(size);
	depth--;
	return block;
}

static void *next_realloc(void *ctx, void *old, size_t size)
{
	static void *(*function)(void *old, size_t size);
	void *block;

	(void)ctx;
	FIND(function, "PyObject_Realloc");
	depth++;
	block = function(old, size);
	depth--;
	return block;
}

static void next_free(void *ctx, void *block)
{
	static void (*function)(void *block);

	(void)ctx;
	FIND(function, "PyObject_Free");
	depth++;
	function(block);
	depth--;
}

static struct allocator genuine = {NULL, next_malloc, NULL, next_realloc, next_free};

/* As in CPython's objimpl.h. */
EXPORTED void *PyObject_Malloc(size_t size);
EXPORTED void *PyObject_Realloc(void *old, size_t size);
EXPORTED void PyObject_Free(void *block);

static bool is_watched(void)
{
	return share && depth == 0;
}

void *PyObject_Malloc(size_t size)
{
	return is_watched() ? hook_malloc(&genuine, size) : next_malloc(NULL, size);
}

void *PyObject_Realloc(void *old, size_t size)
{
	return is_watched() ? hook_realloc(&genuine, old, size) : next_realloc(NULL, old, size);
}

void PyObject_Free(void *block)
{
	if (is_watched())
		hook_free(&genuine, block);
	else
		next_free(NULL, block);
}

/* -- arenas --------------------------------------------------------------------------- */

static void *plain_map(void *where, size_t size, int access, int flags, int fd, off_t from)
{
	static map_function *function;

	FIND(function, "mmap");
	return function(where, size, access, flags, fd, from);
}

static void *map_arena(void *ctx, size_t size)
{
	void *arena = plain_map(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)ctx;
	return arena == MAP_FAILED ? NULL : arena;
}

static int plain_unmap(void *where, size_t size)
{
	static int (*function)(void *where, size_t size);

	FIND(function, "munmap");
	return function(where, size);
}

static void unmap_arena(void *ctx, void *where, size_t size)
{
	(void)ctx;
	plain_unmap(where, size);
}

EXPORTED void *mmap(void *where, size_t size, int access, int flags, int fd, off_t from)
{
	void *arena;

	if (!share || depth == 0 || !(flags & MAP_ANONYMOUS))
		return plain_map(where, size, access, flags, fd, from);
	arena = hook_arena_alloc(NULL, size);
	return arena ? arena : MAP_FAILED;
}

EXPORTED void *mmap64(void *where, size_t size, int access, int flags, int fd, off_t from)
{
	return mmap(where, size, access, flags, fd, from);
}

EXPORTED int munmap(void *where, size_t size)
{
	if (!share || depth == 0)
		return plain_unmap(where, size);
	hook_arena_free(NULL, where, size);
	return 0;
}

bool hooks_interpose(void)
{
	static const struct arena_allocator arenas = {NULL, map_arena, unmap_arena};

	hooks_arenas(&arenas);
	return true;
}
