/* collector.c - rings of recorded programs into files; see collector.h. */
#include "collect/collector.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/complain.h"
#include "base/diag.h"
#include "base/mem.h"
#include "base/str.h"
#include "collect/door.h"
#include "trace/frames.h"
#include "trace/head.h"
#include "trace/tally.h"

#define FRAME_MS 200u /* what is written is at most so old, or little more */

static_assert(RING_BYTES <= FRAME_MOST, "what a ring holds is a frame");

/* The recording of one process. */
struct process_stream {
	int fd;         /* -1 = there is none */
	uint64_t first; /* place of the first frame; 0 = the head is not written yet */
	uint64_t end;   /* place behind the last one */
	struct framing framing;
	uint64_t calls; /* in its frames */
	uint32_t pid;
	char ending[OTHER_BYTES]; /* of its file's name, behind that of the first */
};

struct streams {
	struct process_stream *items;
	size_t count, capacity;
};

struct collector {
	struct share *share;
	int fd;
	const char *path; /* borrowed */
	int output;       /* of the first stream until it is there */
	bool created;     /* by us, so that it goes away if nothing comes */
	bool used;        /* by the first stream, ... */
	uint32_t first;   /* ... of the process with this serial */
	int door;         /* -1 = there is none */
	struct watched {
		uint32_t serial; /* of the process that was in this slot when ... */
		int fd;          /* ... this was opened, which tells of its end; -1 = not yet */
	} watched[SLOTS_MOST];
	struct streams streams; /* by serial */
	struct packer *packer;  /* nothing waits in it between calls */
	uint64_t written_ms;    /* when all there was had been written last */
	struct collector_result result;
};

/* -- the memory ----------------------------------------------------------------------- */

static struct slot *slot_at(const struct collector *collector, uint32_t index)
{
	return (struct slot *)((char *)collector->share + share_bytes(index));
}

static unsigned char *ring_of(struct slot *slot)
{
	return (unsigned char *)slot + SHARE_HEADER;
}

static bool get_memory(struct collector *collector, uint32_t slots)
{
	void *memory;

	collector->fd = memfd_create(SHARE_NAME, MFD_CLOEXEC);
	if (collector->fd < 0 || ftruncate(collector->fd, (off_t)share_bytes(slots)) < 0)
		return false;
	memory = mmap(NULL, share_bytes(slots), PROT_READ | PROT_WRITE, MAP_SHARED,
		      collector->fd, 0);
	if (memory == MAP_FAILED)
		return false;
	collector->share = memory;
	return true;
}

/* Recorded programs see that we live, and that we died, whoever has not noticed it. */
static void show_alive(struct share *share)
{
	pthread_mutexattr_t kind;

	pthread_mutexattr_init(&kind);
	pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(&share->alive, &kind);
	pthread_mutex_lock(&share->alive);
	pthread_mutexattr_destroy(&kind);
}

static void no_memory(int error, uint32_t slots)
{
	char hint[128];

	/* What is shared is a file without a name. */
	snprintf(hint, sizeof hint, "`ulimit -f` is too low: %zu KiB are needed, at least",
		 share_bytes(slots) >> 10);
	complain(stderr, error == EFBIG ? hint : error == ENOMEM ? DIAG_NO_MEMORY :
		 diag_errno_hint(error),
		 "no memory to share with the program: %s", strerror(error));
}

struct collector *collector_new(bool children)
{
	struct collector *collector = mem_zero(1, sizeof *collector);
	uint32_t slots = children ? SLOTS_MOST : 1;

	collector->packer = packer_new();
	collector->output = collector->door = collector->fd = -1;
	for (uint32_t i = 0; i < SLOTS_MOST; i++)
		collector->watched[i].fd = -1;
	if (!get_memory(collector, slots)) {
		no_memory(errno, slots);
		collector_destroy(collector);
		return NULL;
	}
	collector->share->magic = SHARE_MAGIC;
	collector->share->slots = slots;
	show_alive(collector->share);
	if (door_token(collector->share->token))
		collector->door = door_open(collector->share->token);
	return collector;
}

struct share *collector_share(struct collector *collector)
{
	return collector->share;
}

int collector_fd(const struct collector *collector)
{
	return collector->fd;
}

void collector_destroy(struct collector *collector)
{
	for (size_t i = 0; i < collector->streams.count; i++)
		if (collector->streams.items[i].fd >= 0)
			close(collector->streams.items[i].fd);
	if (collector->output >= 0)
		close(collector->output);
	for (uint32_t i = 0; i < SLOTS_MOST; i++)
		if (collector->watched[i].fd >= 0)
			close(collector->watched[i].fd);
	if (collector->door >= 0)
		close(collector->door);
	if (collector->share)
		munmap(collector->share, share_bytes(collector->share->slots));
	if (collector->fd >= 0)
		close(collector->fd);
	packer_destroy(collector->packer);
	free(collector->streams.items);
	free(collector);
}

/* -- files ---------------------------------------------------------------------------- */

/* Why a file that is there must not be written, or NULL. */
static const char *why_not(int fd, enum replaces replaces)
{
	char magic[sizeof RECORDING_MAGIC];
	struct stat status;
	ssize_t length;

	if (fstat(fd, &status) < 0)
		return strerror(errno);
	if (!S_ISREG(status.st_mode))
		return "not a regular file";
	if (status.st_uid != geteuid())
		return "it belongs to someone else";
	length = pread(fd, magic, sizeof magic, 0);
	if (replaces != REPLACES_ANY && length != 0 && (length < 0 || !recording_is(magic, (size_t)length)))
		return "it is there already and is no recording";
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return "another recording is being written there";
	return NULL;
}

/* Never through a symbolic link: in a folder that others can write to it may lead anywhere. */
static int open_file(const char *path, enum replaces replaces, bool *created, const char **why)
{
	const int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
	int fd = open(path, flags | O_CREAT | O_EXCL, 0600);

	*created = fd >= 0;
	if (fd < 0 && errno == EEXIST && replaces)
		fd = open(path, flags);
	if (fd < 0) {
		*why = errno == ELOOP ? "it is a symbolic link" : strerror(errno);
		return -1;
	}
	*why = why_not(fd, replaces);
	if (!*why)
		return fd;
	close(fd);
	return -1;
}

bool collector_output(struct collector *collector, const char *path, enum replaces replaces)
{
	const char *why;

	collector->path = path;
	collector->output = open_file(path, replaces, &collector->created, &why);
	if (collector->output < 0)
		complain(stderr, errno == ENOENT || errno == EMFILE || errno == ENFILE
					 ? diag_write_hint(errno)
					 : "name another file: -o OUT",
			 "%s cannot be written: %s", path, why);
	return collector->output >= 0;
}

static bool write_at(int fd, const void *bytes, size_t length, uint64_t offset)
{
	const char *at = bytes;

	while (length > 0) {
		ssize_t n = pwrite(fd, at, length, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		offset += (uint64_t)n;
		length -= (size_t)n;
	}
	return true;
}

/* The disk is full, say: what is there is a recording, and the program goes on. */
static void give_up(struct collector *collector)
{
	if (!collector->result.error)
		collector->result.error = errno ? errno : EIO;
	atomic_store(&collector->share->stop, 1);
}

/* -- streams -------------------------------------------------------------------------- */

static bool has_stream_of(const struct collector *collector, uint32_t pid)
{
	for (size_t i = 0; i < collector->streams.count; i++)
		if (collector->streams.items[i].fd >= 0 && collector->streams.items[i].pid == pid)
			return true;
	return false;
}

/* The first process gets the file that was named, others FILE.PID; after exec the same process
 * begins once more, as FILE.PID.SERIAL. */
static struct process_stream open_stream(struct collector *collector, const struct slot *slot)
{
	struct process_stream stream = {.fd = collector->output, .pid = slot->pid};
	struct str ending = str_init(stream.ending, sizeof stream.ending);
	char path[PATH_MAX];
	const char *why;
	bool created;

	if (stream.fd >= 0) {
		collector->output = -1;
		return stream;
	}
	str_printf(&ending, ".%" PRIu32, slot->pid);
	if (has_stream_of(collector, slot->pid))
		str_printf(&ending, ".%" PRIu32, slot->serial);
	errno = ENAMETOOLONG;
	if ((size_t)snprintf(path, sizeof path, "%s%s", collector->path, stream.ending) < sizeof path)
		stream.fd = open_file(path, REPLACES_RECORDING, &created, &why);
	if (stream.fd < 0 && collector->result.unwritten++ == 0)
		collector->result.no_file = errno;
	return stream;
}

static struct process_stream *stream_of(struct collector *collector, const struct slot *slot)
{
	struct streams *streams = &collector->streams;

	while (streams->count <= slot->serial)
		array_push(streams, (struct process_stream){.fd = -1});
	if (streams->items[slot->serial].pid == 0) {
		struct process_stream stream = open_stream(collector, slot);

		streams->items[slot->serial] = stream;
	}
	return &streams->items[slot->serial];
}

static void set_model(struct recording_head *head, const struct found *found)
{
	struct diag_list diags = {0};

	if (found->alignment)
		head->model.alignment_shift = found->alignment == 8 ? 3 : 4;
	if (found->pool_size)
		head->model.pool_size = found->pool_size;
	if (found->arena_size)
		head->model.arena_size = found->arena_size;
	head->model.keep_last_arena = found->keeps_last_arena;
	head_finish(head, &diags);
	diag_fini(&diags);
}

static void begin_stream(struct collector *collector, struct process_stream *stream,
			 const struct slot *slot)
{
	const struct found *found = &slot->found;
	char *text = mem_zero(RECORDING_HEAD_MOST, 1);
	struct recording_head head;

	head_begin(&head);
	snprintf(head.python, sizeof head.python, "%s", found->python);
	set_model(&head, found);
	snprintf(head.command, sizeof head.command, "%s", found->command);
	head.debug_extra = found->debug_extra;
	head.mem_domain = found->mem_domain;
	head.pid = slot->pid;
	head.has_refusals = true;
	stream->first = head_print(&head, text, RECORDING_HEAD_MOST);
	stream->end = stream->first;
	stream->framing.pool_size = head.model.pool_size;
	if (ftruncate(stream->fd, 0) < 0 || fchmod(stream->fd, 0600) < 0 ||
	    !write_at(stream->fd, text, stream->first, 0))
		give_up(collector);
	free(text);
	collector->result.processes++;
	collector->result.bytes += stream->first;
	if (!collector->used) {
		collector->used = true;
		collector->first = slot->serial;
		snprintf(collector->result.python, sizeof collector->result.python, "%s",
			 found->python);
	}
}

/* -- from ring to file ---------------------------------------------------------------- */

/* Put a frame of [bytes] bytes, which holds [length] bytes of records, behind those that are there.
 * False: it is not there now. */
static bool append(struct collector *collector, struct process_stream *stream, const void *frame,
		   size_t bytes, size_t length)
{
	if (atomic_load(&collector->share->stop) || stream->fd < 0)
		return false;
	if (!write_at(stream->fd, frame, bytes, stream->end)) {
		give_up(collector);
		return false;
	}
	stream->end += bytes;
	stream->framing.length += length;
	collector->result.bytes += bytes;
	return true;
}

/* Write what waits; with it there are [calls] in all. */
static void flush(struct collector *collector, struct process_stream *stream, uint64_t calls)
{
	size_t length = packer_count(collector->packer), bytes;
	const unsigned char *frame;

	if (length == 0)
		return;
	frame = packer_next(collector->packer, &stream->framing, &bytes);
	if (append(collector, stream, frame, bytes, length))
		stream->calls = calls;
}

/* How many calls there will be with what was just taken, which began at [tail]: the program has
 * counted them as far as its last look, [calls] at [looked]; only those behind it are looked at. */
static uint64_t count_calls(const struct collector *collector, const struct process_stream *stream,
			    uint64_t tail, uint64_t calls, uint64_t looked)
{
	const unsigned char *records = packer_records(collector->packer);
	size_t length = packer_count(collector->packer);

	if (looked < tail || looked - tail > length)
		return stream->calls + tally_calls(records, length);
	return calls + tally_calls(records + (looked - tail), length - (looked - tail));
}

/* Out of the ring: the program may go on before it is compressed. */
static void take(struct collector *collector, struct slot *slot, uint64_t tail, uint64_t head)
{
	const unsigned char *ring = ring_of(slot);
	size_t from = tail % RING_BYTES, length = head - tail;
	size_t straight = length < RING_BYTES - from ? length : RING_BYTES - from;

	packer_add(collector->packer, ring + from, straight);
	packer_add(collector->packer, ring, length - straight);
	atomic_store(&slot->tail, head);
	if (atomic_load(&slot->thirsty))
		share_wake(&slot->drained);
}

/* All of it, or only what makes a frame. */
enum how_much { WHAT_IS_ENOUGH, WHAT_THERE_IS };

static bool drain(struct collector *collector, struct process_stream *stream, struct slot *slot,
		  enum how_much how_much, bool settled)
{
	uint64_t calls, looked, tail, head;

	slot_last_note(slot, &calls, &looked); /* before the head is: it is not behind it */
	tail = atomic_load(&slot->tail);
	head = atomic_load(&slot->head);
	if (head < tail || head - tail > RING_BYTES)
		return false;
	if (!settled && !atomic_load(&slot->settled))
		return false;
	if (stream->fd >= 0 && stream->first == 0)
		begin_stream(collector, stream, slot);
	if (head == tail || (how_much == WHAT_IS_ENOUGH && head - tail < ring_step(tail) &&
			     !atomic_load(&slot->thirsty)))
		return false;
	take(collector, slot, tail, head);
	flush(collector, stream, count_calls(collector, stream, tail, calls, looked));
	return true;
}

/* -- history --------------------------------------------------------------------------- */

/* The beginning of a frame: records up to [length], which a record ends at. */
static bool copy_part(struct collector *collector, struct process_stream *stream,
		      struct frames *frames, struct frame *frame, size_t length)
{
	unsigned char *records = mem_alloc(frame->length);
	bool good = frames_unpack(frames, frame, records);

	if (good) {
		packer_add(collector->packer, records, length);
		flush(collector, stream, stream->calls); /* the child's own looks count these, too */
	}
	free(records);
	return good;
}

/* A frame as it is. */
static bool copy_frame(struct collector *collector, struct process_stream *stream, struct raw *raw,
		       const struct frame *frame)
{
	size_t length = FRAME_HEAD + frame->packed;
	unsigned char *bytes = mem_alloc(length);
	bool good = raw_read(raw, bytes, length, frame->place) == length;

	good = good && append(collector, stream, bytes, length, frame->length);
	free(bytes);
	return good;
}

static bool copy_frames(struct collector *collector, struct process_stream *stream, uint64_t length,
			struct raw *raw, struct frames *frames, uint64_t first)
{
	struct frame frame;

	while (stream->framing.length < length) {
		uint64_t left = length - stream->framing.length;
		bool good = !atomic_load(&collector->share->stop) &&
			    frames_find(frames, first + stream->framing.length, &frame) == FRAME_HERE;

		if (good && frame.length <= left)
			good = copy_frame(collector, stream, raw, &frame);
		else if (good)
			good = copy_part(collector, stream, frames, &frame, (size_t)left);
		if (!good)
			return false;
	}
	return true;
}

/* A child of fork has its parent's history.  False: not all of it is there. */
static bool copy_history(struct collector *collector, struct process_stream *stream,
			 struct slot *slot)
{
	const struct process_stream *origin = &collector->streams.items[slot->origin];
	struct raw raw = raw_from_file(origin->fd);
	struct frames *frames;
	bool good;

	if (origin->fd < 0 || origin->first == 0)
		return false;
	frames = frames_new(&raw, origin->first);
	good = copy_frames(collector, stream, slot->origin_head, &raw, frames, origin->first);
	frames_destroy(frames);
	return good;
}

static bool work_on(struct collector *collector, struct slot *slot, enum how_much how_much,
		    bool last);

/* The origin must be written as far as the fork before it can be copied. */
static void begin_child(struct collector *collector, struct process_stream *stream,
			struct slot *slot)
{
	for (uint32_t i = 0; i < collector->share->slots; i++) {
		struct slot *other = slot_at(collector, i);

		if (atomic_load(&other->claimed) && other->serial == slot->origin)
			work_on(collector, other, WHAT_THERE_IS, true);
	}
	/* The table may have moved meanwhile. */
	stream = stream_of(collector, slot);
	begin_stream(collector, stream, slot);
	stream->framing.plain = true; /* nobody keeps what the state was there */
	if (copy_history(collector, stream, slot))
		return;
	/* Without it what follows means nothing. */
	close(stream->fd);
	stream->fd = -1;
}

static bool work_on(struct collector *collector, struct slot *slot, enum how_much how_much,
		    bool last)
{
	struct process_stream *stream;

	/* Without an arena there is nothing to see. */
	if (atomic_load(&slot->problem) != PROBLEM_NONE || slot->found.arena_size == 0)
		return false;
	/* Nobody wants a file from a child that was forked only to become another program. */
	if (slot->origin >= 0 && atomic_load(&slot->head) == slot->origin_head)
		return false;
	stream = stream_of(collector, slot);
	if (stream->fd >= 0 && stream->first == 0 && slot->origin >= 0 &&
	    (size_t)slot->origin < slot->serial) {
		begin_child(collector, stream, slot);
		stream = stream_of(collector, slot);
	}
	return drain(collector, stream, slot, last ? WHAT_THERE_IS : how_much, last);
}

/* Whether this process became another program, which has a slot of its own by now. */
static bool is_replaced(const struct collector *collector, const struct slot *slot)
{
	for (uint32_t i = 0; i < collector->share->slots; i++) {
		const struct slot *other = slot_at(collector, i);

		if (other != slot && atomic_load(&other->claimed) &&
		    atomic_load(&other->pid) == atomic_load(&slot->pid) &&
		    other->serial > slot->serial)
			return true;
	}
	return false;
}

/* A descriptor of the process: a pid alone may be another's by now, and is there until somebody
 * takes notice of the end. */
static int watch(uint32_t pid)
{
#ifdef SYS_pidfd_open
	return (int)syscall(SYS_pidfd_open, (pid_t)pid, 0);
#else
	(void)pid;
	errno = ENOSYS;
	return -1;
#endif
}

static bool is_gone(struct collector *collector, uint32_t index)
{
	const struct slot *slot = slot_at(collector, index);
	struct watched *watched = &collector->watched[index];
	uint32_t pid = atomic_load(&slot->pid);

	if (watched->fd >= 0 && watched->serial != slot->serial) {
		close(watched->fd);
		watched->fd = -1;
	}
	if (watched->fd < 0)
		*watched = (struct watched){slot->serial, watch(pid)};
	if (watched->fd < 0)
		return errno == ESRCH || (kill((pid_t)pid, 0) < 0 && errno == ESRCH);
	return poll(&(struct pollfd){.fd = watched->fd, .events = POLLIN}, 1, 0) > 0;
}

/* A process has ended: note how, and let others have its slot. */
static void retire(struct collector *collector, struct slot *slot)
{
	enum problem problem = (enum problem)atomic_load(&slot->problem);
	bool is_first = collector->used && slot->serial == collector->first;

	if (problem != PROBLEM_NONE && collector->result.problem == PROBLEM_NONE)
		collector->result.problem = problem;
	if (is_first)
		collector->result.in_order = atomic_load(&slot->ended);
	/* Without children the first that can be recorded is the only one. */
	if (is_first && collector->share->slots == 1)
		return;
	atomic_store(&slot->claimed, 0);
	atomic_store(&slot->settled, 0);
	atomic_store(&slot->ended, 0);
	atomic_store(&slot->problem, PROBLEM_NONE);
	memset(&slot->found, 0, sizeof slot->found);
	atomic_store(&slot->pid, 0);
}

static bool work(struct collector *collector, enum how_much how_much, bool last)
{
	bool moved = false;

	for (uint32_t i = 0; i < collector->share->slots; i++) {
		struct slot *slot = slot_at(collector, i);
		bool over;

		if (!atomic_load(&slot->claimed) ||
		    slot->serial >= atomic_load(&collector->share->serials))
			continue;
		over = last || atomic_load(&slot->ended) || is_replaced(collector, slot) ||
		       is_gone(collector, i);
		moved |= work_on(collector, slot, how_much, over);
		if (over)
			retire(collector, slot);
	}
	return moved;
}

void collector_work(struct collector *collector, unsigned ms)
{
	uint32_t bell = atomic_load(&collector->share->bell);
	uint64_t age = clock_ms() - collector->written_ms;

	if (collector->door >= 0)
		door_answer(collector->door, collector->share->token, collector->fd);
	if (age >= FRAME_MS) {
		work(collector, WHAT_THERE_IS, false);
		collector->written_ms = clock_ms();
		age = 0;
	} else if (work(collector, WHAT_IS_ENOUGH, false)) {
		return;
	}
	if (ms > FRAME_MS - age)
		ms = FRAME_MS - (unsigned)age;
	share_wait(&collector->share->bell, bell, ms);
}

uint32_t collector_running(struct collector *collector)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < collector->share->slots; i++) {
		const struct slot *slot = slot_at(collector, i);

		count += atomic_load(&slot->claimed) && !atomic_load(&slot->ended) &&
			 atomic_load(&slot->problem) == PROBLEM_NONE &&
			 !is_replaced(collector, slot) && !is_gone(collector, i);
	}
	return count;
}

static void note_others(struct collector *collector)
{
	size_t told = 0;

	for (size_t i = 0; i < collector->streams.count && told < OTHERS_TOLD; i++) {
		const struct process_stream *stream = &collector->streams.items[i];

		if (stream->fd >= 0 && stream->ending[0])
			memcpy(collector->result.others[told++], stream->ending, OTHER_BYTES);
	}
}

struct collector_result collector_finish(struct collector *collector)
{
	atomic_store(&collector->share->stop, 0);
	if (collector->result.error)
		atomic_store(&collector->share->stop, 1);
	work(collector, WHAT_THERE_IS, true);
	if (collector->used)
		collector->result.calls = collector->streams.items[collector->first].calls;
	note_others(collector);
	for (int why = 0; why < MISSED_KINDS; why++)
		collector->result.missed[why] = atomic_load(&collector->share->missed[why]);
	atomic_store(&collector->share->stop, 1);
	if (!collector->used && collector->created)
		unlink(collector->path);
	return collector->result;
}
