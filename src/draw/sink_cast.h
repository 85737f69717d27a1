/*
 * sink_cast.h - frames as an asciicast: a recording that asciinema and its player show.
 *
 * Time comes in as an argument, so the same frames give the same bytes.  One event a frame, of
 * nothing but the cells that differ from the frame before; the last frame stays.
 * https://docs.asciinema.org/manual/asciicast/v2/ and .../v3/
 */
#ifndef DRAW_SINK_CAST_H
#define DRAW_SINK_CAST_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "draw/canvas.h"
#include "draw/style.h"

struct cast_options {
	int version;           /* 2 or 3 */
	int width, height;
	const char *title;     /* NULL = none; any text */
	int64_t timestamp;     /* seconds since 1970; 0 = not said */
	const char *term;      /* the terminal's type; NULL = not said */
	const struct theme *theme;
	enum colour_depth depth;
	bool ascii;
};

struct cast;

/* Begin: writes the head.  [out] and the theme are borrowed, until sink_cast_end; the texts are not
 * kept.  Never NULL. */
struct cast *sink_cast_begin(FILE *out, const struct cast_options *options);

/* At [ms], not before what was written last.  A canvas of another size than the last is a resized
 * terminal. */
void sink_cast_frame(struct cast *cast, uint64_t ms, const struct canvas *canvas);

/* A chapter begins here: before its first frame.  [ms] not before what was written last. */
void sink_cast_mark(struct cast *cast, uint64_t ms, const char *label);

/* The last frame is held until [ms].  Frees the cast; [out] stays open.  False: something could not
 * be written (ferror); nobody is told. */
bool sink_cast_end(struct cast *cast, uint64_t ms);

#endif
