/* travel.c - forwards, backwards, and to places; see travel.h. */
#include "session/travel.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/lang.h"
#include "base/str.h"

#define LONG_WAY 1000       /* moves that are one jump */
#define MOMENT_SLICES 64    /* to run ahead for one command */
#define MOMENT_EVENTS 16384

/* A large number of operations is one jump, not as many moves. */
static bool jump(struct session *session, uint64_t count, bool back)
{
	struct position position = session->pair.at;

	if (session->detail != DETAIL_OPERATION || count < LONG_WAY)
		return false;
	if (back)
		position.events = position.events > count ? position.events - count : 0;
	else
		position.events += count;
	position.steps = position.writes = 0;
	pair_seek(&session->pair, position);
	return true;
}

void travel_forward(struct session *session, uint64_t count)
{
	assert(count > 0);
	if (jump(session, count, false))
		return;
	for (uint64_t i = 0; i < count; i++) {
		if (!pair_forward(&session->pair, session->detail)) {
			session_say_end(session);
			return;
		}
		session_moved(session, 1);
	}
}

void travel_back(struct session *session, uint64_t count)
{
	assert(count > 0);
	if (jump(session, count, true))
		return;
	for (uint64_t i = 0; i < count; i++) {
		if (!pair_back(&session->pair, session->detail)) {
			session_say(session,
				    "this is the beginning: <step:→> steps, <play:Space> plays");
			return;
		}
		session_moved(session, -1);
	}
}

/* Moments further on may not have been scouted yet: look a little further. */
static const struct moment *next_moment(struct session *session, bool mark)
{
	uint64_t at = session->pair.at.events;

	for (int slices = 0;; slices++) {
		const struct moment *moment = mark ? timeline_mark_after(session->timeline, at)
						   : timeline_stop_after(session->timeline, at);

		if (moment)
			return moment;
		if (slices == MOMENT_SLICES || !pair_scout(&session->pair, MOMENT_EVENTS))
			return NULL;
	}
}

static const struct moment *previous_moment(const struct session *session, bool mark)
{
	struct position position = session->pair.at;
	uint64_t at = position.events + (position.steps || position.writes);

	if (at == 0)
		return NULL;
	return mark ? timeline_mark_before(session->timeline, at - 1)
		    : timeline_stop_before(session->timeline, at - 1);
}

void travel_to_moment(struct session *session, bool mark, bool backwards, uint64_t times)
{
	assert(times > 0);
	/* Nobody narrates a recording. */
	mark |= timeline_world(session->timeline)->program->was_recorded;
	for (uint64_t i = 0; i < times; i++) {
		const struct moment *moment = backwards ? previous_moment(session, mark)
							: next_moment(session, mark);

		if (!moment && backwards) {
			travel_to_first(session);
			return;
		}
		if (!moment && mark) {
			session_say(session, "no further mark");
			return;
		}
		if (!moment) {
			pair_seek_end(&session->pair);
			session_say_end(session);
			return;
		}
		pair_seek(&session->pair, (struct position){.events = moment->events});
		if (moment->name)
			session_sayf(session, "◆ %s", moment->name);
	}
}

void travel_to_first(struct session *session)
{
	pair_seek(&session->pair, (struct position){0});
}

/* How far the run has been read ahead, of all that it has or as far as is wanted. */
static void say_running(struct session *session, uint64_t operations, uint64_t goal)
{
	int percent = goal == UINT64_MAX ? timeline_percent(session->timeline)
					 : (int)((double)operations / (double)goal * 100);
	char share[40] = "";

	if (percent >= 0)
		snprintf(share, sizeof share, lang_text(session->lang, ", %d %%"), percent);
	session_sayf(session,
		     lang_text(session->lang, "running ahead: op %s%s (any key stops)"),
		     thousands(operations).text, share);
}

bool travel_when_scouted(struct session *session)
{
	uint64_t goal = session->waiting_for, operations = pair_operations(&session->pair);

	assert(goal > 0);
	if (!pair_is_complete(&session->pair) && operations < goal) {
		say_running(session, operations, goal);
		return false;
	}
	session->waiting_for = 0;
	session_quiet(session);
	if (goal == UINT64_MAX)
		pair_seek_end(&session->pair);
	else if (!pair_seek_operation(&session->pair, goal, 0))
		session_say(session, "the run is shorter than that");
	return true;
}

void travel_to_last(struct session *session)
{
	if (timeline_grows(session->timeline)) {
		session->playback.follows = true; /* which goes there, and stays */
		return;
	}
	session->waiting_for = UINT64_MAX;
	travel_when_scouted(session);
}

void travel_to_operation(struct session *session, uint64_t number)
{
	assert(number > 0);
	session->waiting_for = number;
	travel_when_scouted(session);
}

/* -- where two models part ------------------------------------------------------------------- */

static uint64_t arenas_of(const struct session *session, int side)
{
	return timeline_world(session->pair.sides[side])->heap.control->narenas_currently_allocated;
}

/* Further on than the scouts have been: look a little further. */
static bool find_divergence(struct session *session, bool back, uint64_t *events)
{
	for (int slices = 0; slices < MOMENT_SLICES; slices++) {
		if (pair_find_divergence(&session->pair, back, events))
			return true;
		if (back || !pair_scout(&session->pair, MOMENT_EVENTS))
			break;
	}
	return pair_find_divergence(&session->pair, back, events);
}

static void say_nowhere(struct session *session, bool back)
{
	if (back)
		session_say(session, "before this the arenas do not part");
	else if (pair_is_complete(&session->pair))
		session_say(session, "after this the arenas do not part");
	else
		session_say(session, "not yet: still running ahead");
}

void travel_to_divergence(struct session *session, bool back, uint64_t times)
{
	uint64_t events = 0;

	if (!session_is_beside(session)) {
		session_say(session, "only with a second model: play --beside MODEL");
		return;
	}
	for (uint64_t i = 0; i < times; i++) {
		if (!find_divergence(session, back, &events)) {
			say_nowhere(session, back);
			return;
		}
		pair_seek(&session->pair, (struct position){.events = events});
	}
	session_sayf(session,
		     lang_text(session->lang, "arenas held: %" PRIu64 " | %" PRIu64),
		     arenas_of(session, 0), arenas_of(session, 1));
}
