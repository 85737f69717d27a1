/* replay.c - recorded calls on an engine; see replay.h. */
#include "replay/replay.h"

#include <assert.h>

#include "heap/inspect.h"

const char *const difference_words[DIFFERENCE_COUNT] = {
	[DIFFERENCE_NONE] = "no difference",
#define DIFFERENCE(id, words) [DIFFERENCE_##id] = words,
#include "replay/differences.def"
#undef DIFFERENCE
};

static_assert(sizeof(struct replay_state) <= REPLAY_STATE_BYTES, "the state is too large");

uint64_t replay_bytes(const struct heap *heap)
{
	return REPLAY_STATE_BYTES + arena_map_bytes(heap->slot_capacity);
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

/* Something has changed that the next call settles, or has been settled. */
static void note_pending(struct replay *replay)
{
	const struct replay_state *state = replay->state;

	put(replay, &replay->state->pending,
	    state->announced_count | state->refused | state->returned | state->unexplained |
		    state->released);
}

static void announce(struct replay *replay, uint64_t real)
{
	struct replay_state *state = replay->state;

	if (state->announced_count == ANNOUNCED_MOST) {
		for (uint32_t i = 1; i < ANNOUNCED_MOST; i++)
			put(replay, &state->announced[i - 1], state->announced[i]);
		put(replay, &state->announced_count, state->announced_count - 1);
	}
	put(replay, &state->announced[state->announced_count], real);
	put(replay, &state->announced_count, state->announced_count + 1);
}

/* What was announced has gone back before any call came.  Nobody could make use of it: if it
 * was pymalloc that asked, then in vain (the radix tree had no memory for it). */
static bool recant(struct replay *replay, uint64_t real)
{
	struct replay_state *state = replay->state;
	uint64_t count = state->announced_count;

	for (uint64_t i = count; i-- > 0;) {
		if (state->announced[i] != real)
			continue;
		put(replay, &state->announced[i], state->announced[count - 1]);
		put(replay, &state->announced_count, count - 1);
		put(replay, &state->refused, UINT64_C(1));
		return true;
	}
	return false;
}

void replay_arena(struct replay *replay, uint64_t real, uint64_t size)
{
	if (size != replay->heap->arena_size)
		return;
	if (real)
		announce(replay, real);
	else
		put(replay, &replay->state->refused, UINT64_C(1));
	note_pending(replay);
}

bool replay_has_arena(const struct replay *replay, uint64_t real)
{
	uint64_t slot = real ? arena_map_find(&replay->map, real) : UINT64_MAX;

	return slot != UINT64_MAX && replay->map.reals[slot] == real;
}

static bool take_back(struct replay *replay, uint64_t real, uint64_t size)
{
	struct replay_state *state = replay->state;

	if (size != replay->heap->arena_size || real == 0)
		return false;
	if (state->released == real) {
		put(replay, &state->released, UINT64_C(0));
		return true;
	}
	if (recant(replay, real) || !replay_has_arena(replay, real))
		return false;
	if (state->returned)
		put(replay, &state->unexplained, state->unexplained + 1);
	else
		put(replay, &state->returned, real);
	return true;
}

bool replay_arena_free(struct replay *replay, uint64_t real, uint64_t size)
{
	bool ours = take_back(replay, real, size);

	note_pending(replay);
	return ours;
}

bool replay_has_ended(const struct replay *replay)
{
	const struct replay_state *state = replay->state;
	uint64_t back = state->unexplained + (state->returned != 0);

	return back > 0 && back >= replay->heap->control->narenas_currently_allocated;
}

uint64_t replay_announced(const struct replay *replay, uint64_t real)
{
	const struct replay_state *state = replay->state;

	for (uint64_t i = state->announced_count; real && i-- > 0;)
		if (real - state->announced[i] < replay->heap->arena_size)
			return state->announced[i];
	return 0;
}

/* The engine has obtained an arena, for this block. */
static enum difference bind_arena(struct replay *replay, uint64_t arena, addr block)
{
	uint64_t slot = heap_slot_of(replay->heap, block);

	put(replay, &replay->state->obtained, replay->heap->control->ntimes_arena_allocated);
	put(replay, &replay->state->unasked, UINT64_C(0));
	if (!arena_map_add(&replay->map, slot, arena) ||
	    (replay->watch && !replay->watch->obtained(replay->watch->context, arena)))
		return DIFFERENCE_OVERLAP;
	return DIFFERENCE_NONE;
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
		put(replay, &replay->state->returned, UINT64_C(0));
	else
		put(replay, &replay->state->released, real);
}

/*
 * Whether the interpreter was refused an arena in front of this call, as far as the recording
 * tells.  One that has refusals among its events says so, but for the one case where nobody is
 * asked: the table of arenas had to grow and could not.
 *
 * An older one does not tell: that the answer [real] is in no arena we know is then all there
 * is.  It could lie in one whose event is missing.  But then it is the first block of that
 * arena's first pool, where the system's own blocks are once in a thousand times.
 */
static bool was_refused(const struct replay *replay, uint64_t real)
{
	const struct replay_state *state = replay->state;
	uint64_t inside = real & (replay->heap->pool_size - 1);

	if (state->refused)
		return true;
	if (replay->head->has_refusals)
		return replay->heap->control->unused_arena_objects == ADDR_NULL;
	return real == 0 || state->unasked || inside != POOL_OVERHEAD;
}

/* The engine was refused an arena; [real]: where the interpreter's block is, 0 = it got none. */
static enum difference judge_refusal(struct replay *replay, uint64_t arena, uint64_t real)
{
	struct replay_state *state = replay->state;

	put(replay, &state->denied, replay->heap->control->narenas_refused);
	if (arena)
		return DIFFERENCE_FULL;
	if (!was_refused(replay, real) || (real && arena_map_find(&replay->map, real) != UINT64_MAX))
		return DIFFERENCE_NO_ARENA;
	put(replay, &state->unasked, (uint64_t)!state->refused);
	return DIFFERENCE_NONE;
}

/* A call is over: what was announced in front of it is settled. */
static void settle(struct replay *replay)
{
	if (replay->state->announced_count)
		put(replay, &replay->state->announced_count, UINT64_C(0));
	if (replay->state->refused)
		put(replay, &replay->state->refused, UINT64_C(0));
	note_pending(replay);
}

/* Compare what became of arenas; [block]: what the call returned, [real]: the same in the process. */
static enum difference judge_arenas(struct replay *replay, addr block, uint64_t real)
{
	const struct heap_control *control = replay->heap->control;
	struct replay_state *state = replay->state;
	uint64_t expected = state->living, arena = replay_announced(replay, real);
	enum difference difference = DIFFERENCE_NONE;

	if (control->ntimes_arena_allocated != state->obtained) {
		difference = bind_arena(replay, arena, block);
		expected++;
	} else if (control->narenas_refused != state->denied) {
		difference = judge_refusal(replay, arena, real);
	} else if (arena) {
		difference = DIFFERENCE_NOT_OBTAINED;
	}
	put(replay, &state->seen, control->arena_events);
	if (control->narenas_currently_allocated != expected)
		release(replay);
	settle(replay);
	if (control->narenas_currently_allocated != state->living)
		put(replay, &state->living, control->narenas_currently_allocated);
	if (difference == DIFFERENCE_NONE && (state->returned || state->unexplained))
		difference = DIFFERENCE_NOT_RELEASED;
	return difference;
}

/* -- calls ---------------------------------------------------------------------------- */

addr replay_block(const struct replay *replay, uint64_t real)
{
	return real ? replay_to_engine(replay, real - replay_front(replay->head)) : ADDR_NULL;
}

enum difference replay_judge_place(const struct replay *replay, uint64_t real, addr result)
{
	bool in_arena = arena_map_find(&replay->map, real) != UINT64_MAX;

	if (heap_is_system(result))
		return in_arena ? DIFFERENCE_NOT_SYSTEM : DIFFERENCE_NONE;
	if (result == ADDR_NULL)
		return DIFFERENCE_FULL;
	return in_arena ? DIFFERENCE_PLACE : DIFFERENCE_NOT_POOL;
}

enum difference replay_judge_rare(struct replay *replay, const struct op *op, addr result)
{
	bool late = replay->state->released != 0;
	enum difference difference = DIFFERENCE_NONE;

	assert(replay_concerns_arenas(replay) || heap_crashed(replay->heap));
	if (replay_concerns_arenas(replay))
		difference = judge_arenas(replay, result, op->real_result);
	if (late)
		return DIFFERENCE_RELEASED;
	return heap_crashed(replay->heap) ? DIFFERENCE_CRASH : difference;
}

/* -- calls that failed ------------------------------------------------------------------ */

/* Whether [bytes] can be had from the pools and arenas that are there. */
static bool has_room(const struct heap *heap, uint64_t bytes)
{
	uint64_t szidx = (bytes - 1) >> heap->alignment_shift;

	return bytes - 1 < heap->threshold &&
	       (heap->control->usable_arenas || heap_usedpools(heap, (uint32_t)szidx, NULL, 1) > 0);
}

/* Whether a realloc to [bytes] leaves the block where it is (heap_realloc). */
static bool stays(const struct heap *heap, addr block, uint64_t bytes)
{
	struct place place = heap_place(heap, block);
	struct pool_info pool;

	return place.kind == PLACE_BLOCK && heap_pool(heap, place.slot, place.pool, &pool) &&
	       bytes <= pool.block_size && 4 * bytes > 3 * (uint64_t)pool.block_size;
}

/* pymalloc fails only where it needs an arena and gets none, and then the system allocator does. */
enum difference replay_judge_failed(struct replay *replay, const struct trace_event *call)
{
	const struct heap *heap = replay->heap;
	enum difference difference = DIFFERENCE_NONE;
	uint64_t bytes;
	struct op op;

	assert(trace_is_call(call->kind));
	replay_op(replay, call, &op);
	if (!__builtin_mul_overflow(op.count, op.bytes, &bytes) && bytes - 1 < heap->threshold) {
		bool ours = op.kind != OP_REALLOC || !op.block || heap_owns(heap, op.block);

		if (ours && (has_room(heap, bytes) ||
			     (op.kind == OP_REALLOC && stays(heap, op.block, bytes))))
			difference = DIFFERENCE_FAILED;
		else if (ours && !was_refused(replay, 0))
			difference = DIFFERENCE_NO_ARENA;
	}
	settle(replay);
	return difference;
}
