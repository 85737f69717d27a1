/*
 * labels.h - which call a block is of.
 *
 * A live block of a pool carries its label in its own first word, where the process had contents
 * that nobody recorded: the number of the call that allocated it and the bytes that were asked
 * for.  A block of the system allocator has that number as its own (op.system), and so in its
 * address; a block_map says which one an address of the process stands for.
 *
 * A block that no call gave (it is older than the recording, or another interpreter's) is named by
 * its address in the process.
 */
#ifndef REPLAY_LABELS_H
#define REPLAY_LABELS_H

#include "heap/heap.h"
#include "program/program.h"
#include "replay/block_map.h"
#include "trace/recording.h"

#define LABEL_SIZE_BITS 10 /* of a label; a pool's block is at most 512 bytes */
#define LABEL_SIZE_MASK ((UINT64_C(1) << LABEL_SIZE_BITS) - 1)
#define LABEL_IS_ADDRESS (UINT64_C(1) << 62) /* op.name: where a block of no call was */

/* The call's number, from 1, in the label of a pool's block; 0 = of no call. */
static inline uint64_t label_number(uint64_t label)
{
	return label >> LABEL_SIZE_BITS;
}

/* The label's place, if the block, of that heap_class_of, lies in a pool that is laid out: what is
 * not reads as zeros, as the label of no call. */
static inline uint64_t *label_at(const struct heap *heap, addr block, uint32_t class)
{
	return class < MAX_SIZE_CLASSES ? store_at(heap->store, block) : NULL;
}

/* The number of the call that gave a block of the system; 0 = none of ours. */
static inline uint64_t label_system(addr block)
{
	return heap_is_numbered(block) ? (block - SYSTEM_BASE) / 16 : 0;
}

/* Label the block that a call returned, if it lies in a pool; [class]: heap_class_of it.  [number]:
 * of the call it was born with, which a realloc does not change. */
static inline void label_put(struct heap *heap, const struct trace_event *call, uint64_t number,
			     addr block, uint32_t class)
{
	uint64_t *label = label_at(heap, block, class);

	if (label)
		store_set(heap->store, label,
			  number << LABEL_SIZE_BITS | (call->count * call->size & LABEL_SIZE_MASK));
}

/* Fill in what is known of the block given, and of the one to be: op.name, op.given, op.born,
 * op.held, op.system.  [call]: the number of the call; [class]: heap_class_of the given one. */
static inline void label_op(const struct heap *heap, const struct recording_head *head,
			    uint64_t call, uint32_t class, struct op *op)
{
	const uint64_t *label = label_at(heap, op->block, class);

	op->name = op->system = call;
	if (!op->block)
		return;
	op->born = label ? label_number(*label) : label_system(op->block);
	op->held = label && op->born ? (*label & LABEL_SIZE_MASK) + head->debug_extra : 0;
	if (op->born)
		op->name = op->system = op->born;
	else if (op->kind == OP_FREE)
		op->name = LABEL_IS_ADDRESS | op->real_block;
	else
		op->given = LABEL_IS_ADDRESS | op->real_block; /* from now on it is this call's */
}

/* For program_ops of programs whose blocks are labelled: spell, find_name ("#123"; [mask] is all
 * bits).  [program] is not looked at. */
void label_spell(const struct program *program, uint64_t name, char *text, size_t bytes);
bool label_find_name(const struct program *program, const char *text, uint64_t *value,
		     uint64_t *mask);

/* Live blocks, to look one up in; all borrowed. */
struct labelled {
	const struct heap *heap;
	const struct recording_head *head; /* knows what hooks add to a request */
	const struct block_map *map;       /* has those of the system */
};

/* Fill in [known]: the block whose label is #123, wherever it is; the block that begins at an
 * address of the engine's, if it is that of a call.  False: there is none in use. */
bool label_find_block(const struct labelled *labelled, const char *text, struct known_block *known);
bool label_of_block(const struct labelled *labelled, addr block, struct known_block *known);

/* "0x7f592d522030", and nothing behind it, as a number.  False: it is none. */
bool label_read_address(const char *text, uint64_t *real);

/* For program_ops, too: labels of the blocks in use in pools that begin in [bytes] bytes from
 * [from], at most [most], by address within an arena.  Returns their number. */
size_t labels_within(const struct program *program, const struct heap *heap, addr area, addr from,
		     uint64_t bytes, struct label *labels, size_t most);

/* The same, of each only its address and the call. */
size_t births_within(const struct program *program, const struct heap *heap, addr area, addr from,
		     uint64_t bytes, struct birth *births, size_t most);

#endif
