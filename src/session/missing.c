/* missing.c - files that are not there; see missing.h. */
#include "session/missing.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/path.h"

#define ENTRIES_MOST 512 /* of the folder that are compared */

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* A name in the same folder that is nearly the same. */
static bool find_nearest(const char *path, char *found, size_t bytes)
{
	int prefix = (int)(path_name(path) - path);
	const char *names[ENTRIES_MOST], *nearest;
	struct dirent **entries;
	char folder[PATH_MAX];
	int count;

	snprintf(folder, sizeof folder, "%.*s", prefix, path);
	count = scandir(prefix ? folder : ".", &entries, is_visible, alphasort);
	if (count < 0)
		return false;
	for (int i = 0; i < count && i < ENTRIES_MOST; i++)
		names[i] = entries[i]->d_name;
	nearest = diag_nearest(path + prefix, names,
			       count < ENTRIES_MOST ? (size_t)count : ENTRIES_MOST);
	if (nearest)
		snprintf(found, bytes, "%s%s", folder, nearest);
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
	return nearest != NULL;
}

bool missing_near(const char *path, char *hint, size_t bytes)
{
	char found[PATH_MAX];

	return find_nearest(path, found, sizeof found) &&
	       snprintf(hint, bytes, "did you mean '%s'?", found) > 0;
}

bool missing_hint(const char *path, bool recording, char *hint, size_t bytes)
{
	if (strcmp(path, "-") == 0 || access(path, F_OK) == 0)
		return false;
	if (!missing_near(path, hint, bytes))
		snprintf(hint, bytes, recording || path_is_recording(path)
					      ? "`arenawalk record app.py` makes a recording"
					      : "without a file, `arenawalk` opens the menu of lessons");
	return true;
}
