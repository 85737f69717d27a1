/*
 * where.h - WHERE of --at and its like: 12, 12.3, a mark's name, stop:3, end.
 */
#ifndef CLI_WHERE_H
#define CLI_WHERE_H

#include <stdbool.h>

struct timeline;

/* Go to WHERE (the manual says what it can be).  False, with a message on standard error about
 * [option] ("--at"), if there is no such place. */
bool where_go(struct timeline *timeline, const char *option, const char *where);

#endif
