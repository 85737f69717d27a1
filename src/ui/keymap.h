/*
 * keymap.h - which key is which command: those of commands.def, or the user's.
 */
#ifndef UI_KEYMAP_H
#define UI_KEYMAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hint.h"
#include "base/lang.h"

enum command_id {
#define COMMAND(id, name, keys, help, run, flags) COMMAND_##id,
#include "ui/commands.def"
#undef COMMAND
	COMMAND_COUNT,
	COMMAND_NONE = COMMAND_COUNT
};

/* What is to be done about a command before it is. */
enum command_flags { MOVES = 1 };

struct command_info {
	const char *name, *keys; /* the keys as they are usually */
	const char *help;	 /* for lang_text() */
};

/* A command's row, constant; [id] < COMMAND_COUNT. */
const struct command_info *command_info(enum command_id id);

#define KEYS_OF_ONE 4 /* keys that a command can have */
#define KEYS_BYTES 48 /* of their names, the NUL included */

struct keymap {
	struct {
		uint32_t keys[KEYS_OF_ONE]; /* code points, or enum key_code */
		uint32_t count;
		char text[KEYS_BYTES];      /* "→ l .", for the help */
	} of[COMMAND_COUNT];
	struct hint hints[COMMAND_COUNT];   /* of commands with other keys than usual */
	char hint_keys[COMMAND_COUNT][KEYS_BYTES];
	int hint_count;
};

/* The keys of commands.def. */
void keymap_init(struct keymap *keymap);

/* Whether a command has keys at all: clicks, the wheel and answers are what they are. */
bool keymap_has_keys(enum command_id id);

/* Give a command these keys, and no others: the first KEYS_OF_ONE of [count].  That no other
 * command has them is the caller's business. */
void keymap_set(struct keymap *keymap, enum command_id id, const uint32_t *keys, uint32_t count);

/* Names of keys ([text], blanks between them) as they are on the screen: those that are words are
 * in its language.  Cut to [bytes]. */
void keymap_words(const char *text, enum lang lang, char *out, size_t bytes);

/* Which command [key], a code point or enum key_code, means; COMMAND_NONE if none. */
enum command_id keymap_find(const struct keymap *keymap, uint32_t key);

#endif
