/*
 * structures.h - the allocator's structures as they lie in memory.
 *
 * A heap lives in a store:
 *
 *	base      control area   counters, usedpools, nfp2lasta
 *	          arenas[]       one arena_object for each slot
 *	          told[]         where a process had each slot's arena, if there is a process
 *	          (script area)  the program that runs keeps its own state here
 *	ARENAS    slot 0         1 MiB (or 256 KiB, ...) for each slot, its pools
 *	          slot 1         at a fixed place: slot -> address needs no table
 *	          ...
 *
 * An arena of the 16 KiB / 1 MiB geometry whose base is not pool aligned:
 *
 *	address            pool_address (moves up as pools are carved)
 *	|...|[pool 0      ][pool 1      ] ....................... [pool 62   ]|...|
 *	  ^ slack: with the tail one whole pool, so 63 instead of 64
 *
 * A pool:
 *
 *	0        48       48+s     48+2s              maxnextoffset        POOL_SIZE
 *	[header  ][block 0][block 1][ virgin ......... ][last block][tail ]
 *	                            ^ nextoffset
 *
 * Three kinds of free space: virgin blocks (from nextoffset on), blocks on the
 * free list (below nextoffset, linked through their own first 8 bytes), and
 * whole pools: emptied (in their arena's freepools) or not carved yet.
 *
 * Field names are CPython's (Objects/obmalloc.c, pycore_obmalloc.h).
 */
#ifndef HEAP_STRUCTURES_H
#define HEAP_STRUCTURES_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "heap/model.h"

#define DUMMY_SIZE_IDX 0xffffu /* szidx of a pool carved but never initialised */

/*
 * Invariants of a pool in use, s = block size (heap_check has the same words):
 *
 *	ref.count + length of the free list == (nextoffset - 48) / s
 *	maxnextoffset == POOL_SIZE - s
 *	nextoffset <= maxnextoffset + s
 *	freeblock == NULL only if ref.count == all blocks (the pool is full)
 */
struct pool_header {
	union {
		uint64_t word;
		uint32_t count; /* blocks handed out */
	} ref;
	addr freeblock;         /* first block of the free list; NULL = pool is full */
	addr nextpool;          /* in usedpools; or in the arena's freepools */
	addr prevpool;          /* in usedpools; otherwise stale */
	uint32_t arenaindex;    /* slot of its arena; written once, when carved */
	uint32_t szidx;         /* size class index, or DUMMY_SIZE_IDX */
	uint32_t nextoffset;    /* bytes from the pool's start to the first virgin block */
	uint32_t maxnextoffset; /* largest nextoffset that still is a block */
};

static_assert(sizeof(struct pool_header) == POOL_OVERHEAD, "a pool header is 48 bytes");
static_assert(offsetof(struct pool_header, nextpool) == 16, "usedpools relies on it");

/*
 * Invariants of an arena in use:
 *
 *	nfreepools == length of freepools + pools not carved yet
 *	in usable_arenas exactly if nfreepools > 0
 *	usable_arenas ascends in nfreepools: the fullest first
 */
struct arena_object {
	addr address;         /* what the arena allocator returned; 0 = slot unused */
	addr pool_address;    /* the next pool to carve */
	uint32_t nfreepools;  /* pools available: emptied + not carved yet */
	uint32_t ntotalpools; /* pools that fit */
	addr freepools;       /* emptied pools, linked by nextpool; NULL = none */
	addr nextarena;       /* in usable_arenas, or in unused_arena_objects */
	addr prevarena;       /* in usable_arenas */
};

static_assert(sizeof(struct arena_object) == 48, "as in CPython");

#define MISUSE_KINDS 3 /* the first of enum finding_kind: the program's own mistakes */

/*
 * usedpools[2c], usedpools[2c+1]: the next and prev pointers of the list header of
 * class c.  The header pretends to be a pool that starts 16 bytes earlier, so that
 * its nextpool and prevpool fall on these two words; no case distinction is ever
 * needed for the first or last pool of a list.
 */
struct heap_control {
	/* CPython's counters, under CPython's names */
	uint64_t ntimes_arena_allocated;      /* arenas ever obtained */
	uint64_t narenas_currently_allocated;
	uint64_t narenas_highwater;
	uint64_t raw_allocated_blocks;        /* blocks the system allocator holds for us */
	uint64_t raw_serial;                  /* number of its next block, if nobody says another */
	uint64_t maxarenas;                   /* slots of arenas[] in use; 0, 16, 32, 64 ... */
	addr usable_arenas;                   /* head of the list; NULL = every pool is taken */
	addr unused_arena_objects;            /* head of the list of slots without an arena */
	addr crashed; /* an address whose use would have ended the real process; NULL = none */
	uint64_t wild;   /* 1 = the program wrote where no pool is carved: all of arenas counts */
	uint64_t misuse; /* set of enum finding_kind: what the program is known to do wrong */
	addr usedpools[2 * MAX_SIZE_CLASSES];
	addr nfp2lasta[MAX_POOLS_IN_ARENA + 1]; /* [k] = rightmost arena with k free pools */
	uint64_t narenas_refused; /* times that the system gave none (CPython counts none) */
	uint64_t arena_events;    /* arenas obtained, refused, released, all together */
	uint64_t arena_skew; /* where arenas start, in bytes behind a multiple of the pool size */
	struct pool_header nowhere; /* what a pointer that leads nowhere leads to, after a crash */
	addr misused[MISUSE_KINDS]; /* the block each kind was about, the last time */
	uint64_t arena_told; /* where the process has the next arena */
};

#endif
