/*
 * svg_read.h - a picture or a film of ours, read back into cells.
 *
 * Strict: what is no well-formed XML, no element or attribute that the program is known to
 * write, or not on the grid of cells, is an error.
 */
#ifndef SUPPORT_SVG_READ_H
#define SUPPORT_SVG_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SVG_RIGHT_HALF 0x80000000u /* of a wide character, in [glyph] */

struct svg_cell {
	uint32_t glyph;      /* of text; 0 = none */
	uint32_t ink;        /* 0xrrggbb, of the text or the shape */
	bool bold, underline, dim;
	uint32_t underline_ink;
	bool has_ground;
	uint32_t ground;
	uint8_t inked[8];    /* rows of eighths, the lowest bit on the left */
	int opacity;         /* of the shape: percent */
	uint8_t lines;       /* LINE_*, as canvas.h has them */
	uint32_t lines_ink;
};

struct svg_screen {
	int width, height;
	struct svg_cell *cells; /* owned */
	uint32_t ground;
	double length_ms;       /* of a film; 0 = it is none */
	char *title, *description; /* owned; NULL = none */
	char why[200];
};

/* What is seen at [ms], or, below 0, where nothing moves.  False: [why].  It needs svg_free. */
bool svg_read(struct svg_screen *screen, const char *text, size_t length, double ms);
void svg_free(struct svg_screen *screen);

#endif
