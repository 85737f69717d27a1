/*
 * sink_film.h - finished canvases as one SVG that plays in a browser; sink_svg.h has pictures.
 */
#ifndef DRAW_SINK_FILM_H
#define DRAW_SINK_FILM_H

#include "draw/sink_svg.h"

/* A film is kept until its end, as the things that change: runs of columns that are the same for
 * a while are written once. */
struct sink_film;

/* A film of canvases of [width] x [height] cells.  The options are copied, what they point to is
 * borrowed until sink_film_end.  Never NULL. */
struct sink_film *sink_film_new(int width, int height, const struct svg_options *options);

/* From [ms] on this is shown; frames come in order, the first at 0.  The canvas is not kept. */
void sink_film_frame(struct sink_film *strip, uint64_t ms, const struct canvas *canvas);

/* What viewers show that do not move: the last frame added, if this is never called. */
void sink_film_poster(struct sink_film *strip, const struct canvas *canvas);

/* Write all of it; the film begins anew after [ms].  Frees the strip; [out] stays open.  False: it
 * could not be written (ferror); nobody is told. */
bool sink_film_end(struct sink_film *strip, uint64_t ms, FILE *out);

#endif
