/* calls.c - the table of commands and options; see calls.h. */
#include "cli/calls.h"

#include <string.h>

#include "base/lang.h"
#include "cli/options.h"
#include "draw/style.h"
#include "heap/model.h"

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

/* -- options ----------------------------------------------------------------------------- */

#define RUN GROUP_RUN
#define PLACE GROUP_PLACE
#define OUTPUT GROUP_OUTPUT
#define LOOK GROUP_LOOK
#define PACE GROUP_PACE
#define TERMINAL GROUP_TERMINAL
#define RECORDER GROUP_RECORDER
#define OTHER GROUP_OTHER

const struct option_row option_rows[] = {
	{'m', 0, RUN, "model", "NAME",
	 N_("geometry and policy of this CPython, whatever the file says"), model_name_at},
	{'B', 0, RUN, "beside", "MODEL",
	 N_("the same operations under this model, too, side by side; expectations are tested "
	    "under the file's own alone"), model_name_at},
	{'b', 0, RUN, "memory", "MIB",
	 N_("for going back in time (default 256; recordings: 12 bytes a call more)"), NULL},

	{'A', 0, PLACE, "at", "WHERE",
	 N_("an operation (12), a step of it (12.3), a mark, a narration (stop:3), or end"), NULL},
	{'F', 0, PLACE, "from", "WHERE", N_("where words, a cast, a film or a storyboard begin"), NULL},
	{'T', 0, PLACE, "to", "WHERE", N_("where they end"), NULL},

	{'O', 0, OUTPUT, "format", "NAME",
	 N_("of one place: text (default), ansi, svg, json; of a stretch: words (sentences), cast "
	    "(asciicast), film (animated SVG), storyboard (Markdown, a picture for each stop)"),
	 render_format_at},
	{'y', 0, OUTPUT, "animate", NULL, N_("svg: the whole run, as film has it"), NULL},
	{'Z', 0, OUTPUT, "roles", NULL,
	 N_("text: below it a second plane, a letter a cell: what it means"), NULL},
	{'o', 'o', OUTPUT, "output", "FILE",
	 N_("write there, where only its like is replaced (default: standard output; record: "
	    "PROGRAM.PID.awtrace; live: nothing is kept)"), NULL},
	{'f', 'f', OUTPUT, "force", NULL,
	 N_("replace a file of any kind; without it, what this program has written alone (but never "
	    "what is read, nor through a link)"), NULL},
	{'R', 0, OUTPUT, "record", "FILE",
	 N_("an asciicast of what is shown, as it is shown (--idle, --cast-version)"), NULL},
	{'K', 0, OUTPUT, "config", NULL,
	 N_("print a settings file: all of them, as they are now"), NULL},

	{'l', 0, LOOK, "lang", "en|zh", N_("language of narration and screen"), language_at},
	{'t', 0, LOOK, "theme", "NAME",
	 N_("for any, dark or light ground (default: what COLORFGBG says, or any)"), theme_name_at},
	{'D', 0, LOOK, "colors", "LEVEL",
	 N_("true, 256, 16, 8 or none (default: what the terminal has; of ansi 256)"), depth_name},
	{'c', 0, LOOK, "no-color", NULL, N_("no colour (also: NO_COLOR in the environment)"), NULL},
	{'a', 0, LOOK, "ascii", NULL, N_("nothing but ASCII on the screen"), NULL},
	{'s', 0, LOOK, "size", "WxH", N_("draw for a screen of this size"), NULL},
	{'g', 0, LOOK, "big", NULL, N_("large and little, for a projector (key B)"), NULL},
	{'i', 0, LOOK, "still", NULL, N_("nothing moves by itself: changes are marked (key m)"), NULL},

	{'d', 0, PACE, "detail", "NAME", N_("a move is an operation (op), a step or a write"), detail_at},
	{'e', 0, PACE, "step", "SECONDS", N_("from one move to the next"), NULL},
	{'w', 0, PACE, "stop", "SECONDS",
	 N_("at each narration (default: as long as reading takes)"), NULL},
	{'x', 0, PACE, "speed", "TIMES", N_("so many times as fast"), NULL},
	{'I', 0, PACE, "idle", "SECONDS", N_("nothing stands still for longer"), NULL},
	{'n', 0, PACE, "length", "SECONDS", N_("of the whole (default for recordings: 30)"), NULL},
	{'r', 0, PACE, "rate", "FRAMES", N_("a second, at most (default 15)"), NULL},
	{'Q', 0, PACE, "captions", NULL, N_("what is said in two rows below the picture"), NULL},
	{'P', 0, PACE, "poster", "WHERE",
	 N_("cast: the first frame shows this; film: so do viewers that stand still"), NULL},
	{'W', 0, PACE, "cast-version", "2|3",
	 N_("of the asciicast format (default 2, which plays everywhere)"), version_at},

	{'L', 0, TERMINAL, "linear", NULL,
	 N_("no screen: sentences, line by line, commands typed as lines"), NULL},
	{'M', 0, TERMINAL, "no-mouse", NULL, N_("leave the mouse to the terminal"), NULL},
	{'k', 0, TERMINAL, "clicker", NULL,
	 N_("'.' blanks the screen, as some presenters' clickers send it"), NULL},

	{'S', 0, RECORDER, "sample", "CALLS",
	 N_("pool headers, too: at marks, at the end, after so many calls (0: not)"), NULL},
	{'C', 0, RECORDER, "children", NULL,
	 N_("record forked and executed programs, too, into FILE.PID"), NULL},
	{'v', 'v', RECORDER, "verbose", NULL, N_("say more of what was written"), NULL},
	{'q', 'q', RECORDER, "quiet", NULL, N_("do not say at the end where it is"), NULL},

	{'h', 'h', OTHER, "help", NULL, N_("print this help"), NULL},
	{'V', 'V', OTHER, "version", NULL, N_("print version and licence"), NULL},
	{0, 0, OTHER, NULL, NULL, NULL, NULL},
};

#define COMMON "hl" /* whoever has said `alias arenawalk="arenawalk --lang zh"` means it everywhere */

_Static_assert(sizeof option_rows / sizeof *option_rows <= OPTIONS_MOST, "there is room for each");

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

/* -- commands ---------------------------------------------------------------------------- */

#define ANY_RUN (TAKES_SCENARIO | TAKES_RECORDING)

const struct command commands[] = {
	{"play", "FILE", N_("step through a scenario or a recording"),
	 "*mBtacDgksMiRfIWbL", ANY_RUN, cmd_play},
	{"check", "FILE...", N_("validate scenarios, run them, test every expectation"),
	 "mb", TAKES_SCENARIO, cmd_check},
	{"render", "FILE", N_("a picture, a film, the state, or the run in words, without a terminal"),
	 "mBtacDgsiAOyZFTdewxInrQPWofb", ANY_RUN, cmd_render},
	{"record", "COMMAND...", N_("run a Python program and write down what its allocator does"),
	 "+ofSCvq", TAKES_COMMAND, cmd_record},
	{"live", "COMMAND...",
	 N_("record a Python program and watch it while it runs; or a recording that still grows"),
	 "+*mtacDgksMiRIWbofSv", TAKES_COMMAND | TAKES_RECORDING, cmd_live},
	{"verify", "FILE...",
	 N_("replay recordings, compare every placement with the interpreter's"),
	 "m", TAKES_RECORDING, cmd_verify},
	{"import", "TEXT -o OUT",
	 N_("make a recording of a trace in text form ('-' = standard input)"),
	 "of", TAKES_TEXT, cmd_import},
	{"export", "RECORDING", N_("write a recording in text form"), "of", TAKES_RECORDING, cmd_export},
	{"lessons", "", N_("list the lessons, whose names can stand for files"), "", TAKES_NOTHING,
	 cmd_lessons},
	{"models", "", N_("list the models: versions of CPython, and a toy"), "", TAKES_NOTHING,
	 cmd_models},
	{"keys", "", N_("list the keys as they are; or a file of all settings"), "*K", TAKES_NOTHING,
	 cmd_keys},
	{NULL, NULL, NULL, NULL, 0, NULL},
};

const struct command menu_command = {
	"", "", N_("a menu of the lessons that come with it"), "*mtacDksMibLV", TAKES_NOTHING, cmd_menu};

const char *group_title(enum option_group group)
{
	return titles[group];
}

const struct command *command_find(const char *name)
{
	for (const struct command *command = commands; command->name; command++)
		if (strcmp(command->name, name) == 0)
			return command;
	return NULL;
}

const struct option_row *option_find(int letter)
{
	for (const struct option_row *row = option_rows; row->name; row++)
		if (row->letter == letter)
			return row;
	return NULL;
}

/* As getopt has it: a beginning is enough. */
static bool is_called(const struct option_row *row, const char *word)
{
	if (word[1] == '-')
		return strncmp(row->name, word + 2, strlen(word + 2)) == 0;
	return row->is_short && row->is_short == word[1] && !word[2];
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

bool command_takes(const struct command *command, const struct option_row *row)
{
	return strchr(command->options, row->letter) || strchr(COMMON, row->letter);
}

bool option_has(const struct option_row *row, const char *value)
{
	const char *known;

	for (size_t i = 0; (known = row->value_at(i)) != NULL; i++)
		if (strcmp(known, value) == 0)
			return true;
	return false;
}
