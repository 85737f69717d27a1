/*
 * prompt.h - a line to type on: characters at its end, Backspace, Ctrl-U, Enter, Esc.
 */
#ifndef UI_PROMPT_H
#define UI_PROMPT_H

#include <stddef.h>
#include <stdint.h>

#include "draw/canvas.h"

#define PROMPT_BYTES 80 /* the NUL included */

struct prompt {
	char text[PROMPT_BYTES]; /* UTF-8 */
	size_t length;
};

enum prompt_result { PROMPT_EDITED, PROMPT_ENTERED, PROMPT_LEFT };

/* What a key does to the line: edits, enters or leaves it.  Backspace on an empty line leaves it,
 * too. */
enum prompt_result prompt_key(struct prompt *prompt, uint32_t key);

/* Put a copy of [text] on the line, cut to PROMPT_BYTES. */
void prompt_set(struct prompt *prompt, const char *text);

/* On row [y]: the sign, the text, the cursor; [aside] at the right end if there is room for
 * it.  Of a text that is too long the end is shown. */
void prompt_draw(const struct prompt *prompt, struct canvas *canvas, int y, const char *sign,
		 const char *aside);

#endif
