/* session.c - a run, and where somebody stands in it; see session.h. */
#include "session/session.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/lang.h"
#include "base/str.h"

/* The first screen of a lesson has its narrator speaking, not silent. */
static void begin_with_words(struct pair *pair)
{
	struct event event;

	timeline_peek(pair->sides[0], &event);
	if (event.kind == EVENT_SAY)
		pair_forward(pair, DETAIL_OPERATION);
}

void session_init(struct session *session, struct timeline *timeline,
		  const struct session_options *options)
{
	double speed = options->speed > 0 ? options->speed : 1;

	*session = (struct session){
		.pair = pair_of(timeline, options->beside),
		.timeline = timeline,
		.detail = options->detail,
		.lang = options->lang,
		.in_menu = options->in_menu,
		.has_next = options->has_next,
		.hints = options->hints,
		.hint_count = options->hint_count,
		.playback = {.follows = options->follows,
			     .speed = speed,
			     .usual_speed = speed,
			     .step_ms = options->step_ms,
			     .stop_ms = options->stop_ms,
			     .slice_ms = options->slice_ms},
	};
	find_reset(&session->find);
	quiz_reset(&session->quiz);
	begin_with_words(&session->pair);
}

void session_fini(struct session *session)
{
	by_hand_fini(session);
}

void session_show(struct session *session, const struct pair *pair, int side)
{
	assert(side >= 0 && side < pair->count);
	session->pair = *pair;
	session->side = side;
	session->timeline = pair->sides[side];
	session->shown++;
	session->moves = (struct moves){0};
	quiz_forget_place(&session->quiz);
	find_adopt(session);
}

void session_turn(struct session *session)
{
	assert(session_is_beside(session));
	session_show(session, &session->pair, !session->side);
}

struct position session_place(const struct session *session)
{
	return session->by_hand.program ? session->by_hand.home : session->pair.at;
}

bool session_at_end(const struct session *session)
{
	const struct timeline_index *index = timeline_index(session->timeline);

	return !session->by_hand.program && index->complete &&
	       session->pair.at.events == index->events;
}

void session_note_end(struct session *session)
{
	bool at_end = session_at_end(session);

	session->reached_end |= at_end;
	session->ended &= at_end;
}

void session_note_others(struct session *session)
{
	if (session->others_told || session->message[0] || !timeline_index(session->timeline)->others)
		return;
	session->others_told = true;
	if (session->pair.at.events > 0)
		session_say(session, TIMELINE_OTHERS);
}

bool session_is_busy(const struct session *session)
{
	return session->find.running || session->by_hand.program;
}

/* -- another run ------------------------------------------------------------------------------- */

/* How many stops have been passed since the last operation: they have no number of their own. */
static uint64_t stops_passed(struct timeline *timeline)
{
	struct current current;
	uint64_t passed = 0;

	for (;; passed++) {
		timeline_current(timeline, &current);
		if (!current.any || current.event.kind == EVENT_OP)
			return passed;
		timeline_back(timeline, DETAIL_OPERATION);
	}
}

static void pass_stops(struct pair *pair, uint64_t stops)
{
	struct event next;

	while (stops-- > 0) {
		timeline_peek(pair->sides[0], &next);
		if (next.kind == EVENT_END || next.kind == EVENT_OP)
			return;
		pair_forward(pair, DETAIL_OPERATION);
	}
}

/* Operations are what a place is known by: what is said before it may have changed. */
static void go_to_same(struct pair *pair, const struct pair *before)
{
	struct position at = before->at;
	struct current current;
	uint64_t stops;

	if (at.steps || at.writes) {
		timeline_current(before->sides[0], &current);
		if (!pair_seek_operation(pair, current.operation, 0))
			return;
		pair_back(pair, DETAIL_OPERATION);
		at.events = pair->at.events;
		pair_seek(pair, at);
		return;
	}
	stops = stops_passed(before->sides[0]);
	timeline_current(before->sides[0], &current);
	if (pair_seek_operation(pair, current.any ? current.operation : 0, 0))
		pass_stops(pair, stops);
}

void session_adopt(struct session *session, const struct pair *fresh)
{
	struct pair before = session->pair;

	assert(!session->by_hand.program && fresh->count == before.count);
	session_show(session, fresh, session->side);
	go_to_same(&session->pair, &before);
}

/* -- what is said -------------------------------------------------------------------------- */

void session_say(struct session *session, const char *text)
{
	struct str out = str_init(session->message, sizeof session->message);

	hint_add(session->hints, session->hint_count, lang_text(session->lang, text), &out);
}

void session_sayf(struct session *session, const char *format, ...)
{
	char raw[4 * SESSION_MESSAGE];
	struct str out = str_init(session->message, sizeof session->message);
	va_list args;

	va_start(args, format);
	vsnprintf(raw, sizeof raw, format, args);
	va_end(args);
	str_add(&out, raw); /* cuts between characters, which vsnprintf does not */
}

void session_quiet(struct session *session)
{
	session->message[0] = '\0';
}

/* Where a lesson ends the score is told, and the way on. */
void session_say_end(struct session *session)
{
	const struct quiz *quiz = &session->quiz;
	enum lang lang = session->lang;
	struct str out = str_init(session->message, sizeof session->message);

	session->ended = true;
	if (quiz->asked_count > 0)
		str_printf(&out, lang_text(lang, "the end: %u of %u answers right"),
			   quiz->right_count, quiz->asked_count);
	else
		str_add(&out, lang_text(lang, "this is the end"));
	hint_add(session->hints, session->hint_count,
		 session->has_next && !session->by_hand.program
			 ? lang_text(lang, " · <next-stop:PgDn> next lesson  <quit:q> menu")
		 : session->in_menu
			 ? lang_text(lang, " · <first:g> to the beginning  <quit:q> menu")
			 : lang_text(lang, " · <first:g> to the beginning  <quit:q> quit"),
		 &out);
}

/* -- moves ----------------------------------------------------------------------------------- */

void session_moved(struct session *session, int direction)
{
	struct moves *moves = &session->moves;

	assert(direction == 1 || direction == -1);
	moves->direction = moves->count == 0 ? direction : 0;
	moves->count++;
}

struct moves session_take_moves(struct session *session)
{
	struct moves moves = session->moves;

	session->moves = (struct moves){0};
	return moves;
}
