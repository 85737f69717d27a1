/* evidence.c - the process's words beside the engine's; see evidence.h. */
#include "replay/evidence.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "heap/inspect.h"
#include "heap/stats.h"

/* -- a call --------------------------------------------------------------------------- */

static void tell_pool(const struct heap *heap, addr where, struct str *out)
{
	struct place place = heap_place(heap, where);
	struct pool_info pool;

	if (place.kind != PLACE_BLOCK || !heap_pool(heap, place.slot, place.pool, &pool))
		return;
	str_printf(out, "    pool %" PRIu64 ":%u  %s", place.slot, place.pool,
		   pool_state_names[pool.state]);
	if (pool.block_size)
		str_printf(out, ", class %u (%u bytes), %u of %u used, nextoffset %u",
			   pool.szidx, pool.block_size, pool.used, pool.capacity,
			   pool.nextoffset);
	if (pool.freeblock)
		str_printf(out, ", freeblock +0x%" PRIx64, pool.freeblock - pool.address);
	str_add(out, "\n");
}

static void tell_place(const struct replay *replay, const char *who, addr where, struct str *out)
{
	struct place place = heap_place(replay->heap, where);

	if (where == ADDR_NULL || !heap_owns(replay->heap, where)) {
		str_printf(out, "  %s: %s\n", who, where ? "no arena's" : "nothing");
		return;
	}
	str_printf(out, "  %s: arena %" PRIu64 ", pool %u, offset 0x%x (0x%" PRIx64 ")\n", who,
		   place.slot, place.pool, place.offset, replay_to_real(replay, where));
	tell_pool(replay->heap, where, out);
}

void evidence_of_call(const struct replay *replay, const struct trace_event *event, addr expected,
		      char *text, size_t bytes)
{
	struct str out = str_init(text, bytes);

	if (event->kind == TRACE_ARENA || event->kind == TRACE_ARENA_FREE) {
		str_printf(&out, "  arena at 0x%" PRIx64 "\n", event->where);
		return;
	}
	if (event->kind == TRACE_FREE || event->kind == TRACE_REALLOC)
		tell_place(replay, "the block", replay_block(replay, event->old), &out);
	if (event->kind == TRACE_FREE)
		return;
	tell_place(replay, "the interpreter's", replay_block(replay, event->where), &out);
	tell_place(replay, "the model's", expected, &out);
}

/* -- statistics ----------------------------------------------------------------------- */

struct text_line {
	const char *text;
	size_t length;
};

/* Take the next line off a text; false at its end. */
static bool next_line(const char **text, const char *end, struct text_line *line)
{
	const char *stop;

	if (*text >= end)
		return false;
	stop = memchr(*text, '\n', (size_t)(end - *text));
	stop = stop ? stop : end;
	*line = (struct text_line){*text, (size_t)(stop - *text)};
	*text = stop < end ? stop + 1 : end;
	return true;
}

static bool is_no_state(struct text_line line)
{
	static const char calls[] = "# times object malloc called";

	return line.length >= sizeof calls - 1 && memcmp(line.text, calls, sizeof calls - 1) == 0;
}

static void tell_lines(struct str *out, struct text_line got, struct text_line expected)
{
	str_add(out, "  the interpreter: ");
	str_addn(out, got.text, got.length);
	str_add(out, "\n  the model:       ");
	str_addn(out, expected.text, expected.length);
	str_add(out, "\n");
}

bool evidence_of_statistics(const struct heap *heap, const struct heap_map_nodes *nodes,
			    const unsigned char *got, size_t length, char *text, size_t bytes)
{
	char expected[HEAP_STATS_BYTES];
	struct str own = str_init(expected, sizeof expected), out = str_init(text, bytes);
	const char *a = (const char *)got, *a_end = a + length, *b = expected;
	struct text_line real, ours;
	bool more;

	heap_stats(heap, nodes, &own);
	for (;;) {
		more = next_line(&a, a_end, &real);
		if (more && is_no_state(real))
			continue;
		if (!next_line(&b, expected + own.length, &ours))
			break; /* what follows are free lists of types */
		if (!more)
			real = (struct text_line){"(nothing)", 9};
		if (real.length != ours.length || memcmp(real.text, ours.text, real.length) != 0)
			tell_lines(&out, real, ours);
	}
	return out.length == 0;
}

/* -- pool headers --------------------------------------------------------------------- */

/* As it lies in the process's memory; see struct pool_header. */
struct header {
	uint32_t count, padding;
	uint64_t freeblock, nextpool, prevpool;
	uint32_t arenaindex, szidx, nextoffset, maxnextoffset;
};

static_assert(sizeof(struct header) == POOL_SAMPLE_BYTES, "as CPython's");

struct field_difference {
	const char *name;
	uint64_t got, expected;
};

/* A link of the engine's as the process would have it: list headers are in no arena. */
static bool same_link(const struct replay *replay, uint64_t got, addr expected)
{
	if (expected == ADDR_NULL)
		return got == 0;
	if (heap_place(replay->heap, expected).kind == PLACE_LIST)
		return got != 0 && arena_map_find(&replay->map, got) == UINT64_MAX;
	return got == replay_to_real(replay, expected);
}

static const char *compare_header(const struct replay *replay, const struct header *got,
				  const struct pool_info *pool, const struct pool_header *own)
{
	const struct field_difference fields[] = {
		{"ref.count", got->count, own->ref.count},
		{"arenaindex", got->arenaindex, own->arenaindex},
		{"szidx", got->szidx, own->szidx},
		{"nextoffset", got->nextoffset, own->nextoffset},
		{"maxnextoffset", got->maxnextoffset, own->maxnextoffset},
	};

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (fields[i].got != fields[i].expected)
			return fields[i].name;
	if (!same_link(replay, got->freeblock, own->freeblock))
		return "freeblock";
	/* A full pool is in no list and keeps what it had; an empty one has a nextpool only. */
	if (pool->state != POOL_FULL && !same_link(replay, got->nextpool, own->nextpool))
		return "nextpool";
	if (pool->state == POOL_USED && !same_link(replay, got->prevpool, own->prevpool))
		return "prevpool";
	return NULL;
}

static void tell_header(struct str *out, const struct pool_info *pool, uint64_t slot,
			const char *field, const struct header *got,
			const struct pool_header *own)
{
	str_printf(out, "  pool %" PRIu64 ":%u differs in %s\n", slot, pool->index, field);
	str_printf(out,
		   "  the interpreter: ref.count %u, freeblock 0x%" PRIx64
		   ", arenaindex %u, szidx %u, nextoffset %u, maxnextoffset %u\n",
		   got->count, got->freeblock, got->arenaindex, got->szidx, got->nextoffset,
		   got->maxnextoffset);
	str_printf(out,
		   "  the model:       ref.count %u, freeblock 0x%" PRIx64
		   ", arenaindex %u, szidx %u, nextoffset %u, maxnextoffset %u\n",
		   own->ref.count, own->freeblock, own->arenaindex, own->szidx, own->nextoffset,
		   own->maxnextoffset);
}

/* The place in its arena of the pool at [first], where a sample begins; older recordings have only
 * samples of all. */
static uint32_t index_of(const struct replay *replay, uint64_t slot, uint64_t first)
{
	struct arena_info arena;
	uint64_t begins;

	if (slot == UINT64_MAX || !heap_arena(replay->heap, slot, &arena))
		return 0;
	begins = replay_to_real(replay, arena.first_pool);
	return first > begins ? (uint32_t)((first - begins) / replay->heap->model->pool_size) : 0;
}

uint64_t evidence_of_pools(const struct replay *replay, const unsigned char *sample, size_t length,
			   uint64_t *compared, char *text, size_t bytes)
{
	struct str out = str_init(text, bytes);
	uint64_t first, slot, different = 0;
	struct pool_info pool;
	struct header got;
	const char *field;
	uint32_t count, begin;

	if (length < POOL_SAMPLE_HEAD)
		return 0;
	memcpy(&first, sample, sizeof first);
	memcpy(&count, sample + 8, sizeof count);
	slot = arena_map_find(&replay->map, first);
	begin = index_of(replay, slot, first);
	for (uint32_t i = 0; i < count && (i + 1) * POOL_SAMPLE_BYTES <= length - POOL_SAMPLE_HEAD;
	     i++) {
		const struct pool_header *own;

		if (slot == UINT64_MAX || !heap_pool(replay->heap, slot, begin + i, &pool) ||
		    pool.state == POOL_VIRGIN)
			continue;
		memcpy(&got, sample + POOL_SAMPLE_HEAD + i * POOL_SAMPLE_BYTES, sizeof got);
		own = store_at(replay->heap->store, pool.address);
		++*compared;
		field = compare_header(replay, &got, &pool, own);
		if (field && different++ == 0)
			tell_header(&out, &pool, slot, field, &got, own);
	}
	return different;
}
