/*
 * characters.h - is this a text file at all?
 *
 * libyaml refuses what is no text too, but without saying where.
 */
#ifndef SCENARIO_CHARACTERS_H
#define SCENARIO_CHARACTERS_H

#include <stdbool.h>

#include "base/diag.h"
#include "base/source.h"

/* Whether it is UTF-8 without NUL and control characters.  False: the first fault is in [diags]. */
bool characters_check(const struct source *source, struct diag_list *diags);

#endif
