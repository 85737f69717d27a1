/*
 * svg.h - cells as SVG elements: what pictures and films are made of.
 *
 * A column is 10 units wide and a row 20 high, whatever the font: each run of text is told where
 * it begins and how long it is.
 */
#ifndef DRAW_SVG_H
#define DRAW_SVG_H

#include <stdio.h>

#include "draw/sink_svg.h"

#define SVG_COLUMN 10
#define SVG_ROW 20
#define SVG_MARGIN 10 /* units on every side */
#define SVG_STYLES_MAX 128

/* The styles that were used; each is a class in the style sheet.  Begins as {.count = 0}. */
struct svg_styles {
	struct style items[SVG_STYLES_MAX];
	int count;
};

/* <svg ...>, title, description and ground.  [width] and [height] in cells. */
void svg_begin(const struct svg_options *options, int width, int height, FILE *out);
void svg_end(FILE *out);

/* The cells of a row from column [from] to [to], at y = 0 and x = 0: grounds, shapes, text. */
void svg_row(const struct svg_options *options, struct svg_styles *styles,
	     const struct cell *row, int from, int to, FILE *out);

/* The style sheet of what was used. */
void svg_style_sheet(const struct svg_options *options, const struct svg_styles *styles,
		     FILE *out);

#endif
