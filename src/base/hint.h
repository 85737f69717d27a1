/*
 * hint.h - keys named in texts, when they are not the usual ones.
 *
 * Where a text names a key it says whose key that is: "<help:?> help" reads "? help", or, where the
 * user has given the command "help" another key, "F1 help".
 */
#ifndef BASE_HINT_H
#define BASE_HINT_H

#include "base/str.h"

struct hint {
	const char *command, *key;
};

/* Append [text] with the keys as they are.  [hints]: the commands with unusual ones. */
void hint_add(const struct hint *hints, int count, const char *text, struct str *out);

#endif
