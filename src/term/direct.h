/*
 * direct.h - true colour: terminals that take colours by their values.
 */
#ifndef TERM_DIRECT_H
#define TERM_DIRECT_H

#include <stdbool.h>
#include <stddef.h>

#include "draw/style.h"

/* What themes may use where curses counts [colours] (COLORS). */
enum colour_depth direct_depth(int colours);

/* Whether a terminal that is called [term] (TERM) and says [colorterm] (COLORTERM) takes colours
 * by their values.  Either may be NULL: not set. */
bool direct_is_promised(const char *term, const char *colorterm);

/* Whether the terminal on [fd] takes colours by their values although the description called
 * [kind] counts 256.  Sends nothing to it. */
bool direct_is_hidden(const char *kind, int fd);

struct direct {
	char *terminfo; /* owned: what TERMINFO was; NULL = not set */
};

/* From here to direct_hide() curses finds another description called [kind]: the same terminal, but
 * colours are values.  The environment is other meanwhile: start no program.  False: there is
 * no such description, nothing has changed, and there is nothing to hide. */
bool direct_show(struct direct *direct, const char *kind, int fd);
void direct_hide(struct direct *direct);

#endif
