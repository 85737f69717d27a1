/*
 * image.h - a sparse copy of a store, to come back to later.
 *
 * Heap memory is mostly zero: what is not are headers, tables and links.  An image
 * keeps only the words that are not zero, in groups of 64 with a mask that says
 * which, and of each word only what differs from one a record of four words before.  The owner
 * of the store says which ranges can hold anything at all; everything outside them must be
 * zero.
 */
#ifndef STORE_IMAGE_H
#define STORE_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"

struct store;

struct range {
	addr start; /* multiple of 8 */
	uint64_t bytes;
};

/* Parts of a store that do not overlap.  Zeros are an empty list; to be freed with ranges_fini. */
struct ranges {
	struct range *items;
	size_t count, capacity;
};

/* Append one; [start] is a multiple of 8, of 0 bytes nothing is kept. */
void ranges_add(struct ranges *ranges, addr start, uint64_t bytes);
void ranges_fini(struct ranges *ranges);

struct image;

/* Copy what lies in [ranges], rounded up to words, which are all inside.  Never NULL: out of memory
 * ends the program (mem.h).  To be ended with image_destroy. */
struct image *image_take(const struct store *store, const struct ranges *ranges);

/* NULL is fine. */
void image_destroy(struct image *image);

/* Make the store what it was.  [ranges] are those of its present state, which is cleared first: all
 * inside.  The journal must be detached.  The image can be restored again, and into another store
 * of the same size, too. */
void image_restore(const struct image *image, struct store *store, const struct ranges *ranges);

/* Bytes of memory an image takes. */
size_t image_bytes(const struct image *image);

/* A 64-bit digest of everything in [ranges]; zeros do not count, so two stores with equal
 * contents have equal digests whatever ranges they were looked at through. */
uint64_t store_hash(const struct store *store, const struct ranges *ranges);

#endif
