/* options.c - the command line; see options.h. */
#include "cli/options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/complain.h"
#include "base/diag.h"
#include "base/str.h"
#include "cli/calls.h"
#include "cli/help.h"
#include "cli/lessons.h"
#include "cli/mistaken.h"
#include "cli/settings_file.h"

static bool parse_size(const char *text, int *width, int *height)
{
	int end = 0;

	return sscanf(text, "%4dx%4d%n", width, height, &end) == 2 && text[end] == '\0' &&
	       *width >= 1 && *height >= 1 && *width <= CANVAS_MAX_SIDE && *height <= CANVAS_MAX_SIDE;
}

static bool parse_memory(const char *text, uint64_t *bytes)
{
	char *end;
	unsigned long long mib;

	errno = 0;
	mib = strtoull(text, &end, 10);
	if (errno || *text < '0' || *text > '9' || *end || mib < 64 || mib > 1 << 20)
		return false;
	*bytes = (uint64_t)mib << 20;
	return true;
}

static bool parse_calls(const char *text, uint64_t *calls)
{
	char *end;

	errno = 0;
	*calls = strtoull(text, &end, 10);
	return !errno && *text >= '0' && *text <= '9' && !*end;
}

static bool wrong(const char *name, const char *value, const char *hint)
{
	complain(stderr, hint, "--%s: '%s' is not understood", name, value);
	return false;
}

/* One of those in the table; if not, all of them are told. */
static bool known(const struct option_row *row, const char *value)
{
	char hint[160];
	struct str out = str_init(hint, sizeof hint);
	const char *name;

	if (option_has(row, value))
		return true;
	for (size_t i = 0; (name = row->value_at(i)) != NULL; i++)
		str_printf(&out, "%s%s", i == 0 ? "" : row->value_at(i + 1) ? ", " : " or ", name);
	return wrong(row->name, value, hint);
}

/* Seconds, or times: any number that a presenter could mean. */
static bool take_seconds(const char *name, const char *text, double *value)
{
	char *end;

	*value = strtod(text, &end);
	return (end > text && !*end && *value >= 0.01 && *value <= 1000000) ||
	       wrong(name, text, "a number such as 0.5 or 30");
}

static bool named(const struct option_row *row, const char *value)
{
	return *value || wrong(row->name, value, "the name of a file to write");
}

static bool take_rate(const char *text, unsigned *rate)
{
	uint64_t frames;

	if (!parse_calls(text, &frames) || frames < 1 || frames > 60)
		return wrong("rate", text, "1 to 60");
	*rate = (unsigned)frames;
	return true;
}

static bool take(struct options *options, const struct option_row *row, const char *value)
{
	switch (row->letter) {
	case 'm': options->run.model = value; return true;
	case 'B': options->run.beside = value; return true;
	case 'a': options->look.ascii = true; return true;
	case 'c': options->look.no_colour = true; return true;
	case 'D':
		options->look.says_depth = true;
		return known(row, value) && depth_find(value, &options->look.depth);
	case 'M': options->terminal.no_mouse = true; return true;
	case 'g': options->look.big = true; return true;
	case 'i': options->look.still = true; return true;
	case 'A': options->place.at = value; return true;
	case 'k': options->terminal.clicker = true; return true;
	case 'C': options->recorder.children = true; return true;
	case 'K': options->output.settings = true; return true;
	case 'q': options->recorder.quiet = true; return true;
	case 'v': options->recorder.verbose = true; return true;
	case 'S':
		options->recorder.sample = true;
		return parse_calls(value, &options->recorder.sample_every) ||
		       wrong("sample", value, "a number of calls");
	case 'O': options->output.format = value; return known(row, value);
	case 'd': options->film.detail = value; return known(row, value);
	case 'e': return take_seconds(row->name, value, &options->film.pace.step_s);
	case 'w': return take_seconds(row->name, value, &options->film.pace.stop_s);
	case 'x': return take_seconds(row->name, value, &options->film.pace.speed);
	case 'I': return take_seconds(row->name, value, &options->film.pace.idle_s);
	case 'n': return take_seconds(row->name, value, &options->film.pace.length_s);
	case 'r': return take_rate(value, &options->film.pace.rate);
	case 'Z': options->output.roles = true; return true;
	case 'Q': options->film.captions = true; return true;
	case 'y': options->output.animate = true; return true;
	case 'P': options->place.poster = value; return true;
	case 'W':
		options->film.cast_version = strcmp(value, "3") == 0 ? 3 : 2;
		return known(row, value);
	case 'F': options->place.from = value; return true;
	case 'T': options->place.to = value; return true;
	case 'L': options->terminal.linear = true; return true;
	case 'R': options->output.cast = value; return named(row, value);
	case 'o': options->output.path = value; return named(row, value);
	case 'f': options->output.force = true; return true;
	case 'l':
		options->says_language = true;
		options->look.chinese = strcmp(value, "zh") == 0;
		return known(row, value);
	case 't':
		options->look.theme = theme_find(value);
		return known(row, value);
	case 's':
		return parse_size(value, &options->look.width, &options->look.height) ||
		       wrong("size", value, "columns x rows, as in 80x24; at most 1000x1000");
	case 'b':
		return parse_memory(value, &options->run.memory_bytes) ||
		       wrong("memory", value, "MiB, at least 64");
	case 'h': options->help = true; return true;
	case 'V': options->version = true; return true;
	default:
		return false;
	}
}

/* The first of these variables that says something. */
static const char *first_set(const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return value;
	}
	return "C";
}

/* Chinese if the user's messages are: LANGUAGE goes first, but means nothing in the C locale,
 * as with gettext. */
static bool prefers_chinese(void)
{
	static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
	const char *locale = first_set(names + 1, 3);
	bool is_c = strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0;

	return !is_c && strncmp(first_set(names, 4), "zh", 2) == 0;
}

/* The table as getopt wants it. */
static void build_table(const struct command *command, struct option table[OPTIONS_MOST],
			struct str *letters)
{
	size_t count = 0;

	/* '+': end at the first word that is none of ours; ':': tell what is missing. */
	str_add(letters, strchr(command->options, '+') ? "+:" : ":");
	for (const struct option_row *row = option_rows; row->name; row++) {
		if (!command_takes(command, row))
			continue;
		if (row->is_short)
			str_printf(letters, "%c%s", row->is_short, row->argument ? ":" : "");
		table[count++] = (struct option){
			row->name, row->argument ? required_argument : no_argument, NULL, row->letter};
	}
	table[count] = (struct option){0};
}

static bool wrong_count(const struct options *options, const char *command, const char *takes_what,
			const char *hint)
{
	char count[32] = "";

	if (options->file_count > 0)
		snprintf(count, sizeof count, ", not %d", options->file_count);
	complain(stderr, hint, "%s %s%s", command, takes_what, count);
	return false;
}

bool options_one_file(const struct options *options, const char *command, const char *hint)
{
	return options->file_count == 1 || wrong_count(options, command, "needs one file", hint);
}

bool options_no_file(const struct options *options, const char *command)
{
	if (options->file_count == 0)
		return true;
	complain(stderr, "leave it out", "%s takes no file: '%s' is not needed", command,
		 options->files[0]);
	return false;
}

/* What the user has written down holds where the call says nothing else. */
static bool take_settings(struct options *options, const struct command *command)
{
	struct settings *settings = &options->settings;

	if (!strchr(command->options, '*'))
		return true;
	if (!settings_file_read(settings))
		return false;
	if (!options->look.theme)
		options->look.theme = settings->theme;
	if (!options->says_language && settings->language != LANGUAGE_UNSAID)
		options->look.chinese = settings->language == LANGUAGE_CHINESE;
	options->terminal.no_mouse |= settings->mouse == SETTING_OFF;
	options->look.still |= settings->motion == SETTING_OFF;
	return true;
}

/* The name of a lesson, or a part of it that no other has, stands for its file, unless there is a
 * file of that name.  False, with a complaint: several have it. */
static bool find_lessons(struct options *options)
{
	char path[PATH_MAX];

	for (int i = 0; i < options->file_count; i++) {
		size_t found = access(options->files[i], F_OK) == 0
				       ? 0
				       : lessons_named(options->files[i], path, sizeof path);

		if (found > 1) {
			complain(stderr, path, "'%s' could be one of %zu lessons", options->files[i],
				 found);
			return false;
		}
		if (found == 1)
			options->files[i] = mem_text(path); /* lives as long as the arguments */
	}
	return true;
}

static bool take_all(struct options *options, const struct command *command, int argc, char **argv)
{
	struct option table[OPTIONS_MOST];
	char text[2 * OPTIONS_MOST];
	struct str letters = str_init(text, sizeof text);
	int letter;

	build_table(command, table, &letters);
	optind = 1;
	opterr = 0;
	while ((letter = getopt_long(argc, argv, text, table, NULL)) != -1) {
		if (letter == '?' || letter == ':')
			mistaken_explain(command, argv, letter);
		if (letter == '?' || letter == ':' || !take(options, option_find(letter), optarg))
			return false;
	}
	options->files = argv + optind;
	options->file_count = argc - optind;
	return true;
}

/* What is printed instead of anything else. */
static bool is_told(const struct options *options, const struct command *command)
{
	if (options->help)
		help_print(command, options->look.chinese, stdout);
	else if (options->version)
		help_print_version(options->look.chinese, stdout);
	return options->help || options->version;
}

bool options_parse(struct options *options, const struct command *command, int argc, char **argv,
		   int *status)
{
	*options = (struct options){.look.chinese = prefers_chinese()};
	settings_init(&options->settings);
	*status = EXIT_BAD_INPUT;
	if (!take_all(options, command, argc, argv))
		return false;
	if (!take_settings(options, command))
		return false;
	if (is_told(options, command)) {
		*status = EXIT_GOOD;
		return false;
	}
	if (strchr(command->options, 'b'))
		mem_advise(DIAG_NO_MEMORY "; --memory 64 takes less");
	return !(command->operands & TAKES_SCENARIO) || find_lessons(options);
}
