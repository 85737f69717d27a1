/* search.c - looking for moments; see search.h. */
#include "timeline/search.h"

#include <stdlib.h>

#include "heap/inspect.h"

#define STEP_BITS 10         /* more steps than any operation has */
#define RESTORE_EVENTS 4096u /* fetching an image takes as long as running that many events */

void search_init(struct search *search, struct program *program,
		 const struct world_options *options, struct scout *scout)
{
	*search = (struct search){
		.program = program,
		.options = *options,
		.scout = scout,
		.logged = UINT64_MAX,
		.state = SEARCH_NOTHING,
	};
}

void search_fini(struct search *search)
{
	if (search->running)
		world_fini(&search->world);
	journal_destroy(search->log.journal);
	*search = (struct search){0};
}

/* -- worlds ------------------------------------------------------------------------------- */

static struct world *world_of(struct search *search)
{
	return search->rides ? &search->scout->world : &search->world;
}

static addr run_event(struct search *search, const struct event *event)
{
	return search->rides ? scout_take(search->scout, event)
			     : world_run(&search->world, event, NULL);
}

/* -- order of positions ------------------------------------------------------------------- */

static bool is_before(struct position a, struct position b)
{
	if (a.events != b.events)
		return a.events < b.events;
	return a.steps != b.steps ? a.steps < b.steps : a.writes < b.writes;
}

static bool is_inside(struct position position)
{
	return position.steps || position.writes;
}

/* A moment at which the condition holds.  True if it is the one that was looked for. */
static bool take(struct search *search, struct position moment)
{
	if (search->back ? !is_before(moment, search->from) : !is_before(search->from, moment))
		return false;
	search->found = moment;
	search->any = true;
	return !search->back; /* backwards a later one may follow */
}

/* -- one event ---------------------------------------------------------------------------- */

/* Bytes of the block that begins at [block]; those of the system, and nobody's, are one byte. */
static uint64_t size_of(const struct heap *heap, addr block)
{
	uint32_t class = heap_class_of(heap, block);

	return class < MAX_SIZE_CLASSES ? model_block_size(heap->model, class) : 1;
}

static bool holds(uint64_t block, uint64_t bytes, uint64_t where)
{
	return block && where - block < bytes;
}

/* What has to be known from before the event. */
struct before {
	uint64_t size; /* of the block given; 1 = not in a pool */
	uint64_t level;
};

static struct before look_before(struct search *search, const struct op *op)
{
	const struct heap *heap = &world_of(search)->heap;
	struct before before = {0};

	switch (search->condition.kind) {
	case CONDITION_CLASS:
	case CONDITION_ADDRESS:
	case CONDITION_REAL:
		before.size = size_of(heap, op->block);
		break;
	case CONDITION_LIVE:
		before.size = size_of(heap, op->block);
		before.level = search->live;
		break;
	case CONDITION_ARENAS:
		before.level = heap->control->narenas_currently_allocated;
		break;
	case CONDITION_NONE:
	case CONDITION_STEP:
	case CONDITION_BYTES:
	case CONDITION_NAME:
	case CONDITION_RANGE:
	case CONDITION_MARK:
		break;
	}
	return before;
}

static bool asks_for(const struct op *op, uint64_t bytes)
{
	uint64_t asked;

	return op->kind <= OP_REALLOC && !__builtin_mul_overflow(op->count, op->bytes, &asked) &&
	       asked == bytes;
}

/* The bytes in use after the operation. */
static uint64_t count_live(struct search *search, const struct op *op, addr result, uint64_t given)
{
	uint64_t size = size_of(&world_of(search)->heap, result);

	if (op->kind == OP_WRITE || (op->kind == OP_REALLOC && !result))
		return search->live;
	if (op->kind != OP_MALLOC && op->kind != OP_CALLOC && given > 1)
		search->live -= given;
	if (size > 1)
		search->live += size;
	return search->live;
}

/* Whether the condition holds behind the operation. */
static bool is_met(struct search *search, const struct op *op, addr result, struct before before)
{
	const struct condition *condition = &search->condition;
	const struct heap *heap = &world_of(search)->heap;
	uint64_t value = condition->value;

	switch (condition->kind) {
	case CONDITION_CLASS:
		value = model_block_size(heap->model, (uint32_t)value);
		return before.size == value || size_of(heap, result) == value;
	case CONDITION_BYTES:
		return asks_for(op, value);
	case CONDITION_NAME:
		return (op->name & condition->mask) == value;
	case CONDITION_RANGE:
		return op->block - value < condition->mask || result - value < condition->mask;
	case CONDITION_ADDRESS:
		return holds(op->block, before.size, value) ||
		       holds(result, size_of(heap, result), value);
	case CONDITION_REAL:
		return holds(op->real_block, before.size, value) ||
		       holds(op->real_result, size_of(heap, result), value);
	case CONDITION_LIVE:
		return count_live(search, op, result, before.size) > value && before.level <= value;
	case CONDITION_ARENAS:
		return heap->control->narenas_currently_allocated > value && before.level <= value;
	case CONDITION_NONE:
	case CONDITION_STEP: /* see take_steps */
	case CONDITION_MARK: /* see run_marks */
		break;
	}
	return false;
}

/* The steps in the ring that are of the right kinds.  A position inside ends with the step that
 * was done; behind the last one it is at rest. */
static bool take_steps(struct search *search)
{
	const struct journal *steps = search->log.journal;
	uint64_t first = search->first_step, end = steps->step_end;

	for (uint64_t i = first; i < end; i++) {
		struct position moment = {.events = search->logged,
					  .steps = (uint32_t)(i + 1 - first)};

		if (!(search->condition.mask >> journal_step(steps, i)->kind & 1))
			continue;
		if (i + 1 == end)
			moment = (struct position){.events = search->logged + 1};
		if (take(search, moment))
			return true;
	}
	return false;
}

/* The steps alone are put down: the store stays quiet.  A scout may have a log of its own. */
static void run_with_steps(struct search *search, const struct event *event)
{
	struct world *world = world_of(search);
	struct step_log *own = world->heap.log;

	search->logged = world->state->events;
	search->first_step = search->log.journal->step_end;
	if (own)
		own->journal = search->log.journal;
	else
		world->heap.log = &search->log;
	run_event(search, event);
	if (own)
		own->journal = NULL;
	else
		world->heap.log = NULL;
}

/* Run one event and look at it.  True: this is the one. */
static bool run_and_look(struct search *search, const struct event *event)
{
	uint64_t number = world_of(search)->state->events;
	struct before before;
	addr result;

	if (event->kind != EVENT_OP) {
		run_event(search, event);
		return false;
	}
	if (search->condition.kind == CONDITION_STEP) {
		run_with_steps(search, event);
		return take_steps(search);
	}
	before = look_before(search, &event->op);
	result = run_event(search, event);
	return is_met(search, &event->op, result, before) &&
	       take(search, (struct position){.events = number + 1});
}

/* -- stretches ---------------------------------------------------------------------------- */

/* Back: the stretch that ends in front of event [end]. */
static void stretch_before(struct search *search, uint64_t end)
{
	search->end = end;
	search->begin = checkpoints_before_event(&search->scout->checkpoints, end - 1)->events;
	search->at = search->begin;
	search->placed = false;
}

/* Whether the scout stands where it can be joined: [at] events, forward from here. */
static bool can_ride(const struct search *search, uint64_t at)
{
	return !search->back && search->scout->running && search->scout->index.events <= at;
}

/* Bring the world to the last image in front of the stretch, unless it is nearer by itself. */
static void place(struct search *search, uint64_t *events)
{
	const struct checkpoint *image =
		checkpoints_before_event(&search->scout->checkpoints, search->begin);
	uint64_t at = search->world.state->events;

	search->placed = true;
	search->rides = can_ride(search, search->begin);
	if (search->rides || (at <= search->begin && at >= image->events))
		return;
	world_restore(&search->world, image->image);
	*events -= *events < RESTORE_EVENTS ? *events : RESTORE_EVENTS;
}

/* Somebody else may have let the scout run on: then look at what it has passed. */
static void lose_scout(struct search *search)
{
	if (!search->rides || (search->scout->running && search->scout->index.events == search->at))
		return;
	search->rides = search->placed = false;
	search->begin = search->at > search->begin ? search->at : search->begin;
}

static void begin_looking(struct search *search)
{
	struct heap_totals totals;

	if (search->condition.kind != CONDITION_LIVE)
		return;
	heap_sum(&world_of(search)->heap, &totals);
	search->live = totals.block_bytes;
}

/* The end of a stretch, or of the run. */
static void end_stretch(struct search *search)
{
	if (search->any)
		search->state = SEARCH_FOUND;
	else if (!search->back || search->begin == 0)
		search->state = SEARCH_NOTHING;
	else
		stretch_before(search, search->begin);
}

/* Run one event of the stretch; false at its end, or when all is known. */
static bool run_one(struct search *search)
{
	struct world *world = world_of(search);
	uint64_t at = world->state->events;
	struct event event;

	if (!search->rides && can_ride(search, at)) {
		search->rides = true;
		world = world_of(search);
	}
	world_resume(world, search->rides ? &search->scout->notices : NULL);
	world_peek(world, &event);
	if (event.kind == EVENT_END && search->rides && !world->program->grows)
		scout_finish(search->scout);
	if (event.kind == EVENT_END || at >= search->end) {
		search->rides = false;
		end_stretch(search);
		return false;
	}
	if (at == search->begin)
		begin_looking(search);
	if (at < search->begin)
		run_event(search, &event);
	else if (run_and_look(search, &event))
		search->state = SEARCH_FOUND;
	search->at = at + 1;
	return search->state == SEARCH_MORE;
}

/* -- marks ---------------------------------------------------------------------------------- */

static bool is_right_mark(const struct search *search, const struct moment *moment)
{
	return moment->name &&
	       condition_has_words(moment->name, search->condition.text + search->condition.value);
}

/* Marks are in the index already, as far as the scout has come: it goes on first. */
static enum search_state run_marks(struct search *search, uint64_t events)
{
	const struct timeline_index *index = &search->scout->index;
	bool whole = index->complete || (search->back && index->events >= search->from.events);

	if (!whole)
		whole = !scout_run(search->scout, events);
	for (; search->next_mark < index->count; search->next_mark++) {
		const struct moment *moment = &index->items[search->next_mark];

		if (is_right_mark(search, moment) &&
		    take(search, (struct position){.events = moment->events}))
			return search->state = SEARCH_FOUND;
	}
	if (whole)
		search->state = search->any ? SEARCH_FOUND : SEARCH_NOTHING;
	return search->state;
}

/* -- public --------------------------------------------------------------------------------- */

static bool have_world(struct search *search)
{
	if (!search->running)
		search->running = world_init(&search->world, search->program, &search->options, NULL);
	if (search->running && !search->log.journal)
		search->log.journal = journal_new(1, STEP_BITS);
	return search->running;
}

/* From inside the operation that was found last: its further steps are known, no image needs to
 * be fetched for them. */
static void begin_with_ring(struct search *search)
{
	if (search->condition.kind != CONDITION_STEP || search->logged != search->from.events)
		return;
	if (take_steps(search))
		search->state = SEARCH_FOUND;
	search->begin++;
}

bool search_begin(struct search *search, const struct condition *condition, struct position from,
		  bool back)
{
	uint64_t end = from.events + is_inside(from);

	search->condition = *condition;
	search->from = from;
	search->back = back;
	search->any = search->placed = search->rides = false;
	search->next_mark = 0;
	search->begin = search->at = from.events;
	search->end = UINT64_MAX;
	search->state = SEARCH_MORE;
	if (condition->kind == CONDITION_MARK)
		return true;
	if (!have_world(search)) {
		search->state = SEARCH_NOTHING;
		return false;
	}
	if (!back)
		begin_with_ring(search);
	else if (end > 0)
		stretch_before(search, end);
	else
		search->state = SEARCH_NOTHING;
	return true;
}

enum search_state search_run(struct search *search, uint64_t events)
{
	if (search->state != SEARCH_MORE)
		return search->state;
	if (search->condition.kind == CONDITION_MARK)
		return run_marks(search, events);
	lose_scout(search);
	while (search->state == SEARCH_MORE && events > 0) {
		if (!search->placed)
			place(search, &events);
		for (; events > 0 && run_one(search); events--)
			;
	}
	return search->state;
}

uint64_t search_done(const struct search *search)
{
	uint64_t at = search->at;

	if (search->condition.kind == CONDITION_MARK)
		return search->scout->index.events;
	if (search->back)
		return search->from.events - search->end + (at > search->begin ? at - search->begin : 0);
	return at > search->from.events ? at - search->from.events : 0;
}

uint64_t search_whole(const struct search *search)
{
	uint64_t end = search->scout->index.events;

	if (search->back || search->condition.kind == CONDITION_MARK)
		return search->back ? search->from.events : end;
	return end > search->from.events ? end - search->from.events : 0;
}
