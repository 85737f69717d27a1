/* approach.c - running to a place; see approach.h. */
#include "timeline/approach.h"

static uint64_t before(uint64_t count)
{
	return count < WATCHED_SPAN ? 0 : count - WATCHED_SPAN;
}

const struct checkpoint *approach_from(const struct checkpoints *checkpoints, struct goal goal)
{
	const struct checkpoint *by_event =
		checkpoints_before_event(checkpoints, before(goal.events));
	const struct checkpoint *by_operation =
		checkpoints_before_operation(checkpoints, before(goal.operations));

	return by_event->events < by_operation->events ? by_event : by_operation;
}

static uint64_t distance(const struct reel *reel, struct goal goal)
{
	const struct world_state *state = reel->world.state;
	uint64_t events = goal.events - state->events;
	uint64_t operations = goal.operations - state->operations;

	return events < operations ? events : operations;
}

static enum approach run_quietly(struct reel *reel, struct goal goal, uint64_t *events)
{
	enum approach result = APPROACH_THERE;

	if (distance(reel, goal) <= WATCHED_SPAN)
		return result;
	for (uint64_t left; (left = distance(reel, goal)) > WATCHED_SPAN;) {
		uint64_t most = left - WATCHED_SPAN, count;

		if (*events == 0) {
			result = APPROACH_MORE;
			break;
		}
		count = reel_run_quietly(reel, most < *events ? most : *events);
		if (count == 0) {
			result = APPROACH_END;
			break;
		}
		*events -= count;
	}
	reel_forget(reel);
	return result;
}

enum approach approach_run(struct reel *reel, struct goal goal, uint64_t events)
{
	enum approach result = run_quietly(reel, goal, &events);

	if (result != APPROACH_THERE)
		return result;
	while (distance(reel, goal) > 0) {
		if (events-- == 0)
			return APPROACH_MORE;
		if (!reel_run(reel))
			return APPROACH_END;
	}
	return APPROACH_THERE;
}
