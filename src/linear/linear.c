/* linear.c - sentences and typed commands; see linear.h. */
#include "linear/linear.h"

#include <stdlib.h>
#include <string.h>

#include "app/ask.h"
#include "app/move.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/key.h"
#include "base/lang.h"
#include "base/utf8.h"
#include "export/words.h"
#include "view/tell.h"

#define SCOUT_SLICE 65536
#define AHEAD_MS 50 /* of running ahead before each command */
#define DIGITS_MOST 9

struct session {
	struct linear *linear;
	const struct linear_file *file;
	struct app *app;
	struct position told;  /* up to here */
	bool any_told;
	const char *because;   /* of the question that was asked last; NULL = told, or none */
	char text[TELL_BYTES];
	struct str out;        /* on text */
};

bool linear_is_needed(void)
{
	const char *type = getenv("TERM");

	return type && strcmp(type, "dumb") == 0;
}

void linear_close(struct linear *linear)
{
	line_reader_fini(&linear->in);
}

/* A macro, so that compilers still check formats. */
#define pick(session, text) lang_text((session)->app->options.chinese, text)

static void flush(struct session *session)
{
	words_print(session->linear->out, session->text, session->linear->ascii);
	fflush(session->linear->out);
	session->out = str_init(session->text, sizeof session->text);
}

/* -- telling ----------------------------------------------------------------------------- */

/* The number of the event that is told of at a position. */
static uint64_t event_at(struct position position)
{
	return position.events + (position.steps || position.writes);
}

static uint32_t steps_told(struct position position, uint32_t all)
{
	return position.steps || position.writes ? position.steps : all;
}

static void tell_because(struct session *session)
{
	const struct event *event = &session->app->scene.current.event;

	if (event->kind == EVENT_ASK)
		session->because = words_in(&event->because, session->app->options.chinese);
	else if (event->kind == EVENT_OP && session->because) {
		str_printf(&session->out, "%s%s\n", pick(session, "Because: "), session->because);
		session->because = NULL;
	}
}

/* What is new at the cursor: the next steps of the same operation, or another event. */
static void tell_news(struct session *session)
{
	const struct scene *scene = &session->app->scene;
	struct position now, told = session->told;
	bool same, back;
	uint32_t from = 0;

	app_prepare(session->app);
	now = scene->position;
	same = session->any_told && event_at(now) == event_at(told) && event_at(now) > 0;
	back = session->any_told &&
	       (event_at(now) < event_at(told) || (same && scene->current.steps_done <
			       steps_told(told, scene->current.step_count)));
	session->any_told = true;
	session->told = now;
	if (!scene->current.any) {
		tell_place(scene, &session->out);
		return;
	}
	if (back)
		tell_place(scene, &session->out);
	if (same && !back)
		from = steps_told(told, scene->current.step_count);
	else
		tell_event(scene, &session->out);
	if (back && scene->current.steps_done > 0)
		from = scene->current.steps_done - 1; /* where we are now */
	tell_steps(scene, from, UINT32_MAX, &session->out);
	tell_finding(scene, &session->out);
	if (now.steps == 0 && now.writes == 0)
		tell_because(session);
	tell_mark(scene, &session->out);
}

static void tell_message(struct session *session)
{
	if (session->app->message[0])
		str_printf(&session->out, "%s\n", session->app->message);
	session->app->message[0] = '\0';
}

static bool same_position(struct position a, struct position b)
{
	return a.events == b.events && a.steps == b.steps && a.writes == b.writes;
}

/* Searches and long jumps take their time: nobody else needs it. */
static void finish(struct session *session)
{
	struct app *app = session->app;

	while (app->waiting_for || app->search.running) {
		if (app->waiting_for)
			pair_scout(&app->pair, SCOUT_SLICE);
		app_tick(app, clock_ms());
	}
}

static void do_command(struct session *session, enum command_id id, uint64_t count)
{
	struct app *app = session->app;
	struct position before = timeline_position(app->timeline);

	app->count = count;
	app_command(app, id, clock_ms());
	app->count = 0;
	finish(session);
	if (!same_position(before, timeline_position(app->timeline)))
		tell_news(session);
	else if (id == COMMAND_FORWARD || id == COMMAND_NEXT_STOP)
		app_say(app, "This is the end.");
	else if (id == COMMAND_BACK || id == COMMAND_PREVIOUS_STOP)
		app_say(app, "This is the beginning.");
	tell_message(session);
}

/* -- commands ---------------------------------------------------------------------------- */

static void tell_keys(struct session *session, const char *rest);
static void read_again(struct session *session, const char *rest);

/* "12", "12.3", "end", a mark. */
static void go(struct session *session, const char *rest)
{
	struct app *app = session->app;
	size_t digits = strspn(rest, "0123456789");
	uint64_t number = digits <= DIGITS_MOST ? strtoull(rest, NULL, 10) : UINT32_MAX;
	uint32_t steps = rest[digits] == '.' ? (uint32_t)strtoul(rest + digits + 1, NULL, 10) : 0;
	const struct moment *mark;

	if (strcmp(rest, "end") == 0) {
		do_command(session, COMMAND_LAST, 0);
	} else if (*rest == '\0' || strcmp(rest, "0") == 0) {
		do_command(session, COMMAND_FIRST, 0);
	} else if (digits > 0 && (rest[digits] == '\0' || steps > 0)) {
		if (steps == 0)
			do_command(session, COMMAND_LAST, number);
		else if (pair_seek_operation(&app->pair, number, steps))
			tell_news(session);
		else
			app_say(app, "there is no such step");
	} else {
		while (timeline_scout(app->timeline, SCOUT_SLICE))
			;
		mark = timeline_find_mark(app->timeline, rest);
		if (mark && pair_seek(&app->pair,
				      (struct position){.events = mark->events}))
			tell_news(session);
		else
			app_say(app, "there is no such place: g 12, g 12.3, g MARK, g end");
	}
	tell_message(session);
}

/* Typed into the prompt as it would be typed there. */
static void search(struct session *session, const char *rest)
{
	struct app *app = session->app;
	struct position before = timeline_position(app->timeline);
	const char *end = rest + strlen(rest);

	app_command(app, COMMAND_SEARCH, clock_ms());
	while (rest < end) {
		uint32_t code_point;

		rest += utf8_decode(rest, end, &code_point);
		app_key(app, code_point, clock_ms());
	}
	app_key(app, KEY_CODE_ENTER, clock_ms());
	finish(session);
	if (app->search.fault[0])
		str_printf(&session->out, "%s\n", app->search.fault);
	search_stop(app);
	if (same_position(before, timeline_position(app->timeline))) {
		tell_message(session);
		return;
	}
	app->message[0] = '\0'; /* about keys of the screen */
	tell_news(session);
}

static void where(struct session *session, const char *rest)
{
	(void)rest;
	app_prepare(session->app);
	tell_state(&session->app->scene, &session->out);
}

static void detail(struct session *session, const char *rest)
{
	bool by_steps = *rest ? strcmp(rest, "op") != 0 : session->app->detail != DETAIL_STEP;

	session->app->detail = by_steps ? DETAIL_STEP : DETAIL_OPERATION;
	str_printf(&session->out, "%s\n",
		   by_steps ? pick(session, "Step by step.")
			    : pick(session, "Operation by operation."));
}

static void language(struct session *session, const char *rest)
{
	(void)rest;
	app_command(session->app, COMMAND_LANGUAGE, clock_ms());
	tell_message(session);
	app_prepare(session->app);
	tell_place(&session->app->scene, &session->out);
}

static const struct command_row {
	const char *word, *letter; /* either may be typed; words may be shortened */
	enum command_id id; /* done as often as the number behind it says, or ... */
	void (*run)(struct session *, const char *rest); /* ... this; neither = leave */
	const char *usage, *help;
} rows[] = {
	{"step", "", COMMAND_FORWARD, NULL, "Enter, s 10", N_("one step on; ten")},
	{"back", "b", COMMAND_BACK, NULL, "b, b 10", N_("one step back; ten")},
	{"next", "n", COMMAND_NEXT_STOP, NULL, "n", N_("to the next narration")},
	{"previous", "p", COMMAND_PREVIOUS_STOP, NULL, "p", N_("to the previous narration")},
	{"]", "]", COMMAND_NEXT_MARK, NULL, "]", N_("to the next mark")},
	{"[", "[", COMMAND_PREVIOUS_MARK, NULL, "[", N_("to the previous mark")},
	{"go", "g", COMMAND_NONE, go, "g 12, g 12.3, g MARK, g end",
	 N_("to that operation, step, mark; to the end; g alone: to the beginning")},
	{"/", "/", COMMAND_NONE, search, "/ b12, / pool_full",
	 N_("to the next such moment; / alone: the same again")},
	{"where", "w", COMMAND_NONE, where, "w",
	 N_("how things stand: arenas, the pool, the lists")},
	{"detail", "d", COMMAND_NONE, detail, "d, d op, d step", N_("by operations, or by steps")},
	{"language", "e", COMMAND_NONE, language, "e", N_("English or Chinese")},
	{"read", "r", COMMAND_NONE, read_again, "r", N_("read the file again")},
	{"?", "?", COMMAND_NONE, tell_keys, "?", N_("these commands")},
	{"quit", "q", COMMAND_NONE, NULL, "q", N_("quit")},
};

#define ROWS (sizeof rows / sizeof *rows)

static void tell_keys(struct session *session, const char *rest)
{
	(void)rest;
	str_add(&session->out, pick(session, "Commands, each followed by Enter:\n"));
	for (size_t i = 0; i < ROWS; i++)
		str_printf(&session->out, "  %s%s%s\n", rows[i].usage, pick(session, ": "),
			   pick(session, rows[i].help));
	str_add(&session->out, pick(session, "  1, 2, 3, 4: answer a question\n"));
}

static void give_answer(struct session *session, uint64_t number)
{
	struct app *app = session->app;
	const struct app_ask *ask = &app->ask;
	const char *right = ask->right >= 0 ? ask->answers[ask->right] : "?";

	if (number > (uint64_t)ask->count) {
		str_printf(&session->out, pick(session, "The answers are 1 to %d.\n"), ask->count);
		return;
	}
	ask_answer(app, (int)number - 1);
	if (ask->chosen == ask->right)
		str_printf(&session->out, pick(session, "Right: %s.\n"), right);
	else
		str_printf(&session->out, pick(session, "No. It is: %s.\n"), right);
	if (session->because)
		str_printf(&session->out, "%s%s\n", pick(session, "Because: "), session->because);
	else if (ask->why[0])
		str_printf(&session->out, "%s\n", ask->why);
	session->because = NULL;
	str_printf(&session->out, pick(session, "So far: %u of %u right.\n"), ask->right_count,
		   ask->asked_count);
}

static const struct command_row *find_row(const char *word, size_t length)
{
	for (size_t i = 0; i < ROWS; i++)
		if (strlen(rows[i].letter) == length && memcmp(rows[i].letter, word, length) == 0)
			return &rows[i];
	for (size_t i = 0; i < ROWS && length > 0; i++)
		if (strncmp(rows[i].word, word, length) == 0)
			return &rows[i];
	return NULL;
}

/* False: leave. */
static bool obey(struct session *session, const char *line)
{
	const struct command_row *row;
	struct app *app = session->app;
	size_t length, digits;

	line += strspn(line, " \t");
	digits = strspn(line, "0123456789");
	if (digits > 0 && digits <= DIGITS_MOST && line[digits] == '\0') {
		uint64_t number = strtoull(line, NULL, 10);

		if (ask_waits(app) && number > 0)
			give_answer(session, number);
		else
			do_command(session, COMMAND_FORWARD, number);
		return true;
	}
	length = *line == '/' ? 1 : strcspn(line, " \t");
	row = find_row(line, length);
	if (row && row->id == COMMAND_NONE && !row->run)
		return false;
	line += length;
	line += strspn(line, " \t");
	if (row && row->run)
		row->run(session, line);
	else if (row)
		do_command(session, row->id, strtoull(line, NULL, 10));
	else
		str_printf(&session->out, "%s\n",
			   pick(session, "Not understood: ? lists the commands."));
	return true;
}

/* -- the file ---------------------------------------------------------------------------- */

/* Marks, stops and totals are known as far as somebody has been there. */
static void run_ahead(struct session *session)
{
	uint64_t end = clock_ms() + AHEAD_MS;

	while (clock_ms() < end && timeline_scout(session->app->timeline, SCOUT_SLICE))
		;
}

/* Where we are in the run that the file holds now: an operation of the same number.  Of its steps
 * those behind the present one are news. */
static void tell_anew(struct session *session)
{
	struct scene *scene = &session->app->scene;

	run_ahead(session);
	app_prepare(session->app);
	session->told = scene->position;
	session->because = NULL; /* it was the old run's */
	tell_place(scene, &session->out);
	tell_event(scene, &session->out);
	tell_finding(scene, &session->out);
	tell_because(session);
}

static void read_again(struct session *session, const char *rest)
{
	const struct linear_file *file = session->file;
	char *faults = NULL;
	size_t length;
	FILE *errors = mem_stream(&faults, &length);
	bool good;

	(void)rest;
	watch_renew(file->watch);
	good = file->reload(file->context, session->app, errors);
	fclose(errors);
	if (good) {
		str_printf(&session->out, "%s\n",
			   pick(session, "The file has been read again."));
		tell_anew(session);
	} else {
		str_printf(&session->out, "%s\n%s",
			   pick(session, "The file cannot be read; the run before goes on:"),
			   faults);
	}
	free(faults);
}

/* True if something was told. */
static bool look_at_file(struct session *session)
{
	struct watch *watch = session->file->watch;
	enum watch_news news;

	watch_read(watch, clock_ms());
	news = watch_take(watch, clock_ms());
	if (news == WATCH_NOTHING)
		return false;
	if (session->linear->prompts)
		str_add(&session->out, "\n"); /* the prompt's line, and what is typed there */
	if (news == WATCH_GONE) {
		app_say(session->app, "the file is gone: this is what it held");
		tell_message(session);
	} else {
		str_add(&session->out, pick(session, "Saved. "));
		read_again(session, "");
	}
	flush(session);
	return true;
}

/* -- lines ------------------------------------------------------------------------------- */

static void prompt(struct linear *linear)
{
	if (linear->prompts)
		fputs("> ", linear->out);
	fflush(linear->out);
}

static char *without_blanks_behind(char *line)
{
	size_t length = strlen(line);

	while (length > 0 && strchr("\r \t", line[length - 1]))
		line[--length] = '\0';
	return line;
}

/* NULL at the end of the input.  Meanwhile the file may change. */
static char *next_command(struct session *session)
{
	struct linear *linear = session->linear;
	struct watch *watch = session->file->watch;
	enum line_news news;
	char *line;

	for (;;) {
		prompt(linear);
		do
			news = line_reader_next(&linear->in, watch_descriptor(watch),
						watch_wait_ms(watch, clock_ms()), &line);
		while (news == LINE_NONE && !look_at_file(session));
		if (news != LINE_NONE)
			return news == LINE_READ ? without_blanks_behind(line) : NULL;
	}
}

void linear_run(struct linear *linear, struct app *app, const struct linear_file *file)
{
	struct session *session = mem_zero(1, sizeof *session);
	char *line;

	session->linear = linear;
	session->file = file;
	session->app = app;
	session->out = str_init(session->text, sizeof session->text);
	run_ahead(session);
	app_prepare(session->app);
	tell_head(&app->scene, &session->out);
	str_printf(&session->out, "%s\n",
		   pick(session, "Enter: next step; ?: all commands; q: quit."));
	tell_news(session);
	flush(session);
	while ((line = next_command(session)) != NULL) {
		run_ahead(session);
		if (!obey(session, line))
			break;
		flush(session);
		if (ferror(linear->out))
			break;
	}
	free(session);
}

int linear_choose(struct linear *linear, const char *const *titles, int count, bool chinese)
{
	char *line;

	for (int i = 0; i < count; i++) {
		fprintf(linear->out, "%d: ", i + 1);
		words_print(linear->out, titles[i], linear->ascii);
		putc('\n', linear->out);
	}
	words_print(linear->out,
		    lang_text(chinese, "The number of a lesson, then Enter; q: quit.\n"),
		    linear->ascii);
	prompt(linear);
	while (line_reader_next(&linear->in, -1, -1, &line) == LINE_READ &&
	       strcmp(without_blanks_behind(line), "q") != 0) {
		long number = strtol(line, NULL, 10);

		if (number >= 1 && number <= count)
			return (int)number - 1;
		fprintf(linear->out, "1-%d, q\n", count);
		prompt(linear);
	}
	return -1;
}
