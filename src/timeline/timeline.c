/* timeline.c - movement; see timeline.h. */
#include "timeline/timeline.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "timeline/ahead.h"
#include "timeline/approach.h"
#include "timeline/glance.h"
#include "timeline/reel.h"
#include "timeline/scout.h"
#include "timeline/search.h"
#include "timeline/tenants.h"

#define DEFAULT_MEMORY (UINT64_C(256) << 20)

struct timeline {
	struct reel *reel;  /* what is shown */
	struct ahead ahead; /* a second one, made ready for going further back */
	bool going_back;    /* so it may be wanted */
	struct scout scout;
	struct search search;
	struct lifetime_sums lifetime_sums;
	struct tenants tenants;
	struct position at;
	uint64_t shown;           /* number of the event under way, or of the last one */
	uint64_t shown_operation; /* the same if it is an operation, else of the one before it */
	struct event current, operation; /* those two */
};

/* -- moving to a position at rest ------------------------------------------------------------ */

static void rest_at(struct timeline *timeline, uint64_t events)
{
	reel_rest(timeline->reel, events);
	timeline->at = (struct position){.events = events};
}

/* The reel made ready in idle time, if it has the place; the present one will be the next
 * to be made ready. */
static bool change_reels(struct timeline *timeline, uint64_t events)
{
	if (!ahead_covers(&timeline->ahead, events))
		return false;
	ahead_exchange(&timeline->ahead, &timeline->reel);
	return true;
}

/* Start again from the best place before the goal: the end of the records, or an
 * image.  The image leaves some way to run, so that stepping back from the goal finds records. */
static void start_for(struct timeline *timeline, struct goal goal)
{
	const struct checkpoint *best = approach_from(&timeline->scout.checkpoints, goal);
	const struct world_state *state = timeline->reel->world.state;

	rest_at(timeline, timeline->reel->end);
	/* At the goal, but with nothing recorded behind it (or behind the stops that may follow an
	 * operation): come again from before. */
	if (state->events >= goal.events || state->operations >= goal.operations ||
	    state->events < best->events)
		reel_restore(timeline->reel, best->image);
}

static bool run_to(struct timeline *timeline, struct goal goal)
{
	return approach_run(timeline->reel, goal, UINT64_MAX) == APPROACH_THERE;
}

static bool move_to_rest(struct timeline *timeline, uint64_t events)
{
	struct goal goal = {.events = events, .operations = UINT64_MAX};
	bool reached = true;

	if (reel_covers(timeline->reel, events) || change_reels(timeline, events)) {
		rest_at(timeline, events);
		return true;
	}
	start_for(timeline, goal);
	reached = run_to(timeline, goal);
	rest_at(timeline, timeline->reel->end);
	if (!reached && !reel_covers(timeline->reel, timeline->reel->end)) {
		/* The end came while running quietly: now that it is known, record what leads there. */
		goal.events = timeline->reel->end;
		start_for(timeline, goal);
		run_to(timeline, goal);
		rest_at(timeline, timeline->reel->end);
	}
	return reached;
}

/* What an event is can be read in front of it: go there, and let the caller go back. */
static void read_event(struct timeline *timeline, uint64_t number, struct event *event)
{
	reel_rest(timeline->reel, number);
	world_peek(&timeline->reel->world, event);
}

/* Note what is shown at the present position. */
static void refresh(struct timeline *timeline)
{
	uint64_t event = timeline->at.events, write;

	if (timeline->at.steps == 0 && timeline->at.writes == 0) {
		if (event == 0)
			return;
		/* Back at the border of the rings: what led here must be recorded again. */
		if (!reel_keeps(timeline->reel, --event))
			move_to_rest(timeline, timeline->at.events);
	}
	write = timeline->reel->journal->write_at;
	read_event(timeline, event, &timeline->current);
	timeline->shown = event;
	while (event > 0 && reel_step_count(timeline->reel, event) == 0 &&
	       reel_keeps(timeline->reel, event - 1))
		event--;
	read_event(timeline, event, &timeline->operation);
	timeline->shown_operation = event;
	reel_go(timeline->reel, write);
}

/* Make sure event number at.events is in the records, with the view at rest in front of it. */
static bool have_next(struct timeline *timeline)
{
	uint64_t events = timeline->at.events;

	if (reel_keeps(timeline->reel, events))
		return true;
	if (timeline->reel->end != events || !reel_run(timeline->reel))
		return false;
	reel_rest(timeline->reel, events);
	return true;
}

/* -- positions inside an event --------------------------------------------------------------------- */

/* Step [steps] and [writes] of event at.events, which is in the records; normalizes. */
static void go_inside(struct timeline *timeline, uint32_t steps, uint32_t writes)
{
	uint64_t event = timeline->at.events;
	uint32_t count = reel_step_count(timeline->reel, event);
	uint32_t most;

	if (steps < count && writes > 0) {
		most = reel_visible_writes(timeline->reel, event, steps);
		if (writes >= most) {
			steps++;
			writes = 0;
		}
	}
	if (steps >= count) {
		rest_at(timeline, event + 1);
		return;
	}
	reel_go(timeline->reel, writes ? reel_after_visible(timeline->reel, event, steps, writes)
			    : reel_step_write(timeline->reel, event, steps));
	timeline->at.steps = steps;
	timeline->at.writes = writes;
}

/* To the next write of the allocator; a step without any counts as one stop. */
static void forward_write(struct timeline *timeline)
{
	struct position at = timeline->at;
	uint32_t count = reel_step_count(timeline->reel, at.events);
	uint32_t most = at.steps < count
				? reel_visible_writes(timeline->reel, at.events, at.steps)
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

	if (!reel_keeps(timeline->reel, event) && !move_to_rest(timeline, timeline->at.events))
		return false;
	timeline->at = (struct position){.events = event};
	count = reel_step_count(timeline->reel, event);
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
		writes = reel_visible_writes(timeline->reel, at.events, at.steps - 1);
		go_inside(timeline, at.steps - 1, writes ? writes - 1 : 0);
	}
	return true;
}

/* -- public ---------------------------------------------------------------------------------------- */

bool timeline_forward(struct timeline *timeline, enum detail detail)
{
	bool moved;

	assert(detail < DETAIL_COUNT);
	moved = forward(timeline, detail);
	timeline->going_back = false;
	refresh(timeline);
	return moved;
}

bool timeline_back(struct timeline *timeline, enum detail detail)
{
	bool moved;

	assert(detail < DETAIL_COUNT);
	moved = back(timeline, detail);
	timeline->going_back = true;
	refresh(timeline);
	return moved;
}

/* Whether event [position.events], which is recorded, has as many steps and writes. */
static bool has_position(const struct timeline *timeline, struct position position)
{
	uint32_t count = reel_step_count(timeline->reel, position.events);

	if (position.writes == 0 || position.steps >= count)
		return position.steps <= count && position.writes == 0;
	return position.writes <=
	       reel_visible_writes(timeline->reel, position.events, position.steps);
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

bool timeline_seek_operation(struct timeline *timeline, uint64_t n, uint32_t steps)
{
	struct goal goal = {.events = UINT64_MAX, .operations = n};
	uint64_t events = 0;
	bool reached = true;

	if (n > 0 && !reel_find_operation(timeline->reel, n, &events)) {
		start_for(timeline, goal);
		reached = run_to(timeline, goal);
		events = timeline->reel->end;
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
	const struct event_record *record = reel_record(timeline->reel, number);
	struct position at = timeline->at;
	bool inside = (at.steps || at.writes) && number == at.events;

	*current = (struct current){.any = at.events > 0 || inside};
	if (!current->any)
		return;
	current->event = *event;
	current->result = record->result;
	current->operation = record->operations;
	current->step_count = reel_step_count(timeline->reel, number);
	current->steps_done = inside ? at.steps : current->step_count;
	current->writes_done = inside ? at.writes : 0;
	current->first_step = record->first_step;
	current->first_write = record->first_write;
	current->write_at = timeline->reel->journal->write_at;
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
		world_peek(&timeline->reel->world, event);
}

bool timeline_scout(struct timeline *timeline, uint64_t events)
{
	return scout_run(&timeline->scout, events);
}

int timeline_percent(const struct timeline *timeline)
{
	const struct world *world = &timeline->scout.world;
	const struct program *program = world->program;
	int percent;

	if (timeline->scout.index.complete)
		return 100;
	if (!program->ops->percent || program->grows)
		return -1;
	percent = program->ops->percent(program, &world->heap, world->area);
	return percent > 99 ? 99 : percent;
}

const struct timeline_index *timeline_index(const struct timeline *timeline)
{
	return &timeline->scout.index;
}

const struct world *timeline_world(const struct timeline *timeline)
{
	return &timeline->reel->world;
}

const struct journal *timeline_journal(const struct timeline *timeline)
{
	return timeline->reel->journal;
}

const struct series *timeline_series(const struct timeline *timeline)
{
	return &timeline->scout.series;
}

const struct lifetimes *timeline_lifetimes(const struct timeline *timeline)
{
	return &timeline->scout.lifetimes;
}

struct ending timeline_ending(const struct timeline *timeline, uint64_t born, uint64_t now)
{
	const struct scout *scout = &timeline->scout;

	born = lifetimes_birth(&scout->lifetimes, born, scout->world.program->was_recorded);
	return lifetimes_find(&scout->lifetimes, born, now, scout->index.complete);
}

void timeline_look_out(struct timeline *timeline, uint64_t soon)
{
	lifetime_sums_make(&timeline->lifetime_sums, &timeline->reel->world,
			   &timeline->scout.lifetimes, timeline->scout.index.complete, soon);
}

const struct lifetime_sums *timeline_lifetime_sums(const struct timeline *timeline)
{
	return &timeline->lifetime_sums;
}

void timeline_glance(const struct timeline *timeline, struct glance *glance)
{
	assert(!timeline->at.steps && !timeline->at.writes);
	glance_open(glance, &timeline->reel->world, &timeline->ahead.options);
}

struct search *timeline_search(struct timeline *timeline)
{
	return &timeline->search;
}

struct tenants *timeline_tenants(struct timeline *timeline)
{
	return &timeline->tenants;
}

uint64_t timeline_memory(const struct timeline *timeline)
{
	return timeline->scout.checkpoints.bytes + timeline->scout.lifetimes.bytes +
	       2 * reel_record_bytes();
}

bool timeline_grows(const struct timeline *timeline)
{
	return timeline->reel->world.program->grows;
}

bool timeline_get_ready(struct timeline *timeline, uint64_t events)
{
	return timeline->going_back &&
	       ahead_run(&timeline->ahead, timeline->reel, &timeline->scout.checkpoints, events);
}

struct timeline *timeline_new(struct program *program, const struct timeline_options *options)
{
	struct timeline *timeline = mem_zero(1, sizeof *timeline);
	uint64_t memory = options->memory_bytes ? options->memory_bytes
						 : DEFAULT_MEMORY + program->history;
	uint64_t rings = 2 * reel_record_bytes();
	struct world_options world = options->world;

	world.room = world_room(program);
	if (!world.room) {
		free(timeline);
		return NULL;
	}
	ahead_init(&timeline->ahead, program, &world);
	timeline->reel = reel_new(program, &world);
	if (!timeline->reel || !scout_init(&timeline->scout, program, &world,
					   memory > rings ? memory - rings : 0)) {
		reel_destroy(timeline->reel);
		free(timeline);
		return NULL;
	}
	search_init(&timeline->search, program, &world, &timeline->scout);
	tenants_init(&timeline->tenants, program, &world);
	return timeline;
}

struct timeline *timeline_branch(const struct timeline *from, struct program *program)
{
	const struct world_options *options = &from->ahead.options;
	struct timeline *timeline = mem_zero(1, sizeof *timeline);

	ahead_init(&timeline->ahead, program, options);
	timeline->reel = reel_new(program, options);
	if (!timeline->reel || !scout_branch(&timeline->scout, &from->scout, &from->reel->world,
					     program, options)) {
		reel_destroy(timeline->reel);
		free(timeline);
		return NULL;
	}
	search_init(&timeline->search, program, options, &timeline->scout);
	tenants_init(&timeline->tenants, program, options);
	return timeline;
}

void timeline_destroy(struct timeline *timeline)
{
	if (!timeline)
		return;
	lifetime_sums_fini(&timeline->lifetime_sums);
	tenants_fini(&timeline->tenants);
	search_fini(&timeline->search);
	scout_fini(&timeline->scout);
	ahead_fini(&timeline->ahead);
	reel_destroy(timeline->reel);
	free(timeline);
}
