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
	unsigned char *bytes; /* RING_BYTES, mapped twice */
	struct slot *slot;
	uint64_t head;        /* bytes written in all */
	uint64_t pause;       /* the gate must be asked when head is here; 0 = always */
	uint64_t calls;
	struct record_state state;
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

/* How far one may write without asking. */
uint64_t ring_limit(void);

static inline unsigned char *ring_at(void)
{
	return ring.bytes + (ring.head & (RING_BYTES - 1));
}

/* A record that began at ring_at() ends at [end]. */
static inline void ring_commit(const unsigned char *end)
{
	ring.head += (uint64_t)(end - ring_at());
	atomic_store_explicit(&ring.slot->head, ring.head, memory_order_release);
}

/* A record with a text; cut off where it is too long. */
void ring_text(enum record_kind kind, const void *text, size_t length);

#endif
