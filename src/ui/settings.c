/* settings.c - one setting a line; see settings.h. */
#include "ui/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/key.h"
#include "base/str.h"
#include "base/utf8.h"

#define SPEED_LEAST 0.125
#define SPEED_MOST 64.0
#define WORD_BYTES 64
#define NAMES_MOST (COMMAND_COUNT > 64 ? COMMAND_COUNT : 64)

/* Where the keys of a command were set. */
struct set_at {
	struct diag_place name, keys[KEYS_OF_ONE]; /* line 0: not set */
};

struct settings_reader {
	struct settings *settings;
	struct diag_list *diags;
	const char *line; /* the present one, not ended by NUL */
	size_t length, at;
	uint32_t number;
	struct set_at commands[COMMAND_COUNT];
	uint32_t others[8]; /* lines of the other settings, by row; 0 = not set */
};

/* A piece of the line. */
struct settings_word {
	const char *text;
	size_t length;
	struct diag_place place;
	char copy[WORD_BYTES]; /* its beginning, for messages */
};

/* -- words ------------------------------------------------------------------------------- */

static void skip_blanks(struct settings_reader *reader)
{
	while (reader->at < reader->length &&
	       (reader->line[reader->at] == ' ' || reader->line[reader->at] == '\t'))
		reader->at++;
}

static struct diag_place place_of(const struct settings_reader *reader, size_t at)
{
	struct diag_place place = {reader->number, 1};

	for (size_t i = 0; i < at; i++)
		place.column += ((unsigned char)reader->line[i] & 0xc0) != 0x80;
	return place;
}

/* The next word; empty at the end of the line, and before [stop]. */
static struct settings_word next_word(struct settings_reader *reader, char stop)
{
	struct settings_word word;
	struct str copy = str_init(word.copy, sizeof word.copy);

	skip_blanks(reader);
	word.text = reader->line + reader->at;
	word.place = place_of(reader, reader->at);
	while (reader->at < reader->length && reader->line[reader->at] != ' ' &&
	       reader->line[reader->at] != '\t' && reader->line[reader->at] != stop)
		reader->at++;
	word.length = (size_t)(reader->line + reader->at - word.text);
	str_addn(&copy, word.text, word.length);
	return word;
}

static bool is_word(const struct settings_word *word, const char *text)
{
	return strlen(text) == word->length && memcmp(text, word->text, word->length) == 0;
}

#define fault(reader, where, hint, ...) diag_add((reader)->diags, DIAG_ERROR, where, hint, __VA_ARGS__)

/* "did you mean 'X'?", or something else. */
static const char *suggest(char *hint, size_t bytes, const char *word, const char *const *names,
			   size_t count, const char *otherwise)
{
	const char *nearest = diag_nearest(word, names, count);
	struct str out = str_init(hint, bytes);

	if (nearest)
		str_printf(&out, "did you mean '%s'?", nearest);
	else
		str_add(&out, otherwise);
	return hint;
}

/* -- keys -------------------------------------------------------------------------------- */

static enum command_id find_command(const struct settings_word *word)
{
	for (int id = 0; id < COMMAND_COUNT; id++)
		if (is_word(word, command_info((enum command_id)id)->name))
			return (enum command_id)id;
	return COMMAND_NONE;
}

static void explain_command(struct settings_reader *reader, const struct settings_word *word)
{
	const char *names[NAMES_MOST];
	char hint[160];

	for (int id = 0; id < COMMAND_COUNT; id++)
		names[id] = command_info((enum command_id)id)->name;
	fault(reader, word->place,
	      suggest(hint, sizeof hint, word->copy, names, COMMAND_COUNT,
		      "`arenawalk keys --config` lists all commands"),
	      "no command is called '%s'", word->copy);
}

static bool read_key(struct settings_reader *reader, const struct settings_word *word,
		     uint32_t *key)
{
	const char *names[NAMES_MOST], *trouble;
	char hint[160];

	if (!key_read(word->text, word->length, key)) {
		fault(reader, word->place,
		      suggest(hint, sizeof hint, word->copy, names, key_names(names, NAMES_MOST),
			      "one character, or a name such as Space, Enter, PgDn, F1, Shift-Tab, "
			      "Ctrl-A"),
		      "no key is called '%s'", word->copy);
		return false;
	}
	trouble = key_trouble(*key);
	if (trouble)
		fault(reader, word->place, "take another key", "'%s' cannot be given to a command: %s",
		      word->copy, trouble);
	return !trouble;
}

/* Ctrl-Z never comes as a key: the terminal sends a signal instead. */
static bool suits(struct settings_reader *reader, const struct settings_word *word,
		  enum command_id id, uint32_t key)
{
	if (key != 'Z' - '@' || id == COMMAND_SUSPEND)
		return true;
	fault(reader, word->place, "take another key", "'%s' cannot be given to a command: %s",
	      word->copy, "the terminal suspends programs with it");
	return false;
}

static void read_command_keys(struct settings_reader *reader, enum command_id id)
{
	struct set_at *set = &reader->commands[id];
	const struct command_info *info = command_info(id);
	uint32_t keys[KEYS_OF_ONE], count = 0;
	struct settings_word word;
	bool good = true;
	char hint[100];
	struct str usual = str_init(hint, sizeof hint);

	for (word = next_word(reader, '\0'); word.length > 0; word = next_word(reader, '\0')) {
		if (count == KEYS_OF_ONE) {
			fault(reader, word.place, "leave some out", "a command has at most %d keys",
			      KEYS_OF_ONE);
			return;
		}
		set->keys[count] = word.place;
		if (read_key(reader, &word, &keys[count]) && suits(reader, &word, id, keys[count]))
			count++;
		else
			good = false;
	}
	if (count == 0 && good) {
		str_printf(&usual, "usually: key %s = %s", info->name, info->keys);
		fault(reader, word.place, hint, "'%s' is left without a key", info->name);
	}
	if (count > 0)
		keymap_set(&reader->settings->keymap, id, keys, count);
}

static bool take_equals(struct settings_reader *reader, const struct settings_word *before)
{
	struct settings_word word;

	skip_blanks(reader);
	if (reader->at < reader->length && reader->line[reader->at] == '=') {
		reader->at++;
		return true;
	}
	word = next_word(reader, '=');
	fault(reader, word.place, "for example: theme = dark, or: key play = Space p",
	      "a '=' is missing after '%s'", before->copy);
	return false;
}

static void read_key_line(struct settings_reader *reader)
{
	struct settings_word word = next_word(reader, '=');
	enum command_id id = find_command(&word);
	char hint[60];
	struct str where = str_init(hint, sizeof hint);

	if (word.length == 0) {
		fault(reader, word.place, "for example: key play = Space p",
		      "the name of a command is missing");
	} else if (id == COMMAND_NONE) {
		explain_command(reader, &word);
	} else if (!keymap_has_keys(id)) {
		fault(reader, word.place, "leave the line out", "'%s' is %s, whatever the keys are",
		      word.copy, command_info(id)->keys);
	} else if (reader->commands[id].name.line) {
		str_printf(&where, "it has been in line %u; give all keys there",
			   reader->commands[id].name.line);
		fault(reader, word.place, hint, "the keys of '%s' are set again", word.copy);
	} else if (take_equals(reader, &word)) {
		reader->commands[id].name = word.place;
		read_command_keys(reader, id);
	}
}

/* -- other settings ------------------------------------------------------------------------ */

static bool read_theme(struct settings *settings, const struct settings_word *word)
{
	settings->theme = theme_find(word->copy);
	return settings->theme != NULL || is_word(word, "auto");
}

static bool read_language(struct settings *settings, const struct settings_word *word)
{
	settings->language = is_word(word, "zh")   ? LANGUAGE_CHINESE
			     : is_word(word, "en") ? LANGUAGE_ENGLISH
						   : LANGUAGE_UNSAID;
	return settings->language != LANGUAGE_UNSAID || is_word(word, "auto");
}

static bool read_speed(struct settings *settings, const struct settings_word *word)
{
	char *end;

	settings->speed = strtod(word->copy, &end);
	return word->length > 0 && word->length == strspn(word->copy, "0123456789.") && *end == '\0' &&
	       settings->speed >= SPEED_LEAST && settings->speed <= SPEED_MOST;
}

static bool read_switch(enum setting_switch *value, const struct settings_word *word)
{
	*value = is_word(word, "on") ? SETTING_ON : is_word(word, "off") ? SETTING_OFF : SETTING_UNSAID;
	return *value != SETTING_UNSAID;
}

static bool read_mouse(struct settings *settings, const struct settings_word *word)
{
	return read_switch(&settings->mouse, word);
}

static bool read_motion(struct settings *settings, const struct settings_word *word)
{
	return read_switch(&settings->motion, word);
}

static const struct setting {
	struct setting_info info;
	bool (*read)(struct settings *settings, const struct settings_word *word);
} rows[] = {
	{{"theme", "auto, any, dark or light",
	 "colours for your ground; auto: what the terminal says in COLORFGBG, else any"}, read_theme},
	{{"lang", "auto, en or zh", "language; auto: that of your locale"}, read_language},
	{{"speed", "0.125 to 64", "of playing, as a multiple of the usual"}, read_speed},
	{{"mouse", "on or off", "off: the terminal's own, to mark text with"}, read_mouse},
	{{"motion", "on or off", "off: changes are marked, nothing travels"}, read_motion},
};

#define ROWS (sizeof rows / sizeof *rows)
_Static_assert(ROWS <= 8, "a line to remember for each");

static void explain_setting(struct settings_reader *reader, const struct settings_word *word)
{
	const char *names[NAMES_MOST];
	char hint[160];
	size_t count = 0;

	if (find_command(word) != COMMAND_NONE) {
		struct str out = str_init(hint, sizeof hint);

		str_printf(&out, "write: key %s = ...", word->copy);
		fault(reader, word->place, hint, "'%s' is a command, not a setting", word->copy);
		return;
	}
	for (; count < ROWS; count++)
		names[count] = rows[count].info.name;
	names[count++] = "key";
	fault(reader, word->place,
	      suggest(hint, sizeof hint, word->copy, names, count,
		      "settings are: theme, lang, speed, mouse, motion, key NAME"),
	      "no setting is called '%s'", word->copy);
}

static void read_setting(struct settings_reader *reader, size_t row,
			 const struct settings_word *name)
{
	const char *values = rows[row].info.values;
	char hint[60];
	struct str where = str_init(hint, sizeof hint);
	struct settings_word word, rest;

	if (reader->others[row]) {
		str_printf(&where, "it has been in line %u", reader->others[row]);
		fault(reader, name->place, hint, "'%s' is set again", name->copy);
		return;
	}
	reader->others[row] = reader->number;
	if (!take_equals(reader, name))
		return;
	word = next_word(reader, '\0');
	rest = next_word(reader, '\0');
	if (word.length == 0)
		fault(reader, word.place, values, "'%s' is left without a value", name->copy);
	else if (!rows[row].read(reader->settings, &word))
		fault(reader, word.place, values, "%s: '%s' is not understood", name->copy, word.copy);
	else if (rest.length > 0)
		fault(reader, rest.place, "a comment has a line of its own, which begins with '#'",
		      "%s takes one value", name->copy);
}

static void read_line(struct settings_reader *reader)
{
	struct settings_word word = next_word(reader, '=');
	size_t row = 0;

	if (word.length == 0 && reader->at == reader->length)
		return;
	if (word.length > 0 && word.text[0] == '#')
		return;
	while (row < ROWS && !is_word(&word, rows[row].info.name))
		row++;
	if (is_word(&word, "key"))
		read_key_line(reader);
	else if (row < ROWS)
		read_setting(reader, row, &word);
	else if (word.length == 0)
		fault(reader, word.place, "for example: theme = dark",
		      "the name of a setting is missing before '='");
	else
		explain_setting(reader, &word);
}

/* -- the whole ----------------------------------------------------------------------------- */

/* A key that two commands have, told where it was given away. */
static void check_key(struct settings_reader *reader, int id, uint32_t which)
{
	const struct keymap *keymap = &reader->settings->keymap;
	uint32_t key = keymap->of[id].keys[which];
	char name[16], hint[160];
	struct str out = str_init(name, sizeof name);

	key_write(key, &out);
	for (int other = 0; other < COMMAND_COUNT; other++) {
		const char *owner = command_info((enum command_id)other)->name;
		bool is_set = reader->commands[other].name.line > 0;

		if (other == id || (is_set && other > id)) /* the later one in the list tells */
			continue;
		for (uint32_t i = 0; i < keymap->of[other].count; i++) {
			if (keymap->of[other].keys[i] != key)
				continue;
			out = str_init(hint, sizeof hint);
			if (is_set)
				str_printf(&out, "line %u gives it to '%s'",
					   reader->commands[other].name.line, owner);
			else
				str_printf(&out, "give that another: key %s = ...", owner);
			fault(reader, reader->commands[id].keys[which], hint,
			      "'%s' is a key of '%s', too", name, owner);
		}
	}
}

static void check_conflicts(struct settings_reader *reader)
{
	for (int id = 0; id < COMMAND_COUNT; id++)
		for (uint32_t i = 0; reader->commands[id].name.line &&
				     i < reader->settings->keymap.of[id].count; i++)
			check_key(reader, id, i);
}

const struct setting_info *settings_info(size_t index)
{
	return index < ROWS ? &rows[index].info : NULL;
}

void settings_init(struct settings *settings)
{
	*settings = (struct settings){.speed = 1};
	keymap_init(&settings->keymap);
}

bool settings_read(struct settings *settings, const struct source *source, struct diag_list *diags)
{
	struct settings_reader reader = {.settings = settings, .diags = diags};
	size_t errors = diags->errors;

	settings_init(settings);
	reader.line = source_line(source, 1, &reader.length);
	for (reader.number = 1; reader.line != NULL; reader.number++) {
		reader.at = 0;
		read_line(&reader);
		reader.line = source_line_after(source, reader.line, reader.length, &reader.length);
	}
	if (diags->errors == errors)
		check_conflicts(&reader);
	diag_sort(diags);
	return diags->errors == errors;
}

static void write_values(const struct settings *settings, FILE *out)
{
	static const char *const switches[] = {"on", "off", "on"};
	static const char *const languages[] = {"auto", "en", "zh"};
	char speed[32];
	struct str text = str_init(speed, sizeof speed);
	const char *values[ROWS] = {settings->theme ? theme_name(settings->theme) : "auto",
				    languages[settings->language], speed, switches[settings->mouse],
				    switches[settings->motion]};

	str_printf(&text, "%g", settings->speed);
	for (size_t i = 0; i < ROWS; i++)
		fprintf(out, "\n# %s: %s\n%s = %s\n", rows[i].info.values, rows[i].info.what,
			rows[i].info.name, values[i]);
}

void settings_write(const struct settings *settings, FILE *out)
{
	fprintf(out, "# Settings of arenawalk: $XDG_CONFIG_HOME/arenawalk/config, or "
		     "~/.config/arenawalk/config.\n"
		     "# One a line; what is left out is as usual; the command line overrides.\n");
	write_values(settings, out);
	fprintf(out, "\n# Keys: characters, or Space Enter Tab Shift-Tab Esc Backspace Delete Home End "
		     "PgUp PgDn F1\n# Left Right Up Down (also with Shift-), Ctrl-A and so on; at most "
		     "%d for a command.\n", KEYS_OF_ONE);
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command_info *info = command_info((enum command_id)id);

		if (keymap_has_keys((enum command_id)id))
			fprintf(out, "\n# %s\nkey %s = %s\n", info->help, info->name,
				settings->keymap.of[id].text);
	}
}
