/* fates.c - the ends of blocks; see fates.h. */
#include "timeline/fates.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/halves.h"

#define CHUNK_OPERATIONS (UINT64_C(1) << FATES_CHUNK_BITS)
#define CHUNK_BYTES (CHUNK_OPERATIONS * sizeof(uint32_t))
#define MOVED UINT32_C(0x80000000)

void fates_init(struct fates *fates, uint64_t budget)
{
	*fates = (struct fates){.budget = budget};
}

void fates_branch(struct fates *fates, const struct fates *base, uint64_t branch)
{
	fates->base = base;
	fates->branch = branch;
	fates->known = branch;
}

void fates_fini(struct fates *fates)
{
	for (size_t i = 0; i < fates->chunks.count; i++)
		free(fates->chunks.items[i]);
	free(fates->chunks.items);
	free(fates->shifts.items);
	*fates = (struct fates){0};
}

/* The memory is used up: forget nothing, but learn no more. */
static void close_book(struct fates *fates, uint64_t operation)
{
	fates->full = true;
	fates->known = operation - 1;
}

/* The word of an operation, to write to; NULL: the memory is used up. */
static uint32_t *word_at(struct fates *fates, uint64_t operation)
{
	uint64_t chunk = operation >> FATES_CHUNK_BITS;

	if (chunk < fates->chunks.count && fates->chunks.items[chunk])
		return &fates->chunks.items[chunk][operation & FATES_CHUNK_MASK];
	if (fates->bytes + CHUNK_BYTES > fates->budget || operation >= FATES_MOST)
		return NULL;
	while (fates->chunks.count <= chunk)
		array_push(&fates->chunks, NULL);
	fates->chunks.items[chunk] = mem_zero(CHUNK_OPERATIONS, sizeof(uint32_t));
	fates->bytes += CHUNK_BYTES;
	return &fates->chunks.items[chunk][operation & FATES_CHUNK_MASK];
}

static uint32_t read_word(const struct fates *fates, uint64_t operation)
{
	uint64_t chunk = operation >> FATES_CHUNK_BITS;

	if (chunk >= fates->chunks.count || !fates->chunks.items[chunk])
		return 0;
	return fates->chunks.items[chunk][operation & FATES_CHUNK_MASK];
}

void fates_end(struct fates *fates, uint64_t born, uint64_t operation, bool moved)
{
	uint32_t *birth, *end;

	if (fates->full)
		return;
	birth = word_at(fates, born);
	end = birth && *birth ? word_at(fates, operation) : NULL;
	if (!birth || (*birth && !end)) {
		close_book(fates, operation);
		return;
	}
	if (end)
		*end = *birth;
	*birth = (uint32_t)operation | (moved ? MOVED : 0);
}

/* -- calls of a recording ------------------------------------------------------------------- */

void fates_shift_from(struct fates *fates, uint64_t call, uint64_t operation)
{
	if (fates->full)
		return;
	if (fates->bytes + sizeof(struct fates_shift) > fates->budget) {
		close_book(fates, operation);
		return;
	}
	fates->bytes += sizeof(struct fates_shift);
	fates->apart = call - operation;
	array_push(&fates->shifts, (struct fates_shift){call, fates->apart});
}

uint64_t fates_operation(const struct fates *fates, uint64_t call)
{
	const struct fates_shift *shifts = fates->shifts.items;
	struct halves search = {0, fates->shifts.count};

	if (fates->base)
		return fates_operation(fates->base, call);
	while (halves_left(&search))
		halves_go(&search, shifts[halves_middle(&search)].call <= call);
	return search.low ? call - shifts[search.low - 1].apart : call;
}

/* -- looking -------------------------------------------------------------------------------- */

struct fate fates_find(const struct fates *fates, uint64_t born, uint64_t now, bool complete)
{
	uint32_t end = born ? read_word(fates, born) : 0, found = 0;
	struct fate before;

	if (fates->base && now < fates->branch) {
		before = fates_find(fates->base, born, now, complete);
		if (before.operation && before.operation <= fates->branch)
			return before;
	}
	/* Ends come latest first: the earliest that is still to come. */
	for (; end && (end & ~MOVED) > now; end = read_word(fates, end & ~MOVED))
		found = end;
	if (found)
		return (struct fate){found & MOVED ? FATE_MOVED : FATE_FREED, found & ~MOVED};
	if (!born || !complete || fates->full)
		return (struct fate){FATE_UNKNOWN, 0};
	return (struct fate){FATE_NEVER, 0};
}
