/* map_nodes.c - the nodes of the interpreter's radix tree; see map_nodes.h. */
#include "replay/map_nodes.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"

/* Bits of an address above an arena's 20: 3.10 splits 28 of them 10/10/8, later versions 44 of
 * them 15/15/14.  Nodes hold 8 bytes for each branch, the lowest for each leaf. */
#define ARENA_BITS 20

void map_nodes_init(struct map_nodes *nodes, const char *python, const struct model *model)
{
	int major = 3, minor = 11;
	unsigned top, mid, bot;

	*nodes = (struct map_nodes){.arena_size = model->arena_size};
	if (!model->has_arena_map || model->arena_size != 1u << ARENA_BITS)
		return;
	(void)sscanf(python, "%d.%d", &major, &minor);
	top = minor == 10 ? 10 : 15;
	mid = top;
	bot = minor == 10 ? 8 : 14;
	nodes->bot_shift = ARENA_BITS + bot;
	nodes->mid_shift = nodes->bot_shift + mid;
	nodes->totals.root_bytes = 8u << top;
	nodes->totals.mid_bytes = 8u << mid;
	nodes->totals.bot_bytes = 8u << bot;
}

void map_nodes_fini(struct map_nodes *nodes)
{
	free(nodes->mid.items);
	free(nodes->bot.items);
	*nodes = (struct map_nodes){0};
}

static void add(struct node_set *set, uint64_t number)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->items[i] == number)
			return;
	array_push(set, number);
}

static void add_address(struct map_nodes *nodes, uint64_t address)
{
	add(&nodes->mid, address >> nodes->mid_shift);
	add(&nodes->bot, address >> nodes->bot_shift);
}

void map_nodes_add(struct map_nodes *nodes, uint64_t real)
{
	if (!nodes->mid_shift)
		return;
	add_address(nodes, real);
	if (real & (nodes->arena_size - 1))
		add_address(nodes, real + nodes->arena_size);
}

const struct heap_map_nodes *map_nodes_totals(struct map_nodes *nodes)
{
	if (!nodes->mid_shift)
		return NULL;
	nodes->totals.mid = nodes->mid.count;
	nodes->totals.bot = nodes->bot.count;
	return &nodes->totals;
}
