/* alike.c - do two heaps look the same, wherever their arenas lie? see inspect.h. */
#include "heap/inspect.h"

#include <string.h>

#define LIST_MOST 4096

/* The same thing seen from outside: a place in a pool, or none. */
static bool same_place(const struct heap *a, addr in_a, const struct heap *b, addr in_b)
{
	struct place x = heap_place(a, in_a), y = heap_place(b, in_b);

	if (x.kind != y.kind)
		return false;
	return x.kind != PLACE_BLOCK ||
	       (x.slot == y.slot && x.pool == y.pool && x.offset == y.offset);
}

static bool same_list(const struct heap *a, const addr *in_a, size_t count_a, const struct heap *b,
		      const addr *in_b, size_t count_b)
{
	if (count_a != count_b)
		return false;
	for (size_t i = 0; i < count_a; i++)
		if (!same_place(a, in_a[i], b, in_b[i]))
			return false;
	return true;
}

static bool same_pool(const struct heap *a, const struct pool_info *x, const struct heap *b,
		      const struct pool_info *y)
{
	addr in_x[LIST_MOST], in_y[LIST_MOST];

	if (x->state != y->state || x->szidx != y->szidx || x->used != y->used ||
	    x->nextoffset != y->nextoffset || x->carved != y->carved)
		return false;
	if (x->state == POOL_VIRGIN)
		return true;
	return same_list(a, in_x, heap_free_list(a, x, in_x, LIST_MOST), b, in_y,
			 heap_free_list(b, y, in_y, LIST_MOST));
}

static bool same_arena(const struct heap *a, const struct arena_info *x, const struct heap *b,
		       const struct arena_info *y)
{
	addr in_x[MAX_POOLS_IN_ARENA], in_y[MAX_POOLS_IN_ARENA];
	struct pool_info p, q;

	if (x->state != y->state)
		return false;
	if (x->state == ARENA_UNUSED)
		return true;
	if (x->nfreepools != y->nfreepools || x->ntotalpools != y->ntotalpools ||
	    x->carved != y->carved)
		return false;
	for (uint32_t i = 0; i < x->carved; i++)
		if (!heap_pool(a, x->slot, i, &p) || !heap_pool(b, y->slot, i, &q) ||
		    !same_pool(a, &p, b, &q))
			return false;
	return same_list(a, in_x, heap_freepools(a, x->slot, in_x, MAX_POOLS_IN_ARENA), b, in_y,
			 heap_freepools(b, y->slot, in_y, MAX_POOLS_IN_ARENA));
}

static bool same_usedpools(const struct heap *a, const struct heap *b, uint32_t szidx)
{
	addr in_a[LIST_MOST], in_b[LIST_MOST];

	return same_list(a, in_a, heap_usedpools(a, szidx, in_a, LIST_MOST), b, in_b,
			 heap_usedpools(b, szidx, in_b, LIST_MOST));
}

static bool same_usable(const struct heap *a, const struct heap *b)
{
	uint64_t in_a[LIST_MOST], in_b[LIST_MOST];
	size_t count = heap_usable_arenas(a, in_a, LIST_MOST);

	return count == heap_usable_arenas(b, in_b, LIST_MOST) &&
	       memcmp(in_a, in_b, count * sizeof *in_a) == 0;
}

bool heap_alike(const struct heap *a, const struct heap *b)
{
	struct arena_info x, y;

	if (a->model->behaviour != b->model->behaviour ||
	    (heap_crashed(a) != 0) != (heap_crashed(b) != 0))
		return false;
	for (uint64_t slot = 0;; slot++) {
		bool in_a = heap_arena(a, slot, &x), in_b = heap_arena(b, slot, &y);

		if (in_a != in_b)
			return false;
		if (!in_a)
			break;
		if (!same_arena(a, &x, b, &y))
			return false;
	}
	for (uint32_t szidx = 0; szidx < model_classes(a->model); szidx++)
		if (!same_usedpools(a, b, szidx))
			return false;
	return same_usable(a, b);
}
