/*
 * ring.h - where the records of this process go.
 *
 * Whoever writes holds the GIL; gate.h takes care of processes with several.
 */
#ifndef RECORDER_RING_H
#define RECORDER_RING_H

#include "recorder/share.h"
#include "trace/format.h"

struct ring {
	unsigned char *at;    /* the next record goes here */
	unsigned char *stop;  /* the gate must be asked when that is here; NULL = always */
	uint64_t shift;       /* bytes written in all, less the address above */
	struct slot *slot;
	uint64_t calls;
	struct record_state state;
	unsigned char *bytes; /* RING_BYTES, mapped twice */
};

extern struct ring ring;
extern const struct share *share; /* NULL = this process is not recorded */

/* Claim a slot in the memory that is [fd] of the process [pid].  False: this process is not
 * recorded. */
bool ring_open(unsigned pid, unsigned fd);

/* No more records from this process. */
void ring_close(void);

/* In the child of a fork: leave the parent's ring alone; go on in one's own if [on]. */
bool ring_fork(bool on);

/* Wait until [bytes] fit.  False if they never will: the recorder is gone. */
bool ring_room(size_t bytes);

/* How many bytes one may write, once there was room, without asking again. */
uint64_t ring_allowed(void);

/* Bytes written in all. */
static inline uint64_t ring_head(void)
{
	return (uintptr_t)ring.at + ring.shift;
}

/* The record that began at ring.at ends at [end]. */
static inline void ring_commit(unsigned char *end)
{
	ring.at = end;
	atomic_store_explicit(&ring.slot->head, ring_head(), memory_order_release);
}

/* A record with a text; cut off where it is too long. */
void ring_text(enum record_kind kind, const void *text, size_t length);

#endif
