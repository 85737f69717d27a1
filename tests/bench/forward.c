/*
 * forward.c - hooks that only forward: what no recorder can be faster than.
 *
 * Loaded into a Python (LD_PRELOAD) it stands in front of pymalloc as the recorder does, and
 * writes nothing.  For record.py; 3.8 and later, whose allocators stay in place at start-up.
 */
#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

struct allocator {
	void *ctx;
	void *(*malloc)(void *ctx, size_t size);
	void *(*calloc)(void *ctx, size_t count, size_t size);
	void *(*realloc)(void *ctx, void *old, size_t size);
	void (*free)(void *ctx, void *block);
};

enum { DOMAIN_MEM = 1, DOMAIN_OBJ = 2 };

static struct allocator real[DOMAIN_OBJ + 1];

static void *forward_malloc(void *ctx, size_t size)
{
	const struct allocator *to = ctx;

	return to->malloc(to->ctx, size);
}

static void *forward_calloc(void *ctx, size_t count, size_t size)
{
	const struct allocator *to = ctx;

	return to->calloc(to->ctx, count, size);
}

static void *forward_realloc(void *ctx, void *old, size_t size)
{
	const struct allocator *to = ctx;

	return to->realloc(to->ctx, old, size);
}

static void forward_free(void *ctx, void *block)
{
	const struct allocator *to = ctx;

	to->free(to->ctx, block);
}

static void find(const char *name, void *function)
{
	void *symbol = dlsym(RTLD_DEFAULT, name);

	memcpy(function, &symbol, sizeof symbol);
}

__attribute__((constructor)) static void stand_in_front(void)
{
	void (*get)(int domain, struct allocator *allocator);
	void (*set)(int domain, struct allocator *allocator);

	find("PyMem_GetAllocator", &get);
	find("PyMem_SetAllocator", &set);
	for (int domain = DOMAIN_MEM; get && set && domain <= DOMAIN_OBJ; domain++) {
		struct allocator ours = {&real[domain], forward_malloc, forward_calloc,
					 forward_realloc, forward_free};

		get(domain, &real[domain]);
		set(domain, &ours);
	}
}
