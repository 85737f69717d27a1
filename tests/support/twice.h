/*
 * twice.h - drawing has no side effect: what was drawn is drawn once more, and nothing is another.
 */
#ifndef SUPPORT_TWICE_H
#define SUPPORT_TWICE_H

#include <string.h>

#include "hash_anywhere.h"
#include "ui/ui.h"

/* Of all that the interface keeps, scenes included, and of the worlds that it shows. */
static inline uint64_t hash_ui(const struct ui *ui)
{
	const unsigned char *bytes = (const unsigned char *)ui;
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < sizeof *ui; i++)
		hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
	for (int side = 0; side < ui->session.pair.count; side++)
		hash ^= hash_anywhere(timeline_world(ui->session.pair.sides[side])) << side;
	return hash;
}

/* [canvas] has just been drawn on.  NULL: all is well; else what is not. */
static inline const char *drawn_once_more(const struct ui *ui, const struct canvas *canvas)
{
	struct canvas *again = canvas_new(canvas->width, canvas->height);
	uint64_t before = hash_ui(ui);
	const char *why = NULL;

	ui_paint(ui, again);
	if (hash_ui(ui) != before)
		why = "drawing has changed something";
	else if (memcmp(again->cells, canvas->cells,
			(size_t)canvas->width * (size_t)canvas->height * sizeof *again->cells) != 0)
		why = "drawn once more it looks different";
	else if (again->places.count != canvas->places.count)
		why = "drawn once more it means something else";
	canvas_destroy(again);
	return why;
}

#endif
