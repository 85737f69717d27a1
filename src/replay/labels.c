/* labels.c - which call a block is of; see labels.h. */
#include "replay/labels.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "heap/inspect.h"

void label_spell(const struct program *program, uint64_t name, char *text, size_t bytes)
{
	(void)program;
	if (name & LABEL_IS_ADDRESS)
		snprintf(text, bytes, "0x%" PRIx64, name & ~LABEL_IS_ADDRESS);
	else
		snprintf(text, bytes, "#%" PRIu64, name);
}

bool label_find_name(const struct program *program, const char *text, uint64_t *value,
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
	addr blocks[MAX_BLOCKS_IN_POOL];
	size_t count = heap_free_list(heap, pool, blocks, MAX_BLOCKS_IN_POOL);

	memset(is_free, 0, MAX_BLOCKS_IN_POOL);
	for (size_t i = 0; i < count; i++) {
		uint64_t number = (blocks[i] - pool->address - POOL_OVERHEAD) / pool->block_size;

		if (number < MAX_BLOCKS_IN_POOL)
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
				.requested = label & LABEL_SIZE_MASK};
	label_spell(search->program, number, found->name, LABEL_BYTES);
}

static void label_pool(const struct heap *heap, const struct pool_info *pool,
		       struct label_search *search)
{
	bool is_free[MAX_BLOCKS_IN_POOL];

	if (pool->block_size == 0 || pool->used == 0)
		return;
	find_free(heap, pool, is_free);
	for (uint32_t i = 0; i < pool->carved && i < MAX_BLOCKS_IN_POOL; i++) {
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

size_t labels_within(const struct program *program, const struct heap *heap, addr area, addr from,
		     uint64_t bytes, struct label *labels, size_t most)
{
	struct label_search search = {program, from, bytes, labels, NULL, 0, most};

	(void)area;
	return find_labels(heap, &search);
}

size_t births_within(const struct program *program, const struct heap *heap, addr area, addr from,
		     uint64_t bytes, struct birth *births, size_t most)
{
	struct label_search search = {program, from, bytes, NULL, births, 0, most};

	(void)area;
	return find_labels(heap, &search);
}

/* -- one block --------------------------------------------------------------------------- */

static void know(const struct recording_head *head, addr block, uint64_t label,
		 struct known_block *known)
{
	*known = (struct known_block){.name = label_number(label),
				      .block = block,
				      .born = label_number(label),
				      .live = true,
				      .requested = (label & LABEL_SIZE_MASK) + head->debug_extra};
}

static addr find_in_pool(const struct heap *heap, const struct pool_info *pool, uint64_t number)
{
	bool is_free[MAX_BLOCKS_IN_POOL];

	if (pool->block_size == 0 || pool->used == 0)
		return ADDR_NULL;
	find_free(heap, pool, is_free);
	for (uint32_t i = 0; i < pool->carved && i < MAX_BLOCKS_IN_POOL; i++) {
		addr block = pool->address + POOL_OVERHEAD + (uint64_t)i * pool->block_size;

		if (!is_free[i] &&
		    label_number(*(const uint64_t *)store_at(heap->store, block)) == number)
			return block;
	}
	return ADDR_NULL;
}

/* A block of the system that is in use; what was asked for is not kept. */
static bool know_system(const struct labelled *labelled, addr block, struct known_block *known)
{
	if (!heap_is_numbered(block) || !block_map_real(labelled->map, block))
		return false;
	*known = (struct known_block){.name = label_system(block),
				      .block = block,
				      .born = label_system(block),
				      .live = true};
	return true;
}

bool label_find_block(const struct labelled *labelled, const char *text, struct known_block *known)
{
	const struct heap *heap = labelled->heap;
	struct arena_info arena;
	struct pool_info pool;
	uint64_t number, mask;

	if (!label_find_name(NULL, text, &number, &mask))
		return false;
	for (uint64_t slot = 0; heap_arena(heap, slot, &arena); slot++) {
		uint32_t pools = arena.state == ARENA_UNUSED ? 0 : arena.carved;

		for (uint32_t i = 0; i < pools && heap_pool(heap, slot, i, &pool); i++) {
			addr block = find_in_pool(heap, &pool, number);

			if (!block)
				continue;
			know(labelled->head, block,
			     *(const uint64_t *)store_at(heap->store, block), known);
			return true;
		}
	}
	return number < SYSTEM_TYPED &&
	       know_system(labelled, SYSTEM_BASE + number * 16, known);
}

bool label_read_address(const char *text, uint64_t *real)
{
	char *end;

	if (text[0] != '0' || (text[1] | 0x20) != 'x' || !isxdigit((unsigned char)text[2]))
		return false;
	*real = strtoull(text, &end, 16);
	return *end == '\0';
}

bool label_of_block(const struct labelled *labelled, addr block, struct known_block *known)
{
	const struct heap *heap = labelled->heap;
	struct place place = heap_place(heap, block);
	struct pool_info pool;
	uint64_t label;

	if (heap_is_system(block))
		return know_system(labelled, block, known);
	if (place.kind != PLACE_BLOCK || !heap_pool(heap, place.slot, place.pool, &pool))
		return false;
	/* Any address can be typed; a label stands where a block begins, at a multiple of 8. */
	if (block % sizeof label != 0)
		return false;
	label = *(const uint64_t *)store_at(heap->store, block);
	if (!label_number(label) || find_in_pool(heap, &pool, label_number(label)) != block)
		return false;
	know(labelled->head, block, label, known);
	return true;
}
