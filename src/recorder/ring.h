/*
 * ring.h - where the records of this process go.
 *
 * The thread that writes holds the GIL; gate.h takes care of processes with several.
 */
#ifndef RECORDER_RING_H
#define RECORDER_RING_H

#include "recorder/share.h"
#include "trace/format.h"

#ifdef __x86_64__
#define RING_PAGE 4096
#else
#define RING_PAGE 65536 /* as large as pages can be */
#endif

struct ring {
	unsigned char *at;    /* the next record goes here */
	uint64_t shift;       /* bytes written in all, less the address above */
	struct slot *slot;    /* NULL: a child that has done nothing yet */
	uint64_t calls;
	struct record_state state;
	unsigned char *bytes; /* RING_BYTES, mapped twice */

	/* The page below is empty in every child, whoever made it: the system call, too, of which
	 * nobody is told.  So a child asks at the gate before it writes into its parent's ring. */
	_Alignas(RING_PAGE) unsigned char *stop; /* the gate must be asked when [at] is here; NULL =
						  * always */
	bool present;         /* this is no child that nobody knows of */
};

extern struct ring ring;
extern const struct share *share; /* NULL = this process is not recorded */

/* Claim a slot in the memory that reach.h finds.  False: this process is not recorded. */
bool ring_open(void);

/* Tell why this process was not recorded at all. */
void ring_excuse(enum missed why);

/* [more] processes more are not recorded (fewer if negative), in a process that is or whose parent
 * was. */
void ring_missed(enum missed why, int more);

/* Call the recorder: it need not wait for more. */
void ring_call(void);

/* No more records from this process. */
void ring_close(void);

/* Before a fork, in a process that is recorded or a child of one: there will be a child. */
void ring_expect(void);

/* In a child that is not recorded: there it is. */
void ring_leave_trace(void);

/* In the child of a fork: leave the parent's ring alone.  It claims a slot of its own before its
 * first record: most children only become another program.  [on] false: it never will. */
void ring_fork(bool on);

/* Claim it.  False: this process is not recorded. */
bool ring_born(void);

/* Whether this is a child of a fork that ring_fork was not told of. */
bool ring_is_stray(void);

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
