/* path.c - folders and names; see path.h. */
#include "base/path.h"

#include <string.h>
#include <unistd.h>

const char *path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

bool path_of_program(char *folder, size_t bytes)
{
	ssize_t length = readlink("/proc/self/exe", folder, bytes);
	char *slash;

	if (length <= 0 || (size_t)length == bytes)
		return false;
	folder[length] = '\0';
	slash = strrchr(folder, '/');
	if (slash)
		*slash = '\0';
	return slash != NULL;
}
