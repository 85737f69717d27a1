/* svg_read.c - a picture or a film of ours, read back into cells; see svg_read.h. */
#include "svg_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

#define COLUMN 10
#define ROW 20
#define MARGIN 10
#define DEPTH_MOST 12
#define ATTRIBUTES_MOST 12
#define NAME_BYTES 32
#define CLASSES_MOST 4096
#define ANY_BYTES 4000

struct attribute {
	char name[NAME_BYTES];
	char *value; /* without entities; in the document's own copy */
};

struct class_style {
	uint32_t ink;
	bool is_set, bold, dim;
};

/* Where an element's coordinates lie, and what of it can be seen. */
struct frame {
	char name[NAME_BYTES];
	double x, y;
	double left, top, right, bottom;
	double text_y;
	int class_id;
	double span_x, span_length;
};

struct reader {
	struct svg_screen *screen;
	const char *at, *end;
	double ms;
	const char *styles; /* the whole style sheet */
	struct class_style classes[CLASSES_MOST];
	struct frame frames[DEPTH_MOST];
	int depth;
	struct attribute attributes[ATTRIBUTES_MOST];
	int attribute_count;
	char *pool; /* of values */
	size_t pool_used;
	jmp_buf give_up;
};

__attribute__((format(printf, 2, 3))) static _Noreturn void fail(struct reader *reader,
								 const char *format, ...)
{
	va_list arguments;
	char *why = reader->screen->why;
	size_t size = sizeof reader->screen->why, used;

	va_start(arguments, format);
	vsnprintf(why, size, format, arguments);
	va_end(arguments);
	used = strlen(why);
	if (reader->at)
		snprintf(why + used, size - used, ", before '%.40s'", reader->at);
	longjmp(reader->give_up, 1);
}

/* -- XML --------------------------------------------------------------------------------------- */

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == ':';
}

static bool is_xml(uint32_t c)
{
	return c == '\t' || c == '\n' || (c >= 0x20 && c < 0xd800) || (c >= 0xe000 && c < 0xfffe) ||
	       (c >= 0x10000 && c <= 0x10ffff);
}

static void take_name(struct reader *reader, char name[NAME_BYTES])
{
	int length = 0;

	while (reader->at < reader->end && is_name(*reader->at) && length < NAME_BYTES - 1)
		name[length++] = *reader->at++;
	name[length] = '\0';
	if (length == 0)
		fail(reader, "no name");
}

static void skip_blanks(struct reader *reader)
{
	while (reader->at < reader->end && (*reader->at == ' ' || *reader->at == '\n'))
		reader->at++;
}

static uint32_t entity(struct reader *reader)
{
	static const struct {
		const char *name;
		char meaning;
	} known[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strncmp(reader->at, known[i].name, strlen(known[i].name)) == 0) {
			reader->at += strlen(known[i].name);
			return (uint32_t)known[i].meaning;
		}
	fail(reader, "an unknown entity");
}

/* Characters up to one of [ends]; their place in the pool. */
static char *characters(struct reader *reader, const char *ends)
{
	char *start = reader->pool + reader->pool_used;

	while (reader->at < reader->end && !strchr(ends, *reader->at)) {
		uint32_t c;
		size_t bytes = utf8_decode(reader->at, reader->end, &c);

		if ((c == UTF8_REPLACEMENT && bytes == 1) || !is_xml(c) || c == '<')
			fail(reader, "U+%04X is not allowed here", c);
		if (c == '&')
			c = entity(reader);
		else
			reader->at += bytes;
		reader->pool_used += utf8_encode(c, reader->pool + reader->pool_used);
	}
	reader->pool[reader->pool_used++] = '\0';
	return start;
}

static const char *attribute_or(const struct reader *reader, const char *name, const char *otherwise)
{
	for (int i = 0; i < reader->attribute_count; i++)
		if (strcmp(reader->attributes[i].name, name) == 0)
			return reader->attributes[i].value;
	return otherwise;
}

static const char *attribute(struct reader *reader, const char *name)
{
	const char *value = attribute_or(reader, name, NULL);

	if (!value)
		fail(reader, "no attribute '%s'", name);
	return value;
}

static void take_attributes(struct reader *reader)
{
	reader->attribute_count = 0;
	for (;;) {
		const char *before = reader->at;
		struct attribute *next = &reader->attributes[reader->attribute_count];

		skip_blanks(reader);
		if (reader->at == reader->end)
			fail(reader, "a tag without end");
		if (*reader->at == '>' || *reader->at == '/')
			return;
		if (before == reader->at)
			fail(reader, "no blank before an attribute");
		if (reader->attribute_count == ATTRIBUTES_MOST)
			fail(reader, "too many attributes");
		take_name(reader, next->name);
		if (attribute_or(reader, next->name, NULL))
			fail(reader, "'%s' twice", next->name);
		if (strncmp(reader->at, "=\"", 2) != 0)
			fail(reader, "no =\" behind '%s'", next->name);
		reader->at += 2;
		next->value = characters(reader, "\"");
		if (reader->at == reader->end)
			fail(reader, "'%s' without end", next->name);
		reader->at++;
		reader->attribute_count++;
	}
}

/* -- numbers ----------------------------------------------------------------------------------- */

static double number(struct reader *reader, const char **text)
{
	char *end;
	double value = strtod(*text, &end);

	if (end == *text)
		fail(reader, "no number in '%.20s'", *text);
	*text = end;
	return value;
}

static double whole_number(struct reader *reader, const char *text)
{
	const char *end = text;
	double value = number(reader, &end);

	if (*end)
		fail(reader, "'%s' is no number", text);
	return value;
}

static uint32_t colour(struct reader *reader, const char *text)
{
	char *end;
	uint32_t value = *text == '#' ? (uint32_t)strtoul(text + 1, &end, 16) : 0;

	if (*text != '#' || end != text + 7)
		fail(reader, "'%.10s' is no colour", text);
	return value;
}

/* -- style sheets ------------------------------------------------------------------------------ */

/* Letters to a number: a, b ... z, aa, ab ... */
static int class_number(struct reader *reader, const char *name, size_t length)
{
	int value = 0;

	for (size_t i = 0; i < length; i++) {
		if (name[i] < 'a' || name[i] > 'z')
			fail(reader, "'%.*s' is no class", (int)length, name);
		value = value * 27 + (name[i] - 'a' + 1);
	}
	if (value >= CLASSES_MOST || length == 0)
		fail(reader, "'%.*s' is no class", (int)length, name);
	return value;
}

static void take_class(struct reader *reader, const char *name, size_t length, const char *rules)
{
	struct class_style *style = &reader->classes[class_number(reader, name, length)];
	const char *end = strchr(rules, '}');
	char text[200];

	if (!end || end - rules >= (ptrdiff_t)sizeof text)
		fail(reader, "a rule without end");
	if (style->is_set)
		fail(reader, "class '%.*s' twice", (int)length, name);
	snprintf(text, sizeof text, "%.*s", (int)(end - rules), rules);
	if (strncmp(text, "fill:", 5) != 0)
		fail(reader, "class '%.*s' has no colour", (int)length, name);
	style->is_set = true;
	style->ink = colour(reader, (char[8]){text[5], text[6], text[7], text[8], text[9], text[10],
					      text[11], '\0'});
	style->bold = strstr(text, "font-weight:700") != NULL;
	style->dim = strstr(text, "opacity:.65") != NULL;
}

static void take_styles(struct reader *reader, const char *text)
{
	const char *length = strstr(text, "[class^=T]{animation:");

	reader->styles = text;
	if (length) {
		length += strlen("[class^=T]{animation:");
		reader->screen->length_ms = 1000 * number(reader, &length);
		if (strncmp(length, "s step-end infinite}", 20) != 0)
			fail(reader, "an animation of another kind");
		if (!strstr(text, "svg:hover [class^=T]{animation-play-state:paused}") ||
		    !strstr(text, "@media(prefers-reduced-motion:reduce)"))
			fail(reader, "nobody can stop it");
	}
	while (*text == '.') {
		size_t name = strcspn(text + 1, "{");

		take_class(reader, text + 1, name, text + 2 + name);
		text = strchr(text, '}') + 1;
	}
}

/* Where the strip of tile [name] is at the time: what the last keyframe at or before it says. */
static double strip_y(struct reader *reader, const char *name)
{
	char wanted[80];
	const char *at;
	double before = -1, y = 0;

	snprintf(wanted, sizeof wanted, ".%s{animation-name:%s}@keyframes %s{", name, name, name);
	at = reader->styles ? strstr(reader->styles, wanted) : NULL;
	if (!at)
		fail(reader, "nothing moves %s", name);
	for (at += strlen(wanted); *at != '}';) {
		double percent = number(reader, &at), to;

		if (strncmp(at, "%{transform:translateY(", 23) != 0)
			fail(reader, "%s: a keyframe of another kind", name);
		at += 23;
		to = number(reader, &at);
		if (strncmp(at, "px)}", 4) != 0 || percent <= before || percent > 100 ||
		    (before < 0 && percent != 0))
			fail(reader, "%s: keyframe %g%%", name, percent);
		at += 4;
		before = percent;
		/* Half a millisecond for what was rounded in writing. */
		if (percent * reader->screen->length_ms / 100 <= reader->ms + 0.5)
			y = to;
	}
	return y;
}

/* -- cells ------------------------------------------------------------------------------------- */

static const struct frame *frame_of(const struct reader *reader)
{
	return &reader->frames[reader->depth];
}

/* NULL: it cannot be seen there. */
static struct svg_cell *cell_at(struct reader *reader, double x, double y)
{
	struct svg_screen *screen = reader->screen;
	const struct frame *frame = frame_of(reader);
	int column = (int)((x - MARGIN + 0.01) / COLUMN), row = (int)((y - MARGIN + 0.01) / ROW);

	if (x < frame->left || x >= frame->right || y < frame->top || y >= frame->bottom)
		return NULL;
	if (x < MARGIN || y < MARGIN || column >= screen->width || row >= screen->height)
		fail(reader, "%g,%g is outside", x, y);
	return &screen->cells[row * screen->width + column];
}

static bool is_on(double value, double grid)
{
	double times = value / grid;

	return times - (double)(int64_t)(times + (times < 0 ? -0.5 : 0.5)) < 0.01 &&
	       times - (double)(int64_t)(times + (times < 0 ? -0.5 : 0.5)) > -0.01;
}

static void ink_box(struct reader *reader, double x, double y, double w, double h, uint32_t ink,
		    int opacity)
{
	if (!is_on(x, COLUMN / 8.0) || !is_on(y, ROW / 8.0) || !is_on(w, COLUMN / 8.0) ||
	    !is_on(h, ROW / 8.0) || w <= 0 || h <= 0)
		fail(reader, "a shape at %g,%g of %gx%g", x, y, w, h);
	for (double iy = y + 0.5; iy < y + h; iy += ROW / 8.0)
		for (double ix = x + 0.5; ix < x + w; ix += COLUMN / 8.0) {
			double ax = frame_of(reader)->x + ix, ay = frame_of(reader)->y + iy;
			struct svg_cell *cell = cell_at(reader, ax, ay);
			int column = (int)((ax - MARGIN) / COLUMN), row = (int)((ay - MARGIN) / ROW);
			int bit, line;

			if (!cell)
				continue;
			bit = (int)((ax - MARGIN - column * COLUMN) / (COLUMN / 8.0));
			line = (int)((ay - MARGIN - row * ROW) / (ROW / 8.0));
			cell->inked[line] |= (uint8_t)(1u << bit);
			cell->ink = ink;
			cell->opacity = opacity;
		}
}

static void ground_box(struct reader *reader, double x, double y, double w, double h, uint32_t ink)
{
	if (!is_on(x, COLUMN) || y != 0 || !is_on(w, COLUMN) || h != ROW || w <= 0)
		fail(reader, "a ground at %g,%g of %gx%g", x, y, w, h);
	for (double ix = x; ix < x + w; ix += COLUMN) {
		struct svg_cell *cell =
			cell_at(reader, frame_of(reader)->x + ix, frame_of(reader)->y);

		if (!cell)
			continue;
		cell->has_ground = true;
		cell->ground = ink;
	}
}

enum { NORTH = 1, EAST = 2, SOUTH = 4, WEST = 8 };

static void line_half(struct reader *reader, double x, double y, unsigned side, uint32_t ink)
{
	struct svg_cell *cell = cell_at(reader, frame_of(reader)->x + x, frame_of(reader)->y + y);

	if (!cell)
		return;
	if (cell->lines & side)
		fail(reader, "a line twice");
	cell->lines |= (uint8_t)side;
	cell->lines_ink = ink;
}

static void line(struct reader *reader, double x, double y, double length, bool is_down,
		 uint32_t ink)
{
	double half = is_down ? ROW / 2.0 : COLUMN / 2.0, at = is_down ? y : x;

	if (!is_on(at, half) || !is_on(length, half) || length <= 0 ||
	    !is_on((is_down ? x : y) - (is_down ? COLUMN / 2.0 : ROW / 2.0), is_down ? COLUMN : ROW))
		fail(reader, "a line at %g,%g", x, y);
	for (double i = 0; i < length; i += half) {
		bool first = is_on(at + i, 2 * half);

		if (is_down)
			line_half(reader, x, y + i + 1, first ? NORTH : SOUTH, ink);
		else
			line_half(reader, x + i + 1, y, first ? WEST : EAST, ink);
	}
}

static void underline(struct reader *reader, double x, double length, uint32_t ink)
{
	if (!is_on(x, COLUMN) || !is_on(length, COLUMN))
		fail(reader, "underlined from %g for %g", x, length);
	for (double i = 0; i < length; i += COLUMN) {
		struct svg_cell *cell =
			cell_at(reader, frame_of(reader)->x + x + i, frame_of(reader)->y + 18.5);

		if (!cell)
			continue;
		cell->underline = true;
		cell->underline_ink = ink;
	}
}

static void put_path(struct reader *reader)
{
	const char *d = attribute(reader, "d"), *class_name = attribute_or(reader, "class", NULL);
	const char *fill = attribute_or(reader, "fill", NULL);
	const char *stroke = attribute_or(reader, "stroke", NULL);
	const char *opacity = attribute_or(reader, "fill-opacity", "1");
	struct class_style *style = NULL;

	if (class_name) {
		style = &reader->classes[class_number(reader, class_name, strlen(class_name))];
		if (!style->is_set)
			fail(reader, "class '%s' is not there", class_name);
	}
	if (!*d)
		fail(reader, "an empty path");
	while (*d) {
		double x, y, w, h;

		if (*d++ != 'M')
			fail(reader, "a path '%.20s'", d);
		x = number(reader, &d);
		y = number(reader, &d);
		if (stroke) {
			char way = *d++;

			if (way != 'h' && way != 'v')
				fail(reader, "a path '%.20s'", d);
			if (way == 'h' && y == 18.5)
				underline(reader, x, number(reader, &d), colour(reader, stroke));
			else
				line(reader, x, y, number(reader, &d), way == 'v',
				     colour(reader, stroke));
			continue;
		}
		if (*d++ != 'h')
			fail(reader, "a path '%.20s'", d);
		w = number(reader, &d);
		if (*d++ != 'v')
			fail(reader, "a path '%.20s'", d);
		h = number(reader, &d);
		if (*d++ != 'h' || number(reader, &d) != -w || *d++ != 'z')
			fail(reader, "no box: '%.20s'", d);
		if (style)
			ink_box(reader, x, y, w, h, style->ink,
				(int)(100 * whole_number(reader, opacity) + 0.5));
		else if (fill)
			ground_box(reader, x, y, w, h, colour(reader, fill));
		else
			fail(reader, "a path without colour");
	}
}

static void put_glyph(struct reader *reader, double x, uint32_t glyph,
		      const struct class_style *style)
{
	struct svg_cell *cell = cell_at(reader, frame_of(reader)->x + x, frame_of(reader)->y);

	if (!cell)
		return;
	if (glyph == ' ')
		return;
	if (cell->glyph && cell->glyph != glyph)
		fail(reader, "U+%04X on U+%04X", glyph, cell->glyph);
	cell->glyph = glyph;
	cell->ink = style->ink;
	cell->bold = style->bold;
	cell->dim = style->dim;
}

static void put_span(struct reader *reader, const char *text)
{
	const struct frame *frame = frame_of(reader);
	const struct class_style *style = &reader->classes[frame->class_id];
	const char *end = text + strlen(text);
	double x = frame->span_x;

	if (!style->is_set)
		fail(reader, "a class is not there");
	if (!is_on(x, COLUMN))
		fail(reader, "text at %g", x);
	while (text < end) {
		uint32_t glyph;
		int width;

		text += utf8_decode(text, end, &glyph);
		width = utf8_width(glyph);
		if (width < 1)
			fail(reader, "U+%04X as text", glyph);
		put_glyph(reader, x, glyph, style);
		if (width == 2)
			put_glyph(reader, x + COLUMN, glyph | SVG_RIGHT_HALF, style);
		x += width * COLUMN;
	}
	if (frame->span_length > 0 ? x - frame->span_x != frame->span_length
				   : x - frame->span_x != COLUMN)
		fail(reader, "text of %g in %g", x - frame->span_x, frame->span_length);
}

/* -- elements ---------------------------------------------------------------------------------- */

static void open_root(struct reader *reader, struct frame *frame)
{
	struct svg_screen *screen = reader->screen;
	double w = whole_number(reader, attribute(reader, "width"));
	double h = whole_number(reader, attribute(reader, "height"));
	char box[60];

	snprintf(box, sizeof box, "0 0 %g %g", w, h);
	if (strcmp(attribute(reader, "viewBox"), box) != 0 ||
	    strcmp(attribute(reader, "xmlns"), "http://www.w3.org/2000/svg") != 0)
		fail(reader, "no such picture");
	screen->width = (int)(w - 2 * MARGIN) / COLUMN;
	screen->height = (int)(h - 2 * MARGIN) / ROW;
	screen->cells = mem_zero((size_t)screen->width * (size_t)screen->height, sizeof *screen->cells);
	frame->right = w;
	frame->bottom = h;
}

static void open_window(struct reader *reader, struct frame *frame)
{
	frame->x += whole_number(reader, attribute(reader, "x"));
	frame->y += whole_number(reader, attribute(reader, "y"));
	frame->left = frame->x;
	frame->top = frame->y;
	frame->right = frame->x + whole_number(reader, attribute(reader, "width"));
	frame->bottom = frame->y + whole_number(reader, attribute(reader, "height"));
}

static void open_group(struct reader *reader, struct frame *frame)
{
	const char *name = attribute_or(reader, "class", NULL);
	const char *at = attribute_or(reader, "transform", NULL);

	if (name && reader->ms >= 0) {
		frame->y += strip_y(reader, name);
		return;
	}
	if (!at)
		return;
	if (strncmp(at, "translate(", 10) != 0)
		fail(reader, "'%s'", at);
	at += 10;
	frame->x += number(reader, &at);
	frame->y += number(reader, &at);
	if (strcmp(at, ")") != 0)
		fail(reader, "'%s'", at);
}

static void open_span(struct reader *reader, struct frame *frame)
{
	const char *name = attribute(reader, "class");

	frame->class_id = class_number(reader, name, strlen(name));
	frame->span_x = whole_number(reader, attribute(reader, "x"));
	frame->span_length = whole_number(reader, attribute_or(reader, "textLength", "0"));
}

static void open_element(struct reader *reader, const char *name)
{
	struct frame *frame = &reader->frames[reader->depth + 1];

	if (reader->depth + 2 >= DEPTH_MOST)
		fail(reader, "too deep");
	*frame = reader->frames[reader->depth];
	snprintf(frame->name, sizeof frame->name, "%s", name);
	if (strcmp(name, "svg") == 0 && reader->depth == 0)
		open_root(reader, frame);
	else if (strcmp(name, "svg") == 0)
		open_window(reader, frame);
	else if (strcmp(name, "g") == 0)
		open_group(reader, frame);
	else if (strcmp(name, "tspan") == 0)
		open_span(reader, frame);
	else if (strcmp(name, "rect") == 0)
		reader->screen->ground = colour(reader, attribute(reader, "fill"));
	else if (strcmp(name, "path") == 0)
		put_path(reader);
	else if (strcmp(name, "text") == 0)
		frame->text_y = whole_number(reader, attribute(reader, "y"));
	else if (strcmp(name, "title") && strcmp(name, "desc") && strcmp(name, "style"))
		fail(reader, "element '%s'", name);
	reader->depth++;
}

static void take_text(struct reader *reader)
{
	const char *name = reader->frames[reader->depth].name;
	size_t used = reader->pool_used;
	bool is_sheet = strcmp(name, "style") == 0;
	char *text = characters(reader, "<");

	if (strcmp(name, "title") == 0)
		reader->screen->title = mem_text(text);
	else if (strcmp(name, "desc") == 0)
		reader->screen->description = mem_text(text);
	else if (is_sheet)
		take_styles(reader, text);
	else if (strcmp(name, "tspan") == 0)
		put_span(reader, text);
	else if (text[strspn(text, " \n")])
		fail(reader, "text in '%s'", name);
	if (!is_sheet)
		reader->pool_used = used;
}

static void close_element(struct reader *reader)
{
	if (reader->depth == 0)
		fail(reader, "nothing is open");
	reader->depth--;
}

static void take_tag(struct reader *reader)
{
	char name[NAME_BYTES];
	size_t used = reader->pool_used;

	reader->at++;
	if (*reader->at == '/') {
		reader->at++;
		take_name(reader, name);
		if (strcmp(name, reader->frames[reader->depth].name) != 0)
			fail(reader, "'%s' ends in '%s'", name, reader->frames[reader->depth].name);
		close_element(reader);
	} else {
		take_name(reader, name);
		take_attributes(reader);
		open_element(reader, name);
		reader->pool_used = used;
		if (*reader->at == '/') {
			reader->at++;
			close_element(reader);
		}
	}
	if (*reader->at != '>')
		fail(reader, "a tag without end");
	reader->at++;
}

static void document(struct reader *reader)
{
	bool any = false;

	while (reader->at < reader->end) {
		if (*reader->at == '<') {
			if (any && reader->depth == 0)
				fail(reader, "a second root");
			take_tag(reader);
			any = true;
		} else if (reader->depth > 0) {
			take_text(reader);
		} else if (*reader->at++ != '\n') {
			fail(reader, "text outside");
		}
	}
	reader->at = NULL;
	if (!any || reader->depth > 0)
		fail(reader, "no end");
}

bool svg_read(struct svg_screen *screen, const char *text, size_t length, double ms)
{
	struct reader *reader = mem_zero(1, sizeof *reader);
	bool good = false;

	*screen = (struct svg_screen){0};
	reader->screen = screen;
	reader->at = text;
	reader->end = text + length;
	reader->ms = ms;
	reader->pool = mem_alloc(length + ANY_BYTES);
	if (!setjmp(reader->give_up)) {
		document(reader);
		good = true;
	}
	free(reader->pool);
	free(reader);
	return good;
}

void svg_free(struct svg_screen *screen)
{
	free(screen->cells);
	free(screen->title);
	free(screen->description);
	*screen = (struct svg_screen){0};
}
