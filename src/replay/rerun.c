/*
 * rerun.c - recorded calls under another model; see rerun.h.
 *
 * In the store: where the program stands (recorded_calls.h), and which block each address of the
 * process stands for (block_map.h).
 */
#include "replay/rerun.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "heap/heap.h"
#include "replay/block_map.h"
#include "replay/labels.h"
#include "replay/recorded_calls.h"
#include "replay/recorded_program.h"
#include "replay/replay.h"

struct rerun {
	struct program program;
	struct recording *recording; /* borrowed */
	struct recorded_program_words words;
	struct recorded_calls_ahead *ahead; /* owned */
};

/* In the store. */
struct rerun_state {
	struct recorded_calls_state calls;
	uint64_t lost; /* number of the first call whose block the map had no room for; 0 = none */
};

static_assert(sizeof(struct rerun_state) <= RECORDED_CALLS_STATE_BYTES, "the state is too large");
static_assert(offsetof(struct rerun_state, calls) == 0, "the calls begin elsewhere");

struct running {
	const struct recording_head *head;
	struct rerun_state *state;
	struct recorded_calls calls;
	struct block_map map;
};

static struct running running_at(const struct program *program, const struct heap *heap, addr area)
{
	const struct rerun *rerun = (const struct rerun *)program;
	addr end = heap->script_area + heap->script_bytes;

	struct running running = {
		.head = recording_head(rerun->recording),
		.state = store_at(heap->store, area),
		.map = block_map_at(heap->store, area + RECORDED_CALLS_STATE_BYTES,
				    end - area - RECORDED_CALLS_STATE_BYTES),
	};

	recorded_calls_init(&running.calls, rerun->recording, heap->store, area, rerun->ahead);
	return running;
}

static bool start(struct program *program, struct heap *heap, addr area, uint64_t bytes,
		  struct notices *notices)
{
	struct running running;

	if (bytes < RECORDED_CALLS_STATE_BYTES + BLOCK_MAP_LEAST)
		return false;
	running = running_at(program, heap, area);
	running.calls.notices = notices;
	recorded_calls_begin(&running.calls);
	return true;
}

/* The block that the call gives up.  One that came from elsewhere, before the recording or
 * from another interpreter, is the system's, as it is in replay.c. */
static void find_given(const struct running *running, const struct trace_event *call, struct op *op)
{
	const struct block_entry *entry = block_map_find(&running->map, call->old);

	if (entry)
		op->block = entry->block;
	else if (call->old)
		op->block = heap_outside(op->real_block);
}

static void peek(const struct program *program, const struct heap *heap, addr area,
		 struct event *event)
{
	struct running running = running_at(program, heap, area);
	const struct recorded_calls_ahead *ahead = recorded_calls_look(&running.calls);

	*event = (struct event){.kind = EVENT_END, .op.misuse = -1};
	if (!ahead)
		return;
	event->kind = EVENT_OP;
	event->op.failed = !replay_request(running.head, &ahead->call, &event->op);
	if (ahead->call.kind == TRACE_REALLOC || ahead->call.kind == TRACE_FREE)
		find_given(&running, &ahead->call, &event->op);
	label_op(heap, running.head, ahead->behind.calls, heap_class_of(heap, event->op.block),
		 &event->op);
}

/* Take note of where the block is that the process now has at call->where.  A realloc that this
 * model refuses leaves it where it was; a malloc, NULL. */
static void take_block(struct running *running, const struct trace_event *call,
		       const struct op *op, addr result, uint64_t number)
{
	if (call->kind == TRACE_FREE || (call->kind == TRACE_REALLOC && call->old != call->where))
		block_map_remove(&running->map, call->old);
	if (call->kind == TRACE_REALLOC && !result)
		result = op->block;
	if (call->kind == TRACE_FREE || block_map_put(&running->map, call->where, result) ||
	    running->state->lost)
		return;
	store_set(running->calls.store, &running->state->lost, number);
	notices_add(running->calls.notices, NOTICE_FAULT, DIAG_WHOLE_FILE, NULL,
		    "call %" PRIu64 ": too many blocks live at once to follow", number);
}

static void commit(struct program *program, struct heap *heap, addr area,
		   const struct event *event, addr result, struct notices *notices)
{
	struct running running = running_at(program, heap, area);
	const struct recorded_calls_ahead *ahead = recorded_calls_look(&running.calls);

	if (!ahead)
		return;
	running.calls.notices = notices;
	if (ahead->call.kind == TRACE_FREE || ahead->call.where)
		take_block(&running, &ahead->call, &event->op, result, ahead->behind.calls);
	label_put(heap, &ahead->call, event->op.name, result, heap_class_of(heap, result));
	recorded_calls_pass(&running.calls);
}

static void ranges(const struct program *program, const struct heap *heap, addr area,
		   struct ranges *ranges)
{
	struct running running = running_at(program, heap, area);

	ranges_add(ranges, area, sizeof *running.state);
	block_map_ranges(&running.map, ranges);
}

/* #123, or the address that the program had it at. */
static bool find_block(const struct program *program, const struct heap *heap, addr area,
		       const char *text, struct known_block *known)
{
	struct running running = running_at(program, heap, area);
	struct labelled labelled = {heap, running.head, &running.map};
	const struct block_entry *entry = NULL;
	uint64_t real;

	if (text[0] == '#')
		return label_find_block(&labelled, text, known);
	if (label_read_address(text, &real)) {
		entry = block_map_find(&running.map, real + replay_front(running.head));
		entry = entry ? entry : block_map_find(&running.map, real);
	}
	return entry && label_of_block(&labelled, entry->block, known);
}

static void destroy(struct program *program)
{
	free(((struct rerun *)program)->ahead);
	free(program);
}

static const struct program_ops ops = {
	.start = start,
	.peek = peek,
	.commit = commit,
	.ranges = ranges,
	.spell = label_spell,
	.find_name = label_find_name,
	.labels = labels_within,
	.births = births_within,
	.find_block = find_block,
	.destroy = destroy,
};

struct program *rerun_program(struct recording *recording, const struct model *model,
			      const char *name)
{
	struct rerun *rerun = mem_zero(1, sizeof *rerun);

	rerun->recording = recording;
	rerun->ahead = mem_zero(1, sizeof *rerun->ahead);
	recorded_program_words(recording, name, &rerun->words);
	rerun->program = (struct program){
		.ops = &ops,
		.title = {.en = rerun->words.title},
		.about = {.en = rerun->words.about},
		.model = model,
		.placement = ARENAS_PAGE,
		.space = RECORDED_PROGRAM_SPACE,
		.history = RECORDED_PROGRAM_HISTORY * recording_bytes(recording),
		.was_recorded = true,
	};
	return &rerun->program;
}
