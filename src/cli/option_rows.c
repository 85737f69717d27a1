/* option_rows.c - options.def as a table, and what takes values; see option_rows.h. */
#include "cli/option_rows.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/complain.h"
#include "base/lang.h"
#include "base/str.h"
#include "cli/calls.h"
#include "cli/options.h"
#include "draw/canvas.h"
#include "draw/style.h"
#include "heap/model.h"

#define NAMED 256 /* getopt's codes of names come behind those of letters */

/* -- values ------------------------------------------------------------------------------ */

#define WORDS(name, ...)                                                                           \
	static const char *name(size_t index)                                                      \
	{                                                                                          \
		static const char *const words[] = {__VA_ARGS__};                                  \
		return index < sizeof words / sizeof *words ? words[index] : NULL;                 \
	}
WORDS(language_at, "en", "zh")
WORDS(detail_at, "op", "step", "write")
WORDS(version_at, "2", "3")

static const char *model_name_at(size_t index)
{
	const struct model *model = model_at(index);

	return model ? model->name : NULL;
}

static const char *theme_name_at(size_t index)
{
	const struct theme *theme = theme_at((unsigned)index);

	return theme ? theme_name(theme) : NULL;
}

/* -- what takes them: [place] is of the type that the macro below names -------------------- */

static bool take_flag(void *place, const char *value)
{
	bool *flag = place;

	(void)value;
	*flag = true;
	return true;
}

static bool take_text(void *place, const char *value)
{
	const char **text = place;

	*text = value;
	return true;
}

static bool take_new_file(void *place, const char *value)
{
	return take_text(place, value) && *value;
}

/* Seconds, or times: any number that a presenter could mean. */
static bool take_number(void *place, const char *value)
{
	double *number = place;
	char *end;

	*number = strtod(value, &end);
	return end > value && !*end && *number >= 0.01 && *number <= 1000000;
}

static bool read_count(const char *text, uint64_t *count)
{
	char *end;

	errno = 0;
	*count = strtoull(text, &end, 10);
	return !errno && *text >= '0' && *text <= '9' && !*end;
}

static bool take_memory(void *place, const char *value)
{
	uint64_t *bytes = place, mib;

	if (!read_count(value, &mib) || mib < 64 || mib > 1 << 20)
		return false;
	*bytes = mib << 20;
	return true;
}

static bool take_rate(void *place, const char *value)
{
	unsigned *rate = place;
	uint64_t frames;

	if (!read_count(value, &frames) || frames < 1 || frames > 60)
		return false;
	*rate = (unsigned)frames;
	return true;
}

static bool take_digit(void *place, const char *value)
{
	int *digit = place;

	*digit = value[0] - '0';
	return true;
}

static bool take_sample(void *place, const char *value)
{
	struct options_recorder *recorder = place;

	recorder->sample = true;
	return read_count(value, &recorder->sample_every);
}

static bool take_language(void *place, const char *value)
{
	struct appearance *look = place;

	look->says_language = true;
	look->lang = strcmp(value, "zh") == 0 ? LANG_ZH : LANG_EN;
	return true;
}

static bool take_theme(void *place, const char *value)
{
	const struct theme **theme = place;

	*theme = theme_find(value);
	return *theme;
}

static bool take_depth(void *place, const char *value)
{
	struct appearance *look = place;

	look->says_depth = true;
	return depth_find(value, &look->depth);
}

static bool take_size(void *place, const char *value)
{
	struct appearance *look = place;
	int end = 0;

	return sscanf(value, "%4dx%4d%n", &look->width, &look->height, &end) == 2 && !value[end] &&
	       look->width >= 1 && look->height >= 1 && look->width <= CANVAS_MAX_SIDE &&
	       look->height <= CANVAS_MAX_SIDE;
}

/* -- the table --------------------------------------------------------------------------- */

/* A member of another type than the function wants does not compile. */
#define PLACE_OF(type, member)                                                                     \
	_Generic(((struct options *)0)->member, type: offsetof(struct options, member))
#define ANY(take, type, member, hint) take, PLACE_OF(type, member), false, hint
#define WORD(take, type, member) take, PLACE_OF(type, member), true, NULL

#define FLAG(member) ANY(take_flag, bool, member, NULL)
#define TEXT(member) ANY(take_text, const char *, member, NULL)
#define NEW_FILE(member) ANY(take_new_file, const char *, member, "the name of a file to write")
#define NUMBER(member) ANY(take_number, double, member, "a number such as 0.5 or 30")
#define MEMORY(member) ANY(take_memory, uint64_t, member, "MiB, at least 64")
#define RATE(member) ANY(take_rate, unsigned, member, "1 to 60")
#define SAMPLE(member) ANY(take_sample, struct options_recorder, member, "a number of calls")
#define SIZE(member)                                                                               \
	ANY(take_size, struct appearance, member, "columns x rows, as in 80x24; at most 1000x1000")
#define NAME(member) WORD(take_text, const char *, member)
#define DIGIT(member) WORD(take_digit, int, member)
#define LANGUAGE(member) WORD(take_language, struct appearance, member)
#define THEME(member) WORD(take_theme, const struct theme *, member)
#define DEPTH(member) WORD(take_depth, struct appearance, member)

const struct option_row option_rows[] = {
#define OPTION(id, letter, group, name, argument, taken, values, what)                             \
	{OPT_##id, letter, GROUP_##group, name, argument, what, values, taken},
#include "cli/options.def"
	{.name = NULL},
};

static const char *const titles[GROUP_COUNT] = {
	[GROUP_RUN] = N_("what is run"),
	[GROUP_PLACE] = N_("which part of it"),
	[GROUP_OUTPUT] = N_("what comes out"),
	[GROUP_LOOK] = N_("what it looks like"),
	[GROUP_PACE] = N_("pace of casts and films"),
	[GROUP_TERMINAL] = N_("the terminal"),
	[GROUP_RECORDER] = N_("recording a program"),
	[GROUP_OTHER] = N_("about arenawalk"),
};

const char *group_title(enum option_group group)
{
	return titles[group];
}

int option_code(const struct option_row *row)
{
	return NAMED + (int)row->id;
}

const struct option_row *option_find(int code)
{
	for (const struct option_row *row = option_rows; row->name; row++)
		if (code == (code < NAMED ? row->letter : option_code(row)))
			return row;
	return NULL;
}

static bool has_value(const struct option_row *row, const char *value)
{
	const char *known;

	for (size_t i = 0; (known = row->value_at(i)) != NULL; i++)
		if (strcmp(known, value) == 0)
			return true;
	return false;
}

static const char *list_values(const struct option_row *row, char *text, size_t bytes)
{
	struct str out = str_init(text, bytes);
	const char *name;

	for (size_t i = 0; (name = row->value_at(i)) != NULL; i++)
		str_printf(&out, "%s%s", i == 0 ? "" : row->value_at(i + 1) ? ", " : " or ", name);
	return text;
}

bool option_take(const struct option_row *row, struct options *options, const char *value)
{
	bool is_known = !row->is_word || has_value(row, value);
	char values[160];

	if (is_known && row->take((char *)options + row->offset, value))
		return true;
	complain(stderr, row->is_word ? list_values(row, values, sizeof values) : row->hint,
		 "--%s: '%s' is not understood", row->name, value);
	return false;
}

/* As getopt has it: a beginning is enough. */
static bool is_called(const struct option_row *row, const char *word)
{
	if (word[1] == '-')
		return strncmp(row->name, word + 2, strlen(word + 2)) == 0;
	return row->letter && row->letter == word[1] && !word[2];
}

bool option_has_value_behind(const char *word)
{
	for (const struct option_row *row = option_rows; row->name; row++)
		if (row->argument && is_called(row, word))
			return true;
	return false;
}

bool option_takes_file(const struct option_row *row)
{
	return row->argument && strcmp(row->argument, "FILE") == 0;
}
