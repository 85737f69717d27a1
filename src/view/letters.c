/* letters.c - large digits and letters; see letters.h. */
#include "view/letters.h"

#include <string.h>

static const char drawn[] = "0123456789abcdefghijklmnopqrstuvwxyz#_-";

/* An octal digit a row: 4 is the left dot, 1 the right one. */
static const unsigned dots[] = {
	075557, 026227, 071747, 071717, 055711, 074717, 074757, 071122, 075757, 075717, /* 0-9 */
	025755, 065656, 034443, 065556, 074647, 074644, 034553, 055755, 072227, 011152, /* a-j */
	055655, 044447, 057755, 065555, 025552, 065644, 025563, 065655, 034216, 072222, /* k-t */
	055557, 055552, 055775, 055255, 055222, 071247,                                 /* u-z */
	057575, 000007, 000700,
};

_Static_assert(sizeof drawn - 1 == sizeof dots / sizeof *dots, "a letter without dots");

static const char *find(char c)
{
	if (c >= 'A' && c <= 'Z')
		c = (char)(c - 'A' + 'a');
	return c ? strchr(drawn, c) : NULL;
}

bool letters_can(const char *text)
{
	for (; *text; text++)
		if (!find(*text))
			return false;
	return true;
}

void letters_draw(struct canvas *canvas, int x, int y, int scale, enum role role,
		  const char *text)
{
	int height = letters_rows(scale) / LETTERS_DOTS;

	for (; *text; text++, x += 4 * scale) {
		const char *letter = find(*text);
		unsigned rows = letter ? dots[letter - drawn] : 0;

		for (int dot = 0; dot < 3 * LETTERS_DOTS; dot++)
			if (rows >> (3 * LETTERS_DOTS - 1 - dot) & 1)
				canvas_fill(canvas,
					    (struct rect){x + dot % 3 * scale,
							  y + dot / 3 * height, scale, height},
					    role, 0x2588);
	}
}
