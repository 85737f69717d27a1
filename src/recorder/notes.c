/* notes.c - marks, imports, statistics, samples of pools; see notes.h. */
#include "recorder/notes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "recorder/facts.h"
#include "recorder/gate.h"
#include "recorder/hooks.h"
#include "recorder/prints.h"
#include "recorder/python.h"
#include "recorder/ring.h"

#define WORD_BYTES 200u /* of a mark or a module's name */
#define ARENAS_FIRST 64u /* room for arenas at first; doubled when it is full */

/* -- statistics ----------------------------------------------------------------------- */

/* What _debugmallocstats would print here, if nobody listened. */
static void write_stats(void)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out;

	/* Other interpreters cannot do without the hooks, not even for a moment. */
	if (!python.print_stats || gate_is_several() || !facts_has_arena() || !python_is_steady())
		return;
	out = open_memstream(&text, &length);
	if (!out)
		return;
	hooks_lift();
	python.print_stats(out);
	hooks_lower();
	if (fclose(out) == 0 && length > 0)
		ring_text(RECORD_STATS, text, length);
	free(text);
}

/* -- samples -------------------------------------------------------------------------- */

/*
 * A sample of all pools takes three kilobytes an arena, and most pools are as they were at the last
 * one: between marks only those are written that are not.
 */
#define POOLS_MOST 1024u

struct arena {
	uint64_t base, size, interpreter;
	unsigned char *written; /* the headers of its pools, as they were written last; or NULL */
};

static struct arena *arenas;
static size_t arena_count, arena_room;
static uint64_t due; /* calls */

void notes_arena(uint64_t base, size_t size)
{
	size_t room = arena_room ? 2 * arena_room : ARENAS_FIRST;
	struct arena *more;

	/* Stacks of frames are none, and smaller. */
	if (!share->sample || size != ring.slot->found.arena_size)
		return;
	if (arena_count == arena_room) {
		more = realloc(arenas, room * sizeof *arenas);
		if (!more)
			return; /* it goes without its samples */
		arenas = more;
		arena_room = room;
	}
	arenas[arena_count++] = (struct arena){base, size, gate_interpreter(), NULL};
}

void notes_arena_free(uint64_t base)
{
	for (size_t i = 0; i < arena_count; i++)
		if (arenas[i].base == base) {
			free(arenas[i].written);
			arenas[i] = arenas[--arena_count];
			return;
		}
}

static uint64_t pools_begin(const struct arena *arena, uint64_t pool_size)
{
	return (arena->base + pool_size - 1) & ~(pool_size - 1);
}

static uint32_t pools_in(const struct arena *arena, uint64_t pool_size)
{
	return (uint32_t)((arena->base + arena->size - pools_begin(arena, pool_size)) / pool_size);
}

static const void *pool_at(uint64_t address)
{
	return (const void *)(uintptr_t)address; // NOLINT: that is where it is
}

/* The headers of [count] pools from [first] on; see format.h.  Returns them. */
static const unsigned char *write_pools(uint64_t first, uint32_t count, uint64_t pool_size)
{
	static unsigned char bytes[POOL_SAMPLE_HEAD + POOLS_MOST * POOL_SAMPLE_BYTES];
	const uint32_t words[2] = {count, 0};

	memcpy(bytes, &first, sizeof first);
	memcpy(bytes + sizeof first, words, sizeof words);
	for (uint32_t i = 0; i < count; i++)
		memcpy(bytes + POOL_SAMPLE_HEAD + i * POOL_SAMPLE_BYTES,
		       pool_at(first + i * pool_size), POOL_SAMPLE_BYTES);
	ring_text(RECORD_POOLS, bytes, POOL_SAMPLE_HEAD + count * POOL_SAMPLE_BYTES);
	return bytes + POOL_SAMPLE_HEAD;
}

/* Keep what the header of a pool is.  False: it was that already. */
static bool keep(unsigned char *written, uint64_t pool)
{
	if (memcmp(written, pool_at(pool), POOL_SAMPLE_BYTES) == 0)
		return false;
	memcpy(written, pool_at(pool), POOL_SAMPLE_BYTES);
	return true;
}

static void write_changes(const struct arena *arena, uint64_t pool_size)
{
	uint64_t first = pools_begin(arena, pool_size);
	uint32_t count = pools_in(arena, pool_size), begun = 0;

	for (uint32_t i = 0; i <= count; i++) {
		if (i < count && keep(arena->written + i * POOL_SAMPLE_BYTES, first + i * pool_size))
			continue;
		if (i > begun)
			write_pools(first + begun * pool_size, i - begun, pool_size);
		begun = i + 1;
	}
}

static void write_whole(struct arena *arena, uint64_t pool_size)
{
	uint32_t count = pools_in(arena, pool_size);
	const unsigned char *headers = write_pools(pools_begin(arena, pool_size), count, pool_size);

	if (share && share->sample_every && !arena->written)
		arena->written = malloc(count * POOL_SAMPLE_BYTES);
	if (arena->written)
		memcpy(arena->written, headers, count * POOL_SAMPLE_BYTES);
}

enum sample { SAMPLE_WHOLE, SAMPLE_CHANGES };

static void write_samples(enum sample sample)
{
	uint64_t interpreter = gate_interpreter(), pool_size = ring.slot->found.pool_size;

	due = ring.calls + share->sample_every;
	if (!share->sample || pool_size == 0 || !python_is_steady())
		return;
	for (size_t i = 0; i < arena_count && share; i++)
		if (arenas[i].interpreter != interpreter || arenas[i].size / pool_size > POOLS_MOST)
			continue;
		else if (sample == SAMPLE_WHOLE || !arenas[i].written)
			write_whole(&arenas[i], pool_size);
		else
			write_changes(&arenas[i], pool_size);
}

bool notes_are_due(void)
{
	return share->sample_every && ring.calls >= due;
}

void notes_if_due(void)
{
	int error = errno;

	if (share && notes_are_due() && gate_open(NULL, 0)) {
		write_samples(SAMPLE_CHANGES);
		gate_close();
	}
	errno = error;
}

/* -- marks and imports ---------------------------------------------------------------- */

/* A state takes some kilobytes, and programs may set marks by the hundred thousand: the first marks have
 * theirs, and behind them those with enough calls since the last. */
#define STATES_FREE 32u
#define STATE_CALLS 16384u

static uint64_t states, state_due; /* written so far; the call from which the next may be */

static void write_state(void)
{
	states++;
	state_due = ring.calls + STATE_CALLS;
	write_stats();
	if (share)
		write_samples(SAMPLE_WHOLE);
}

static bool state_is_due(void)
{
	return states < STATES_FREE || ring.calls >= state_due;
}

static void note(enum record_kind kind, object *arguments)
{
	char text[WORD_BYTES];
	size_t length = python_text(arguments, 0, text, sizeof text);

	if (!gate_open(NULL, 0))
		return;
	ring_text(kind, text, length);
	if (kind == RECORD_MARK && share && state_is_due())
		write_state();
	gate_close();
}

void notes_end(void)
{
	static bool done;

	if (done || !gate_open(NULL, 0))
		return;
	done = true;
	write_state();
	gate_close();
}

static int on_audit(const char *event, object *arguments, void *data)
{
	static const char last[] = "cpython._PySys_ClearAuditHooks";
	int error = errno;

	(void)data;
	if (*event == 'c' && strcmp(event, last) == 0)
		prints_ending();
	if (!share || (*event != 'i' && *event != 'a' && *event != 'c'))
		return 0;
	if (strcmp(event, "import") == 0) {
		prints_begin();
		note(RECORD_IMPORT, arguments);
	} else if (strcmp(event, "arenawalk.mark") == 0) {
		note(RECORD_MARK, arguments);
	} else if (strcmp(event, last) == 0) {
		notes_end();
	}
	errno = error;
	return 0;
}

void notes_begin(void)
{
	if (python.add_audit_hook)
		python.add_audit_hook(on_audit, NULL);
	else
		prints_begin();
}
