/*
 * hash.h - a linear hash table from words to entries, kept in the store.
 *
 *	heads[]     of the buckets.  The table grows by splitting one bucket at a time, so that
 *	            no operation is slow and little is journaled
 *	entries[]   32 bytes each: the key, the link of its bucket, and what its owner keeps;
 *	            those that were removed are used again first
 *
 * All of it changes through the write barrier alone.
 */
#ifndef STORE_HASH_H
#define STORE_HASH_H

#include <assert.h>
#include <stdint.h>

#include "store/image.h"
#include "store/store.h"

/* Half a cache line: an owner's struct of this size begins with a uint64_t, the key, and a
 * uint32_t, the link.  Entry 0 is nobody. */
#define HASH_ENTRY_BYTES 32u

/* The fixed part, in the store; zero = an empty table. */
struct hash_control {
	uint64_t buckets; /* in use; 0 until the first entry */
	uint64_t level;   /* power of two: buckets = level + those split already */
	uint64_t entries; /* ever used, entry 0 included */
	uint64_t live;    /* in a bucket */
	uint64_t spare;   /* head of the list of entries to use again, by their links */
};

/* A view of the table in one store; a value, cheap to make. */
struct hash {
	struct store *store;          /* borrowed; the three below lie in it */
	struct hash_control *control;
	uint32_t *heads;              /* most_buckets of them */
	unsigned char *entries;       /* most_entries of them, entry 0 included */
	uint64_t most_buckets, most_entries; /* at least 16 buckets */
	uint64_t (*of)(uint64_t key); /* spreads keys over the buckets by its lower bits */
};

/* The key of entry [index], and the link to the next entry of its bucket (0 = the last). */
static inline uint64_t *hash_key(const struct hash *hash, uint32_t index)
{
	return (uint64_t *)(hash->entries + (size_t)index * HASH_ENTRY_BYTES);
}

static inline uint32_t *hash_next(const struct hash *hash, uint32_t index)
{
	return (uint32_t *)(hash_key(hash, index) + 1);
}

/* Where the bucket of a key begins, given hash->of(key).  Buckets below the split point have been
 * split already: they use one bit more.  Not of a table that never had an entry. */
static inline uint32_t *hash_head(const struct hash *hash, uint64_t value)
{
	const struct hash_control *control = hash->control;
	uint64_t bucket = value & (2 * control->level - 1);

	assert(control->buckets > 0);
	return &hash->heads[bucket < control->buckets ? bucket : value & (control->level - 1)];
}

/* The entry of a key, given hash->of(key) as [value] (owners know that function: it is inlined);
 * 0 = there is none. */
static inline uint32_t hash_find(const struct hash *hash, uint64_t key, uint64_t value)
{
	uint32_t index;

	if (hash->control->buckets == 0)
		return 0;
	index = *hash_head(hash, value);
	while (index && *hash_key(hash, index) != key)
		index = *hash_next(hash, index);
	return index;
}

/* An entry for a key that has none; returns its number, 0 = the table is full (store_spent has been
 * asked).  What its owner keeps there is whatever it was. */
uint32_t hash_add(struct hash *hash, uint64_t key);

/* Take out an entry that is in the table; its number may be used again. */
void hash_remove(struct hash *hash, uint32_t index);

/* Append to [ranges] what of heads[] and entries[] can hold anything. */
void hash_ranges(const struct hash *hash, struct ranges *ranges);

#endif
