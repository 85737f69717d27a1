/*
 * gate.h - the slow way into the ring: whatever must be looked at now and then.
 *
 * Under one GIL records need no lock.  Interpreters with a GIL of their own (3.12 and later) run
 * at the same time: once there is a second one every record comes this way, under a lock, and
 * behind a record that says whose it is.
 *
 * Most programs load what can make interpreters and make none.  That one begins shows for certain
 * when it obtains its first arena, which happens inside of its first call: that is where hooks are
 * stopped from writing on their own, and those that had begun to are waited for.
 */
#ifndef RECORDER_GATE_H
#define RECORDER_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define unlikely(condition) __builtin_expect(!!(condition), 0)

/* Before a record; [block], [size]: of the call that it is for, or NULL.  False: write none. */
bool gate_open(const void *block, size_t size);

/* Behind it, if it was open. */
void gate_close(void);

/* Hold others up for longer than a record; nests. */
void gate_hold(void);
void gate_release(void);

/* There is a second interpreter from now on, or will be.  To be called before it writes anything,
 * by a thread that holds the only GIL, or one that waits for those that write. */
void gate_several(void);

/* Where a new interpreter must pass: its first block needs an arena. */
void gate_meet(void);
bool gate_is_several(void);

/* Whose state of pymalloc the current thread works on; 0 = the first interpreter's. */
uint64_t gate_interpreter(void);

/* Called where a child of a fork is noticed by nothing but what it does. */
extern void (*gate_on_fork)(void);

/* In the child of a fork, where no other thread is. */
void gate_reset(void);

#endif
