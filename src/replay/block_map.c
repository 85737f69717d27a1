/* block_map.c - addresses to blocks; see block_map.h. */
#include "replay/block_map.h"

#include <assert.h>

#define CONTROL_BYTES 4096u
#define HEADS_PART 16 /* the heads have 1/16 of the area: one for each two entries and more */

static_assert(sizeof(struct block_entry) == HASH_ENTRY_BYTES, "an entry is another size");
static_assert(offsetof(struct block_entry, next) == sizeof(uint64_t), "the link is elsewhere");

/* Blocks of one size lie at even distances: the upper half of the product spreads them. */
static inline uint64_t hash_of(uint64_t real)
{
	return (real >> 3) * UINT64_C(0x9e3779b97f4a7c15) >> 32;
}

struct block_map block_map_at(struct store *store, addr area, uint64_t bytes)
{
	uint64_t heads = bytes / HEADS_PART & ~UINT64_C(4095);
	uint64_t most;
	unsigned char *at;

	assert(bytes >= BLOCK_MAP_LEAST && store_has(store, area, bytes));
	most = (bytes - CONTROL_BYTES - heads) / sizeof(struct block_entry);
	at = store_at(store, area);
	return (struct block_map){
		.table = {
			.store = store,
			.control = (struct hash_control *)at,
			.heads = (uint32_t *)(at + CONTROL_BYTES),
			.entries = at + CONTROL_BYTES + heads,
			.most_buckets = heads / sizeof(uint32_t),
			.most_entries = most < UINT32_MAX ? most : UINT32_MAX,
			.of = hash_of,
		},
	};
}

void block_map_ranges(const struct block_map *map, struct ranges *ranges)
{
	ranges_add(ranges, store_addr(map->table.store, map->table.control),
		   sizeof *map->table.control);
	hash_ranges(&map->table, ranges);
}

static uint32_t find(const struct block_map *map, uint64_t real)
{
	return hash_find(&map->table, real, hash_of(real));
}

static struct block_entry *entry_at(const struct block_map *map, uint32_t index)
{
	return (struct block_entry *)hash_key(&map->table, index);
}

const struct block_entry *block_map_find(const struct block_map *map, uint64_t real)
{
	uint32_t index = find(map, real);

	return index ? entry_at(map, index) : NULL;
}

uint64_t block_map_real(const struct block_map *map, addr block)
{
	const struct hash *table = &map->table;

	for (uint64_t bucket = 0; bucket < table->control->buckets; bucket++)
		for (uint32_t i = table->heads[bucket]; i; i = *hash_next(table, i))
			if (entry_at(map, i)->block == block)
				return entry_at(map, i)->real;
	return 0;
}

bool block_map_put(struct block_map *map, uint64_t real, addr block)
{
	uint32_t index = find(map, real);

	if (!index)
		index = hash_add(&map->table, real);
	if (!index)
		return false;
	store_set(map->table.store, &entry_at(map, index)->block, block);
	return true;
}

void block_map_remove(struct block_map *map, uint64_t real)
{
	uint32_t index = find(map, real);

	if (index)
		hash_remove(&map->table, index);
}
