/* box.c - framed boxes; see box.h. */
#include "ui/box.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

#define TEXT_BYTES 1024

struct box_line *box_add(struct box *box, const char *key, const char *words)
{
	struct box_line *line;

	if (box->count == BOX_LINES_MOST)
		return &box->lines[BOX_LINES_MOST - 1];
	line = &box->lines[box->count++];
	snprintf(line->key, sizeof line->key, "%s", key);
	snprintf(line->words, sizeof line->words, "%s", words);
	return line;
}

static int widest_key(const struct box *box)
{
	int keys = box->keys;

	for (int i = 0; i < box->count; i++)
		if (utf8_columns(box->lines[i].key) > keys)
			keys = utf8_columns(box->lines[i].key);
	return keys;
}

/* [rows] above row [bottom], from edge to edge: of what is behind no piece is left that could be
 * taken for a part of the box. */
static struct rect draw_frame(struct canvas *canvas, int bottom, int rows, const char *title)
{
	struct rect area = {0, bottom - rows, canvas_area(canvas).w, rows};

	canvas_fill(canvas, area, ROLE_TEXT, ' ');
	canvas_box(canvas, area, ROLE_BORDER_FOCUS);
	canvas_textf(canvas, area.x + 1, area.y, area.w - 2, ROLE_STRONG, " %s ", title);
	return area;
}

int box_rows(int bottom)
{
	int rows = bottom - 1 - 2; /* the title of the screen, the frame */

	return rows < 0 ? 0 : rows > BOX_LINES_MOST ? BOX_LINES_MOST : rows;
}

void box_draw(const struct box *box, struct canvas *canvas, int bottom)
{
	int keys = widest_key(box);
	int rows = box->count + 2 < bottom - 1 ? box->count + 2 : bottom - 1;
	struct rect area;

	if (rows < 3)
		return;
	area = draw_frame(canvas, bottom, rows, box->title);
	for (int i = 0; i < rows - 2; i++) {
		const struct box_line *line = &box->lines[i];
		int x = 2 + keys + 2, y = area.y + 1 + i;

		canvas_text(canvas, 2, y, area.w - 4, line->is_dim ? ROLE_DIM : ROLE_KEY, line->key);
		canvas_text(canvas, x, y, area.w - x - 1, line->is_dim ? ROLE_DIM : ROLE_TEXT,
			    line->words);
		if (line->is_selected)
			canvas_flag(canvas, (struct rect){1, y, area.w - 2, 1}, CELL_SELECTED);
	}
}

/* -- texts -------------------------------------------------------------------------------- */

/* A line of blanks and a caret: it and the line above it, at which it points, stay as they are. */
static bool is_caret(const char *line)
{
	size_t blanks = strspn(line, " ");

	return line[blanks] == '^' && (line[blanks + 1] == '\0' || line[blanks + 1] == '\n');
}

static bool is_kept(const char *line)
{
	size_t length = strcspn(line, "\n");

	return is_caret(line) || (line[length] && is_caret(line + length + 1));
}

/* Draw line after line into [area], only measuring where it has no height; returns the rows. */
static int draw_lines(const char *text, struct canvas *canvas, struct rect area, enum role role)
{
	int rows = 0;

	while (*text) {
		struct rect left = {area.x, area.y + rows, area.w, area.h - rows};
		size_t length = strcspn(text, "\n");
		size_t kept = length < TEXT_BYTES ? length : TEXT_BYTES - 1;
		char line[TEXT_BYTES];

		memcpy(line, text, kept);
		line[kept] = '\0';
		if (left.h < 0)
			left.h = 0;
		if (!is_kept(text))
			rows += canvas_paragraph(canvas, left, 0, role, line);
		else if (left.h > 0)
			rows += canvas_text(canvas, left.x, left.y, left.w,
					    is_caret(text) ? role : ROLE_TEXT, line) >= 0;
		else
			rows++;
		text += length + (text[length] != '\0');
	}
	return rows;
}

void box_text(const char *title, const char *text, enum role role, struct canvas *canvas,
	      int bottom)
{
	int width = canvas_area(canvas).w, rows;
	struct rect area;

	rows = draw_lines(text, canvas, (struct rect){0, 0, width - 4, 0}, role);
	if (rows > bottom - 3)
		rows = bottom - 3;
	if (rows < 1 || width < 12)
		return;
	area = draw_frame(canvas, bottom, rows + 2, title);
	draw_lines(text, canvas, (struct rect){2, area.y + 1, width - 4, rows}, role);
}
