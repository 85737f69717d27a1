/* fork.c - operations by hand; see fork.h. */
#include "app/fork.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "app/animate.h"
#include "app/app.h"
#include "app/beside.h"
#include "app/box.h"
#include "app/move.h"
#include "app/tenants.h"
#include "base/key.h"
#include "base/lang.h"
#include "base/str.h"
#include "program/fork.h"

#define SLICE_EVENTS 65536
#define NAMES_MOST 40 /* offered */
#define FIRST_STEP_MS 900

#define is_zh(app) ((app)->options.chinese)

/* -- making and leaving -------------------------------------------------------------------- */

static struct timeline *base_of(const struct app *app)
{
	return app->fork.program ? app->fork.base : app->timeline;
}

static struct program *program_of(const struct timeline *timeline)
{
	return timeline_world(timeline)->program;
}

static struct fork_home home_of(const struct app *app)
{
	return (struct fork_home){.position = app->pair.at,
				  .pane = app->pane,
				  .zoom = app->zoom,
				  .entered = app->entered,
				  .focus = app->focus,
				  .selection = app->selection,
				  .held = app->held};
}

static void show_timeline(struct app *app, struct timeline *timeline)
{
	app->pair = pair_of(timeline, NULL);
	app->timeline = timeline;
	app->scene.census = (struct census){0};
	animate_stop(app);
	app->ask.at = UINT64_MAX;
	app->playing = 0;
	app->follows = false;
	search_adopt(app);
}

static void forget(struct app_fork *fork)
{
	timeline_destroy(fork->timeline);
	if (fork->program)
		program_destroy(fork->program);
	fork->timeline = NULL;
	fork->program = NULL;
}

bool fork_leave(struct app *app)
{
	struct app_fork *fork = &app->fork;
	const struct fork_home *home = &fork->home;

	if (!fork->program)
		return false;
	timeline_seek(fork->base, home->position);
	show_timeline(app, fork->base);
	forget(fork);
	app->pane = home->pane;
	app->zoom = home->zoom;
	app->entered = home->entered;
	app->focus = home->focus;
	app->selection = home->selection;
	app->held = home->held;
	app_say(app, "the fork is gone: this is where it began");
	return true;
}

void fork_fini(struct app *app)
{
	if (app->fork.program) {
		app->timeline = app->fork.base;
		app->pair = pair_of(app->timeline, NULL);
	}
	forget(&app->fork);
}

/* The run of the changed fork, which the base, standing where the fork begins, lends its past. */
static bool run_anew(struct app *app, struct timeline *base, struct program *program)
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
	show_timeline(app, fresh);
	timeline_destroy(app->fork.timeline);
	app->fork.timeline = fresh;
	app->fork.base = base;
	return true;
}

/* -- one operation ------------------------------------------------------------------------- */

/* Whoever looks at operations sees it done; everybody else sees its steps, one after the other. */
static void show_last(struct app *app, uint64_t now_ms)
{
	uint64_t events = timeline_index(app->timeline)->events;

	pair_seek(&app->pair, (struct position){.events = events - 1});
	pair_forward(&app->pair, app->detail);
	animate_moved(app, 1);
	if (app->pair.at.steps || app->pair.at.writes) {
		app->playing = 1;
		app->due_ms = now_ms + (uint64_t)(FIRST_STEP_MS / app->speed);
	}
	app_say(app, "<by-hand::> another  <leave:Esc> throws the fork away");
}

/* The fork that begins at the cursor, or the one there is already. */
static struct program *fork_here(const struct app *app, uint64_t events)
{
	const struct app_fork *fork = &app->fork;

	if (fork->program && events >= fork_at(fork->program))
		return fork->program;
	return fork_new(program_of(base_of(app)), events);
}

static void give_up(struct app *app, struct program *program, struct position position)
{
	if (program != app->fork.program)
		program_destroy(program);
	pair_seek(&app->pair, position);
}

static void begin_fork(struct app *app, struct program *program, const struct fork_home *home)
{
	struct app_fork *fork = &app->fork;

	if (!fork->program)
		fork->home = *home;
	else if (program != fork->program)
		program_destroy(fork->program);
	fork->program = program;
}

static bool perform(struct app *app, const struct phrase *phrase, uint64_t now_ms)
{
	struct fork_home home = home_of(app);
	struct timeline *base = base_of(app);
	const struct world *world = timeline_world(app->timeline);
	struct program *program;
	struct fork_op op;
	uint64_t events;

	/* One operation cannot begin inside another. */
	if (home.position.steps || home.position.writes)
		pair_forward(&app->pair, DETAIL_OPERATION);
	events = app->pair.at.events;
	program = fork_here(app, events);
	world = timeline_world(app->timeline);
	if (!fork_understand(program, &world->heap, world->area, phrase, is_zh(app), &op,
			     &app->fork.fault)) {
		give_up(app, program, home.position);
		return false;
	}
	fork_add(program, (size_t)(events - fork_at(program)), &op);
	if (!run_anew(app, base, program)) {
		phrase_fail(&app->fork.fault, 0, "%s",
			    lang_text(is_zh(app), "there is no memory for it"));
		return false;
	}
	begin_fork(app, program, &home);
	show_last(app, now_ms);
	return true;
}

/* -- the line ------------------------------------------------------------------------------ */

void fork_ask(struct app *app)
{
	struct app_fork *fork = &app->fork;

	if (is_beside(app)) {
		app_say(app, "not with two models side by side");
		return;
	}
	if (timeline_grows(app->timeline)) {
		app_say(app, "not while the run still grows");
		return;
	}
	search_stop(app);
	tenants_close(app);
	app->playing = 0;
	fork->line = true;
	fork->fault.what[0] = '\0';
	prompt_set(&fork->prompt, "");
}

/* What stands behind a word at the beginning; NULL: another word. */
static const char *behind(const char *text, const char *word)
{
	size_t length = strlen(word);

	text += strspn(text, " \t");
	if (strncmp(text, word, length) != 0 || (text[length] && text[length] != ' '))
		return NULL;
	return text + length + strspn(text + length, " \t");
}

static bool take_save(struct app *app, const char *name, bool over, bool *save)
{
	struct app_fork *fork = &app->fork;

	if (!*name) {
		phrase_fail(&fork->fault, fork->prompt.length, "%s",
			    lang_text(is_zh(app), "to which file? save name.yaml"));
		return false;
	}
	snprintf(fork->save_name, sizeof fork->save_name, "%s", name);
	fork->save_over = over;
	fork->line = false;
	*save = true;
	return true;
}

/* False: app->fork.fault says why not. */
static bool obey(struct app *app, const char *text, uint64_t now_ms, bool *save)
{
	struct app_fork *fork = &app->fork;
	struct phrase phrase;
	const char *rest;

	if ((rest = behind(text, "save!")))
		return take_save(app, rest, true, save);
	if ((rest = behind(text, "save")))
		return take_save(app, rest, false, save);
	if ((rest = behind(text, "clear")) && !*rest) {
		fork->line = false;
		if (!fork_leave(app))
			app_say(app, "there is no fork");
		return true;
	}
	if (!phrase_read(text, is_zh(app), &phrase, &fork->fault) ||
	    !perform(app, &phrase, now_ms))
		return false;
	fork->line = false;
	return true;
}

static void enter(struct app *app, uint64_t now_ms, bool *save)
{
	struct app_fork *fork = &app->fork;
	char text[PROMPT_BYTES];

	snprintf(text, sizeof text, "%s", fork->prompt.text);
	if (text[strspn(text, " \t")] == '\0') {
		fork->line = false;
		return;
	}
	snprintf(fork->last, sizeof fork->last, "%s", text);
	obey(app, text, now_ms, save);
}

/* -- completion ---------------------------------------------------------------------------- */

struct offers {
	char words[NAMES_MOST][LABEL_BYTES];
	size_t count;
	size_t more; /* labels there are beyond those */
};

static void offer(struct offers *offers, const char *word, const char *typed)
{
	if (strncmp(word, typed, strlen(typed)) != 0 || offers->count == NAMES_MOST)
		return;
	snprintf(offers->words[offers->count++], LABEL_BYTES, "%s", word);
}

static void offer_names(const struct app *app, const char *typed, struct offers *offers)
{
	const struct world *world = timeline_world(app->timeline);
	static struct label labels[200]; /* scratch */
	size_t count = world->program->ops->labels(world->program, &world->heap, world->area, 0,
						   UINT64_MAX, labels, 200);

	for (size_t i = 0; i < count; i++)
		offer(offers, labels[i].name, typed);
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("_#.-:", c));
}

/* The word that is being typed begins here. */
static size_t word_start(const struct prompt *prompt)
{
	size_t at = prompt->length;

	while (at > 0 && is_word(prompt->text[at - 1]))
		at--;
	return at;
}

/* What may stand there, by what stands before it. */
static void find_offers(const struct app *app, struct offers *offers)
{
	static const char *const calls[] = {"malloc(", "calloc(", "realloc("};
	const struct prompt *prompt = &app->fork.prompt;
	size_t start = word_start(prompt), end = start;
	const char *typed = prompt->text + start;

	while (end > 0 && prompt->text[end - 1] == ' ')
		end--;
	*offers = (struct offers){0};
	if (end == 0) {
		offer(offers, "free ", typed);
		offer(offers, "save ", typed);
		if (app->fork.program)
			offer(offers, "clear", typed);
	}
	if (end == 0 || prompt->text[end - 1] == '=')
		for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
			offer(offers, calls[i], typed);
	if ((end > 0 && prompt->text[end - 1] == '(') ||
	    (end >= 4 && strncmp(prompt->text + end - 4, "free", 4) == 0))
		offer_names(app, typed, offers);
}

/* As far as all of them agree. */
static void complete(struct app *app)
{
	struct prompt *prompt = &app->fork.prompt;
	size_t start = word_start(prompt), length;
	char text[PROMPT_BYTES + LABEL_BYTES];
	struct offers offers;

	find_offers(app, &offers);
	if (offers.count == 0)
		return;
	length = strlen(offers.words[0]);
	for (size_t i = 1; i < offers.count; i++)
		while (strncmp(offers.words[0], offers.words[i], length) != 0)
			length--;
	snprintf(text, sizeof text, "%.*s%.*s", (int)start, prompt->text, (int)length,
		 offers.words[0]);
	if (strlen(text) >= prompt->length)
		prompt_set(prompt, text);
}

/* -- keys --------------------------------------------------------------------------------- */

bool fork_takes_key(struct app *app, uint32_t key, uint64_t now_ms, bool *save)
{
	struct app_fork *fork = &app->fork;

	if (!fork->line || keymap_find(&app->keymap, key) == COMMAND_SUSPEND)
		return false;
	fork->fault.what[0] = '\0';
	if (key == KEY_CODE_UP) {
		prompt_set(&fork->prompt, fork->last);
		return true;
	}
	if (key == KEY_CODE_TAB) {
		complete(app);
		return true;
	}
	switch (prompt_key(&fork->prompt, key)) {
	case PROMPT_ENTERED: enter(app, now_ms, save); break;
	case PROMPT_LEFT: fork->line = false; break;
	case PROMPT_EDITED: break;
	}
	return true;
}

/* -- drawing ------------------------------------------------------------------------------ */

static void draw_fault(const struct app *app, struct canvas *canvas, int bottom)
{
	const struct app_fork *fork = &app->fork;
	char text[400];
	struct str out = str_init(text, sizeof text);

	str_printf(&out, "%s\n%*s\n%s", fork->prompt.text, (int)fork->fault.at + 1, "^",
		   fork->fault.what);
	box_text(lang_text(is_zh(app), "not understood"), text, ROLE_FINDING, canvas, bottom);
}

/* What Tab would choose from. */
static void add_offers(const struct app *app, struct box *box)
{
	struct offers offers;
	char text[100];
	struct str out = str_init(text, sizeof text);

	find_offers(app, &offers);
	for (size_t i = 0; i < offers.count && !out.cut; i++)
		if (out.length + strlen(offers.words[i]) < 44)
			str_printf(&out, "%s%s", i ? " " : "", offers.words[i]);
		else
			str_add(&out, i ? " …" : "…"), out.cut = true;
	if (offers.count > 0 && app->fork.prompt.length > 0)
		box_add(box, "Tab", text);
}

static void draw_forms(const struct app *app, struct canvas *canvas, int bottom)
{
	static const struct {
		const char *form, *words;
	} forms[] = {
		{"x = malloc(100)", N_("a block; 4K and 0x40 are sizes, too")},
		{"x = calloc(4, 8)", N_("the same, zeroed")},
		{"x = realloc(x, 200)", N_("another size for it")},
		{"free x", N_("give it back; free 0:1:48, too")},
		{"save name.yaml", N_("all up to here, as a scenario")},
		{"clear", N_("throw the fork away, as Esc does")},
	};
	struct box box = {.title = lang_text(is_zh(app), "an operation by hand")};
	size_t count = sizeof forms / sizeof *forms - (app->fork.program == NULL);

	for (size_t i = 0; i < count; i++)
		box_add(&box, forms[i].form, lang_text(is_zh(app), forms[i].words));
	if (program_of(app->timeline)->was_recorded) {
		snprintf(box.lines[3].key, sizeof box.lines[3].key, "free #12");
		snprintf(box.lines[3].words, sizeof box.lines[3].words, "%s",
			 lang_text(is_zh(app), "call 12's block; free 0:1:48, free 0x7f..."));
	}
	add_offers(app, &box);
	box_draw(&box, canvas, bottom);
}

void fork_draw(const struct app *app, struct canvas *canvas)
{
	const struct app_fork *fork = &app->fork;
	int y = canvas_area(canvas).h - 1;

	if (!fork->line)
		return;
	if (fork->fault.what[0])
		draw_fault(app, canvas, y);
	else
		draw_forms(app, canvas, y);
	prompt_draw(&fork->prompt, canvas, y, ":",
		    lang_text(is_zh(app), "Enter does it  Tab completes  Esc leaves"));
}
