/* hash.c - a linear hash table; see hash.h. */
#include "store/hash.h"

#define FIRST_BUCKETS 16u

static void put(struct hash *hash, uint64_t *field, uint64_t value)
{
	store_set(hash->store, field, value);
}

static void put_index(struct hash *hash, uint32_t *field, uint32_t value)
{
	store_set_half(hash->store, field, value);
}

/* Split the next bucket in turn: its members go to it or to a new one at the end. */
static void split(struct hash *hash)
{
	struct hash_control *control = hash->control;
	uint64_t old = control->buckets - control->level;
	uint32_t index = hash->heads[old], stay = 0, move = 0;

	while (index) {
		uint32_t next = *hash_next(hash, index);
		bool moves = hash->of(*hash_key(hash, index)) & control->level;

		put_index(hash, hash_next(hash, index), moves ? move : stay);
		*(moves ? &move : &stay) = index;
		index = next;
	}
	put_index(hash, &hash->heads[old], stay);
	put_index(hash, &hash->heads[control->buckets], move);
	put(hash, &control->buckets, control->buckets + 1);
	if (control->buckets == 2 * control->level)
		put(hash, &control->level, control->buckets);
}

static void begin(struct hash *hash)
{
	put(hash, &hash->control->buckets, FIRST_BUCKETS);
	put(hash, &hash->control->level, FIRST_BUCKETS);
	put(hash, &hash->control->entries, 1);
}

/* An entry to use: a spare one, or the next of the array; 0 = there is none. */
static uint32_t take_entry(struct hash *hash)
{
	struct hash_control *control = hash->control;
	uint32_t index = (uint32_t)control->spare;

	if (index) {
		put(hash, &control->spare, *hash_next(hash, index));
		return index;
	}
	if (control->entries >= hash->most_entries)
		return 0;
	index = (uint32_t)control->entries;
	put(hash, &control->entries, control->entries + 1);
	return index;
}

uint32_t hash_add(struct hash *hash, uint64_t key)
{
	struct hash_control *control = hash->control;
	uint32_t index, *head;

	assert(!hash_find(hash, key, hash->of(key)));
	if (control->buckets == 0)
		begin(hash);
	if (control->live >= control->buckets && control->buckets < hash->most_buckets)
		split(hash);
	index = take_entry(hash);
	if (!index) {
		store_spent(hash->store);
		return 0;
	}
	head = hash_head(hash, hash->of(key));
	put(hash, hash_key(hash, index), key);
	put_index(hash, hash_next(hash, index), *head);
	put_index(hash, head, index);
	put(hash, &control->live, control->live + 1);
	return index;
}

void hash_remove(struct hash *hash, uint32_t index)
{
	struct hash_control *control = hash->control;
	uint32_t *link = hash_head(hash, hash->of(*hash_key(hash, index)));

	assert(0 < index && index < control->entries);
	assert(hash_find(hash, *hash_key(hash, index), hash->of(*hash_key(hash, index))) == index);
	while (*link != index)
		link = hash_next(hash, *link);
	put_index(hash, link, *hash_next(hash, index));
	put_index(hash, hash_next(hash, index), (uint32_t)control->spare);
	put(hash, &control->spare, index);
	put(hash, &control->live, control->live - 1);
}

void hash_ranges(const struct hash *hash, struct ranges *ranges)
{
	const struct hash_control *control = hash->control;

	ranges_add(ranges, store_addr(hash->store, hash->heads), (control->buckets + 1) / 2 * 8);
	ranges_add(ranges, store_addr(hash->store, hash->entries),
		   control->entries * HASH_ENTRY_BYTES);
}
