/* prompt.c - typing a line; see prompt.h. */
#include "ui/prompt.h"

#include <stdio.h>
#include <string.h>

#include "base/key.h"
#include "base/utf8.h"

#define CTRL_U 0x15
#define MARGIN 1

void prompt_set(struct prompt *prompt, const char *text)
{
	snprintf(prompt->text, sizeof prompt->text, "%s", text);
	prompt->length = strlen(prompt->text);
}

static void add(struct prompt *prompt, uint32_t key)
{
	char bytes[4];
	size_t count;

	/* What has no width of its own could not be seen, nor be told from what is not there. */
	if (key >= KEY_CODE_NONE || utf8_width(key) < 1)
		return;
	count = utf8_encode(key, bytes);
	if (prompt->length + count >= sizeof prompt->text)
		return;
	memcpy(prompt->text + prompt->length, bytes, count);
	prompt->length += count;
	prompt->text[prompt->length] = '\0';
}

static void erase(struct prompt *prompt)
{
	while (prompt->length > 0 && (prompt->text[--prompt->length] & 0xc0) == 0x80)
		;
	prompt->text[prompt->length] = '\0';
}

enum prompt_result prompt_key(struct prompt *prompt, uint32_t key)
{
	switch (key) {
	case KEY_CODE_ESCAPE:
		return PROMPT_LEFT;
	case KEY_CODE_ENTER:
		return PROMPT_ENTERED;
	case KEY_CODE_BACKSPACE:
		if (prompt->length == 0)
			return PROMPT_LEFT;
		erase(prompt);
		return PROMPT_EDITED;
	case CTRL_U:
		prompt_set(prompt, "");
		return PROMPT_EDITED;
	default:
		add(prompt, key);
		return PROMPT_EDITED;
	}
}

void prompt_draw(const struct prompt *prompt, struct canvas *canvas, int y, const char *sign,
		 const char *aside)
{
	int width = canvas_area(canvas).w, x = MARGIN, room;
	const char *text = prompt->text, *end = text + prompt->length;
	uint32_t code_point;

	canvas_fill(canvas, (struct rect){0, y, width, 1}, ROLE_TEXT, ' ');
	x += canvas_text(canvas, x, y, width - x, ROLE_STRONG, sign);
	room = width - x - 2; /* the cursor, and a blank */
	while (text < end && utf8_columns(text) > room)
		text += utf8_decode(text, end, &code_point);
	x += canvas_text(canvas, x, y, room, ROLE_STRONG, text);
	canvas_flag(canvas, (struct rect){x, y, 1, 1}, CELL_SELECTED);
	room = width - utf8_columns(aside) - MARGIN;
	if (room > x + 1)
		canvas_text(canvas, room, y, width - room, ROLE_DIM, aside);
}
