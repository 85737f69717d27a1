/*
 * sink_svg.h - finished canvases as SVG: one picture, or a film that plays in a browser.
 *
 * Words are text, which can be selected and scaled; frames and bars are shapes, so that they
 * join whatever the font.  Nothing is fetched from anywhere, no script runs.
 */
#ifndef DRAW_SINK_SVG_H
#define DRAW_SINK_SVG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "draw/canvas.h"
#include "draw/style.h"

struct svg_options {
	const struct theme *theme;
	enum colour_depth depth;
	bool ascii;
	const char *title;       /* what it is, for those who cannot see it and as a tooltip */
	const char *description; /* what it shows; NULL = nothing more */
	const char *language;    /* "en", "zh-CN" */
};

/* False: it could not be written. */
bool sink_svg(const struct canvas *canvas, const struct svg_options *options, FILE *out);

/* A film is kept until its end, as the things that change: runs of columns that are the same for
 * a while are written once. */
struct film_strip;

struct film_strip *film_strip_new(int width, int height, const struct svg_options *options);

/* From [ms] on this is shown; frames come in order, the first at 0. */
void film_strip_frame(struct film_strip *strip, uint64_t ms, const struct canvas *canvas);

/* What viewers show that do not move: the last frame added, if this is never called. */
void film_strip_poster(struct film_strip *strip, const struct canvas *canvas);

/* The film begins anew after [ms].  Frees the strip.  False: it could not be written. */
bool film_strip_end(struct film_strip *strip, uint64_t ms, FILE *out);

#endif
