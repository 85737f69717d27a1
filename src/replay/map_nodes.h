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
	uint64_t arena_size;           /* bytes */
	struct node_set mid, bot;      /* numbers of the nodes that there are */
	struct heap_map_nodes totals;  /* as of the last map_nodes_totals */
};

/* No nodes yet, for the tree of a version: [python], its text, "3.10.4".  There is none to count if
 * [model] has no tree, or arenas of another size than 1 MiB.  To be ended with map_nodes_fini. */
void map_nodes_init(struct map_nodes *nodes, const char *python, const struct model *model);
void map_nodes_fini(struct map_nodes *nodes);

/* An arena is obtained at this address of the process: what nodes it
 * needs that there are not yet are counted. */
void map_nodes_add(struct map_nodes *nodes, uint64_t real);

/* For heap_stats; part of [nodes], brought up to date by the call.  NULL if there is no tree. */
const struct heap_map_nodes *map_nodes_totals(struct map_nodes *nodes);

#endif
