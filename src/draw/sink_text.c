/*
 * sink_text.c - finished canvases as text: plain, as roles, with escape sequences.
 */
#include "draw/sink_text.h"

#include "base/utf8.h"

/* What can be seen of a cell if all styles are ignored. */
static bool is_blank(const struct cell *cell)
{
	return cell->code_point == ' ' || cell->code_point == 0;
}

/* Write one cell's character; the right half of a wide one is part of the left. */
static void put_glyph(const struct cell *row, int width, int x, bool ascii, FILE *out)
{
	const struct cell *cell = &row[x];

	if (cell->width == 0)
		return;
	if (!ascii) {
		utf8_put(cell->code_point, out);
		return;
	}
	uint32_t stand_in = canvas_ascii_at(row, width, x);
	putc((int)stand_in, out);
	if (cell->width == 2)
		putc(stand_in == '?' ? '?' : ' ', out);
}

bool sink_text(const struct canvas *canvas, bool ascii, FILE *out)
{
	for (int y = 0; y < canvas->height; y++) {
		const struct cell *row = canvas_cell(canvas, 0, y);
		int end = canvas->width;
		while (end > 0 && is_blank(&row[end - 1]) && row[end - 1].width == 1)
			end--;
		for (int x = 0; x < end; x++)
			put_glyph(row, canvas->width, x, ascii, out);
		putc('\n', out);
	}
	return !ferror(out);
}

static char plane_letter(const struct cell *cell)
{
	if (cell->flags & CELL_CHANGED)
		return '*';
	return cell->flags & CELL_SELECTED ? '+' : role_letter((enum role)cell->role);
}

bool sink_roles(const struct canvas *canvas, FILE *out)
{
	for (int y = 0; y < canvas->height; y++) {
		const struct cell *row = canvas_cell(canvas, 0, y);
		int end = canvas->width;
		while (end > 0 && plane_letter(&row[end - 1]) == ' ')
			end--;
		for (int x = 0; x < end; x++)
			putc(plane_letter(&row[x]), out);
		putc('\n', out);
	}
	return !ferror(out);
}

static bool same_style(struct style a, struct style b)
{
	return a.foreground == b.foreground && a.background == b.background &&
	       a.attributes == b.attributes;
}

static void put_colour(int32_t colour, char plane, FILE *out)
{
	if (colour >= STYLE_VALUE)
		fprintf(out, ";%c8;2;%d;%d;%d", plane, colour >> 16 & 255, colour >> 8 & 255,
			colour & 255);
	else if (colour >= 8)
		fprintf(out, ";%c8;5;%d", plane, colour);
	else if (colour >= 0)
		fprintf(out, ";%c%d", plane, colour);
}

/* Always from the default, so that a run means the same wherever it is pasted. */
static void put_style(struct style style, FILE *out)
{
	static const char codes[] = {'1', '2', '4', '7'};
	fputs("\033[0", out);
	for (unsigned bit = 0; bit < sizeof codes; bit++)
		if (style.attributes & 1u << bit)
			fprintf(out, ";%c", codes[bit]);
	put_colour(style.foreground, '3', out);
	put_colour(style.background, '4', out);
	putc('m', out);
}

/* Whether nothing of a cell would be seen: a blank that is not reversed or
 * underlined. */
static bool is_invisible(const struct cell *cell, struct style style)
{
	return is_blank(cell) && cell->width == 1 && style.background < 0 &&
	       !(style.attributes & (ATTR_REVERSE | ATTR_UNDERLINE));
}

struct pen {
	const struct theme *theme;
	enum colour_depth depth;
	bool ascii;
	FILE *out;
};

static struct style style_of(const struct pen *pen, const struct cell *cell)
{
	return theme_style(pen->theme, pen->depth, (enum role)cell->role, cell->flags);
}

static void put_row(const struct pen *pen, const struct cell *row, int columns)
{
	int width = columns;
	static const struct style plain = {.foreground = -1, .background = -1};
	struct style now = plain;

	while (width > 0 && is_invisible(&row[width - 1], style_of(pen, &row[width - 1])))
		width--;
	for (int x = 0; x < width; x++) {
		struct style style = style_of(pen, &row[x]);
		/* A blank goes with the run it stands in. */
		if (is_invisible(&row[x], style) && is_invisible(&row[x], now))
			style = now;
		if (!same_style(style, now))
			put_style(style, pen->out);
		now = style;
		put_glyph(row, columns, x, pen->ascii, pen->out);
	}
	if (!same_style(now, plain))
		fputs("\033[0m", pen->out);
	putc('\n', pen->out);
}

bool sink_ansi(const struct canvas *canvas, const struct theme *theme, enum colour_depth depth,
	       bool ascii, FILE *out)
{
	struct pen pen = {theme, depth, ascii, out};
	for (int y = 0; y < canvas->height; y++)
		put_row(&pen, canvas_cell(canvas, 0, y), canvas->width);
	return !ferror(out);
}
