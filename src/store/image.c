/* image.c - sparse copies of a store; see image.h. */
#include "store/image.h"

#include <assert.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "store/store.h"

#define GROUP 64u  /* words described by one mask */
#define PAGE 512u  /* words that are looked at together */
#define LINE 8u    /* words that come from memory together */
#define AHEAD (4 * GROUP) /* words that are asked for before they are looked at */
#define STRIDE 4u  /* words; tables of 32-byte records compress well, the rest no worse */

/*
 * For each group that is not all zero: the number of its first word (8 bytes), the
 * mask (8 bytes), then the words.  A word is kept as its difference from the last word
 * kept at the same place modulo STRIDE, with its sign at the lowest bit: a byte that says how
 * many bytes of that follow and how many lower ones are zero, then those that are not.  Behind
 * all of it is room for a word, so that eight bytes at a time can be written and read.
 */
#define WORD_MOST 9u /* bytes that a word takes */

struct image {
	unsigned char *items; /* bytes */
	size_t count, capacity;
};

/* The last word at each place modulo STRIDE. */
struct history {
	uint64_t last[STRIDE];
};

void ranges_add(struct ranges *ranges, addr start, uint64_t bytes)
{
	assert(start % 8 == 0);
	if (bytes > 0)
		array_push(ranges, (struct range){start, bytes});
}

void ranges_fini(struct ranges *ranges)
{
	free(ranges->items);
	*ranges = (struct ranges){0};
}

#ifndef NDEBUG
static bool are_inside(const struct store *store, const struct ranges *ranges)
{
	for (size_t i = 0; i < ranges->count; i++)
		if (!store_has(store, ranges->items[i].start,
			       (ranges->items[i].bytes + 7) & ~UINT64_C(7)))
			return false;
	return true;
}
#endif

/* Which of eight words are not zero. */
static inline uint64_t mask_of_eight(const uint64_t *words)
{
	uint64_t mask = 0;

#pragma GCC unroll 8
	for (unsigned i = 0; i < 8; i++)
		mask |= (uint64_t)(words[i] != 0) << i;
	return mask;
}

/* Most groups of a heap are empty: look for that first, eight words at a time. */
static uint64_t group_mask(const uint64_t *words, size_t count)
{
	uint64_t mask = 0;
	size_t i = 0;

	for (; i + 8 <= count; i += 8) {
		uint64_t any = 0;

		for (size_t k = i; k < i + 8; k++)
			any |= words[k];
		if (any)
			mask |= mask_of_eight(words + i) << i;
	}
	for (; i < count; i++)
		mask |= (uint64_t)(words[i] != 0) << i;
	return mask;
}

/* Without branches: how long differences are is hard to predict. */
static inline unsigned char *put_word(unsigned char *out, uint64_t word, uint64_t *last)
{
	uint64_t difference = word - *last;
	uint64_t zigzag = difference << 1 ^ -(difference >> 63), none = zigzag == 0;
	unsigned skipped = (unsigned)__builtin_ctzll(zigzag | none) / 8;
	unsigned kept = 8 - (unsigned)__builtin_clzll(zigzag | none) / 8 - skipped - (unsigned)none;

	*last = word;
	*out = (unsigned char)(skipped << 4 | kept);
	zigzag = htole64(zigzag >> 8 * skipped);
	memcpy(out + 1, &zigzag, sizeof zigzag);
	return out + 1 + kept;
}

static inline const unsigned char *get_word(const unsigned char *in, uint64_t *word,
					    uint64_t *last)
{
	unsigned skipped = *in >> 4, kept = *in & 15;
	unsigned half = 4 * (8 - kept); /* of 64 at most: a shift of 64 bits is none */
	uint64_t zigzag;

	memcpy(&zigzag, in + 1, sizeof zigzag);
	zigzag = (le64toh(zigzag) & UINT64_MAX >> half >> half) << 8 * skipped;
	*word = *last += zigzag >> 1 ^ -(zigzag & 1);
	return in + 1 + kept;
}

static void take_group(struct image *image, struct history *history, uint64_t first,
		       const uint64_t *words, size_t count)
{
	uint64_t mask = group_mask(words, count);
	unsigned char bytes[16 + GROUP * WORD_MOST + 8], *out = bytes + 16;

	if (mask == 0)
		return;
	memcpy(bytes, &first, 8);
	memcpy(bytes + 8, &mask, 8);
	for (; mask; mask &= mask - 1) {
		uint64_t i = (uint64_t)__builtin_ctzll(mask);

		out = put_word(out, words[i], &history->last[(first + i) % STRIDE]);
	}
	while (image->capacity - image->count < sizeof bytes)
		image->items = array_grow(image->items, image->capacity, &image->capacity, 1);
	memcpy(image->items + image->count, bytes, (size_t)(out - bytes));
	image->count += (size_t)(out - bytes);
}

/* A group's words, before they are needed: little of a heap is in the processor's caches. */
static inline void ask_for(const uint64_t *words)
{
	for (unsigned i = 0; i < GROUP; i += LINE)
		__builtin_prefetch(words + i);
}

struct image *image_take(const struct store *store, const struct ranges *ranges)
{
	struct image *image = mem_zero(1, sizeof *image);
	struct history history = {0};

	assert(are_inside(store, ranges));
	for (size_t i = 0; i < ranges->count; i++) {
		const uint64_t *words = store_at(store, ranges->items[i].start);
		uint64_t first = (ranges->items[i].start - store->base) / 8;
		uint64_t count = (ranges->items[i].bytes + 7) / 8;

		for (uint64_t k = 0; k < count; k += GROUP) {
			if (count - k >= AHEAD + GROUP)
				ask_for(words + k + AHEAD);
			take_group(image, &history, first + k, words + k,
				   count - k < GROUP ? count - k : GROUP);
		}
	}
	/* Give back what growing left over: images live long. */
	if (image->count > 0) {
		unsigned char *fit = realloc(image->items, image->count + 8);

		image->items = fit ? fit : image->items;
		image->capacity = fit ? image->count + 8 : image->capacity;
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
	const unsigned char *in = image->items, *end = in ? in + image->count : in;
	struct history history = {0};

	assert(!store->journal && are_inside(store, ranges));
	for (size_t i = 0; i < ranges->count; i++)
		store_clear(store, ranges->items[i].start, (ranges->items[i].bytes + 7) & ~UINT64_C(7));
	while (in < end) {
		uint64_t first, mask, *words;

		memcpy(&first, in, 8);
		memcpy(&mask, in + 8, 8);
		in += 16;
		words = store_at(store, store->base + first * 8);
		for (; mask; mask &= mask - 1) {
			uint64_t i = (uint64_t)__builtin_ctzll(mask);

			in = get_word(in, &words[i], &history.last[(first + i) % STRIDE]);
		}
	}
}

size_t image_bytes(const struct image *image)
{
	return sizeof *image + image->capacity;
}

/* Finalizer of splitmix64: every bit of the input moves half of the output's. */
static uint64_t mix(uint64_t x)
{
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

/* Stores are large and hold little: what is zero is passed over a page at a time. */
static bool is_blank(const uint64_t *words, uint64_t count)
{
	static const uint64_t zeros[PAGE];

	return memcmp(words, zeros, count * sizeof *words) == 0;
}

static uint64_t hash_words(const uint64_t *words, uint64_t first, uint64_t count)
{
	uint64_t hash = 0;

	for (uint64_t k = 0; k < count; k++)
		if (words[k])
			hash += mix(mix(first + k) ^ words[k]);
	return hash;
}

uint64_t store_hash(const struct store *store, const struct ranges *ranges)
{
	uint64_t hash = 0;

	assert(are_inside(store, ranges));
	/* A sum does not depend on the order in which the ranges come. */
	for (size_t i = 0; i < ranges->count; i++) {
		const uint64_t *words = store_at(store, ranges->items[i].start);
		uint64_t first = (ranges->items[i].start - store->base) / 8;
		uint64_t count = (ranges->items[i].bytes + 7) / 8, part;

		for (uint64_t k = 0; k < count; k += part) {
			part = count - k < PAGE ? count - k : PAGE;
			if (!is_blank(words + k, part))
				hash += hash_words(words + k, first + k, part);
		}
	}
	return hash;
}
