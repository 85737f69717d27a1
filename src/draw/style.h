/*
 * style.h - themes: what a role looks like at each level of colour.
 */
#ifndef DRAW_STYLE_H
#define DRAW_STYLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "draw/canvas.h"

enum colour_depth {
	DEPTH_MONO, /* no colour: bold, dim, underline, reverse only */
	DEPTH_8,    /* the terminal's eight */
	DEPTH_16,   /* and their bright forms */
	DEPTH_256,  /* indexes 16-255 only: the first 16 belong to the user's theme */
	DEPTH_TRUE, /* any colour, by its value */
};

enum { ATTR_BOLD = 1, ATTR_DIM = 2, ATTR_UNDERLINE = 4, ATTR_REVERSE = 8 };

/* A colour that is said by its value: STYLE_VALUE | 0xrrggbb. */
#define STYLE_VALUE 0x1000000

struct style {
	int32_t foreground; /* -1 = the terminal's own; 0-255 = its palette's; or a value */
	int32_t background; /* the same */
	uint16_t attributes; /* ATTR_* */
};

/* Set [depth] by its name: "true", "256", "16", "8", "none".  False: unknown name, and [depth] is
 * of no use. */
bool depth_find(const char *name, enum colour_depth *depth);

/* Those names, the most colours first; NULL past the last. */
const char *depth_name(size_t index);

struct theme;

/* Themes, all constant: "any" (readable on any background; the default), "dark", "light".  NULL:
 * unknown name. */
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

/* What a picture that brings its own ground with it is drawn on (0xrrggbb). */
struct ground {
	uint32_t foreground, background;
};

/* Of "any", which is for all grounds, it is that of "dark". */
struct ground theme_ground(const struct theme *theme);

/* 0xrrggbb of a colour of struct style that is not -1; the first sixteen as they usually are. */
uint32_t style_rgb(int32_t colour);

/* The letter that roles.def gives it. */
char role_letter(enum role role);

#endif
