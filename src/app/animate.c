/* animate.c - when things move on the screen; see animate.h. */
#include "app/animate.h"

#define FLIGHT_MS 360      /* long enough to follow, short enough not to wait for */
#define FLIGHT_LEAST_MS 90 /* played faster than this allows, things do not travel */
#define PART_OF_MOVE 0.6   /* of the time between two moves: then there is a rest */

void animate_moved(struct app *app, int forwards)
{
	struct animation *animation = &app->animation;

	animation->direction = animation->moves == 0 ? forwards : 0;
	animation->moves++;
}

void animate_stop(struct app *app)
{
	app->animation.motion.count = 0;
}

static double flight_ms(const struct app *app)
{
	double most = app->playing ? PART_OF_MOVE * play_pace_ms(app) : FLIGHT_MS;

	return most < FLIGHT_MS ? most : FLIGHT_MS;
}

void animate_begin(struct app *app, struct canvas *canvas)
{
	struct animation *animation = &app->animation;

	if (!app->options.still)
		canvas_note_places(canvas, &animation->frames[!animation->last].places);
}

void animate_draw(struct app *app, struct canvas *canvas)
{
	struct animation *animation = &app->animation;
	struct motion_frame *before = &animation->frames[animation->last];
	struct motion_frame *after = &animation->frames[!animation->last];

	canvas_note_places(canvas, NULL);
	if (app->options.still)
		return;
	motion_note(after, &app->scene);
	if (animation->moves > 0) {
		animation->motion.count = 0;
		animation->duration_ms = flight_ms(app);
		if (animation->direction && animation->duration_ms >= FLIGHT_LEAST_MS)
			motion_plan(&animation->motion, &app->scene, before, after,
				    animation->direction < 0);
		animation->started = false;
		animation->progress = 0;
		animation->moves = 0;
	}
	animation->last = !animation->last;
	motion_draw(&animation->motion, animation->progress, canvas);
}

bool animate_tick(struct app *app, uint64_t now_ms)
{
	struct animation *animation = &app->animation;

	if (animation->motion.count == 0)
		return false;
	if (!animation->started) { /* the first frame has only just been drawn */
		animation->started = true;
		animation->started_ms = now_ms;
		animation->next_ms = now_ms + (uint64_t)app_frame_ms(app);
		return false;
	}
	if (now_ms < animation->next_ms)
		return false;
	animation->next_ms = now_ms + (uint64_t)app_frame_ms(app);
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
