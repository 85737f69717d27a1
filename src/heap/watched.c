/*
 * watched.c - the allocator as it is watched: steps are told, writes go through the write barrier.
 */
#include "heap/arena.c"
#include "heap/pool.c"
#include "heap/block.c"

addr watched_malloc(struct heap *heap, uint64_t bytes)
{
	return block_malloc(heap, bytes);
}

void watched_free(struct heap *heap, addr block)
{
	block_free(heap, block);
}
