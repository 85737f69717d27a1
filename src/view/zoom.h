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

/* The way to a level: "process > arena 3". */
void zoom_path(const struct scene *scene, enum level level, struct str *out);

/* The rows of the bytes of a pool: the eight fields of its header, then its words. */
#define HEADER_FIELDS 8
uint32_t bytes_rows(const struct scene *scene);
uint32_t bytes_offset(uint32_t row);
uint32_t bytes_row(uint32_t offset);

extern const char *const bytes_fields[HEADER_FIELDS];

/* A header field's value, in its own terms. */
void bytes_field_value(const struct scene *scene, const struct pool_info *pool, uint32_t row,
		       struct str *out);

/* What it was, if it has just become another; otherwise false, and nothing is added. */
bool bytes_field_before(const struct scene *scene, const struct pool_info *pool, uint32_t row,
			struct str *out);

/* Some bytes of the pool, at an offset of it, as the process had them: addresses in them are the
 * process's.  [count]: at most 8, within one word.  False: nobody knows what they were there. */
bool bytes_shown(const struct scene *scene, const struct pool_info *pool, uint32_t offset,
		 uint32_t count, uint64_t *value);

/* The same of the word at an offset behind the header: as a link if it is one, else as a number.
 * Of a recording only links are known. */
bool bytes_word_before(const struct scene *scene, const struct pool_info *pool, uint32_t offset,
		       struct str *out);

/* "usedpools[1]" in little room: "[1]". */
const char *bytes_brief(const char *place);

/* Slots that the process level shows. */
uint64_t process_slots(const struct scene *scene);

/* Add to a title what must not be cut, if it fits. */
void zoom_add_fitting(struct str *out, struct rect inside, const char *text);

/* "█ full  □ empty": of each entry, what is before its first blank, in the role given. */
void zoom_legend(struct canvas *canvas, int y, const char *text, const enum role *roles);

/* Why there is nothing to show, over the whole area; false if there is something. */
bool zoom_draw_gone(const struct scene *scene, struct canvas *canvas);

#endif
