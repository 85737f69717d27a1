/* path.c - folders and names; see path.h. */
#include "base/path.h"

#include <string.h>

const char *path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool ends_with(const char *path, const char *ending)
{
	size_t length = strlen(path), end = strlen(ending);

	return length > end && strcmp(path + length - end, ending) == 0;
}

bool path_is_python(const char *path)
{
	return ends_with(path, ".py");
}

bool path_is_recording(const char *path)
{
	return ends_with(path, ".awtrace");
}
