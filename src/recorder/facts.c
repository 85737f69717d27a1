/* facts.c - what kind of pymalloc this is; see facts.h. */
#include "recorder/facts.h"

#include <assert.h>
#include <fcntl.h>
#include <string.h>

#include "recorder/notes.h"
#include "recorder/python.h"
#include "recorder/ring.h"

#define DEBUG_FRONT 16u  /* bytes of the debug hooks in front of a block */
#define POOL_LARGEST 16384u
#define HEADER 48u
#define ARENA_SMALL (256u << 10) /* before 3.10 */
#define ARENA_LARGE (1u << 20)
#define ARENA_HUGE (2u << 20)    /* 3.15, if configured so */

/* The header of a pool, 64-bit, in all versions. */
struct real_pool_header {
	uint32_t count, unused;
	uint64_t freeblock, nextpool, prevpool;
	uint32_t arenaindex, szidx, nextoffset, maxnextoffset;
};

static_assert(sizeof(struct real_pool_header) == HEADER, "as pymalloc has it");

static uint64_t first_arena;
static size_t first_size;
static bool has_debug, is_missing, was_refused;

/* What this thread has obtained last, and may be an arena; 0 = nothing. */
static _Thread_local struct {
	uint64_t base, size;
} obtained __attribute__((tls_model("initial-exec")));

/* -- from the beginning --------------------------------------------------------------- */

static void one_line(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20)
			*text = ' ';
}

static void find_command(char *text, size_t bytes)
{
	int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	ssize_t length = fd >= 0 ? read(fd, text, bytes - 1) : 0;

	if (fd >= 0)
		close(fd);
	text[length > 0 ? length : 0] = '\0';
	for (ssize_t i = 0; i + 1 < length; i++)
		if (text[i] == '\0')
			text[i] = ' ';
	one_line(text);
}

void facts_begin(void)
{
	struct found *found = &ring.slot->found;

	strncpy(found->python, python.version(), sizeof found->python - 1);
	one_line(found->python);
	find_command(found->command, sizeof found->command);
	/* The two that cannot be seen in memory. */
	found->keeps_last_arena = python.minor >= 9;
	found->mem_domain = python.minor >= 6;
}

void facts_debug(bool debug)
{
	has_debug = debug;
	/* Three words since 3.8, four before or with serial numbers: measured when possible. */
	ring.slot->found.debug_extra = !debug ? 0 : python.minor >= 8 ? 24 : 32;
}

/* -- from the first pool -------------------------------------------------------------- */

static const struct real_pool_header *header_at(uint64_t address)
{
	return (const struct real_pool_header *)(uintptr_t)address; // NOLINT: that is where it is
}

bool facts_is_arena(size_t size)
{
	return size == ARENA_SMALL || size == ARENA_LARGE || size == ARENA_HUGE;
}

bool facts_is_usual(size_t size)
{
	return !first_arena || size == first_size;
}

static void note_arena(uint64_t base, uint64_t size)
{
	if (!first_arena) {
		first_arena = base;
		first_size = size;
		ring.slot->found.arena_size = (uint32_t)size;
	}
	notes_arena(base, size);
}

void facts_arena(uint64_t base, size_t size, bool missing)
{
	if (!facts_is_arena(size))
		return;
	if (missing) {
		is_missing = true;
		note_arena(base, size);
	} else if (base) {
		obtained.base = base;
		obtained.size = size;
	} else if (!first_arena) {
		was_refused = true;
		ring.slot->found.arena_size = (uint32_t)size;
	}
}

void facts_arena_free(uint64_t base)
{
	if (obtained.base == base)
		obtained.base = 0;
}

void facts_answer(const void *block)
{
	if (!obtained.base || !block)
		return;
	if ((uintptr_t)block - obtained.base < obtained.size)
		note_arena(obtained.base, obtained.size);
	obtained.base = 0;
}

bool facts_has_arena(void)
{
	return first_arena || was_refused;
}

/* The first pool begins where the arena does, or at the next multiple of its size. */
static const struct real_pool_header *first_pool(void)
{
	const struct real_pool_header *pool = header_at(first_arena);

	if (pool->maxnextoffset == 0)
		pool = header_at((first_arena + POOL_LARGEST - 1) & ~(uint64_t)(POOL_LARGEST - 1));
	return pool->maxnextoffset && pool->count ? pool : NULL;
}

/* maxnextoffset is the size of the pool less one block. */
static bool measure_pool(struct found *found, const struct real_pool_header *pool)
{
	uint32_t size = 4096;

	while (size < pool->maxnextoffset)
		size *= 2;
	if (size > POOL_LARGEST || (size - pool->maxnextoffset) % (pool->szidx + 1) != 0)
		return false;
	found->pool_size = size;
	found->alignment = (size - pool->maxnextoffset) / (pool->szidx + 1);
	return true;
}

static void write_missing(const struct found *found, const struct real_pool_header *pool)
{
	uint32_t size = found->pool_size - pool->maxnextoffset;
	uint64_t block = (uintptr_t)pool + HEADER;

	if (has_debug)
		block += DEBUG_FRONT;
	ring_commit(put_malloc(ring.at, &ring.state, size - found->debug_extra, block));
	ring.calls++;
	is_missing = false;
}

/* Three words or four?  Most sizes end up in different classes. */
static bool measure_extra(struct found *found, uint64_t block, size_t size)
{
	uint32_t mask = found->alignment - 1;
	uint32_t three = ((uint32_t)size + 24 + mask) & ~mask;
	uint32_t four = ((uint32_t)size + 32 + mask) & ~mask;
	uint64_t pool = (block - DEBUG_FRONT) & ~(uint64_t)(found->pool_size - 1);

	if (size > 400 || three == four || block < first_arena + HEADER ||
	    block >= first_arena + found->arena_size)
		return false;
	found->debug_extra =
		found->pool_size - header_at(pool)->maxnextoffset == four ? 32 : 24;
	return true;
}

bool facts_look(const void *block, size_t size)
{
	struct found *found = &ring.slot->found;
	const struct real_pool_header *pool;
	bool known = ring_head() > RING_STEP; /* what is not known by now never will be */

	if (atomic_load(&ring.slot->settled))
		return true;
	if (first_arena && (pool = first_pool()) != NULL &&
	    (found->alignment || measure_pool(found, pool))) {
		if (is_missing)
			write_missing(found, pool);
		known |= !has_debug || measure_extra(found, (uintptr_t)block, size);
	}
	if (known)
		atomic_store(&ring.slot->settled, 1);
	return known;
}
