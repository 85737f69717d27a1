/* installed.c - files that come with the program; see installed.h. */
#include "base/installed.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "base/path.h"

bool installed_beside(const char *name, char *path, size_t bytes)
{
	char program[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);

	if (length <= 0)
		return false;
	program[length] = '\0';
	return snprintf(path, bytes, "%.*s%s", (int)(path_name(program) - program), program,
			name) < (int)bytes;
}
