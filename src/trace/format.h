/*
 * format.h - recordings as they lie on disk, and the code that both ends share.
 *
 * A recording is a head of text lines, an empty line, and records:
 *
 *	arenawalk-recording 1
 *	python 3.11.2
 *	alignment 16
 *	...
 *
 *	<record> <record> <record> ...
 *
 * The head states what was found in the process, never what its version suggests; keys
 * that a reader does not know are passed over (head.h lists those it knows).
 *
 * A record begins with a number; its two low bits say what it is, the rest belongs to it:
 *
 *	00  free      where
 *	01  malloc    where, size
 *	10  realloc   old, size, where (as a difference from old)
 *	11  other     the rest is one of enum record_kind; what follows depends on it
 *
 * Numbers are little-endian base 128, the high bit says that more follow.  Addresses are
 * differences, in units of 8 bytes, zigzag, so that small ones are short both ways: what
 * was freed from the address last seen, what was allocated from the last block of the same
 * size class.  A usual call takes three bytes.  Sizes are those asked for, addresses those
 * the program got; contents are never recorded.
 *
 * A recording ends anywhere, since programs do: a record that is cut off is not there.
 *
 * The recorder is loaded into foreign processes: this file needs nothing but a compiler.
 */
#ifndef TRACE_FORMAT_H
#define TRACE_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

#define RECORDING_MAGIC "arenawalk-recording 1\n"
#define RECORDING_HEAD_MOST 65536u /* bytes of the head */
#define RECORD_TEXT_MOST 65536u    /* bytes of a text in a record */
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
	RECORD_POOLS,       /* length, bytes: struct pool_sample, see below */
	RECORD_INTERPRETER, /* number: the calls that follow are those of this interpreter; 0 first */
	RECORD_NOTE,        /* length, bytes: something about the recording that a reader should say */
	RECORD_END,         /* calls: the process ended in order, after so many calls in all */
	RECORD_KIND_COUNT
};

/*
 * RECORD_POOLS: the pool headers of an arena as they lie in memory: address of the first
 * pool (8 bytes), number of pools (4), zero (4), then 48 bytes each.
 */
#define POOL_SAMPLE_HEAD 16u
#define POOL_SAMPLE_BYTES 48u

/* -- addresses ------------------------------------------------------------------------ */

#define RECORD_CLASSES 33u /* 16-byte classes, and one for all that is not pymalloc's */

/* What differences are taken from; starts with zeros at both ends. */
struct record_state {
	uint64_t last;                     /* address last seen in a call */
	uint64_t last_of[RECORD_CLASSES];  /* allocated last, by class */
};

static inline unsigned record_class(uint64_t size)
{
	uint64_t szidx = (size - 1) >> 4;

	return szidx < RECORD_CLASSES - 1 ? (unsigned)szidx : RECORD_CLASSES - 1;
}

static inline uint64_t zigzag(uint64_t to, uint64_t from)
{
	int64_t units = (int64_t)(to - from) / 8;

	return (uint64_t)units << 1 ^ -(uint64_t)(units < 0);
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

static inline unsigned char *put_realloc(unsigned char *out, struct record_state *state,
					 uint64_t old, uint64_t size, uint64_t where)
{
	out = put_number(out, zigzag(old, state->last) << 2 | RECORD_REALLOC);
	out = put_number(out, size);
	state->last = where;
	return put_number(out, zigzag(where, old));
}

static inline unsigned char *put_free(unsigned char *out, struct record_state *state,
				      uint64_t where)
{
	out = put_number(out, zigzag(where, state->last) << 2 | RECORD_FREE);
	state->last = where;
	return out;
}

static inline unsigned char *put_arena(unsigned char *out, enum record_kind kind, uint64_t address,
				       uint64_t size)
{
	return put_number(put_number(put_kind(out, kind), address), size);
}

#endif
