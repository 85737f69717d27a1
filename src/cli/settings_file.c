/* settings_file.c - find and read the settings file; see settings_file.h. */
#include "cli/settings_file.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/complain.h"

/* As the XDG Base Directory Specification has it: what is empty or not absolute does not count. */
static bool find_path(char *path, size_t bytes)
{
	const char *folder = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	int length = 0;

	if (folder && folder[0] == '/')
		length = snprintf(path, bytes, "%s/arenawalk/config", folder);
	else if (home && home[0] == '/')
		length = snprintf(path, bytes, "%s/.config/arenawalk/config", home);
	return length > 0 && (size_t)length < bytes;
}

/* Every command would wait for its writer. */
static bool is_pipe(const char *path)
{
	struct stat info;

	if (stat(path, &info) != 0 || !S_ISFIFO(info.st_mode))
		return false;
	complain(stderr, "make it a file, or remove it", "%s: this is a pipe, not a file", path);
	return true;
}

bool settings_file_read(struct settings *settings)
{
	struct diag_list diags = {0};
	struct source source = {0};
	char path[PATH_MAX];
	bool good;

	if (!find_path(path, sizeof path) || access(path, F_OK) != 0)
		return true;
	if (is_pipe(path))
		return false;
	good = source_read(&source, path, SETTINGS_MAX_BYTES, &diags) &&
	       settings_read(settings, &source, &diags);
	if (!good)
		diag_print(&diags, &source, stderr);
	diag_fini(&diags);
	source_fini(&source);
	return good;
}
