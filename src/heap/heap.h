/*
 * heap.h - pymalloc: malloc, calloc, realloc and free as CPython does them.
 *
 * A heap is a value on a store, with no globals: several can live side by side.
 * It does what obmalloc.c does and no more.  It does not notice a double free or
 * an overwritten link; it follows them like the real thing, up to the point
 * where a real process would crash (heap_crashed).  Judging is findings.h's job.
 *
 * All state lies in the store and changes through its write barrier, so undoing the store's
 * journal undoes the heap.
 */
#ifndef HEAP_HEAP_H
#define HEAP_HEAP_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "heap/structures.h"
#include "heap/model.h"
#include "heap/step.h"
#include "store/image.h"
#include "store/store.h"

/* Where arenas start, which decides how many 16 KiB pools fit. */
enum arena_placement {
	ARENAS_ALIGNED, /* on multiples of the arena size: 64 pools */
	ARENAS_PAGE,    /* 4 KiB further, as mmap usually has it: 63 pools of 16 KiB */
	ARENAS_TOLD,    /* where a process had them: heap_place_arenas says so for each */
};

/* What the system answers when it is asked for an arena. */
enum arena_supply {
	ARENAS_GIVEN,   /* one more each time, up to the limit */
	ARENAS_REFUSED, /* none */
	ARENAS_UNASKED, /* it is not even asked: there is no memory for the table of arenas */
};

struct heap_options {
	const struct model *model; /* borrowed, as long as the heap is used */
	enum arena_placement placement;
	uint64_t arena_limit; /* the arena allocator fails beyond it; 0 = what the store holds */
};

/* Addresses that the system allocator is said to return: blocks number 0, 1, 2 ...
 * are 16 bytes apart and never used twice.  The system allocator is not modelled further. */
#define SYSTEM_BASE UINT64_C(0x550000000000)
#define SYSTEM_END  UINT64_C(0x560000000000)

/* Numbers from here on are of operations that somebody has typed. */
#define SYSTEM_TYPED (UINT64_C(1) << 35)

/* A block that is no call's that we know of, given before the first of them or to somebody
 * else: its address in the process, above this one. */
#define OUTSIDE_BASE (UINT64_C(0x55) << OUTSIDE_SHIFT)
#define OUTSIDE_SHIFT 48

struct heap {
	struct store *store;      /* borrowed */
	struct step_log *log;     /* borrowed; NULL = nobody watches; see heap_watch */
	struct heap_control *control; /* in the store */
	struct arena_object *arenas;  /* in the store; control->maxarenas of them in use */
	uint64_t *told;           /* in the store, by slot: where the process had its arena, now or
				   * at last (0 = it had none); NULL = there is no process */
	uint64_t system;          /* during the operation at hand: the number of the block that the
				   * system gives; 0 = the next one.  op_run sets it for each */
	const struct model *model; /* borrowed */
	uintptr_t delta;          /* store->delta, at hand */
	addr pool_mask;           /* address & pool_mask = its pool's address */
	uint64_t threshold;       /* model->small_request_threshold */
	uint32_t alignment_shift;
	uint32_t pool_size;
	uint32_t arena_size;
	uint32_t arena_shift;     /* log2 of arena_size */
	addr first_pool;          /* of slot 0; the other slots follow, arena_size apart */
	uint64_t arenas_bytes;    /* that all slots take */
	uint64_t slot_capacity;   /* slots that arenas[] and the store have room for */
	uint64_t arena_limit;     /* arenas beyond which the arena allocator fails */
	enum arena_supply supply; /* during the operation at hand: op_run sets it for each */
	uint64_t stress_steps;    /* stress builds: steps since the last full check */
	addr script_area;         /* first address of the area of the program that runs */
	uint64_t script_bytes;
};

/* How far from the beginning of a store of [size] bytes the first slot's pools begin, in bytes;
 * may be more than [size]. */
uint64_t heap_first_pool(const struct model *model, enum arena_placement placement, uint64_t size);

/* Build a heap in an empty store (all zeros, no journal), which is borrowed; a heap owns nothing,
 * it ends with its store.  The model is one that can be (model_is_possible).  False if the store is too
 * small for one arena. */
bool heap_init(struct heap *heap, struct store *store, const struct heap_options *options);

/* Let [log] (borrowed) see the steps from now on, and its journal (if it has one) the writes;
 * NULL = nobody.  For the steps alone set heap.log; a journal of the store alone is a mistake. */
static inline void heap_watch(struct heap *heap, struct step_log *log)
{
	assert(heap->store);
	heap->log = log;
	heap->store->journal = log ? log->journal : NULL;
}

/* PyObject_Malloc.  0 bytes, and what is over the model's threshold, come from the system.  NULL:
 * [bytes] is over PY_SSIZE_T_MAX; a crash; or the system's addresses are used up. */
addr heap_malloc(struct heap *heap, uint64_t bytes);

/* PyObject_Calloc: [count] * [bytes], the requested bytes zeroed.  NULL: as heap_malloc, of the
 * product. */
addr heap_calloc(struct heap *heap, uint64_t count, uint64_t bytes);

/* PyObject_Realloc (pymalloc_realloc): a block of a pool stays if [bytes] fit and are more than 3/4
 * of it, otherwise it moves.  [block] NULL: heap_malloc.  0 bytes is not free: the block of a pool
 * becomes a 1-byte system block.  Blocks of the system stay; one from outside (OUTSIDE_BASE) gets a
 * number.  NULL: as heap_malloc, [block] as it was; or a crash, [block] being none. */
addr heap_realloc(struct heap *heap, addr block, uint64_t bytes);

/* PyObject_Free.  NULL is nothing; what no arena holds is the system's.  A crash if [block] lies
 * in an arena, but in no pool or not on 8 bytes. */
void heap_free(struct heap *heap, addr block);

/* A call for [count] * [bytes] bytes that failed in the process, which had no memory: NULL,
 * whatever is free here. */
addr heap_refuse(struct heap *heap, uint64_t count, uint64_t bytes);

/* The simulated program writes [count] bytes into its memory, rightly or wrongly.  [bytes] is
 * borrowed; NULL only if [count] is 0.  Blocks of the system are not modelled: nothing is written.
 * Writing where no arena is mapped crashes, and so does more than an arena's bytes at once. */
void heap_write(struct heap *heap, addr to, const void *bytes, uint64_t count);

/* Remember that the program has made a mistake of this kind (enum finding_kind, one of the first
 * MISUSE_KINDS), with the block [about]. */
void heap_note_misuse(struct heap *heap, int kind, addr about);

/* From now on new arenas start as far behind a multiple of the pool size as [where] is, which
 * decides whether one pool fewer fits.  ARENAS_TOLD: that is where the process has the next
 * one. */
void heap_place_arenas(struct heap *heap, uint64_t where);

/* Give [shown] the address that people are to see for one of ours: the process's, if the heap is
 * the image of one's.  False: nobody knows where the process had that; [shown] is [where]. */
bool heap_shown(const struct heap *heap, addr where, uint64_t *shown);

/* The other way round: give [where] what lies, or lay last, at an address that was shown.  False:
 * nothing of the arenas; [where] is [shown]. */
bool heap_unshown(const struct heap *heap, uint64_t shown, addr *where);

/* Whether the slot, any number, has a live arena that holds [block]. */
static inline bool heap_slot_holds(const struct heap *heap, uint64_t slot, addr block)
{
	return slot < heap->slot_capacity && heap->arenas[slot].address != 0 &&
	       block - heap->arenas[slot].address < heap->arena_size;
}

/* The slot of the live arena that holds [block], UINT64_MAX if none does.  Slack in front of the
 * first pool lies in the slot before. */
static inline uint64_t heap_slot_of(const struct heap *heap, addr block)
{
	uint64_t next = (block - heap->first_pool + heap->arena_size) >> heap->arena_shift;

	if (heap_slot_holds(heap, next - 1, block))
		return next - 1;
	return heap_slot_holds(heap, next, block) ? next : UINT64_MAX;
}

/* The size class of a block that a heap gave; MAX_SIZE_CLASSES if it lies in no pool that is laid
 * out.  What is no pool, or not yet, reads as zeros. */
static inline uint32_t heap_class_of(const struct heap *heap, addr block)
{
	const struct pool_header *pool;

	if (block - heap->first_pool >= heap->arenas_bytes)
		return MAX_SIZE_CLASSES;
	pool = store_at(heap->store, block & heap->pool_mask);
	return pool->szidx < MAX_SIZE_CLASSES && pool->maxnextoffset ? pool->szidx
								     : MAX_SIZE_CLASSES;
}

/* address_in_range of obmalloc.c: whether a live arena holds [block]. */
static inline bool heap_owns(const struct heap *heap, addr block)
{
	return heap_slot_of(heap, block) != UINT64_MAX;
}

/* Whether [block] is one whose number we know, of the system allocator. */
static inline bool heap_is_numbered(addr block)
{
	return block >= SYSTEM_BASE && block < SYSTEM_END;
}

/* Whether it is one that no call gave, of which we know where the process had it; that address, of
 * 48 bits; and the block for such an address. */
static inline bool heap_is_outside(addr block)
{
	return block >> OUTSIDE_SHIFT == OUTSIDE_BASE >> OUTSIDE_SHIFT;
}

static inline uint64_t heap_outside_real(addr block)
{
	return block & ((UINT64_C(1) << OUTSIDE_SHIFT) - 1);
}

static inline addr heap_outside(uint64_t real)
{
	return OUTSIDE_BASE | heap_outside_real(real);
}

/* Whether [block] is one the system allocator gave. */
static inline bool heap_is_system(addr block)
{
	return heap_is_numbered(block) || heap_is_outside(block);
}

/* The first address whose use would have ended the process (1 for address 0), or NULL. */
static inline addr heap_crashed(const struct heap *heap)
{
	return heap->control->crashed;
}

/* Add to [ranges], which the caller ends, those of the store that can hold anything but zeros; the
 * script area is not the heap's, and not among them. */
void heap_ranges(const struct heap *heap, struct ranges *ranges);

#endif
