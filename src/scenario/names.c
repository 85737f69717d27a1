/* names.c - names and blocks; see names.h. */
#include "scenario/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

/* -- spelled stems: an append-only table with open addressing -------------------- */

struct stems {
	char **items;
	size_t count, capacity;
	uint32_t *slots;   /* id + 1; 0 = free */
	size_t slot_count; /* power of two */
};

struct stems *stems_new(void)
{
	struct stems *stems = mem_zero(1, sizeof *stems);

	stems->slot_count = 64;
	stems->slots = mem_zero(stems->slot_count, sizeof *stems->slots);
	return stems;
}

void stems_destroy(struct stems *stems)
{
	if (!stems)
		return;
	for (size_t i = 0; i < stems->count; i++)
		free(stems->items[i]);
	free(stems->items);
	free(stems->slots);
	free(stems);
}

static size_t text_hash(const char *text, size_t length)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
	return (size_t)(hash ^ hash >> 29);
}

static void stems_grow(struct stems *stems)
{
	free(stems->slots);
	stems->slot_count *= 2;
	stems->slots = mem_zero(stems->slot_count, sizeof *stems->slots);
	for (size_t i = 0; i < stems->count; i++) {
		size_t at = text_hash(stems->items[i], strlen(stems->items[i]));

		while (stems->slots[at & (stems->slot_count - 1)])
			at++;
		stems->slots[at & (stems->slot_count - 1)] = (uint32_t)i + 1;
	}
}

uint32_t stems_intern(struct stems *stems, const char *stem, size_t length)
{
	size_t at = text_hash(stem, length);
	uint32_t slot;

	for (; (slot = stems->slots[at & (stems->slot_count - 1)]) != 0; at++) {
		const char *known = stems->items[slot - 1];

		if (strncmp(known, stem, length) == 0 && known[length] == '\0')
			return slot - 1;
	}
	char *copy = mem_alloc(length + 1);
	memcpy(copy, stem, length);
	copy[length] = '\0';
	array_push(stems, copy);
	stems->slots[at & (stems->slot_count - 1)] = (uint32_t)stems->count;
	if (2 * stems->count > stems->slot_count)
		stems_grow(stems);
	return (uint32_t)stems->count - 1;
}

const char *stems_text(const struct stems *stems, uint32_t id)
{
	return id < stems->count ? stems->items[id] : "?";
}

/* The digits at the end are the number, if spelling it again gives the same text: no
 * leading zero, not too large. */
name_key name_key_of(struct stems *stems, const char *name)
{
	size_t length = strlen(name), stem = length;
	uint64_t number;

	while (stem > 0 && name[stem - 1] >= '0' && name[stem - 1] <= '9')
		stem--;
	if (stem == length || stem == 0 || length - stem > 9 ||
	    (name[stem] == '0' && length - stem > 1))
		return name_key_make(stems_intern(stems, name, length), NAME_NO_NUMBER);
	number = strtoull(name + stem, NULL, 10);
	return name_key_make(stems_intern(stems, name, stem), number);
}

void name_spell(const struct stems *stems, name_key key, char *buffer, size_t bytes)
{
	const char *stem = stems_text(stems, name_key_stem(key));

	if (name_key_number(key) == NAME_NO_NUMBER)
		snprintf(buffer, bytes, "%s", stem);
	else
		snprintf(buffer, bytes, "%s%llu", stem, (unsigned long long)name_key_number(key));
}

/* -- the table in the store -------------------------------------------------------- */

#define FIRST_BUCKETS 16u
#define CONTROL_BYTES 4096u

struct names names_at(struct store *store, addr area, uint64_t bytes)
{
	uint64_t part = (bytes - CONTROL_BYTES) / 8 & ~UINT64_C(4095);
	addr groups = area + CONTROL_BYTES, heads = groups + part, entries = heads + part;

	return (struct names){
		.store = store,
		.control = store_at(store, area),
		.groups = store_at(store, groups),
		.heads = store_at(store, heads),
		.entries = store_at(store, entries),
		.most_groups = part / sizeof(struct name_group),
		.most_buckets = part / sizeof(uint64_t),
		.most_entries = 5 * part / sizeof(struct name_entry),
	};
}

void names_ranges(const struct names *names, struct ranges *ranges)
{
	const struct names_control *control = names->control;

	ranges_add(ranges, store_addr(names->store, control), sizeof *control);
	ranges_add(ranges, store_addr(names->store, names->groups),
		   control->groups * sizeof *names->groups);
	ranges_add(ranges, store_addr(names->store, names->heads),
		   control->buckets * sizeof *names->heads);
	ranges_add(ranges, store_addr(names->store, names->entries),
		   control->entries * sizeof *names->entries);
}

static uint64_t key_hash(name_key key)
{
	key = (key ^ key >> 32) * UINT64_C(0xd6e8feb86659fd93);
	return key ^ key >> 32;
}

/* Buckets below the split point have been split already: they use one bit more. */
static uint64_t bucket_of(const struct names_control *control, name_key key)
{
	uint64_t hash = key_hash(key);
	uint64_t bucket = hash & (2 * control->level - 1);

	return bucket < control->buckets ? bucket : hash & (control->level - 1);
}

uint64_t names_find(const struct names *names, name_key key)
{
	uint64_t index;

	if (names->control->buckets == 0)
		return 0;
	index = names->heads[bucket_of(names->control, key)];
	while (index && names->entries[index].key != key)
		index = names->entries[index].next;
	return index;
}

/* Split the next bucket in turn: its members go to it or to a new one at the end. */
static void split(struct names *names)
{
	struct names_control *control = names->control;
	uint64_t old = control->buckets - control->level;
	uint64_t index = names->heads[old], stay = 0, move = 0;

	while (index) {
		struct name_entry *entry = &names->entries[index];
		uint64_t next = entry->next;
		bool moves = key_hash(entry->key) & control->level;

		store_set(names->store, &entry->next, moves ? move : stay);
		*(moves ? &move : &stay) = index;
		index = next;
	}
	store_set(names->store, &names->heads[old], stay);
	store_set(names->store, &names->heads[control->buckets], move);
	store_set(names->store, &control->buckets, control->buckets + 1);
	if (control->buckets == 2 * control->level)
		store_set(names->store, &control->level, control->buckets);
}

static void begin(struct names *names)
{
	store_set(names->store, &names->control->buckets, FIRST_BUCKETS);
	store_set(names->store, &names->control->level, FIRST_BUCKETS);
	store_set(names->store, &names->control->entries, 1);
}

/* An entry to use: a spare one, or the next of the array. */
static uint64_t take_entry(struct names *names)
{
	struct names_control *control = names->control;
	uint64_t index = control->spare;

	if (index) {
		store_set(names->store, &control->spare, names->entries[index].next);
		return index;
	}
	if (control->entries >= names->most_entries)
		return 0;
	index = control->entries;
	store_set(names->store, &control->entries, index + 1);
	return index;
}

static uint64_t add_entry(struct names *names, name_key key)
{
	struct names_control *control = names->control;
	uint64_t index, *head;

	if (control->buckets == 0)
		begin(names);
	if (control->live >= control->buckets && control->buckets < names->most_buckets)
		split(names);
	index = take_entry(names);
	if (!index)
		return 0;
	head = &names->heads[bucket_of(control, key)];
	store_set(names->store, &names->entries[index].key, key);
	store_set(names->store, &names->entries[index].next, *head);
	store_set(names->store, head, index);
	store_set(names->store, &control->live, control->live + 1);
	return index;
}

static void join_group(struct names *names, uint64_t index)
{
	struct name_entry *entry = &names->entries[index];
	uint32_t stem = name_key_stem(entry->key);
	struct name_group *group = &names->groups[stem];

	if (stem >= names->control->groups)
		store_set(names->store, &names->control->groups, (uint64_t)stem + 1);
	store_set(names->store, &entry->older, group->newest);
	store_set(names->store, &entry->newer, 0);
	if (group->newest)
		store_set(names->store, &names->entries[group->newest].newer, index);
	else
		store_set(names->store, &group->oldest, index);
	store_set(names->store, &group->newest, index);
	store_set(names->store, &group->count, group->count + 1);
}

static void leave_group(struct names *names, uint64_t index)
{
	struct name_entry *entry = &names->entries[index];
	struct name_group *group = &names->groups[name_key_stem(entry->key)];

	if (entry->older)
		store_set(names->store, &names->entries[entry->older].newer, entry->newer);
	else
		store_set(names->store, &group->oldest, entry->newer);
	if (entry->newer)
		store_set(names->store, &names->entries[entry->newer].older, entry->older);
	else
		store_set(names->store, &group->newest, entry->older);
	store_set(names->store, &group->count, group->count - 1);
}

bool names_bind(struct names *names, name_key key, addr block, uint64_t requested, uint64_t line)
{
	uint64_t index = names_find(names, key);

	if (name_key_stem(key) >= names->most_groups)
		return false;
	if (!index)
		index = add_entry(names, key);
	if (!index)
		return false;
	names_update(names, index, block, requested);
	store_set(names->store, &names->entries[index].freed, ADDR_NULL);
	store_set(names->store, &names->entries[index].line, line);
	join_group(names, index);
	return true;
}

void names_update(struct names *names, uint64_t index, addr block, uint64_t requested)
{
	store_set(names->store, &names->entries[index].block, block);
	store_set(names->store, &names->entries[index].requested, requested);
}

static void remove_entry(struct names *names, uint64_t index)
{
	struct names_control *control = names->control;
	uint64_t *link = &names->heads[bucket_of(control, names->entries[index].key)];

	while (*link != index)
		link = &names->entries[*link].next;
	store_set(names->store, link, names->entries[index].next);
	store_set(names->store, &names->entries[index].next, control->spare);
	store_set(names->store, &control->spare, index);
	store_set(names->store, &control->live, control->live - 1);
}

void names_unbind(struct names *names, uint64_t index, bool keep)
{
	struct name_entry *entry = &names->entries[index];

	leave_group(names, index);
	store_set(names->store, &entry->freed, entry->block);
	store_set(names->store, &entry->block, ADDR_NULL);
	if (!keep)
		remove_entry(names, index);
}
