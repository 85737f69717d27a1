/* search.c - asking what to look for, and looking; see search.h. */
#include "app/search.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/move.h"
#include "app/search_menu.h"
#include "base/key.h"
#include "base/lang.h"
#include "base/str.h"
#include "timeline/search.h"

#define SLICE_EVENTS 8192 /* between looks at the keyboard */
#define FINDS_MOST 8     /* the same */
#define SHOW_MS 100       /* between pictures of progress */

void search_reset(struct app_search *search)
{
	*search = (struct app_search){.choices = {-1, -1}};
}

/* What a condition is called. */
static void name_condition(const struct app *app, enum search_use use, struct str *out)
{
	const struct app_search *search = &app->search;

	if (search->choices[use] >= 0)
		search_menu_words(search->choices[use], search->conditions[use].text,
				  app->options.chinese, out);
	else
		str_add(out, search->conditions[use].text);
}

/* A message about the present condition, which stands for the first %s of the format. */
static void say(struct app *app, const char *words)
{
	char format[160], *gap;
	struct str text = str_init(format, sizeof format);
	struct str out = str_init(app->message, sizeof app->message);

	hint_add(app->keymap.hints, app->keymap.hint_count, lang_text(app->options.chinese, words),
		 &text);
	gap = strstr(format, "%s");

	str_addn(&out, format, (size_t)(gap - format));
	name_condition(app, app->search.use, &out);
	str_add(&out, gap + 2);
}

/* -- looking ------------------------------------------------------------------------------ */

static void start(struct app *app)
{
	struct app_search *search = &app->search;

	app->playing = 0;
	search->line = SEARCH_NO_LINE;
	search->left = search->times;
	search->running = search_begin(timeline_search(app->timeline),
				       &search->conditions[search->use],
				       timeline_position(app->timeline), search->back);
	if (!search->running)
		app_say(app, "no memory to search with");
}

static void arrive(struct app *app, struct position found)
{
	bool typed = app->search.use == SEARCH_TYPED;
	const struct moment *mark;

	app->search.running = false;
	pair_seek(&app->pair, found);
	mark = timeline_mark_before(app->timeline, found.events);
	if (app->search.conditions[app->search.use].kind == CONDITION_MARK && mark)
		snprintf(app->message, sizeof app->message, "◆ %s", mark->name);
	else if (typed)
		say(app, "%s · <search-next:n> next  <search-back:N> back");
	else
		say(app, "%s · <run-to:c> next  <run-back:C> back  <run-where:w> other");
}

static void give_up(struct app *app)
{
	struct app_search *search = &app->search;

	search->running = false;
	if (search->left < search->times)
		say(app, "not so often: %s");
	else if (search->back)
		say(app, "not before this: %s");
	else
		say(app, "not after this: %s");
}

static void say_progress(struct app *app)
{
	const struct search *looking = timeline_search(app->timeline);
	char text[100];
	struct str out = str_init(text, sizeof text);
	bool known = looking->back || timeline_index(app->timeline)->complete;

	str_add(&out, lang_text(app->options.chinese, "looking for %s: "));
	str_thousands(&out, search_done(looking));
	if (known)
		str_add(&out, " / ");
	if (known)
		str_thousands(&out, search_whole(looking));
	str_add(&out, lang_text(app->options.chinese, "  Esc stops"));
	say(app, text);
}

/* Look a little further; as often as it is to be found, where that is quick. */
static enum search_state look_on(struct app *app)
{
	struct app_search *search = &app->search;
	struct search *looking = timeline_search(app->timeline);

	for (int i = 0; i < FINDS_MOST; i++) {
		enum search_state state = search_run(looking, SLICE_EVENTS);

		if (state != SEARCH_FOUND || --search->left == 0)
			return state;
		search_begin(looking, &search->conditions[search->use], looking->found,
			     search->back);
	}
	return SEARCH_MORE;
}

bool search_tick(struct app *app, uint64_t now_ms)
{
	struct app_search *search = &app->search;

	switch (look_on(app)) {
	case SEARCH_FOUND: arrive(app, timeline_search(app->timeline)->found); break;
	case SEARCH_NOTHING: give_up(app); break;
	case SEARCH_MORE: say_progress(app); break;
	}
	if (search->running && now_ms - search->shown_ms < SHOW_MS)
		return false;
	search->shown_ms = now_ms;
	return true;
}

void search_stop(struct app *app)
{
	app->search.running = false;
	app->search.line = SEARCH_NO_LINE;
}

/* -- commands ----------------------------------------------------------------------------- */

static void open_line(struct app *app, enum search_use use, enum search_line line)
{
	struct app_search *search = &app->search;

	search_stop(app);
	search->use = use;
	search->line = line;
	search->fault[0] = '\0';
	prompt_set(&search->prompt, "");
}

void search_ask(struct app *app, enum search_use use)
{
	app->search.back = false;
	app->search.times = app_times(app);
	open_line(app, use, SEARCH_PROMPT);
}

void search_choose(struct app *app)
{
	app->search.back = false;
	app->search.times = app_times(app);
	open_line(app, SEARCH_RUN_TO, SEARCH_MENU);
}

void search_again(struct app *app, enum search_use use, bool back)
{
	struct app_search *search = &app->search;

	search->back = back;
	search->times = app_times(app);
	search->use = use;
	if (search->conditions[use].kind != CONDITION_NONE)
		start(app);
	else
		open_line(app, use, use == SEARCH_TYPED ? SEARCH_PROMPT : SEARCH_MENU);
}

void search_adopt(struct app *app)
{
	search_stop(app);
	for (int use = 0; use < SEARCH_USES; use++) {
		struct condition *condition = &app->search.conditions[use];
		char why[sizeof app->search.fault];
		struct str out = str_init(why, sizeof why);

		/* Names and places are those of the run; steps are the same everywhere. */
		if (condition->kind != CONDITION_STEP && condition->kind != CONDITION_NONE &&
		    !condition_read(condition->text, timeline_world(app->timeline),
				    timeline_index(app->timeline), app->options.chinese, condition,
				    &out))
			condition->kind = CONDITION_NONE;
	}
}

/* -- keys --------------------------------------------------------------------------------- */

/* Enter on an empty line repeats what was looked for last. */
static void take_text(struct app *app)
{
	struct app_search *search = &app->search;
	struct condition *condition = &search->conditions[search->use];
	struct str why = str_init(search->fault, sizeof search->fault);

	if (search->prompt.length == 0 && condition->kind == CONDITION_NONE) {
		search_stop(app);
	} else if (search->prompt.length == 0) {
		start(app);
	} else if (condition_read(search->prompt.text, timeline_world(app->timeline),
				  timeline_index(app->timeline), app->options.chinese, condition,
				  &why)) {
		search->choices[search->use] = -1;
		start(app);
	}
}

static void edit(struct app *app, uint32_t key)
{
	struct app_search *search = &app->search;

	search->fault[0] = '\0';
	if (key == KEY_CODE_UP) { /* what was typed last, to change it */
		prompt_set(&search->prompt, search->conditions[search->use].text);
		return;
	}
	switch (prompt_key(&search->prompt, key)) {
	case PROMPT_ENTERED: take_text(app); break;
	case PROMPT_LEFT: search_stop(app); break;
	case PROMPT_EDITED: break;
	}
}

static void choose(struct app *app, uint32_t key)
{
	struct app_search *search = &app->search;
	struct condition condition;

	if (key == '/') {
		search->line = SEARCH_PROMPT;
	} else if (key >= '1' && key < '1' + SEARCH_CHOICES) {
		if (!search_menu_condition(app, (int)(key - '1'), &condition))
			return;
		search->conditions[SEARCH_RUN_TO] = condition;
		search->choices[SEARCH_RUN_TO] = (int)(key - '1');
		start(app);
	} else if (key == KEY_CODE_ENTER && search->conditions[SEARCH_RUN_TO].kind) {
		start(app);
	} else if (key == KEY_CODE_ESCAPE || key == KEY_CODE_BACKSPACE || key == 'q' ||
		   key == KEY_CODE_ENTER) {
		search_stop(app);
	}
}

/* The command that is under way already: once more, whoever is quicker, hand or machine. */
static bool is_once_more(const struct app *app, uint32_t key)
{
	static const enum command_id commands[SEARCH_USES][2] = {
		{COMMAND_SEARCH_NEXT, COMMAND_SEARCH_BACK},
		{COMMAND_RUN_TO, COMMAND_RUN_BACK},
	};

	return keymap_find(&app->keymap, key) == commands[app->search.use][app->search.back];
}

bool search_takes_key(struct app *app, uint32_t key)
{
	struct app_search *search = &app->search;

	if (keymap_find(&app->keymap, key) == COMMAND_SUSPEND)
		return false;
	if (search->line == SEARCH_PROMPT) {
		edit(app, key);
		return true;
	}
	if (search->line == SEARCH_MENU) {
		choose(app, key);
		return true;
	}
	if (search->running && is_once_more(app, key)) {
		search->left += app_times(app);
		search->times += app_times(app);
		app->count = 0;
		return true;
	}
	if (!search->running)
		return false;
	search_stop(app);
	if (key == KEY_CODE_ESCAPE)
		app_say(app, "stopped: nothing has moved");
	return key == KEY_CODE_ESCAPE;
}

/* -- drawing ------------------------------------------------------------------------------ */

void search_draw(const struct app *app, struct canvas *canvas)
{
	const struct app_search *search = &app->search;
	bool chinese = app->options.chinese;
	int y = canvas_area(canvas).h - 1;

	if (search->line == SEARCH_MENU) {
		search_menu_draw(app, canvas, y);
		prompt_draw(&(struct prompt){0}, canvas, y,
			    lang_text(chinese, search->back ? N_("back to: ") : N_("run to: ")),
			    lang_text(chinese, "choose one  Esc leaves"));
	} else if (search->line == SEARCH_PROMPT) {
		search_forms_draw(app, canvas, y);
		prompt_draw(&search->prompt, canvas, y, "/",
			    lang_text(chinese, "Enter finds  Esc leaves"));
	}
}
