/* census.c - where the bytes are; see census.h. */
#include "timeline/census.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/halves.h"

#define MOST_WRITES (UINT64_C(1) << 16) /* looked through; of more, counting all is quicker */
#define MOST_WORDS 8192                 /* that matter among them */

/* -- words as they were ---------------------------------------------------------------- */

struct old_word {
	addr where;
	uint64_t was;
	size_t order; /* of several values of a word the first counts */
};

/* What is different at another moment, of arena objects, pool headers and the program's sums:
 * by address. */
struct past {
	const struct heap *heap;
	const uint64_t *sums; /* of what was requested */
	struct old_word *items;
	size_t count, capacity;
};

static bool is_within(addr where, addr from, uint64_t bytes)
{
	return where - from < bytes;
}

static addr arenas_at(const struct heap *heap)
{
	return store_addr(heap->store, heap->arenas);
}

static bool is_header(const struct heap *heap, addr where)
{
	return is_within(where, heap->first_pool, heap->arenas_bytes) &&
	       (where & ~heap->pool_mask) < POOL_OVERHEAD;
}

static bool is_arena(const struct heap *heap, addr where)
{
	return is_within(where, arenas_at(heap), heap->slot_capacity * sizeof(struct arena_object));
}

static bool matters(const struct past *past, addr where)
{
	addr sums = store_addr(past->heap->store, past->sums);

	return is_header(past->heap, where) || is_arena(past->heap, where) ||
	       is_within(where, sums, MAX_SIZE_CLASSES * sizeof *past->sums);
}

static int by_address(const void *a, const void *b)
{
	const struct old_word *left = a, *right = b;

	if (left->where != right->where)
		return left->where > right->where ? 1 : -1;
	return (left->order > right->order) - (left->order < right->order);
}

static bool add_word(struct past *past, const struct write_record *record)
{
	addr where = past->heap->store->base + record->word * 8;

	if (!matters(past, where))
		return true;
	if (past->count == MOST_WORDS)
		return false;
	array_push(past, (struct old_word){where, record->other, past->count});
	return true;
}

static void sort_words(struct past *past)
{
	size_t kept = 0;

	if (past->count > 1)
		qsort(past->items, past->count, sizeof *past->items, by_address);
	for (size_t i = 0; i < past->count; i++)
		if (kept == 0 || past->items[kept - 1].where != past->items[i].where)
			past->items[kept++] = past->items[i];
	past->count = kept;
}

/* The world is where the journal's cursor is; [then] is another place in it.  Behind the cursor
 * records hold what was before each write, beyond it what will be after it.  False: not on
 * record, or too far. */
static bool find_past(struct past *past, const struct journal *journal, uint64_t then)
{
	uint64_t now = journal->write_at, low = then < now ? then : now;
	uint64_t high = then < now ? now : then;
	bool good = high <= journal->write_end && journal->write_end - low <= journal->write_mask &&
		    high - low <= MOST_WRITES;

	for (uint64_t w = then; good && w < now; w++)
		good = add_word(past, journal_write(journal, w));
	for (uint64_t w = then; good && w > now; w--)
		good = add_word(past, journal_write(journal, w - 1));
	if (good)
		sort_words(past);
	return good;
}

static const struct old_word *find_word(const struct past *past, addr where)
{
	struct old_word key = {.where = where};
	struct halves search = {0, past->count};

	while (halves_left(&search))
		halves_go(&search, by_address(&past->items[halves_middle(&search)], &key) < 0);
	return search.low < past->count && past->items[search.low].where == where
		       ? &past->items[search.low]
		       : NULL;
}

/* Copy [bytes] bytes at [where], as they were. */
static void read_past(const struct past *past, addr where, void *copy, size_t bytes)
{
	memcpy(copy, store_at(past->heap->store, where), bytes);
	for (size_t i = 0; i < bytes; i += 8) {
		const struct old_word *word = find_word(past, where + i);

		if (word)
			memcpy((unsigned char *)copy + i, &word->was, sizeof word->was);
	}
}

/* -- differences ----------------------------------------------------------------------- */

struct pools {
	addr *items;
	size_t count, capacity;
};

static struct arena_object arena_then(const struct past *past, uint64_t slot)
{
	struct arena_object arena;

	read_past(past, arenas_at(past->heap) + slot * sizeof arena, &arena, sizeof arena);
	return arena;
}

static addr pool_address(const struct heap *heap, uint64_t slot, uint64_t index)
{
	return heap->first_pool + (slot << heap->arena_shift) + index * heap->pool_size;
}

/* An arena object that differs; and so do the pools between its two borders. */
static void add_arena(const struct past *past, uint64_t slot, struct heap_census *difference,
		      struct pools *pools)
{
	const struct heap *heap = past->heap;
	struct arena_object then = arena_then(past, slot);
	const struct arena_object *now = &heap->arenas[slot];
	uint32_t a = heap_carved(heap, &then, slot), b = heap_carved(heap, now, slot);

	heap_count_arena(heap, now, slot, 1, difference);
	heap_count_arena(heap, &then, slot, UINT64_MAX, difference);
	for (uint32_t i = a < b ? a : b; i < (a < b ? b : a); i++)
		array_push(pools, pool_address(heap, slot, i));
}

static void add_pool(const struct past *past, addr pool, struct heap_census *difference)
{
	const struct heap *heap = past->heap;
	uint64_t slot = (pool - heap->first_pool) >> heap->arena_shift;
	uint64_t index = (pool - pool_address(heap, slot, 0)) / heap->pool_size;
	struct arena_object then = arena_then(past, slot);
	struct pool_header header;

	if (index < heap_carved(heap, &heap->arenas[slot], slot))
		heap_count_pool(heap, store_at(heap->store, pool), 1, difference);
	if (index >= heap_carved(heap, &then, slot))
		return;
	read_past(past, pool, &header, sizeof header);
	heap_count_pool(heap, &header, UINT64_MAX, difference);
}

static int by_number(const void *a, const void *b)
{
	const addr *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

/* The census now, less that of the past. */
static void find_difference(const struct past *past, struct heap_census *difference)
{
	const struct heap *heap = past->heap;
	struct pools pools = {0};
	uint64_t last = UINT64_MAX;

	*difference = (struct heap_census){0};
	for (size_t i = 0; i < past->count; i++) {
		addr where = past->items[i].where;
		uint64_t slot = (where - arenas_at(heap)) / sizeof(struct arena_object);

		if (is_header(heap, where))
			array_push(&pools, where & heap->pool_mask);
		else if (is_arena(heap, where) && slot != last)
			add_arena(past, last = slot, difference, &pools);
	}
	if (pools.count > 1)
		qsort(pools.items, pools.count, sizeof *pools.items, by_number);
	for (size_t i = 0; i < pools.count; i++)
		if (i == 0 || pools.items[i] != pools.items[i - 1])
			add_pool(past, pools.items[i], difference);
	free(pools.items);
}

/* Every number of a census is of 64 bits, so one that falls is one that grows around the end. */
static void add_census(struct heap_census *census, const struct heap_census *difference,
		       uint64_t times)
{
	uint64_t to[sizeof *census / sizeof(uint64_t)], from[sizeof *census / sizeof(uint64_t)];

	static_assert(sizeof *census == sizeof to, "a census is of 64-bit numbers");
	memcpy(to, census, sizeof to);
	memcpy(from, difference, sizeof from);
	for (size_t i = 0; i < sizeof to / sizeof *to; i++)
		to[i] += times * from[i];
	memcpy(census, to, sizeof to);
}

/* -- what was requested ---------------------------------------------------------------- */

/* The class of the block that the operation at the cursor gives up. */
static uint32_t class_given_up(const struct past *operation, const struct op *op)
{
	const struct heap *heap = operation->heap;
	struct pool_header header;

	if ((op->kind != OP_FREE && op->kind != OP_REALLOC) ||
	    heap_class_of(heap, op->block) == MAX_SIZE_CLASSES)
		return MAX_SIZE_CLASSES;
	read_past(operation, op->block & heap->pool_mask, &header, sizeof header);
	return header.szidx < MAX_SIZE_CLASSES ? header.szidx : MAX_SIZE_CLASSES;
}

/* What is asked for is added up behind an operation: while that is under way, a block counts
 * as soon as, and as long as, its pool counts it.  [given_up]: class_given_up. */
static void add_under_way(const struct past *operation, const struct current *current,
			  uint32_t given_up, struct count *now)
{
	const struct heap *heap = operation->heap;
	const struct op *op = &current->event.op;
	uint32_t class = op->kind <= OP_REALLOC ? heap_class_of(heap, current->result)
						: MAX_SIZE_CLASSES;
	bool gives = class < MAX_SIZE_CLASSES && current->result != op->block;
	bool takes = (op->kind == OP_FREE ? op->misuse < 0
					  : op->kind == OP_REALLOC && current->result &&
						    current->result != op->block) &&
		     given_up < MAX_SIZE_CLASSES;

	if (gives && find_word(operation, current->result & heap->pool_mask)) {
		/* A pool that changes its class is of the old one for some writes more. */
		uint64_t size = model_block_size(heap->model, class), bytes = op->count * op->bytes;

		now->requested[class] += bytes < size ? bytes : size;
	}
	if (takes && find_word(operation, op->block & heap->pool_mask))
		now->requested[given_up] -= op->held;
}

static bool is_under_way(const struct current *current)
{
	return current->any && current->event.kind == EVENT_OP &&
	       current->steps_done < current->step_count;
}

static void add_up(struct count *count)
{
	count->requested_bytes = 0;
	for (uint32_t c = 0; c < MAX_SIZE_CLASSES; c++)
		count->requested_bytes += count->requested[c];
}

uint64_t census_padding(const struct count *count, uint32_t szidx, const struct model *model)
{
	uint64_t given = count->heap.classes[szidx].blocks * model_block_size(model, szidx);

	return given > count->requested[szidx] ? given - count->requested[szidx] : 0;
}

uint64_t census_padding_bytes(const struct count *count, const struct model *model)
{
	uint64_t bytes = 0;

	for (uint32_t c = 0; c < model_classes(model); c++)
		bytes += census_padding(count, c, model);
	return bytes;
}

/* -- public ---------------------------------------------------------------------------- */

/* Go on from what was counted last; false if that cannot be done. */
static bool go_on(struct census *census, const struct past *blank, const struct journal *journal)
{
	struct past past = *blank;
	struct heap_census difference;
	bool good = census->journal == journal && find_past(&past, journal, census->write_at);

	if (good && past.count > 0) {
		find_difference(&past, &difference);
		add_census(&census->now.heap, &difference, 1);
	}
	free(past.items);
	return good;
}

/* The operation at the cursor, as it was before it began. */
static void take_before(struct census *census, const struct past *blank,
			const struct current *current, const struct journal *journal)
{
	struct past past = *blank;
	struct heap_census difference;

	census->any_before = current->any && current->event.kind == EVENT_OP &&
			     find_past(&past, journal, current->first_write);
	census->before = census->now;
	census->given_up = MAX_SIZE_CLASSES;
	if (census->any_before) {
		census->given_up = class_given_up(&past, &current->event.op);
		find_difference(&past, &difference);
		add_census(&census->before.heap, &difference, UINT64_MAX);
		read_past(&past, store_addr(past.heap->store, past.sums), census->before.requested,
			  sizeof census->before.requested);
		if (is_under_way(current))
			add_under_way(&past, current, census->given_up, &census->now);
	}
	free(past.items);
}

void census_take(struct census *census, const struct timeline *timeline)
{
	const struct world *world = timeline_world(timeline);
	const struct journal *journal = timeline_journal(timeline);
	struct past blank = {.heap = &world->heap};
	struct current current;

	blank.sums = world->state->requested;
	timeline_current(timeline, &current);
	if (!go_on(census, &blank, journal)) {
		heap_count(&world->heap, &census->now.heap);
		census->full_counts++;
	}
	census->journal = journal;
	census->write_at = journal->write_at;
	memcpy(census->now.requested, blank.sums, sizeof census->now.requested);
	take_before(census, &blank, &current, journal);
	add_up(&census->now);
	add_up(&census->before);
	census->knows_requests = !world->heap.control->misuse && !heap_crashed(&world->heap);
}
