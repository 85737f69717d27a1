/* replay.c - recorded calls on an engine; see replay.h. */
#include "replay/replay.h"

#include "heap/inspect.h"

/* The debug hooks put so many bytes in front of a block (section "debug" of obmalloc.c). */
#define DEBUG_FRONT 16u

const char *const difference_words[DIFFERENCE_COUNT] = {
	[DIFFERENCE_NONE] = "no difference",
#define DIFFERENCE(id, words) [DIFFERENCE_##id] = words,
#include "replay/differences.def"
#undef DIFFERENCE
};

#define STATE_BYTES 4096u

static_assert(sizeof(struct replay_state) <= STATE_BYTES, "the state is too large");

uint64_t replay_bytes(const struct heap *heap)
{
	return STATE_BYTES + arena_map_bytes(heap->slot_capacity);
}

struct replay replay_at(const struct recording_head *head, struct heap *heap, addr area)
{
	return (struct replay){
		.head = head,
		.heap = heap,
		.state = store_at(heap->store, area),
		.map = arena_map_at(heap->store, area + STATE_BYTES, heap->slot_capacity,
				    heap->arena_shift),
	};
}

void replay_ranges(const struct replay *replay, struct ranges *ranges)
{
	ranges_add(ranges, store_addr(replay->heap->store, replay->state), sizeof *replay->state);
	arena_map_ranges(&replay->map, replay->heap->control->maxarenas, ranges);
}

static void put(struct replay *replay, uint64_t *field, uint64_t value)
{
	store_set(replay->heap->store, field, value);
}

/* -- arenas --------------------------------------------------------------------------- */

enum difference replay_arena(struct replay *replay, uint64_t real, uint64_t size)
{
	if (size != replay->heap->arena_size || real == 0)
		return DIFFERENCE_NONE;
	if (replay->state->announced)
		return DIFFERENCE_NOT_OBTAINED;
	put(replay, &replay->state->announced, real);
	heap_place_arenas(replay->heap, (uint32_t)(real & (replay->heap->pool_size - 1)));
	return DIFFERENCE_NONE;
}

enum difference replay_arena_free(struct replay *replay, uint64_t real, uint64_t size)
{
	struct replay_state *state = replay->state;

	if (size != replay->heap->arena_size)
		return DIFFERENCE_NONE;
	if (state->released == real)
		put(replay, &state->released, 0);
	else if (state->returned)
		put(replay, &state->unexplained, state->unexplained + 1);
	else
		put(replay, &state->returned, real);
	return DIFFERENCE_NONE;
}

/* The engine has obtained an arena, for this block: it is the one that was announced. */
static enum difference bind(struct replay *replay, addr block)
{
	uint64_t slot = heap_slot_of(replay->heap, block), real = replay->state->announced;

	put(replay, &replay->state->obtained, replay->heap->control->ntimes_arena_allocated);
	if (!real)
		return DIFFERENCE_NO_ARENA;
	put(replay, &replay->state->announced, 0);
	return arena_map_add(&replay->map, slot, real) ? DIFFERENCE_NONE : DIFFERENCE_OVERLAP;
}

/* The engine has given an arena back: its slot is the next to be used. */
static void release(struct replay *replay)
{
	uint64_t slot, real;

	if (heap_unused_arenas(replay->heap, &slot, 1) == 0)
		return;
	real = replay->map.reals[slot];
	arena_map_remove(&replay->map, slot);
	if (replay->state->returned == real)
		put(replay, &replay->state->returned, 0);
	else
		put(replay, &replay->state->released, real);
}

/* Compare what became of arenas; [block]: what the call returned. */
static enum difference judge_arenas(struct replay *replay, addr block)
{
	const struct heap_control *control = replay->heap->control;
	struct replay_state *state = replay->state;
	uint64_t expected = state->living;
	enum difference difference = DIFFERENCE_NONE;

	if (control->ntimes_arena_allocated != state->obtained) {
		difference = bind(replay, block);
		expected++;
	} else if (state->announced) {
		return DIFFERENCE_NOT_OBTAINED;
	}
	if (control->narenas_currently_allocated != expected)
		release(replay);
	if (control->narenas_currently_allocated != state->living)
		put(replay, &state->living, control->narenas_currently_allocated);
	if (difference == DIFFERENCE_NONE && (state->returned || state->unexplained))
		difference = DIFFERENCE_NOT_RELEASED;
	return difference;
}

/* -- addresses ------------------------------------------------------------------------ */

addr replay_to_engine(const struct replay *replay, uint64_t real)
{
	uint64_t slot;

	if (real == 0)
		return ADDR_NULL;
	slot = arena_map_find(&replay->map, real);
	if (slot == UINT64_MAX)
		return SYSTEM_BASE + (real & (SYSTEM_END - SYSTEM_BASE - 16));
	return replay->heap->arenas[slot].address + (real - replay->map.reals[slot]);
}

uint64_t replay_to_real(const struct replay *replay, addr block)
{
	const struct heap *heap = replay->heap;
	uint64_t slot = (block - heap->first_pool) >> heap->arena_shift;

	if (slot >= heap->slot_capacity || !replay->map.reals[slot])
		return 0;
	return replay->map.reals[slot] + (block - heap->arenas[slot].address);
}

/* -- calls ---------------------------------------------------------------------------- */

static uint64_t front(const struct replay *replay)
{
	return replay->head->debug_extra ? DEBUG_FRONT : 0;
}

addr replay_block(const struct replay *replay, uint64_t real)
{
	return real ? replay_to_engine(replay, real - front(replay)) : ADDR_NULL;
}

bool replay_request(const struct recording_head *head, const struct trace_event *call,
		    struct op *op)
{
	uint64_t extra = head->debug_extra, bytes;

	*op = (struct op){.count = 1,
			  .bytes = call->size + extra,
			  .misuse = -1,
			  .real_block = call->old,
			  .real_result = call->where};
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

bool replay_op(const struct replay *replay, const struct trace_event *call, struct op *op)
{
	bool asks = replay_request(replay->head, call, op);

	if (op->kind == OP_REALLOC || op->kind == OP_FREE)
		op->block = replay_block(replay, call->old);
	return asks;
}

struct op replay_failed_op(uint64_t call)
{
	return (struct op){.kind = OP_MALLOC, .count = 1, .bytes = UINT64_MAX, .misuse = -1,
			   .name = call};
}

static enum difference judge_place(const struct replay *replay, const struct trace_event *call,
				   addr result)
{
	uint64_t real = call->where - front(replay);
	bool in_arena;

	if (replay_to_real(replay, result) == real)
		return DIFFERENCE_NONE;
	in_arena = arena_map_find(&replay->map, real) != UINT64_MAX;
	if (heap_is_system(result))
		return in_arena ? DIFFERENCE_NOT_SYSTEM : DIFFERENCE_NONE;
	if (result == ADDR_NULL)
		return DIFFERENCE_FULL;
	return in_arena ? DIFFERENCE_PLACE : DIFFERENCE_NOT_POOL;
}

/* Rare, and quick to see. */
static inline bool concerns_arenas(const struct replay *replay)
{
	const struct heap_control *control = replay->heap->control;
	const struct replay_state *state = replay->state;

	return control->ntimes_arena_allocated != state->obtained ||
	       control->narenas_currently_allocated != state->living || state->announced ||
	       state->returned || state->unexplained;
}

enum difference replay_judge(struct replay *replay, const struct trace_event *call, addr result)
{
	bool late = replay->state->released != 0;
	enum difference difference = DIFFERENCE_NONE;

	if (concerns_arenas(replay))
		difference = judge_arenas(replay, result);
	if (late)
		return DIFFERENCE_RELEASED;
	if (heap_crashed(replay->heap))
		return DIFFERENCE_CRASH;
	if (difference == DIFFERENCE_NONE && call->kind != TRACE_FREE && call->where)
		difference = judge_place(replay, call, result);
	return difference;
}
