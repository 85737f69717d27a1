/* image.c - sparse copies of a store; see image.h. */
#include "store/image.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "store/store.h"

#define GROUP 64u /* words described by one mask */

/* Stored as 8-byte units: for each group that is not all zero, the number of
 * its first word, the mask, then the words. */
struct image {
	uint64_t *items;
	size_t count, capacity;
};

void ranges_add(struct ranges *ranges, addr start, uint64_t bytes)
{
	if (bytes > 0)
		array_push(ranges, (struct range){start, bytes});
}

void ranges_fini(struct ranges *ranges)
{
	free(ranges->items);
	*ranges = (struct ranges){0};
}

/* Most groups of a heap are empty: look for that first, eight words at a time. */
static uint64_t group_mask(const uint64_t *words, size_t count)
{
	uint64_t mask = 0;

	for (size_t i = 0; i < count; i += 8) {
		size_t end = i + 8 < count ? i + 8 : count;
		uint64_t any = 0;

		for (size_t k = i; k < end; k++)
			any |= words[k];
		for (size_t k = i; any && k < end; k++)
			mask |= (uint64_t)(words[k] != 0) << k;
	}
	return mask;
}

static void take_group(struct image *image, uint64_t first, const uint64_t *words, size_t count)
{
	uint64_t mask = group_mask(words, count);

	if (mask == 0)
		return;
	array_push(image, first);
	array_push(image, mask);
	for (; mask; mask &= mask - 1)
		array_push(image, words[__builtin_ctzll(mask)]);
}

struct image *image_take(const struct store *store, const struct ranges *ranges)
{
	struct image *image = mem_zero(1, sizeof *image);

	for (size_t i = 0; i < ranges->count; i++) {
		const uint64_t *words = store_at(store, ranges->items[i].start);
		uint64_t first = (ranges->items[i].start - store->base) / 8;
		uint64_t count = (ranges->items[i].bytes + 7) / 8;

		for (uint64_t k = 0; k < count; k += GROUP)
			take_group(image, first + k, words + k,
				   count - k < GROUP ? count - k : GROUP);
	}
	/* Give back what growing left over: images live long. */
	if (image->count > 0) {
		uint64_t *fit = realloc(image->items, image->count * sizeof *fit);

		image->items = fit ? fit : image->items;
		image->capacity = fit ? image->count : image->capacity;
	}
	return image;
}

void image_destroy(struct image *image)
{
	if (!image)
		return;
	free(image->items);
	free(image);
}

void image_restore(const struct image *image, struct store *store, const struct ranges *ranges)
{
	assert(!store->journal);
	for (size_t i = 0; i < ranges->count; i++)
		store_clear(store, ranges->items[i].start, (ranges->items[i].bytes + 7) & ~UINT64_C(7));
	for (size_t i = 0; i < image->count;) {
		uint64_t *words = store_at(store, store->base + image->items[i] * 8);
		uint64_t mask = image->items[i + 1];

		i += 2;
		for (; mask; mask &= mask - 1)
			words[__builtin_ctzll(mask)] = image->items[i++];
	}
}

size_t image_bytes(const struct image *image)
{
	return sizeof *image + image->capacity * sizeof *image->items;
}

/* Finalizer of splitmix64: every bit of the input moves half of the output's. */
static uint64_t mix(uint64_t x)
{
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

uint64_t store_hash(const struct store *store, const struct ranges *ranges)
{
	uint64_t hash = 0;

	/* A sum does not depend on the order in which the ranges come. */
	for (size_t i = 0; i < ranges->count; i++) {
		const uint64_t *words = store_at(store, ranges->items[i].start);
		uint64_t first = (ranges->items[i].start - store->base) / 8;

		for (uint64_t k = 0; k < (ranges->items[i].bytes + 7) / 8; k++)
			if (words[k])
				hash += mix(mix(first + k) ^ words[k]);
	}
	return hash;
}
