/*
 * replay.h - the calls of a recorded process, made on an engine, and judged.
 *
 * The engine decides by itself; of the recording it only learns what the operating system
 * decided: where arenas lay.  Every address the interpreter got is then compared with
 * the engine's.
 *
 *	arena event  replay_arena, replay_arena_free
 *	call         replay_op -> the heap does it -> replay_judge
 */
#ifndef REPLAY_REPLAY_H
#define REPLAY_REPLAY_H

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

/* In the store. */
struct replay_state {
	uint64_t announced;   /* real address of an arena that was obtained, its call still to come */
	uint64_t returned;    /* of one that went back, its call still to come */
	uint64_t unexplained; /* more that went back: in order only when the process ends */
	uint64_t released;    /* of one the engine gave back; the process must, too */
	uint64_t obtained;    /* arenas the engine had obtained in all, as last seen */
	uint64_t living;      /* and had then */
};

struct replay {
	const struct recording_head *head;
	struct heap *heap;
	struct replay_state *state; /* in the store */
	struct arena_map map;       /* in the store */
};

/* Bytes of the script area that a replay on [heap] takes. */
uint64_t replay_bytes(const struct heap *heap);

/* The replay whose state lies at [area], zero at first.  The heap must have been made with
 * ARENAS_TOLD. */
struct replay replay_at(const struct recording_head *head, struct heap *heap, addr area);
void replay_ranges(const struct replay *replay, struct ranges *ranges);

/* The arena allocator returned this address, or took it back.  What it does with other sizes
 * (frame stacks since 3.11) is none of pymalloc's business. */
enum difference replay_arena(struct replay *replay, uint64_t real, uint64_t size);
enum difference replay_arena_free(struct replay *replay, uint64_t real, uint64_t size);

/* What the engine is to do for a call.  False: nothing, the call failed in the process, too. */
bool replay_op(const struct replay *replay, const struct trace_event *call, struct op *op);

/* The same without an engine that has the blocks of the process: op.block is left NULL. */
bool replay_request(const struct recording_head *head, const struct trace_event *call,
		    struct op *op);

/* What stands for a call that failed in the process, so that it is shown: it asks for what no
 * allocator gives. */
struct op replay_failed_op(uint64_t call);

/* The engine has done it, with this result: compare, and take note of arenas. */
enum difference replay_judge(struct replay *replay, const struct trace_event *call, addr result);

/* An address of the process as one of the engine's, and back.  What lies in no arena is the
 * system's. */
addr replay_to_engine(const struct replay *replay, uint64_t real);
uint64_t replay_to_real(const struct replay *replay, addr block);

/* The engine's block for an address that the program got: debug hooks give another one than
 * the allocator gave them. */
addr replay_block(const struct replay *replay, uint64_t real);

#endif
