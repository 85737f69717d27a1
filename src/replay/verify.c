/* verify.c - a whole recording against the engine; see verify.h. */
#include "replay/verify.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/str.h"
#include "heap/inspect.h"
#include "replay/evidence.h"
#include "replay/memory_map.h"
#include "trace/extents.h"

#define STORE_BASE UINT64_C(0x100000000000)
#define STORE_BYTES (UINT64_C(64) << 30) /* address space, not memory */
#define STORE_LEAST (UINT64_C(16) << 20)
#define OTHERS_PART 8 /* what another interpreter's store takes of the first one's size */

#define NOBODY UINT64_MAX /* no interpreter has this number */

/* One interpreter's allocator; isolated ones (3.12 and later) have their own. */
struct side {
	uint64_t number; /* of the interpreter */
	struct store store;
	struct heap heap;
	struct replay replay;
	struct map_nodes nodes;
	struct arena_watch watch;
	uint64_t *live; /* a bit for each address where a block can begin: 1 = one is in use; in the
			 * store */
	struct verifier *verifier;
};

struct sides {
	struct side **items; /* by number, ascending */
	size_t count, capacity;
};

struct verifier {
	struct recording *recording;
	const struct model *model;
	struct verify_result *result;
	struct sides sides;
	struct side *side;        /* whose calls come now */
	struct extents mapped;    /* what the arena allocators gave; their lines: to whom, NOBODY =
				   * no interpreter's pools lie there, as far as is known */
	struct memory_map system; /* what is in use elsewhere */
	bool differs;             /* the engine has left the track: nothing more can be compared */
};

/* -- interpreters --------------------------------------------------------------------- */

/* The arena allocator gave this to somebody.  What was foreign there before must have gone without
 * a word; what is an arena has not. */
static void note_mapped(struct verifier *verifier, uint64_t real, uint64_t size)
{
	const struct extent *other;

	if (real == 0 || size == 0 || real + size < real)
		return;
	while ((other = extents_overlap(&verifier->mapped, real, size)) && other->line == NOBODY)
		extents_remove(&verifier->mapped, other->start);
	if (!other)
		extents_add(&verifier->mapped, (struct extent){real, size, NOBODY});
}

static bool take_arena(void *context, uint64_t real)
{
	struct side *side = context;
	struct verifier *verifier = side->verifier;
	uint64_t size = side->heap.arena_size;
	const struct extent *known;

	map_nodes_add(&side->nodes, real);
	note_mapped(verifier, real, size);
	known = extents_find(&verifier->mapped, real);
	if (!known || known->size != size || known->line != NOBODY ||
	    memory_map_overlaps(&verifier->system, real, size))
		return false;
	extents_remove(&verifier->mapped, real);
	extents_add(&verifier->mapped, (struct extent){real, size, side->number});
	return true;
}

static uint64_t live_bytes(const struct heap *heap)
{
	return heap->arenas_bytes >> heap->alignment_shift >> 3;
}

/* The first interpreter may need much; others come by the hundred. */
static bool open_store(const struct verifier *verifier, struct store *store)
{
	const struct sides *sides = &verifier->sides;
	uint64_t bytes = STORE_BYTES;

	if (sides->count > 0)
		bytes = sides->items[0]->store.size / OTHERS_PART;
	if (!store_init(store, STORE_BASE, bytes > STORE_LEAST ? bytes : STORE_LEAST, STORE_LEAST))
		return false;
	if (sides->count > 0)
		store_use_small_pages(store);
	return true;
}

static struct side *side_new(struct verifier *verifier, uint64_t number)
{
	struct heap_options options = {.model = verifier->model, .placement = ARENAS_TOLD};
	const struct recording_head *head = recording_head(verifier->recording);
	struct side *side = mem_zero(1, sizeof *side);
	uint64_t bytes;

	side->number = number;
	side->verifier = verifier;
	if (!open_store(verifier, &side->store)) {
		free(side);
		return NULL;
	}
	bytes = heap_init(&side->heap, &side->store, &options) ? replay_bytes(&side->heap) : 0;
	if (bytes == 0 || bytes + live_bytes(&side->heap) > side->heap.script_bytes) {
		store_fini(&side->store);
		free(side);
		return NULL;
	}
	replay_init(&side->replay, head, &side->heap, side->heap.script_area);
	side->live = store_at(&side->store, side->heap.script_area + (bytes + 7) / 8 * 8);
	side->watch = (struct arena_watch){take_arena, side};
	side->replay.watch = &side->watch;
	map_nodes_init(&side->nodes, head->python, verifier->model);
	return side;
}

/* The interpreter is no more, or nothing more is known of it. */
static void side_destroy(struct side *side)
{
	struct verify_result *result = side->verifier->result;

	result->arenas_obtained += side->heap.control->ntimes_arena_allocated;
	result->arenas_most += side->heap.control->narenas_highwater;
	map_nodes_fini(&side->nodes);
	store_fini(&side->store);
	free(side);
}

/* Where the side of this number is, or would be. */
static size_t side_place(const struct sides *sides, uint64_t number)
{
	size_t low = 0, high = sides->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sides->items[middle]->number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* NULL: there is none. */
static struct side *side_of(const struct sides *sides, uint64_t number)
{
	size_t place = side_place(sides, number);

	return place < sides->count && sides->items[place]->number == number
		       ? sides->items[place]
		       : NULL;
}

static void side_add(struct sides *sides, struct side *side)
{
	size_t place = side_place(sides, side->number);

	array_push(sides, side);
	memmove(sides->items + place + 1, sides->items + place,
		(sides->count - 1 - place) * sizeof(struct side *));
	sides->items[place] = side;
}

/* An interpreter that has given everything back takes no memory here, either.  The first one, to
 * which all return, stays. */
static void side_leave(struct sides *sides, struct side *side)
{
	size_t place = side_place(sides, side->number);

	if (side->number == 0 || !replay_has_ended(&side->replay))
		return;
	side_destroy(side);
	memmove(sides->items + place, sides->items + place + 1,
		(--sides->count - place) * sizeof(struct side *));
}

static bool choose_side(struct verifier *verifier, uint64_t number)
{
	struct side *side = side_of(&verifier->sides, number);

	if (!side) {
		side = side_new(verifier, number);
		if (!side)
			return false;
		side_add(&verifier->sides, side);
		verifier->result->interpreters++;
	}
	if (verifier->side && verifier->side != side)
		side_leave(&verifier->sides, verifier->side);
	verifier->side = side;
	return true;
}

/* -- calls ---------------------------------------------------------------------------- */

static void note_difference(struct verifier *verifier, enum difference kind,
			    const struct trace_event *event, addr expected)
{
	struct verify_difference *first = &verifier->result->first;
	const struct replay *replay = &verifier->side->replay;

	verifier->differs = true;
	verifier->result->differences++;
	*first = (struct verify_difference){.kind = kind,
					    .call = verifier->result->calls,
					    .event = *event,
					    .got = event->where,
					    .expected = expected,
					    .expected_real = replay_to_real(replay, expected)};
	first->event.text = NULL;
	evidence_of_call(replay, event, expected, first->text, sizeof first->text);
}

/* -- who owns which memory -------------------------------------------------------------- */

/*
 * The engine follows a free of anything, as CPython does, and the damage shows when the block is
 * handed out again; near the end of a recording that never happens.  So each free is held
 * against what is in use: one bit for each address where a block can begin.
 */
static inline uint64_t *live_word(const struct side *side, addr block, uint64_t *bit)
{
	uint64_t index = (block - side->heap.first_pool) >> side->heap.alignment_shift;

	*bit = UINT64_C(1) << (index & 63);
	return &side->live[index >> 6];
}

static inline bool lies_in_slots(const struct side *side, addr block)
{
	return block - side->heap.first_pool < side->heap.arenas_bytes;
}

/* Why [block] cannot be given up, when it is not in use. */
static __attribute__((noinline)) enum difference blame(const struct side *side, addr block)
{
	struct place place = heap_place(&side->heap, block);
	struct pool_info pool;

	if (place.kind != PLACE_BLOCK || !heap_pool(&side->heap, place.slot, place.pool, &pool) ||
	    pool.state == POOL_VIRGIN || place.offset < POOL_OVERHEAD ||
	    place.offset >= pool.nextoffset)
		return DIFFERENCE_NO_BLOCK;
	return (place.offset - POOL_OVERHEAD) % pool.block_size ? DIFFERENCE_INSIDE
								: DIFFERENCE_FREED;
}

/* The process gives up [block], which it has at [real].  What the system gave may come from where
 * nobody looked (the raw domain): only the middle of a block is certainly wrong. */
static inline enum difference give_up(struct verifier *verifier, addr block, uint64_t real)
{
	struct side *side = verifier->side;
	uint64_t *word, bit;

	if (block == ADDR_NULL)
		return DIFFERENCE_NONE;
	if (!lies_in_slots(side, block)) {
		if (memory_map_use(&verifier->system, real) == MEMORY_INSIDE)
			return DIFFERENCE_INSIDE;
		memory_map_give(&verifier->system, real);
		return heap_owns(&side->heap, block) ? DIFFERENCE_NO_BLOCK : DIFFERENCE_NONE;
	}
	word = live_word(side, block, &bit);
	if (!(*word & bit) || block % (1u << side->heap.alignment_shift) != 0)
		return blame(side, block);
	*word &= ~bit;
	return DIFFERENCE_NONE;
}

/* It has obtained [block], at [real]. */
static inline enum difference take_over(struct verifier *verifier, addr block, uint64_t real,
					uint64_t bytes)
{
	struct side *side = verifier->side;
	uint64_t *word, bit;

	if (lies_in_slots(side, block)) {
		word = live_word(side, block, &bit);
		*word |= bit;
		return DIFFERENCE_NONE;
	}
	if (extents_overlap(&verifier->mapped, real, bytes + (bytes == 0)))
		return DIFFERENCE_NOT_SYSTEM;
	return memory_map_take(&verifier->system, real, bytes) ? DIFFERENCE_NONE
							       : DIFFERENCE_SYSTEM_OVER;
}

/* Do a call, and judge it; [block]: the engine's result. */
static enum difference judge_call(struct verifier *verifier, const struct trace_event *event,
				  addr *block)
{
	struct side *side = verifier->side;
	struct verify_result *result = verifier->result;
	enum difference difference;
	struct op op;

	if (!replay_op(&side->replay, event, &op)) {
		result->failed++;
		return replay_judge_failed(&side->replay, event);
	}
	if (op.kind == OP_FREE || op.kind == OP_REALLOC) {
		difference = give_up(verifier, op.block, op.real_block);
		if (difference != DIFFERENCE_NONE)
			return difference;
	}
	*block = op_run(&side->heap, &op);
	difference = replay_judge(&side->replay, &op, *block);
	if (difference != DIFFERENCE_NONE || op.kind == OP_FREE)
		return difference;
	result->in_system += heap_is_system(*block);
	result->in_pools += !heap_is_system(*block);
	return take_over(verifier, *block, op.real_result, op.count * op.bytes);
}

static void take_call(struct verifier *verifier, const struct trace_event *event)
{
	enum difference difference;
	addr block = ADDR_NULL;

	verifier->result->calls++;
	if (verifier->differs)
		return;
	difference = judge_call(verifier, event, &block);
	if (difference != DIFFERENCE_NONE)
		note_difference(verifier, difference, event, block);
}

/* -- the rest ------------------------------------------------------------------------- */

/* An arena goes back.  At an interpreter's end others give them back for it. */
static void give_arena(struct verifier *verifier, const struct trace_event *event)
{
	const struct extent *known = extents_find(&verifier->mapped, event->where);
	struct side *owner = known ? side_of(&verifier->sides, known->line) : NULL;

	if (known)
		extents_remove(&verifier->mapped, event->where);
	owner = owner ? owner : verifier->side;
	if (!replay_arena_free(&owner->replay, event->where, event->size))
		return;
	verifier->result->arenas_returned++;
	if (owner != verifier->side)
		side_leave(&verifier->sides, owner);
}

static void take_arena_event(struct verifier *verifier, const struct trace_event *event)
{
	if (verifier->differs)
		return;
	if (event->kind == TRACE_ARENA) {
		note_mapped(verifier, event->where, event->size);
		replay_arena(&verifier->side->replay, event->where, event->size);
	} else {
		give_arena(verifier, event);
	}
}

/* The interpreter has counted, too. */
static void take_end(struct verifier *verifier, const struct trace_event *event)
{
	struct verify_result *result = verifier->result;
	struct str text;

	result->exited = true;
	if (verifier->differs || event->size == result->calls)
		return;
	note_difference(verifier, DIFFERENCE_CALLS, event, ADDR_NULL);
	text = str_init(result->first.text, sizeof result->first.text);
	str_printf(&text, "  the interpreter: %" PRIu64 " calls\n  recorded:        %" PRIu64 "\n",
		   event->size, result->calls);
}

static void take_statistics(struct verifier *verifier, const struct trace_event *event)
{
	struct verify_result *result = verifier->result;
	struct verify_difference *first = &result->first;
	char text[sizeof first->text];

	if (verifier->differs)
		return;
	result->statistics++;
	if (evidence_of_statistics(&verifier->side->heap,
				   map_nodes_totals(&verifier->side->nodes), event->text,
				   event->length, text, sizeof text))
		return;
	if (result->statistics_different++ == 0 && result->headers_different == 0) {
		first->call = result->calls;
		memcpy(first->text, text, sizeof text);
	}
}

static void take_pools(struct verifier *verifier, const struct trace_event *event)
{
	struct verify_result *result = verifier->result;
	struct verify_difference *first = &result->first;
	char text[sizeof first->text];
	uint64_t bad;

	if (verifier->differs)
		return;
	bad = evidence_of_pools(&verifier->side->replay, event->text, event->length,
				&result->headers, text, sizeof text);
	if (bad > 0 && result->headers_different == 0 && result->statistics_different == 0) {
		first->call = result->calls;
		memcpy(first->text, text, sizeof text);
	}
	result->headers_different += bad;
}

/* False: there is no memory for another interpreter's heap. */
static bool take(struct verifier *verifier, const struct trace_event *event)
{
	switch (event->kind) {
	case TRACE_FREE:
	case TRACE_MALLOC:
	case TRACE_REALLOC:
	case TRACE_CALLOC:
		take_call(verifier, event);
		return true;
	case TRACE_ARENA:
	case TRACE_ARENA_FREE:
		take_arena_event(verifier, event);
		return true;
	case TRACE_STATS:
		take_statistics(verifier, event);
		return true;
	case TRACE_POOLS:
		take_pools(verifier, event);
		return true;
	case TRACE_INTERPRETER:
		return choose_side(verifier, event->size);
	case TRACE_MARK:
		verifier->result->marks++;
		return true;
	case TRACE_EXIT:
		take_end(verifier, event);
		return true;
	case TRACE_IMPORT:
	case TRACE_NOTE:
	case TRACE_END:
		return true;
	}
	return true;
}

bool verify_recording(struct recording *recording, const struct model *model,
		      struct verify_result *result)
{
	struct verifier verifier = {
		.recording = recording,
		.model = model ? model : &recording_head(recording)->model,
		.result = result,
	};
	struct trace_cursor cursor;
	struct trace_event event;
	bool good;

	*result = (struct verify_result){0};
	memory_map_init(&verifier.system);
	good = choose_side(&verifier, 0);
	trace_begin(recording, &cursor);
	while (good && trace_next(recording, &cursor, &event))
		good = take(&verifier, &event);
	result->status = recording_status(recording);
	for (size_t i = 0; i < verifier.sides.count; i++)
		side_destroy(verifier.sides.items[i]);
	free(verifier.sides.items);
	extents_fini(&verifier.mapped);
	memory_map_fini(&verifier.system);
	return good;
}
