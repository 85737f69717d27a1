/*
 * census.h - where the bytes of the arenas are, now and before the operation at the cursor.
 *
 * Counting every pool takes time in proportion to the heap; the journal knows which words have
 * changed since it was last done.  So the census of one frame is that of the frame before, but
 * for the pools that were written to between them; all is counted only after a long way.
 *
 *	census before   o-------------o now      the writes between are on record, either way
 *	                 \  these pools and arenas: - as they were, + as they are
 */
#ifndef TIMELINE_CENSUS_H
#define TIMELINE_CENSUS_H

#include <stdbool.h>
#include <stdint.h>

#include "heap/inspect.h"
#include "timeline/timeline.h"

/* One moment. */
struct count {
	struct heap_census heap;
	uint64_t requested[MAX_SIZE_CLASSES]; /* bytes asked for, of blocks handed out */
	uint64_t requested_bytes;             /* their sum */
};

struct census {
	struct count now, before; /* before: when the operation at the cursor had not begun */
	uint32_t given_up;        /* the class of the block that the operation frees or moves;
	                           * MAX_SIZE_CLASSES = it does not, or the block is in no pool */
	bool any_before;          /* an operation is at the cursor, and its writes are on record */
	bool knows_requests;      /* false once the program has misused its memory */
	/* where [now] was counted */
	const struct journal *journal; /* borrowed; NULL = nowhere yet */
	uint64_t write_at;        /* in that journal */
	uint64_t full_counts;     /* how often all was counted */
};

/* Bring [census] (all zeros at first) to the timeline's present position.  It must be zeroed when
 * the timeline is another one.  It owns nothing. */
void census_take(struct census *census, const struct timeline *timeline);

/* Bytes of the blocks handed out that nobody asked for: of class [szidx] of the model, of all; 0
 * where more was asked for than they have. */
uint64_t census_padding(const struct count *count, uint32_t szidx, const struct model *model);
uint64_t census_padding_bytes(const struct count *count, const struct model *model);

#endif
