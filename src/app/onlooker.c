/* onlooker.c - what is shown, written down; see onlooker.h. */
#include "app/onlooker.h"

#include "app/tour.h"

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
static const struct moment *moment_at(const struct app *app)
{
	struct position at = app->pair.at;
	const struct moment *mark = timeline_mark_before(app->timeline, at.events);
	const struct moment *stop = timeline_stop_before(app->timeline, at.events);

	if (at.steps || at.writes)
		return NULL;
	if (mark && mark->events == at.events)
		return mark;
	return stop && stop->events == at.events ? stop : NULL;
}

static void mark_chapter(struct onlooker *onlooker, const struct app *app, uint64_t ms)
{
	const struct moment *moment = moment_at(app);
	char label[CHAPTER_COLUMNS * 4 + 8];
	struct str out = str_init(label, sizeof label);

	if (!moment || (onlooker->any_chapter && moment->events == onlooker->chapter))
		return;
	onlooker->any_chapter = true;
	onlooker->chapter = moment->events;
	tour_chapter(moment, app->options.chinese, CHAPTER_COLUMNS, &out);
	cast_mark(onlooker->cast, ms, label);
}

void onlooker_see(struct onlooker *onlooker, const struct app *app, const struct canvas *canvas,
		  uint64_t now_ms)
{
	uint64_t ms;

	if (!onlooker->cast)
		begin(onlooker, canvas, now_ms);
	if (!onlooker->cast)
		return;
	ms = time_of(onlooker, now_ms);
	mark_chapter(onlooker, app, ms);
	cast_frame(onlooker->cast, ms, canvas);
	fflush(onlooker->out);
}

bool onlooker_end(struct onlooker *onlooker, uint64_t now_ms)
{
	if (!onlooker->cast)
		return false;
	/* The time until now went by with the last frame on the screen. */
	return cast_end(onlooker->cast, time_of(onlooker, now_ms) + HOLD_MS) &&
	       fflush(onlooker->out) == 0;
}
