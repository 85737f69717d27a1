/*
 * letters.h - digits and letters as large as several cells, for those who sit far away.
 *
 *	██████  ██  ██     a letter is 3 x 5 dots, a dot is [scale] columns wide and a row high: at
 *	██  ██  ████       2 it is square, at 1 narrow, and at 4 two rows high
 *	██  ██    ...
 */
#ifndef VIEW_LETTERS_H
#define VIEW_LETTERS_H

#include <stdbool.h>

#include "draw/canvas.h"

#define LETTERS_DOTS 5

/* Rows of a character at [scale], from 1. */
static inline int letters_rows(int scale)
{
	return scale > 2 ? LETTERS_DOTS * scale / 2 : LETTERS_DOTS;
}

/* Whether there is a large form of every character; capitals are as small ones. */
bool letters_can(const char *text);

/* Columns of [count] characters, gaps between them included. */
static inline int letters_columns(int count, int scale)
{
	return count > 0 ? (4 * count - 1) * scale : 0;
}

/* Draw a text that letters_can; what is no dot is left as it is. */
void letters_draw(struct canvas *canvas, int x, int y, int scale, enum role role,
		  const char *text);

#endif
