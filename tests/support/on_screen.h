/*
 * on_screen.h - whether a terminal shows a canvas, cell by cell.
 *
 * All but faintness, which libvterm does not know.
 */
#ifndef SUPPORT_ON_SCREEN_H
#define SUPPORT_ON_SCREEN_H

#include "draw/canvas.h"
#include "draw/style.h"
#include "must.h"
#include "vt.h"

struct on_screen {
	const struct theme *theme;
	enum colour_depth depth;
	bool ascii;
};

static inline int on_screen_colour(int32_t colour)
{
	return colour >= STYLE_VALUE ? (int)(VT_RGB | style_rgb(colour)) : colour;
}

static inline uint32_t on_screen_glyph(const struct on_screen *how, const struct canvas *canvas,
				       int x, int y)
{
	const struct cell *cell = canvas_cell(canvas, x, y);
	const struct cell *left = x > 0 ? canvas_cell(canvas, x - 1, y) : NULL;

	if (cell->width > 0)
		return how->ascii ? canvas_ascii_at(canvas_cell(canvas, 0, y), canvas->width, x)
				  : cell->code_point;
	if (!how->ascii)
		return 0;
	/* Two stand for a wide one. */
	return canvas_ascii(left->code_point) == '?' ? '?' : ' ';
}

static inline void on_screen_check(struct vt *vt, const struct on_screen *how,
				   const struct canvas *canvas, const char *where)
{
	for (int y = 0; y < canvas->height; y++)
		for (int x = 0; x < canvas->width; x++) {
			const struct cell *cell = canvas_cell(canvas, x, y);
			struct style style = theme_style(how->theme, how->depth,
							 (enum role)cell->role, cell->flags);
			struct vt_style seen = vt_style_at(vt, y, x);
			uint32_t glyph = on_screen_glyph(how, canvas, x, y);
			bool blank = glyph == ' ' || glyph == 0;
			bool reverse = style.attributes & ATTR_REVERSE;
			bool underline = style.attributes & ATTR_UNDERLINE;

			must(vt_char_at(vt, y, x) == glyph,
			     "%s: %d,%d of %d: U+%04X, not U+%04X", where, x, y, canvas->width,
			     vt_char_at(vt, y, x), glyph);
			/* Of a wide one libvterm says the style on the left. */
			if (glyph == 0)
				continue;
			must(seen.background == on_screen_colour(style.background) &&
				     seen.reverse == reverse && seen.underline == underline,
			     "%s: %d,%d: ground %x, not %x; reverse %d, underline %d", where, x, y,
			     (unsigned)seen.background,
			     (unsigned)on_screen_colour(style.background), seen.reverse,
			     seen.underline);
			must((blank && !reverse && !underline) ||
				     seen.foreground == on_screen_colour(style.foreground),
			     "%s: %d,%d: ink %x, not %x", where, x, y, (unsigned)seen.foreground,
			     (unsigned)on_screen_colour(style.foreground));
			must(blank || seen.bold == !!(style.attributes & ATTR_BOLD),
			     "%s: %d,%d: bold %d", where, x, y, seen.bold);
		}
}

#endif
