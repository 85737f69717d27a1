/* animate.c - when things move on the screen; see animate.h. */
#include "ui/animate.h"

#include <stdlib.h>

#include "base/array.h"
#include "session/playback.h"
#include "ui/beside.h"

#define FLIGHT_MS 360      /* long enough to follow, short enough not to wait for */
#define FLIGHT_LEAST_MS 90 /* played faster than this allows, things do not travel */
#define PART_OF_MOVE 0.6   /* of the time between two moves: then there is a rest */

void animate_fini(struct ui *ui)
{
	for (int i = 0; i < 2; i++)
		free(ui->animation.frames[i].places.items);
	ui->animation = (struct animation){0};
}

void animate_stop(struct ui *ui)
{
	ui->animation.motion.count = 0;
}

static double flight_ms(const struct session *session)
{
	double most = session->playback.direction ? PART_OF_MOVE * playback_pace_ms(session)
						  : FLIGHT_MS;

	return most < FLIGHT_MS ? most : FLIGHT_MS;
}

/* What travels from the last frame to this one, if it was a single move that led here. */
static void plan(struct ui *ui, struct moves moves, const struct motion_frame *before,
		 const struct motion_frame *after)
{
	struct animation *animation = &ui->animation;

	animation->motion.count = 0;
	animation->duration_ms = flight_ms(&ui->session);
	if (moves.direction && animation->duration_ms >= FLIGHT_LEAST_MS)
		motion_plan(&animation->motion, ui_scene(ui), before, after, moves.direction < 0);
	animation->started = false;
	animation->progress = 0;
}

/* Of two sides, those of the one with the focus. */
static void keep_places(struct canvas_places *kept, const struct ui *ui,
			const struct canvas *canvas)
{
	kept->count = 0;
	for (size_t i = 0; i < canvas->places.count; i++) {
		const struct canvas_place *place = &canvas->places.items[i];

		if (!beside_is_other(&ui->layout, place->x, place->y))
			array_push(kept, *place);
	}
}

void animate_plan(struct ui *ui, const struct canvas *canvas)
{
	struct animation *animation = &ui->animation;
	struct motion_frame *before = &animation->frames[animation->last];
	struct motion_frame *after = &animation->frames[!animation->last];

	if (ui->look.still)
		return;
	keep_places(&after->places, ui, canvas);
	motion_note(after, ui_scene(ui));
	if (ui->session.moves.count > 0)
		plan(ui, session_take_moves(&ui->session), before, after);
	animation->last = !animation->last;
}

bool animate_tick(struct ui *ui, uint64_t now_ms)
{
	struct animation *animation = &ui->animation;

	if (animation->motion.count == 0)
		return false;
	if (!animation->started) { /* the first frame has only just been drawn */
		animation->started = true;
		animation->started_ms = now_ms;
		animation->next_ms = now_ms + (uint64_t)ui->frame_ms;
		return false;
	}
	if (now_ms < animation->next_ms)
		return false;
	animation->next_ms = now_ms + (uint64_t)ui->frame_ms;
	animation->progress = (double)(now_ms - animation->started_ms) / animation->duration_ms;
	if (animation->progress >= 1)
		animation->motion.count = 0;
	return true;
}

int animate_wait_ms(const struct ui *ui, uint64_t now_ms)
{
	const struct animation *animation = &ui->animation;

	if (animation->motion.count == 0)
		return -1;
	if (!animation->started || now_ms >= animation->next_ms)
		return 0;
	return (int)(animation->next_ms - now_ms);
}
