/*
 * columns.h - the records of a frame taken apart: like stands by like, and what can be
 * foretold is left out, so that they become much shorter when they are compressed.
 *
 * What is foretold is what pymalloc does: a block of a size class is the one that was freed
 * last in the pool of the class, otherwise the one behind the block before.  A block that
 * is freed is named by how many were allocated since; one that was not allocated in the
 * frame by its page among those that were named last, and where it lies from the block
 * that was named there.  format.h tells what is in which column.
 *
 * The same records come out again, byte for byte.
 */
#ifndef TRACE_COLUMNS_H
#define TRACE_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/format.h"

#define COLUMNS_MOST FRAME_MOST /* bytes of all columns of a frame, and of what precedes them */
#define COLUMN_PARTS (COLUMN_COUNT + 1u) /* the first is what precedes them */

struct column_set;

struct column_set *columns_new(void);
void columns_destroy(struct column_set *columns);

/* Take [length] bytes of whole records apart, FRAME_MOST at most, as format.h writes them: any other
 * way to write the same would not come out again, and columns_join says so.  [state] is what their
 * differences are taken from, and becomes that of the records behind them; [pool_size]: of the
 * program, 0 = not known.  False: one is no record, or there is no room; [state] is of no use
 * then. */
bool columns_split(struct column_set *columns, uint32_t pool_size, struct record_state *state,
		   const unsigned char *records, size_t length);

/* What they were taken apart into; valid until the next time. */
const unsigned char *columns_part(const struct column_set *columns, unsigned part, size_t *length);

/* Make [length] bytes of records from all parts, one behind the other.  Any bytes may be there:
 * false if they are not what columns_split makes. */
bool columns_join(struct column_set *columns, unsigned char *parts, size_t count,
		  unsigned char *records, size_t length);

#endif
