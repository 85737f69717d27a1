/* playback.c - moving by itself; see playback.h. */
#include "session/playback.h"

#include <assert.h>

#include "base/utf8.h"
#include "session/travel.h"

#define SPEED_MOST 4096.0
#define SPEED_LEAST 0.125
#define SLICE_MS 33   /* the usual one */
#define FOLLOW_MS 100 /* between looks at a run that grows */

/* Milliseconds for which each detail is shown at speed 1. */
static const double pace_ms[DETAIL_COUNT] = {1200, 900, 600};

void playback_play(struct session *session, int direction, uint64_t now_ms)
{
	struct playback *playback = &session->playback;

	assert(direction == 1 || direction == -1);
	if (playback->follows && direction > 0) {
		playback->follows = false;
		session_say(session,
			    "paused, while the program runs on: <last:G> follows it again");
		return;
	}
	playback->follows = false;
	playback->direction = playback->direction == direction ? 0 : direction;
	playback->due_ms = now_ms;
}

void playback_stop(struct session *session)
{
	session->playback.direction = 0;
	session->playback.follows = false;
}

void playback_set_speed(struct session *session, double speed)
{
	assert(speed > 0);
	session->playback.speed = speed > SPEED_MOST    ? SPEED_MOST
				  : speed < SPEED_LEAST ? SPEED_LEAST
							: speed;
}

/* Words take time to read: about fifteen characters a second, a Chinese one counting double. */
static double reading_ms(const struct session *session, const struct event *event)
{
	const char *text = words_in(&event->words, session->lang);

	if (text && session->playback.stop_ms > 0)
		return session->playback.stop_ms;
	return text ? 1000 + 60.0 * utf8_columns(text) : 0;
}

double playback_pace_ms(const struct session *session)
{
	const struct playback *playback = &session->playback;
	double step_ms = playback->step_ms > 0 ? playback->step_ms : pace_ms[session->detail];

	assert(session->playback.speed > 0 && session->detail < DETAIL_COUNT);
	return step_ms / playback->speed;
}

/* A scenario's own speed is for its operations; only at a higher one words are read faster, too. */
double playback_dwell_ms(const struct session *session)
{
	const struct playback *playback = &session->playback;
	double hurry = playback->speed / playback->usual_speed;
	struct current current;

	timeline_current(session->timeline, &current);
	if (current.any && current.event.kind != EVENT_OP && playback->direction > 0)
		return reading_ms(session, &current.event) / (hurry > 1 ? hurry : 1);
	return playback_pace_ms(session);
}

static void move_is_over(struct session *session)
{
	/* By hand, what can be typed has been said. */
	if (session->playback.direction > 0 && !session->by_hand.program)
		session_say_end(session);
	session->playback.direction = 0;
}

static bool move(struct session *session)
{
	struct playback *playback = &session->playback;
	bool moved = playback->direction > 0 ? pair_forward(&session->pair, session->detail)
					     : pair_back(&session->pair, session->detail);
	struct current current;

	if (!moved) {
		if (playback->direction < 0 || !timeline_grows(session->timeline))
			move_is_over(session);
		return false;
	}
	session_moved(session, playback->direction);
	timeline_current(session->timeline, &current);
	/* A question waits for its answer. */
	if (playback->direction > 0 && current.event.kind == EVENT_ASK)
		playback->direction = 0;
	return true;
}

/* To the newest event of a run that grows. */
static bool follow(struct session *session, uint64_t now_ms)
{
	const struct timeline_index *index = timeline_index(session->timeline);
	struct playback *playback = &session->playback;

	if (now_ms < playback->due_ms)
		return false;
	playback->due_ms = now_ms + FOLLOW_MS;
	playback->follows = !index->complete;
	if (session->pair.at.events == index->events)
		return !playback->follows;
	pair_seek(&session->pair, (struct position){.events = index->events});
	return true;
}

/* Fast play makes all moves of a frame's time before it is drawn. */
static bool play(struct session *session, uint64_t now_ms)
{
	struct playback *playback = &session->playback;
	double slice_ms = playback->slice_ms > 0 ? playback->slice_ms : SLICE_MS, passed = 0;
	uint64_t since;
	bool moved = false;

	while (playback->direction && passed < slice_ms) {
		if (!move(session))
			break;
		moved = true;
		passed += playback_dwell_ms(session);
	}
	/* A tick that comes a little late loses no time by it. */
	since = (double)(now_ms - playback->due_ms) < slice_ms ? playback->due_ms : now_ms;
	playback->due_ms = since + (uint64_t)(passed > slice_ms ? passed : slice_ms);
	return moved || !playback->direction;
}

bool playback_tick(struct session *session, uint64_t now_ms)
{
	const struct playback *playback = &session->playback;

	if (playback->follows)
		return follow(session, now_ms);
	if (session->waiting_for)
		return travel_when_scouted(session);
	if (session->find.running)
		return find_tick(session, now_ms);
	return playback->direction && now_ms >= playback->due_ms && play(session, now_ms);
}

int playback_wait_ms(const struct session *session, uint64_t now_ms)
{
	const struct playback *playback = &session->playback;

	if (session->waiting_for || session->find.running)
		return 0;
	if (!playback->direction)
		return playback->follows || !pair_is_complete(&session->pair) ? FOLLOW_MS : -1;
	return playback->due_ms > now_ms ? (int)(playback->due_ms - now_ms) : 0;
}
