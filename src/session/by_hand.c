/* by_hand.c - operations by hand; see by_hand.h. */
#include "session/by_hand.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/str.h"
#include "program/fork.h"
#include "session/playback.h"
#include "session/session.h"

#define SLICE_EVENTS 65536
#define FIRST_STEP_MS 900

/* -- making and leaving -------------------------------------------------------------------- */

static struct timeline *base_of(const struct session *session)
{
	return session->by_hand.program ? session->by_hand.base : session->timeline;
}

static struct program *program_of(const struct timeline *timeline)
{
	return timeline_world(timeline)->program;
}

static void show(struct session *session, struct timeline *timeline)
{
	struct pair pair = pair_of(timeline, NULL);

	session_show(session, &pair, 0);
	playback_stop(session);
}

static void forget(struct by_hand *by_hand)
{
	timeline_destroy(by_hand->timeline);
	if (by_hand->program)
		program_destroy(by_hand->program);
	by_hand->timeline = NULL;
	by_hand->program = NULL;
}

bool by_hand_leave(struct session *session)
{
	struct by_hand *by_hand = &session->by_hand;

	if (!by_hand->program)
		return false;
	timeline_seek(by_hand->base, by_hand->home);
	show(session, by_hand->base);
	forget(by_hand);
	session_say(session, "the fork is gone: this is where it began");
	return true;
}

void by_hand_fini(struct session *session)
{
	struct by_hand *by_hand = &session->by_hand;

	if (by_hand->program) {
		struct pair pair = pair_of(by_hand->base, NULL);

		session_show(session, &pair, 0);
	}
	forget(by_hand);
}

/* The run of the changed fork, which the base, standing where the fork begins, lends its past. */
static bool run_anew(struct session *session, struct timeline *base, struct program *program)
{
	struct timeline *fresh;

	timeline_seek(base, (struct position){.events = fork_at(program)});
	while (timeline_index(base)->events < fork_at(program) &&
	       timeline_scout(base, SLICE_EVENTS))
		;
	fresh = timeline_branch(base, program);
	if (!fresh)
		return false;
	while (timeline_scout(fresh, SLICE_EVENTS))
		;
	show(session, fresh);
	timeline_destroy(session->by_hand.timeline);
	session->by_hand.timeline = fresh;
	session->by_hand.base = base;
	return true;
}

/* -- one operation ------------------------------------------------------------------------- */

/* Whoever looks at operations sees it done; everybody else sees its steps, one after the other. */
static void show_last(struct session *session, uint64_t now_ms)
{
	uint64_t events = timeline_index(session->timeline)->events;

	pair_seek(&session->pair, (struct position){.events = events - 1});
	pair_forward(&session->pair, session->detail);
	session_moved(session, 1);
	if (session->pair.at.steps || session->pair.at.writes) {
		session->playback.direction = 1;
		session->playback.due_ms = now_ms + (uint64_t)(FIRST_STEP_MS / session->playback.speed);
	}
	session_say(session, "<by-hand::> another  <leave:Esc> throws the fork away");
}

/* The fork that begins at the cursor, or the one there is already. */
static struct program *fork_here(const struct session *session, uint64_t events)
{
	const struct by_hand *by_hand = &session->by_hand;

	if (by_hand->program && events >= fork_at(by_hand->program))
		return by_hand->program;
	return fork_new(program_of(base_of(session)), events);
}

static void give_up(struct session *session, struct program *program, struct position position)
{
	if (program != session->by_hand.program)
		program_destroy(program);
	pair_seek(&session->pair, position);
}

static void begin_fork(struct session *session, struct program *program, struct position home)
{
	struct by_hand *by_hand = &session->by_hand;

	if (!by_hand->program)
		by_hand->home = home;
	else if (program != by_hand->program)
		program_destroy(by_hand->program);
	by_hand->program = program;
}

static bool perform(struct session *session, const struct phrase *phrase, uint64_t now_ms)
{
	struct position home = session->pair.at;
	struct timeline *base = base_of(session);
	const struct world *world = timeline_world(session->timeline);
	struct program *program;
	struct fork_op op;
	uint64_t events;

	/* One operation cannot begin inside another. */
	if (home.steps || home.writes)
		pair_forward(&session->pair, DETAIL_OPERATION);
	events = session->pair.at.events;
	program = fork_here(session, events);
	world = timeline_world(session->timeline);
	if (!fork_understand(program, &world->heap, world->area, phrase, session->lang, &op,
			     &session->by_hand.fault)) {
		give_up(session, program, home);
		return false;
	}
	fork_add(program, (size_t)(events - fork_at(program)), &op);
	if (!run_anew(session, base, program)) {
		phrase_fail(&session->by_hand.fault, 0, "%s",
			    lang_text(session->lang, "there is no memory for it"));
		return false;
	}
	begin_fork(session, program, home);
	show_last(session, now_ms);
	return true;
}

/* -- what is typed ------------------------------------------------------------------------- */

/* What stands behind a word at the beginning; NULL: another word. */
static const char *behind(const char *text, const char *word)
{
	size_t length = strlen(word);

	text += strspn(text, " \t");
	if (strncmp(text, word, length) != 0 || (text[length] && text[length] != ' '))
		return NULL;
	return text + length + strspn(text + length, " \t");
}

static enum by_hand_result take_save(struct session *session, const char *text, const char *name,
				     bool over)
{
	struct by_hand *by_hand = &session->by_hand;

	if (!*name) {
		phrase_fail(&by_hand->fault, strlen(text), "%s",
			    lang_text(session->lang, "to which file? save name.yaml"));
		return BY_HAND_FAULT;
	}
	snprintf(by_hand->save_name, sizeof by_hand->save_name, "%s", name);
	by_hand->save_over = over;
	return BY_HAND_SAVE;
}

enum by_hand_result by_hand_obey(struct session *session, const char *text, uint64_t now_ms)
{
	struct by_hand *by_hand = &session->by_hand;
	struct phrase phrase;
	const char *rest;

	assert(by_hand_may(session) == NULL);
	by_hand->fault.what[0] = '\0';
	if ((rest = behind(text, "save!")))
		return take_save(session, text, rest, true);
	if ((rest = behind(text, "save")))
		return take_save(session, text, rest, false);
	if ((rest = behind(text, "clear")) && !*rest) {
		if (!by_hand_leave(session))
			session_say(session, "there is no fork");
		return BY_HAND_DONE;
	}
	if (!phrase_read(text, session->lang, &phrase, &by_hand->fault) ||
	    !perform(session, &phrase, now_ms))
		return BY_HAND_FAULT;
	return BY_HAND_DONE;
}

const char *by_hand_may(const struct session *session)
{
	if (session_is_beside(session))
		return N_("not with two models side by side");
	if (timeline_grows(session->timeline))
		return N_("not while the run still grows");
	return NULL;
}
