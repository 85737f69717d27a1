/*
 * store.h - one flat memory behind one write barrier.
 *
 * Everything that time travel must bring back lies in a store: the allocator's
 * tables, its arenas, the position of the script.  A store is real mapped
 * memory that answers to addresses of its own (`base` and up), so pictures are the
 * same on every machine.
 *
 * The write barrier: store_set() and store_set_half() are the only writers.  With a
 * journal attached they note the 8-byte word a write falls into before it
 * changes, and whatever was done can be undone by exchanging words:
 *
 *	memory   ... A ...          memory   ... B ...
 *	journal  (empty)     set->  journal  word 7: A     <- exchange, both ways
 *
 * Without a journal a write is a write.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/addr.h"
#include "store/journal.h"

struct store {
	unsigned char *memory;   /* owned: size bytes, zero until written */
	addr base;               /* the address of memory[0]; a multiple of 2 MiB */
	uint64_t size;           /* bytes; only touched pages take real memory */
	bool is_cramped;         /* it was to be larger, but the system refused */
	uintptr_t delta;         /* address + delta = where it lies in this process */
	struct journal *journal; /* borrowed; NULL = silent */
};

/* How large [count] stores can be at once: [size], or half of it, and so on; 0 when the system
 * refuses [count] even of [least] bytes.  [count] and [least] are not 0; nothing stays reserved. */
uint64_t store_fit(uint64_t size, uint64_t least, unsigned count);

/* Reserve up to [size] bytes of address space, fewer (but at least [least], which is not 0) where
 * the system refuses; both multiples of 4 KiB, [base] one of 2 MiB.  No journal is attached.  False
 * when even that is refused: [store] is untouched, and nobody is told. */
bool store_init(struct store *store, addr base, uint64_t size, uint64_t least);

/* Give the memory back; all zeros is fine.  A journal stays its owner's. */
void store_fini(struct store *store);

/* The store will hold little: no large pages, which would cost more than there is in it. */
void store_use_small_pages(const struct store *store);

/* Nothing lies in it yet: let it answer to other addresses.  [base] is a multiple of 2 MiB; no
 * journal is attached. */
void store_move(struct store *store, addr base);

/* There is no room left in it.  If there would be, had the system not refused, the program ends
 * here: without memory nothing true can be shown.  Otherwise the bound is that of the caller. */
void store_spent(const struct store *store);

/* Where [address] lies in this process.  It must be inside and 8-byte aligned: callers
 * check what may come from corrupted memory (store_has). */
static inline void *store_at(const struct store *store, addr address)
{
	assert(address - store->base < store->size && address % 8 == 0);
	return (void *)(uintptr_t)(address + store->delta);
}

/* Whether [bytes] bytes at [address] lie inside. */
static inline bool store_has(const struct store *store, addr address, uint64_t bytes)
{
	uint64_t offset = address - store->base;

	return offset <= store->size && bytes <= store->size - offset;
}

/* The address of something that store_at returned, or of a field of it. */
static inline addr store_addr(const struct store *store, const void *field)
{
	return (addr)((uintptr_t)field - store->delta);
}

/* Let the journal see the word at byte [offset] before it changes. */
static inline void store_note(struct store *store, uint64_t offset)
{
	uint64_t word;

	assert(store->journal && offset < store->size && offset % 8 == 0);
	memcpy(&word, store->memory + offset, sizeof word);
	journal_add_write(store->journal, offset / 8, word);
}

/* The write barrier for 8-byte fields, which lie in the store at multiples of 8. */
static inline void store_set(struct store *store, uint64_t *field, uint64_t value)
{
	if (store->journal && *field != value)
		store_note(store, (uint64_t)((unsigned char *)field - store->memory));
	*field = value;
}

/* The write barrier for 4-byte fields, at multiples of 4. */
static inline void store_set_half(struct store *store, uint32_t *field, uint32_t value)
{
	if (store->journal && *field != value)
		store_note(store,
			   (uint64_t)((unsigned char *)field - store->memory) & ~UINT64_C(7));
	*field = value;
}

/* Copy [bytes] bytes (anything, any alignment) through the write barrier: from an address, from our
 * memory.  The ranges in the store must be inside. */
void store_copy(struct store *store, addr to, addr from, uint64_t bytes);
void store_write(struct store *store, addr to, const void *from, uint64_t bytes);

/* Make a range, which is inside, zero through the write barrier.  [address] and [bytes] are
 * multiples of 8.
 * (Giving pages back to the system was tried: faulting them in again takes longer than zeroing.) */
void store_clear(struct store *store, addr address, uint64_t bytes);

#endif
