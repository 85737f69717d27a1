/*
 * program.c - a recording as a program; see program.h.
 *
 * Where the program stands is a cursor in the store.  A live block carries its label in its
 * own first word, where the process had contents that nobody recorded: the number of the
 * call that allocated it and the bytes that were asked for.
 */
#include "replay/program.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "heap/inspect.h"
#include "replay/replay.h"

#define PATIENCE_MS 1000           /* for the last records of a process that has gone */
#define HISTORY 4                  /* bytes for each of the recording: some 12 a call */
#define SPACE (UINT64_C(64) << 30) /* address space for arenas and tables */
#define MARK_BYTES 100u            /* of a mark's name */
#define SIZE_BITS 10               /* of a label; a pool's block is at most 512 bytes */
#define MAX_BLOCKS 1024u           /* in a pool */

struct recorded {
	struct program program;
	uint64_t gone;               /* when the process was first seen to have ended; 0 = it lives */
	uint64_t bytes;              /* that the recording had then */
	struct recording *recording; /* owned */
	char title[300], about[300];
};

/* In the store. */
struct recorded_state {
	struct trace_cursor cursor; /* in front of a call of interpreter 0, or at the end */
	uint64_t interpreter;       /* whose calls come there */
	uint64_t ended;             /* 1 = the process has said that it ends */
	uint64_t differs;           /* number of the first call that did; 0 = none */
};

#define STATE_BYTES 4096u

static_assert(sizeof(struct recorded_state) <= STATE_BYTES, "the state is too large");

struct playing {
	const struct recorded *recorded;
	struct store *store;
	struct recorded_state *state;
	struct replay replay;
};

static struct playing playing_at(const struct program *program, const struct heap *heap, addr area)
{
	const struct recorded *recorded = (const struct recorded *)program;
	union {
		const struct heap *in;
		struct heap *out;
	} own = {heap}; /* those who only look get no functions that change it */

	return (struct playing){
		.recorded = recorded,
		.store = heap->store,
		.state = store_at(heap->store, area),
		.replay = replay_at(recording_head(recorded->recording), own.out,
				    area + STATE_BYTES),
	};
}

/* -- the cursor ----------------------------------------------------------------------- */

/* Only what differs goes through the gate: an event changes three or four words. */
static void put_cursor(struct playing *playing, const struct trace_cursor *cursor)
{
	const uint64_t *from = (const uint64_t *)cursor;
	uint64_t *to = (uint64_t *)&playing->state->cursor;

	for (size_t i = 0; i < sizeof *cursor / sizeof *to; i++)
		if (to[i] != from[i])
			store_set(playing->store, &to[i], from[i]);
}

static void add_mark(const struct trace_event *event, struct notices *notices)
{
	int length = (int)(event->length < MARK_BYTES ? event->length : MARK_BYTES);

	notices_add(notices, NOTICE_MARK, DIAG_WHOLE_FILE, NULL, "%s%.*s",
		    event->kind == TRACE_IMPORT ? "import " : "", length,
		    (const char *)event->text);
}

static void note_difference(struct playing *playing, enum difference difference, uint64_t call,
			    struct notices *notices)
{
	if (playing->state->differs || difference == DIFFERENCE_NONE)
		return;
	store_set(playing->store, &playing->state->differs, call);
	notices_add(notices, NOTICE_FAILED, DIAG_WHOLE_FILE, "arenawalk verify shows both sides",
		    "call %" PRIu64 ": %s", call, difference_words[difference]);
}

/* What is no call, or not of our interpreter. */
static void pass(struct playing *playing, const struct trace_event *event, uint64_t calls,
		 struct notices *notices)
{
	struct replay *replay = &playing->replay;
	bool ours = playing->state->interpreter == 0;
	enum difference difference = DIFFERENCE_NONE;

	if (event->kind == TRACE_INTERPRETER)
		store_set(playing->store, &playing->state->interpreter, event->size);
	else if (event->kind == TRACE_EXIT)
		store_set(playing->store, &playing->state->ended, UINT64_C(1));
	else if (event->kind == TRACE_MARK || event->kind == TRACE_IMPORT)
		add_mark(event, notices);
	else if (event->kind == TRACE_ARENA && ours)
		difference = replay_arena(replay, event->where, event->size);
	else if (event->kind == TRACE_ARENA_FREE && ours)
		difference = replay_arena_free(replay, event->where, event->size);
	note_difference(playing, difference, calls + 1, notices);
}

/* Go on to the next call of ours. */
static void advance(struct playing *playing, struct trace_cursor cursor, struct notices *notices)
{
	struct trace_cursor next = cursor;
	struct trace_event event;

	while (trace_next(playing->recorded->recording, &next, &event)) {
		if (trace_is_call(event.kind) && playing->state->interpreter == 0)
			break;
		pass(playing, &event, cursor.calls, notices);
		cursor = next;
	}
	put_cursor(playing, &cursor);
}

/* -- labels --------------------------------------------------------------------------- */

static uint64_t label_number(uint64_t label)
{
	return label >> SIZE_BITS;
}

/* The label's place, if the block lies in a pool. */
static uint64_t *label_at(const struct heap *heap, addr block)
{
	return heap_place(heap, block).kind == PLACE_BLOCK ? store_at(heap->store, block) : NULL;
}

static uint64_t label_of(const struct heap *heap, addr block)
{
	const uint64_t *label = heap_owns(heap, block) ? label_at(heap, block) : NULL;

	return label ? label_number(*label) : 0;
}

/* [number]: of the call the block was born with, which a realloc does not change. */
static void put_label(struct playing *playing, const struct trace_event *event, uint64_t number,
		      addr block)
{
	uint64_t *label;

	if (event->kind == TRACE_FREE || !block || heap_is_system(block))
		return;
	label = label_at(playing->replay.heap, block);
	if (!label)
		return;
	store_set(playing->store, label,
		  number << SIZE_BITS | (event->count * event->size & ((1u << SIZE_BITS) - 1)));
}

/* -- the program ---------------------------------------------------------------------- */

static bool start(struct program *program, struct heap *heap, addr area, uint64_t bytes,
		  struct notices *notices)
{
	struct playing playing;
	struct trace_cursor cursor;

	if (STATE_BYTES + replay_bytes(heap) > bytes)
		return false;
	playing = playing_at(program, heap, area);
	trace_begin(playing.recorded->recording, &cursor);
	advance(&playing, cursor, notices);
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
	struct trace_cursor cursor = playing.state->cursor;
	struct trace_event event;

	if (trace_next(recorded->recording, &cursor, &event) && trace_is_call(event.kind) &&
	    playing.state->interpreter == 0)
		return;
	advance(&playing, playing.state->cursor, notices);
	cursor = playing.state->cursor;
	if (!trace_next(recorded->recording, &cursor, &event) &&
	    (playing.state->ended || recording_status(recorded->recording) == RECORDING_BROKEN ||
	     is_over(recorded)))
		program->grows = false;
}

static void peek(const struct program *program, const struct heap *heap, addr area,
		 struct event *event)
{
	struct playing playing = playing_at(program, heap, area);
	struct trace_cursor cursor = playing.state->cursor;
	struct trace_event call;

	*event = (struct event){.kind = EVENT_END, .op.misuse = -1};
	if (!trace_next(playing.recorded->recording, &cursor, &call) ||
	    !trace_is_call(call.kind))
		return; /* what is no call is passed by resume */
	event->kind = EVENT_OP;
	if (!replay_op(&playing.replay, &call, &event->op)) {
		/* A call that failed: it is shown, and asks for what no allocator gives. */
		event->op = (struct op){.kind = OP_MALLOC, .count = 1, .bytes = UINT64_MAX,
					.misuse = -1, .name = cursor.calls};
		return;
	}
	if (call.kind == TRACE_FREE || call.kind == TRACE_REALLOC)
		event->op.born = label_of(heap, event->op.block);
	event->op.name = event->op.born ? event->op.born : cursor.calls;
}

static void commit(struct program *program, struct heap *heap, addr area,
		   const struct event *event, addr result, struct notices *notices)
{
	struct playing playing = playing_at(program, heap, area);
	struct trace_cursor cursor = playing.state->cursor;
	struct trace_event call;

	if (!trace_next(playing.recorded->recording, &cursor, &call))
		return;
	if (call.kind == TRACE_FREE || call.where)
		note_difference(&playing, replay_judge(&playing.replay, &call, result),
				cursor.calls, notices);
	put_label(&playing, &call, event->op.name, result);
	advance(&playing, cursor, notices);
}

static void ranges(const struct program *program, const struct heap *heap, addr area,
		   struct ranges *ranges)
{
	struct playing playing = playing_at(program, heap, area);

	ranges_add(ranges, area, sizeof *playing.state);
	replay_ranges(&playing.replay, ranges);
}

static void spell(const struct program *program, uint64_t name, char *text, size_t bytes)
{
	(void)program;
	snprintf(text, bytes, "#%" PRIu64, name);
}

static bool find_name(const struct program *program, const char *text, uint64_t *value,
		      uint64_t *mask)
{
	char *end;

	(void)program;
	if (text[0] != '#' || text[1] < '1' || text[1] > '9')
		return false;
	*value = strtoull(text + 1, &end, 10);
	*mask = UINT64_MAX;
	return *end == '\0';
}

/* Blocks of the free list, and those above it, are nobody's. */
static void find_free(const struct heap *heap, const struct pool_info *pool, bool *is_free)
{
	addr blocks[MAX_BLOCKS];
	size_t count = heap_free_list(heap, pool, blocks, MAX_BLOCKS);

	memset(is_free, 0, MAX_BLOCKS);
	for (size_t i = 0; i < count; i++) {
		uint64_t number = (blocks[i] - pool->address - POOL_OVERHEAD) / pool->block_size;

		if (number < MAX_BLOCKS)
			is_free[number] = true;
	}
}

/* What is asked for, and what has been found: labels in full, or births alone. */
struct label_search {
	const struct program *program;
	addr from;
	uint64_t bytes;
	struct label *labels; /* NULL = births */
	struct birth *births;
	size_t count, most;
};

static bool is_wanted(const struct label_search *search, addr start, uint64_t bytes)
{
	return start - search->from < search->bytes || search->from - start < bytes;
}

static void note_label(struct label_search *search, addr block, uint64_t label)
{
	uint64_t number = label_number(label);
	struct label *found;

	if (!search->labels) {
		search->births[search->count++] = (struct birth){block, number};
		return;
	}
	found = &search->labels[search->count++];
	*found = (struct label){.block = block,
				.born = number,
				.call = number,
				.requested = label & ((1u << SIZE_BITS) - 1)};
	spell(search->program, number, found->name, LABEL_BYTES);
}

static void label_pool(const struct heap *heap, const struct pool_info *pool,
		       struct label_search *search)
{
	bool is_free[MAX_BLOCKS];

	if (pool->block_size == 0 || pool->used == 0)
		return;
	find_free(heap, pool, is_free);
	for (uint32_t i = 0; i < pool->carved && i < MAX_BLOCKS; i++) {
		addr block = pool->address + POOL_OVERHEAD + (uint64_t)i * pool->block_size;

		if (is_free[i] || block - search->from >= search->bytes)
			continue;
		if (search->count == search->most)
			return;
		note_label(search, block, *(const uint64_t *)store_at(heap->store, block));
	}
}

static size_t find_labels(const struct heap *heap, struct label_search *search)
{
	struct arena_info arena;
	struct pool_info pool;

	for (uint64_t slot = 0; heap_arena(heap, slot, &arena); slot++) {
		if (arena.state == ARENA_UNUSED ||
		    !is_wanted(search, arena.address, heap->arena_size))
			continue;
		for (uint32_t i = 0; i < arena.carved && heap_pool(heap, slot, i, &pool); i++)
			if (is_wanted(search, pool.address, heap->pool_size))
				label_pool(heap, &pool, search);
	}
	return search->count;
}

static size_t labels(const struct program *program, const struct heap *heap, addr area, addr from,
		     uint64_t bytes, struct label *labels, size_t most)
{
	struct label_search search = {program, from, bytes, labels, NULL, 0, most};

	(void)area;
	return find_labels(heap, &search);
}

static size_t births(const struct program *program, const struct heap *heap, addr area, addr from,
		     uint64_t bytes, struct birth *births, size_t most)
{
	struct label_search search = {program, from, bytes, NULL, births, 0, most};

	(void)area;
	return find_labels(heap, &search);
}

static void destroy(struct program *program)
{
	struct recorded *recorded = (struct recorded *)program;

	recording_close(recorded->recording);
	free(recorded);
}

static const struct program_ops ops = {
	.start = start,
	.peek = peek,
	.commit = commit,
	.resume = resume,
	.ranges = ranges,
	.spell = spell,
	.find_name = find_name,
	.labels = labels,
	.births = births,
	.destroy = destroy,
};

struct program *recording_program(struct recording *recording, const char *name)
{
	const struct recording_head *head = recording_head(recording);
	struct recorded *recorded = mem_zero(1, sizeof *recorded);

	recorded->recording = recording;
	snprintf(recorded->title, sizeof recorded->title, "%s",
		 head->command[0] ? head->command : name);
	snprintf(recorded->about, sizeof recorded->about, "Python %s",
		 head->python[0] ? head->python : "of an unknown version");
	recorded->program = (struct program){
		.ops = &ops,
		.title = {.en = recorded->title},
		.about = {.en = recorded->about},
		.model = &head->model,
		.placement = ARENAS_TOLD,
		.space = SPACE,
		.history = HISTORY * recording_bytes(recording),
		.was_recorded = true,
	};
	return &recorded->program;
}

void recording_program_follow(struct program *program)
{
	program->grows = true;
}
