/* onlooker.c - what is shown, written down; see onlooker.h. */
#include "ui/onlooker.h"

#include <errno.h>
#include <stdio_ext.h>
#include <unistd.h>

#include "ui/tour.h"

#define CHAPTER_COLUMNS 60
#define HOLD_MS 2000 /* of the last frame: players begin anew at once */

static uint64_t time_of(struct onlooker *onlooker, uint64_t now_ms)
{
	double stood_ms = (double)(now_ms - onlooker->last_ms);

	if (onlooker->idle_ms > 0 && stood_ms > onlooker->idle_ms)
		onlooker->cut_ms += (uint64_t)(stood_ms - onlooker->idle_ms);
	onlooker->last_ms = now_ms;
	return now_ms - onlooker->start_ms - onlooker->cut_ms;
}

static void begin(struct onlooker *onlooker, const struct canvas *canvas, uint64_t now_ms)
{
	onlooker->options.width = canvas->width;
	onlooker->options.height = canvas->height;
	onlooker->cast = cast_begin(onlooker->out, &onlooker->options);
	onlooker->start_ms = onlooker->last_ms = now_ms;
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

static void mark_chapter(struct onlooker *onlooker, const struct ui *ui, uint64_t ms)
{
	const struct moment *moment = moment_at(ui);
	char label[CHAPTER_COLUMNS * 4 + 8];
	struct str out = str_init(label, sizeof label);

	if (!moment || (onlooker->any_chapter && moment->events == onlooker->chapter))
		return;
	onlooker->any_chapter = true;
	onlooker->chapter = moment->events;
	tour_chapter(moment, ui->session.chinese, CHAPTER_COLUMNS, &out);
	cast_mark(onlooker->cast, ms, label);
}

/* Half an event would keep players from what comes before it. */
static void cut_back(struct onlooker *onlooker)
{
	__fpurge(onlooker->out);
	/* Of what is no file nothing can be taken back. */
	if (ftruncate(fileno(onlooker->out), onlooker->good_bytes) != 0)
		errno = 0;
	onlooker->failed = true;
}

static bool is_written(struct onlooker *onlooker)
{
	bool good = fflush(onlooker->out) == 0 && !ferror(onlooker->out);

	if (good)
		onlooker->good_bytes = ftello(onlooker->out);
	return good;
}

bool onlooker_see(struct onlooker *onlooker, const struct ui *ui, const struct canvas *canvas,
		  uint64_t now_ms)
{
	uint64_t ms;

	if (onlooker->failed)
		return true;
	if (!onlooker->cast)
		begin(onlooker, canvas, now_ms);
	if (onlooker->cast) {
		ms = time_of(onlooker, now_ms);
		mark_chapter(onlooker, ui, ms);
		cast_frame(onlooker->cast, ms, canvas);
		if (is_written(onlooker))
			return true;
	}
	cut_back(onlooker);
	return false;
}

bool onlooker_end(struct onlooker *onlooker, uint64_t now_ms)
{
	bool failed = onlooker->failed;

	/* The time until now went by with the last frame on the screen. */
	if (onlooker->cast)
		cast_end(onlooker->cast, time_of(onlooker, now_ms) + HOLD_MS);
	onlooker->cast = NULL;
	if (!failed && is_written(onlooker))
		return true;
	cut_back(onlooker);
	return false;
}
