/*
 * kind.h - under which name the database of terminals describes this one.
 *
 * Terminals bring names of their own (xterm-kitty, xterm-ghostty, alacritty, foot), whose
 * descriptions lie in packages that a usual system lacks, or in a newer release.  They are made to
 * be taken for others, whose descriptions are everywhere.
 */
#ifndef TERM_KIND_H
#define TERM_KIND_H

#include <stdbool.h>

/* The first name that [is_known] says yes to: [term] itself, then what it is compatible with.
 * [colorterm]: COLORTERM, which terminals of today set; either may be NULL: not set.
 * NULL: there is none, or [term] says nothing.  Lives as long as [term]. */
const char *kind_find(const char *term, const char *colorterm, bool (*is_known)(const char *name));

#endif
