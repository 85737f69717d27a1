/* installed.c - files that come with the program; see installed.h. */
#include "base/installed.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool installed_beside(const char *name, char *path, size_t bytes)
{
	char program[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
	char *slash;

	if (length <= 0)
		return false;
	program[length] = '\0';
	slash = strrchr(program, '/');
	if (!slash)
		return false;
	*slash = '\0';
	return snprintf(path, bytes, "%s/%s", program, name) < (int)bytes;
}
