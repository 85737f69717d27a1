/*
 * offline_player.h - plays a whole run as frames, by a virtual clock: as a presenter who starts it,
 * lets it play, waits until the words are read, and answers the questions.
 *
 * No terminal and no clock: the same input gives the same frames.  The interface is the one that is
 * played with; only its time is made here:
 *
 *	virtual ms    0        stop: 3,400 ms           end: 2,000 ms
 *	moves         |-|-|-|-|-----------|-|-|-|-|-|---|----------|
 *	frames        ||| ||| |           ||| ||| |     |             on a grid; only what differs
 *
 * Times of frames are then cut (idle_ms) and stretched or squeezed to the length asked for.
 */
#ifndef UI_OFFLINE_PLAYER_H
#define UI_OFFLINE_PLAYER_H

#include "base/lang.h"
#include "ui/ui.h"

/* How fast; 0 everywhere = as usual. */
struct player_pace {
	double step_s;   /* seconds from one move to the next (ui.detail: operations or steps) */
	double stop_s;   /* at each narration; usually as long as it takes to read */
	double speed;    /* times all of this */
	double idle_s;   /* longer than this nothing stands still */
	double length_s; /* of the whole, whatever the others come to */
	double end_s;    /* for which the last picture is held; usually 2 */
	unsigned rate;   /* frames a second; usually 15 */
	double busy_rate; /* the same while more than one move falls on a frame; usually [rate] */
};

struct player_options {
	struct player_pace pace;
	int width, height;  /* of frames */
	struct position to; /* where it ends; events UINT64_MAX = with the run */
	bool captions;            /* the words at hand in rows of their own, below the picture */
};

struct player_frame {
	uint64_t ms;                 /* since the first frame, which is at 0 */
	const struct canvas *canvas; /* of the options' size; good until the next frame */
	size_t chapters_from, chapters_to; /* of timeline_index: reached since the last frame */
};

struct player;

/* From where [timeline] stands, which must be scouted to its end.  The timeline and what the
 * options name are borrowed; [ui.width] and [height] do not matter.  NULL: no memory. */
struct player *player_new(struct timeline *timeline, const struct ui_options *ui,
			  const struct player_options *options);
void player_destroy(struct player *player);

/* The next frame that differs from the last, or begins a chapter; false at the end. */
bool player_next(struct player *player, struct player_frame *frame);

/* Behind the last frame: the length of the whole, with the time for which the last one stands. */
uint64_t player_length_ms(const struct player *player);

/* One picture: what the interface shows at [place] when nothing moves.  The canvas is drawn on whole; the
 * timeline is left there. */
void player_still(struct timeline *timeline, const struct ui_options *ui, struct position place,
		  struct canvas *canvas);

/* What a moment is called in a list of chapters: the mark's name, or the beginning of what is
 * said, on one line of at most [columns]. */
void player_chapter(const struct moment *moment, enum lang lang, int columns, struct str *out);

#endif
