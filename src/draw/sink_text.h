/*
 * sink_text.h - finished canvases as text.
 */
#ifndef DRAW_SINK_TEXT_H
#define DRAW_SINK_TEXT_H

#include <stdbool.h>
#include <stdio.h>

#include "draw/canvas.h"
#include "draw/style.h"

/* Rows of UTF-8 (or ASCII), blanks at the ends of rows left out.  All three return
 * false when writing failed (ferror); nobody is told. */
bool sink_text(const struct canvas *canvas, bool ascii, FILE *out);

/* The role plane for golden screens: one letter a column, in the same rows, so that
 * it lies under the text.  Letters are those of roles.def; a cell with CELL_CHANGED
 * shows '*', one with CELL_SELECTED '+'. */
bool sink_roles(const struct canvas *canvas, FILE *out);

/* Rows with SGR escape sequences, one run per style; each row ends with the default style. */
bool sink_ansi(const struct canvas *canvas, const struct theme *theme, enum colour_depth depth,
	       bool ascii, FILE *out);

#endif
