/*
 * quiet.c - the allocator when nothing watches, from the same text as watched.c.
 *
 * set() and step() cost a question each, which at a few nanoseconds a call is a third of the
 * engine's time.  So the text of the allocator is compiled twice, and this one question decides
 * for the whole call.  One unit each, that the compiler may expand what it likes.
 */
#define QUIET
#include "heap/arena.c"
#include "heap/pool.c"
#include "heap/block.c"

addr heap_malloc(struct heap *heap, uint64_t bytes)
{
	check_watched(heap);
	return UNLIKELY(heap->log != NULL) ? watched_malloc(heap, bytes)
					   : block_malloc(heap, bytes);
}

void heap_free(struct heap *heap, addr block)
{
	check_watched(heap);
	if (UNLIKELY(heap->log != NULL))
		watched_free(heap, block);
	else
		block_free(heap, block);
}
