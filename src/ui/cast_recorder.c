/* cast_recorder.c - what is shown, written down; see cast_recorder.h. */
#include "ui/cast_recorder.h"

#include <errno.h>
#include <stdio_ext.h>
#include <unistd.h>

#include "ui/offline_player.h"

#define CHAPTER_COLUMNS 60
#define HOLD_MS 2000 /* of the last frame: players begin anew at once */

static uint64_t time_of(struct cast_recorder *cast_recorder, uint64_t now_ms)
{
	double stood_ms = (double)(now_ms - cast_recorder->last_ms);

	if (cast_recorder->idle_ms > 0 && stood_ms > cast_recorder->idle_ms)
		cast_recorder->cut_ms += (uint64_t)(stood_ms - cast_recorder->idle_ms);
	cast_recorder->last_ms = now_ms;
	return now_ms - cast_recorder->start_ms - cast_recorder->cut_ms;
}

static void begin(struct cast_recorder *cast_recorder, const struct canvas *canvas, uint64_t now_ms)
{
	cast_recorder->options.width = canvas->width;
	cast_recorder->options.height = canvas->height;
	cast_recorder->cast = sink_cast_begin(cast_recorder->out, &cast_recorder->options);
	cast_recorder->start_ms = cast_recorder->last_ms = now_ms;
}

/* The mark or the stop that the cursor is at. */
static const struct moment *moment_at(const struct ui *ui)
{
	struct position at = ui->session.pair.at;
	const struct moment *mark = timeline_mark_before(ui->session.timeline, at.events);
	const struct moment *stop = timeline_stop_before(ui->session.timeline, at.events);

	if (at.steps || at.writes)
		return NULL;
	if (mark && mark->events == at.events)
		return mark;
	return stop && stop->events == at.events ? stop : NULL;
}

static void mark_chapter(struct cast_recorder *cast_recorder, const struct ui *ui, uint64_t ms)
{
	const struct moment *moment = moment_at(ui);
	char label[CHAPTER_COLUMNS * 4 + 8];
	struct str out = str_init(label, sizeof label);

	if (!moment || (cast_recorder->any_chapter && moment->events == cast_recorder->chapter))
		return;
	cast_recorder->any_chapter = true;
	cast_recorder->chapter = moment->events;
	player_chapter(moment, ui->session.lang, CHAPTER_COLUMNS, &out);
	sink_cast_mark(cast_recorder->cast, ms, label);
}

/* Half an event would keep players from what comes before it. */
static void cut_back(struct cast_recorder *cast_recorder)
{
	__fpurge(cast_recorder->out);
	/* Of what is no file nothing can be taken back. */
	if (ftruncate(fileno(cast_recorder->out), cast_recorder->good_bytes) != 0)
		errno = 0;
	cast_recorder->failed = true;
}

static bool is_written(struct cast_recorder *cast_recorder)
{
	bool good = fflush(cast_recorder->out) == 0 && !ferror(cast_recorder->out);

	if (good)
		cast_recorder->good_bytes = ftello(cast_recorder->out);
	return good;
}

bool cast_recorder_see(struct cast_recorder *cast_recorder, const struct ui *ui,
		       const struct canvas *canvas, uint64_t now_ms)
{
	uint64_t ms;

	if (cast_recorder->failed)
		return true;
	if (!cast_recorder->cast)
		begin(cast_recorder, canvas, now_ms);
	if (cast_recorder->cast) {
		ms = time_of(cast_recorder, now_ms);
		mark_chapter(cast_recorder, ui, ms);
		sink_cast_frame(cast_recorder->cast, ms, canvas);
		if (is_written(cast_recorder))
			return true;
	}
	cut_back(cast_recorder);
	return false;
}

bool cast_recorder_end(struct cast_recorder *cast_recorder, uint64_t now_ms)
{
	bool failed = cast_recorder->failed;

	/* The time until now went by with the last frame on the screen. */
	if (cast_recorder->cast)
		sink_cast_end(cast_recorder->cast, time_of(cast_recorder, now_ms) + HOLD_MS);
	cast_recorder->cast = NULL;
	if (!failed && is_written(cast_recorder))
		return true;
	cut_back(cast_recorder);
	return false;
}
