/*
 * path.h - the two parts of a path: a folder, and a name in it.
 */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include <stdbool.h>

/* The name: what stands behind the last slash.  It is part of [path]; what is in front of it, the
 * slash included, is the folder: nothing of it = the one we are in.  "" where a slash ends it. */
const char *path_name(const char *path);

/* Whether it is named as a Python program is: something, and then ".py". */
bool path_is_python(const char *path);

/* Whether it is named as a recording is: something, and then ".awtrace". */
bool path_is_recording(const char *path);

#endif
