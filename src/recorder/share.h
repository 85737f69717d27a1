/*
 * share.h - the memory between `arenawalk record` and the programs it records.
 *
 * A recorded program never touches a file: it writes its records into a ring in shared
 * memory, and the recorder, which waits for it anyway, moves them into the file.  So nothing
 * is lost when the program is killed, the program sees no descriptor that is not its own,
 * and a full disk is not its problem.
 *
 *	struct share            what holds for all                          SHARE_HEADER bytes
 *	struct slot, ring       one recorded process                        SLOT_BYTES
 *	struct slot, ring       another, ...
 *
 * The memory has no name.  SHARE_VARIABLE in a program's environment says where it is:
 * "PID:FD:TOKEN:CHILDREN:PRELOAD" is /proc/PID/fd/FD; CHILDREN 1 records children, too, and
 * PRELOAD is what was put into LD_PRELOAD.  A process for which that is closed sends TOKEN to the
 * recorder's door, a socket, and gets the descriptor and its own number back.
 *
 * Of a ring the program moves [head], the recorder [tail]; both count bytes since the
 * beginning.  Both map a ring twice, one behind the other, so that no record is ever broken.
 */
#ifndef RECORDER_SHARE_H
#define RECORDER_SHARE_H

#include <assert.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define SHARE_VARIABLE "ARENAWALK_RECORD"
#define SHARE_MAGIC 0x61777235u /* changes with anything below */

#define SHARE_NAME "arenawalk"
#define TOKEN_LENGTH 32u        /* hexadecimal; a process that knows it may have the memory */

#define SHARE_HEADER 65536u     /* a multiple of every size of a page */
#define RING_BYTES (1u << 20)
#define RING_STEP (RING_BYTES / 4) /* bytes that are new when the recorder is called; ... */
#define RING_STEP_FIRST (RING_BYTES / 32) /* ... at the beginning earlier, ... */
#define RING_STEP_SHORT (RING_BYTES / 16) /* ... and before there is a ring full of them; see ring_step */
#define SLOT_BYTES (SHARE_HEADER + RING_BYTES)
#define SLOTS_MOST 64u          /* processes recorded at one time */
#define FORKED_MOST 64u

/* Why a CPython is not recorded. */
enum problem {
	PROBLEM_NONE,
	PROBLEM_FREE_THREADED,  /* no pymalloc in such a build */
	PROBLEM_NOT_PYMALLOC,   /* PYTHONMALLOC or the build chose another allocator */
	PROBLEM_DEBUG_ON_MALLOC, /* 3.6: PYTHONMALLOC=debug */
	PROBLEM_TOO_OLD,        /* before 3.4: allocators cannot be replaced */
	PROBLEM_NO_ARENA,       /* it ended, or lost the hooks, before pymalloc did anything */
};

/* Why a process is not recorded that could be. */
enum missed {
	MISSED_CHILD, /* a second one, and children are not wanted */
	MISSED_FULL,  /* all slots are taken */
	MISSED_REACH, /* a child of fork that cannot get at the memory any more */
	MISSED_ROOM,  /* no room for the ring in its memory */
	MISSED_LATE,  /* a CPython that was loaded later, and not noticed */
	MISSED_ENVIRONMENT, /* the program started it with an environment that does not lead to us */
	MISSED_STARTED, /* the program started or forked it, and children are not wanted */
	MISSED_KINDS
};

/* What was found in a process; 0 = not (yet). */
struct found {
	char python[128];
	char command[256];
	uint32_t alignment, pool_size, arena_size;
	uint32_t debug_extra;
	bool keeps_last_arena, mem_domain;
};

/* How many calls there were when [head] was where it says. */
struct call_note {
	_Atomic uint64_t calls, head;
};

struct slot {
	_Atomic uint32_t pid;       /* 0 = free; a process that claims it sets it; as the recorder sees it */
	uint32_t serial;            /* counts the processes of this session, from 0 */
	int64_t origin;             /* serial of the process it was forked from, or -1 */
	uint64_t origin_head;       /* of that one when it was */
	struct found found;
	_Atomic uint32_t problem;   /* enum problem */
	_Atomic uint32_t claimed;   /* all above holds, but [found] */
	_Atomic uint32_t settled;   /* [found] is what will be found */
	_Atomic uint32_t ended;     /* nothing more comes */
	_Atomic uint32_t notes;     /* of the program at itself, so far; see slot_note */
	struct call_note note[2];   /* the last is that with the number notes % 2 */
	_Atomic uint64_t head;
	_Alignas(128) _Atomic uint64_t tail;
	_Atomic uint32_t drained;   /* futex: changes with tail */
	_Atomic uint32_t thirsty;   /* the program waits for it */
};

struct share {
	uint32_t magic;
	uint32_t slots;
	pthread_mutex_t alive;      /* the recorder's: robust, so the kernel tells when it dies */
	bool sample;                /* pool headers at marks and at the end */
	uint64_t sample_every;      /* and after every N calls; 0 = not */
	_Atomic uint32_t bell;      /* futex: the recorder sleeps on it */
	_Atomic uint32_t serials;
	char token[TOKEN_LENGTH];
	_Atomic uint32_t missed[MISSED_KINDS]; /* processes */
	_Atomic uint32_t forked[FORKED_MOST];  /* the latest children of fork: recorded, or not */
	_Atomic uint32_t forked_count;
	_Atomic uint32_t born;      /* of those, the ones that stand there by now */
	_Atomic uint32_t forks;     /* that have begun; a child that is not born yet is yet to come */
	_Atomic uint32_t stop;      /* the file cannot be written any more */
	_Atomic uint32_t go;        /* futex: the command may be run */
	_Atomic int32_t exec_error; /* why it was not */
};

static_assert(sizeof(struct share) <= SHARE_HEADER && sizeof(struct slot) <= SHARE_HEADER,
	      "both fit their pages");

static inline size_t share_bytes(uint32_t slots)
{
	return SHARE_HEADER + (size_t)slots * SLOT_BYTES;
}

/* For the program: the number of calls now.  It may be killed in the middle of this. */
static inline void slot_note(struct slot *slot, uint64_t calls, uint64_t head)
{
	uint32_t next = atomic_load_explicit(&slot->notes, memory_order_relaxed) + 1;

	atomic_thread_fence(memory_order_release); /* nobody takes what is half written for the last */
	atomic_store_explicit(&slot->note[next % 2].calls, calls, memory_order_relaxed);
	atomic_store_explicit(&slot->note[next % 2].head, head, memory_order_relaxed);
	atomic_store_explicit(&slot->notes, next, memory_order_release);
}

/* For the recorder: the last number, and where it holds. */
static inline void slot_last_note(const struct slot *slot, uint64_t *calls, uint64_t *head)
{
	uint32_t last;

	do {
		last = atomic_load(&slot->notes);
		*calls = atomic_load(&slot->note[last % 2].calls);
		*head = atomic_load(&slot->note[last % 2].head);
	} while (atomic_load(&slot->notes) != last);
}

/* How much must be new behind [count] bytes.  A short program is over before its records are many:
 * what the recorder has to do with them is done while it runs, and little is left when somebody waits
 * for the end. */
static inline uint32_t ring_step(uint64_t count)
{
	if (count >= RING_BYTES)
		return RING_STEP;
	return count >= RING_STEP_SHORT ? RING_STEP_SHORT : RING_STEP_FIRST;
}

/* The recorder's door, of which the first half of [token] is the name: that everybody can see.
 * Returns the length. */
static inline socklen_t door_address(struct sockaddr_un *address, const char *token)
{
	static const char prefix[] = "\0" SHARE_NAME "-";

	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	memcpy(address->sun_path, prefix, sizeof prefix - 1);
	memcpy(address->sun_path + sizeof prefix - 1, token, TOKEN_LENGTH / 2);
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + sizeof prefix - 1 +
			   TOKEN_LENGTH / 2);
}

/* Sleep while [*word] is [value], at most [ms]. */
static inline void share_wait(_Atomic uint32_t *word, uint32_t value, unsigned ms)
{
	struct timespec most = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};

	syscall(SYS_futex, word, FUTEX_WAIT, value, &most, NULL, 0);
}

static inline void share_wake(_Atomic uint32_t *word)
{
	atomic_fetch_add(word, 1);
	syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

#endif
