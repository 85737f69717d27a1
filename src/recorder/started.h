/*
 * started.h - the Pythons that a recorded program starts or forks and that are not recorded: each
 * is counted in the memory of share.h, so that it can be told.
 *
 * They do not know of us, and are not to: so it is seen in the process that starts them.  What
 * other programs start in turn, a shell say, is not seen.
 */
#ifndef RECORDER_STARTED_H
#define RECORDER_STARTED_H

#include <stdbool.h>

/* This process is recorded; [children]: so are those it starts, if they can be found. */
void started_begin(bool children);

/* In the child of a fork, which is not recorded. */
void started_fork(void);

#endif
