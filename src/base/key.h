/*
 * key.h - keys: their codes, and the names that people write: "→", "Right", "Shift-Tab", "Ctrl-Z".
 *
 * A key is the code point of its character, or one of enum key_code.
 */
#ifndef BASE_KEY_H
#define BASE_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* Keys without a character of their own, above Unicode. */
enum key_code {
	KEY_CODE_NONE = 0x110000,
	KEY_CODE_LEFT, KEY_CODE_RIGHT, KEY_CODE_UP, KEY_CODE_DOWN,
	KEY_CODE_SHIFT_LEFT, KEY_CODE_SHIFT_RIGHT, KEY_CODE_SHIFT_UP, KEY_CODE_SHIFT_DOWN,
	KEY_CODE_HOME, KEY_CODE_END, KEY_CODE_PAGE_UP, KEY_CODE_PAGE_DOWN,
	KEY_CODE_ENTER, KEY_CODE_TAB, KEY_CODE_BACKTAB, KEY_CODE_ESCAPE, KEY_CODE_BACKSPACE,
	KEY_CODE_DELETE, KEY_CODE_F1, KEY_CODE_F5,
};

/* Set [key] to the key called [name], of [length] bytes without a NUL (case of words does not
 * count); false, [key] untouched, if none is.  A digit is a key, too, though no command can have
 * it. */
bool key_read(const char *name, size_t length, uint32_t *key);

/* Append the name of a key as the help shows it. */
void key_write(uint32_t key, struct str *out);

/* Why no command can have the key, in English, constant; NULL = one can. */
const char *key_trouble(uint32_t key);

/* Set [names] to the names of keys that are no characters, constant, to suggest one; returns how
 * many, at most [most]. */
size_t key_names(const char **names, size_t most);

#endif
