/*
 * keys.h - keys by the names that people write: "→", "Right", "Shift-Tab", "Space", "Ctrl-Z", "g".
 */
#ifndef APP_KEYS_H
#define APP_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* The key called [name] (case of words does not count); false if none is.  A digit is a key, too,
 * though no command can have it. */
bool key_read(const char *name, size_t length, uint32_t *key);

/* As the help shows it. */
void key_write(uint32_t key, struct str *out);

/* Why no command can have the key; NULL = one can. */
const char *key_trouble(uint32_t key);

/* The names of keys that are no characters, to suggest one; returns how many of [most]. */
size_t key_names(const char **names, size_t most);

#endif
