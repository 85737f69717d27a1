/*
 * folder.h - the files of a folder with an ending, in the order of their names.
 */
#ifndef SUPPORT_FOLDER_H
#define SUPPORT_FOLDER_H

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct folder {
	const char *path; /* borrowed */
	struct dirent **files;
	int count;
};

static inline bool folder_has_ending(const char *name, const char *ending)
{
	const char *dot = strrchr(name, '.');

	return name[0] != '.' && dot && strcmp(dot, ending) == 0;
}

static inline void folder_close(struct folder *folder)
{
	while (folder->count > 0)
		free(folder->files[--folder->count]);
	free(folder->files);
	*folder = (struct folder){0};
}

/* [ending]: with its dot.  False, and said: there is none. */
static inline bool folder_open(struct folder *folder, const char *path, const char *ending)
{
	int all;

	*folder = (struct folder){.path = path};
	all = scandir(path, &folder->files, NULL, alphasort);
	for (int i = 0; i < all; i++) {
		if (folder_has_ending(folder->files[i]->d_name, ending))
			folder->files[folder->count++] = folder->files[i];
		else
			free(folder->files[i]);
	}
	if (folder->count > 0)
		return true;
	fprintf(stderr, "no *%s in %s\n", ending, path);
	folder_close(folder);
	return false;
}

static inline const char *folder_name(const struct folder *folder, int i)
{
	return folder->files[i]->d_name;
}

/* The path of any file in it. */
static inline void folder_path(const struct folder *folder, const char *name, char *path,
			       size_t bytes)
{
	snprintf(path, bytes, "%s/%s", folder->path, name);
}

#endif
