/* lifetimes.c - the ends of blocks; see lifetimes.h. */
#include "timeline/lifetimes.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/halves.h"
#include "base/mem.h"

#define CHUNK_OPERATIONS (UINT64_C(1) << LIFETIMES_CHUNK_BITS)
#define CHUNK_BYTES (CHUNK_OPERATIONS * sizeof(uint32_t))

void lifetimes_init(struct lifetimes *lifetimes, uint64_t budget)
{
	*lifetimes = (struct lifetimes){.budget = budget};
}

void lifetimes_branch(struct lifetimes *lifetimes, const struct lifetimes *base, uint64_t branch)
{
	lifetimes->base = base;
	lifetimes->branch = branch;
	lifetimes->known = branch;
}

void lifetimes_fini(struct lifetimes *lifetimes)
{
	for (size_t i = 0; i < lifetimes->chunks.count; i++)
		free(lifetimes->chunks.items[i]);
	free(lifetimes->chunks.items);
	free(lifetimes->shifts.items);
	*lifetimes = (struct lifetimes){0};
}

/* The memory is used up: forget nothing, but learn no more. */
static void close_book(struct lifetimes *lifetimes, uint64_t operation)
{
	lifetimes->full = true;
	lifetimes->known = operation - 1;
}

/* The word of an operation, to write to; NULL: the memory is used up. */
static uint32_t *word_at(struct lifetimes *lifetimes, uint64_t operation)
{
	uint64_t chunk = operation >> LIFETIMES_CHUNK_BITS;

	if (chunk < lifetimes->chunks.count && lifetimes->chunks.items[chunk])
		return &lifetimes->chunks.items[chunk][operation & LIFETIMES_CHUNK_MASK];
	if (lifetimes->bytes + CHUNK_BYTES > lifetimes->budget || operation >= LIFETIMES_MOST)
		return NULL;
	while (lifetimes->chunks.count <= chunk)
		array_push(&lifetimes->chunks, NULL);
	lifetimes->chunks.items[chunk] = mem_zero(CHUNK_OPERATIONS, sizeof(uint32_t));
	lifetimes->bytes += CHUNK_BYTES;
	return &lifetimes->chunks.items[chunk][operation & LIFETIMES_CHUNK_MASK];
}

static uint32_t read_word(const struct lifetimes *lifetimes, uint64_t operation)
{
	uint64_t chunk = operation >> LIFETIMES_CHUNK_BITS;

	if (chunk >= lifetimes->chunks.count || !lifetimes->chunks.items[chunk])
		return 0;
	return lifetimes->chunks.items[chunk][operation & LIFETIMES_CHUNK_MASK];
}

void lifetimes_end_again(struct lifetimes *lifetimes, uint64_t born, uint64_t operation, bool moved)
{
	uint32_t *birth, *end;

	if (lifetimes->full)
		return;
	birth = word_at(lifetimes, born);
	end = birth && *birth ? word_at(lifetimes, operation) : NULL;
	if (!birth || (*birth && !end)) {
		close_book(lifetimes, operation);
		return;
	}
	if (end)
		*end = *birth;
	*birth = (uint32_t)operation | (moved ? LIFETIMES_MOVED : 0);
}

/* -- calls of a recording ------------------------------------------------------------------- */

void lifetimes_shift_from(struct lifetimes *lifetimes, uint64_t call, uint64_t operation)
{
	if (lifetimes->full)
		return;
	if (lifetimes->bytes + sizeof(struct lifetimes_shift) > lifetimes->budget) {
		close_book(lifetimes, operation);
		return;
	}
	lifetimes->bytes += sizeof(struct lifetimes_shift);
	lifetimes->apart = call - operation;
	lifetimes->apart_from = call;
	array_push(&lifetimes->shifts, (struct lifetimes_shift){call, lifetimes->apart});
}

uint64_t lifetimes_operation(const struct lifetimes *lifetimes, uint64_t call)
{
	const struct lifetimes_shift *shifts = lifetimes->shifts.items;
	struct halves search = {0, lifetimes->shifts.count};

	if (lifetimes->base)
		return lifetimes_operation(lifetimes->base, call);
	while (halves_left(&search))
		halves_go(&search, shifts[halves_middle(&search)].call <= call);
	return search.low ? call - shifts[search.low - 1].apart : call;
}

/* -- looking -------------------------------------------------------------------------------- */

static uint64_t operation_of(uint32_t word)
{
	return word & ~LIFETIMES_MOVED;
}

struct ending lifetimes_find(const struct lifetimes *lifetimes, uint64_t born, uint64_t now,
			     bool complete)
{
	uint32_t end = born ? read_word(lifetimes, born) : 0, found = 0;
	struct ending before;

	if (lifetimes->base && now < lifetimes->branch) {
		before = lifetimes_find(lifetimes->base, born, now, complete);
		if (before.operation && before.operation <= lifetimes->branch)
			return before;
	}
	/* Ends come latest first: the earliest that is still to come. */
	for (; end && operation_of(end) > now; end = read_word(lifetimes, operation_of(end)))
		found = end;
	if (found)
		return (struct ending){found & LIFETIMES_MOVED ? ENDING_MOVED : ENDING_FREED,
				       operation_of(found)};
	if (!born || !complete || lifetimes->full)
		return (struct ending){ENDING_UNKNOWN, 0};
	return (struct ending){ENDING_NEVER, 0};
}
