/*
 * canvas.h - a grid of cells that views draw into and sinks show.
 *
 * A cell holds one character, a role (its meaning; themes turn roles into
 * colours) and flags.  Frame lines are not characters but directions: a cell
 * remembers which of its four sides a line leaves through, so frames that touch
 * join by themselves (┬ ┤ ┼).
 *
 * Drawing is clipped to, and positioned in, the rectangle on top of a stack: a
 * view draws at (0,0) and cannot paint outside its own rectangle.
 *
 * What a click means is asked of the drawing itself, so that it cannot differ from what is
 * seen: views tag what they draw, and the last tag on a cell is its meaning.
 */
#ifndef DRAW_CANVAS_H
#define DRAW_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "draw/rect.h"

enum role {
#define ROLE(id, letter, what) ROLE_##id,
#include "draw/roles.def"
#undef ROLE
	ROLE_COUNT
};

enum cell_flags {
	CELL_CHANGED = 1,  /* changed by the step at the cursor */
	CELL_SELECTED = 2, /* under the user's selection */
	CELL_STRONG = 4,   /* bold on top of what the role says */
	CELL_SHAPE = 8,    /* how much of the cell is inked means something, so nothing may reverse
			    * it; blocks and geometric shapes have this by themselves */
};

enum { LINE_NORTH = 1, LINE_EAST = 2, LINE_SOUTH = 4, LINE_WEST = 8 };

struct cell {
	uint32_t code_point; /* 0 in the right half of a wide character */
	uint8_t role;        /* enum role */
	uint8_t flags;       /* set of enum cell_flags */
	uint8_t lines;       /* LINE_*; when not 0, the code point follows from it */
	uint8_t width;       /* 1 or 2; 0 in the right half of a wide character */
};

/* Where something was drawn. */
struct canvas_place {
	uint64_t tag;
	int16_t x, y, w, h; /* the part that can be seen, in canvas coordinates */
};

/* All that was tagged, in order. */
struct canvas_places {
	struct canvas_place *items; /* owned */
	size_t count, capacity;
};

#define CANVAS_DEPTH 16
#define CANVAS_MAX_SIDE 1000 /* columns or rows; a larger terminal is drawn in its corner */

struct canvas {
	int width, height;
	struct cell *cells; /* width * height, row by row; owned */
	int depth;
	struct {
		struct rect area; /* what was pushed, in canvas coordinates */
		struct rect clip; /* the part of it that may be drawn on */
	} stack[CANVAS_DEPTH];
	uint32_t lost; /* characters of texts that fell beside their area, not told by an ellipsis:
			* a view has taken more columns than it has */
	struct canvas_places places; /* tagged since the last reset */
};

/* A canvas of blanks, never NULL.  Sizes are clamped to 1..CANVAS_MAX_SIDE.  To be ended with
 * canvas_destroy. */
struct canvas *canvas_new(int width, int height);

/* NULL is fine. */
void canvas_destroy(struct canvas *canvas);

/* Blank every cell (ROLE_TEXT), forget tags, reset the stack, take the new size, clamped as above.
 * Cells may lie elsewhere then. */
void canvas_reset(struct canvas *canvas, int width, int height);

/* Draw inside [rect] (in current coordinates) until canvas_pop.  Pushes nest at
 * most CANVAS_DEPTH - 1 deep; pops match pushes. */
void canvas_push(struct canvas *canvas, struct rect rect);
void canvas_pop(struct canvas *canvas);

/* The drawing area in its own coordinates: x = y = 0, and the size that was
 * pushed, even where clipping hides a part. */
struct rect canvas_area(const struct canvas *canvas);

/* One character.  Returns the columns drawn on (0 when clipped, combining or
 * unprintable; of a wide one half outside, the half inside becomes a blank).
 * Overwriting half of a wide character blanks the other half. */
int canvas_put(struct canvas *canvas, int x, int y, enum role role, uint32_t code_point);

/* UTF-8 text in at most [columns] columns, and no further than the area; longer text ends in
 * '…'.  Tabs and line breaks become blanks, other unprintable characters '?'; combining marks
 * are dropped.  Returns the columns used, clipped or not. */
int canvas_text(struct canvas *canvas, int x, int y, int columns, enum role role,
		const char *text);

/* The same of a text that is made first. */
__attribute__((format(printf, 6, 7))) int canvas_textf(struct canvas *canvas, int x, int y,
						       int columns, enum role role,
						       const char *format, ...);

/* Text folded into lines of [rect]: at blanks, and between CJK characters, but not
 * before closing or after opening punctuation; '\n' breaks a line, one at the end
 * does not begin another.  The first [skip] lines are left out; if there are more than
 * fit, the last one drawn ends in '…'.  Returns the number of lines the whole
 * text takes at that width (a height of 0 only measures). */
int canvas_paragraph(struct canvas *canvas, struct rect rect, int skip, enum role role,
		     const char *text);

/* The same without a canvas: where the line of [width] columns (at least 1) that begins at [text]
 * ends; returns where the next one begins, at the NUL if there is none. */
const char *canvas_fold(const char *text, int width, const char **line_end);

/* Lines of [length] cells, to the right and downwards; a frame in the outermost cells of [rect].
 * Lines join with lines already there; the role is that of the latest. */
void canvas_hline(struct canvas *canvas, int x, int y, int length, enum role role);
void canvas_vline(struct canvas *canvas, int x, int y, int length, enum role role);
void canvas_box(struct canvas *canvas, struct rect rect, enum role role);

/* Fill with a character (width 1). */
void canvas_fill(struct canvas *canvas, struct rect rect, enum role role, uint32_t code_point);

/* Add [flags] to cells that are there; a wide character gets them whole. */
void canvas_flag(struct canvas *canvas, struct rect rect, unsigned flags);

/* What [rect] shows: the pane chooses the number, 0 = nothing. */
void canvas_tag(struct canvas *canvas, struct rect rect, uint64_t tag);

/* The last tag that was put on a cell (canvas coordinates); 0 = none was. */
uint64_t canvas_tag_at(const struct canvas *canvas, int x, int y);

/* The first place noted of a tag, borrowed until the next tag or reset; NULL = it is not on the
 * screen. */
const struct canvas_place *canvas_place_of(const struct canvas_places *places, uint64_t tag);

/* The cell at canvas coordinates, borrowed, the rest of its row behind it; NULL outside. */
const struct cell *canvas_cell(const struct canvas *canvas, int x, int y);

/* Code point for a set of LINE_ directions: light lines, square corners. */
uint32_t canvas_line_glyph(unsigned lines);

/* The nearest ASCII character, for --ascii: frames +-|, blocks # . o, levels _,-=+*% and
 * so on; '?' for what has none.  Keeps what is ASCII. */
uint32_t canvas_ascii(uint32_t code_point);

/* The same for the cell at [x] of a row of [width]: where blanks stand on both sides of an arrow
 * it is drawn as two characters or three, " ->" and "<->": alone, > is read as "greater". */
uint32_t canvas_ascii_at(const struct cell *row, int width, int x);

/* Make [ascii] a copy of [canvas] in ASCII, of narrow characters without lines: for sinks that
 * compare what they show. */
void canvas_spell(struct canvas *ascii, const struct canvas *canvas);

#endif
