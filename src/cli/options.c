/* options.c - the command line; see options.h. */
#include "cli/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/lang.h"
#include "base/str.h"
#include "cli/complain.h"
#include "cli/settings_file.h"

struct option_row {
	int letter;       /* what getopt returns; a command's list names it */
	const char *name;
	const char *argument; /* NULL = takes none */
	const char *what;
};

static const struct option_row rows[] = {
	{'m', "model", "NAME", "geometry and policy of this CPython, whatever the file says"},
	{'B', "beside", "MODEL", "the same operations under this model, too, side by side (keys Tab, d);\n"
				  "                         a scenario's expectations are tested under its own alone"},
	{'l', "lang", "en|zh", "language of narration and screen"},
	{'t', "theme", "NAME", "any, dark or light ground (default: what COLORFGBG says, or any)"},
	{'a', "ascii", NULL, "nothing but ASCII on the screen"},
	{'c', "no-color", NULL, "no colour (also: NO_COLOR in the environment)"},
	{'D', "colors", "LEVEL", "true, 256, 16, 8 or none (default: what the terminal has; of ansi 256)"},
	{'M', "no-mouse", NULL, "leave the mouse to the terminal"},
	{'k', "clicker", NULL, "'.' blanks the screen, as some presenters' clickers send it"},
	{'g', "big", NULL, "large and little, for a projector (key B)"},
	{'i', "still", NULL, "nothing moves by itself: changes are marked (key m)"},
	{'s', "size", "WxH", "draw for a screen of this size"},
	{'b', "memory", "MIB", "for going back in time (default 256; recordings: 12 bytes a call more)"},
	{'A', "at", "WHERE", "12, 12.3 (a step of it), a mark, stop:3, or end"},
	{'f', "format", "NAME", "of one place: text (default), ansi, svg, json; of a stretch: words\n"
				"                         (sentences), cast (asciicast), film (animated SVG), storyboard\n"
				"                         (Markdown, a picture for each stop)"},
	{'Z', "roles", NULL, "text: below it a second plane, a letter a cell: what it means"},
	{'F', "from", "WHERE", "where words, a cast or a film begin"},
	{'T', "to", "WHERE", "where they end"},
	{'d', "detail", "NAME", "cast, film: a move is an operation (op), a step or a write"},
	{'e', "step", "SECONDS", "cast, film: from one move to the next"},
	{'w', "stop", "SECONDS", "cast, film: at each narration (default: as long as reading takes)"},
	{'x', "speed", "TIMES", "cast, film: so many times as fast"},
	{'I', "idle", "SECONDS", "cast, film: nothing stands still for longer"},
	{'n', "length", "SECONDS", "cast, film: of the whole (default for recordings: 30)"},
	{'r', "rate", "FRAMES", "cast, film: a second, at most (default 15)"},
	{'q', "captions", NULL, "cast, film: what is said in two rows below the picture"},
	{'P', "poster", "WHERE", "cast: the first frame shows this; film: so do viewers that stand still"},
	{'V', "cast-version", "2|3", "cast: of the format (default 2, which plays everywhere)"},
	{'R', "record", "FILE", "an asciicast of what is shown, as it is shown (--idle, --cast-version)"},
	{'L', "linear", NULL, "no screen: sentences, line by line, commands typed as lines"},
	{'o', "output", "FILE", "or -o: write there (default: standard output; record:\n"
				"                         PROGRAM.PID.awtrace, where only a recording is replaced)"},
	{'S', "sample", "CALLS", "pool headers, too: at marks, at the end, after so many calls (0: not)"},
	{'C', "children", NULL, "record forked and executed programs, too, into FILE.PID"},
	{'K', "config", NULL, "print a settings file: all of them, as they are now"},
	{'v', "verbose", NULL, "say what was written"},
	{'h', "help", NULL, "this"},
	{0, NULL, NULL, NULL},
};

#define ROWS (sizeof rows / sizeof *rows)
#define COMMON "h"
#define CALL_WIDTH 28 /* of the column of calls in the help */

const struct command commands[] = {
	{"play", "FILE", "step through a scenario or a recording", "*mBltacDgksMiRIVbL", cmd_play},
	{"check", "FILE...", "validate scenarios, run them, test every expectation", "mb", cmd_check},
	{"render", "FILE", "one picture, or the state, without a terminal", "mBltacDgsiAfZFTdewxInrqPVob", cmd_render},
	{"record", "COMMAND...", "run a Python program and write down what its allocator does",
	 "+oSCv", cmd_record},
	{"live", "COMMAND...", "record a Python program and watch it while it runs", "+*mltacDgksMiRIVboSv",
	 cmd_live},
	{"verify", "FILE...", "replay recordings, compare every placement with the interpreter's", "m",
	 cmd_verify},
	{"import", "TEXT -o OUT", "make a recording of a trace in text form ('-' = standard input)", "o",
	 cmd_import},
	{"export", "RECORDING", "write a recording in text form", "o", cmd_export},
	{"models", "", "list the models: versions of CPython, and a toy", "", cmd_models},
	{"keys", "", "list the keys as they are; or a file of all settings", "*lK", cmd_keys},
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
		     "  %-*s %s\n  %-*s %s\n",
		CALL_WIDTH, "arenawalk", "a menu of the lessons that come with it", CALL_WIDTH,
		"arenawalk FILE", "the same as play FILE ('-' = standard input)");
	for (const struct command *c = commands; c->name; c++) {
		char call[40];

		snprintf(call, sizeof call, "arenawalk %s %s", c->name, c->arguments);
		fprintf(out, "  %-*s %s\n", CALL_WIDTH, call, c->what);
	}
	help_options(NULL, out);
	fprintf(out, "  --version              print the version\n\n"
		     "exit status: 0 good, 1 an expectation or a placement does not hold, 2 bad input;\n"
		     "of record and live: the program's own\n");
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

/* Seconds, or times: any number that a presenter could mean. */
static bool take_seconds(const char *name, const char *text, double *value)
{
	char *end;

	*value = strtod(text, &end);
	return (end > text && !*end && *value >= 0.01 && *value <= 1000000) ||
	       wrong(name, text, "a number such as 0.5 or 30");
}

static bool take_rate(const char *text, unsigned *rate)
{
	uint64_t frames;

	if (!parse_calls(text, &frames) || frames < 1 || frames > 60)
		return wrong("rate", text, "1 to 60");
	*rate = (unsigned)frames;
	return true;
}

static bool take(struct options *options, int letter, const char *value)
{
	switch (letter) {
	case 'm': options->model = value; return true;
	case 'B': options->beside = value; return true;
	case 'a': options->ascii = true; return true;
	case 'c': options->no_colour = true; return true;
	case 'D':
		options->says_depth = true;
		return depth_find(value, &options->depth) ||
		       wrong("colors", value, "true, 256, 16, 8 or none");
	case 'M': options->no_mouse = true; return true;
	case 'g': options->big = true; return true;
	case 'i': options->still = true; return true;
	case 'A': options->at = value; return true;
	case 'k': options->clicker = true; return true;
	case 'C': options->children = true; return true;
	case 'K': options->config = true; return true;
	case 'v': options->verbose = true; return true;
	case 'S':
		options->sample = true;
		return parse_calls(value, &options->sample_every) ||
		       wrong("sample", value, "a number of calls");
	case 'f': options->format = value; return true;
	case 'd':
		options->detail = value;
		return strcmp(value, "op") == 0 || strcmp(value, "step") == 0 ||
		       strcmp(value, "write") == 0 || wrong("detail", value, "op, step or write");
	case 'e': return take_seconds("step", value, &options->pace.step_s);
	case 'w': return take_seconds("stop", value, &options->pace.stop_s);
	case 'x': return take_seconds("speed", value, &options->pace.speed);
	case 'I': return take_seconds("idle", value, &options->pace.idle_s);
	case 'n': return take_seconds("length", value, &options->pace.length_s);
	case 'r': return take_rate(value, &options->pace.rate);
	case 'Z': options->roles = true; return true;
	case 'q': options->captions = true; return true;
	case 'P': options->poster = value; return true;
	case 'V':
		options->cast_version = strcmp(value, "3") == 0 ? 3 : 2;
		return strcmp(value, "2") == 0 || strcmp(value, "3") == 0 ||
		       wrong("cast-version", value, "2 or 3");
	case 'F': options->from = value; return true;
	case 'T': options->to = value; return true;
	case 'L': options->linear = true; return true;
	case 'R': options->record = value; return *value || wrong("record", value, "the name of a file to write");
	case 'o':
		options->output = value;
		return *value || wrong("output", value, "the name of a file to write");
	case 'l':
		options->says_language = true;
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

static const struct option_row *row_of(int letter)
{
	for (const struct option_row *row = rows; row->name; row++)
		if (row->letter == letter)
			return row;
	return NULL;
}

/* The names that [word] is a beginning of: getopt takes an option for its beginning only if it is
 * the beginning of no other. */
static size_t add_completions(const struct command *command, const char *word, struct str *out)
{
	size_t length = strcspn(word, "="), count = 0;

	for (const struct option_row *row = rows; row->name; row++)
		if (takes(command, row->letter) && strncmp(row->name, word, length) == 0)
			str_printf(out, "%s--%s", count++ ? ", " : "", row->name);
	return count;
}

/* A command that has the option [name]; NULL = none has. */
static const char *who_takes(const char *name)
{
	for (const struct option_row *row = rows; row->name; row++)
		for (const struct command *c = commands; c->name; c++)
			if (strcmp(row->name, name) == 0 && takes(c, row->letter))
				return c->name;
	return NULL;
}

/* [word] as it stands there, "--" and all. */
static void explain_unknown(const struct command *command, const char *word, const char *usual)
{
	const char *name = word + strspn(word, "-"), *names[ROWS], *nearest;
	char text[160] = "";
	struct str hint = str_init(text, sizeof text);
	size_t count = 0;

	if (word[1] == '-' && add_completions(command, name, &hint) > 1) {
		complain(stderr, text, "'%s' could be more than one option", word);
		return;
	}
	for (const struct option_row *row = rows; row->name; row++)
		if (takes(command, row->letter))
			names[count++] = row->name;
	nearest = diag_nearest(name, names, count);
	if (word[1] == '-' && nearest)
		str_printf(&hint, "did you mean '--%s'?", nearest);
	else if (word[1] == '-' && who_takes(name))
		str_printf(&hint, "it belongs to 'arenawalk %s'", who_takes(name));
	complain(stderr, hint.length ? text : usual, "unknown option '%s'", word);
}

/* getopt is silent.  Of a letter it did not like it gives us just that, for it may stand among
 * others; of a word, the word before optind. */
static void explain_getopt(const struct command *command, char **argv, int what)
{
	const char *word = argv[optind - 1];
	const struct option_row *row = row_of(optopt);
	char usual[64], letter[3] = {'-', (char)optopt, '\0'};
	bool has_value = row && !row->argument && strncmp(word, "--", 2) == 0 && strchr(word, '=');

	snprintf(usual, sizeof usual, "try 'arenawalk%s%s --help'", command->name[0] ? " " : "",
		 command->name);
	if (what == ':')
		complain(stderr, usual, "%s requires an argument", word);
	else if (has_value)
		complain(stderr, usual, "--%s takes no value", row->name);
	else
		explain_unknown(command, optopt ? letter : word, usual);
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
	if (!options->theme)
		options->theme = settings->theme;
	if (!options->says_language && settings->language != LANGUAGE_UNSAID)
		options->chinese = settings->language == LANGUAGE_CHINESE;
	options->no_mouse |= settings->mouse == SETTING_OFF;
	options->still |= settings->motion == SETTING_OFF;
	return true;
}

bool options_parse(struct options *options, const struct command *command, int argc, char **argv,
		   int *status)
{
	struct option table[ROWS];
	const char *letters = strchr(command->options, '+') ? "+:o:hv" : ":o:h";
	int letter;

	*options = (struct options){.chinese = prefers_chinese()};
	settings_init(&options->settings);
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
	if (options->says_language && options->chinese && !lang_has_chinese())
		fputs("arenawalk: note: no Chinese catalogue is installed: the interface speaks English\n",
		      stderr);
	return take_settings(options, command);
}

enum colour_depth options_depth(const struct options *options, enum colour_depth usual)
{
	const char *no_color = getenv("NO_COLOR");

	if (options->no_colour)
		return DEPTH_MONO;
	if (options->says_depth)
		return options->depth;
	return no_color && *no_color ? DEPTH_MONO : usual;
}
