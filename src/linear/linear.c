/* linear.c - sentences and typed commands; see linear.h. */
#include "linear/linear.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "export/sentences.h"
#include "session/playback.h"
#include "session/travel.h"
#include "ui/scene_of.h"
#include "view/tell.h"

#define SCOUT_SLICE 65536
#define AHEAD_MS 50 /* of running ahead before each command */
#define DIGITS_MOST 9

struct talk {
	struct linear *linear;
	const struct linear_file *file;
	const struct linear_view *view;
	struct session *session;
	struct scene scene;
	unsigned shown;        /* session.shown as of the scene */
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
#define pick(talk, text) lang_text((talk)->session->lang, text)

static void flush(struct talk *talk)
{
	sentences_print(talk->linear->out, talk->text, talk->linear->ascii);
	fflush(talk->linear->out);
	talk->out = str_init(talk->text, sizeof talk->text);
}

/* What the sentences are made of. */
static void prepare(struct talk *talk)
{
	struct session *session = talk->session;
	struct scene_options options = {.file = talk->view->file,
					.locale.ascii = talk->linear->ascii,
					.viewpoint = {.held = talk->view->held,
						      .focus = talk->view->focus}};

	if (talk->shown != session->shown)
		talk->scene = (struct scene){0};
	talk->shown = session->shown;
	quiz_prepare(session);
	scene_of_session(session, &options);
	scene_prepare(&talk->scene, session->timeline, &options);
	session_note_end(session);
	session_note_others(session);
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

static void tell_because(struct talk *talk)
{
	const struct event *event = &talk->scene.current.event;

	if (event->kind == EVENT_ASK)
		talk->because = words_in(&event->because, talk->session->lang);
	else if (event->kind == EVENT_OP && talk->because) {
		str_printf(&talk->out, "%s%s\n", pick(talk, "Because: "), talk->because);
		talk->because = NULL;
	}
}

/* What is new at the cursor: the next steps of the same operation, or another event. */
static void tell_news(struct talk *talk)
{
	const struct scene *scene = &talk->scene;
	struct position now, told = talk->told;
	bool same, back;
	uint32_t from = 0;

	prepare(talk);
	now = scene->position;
	same = talk->any_told && event_at(now) == event_at(told) && event_at(now) > 0;
	back = talk->any_told &&
	       (event_at(now) < event_at(told) || (same && scene->current.steps_done <
			       steps_told(told, scene->current.step_count)));
	talk->any_told = true;
	talk->told = now;
	if (!scene->current.any) {
		tell_place(scene, &talk->out);
		return;
	}
	if (back)
		tell_place(scene, &talk->out);
	if (same && !back)
		from = steps_told(told, scene->current.step_count);
	else
		tell_event(scene, &talk->out);
	if (back && scene->current.steps_done > 0)
		from = scene->current.steps_done - 1; /* where we are now */
	tell_steps(scene, from, UINT32_MAX, &talk->out);
	tell_finding(scene, &talk->out);
	if (now.steps == 0 && now.writes == 0)
		tell_because(talk);
	tell_mark(scene, &talk->out);
}

static void tell_message(struct talk *talk)
{
	if (talk->session->message[0])
		str_printf(&talk->out, "%s\n", talk->session->message);
	session_quiet(talk->session);
}

static bool same_position(struct position a, struct position b)
{
	return a.events == b.events && a.steps == b.steps && a.writes == b.writes;
}

/* Searches and long jumps take their time: nobody else needs it. */
static void finish(struct talk *talk)
{
	struct session *session = talk->session;

	while (session->waiting_for || session->find.running) {
		if (session->waiting_for)
			pair_scout(&session->pair, SCOUT_SLICE);
		playback_tick(session, clock_ms());
	}
}

/* Go somewhere, and tell what is new there; [end] where nothing has moved. */
static void travel(struct talk *talk, void (*go)(struct session *session, uint64_t times),
		   uint64_t times, const char *end)
{
	struct session *session = talk->session;
	struct position before = timeline_position(session->timeline);

	playback_stop(session);
	go(session, times);
	finish(talk);
	if (!same_position(before, timeline_position(session->timeline)))
		tell_news(talk);
	else if (end)
		session_say(session, end);
	tell_message(talk);
}

static void go_to_first(struct session *session, uint64_t times)
{
	(void)times;
	travel_to_first(session);
}

static void go_to_last(struct session *session, uint64_t times)
{
	(void)times;
	travel_to_last(session);
}

static void go_to_next_stop(struct session *session, uint64_t times)
{
	travel_to_moment(session, false, false, times);
}

static void go_to_previous_stop(struct session *session, uint64_t times)
{
	travel_to_moment(session, false, true, times);
}

static void go_to_next_mark(struct session *session, uint64_t times)
{
	travel_to_moment(session, true, false, times);
}

static void go_to_previous_mark(struct session *session, uint64_t times)
{
	travel_to_moment(session, true, true, times);
}

#define THE_END N_("This is the end.")
#define THE_BEGINNING N_("This is the beginning.")

/* -- commands ---------------------------------------------------------------------------- */

static void tell_keys(struct talk *talk, const char *rest);
static void read_again(struct talk *talk, const char *rest);

/* "12", "12.3", "end", a mark. */
static void go(struct talk *talk, const char *rest)
{
	struct session *session = talk->session;
	size_t digits = strspn(rest, "0123456789");
	uint64_t number = digits <= DIGITS_MOST ? strtoull(rest, NULL, 10) : UINT32_MAX;
	uint32_t steps = rest[digits] == '.' ? (uint32_t)strtoul(rest + digits + 1, NULL, 10) : 0;
	const struct moment *mark;

	if (strcmp(rest, "end") == 0) {
		travel(talk, go_to_last, 1, NULL);
	} else if (*rest == '\0' || strcmp(rest, "0") == 0) {
		travel(talk, go_to_first, 1, NULL);
	} else if (digits > 0 && (rest[digits] == '\0' || steps > 0)) {
		if (steps == 0)
			travel(talk, travel_to_operation, number, NULL);
		else if (pair_seek_operation(&session->pair, number, steps))
			tell_news(talk);
		else
			session_say(session, "there is no such step");
	} else {
		while (timeline_scout(session->timeline, SCOUT_SLICE))
			;
		mark = timeline_find_mark(session->timeline, rest);
		if (mark && pair_seek(&session->pair,
				      (struct position){.events = mark->events}))
			tell_news(talk);
		else
			session_say(session, "there is no such place: g 12, g 12.3, g MARK, g end");
	}
	tell_message(talk);
}

/* "/ b12" looks for it; "/" for the same again. */
static void search(struct talk *talk, const char *rest)
{
	struct session *session = talk->session;
	struct position before = timeline_position(session->timeline);
	char why[160] = "";
	struct str out = str_init(why, sizeof why);

	find_set_out(session, FIND_TYPED, false, 1);
	if (*rest ? find_typed(session, FIND_TYPED, rest, &out) : find_again(session))
		finish(talk);
	if (why[0])
		str_printf(&talk->out, "%s\n", why);
	if (same_position(before, timeline_position(session->timeline))) {
		tell_message(talk);
		return;
	}
	session_quiet(session); /* about keys of the screen */
	tell_news(talk);
}

static void where(struct talk *talk, const char *rest)
{
	(void)rest;
	prepare(talk);
	tell_state(&talk->scene, &talk->out);
}

static void detail(struct talk *talk, const char *rest)
{
	bool by_steps = *rest ? strcmp(rest, "op") != 0 : talk->session->detail != DETAIL_STEP;

	talk->session->detail = by_steps ? DETAIL_STEP : DETAIL_OPERATION;
	str_printf(&talk->out, "%s\n",
		   by_steps ? pick(talk, "Step by step.")
			    : pick(talk, "Operation by operation."));
}

static void language(struct talk *talk, const char *rest)
{
	(void)rest;
	if (talk->linear->ascii)
		session_say(talk->session, "this terminal shows ASCII only");
	else
		talk->session->lang = lang_next(talk->session->lang);
	tell_message(talk);
	prepare(talk);
	tell_place(&talk->scene, &talk->out);
}

static const struct command_row {
	const char *word, *letter; /* either may be typed; words may be shortened */
	void (*go)(struct session *, uint64_t times); /* as often as the number behind it says ... */
	const char *end;           /* ... and said where that leads nowhere; or ... */
	void (*run)(struct talk *, const char *rest); /* ... this; neither = leave */
	const char *usage, *help;
} rows[] = {
	{"step", "", travel_forward, THE_END, NULL, "Enter, s 10", N_("one step on; ten")},
	{"back", "b", travel_back, THE_BEGINNING, NULL, "b, b 10", N_("one step back; ten")},
	{"next", "n", go_to_next_stop, THE_END, NULL, "n", N_("to the next narration")},
	{"previous", "p", go_to_previous_stop, THE_BEGINNING, NULL, "p",
	 N_("to the previous narration")},
	{"]", "]", go_to_next_mark, NULL, NULL, "]", N_("to the next mark")},
	{"[", "[", go_to_previous_mark, NULL, NULL, "[", N_("to the previous mark")},
	{"go", "g", NULL, NULL, go, "g 12, g 12.3, g MARK, g end",
	 N_("to that operation, step, mark; to the end; g alone: to the beginning")},
	{"/", "/", NULL, NULL, search, "/ b12, / pool_full",
	 N_("to the next such moment; / alone: the same again")},
	{"where", "w", NULL, NULL, where, "w", N_("how things stand: arenas, the pool, the lists")},
	{"detail", "d", NULL, NULL, detail, "d, d op, d step", N_("by operations, or by steps")},
	{"language", "e", NULL, NULL, language, "e", N_("English or Chinese")},
	{"read", "r", NULL, NULL, read_again, "r", N_("read the file again")},
	{"?", "?", NULL, NULL, tell_keys, "?", N_("these commands")},
	{"quit", "q", NULL, NULL, NULL, "q", N_("quit")},
};

#define ROWS (sizeof rows / sizeof *rows)

static void tell_keys(struct talk *talk, const char *rest)
{
	(void)rest;
	str_add(&talk->out, pick(talk, "Commands, each followed by Enter:\n"));
	for (size_t i = 0; i < ROWS; i++)
		str_printf(&talk->out, "  %s%s%s\n", rows[i].usage, pick(talk, ": "),
			   pick(talk, rows[i].help));
	str_add(&talk->out, pick(talk, "  1, 2, 3, 4: answer a question\n"));
}

static void give_answer(struct talk *talk, uint64_t number)
{
	struct session *session = talk->session;
	const struct quiz *quiz = &session->quiz;
	const char *right = quiz->right >= 0 ? quiz->answers[quiz->right] : "?";

	if (number > (uint64_t)quiz->count) {
		str_printf(&talk->out, pick(talk, "The answers are 1 to %d.\n"), quiz->count);
		return;
	}
	quiz_answer(session, (int)number - 1);
	if (quiz->chosen == quiz->right)
		str_printf(&talk->out, pick(talk, "Right: %s.\n"), right);
	else
		str_printf(&talk->out, pick(talk, "No. It is: %s.\n"), right);
	if (talk->because)
		str_printf(&talk->out, "%s%s\n", pick(talk, "Because: "), talk->because);
	else if (quiz->why[0])
		str_printf(&talk->out, "%s\n", quiz->why);
	talk->because = NULL;
	str_printf(&talk->out, pick(talk, "So far: %u of %u right.\n"), quiz->right_count,
		   quiz->asked_count);
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

/* The number behind a command, or once. */
static uint64_t times_of(const char *rest)
{
	uint64_t times = strtoull(rest, NULL, 10);

	return times > 0 ? times : 1;
}

/* False: leave. */
static bool obey(struct talk *talk, const char *line)
{
	const struct command_row *row;
	struct session *session = talk->session;
	size_t length, digits;

	line += strspn(line, " \t");
	digits = strspn(line, "0123456789");
	if (digits > 0 && digits <= DIGITS_MOST && line[digits] == '\0') {
		uint64_t number = strtoull(line, NULL, 10);

		if (quiz_waits(session) && number > 0)
			give_answer(talk, number);
		else
			travel(talk, travel_forward, number > 0 ? number : 1, THE_END);
		return true;
	}
	length = *line == '/' ? 1 : strcspn(line, " \t");
	row = find_row(line, length);
	if (row && !row->go && !row->run)
		return false;
	line += length;
	line += strspn(line, " \t");
	if (row && row->run)
		row->run(talk, line);
	else if (row)
		travel(talk, row->go, times_of(line), row->end);
	else
		str_printf(&talk->out, "%s\n",
			   pick(talk, "Not understood: ? lists the commands."));
	return true;
}

/* -- the file ---------------------------------------------------------------------------- */

/* Marks, stops and totals are known as far as somebody has been there. */
static void run_ahead(struct talk *talk)
{
	uint64_t end = clock_ms() + AHEAD_MS;

	while (clock_ms() < end && timeline_scout(talk->session->timeline, SCOUT_SLICE))
		;
}

/* Where we are in the run that the file holds now: an operation of the same number.  Of its steps
 * those behind the present one are news. */
static void tell_anew(struct talk *talk)
{
	struct scene *scene = &talk->scene;

	run_ahead(talk);
	prepare(talk);
	talk->told = scene->position;
	talk->because = NULL; /* it was the old run's */
	tell_place(scene, &talk->out);
	tell_event(scene, &talk->out);
	tell_finding(scene, &talk->out);
	tell_because(talk);
}

static void read_again(struct talk *talk, const char *rest)
{
	const struct linear_file *file = talk->file;
	char *faults = NULL;
	size_t length;
	FILE *errors = mem_stream(&faults, &length);
	struct pair fresh;
	bool good;

	(void)rest;
	watch_renew(file->watch);
	good = file->read(file->context, &fresh, errors);
	fclose(errors);
	if (good) {
		session_adopt(talk->session, &fresh);
		prepare(talk);
		file->replaced(file->context);
		str_printf(&talk->out, "%s\n",
			   pick(talk, "The file has been read again."));
		tell_anew(talk);
	} else {
		str_printf(&talk->out, "%s\n%s",
			   pick(talk, "The file cannot be read; the run before goes on:"),
			   faults);
	}
	free(faults);
}

/* True if something was told. */
static bool look_at_file(struct talk *talk)
{
	struct watch *watch = talk->file->watch;
	enum watch_news news;

	watch_read(watch, clock_ms());
	news = watch_take(watch, clock_ms());
	if (news == WATCH_NOTHING)
		return false;
	if (talk->linear->prompts)
		str_add(&talk->out, "\n"); /* the prompt's line, and what is typed there */
	if (news == WATCH_GONE) {
		session_say(talk->session, "the file is gone: this is what it held");
		tell_message(talk);
	} else {
		str_add(&talk->out, pick(talk, "Saved. "));
		read_again(talk, "");
	}
	flush(talk);
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
static char *next_command(struct talk *talk)
{
	struct linear *linear = talk->linear;
	struct watch *watch = talk->file->watch;
	enum line_news news;
	char *line;

	for (;;) {
		prompt(linear);
		do
			news = line_reader_next(&linear->in, watch_descriptor(watch),
						watch_wait_ms(watch, clock_ms()), &line);
		while (news == LINE_NONE && !look_at_file(talk));
		if (news != LINE_NONE)
			return news == LINE_READ ? without_blanks_behind(line) : NULL;
	}
}

void linear_run(struct linear *linear, struct session *session, const struct linear_view *view,
		const struct linear_file *file)
{
	struct talk *talk = mem_zero(1, sizeof *talk);
	char *line;

	talk->linear = linear;
	talk->file = file;
	talk->session = session;
	talk->view = view;
	talk->out = str_init(talk->text, sizeof talk->text);
	run_ahead(talk);
	prepare(talk);
	tell_head(&talk->scene, &talk->out);
	str_printf(&talk->out, "%s\n",
		   pick(talk, "Enter: next step; ?: all commands; q: quit."));
	tell_news(talk);
	flush(talk);
	while ((line = next_command(talk)) != NULL) {
		run_ahead(talk);
		if (!obey(talk, line))
			break;
		flush(talk);
		if (ferror(linear->out))
			break;
	}
	free(talk);
}

int linear_choose(struct linear *linear, const char *const *titles, int count, enum lang lang)
{
	char *line;

	for (int i = 0; i < count; i++) {
		fprintf(linear->out, "%d: ", i + 1);
		sentences_print(linear->out, titles[i], linear->ascii);
		putc('\n', linear->out);
	}
	sentences_print(linear->out,
			lang_text(lang, "The number of a lesson, then Enter; q: quit.\n"),
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
