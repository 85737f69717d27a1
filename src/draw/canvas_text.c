/*
 * canvas_text.c - texts on a canvas: one line, cut where it must, or folded.
 *
 * Folding follows what a reader of Chinese expects as well as a reader of
 * English: a line may end at a blank or beside any wide character, but closing
 * punctuation does not begin a line and opening punctuation does not end one.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <uchar.h>

#include "base/utf8.h"
#include "draw/canvas.h"

#define ELLIPSIS 0x2026u

/* Decode the character at [text] into the one that is drawn for it.  Returns what
 * follows; [columns] is 0 for a mark that is not drawn at all. */
static const char *next_glyph(const char *text, const char *end, uint32_t *glyph, int *columns)
{
	text += utf8_decode(text, end, glyph);
	*columns = utf8_width(*glyph);
	if (*columns < 0) {
		*glyph = *glyph == '\t' || *glyph == '\n' || *glyph == '\r' ? ' ' : '?';
		*columns = 1;
	}
	return text;
}

/* A row that is not there at all loses nothing: lists and folded texts end where they must. */
static void note_lost(struct canvas *canvas, int x, int y, uint32_t glyph)
{
	struct rect area = canvas_area(canvas);

	canvas->lost += glyph != ' ' && y >= 0 && y < area.h && area.w > 0 && x >= 0;
}

/* Draw as much of the text as [room] columns hold; return the columns used. */
static int draw_span(struct canvas *canvas, int x, int y, int room, enum role role,
		     const char *text, const char *end)
{
	int used = 0;
	while (text < end) {
		uint32_t glyph;
		int columns;
		text = next_glyph(text, end, &glyph, &columns);
		if (used + columns > room)
			break;
		if (columns > 0 && canvas_put(canvas, x + used, y, role, glyph) < columns)
			note_lost(canvas, x + used, y, glyph);
		used += columns;
	}
	return used;
}

static bool fits(const char *text, const char *end, int room)
{
	int used = 0;
	while (text < end && used <= room) {
		uint32_t glyph;
		int columns;
		text = next_glyph(text, end, &glyph, &columns);
		used += columns;
	}
	return used <= room;
}

int canvas_text(struct canvas *canvas, int x, int y, int columns, enum role role, const char *text)
{
	const char *end = text + strlen(text);
	int room = canvas_area(canvas).w - x;
	if (columns > room) /* the area ends before: say so, rather than break off */
		columns = room;
	if (columns <= 0)
		return 0;
	if (fits(text, end, columns))
		return draw_span(canvas, x, y, columns, role, text, end);
	int used = draw_span(canvas, x, y, columns - 1, role, text, end);
	canvas_put(canvas, x + used, y, role, ELLIPSIS);
	return used + 1;
}

int canvas_textf(struct canvas *canvas, int x, int y, int columns, enum role role,
		 const char *format, ...)
{
	/* No line is longer than a canvas is wide. */
	char text[CANVAS_MAX_SIDE * 4 + 1];
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	return length < 0 ? 0 : canvas_text(canvas, x, y, columns, role, text);
}

static bool is_among(uint32_t code_point, const char32_t *set)
{
	while (*set != 0 && *set != code_point)
		set++;
	return *set != 0;
}

/* Punctuation that belongs to what stands before it. */
static bool is_closing(uint32_t code_point)
{
	return is_among(code_point,
			U"，。、；：！？）」』》】〉〕〗〙〛｝］〟％‰℃·・～—…ー々”’)]}.,;:!?%");
}

/* Punctuation that belongs to what stands behind it. */
static bool is_opening(uint32_t code_point)
{
	return is_among(code_point, U"（「『《【〈〔〖〘〚｛［〝“‘([{￥＄");
}

/* Whether a line may end between two characters neither of which is a blank. */
static bool may_break(uint32_t before, uint32_t after)
{
	if (utf8_width(before) != 2 && utf8_width(after) != 2)
		return false;
	return !is_opening(before) && !is_closing(after);
}

static const char *skip_blanks(const char *text, const char *end)
{
	while (text < end && *text == ' ')
		text++;
	return text;
}

/* What follows a line that ended early: blanks vanish there, and a line break
 * behind them has been taken already. */
static const char *after_blanks(const char *text, const char *end)
{
	const char *next = skip_blanks(text, end);
	return next > text && next < end && *next == '\n' ? next + 1 : next;
}

/* Find the end of the line that begins at [text]; return where the next begins.
 * Takes at least one character, however narrow the line. */
static const char *fold_line(const char *text, const char *end, int width, const char **line_end)
{
	const char *possible = NULL; /* the latest place where the line may end */
	uint32_t before = ' ';
	int used = 0;

	for (const char *at = text; at < end;) {
		uint32_t glyph;
		int columns;
		if (*at == '\n') {
			*line_end = at;
			return at + 1;
		}
		const char *next = next_glyph(at, end, &glyph, &columns);
		if (columns > 0 && before != ' ' && (glyph == ' ' || may_break(before, glyph)))
			possible = at;
		if (used + columns > width && at > text) {
			*line_end = possible != NULL ? possible : at;
			return after_blanks(*line_end, end);
		}
		if (columns > 0)
			before = glyph;
		used += columns;
		at = next;
	}
	return *line_end = end;
}

const char *canvas_fold(const char *text, int width, const char **line_end)
{
	return fold_line(text, text + strlen(text), width, line_end);
}

int canvas_paragraph(struct canvas *canvas, struct rect rect, int skip, enum role role,
		     const char *text)
{
	const char *end = text + strlen(text);
	int lines = 0;

	if (rect.w < 1)
		return 0;
	while (text < end) {
		const char *line_end;
		const char *next = fold_line(text, end, rect.w, &line_end);
		int row = lines++ - skip;
		bool is_cut = row == rect.h - 1 && next < end;
		if (row >= 0 && row < rect.h) {
			int used = draw_span(canvas, rect.x, rect.y + row, rect.w - is_cut, role,
					     text, line_end);
			if (is_cut)
				canvas_put(canvas, rect.x + used, rect.y + row, role, ELLIPSIS);
		}
		text = next;
	}
	return lines;
}
