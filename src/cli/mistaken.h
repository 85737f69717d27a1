/*
 * mistaken.h - what getopt did not like, told on standard error with what may have been meant.
 */
#ifndef CLI_MISTAKEN_H
#define CLI_MISTAKEN_H

#include "cli/calls.h"

/* Complain on standard error about the option that getopt_long() has just refused with [what], '?'
 * or ':', with a hint at what was meant. */
void mistaken_explain(const struct call *call, char **argv, int what);

#endif
