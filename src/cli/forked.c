/* forked.c - children of fork that still run; see forked.h. */
#include "cli/forked.h"

#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "recorder/share.h"

/* Whether process [pid] has a file of this name in its memory. */
static bool maps(uint32_t pid, const char *name)
{
	char path[64], line[PATH_MAX + 128];
	bool found = false;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%" PRIu32 "/maps", pid);
	file = pid ? fopen(path, "re") : NULL;
	while (file && !found && fgets(line, sizeof line, file))
		found = strstr(line, name) != NULL;
	if (file)
		fclose(file);
	return found;
}

uint32_t forked_with(const struct share *share, const char *name)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < FORKED_MOST; i++)
		count += maps(atomic_load(&share->forked[i]), name);
	return count;
}
