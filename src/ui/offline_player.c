/* offline_player.c - frames of a whole run; see offline_player.h. */
#include "ui/offline_player.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "session/playback.h"

#define RATE 15          /* frames a second: enough to follow what travels */
#define END_S 2          /* long enough to look at it; players begin anew at once */
#define THINK_S 2        /* about a question, once it has been read */
#define CAPTION_ROWS 2
#define LONG_RUN 20000   /* events: too many to run through twice for their length */

enum phase { PHASE_PLAY, PHASE_QUESTION, PHASE_ANSWER, PHASE_END, PHASE_OVER };

struct player {
	struct ui *ui;
	struct player_options options;
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

static double thinking_ms(const struct player *player, const char *text)
{
	double given = player->options.pace.stop_s, usual = 1000 * THINK_S;

	return given > 0 ? 1000 * given : usual + (text ? 60.0 * utf8_columns(text) : 0);
}

static double end_ms(const struct player *player)
{
	double given = player->options.pace.end_s;

	return 1000 * (given > 0 ? given : END_S);
}

static void wait_in(struct player *player, enum phase phase, double ms)
{
	double speed = player->options.pace.speed;

	player->phase = phase;
	player->until_ms = player->since_ms + ms / (speed > 0 ? speed : 1);
}

static bool is_at_end(const struct player *player)
{
	struct position at = player->ui->session.pair.at, to = player->options.to;

	return at.events > to.events || (at.events == to.events && at.steps >= to.steps);
}

/* Several moves, or one over several steps, may have led too far. */
static void stay_before_end(struct player *player)
{
	struct position at = player->ui->session.pair.at, to = player->options.to;

	if (at.events > to.events || (at.events == to.events && at.steps > to.steps))
		pair_seek(&player->ui->session.pair, to);
}

/* Play comes to rest at a question, and at the end. */
static void at_rest(struct player *player)
{
	const struct ui *ui = player->ui;
	struct current current;

	timeline_current(ui->session.timeline, &current);
	if (!is_at_end(player) && current.any && current.event.kind == EVENT_ASK &&
	    player->phase == PHASE_PLAY)
		wait_in(player, PHASE_QUESTION,
			thinking_ms(player, words_in(&current.event.words, ui->session.lang)));
	else
		wait_in(player, PHASE_END, end_ms(player));
	session_quiet(&player->ui->session); /* nobody is there to press a key */
}

static void play_on(struct player *player)
{
	player->phase = PHASE_PLAY;
	player->ui->session.playback.direction = 1;
	player->ui->session.playback.due_ms = (uint64_t)player->since_ms;
}

/* A phase that waited is over. */
static void go_on(struct player *player)
{
	struct ui *ui = player->ui;

	player->since_ms = player->until_ms;
	switch (player->phase) {
	case PHASE_QUESTION:
		if (quiz_waits(&ui->session)) {
			quiz_answer(&ui->session, ui->session.quiz.right);
			wait_in(player, PHASE_ANSWER, thinking_ms(player, ui->session.quiz.why));
			break;
		}
		play_on(player);
		break;
	case PHASE_PLAY: case PHASE_ANSWER:
		play_on(player);
		break;
	case PHASE_END: case PHASE_OVER:
		player->phase = PHASE_OVER;
		break;
	}
}

/* Let what is due at the present time happen; true if the picture may have changed. */
static bool happen(struct player *player)
{
	double due_ms = (double)player->ui->session.playback.due_ms;
	bool changed = ui_tick(player->ui, (uint64_t)player->now_ms);

	if (player->phase == PHASE_PLAY &&
	    (!player->ui->session.playback.direction || is_at_end(player))) {
		player->ui->session.playback.direction = 0;
		player->since_ms = due_ms;
		stay_before_end(player);
		at_rest(player);
		return true;
	}
	if (player->phase == PHASE_PLAY || player->now_ms < player->until_ms)
		return changed;
	go_on(player);
	return player->phase != PHASE_OVER;
}

/* On to the first time of the grid at which something is due. */
static void pass_time(struct player *player)
{
	int wait = ui_wait_ms(player->ui, (uint64_t)player->now_ms);
	double due = wait < 0 ? INFINITY : player->now_ms + wait, frames;

	if (player->phase != PHASE_PLAY && player->until_ms < due)
		due = player->until_ms;
	frames = ceil((due - player->now_ms) / player->frame_ms);
	player->now_ms += (frames >= 1 && isfinite(frames) ? frames : 1) * player->frame_ms;
}

/* -- frames ---------------------------------------------------------------------------------- */

/* What was said last, as long as nothing else is. */
static void draw_caption(const struct player *player, struct canvas *canvas)
{
	const struct ui *ui = player->ui;
	const struct moment *stop = timeline_stop_before(ui->session.timeline, ui->session.pair.at.events);
	struct rect area = {1, canvas->height - CAPTION_ROWS, canvas->width - 2, CAPTION_ROWS};

	if (stop)
		canvas_paragraph(canvas, area, 0, ROLE_STRONG,
				 words_in(&stop->stop->words, ui->session.lang));
}

static struct canvas *draw(struct player *player)
{
	const struct player_options *options = &player->options;
	struct canvas *frame = player->canvases[!player->shown], *picture = player->picture;
	int rows = options->captions ? CAPTION_ROWS : 0;

	canvas_reset(picture, options->width, options->height - rows);
	ui_draw(player->ui, picture);
	canvas_reset(frame, options->width, options->height);
	memcpy(frame->cells, picture->cells,
	       (size_t)picture->width * (size_t)picture->height * sizeof *frame->cells);
	if (options->captions)
		draw_caption(player, frame);
	return frame;
}

static bool is_other(const struct canvas *a, const struct canvas *b)
{
	return memcmp(a->cells, b->cells,
		      (size_t)a->width * (size_t)a->height * sizeof *a->cells) != 0;
}

static uint64_t output_ms(const struct player *player)
{
	return (uint64_t)llround((player->now_ms - player->cut_ms) * player->squeeze);
}

/* Nobody needs to look at the same picture for longer than idle_s. */
static void cut_idle_time(struct player *player)
{
	double frames = floor(1000 * player->options.pace.idle_s / player->frame_ms);
	double idle_ms = (frames > 1 ? frames : 1) * player->frame_ms;
	double stood_ms = player->now_ms - player->changed_ms;

	if (player->options.pace.idle_s > 0 && stood_ms > idle_ms)
		player->cut_ms += stood_ms - idle_ms;
	player->changed_ms = player->now_ms;
}

/* The chapters that the run has come to since the last frame. */
static bool find_chapters(struct player *player, struct player_frame *frame)
{
	const struct timeline_index *index = timeline_index(player->ui->session.timeline);

	frame->chapters_from = player->chapters;
	while (player->chapters < index->count &&
	       index->items[player->chapters].events <= player->ui->session.pair.at.events)
		player->chapters++;
	frame->chapters_to = player->chapters;
	return frame->chapters_to > frame->chapters_from;
}

static bool show(struct player *player, struct player_frame *frame)
{
	const struct canvas *last = player->canvases[player->shown];
	struct canvas *canvas = draw(player);

	*frame = (struct player_frame){.canvas = canvas};
	if (!find_chapters(player, frame) && player->started && !is_other(last, canvas))
		return false;
	cut_idle_time(player);
	frame->ms = output_ms(player);
	player->started = true;
	player->last_ms = frame->ms;
	player->shown = !player->shown;
	return true;
}

/* What is there first is read, too. */
static void begin(struct player *player)
{
	if (is_at_end(player)) {
		at_rest(player);
		return;
	}
	play_on(player);
	player->ui->session.playback.due_ms += (uint64_t)playback_dwell_ms(&player->ui->session);
}

bool player_next(struct player *player, struct player_frame *frame)
{
	if (!player->started) {
		begin(player);
		return show(player, frame);
	}
	while (player->phase != PHASE_OVER) {
		pass_time(player);
		if (happen(player) && show(player, frame))
			return true;
	}
	player->now_ms = player->until_ms;
	cut_idle_time(player);
	return false;
}

/* The last frame stands until the length that was asked for. */
uint64_t player_length_ms(const struct player *player)
{
	uint64_t wanted_ms = (uint64_t)llround(1000 * player->options.pace.length_s);
	uint64_t least_ms = player->last_ms + 1;

	if (wanted_ms == 0)
		wanted_ms = output_ms(player);
	return wanted_ms > least_ms ? wanted_ms : least_ms;
}

/* -- beginning and end ------------------------------------------------------------------------- */

static uint64_t events_of(const struct player *player)
{
	uint64_t all = timeline_index(player->ui->session.timeline)->events,
		 to = player->options.to.events;

	return (to < all ? to : all) - player->ui->session.pair.at.events;
}

static void set_pace(struct player *player, struct ui_options *options)
{
	const struct player_pace *pace = &player->options.pace;
	unsigned rate = pace->rate ? pace->rate : RATE;

	player->squeeze = 1;
	player->frame_ms = 1000.0 / rate;
	options->session.slice_ms = pace->busy_rate > 0 ? 1000 / pace->busy_rate : player->frame_ms;
	options->session.stop_ms = 1000 * pace->stop_s;
	options->session.step_ms = 1000 * pace->step_s;
}

static struct ui *new_ui(const struct player *player, struct timeline *timeline,
			 const struct ui_options *options)
{
	struct ui *ui = mem_zero(1, sizeof *ui);

	ui_init(ui, timeline, options);
	if (player->options.pace.speed > 0)
		ui->session.playback.speed *= player->options.pace.speed;
	return ui;
}

static void end_ui(struct player *player)
{
	if (!player->ui)
		return;
	ui_fini(player->ui);
	free(player->ui);
	player->ui = NULL;
}

/* Run through all of it to see how long it takes, and begin again. */
static void fit_length(struct player *player, struct timeline *timeline,
		       const struct ui_options *options)
{
	double wanted_ms = 1000 * player->options.pace.length_s;
	struct position start = player->ui->session.pair.at;
	struct player fresh = *player;
	struct player_frame frame;
	struct ui *ui;

	while (player_next(player, &frame))
		;
	fresh.squeeze = wanted_ms / (double)(output_ms(player) > 0 ? output_ms(player) : 1);
	/* The grid is one of output time. */
	fresh.frame_ms = player->frame_ms / fresh.squeeze;
	end_ui(player);
	*player = fresh;
	timeline_seek(timeline, start);
	ui = new_ui(player, timeline, options);
	ui->session.playback.slice_ms /= player->squeeze;
	player->ui = ui;
}

/* So long a run is shown at a speed that brings it to the length, with its end. */
static void hurry(struct player *player)
{
	double natural_ms = (double)events_of(player) * playback_pace_ms(&player->ui->session);
	double wanted_ms = 1000 * player->options.pace.length_s;

	wanted_ms -= end_ms(player) < wanted_ms / 2 ? end_ms(player) : wanted_ms / 2;
	if (natural_ms > wanted_ms)
		player->ui->session.playback.speed *= natural_ms / wanted_ms;
}

struct player *player_new(struct timeline *timeline, const struct ui_options *ui,
			  const struct player_options *options)
{
	struct player *player = mem_zero(1, sizeof *player);
	struct ui_options ui_options = *ui;

	player->options = *options;
	set_pace(player, &ui_options);
	player->picture = canvas_new(options->width, options->height);
	for (int i = 0; i < 2; i++)
		player->canvases[i] = canvas_new(options->width, options->height);
	player->ui = new_ui(player, timeline, &ui_options);
	if (options->pace.length_s > 0 && events_of(player) > LONG_RUN) {
		/* Every frame skips whole operations. */
		player->ui->session.detail = DETAIL_OPERATION;
		hurry(player);
	} else if (options->pace.length_s > 0) {
		fit_length(player, timeline, &ui_options);
	}
	return player;
}

void player_destroy(struct player *player)
{
	if (!player)
		return;
	end_ui(player);
	canvas_destroy(player->picture);
	for (int i = 0; i < 2; i++)
		canvas_destroy(player->canvases[i]);
	free(player);
}

void player_still(struct timeline *timeline, const struct ui_options *ui, struct position place,
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

void player_chapter(const struct moment *moment, enum lang lang, int columns, struct str *out)
{
	const char *text = moment->name ? moment->name : words_in(&moment->stop->words, lang);
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
