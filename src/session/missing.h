/*
 * missing.h - what may have been meant by the name of a file that is not there.
 */
#ifndef SESSION_MISSING_H
#define SESSION_MISSING_H

#include <stdbool.h>
#include <stddef.h>

/* Put what may have been meant by [path], or what to do instead, into [hint], cut to [bytes].
 * False if [path] is there; then it is something else that is wrong with it.  [recording]: nothing
 * else is wanted; otherwise its name tells. */
bool missing_hint(const char *path, bool recording, char *hint, size_t bytes);

/* The same only of a file of nearly the same name; false if there is none. */
bool missing_near(const char *path, char *hint, size_t bytes);

#endif
