/*
 * installed.h - where the files are that come with the program.
 */
#ifndef BASE_INSTALLED_H
#define BASE_INSTALLED_H

#include <stdbool.h>
#include <stddef.h>

/* FOLDER-OF-THE-PROGRAM/[name], whether it exists or not: a tree that was moved as a whole, or
 * installed with DESTDIR, finds its parts.  False: the folder is not known, or too long. */
bool installed_beside(const char *name, char *path, size_t bytes);

#endif
