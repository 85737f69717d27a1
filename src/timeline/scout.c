/* scout.c - running ahead; see scout.h. */
#include "timeline/scout.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

/* A mark has a name, a stop its event. */
static void add_moment(struct scout *scout, char *name, const struct event *stop,
		       struct diag_place place)
{
	struct timeline_index *index = &scout->index;

	if (index->count >= INDEX_MAX) {
		index->dropped++;
		free(name);
		return;
	}
	array_push(index, (struct moment){.events = scout->world.state->events,
					  .operations = scout->world.state->operations,
					  .name = name,
					  .stop = stop ? *stop : (struct event){0},
					  .place = place});
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
		index->failed += notice->kind == NOTICE_FAILED;
		index->faults += notice->kind == NOTICE_FAULT;
		keep_notice(scout, notice);
	}
	notices_clear(&scout->notices);
}

bool scout_init(struct scout *scout, struct program *program, const struct world_options *options,
		uint64_t memory_bytes)
{
	*scout = (struct scout){.running = true};
	if (!world_init(&scout->world, program, options, &scout->notices))
		return false;
	checkpoints_init(&scout->checkpoints, memory_bytes);
	checkpoints_offer(&scout->checkpoints, &scout->world);
	file_notices(scout);
	if (program->expects_steps)
		heap_watch(&scout->world.heap, &scout->log);
	return true;
}

static void forget_moments(struct timeline_index *index)
{
	for (size_t i = 0; i < index->count; i++)
		free(index->items[i].name);
	index->count = 0;
}

static void copy_moments(struct timeline_index *index, const struct timeline_index *from,
			 uint64_t events)
{
	forget_moments(index);
	for (size_t i = 0; i < from->count && from->items[i].events <= events; i++) {
		struct moment moment = from->items[i];

		moment.name = moment.name ? mem_text(moment.name) : NULL;
		array_push(index, moment);
	}
}

bool scout_branch(struct scout *scout, const struct scout *from, const struct world *here,
		  struct program *program, const struct world_options *options)
{
	struct image *image;

	if (!scout_init(scout, program, options, from->checkpoints.budget))
		return false;
	checkpoints_borrow(&scout->checkpoints, &from->checkpoints, here->state->events);
	copy_moments(&scout->index, &from->index, here->state->events);
	image = world_image(here);
	world_restore(&scout->world, image);
	image_destroy(image);
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
}

void scout_finish(struct scout *scout)
{
	scout->index.complete = true;
	scout->index.crashed = heap_crashed(&scout->world.heap);
	scout->running = false;
	world_fini(&scout->world);
}

static void note_arenas(struct scout *scout)
{
	struct arena_changes *changes = &scout->index.arenas;

	scout->held = scout->world.heap.control->narenas_currently_allocated;
	if (changes->count < ARENA_CHANGES_MAX)
		array_push(changes, (struct arena_change){scout->world.state->events, scout->held});
}

addr scout_take(struct scout *scout, const struct event *event)
{
	addr result = world_run(&scout->world, event, &scout->notices);

	if (event->kind != EVENT_OP)
		add_moment(scout, NULL, event, event->place);
	if (scout->notices.count)
		file_notices(scout);
	if (scout->held != scout->world.heap.control->narenas_currently_allocated)
		note_arenas(scout);
	checkpoints_offer(&scout->checkpoints, &scout->world);
	scout->index.events = scout->world.state->events;
	scout->index.operations = scout->world.state->operations;
	return result;
}

bool scout_run(struct scout *scout, uint64_t events)
{
	struct event event;

	if (!scout->running)
		return false;
	for (uint64_t i = 0; i < events; i++) {
		world_resume(&scout->world, &scout->notices);
		world_peek(&scout->world, &event);
		if (event.kind == EVENT_END) {
			file_notices(scout);
			if (!scout->world.program->grows)
				scout_finish(scout);
			return false;
		}
		scout_take(scout, &event);
	}
	return true;
}
