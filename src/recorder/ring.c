/* ring.c - where the records of this process go; see ring.h. */
#include "recorder/ring.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "recorder/reach.h"

/* A call, the arenas it may obtain or return, and a change of interpreter. */
#define RING_GAP 256u

struct ring ring;
const struct share *share;

static struct share *shared; /* the same, to write to */
static struct slot own;      /* a copy: of a child that has no slot yet, its parent's */
static uint64_t wake_at;     /* head at which the recorder is called next */
static bool guarded;         /* the last page of [ring] is as ring.h says */

/* -- finding it ----------------------------------------------------------------------- */

static void *map(int fd, void *where, size_t bytes, size_t offset)
{
	void *memory = mmap(where, bytes, PROT_READ | PROT_WRITE,
			    MAP_SHARED | (where ? MAP_FIXED : 0), fd, (off_t)offset);

	return memory == MAP_FAILED ? NULL : memory;
}

/* The ring twice, without a gap. */
static unsigned char *map_ring(int fd, size_t offset)
{
	unsigned char *bytes = mmap(NULL, 2 * (size_t)RING_BYTES, PROT_NONE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (bytes == MAP_FAILED)
		return NULL;
	if (map(fd, bytes, RING_BYTES, offset) &&
	    map(fd, bytes + RING_BYTES, RING_BYTES, offset))
		return bytes;
	munmap(bytes, 2 * (size_t)RING_BYTES);
	return NULL;
}

/* Not by its pid: a zombie has one, another process may have it by now, and in another namespace
 * it means nothing. */
static bool recorder_lives(void)
{
	return pthread_mutex_trylock(&shared->alive) == EBUSY;
}

/* -- a slot --------------------------------------------------------------------------- */

/* NULL, and [missed], if there is none. */
static struct slot *slot_claim(int fd, uint32_t pid, uint32_t *index, enum missed *missed)
{
	*missed = shared->slots == 1 ? MISSED_CHILD : MISSED_FULL;
	for (*index = 0; *index < shared->slots; ++*index) {
		struct slot *slot = map(fd, NULL, SHARE_HEADER, share_bytes(*index));
		uint32_t nobody = 0;

		if (!slot) {
			*missed = MISSED_ROOM;
			return NULL;
		}
		if (atomic_compare_exchange_strong(&slot->pid, &nobody, pid))
			return slot;
		munmap(slot, SHARE_HEADER);
	}
	return NULL;
}

/* Whether a slot will be free as soon as the recorder looks at it: its process has ended.  Without
 * children only one that was not recorded makes room. */
static bool is_ending(const struct slot *slot)
{
	return atomic_load(&slot->ended) &&
	       (shared->slots > 1 || atomic_load(&slot->problem) != PROBLEM_NONE);
}

static bool any_is_ending(int fd)
{
	bool any = false;

	for (uint32_t i = 0; i < shared->slots && !any; i++) {
		struct slot *slot = map(fd, NULL, SHARE_HEADER, share_bytes(i));

		if (!slot)
			return false;
		any = is_ending(slot);
		munmap(slot, SHARE_HEADER);
	}
	return any;
}

/* The recorder makes room as soon as it gets to it, be the machine as busy as it likes. */
static struct slot *slot_wait(int fd, uint32_t pid, uint32_t *index, enum missed *missed)
{
	const struct timespec moment = {.tv_nsec = 10000000};
	struct slot *slot = slot_claim(fd, pid, index, missed);

	while (!slot && *missed != MISSED_ROOM && !atomic_load(&shared->stop) && recorder_lives() &&
	       any_is_ending(fd)) {
		share_wake(&shared->bell);
		nanosleep(&moment, NULL);
		slot = slot_claim(fd, pid, index, missed);
	}
	return slot;
}

static bool miss(enum missed why)
{
	atomic_fetch_add(&shared->missed[why], 1);
	return false;
}

/* Whose recording holds the history of a child of [origin]: it has none while it has done
 * nothing since it was forked itself. */
static int64_t history_of(const struct slot *parent)
{
	if (!parent)
		return -1;
	return parent->origin >= 0 && ring_head() == parent->origin_head ? parent->origin
									: (int64_t)parent->serial;
}

static void slot_fill(struct slot *slot, const struct slot *parent)
{
	slot->serial = atomic_fetch_add(&shared->serials, 1);
	slot->origin = history_of(parent);
	slot->origin_head = parent ? ring_head() : 0;
	slot_note(slot, ring.calls, ring_head());
	if (parent) {
		slot->found = parent->found;
		atomic_store(&slot->problem, atomic_load(&parent->problem));
		atomic_store(&slot->settled, atomic_load(&parent->settled));
	}
	/* What a child of fork inherits is its history, too: its head goes on from there. */
	atomic_store(&slot->tail, ring_head());
	atomic_store(&slot->head, ring_head());
}

static bool claim(int fd, uint32_t pid, const struct slot *parent)
{
	uint64_t head = ring_head();
	enum missed missed;
	uint32_t index;
	struct slot *slot = slot_wait(fd, pid, &index, &missed);

	if (!slot)
		return miss(missed);
	ring.bytes = map_ring(fd, share_bytes(index) + SHARE_HEADER);
	if (!ring.bytes) {
		atomic_store(&slot->pid, 0);
		munmap(slot, SHARE_HEADER);
		return miss(MISSED_ROOM);
	}
	slot_fill(slot, parent);
	ring.at = ring.bytes + (head & (RING_BYTES - 1));
	ring.shift = head - (uintptr_t)ring.at;
	ring.slot = slot;
	ring.stop = NULL;
	wake_at = head + ring_step(head);
	atomic_store(&slot->claimed, 1);
	memcpy(&own, slot, sizeof own);
	share_wake(&shared->bell);
	return true;
}

/* From here on a child is noticed, see ring.h. */
static void guard(void)
{
	guarded = madvise(&ring.stop, RING_PAGE, MADV_WIPEONFORK) == 0;
	ring.present = true;
}

bool ring_is_stray(void)
{
	return guarded && !ring.present;
}

static void detach(void)
{
	munmap(shared, SHARE_HEADER);
	shared = NULL;
}

static bool attach(int fd)
{
	shared = map(fd, NULL, SHARE_HEADER, 0);
	if (shared && (shared->magic != SHARE_MAGIC || !reach_is_right(shared->token)))
		detach();
	return shared;
}

bool ring_open(void)
{
	uint32_t pid;
	int fd = reach_memory(&pid);

	if (fd >= 0 && attach(fd)) {
		if (claim(fd, pid, NULL)) {
			guard();
			share = shared;
		} else {
			detach();
		}
	}
	if (fd >= 0)
		close(fd);
	return share;
}

void ring_excuse(enum missed why)
{
	uint32_t pid;
	int fd = reach_memory(&pid);

	if (fd >= 0 && attach(fd)) {
		miss(why);
		detach();
	}
	if (fd >= 0)
		close(fd);
}

void ring_missed(enum missed why, int more)
{
	if (shared)
		atomic_fetch_add(&shared->missed[why], (uint32_t)more);
}

void ring_call(void)
{
	share_wake(&shared->bell);
}

void ring_close(void)
{
	share = NULL;
	ring.stop = NULL;
}

void ring_leave_trace(void)
{
	uint32_t index;

	if (!shared)
		return;
	index = atomic_fetch_add(&shared->forked_count, 1) % FORKED_MOST;

	atomic_store(&shared->forked[index], reach_number());
	atomic_fetch_add(&shared->born, 1);
}

/* A process that forks may be gone before its child can look, and its slot another's. */
static void remember(void)
{
	if (ring.slot && atomic_load(&ring.slot->claimed) && ring.slot->serial == own.serial)
		memcpy(&own, ring.slot, sizeof own);
}

void ring_expect(void)
{
	if (!shared)
		return;
	if (share)
		remember();
	atomic_fetch_add(&shared->forks, 1);
}

void ring_fork(bool on)
{
	if (ring.slot) {
		if (ring_is_stray())
			remember();
		munmap(ring.bytes, 2 * (size_t)RING_BYTES);
		munmap(ring.slot, SHARE_HEADER);
	}
	ring.slot = NULL;
	ring.stop = NULL;
	ring.present = true;
	ring_leave_trace();
	if (!on)
		ring_close();
}

bool ring_born(void)
{
	int error = errno, fd;
	uint32_t pid;
	bool open;

	if (atomic_load(&shared->stop)) {
		ring_close();
		return false;
	}
	fd = reach_memory(&pid);
	open = fd >= 0 ? claim(fd, pid, &own) : miss(MISSED_REACH);
	if (fd >= 0)
		close(fd);
	if (!open)
		ring_close();
	errno = error;
	return open;
}

/* -- room ----------------------------------------------------------------------------- */

static uint64_t room(void)
{
	return atomic_load(&ring.slot->tail) + RING_BYTES - ring_head();
}

static void wait_for_room(void)
{
	uint32_t drained = atomic_load(&ring.slot->drained);

	atomic_store(&ring.slot->thirsty, 1);
	share_wake(&shared->bell);
	share_wait(&ring.slot->drained, drained, 200);
	atomic_store(&ring.slot->thirsty, 0);
}

bool ring_room(size_t bytes)
{
	int error = errno;
	bool fits = true;

	slot_note(ring.slot, ring.calls, ring_head());
	if (ring.at >= ring.bytes + RING_BYTES) { /* the same place, in the first mapping */
		ring.at -= RING_BYTES;
		ring.shift += RING_BYTES;
	}
	if (ring_head() >= wake_at) {
		wake_at = ring_head() + ring_step(ring_head());
		share_wake(&shared->bell);
	}
	while (fits && room() < bytes) {
		fits = !atomic_load(&shared->stop) && recorder_lives();
		if (fits)
			wait_for_room();
	}
	if (!fits)
		ring_close();
	errno = error;
	return fits;
}

uint64_t ring_allowed(void)
{
	uint64_t bytes = room() - RING_GAP, step = wake_at - ring_head();

	return bytes < step ? bytes : step;
}

void ring_text(enum record_kind kind, const void *text, size_t length)
{
	unsigned char *at;

	if (length > RECORD_TEXT_MOST)
		length = RECORD_TEXT_MOST;
	if (!share || !ring_room(length + 2 * NUMBER_BYTES))
		return;
	at = put_number(put_kind(ring.at, kind), length);
	memcpy(at, text, length);
	ring_commit(at + length);
}
