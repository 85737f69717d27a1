/* options.c - the command line; see options.h. */
#include "cli/options.h"

#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/complain.h"
#include "base/diag.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/calls.h"
#include "cli/help.h"
#include "cli/lessons.h"
#include "cli/mistaken.h"
#include "cli/settings_file.h"

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
static enum lang preferred_lang(void)
{
	static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
	const char *locale = first_set(names + 1, 3);
	bool is_c = strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0;

	return !is_c && strncmp(first_set(names, 4), "zh", 2) == 0 ? LANG_ZH : LANG_EN;
}

/* The table as getopt wants it. */
static void build_table(const struct call *call, struct option table[OPT_COUNT],
			struct str *letters)
{
	size_t count = 0;

	/* '+': end at the first word that is none of ours; ':': tell what is missing. */
	str_add(letters, call->ends_at_word ? "+:" : ":");
	for (const struct option_row *row = option_rows; row->name; row++) {
		if (!call_takes(call, row->id))
			continue;
		if (row->letter)
			str_printf(letters, "%c%s", row->letter, row->argument ? ":" : "");
		table[count++] = (struct option){
			row->name, row->argument ? required_argument : no_argument, NULL,
			option_code(row)};
	}
	table[count] = (struct option){0};
}

static bool wrong_count(const struct options *options, const struct call *call,
			const char *takes_what, const char *hint)
{
	char count[32] = "";

	if (options->file_count > 0)
		snprintf(count, sizeof count, ", not %d", options->file_count);
	complain(stderr, hint, "%s %s%s", call->name, takes_what, count);
	return false;
}

bool options_one_file(const struct options *options, const struct call *call, const char *hint)
{
	return options->file_count == 1 || wrong_count(options, call, "needs one file", hint);
}

bool options_no_file(const struct options *options, const struct call *call)
{
	if (options->file_count == 0)
		return true;
	complain(stderr, "leave it out", "%s takes no file: '%s' is not needed", call->name,
		 options->files[0]);
	return false;
}

/* What the user has written down holds where the call says nothing else. */
static bool take_settings(struct options *options, const struct call *call)
{
	struct settings *settings = &options->settings;

	if (!call->reads_settings)
		return true;
	if (!settings_file_read(settings))
		return false;
	if (!options->look.theme)
		options->look.theme = settings->theme;
	if (!options->look.says_language && settings->language != LANGUAGE_UNSAID)
		options->look.lang = settings->language == LANGUAGE_CHINESE ? LANG_ZH : LANG_EN;
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

static bool take_all(struct options *options, const struct call *call, int argc, char **argv)
{
	struct option table[OPT_COUNT];
	char text[2 * OPT_COUNT + 1];
	struct str letters = str_init(text, sizeof text);
	int code;

	build_table(call, table, &letters);
	optind = 0; /* from the beginning, whatever was parsed before */
	opterr = 0;
	while ((code = getopt_long(argc, argv, text, table, NULL)) != -1) {
		if (code == '?' || code == ':')
			mistaken_explain(call, argv, code);
		if (code == '?' || code == ':' || !option_take(option_find(code), options, optarg))
			return false;
	}
	options->files = argv + optind;
	options->file_count = argc - optind;
	return true;
}

/* What is printed instead of anything else. */
static bool is_told(const struct options *options, const struct call *call)
{
	if (options->help)
		help_print(call, options->look.lang, stdout);
	else if (options->version)
		help_print_version(options->look.lang, stdout);
	return options->help || options->version;
}

bool options_parse(struct options *options, const struct call *call, int argc, char **argv,
		   int *status)
{
	*options = (struct options){.look.lang = preferred_lang()};
	settings_init(&options->settings);
	*status = EXIT_BAD_INPUT;
	if (!take_all(options, call, argc, argv))
		return false;
	if (!take_settings(options, call))
		return false;
	if (is_told(options, call)) {
		*status = EXIT_GOOD;
		return false;
	}
	if (call_takes(call, OPT_MEMORY))
		mem_advise(DIAG_NO_MEMORY "; --memory 64 takes less");
	return !(call->operands & TAKES_SCENARIO) || find_lessons(options);
}
