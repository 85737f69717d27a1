/* scout.c - running ahead; see scout.h. */
#include "timeline/scout.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "heap/inspect.h"

#define LIFETIMES_SHARE 3 /* of the memory: a third may go to what becomes of blocks */

static struct event *keep_event(const struct event *event)
{
	return memcpy(mem_alloc(sizeof *event), event, sizeof *event);
}

/* A mark has a name, a stop its event. */
static void add_moment(struct scout *scout, char *name, const struct event *stop,
		       struct diag_place place)
{
	struct timeline_index *index = &scout->index;
	uint64_t before = index->count ? index->items[index->count - 1].stops : 0;

	if (index->count >= INDEX_MAX) {
		index->dropped++;
		free(name);
		return;
	}
	array_push(index, (struct moment){.events = scout->world.state->events,
					  .operations = scout->world.state->operations,
					  .name = name,
					  .stop = stop ? keep_event(stop) : NULL,
					  .place = place,
					  .stops = before + (stop != NULL)});
}

/* The same words at the same place: said once, and counted. */
static bool said_before(struct timeline_index *index, const struct notice *notice)
{
	for (size_t i = 0; i < index->notices.count; i++) {
		struct notice *said = &index->notices.items[i];

		if (said->kind == notice->kind && said->place.line == notice->place.line &&
		    said->place.column == notice->place.column &&
		    strcmp(said->text, notice->text) == 0) {
			said->again++;
			return true;
		}
	}
	return false;
}

static void keep_notice(struct scout *scout, struct notice *notice)
{
	struct timeline_index *index = &scout->index;

	if (said_before(index, notice) || index->notices.count >= NOTICES_MAX)
		return;
	notice->operations = scout->world.state->operations;
	array_push(&index->notices, *notice);
	*notice = (struct notice){0};
}

/* Take the news of the last commit over into the index. */
static void file_notices(struct scout *scout)
{
	struct timeline_index *index = &scout->index;

	for (size_t i = 0; i < scout->notices.count; i++) {
		struct notice *notice = &scout->notices.items[i];

		if (notice->kind == NOTICE_MARK) {
			add_moment(scout, notice->text, NULL, notice->place);
			notice->text = NULL;
			continue;
		}
		if (notice->kind == NOTICE_OTHERS) {
			index->others = true;
			continue;
		}
		index->failed += notice->kind == NOTICE_FAILED;
		index->faults += notice->kind == NOTICE_FAULT;
		keep_notice(scout, notice);
	}
	index->dropped += scout->notices.left_out;
	notices_clear(&scout->notices);
}

bool scout_init(struct scout *scout, struct program *program, const struct world_options *options,
		uint64_t memory_bytes)
{
	*scout = (struct scout){.running = true};
	if (!world_init(&scout->world, program, options, &scout->notices))
		return false;
	checkpoints_init(&scout->checkpoints, memory_bytes);
	series_init(&scout->series);
	lifetimes_init(&scout->lifetimes, memory_bytes / LIFETIMES_SHARE);
	checkpoints_offer(&scout->checkpoints, &scout->world);
	file_notices(scout);
	if (program->expects_steps)
		heap_watch(&scout->world.heap, &scout->log);
	return true;
}

static void forget_moments(struct timeline_index *index)
{
	for (size_t i = 0; i < index->count; i++) {
		free(index->items[i].name);
		free(index->items[i].stop);
	}
	index->count = 0;
}

static void copy_moments(struct timeline_index *index, const struct timeline_index *from,
			 uint64_t events)
{
	forget_moments(index);
	for (size_t i = 0; i < from->count && from->items[i].events <= events; i++) {
		struct moment moment = from->items[i];

		moment.name = moment.name ? mem_text(moment.name) : NULL;
		moment.stop = moment.stop ? keep_event(moment.stop) : NULL;
		array_push(index, moment);
	}
}

bool scout_branch(struct scout *scout, const struct scout *from, const struct world *here,
		  struct program *program, const struct world_options *options)
{
	struct heap_totals totals;
	struct image *image;

	if (!scout_init(scout, program, options, from->checkpoints.budget))
		return false;
	checkpoints_borrow(&scout->checkpoints, &from->checkpoints, here->state->events);
	copy_moments(&scout->index, &from->index, here->state->events);
	image = world_image(here);
	world_restore(&scout->world, image);
	image_destroy(image);
	heap_sum(&scout->world.heap, &totals);
	scout->bytes = totals.block_bytes;
	scout->series = from->series;
	series_cut(&scout->series, here->state->operations);
	lifetimes_branch(&scout->lifetimes, &from->lifetimes, here->state->operations);
	scout->index.others |= from->index.others;
	scout->index.events = here->state->events;
	scout->index.operations = here->state->operations;
	add_moment(scout, mem_text("fork"), NULL, DIAG_WHOLE_FILE);
	return true;
}

void scout_fini(struct scout *scout)
{
	if (scout->running)
		world_fini(&scout->world);
	forget_moments(&scout->index);
	free(scout->index.items);
	free(scout->index.arenas.items);
	notices_fini(&scout->index.notices);
	notices_fini(&scout->notices);
	checkpoints_fini(&scout->checkpoints);
	lifetimes_fini(&scout->lifetimes);
}

void scout_finish(struct scout *scout)
{
	scout->index.complete = true;
	scout->index.crashed = heap_crashed(&scout->world.heap);
	scout->running = false;
	world_fini(&scout->world);
}

/* -- curves, and what becomes of blocks ------------------------------------------------------ */

/* All this happens once an operation, many million times. */

/* Bytes of a block of that class; none of what lies in no pool. */
static inline uint64_t size_of(const struct heap *heap, uint32_t class)
{
	return class < MAX_SIZE_CLASSES ? model_block_size(heap->model, class) : 0;
}

/* Bytes handed out from pools. */
static inline void count_bytes(struct scout *scout, const struct happened *happened)
{
	const struct heap *heap = &scout->world.heap;
	const struct op *op = happened->op;
	bool gives = op->kind == OP_FREE || (op->kind == OP_REALLOC && happened->result);
	uint64_t before = scout->bytes + size_of(heap, happened->made);
	uint64_t given = gives ? size_of(heap, happened->given) : 0;

	scout->bytes = given < before ? before - given : 0;
	series_add(&scout->series, scout->bytes, heap->control->narenas_currently_allocated);
}

static inline void note_end(struct scout *scout, const struct happened *happened)
{
	const struct op *op = happened->op;
	uint64_t born = op->born, bytes = scout->lifetimes.bytes;

	if (op->kind == OP_REALLOC && (!happened->result || happened->result == op->block))
		return; /* it stays */
	born = lifetimes_birth(&scout->lifetimes, born, scout->world.program->was_recorded);
	lifetimes_end(&scout->lifetimes, born, happened->number, op->kind == OP_REALLOC);
	if (scout->lifetimes.bytes != bytes)
		checkpoints_shrink(&scout->checkpoints, scout->lifetimes.bytes - bytes);
}

static void note_arenas(struct scout *scout)
{
	struct arena_changes *changes = &scout->index.arenas;

	scout->held = scout->world.heap.control->narenas_currently_allocated;
	if (changes->count < ARENA_CHANGES_MAX)
		array_push(changes, (struct arena_change){scout->world.state->events, scout->held});
}

/* An operation has happened. */
static void hear(void *context, const struct happened *happened)
{
	struct scout *scout = context;
	const struct op *op = happened->op;

	count_bytes(scout, happened);
	if (op->born)
		note_end(scout, happened);
	else if (op->kind != OP_FREE && scout->world.program->was_recorded &&
		 !scout->lifetimes.base)
		lifetimes_call(&scout->lifetimes, op->name, happened->number);
	lifetimes_pass(&scout->lifetimes, happened->number);
	if (scout->held != scout->world.heap.control->narenas_currently_allocated)
		note_arenas(scout);
}

/* One or several events have happened. */
static void look_around(struct scout *scout)
{
	if (scout->notices.count)
		file_notices(scout);
	checkpoints_offer(&scout->checkpoints, &scout->world);
	scout->index.events = scout->world.state->events;
	scout->index.operations = scout->world.state->operations;
}

addr scout_take(struct scout *scout, const struct event *event)
{
	struct op_listener listener = {hear, scout};
	addr result = world_run_told(&scout->world, event, &listener, &scout->notices);

	if (event->kind != EVENT_OP)
		add_moment(scout, NULL, event, event->place);
	look_around(scout);
	return result;
}

/* Operations, up to where an image is due.  Returns how many there were. */
static uint64_t take_operations(struct scout *scout, uint64_t events)
{
	struct op_listener listener = {hear, scout};
	uint64_t room = checkpoints_room(&scout->checkpoints, scout->world.state->events);
	uint64_t count = world_run_on(&scout->world, events < room ? events : room, &listener,
				      &scout->notices);

	if (count > 0)
		look_around(scout);
	return count;
}

bool scout_run(struct scout *scout, uint64_t events)
{
	struct event event;

	if (!scout->running)
		return false;
	while (events > 0) {
		uint64_t count;

		world_resume(&scout->world, &scout->notices);
		count = take_operations(scout, events);
		events -= count;
		if (count > 0)
			continue;
		world_peek(&scout->world, &event);
		if (event.kind == EVENT_END) {
			file_notices(scout);
			if (!scout->world.program->grows)
				scout_finish(scout);
			return false;
		}
		scout_take(scout, &event);
		events--;
	}
	return true;
}
