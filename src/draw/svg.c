/* svg.c - cells as SVG elements; see svg.h. */
#include "draw/svg.h"

#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"

#define BASELINE 15   /* of text, in a row */
#define FONT_SIZE "16.6" /* most fonts for terminals are 0.602 of that wide: a column */
#define UNDERLINE "18.5"
#define EIGHTHS_X (SVG_COLUMN / 8.0)
#define EIGHTHS_Y (SVG_ROW / 8.0)

/* -- text ------------------------------------------------------------------------------------------ */

static void put_text(const char *text, FILE *out)
{
	const char *end = text + strlen(text);

	while (text < end) {
		uint32_t code_point;

		text += utf8_decode(text, end, &code_point);
		if (code_point == '&')
			fputs("&amp;", out);
		else if (code_point == '<')
			fputs("&lt;", out);
		else if (code_point == '>')
			fputs("&gt;", out);
		else if (code_point == '\n' || utf8_is_plain(code_point))
			utf8_put(code_point, out);
		else
			putc(' ', out);
	}
}

static void put_character(uint32_t code_point, FILE *out)
{
	char text[5] = "";

	text[utf8_encode(code_point, text)] = '\0';
	put_text(text, out);
}

/* -- styles ---------------------------------------------------------------------------------------- */

static bool same_style(struct style a, struct style b)
{
	return a.foreground == b.foreground && a.background == b.background &&
	       a.attributes == b.attributes;
}

static struct style style_of(const struct svg_options *options, const struct cell *cell)
{
	return theme_style(options->theme, options->depth, (enum role)cell->role, cell->flags);
}

/* The number of its class. */
static int class_of(struct svg_styles *styles, struct style style)
{
	for (int i = 0; i < styles->count; i++)
		if (same_style(styles->items[i], style))
			return i;
	if (styles->count == SVG_STYLES_MAX)
		return 0;
	styles->items[styles->count] = style;
	return styles->count++;
}

/* a, b ... z, aa, ab ... */
static void put_class(int number, FILE *out)
{
	if (number >= 26)
		putc('a' + number / 26 - 1, out);
	putc('a' + number % 26, out);
}

static uint32_t ink_of(const struct svg_options *options, struct style style)
{
	struct ground ground = theme_ground(options->theme);

	if (style.attributes & ATTR_REVERSE)
		return style.background < 0 ? ground.background : style_rgb(style.background);
	return style.foreground < 0 ? ground.foreground : style_rgb(style.foreground);
}

/* What is behind the ink; false: the picture's own ground. */
static bool ground_of(const struct svg_options *options, struct style style, uint32_t *colour)
{
	struct ground ground = theme_ground(options->theme);

	if (style.attributes & ATTR_REVERSE)
		*colour = style.foreground < 0 ? ground.foreground : style_rgb(style.foreground);
	else if (style.background >= 0)
		*colour = style_rgb(style.background);
	return style.attributes & ATTR_REVERSE || style.background >= 0;
}

void svg_style_sheet(const struct svg_options *options, const struct svg_styles *styles, FILE *out)
{
	for (int i = 0; i < styles->count; i++) {
		struct style style = styles->items[i];

		putc('.', out);
		put_class(i, out);
		fprintf(out, "{fill:#%06" PRIx32, ink_of(options, style));
		if (style.attributes & ATTR_BOLD)
			fputs(";font-weight:700", out);
		if (style.attributes & ATTR_DIM)
			fputs(";opacity:.65", out);
		fputs("}", out);
	}
}

/* -- shapes ---------------------------------------------------------------------------------------- */

/* Bars and quarters, in eighths of a cell; other characters are text. */
struct glyph_shape {
	int x, y, w, h;
	int second_x, second_y, second_w, second_h; /* w 0 = there is none */
	double opacity;
};

static bool shape_of(uint32_t code_point, struct glyph_shape *shape)
{
	/* Which quarters of U+2596 to U+259f are inked: 1 upper left, 2 upper right, 4 lower left,
	 * 8 lower right. */
	static const uint8_t quarters[] = {4, 8, 1, 13, 9, 7, 11, 2, 6, 14};

	*shape = (struct glyph_shape){.opacity = 1};
	if (code_point >= 0x2581 && code_point <= 0x2588) { /* from below */
		shape->h = (int)(code_point - 0x2580);
		shape->y = 8 - shape->h;
		shape->w = 8;
	} else if (code_point >= 0x2589 && code_point <= 0x258f) { /* from the left */
		shape->w = (int)(0x2590 - code_point);
		shape->h = 8;
	} else if (code_point == 0x2580) {
		*shape = (struct glyph_shape){0, 0, 8, 4, .opacity = 1};
	} else if (code_point == 0x2590) {
		*shape = (struct glyph_shape){4, 0, 4, 8, .opacity = 1};
	} else if (code_point >= 0x2591 && code_point <= 0x2593) { /* shades */
		*shape = (struct glyph_shape){0, 0, 8, 8, .opacity = 0.25 * (code_point - 0x2590)};
	} else if (code_point == 0x2594) {
		*shape = (struct glyph_shape){0, 0, 8, 1, .opacity = 1};
	} else if (code_point == 0x2595) {
		*shape = (struct glyph_shape){7, 0, 1, 8, .opacity = 1};
	} else if (code_point >= 0x2596 && code_point <= 0x259f) {
		unsigned inked = quarters[code_point - 0x2596], upper = inked & 3, lower = inked >> 2;

		shape->x = upper == 2 ? 4 : 0;
		shape->w = upper == 3 ? 8 : upper ? 4 : 0;
		shape->h = 4;
		shape->second_x = lower == 2 ? 4 : 0;
		shape->second_w = lower == 3 ? 8 : lower ? 4 : 0;
		shape->second_y = shape->second_h = 4;
	} else {
		return false;
	}
	return true;
}

/* A number without needless digits. */
static void put_number(double value, FILE *out)
{
	char text[32];
	size_t length;

	snprintf(text, sizeof text, "%.2f", value);
	length = strlen(text);
	while (text[length - 1] == '0')
		length--;
	if (text[length - 1] == '.')
		length--;
	fwrite(text, 1, length, out);
}

static void put_box(double x, double y, double w, double h, FILE *out)
{
	putc('M', out);
	put_number(x, out);
	putc(' ', out);
	put_number(y, out);
	putc('h', out);
	put_number(w, out);
	putc('v', out);
	put_number(h, out);
	putc('h', out);
	put_number(-w, out);
	putc('z', out);
}

/* [columns] cells with the same shape. */
static void put_shape(const struct glyph_shape *shape, int x, int columns, FILE *out)
{
	/* What is as wide as its cell is one bar with its neighbours. */
	int step = shape->w == 8 && shape->second_w == 0 ? columns : 1;

	for (int i = 0; i < columns; i += step) {
		double left = (x + i) * SVG_COLUMN;

		if (shape->w)
			put_box(left + shape->x * EIGHTHS_X, shape->y * EIGHTHS_Y,
				(step - 1) * SVG_COLUMN + shape->w * EIGHTHS_X,
				shape->h * EIGHTHS_Y, out);
		if (shape->second_w)
			put_box(left + shape->second_x * EIGHTHS_X, shape->second_y * EIGHTHS_Y,
				shape->second_w * EIGHTHS_X, shape->second_h * EIGHTHS_Y, out);
	}
}

/* -- rows ------------------------------------------------------------------------------------------ */

enum glyph_kind { KIND_VOID, KIND_TEXT, KIND_SHAPE, KIND_LINES };

struct cell_row {
	const struct svg_options *options;
	struct svg_styles *styles;
	const struct cell *cells;
	int from, to;
	FILE *out;
};

static uint32_t glyph_of(const struct cell_row *row, int x)
{
	return row->cells[x].code_point;
}

static enum glyph_kind kind_of(const struct cell_row *row, int x)
{
	const struct cell *cell = &row->cells[x];
	struct glyph_shape shape;

	if (cell->width == 0)
		return KIND_TEXT; /* goes with what is to its left */
	if (cell->lines)
		return KIND_LINES;
	if (glyph_of(row, x) == ' ' || glyph_of(row, x) == 0)
		return KIND_VOID;
	return shape_of(glyph_of(row, x), &shape) ? KIND_SHAPE : KIND_TEXT;
}

static struct style style_at(const struct cell_row *row, int x)
{
	return style_of(row->options, &row->cells[x]);
}

/* How far from x on cells have the same style. */
static int style_end(const struct cell_row *row, int x)
{
	struct style style = style_at(row, x);
	int end = x + 1;

	while (end < row->to &&
	       (row->cells[end].width == 0 || same_style(style_at(row, end), style)))
		end++;
	return end;
}

static void put_grounds(const struct cell_row *row)
{
	for (int x = row->from, end; x < row->to; x = end) {
		uint32_t colour = 0;

		end = style_end(row, x);
		if (!ground_of(row->options, style_at(row, x), &colour))
			continue;
		fprintf(row->out, "<path fill=\"#%06" PRIx32 "\" d=\"", colour);
		put_box((x - row->from) * SVG_COLUMN, 0, (end - x) * SVG_COLUMN, SVG_ROW, row->out);
		fputs("\"/>", row->out);
	}
}

static bool starts_here(const struct cell_row *row, int x, enum glyph_kind kind)
{
	for (int before = row->from; before < x; before++)
		if (kind_of(row, before) == kind && same_style(style_at(row, before), style_at(row, x)))
			return false;
	return true;
}

/* All frame lines of one style: half a cell from the middle, each way. */
static void put_lines_of(const struct cell_row *row, int first)
{
	struct style style = style_at(row, first);

	fprintf(row->out, "<path fill=\"none\" stroke=\"#%06" PRIx32 "\" d=\"",
		ink_of(row->options, style));
	for (int x = first; x < row->to; x++) {
		unsigned lines = row->cells[x].lines;
		int left = (x - row->from) * SVG_COLUMN, run = 0;

		if (kind_of(row, x) != KIND_LINES || !same_style(style_at(row, x), style))
			continue;
		if (lines & (LINE_NORTH | LINE_SOUTH))
			fprintf(row->out, "M%d %dv%d", left + SVG_COLUMN / 2,
				lines & LINE_NORTH ? 0 : SVG_ROW / 2,
				(lines & LINE_NORTH ? SVG_ROW / 2 : 0) +
					(lines & LINE_SOUTH ? SVG_ROW / 2 : 0));
		while (x + run + 1 < row->to && row->cells[x + run + 1].lines == (LINE_EAST | LINE_WEST) &&
		       row->cells[x + run].lines & LINE_EAST &&
		       kind_of(row, x + run + 1) == KIND_LINES &&
		       same_style(style_at(row, x + run + 1), style))
			run++;
		if (lines & (LINE_EAST | LINE_WEST))
			fprintf(row->out, "M%d %dh%d",
				left + (lines & LINE_WEST ? 0 : SVG_COLUMN / 2), SVG_ROW / 2,
				run * SVG_COLUMN + (lines & LINE_WEST ? SVG_COLUMN / 2 : 0) +
					(run || lines & LINE_EAST ? SVG_COLUMN / 2 : 0));
		x += run;
	}
	fputs("\"/>", row->out);
}

/* All bars of one style and one strength. */
static void put_shapes_of(const struct cell_row *row, int first, double opacity)
{
	struct style style = style_at(row, first);

	fputs("<path class=\"", row->out);
	put_class(class_of(row->styles, style), row->out);
	if (opacity < 1)
		fprintf(row->out, "\" fill-opacity=\"%g", opacity);
	fputs("\" d=\"", row->out);
	for (int x = first; x < row->to; x++) {
		struct glyph_shape shape;
		int run = 1;

		if (kind_of(row, x) != KIND_SHAPE || !same_style(style_at(row, x), style) ||
		    !shape_of(glyph_of(row, x), &shape) || shape.opacity != opacity)
			continue;
		while (x + run < row->to && glyph_of(row, x + run) == glyph_of(row, x) &&
		       same_style(style_at(row, x + run), style))
			run++;
		put_shape(&shape, x - row->from, run, row->out);
		x += run - 1;
	}
	fputs("\"/>", row->out);
}

static bool opacity_starts_here(const struct cell_row *row, int x, double opacity)
{
	struct glyph_shape shape;

	for (int before = row->from; before < x; before++)
		if (kind_of(row, before) == KIND_SHAPE &&
		    same_style(style_at(row, before), style_at(row, x)) &&
		    shape_of(glyph_of(row, before), &shape) && shape.opacity == opacity)
			return false;
	return true;
}

static void put_shapes(const struct cell_row *row)
{
	for (int x = row->from; x < row->to; x++) {
		struct glyph_shape shape;

		if (kind_of(row, x) == KIND_LINES && starts_here(row, x, KIND_LINES))
			put_lines_of(row, x);
		if (kind_of(row, x) == KIND_SHAPE && shape_of(glyph_of(row, x), &shape) &&
		    opacity_starts_here(row, x, shape.opacity))
			put_shapes_of(row, x, shape.opacity);
	}
}

/* Bars and blanks are underlined, too, which fonts do not do. */
static void put_underlines(const struct cell_row *row)
{
	for (int x = row->from, end; x < row->to; x = end) {
		struct style style = style_at(row, x);

		end = style_end(row, x);
		if (style.attributes & ATTR_UNDERLINE)
			fprintf(row->out, "<path stroke=\"#%06" PRIx32 "\" d=\"M%d " UNDERLINE "h%d\"/>",
				ink_of(row->options, style), (x - row->from) * SVG_COLUMN,
				(end - x) * SVG_COLUMN);
	}
}

/* Where a run of text ends: blanks between words belong to it, those behind it do not. */
static int text_end(const struct cell_row *row, int x)
{
	struct style style = style_at(row, x);
	int end = x;

	for (int i = x; i < row->to; i++) {
		enum glyph_kind kind = kind_of(row, i);

		if (kind == KIND_VOID && i - end < 2)
			continue;
		if (kind != KIND_TEXT ||
		    (row->cells[i].width > 0 && !same_style(style_at(row, i), style)))
			break;
		end = i + 1;
	}
	return end;
}

/* The characters of a run; of a wide one that begins left of the row's part, the whole. */
static void put_run(const struct cell_row *row, int x, int end)
{
	for (; x < end; x++) {
		uint32_t glyph = glyph_of(row, x);

		if (row->cells[x].width == 0)
			continue;
		put_character(glyph ? glyph : ' ', row->out);
	}
}

static void put_words(const struct cell_row *row)
{
	bool any = false;

	for (int x = row->from, end; x < row->to; x = end) {
		int first = row->cells[x].width == 0 && x > 0 ? x - 1 : x;

		end = x + 1;
		if (kind_of(row, x) != KIND_TEXT)
			continue;
		end = text_end(row, x);
		if (row->cells[end - 1].width == 2)
			end++; /* whose right half is beyond the row's part */
		if (!any)
			fprintf(row->out, "<text y=\"%d\">", BASELINE);
		any = true;
		fprintf(row->out, "<tspan x=\"%d\" class=\"", (first - row->from) * SVG_COLUMN);
		put_class(class_of(row->styles, style_at(row, first)), row->out);
		if (end - first > 1)
			fprintf(row->out, "\" textLength=\"%d", (end - first) * SVG_COLUMN);
		fputs("\">", row->out);
		put_run(row, first, end);
		fputs("</tspan>", row->out);
	}
	if (any)
		fputs("</text>", row->out);
}

void svg_row(const struct svg_options *options, struct svg_styles *styles, const struct cell *row,
	     int from, int to, FILE *out)
{
	struct cell_row all = {options, styles, row, from, to, out};

	put_grounds(&all);
	put_shapes(&all);
	put_words(&all);
	put_underlines(&all);
}

/* -- the document ---------------------------------------------------------------------------------- */

void svg_begin(const struct svg_options *options, int width, int height, FILE *out)
{
	struct ground ground = theme_ground(options->theme);
	int w = width * SVG_COLUMN + 2 * SVG_MARGIN, h = height * SVG_ROW + 2 * SVG_MARGIN;

	fprintf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
		"height=\"%d\" xml:lang=\"%s\" xml:space=\"preserve\" role=\"img\" "
		"aria-labelledby=\"title%s\" font-family=\"'DejaVu Sans Mono','Liberation Mono',"
		"Menlo,Consolas,'Noto Sans Mono CJK SC',monospace\" font-size=\"" FONT_SIZE "\">\n<title "
		"id=\"title\">",
		w, h, w, h, options->language, options->description ? " desc" : "");
	put_text(options->title, out);
	fputs("</title>\n", out);
	if (options->description) {
		fputs("<desc id=\"desc\">", out);
		put_text(options->description, out);
		fputs("</desc>\n", out);
	}
	fprintf(out, "<rect width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#%06" PRIx32 "\"/>\n", w, h,
		ground.background);
}

void svg_end(FILE *out)
{
	fputs("</svg>\n", out);
}
