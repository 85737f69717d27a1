/*
 * words_view.h - how much room the narrator's words take.
 */
#ifndef VIEW_WORDS_VIEW_H
#define VIEW_WORDS_VIEW_H

#include "view/scene.h"

#define WORDS_VIEW_ROOMY 60 /* columns of a screen on which a question keeps room for its answer   \
			     */

/* Rows of what is shown where there are [height]: a question that has been answered is left out if
 * there is no room for both.  More than that many: one must read on. */
int words_view_rows(const struct scene *scene, int width, int height);

/* Rows for layout_compute: where the run stops to say or to ask something, all that it takes;
 * 0 = once the run has gone on, what there usually is will do. */
int words_view_wanted(const struct scene *scene, int width);

#endif
