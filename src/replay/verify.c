/* verify.c - a whole recording against the engine; see verify.h. */
#include "replay/verify.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "replay/evidence.h"

#define STORE_BASE UINT64_C(0x100000000000)
#define STORE_BYTES (UINT64_C(64) << 30) /* address space, not memory */
#define STORE_LEAST (UINT64_C(256) << 20)

/* One interpreter's allocator; isolated ones (3.12 and later) have their own. */
struct side {
	struct store store;
	struct heap heap;
	struct replay replay;
	struct map_nodes nodes;
};

struct verifier {
	struct recording *recording;
	const struct model *model;
	struct verify_result *result;
	struct side *sides[INTERPRETERS_MOST];
	uint64_t numbers[INTERPRETERS_MOST]; /* of the interpreters */
	size_t side_count;
	struct side *side; /* whose calls come now */
	bool differs;      /* the engine has left the track: nothing more can be compared */
};

/* -- interpreters --------------------------------------------------------------------- */

static struct side *side_new(const struct recording_head *head, const struct model *model)
{
	struct heap_options options = {.model = model, .placement = ARENAS_TOLD};
	struct side *side = mem_zero(1, sizeof *side);

	if (!store_init(&side->store, STORE_BASE, STORE_BYTES, STORE_LEAST)) {
		free(side);
		return NULL;
	}
	if (!heap_init(&side->heap, &side->store, &options) ||
	    replay_bytes(&side->heap) > side->heap.script_bytes) {
		store_fini(&side->store);
		free(side);
		return NULL;
	}
	side->replay = replay_at(head, &side->heap, side->heap.script_area);
	map_nodes_init(&side->nodes, head->python, model);
	return side;
}

static void side_destroy(struct side *side)
{
	map_nodes_fini(&side->nodes);
	store_fini(&side->store);
	free(side);
}

static bool choose_side(struct verifier *verifier, uint64_t number)
{
	size_t i = 0;

	while (i < verifier->side_count && verifier->numbers[i] != number)
		i++;
	if (i == INTERPRETERS_MOST)
		return false;
	if (i == verifier->side_count) {
		verifier->sides[i] = side_new(recording_head(verifier->recording),
					      verifier->model);
		if (!verifier->sides[i])
			return false;
		verifier->numbers[i] = number;
		verifier->side_count++;
	}
	verifier->side = verifier->sides[i];
	return true;
}

/* -- calls ---------------------------------------------------------------------------- */

static void note_difference(struct verifier *verifier, enum difference kind,
			    const struct trace_event *event, addr expected)
{
	struct verify_difference *first = &verifier->result->first;
	const struct replay *replay = &verifier->side->replay;

	verifier->differs = true;
	verifier->result->differences++;
	*first = (struct verify_difference){.kind = kind,
					    .call = verifier->result->calls,
					    .event = *event,
					    .got = event->where,
					    .expected = expected,
					    .expected_real = replay_to_real(replay, expected)};
	first->event.text = NULL;
	evidence_of_call(replay, event, expected, first->text, sizeof first->text);
}

static void take_call(struct verifier *verifier, const struct trace_event *event)
{
	struct replay *replay = &verifier->side->replay;
	struct verify_result *result = verifier->result;
	enum difference difference;
	addr block = ADDR_NULL;
	struct op op;

	result->calls++;
	if (verifier->differs)
		return;
	if (!replay_op(replay, event, &op)) {
		result->failed++;
		return;
	}
	block = op_run(&verifier->side->heap, &op);
	if (event->kind != TRACE_FREE) {
		result->in_system += heap_is_system(block);
		result->in_pools += !heap_is_system(block);
	}
	difference = replay_judge(replay, event, block);
	if (difference != DIFFERENCE_NONE)
		note_difference(verifier, difference, event, block);
}

/* -- the rest ------------------------------------------------------------------------- */

static void take_arena(struct verifier *verifier, const struct trace_event *event)
{
	struct side *side = verifier->side;
	bool obtained = event->kind == TRACE_ARENA;
	enum difference difference;

	if (verifier->differs)
		return;
	difference = obtained ? replay_arena(&side->replay, event->where, event->size)
			      : replay_arena_free(&side->replay, event->where, event->size);
	if (difference != DIFFERENCE_NONE)
		note_difference(verifier, difference, event, ADDR_NULL);
	if (event->size != side->heap.arena_size)
		return;
	verifier->result->arenas_obtained += obtained;
	verifier->result->arenas_returned += !obtained;
	if (obtained)
		map_nodes_add(&side->nodes, event->where);
}

static void take_statistics(struct verifier *verifier, const struct trace_event *event)
{
	struct verify_result *result = verifier->result;
	struct verify_difference *first = &result->first;
	char text[sizeof first->text];

	if (verifier->differs)
		return;
	result->statistics++;
	if (evidence_of_statistics(&verifier->side->heap,
				   map_nodes_totals(&verifier->side->nodes), event->text,
				   event->length, text, sizeof text))
		return;
	if (result->statistics_different++ == 0 && result->headers_different == 0) {
		first->call = result->calls;
		memcpy(first->text, text, sizeof text);
	}
}

static void take_pools(struct verifier *verifier, const struct trace_event *event)
{
	struct verify_result *result = verifier->result;
	struct verify_difference *first = &result->first;
	char text[sizeof first->text];
	uint64_t bad;

	if (verifier->differs)
		return;
	bad = evidence_of_pools(&verifier->side->replay, event->text, event->length,
				&result->headers, text, sizeof text);
	if (bad > 0 && result->headers_different == 0 && result->statistics_different == 0) {
		first->call = result->calls;
		memcpy(first->text, text, sizeof text);
	}
	result->headers_different += bad;
}

/* False: more interpreters than can be followed. */
static bool take(struct verifier *verifier, const struct trace_event *event)
{
	switch (event->kind) {
	case TRACE_FREE:
	case TRACE_MALLOC:
	case TRACE_REALLOC:
	case TRACE_CALLOC:
		take_call(verifier, event);
		return true;
	case TRACE_ARENA:
	case TRACE_ARENA_FREE:
		take_arena(verifier, event);
		return true;
	case TRACE_STATS:
		take_statistics(verifier, event);
		return true;
	case TRACE_POOLS:
		take_pools(verifier, event);
		return true;
	case TRACE_INTERPRETER:
		return choose_side(verifier, event->size);
	case TRACE_MARK:
		verifier->result->marks++;
		return true;
	case TRACE_EXIT:
		verifier->result->exited = true;
		return true;
	case TRACE_IMPORT:
	case TRACE_NOTE:
	case TRACE_END:
		return true;
	}
	return true;
}

bool verify_recording(struct recording *recording, const struct model *model,
		      struct verify_result *result)
{
	struct verifier verifier = {
		.recording = recording,
		.model = model ? model : &recording_head(recording)->model,
		.result = result,
	};
	struct trace_cursor cursor;
	struct trace_event event;
	bool good = choose_side(&verifier, 0);

	*result = (struct verify_result){0};
	trace_begin(recording, &cursor);
	while (good && trace_next(recording, &cursor, &event))
		good = take(&verifier, &event);
	result->status = recording_status(recording);
	result->interpreters = verifier.side_count;
	for (size_t i = 0; i < verifier.side_count; i++) {
		result->arenas_most += verifier.sides[i]->heap.control->narenas_highwater;
		side_destroy(verifier.sides[i]);
	}
	return good;
}
