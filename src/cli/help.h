/*
 * help.h - the table of calls.h as help: grouped, folded to 80 columns, in the user's language.
 */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include <stdbool.h>
#include <stdio.h>

#include "cli/calls.h"

/* The help of one call; of the menu's: of the whole program. */
void help_print(const struct call *call, bool chinese, FILE *out);

/* Name, version and licence. */
void help_print_version(bool chinese, FILE *out);

#endif
