/* forked.c - children of fork that still run; see forked.h. */
#include "collect/forked.h"

#include <dirent.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

bool forked_any(const char *name)
{
	DIR *processes = opendir("/proc");
	const struct dirent *entry;
	bool any = false;

	while (processes && !any && (entry = readdir(processes))) {
		uint32_t pid = (uint32_t)strtoul(entry->d_name, NULL, 10);

		any = pid != (uint32_t)getpid() && maps(pid, name);
	}
	if (processes)
		closedir(processes);
	return any;
}
