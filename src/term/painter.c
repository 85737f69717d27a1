/*
 * painter.c - from a canvas to what curses is told.
 */
#define NCURSES_WIDECHAR 1
#include "term/painter.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/mem.h"

#define FLAG_SETS 16 /* all combinations of enum cell_flags */

struct cell_look {
	attr_t attributes;
	short pair;
};

struct painter {
	enum colour_depth depth;
	bool is_ascii;
	bool must_redraw;   /* the screen shows something else than [shown] */
	int width, height;  /* of the screen, within CANVAS_MAX_SIDE */
	struct cell *shown; /* width * height; what curses has been told */
	struct cell_look looks[ROLE_COUNT][FLAG_SETS];
};

static const struct cell blank = {.code_point = ' ', .role = ROLE_TEXT, .width = 1};

struct painter *painter_new(enum colour_depth depth, bool is_ascii, const struct theme *theme)
{
	struct painter *painter = mem_zero(1, sizeof *painter);
	painter->depth = depth;
	painter->is_ascii = is_ascii;
	painter_set_theme(painter, theme);
	return painter;
}

void painter_destroy(struct painter *painter)
{
	if (painter == NULL)
		return;
	free(painter->shown);
	free(painter);
}

/* The terminal's number for a colour.  Where curses counts more than 256, a number is the colour
 * itself, as 0xrrggbb; but the first eight are the terminal's own. */
static int colour_number(int32_t colour)
{
	if (colour < STYLE_VALUE && (COLORS <= 256 || colour < 16))
		return colour;
	return (int)style_rgb(colour);
}

static struct cell_look look_of(struct style style, bool has_colour)
{
	static const struct {
		unsigned attribute;
		attr_t in_curses;
	} table[] = {
		{ATTR_BOLD, A_BOLD},
		{ATTR_DIM, A_DIM},
		{ATTR_UNDERLINE, A_UNDERLINE},
		{ATTR_REVERSE, A_REVERSE},
	};
	struct cell_look look = {0};
	int pair = has_colour ? alloc_pair(colour_number(style.foreground),
					   colour_number(style.background))
			      : 0;

	look.pair = (short)(pair > 0 ? pair : 0); /* out of pairs: the terminal's own */
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (style.attributes & table[i].attribute)
			look.attributes |= table[i].in_curses;
	return look;
}

void painter_set_theme(struct painter *painter, const struct theme *theme)
{
	for (unsigned role = 0; role < ROLE_COUNT; role++) {
		for (unsigned flags = 0; flags < FLAG_SETS; flags++) {
			struct style style =
				theme_style(theme, painter->depth, (enum role)role, flags);
			painter->looks[role][flags] = look_of(style, painter->depth != DEPTH_MONO);
		}
	}
	/* No cell on the screen looks as it should: a cell of zeros is like none. */
	if (painter->shown != NULL)
		memset(painter->shown, 0,
		       (size_t)painter->width * (size_t)painter->height * sizeof(struct cell));
}

static int clamp_side(int side)
{
	return side < 1 ? 1 : side > CANVAS_MAX_SIDE ? CANVAS_MAX_SIDE : side;
}

void painter_resize(struct painter *painter, int width, int height)
{
	width = clamp_side(width);
	height = clamp_side(height);
	if (width == painter->width && height == painter->height)
		return;
	painter->width = width;
	painter->height = height;
	free(painter->shown);
	painter->shown =
		mem_zero((size_t)painter->width * (size_t)painter->height, sizeof *painter->shown);
	painter->must_redraw = true;
}

void painter_redraw(struct painter *painter)
{
	painter->must_redraw = true;
}

int painter_width(const struct painter *painter)
{
	return painter->width;
}

int painter_height(const struct painter *painter)
{
	return painter->height;
}

/* The character to send.  Where the C library, and with it curses, takes a
 * character for wider or narrower than the canvas does, all that follows would
 * be out of place: send a stand-in. */
static uint32_t glyph_of(const struct painter *painter, const struct cell *cell)
{
	if (painter->is_ascii) /* as wanted_at() has it */
		return cell->code_point;
	return wcwidth((wchar_t)cell->code_point) == cell->width ? cell->code_point : '?';
}

static void paint_cell(const struct painter *painter, int x, int y, const struct cell *cell)
{
	if (cell->width == 0) /* drawn with its left half */
		return;
	const struct cell_look *look = &painter->looks[cell->role][cell->flags % FLAG_SETS];
	uint32_t glyph = glyph_of(painter, cell);
	wchar_t text[2] = {(wchar_t)glyph, L'\0'};
	cchar_t character;

	setcchar(&character, text, look->attributes, look->pair, NULL);
	mvadd_wchnstr(y, x, &character, 1);
	if (cell->width == 2 && glyph < 0x80) { /* a stand-in of one column */
		text[0] = glyph == '?' ? L'?' : L' ';
		setcchar(&character, text, look->attributes, look->pair, NULL);
		mvadd_wchnstr(y, x + 1, &character, 1);
	}
}

/* What the screen shall show at a place: blank beyond the canvas, and where the
 * screen's edge cuts a wide character in two.  In ASCII already, which depends on the neighbours. */
static struct cell wanted_at(const struct painter *painter, const struct canvas *canvas, int x,
			     int y)
{
	const struct cell *cell = canvas_cell(canvas, x, y);
	if (cell == NULL || (cell->width == 2 && x + 1 >= painter->width))
		return blank;
	struct cell wanted = *cell;
	if (painter->is_ascii && wanted.width > 0)
		wanted.code_point = canvas_ascii_at(cell - x, canvas->width, x);
	return wanted;
}

static bool paint_row(struct painter *painter, const struct canvas *canvas, int y)
{
	struct cell *shown = painter->shown + (size_t)y * (size_t)painter->width;
	bool has_changed = false;

	if (y < canvas->height && canvas->width == painter->width &&
	    memcmp(shown, canvas_cell(canvas, 0, y), (size_t)canvas->width * sizeof *shown) == 0)
		return false;
	for (int x = 0; x < painter->width; x++) {
		struct cell wanted = wanted_at(painter, canvas, x, y);
		if (memcmp(&shown[x], &wanted, sizeof wanted) == 0)
			continue;
		paint_cell(painter, x, y, &wanted);
		shown[x] = wanted;
		has_changed = true;
	}
	return has_changed;
}

/* Let curses forget what it knows: the next update sends every cell. */
static void start_over(struct painter *painter)
{
	size_t count = (size_t)painter->width * (size_t)painter->height;
	for (size_t i = 0; i < count; i++)
		painter->shown[i] = blank;
	erase();
	clearok(curscr, TRUE);
	painter->must_redraw = false;
}

bool painter_draw(struct painter *painter, const struct canvas *canvas)
{
	bool has_changed = painter->must_redraw;

	_Static_assert(sizeof(struct cell) == 8, "cells are compared as bytes: no padding");
	if (painter->must_redraw)
		start_over(painter);
	for (int y = 0; y < painter->height; y++)
		has_changed |= paint_row(painter, canvas, y);
	if (has_changed)
		wnoutrefresh(stdscr);
	return has_changed;
}
