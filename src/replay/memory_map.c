/* memory_map.c - memory in use outside of arenas; see memory_map.h. */
#include "replay/memory_map.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"

#define TABLE_SHIFT 20u
#define TABLE_BYTES (UINT64_C(1) << TABLE_SHIFT)
#define WORD_SHIFT 9u /* a word of bits stands for 512 bytes */
#define WORDS (TABLE_BYTES >> WORD_SHIFT)
#define HIGHEST_BIT 56u /* no process has memory from here on */
#define LARGE TABLE_BYTES /* a smaller block lies in two tables at most */

struct memory_table {
	uint64_t number; /* address / TABLE_BYTES */
	uint64_t used[WORDS], first[WORDS];
};

void memory_map_init(struct memory_map *map)
{
	*map = (struct memory_map){0};
}

void memory_map_fini(struct memory_map *map)
{
	for (uint64_t i = 0; i < map->room; i++)
		free(map->slots[i]);
	free(map->slots);
	extents_fini(&map->large);
	*map = (struct memory_map){0};
}

/* -- tables ---------------------------------------------------------------------------- */

/* Where the table is, or where it would go.  There is room. */
static struct memory_table **seek(const struct memory_map *map, uint64_t number)
{
	uint64_t at = (number * UINT64_C(0x9e3779b97f4a7c15)) >> 20;

	while (map->slots[at & (map->room - 1)] && map->slots[at & (map->room - 1)]->number != number)
		at++;
	return &map->slots[at & (map->room - 1)];
}

static void grow(struct memory_map *map)
{
	struct memory_map grown = {.room = map->room ? 2 * map->room : 64};

	grown.slots = mem_zero(grown.room, sizeof *grown.slots);
	for (uint64_t i = 0; i < map->room; i++)
		if (map->slots[i])
			*seek(&grown, map->slots[i]->number) = map->slots[i];
	free(map->slots);
	map->slots = grown.slots;
	map->room = grown.room;
}

/* NULL: nothing was ever in use there. */
static struct memory_table *table_of(struct memory_map *map, uint64_t where)
{
	uint64_t number = where >> TABLE_SHIFT;

	if (map->recent && map->recent->number == number)
		return map->recent;
	if (map->room == 0)
		return NULL;
	map->recent = *seek(map, number);
	return map->recent;
}

static struct memory_table *have_table(struct memory_map *map, uint64_t where)
{
	struct memory_table *table = table_of(map, where);

	if (table)
		return table;
	if (map->count >= map->room / 2)
		grow(map);
	table = mem_zero(1, sizeof *table);
	table->number = where >> TABLE_SHIFT;
	*seek(map, table->number) = table;
	map->recent = table;
	map->count++;
	return table;
}

/* -- bits ------------------------------------------------------------------------------ */

/* A part of one word: the bits of [from, to), which both lie in the 512 bytes that begin with a
 * multiple of 512 at or below [from]. */
static uint64_t mask_of(uint64_t from, uint64_t to)
{
	uint64_t low = from >> 3 & 63, count = ((to + 7) >> 3) - (from >> 3);

	return (count >= 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1) << low;
}

static uint64_t word_at(uint64_t where)
{
	return (where & (TABLE_BYTES - 1)) >> WORD_SHIFT;
}

static uint64_t bit_at(uint64_t where)
{
	return UINT64_C(1) << (where >> 3 & 63);
}

/* The end of the part of [from, to) that begins with [from] and lies in one word. */
static uint64_t part_end(uint64_t from, uint64_t to)
{
	uint64_t end = (from | ((UINT64_C(1) << WORD_SHIFT) - 1)) + 1;

	return end < to ? end : to;
}

static bool bits_overlap(struct memory_map *map, uint64_t start, uint64_t end)
{
	for (uint64_t at = start, next; at < end; at = next) {
		const struct memory_table *table = table_of(map, at);

		next = table ? part_end(at, end) : (at | (TABLE_BYTES - 1)) + 1;
		if (table && (table->used[word_at(at)] & mask_of(at, next)) != 0)
			return true;
	}
	return false;
}

static void bits_set(struct memory_map *map, uint64_t start, uint64_t end)
{
	struct memory_table *table = have_table(map, start);

	table->first[word_at(start)] |= bit_at(start);
	for (uint64_t at = start, next; at < end; at = next) {
		next = part_end(at, end);
		have_table(map, at)->used[word_at(at)] |= mask_of(at, next);
	}
}

/* Take the bits of the block at [start] away: up to the next block, or to what is not in use. */
static void bits_clear(struct memory_map *map, uint64_t start)
{
	struct memory_table *table = table_of(map, start);
	uint64_t stops, mask, word = word_at(start), below = bit_at(start) - 1;

	table->first[word] &= ~bit_at(start);
	for (uint64_t at = start; table; below = 0) {
		word = word_at(at);
		stops = (~table->used[word] | table->first[word]) & ~below;
		mask = (stops ? (stops & -stops) - 1 : UINT64_MAX) & ~below;
		table->used[word] &= ~mask;
		if (stops)
			return;
		at = part_end(at, UINT64_MAX);
		table = table_of(map, at);
	}
}

/* -- blocks ---------------------------------------------------------------------------- */

bool memory_map_overlaps(struct memory_map *map, uint64_t start, uint64_t bytes)
{
	uint64_t end = start + bytes;

	assert(bytes > 0);
	if ((start | bytes) >> HIGHEST_BIT)
		return false;
	if (map->large.count > 0 && extents_overlap(&map->large, start, bytes))
		return true;
	if (bytes < LARGE || bytes >> TABLE_SHIFT <= map->room)
		return bits_overlap(map, start, end);
	for (uint64_t i = 0; i < map->room; i++) {
		uint64_t base = map->slots[i] ? map->slots[i]->number << TABLE_SHIFT : 0;
		uint64_t from = base > start ? base : start;
		uint64_t to = base + TABLE_BYTES < end ? base + TABLE_BYTES : end;

		if (map->slots[i] && from < to && bits_overlap(map, from, to))
			return true;
	}
	return false;
}

bool memory_map_take(struct memory_map *map, uint64_t start, uint64_t bytes)
{
	assert(start % 8 == 0);
	bytes += bytes == 0;
	if ((start | bytes) >> HIGHEST_BIT)
		return true;
	if (memory_map_overlaps(map, start, bytes))
		return false;
	if (bytes < LARGE)
		bits_set(map, start, start + bytes);
	else
		extents_add(&map->large, (struct extent){start, bytes, 0});
	return true;
}

void memory_map_give(struct memory_map *map, uint64_t start)
{
	const struct memory_table *table = table_of(map, start);

	if (table && (table->first[word_at(start)] & bit_at(start)))
		bits_clear(map, start);
	else if (map->large.count > 0 && extents_find(&map->large, start))
		extents_remove(&map->large, start);
}

enum memory_use memory_map_use(struct memory_map *map, uint64_t where)
{
	const struct memory_table *table = table_of(map, where);
	const struct extent *large;

	if (table && (table->used[word_at(where)] & bit_at(where)))
		return table->first[word_at(where)] & bit_at(where) ? MEMORY_BLOCK : MEMORY_INSIDE;
	large = map->large.count > 0 ? extents_overlap(&map->large, where, 1) : NULL;
	if (!large)
		return MEMORY_UNKNOWN;
	return large->start == where ? MEMORY_BLOCK : MEMORY_INSIDE;
}
