/*
 * evidence.h - what the process said about its heap, beside the engine's; and what there
 * is to say when the two differ.
 */
#ifndef REPLAY_EVIDENCE_H
#define REPLAY_EVIDENCE_H

#include "replay/map_nodes.h"
#include "replay/replay.h"

/* Write what the engine has at both places of a call that differs, the interpreter's and
 * [expected], and at the block that it gives up, into [text], cut to [bytes]; of an arena's event
 * its address. */
void evidence_of_call(const struct replay *replay, const struct trace_event *event, addr expected,
		      char *text, size_t bytes);

/* Whether the interpreter's statistics, [length] bytes of _debugmallocstats, are those of the heap
 * (heap_stats), line by line; if not, the lines that differ, one of each side, in [text], cut to
 * [bytes].  Lines about what is no state of the heap (calls counted by debug builds), and what
 * follows the allocator's own lines, are passed over.  [nodes]: map_nodes_totals. */
bool evidence_of_statistics(const struct heap *heap, const struct heap_map_nodes *nodes,
			    const unsigned char *got, size_t length, char *text, size_t bytes);

/* Compare the headers of an arena's pools (a RECORD_POOLS of [length] bytes; struct pool_header of
 * obmalloc.c) with the engine's; adds the number compared to [compared], returns that of those that
 * differ, the first of them in [text], cut to [bytes].  Pools that the engine has not, or has not
 * laid out, are not compared; of a sample that is cut off, what is there. */
uint64_t evidence_of_pools(const struct replay *replay, const unsigned char *sample, size_t length,
			   uint64_t *compared, char *text, size_t bytes);

#endif
