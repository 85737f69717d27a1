/*
 * option_rows.h - the options that there are, each a row of options.def: what it is called, and
 * what takes its value.
 */
#ifndef CLI_OPTION_ROWS_H
#define CLI_OPTION_ROWS_H

#include <stdbool.h>
#include <stddef.h>

struct options;

enum option_id {
	OPT_NONE, /* ends lists of them */
#define OPTION(id, ...) OPT_##id,
#include "cli/options.def"
	OPT_COUNT
};

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
	enum option_id id;
	char letter;          /* -o; 0 = it has none */
	enum option_group group;
	const char *name;
	const char *argument; /* "FILE" is one; NULL = takes none */
	const char *what;     /* for lang_text() */
	const char *(*value_at)(size_t index); /* its values, NULL past the last; NULL = any */
	/* Put [value] into [place], a member of struct options; NULL where the option takes none.
	 * False: it means nothing. */
	bool (*take)(void *place, const char *value);
	size_t offset;        /* of that member */
	bool is_word;         /* nothing but its values is taken */
	const char *hint;     /* else: what was expected; NULL = anything is good */
};

extern const struct option_row option_rows[]; /* ends with a NULL name */

/* A group's heading, for lang_text(). */
const char *group_title(enum option_group group);

/* What getopt returns for [row], where it is called by its name. */
int option_code(const struct option_row *row);

/* The option that getopt's [code] stands for, a letter or that of a name; NULL = none. */
const struct option_row *option_find(int code);

/* Put [value] where it belongs.  False, with a complaint: it is none of its values. */
bool option_take(const struct option_row *row, struct options *options, const char *value);

/* Whether [word], "--lang" or "-o", is an option of any call whose value is the next word. */
bool option_has_value_behind(const char *word);

/* Whether its value names a file. */
bool option_takes_file(const struct option_row *row);

#endif
