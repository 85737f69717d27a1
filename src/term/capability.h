/*
 * capability.h - what the terminal named by TERM can do.
 */
#ifndef TERM_CAPABILITY_H
#define TERM_CAPABILITY_H

#include <stdbool.h>

#include "base/str.h"
#include "term/sequence.h"

/* Why the terminal on standard output cannot be used, or NULL; [kind] is then the name under
 * which the database describes it: TERM, or what that is compatible with (kind.h).  Sends nothing
 * to it. */
const char *capability_problem(const char **kind);

/* Of the terminal that newterm() has set up: does it have xterm's alternate
 * screen?  Such terminals either understand xterm's other private modes, bracketed
 * paste and synchronised updates, or pass over them in silence. */
bool capability_is_xterm_like(void);

/* Does it report the mouse in a way that curses understands? */
bool capability_has_mouse(void);

/* Append what its keys send, those that mean nothing to us, too. */
void capability_keys(struct sequence_list *list);

/* Append the output that puts that terminal back into the state a shell expects, without pauses. */
void capability_undo(struct str *out);

#endif
