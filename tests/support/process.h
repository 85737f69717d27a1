/*
 * process.h - made-up processes and their recordings, for tests: what one engine does,
 * written down as a recorder would.
 */
#ifndef SUPPORT_PROCESS_H
#define SUPPORT_PROCESS_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/diag.h"
#include "chance.h"
#include "made_bytes.h"
#include "must.h"
#include "heap/inspect.h"
#include "trace/recording.h"

#define LIVE 9000u
#define CALLS 60000u
#define FRAME_BYTES 4000u /* so that there are many */
#define BASE UINT64_C(0x7f0000000000)
#define SYSTEM_APART 1024u /* addresses between blocks of the system, which are smaller */
#define MOVED UINT64_C(0x2a3c00000000) /* the made-up process has its arenas elsewhere */

struct events {
	struct trace_event *items;
	size_t count, capacity;
};

static struct events events;
static struct store store;
static struct heap heap;
static uint64_t extra; /* bytes of debug hooks */

/* The system refuses arenas in these calls of live(), and the recording says so or does not. */
static uint32_t refused_from, refused_to;
static bool tells_refusals;

static inline void forget_process(void)
{
	free(events.items);
	events = (struct events){0};
	store_fini(&store);
	refused_from = refused_to = 0;
	tells_refusals = false;
}

/* -- a process ------------------------------------------------------------------------ */

static uint64_t real(addr block)
{
	if (block == ADDR_NULL)
		return 0;
	/* The engine's blocks of the system are numbers; the process has them side by side. */
	return (heap_is_system(block) ? SYSTEM_BASE + (block - SYSTEM_BASE) * (SYSTEM_APART / 16)
				      : block - BASE + MOVED) +
	       (extra ? 16 : 0);
}

static void add(enum trace_kind kind, uint64_t where, uint64_t size, uint64_t count, uint64_t old)
{
	array_push(&events, (struct trace_event){
		.kind = kind, .where = where, .size = size, .count = count, .old = old});
}

struct watch {
	uint64_t obtained, living, refused;
};

static struct watch look(void)
{
	return (struct watch){heap.control->ntimes_arena_allocated,
			      heap.control->narenas_currently_allocated,
			      heap.control->narenas_refused};
}

/* The events of arenas around a call, in the order of a recorder; event [call] is the call's. */
static void add_arenas(struct watch before, addr block, addr gone, size_t call)
{
	struct watch now = look();
	struct trace_event own = events.items[call];

	events.count = call;
	if (now.obtained != before.obtained)
		add(TRACE_ARENA, real(heap.arenas[heap_slot_of(&heap, block)].address) -
			    (extra ? 16 : 0), heap.arena_size, 1, 0);
	if (now.refused != before.refused && tells_refusals)
		add(TRACE_ARENA, 0, heap.arena_size, 1, 0);
	if (gone && own.kind == TRACE_REALLOC)
		add(TRACE_ARENA_FREE, gone - BASE + MOVED, heap.arena_size, 1, 0);
	array_push(&events, own);
	if (gone && own.kind == TRACE_FREE)
		add(TRACE_ARENA_FREE, gone - BASE + MOVED, heap.arena_size, 1, 0);
}

/* The arena that holds a block, if it goes away with it. */
static addr arena_of(addr block)
{
	uint64_t slot = heap_slot_of(&heap, block);

	return slot == UINT64_MAX ? ADDR_NULL : heap.arenas[slot].address;
}

static addr went(addr arena, struct watch before)
{
	uint64_t kept = before.living + (look().obtained - before.obtained);

	return look().living < kept ? arena : ADDR_NULL;
}

static addr call_malloc(uint64_t size, bool cleared)
{
	struct watch before = look();
	addr block = cleared && !extra ? heap_calloc(&heap, 1, size)
				       : heap_malloc(&heap, size + extra);

	add(cleared ? TRACE_CALLOC : TRACE_MALLOC, real(block), size, 1, 0);
	add_arenas(before, block, ADDR_NULL, events.count - 1);
	return block;
}

static addr call_realloc(addr old, uint64_t size)
{
	struct watch before = look();
	addr arena = arena_of(old), block = heap_realloc(&heap, old, size + extra);

	add(TRACE_REALLOC, real(block), size, 1, real(old));
	add_arenas(before, block, went(arena, before), events.count - 1);
	return block;
}

static void call_free(addr block)
{
	struct watch before = look();
	addr arena = arena_of(block);

	heap_free(&heap, block);
	add(TRACE_FREE, 0, 0, 1, real(block));
	add_arenas(before, ADDR_NULL, went(arena, before), events.count - 1);
}

/* Growing and shrinking, so that arenas come and go. */
static void live(struct chance *chance)
{
	static addr blocks[LIVE];
	uint64_t count = 0;

	for (uint32_t i = 0; i < CALLS; i++) {
		bool grows = i / 15000 % 2 == 0;
		uint64_t pick = count ? chance_below(chance, count) : 0;
		uint64_t size = 1 + chance_below(chance, 530);

		heap.supply = i >= refused_from && i < refused_to ? ARENAS_REFUSED : ARENAS_GIVEN;
		if (count == 0 || (count < LIVE && chance_below(chance, 10) < (grows ? 7 : 2))) {
			blocks[count++] = call_malloc(size, chance_one_in(chance, 9));
		} else if (chance_one_in(chance, 8)) {
			blocks[pick] = call_realloc(blocks[pick], size);
		} else {
			call_free(blocks[pick]);
			blocks[pick] = blocks[--count];
		}
	}
}

static void open_process(const struct model *model, enum arena_placement placement)
{
	struct heap_options options = {.model = model, .placement = placement};

	ck_assert(store_init(&store, BASE, UINT64_C(1) << 30, UINT64_C(1) << 30));
	ck_assert(heap_init(&heap, &store, &options));
}

static void run_process(const struct model *model, enum arena_placement placement, uint64_t seed)
{
	struct chance chance = {seed};

	open_process(model, placement);
	live(&chance);
	ck_assert_uint_gt(heap.control->ntimes_arena_allocated, heap.arena_size < 2u << 20);
	add(TRACE_EXIT, 0, CALLS, 1, 0);
}

/* -- its recording -------------------------------------------------------------------- */

static unsigned char *put_text(unsigned char *out, enum record_kind kind, const void *text,
			       size_t length)
{
	out = put_number(put_kind(out, kind), length);
	memcpy(out, text, length);
	return out + length;
}

static unsigned char *put_event(unsigned char *out, struct record_state *state,
				const struct trace_event *event)
{
	switch ((int)event->kind) {
	case TRACE_MALLOC: return put_malloc(out, state, event->size, event->where);
	case TRACE_CALLOC:
		return put_calloc(out, state, event->count, event->size, event->where);
	case TRACE_REALLOC:
		return put_realloc(out, state, event->old, event->size, event->where);
	case TRACE_FREE: return put_free(out, state, event->old);
	case TRACE_ARENA: return put_arena(out, RECORD_ARENA, event->where, event->size);
	case TRACE_ARENA_FREE: return put_arena(out, RECORD_ARENA_FREE, event->where, event->size);
	case TRACE_MARK: return put_text(out, RECORD_MARK, event->text, event->length);
	case TRACE_STATS: return put_text(out, RECORD_STATS, event->text, event->length);
	case TRACE_POOLS: return put_text(out, RECORD_POOLS, event->text, event->length);
	case TRACE_INTERPRETER:
		return put_number(put_kind(out, RECORD_INTERPRETER), event->size);
	case TRACE_EXIT: return put_number(put_kind(out, RECORD_END), event->size);
	default: ck_abort(); return out;
	}
}

/* The recording's bytes; [out] is the caller's to free. */
static void write_recording(const struct model *model, struct made_bytes *out)
{
	struct packer *packer = packer_new();
	struct record_state state = {0};
	unsigned char one[RECORD_TEXT_MOST + CALL_BYTES];
	char head[300];
	int length = snprintf(head, sizeof head,
			      RECORDING_MAGIC "model %s\ndebug-extra %u\nrefusals %d\n\n",
			      model->name, (unsigned)extra, tells_refusals);

	made_append(out, head, (size_t)length);
	for (size_t i = 0; i < events.count; i++) {
		size_t bytes = (size_t)(put_event(one, &state, &events.items[i]) - one);

		if (packer_count(packer) + bytes >= FRAME_BYTES)
			made_frame(out, packer);
		packer_add(packer, one, bytes);
	}
	made_frame(out, packer);
	packer_destroy(packer);
}

static inline struct recording *record(const struct model *model)
{
	struct diag_list diags = {0};
	struct made_bytes out = {0};
	struct recording *recording;

	write_recording(model, &out);
	recording = recording_from_memory(out.items, out.count, &diags);
	ck_assert_ptr_nonnull(recording);
	free(out.items);
	diag_fini(&diags);
	return recording;
}

/* A process of this model, and what was recorded of it. */
static inline struct recording *made_recording(const char *model, uint64_t seed)
{
	run_process(model_find(model), ARENAS_PAGE, seed);
	return record(model_find(model));
}

#endif
