/*
 * session.h - a run, or two in lockstep, and where somebody stands in it: whether it plays, what is
 * waited for, what was said last.  Nothing of a screen, no clock: time comes in as milliseconds of
 * any clock that does not go back.
 *
 * Screens, lines and films are clients: they call what is declared here and in the other headers of
 * the folder, and look at the members, which only those change.
 *
 *	travel.h    going somewhere          find.h     looking for a moment
 *	playback.h  moving by itself         quiz.h     questions, and their answers
 *	                                     by_hand.h  operations that somebody types
 */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hint.h"
#include "base/lang.h"
#include "session/by_hand.h"
#include "session/find.h"
#include "session/quiz.h"
#include "timeline/pair.h"
#include "timeline/timeline.h"

#define SESSION_MESSAGE 128 /* bytes */

/* How it moves by itself; see playback.h. */
struct playback {
	int direction;      /* 0 it does not, 1 forwards, -1 backwards */
	bool follows;       /* a run that grows: stays at its end */
	double speed;
	double usual_speed; /* the run's own */
	double step_ms;     /* from one move to the next at speed 1; 0 = as the detail has it */
	double stop_ms;     /* at each narration; 0 = as long as reading takes */
	double slice_ms;    /* moves closer together than this are made at once */
	uint64_t due_ms;    /* of the next move */
};

/* How the place has changed, for what shows it in motion. */
struct moves {
	unsigned count;     /* since session_take_moves */
	int direction;      /* of the only one; 0 = they were several, or a jump */
};

struct session {
	struct pair pair;          /* one side, or two; the timelines are borrowed */
	int side;                  /* of the pair: the one that is looked at */
	struct timeline *timeline; /* that side's */
	unsigned shown;            /* how often another timeline was shown: what belongs to one is
				    * of no use once this is another number */
	enum detail detail;
	enum lang lang;              /* the language of what is said */
	const struct hint *hints;  /* borrowed: keys in it that are not the usual ones */
	int hint_count;
	bool in_menu, has_next;    /* where leaving leads: told at the end */
	struct playback playback;
	struct moves moves;
	uint64_t waiting_for;      /* operation to go to once the scout has been there; 0 = none,
				    * UINT64_MAX = the end */
	struct find find;
	struct quiz quiz;
	struct by_hand by_hand;
	bool reached_end;          /* once, of the run that is in the file */
	bool others_told;          /* that what is shown is not all */
	bool ended;                /* it has been said that this is the end; no move since */
	char message[SESSION_MESSAGE]; /* "" = nothing was said */
};

struct session_options {
	struct timeline *beside; /* a second side, in lockstep; NULL = none */
	enum detail detail;
	enum lang lang;          /* of what is said */
	bool follows;            /* the run grows: stay at its end */
	bool in_menu, has_next;  /* where leaving leads */
	double speed;            /* 0 = 1 */
	double step_ms, stop_ms, slice_ms; /* as in struct playback; 0 = as usual */
	const struct hint *hints; /* borrowed: keys that are not the usual ones */
	int hint_count;
};

/* Begin where [timeline] stands; where a narrator would speak first, with the words.  The
 * timelines must outlive the session. */
void session_init(struct session *session, struct timeline *timeline,
		  const struct session_options *options);

/* Before the timelines go: a fork lives on one. */
void session_fini(struct session *session);

/* Show another timeline, or another side: the only place that lets go of what belonged to the one
 * that was shown. */
void session_show(struct session *session, const struct pair *pair, int side);

/* The other of two sides. */
void session_turn(struct session *session);

/* The same place in timelines made anew from the changed file: the same operation, and as far in
 * it; the end if there are fewer.  Not while there is a fork. */
void session_adopt(struct session *session, const struct pair *fresh);

/* Where somebody stands in the run that is in the file, fork or not. */
struct position session_place(const struct session *session);

/* Whether the run must stay as it is: it is searched, or forked. */
bool session_is_busy(const struct session *session);

static inline bool session_is_beside(const struct session *session)
{
	return session->pair.count > 1;
}

/* Whether the run has been seen to its end, and this is it. */
bool session_at_end(const struct session *session);

/* Keep reached_end and ended as they are to be: after each move, before they are asked. */
void session_note_end(struct session *session);

/* Say once, when it is known, that others' calls are not shown (timeline_index.others); where the
 * run begins its words say so.  In each frame. */
void session_note_others(struct session *session);

/* -- what is said ------------------------------------------------------------------------------ */

/* Say something until the next command; keys in it as hint.h has them. */
void session_say(struct session *session, const char *text);

/* The same of a text that is in the right language, and has no keys. */
__attribute__((format(printf, 2, 3))) void session_sayf(struct session *session, const char *format,
							...);

/* Nothing is said any more. */
void session_quiet(struct session *session);

/* Say that the run is at its end, how the questions were answered, and where one can go. */
void session_say_end(struct session *session);

/* -- moves ----------------------------------------------------------------------------------- */

/* One move was made, forwards (1) or back (-1). */
void session_moved(struct session *session, int direction);

/* The moves since the last time. */
struct moves session_take_moves(struct session *session);

#endif
