/* ansi.c - from one picture to another; see ansi.h. */
#include "draw/ansi.h"

#include "base/str.h"
#include "base/utf8.h"

#define CUF_BYTES 9    /* in JSON, where an escape takes six: shorter gaps are written again */
#define BLANKS_LEAST 4 /* at the end of a row: then EL is shorter */
#define CODES_BYTES 80

static const struct style plain = {.foreground = -1, .background = -1};

static bool same_style(struct style a, struct style b)
{
	return a.foreground == b.foreground && a.background == b.background &&
	       a.attributes == b.attributes;
}

static struct style style_of(const struct ansi *ansi, const struct cell *cell)
{
	return theme_style(ansi->theme, ansi->depth, (enum role)cell->role, cell->flags);
}

/* Whether nothing is to be seen of a cell. */
static bool is_void(const struct cell *cell, struct style style)
{
	return cell->width == 1 && (cell->code_point == ' ' || cell->code_point == 0) &&
	       style.background < 0 && !(style.attributes & (ATTR_REVERSE | ATTR_UNDERLINE));
}

static bool looks_same(const struct ansi *ansi, const struct cell *a, const struct cell *b)
{
	struct style of_a, of_b;

	if (a->code_point == b->code_point && a->role == b->role && a->flags == b->flags &&
	    a->width == b->width)
		return true;
	of_a = style_of(ansi, a);
	of_b = style_of(ansi, b);
	if (is_void(a, of_a) && is_void(b, of_b))
		return true;
	return a->code_point == b->code_point && a->width == b->width && same_style(of_a, of_b);
}

static void add_code(struct str *out, const char *code)
{
	str_printf(out, "%s%s", out->length ? ";" : "", code);
}

static void add_colour(struct str *out, int32_t colour, char plane)
{
	uint32_t rgb = colour >= STYLE_VALUE ? style_rgb(colour) : 0;
	char code[32];

	if (colour >= STYLE_VALUE)
		snprintf(code, sizeof code, "%c8;2;%u;%u;%u", plane, rgb >> 16, rgb >> 8 & 255,
			 rgb & 255);
	else if (colour >= 16)
		snprintf(code, sizeof code, "%c8;5;%d", plane, colour);
	else if (colour >= 8)
		snprintf(code, sizeof code, "%s%d", plane == '3' ? "9" : "10", colour - 8);
	else if (colour >= 0)
		snprintf(code, sizeof code, "%c%d", plane, colour);
	else
		snprintf(code, sizeof code, "%c9", plane);
	add_code(out, code);
}

/* What leads from one style to another, without the "m"; [fresh]: from the usual style. */
static size_t put_codes(struct style now, struct style style, bool fresh,
			char codes[CODES_BYTES])
{
	static const char *const on[] = {"1", "2", "4", "7"}, *const off[] = {"22", "22", "24", "27"};
	unsigned both = ATTR_BOLD | ATTR_DIM;
	struct str out = str_init(codes, CODES_BYTES);
	unsigned gone = now.attributes & ~style.attributes;

	if (fresh) {
		add_code(&out, "0");
		now = plain;
	} else if (gone & both) { /* one code takes both off */
		add_code(&out, off[0]);
		now.attributes &= (uint16_t)~both;
	}
	for (unsigned bit = 2; !fresh && bit < 4; bit++)
		if (gone >> bit & 1)
			add_code(&out, off[bit]);
	for (unsigned bit = 0; bit < 4; bit++)
		if ((style.attributes & ~now.attributes) >> bit & 1)
			add_code(&out, on[bit]);
	if (style.foreground != now.foreground)
		add_colour(&out, style.foreground, '3');
	if (style.background != now.background)
		add_colour(&out, style.background, '4');
	return out.length;
}

/* The shorter way: what differs, or all of it from the usual style on. */
static void set_style(struct ansi *ansi, struct style style)
{
	char changes[CODES_BYTES], all[CODES_BYTES];
	size_t from_now, from_plain;

	if (same_style(ansi->style, style))
		return;
	from_now = put_codes(ansi->style, style, false, changes);
	from_plain = put_codes(ansi->style, style, true, all);
	if (same_style(style, plain))
		fputs("\033[m", ansi->out);
	else
		fprintf(ansi->out, "\033[%sm", from_now <= from_plain ? changes : all);
	ansi->style = style;
}

static uint32_t glyph_of(const struct cell *cell)
{
	return cell->code_point ? cell->code_point : ' ';
}

static void write_cell(struct ansi *ansi, const struct cell *cell)
{
	struct style style = style_of(ansi, cell);

	if (!(is_void(cell, style) && is_void(cell, ansi->style)))
		set_style(ansi, style);
	utf8_put(glyph_of(cell), ansi->out);
	ansi->x += cell->width;
}

/* Whether a cell that is there already looks the same if it is written in the present style. */
static bool can_rewrite(const struct ansi *ansi, const struct cell *cell)
{
	struct style style = style_of(ansi, cell);

	return cell->width == 1 && (same_style(style, ansi->style) ||
				    (is_void(cell, style) && is_void(cell, ansi->style)));
}

/* Whether it is no longer than to go over them. */
static bool should_rewrite(const struct ansi *ansi, const struct canvas *canvas, int from, int to,
			   int y)
{
	size_t bytes = 0;
	char text[4];

	for (int x = from; x < to && bytes < CUF_BYTES; x++) {
		if (!can_rewrite(ansi, canvas_cell(canvas, x, y)))
			return false;
		bytes += utf8_encode(glyph_of(canvas_cell(canvas, x, y)), text);
	}
	return bytes < CUF_BYTES;
}

/* To column x, row y: by writing a few cells again, over them, or from nowhere; also where the
 * cursor may or may not have wrapped, right of the last column. */
static void go_to(struct ansi *ansi, const struct canvas *canvas, int x, int y)
{
	int gap = x - ansi->x;

	if (ansi->y != y || gap < 0) {
		if (x == 0 && y == 0)
			fputs("\033[H", ansi->out);
		else if (x == 0)
			fprintf(ansi->out, "\033[%dH", y + 1);
		else
			fprintf(ansi->out, "\033[%d;%dH", y + 1, x + 1);
	} else if (!should_rewrite(ansi, canvas, ansi->x, x, y)) {
		fprintf(ansi->out, "\033[%.0dC", gap > 1 ? gap : 0);
	} else {
		while (ansi->x < x)
			write_cell(ansi, canvas_cell(canvas, ansi->x, y));
	}
	ansi->x = x;
	ansi->y = y;
}

static bool change_row(struct ansi *ansi, const struct cell *before, const struct canvas *after,
		       int y)
{
	static const struct cell blank = {.code_point = ' ', .width = 1};
	const struct cell *row = canvas_cell(after, 0, y);
	int width = after->width, end = width;
	bool changed = false;

	while (end > 0 && is_void(&row[end - 1], style_of(ansi, &row[end - 1])))
		end--;
	for (int x = 0; x < width; x++) {
		const struct cell *was = before ? &before[x] : &blank;

		/* The right half of a wide character goes with the left one. */
		if (row[x].width == 0 || looks_same(ansi, was, &row[x]))
			continue;
		changed = true;
		go_to(ansi, after, x, y);
		if (x >= end && width - x >= BLANKS_LEAST) {
			set_style(ansi, plain);
			fputs("\033[K", ansi->out);
			break;
		}
		write_cell(ansi, &row[x]);
	}
	return changed;
}

void ansi_begin(struct ansi *ansi)
{
	fputs("\033[?25l\033[m\033[H\033[2J", ansi->out);
	ansi->x = ansi->y = 0;
	ansi->style = plain;
}

bool ansi_change(struct ansi *ansi, const struct canvas *before, const struct canvas *after)
{
	bool changed = false;

	for (int y = 0; y < after->height; y++)
		changed |= change_row(ansi, before ? canvas_cell(before, 0, y) : NULL, after, y);
	return changed;
}

void ansi_end(struct ansi *ansi, int height)
{
	set_style(ansi, plain);
	fprintf(ansi->out, "\033[%dH\033[?25h", height);
}
