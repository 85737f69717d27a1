/* path.c - folders and names; see path.h. */
#include "base/path.h"

#include <string.h>

const char *path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

bool path_is_python(const char *path)
{
	size_t length = strlen(path);

	return length > 3 && strcmp(path + length - 3, ".py") == 0;
}
