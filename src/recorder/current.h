/*
 * current.h - which thread the interpreter takes for the current one.
 *
 * From 3.12 on that is a variable of each thread, which only the interpreter knows: its functions
 * read it.  Where it is shows by what is in it.
 */
#ifndef RECORDER_CURRENT_H
#define RECORDER_CURRENT_H

#include <stdbool.h>

/* Remember the current thread, while there is one. */
void current_note(void);

/* Where the interpreter has none any more, let it be the one that was remembered, until current_leave;
 * to be called in the same thread, while its state is still there.  False: that cannot be, and
 * nothing is changed. */
bool current_return(void);
void current_leave(void);

#endif
