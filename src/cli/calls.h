/*
 * calls.h - what can be called: a row for each, in the file of the call (cli/cmd_*.c).
 *
 * One table: options.c parses it, help.c prints it, and the manual and the completions of shells
 * (src/pages) are made from it.
 */
#ifndef CLI_CALLS_H
#define CLI_CALLS_H

#include <stdbool.h>

#include "cli/option_rows.h"

/* What stands behind the options. */
enum operands {
	TAKES_NOTHING = 0,
	TAKES_SCENARIO = 1,  /* or the name of a lesson */
	TAKES_RECORDING = 2,
	TAKES_TEXT = 4,      /* any file */
	TAKES_COMMAND = 8,   /* another program with its own arguments */
};

struct call {
	const char *name;      /* "" = the menu: nothing is named at all */
	const char *arguments; /* for the help */
	const char *what;      /* for lang_text() */
	enum option_id options[OPT_COUNT]; /* beside those of every call; OPT_NONE ends them */
	bool ends_at_word;     /* what follows the first word is not ours */
	bool reads_settings;   /* the user's settings (ui/settings.h) hold */
	unsigned operands;     /* enum operands */
	int (*run)(const struct options *options); /* once they are parsed; an exit status */
};

#define CALL(name) extern const struct call call_##name;
#include "cli/calls.def"
extern const struct call call_menu; /* what is called without a name; not in the table */

extern const struct call *const call_rows[]; /* ends with NULL */

#define CALLS_MOST 32 /* the NULL included */

/* The row of the call of that name; NULL = there is none. */
const struct call *call_find(const char *name);

/* Whether the option may be given to it. */
bool call_takes(const struct call *call, enum option_id option);

/* Whether its help tells of the option: the menu's has those of play, too, which FILE alone is. */
bool call_tells(const struct call *call, enum option_id option);

#endif
