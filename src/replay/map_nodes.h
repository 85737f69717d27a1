/*
 * map_nodes.h - how many nodes the interpreter's radix tree over addresses has by now:
 * nodes are made when an arena first needs them and stay (arena_map_mark_used() of obmalloc.c).
 */
#ifndef REPLAY_MAP_NODES_H
#define REPLAY_MAP_NODES_H

#include <stdbool.h>
#include <stddef.h>

#include "heap/stats.h"

struct node_set {
	uint64_t *items; /* owned */
	size_t count, capacity;
};

struct map_nodes {
	unsigned mid_shift, bot_shift; /* address >> shift = the node's number; 0 = no tree */
	uint64_t arena_size;
	struct node_set mid, bot;
	struct heap_map_nodes totals;
};

/* For a version's tree; [python]: its text, "3.10.4"; [model]: whether it has one. */
void map_nodes_init(struct map_nodes *nodes, const char *python, const struct model *model);
void map_nodes_fini(struct map_nodes *nodes);

/* An arena is obtained at this address of the process. */
void map_nodes_add(struct map_nodes *nodes, uint64_t real);

/* For heap_stats: NULL if the version has no tree. */
const struct heap_map_nodes *map_nodes_totals(struct map_nodes *nodes);

#endif
