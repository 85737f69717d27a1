/*
 * inspect.h - look at a heap without changing it: what views, expectations and
 * statistics are made of.
 *
 * A heap may have been corrupted by its program; everything here stays inside the
 * store and ends, whatever the lists say.
 */
#ifndef HEAP_INSPECT_H
#define HEAP_INSPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/lang.h"
#include "heap/heap.h"

struct str;

enum pool_state {
	POOL_VIRGIN, /* never carved */
	POOL_USED,   /* some blocks handed out, or being set up */
	POOL_FULL,   /* all blocks handed out: in no list */
	POOL_EMPTY,  /* no block handed out: in its arena's freepools */
	POOL_STATE_COUNT
};

enum arena_state {
	ARENA_UNUSED, /* the slot has no memory: in unused_arena_objects */
	ARENA_USABLE, /* has a pool to give: in usable_arenas */
	ARENA_FULL,   /* every pool taken: in no list */
	ARENA_STATE_COUNT
};

/* "used", "full": as scenarios and JSON have them, in no language of people's. */
extern const char *const pool_state_names[POOL_STATE_COUNT];
extern const char *const arena_state_names[ARENA_STATE_COUNT];

struct pool_info {
	enum pool_state state;
	addr address;
	uint32_t index;         /* in its arena, from 0 */
	uint32_t szidx;         /* DUMMY_SIZE_IDX: never initialised */
	uint32_t block_size;    /* bytes; 0 while there is no class */
	uint32_t capacity;      /* blocks that fit */
	uint32_t used;          /* ref.count */
	uint32_t carved;        /* blocks below nextoffset */
	uint32_t nextoffset;    /* bytes */
	uint32_t maxnextoffset; /* bytes */
	addr freeblock, nextpool, prevpool; /* as in structures.h */
};

struct arena_info {
	enum arena_state state;
	uint64_t slot;
	addr address;
	addr first_pool;      /* address of pool 0 */
	uint32_t nfreepools;
	uint32_t ntotalpools;
	uint32_t carved;      /* pools below pool_address */
	addr freepools;       /* the first of them; NULL = none */
};

/* A pool's state as a word for people, constant. */
const char *pool_state_word(enum lang lang, enum pool_state state);

/* An address as people say it. */
struct place {
	enum { PLACE_NULL, PLACE_BLOCK, PLACE_SYSTEM, PLACE_TYPED, PLACE_OUTSIDE, PLACE_LIST,
	       PLACE_ELSEWHERE } kind;
	uint64_t slot;   /* arena; the number of a system block (TYPED: among those of typed
			  * operations); where the process had it (OUTSIDE); the class of a list
			  * header */
	uint32_t pool;   /* index in the arena */
	uint32_t offset; /* bytes from the pool's start */
};

/* Fill [info] with slot [slot], in use or not: of an unused one, state and slot alone.  False past
 * the table. */
bool heap_arena(const struct heap *heap, uint64_t slot, struct arena_info *info);

/* Fill [info] with pool [index] of a slot in use, carved or not; false if there is none. */
bool heap_pool(const struct heap *heap, uint64_t slot, uint32_t index, struct pool_info *info);

/* Where [where] lies.  Also right for an arena that has been given back since. */
struct place heap_place(const struct heap *heap, addr where);

/* Append an address as people are to see it (heap_shown): "0x7f592d522030". */
void heap_add_address(const struct heap *heap, addr where, enum lang lang, struct str *out);

/* Append the number of a block of the system allocator: "#8"; "+1" for the first that a typed
 * operation gave; for one outside all calls its address in the process.  [place] is PLACE_SYSTEM,
 * PLACE_TYPED or PLACE_OUTSIDE. */
void heap_add_number(const struct place *place, struct str *out);

/* Append a pool, "0:3": the arena's slot, the pool's index. */
void heap_add_pool(uint64_t slot, uint32_t pool, struct str *out);

/* Append where something lies: "0:3" at a pool's start, "0:3:96", "usedpools[7]", "NULL"; [system]
 * (in the right language) and a number for a block of the system allocator; else the address. */
void heap_add_place(const struct heap *heap, addr where, const char *system, enum lang lang,
		    struct str *out);

/* The other way round: the address of a pool, or of the byte at [offset] of it, which is not looked
 * at.  NULL: no such pool fits. */
addr heap_address(const struct heap *heap, uint64_t slot, uint32_t pool, uint32_t offset);

/* Put the blocks of a pool's free list into [blocks], in order, at most [most]; returns how many.
 * Stops at the first link that leaves the pool.  [pool]: as heap_pool gave it. */
size_t heap_free_list(const struct heap *heap, const struct pool_info *pool, addr *blocks,
		      size_t most);

/* The same of members of other lists, the addresses of pools or the slots of arenas; a list that is
 * NULL: only count.  [szidx] is a class of the model, [slot] is in the table.  Lists of pools end
 * at a link that leads to no pool. */
size_t heap_usedpools(const struct heap *heap, uint32_t szidx, addr *pools, size_t most);
size_t heap_freepools(const struct heap *heap, uint64_t slot, addr *pools, size_t most);
size_t heap_usable_arenas(const struct heap *heap, uint64_t *slots, size_t most);
size_t heap_unused_arenas(const struct heap *heap, uint64_t *slots, size_t most);

/* Whether two heaps look the same: their arenas, pools, blocks and the order of every list.  Where
 * arenas lie in memory does not count, nor what blocks of the system allocator there are. */
bool heap_alike(const struct heap *a, const struct heap *b);

/* The pools and blocks of one size class. */
struct heap_class {
	uint64_t pools_used, pools_full;
	uint64_t blocks;   /* handed out */
	uint64_t capacity; /* blocks that these pools have */
};

/*
 * Where the bytes of the arenas are.  Whatever the program has done to its memory, and between
 * the writes of an operation, too:
 *
 *	arenas * arena_size == block_bytes + listed_bytes + carvable_bytes + header_bytes +
 *			       tail_bytes + alignment_bytes +
 *			       (pools_empty + pools_unset + pools_virgin) * pool_size
 */
struct heap_totals {
	uint64_t arenas;          /* in use */
	uint64_t pools_used, pools_full, pools_empty, pools_virgin;
	uint64_t pools_unset;     /* taken from the arena, but not laid out for a class yet */
	uint64_t blocks;          /* handed out from pools */
	uint64_t block_bytes;     /* their sizes */
	uint64_t available_blocks; /* free-listed and virgin blocks of pools in use */
	uint64_t available_bytes; /* listed_bytes + carvable_bytes */
	uint64_t listed_bytes;    /* on the free lists of pools in use */
	uint64_t carvable_bytes;  /* virgin blocks of pools in use */
	uint64_t header_bytes;    /* of pools in use */
	uint64_t tail_bytes;      /* too few for a block, in pools in use */
	uint64_t free_pool_bytes; /* empty and virgin pools, as arenas count them (nfreepools) */
	uint64_t alignment_bytes; /* lost at the ends of unaligned arenas */
};

/* Of the whole heap. */
struct heap_census {
	struct heap_totals totals;
	struct heap_class classes[MAX_SIZE_CLASSES]; /* by size class */
};

/* Set [census] by counting every carved pool: takes time in proportion to the heap. */
void heap_count(const struct heap *heap, struct heap_census *census);

/* The same, the totals alone. */
void heap_sum(const struct heap *heap, struct heap_totals *totals);

/* What one arena object, or the header of one carved pool, adds to a census; both may be copies
 * of what was in memory at another time.  [slot] is where the arena object belongs.  [times]: 1, or
 * UINT64_MAX to take it away again. */
void heap_count_arena(const struct heap *heap, const struct arena_object *arena, uint64_t slot,
		      uint64_t times, struct heap_census *census);
void heap_count_pool(const struct heap *heap, const struct pool_header *header, uint64_t times,
		     struct heap_census *census);

/* Pools of an arena object, or of a copy, that have been carved; 0 if it has no memory.  [slot] is
 * one that the store has room for. */
uint32_t heap_carved(const struct heap *heap, const struct arena_object *arena, uint64_t slot);

#endif
