/* ring.c - where the records of this process go; see ring.h. */
#include "recorder/ring.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

/* A call, the arenas it may obtain or return, and a change of interpreter. */
#define RING_GAP 256u

struct ring ring;
const struct share *share;

static struct share *shared; /* the same, to write to */
static char place[64];       /* "/proc/PID/fd/N" */
static uint64_t wake_at;     /* head at which the recorder is called next */

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

/* -- a slot --------------------------------------------------------------------------- */

static struct slot *slot_claim(int fd, uint32_t index)
{
	struct slot *slot = map(fd, NULL, SHARE_HEADER, share_bytes(index));
	uint32_t nobody = 0;

	if (!slot)
		return NULL;
	if (atomic_compare_exchange_strong(&slot->pid, &nobody, (uint32_t)getpid()))
		return slot;
	munmap(slot, SHARE_HEADER);
	return NULL;
}

/* Whose recording holds the history of a child of [origin]: it has none while it has done
 * nothing since it was forked itself. */
static int64_t history_of(const struct slot *origin)
{
	if (!origin)
		return -1;
	return origin->origin >= 0 && ring_head() == origin->origin_head ? origin->origin
									: (int64_t)origin->serial;
}

static void slot_fill(struct slot *slot, const struct slot *origin)
{
	slot->serial = atomic_fetch_add(&shared->serials, 1);
	slot->origin = history_of(origin);
	slot->origin_head = origin ? ring_head() : 0;
	if (origin) {
		slot->found = origin->found;
		atomic_store(&slot->problem, atomic_load(&origin->problem));
		atomic_store(&slot->settled, atomic_load(&origin->settled));
	}
	/* What a child of fork inherits is its history, too: its head goes on from there. */
	atomic_store(&slot->tail, ring_head());
	atomic_store(&slot->head, ring_head());
}

static bool claim(int fd, const struct slot *origin)
{
	struct slot *slot = NULL;
	uint64_t head = ring_head();
	uint32_t index = 0;

	for (; index < shared->slots && !slot; index++)
		slot = slot_claim(fd, index);
	if (!slot) {
		atomic_fetch_add(&shared->missed, 1);
		return false;
	}
	slot_fill(slot, origin);
	ring.bytes = map_ring(fd, share_bytes(index - 1) + SHARE_HEADER);
	if (!ring.bytes) {
		atomic_store(&slot->ended, 1);
		return false;
	}
	ring.at = ring.bytes + (head & (RING_BYTES - 1));
	ring.shift = head - (uintptr_t)ring.at;
	ring.slot = slot;
	atomic_store(&slot->claimed, 1);
	share_wake(&shared->bell);
	return true;
}

static bool attach(int fd, const struct slot *origin)
{
	shared = map(fd, NULL, SHARE_HEADER, 0);
	if (!shared)
		return false;
	if (shared->magic == SHARE_MAGIC && claim(fd, origin))
		return true;
	munmap(shared, SHARE_HEADER);
	shared = NULL;
	return false;
}

static bool open_for(const struct slot *origin)
{
	int fd = open(place, O_RDWR | O_CLOEXEC);
	bool open = fd >= 0 && attach(fd, origin);

	if (fd >= 0)
		close(fd);
	share = open ? shared : NULL;
	wake_at = ring_head() + RING_STEP;
	ring.stop = NULL;
	return open;
}

bool ring_open(unsigned pid, unsigned fd)
{
	snprintf(place, sizeof place, "/proc/%u/fd/%u", pid, fd);
	return open_for(NULL);
}

void ring_close(void)
{
	share = NULL;
	ring.stop = NULL;
}

bool ring_fork(bool on)
{
	struct slot origin;

	memcpy(&origin, ring.slot, sizeof origin);
	munmap(ring.bytes, 2 * (size_t)RING_BYTES);
	munmap(ring.slot, SHARE_HEADER);
	munmap(shared, SHARE_HEADER);
	ring_close();
	return on && open_for(&origin);
}

/* -- room ----------------------------------------------------------------------------- */

/* Not by its pid: a zombie has one, another process may have it by now, and in another namespace
 * it means nothing. */
static bool recorder_lives(void)
{
	return pthread_mutex_trylock(&shared->alive) == EBUSY;
}

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

	if (ring.at >= ring.bytes + RING_BYTES) { /* the same place, in the first mapping */
		ring.at -= RING_BYTES;
		ring.shift += RING_BYTES;
	}
	if (ring_head() >= wake_at) {
		wake_at = ring_head() + RING_STEP;
		share_wake(&shared->bell);
	}
	while (fits && room() < bytes) {
		wait_for_room();
		fits = !atomic_load(&shared->stop) && recorder_lives();
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
