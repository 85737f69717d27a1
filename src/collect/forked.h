/*
 * forked.h - children of fork that recorded programs have left behind.
 */
#ifndef COLLECT_FORKED_H
#define COLLECT_FORKED_H

#include <stdbool.h>
#include <stdint.h>

struct share;

/* How many still run, as far as /proc tells, and have a file of this name in their memory; of the
 * latest FORKED_MOST. */
uint32_t forked_with(const struct share *share, const char *name);

/* Whether any process but this has a file of this name in its memory; as far as we may know. */
bool forked_any(const char *name);

#endif
