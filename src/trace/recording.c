/* recording.c - reading a recording; see recording.h. */
#include "trace/recording.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/outfile.h"
#include "trace/frames.h"
#include "trace/head.h"
#include "trace/records.h"

/* Two readers at most are at work on one recording, one running ahead: each has a window. */
#define WINDOWS 3u
#define WINDOW_BYTES ((size_t)1 << 18) /* of a recording without frames */
#define WHOLE_RECORD (RECORD_TEXT_MOST + 4 * NUMBER_BYTES) /* no record is longer */

struct window {
	unsigned char *bytes; /* owned; room for what a window can hold */
	uint64_t offset;      /* of the first */
	size_t length;        /* bytes that are there */
	size_t quick;         /* that have QUICK_BYTES behind them */
	uint64_t place;       /* of its frame in the file, if there are frames */
	uint64_t used;        /* when; the oldest gives way */
};

struct recording {
	struct raw raw;
	struct recording_head head;
	uint64_t first;        /* offset of the first record */
	struct frames *frames; /* NULL = of the first form: records lie in the file as they are */
	struct window windows[WINDOWS];
	const struct window *recent; /* the one looked through last */
	uint64_t uses;
	enum recording_status status;
	uint64_t fault;
	const char *why;
};

/* -- windows -------------------------------------------------------------------------- */

static void set_length(struct window *window, size_t length)
{
	window->length = length;
	window->quick = length > QUICK_BYTES ? length - QUICK_BYTES : 0;
}

static void fill(struct recording *recording, struct window *window, uint64_t offset)
{
	window->offset = offset;
	set_length(window, raw_read(&recording->raw, window->bytes, WINDOW_BYTES, offset));
}

static bool has(const struct window *window, uint64_t offset, size_t bytes)
{
	return offset >= window->offset && offset - window->offset <= window->length &&
	       window->length - (offset - window->offset) >= bytes;
}

static struct window *oldest_window(struct recording *recording)
{
	struct window *oldest = &recording->windows[0];

	for (unsigned i = 1; i < WINDOWS; i++)
		if (recording->windows[i].used < oldest->used)
			oldest = &recording->windows[i];
	if (!oldest->bytes)
		oldest->bytes = mem_zero(recording->frames ? FRAME_MOST : WINDOW_BYTES, 1);
	return oldest;
}

/* Whether the window shows the record at [offset] as well as it can be: whole, or up to what was
 * the file's end when it was filled.  A frame holds whole records. */
static bool shows(const struct recording *recording, const struct window *window, uint64_t offset)
{
	return has(window, offset, recording->frames ? 1 : WHOLE_RECORD) ||
	       (window->length < WINDOW_BYTES && has(window, offset, 1));
}

static struct window *find_window(struct recording *recording, uint64_t offset)
{
	for (unsigned i = 0; i < WINDOWS; i++)
		if (shows(recording, &recording->windows[i], offset))
			return &recording->windows[i];
	return NULL;
}

static struct window *use(struct recording *recording, struct window *window)
{
	window->used = ++recording->uses;
	recording->recent = window;
	return window;
}

/* A window with what lies at [offset]; [again]: the file may have grown since. */
static struct window *look(struct recording *recording, uint64_t offset, bool again)
{
	struct window *window = find_window(recording, offset);

	if (!window || again) {
		window = window ? window : oldest_window(recording);
		fill(recording, window, offset);
	}
	return use(recording, window);
}

/* The same with frames.  If there is none, or it is none, [frame] tells more. */
static enum frame_status look_into(struct recording *recording, uint64_t offset,
				   struct window **window, struct frame *frame)
{
	enum frame_status status;

	*window = find_window(recording, offset);
	if (!*window) {
		status = frames_find(recording->frames, offset, frame);
		if (status != FRAME_HERE)
			return status;
		*window = oldest_window(recording);
		set_length(*window, 0);
		if (!frames_unpack(recording->frames, frame, (*window)->bytes))
			return FRAME_BROKEN;
		(*window)->offset = frame->offset;
		(*window)->place = frame->place;
		set_length(*window, frame->length);
	}
	use(recording, *window);
	return FRAME_HERE;
}

/* -- records -------------------------------------------------------------------------- */

static bool stop(struct recording *recording, struct trace_event *event, uint64_t offset,
		 enum recording_status status, const char *why)
{
	int error = recording->raw.error;

	recording->raw.error = 0;
	*event = (struct trace_event){.kind = TRACE_END, .count = 1};
	recording->status = error ? RECORDING_BROKEN : status;
	recording->fault = offset;
	recording->why = error ? strerror(error) : why;
	return false;
}

/* Read what the window shows; [in] tells how that went. */
static void take(const struct window *window, bool framed, struct trace_cursor *cursor,
		 struct byte_reader *in, struct trace_event *event)
{
	struct record_state state = cursor->state;
	uint64_t first;

	*event = (struct trace_event){.count = 1};
	*in = (struct byte_reader){.at = window->bytes + (cursor->offset - window->offset),
				   .end = window->bytes + window->length,
				   .ok = true};
	first = take_number(in);
	if (in->ok)
		take_call(in, framed, &state, first, event);
	if (!in->ok)
		return;
	cursor->offset = window->offset + (uint64_t)(in->at - window->bytes);
	cursor->calls += trace_is_call(event->kind);
	cursor->state = state;
}

/* These two are out of the way of trace_next, which need not make room for what they need. */
__attribute__((noinline)) static bool next_anywhere(struct recording *recording,
						     struct trace_cursor *cursor,
						     struct trace_event *event)
{
	const struct window *window = look(recording, cursor->offset, false);
	struct byte_reader in = {0};

	if (has(window, cursor->offset, 1)) {
		take(window, false, cursor, &in, event);
		if (in.ok)
			return true;
	}
	window = look(recording, cursor->offset, true);
	if (!has(window, cursor->offset, 1))
		return stop(recording, event, cursor->offset, RECORDING_WHOLE, NULL);
	take(window, false, cursor, &in, event);
	return in.ok || stop(recording, event, cursor->offset,
			     in.why ? RECORDING_BROKEN : RECORDING_CUT, in.why);
}

__attribute__((noinline)) static bool next_in_frame(struct recording *recording,
						     struct trace_cursor *cursor,
						     struct trace_event *event)
{
	static const enum recording_status statuses[] = {
		[FRAME_NONE] = RECORDING_WHOLE,
		[FRAME_CUT] = RECORDING_CUT,
		[FRAME_BROKEN] = RECORDING_BROKEN,
	};
	struct window *window;
	struct frame frame;
	enum frame_status status = look_into(recording, cursor->offset, &window, &frame);
	struct byte_reader in;

	if (status != FRAME_HERE)
		return stop(recording, event, frame.place, statuses[status], frame.why);
	take(window, true, cursor, &in, event);
	return in.ok || stop(recording, event, window->place, RECORDING_BROKEN,
			     in.why ? in.why : "a record that does not end in its frame");
}

bool trace_next(struct recording *recording, struct trace_cursor *cursor,
		struct trace_event *event)
{
	const struct window *window = recording->recent;
	const bool framed = recording->frames;
	uint64_t in = cursor->offset - window->offset;

	assert(cursor->offset >= recording->first); /* trace_begin() was there */
	*event = (struct trace_event){.count = 1};
	if (in < window->quick) {
		const unsigned char *at = window->bytes + in;
		const unsigned char *end = quick_call(at, framed, &cursor->state, event);

		if (end) {
			cursor->offset += (uint64_t)(end - at);
			cursor->calls++;
			return true;
		}
	}
	return framed ? next_in_frame(recording, cursor, event)
		      : next_anywhere(recording, cursor, event);
}

void trace_begin(const struct recording *recording, struct trace_cursor *cursor)
{
	*cursor = (struct trace_cursor){.offset = recording->first};
}

/* -- opening -------------------------------------------------------------------------- */

bool recording_is(const void *bytes, size_t length)
{
	return head_form(bytes, length) != 0;
}

/* The window that the head was read through shows text; records begin in another, if in frames. */
static void begin(struct recording *recording, size_t head, unsigned form)
{
	recording->first = head;
	if (form == 1)
		return;
	free(recording->windows[0].bytes);
	recording->windows[0] = (struct window){0};
	recording->frames = frames_new(&recording->raw, head);
}

static struct recording *opened(struct raw raw, struct diag_list *diags)
{
	struct recording *recording = mem_zero(1, sizeof *recording);
	const struct window *window;
	size_t head = 0;

	recording->raw = raw;
	window = look(recording, 0, false);
	if (recording->raw.error)
		diag_add(diags, DIAG_ERROR, DIAG_WHOLE_FILE, diag_errno_hint(recording->raw.error),
			 "cannot read: %s", strerror(recording->raw.error));
	else
		head = head_read(window->bytes, window->length, &recording->head, diags);
	if (head == 0) {
		recording_close(recording);
		return NULL;
	}
	begin(recording, head, head_form(window->bytes, window->length));
	return recording;
}

static struct recording *no_file(struct diag_list *diags)
{
	diag_add(diags, DIAG_ERROR, DIAG_WHOLE_FILE, "write what comes through a pipe into a file first",
		 "a recording must be a regular file");
	return NULL;
}

struct recording *recording_open(const char *path, struct diag_list *diags)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0 && strcmp(path, "-") == 0)
		return no_file(diags); /* elsewhere that is standard input */
	if (fd < 0 || fstat(fd, &status) < 0) {
		diag_add(diags, DIAG_ERROR, DIAG_WHOLE_FILE, diag_errno_hint(errno),
			 "cannot open: %s", strerror(errno));
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	if (!S_ISREG(status.st_mode)) {
		close(fd);
		return no_file(diags);
	}
	outfile_spare(fd);
	return opened(raw_from_file(fd), diags);
}

struct recording *recording_from_memory(const void *bytes, size_t length,
					struct diag_list *diags)
{
	return opened(raw_from_memory(bytes, length), diags);
}

void recording_close(struct recording *recording)
{
	if (!recording)
		return;
	for (unsigned i = 0; i < WINDOWS; i++)
		free(recording->windows[i].bytes);
	frames_destroy(recording->frames);
	raw_fini(&recording->raw);
	free(recording);
}

const struct recording_head *recording_head(const struct recording *recording)
{
	return &recording->head;
}

enum recording_status recording_status(const struct recording *recording)
{
	return recording->status;
}

uint64_t recording_fault(const struct recording *recording, const char **why)
{
	*why = recording->why;
	return recording->fault;
}

bool recording_lives(const struct recording *recording)
{
	pid_t pid = (pid_t)recording->head.pid;

	return pid > 0 && (kill(pid, 0) == 0 || errno == EPERM);
}

uint64_t recording_bytes(struct recording *recording)
{
	return recording->frames ? frames_end(recording->frames) : raw_length(&recording->raw);
}
