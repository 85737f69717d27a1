/*
 * model.h - geometry and policy of one CPython version, as data.
 *
 * Four placement behaviours stand behind all default builds; a version is a
 * name for one of them.  Nothing else in the program asks for a version.
 */
#ifndef HEAP_MODEL_H
#define HEAP_MODEL_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POOL_OVERHEAD 48u /* bytes of a pool header on 64-bit, in every version */
#define MAX_SIZE_CLASSES 64u
#define MAX_POOLS_IN_ARENA 256u
#define MAX_BLOCKS_IN_POOL 1024u /* (16384 - 48) / 16 = 1021 */
#define MAX_POOL_SIZE 65536u /* of any build; a recording may tell of one we have no model of */
#define INITIAL_ARENA_OBJECTS 16u
#define MODEL_USUAL "cpython-3.13" /* of a scenario that names none */

struct model {
	const char *name;    /* "cpython-3.6" */
	const char *summary; /* one line for people */
	char behaviour;      /* 'A' to 'D', 'E' with huge pages, 'T' the toy */

	uint32_t alignment_shift;         /* log2 of ALIGNMENT, 3 or 4 */
	uint32_t small_request_threshold; /* largest request served, bytes */
	uint32_t pool_size;               /* POOL_SIZE, bytes, a power of two */
	uint32_t arena_size;              /* ARENA_SIZE, bytes, a power of two */
	bool keep_last_arena;             /* 3.9+: the last empty arena is not given back */
	bool has_nfp2lasta;               /* 3.8+: the arena list has search fingers */
	bool has_arena_map;               /* 3.10+: a radix tree says which addresses are ours */
};

/* By its whole name; NULL if there is none.  Models are constant. */
const struct model *model_find(const char *name);

/* In the order people expect, [index] from 0; NULL past the last. */
const struct model *model_at(size_t index);

/* The name that was meant by [text], as far as a version in it tells: "3.11", "python3.11.4",
 * "Python 3.11".  At most 10 bytes may stand in front.  Constant; NULL = none. */
const char *model_of_version(const char *text);

/* The names of all, for hints: stores at most [most], constant, and returns how many. */
size_t model_names(const char **names, size_t most);

/* Whether there can be a heap of these sizes: pools and arenas are powers of two, from 256 bytes and
 * from two pools on, MAX_POOLS_IN_ARENA and MAX_SIZE_CLASSES at most, two blocks of the largest
 * class in a pool. */
bool model_is_possible(const struct model *model);

/* The size class of a request: (bytes - 1) >> ALIGNMENT_SHIFT, for 1 <= [bytes] <= threshold. */
static inline uint32_t model_szidx(const struct model *model, uint64_t bytes)
{
	assert(0 < bytes && bytes <= model->small_request_threshold);
	return (uint32_t)((bytes - 1) >> model->alignment_shift);
}

/* INDEX2SIZE: bytes of a block of class [szidx]. */
static inline uint32_t model_block_size(const struct model *model, uint32_t szidx)
{
	assert(szidx < MAX_SIZE_CLASSES);
	return (szidx + 1) << model->alignment_shift;
}

/* NB_SMALL_SIZE_CLASSES. */
static inline uint32_t model_classes(const struct model *model)
{
	return model->small_request_threshold >> model->alignment_shift;
}

/* NUMBLOCKS: blocks of class [szidx] that a pool has. */
static inline uint32_t model_pool_capacity(const struct model *model, uint32_t szidx)
{
	return (model->pool_size - POOL_OVERHEAD) / model_block_size(model, szidx);
}

#endif
