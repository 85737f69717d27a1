/* block_map.c - addresses to blocks; see block_map.h. */
#include "replay/block_map.h"

#define CONTROL_BYTES 4096u
#define HEADS_PART 16 /* the heads have 1/16 of the area: one for each two entries and more */
#define FIRST_BUCKETS 16u

struct block_map block_map_at(struct store *store, addr area, uint64_t bytes)
{
	uint64_t heads = bytes / HEADS_PART & ~UINT64_C(4095);
	uint64_t most = (bytes - CONTROL_BYTES - heads) / sizeof(struct block_entry);
	unsigned char *at = store_at(store, area);

	return (struct block_map){
		.store = store,
		.control = (struct block_map_control *)at,
		.heads = (uint32_t *)(at + CONTROL_BYTES),
		.entries = (struct block_entry *)(at + CONTROL_BYTES + heads),
		.most_buckets = heads / sizeof(uint32_t),
		.most_entries = most < UINT32_MAX ? most : UINT32_MAX,
	};
}

void block_map_ranges(const struct block_map *map, struct ranges *ranges)
{
	const struct block_map_control *control = map->control;

	ranges_add(ranges, store_addr(map->store, control), sizeof *control);
	ranges_add(ranges, store_addr(map->store, map->heads), (control->buckets + 1) / 2 * 8);
	ranges_add(ranges, store_addr(map->store, map->entries),
		   control->entries * sizeof *map->entries);
}

static void put(struct block_map *map, uint64_t *field, uint64_t value)
{
	store_set(map->store, field, value);
}

static void put_index(struct block_map *map, uint32_t *field, uint32_t value)
{
	store_set_half(map->store, field, value);
}

/* Blocks of one size lie at even distances: the upper half of the product spreads them. */
static uint64_t hash_of(uint64_t real)
{
	return (real >> 3) * UINT64_C(0x9e3779b97f4a7c15) >> 32;
}

/* Buckets below the split point have been split already: they use one bit more. */
static uint32_t *head_of(const struct block_map *map, uint64_t real)
{
	const struct block_map_control *control = map->control;
	uint64_t hash = hash_of(real), bucket = hash & (2 * control->level - 1);

	return &map->heads[bucket < control->buckets ? bucket : hash & (control->level - 1)];
}

static uint32_t find(const struct block_map *map, uint64_t real)
{
	uint32_t index;

	if (map->control->buckets == 0)
		return 0;
	index = *head_of(map, real);
	while (index && map->entries[index].real != real)
		index = (uint32_t)map->entries[index].next;
	return index;
}

const struct block_entry *block_map_find(const struct block_map *map, uint64_t real)
{
	uint32_t index = find(map, real);

	return index ? &map->entries[index] : NULL;
}

/* Split the next bucket in turn: its members go to it or to a new one at the end. */
static void split(struct block_map *map)
{
	struct block_map_control *control = map->control;
	uint64_t old = control->buckets - control->level;
	uint32_t index = map->heads[old], stay = 0, move = 0;

	while (index) {
		struct block_entry *entry = &map->entries[index];
		uint32_t next = (uint32_t)entry->next;
		bool moves = hash_of(entry->real) & control->level;

		put(map, &entry->next, moves ? move : stay);
		*(moves ? &move : &stay) = index;
		index = next;
	}
	put_index(map, &map->heads[old], stay);
	put_index(map, &map->heads[control->buckets], move);
	put(map, &control->buckets, control->buckets + 1);
	if (control->buckets == 2 * control->level)
		put(map, &control->level, control->buckets);
}

static void begin(struct block_map *map)
{
	put(map, &map->control->buckets, FIRST_BUCKETS);
	put(map, &map->control->level, FIRST_BUCKETS);
	put(map, &map->control->entries, 1);
}

/* An entry to use: a spare one, or the next of the array; 0 = there is none. */
static uint32_t take_entry(struct block_map *map)
{
	struct block_map_control *control = map->control;
	uint32_t index = (uint32_t)control->spare;

	if (index) {
		put(map, &control->spare, map->entries[index].next);
		return index;
	}
	if (control->entries >= map->most_entries)
		return 0;
	put(map, &control->entries, control->entries + 1);
	return (uint32_t)control->entries - 1;
}

static uint32_t add_entry(struct block_map *map, uint64_t real)
{
	struct block_map_control *control = map->control;
	uint32_t index, *head;

	if (control->buckets == 0)
		begin(map);
	if (control->live >= control->buckets && control->buckets < map->most_buckets)
		split(map);
	index = take_entry(map);
	if (!index)
		return 0;
	head = head_of(map, real);
	put(map, &map->entries[index].real, real);
	put(map, &map->entries[index].next, *head);
	put_index(map, head, index);
	put(map, &control->live, control->live + 1);
	return index;
}

bool block_map_put(struct block_map *map, uint64_t real, addr block)
{
	uint32_t index = find(map, real);

	if (!index)
		index = add_entry(map, real);
	if (!index)
		return false;
	put(map, &map->entries[index].block, block);
	return true;
}

void block_map_remove(struct block_map *map, uint64_t real)
{
	struct block_map_control *control = map->control;
	uint32_t index = find(map, real), *head;
	struct block_entry *before;

	if (!index)
		return;
	head = head_of(map, real);
	if (*head == index) {
		put_index(map, head, (uint32_t)map->entries[index].next);
	} else {
		for (before = &map->entries[*head]; before->next != index;)
			before = &map->entries[before->next];
		put(map, &before->next, map->entries[index].next);
	}
	put(map, &map->entries[index].next, control->spare);
	put(map, &control->spare, index);
	put(map, &control->live, control->live - 1);
}
