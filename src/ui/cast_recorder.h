/*
 * cast_recorder.h - writes down what a presenter shows, frame by frame, as an asciicast.
 *
 * Each frame is on its way to the file before the next one is drawn: whatever ends the program, a
 * cast that plays is left behind.
 */
#ifndef UI_CAST_RECORDER_H
#define UI_CAST_RECORDER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "draw/sink_cast.h"
#include "ui/ui.h"

struct cast_recorder {
	FILE *out;            /* borrowed */
	struct cast *cast;    /* NULL = nothing was seen yet */
	struct cast_options options; /* the size is that of the first frame */
	double idle_ms;       /* longer than this nothing stands still; 0 = as it was */
	uint64_t start_ms, last_ms, cut_ms;
	uint64_t chapter;     /* events of the last mark or stop that was noted */
	bool any_chapter;
	bool failed;          /* it could not be written: nothing more is */
	off_t good_bytes;     /* of the file: whole events */
};

/* The interface has been drawn on the canvas.  False: from now on nothing is written down, because it
 * cannot be; said once. */
bool cast_recorder_see(struct cast_recorder *cast_recorder, const struct ui *ui,
		       const struct canvas *canvas, uint64_t now_ms);

/* False: something could not be written; what could plays. */
bool cast_recorder_end(struct cast_recorder *cast_recorder, uint64_t now_ms);

#endif
