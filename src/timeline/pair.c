/* pair.c - two timelines, one clock; see pair.h. */
#include "timeline/pair.h"

#include <assert.h>

#include "timeline/scout.h"

struct pair pair_of(struct timeline *left, struct timeline *right)
{
	struct pair pair = {.sides = {left, right}, .count = right ? 2 : 1};

	assert(left && left != right);
	pair_seek(&pair, timeline_position(left));
	return pair;
}

static bool is_inside(struct position at)
{
	return at.steps || at.writes;
}

/* -- a side follows the clock --------------------------------------------------------- */

/* There, or at the end of what the side has of that step or operation. */
static void place(struct timeline *side, struct position at)
{
	struct position next = {.events = at.events, .steps = at.steps + 1};

	if (!timeline_seek(side, at) && at.writes > 0 &&
	    timeline_position(side).events == at.events + 1)
		timeline_seek(side, next);
}

static void place_all(struct pair *pair, struct position at)
{
	for (int i = 0; i < pair->count; i++)
		place(pair->sides[i], at);
	pair->at = at;
}

/* The furthest that a side has come. */
static uint64_t furthest(const struct pair *pair)
{
	uint64_t events = 0;

	for (int i = 0; i < pair->count; i++) {
		uint64_t side = timeline_position(pair->sides[i]).events;

		events = side > events ? side : events;
	}
	return events;
}

/* Whether a side is still in the step that the clock is in. */
static bool is_in_step(const struct timeline *side, struct position at)
{
	struct position position = timeline_position(side);

	return position.events == at.events && position.steps == at.steps && position.writes > 0;
}

static bool is_in_operation(const struct timeline *side, struct position at)
{
	struct position position = timeline_position(side);

	return position.events == at.events && is_inside(position);
}

/* Where all sides are done with a step, or with the operation, the clock stands behind it. */
static void settle(struct pair *pair)
{
	bool in_step = false, in_operation = false;

	if (pair->count == 1) {
		pair->at = timeline_position(pair->sides[0]);
		return;
	}
	for (int i = 0; i < pair->count; i++) {
		in_step |= is_in_step(pair->sides[i], pair->at);
		in_operation |= is_in_operation(pair->sides[i], pair->at);
	}
	if (is_inside(pair->at) && !in_operation)
		pair->at = (struct position){.events = furthest(pair)};
	else if (pair->at.writes > 0 && !in_step)
		pair->at = (struct position){.events = pair->at.events,
					     .steps = pair->at.steps + 1};
}

static bool is_same(struct position a, struct position b)
{
	return a.events == b.events && a.steps == b.steps && a.writes == b.writes;
}

/* -- forwards ------------------------------------------------------------------------- */

static bool forward_operation(struct pair *pair)
{
	bool moved = false;

	for (int i = 0; i < pair->count; i++)
		if (timeline_position(pair->sides[i]).events == pair->at.events)
			moved |= timeline_forward(pair->sides[i], DETAIL_OPERATION);
		else
			moved |= timeline_position(pair->sides[i]).events > pair->at.events;
	if (moved)
		pair->at = (struct position){.events = pair->at.events + 1};
	return moved;
}

bool pair_forward(struct pair *pair, enum detail detail)
{
	struct position before = pair->at, next = pair->at;

	assert(detail < DETAIL_COUNT);
	if (pair->count == 1) {
		bool moved = timeline_forward(pair->sides[0], detail);

		pair->at = timeline_position(pair->sides[0]);
		return moved;
	}
	if (detail == DETAIL_OPERATION)
		return forward_operation(pair);
	next.writes = detail == DETAIL_WRITE ? next.writes + 1 : 0;
	next.steps += detail == DETAIL_STEP;
	place_all(pair, next);
	settle(pair);
	return !is_same(pair->at, before);
}

/* -- backwards ------------------------------------------------------------------------ */

static void back_operation(struct pair *pair)
{
	if (is_inside(pair->at)) {
		place_all(pair, (struct position){.events = pair->at.events});
		return;
	}
	for (int i = 0; i < pair->count; i++)
		if (timeline_position(pair->sides[i]).events == pair->at.events)
			timeline_back(pair->sides[i], DETAIL_OPERATION);
	pair->at.events--;
}

/* The most steps that a side has of the event before the clock, which is at rest; the sides may
 * be anywhere afterwards. */
static uint32_t most_steps(struct pair *pair)
{
	uint32_t most = 0;

	for (int i = 0; i < pair->count; i++) {
		struct current current;

		timeline_current(pair->sides[i], &current);
		if (timeline_position(pair->sides[i]).events == pair->at.events && current.any &&
		    current.step_count > most)
			most = current.step_count;
	}
	return most;
}

/* The last stop of write detail in step [step] of an event: of the side that has the most. */
static uint32_t last_write(struct pair *pair, uint64_t event, uint32_t step)
{
	struct position behind = {.events = event, .steps = step + 1};
	uint32_t last = 0;

	for (int i = 0; i < pair->count; i++) {
		struct position position;

		place(pair->sides[i], behind);
		timeline_back(pair->sides[i], DETAIL_WRITE);
		position = timeline_position(pair->sides[i]);
		if (position.events == event && position.steps == step && position.writes > last)
			last = position.writes;
	}
	return last;
}

bool pair_back(struct pair *pair, enum detail detail)
{
	struct position at = pair->at;

	assert(detail < DETAIL_COUNT);
	if (pair->count == 1) {
		bool moved = timeline_back(pair->sides[0], detail);

		pair->at = timeline_position(pair->sides[0]);
		return moved;
	}
	if (!is_inside(at) && at.events == 0)
		return false;
	if (detail == DETAIL_OPERATION || (!is_inside(at) && most_steps(pair) == 0)) {
		back_operation(pair);
		return true;
	}
	if (!is_inside(at))
		at = (struct position){.events = at.events - 1, .steps = most_steps(pair)};
	if (at.writes > 0 && detail == DETAIL_STEP)
		at.writes = 0;
	else if (at.writes > 0)
		at.writes--;
	else
		at.steps--;
	if (detail == DETAIL_WRITE && pair->at.writes == 0)
		at.writes = last_write(pair, at.events, at.steps);
	place_all(pair, at);
	return true;
}

/* -- jumps ---------------------------------------------------------------------------- */

bool pair_seek(struct pair *pair, struct position position)
{
	place_all(pair, position);
	settle(pair);
	if (furthest(pair) < position.events)
		pair->at = (struct position){.events = furthest(pair)};
	return is_same(pair->at, position);
}

void pair_seek_end(struct pair *pair)
{
	for (int i = 0; i < pair->count; i++)
		timeline_seek_end(pair->sides[i]);
	pair->at = (struct position){.events = furthest(pair)};
}

bool pair_seek_operation(struct pair *pair, uint64_t n, uint32_t steps)
{
	bool reached = timeline_seek_operation(pair->sides[0], n, steps);

	pair->at = timeline_position(pair->sides[0]);
	for (int i = 1; i < pair->count; i++)
		place(pair->sides[i], pair->at);
	return reached;
}

/* -- running ahead -------------------------------------------------------------------- */

bool pair_scout(struct pair *pair, uint64_t events)
{
	bool more = false;

	for (int i = 0; i < pair->count; i++)
		more |= timeline_scout(pair->sides[i], events);
	return more;
}

bool pair_get_ready(struct pair *pair, uint64_t events)
{
	bool more = false;

	for (int i = 0; i < pair->count; i++)
		more |= timeline_get_ready(pair->sides[i], events);
	return more;
}

bool pair_is_complete(const struct pair *pair)
{
	bool complete = true;

	for (int i = 0; i < pair->count; i++)
		complete &= timeline_index(pair->sides[i])->complete;
	return complete;
}

uint64_t pair_operations(const struct pair *pair)
{
	uint64_t least = timeline_index(pair->sides[0])->operations;

	for (int i = 1; i < pair->count; i++) {
		const struct timeline_index *index = timeline_index(pair->sides[i]);

		if (!index->complete && index->operations < least)
			least = index->operations;
	}
	return least;
}

/* -- how the sides stand -------------------------------------------------------------- */

bool pair_waits(const struct pair *pair, int side)
{
	assert(side >= 0 && side < pair->count);
	return timeline_position(pair->sides[side]).events > pair->at.events;
}

bool pair_is_over(const struct pair *pair, int side)
{
	struct position position;

	assert(side >= 0 && side < pair->count);
	position = timeline_position(pair->sides[side]);
	return position.events < pair->at.events ||
	       (is_inside(pair->at) && position.events == pair->at.events && !is_inside(position));
}

/* -- where they part ------------------------------------------------------------------ */

/* How the arenas of a side went, read from the beginning. */
struct arena_reader {
	const struct arena_changes *changes;
	size_t at;
	uint64_t held;
};

static uint64_t next_of(const struct arena_reader *reader)
{
	return reader->at < reader->changes->count ? reader->changes->items[reader->at].events
						   : UINT64_MAX;
}

static void read_to(struct arena_reader *reader, uint64_t events)
{
	while (next_of(reader) <= events)
		reader->held = reader->changes->items[reader->at++].held;
}

/* Events up to which both lists are whole. */
static uint64_t scouted(const struct pair *pair)
{
	uint64_t least = UINT64_MAX;

	for (int i = 0; i < pair->count; i++) {
		const struct timeline_index *index = timeline_index(pair->sides[i]);

		if (!index->complete && index->events < least)
			least = index->events;
		if (index->arenas.count == ARENA_CHANGES_MAX &&
		    index->arenas.items[ARENA_CHANGES_MAX - 1].events < least)
			least = index->arenas.items[ARENA_CHANGES_MAX - 1].events;
	}
	return least;
}

bool pair_find_divergence(const struct pair *pair, bool back, uint64_t *events)
{
	const struct timeline *first = pair->sides[0], *last_side = pair->sides[pair->count - 1];
	struct arena_reader left = {.changes = &timeline_index(first)->arenas};
	struct arena_reader right = {.changes = &timeline_index(last_side)->arenas};
	uint64_t known = scouted(pair), difference = 0, last = pair->at.events + is_inside(pair->at);
	bool found = false;

	for (;;) {
		uint64_t next = next_of(&left) < next_of(&right) ? next_of(&left) : next_of(&right);

		if (next == UINT64_MAX || next > known || (back && next >= last))
			return found;
		read_to(&left, next);
		read_to(&right, next);
		if (left.held - right.held == difference)
			continue;
		difference = left.held - right.held;
		if (back || next > pair->at.events) {
			*events = next;
			found = true;
		}
		if (found && !back)
			return true;
	}
}
