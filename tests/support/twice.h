/*
 * twice.h - drawing has no side effect: what was drawn is drawn once more, and nothing is another.
 */
#ifndef SUPPORT_TWICE_H
#define SUPPORT_TWICE_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "ui/ui.h"

/* While something is drawn the memory of the worlds shown can only be read: a write ends the program with SIGSEGV,
 * on the spot.  (A hash before and after took three times as long as drawing.)  For many screens
 * at once: pages of a large heap take a while. */
static inline void worlds_protect(const struct ui *ui, bool protect)
{
	for (int side = 0; side < ui->session.pair.count; side++) {
		const struct store *store = &timeline_world(ui->session.pair.sides[side])->store;

		if (mprotect(store->memory, store->size, protect ? PROT_READ : PROT_READ | PROT_WRITE))
			abort();
	}
}

/* [canvas] has just been drawn on.  NULL: all is well; else what is not. */
static inline const char *drawn_once_more(const struct ui *ui, const struct canvas *canvas)
{
	struct canvas *again = canvas_new(canvas->width, canvas->height);
	struct ui *before = malloc(sizeof *before); /* all that it keeps, scenes included */
	const char *why = NULL;

	memcpy(before, ui, sizeof *before);
	ui_paint(ui, again);
	if (memcmp(before, ui, sizeof *before) != 0)
		why = "drawing has changed something";
	else if (memcmp(again->cells, canvas->cells,
			(size_t)canvas->width * (size_t)canvas->height * sizeof *again->cells) != 0)
		why = "drawn once more it looks different";
	else if (again->places.count != canvas->places.count)
		why = "drawn once more it means something else";
	free(before);
	canvas_destroy(again);
	return why;
}

#endif
