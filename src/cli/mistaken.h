/*
 * mistaken.h - what getopt did not like, told on standard error with what may have been meant.
 */
#ifndef CLI_MISTAKEN_H
#define CLI_MISTAKEN_H

#include "cli/calls.h"

/* Right after getopt_long() has returned [what]: '?' or ':'. */
void mistaken_explain(const struct call *call, char **argv, int what);

#endif
