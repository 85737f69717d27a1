/*
 * written.h - a word of the allocator's memory as the fields that lie in it.
 */
#ifndef VIEW_WRITTEN_H
#define VIEW_WRITTEN_H

#include "base/str.h"
#include "view/scene.h"

#define WRITTEN_FIELDS 2 /* that one word can hold */

struct written {
	char name[80];               /* "pool 0:0 ref.count" */
	char before[48], after[48];  /* in the field's own terms */
};

/* Whether the word at [where] is an arena object's link to the next one, and [value] that to the
 * object right behind it: as all of them are linked when the table grows. */
bool written_links_next(const struct scene *scene, addr where, uint64_t value);

/* The fields of the word at [where] that differ between two values of it; how many there are.
 * None in memory that is not the allocator's. */
int written_fields(const struct scene *scene, addr where, uint64_t before, uint64_t after,
		   struct written fields[WRITTEN_FIELDS]);

#endif
