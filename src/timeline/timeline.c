/* timeline.c - movement; see timeline.h. */
#include "timeline/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "timeline/scout.h"

/* The journal: writes, steps and events of the recent past, as powers of two.  An event of a
 * scenario makes about ten writes (four of the allocator, the rest keep names), so
 * the rings run full at about the same time: after a hundred thousand events. */
#define WRITE_BITS 20
#define STEP_BITS 19
#define EVENT_BITS 17

#define WATCHED_SPAN (UINT64_C(1) << 15) /* events recorded in front of a place jumped to */
#define DEFAULT_MEMORY (UINT64_C(256) << 20)

/* One event in the journal. */
struct event_record {
	addr result;
	uint64_t first_write, first_step;
	uint64_t operations; /* that had happened when it was complete */
};

struct timeline {
	struct world view;
	struct scout scout;
	struct journal *journal;
	struct step_log log;
	struct event_record *records; /* ring; the record of event e is at e & event_mask */
	uint64_t event_mask;
	uint64_t record_begin, record_end; /* events recorded: begin <= e < end */
	struct position at;
	uint64_t shown;           /* number of the event under way, or of the last one */
	uint64_t shown_operation; /* the same if it is an operation, else of the one before it */
	struct event current, operation; /* those two */
};

/* -- the journal's events ------------------------------------------------------------- */

static const struct event_record *record_of(const struct timeline *timeline, uint64_t event)
{
	return &timeline->records[event & timeline->event_mask];
}

static bool is_kept(const struct timeline *timeline, uint64_t event)
{
	const struct event_record *record = record_of(timeline, event);

	return event >= timeline->record_begin && event < timeline->record_end &&
	       timeline->record_end - event <= timeline->event_mask &&
	       journal_keeps(timeline->journal, record->first_write, record->first_step);
}

static uint64_t end_write(const struct timeline *timeline, uint64_t event)
{
	return event + 1 < timeline->record_end ? record_of(timeline, event + 1)->first_write
						: timeline->journal->write_end;
}

static uint32_t step_count(const struct timeline *timeline, uint64_t event)
{
	uint64_t end = event + 1 < timeline->record_end
			       ? record_of(timeline, event + 1)->first_step
			       : timeline->journal->step_end;

	return (uint32_t)(end - record_of(timeline, event)->first_step);
}

/* Where a step's writes begin.  The first step takes what came before it, the last what
 * comes after it: the program's own book-keeping. */
static uint64_t step_write(const struct timeline *timeline, uint64_t event, uint32_t step)
{
	const struct event_record *record = record_of(timeline, event);

	if (step == 0)
		return record->first_write;
	if (step >= step_count(timeline, event))
		return end_write(timeline, event);
	return journal_step(timeline->journal, record->first_step + step)->first_write;
}

static void go(struct timeline *timeline, uint64_t write)
{
	journal_go(timeline->journal, &timeline->view.store, write);
}

static void forget(struct timeline *timeline)
{
	journal_forget(timeline->journal);
	timeline->record_begin = timeline->record_end = timeline->view.state->events;
}

/* -- running ------------------------------------------------------------------------------ */

/* Run the next event for the first time, recording it.  The view is at rest at the end of
 * the records. */
static bool run_recorded(struct timeline *timeline)
{
	struct world *view = &timeline->view;
	uint64_t number = view->state->events;
	struct event_record *record = &timeline->records[number & timeline->event_mask];
	struct event event;

	world_peek(view, &event);
	if (event.kind == EVENT_END)
		return false;
	record->first_write = timeline->journal->write_end;
	record->first_step = timeline->journal->step_end;
	heap_watch(&view->heap, &timeline->log);
	record->result = world_run(view, &event, NULL);
	heap_watch(&view->heap, NULL);
	record->operations = view->state->operations;
	timeline->record_end = number + 1;
	return true;
}

static bool run_quietly(struct timeline *timeline)
{
	struct event event;

	world_peek(&timeline->view, &event);
	if (event.kind == EVENT_END)
		return false;
	world_run(&timeline->view, &event, NULL);
	return true;
}

/* How far to run: whichever comes first. */
struct goal {
	uint64_t events, operations;
};

static uint64_t distance(const struct timeline *timeline, struct goal goal)
{
	const struct world_state *state = timeline->view.state;
	uint64_t events = goal.events - state->events;
	uint64_t operations = goal.operations - state->operations;

	return events < operations ? events : operations;
}

/* Run on from the end of the records: quietly while far away, then recorded. */
static bool run_to(struct timeline *timeline, struct goal goal)
{
	if (distance(timeline, goal) > WATCHED_SPAN) {
		while (distance(timeline, goal) > WATCHED_SPAN)
			if (!run_quietly(timeline))
				break;
		forget(timeline);
	}
	while (distance(timeline, goal) > 0)
		if (!run_recorded(timeline))
			return false;
	return true;
}

static void restore(struct timeline *timeline, const struct checkpoint *checkpoint)
{
	world_restore(&timeline->view, checkpoint->image);
	forget(timeline);
}

/* -- moving to a position at rest ------------------------------------------------------------ */

/* Positions in the records are a matter of exchanging words. */
static bool is_recorded(const struct timeline *timeline, uint64_t events)
{
	return (events > 0 ? is_kept(timeline, events - 1) : timeline->record_begin == 0) &&
	       (events == timeline->record_end || is_kept(timeline, events));
}

static void rest_at(struct timeline *timeline, uint64_t events)
{
	go(timeline, events == timeline->record_end ? timeline->journal->write_end
						    : record_of(timeline, events)->first_write);
	timeline->at = (struct position){.events = events};
}

/* Start again from the best place before the goal: the end of the records, or an
 * image.  The image leaves some way to run, so that stepping back from the goal finds records. */
static void start_for(struct timeline *timeline, struct goal goal)
{
	uint64_t events = goal.events - (goal.events < WATCHED_SPAN ? goal.events : WATCHED_SPAN);
	uint64_t operations =
		goal.operations - (goal.operations < WATCHED_SPAN ? goal.operations : WATCHED_SPAN);
	const struct checkpoint *by_event =
		checkpoints_before_event(&timeline->scout.checkpoints, events);
	const struct checkpoint *by_operation =
		checkpoints_before_operation(&timeline->scout.checkpoints, operations);
	const struct checkpoint *best = by_event->events < by_operation->events ? by_event
										 : by_operation;
	const struct world_state *state = timeline->view.state;

	rest_at(timeline, timeline->record_end);
	/* At the goal, but with nothing recorded behind it (or behind the stops that may follow an
	 * operation): come again from before. */
	if (state->events >= goal.events || state->operations >= goal.operations ||
	    state->events < best->events)
		restore(timeline, best);
}

static bool move_to_rest(struct timeline *timeline, uint64_t events)
{
	struct goal goal = {.events = events, .operations = UINT64_MAX};
	bool reached = true;

	if (is_recorded(timeline, events)) {
		rest_at(timeline, events);
		return true;
	}
	start_for(timeline, goal);
	reached = run_to(timeline, goal);
	rest_at(timeline, timeline->record_end);
	if (!reached && !is_recorded(timeline, timeline->record_end)) {
		/* The end came while running quietly: now that it is known, record what leads there. */
		goal.events = timeline->record_end;
		start_for(timeline, goal);
		run_to(timeline, goal);
		rest_at(timeline, timeline->record_end);
	}
	return reached;
}

/* What an event is can be read in front of it: go there, and let the caller go back. */
static void read_event(struct timeline *timeline, uint64_t number, struct event *event)
{
	go(timeline, record_of(timeline, number)->first_write);
	world_peek(&timeline->view, event);
}

/* Note what is shown at the present position. */
static void refresh(struct timeline *timeline)
{
	uint64_t event = timeline->at.events, write;

	if (timeline->at.steps == 0 && timeline->at.writes == 0) {
		if (event == 0)
			return;
		/* Back at the border of the rings: what led here must be recorded again. */
		if (!is_kept(timeline, --event))
			move_to_rest(timeline, timeline->at.events);
	}
	write = timeline->journal->write_at;
	read_event(timeline, event, &timeline->current);
	timeline->shown = event;
	while (event > 0 && step_count(timeline, event) == 0 && is_kept(timeline, event - 1))
		event--;
	read_event(timeline, event, &timeline->operation);
	timeline->shown_operation = event;
	go(timeline, write);
}

/* Make sure event number at.events is in the records, with the view at rest in front of it. */
static bool have_next(struct timeline *timeline)
{
	uint64_t events = timeline->at.events;

	if (is_kept(timeline, events))
		return true;
	if (timeline->record_end != events || !run_recorded(timeline))
		return false;
	go(timeline, record_of(timeline, events)->first_write);
	return true;
}

/* -- writes of a step ---------------------------------------------------------------------------- */

/* Only the allocator's own words are worth a stop; when an arena goes back, its bytes becoming
 * zero are one event, not thousands. */
static bool is_visible(const struct timeline *timeline, uint64_t write, enum step_kind kind)
{
	const struct heap *heap = &timeline->view.heap;
	uint64_t offset = journal_write(timeline->journal, write)->word * 8;
	uint64_t script = heap->script_area - heap->store->base;

	if (offset >= script && offset < script + heap->script_bytes)
		return false;
	return kind != STEP_ARENA_RELEASE || offset < script;
}

static enum step_kind kind_of(const struct timeline *timeline, uint64_t event, uint32_t step)
{
	uint64_t number = record_of(timeline, event)->first_step + step;

	return (enum step_kind)journal_step(timeline->journal, number)->kind;
}

static uint32_t visible_writes(const struct timeline *timeline, uint64_t event, uint32_t step,
			       uint64_t to)
{
	enum step_kind kind = kind_of(timeline, event, step);
	uint32_t count = 0;

	for (uint64_t w = step_write(timeline, event, step); w < to; w++)
		count += is_visible(timeline, w, kind);
	return count;
}

/* The number behind the [nth] visible write (1 = first) of a step; the step's end if it has fewer. */
static uint64_t after_visible(const struct timeline *timeline, uint64_t event, uint32_t step,
			      uint32_t nth)
{
	enum step_kind kind = kind_of(timeline, event, step);
	uint64_t end = step_write(timeline, event, step + 1);
	uint64_t w = step_write(timeline, event, step);

	for (; w < end && nth > 0; w++)
		nth -= is_visible(timeline, w, kind);
	return nth == 0 ? w : end;
}

/* -- positions inside an event --------------------------------------------------------------------- */

/* Step [steps] and [writes] of event at.events, which is in the records; normalizes. */
static void go_inside(struct timeline *timeline, uint32_t steps, uint32_t writes)
{
	uint64_t event = timeline->at.events;
	uint32_t count = step_count(timeline, event);
	uint32_t most;

	if (steps < count && writes > 0) {
		most = visible_writes(timeline, event, steps,
				      step_write(timeline, event, steps + 1));
		if (writes >= most) {
			steps++;
			writes = 0;
		}
	}
	if (steps >= count) {
		rest_at(timeline, event + 1);
		return;
	}
	go(timeline, writes ? after_visible(timeline, event, steps, writes)
			    : step_write(timeline, event, steps));
	timeline->at.steps = steps;
	timeline->at.writes = writes;
}

/* To the next write of the allocator; a step without any counts as one stop. */
static void forward_write(struct timeline *timeline)
{
	struct position at = timeline->at;
	uint32_t count = step_count(timeline, at.events);
	uint32_t most = at.steps < count
				? visible_writes(timeline, at.events, at.steps,
						 step_write(timeline, at.events, at.steps + 1))
				: 0;

	if (most > 0)
		go_inside(timeline, at.steps, at.writes + 1);
	else
		go_inside(timeline, at.steps + 1, 0);
}

static bool forward(struct timeline *timeline, enum detail detail)
{
	if (!have_next(timeline))
		return false;
	if (detail == DETAIL_OPERATION)
		rest_at(timeline, timeline->at.events + 1);
	else if (detail == DETAIL_STEP)
		go_inside(timeline, timeline->at.steps + 1, 0);
	else
		forward_write(timeline);
	return true;
}

/* Enter the event before from its end. */
static bool enter_last(struct timeline *timeline, enum detail detail)
{
	uint64_t event = timeline->at.events - 1;
	uint32_t count;

	if (!is_kept(timeline, event) && !move_to_rest(timeline, timeline->at.events))
		return false;
	timeline->at = (struct position){.events = event};
	count = step_count(timeline, event);
	if (detail == DETAIL_OPERATION || count == 0) {
		rest_at(timeline, event);
		return true;
	}
	timeline->at.steps = count;
	return timeline_back(timeline, detail);
}

static bool back(struct timeline *timeline, enum detail detail)
{
	struct position at = timeline->at;
	uint32_t writes;

	if (at.steps == 0 && at.writes == 0)
		return at.events > 0 && enter_last(timeline, detail);
	if (detail == DETAIL_OPERATION)
		rest_at(timeline, at.events);
	else if (detail == DETAIL_STEP)
		go_inside(timeline, at.writes ? at.steps : at.steps - 1, 0);
	else if (at.writes > 0)
		go_inside(timeline, at.steps, at.writes - 1);
	else {
		writes = visible_writes(timeline, at.events, at.steps - 1,
					step_write(timeline, at.events, at.steps));
		go_inside(timeline, at.steps - 1, writes ? writes - 1 : 0);
	}
	return true;
}

/* -- public ---------------------------------------------------------------------------------------- */

bool timeline_forward(struct timeline *timeline, enum detail detail)
{
	bool moved = forward(timeline, detail);

	refresh(timeline);
	return moved;
}

bool timeline_back(struct timeline *timeline, enum detail detail)
{
	bool moved = back(timeline, detail);

	refresh(timeline);
	return moved;
}

/* Whether event [position.events], which is recorded, has so many steps and writes. */
static bool has_position(const struct timeline *timeline, struct position position)
{
	uint32_t count = step_count(timeline, position.events);

	if (position.writes == 0 || position.steps >= count)
		return position.steps <= count && position.writes == 0;
	return position.writes <=
	       visible_writes(timeline, position.events, position.steps,
			      step_write(timeline, position.events, position.steps + 1));
}

bool timeline_seek(struct timeline *timeline, struct position position)
{
	bool reached = move_to_rest(timeline, position.events);

	if (reached && (position.steps || position.writes)) {
		reached = have_next(timeline) && has_position(timeline, position);
		if (reached)
			go_inside(timeline, position.steps, position.writes);
		else
			forward(timeline, DETAIL_OPERATION);
	}
	refresh(timeline);
	return reached;
}

void timeline_seek_end(struct timeline *timeline)
{
	const struct timeline_index *index = &timeline->scout.index;

	timeline_seek(timeline,
		      (struct position){.events = index->complete ? index->events : UINT64_MAX});
}

/* The event count right behind operation [n], if the records have it. */
static bool find_operation(const struct timeline *timeline, uint64_t n, uint64_t *events)
{
	uint64_t low = timeline->record_begin, high = timeline->record_end, oldest;

	while (low < high && !is_kept(timeline, low))
		low = low + 1 + (high - low > timeline->event_mask ? high - low - timeline->event_mask
								    : 0);
	if (low >= high || record_of(timeline, low)->operations > n ||
	    record_of(timeline, high - 1)->operations < n)
		return false;
	oldest = low;
	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (record_of(timeline, middle)->operations < n)
			low = middle + 1;
		else
			high = middle;
	}
	*events = low + 1;
	/* The oldest record may itself come after the operation, a stop behind it. */
	return low > oldest || oldest == 0;
}

bool timeline_seek_operation(struct timeline *timeline, uint64_t n, uint32_t steps)
{
	struct goal goal = {.events = UINT64_MAX, .operations = n};
	uint64_t events = 0;
	bool reached = true;

	if (n > 0 && !find_operation(timeline, n, &events)) {
		start_for(timeline, goal);
		reached = run_to(timeline, goal);
		events = timeline->record_end;
	}
	if (!reached) {
		timeline_seek(timeline, (struct position){.events = events});
		return false;
	}
	if (n > 0 && steps > 0)
		return timeline_seek(timeline,
				     (struct position){.events = events - 1, .steps = steps});
	return timeline_seek(timeline, (struct position){.events = events});
}

struct position timeline_position(const struct timeline *timeline)
{
	return timeline->at;
}

static void describe(const struct timeline *timeline, uint64_t number, const struct event *event,
		     struct current *current)
{
	const struct event_record *record = record_of(timeline, number);
	struct position at = timeline->at;
	bool inside = (at.steps || at.writes) && number == at.events;

	*current = (struct current){.any = at.events > 0 || inside};
	if (!current->any)
		return;
	current->event = *event;
	current->result = record->result;
	current->operation = record->operations;
	current->step_count = step_count(timeline, number);
	current->steps_done = inside ? at.steps : current->step_count;
	current->writes_done = inside ? at.writes : 0;
	current->first_step = record->first_step;
	current->first_write = record->first_write;
	current->write_at = timeline->journal->write_at;
}

void timeline_current(const struct timeline *timeline, struct current *current)
{
	describe(timeline, timeline->shown, &timeline->current, current);
}

void timeline_operation(const struct timeline *timeline, struct current *current)
{
	describe(timeline, timeline->shown_operation, &timeline->operation, current);
	current->any = current->any && current->event.kind == EVENT_OP;
}

void timeline_peek(const struct timeline *timeline, struct event *event)
{
	if (timeline->at.steps || timeline->at.writes)
		*event = timeline->current;
	else
		world_peek(&timeline->view, event);
}

bool timeline_scout(struct timeline *timeline, uint64_t events)
{
	return scout_run(&timeline->scout, events);
}

const struct timeline_index *timeline_index(const struct timeline *timeline)
{
	return &timeline->scout.index;
}

const struct world *timeline_world(const struct timeline *timeline)
{
	return &timeline->view;
}

const struct journal *timeline_journal(const struct timeline *timeline)
{
	return timeline->journal;
}

/* The number of moments at or before a position. */
static size_t moments_until(const struct timeline_index *index, uint64_t events)
{
	size_t low = 0, high = index->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (index->items[middle].events <= events)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct moment *last_moment(const struct timeline *timeline, uint64_t events,
					bool is_mark)
{
	const struct timeline_index *index = &timeline->scout.index;

	for (size_t i = moments_until(index, events); i-- > 0;)
		if ((index->items[i].name != NULL) == is_mark)
			return &index->items[i];
	return NULL;
}

const struct moment *timeline_mark_before(const struct timeline *timeline, uint64_t events)
{
	return last_moment(timeline, events, true);
}

const struct moment *timeline_stop_before(const struct timeline *timeline, uint64_t events)
{
	return last_moment(timeline, events, false);
}

const struct moment *timeline_find_mark(const struct timeline *timeline, const char *name)
{
	const struct timeline_index *index = &timeline->scout.index;

	for (size_t i = 0; i < index->count; i++)
		if (index->items[i].name && strcmp(index->items[i].name, name) == 0)
			return &index->items[i];
	return NULL;
}

uint64_t timeline_memory(const struct timeline *timeline)
{
	return timeline->scout.checkpoints.bytes +
	       (timeline->journal->write_mask + 1) * sizeof(struct write_record) +
	       (timeline->journal->step_mask + 1) * sizeof(struct step_record) +
	       (timeline->event_mask + 1) * sizeof(struct event_record);
}

struct timeline *timeline_new(struct program *program, const struct timeline_options *options)
{
	struct timeline *timeline = mem_zero(1, sizeof *timeline);
	uint64_t memory = options->memory_bytes ? options->memory_bytes : DEFAULT_MEMORY;
	uint64_t rings = (sizeof(struct write_record) << WRITE_BITS) +
			 (sizeof(struct step_record) << STEP_BITS) +
			 (sizeof(struct event_record) << EVENT_BITS);

	if (!world_init(&timeline->view, program, &options->world, NULL)) {
		free(timeline);
		return NULL;
	}
	if (!scout_init(&timeline->scout, program, &options->world,
			memory > rings ? memory - rings : 0)) {
		world_fini(&timeline->view);
		free(timeline);
		return NULL;
	}
	timeline->journal = journal_new(WRITE_BITS, STEP_BITS);
	timeline->log.journal = timeline->journal;
	timeline->event_mask = (UINT64_C(1) << EVENT_BITS) - 1;
	timeline->records = mem_zero(timeline->event_mask + 1, sizeof *timeline->records);
	return timeline;
}

void timeline_destroy(struct timeline *timeline)
{
	if (!timeline)
		return;
	scout_fini(&timeline->scout);
	world_fini(&timeline->view);
	journal_destroy(timeline->journal);
	free(timeline->records);
	free(timeline);
}
