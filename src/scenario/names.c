/* names.c - names and blocks; see names.h. */
#include "scenario/names.h"

#include "heap/heap.h"

#define FIRST_BUCKETS 16u
#define CONTROL_BYTES 4096u
#define SYSTEM_BIT UINT32_C(0x80000000)

struct names names_at(struct store *store, addr area, uint64_t bytes)
{
	uint64_t part = (bytes - CONTROL_BYTES) / 8 & ~UINT64_C(4095);
	unsigned char *at = store_at(store, area);

	return (struct names){
		.store = store,
		.control = (struct names_control *)at,
		.groups = (struct name_group *)(at + CONTROL_BYTES),
		.heads = (uint32_t *)(at + CONTROL_BYTES + part),
		.entries = (struct name_entry *)(at + CONTROL_BYTES + 2 * part),
		.births = (uint32_t *)(at + CONTROL_BYTES + 7 * part),
		.part = part,
	};
}

static uint64_t most_entries(const struct names *names)
{
	uint64_t most = 5 * names->part / sizeof(struct name_entry);

	return most < UINT32_MAX ? most : UINT32_MAX;
}

void names_ranges(const struct names *names, struct ranges *ranges)
{
	const struct names_control *control = names->control;

	ranges_add(ranges, store_addr(names->store, control), sizeof *control);
	ranges_add(ranges, store_addr(names->store, names->groups),
		   control->groups * sizeof *names->groups);
	ranges_add(ranges, store_addr(names->store, names->heads),
		   (control->buckets + 1) / 2 * 8);
	ranges_add(ranges, store_addr(names->store, names->entries),
		   control->entries * sizeof *names->entries);
	ranges_add(ranges, store_addr(names->store, names->births),
		   (control->entries + 1) / 2 * 8);
}

/* Addresses in 32 bits: 8-byte units from the store's base, or the number of a system block. */
static uint32_t pack_block(const struct names *names, addr block)
{
	if (block == ADDR_NULL)
		return 0;
	if (heap_is_system(block))
		return SYSTEM_BIT | (uint32_t)((block - SYSTEM_BASE) / 16);
	return (uint32_t)((block - names->store->base) / 8);
}

addr names_block(const struct names *names, const struct name_entry *entry)
{
	if (entry->block & SYSTEM_BIT)
		return SYSTEM_BASE + (uint64_t)(entry->block & ~SYSTEM_BIT) * 16;
	return entry->block ? names->store->base + (uint64_t)entry->block * 8 : ADDR_NULL;
}

/* Members of a group fall into buckets side by side: most programs use them in order. */
static uint64_t key_hash(name_key key)
{
	return name_key_number(key) + name_key_stem(key) * UINT64_C(0x9e3779b1);
}

/* Buckets below the split point have been split already: they use one bit more. */
static uint64_t bucket_of(const struct names_control *control, name_key key)
{
	uint64_t hash = key_hash(key);
	uint64_t bucket = hash & (2 * control->level - 1);

	return bucket < control->buckets ? bucket : hash & (control->level - 1);
}

uint32_t names_find(const struct names *names, name_key key)
{
	uint32_t index;

	if (names->control->buckets == 0)
		return 0;
	index = names->heads[bucket_of(names->control, key)];
	while (index && names->entries[index].key != key)
		index = names->entries[index].next;
	return index;
}

static void put(struct names *names, uint64_t *field, uint64_t value)
{
	store_set(names->store, field, value);
}

static void put_index(struct names *names, uint32_t *field, uint32_t value)
{
	store_set_half(names->store, field, value);
}

/* Split the next bucket in turn: its members go to it or to a new one at the end. */
static void split(struct names *names)
{
	struct names_control *control = names->control;
	uint64_t old = control->buckets - control->level;
	uint32_t index = names->heads[old], stay = 0, move = 0;

	while (index) {
		struct name_entry *entry = &names->entries[index];
		uint32_t next = entry->next;
		bool moves = key_hash(entry->key) & control->level;

		put_index(names, &entry->next, moves ? move : stay);
		*(moves ? &move : &stay) = index;
		index = next;
	}
	put_index(names, &names->heads[old], stay);
	put_index(names, &names->heads[control->buckets], move);
	put(names, &control->buckets, control->buckets + 1);
	if (control->buckets == 2 * control->level)
		put(names, &control->level, control->buckets);
}

static void begin(struct names *names)
{
	put(names, &names->control->buckets, FIRST_BUCKETS);
	put(names, &names->control->level, FIRST_BUCKETS);
	put(names, &names->control->entries, 1);
}

/* An entry to use: a spare one, or the next of the array. */
static uint32_t take_entry(struct names *names)
{
	struct names_control *control = names->control;
	uint32_t index = (uint32_t)control->spare;

	if (index) {
		put(names, &control->spare, names->entries[index].next);
		return index;
	}
	if (control->entries >= most_entries(names))
		return 0;
	index = (uint32_t)control->entries;
	put(names, &control->entries, control->entries + 1);
	return index;
}

static uint32_t add_entry(struct names *names, name_key key)
{
	struct names_control *control = names->control;
	uint32_t index, *head;

	if (control->buckets == 0)
		begin(names);
	if (control->live >= control->buckets && control->buckets < names->part / sizeof *head)
		split(names);
	index = take_entry(names);
	if (!index)
		return 0;
	head = &names->heads[bucket_of(control, key)];
	put(names, &names->entries[index].key, key);
	put_index(names, &names->entries[index].next, *head);
	put_index(names, head, index);
	put(names, &control->live, control->live + 1);
	return index;
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
	if (name_key_stem(key) >= names->part / sizeof *names->groups)
		return false;
	if (!index)
		index = add_entry(names, key);
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

	put_index(names, &names->entries[index].block, pack_block(names, block));
	put_index(names, &names->entries[index].requested, bytes << 1 | 1);
}

static void remove_entry(struct names *names, uint32_t index)
{
	struct names_control *control = names->control;
	uint32_t *link = &names->heads[bucket_of(control, names->entries[index].key)];

	while (*link != index)
		link = &names->entries[*link].next;
	put_index(names, link, names->entries[index].next);
	put_index(names, &names->entries[index].next, (uint32_t)control->spare);
	put(names, &control->spare, index);
	put(names, &control->live, control->live - 1);
}

void names_unbind(struct names *names, uint32_t index, bool keep)
{
	struct name_entry *entry = &names->entries[index];

	leave_group(names, index);
	put_index(names, &entry->requested, entry->requested & ~UINT32_C(1));
	if (!keep)
		remove_entry(names, index);
}
