/* keymap.c - keys to commands; see keymap.h. */
#include "ui/keymap.h"

#include <stdio.h>
#include <string.h>

#include "base/key.h"
#include "base/lang.h"
#include "base/str.h"

static const struct command_info infos[COMMAND_COUNT] = {
#define COMMAND(id, name, keys, help, run, flags) [COMMAND_##id] = {name, keys, help},
#include "ui/commands.def"
#undef COMMAND
};

const struct command_info *command_info(enum command_id id)
{
	return &infos[id];
}

/* The keys in a text of commands.def; 0 if it names none, as "Click" and "1 2 3 4". */
static uint32_t read_keys(const char *text, uint32_t keys[KEYS_OF_ONE])
{
	uint32_t count = 0;

	for (text += strspn(text, " "); *text && count < KEYS_OF_ONE; text += strspn(text, " ")) {
		size_t length = strcspn(text, " ");

		if (!key_read(text, length, &keys[count]) || key_trouble(keys[count]))
			return 0;
		count++;
		text += length;
	}
	return count;
}

bool keymap_has_keys(enum command_id id)
{
	uint32_t keys[KEYS_OF_ONE];

	return read_keys(infos[id].keys, keys) > 0;
}

void keymap_init(struct keymap *keymap)
{
	*keymap = (struct keymap){0};
	for (int id = 0; id < COMMAND_COUNT; id++) {
		keymap->of[id].count = read_keys(infos[id].keys, keymap->of[id].keys);
		snprintf(keymap->of[id].text, KEYS_BYTES, "%s", infos[id].keys);
	}
}

/* Remember what to say where the usual key would be named. */
static void note_hint(struct keymap *keymap, enum command_id id)
{
	char *key = keymap->hint_keys[id];
	struct str out = str_init(key, KEYS_BYTES);
	int i = 0;

	key_write(keymap->of[id].keys[0], &out);
	while (i < keymap->hint_count && strcmp(keymap->hints[i].command, infos[id].name) != 0)
		i++;
	keymap->hints[i] = (struct hint){infos[id].name, key};
	if (i == keymap->hint_count)
		keymap->hint_count++;
}

void keymap_set(struct keymap *keymap, enum command_id id, const uint32_t *keys, uint32_t count)
{
	struct str out = str_init(keymap->of[id].text, KEYS_BYTES);

	keymap->of[id].count = count < KEYS_OF_ONE ? count : KEYS_OF_ONE;
	for (uint32_t i = 0; i < keymap->of[id].count; i++) {
		keymap->of[id].keys[i] = keys[i];
		str_add(&out, i ? " " : "");
		key_write(keys[i], &out);
	}
	note_hint(keymap, id);
}

/* [name] in the language of the screen; what is printed on keys stays as it is there. */
static const char *name_in(enum lang lang, const char *name)
{
	static const char *const words[] = {N_("Space"), N_("Backspace"), N_("Click"), N_("Wheel")};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(name, words[i]) == 0)
			return lang_text(lang, words[i]);
	return name;
}

void keymap_words(const char *text, enum lang lang, char *out, size_t bytes)
{
	struct str str = str_init(out, bytes);

	while (*text) {
		size_t length = strcspn(text, " "), blanks = strspn(text + length, " ");
		char name[KEYS_BYTES];

		snprintf(name, sizeof name, "%.*s", (int)length, text);
		str_add(&str, name_in(lang, name));
		str_addn(&str, text + length, blanks);
		text += length + blanks;
	}
}

enum command_id keymap_find(const struct keymap *keymap, uint32_t key)
{
	for (int id = 0; id < COMMAND_COUNT; id++)
		for (uint32_t i = 0; i < keymap->of[id].count; i++)
			if (keymap->of[id].keys[i] == key)
				return (enum command_id)id;
	return COMMAND_NONE;
}
