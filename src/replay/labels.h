/*
 * labels.h - which call a block is of.
 *
 * A live block of a pool carries its label in its own first word, where the process had contents
 * that nobody recorded: the number of the call that allocated it and the bytes that were asked
 * for.  Blocks of the system allocator have none.
 */
#ifndef REPLAY_LABELS_H
#define REPLAY_LABELS_H

#include "heap/heap.h"
#include "program/program.h"
#include "trace/recording.h"

/* Label the block that a call returned.  [number]: of the call it was born with, which a realloc
 * does not change. */
void label_put(struct heap *heap, const struct trace_event *call, uint64_t number, addr block);

/* Fill in what the label of the block given knows: op.name, op.born, op.held.  Without one the
 * name is the call's own number. */
void label_op(const struct heap *heap, const struct recording_head *head, uint64_t call,
	      struct op *op);

/* For program_ops of programs whose blocks are labelled. */
void label_spell(const struct program *program, uint64_t name, char *text, size_t bytes);
bool label_find_name(const struct program *program, const char *text, uint64_t *value,
		     uint64_t *mask);

/* The block whose label is #123, wherever it is; the block at an address, if it has a label.  [head]
 * knows what hooks add to a request. */
bool label_find_block(const struct heap *heap, const struct recording_head *head, const char *text,
		      struct known_block *known);
bool label_of_block(const struct heap *heap, const struct recording_head *head, addr block,
		    struct known_block *known);

size_t labels_within(const struct program *program, const struct heap *heap, addr area, addr from,
		     uint64_t bytes, struct label *labels, size_t most);

size_t births_within(const struct program *program, const struct heap *heap, addr area, addr from,
		     uint64_t bytes, struct birth *births, size_t most);

#endif
