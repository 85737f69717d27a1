/* frames.c - records in compressed frames; see frames.h. */
#include "trace/frames.h"

#include <assert.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "base/array.h"
#include "base/halves.h"
#include "base/mem.h"
#include "trace/columns.h"

#define PACKED_MOST ZSTD_COMPRESSBOUND(FRAME_MOST)

/* -- writing -------------------------------------------------------------------------- */

struct packer {
	ZSTD_CCtx *context;
	struct column_set *columns; /* NULL = not needed yet */
	size_t count;
	unsigned char records[FRAME_MOST];
	unsigned char frame[FRAME_HEAD + PACKED_MOST];
};

/* The fastest level, but for matches of four bytes: a call has two or three. */
struct packer *packer_new(void)
{
	struct packer *packer = mem_zero(1, sizeof *packer); /* touched as far as it is used */

	packer->context = ZSTD_createCCtx();
	if (!packer->context)
		mem_exhausted();
	ZSTD_CCtx_setParameter(packer->context, ZSTD_c_compressionLevel, 1);
	ZSTD_CCtx_setParameter(packer->context, ZSTD_c_minMatch, 4);
	ZSTD_CCtx_setParameter(packer->context, ZSTD_c_checksumFlag, 1);
	return packer;
}

void packer_destroy(struct packer *packer)
{
	if (!packer)
		return;
	ZSTD_freeCCtx(packer->context);
	columns_destroy(packer->columns);
	free(packer);
}

size_t packer_count(const struct packer *packer)
{
	return packer->count;
}

const unsigned char *packer_records(const struct packer *packer)
{
	return packer->records;
}

void packer_add(struct packer *packer, const void *bytes, size_t length)
{
	assert(length <= FRAME_MOST - packer->count);
	if (length > 0)
		memcpy(packer->records + packer->count, bytes, length);
	packer->count += length;
}

static void put_word(unsigned char *at, size_t number)
{
	uint32_t word = htole32((uint32_t)number);

	memcpy(at, &word, sizeof word);
}

static const unsigned char *framed(struct packer *packer, size_t packed, size_t word,
				   size_t *length)
{
	put_word(packer->frame, packed);
	put_word(packer->frame + 4, word);
	packer->count = 0;
	*length = FRAME_HEAD + packed;
	return packer->frame;
}

const unsigned char *packer_frame(struct packer *packer, size_t *length)
{
	size_t packed;

	assert(packer->count > 0);
	packed = ZSTD_compress2(packer->context, packer->frame + FRAME_HEAD, PACKED_MOST,
				packer->records, packer->count);
	/* There is room for whatever it may become; only memory can be missing. */
	if (ZSTD_isError(packed))
		mem_exhausted();
	return framed(packer, packed, packer->count, length);
}

/* Each column is a block of its own, at least: what is in one is not like what is in others. */
static bool compress_parts(struct packer *packer, ZSTD_outBuffer *out)
{
	bool good = true;

	for (unsigned i = 0; i < COLUMN_PARTS && good; i++) {
		ZSTD_inBuffer in = {0};

		in.src = columns_part(packer->columns, i, &in.size);
		good = ZSTD_compressStream2(packer->context, out, &in,
					    i + 1 < COLUMN_PARTS ? ZSTD_e_flush : ZSTD_e_end) == 0;
	}
	ZSTD_CCtx_reset(packer->context, ZSTD_reset_session_only);
	return good;
}

static size_t parts_length(const struct column_set *columns)
{
	size_t total = 0, length;

	for (unsigned i = 0; i < COLUMN_PARTS; i++) {
		columns_part(columns, i, &length);
		total += length;
	}
	return total;
}

const unsigned char *packer_columns(struct packer *packer, uint32_t pool_size,
				    struct record_state *state, size_t *length)
{
	ZSTD_outBuffer out = {.dst = packer->frame + FRAME_HEAD, .size = PACKED_MOST};

	if (!packer->columns)
		packer->columns = columns_new();
	if (!columns_split(packer->columns, pool_size, state, packer->records, packer->count))
		return NULL;
	ZSTD_CCtx_setPledgedSrcSize(packer->context, parts_length(packer->columns));
	if (!compress_parts(packer, &out))
		return NULL;
	return framed(packer, out.pos, packer->count | FRAME_COLUMNS, length);
}

const unsigned char *packer_next(struct packer *packer, struct framing *framing, size_t *length)
{
	const unsigned char *frame = NULL;

	framing->plain |= framing->length >= COLUMNS_FIRST;
	if (!framing->plain)
		frame = packer_columns(packer, framing->pool_size, &framing->state, length);
	if (frame)
		return frame;
	framing->plain = true;
	return packer_frame(packer, length);
}

/* -- reading -------------------------------------------------------------------------- */

/*
 * Frames are found by their heads, from one to the next.  So that nothing is passed twice, the
 * way is marked: by the first frame, and by those that begin STRIDE bytes or more behind the mark
 * before.  However small the frames of a file are, marks take little of its size.
 */
#define STRIDE 4096u

struct waymark {
	uint64_t offset, place;
};

struct frames {
	struct raw *raw;
	ZSTD_DCtx *context;
	unsigned char *packed; /* PACKED_MOST */
	struct column_set *columns; /* NULL = there was none yet, as ... */
	unsigned char *parts;    /* ... this; COLUMNS_MOST */
	struct waymark *items;
	size_t count, capacity;
	struct waymark end;  /* behind the last frame that was seen */
	struct waymark next; /* behind the one that was found last */
};

static void forget(struct frames *frames)
{
	frames->count = 1;
	frames->end = frames->next = frames->items[0];
}

struct frames *frames_new(struct raw *raw, uint64_t first)
{
	struct frames *frames = mem_zero(1, sizeof *frames);

	assert(raw);
	frames->raw = raw;
	frames->context = ZSTD_createDCtx();
	if (!frames->context)
		mem_exhausted();
	frames->packed = mem_zero(PACKED_MOST, 1);
	array_push(frames, (struct waymark){first, first});
	forget(frames);
	return frames;
}

void frames_destroy(struct frames *frames)
{
	if (!frames)
		return;
	ZSTD_freeDCtx(frames->context);
	columns_destroy(frames->columns);
	free(frames->parts);
	free(frames->packed);
	free(frames->items);
	free(frames);
}

static uint32_t get_word(const unsigned char *at)
{
	uint32_t word;

	memcpy(&word, at, sizeof word);
	return le32toh(word);
}

/* Whether the file goes as far as [place]; it may have grown. */
static bool reaches(struct raw *raw, uint64_t place)
{
	return raw->length >= place || raw_length(raw) >= place;
}

static enum frame_status broken(struct frame *frame, const char *why)
{
	frame->why = why;
	return FRAME_BROKEN;
}

static enum frame_status frame_at(struct frames *frames, struct waymark at, struct frame *frame)
{
	unsigned char head[FRAME_HEAD];
	size_t there = raw_read(frames->raw, head, FRAME_HEAD, at.place);

	*frame = (struct frame){.offset = at.offset, .place = at.place};
	if (there < FRAME_HEAD)
		return there == 0 ? FRAME_NONE : FRAME_CUT;
	frame->packed = get_word(head);
	frame->length = get_word(head + 4);
	frame->columns = frame->length & FRAME_COLUMNS;
	frame->length &= ~FRAME_COLUMNS;
	if (frame->length == 0 || frame->packed == 0)
		return broken(frame, "a frame with nothing in it");
	if (frame->length > FRAME_MOST || frame->packed > PACKED_MOST)
		return broken(frame, "a frame larger than any that is written");
	return reaches(frames->raw, at.place + FRAME_HEAD + frame->packed) ? FRAME_HERE : FRAME_CUT;
}

static void set_end(struct frames *frames, struct waymark end)
{
	frames->end = end;
	if (end.place - frames->items[frames->count - 1].place >= STRIDE)
		array_push(frames, end);
}

/* The last place that is known, not behind [offset]. */
static struct waymark nearest(const struct frames *frames, uint64_t offset)
{
	struct halves search = {1, frames->count};
	struct waymark known;

	if (offset >= frames->end.offset)
		return frames->end;
	while (halves_left(&search))
		halves_go(&search, frames->items[halves_middle(&search)].offset <= offset);
	known = frames->items[search.low - 1];
	return frames->next.offset <= offset && frames->next.offset > known.offset ? frames->next
										     : known;
}

enum frame_status frames_find(struct frames *frames, uint64_t offset, struct frame *frame)
{
	struct waymark at = nearest(frames, offset);

	for (;;) {
		enum frame_status status = frame_at(frames, at, frame);

		if (status != FRAME_HERE)
			return status;
		at.offset += frame->length;
		at.place += FRAME_HEAD + frame->packed;
		if (at.place > frames->end.place)
			set_end(frames, at);
		frames->next = at;
		if (offset < at.offset)
			return FRAME_HERE;
	}
}

static bool unpack_records(struct frames *frames, const struct frame *frame, size_t packed,
			   unsigned char *bytes)
{
	size_t length = ZSTD_decompressDCtx(frames->context, bytes, frame->length, frames->packed,
					    packed);

	return !ZSTD_isError(length) && length == frame->length;
}

static bool unpack_columns(struct frames *frames, const struct frame *frame, size_t packed,
			   unsigned char *bytes)
{
	size_t count;

	if (!frames->columns) {
		frames->columns = columns_new();
		frames->parts = mem_zero(COLUMNS_MOST, 1);
	}
	count = ZSTD_decompressDCtx(frames->context, frames->parts, COLUMNS_MOST, frames->packed,
				    packed);
	return !ZSTD_isError(count) &&
	       columns_join(frames->columns, frames->parts, count, bytes, frame->length);
}

bool frames_unpack(struct frames *frames, struct frame *frame, unsigned char *bytes)
{
	size_t there;

	assert(!frame->why && frame->packed <= PACKED_MOST && frame->length <= FRAME_MOST);
	there = raw_read(frames->raw, frames->packed, frame->packed, frame->place + FRAME_HEAD);
	if (!(frame->columns ? unpack_columns : unpack_records)(frames, frame, there, bytes))
		broken(frame, "a frame that was damaged: it cannot be unpacked");
	return !frame->why;
}

uint64_t frames_end(struct frames *frames)
{
	struct frame frame;

	/* What became shorter is another file. */
	if (raw_length(frames->raw) < frames->end.place)
		forget(frames);
	frames_find(frames, UINT64_MAX, &frame);
	return frames->end.offset;
}
