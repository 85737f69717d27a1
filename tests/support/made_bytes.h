/*
 * made_bytes.h - bytes that a test puts together: heads, records, frames of them.
 */
#ifndef SUPPORT_MADE_BYTES_H
#define SUPPORT_MADE_BYTES_H

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "trace/frames.h"
#include "trace/head.h"

struct made_bytes {
	unsigned char *items;
	size_t count, capacity;
};

static inline void made_append(struct made_bytes *bytes, const void *from, size_t length)
{
	const unsigned char *at = from;

	for (size_t i = 0; i < length; i++)
		array_push(bytes, at[i]);
}

static inline void made_head(struct made_bytes *bytes, const struct recording_head *head)
{
	char *text = mem_alloc(RECORDING_HEAD_MOST);

	made_append(bytes, text, head_print(head, text, RECORDING_HEAD_MOST));
	free(text);
}

/* A frame of what waits, if anything does. */
static inline void made_frame(struct made_bytes *bytes, struct packer *packer)
{
	const unsigned char *frame;
	size_t length;

	if (packer_count(packer) == 0)
		return;
	frame = packer_frame(packer, &length);
	made_append(bytes, frame, length);
}

/* The same, taken apart; [state] is in front of them, and then behind. */
static inline void made_columns(struct made_bytes *bytes, struct packer *packer,
				struct record_state *state)
{
	const unsigned char *frame;
	size_t length;

	if (packer_count(packer) == 0)
		return;
	frame = packer_columns(packer, 0, state, &length);
	if (!frame)
		abort();
	made_append(bytes, frame, length);
}

/* A frame with these records and nothing else. */
static inline void made_one_frame(struct made_bytes *bytes, const void *records, size_t length)
{
	struct packer *packer = packer_new();

	packer_add(packer, records, length);
	made_frame(bytes, packer);
	packer_destroy(packer);
}

#endif
