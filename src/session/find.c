/* find.c - looking for a moment; see find.h. */
#include "session/find.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/str.h"
#include "session/playback.h"
#include "session/session.h"
#include "timeline/search.h"

#define SLICE_EVENTS 8192 /* between looks at the keyboard */
#define FINDS_MOST 8     /* the same */
#define SHOW_MS 100       /* between pictures of progress */

void find_reset(struct find *find)
{
	*find = (struct find){0};
}

/* A format that is data: [what] is put in by hand. */
static void fill(const char *text, const char *what, struct str *out)
{
	const char *gap = strstr(text, "%s");

	str_addn(out, text, gap ? (size_t)(gap - text) : strlen(text));
	if (!gap)
		return;
	str_add(out, what);
	str_add(out, gap + 2);
}

void find_name(const char *words, const char *what, enum lang lang, struct str *out)
{
	fill(lang_text(lang, words), what, out);
}

static void name_condition(const struct session *session, struct str *out)
{
	const struct find *find = &session->find;
	const char *text = find->conditions[find->use].text, *words = find->words[find->use];

	if (words)
		find_name(words, text, session->lang, out);
	else
		str_add(out, text);
}

/* A message about the present condition, which stands for the first %s of the format. */
static void say(struct session *session, const char *words)
{
	char format[160], called[SESSION_MESSAGE];
	struct str text = str_init(format, sizeof format);
	struct str name = str_init(called, sizeof called);
	struct str out = str_init(session->message, sizeof session->message);

	hint_add(session->hints, session->hint_count, lang_text(session->lang, words), &text);
	name_condition(session, &name);
	fill(format, called, &out);
}

/* -- looking ------------------------------------------------------------------------------ */

static void start(struct session *session)
{
	struct find *find = &session->find;

	playback_stop(session);
	find->left = find->times;
	find->running = search_begin(timeline_search(session->timeline),
				       &find->conditions[find->use],
				       timeline_position(session->timeline), find->back);
	if (!find->running)
		session_say(session, "no memory to search with");
}

static void arrive(struct session *session, struct position found)
{
	bool typed = session->find.use == FIND_TYPED;
	const struct moment *mark;

	session->find.running = false;
	pair_seek(&session->pair, found);
	mark = timeline_mark_before(session->timeline, found.events);
	if (session->find.conditions[session->find.use].kind == CONDITION_MARK && mark)
		session_sayf(session, "◆ %s", mark->name);
	else if (typed)
		say(session, "%s · <search-next:n> next  <search-back:N> back");
	else
		say(session, "%s · <run-to:c> next  <run-back:C> back  <run-where:w> other");
}

static void give_up(struct session *session)
{
	struct find *find = &session->find;

	find->running = false;
	if (find->left < find->times)
		say(session, "not so often: %s");
	else if (find->back)
		say(session, "not before this: %s");
	else
		say(session, "not after this: %s");
}

static void say_progress(struct session *session)
{
	const struct search *looking = timeline_search(session->timeline);
	char text[100];
	struct str out = str_init(text, sizeof text);
	bool known = looking->back || timeline_index(session->timeline)->complete;

	str_add(&out, lang_text(session->lang, "looking for %s: "));
	str_thousands(&out, search_done(looking));
	if (known)
		str_add(&out, " / ");
	if (known)
		str_thousands(&out, search_whole(looking));
	str_add(&out, lang_text(session->lang, "  Esc stops"));
	say(session, text);
}

/* Look a little further; as often as it is to be found, where that is quick. */
static enum search_state look_on(struct session *session)
{
	struct find *find = &session->find;
	struct search *looking = timeline_search(session->timeline);

	for (int i = 0; i < FINDS_MOST; i++) {
		enum search_state state = search_run(looking, SLICE_EVENTS);

		if (state != SEARCH_FOUND || --find->left == 0)
			return state;
		search_begin(looking, &find->conditions[find->use], looking->found,
			     find->back);
	}
	return SEARCH_MORE;
}

bool find_tick(struct session *session, uint64_t now_ms)
{
	struct find *find = &session->find;

	assert(session->find.running);
	switch (look_on(session)) {
	case SEARCH_FOUND: arrive(session, timeline_search(session->timeline)->found); break;
	case SEARCH_NOTHING: give_up(session); break;
	case SEARCH_MORE: say_progress(session); break;
	}
	if (find->running && now_ms - find->shown_ms < SHOW_MS)
		return false;
	find->shown_ms = now_ms;
	return true;
}

void find_stop(struct session *session)
{
	session->find.running = false;
}

/* -- beginning ----------------------------------------------------------------------------- */

void find_set_out(struct session *session, enum find_use use, bool back, uint64_t times)
{
	struct find *find = &session->find;

	assert(use < FIND_USES && times > 0);
	find->use = use;
	find->back = back;
	find->times = times;
}

void find_condition(struct session *session, enum find_use use, const struct condition *condition,
		    const char *words)
{
	session->find.use = use;
	session->find.conditions[use] = *condition;
	session->find.words[use] = words;
	start(session);
}

bool find_typed(struct session *session, enum find_use use, const char *text, struct str *why)
{
	struct condition condition = session->find.conditions[use];

	if (!condition_read(text, timeline_world(session->timeline),
			    timeline_index(session->timeline), session->lang, &condition, why))
		return false;
	find_condition(session, use, &condition, NULL);
	return true;
}

bool find_again(struct session *session)
{
	const struct find *find = &session->find;

	if (find->conditions[find->use].kind == CONDITION_NONE)
		return false;
	start(session);
	return true;
}

void find_more(struct session *session, uint64_t times)
{
	session->find.left += times;
	session->find.times += times;
}

void find_adopt(struct session *session)
{
	find_stop(session);
	for (int use = 0; use < FIND_USES; use++) {
		struct condition *condition = &session->find.conditions[use];
		char why[160];
		struct str out = str_init(why, sizeof why);

		/* Names and places are those of the run; steps are the same everywhere. */
		if (condition->kind != CONDITION_STEP && condition->kind != CONDITION_NONE &&
		    !condition_read(condition->text, timeline_world(session->timeline),
				    timeline_index(session->timeline), session->lang, condition,
				    &out))
			condition->kind = CONDITION_NONE;
	}
}
