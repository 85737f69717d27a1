/*
 * names.h - which name stands for which block, kept in the store.
 *
 * A name is a stem and a number: b12 is number 12 of stem b, so all b$i form a
 * group.  Stems are spelled once, in a table outside the store that only grows; the rest
 * lies in the store and is undone with it:
 *
 *	groups[stem]   oldest and newest member, how many
 *	table          from keys to entries (store/hash.h)
 *	entries[]      key, block, size; links of the bucket and of the group, as indexes
 *	births[]       of each entry, the operation that made its block
 */
#ifndef SCENARIO_NAMES_H
#define SCENARIO_NAMES_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "scenario/stems.h"
#include "store/hash.h"

/* One name, in half a cache line.  Index 0 is none. */
struct name_entry {
	name_key key;
	uint32_t next;         /* the table's */
	uint32_t older, newer; /* live members of the group in order of birth */
	uint32_t line;         /* of the step that allocated it */
	uint32_t block;        /* names_block; 0 = NULL: a request that failed */
	uint32_t requested;    /* bytes << 1 | live */
};

struct name_group {
	uint32_t oldest, newest; /* entries; 0 = none */
	uint64_t count;          /* live members */
};

/* The fixed part, in the store. */
struct names_control {
	struct hash_control table;
	uint64_t groups; /* stems seen here */
};

/* A view of the table in one store; a value, cheap to make. */
struct names {
	struct hash table;
	struct names_control *control;
	struct name_group *groups;
	struct name_entry *entries; /* the table's */
	uint32_t *births;
	uint64_t part; /* bytes of groups[], of heads[], of births[]; entries[] has more */
};

#define NAMES_CONTROL_BYTES 4096u

/* Members of a group fall into buckets side by side: most programs use them in order. */
uint64_t names_hash(name_key key);

/* Lay the table out in [area], at least 36 KiB of [store], which is borrowed; it starts empty where
 * the area is zero.  Filled in where it is: this happens twice an operation, and copying it would
 * take as long as finding a name. */
static inline void names_init(struct names *names, struct store *store, addr area, uint64_t bytes)
{
	uint64_t part = (bytes - NAMES_CONTROL_BYTES) / 8 & ~UINT64_C(4095);
	uint64_t most = 5 * part / sizeof(struct name_entry);
	unsigned char *at = store_at(store, area);
	unsigned char *entries = at + NAMES_CONTROL_BYTES + 2 * part;

	assert(part > 0 && store_has(store, area, bytes));
	names->control = (struct names_control *)at;
	names->table.store = store;
	names->table.control = &names->control->table;
	names->table.heads = (uint32_t *)(at + NAMES_CONTROL_BYTES + part);
	names->table.entries = entries;
	names->table.most_buckets = part / sizeof(uint32_t);
	names->table.most_entries = most < UINT32_MAX ? most : UINT32_MAX;
	names->table.of = names_hash;
	names->groups = (struct name_group *)(at + NAMES_CONTROL_BYTES);
	names->entries = (struct name_entry *)entries;
	names->births = (uint32_t *)(at + NAMES_CONTROL_BYTES + 7 * part);
	names->part = part;
}

/* The same as a value. */
struct names names_at(struct store *store, addr area, uint64_t bytes);

/* Add to [ranges] what can hold anything but zeros. */
void names_ranges(const struct names *names, struct ranges *ranges);

/* The entry of a name, live or, if it was kept, freed; 0 = unknown. */
uint32_t names_find(const struct names *names, name_key key);

static inline struct name_entry *names_entry(const struct names *names, uint32_t index)
{
	return &names->entries[index];
}

/* Where the name's block is, or was before it was freed; NULL: the request failed. */
addr names_block(const struct names *names, const struct name_entry *entry);

static inline bool name_is_live(const struct name_entry *entry)
{
	return entry->requested & 1;
}

/* Bytes that were asked for, up to 2 GiB. */
static inline uint64_t name_requested(const struct name_entry *entry)
{
	return entry->requested >> 1;
}

/* The operation that made the block of entry [index]; 0 = there is none. */
static inline uint64_t names_born(const struct names *names, uint32_t index)
{
	return names->births[index];
}

/* A new live name, youngest of its group, made by operation [born] in [line] of the file, with
 * [requested] bytes.  [index] is what names_find said: 0, or a freed name that comes back to life.
 * False when the table is full: no name has changed. */
bool names_bind(struct names *names, uint32_t index, name_key key, addr block,
		uint64_t requested, uint32_t line, uint64_t born);

/* The block of entry [index], a live one, moved or changed size; [requested]: bytes. */
void names_update(struct names *names, uint32_t index, addr block, uint64_t requested);

/* The block was freed: leaves the group, and the table too unless [keep]. */
void names_unbind(struct names *names, uint32_t index, bool keep);

#endif
