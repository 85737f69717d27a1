/*
 * door.h - the recorder's memory for processes that cannot open it: those of other users, and
 * those that see another /proc (recorder/reach.h is their side).
 */
#ifndef COLLECT_DOOR_H
#define COLLECT_DOOR_H

#include <stdbool.h>

/* Make a secret of TOKEN_LENGTH characters, no NUL behind.  False: there is no chance here. */
bool door_token(char *token);

/* A door for processes that know [token]; SIGIO says that one knocks.  -1 = it cannot be: then
 * there is just /proc. */
int door_open(const char *token);

/* Give [memory] to all processes that knock; never waits. */
void door_answer(int door, const char *token, int memory);

#endif
