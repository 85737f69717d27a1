/*
 * zoom.h - the levels of a zoomed screen.
 *
 *	process > arena 3 > pool 3:12 > bytes
 *
 * Each level is a pane with the whole body but for the detail beside it, which tells what is
 * selected.  What is selected is what the next level shows.
 */
#ifndef VIEW_ZOOM_H
#define VIEW_ZOOM_H

#include "base/str.h"
#include "view/view.h"

/* The level that a pane shows, if it is shown zoomed; LEVEL_NONE = none. */
enum level zoom_level(enum pane pane);

/* The other way round; PANE_COUNT for LEVEL_NONE. */
enum pane zoom_pane(enum level level);

/* Append the way to a level: "process > arena 3". */
void zoom_path(const struct scene *scene, enum level level, struct str *out);

/* Append to a title what must not be cut, if all of it has room inside the frame. */
void zoom_add_fitting(struct str *out, struct rect inside, const char *text);

/* "█ full  □ empty": of each entry, what is before its first blank, in the role given. */
void zoom_legend(struct canvas *canvas, int y, const char *text, const enum role *roles);

/* Why there is nothing to show, over the whole area; false if there is something. */
bool zoom_draw_gone(const struct scene *scene, struct canvas *canvas);

#endif
