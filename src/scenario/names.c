/* names.c - names and blocks; see names.h. */
#include "scenario/names.h"

#include <assert.h>

#include "heap/heap.h"

#define SYSTEM_BIT UINT32_C(0x80000000)

static_assert(sizeof(struct name_entry) == HASH_ENTRY_BYTES, "an entry is another size");
static_assert(offsetof(struct name_entry, next) == sizeof(name_key), "the link is elsewhere");

static inline uint64_t hash_of(name_key key)
{
	return name_key_number(key) + name_key_stem(key) * UINT64_C(0x9e3779b1);
}

uint64_t names_hash(name_key key)
{
	return hash_of(key);
}

struct names names_at(struct store *store, addr area, uint64_t bytes)
{
	struct names names;

	names_init(&names, store, area, bytes);
	return names;
}

void names_ranges(const struct names *names, struct ranges *ranges)
{
	const struct names_control *control = names->control;
	struct store *store = names->table.store;

	ranges_add(ranges, store_addr(store, control), sizeof *control);
	ranges_add(ranges, store_addr(store, names->groups),
		   control->groups * sizeof *names->groups);
	hash_ranges(&names->table, ranges);
	ranges_add(ranges, store_addr(store, names->births), (control->table.entries + 1) / 2 * 8);
}

/* Addresses in 32 bits: 8-byte units from the store's base, or the number of a system block. */
static uint32_t pack_block(const struct names *names, addr block)
{
	if (block == ADDR_NULL)
		return 0;
	if (heap_is_system(block))
		return SYSTEM_BIT | (uint32_t)((block - SYSTEM_BASE) / 16);
	return (uint32_t)((block - names->table.store->base) / 8);
}

addr names_block(const struct names *names, const struct name_entry *entry)
{
	if (entry->block & SYSTEM_BIT)
		return SYSTEM_BASE + (uint64_t)(entry->block & ~SYSTEM_BIT) * 16;
	return entry->block ? names->table.store->base + (uint64_t)entry->block * 8 : ADDR_NULL;
}

uint32_t names_find(const struct names *names, name_key key)
{
	return hash_find(&names->table, key, hash_of(key));
}

static void put(struct names *names, uint64_t *field, uint64_t value)
{
	store_set(names->table.store, field, value);
}

static void put_index(struct names *names, uint32_t *field, uint32_t value)
{
	store_set_half(names->table.store, field, value);
}

static void join_group(struct names *names, uint32_t index)
{
	struct name_entry *entry = &names->entries[index];
	uint32_t stem = name_key_stem(entry->key);
	struct name_group *group = &names->groups[stem];

	if (stem >= names->control->groups)
		put(names, &names->control->groups, (uint64_t)stem + 1);
	put_index(names, &entry->older, group->newest);
	put_index(names, &entry->newer, 0);
	if (group->newest)
		put_index(names, &names->entries[group->newest].newer, index);
	else
		put_index(names, &group->oldest, index);
	put_index(names, &group->newest, index);
	put(names, &group->count, group->count + 1);
}

static void leave_group(struct names *names, uint32_t index)
{
	struct name_entry *entry = &names->entries[index];
	struct name_group *group = &names->groups[name_key_stem(entry->key)];

	if (entry->older)
		put_index(names, &names->entries[entry->older].newer, entry->newer);
	else
		put_index(names, &group->oldest, entry->newer);
	if (entry->newer)
		put_index(names, &names->entries[entry->newer].older, entry->older);
	else
		put_index(names, &group->newest, entry->older);
	put(names, &group->count, group->count - 1);
}

bool names_bind(struct names *names, uint32_t index, name_key key, addr block,
		uint64_t requested, uint32_t line, uint64_t born)
{
	assert(index == names_find(names, key));
	assert(!index || !name_is_live(names_entry(names, index)));
	if (name_key_stem(key) >= names->part / sizeof *names->groups)
		return false;
	if (!index)
		index = hash_add(&names->table, key);
	if (!index)
		return false;
	names_update(names, index, block, requested);
	put_index(names, &names->entries[index].line, line);
	put_index(names, &names->births[index], (uint32_t)born);
	join_group(names, index);
	return true;
}

void names_update(struct names *names, uint32_t index, addr block, uint64_t requested)
{
	uint32_t bytes = requested < INT32_MAX ? (uint32_t)requested : INT32_MAX;

	assert(0 < index && index < names->control->table.entries);
	put_index(names, &names->entries[index].block, pack_block(names, block));
	put_index(names, &names->entries[index].requested, bytes << 1 | 1);
}

void names_unbind(struct names *names, uint32_t index, bool keep)
{
	struct name_entry *entry = &names->entries[index];

	assert(0 < index && index < names->control->table.entries && name_is_live(entry));
	leave_group(names, index);
	put_index(names, &entry->requested, entry->requested & ~UINT32_C(1));
	if (!keep)
		hash_remove(&names->table, index);
}
