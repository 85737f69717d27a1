/*
 * format.h - recordings as they lie on disk, and the code that both ends share.
 *
 * A recording is a head of text lines, an empty line, and frames of records:
 *
 *	arenawalk-recording 3
 *	python 3.11.2
 *	alignment 16
 *	...
 *
 *	<frame> <frame> <frame> ...
 *
 * The head states what was found in the process, never what its version suggests; keys
 * that a reader does not know are passed over (head.h lists those it knows).
 *
 * A frame holds whole records, compressed, and needs no other frame to be unpacked:
 *
 *	packed   4 bytes, little-endian: bytes of the last part
 *	length   4 bytes, little-endian: bytes of the records, 1 to FRAME_MOST; with the bit
 *	         FRAME_COLUMNS if they are taken apart
 *	         a Zstandard frame (RFC 8878) that becomes the records, or the columns they
 *	         were taken apart into, with its checksum
 *
 * So frames are found by reading their heads alone.  Frames are written when there are
 * enough records for one, and several times a second: whatever ends the writing, only
 * what happened since is missing.
 *
 * A record begins with a number; its two low bits say what it is, the rest belongs to it:
 *
 *	00  free      old
 *	01  malloc    where, size
 *	10  realloc   old, size, where (as a difference from old)
 *	11  other     the rest is one of enum record_kind; what follows depends on it
 *
 * Numbers are little-endian base 128, the high bit says that more follow.  Addresses are
 * differences, in units of 8 bytes, zigzag, so that small ones are short both ways:
 *
 *	where    from what was allocated last in the same size class
 *	old      from the address that was seen last, then one more bit below: 0; or from
 *	         what was freed last, then 1; whichever is nearer
 *
 * Differences go on from one frame to the next.  A usual call takes two or three bytes,
 * and one or less in its frame.  Sizes are those asked for, addresses those the program
 * got; contents are never recorded.
 *
 * A recording ends anywhere, since programs do: a frame that is cut off is not there.
 *
 * Records that are taken apart lie in columns, see enum column_name: first the length of each as
 * a number, the bits of an address below its page, and what the first differences are taken
 * from: last, freed, and last_of, each as a difference from the one before.  Then
 * the columns.  columns.c puts the records together again, the same bytes.
 *
 * Recordings of the second form (arenawalk-recording 2) have no columns.  Recordings of the
 * first form (arenawalk-recording 1) have no frames: records follow the
 * head, and one that is cut off is not there.  Their old addresses are always differences
 * from the address that was seen last, without a bit below.  They are read, not written.
 *
 * The recorder is loaded into foreign processes: this file needs nothing but a compiler.
 */
#ifndef TRACE_FORMAT_H
#define TRACE_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

#define RECORDING_MAGIC "arenawalk-recording 3\n"
#define RECORDING_MAGIC_2 "arenawalk-recording 2\n" /* of the second form; as long */
#define RECORDING_MAGIC_1 "arenawalk-recording 1\n" /* of the first */
#define RECORDING_HEAD_MOST 65536u /* bytes of the head */
#define RECORD_TEXT_MOST 65536u    /* bytes of a text in a record */
#define FRAME_HEAD 8u              /* bytes in front of what is compressed */
#define FRAME_MOST (1u << 20)      /* bytes of records in a frame */
#define FRAME_COLUMNS (1u << 31)   /* in its length */
#define NUMBER_BYTES 10u           /* of a number, at most */
#define CALL_BYTES (3 * NUMBER_BYTES)

enum record_op { RECORD_FREE, RECORD_MALLOC, RECORD_REALLOC, RECORD_OTHER };

/* What follows each: */
enum record_kind {
	RECORD_CALLOC,      /* where (as malloc, with the class of count * size), count, size */
	RECORD_ARENA,       /* address (not a difference), size: the arena allocator returned it;
			     * 0: the system refused */
	RECORD_ARENA_FREE,  /* address, size: and took this one back */
	RECORD_MARK,        /* length, bytes: the program marks the place */
	RECORD_IMPORT,      /* length, bytes: a module is going to be imported */
	RECORD_STATS,       /* length, bytes: what _debugmallocstats prints here */
	RECORD_POOLS,       /* length, bytes: pool headers, see below */
	RECORD_INTERPRETER, /* number: the calls that follow are this interpreter's; 0 first */
	RECORD_NOTE,        /* length, bytes: about the recording, what a reader should say */
	RECORD_END,         /* calls: the process ended in order, after N calls in all */
	RECORD_KIND_COUNT
};

/*
 * RECORD_POOLS: the headers of pools that follow each other in an arena, as they lie in memory:
 * address of the first of them (8 bytes), how many they are (4), zero (4), then 48 bytes each.  All
 * of an arena at marks and at the end; in between those that are not what they were.
 */
#define POOL_SAMPLE_HEAD 16u
#define POOL_SAMPLE_BYTES 48u

/* -- columns -------------------------------------------------------------------------- */

/* What a frame's records are taken apart into; bytes, but for what is called a number. */
enum column_name {
	COLUMN_KIND,         /* of each record: see below */
	COLUMN_ODD,          /* low four bits of a size that is no multiple of 8 */
	COLUMN_SIZE,         /* number: of a malloc that is not pymalloc's */
	COLUMN_SYSTEM,       /* number: its address, from the one before */
	COLUMN_KNOWN,        /* whether a realloc's or calloc's address was foretold */
	COLUMN_AGO,          /* number: blocks since the one that is freed, less FREE_FAR */
	COLUMN_REALLOC_AGO,  /* number: blocks since the old one; 0: it has an address */
	COLUMN_REALLOC_SIZE, /* number */
	COLUMN_CALLOC,       /* numbers: count, size */
	COLUMN_PAGE,         /* of an address: its page among those named last; PAGES_MOST: none */
	COLUMN_OFFSET,       /* from the address named last in the page, zigzag; what is more than
			      * OFFSET_SHORT in steps of 256, and the rest ... */
	COLUMN_LOW,          /* ... is here */
	COLUMN_FAR,          /* number: of an address in none of these, from the one named last */
	COLUMN_OTHER,        /* records that are no calls, as they are */
	COLUMN_COUNT
};

/* Kinds: a free that is N blocks behind its malloc, 0 for one that has an address; a malloc
 * with its size, which is (kind + 1) * 8 for the first 64 of them, or kind / 16 and the low bits. */
enum {
	FREE_FAR = 47,       /* the last of them: COLUMN_AGO more */
	KIND_FORETOLD = 48,  /* malloc of up to 512 bytes, of which the address is foretold */
	KIND_MALLOC = 144,   /* the same with an address */
	KIND_OTHER = 240,
	KIND_CALLOC,
	KIND_REALLOC,
	KIND_SYSTEM,         /* malloc of more, or nothing */
};

#define PAGES_MOST 64u
#define OFFSET_SHORT 240u    /* offsets below are as they are */
#define PAGE_SHIFT_LEAST 12u /* low bits of an address that are not its page's: those of a pool; ... */
#define PAGE_SHIFT_MOST 14u  /* ... with more, an offset would not fit */

/* -- addresses ------------------------------------------------------------------------ */

#define RECORD_CLASSES 33u /* 16-byte classes, and one for all that is not pymalloc's */

/* What differences are taken from; starts with zeros at both ends. */
struct record_state {
	uint64_t last;                     /* address last seen in a call */
	uint64_t freed;                    /* the old one of the last free or realloc */
	uint64_t last_of[RECORD_CLASSES];  /* allocated last, by class */
};

static inline unsigned record_class(uint64_t size)
{
	uint64_t szidx = (size - 1) >> 4;

	return szidx < RECORD_CLASSES - 1 ? (unsigned)szidx : RECORD_CLASSES - 1;
}

/* Of multiples of 8: the difference or, if it is negative, what all its other bits make; the sign
 * then takes the place of the lowest bit of the eighth part. */
static inline uint64_t zigzag(uint64_t to, uint64_t from)
{
	uint64_t bytes = to - from;

	return (bytes ^ -(uint64_t)((int64_t)bytes < 0)) >> 2;
}

static inline uint64_t unzigzag(uint64_t number, uint64_t from)
{
	return from + ((number >> 1 ^ -(number & 1)) << 3);
}

/* -- writing -------------------------------------------------------------------------- */

static inline unsigned char *put_number(unsigned char *out, uint64_t number)
{
	for (; number >= 0x80; number >>= 7)
		*out++ = (unsigned char)(number | 0x80);
	*out++ = (unsigned char)number;
	return out;
}

static inline unsigned char *put_kind(unsigned char *out, enum record_kind kind)
{
	return put_number(out, (uint64_t)kind << 2 | RECORD_OTHER);
}

/* [where] 0: the call failed.  Each needs room for CALL_BYTES. */
static inline unsigned char *put_malloc(unsigned char *out, struct record_state *state,
					uint64_t size, uint64_t where)
{
	uint64_t *last = &state->last_of[record_class(size)];

	out = put_number(out, zigzag(where, *last) << 2 | RECORD_MALLOC);
	*last = state->last = where;
	return put_number(out, size);
}

static inline unsigned char *put_calloc(unsigned char *out, struct record_state *state,
					uint64_t count, uint64_t size, uint64_t where)
{
	uint64_t *last = &state->last_of[record_class(count * size)];

	out = put_number(put_kind(out, RECORD_CALLOC), zigzag(where, *last));
	*last = state->last = where;
	return put_number(put_number(out, count), size);
}

static inline unsigned char *put_old(unsigned char *out, struct record_state *state,
				     uint64_t old, enum record_op op)
{
	uint64_t seen = zigzag(old, state->last), freed = zigzag(old, state->freed);
	uint64_t number = seen <= freed ? seen << 1 : freed << 1 | 1;

	state->last = state->freed = old;
	return put_number(out, number << 2 | op);
}

static inline unsigned char *put_realloc(unsigned char *out, struct record_state *state,
					 uint64_t old, uint64_t size, uint64_t where)
{
	out = put_number(put_old(out, state, old, RECORD_REALLOC), size);
	state->last = where;
	return put_number(out, zigzag(where, old));
}

static inline unsigned char *put_free(unsigned char *out, struct record_state *state,
				      uint64_t where)
{
	return put_old(out, state, where, RECORD_FREE);
}

static inline unsigned char *put_arena(unsigned char *out, enum record_kind kind, uint64_t address,
				       uint64_t size)
{
	return put_number(put_number(put_kind(out, kind), address), size);
}

#endif
