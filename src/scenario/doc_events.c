/*
 * doc_events.c - the memory behind a list of events.
 */
#include "scenario/doc_events.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define CHUNK_BYTES ((size_t)16 << 10)

/* Texts are short and die together, so they share blocks of memory. */
struct text_chunk {
	struct text_chunk *next;
	size_t used, capacity;
	char bytes[];
};

static struct text_chunk *chunk_new(struct text_chunk *next, size_t capacity)
{
	struct text_chunk *chunk = mem_alloc(sizeof *chunk + capacity);

	*chunk = (struct text_chunk){.next = next, .capacity = capacity};
	return chunk;
}

const char *doc_events_text(struct doc_events *events, const char *text, size_t length)
{
	struct text_chunk *chunk = events->texts;
	char *copy;

	if (!chunk || chunk->capacity - chunk->used <= length)
		events->texts = chunk =
			chunk_new(chunk, length < CHUNK_BYTES ? CHUNK_BYTES : length + 1);
	copy = chunk->bytes + chunk->used;
	if (length)
		memcpy(copy, text, length);
	copy[length] = '\0';
	chunk->used += length + 1;
	return copy;
}

void doc_events_fini(struct doc_events *events)
{
	while (events->texts) {
		struct text_chunk *next = events->texts->next;

		free(events->texts);
		events->texts = next;
	}
	free(events->items);
	*events = (struct doc_events){0};
}
