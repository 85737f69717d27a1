/* tour.c - frames of a whole run; see tour.h. */
#include "ui/tour.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/utf8.h"
#include "session/playback.h"

#define RATE 15          /* frames a second: enough to follow what travels */
#define END_S 2          /* long enough to look at it; players begin anew at once */
#define THINK_S 2        /* about a question, once it has been read */
#define CAPTION_ROWS 2
#define LONG_RUN 20000   /* events: too many to run through twice for their length */

enum phase { PHASE_PLAY, PHASE_QUESTION, PHASE_ANSWER, PHASE_END, PHASE_OVER };

struct tour {
	struct ui *ui;
	struct tour_options options;
	double frame_ms;     /* of virtual time */
	double squeeze;      /* output time for virtual time */
	double now_ms;       /* virtual, without what was cut away */
	double cut_ms;       /* more time than idle_s, cut away so far */
	double changed_ms;   /* when the picture changed last */
	enum phase phase;
	double since_ms;     /* when the phase began: not on the grid, or waits would add up */
	double until_ms;     /* of a phase that waits */
	bool started;
	uint64_t last_ms;    /* of the last frame, in the output */
	size_t chapters;     /* of the index: given out */
	struct canvas *picture;     /* what the interface draws */
	struct canvas *canvases[2]; /* frames */
	int shown;           /* which of them was given out last */
};

/* -- what happens ---------------------------------------------------------------------------- */

static double thinking_ms(const struct tour *tour, const char *text)
{
	double given = tour->options.pace.stop_s, usual = 1000 * THINK_S;

	return given > 0 ? 1000 * given : usual + (text ? 60.0 * utf8_columns(text) : 0);
}

static double end_ms(const struct tour *tour)
{
	double given = tour->options.pace.end_s;

	return 1000 * (given > 0 ? given : END_S);
}

static void wait_in(struct tour *tour, enum phase phase, double ms)
{
	double speed = tour->options.pace.speed;

	tour->phase = phase;
	tour->until_ms = tour->since_ms + ms / (speed > 0 ? speed : 1);
}

static bool is_at_end(const struct tour *tour)
{
	struct position at = tour->ui->session.pair.at, to = tour->options.to;

	return at.events > to.events || (at.events == to.events && at.steps >= to.steps);
}

/* Several moves, or one over several steps, may have led too far. */
static void stay_before_end(struct tour *tour)
{
	struct position at = tour->ui->session.pair.at, to = tour->options.to;

	if (at.events > to.events || (at.events == to.events && at.steps > to.steps))
		pair_seek(&tour->ui->session.pair, to);
}

/* Play comes to rest at a question, and at the end. */
static void at_rest(struct tour *tour)
{
	const struct ui *ui = tour->ui;
	struct current current;

	timeline_current(ui->session.timeline, &current);
	if (!is_at_end(tour) && current.any && current.event.kind == EVENT_ASK &&
	    tour->phase == PHASE_PLAY)
		wait_in(tour, PHASE_QUESTION,
			thinking_ms(tour, words_in(&current.event.words, ui->session.chinese)));
	else
		wait_in(tour, PHASE_END, end_ms(tour));
	session_quiet(&tour->ui->session); /* nobody is there to press a key */
}

static void play_on(struct tour *tour)
{
	tour->phase = PHASE_PLAY;
	tour->ui->session.playback.direction = 1;
	tour->ui->session.playback.due_ms = (uint64_t)tour->since_ms;
}

/* A phase that waited is over. */
static void go_on(struct tour *tour)
{
	struct ui *ui = tour->ui;

	tour->since_ms = tour->until_ms;
	switch (tour->phase) {
	case PHASE_QUESTION:
		if (quiz_waits(&ui->session)) {
			quiz_answer(&ui->session, ui->session.quiz.right);
			wait_in(tour, PHASE_ANSWER, thinking_ms(tour, ui->session.quiz.why));
			break;
		}
		play_on(tour);
		break;
	case PHASE_PLAY: case PHASE_ANSWER:
		play_on(tour);
		break;
	case PHASE_END: case PHASE_OVER:
		tour->phase = PHASE_OVER;
		break;
	}
}

/* Let what is due at the present time happen; true if the picture may have changed. */
static bool happen(struct tour *tour)
{
	double due_ms = (double)tour->ui->session.playback.due_ms;
	bool changed = ui_tick(tour->ui, (uint64_t)tour->now_ms);

	if (tour->phase == PHASE_PLAY && (!tour->ui->session.playback.direction || is_at_end(tour))) {
		tour->ui->session.playback.direction = 0;
		tour->since_ms = due_ms;
		stay_before_end(tour);
		at_rest(tour);
		return true;
	}
	if (tour->phase == PHASE_PLAY || tour->now_ms < tour->until_ms)
		return changed;
	go_on(tour);
	return tour->phase != PHASE_OVER;
}

/* On to the first time of the grid at which something is due. */
static void pass_time(struct tour *tour)
{
	int wait = ui_wait_ms(tour->ui, (uint64_t)tour->now_ms);
	double due = wait < 0 ? INFINITY : tour->now_ms + wait, frames;

	if (tour->phase != PHASE_PLAY && tour->until_ms < due)
		due = tour->until_ms;
	frames = ceil((due - tour->now_ms) / tour->frame_ms);
	tour->now_ms += (frames >= 1 && isfinite(frames) ? frames : 1) * tour->frame_ms;
}

/* -- frames ---------------------------------------------------------------------------------- */

/* What was said last, as long as nothing else is. */
static void draw_caption(const struct tour *tour, struct canvas *canvas)
{
	const struct ui *ui = tour->ui;
	const struct moment *stop = timeline_stop_before(ui->session.timeline, ui->session.pair.at.events);
	struct rect area = {1, canvas->height - CAPTION_ROWS, canvas->width - 2, CAPTION_ROWS};

	if (stop)
		canvas_paragraph(canvas, area, 0, ROLE_STRONG,
				 words_in(&stop->stop->words, ui->session.chinese));
}

static struct canvas *draw(struct tour *tour)
{
	const struct tour_options *options = &tour->options;
	struct canvas *frame = tour->canvases[!tour->shown], *picture = tour->picture;
	int rows = options->captions ? CAPTION_ROWS : 0;

	canvas_reset(picture, options->width, options->height - rows);
	ui_draw(tour->ui, picture);
	canvas_reset(frame, options->width, options->height);
	memcpy(frame->cells, picture->cells,
	       (size_t)picture->width * (size_t)picture->height * sizeof *frame->cells);
	if (options->captions)
		draw_caption(tour, frame);
	return frame;
}

static bool is_other(const struct canvas *a, const struct canvas *b)
{
	return memcmp(a->cells, b->cells,
		      (size_t)a->width * (size_t)a->height * sizeof *a->cells) != 0;
}

static uint64_t output_ms(const struct tour *tour)
{
	return (uint64_t)llround((tour->now_ms - tour->cut_ms) * tour->squeeze);
}

/* Nobody needs to look at the same picture for longer than idle_s. */
static void cut_idle_time(struct tour *tour)
{
	double frames = floor(1000 * tour->options.pace.idle_s / tour->frame_ms);
	double idle_ms = (frames > 1 ? frames : 1) * tour->frame_ms;
	double stood_ms = tour->now_ms - tour->changed_ms;

	if (tour->options.pace.idle_s > 0 && stood_ms > idle_ms)
		tour->cut_ms += stood_ms - idle_ms;
	tour->changed_ms = tour->now_ms;
}

/* The chapters that the run has come to since the last frame. */
static bool find_chapters(struct tour *tour, struct tour_frame *frame)
{
	const struct timeline_index *index = timeline_index(tour->ui->session.timeline);

	frame->chapters_from = tour->chapters;
	while (tour->chapters < index->count &&
	       index->items[tour->chapters].events <= tour->ui->session.pair.at.events)
		tour->chapters++;
	frame->chapters_to = tour->chapters;
	return frame->chapters_to > frame->chapters_from;
}

static bool show(struct tour *tour, struct tour_frame *frame)
{
	const struct canvas *last = tour->canvases[tour->shown];
	struct canvas *canvas = draw(tour);

	*frame = (struct tour_frame){.canvas = canvas};
	if (!find_chapters(tour, frame) && tour->started && !is_other(last, canvas))
		return false;
	cut_idle_time(tour);
	frame->ms = output_ms(tour);
	tour->started = true;
	tour->last_ms = frame->ms;
	tour->shown = !tour->shown;
	return true;
}

/* What is there first is read, too. */
static void begin(struct tour *tour)
{
	if (is_at_end(tour)) {
		at_rest(tour);
		return;
	}
	play_on(tour);
	tour->ui->session.playback.due_ms += (uint64_t)playback_dwell_ms(&tour->ui->session);
}

bool tour_next(struct tour *tour, struct tour_frame *frame)
{
	if (!tour->started) {
		begin(tour);
		return show(tour, frame);
	}
	while (tour->phase != PHASE_OVER) {
		pass_time(tour);
		if (happen(tour) && show(tour, frame))
			return true;
	}
	tour->now_ms = tour->until_ms;
	cut_idle_time(tour);
	return false;
}

/* The last frame stands until the length that was asked for. */
uint64_t tour_length_ms(const struct tour *tour)
{
	uint64_t wanted_ms = (uint64_t)llround(1000 * tour->options.pace.length_s);
	uint64_t least_ms = tour->last_ms + 1;

	if (wanted_ms == 0)
		wanted_ms = output_ms(tour);
	return wanted_ms > least_ms ? wanted_ms : least_ms;
}

/* -- beginning and end ------------------------------------------------------------------------- */

static uint64_t events_of(const struct tour *tour)
{
	uint64_t all = timeline_index(tour->ui->session.timeline)->events, to = tour->options.to.events;

	return (to < all ? to : all) - tour->ui->session.pair.at.events;
}

static void set_pace(struct tour *tour, struct ui_options *options)
{
	const struct tour_pace *pace = &tour->options.pace;
	unsigned rate = pace->rate ? pace->rate : RATE;

	tour->squeeze = 1;
	tour->frame_ms = 1000.0 / rate;
	options->session.slice_ms = pace->busy_rate > 0 ? 1000 / pace->busy_rate : tour->frame_ms;
	options->session.stop_ms = 1000 * pace->stop_s;
	options->session.step_ms = 1000 * pace->step_s;
}

static struct ui *new_ui(const struct tour *tour, struct timeline *timeline,
			   const struct ui_options *options)
{
	struct ui *ui = mem_zero(1, sizeof *ui);

	ui_init(ui, timeline, options);
	if (tour->options.pace.speed > 0)
		ui->session.playback.speed *= tour->options.pace.speed;
	return ui;
}

static void end_ui(struct tour *tour)
{
	if (!tour->ui)
		return;
	ui_fini(tour->ui);
	free(tour->ui);
	tour->ui = NULL;
}

/* Run through all of it to see how long it takes, and begin again. */
static void fit_length(struct tour *tour, struct timeline *timeline,
		       const struct ui_options *options)
{
	double wanted_ms = 1000 * tour->options.pace.length_s;
	struct position start = tour->ui->session.pair.at;
	struct tour fresh = *tour;
	struct tour_frame frame;
	struct ui *ui;

	while (tour_next(tour, &frame))
		;
	fresh.squeeze = wanted_ms / (double)(output_ms(tour) > 0 ? output_ms(tour) : 1);
	/* The grid is one of output time. */
	fresh.frame_ms = tour->frame_ms / fresh.squeeze;
	end_ui(tour);
	*tour = fresh;
	timeline_seek(timeline, start);
	ui = new_ui(tour, timeline, options);
	ui->session.playback.slice_ms /= tour->squeeze;
	tour->ui = ui;
}

/* So long a run is shown at a speed that brings it to the length, with its end. */
static void hurry(struct tour *tour)
{
	double natural_ms = (double)events_of(tour) * playback_pace_ms(&tour->ui->session);
	double wanted_ms = 1000 * tour->options.pace.length_s;

	wanted_ms -= end_ms(tour) < wanted_ms / 2 ? end_ms(tour) : wanted_ms / 2;
	if (natural_ms > wanted_ms)
		tour->ui->session.playback.speed *= natural_ms / wanted_ms;
}

struct tour *tour_new(struct timeline *timeline, const struct ui_options *ui,
		      const struct tour_options *options)
{
	struct tour *tour = mem_zero(1, sizeof *tour);
	struct ui_options ui_options = *ui;

	tour->options = *options;
	set_pace(tour, &ui_options);
	tour->picture = canvas_new(options->width, options->height);
	for (int i = 0; i < 2; i++)
		tour->canvases[i] = canvas_new(options->width, options->height);
	tour->ui = new_ui(tour, timeline, &ui_options);
	if (options->pace.length_s > 0 && events_of(tour) > LONG_RUN) {
		/* Every frame skips whole operations. */
		tour->ui->session.detail = DETAIL_OPERATION;
		hurry(tour);
	} else if (options->pace.length_s > 0) {
		fit_length(tour, timeline, &ui_options);
	}
	return tour;
}

void tour_destroy(struct tour *tour)
{
	if (!tour)
		return;
	end_ui(tour);
	canvas_destroy(tour->picture);
	for (int i = 0; i < 2; i++)
		canvas_destroy(tour->canvases[i]);
	free(tour);
}

void tour_still(struct timeline *timeline, const struct ui_options *ui, struct position place,
		struct canvas *canvas)
{
	struct ui *still = mem_zero(1, sizeof *still);

	ui_init(still, timeline, ui);
	pair_seek(&still->session.pair, place);
	canvas_reset(canvas, canvas->width, canvas->height);
	ui_draw(still, canvas);
	ui_fini(still);
	free(still);
}

/* -- chapters ------------------------------------------------------------------------------------ */

/* Whether a sentence ends with this character: a heading needs no more. */
static bool ends_sentence(uint32_t code_point, char next)
{
	if (code_point == '.' || code_point == '?' || code_point == '!' || code_point == ':')
		return next == ' ' || next == '\n' || next == '\0';
	return code_point == 0x3002 || code_point == 0xff1f || code_point == 0xff01 ||
	       code_point == 0xff1a;
}

void tour_chapter(const struct moment *moment, bool chinese, int columns, struct str *out)
{
	const char *text = moment->name ? moment->name : words_in(&moment->stop->words, chinese);
	const char *end = text + strlen(text);
	uint32_t code_point = 0;

	for (int used = 0; text < end && !(!moment->name && ends_sentence(code_point, *text));) {
		size_t bytes = utf8_decode(text, end, &code_point);
		int width = utf8_width(code_point);

		if (used + (width < 0 ? 1 : width) > columns - 1 && text + bytes < end) {
			str_add(out, "…");
			return;
		}
		if (width < 0)
			str_add(out, " ");
		else
			str_addn(out, text, bytes);
		used += width < 0 ? 1 : width;
		text += bytes;
	}
}
