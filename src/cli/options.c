/* options.c - the command line; see options.h. */
#include "cli/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cli/complain.h"

struct option_row {
	int letter;       /* what getopt returns; a command's list names it */
	const char *name;
	const char *argument; /* NULL = takes none */
	const char *what;
};

static const struct option_row rows[] = {
	{'m', "model", "NAME", "geometry and policy of this CPython, whatever the file says"},
	{'l', "lang", "en|zh", "language of narration and screen"},
	{'t', "theme", "NAME", "any (default), dark or light ground"},
	{'a', "ascii", NULL, "nothing but ASCII on the screen"},
	{'c', "no-color", NULL, "no colour (also: NO_COLOR in the environment)"},
	{'M', "no-mouse", NULL, "leave the mouse to the terminal"},
	{'s', "size", "WxH", "draw for a screen of this size"},
	{'b', "memory", "MIB", "for going back in time (default 256)"},
	{'A', "at", "WHERE", "12, 12.3 (a step of it), a mark's name, or end"},
	{'f', "format", "NAME", "text (default), ansi or json"},
	{'o', "output", "FILE", "write there instead of standard output; record: instead of\n"
				"                         PROGRAM.PID.awtrace, where only a recording is replaced"},
	{'S', "sample", "CALLS", "pool headers, too: at marks, at the end, after so many calls (0: not)"},
	{'C', "children", NULL, "record forked and executed programs, too, into FILE.PID"},
	{'v', "verbose", NULL, "say what was written"},
	{'h', "help", NULL, "this"},
	{0, NULL, NULL, NULL},
};

#define ROWS (sizeof rows / sizeof *rows)
#define COMMON "h"

const struct command commands[] = {
	{"play", "FILE", "step through a scenario in the terminal", "mltacsMb", cmd_play},
	{"check", "FILE...", "validate scenarios, run them, test every expectation", "mb", cmd_check},
	{"render", "FILE", "one picture, or the state, without a terminal", "mltacsAfob", cmd_render},
	{"record", "COMMAND...", "run a Python program and write down what its allocator does",
	 "+oSCv", cmd_record},
	{"models", "", "list the models: versions of CPython, and a toy", "", cmd_models},
	{"keys", "", "list the keys", "l", cmd_keys},
	{NULL, NULL, NULL, NULL, NULL},
};

static bool takes(const struct command *command, int letter)
{
	return strchr(command->options, letter) || strchr(COMMON, letter);
}

static void help_options(const struct command *command, FILE *out)
{
	fprintf(out, "\noptions:\n");
	for (const struct option_row *row = rows; row->name; row++) {
		if (command && !takes(command, row->letter))
			continue;
		fprintf(out, "  --%s%s%-*s %s\n", row->name, row->argument ? " " : "",
			20 - (int)strlen(row->name) - (row->argument ? 1 : 0),
			row->argument ? row->argument : "", row->what);
	}
}

void options_help(const struct command *command, FILE *out)
{
	if (command && command->name[0]) {
		fprintf(out, "usage: arenawalk %s [options] %s\n\n%s\n", command->name,
			command->arguments, command->what);
		help_options(command, out);
		return;
	}
	fprintf(out, "arenawalk: watch CPython's small-object allocator work, step by step, "
		     "forwards and backwards\n\n"
		     "usage:\n"
		     "  %-24s %s\n  %-24s %s\n",
		"arenawalk", "a menu of the lessons that come with it", "arenawalk FILE",
		"the same as play FILE ('-' = standard input)");
	for (const struct command *c = commands; c->name; c++)
		fprintf(out, "  arenawalk %-6s %-7s %s\n", c->name, c->arguments, c->what);
	help_options(NULL, out);
	fprintf(out, "  --version             print the version\n\n"
		     "exit status: 0 good, 1 an expectation does not hold, 2 bad input\n");
}

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

static bool take(struct options *options, int letter, const char *value)
{
	switch (letter) {
	case 'm': options->model = value; return true;
	case 'a': options->ascii = true; return true;
	case 'c': options->no_colour = true; return true;
	case 'M': options->no_mouse = true; return true;
	case 'A': options->at = value; return true;
	case 'C': options->children = true; return true;
	case 'v': options->verbose = true; return true;
	case 'S':
		options->sample = true;
		return parse_calls(value, &options->sample_every) ||
		       wrong("sample", value, "a number of calls");
	case 'f': options->format = value; return true;
	case 'o': options->output = value; return true;
	case 'l':
		options->chinese = strcmp(value, "zh") == 0;
		return options->chinese || strcmp(value, "en") == 0 ||
		       wrong("lang", value, "en or zh");
	case 't':
		options->theme = theme_find(value);
		return options->theme || wrong("theme", value, "any, dark or light");
	case 's':
		return parse_size(value, &options->width, &options->height) ||
		       wrong("size", value, "columns x rows, as in 80x24; at most 1000x1000");
	case 'b':
		return parse_memory(value, &options->memory_bytes) ||
		       wrong("memory", value, "MiB, at least 64");
	default:
		return false;
	}
}

/* Chinese if the user's messages are. */
static bool prefers_chinese(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return strncmp(value, "zh", 2) == 0;
	}
	return false;
}

static void build_table(const struct command *command, struct option table[ROWS])
{
	size_t count = 0;

	for (size_t i = 0; i + 1 < ROWS; i++)
		if (takes(command, rows[i].letter))
			table[count++] = (struct option){
				rows[i].name, rows[i].argument ? required_argument : no_argument,
				NULL, rows[i].letter};
	table[count] = (struct option){0};
}

/* getopt is silent; what it did not like is the word before optind. */
static void explain_getopt(const struct command *command, char **argv, int what)
{
	const char *word = argv[optind - 1];
	const char *names[ROWS];
	char hint[120], usual[64];
	size_t count = 0;

	for (size_t i = 0; i + 1 < ROWS; i++)
		if (takes(command, rows[i].letter))
			names[count++] = rows[i].name;
	snprintf(usual, sizeof usual, "try 'arenawalk%s%s --help'", command->name[0] ? " " : "",
		 command->name);
	if (what == ':')
		complain(stderr, usual, "%s requires an argument", word);
	else
		complain(stderr,
			 suggest(hint, sizeof hint, word + strspn(word, "-"), names, count, usual),
			 "unknown option '%s'", word);
}

bool options_parse(struct options *options, const struct command *command, int argc, char **argv,
		   int *status)
{
	struct option table[ROWS];
	const char *letters = strchr(command->options, '+') ? "+:o:hv" : ":o:h";
	int letter;

	*options = (struct options){.theme = theme_find("any"), .chinese = prefers_chinese()};
	*status = EXIT_BAD_INPUT;
	build_table(command, table);
	optind = 1;
	opterr = 0;
	while ((letter = getopt_long(argc, argv, letters, table, NULL)) != -1) {
		if (letter == 'h') {
			options_help(command, stdout);
			*status = EXIT_GOOD;
			return false;
		}
		if (letter == '?' || letter == ':')
			explain_getopt(command, argv, letter);
		if (letter == '?' || letter == ':' || !take(options, letter, optarg))
			return false;
	}
	options->files = argv + optind;
	options->file_count = argc - optind;
	return true;
}
