/*
 * replay.h - the calls of a recorded process, made on an engine, and judged.
 *
 * The engine decides by itself; of the recording it only learns what the operating system
 * decided: where arenas lay, and which it refused.  Every address the interpreter got is then
 * compared with the engine's.
 *
 *	arena event  replay_arena, replay_arena_free
 *	call         replay_op -> the heap does it -> replay_judge
 *
 * The interpreter's arena allocator serves others, too: stacks of frames since 3.11, some of them
 * as large as an arena.  Whose one is cannot be seen when it is obtained.  But whoever obtains
 * an arena returns its first block: of all that was announced in front of a call, the arena is the
 * one that the call's answer lies in, and the rest is foreign.  What was never an arena of ours
 * is foreign when it goes back, too.
 */
#ifndef REPLAY_REPLAY_H
#define REPLAY_REPLAY_H

#include <assert.h>

#include "heap/heap.h"
#include "program/program.h"
#include "replay/arena_map.h"
#include "trace/recording.h"

enum difference {
	DIFFERENCE_NONE,
#define DIFFERENCE(id, words) DIFFERENCE_##id,
#include "replay/differences.def"
#undef DIFFERENCE
	DIFFERENCE_COUNT
};

/* What is wrong, as a sentence without its end. */
extern const char *const difference_words[DIFFERENCE_COUNT];

#define ANNOUNCED_MOST 64u /* a call's own is the last; a few more, if they come in another order */

/* In the store. */
struct replay_state {
	uint64_t announced[ANNOUNCED_MOST]; /* real addresses of what was obtained, the next call
					     * still to come; the first is the oldest */
	uint64_t announced_count;
	uint64_t seen;        /* the engine's arena_events, the last time */
	uint64_t pending;     /* 0 = nothing of what follows waits for a call or is announced */
	uint64_t refused;     /* 1 = the system has refused an arena, the next call still to come */
	uint64_t denied;      /* times the engine was refused one, as last seen */
	uint64_t unasked;     /* 1 = and that the last time nothing in the recording said so */
	uint64_t returned;    /* of an arena that went back, its call still to come */
	uint64_t unexplained; /* more that went back: in order only when the interpreter ends */
	uint64_t released;    /* of one the engine gave back; the process must, too */
	uint64_t obtained;    /* arenas the engine had obtained in all, as last seen */
	uint64_t living;      /* and had then */
};

/* Called for each arena that the interpreter obtains, with its address in the process and
 * [context].  False: it cannot be there. */
struct arena_watch {
	bool (*obtained)(void *context, uint64_t real);
	void *context;
};

struct replay {
	const struct recording_head *head; /* borrowed */
	struct heap *heap;                 /* borrowed */
	struct replay_state *state;        /* in the store */
	struct arena_map map;              /* in the store */
	const struct arena_watch *watch;   /* borrowed; NULL = nobody */
};

#define REPLAY_STATE_BYTES 4096u

/* Bytes of the script area that a replay on [heap] takes. */
uint64_t replay_bytes(const struct heap *heap);

/* Make [replay] the one whose state lies at [area], replay_bytes of the heap's store, zero at
 * first; nobody watches yet.  Quick, since it happens twice a call.  The heap must have been made
 * with ARENAS_TOLD; it and [head] are borrowed.  There is nothing to end. */
static inline void replay_init(struct replay *replay, const struct recording_head *head,
			       struct heap *heap, addr area)
{
	assert(head && heap->told);
	replay->head = head;
	replay->heap = heap;
	replay->watch = NULL;
	replay->state = store_at(heap->store, area);
	arena_map_init(&replay->map, heap->store, area + REPLAY_STATE_BYTES, heap->slot_capacity,
		       heap->arena_shift);
}

/* Append what of its area can hold anything. */
void replay_ranges(const struct replay *replay, struct ranges *ranges);

/* The arena allocator returned this address (0: the system refused) for [size] bytes, to whomever.
 * What is not as large as an arena is passed over. */
void replay_arena(struct replay *replay, uint64_t real, uint64_t size);

/* It took this one back, [size] bytes.  True: it was an arena of this heap. */
bool replay_arena_free(struct replay *replay, uint64_t real, uint64_t size);

/* Whether a live arena of this heap begins at that address of the process. */
bool replay_has_arena(const struct replay *replay, uint64_t real);

/* Whether the interpreter has given back everything it had, without a call that explains it: that
 * is how one ends (3.13 and later). */
bool replay_has_ended(const struct replay *replay);

/* The same as replay_judge for a call, of any kind but no other event, that failed in the process,
 * and that the engine has not done. */
enum difference replay_judge_failed(struct replay *replay, const struct trace_event *call);

/* The address of the arena among those announced that holds [real], of several the last; 0: none
 * does. */
uint64_t replay_announced(const struct replay *replay, uint64_t real);

/* The engine's block for an address that the program got, as replay_to_engine has it: debug hooks
 * give another address than the allocator gave them. */
addr replay_block(const struct replay *replay, uint64_t real);

/* The rare parts of replay_judge.  The first only where something concerns arenas
 * (replay_concerns_arenas) or the heap has crashed; the second where the block at [real] is not
 * where the engine has it, or is no arena's. */
enum difference replay_judge_rare(struct replay *replay, const struct op *op, addr result);
enum difference replay_judge_place(const struct replay *replay, uint64_t real, addr result);

/* -- a call, step by step --------------------------------------------------------------- */

/* In the header because a replay does little else, some ten million times a second. */

#define DEBUG_FRONT 16u

/* Bytes that the debug hooks put in front of what the allocator gave them (section "debug" of
 * obmalloc.c); 0 where there are none. */
static inline uint64_t replay_front(const struct recording_head *head)
{
	return head->debug_extra ? DEBUG_FRONT : 0;
}

/* An address of the process, as the allocator gave it, as one of the engine's, and back; 0 is NULL.
 * What lies in no arena is the system's, and its number not known here (heap_is_outside);
 * what lies in no live arena of the engine's gives 0. */
static inline addr replay_to_engine(const struct replay *replay, uint64_t real)
{
	uint64_t slot;

	if (real == 0)
		return ADDR_NULL;
	slot = arena_map_find(&replay->map, real);
	if (__builtin_expect(slot == UINT64_MAX, false))
		return heap_outside(real);
	return replay->heap->arenas[slot].address + (real - replay->map.reals[slot]);
}

static inline uint64_t replay_to_real(const struct replay *replay, addr block)
{
	const struct heap *heap = replay->heap;
	uint64_t slot = (block - heap->first_pool) >> heap->arena_shift;

	if (slot >= heap->slot_capacity || !replay->map.reals[slot])
		return 0;
	return replay->map.reals[slot] + (block - heap->arenas[slot].address);
}

/* What a call asks of the allocator, with what debug hooks add to it (_PyMem_DebugRawAlloc,
 * _PyMem_DebugRawRealloc), without an engine that has the blocks of the process: all of [op] is
 * filled in, op.block is left NULL.  False: the call failed in the process, or is no call. */
static inline bool replay_request(const struct recording_head *head,
				  const struct trace_event *call, struct op *op)
{
	uint64_t extra = head->debug_extra, front = replay_front(head), bytes;

	/* One by one: a literal of that size is cleared first, in a loop.  That is all of them: */
	static_assert(sizeof *op <= 16 * sizeof(uint64_t), "a member of struct op is not set here");
	op->kind = OP_MALLOC;
	op->count = 1;
	op->bytes = call->size + extra;
	op->block = ADDR_NULL;
	op->born = op->held = 0;
	op->data = NULL;
	op->misuse = -1;
	op->about = ADDR_NULL;
	op->name = op->given = op->system = 0;
	op->real_block = call->old ? call->old - front : 0;
	op->real_result = call->where ? call->where - front : 0;
	op->supply = ARENAS_GIVEN;
	op->failed = false;
	op->arena = 0;
	switch ((int)call->kind) {
	case TRACE_MALLOC:
		op->kind = OP_MALLOC;
		return call->where != 0;
	case TRACE_CALLOC:
		op->kind = OP_CALLOC;
		op->count = call->count;
		op->bytes = call->size;
		if (extra && !__builtin_mul_overflow(call->count, call->size, &bytes)) {
			op->count = 1; /* the hooks ask for one block with room for their bytes */
			op->bytes = bytes + extra;
		}
		return call->where != 0;
	case TRACE_REALLOC:
		op->kind = OP_REALLOC;
		return call->where != 0; /* a failed one leaves the block as it was */
	case TRACE_FREE:
		op->kind = OP_FREE;
		return true;
	default:
		return false;
	}
}

/* What the engine is to do for a call.  False: nothing, the call failed in the process, too.  The
 * system gives the engine the arena that it gave the interpreter, if it gave it one. */
static inline bool replay_op(const struct replay *replay, const struct trace_event *call,
			     struct op *op)
{
	bool asks = replay_request(replay->head, call, op);

	op->supply = ARENAS_UNASKED;
	if (__builtin_expect(replay->state->pending != 0, false)) {
		op->arena = replay_announced(replay, op->real_result);
		if (op->arena)
			op->supply = ARENAS_GIVEN;
		else if (replay->state->refused)
			op->supply = ARENAS_REFUSED;
	}
	if (op->kind == OP_REALLOC || op->kind == OP_FREE)
		op->block = replay_to_engine(replay, op->real_block);
	return asks;
}

/* Whether the engine's arenas have changed since the last call was judged, or the recording has
 * told something of arenas that is not settled. */
static inline bool replay_concerns_arenas(const struct replay *replay)
{
	return replay->heap->control->arena_events != replay->state->seen ||
	       replay->state->pending != 0;
}

/* The engine has done [op], of replay_op, with this result: compare it with the address that the
 * interpreter got, and take note of arenas.  DIFFERENCE_NONE: they agree. */
static inline enum difference replay_judge(struct replay *replay, const struct op *op, addr result)
{
	enum difference difference = DIFFERENCE_NONE;

	if (__builtin_expect(replay_concerns_arenas(replay) || heap_crashed(replay->heap), false))
		difference = replay_judge_rare(replay, op, result);
	if (op->real_result == 0 || difference != DIFFERENCE_NONE ||
	    replay_to_real(replay, result) == op->real_result)
		return difference;
	return replay_judge_place(replay, op->real_result, result);
}

#endif
