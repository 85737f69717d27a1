/* reel.c - the records of the recent past; see reel.h. */
#include "timeline/reel.h"

#include <stdlib.h>

#include "base/halves.h"
#include "base/mem.h"

/* The rings, as powers of two.  An event of a scenario makes about ten writes (four of the
 * allocator, the rest keep names), so they run full at about the same time: after a
 * hundred thousand events. */
#define WRITE_BITS 20
#define STEP_BITS 19
#define EVENT_BITS 17

struct reel *reel_new(struct program *program, const struct world_options *options)
{
	struct reel *reel = mem_zero(1, sizeof *reel);

	if (!world_init(&reel->world, program, options, NULL)) {
		free(reel);
		return NULL;
	}
	reel->journal = journal_new(WRITE_BITS, STEP_BITS);
	reel->log.journal = reel->journal;
	reel->event_mask = (UINT64_C(1) << EVENT_BITS) - 1;
	reel->records = mem_zero(reel->event_mask + 1, sizeof *reel->records);
	return reel;
}

void reel_destroy(struct reel *reel)
{
	if (!reel)
		return;
	world_fini(&reel->world);
	journal_destroy(reel->journal);
	free(reel->records);
	free(reel);
}

uint64_t reel_record_bytes(void)
{
	return (sizeof(struct write_record) << WRITE_BITS) +
	       (sizeof(struct step_record) << STEP_BITS) +
	       (sizeof(struct event_record) << EVENT_BITS);
}

/* -- what is on record ---------------------------------------------------------------- */

bool reel_keeps(const struct reel *reel, uint64_t event)
{
	const struct event_record *record = reel_record(reel, event);

	return event >= reel->begin && event < reel->end &&
	       reel->end - event <= reel->event_mask &&
	       journal_keeps(reel->journal, record->first_write, record->first_step);
}

/* The rings lose the oldest first, so one search finds the border. */
uint64_t reel_oldest(const struct reel *reel)
{
	struct halves search = {reel->begin, reel->end};

	if (reel->end - reel->begin > reel->event_mask)
		search.low = reel->end - reel->event_mask;
	while (halves_left(&search))
		halves_go(&search, !reel_keeps(reel, halves_middle(&search)));
	return search.low;
}

bool reel_covers(const struct reel *reel, uint64_t events)
{
	return (events > 0 ? reel_keeps(reel, events - 1) : reel->begin == 0) &&
	       (events == reel->end || reel_keeps(reel, events));
}

uint32_t reel_step_count(const struct reel *reel, uint64_t event)
{
	uint64_t end = event + 1 < reel->end ? reel_record(reel, event + 1)->first_step
					     : reel->journal->step_end;

	return (uint32_t)(end - reel_record(reel, event)->first_step);
}

static uint64_t end_write(const struct reel *reel, uint64_t event)
{
	return event + 1 < reel->end ? reel_record(reel, event + 1)->first_write
				     : reel->journal->write_end;
}

uint64_t reel_step_write(const struct reel *reel, uint64_t event, uint32_t step)
{
	const struct event_record *record = reel_record(reel, event);

	if (step == 0)
		return record->first_write;
	if (step >= reel_step_count(reel, event))
		return end_write(reel, event);
	return journal_step(reel->journal, record->first_step + step)->first_write;
}

/* -- writes of a step ------------------------------------------------------------------ */

/* Only the allocator's own words are worth a stop; when an arena goes back, its bytes becoming
 * zero are one event, not thousands. */
static bool is_visible(const struct reel *reel, uint64_t write, enum step_kind kind)
{
	const struct heap *heap = &reel->world.heap;
	uint64_t offset = journal_write(reel->journal, write)->word * 8;
	uint64_t script = heap->script_area - heap->store->base;

	if (offset >= script && offset < script + heap->script_bytes)
		return false;
	return kind != STEP_ARENA_RELEASE || offset < script;
}

static enum step_kind kind_of(const struct reel *reel, uint64_t event, uint32_t step)
{
	uint64_t number = reel_record(reel, event)->first_step + step;

	return (enum step_kind)journal_step(reel->journal, number)->kind;
}

uint32_t reel_visible_writes(const struct reel *reel, uint64_t event, uint32_t step)
{
	enum step_kind kind = kind_of(reel, event, step);
	uint64_t end = reel_step_write(reel, event, step + 1);
	uint32_t count = 0;

	for (uint64_t w = reel_step_write(reel, event, step); w < end; w++)
		count += is_visible(reel, w, kind);
	return count;
}

uint64_t reel_after_visible(const struct reel *reel, uint64_t event, uint32_t step, uint32_t nth)
{
	enum step_kind kind = kind_of(reel, event, step);
	uint64_t end = reel_step_write(reel, event, step + 1);
	uint64_t w = reel_step_write(reel, event, step);

	for (; w < end && nth > 0; w++)
		nth -= is_visible(reel, w, kind);
	return nth == 0 ? w : end;
}

/* -- operations ------------------------------------------------------------------------ */

bool reel_find_operation(const struct reel *reel, uint64_t n, uint64_t *events)
{
	uint64_t oldest = reel_oldest(reel);
	struct halves search = {oldest, reel->end};

	if (!halves_left(&search) || reel_record(reel, oldest)->operations > n ||
	    reel_record(reel, reel->end - 1)->operations < n)
		return false;
	while (halves_left(&search))
		halves_go(&search, reel_record(reel, halves_middle(&search))->operations < n);
	*events = search.low + 1;
	/* The oldest record may itself come after the operation, a stop behind it. */
	return search.low > oldest || oldest == 0;
}

/* -- moving, running ------------------------------------------------------------------ */

void reel_go(struct reel *reel, uint64_t write)
{
	journal_go(reel->journal, &reel->world.store, write);
}

void reel_rest(struct reel *reel, uint64_t events)
{
	reel_go(reel, events == reel->end ? reel->journal->write_end
					  : reel_record(reel, events)->first_write);
}

bool reel_run(struct reel *reel)
{
	struct world *world = &reel->world;
	uint64_t number = world->state->events;
	struct event_record *record = &reel->records[number & reel->event_mask];
	struct event event;

	record->first_write = reel->journal->write_end;
	record->first_step = reel->journal->step_end;
	heap_watch(&world->heap, &reel->log);
	world_resume(world, NULL);
	world_peek(world, &event);
	if (event.kind == EVENT_END) {
		heap_watch(&world->heap, NULL);
		return false;
	}
	record->result = world_run(world, &event, NULL);
	heap_watch(&world->heap, NULL);
	record->operations = world->state->operations;
	reel->end = number + 1;
	return true;
}

uint64_t reel_run_quietly(struct reel *reel, uint64_t most)
{
	struct event event;
	uint64_t count;

	world_resume(&reel->world, NULL);
	count = world_run_on(&reel->world, most, NULL, NULL);
	if (count > 0)
		return count;
	world_peek(&reel->world, &event);
	if (event.kind == EVENT_END)
		return 0;
	world_run(&reel->world, &event, NULL);
	return 1;
}

void reel_forget(struct reel *reel)
{
	journal_forget(reel->journal);
	reel->begin = reel->end = reel->world.state->events;
}

void reel_restore(struct reel *reel, const struct image *image)
{
	world_restore(&reel->world, image);
	reel_forget(reel);
}
