/*
 * timeline.h - travel through a run, forwards and backwards.
 *
 * A position is a number of events that have happened and, when an operation is
 * under way, how many of its steps, and how many writes of the next step:
 *
 *	events 0      1             2      3
 *	       |-say--|---alloc a---|-free-|
 *	              |s1|s2|s3|s4--|
 *	                 |w|w|w|
 *
 * Two worlds run the same program.  The *view* is what is shown; a journal lies
 * beside it, so that the recent past can be undone and redone.  The *scout* runs
 * ahead, in slices, once: it leaves images of the world behind and an index of marks
 * and stops, so that any moment can be reached.
 *
 * Three laws, all of them tests: undoing what was done gives the same world; seeking to
 * n equals a fresh run to n; the steps of an operation, taken singly, equal the operation.
 */
#ifndef TIMELINE_TIMELINE_H
#define TIMELINE_TIMELINE_H

#include <stdbool.h>
#include <stdint.h>

#include "heap/step.h"
#include "program/program.h"
#include "timeline/lifetimes.h"
#include "timeline/lifetime_sums.h"
#include "timeline/series.h"
#include "timeline/world.h"

enum detail { DETAIL_OPERATION, DETAIL_STEP, DETAIL_WRITE, DETAIL_COUNT };

struct position {
	uint64_t events; /* that have happened */
	uint32_t steps;  /* of the event under way; 0 = at rest */
	uint32_t writes; /* of the step after those */
};

/* Named moments, and stops; gathered by the scout, in order. */
struct moment {
	uint64_t events;     /* the position */
	uint64_t operations;
	char *name;          /* owned; NULL = a stop (say or ask) */
	struct event *stop;  /* owned: of a stop, what was said or asked; NULL = a mark */
	struct diag_place place;
	uint64_t stops;      /* that there are up to here, this one included */
};

/* The moments after one operation and before the next. */
struct moment_group {
	size_t first, end;   /* in the index */
	uint64_t operations;
	uint64_t stops;      /* among them */
};

/* An arena was obtained or given back. */
struct arena_change {
	uint64_t events; /* the position behind the operation that did it */
	uint64_t held;   /* arenas from then on */
};

struct arena_changes {
	struct arena_change *items; /* by position */
	size_t count, capacity;
};

/* What the scout knows so far. */
struct timeline_index {
	struct moment *items; /* marks and stops by position */
	size_t count, capacity;
	size_t dropped;       /* more than INDEX_MAX */
	uint64_t *looked;     /* borrowed: how many moments were looked at is added here; NULL =
			       * nobody wants to know */
	struct arena_changes arenas; /* the first ARENA_CHANGES_MAX */
	uint64_t events, operations; /* as far as it went */
	bool complete;        /* and that was the end */
	bool others;          /* others work, too, of which nothing is shown */
	struct notices notices; /* failed expectations and faults, in order; bounded */
	size_t failed, faults;  /* their numbers */
	addr crashed;           /* where the run ended in a crash; NULL = it did not */
};

/* What is said then. */
#define TIMELINE_OTHERS                                                                            \
	N_("Only the first interpreter's calls are shown: others have pools of their own.")

/* Moment [i], counted as looked at. */
static inline const struct moment *index_moment(const struct timeline_index *index, size_t i)
{
	if (index->looked)
		++*index->looked;
	return &index->items[i];
}

/* What is shown: the event under way, or the last one. */
struct current {
	bool any;                /* false at the very beginning */
	struct event event;
	addr result;             /* of an operation */
	uint32_t step_count;
	uint32_t steps_done;     /* step_count when the event is complete */
	uint32_t writes_done;    /* of the next step */
	uint64_t operation;      /* its number from 1; for a stop, of the last operation */
	uint64_t first_step;     /* number in the journal */
	uint64_t first_write, write_at; /* numbers in the journal: applied so far */
};

struct timeline_options {
	struct world_options world; /* its room is found by timeline_new */
	uint64_t memory_bytes; /* for images; 0 = 256 MiB and the program's history */
};

struct glance;
struct search;
struct tenants;
struct timeline;

/* At the beginning of the run.  The program is borrowed.  NULL: no memory to be had.  To be freed
 * with timeline_destroy. */
struct timeline *timeline_new(struct program *program, const struct timeline_options *options);

/* A run that goes its own way from where [timeline] stands, at rest: [program] does the same up
 * to there, where a mark "fork" is put.  At the beginning.  It lives on what [timeline] has kept:
 * destroy it first, and let that not be scouted meanwhile.  NULL: no memory to be had. */
struct timeline *timeline_branch(const struct timeline *timeline, struct program *program);

/* NULL is fine. */
void timeline_destroy(struct timeline *timeline);

/* Let the scout run about [events] further.  True while there is more to do. */
bool timeline_scout(struct timeline *timeline, uint64_t events);

/* Whether the program may still grow: then timeline_scout finds more later, and nothing has an
 * end yet. */
bool timeline_grows(const struct timeline *timeline);

/* In idle time: make ready what further steps back will need, about [events] events' worth of
 * work, so that they never wait.  True while there is more to do. */
bool timeline_get_ready(struct timeline *timeline, uint64_t events);

/* How much of the run the scout has been through: per cent, 0 to 99; 100 once it is complete; -1 =
 * nobody knows how long the run is. */
int timeline_percent(const struct timeline *timeline);

/* Borrowed, as long as the timeline lives; what is in it moves when the scout runs on. */
const struct timeline_index *timeline_index(const struct timeline *timeline);

/* Move by one event, step or write; false at the ends (nothing changed).  In write detail,
 * only writes to the allocator's own state count. */
bool timeline_forward(struct timeline *timeline, enum detail detail);
bool timeline_back(struct timeline *timeline, enum detail detail);

/* Go there; positions past the end go to the end, those past an operation's steps or a step's
 * writes behind the operation.  True if the position was reached exactly. */
bool timeline_seek(struct timeline *timeline, struct position position);
void timeline_seek_end(struct timeline *timeline);

/* After operation [n] (0 = the beginning), or after [steps] steps of it; false if the run has
 * fewer (then: the end). */
bool timeline_seek_operation(struct timeline *timeline, uint64_t n, uint32_t steps);

/* Where it stands, and what is shown there; the event's texts are borrowed, of the program. */
struct position timeline_position(const struct timeline *timeline);
void timeline_current(const struct timeline *timeline, struct current *current);

/* The same for operations only: at a stop, the operation before it. */
void timeline_operation(const struct timeline *timeline, struct current *current);

/* What comes next at rest, EVENT_END at the end; inside an operation, that operation. */
void timeline_peek(const struct timeline *timeline, struct event *event);

/* The world that is shown, and the journal beside it; borrowed, until the timeline moves: after
 * that it may be others. */
const struct world *timeline_world(const struct timeline *timeline);
const struct journal *timeline_journal(const struct timeline *timeline);

/* The last mark, or the last stop, at or before a position; NULL = there is none, or the
 * scout has not come so far.  Moments are borrowed, until the scout runs on. */
const struct moment *timeline_mark_before(const struct timeline *timeline, uint64_t events);
const struct moment *timeline_stop_before(const struct timeline *timeline, uint64_t events);

/* The first mark, or stop, behind a position; NULL = none is known. */
const struct moment *timeline_mark_after(const struct timeline *timeline, uint64_t events);
const struct moment *timeline_stop_after(const struct timeline *timeline, uint64_t events);

/* The moments after [operations], an empty group if there are none; those from [first] on,
 * which is one of the index; the stops of a group at or before a position.  There may be
 * moments by the hundred thousand, after one operation, too: none of these looks at more than a
 * few of them. */
struct moment_group moments_after(const struct timeline_index *index, uint64_t operations);
struct moment_group moments_from(const struct timeline_index *index, size_t first);
uint64_t moments_stops_passed(const struct timeline_index *index, const struct moment_group *group,
			      uint64_t events);

/* The first mark of exactly that name; NULL = none is known. */
const struct moment *timeline_find_mark(const struct timeline *timeline, const char *name);

/* The curves of the run, as far as the scout has been. */
const struct series *timeline_series(const struct timeline *timeline);

/* What becomes, behind operation [now], of the block whose birth (label.born, birth.born) this
 * is. */
struct ending timeline_ending(const struct timeline *timeline, uint64_t born, uint64_t now);

/* How far lifetimes are kept: operations; beyond them memory was not enough if [full]. */
const struct lifetimes *timeline_lifetimes(const struct timeline *timeline);

/* Look what will become of every pool, as it stands at the present position; [soon]: operations.
 * Takes time in proportion to the heap, but only if something has changed.  And what was seen the
 * last time: borrowed, as long as the timeline lives. */
void timeline_look_out(struct timeline *timeline, uint64_t soon);
const struct lifetime_sums *timeline_lifetime_sums(const struct timeline *timeline);

/* Look at the next operation from where it stands, at rest (glance.h).  Nothing moves.  [glance] is
 * the caller's to close. */
void timeline_glance(const struct timeline *timeline, struct glance *glance);

/* For finding moments of this run (search.h); the timeline's own.  It has a world of its own, once
 * it is used. */
struct search *timeline_search(struct timeline *timeline);

/* For the history of an address in this run (tenants.h); the timeline's own, too. */
struct tenants *timeline_tenants(struct timeline *timeline);

/* Bytes that images and journal take: bounded, whatever the length of the run. */
uint64_t timeline_memory(const struct timeline *timeline);

#endif
