/*
 * installed.h - where the files are that come with the program.
 */
#ifndef BASE_INSTALLED_H
#define BASE_INSTALLED_H

#include <stdbool.h>
#include <stddef.h>

/* Write FOLDER-OF-THE-PROGRAM/[name] to [path], which has room for [bytes], whether it exists or
 * not: a tree that was moved as a whole, or installed with DESTDIR, finds its parts.  False: the
 * folder is not known (/proc/self/exe), or the path too long; nobody is told. */
bool installed_beside(const char *name, char *path, size_t bytes);

#endif
