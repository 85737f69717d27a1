/*
 * pages.h - what is made of the program's own tables when it is built: the manual, and what
 * shells know about its options; and, for tests, what scenarios can hold.
 *
 * A page is a template (*.in) with holes: lines that say no more than @NAME@ or @NAME ARGUMENT@.
 * Everything else is copied.
 */
#ifndef PAGES_PAGES_H
#define PAGES_PAGES_H

#include <stdbool.h>
#include <stdio.h>

#include "cli/calls.h"

struct page {
	FILE *out;
	const char *told[64]; /* keys of scenarios that the manual has explained so far */
	size_t told_count;
};

struct hole {
	const char *name;
	/* False, with a message on standard error, if there is nothing of that name. */
	bool (*fill)(struct page *page, const char *argument);
};

/* Each ends with a NULL name. */
extern const struct hole manual_holes[], bash_holes[], zsh_holes[], fish_holes[], guide_holes[];

/* Whether nothing is left out; false with messages. */
bool manual_is_complete(const struct page *page);

#endif
