/* ahead.c - making the next stretch ready; see ahead.h. */
#include "timeline/ahead.h"

#include "timeline/approach.h"

void ahead_init(struct ahead *ahead, struct program *program, const struct world_options *options)
{
	*ahead = (struct ahead){.program = program, .options = *options, .goal = UINT64_MAX};
}

void ahead_fini(struct ahead *ahead)
{
	reel_destroy(ahead->reel);
	*ahead = (struct ahead){0};
}

static bool have_reel(struct ahead *ahead)
{
	if (!ahead->reel && !ahead->refused) {
		ahead->reel = reel_new(ahead->program, &ahead->options);
		ahead->refused = !ahead->reel;
	}
	return ahead->reel;
}

static void start(struct ahead *ahead, const struct checkpoints *checkpoints, uint64_t events)
{
	struct goal goal = {.events = events, .operations = UINT64_MAX};

	reel_rest(ahead->reel, ahead->reel->end);
	reel_restore(ahead->reel, approach_from(checkpoints, goal)->image);
	ahead->goal = events;
	ahead->ready = false;
}

bool ahead_run(struct ahead *ahead, const struct reel *shown,
	       const struct checkpoints *checkpoints, uint64_t events)
{
	uint64_t border = reel_oldest(shown);

	if (border == 0 || (ahead->ready && ahead->goal == border) || !have_reel(ahead))
		return false;
	if (ahead->goal != border)
		start(ahead, checkpoints, border);
	ahead->ready = approach_run(ahead->reel,
				    (struct goal){.events = border, .operations = UINT64_MAX},
				    events) != APPROACH_MORE;
	return !ahead->ready;
}

bool ahead_covers(const struct ahead *ahead, uint64_t events)
{
	return ahead->ready && reel_covers(ahead->reel, events);
}

void ahead_exchange(struct ahead *ahead, struct reel **shown)
{
	struct reel *reel = ahead->reel;

	ahead->reel = *shown;
	*shown = reel;
	ahead->goal = UINT64_MAX;
	ahead->ready = false;
}
