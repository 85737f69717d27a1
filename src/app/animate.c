/* animate.c - when things move on the screen; see animate.h. */
#include "app/animate.h"

#include <stdlib.h>

#include "app/beside.h"
#include "base/array.h"
#include "session/playback.h"

#define FLIGHT_MS 360      /* long enough to follow, short enough not to wait for */
#define FLIGHT_LEAST_MS 90 /* played faster than this allows, things do not travel */
#define PART_OF_MOVE 0.6   /* of the time between two moves: then there is a rest */

void animate_fini(struct app *app)
{
	for (int i = 0; i < 2; i++)
		free(app->animation.frames[i].places.items);
	app->animation = (struct animation){0};
}

void animate_stop(struct app *app)
{
	app->animation.motion.count = 0;
}

static double flight_ms(const struct session *session)
{
	double most = session->playback.direction ? PART_OF_MOVE * playback_pace_ms(session)
						  : FLIGHT_MS;

	return most < FLIGHT_MS ? most : FLIGHT_MS;
}

/* What travels from the last frame to this one, if it was a single move that led here. */
static void plan(struct app *app, struct moves moves, const struct motion_frame *before,
		 const struct motion_frame *after)
{
	struct animation *animation = &app->animation;

	animation->motion.count = 0;
	animation->duration_ms = flight_ms(&app->session);
	if (moves.direction && animation->duration_ms >= FLIGHT_LEAST_MS)
		motion_plan(&animation->motion, app_scene(app), before, after, moves.direction < 0);
	animation->started = false;
	animation->progress = 0;
}

/* Of two sides, those of the one with the focus. */
static void keep_places(struct canvas_places *kept, const struct app *app,
			const struct canvas *canvas)
{
	kept->count = 0;
	for (size_t i = 0; i < canvas->places.count; i++) {
		const struct canvas_place *place = &canvas->places.items[i];

		if (!beside_is_other(&app->layout, place->x, place->y))
			array_push(kept, *place);
	}
}

void animate_plan(struct app *app, const struct canvas *canvas)
{
	struct animation *animation = &app->animation;
	struct motion_frame *before = &animation->frames[animation->last];
	struct motion_frame *after = &animation->frames[!animation->last];

	if (app->look.still)
		return;
	keep_places(&after->places, app, canvas);
	motion_note(after, app_scene(app));
	if (app->session.moves.count > 0)
		plan(app, session_take_moves(&app->session), before, after);
	animation->last = !animation->last;
}

bool animate_tick(struct app *app, uint64_t now_ms)
{
	struct animation *animation = &app->animation;

	if (animation->motion.count == 0)
		return false;
	if (!animation->started) { /* the first frame has only just been drawn */
		animation->started = true;
		animation->started_ms = now_ms;
		animation->next_ms = now_ms + (uint64_t)app->frame_ms;
		return false;
	}
	if (now_ms < animation->next_ms)
		return false;
	animation->next_ms = now_ms + (uint64_t)app->frame_ms;
	animation->progress = (double)(now_ms - animation->started_ms) / animation->duration_ms;
	if (animation->progress >= 1)
		animation->motion.count = 0;
	return true;
}

int animate_wait_ms(const struct app *app, uint64_t now_ms)
{
	const struct animation *animation = &app->animation;

	if (animation->motion.count == 0)
		return -1;
	if (!animation->started || now_ms >= animation->next_ms)
		return 0;
	return (int)(animation->next_ms - now_ms);
}
