/*
 * evidence.h - what the process said about its heap, beside the engine's; and what there
 * is to say when the two differ.
 */
#ifndef REPLAY_EVIDENCE_H
#define REPLAY_EVIDENCE_H

#include "replay/map_nodes.h"
#include "replay/replay.h"

/* Write the pools on both sides of a call that differs into [text]. */
void evidence_of_call(const struct replay *replay, const struct trace_event *event, addr expected,
		      char *text, size_t bytes);

/* Whether the interpreter's statistics are those of the heap, line by line; if not, the lines
 * that differ, as "got" and "expected", in [text].  Lines about what is no state of the heap
 * (calls counted by debug builds) are passed over. */
bool evidence_of_statistics(const struct heap *heap, const struct heap_map_nodes *nodes,
			    const unsigned char *got, size_t length, char *text, size_t bytes);

/* Compare the headers of an arena's pools (a RECORD_POOLS); adds the number compared to
 * [compared], returns that of those that differ, the first of them in [text]. */
uint64_t evidence_of_pools(const struct replay *replay, const unsigned char *sample, size_t length,
			   uint64_t *compared, char *text, size_t bytes);

#endif
