/*
 * help.h - the table of calls.h as help: grouped, folded to 80 columns, in the user's language.
 */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include <stdbool.h>
#include <stdio.h>

#include "base/lang.h"
#include "cli/calls.h"

/* The help of one call; of the menu's: of the whole program. */
void help_print(const struct call *call, enum lang lang, FILE *out);

/* Name, version and licence. */
void help_print_version(enum lang lang, FILE *out);

#endif
