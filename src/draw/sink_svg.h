/*
 * sink_svg.h - a finished canvas as SVG, one picture; sink_film.h has films.
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

/* Write the picture.  False: it could not be written (ferror); nobody is told. */
bool sink_svg(const struct canvas *canvas, const struct svg_options *options, FILE *out);

#endif
