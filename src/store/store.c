/* store.c - mapped memory behind the write barrier; see store.h. */
#include "store/store.h"

#include <sys/mman.h>

#include "base/mem.h"

#define PAGE (UINT64_C(4) << 10)
#define LARGE_PAGE (UINT64_C(2) << 20)

/* Address space without memory behind it: pages appear when touched.  Large pages are asked for
 * because what is used is dense and visited at random: with a million blocks alive the processor
 * would spend most of its time looking pages up.  They cost a small heap some 8 MB.  Core dumps
 * leave all of it out. */
static unsigned char *reserve(uint64_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (memory == MAP_FAILED)
		return NULL;
	(void)madvise(memory, size, MADV_HUGEPAGE);
	(void)madvise(memory, size, MADV_DONTDUMP);
	return memory;
}

uint64_t store_fit(uint64_t size, uint64_t least, unsigned count)
{
	void *all = NULL;

	assert(count > 0 && least > 0);
	while (!(all = reserve(size * count)) && size / 2 >= least)
		size /= 2;
	if (all)
		munmap(all, size * count);
	return all ? size : 0;
}

bool store_init(struct store *store, addr base, uint64_t size, uint64_t least)
{
	uint64_t wanted = size;
	unsigned char *memory = NULL;

	assert(base % LARGE_PAGE == 0 && size % PAGE == 0 && least % PAGE == 0);
	assert(0 < least && least <= size);
	while (!(memory = reserve(size)) && size / 2 >= least)
		size /= 2;
	if (!memory)
		return false;
	*store = (struct store){.memory = memory,
				.base = base,
				.size = size,
				.is_cramped = size < wanted,
				.delta = (uintptr_t)memory - (uintptr_t)base};
	return true;
}

void store_use_small_pages(const struct store *store)
{
	assert(store->memory);
	(void)madvise(store->memory, store->size, MADV_NOHUGEPAGE);
}

void store_fini(struct store *store)
{
	if (store->memory)
		munmap(store->memory, store->size);
	*store = (struct store){0};
}

void store_move(struct store *store, addr base)
{
	assert(base % LARGE_PAGE == 0 && !store->journal);
	store->base = base;
	store->delta = (uintptr_t)store->memory - (uintptr_t)base;
}

void store_spent(const struct store *store)
{
	if (store->is_cramped)
		mem_exhausted();
}

/* Note every word of a range whose bytes are going to change. */
static void note_range(struct store *store, uint64_t offset, const unsigned char *bytes,
		       uint64_t count)
{
	for (uint64_t i = 0; i < count;) {
		uint64_t word = (offset + i) & ~UINT64_C(7);
		uint64_t n = word + 8 - (offset + i);

		if (n > count - i)
			n = count - i;
		if (memcmp(store->memory + offset + i, bytes + i, n) != 0)
			store_note(store, word);
		i += n;
	}
}

void store_write(struct store *store, addr to, const void *from, uint64_t bytes)
{
	uint64_t offset = to - store->base;

	assert(store_has(store, to, bytes));
	if (store->journal)
		note_range(store, offset, from, bytes);
	memmove(store->memory + offset, from, bytes);
}

void store_copy(struct store *store, addr to, addr from, uint64_t bytes)
{
	assert(store_has(store, from, bytes));
	store_write(store, to, store->memory + (from - store->base), bytes);
}

static void clear_noted(struct store *store, addr address, uint64_t bytes)
{
	uint64_t *word = store_at(store, address);

	for (uint64_t i = 0; i < bytes / 8; i++)
		store_set(store, &word[i], 0);
}

void store_clear(struct store *store, addr address, uint64_t bytes)
{
	assert(store_has(store, address, bytes) && bytes % 8 == 0);
	if (store->journal)
		clear_noted(store, address, bytes);
	else
		memset(store_at(store, address), 0, bytes);
}
