/*
 * hex_view.h - the rows of a pool's bytes, and what stands in them, for all panes that tell of them.
 */
#ifndef VIEW_HEX_VIEW_H
#define VIEW_HEX_VIEW_H

#include "base/str.h"
#include "view/scene.h"

/* The rows of the bytes of a pool: the eight fields of its header, then its words. */
#define HEADER_FIELDS 8
uint32_t hex_rows(const struct scene *scene);

/* Where the row's bytes begin, from the start of the pool; and which row an offset is on. */
uint32_t hex_offset(uint32_t row);
uint32_t hex_row(uint32_t offset);

/* The names of the fields, by row. */
extern const char *const hex_fields[HEADER_FIELDS];

/* Append the value of the header's field on [row], in its own terms. */
void hex_field_value(const struct scene *scene, const struct pool_info *pool, uint32_t row,
		     struct str *out);

/* Append what it was, if it has just become another; otherwise false, and nothing is added. */
bool hex_field_before(const struct scene *scene, const struct pool_info *pool, uint32_t row,
		      struct str *out);

/* Give [value] some bytes of the pool, at an offset of it, as the process had them: addresses in
 * them are the process's.  [count]: at most 8, within one word.  False: it is not known what they
 * were there. */
bool hex_shown(const struct scene *scene, const struct pool_info *pool, uint32_t offset,
	       uint32_t count, uint64_t *value);

/* The same of the word at an offset behind the header: as a link if it is one, else as a number.
 * Of a recording only links are known. */
bool hex_word_before(const struct scene *scene, const struct pool_info *pool, uint32_t offset,
		     struct str *out);

/* "usedpools[1]" in little room: "[1]", the end of [place]; other places as they are. */
const char *hex_brief(const char *place);

#endif
