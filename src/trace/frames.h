/*
 * frames.h - the layer between the records of a recording and its bytes: independent
 * compressed frames, as format.h has them.
 *
 * Places are bytes of the file.  Offsets are bytes of what was unpacked, as cursors count
 * them; the first frame's records begin where the head of the file ends, for both.
 */
#ifndef TRACE_FRAMES_H
#define TRACE_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/format.h"
#include "trace/raw.h"

/* -- writing -------------------------------------------------------------------------- */

#define FRAME_USUAL (1u << 18) /* bytes of records that are enough for one */

/* A program's beginning repeats little, and short programs are no more than that: these first bytes
 * of a recording's records are written in columns.  What follows takes a byte a call or less as it
 * is, and is read twice as fast. */
#define COLUMNS_FIRST (1u << 20)

/* Records that wait, FRAME_MOST bytes at most, and the frame that was made of them. */
struct packer;

struct packer *packer_new(void);
void packer_destroy(struct packer *packer);

/* Bytes that wait. */
size_t packer_count(const struct packer *packer);

/* Those bytes, until the next frame. */
const unsigned char *packer_records(const struct packer *packer);

/* Add whole records, in any number of pieces; they must fit. */
void packer_add(struct packer *packer, const void *bytes, size_t length);

/* Make a frame of what waits, which must be something.  It is valid until the next one. */
const unsigned char *packer_frame(struct packer *packer, size_t *length);

/* The same with the records taken apart: what short programs write takes half of the room then, but
 * more time.  [state] is what their differences are taken from, and becomes that of the records
 * behind; [pool_size] as in columns.h.  NULL: they cannot be, and still wait. */
const unsigned char *packer_columns(struct packer *packer, uint32_t pool_size,
				    struct record_state *state, size_t *length);

/* Where a recording stands that is written frame by frame. */
struct framing {
	uint32_t pool_size;        /* of the program, as in columns.h */
	uint64_t length;           /* bytes of records that are in frames: the caller's to count */
	bool plain;                /* there are no more columns */
	struct record_state state; /* behind those records, unless plain */
};

/* The next frame, in columns as long as that is of use and can be. */
const unsigned char *packer_next(struct packer *packer, struct framing *framing, size_t *length);

/* -- reading -------------------------------------------------------------------------- */

enum frame_status {
	FRAME_HERE,
	FRAME_NONE,   /* the recording ends here */
	FRAME_CUT,    /* it ends inside this one */
	FRAME_BROKEN, /* this is none, or cannot be read */
};

struct frame {
	uint64_t offset; /* of its first record */
	uint64_t place;
	uint32_t packed; /* bytes behind its head */
	uint32_t length; /* bytes of records */
	bool columns;    /* they are taken apart */
	const char *why; /* of a broken one */
};

struct frames;

/* [raw] is borrowed.  The first frame is at [first]. */
struct frames *frames_new(struct raw *raw, uint64_t first);
void frames_destroy(struct frames *frames);

/* The frame that holds [offset].  Otherwise [frame] has the place where it should be.  Only heads
 * are read, and each only once or twice: what lies before was passed already, or is now. */
enum frame_status frames_find(struct frames *frames, uint64_t offset, struct frame *frame);

/* Unpack into [bytes], which has room for its length.  False: [frame] has the reason. */
bool frames_unpack(struct frames *frames, struct frame *frame, unsigned char *bytes);

/* The offset at which the last frame ends that is there as a whole, at present. */
uint64_t frames_end(struct frames *frames);

#endif
