/*
 * recorded_program.c - a recording as a program; see recorded_program.h.
 *
 * Where the program stands is in the store (recorded_calls.h), and so are the arenas of the process
 * (arena_map.h) and the blocks that its system allocator gave (block_map.h); live blocks carry
 * labels (labels.h).
 */
#include "replay/recorded_program.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "replay/block_map.h"
#include "replay/labels.h"
#include "replay/recorded_calls.h"
#include "replay/replay.h"

#define PATIENCE_MS 1000 /* for the last records of a process that has gone */

struct recorded {
	struct program program;
	uint64_t gone;               /* when the process was first seen to have ended; 0 = it lives */
	uint64_t bytes;              /* that the recording had then */
	struct recording *recording; /* owned */
	struct recorded_program_words words;
	struct recorded_calls_ahead *ahead; /* owned */
};

/* In the store. */
struct recorded_state {
	struct recorded_calls_state calls;
	uint64_t differs;         /* number of the first call that did; 0 = none */
};

static_assert(sizeof(struct recorded_state) <= RECORDED_CALLS_STATE_BYTES,
	      "the state is too large");
static_assert(offsetof(struct recorded_state, calls) == 0, "the calls begin elsewhere");

struct playing {
	const struct recorded *recorded;
	struct recorded_state *state;
	struct recorded_calls calls;
	struct replay replay;
	addr area;
};

/* Filled in where it lies: copying it would take as long as the rest of a call. */
static inline struct playing playing_at(const struct program *program, const struct heap *heap,
					addr area)
{
	const struct recorded *recorded = (const struct recorded *)program;
	union {
		const struct heap *in;
		struct heap *out;
	} own = {heap}; /* what only looks gets no functions that change it */
	struct playing playing;

	playing.recorded = recorded;
	playing.state = store_at(heap->store, area);
	recorded_calls_init(&playing.calls, recorded->recording, heap->store, area,
			    recorded->ahead);
	replay_init(&playing.replay, recording_head(recorded->recording), own.out,
		    area + RECORDED_CALLS_STATE_BYTES);
	playing.area = area;
	return playing;
}

/* -- the system's blocks -------------------------------------------------------------- */

/* What comes before the map of them, which has the rest of the area. */
static uint64_t bytes_before_map(const struct heap *heap)
{
	return RECORDED_CALLS_STATE_BYTES + (replay_bytes(heap) + 4095) / 4096 * 4096;
}

/* Those that are in use, as far as calls gave them.  Made only where it is needed: few calls are
 * about one. */
static struct block_map system_map(const struct playing *playing)
{
	const struct heap *heap = playing->replay.heap;
	addr map = playing->area + bytes_before_map(heap);

	return block_map_at(heap->store, map, heap->script_area + heap->script_bytes - map);
}

/* The one that lies at an address of the process. */
static addr system_block(const struct playing *playing, uint64_t real)
{
	struct block_map map = system_map(playing);
	const struct block_entry *entry = block_map_find(&map, real);

	return entry ? entry->block : heap_outside(real);
}

/* They come and go.  What the map has no room for is outside from then on. */
static void note_system(struct playing *playing, const struct op *op, addr result)
{
	struct block_map map = system_map(playing);
	bool gives_up = op->kind == OP_FREE || (op->kind == OP_REALLOC && result);
	bool stays = op->kind == OP_REALLOC && op->real_block == op->real_result;

	if (stays && op->block == result)
		return;
	if (gives_up && heap_is_numbered(op->block))
		block_map_remove(&map, op->real_block);
	if (heap_is_numbered(result))
		block_map_put(&map, op->real_result, result);
}

/* -- arenas --------------------------------------------------------------------------- */

/* The first is worth a notice.  True: that was it. */
static bool note_difference(struct playing *playing, enum difference difference, uint64_t call)
{
	if (playing->state->differs)
		return false;
	store_set(playing->calls.store, &playing->state->differs, call);
	notices_add(playing->calls.notices, NOTICE_FAILED, DIAG_WHOLE_FILE,
		    "arenawalk verify shows both sides", "call %" PRIu64 ": %s", call,
		    difference_words[difference]);
	return true;
}

static void take_arena(void *context, const struct trace_event *event, uint64_t call)
{
	struct playing *playing = context;
	struct replay *replay = &playing->replay;

	(void)call;
	if (event->kind == TRACE_ARENA)
		replay_arena(replay, event->where, event->size);
	else
		replay_arena_free(replay, event->where, event->size);
}

/* Moving on tells of arenas. */
static void attend(struct playing *playing, struct notices *notices)
{
	playing->calls.notices = notices;
	playing->calls.arena = take_arena;
	playing->calls.context = playing;
}

/* -- the program ---------------------------------------------------------------------- */

static bool start(struct program *program, struct heap *heap, addr area, uint64_t bytes,
		  struct notices *notices)
{
	struct playing playing;

	if (bytes < bytes_before_map(heap) + BLOCK_MAP_LEAST)
		return false;
	playing = playing_at(program, heap, area);
	attend(&playing, notices);
	recorded_calls_begin(&playing.calls);
	return true;
}

/* A process that was killed says nothing; what it wrote may still be on its way. */
static bool is_over(struct recorded *recorded)
{
	uint64_t bytes = recording_bytes(recorded->recording);

	if (recording_lives(recorded->recording)) {
		recorded->gone = 0;
		return false;
	}
	if (recorded->gone == 0 || recorded->bytes != bytes) {
		recorded->gone = clock_ms();
		recorded->bytes = bytes;
	}
	return clock_ms() - recorded->gone > PATIENCE_MS;
}

/* Records may have come since we stood at the end; the next call may be among them. */
static void resume(struct program *program, struct heap *heap, addr area, struct notices *notices)
{
	struct recorded *recorded = (struct recorded *)program;
	struct playing playing = playing_at(program, heap, area);
	struct trace_cursor behind;
	struct trace_event event;

	if (recorded_calls_look(&playing.calls) && playing.state->calls.interpreter == 0)
		return;
	attend(&playing, notices);
	recorded_calls_advance(&playing.calls);
	behind = playing.state->calls.cursor;
	if (program->grows && !trace_next(recorded->recording, &behind, &event) &&
	    (playing.state->calls.ended ||
	     recording_status(recorded->recording) == RECORDING_BROKEN || is_over(recorded)))
		program->grows = false;
}

/* What a call asks of the engine.  Returns the class of the block that it gives up. */
static inline uint32_t ask(const struct playing *playing, const struct trace_event *call,
		       uint64_t number, struct op *op)
{
	const struct replay *replay = &playing->replay;
	uint32_t given;

	op->failed = !replay_op(replay, call, op);
	if (heap_is_outside(op->block))
		op->block = system_block(playing, op->real_block);
	given = heap_class_of(replay->heap, op->block);
	label_op(replay->heap, replay->head, number, given, op);
	return given;
}

/* The engine has done it: what is to be known of it; [made]: the class of the result.  False: it
 * gave a notice. */
static inline bool settle(struct playing *playing, const struct trace_event *call, uint64_t number,
			  const struct op *op, addr result, uint32_t made)
{
	struct replay *replay = &playing->replay;
	enum difference difference = call->kind == TRACE_FREE || call->where
					     ? replay_judge(replay, op, result)
					     : replay_judge_failed(replay, call);

	label_put(replay->heap, call, op->name, result, made);
	if (heap_is_system(op->block) || heap_is_system(result))
		note_system(playing, op, result);
	if (__builtin_expect(difference == DIFFERENCE_NONE, true))
		return true;
	return !note_difference(playing, difference, number);
}

static void peek(const struct program *program, const struct heap *heap, addr area,
		 struct event *event)
{
	struct playing playing = playing_at(program, heap, area);
	const struct recorded_calls_ahead *ahead = recorded_calls_look(&playing.calls);

	*event = (struct event){.kind = EVENT_END, .op.misuse = -1};
	if (!ahead)
		return; /* what is no call is passed by resume */
	event->kind = EVENT_OP;
	ask(&playing, &ahead->call, ahead->behind.calls, &event->op);
}

static void commit(struct program *program, struct heap *heap, addr area,
		   const struct event *event, addr result, struct notices *notices)
{
	struct playing playing = playing_at(program, heap, area);
	const struct recorded_calls_ahead *ahead = recorded_calls_look(&playing.calls);

	attend(&playing, notices);
	if (!ahead)
		return;
	settle(&playing, &ahead->call, ahead->behind.calls, &event->op, result,
	       heap_class_of(heap, result));
	recorded_calls_pass(&playing.calls);
}

static uint64_t run(struct program *program, struct heap *heap, addr area, uint64_t most,
		    const struct op_listener *listener, struct notices *notices)
{
	struct playing playing = playing_at(program, heap, area);
	struct recorded_calls_stretch stretch;
	struct happened happened;
	bool goes_on = playing.state->calls.interpreter == 0;
	uint64_t count = 0;
	struct op op;

	attend(&playing, notices);
	recorded_calls_set_out(&playing.calls, &stretch);
	while (goes_on && !heap_crashed(heap) && count < most &&
	       recorded_calls_next(&playing.calls, &stretch)) {
		uint32_t given = ask(&playing, &stretch.call, stretch.cursor.calls, &op);

		op_happen_to(heap, &op, given, &happened);
		count++;
		goes_on = settle(&playing, &stretch.call, stretch.cursor.calls, &op,
				 happened.result, happened.made);
		if (listener)
			listener->hear(listener->context, &happened);
	}
	if (count > 0)
		recorded_calls_arrive(&playing.calls, &stretch);
	return count;
}

static void ranges(const struct program *program, const struct heap *heap, addr area,
		   struct ranges *ranges)
{
	struct playing playing = playing_at(program, heap, area);
	struct block_map map = system_map(&playing);

	ranges_add(ranges, area, sizeof *playing.state);
	replay_ranges(&playing.replay, ranges);
	block_map_ranges(&map, ranges);
}

/* The block there, as the allocator gave it, or as the hooks of a debug build handed it on. */
static bool find_at(const struct playing *playing, const struct labelled *labelled, uint64_t real,
		    struct known_block *known)
{
	for (int handed_on = 0; handed_on <= 1; handed_on++) {
		uint64_t where = real - (handed_on ? replay_front(labelled->head) : 0);
		addr block = replay_to_engine(&playing->replay, where);

		if (heap_is_outside(block))
			block = system_block(playing, where);
		if (label_of_block(labelled, block, known))
			return true;
	}
	return false;
}

/* #123, or the address that it had in the process. */
static bool find_block(const struct program *program, const struct heap *heap, addr area,
		       const char *text, struct known_block *known)
{
	struct playing playing = playing_at(program, heap, area);
	struct block_map map = system_map(&playing);
	struct labelled labelled = {heap, recording_head(playing.recorded->recording), &map};
	uint64_t real;

	if (text[0] == '#')
		return label_find_block(&labelled, text, known);
	return label_read_address(text, &real) && find_at(&playing, &labelled, real, known);
}

static void destroy(struct program *program)
{
	struct recorded *recorded = (struct recorded *)program;

	recording_close(recorded->recording);
	free(recorded->ahead);
	free(recorded);
}

/* Events take about the same number of bytes everywhere. */
static int percent(const struct program *program, const struct heap *heap, addr area)
{
	struct playing playing = playing_at(program, heap, area);
	uint64_t bytes = recording_bytes(playing.recorded->recording);

	return bytes ? (int)(playing.state->calls.cursor.offset * 100 / bytes) : 100;
}

static const struct program_ops ops = {
	.start = start,
	.peek = peek,
	.commit = commit,
	.run = run,
	.resume = resume,
	.ranges = ranges,
	.spell = label_spell,
	.find_name = label_find_name,
	.labels = labels_within,
	.find_block = find_block,
	.births = births_within,
	.percent = percent,
	.destroy = destroy,
};

void recorded_program_words(const struct recording *recording, const char *name,
			    struct recorded_program_words *words)
{
	const struct recording_head *head = recording_head(recording);

	snprintf(words->title, sizeof words->title, "%s", head->command[0] ? head->command : name);
	snprintf(words->about, sizeof words->about, "Python %s",
		 head->python[0] ? head->python : "of an unknown version");
}

struct program *recorded_program_new(struct recording *recording, const char *name)
{
	struct recorded *recorded = mem_zero(1, sizeof *recorded);

	recorded->recording = recording;
	recorded->ahead = mem_zero(1, sizeof *recorded->ahead);
	recorded_program_words(recording, name, &recorded->words);
	recorded->program = (struct program){
		.ops = &ops,
		.title = {.en = recorded->words.title},
		.about = {.en = recorded->words.about},
		.model = &recording_head(recording)->model,
		.placement = ARENAS_TOLD,
		.space = RECORDED_PROGRAM_SPACE,
		.history = RECORDED_PROGRAM_HISTORY * recording_bytes(recording),
		.was_recorded = true,
	};
	return &recorded->program;
}

void recorded_program_follow(struct program *program)
{
	program->grows = program->was_followed = true;
}
