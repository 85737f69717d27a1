/*
 * beside.h - two sides: which of them has the focus, where their panes go, how they are drawn.
 *
 * Moving is the pair's business (timeline/pair.h); everything else is done to the one side that has
 * the focus, as if it were alone.
 */
#ifndef UI_BESIDE_H
#define UI_BESIDE_H

#include "ui/ui.h"

/* Give the focus to the other side. */
void beside_turn(struct ui *ui);

/* Where panes go: of one side, or of two. */
void beside_layout(const struct ui *ui, struct layout *layout, int width, int height);

/* Whether the other side is drawn at a cell. */
bool beside_is_other(const struct layout *layout, int x, int y);

/* Prepare the scene of the side without the focus, and tell both of each other; draw it. */
void beside_prepare(struct ui *ui, const struct scene_options *options);
void beside_draw(const struct ui *ui, struct canvas *canvas);

#endif
