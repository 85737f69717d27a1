/*
 * json.h - the state at the cursor as JSON: a stable interface for other programs.
 *
 * {"format": 1, "file", "title", "other_interpreters": bool, "model": {...},
 *  "position": {"operation", "operations", "event", "step", "steps", "write"},
 *  "last": {"operation": text, "result", "place"}, "steps": [{"kind", "text", "done"}],
 *  "counters": {...},
 *  "usable_arenas": [slot...], "unused_arena_objects": [slot...],
 *  "usedpools": [{"szidx", "size", "pools": ["slot:pool"...]}...],
 *  "arenas": [{"index", "address", "state", "nfreepools", "ntotalpools", "lists",
 *              "freepools": [pool...],
 *              "pools": [{"index", "state", "szidx", "block_size", "ref_count", "freeblock",
 *                         "nextoffset", "maxnextoffset", "free_list": [offset...],
 *                         "free_list_broken": bool,
 *                         "blocks": [{"offset", "name", "requested"}...]}...]}...],
 *  "findings": [{"kind", "text"}...]}
 *
 * other_interpreters: in the recording there are others, whose calls are not shown.
 *
 * Offsets are bytes from the pool's start; freeblock is null for a full pool; virgin pools
 * have only index and state.  A free list ends with NULL; where it is broken, because it runs in a
 * circle or leads out of the pool, free_list has each block before that once, and
 * free_list_broken is true.
 *
 * With --beside an array of two such objects: the file's own model, the other one.
 */
#ifndef EXPORT_JSON_H
#define EXPORT_JSON_H

#include <stdbool.h>
#include <stdio.h>

#include "session/input.h"

/* Write it of [timeline], one of the input's, where it stands.  False: it could not be written. */
bool json_state(const struct input *input, const struct timeline *timeline, FILE *out);

#endif
