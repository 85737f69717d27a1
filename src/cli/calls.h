/*
 * calls.h - what can be called: the commands, and the options that they take.
 *
 * One table: options.c parses it, help.c prints it, and the manual and the completions of shells
 * (src/pages) are made from it.
 */
#ifndef CLI_CALLS_H
#define CLI_CALLS_H

#include <stdbool.h>
#include <stddef.h>

struct options;

/* What options are about: the headings of the help, in this order. */
enum option_group {
	GROUP_RUN,      /* what is run */
	GROUP_PLACE,    /* which part of it */
	GROUP_OUTPUT,   /* what comes out, and where */
	GROUP_LOOK,     /* what it looks like */
	GROUP_PACE,     /* how fast casts and films go */
	GROUP_TERMINAL, /* the screen that people sit at */
	GROUP_RECORDER,
	GROUP_OTHER,
	GROUP_COUNT
};

struct option_row {
	int letter;           /* what getopt returns; a command's list names it */
	char is_short;        /* the letter itself, where it can be typed: -o; else 0 */
	enum option_group group;
	const char *name;
	const char *argument; /* "FILE" is one; NULL = takes none */
	const char *what;     /* for lang_text() */
	const char *(*value_at)(size_t index); /* its values, NULL past the last; NULL = any */
};

/* What stands behind the options. */
enum operands {
	TAKES_NOTHING = 0,
	TAKES_SCENARIO = 1,  /* or the name of a lesson */
	TAKES_RECORDING = 2,
	TAKES_TEXT = 4,      /* any file */
	TAKES_COMMAND = 8,   /* another program with its own arguments */
};

struct command {
	const char *name;      /* "" = the menu: no command at all */
	const char *arguments; /* for the help */
	const char *what;      /* for lang_text() */
	const char *options;   /* letters of the option table that it takes, beside the common ones;
				  '+': what follows the first word is not ours; '*': the user's
				  settings (ui/settings.h) hold */
	unsigned operands;     /* enum operands */
	int (*run)(const struct options *options);
};

extern const struct command commands[];    /* ends with a NULL name */
extern const struct command menu_command;  /* what is called without a command */
extern const struct option_row option_rows[]; /* ends with a NULL name */

#define OPTIONS_MOST 64 /* rows, the last included */

/* For lang_text(). */
const char *group_title(enum option_group group);

/* NULL = there is none. */
const struct command *command_find(const char *name);
const struct option_row *option_find(int letter);

/* Whether [word], "--lang" or "-o", is an option of any command whose value is the next word. */
bool option_has_value_behind(const char *word);

/* Whether its value names a file. */
bool option_takes_file(const struct option_row *row);

bool command_takes(const struct command *command, const struct option_row *row);

/* Whether [value] is one of those that the option has. */
bool option_has(const struct option_row *row, const char *value);

#endif
