/*
 * executable.h - what would run if a file were executed.
 */
#ifndef RECORDER_EXECUTABLE_H
#define RECORDER_EXECUTABLE_H

#include <stdbool.h>
#include <stddef.h>

/* Where execvp would find [name]: [name] itself if it has a slash, otherwise in the folders of
 * PATH in [environment].  False: nowhere, or not in [bytes]. */
bool executable_find(const char *name, char *const *environment, char *path, size_t bytes);

/* Whether that is a CPython, linked in or in a library, or a script for one.  Only reads what leads
 * there, and takes no memory: the caller may be a child of vfork. */
bool executable_is_python(const char *path, char *const *environment);

#endif
