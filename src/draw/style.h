/*
 * style.h - themes: what a role looks like at each level of colour.
 */
#ifndef DRAW_STYLE_H
#define DRAW_STYLE_H

#include <stdbool.h>
#include <stdint.h>

#include "draw/canvas.h"

enum colour_depth {
	DEPTH_MONO, /* no colour: bold, dim, underline, reverse only */
	DEPTH_8,    /* the terminal's eight */
	DEPTH_16,   /* and their bright forms */
	DEPTH_256,  /* indexes 16-255 only: the first 16 belong to the user's theme */
};

enum { ATTR_BOLD = 1, ATTR_DIM = 2, ATTR_UNDERLINE = 4, ATTR_REVERSE = 8 };

struct style {
	int16_t foreground; /* -1 = the terminal's own; otherwise 0-255 */
	int16_t background; /* the same */
	uint16_t attributes; /* ATTR_* */
};

struct theme;

/* "any" (readable on any background; the default), "dark", "light".  NULL: unknown name. */
const struct theme *theme_find(const char *name);
const char *theme_name(const struct theme *theme);
const struct theme *theme_at(unsigned index); /* NULL past the last */

const struct theme *theme_after(const struct theme *theme); /* behind the last, the first */

/* The theme for what a terminal says about its colours in COLORFGBG; "any" if it says nothing
 * (NULL), or nothing that is certain. */
const struct theme *theme_for_ground(const char *colorfgbg);

/* How a cell of [role] with [flags] (enum cell_flags) looks. */
struct style theme_style(const struct theme *theme, enum colour_depth depth, enum role role,
			 unsigned flags);

char role_letter(enum role role);

#endif
