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
	const char *command, *key; /* borrowed: its name, as in texts; what to write there */
};

/* Append [text] to [out] with the keys as they are.  [hints]: the [count] commands with unusual
 * ones; what is not among them keeps the key that stands in the text. */
void hint_add(const struct hint *hints, int count, const char *text, struct str *out);

#endif
