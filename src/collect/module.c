/* module.c - where the recorder's library lies, and what LD_PRELOAD is told; see module.h. */
#include "collect/module.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/complain.h"
#include "base/installed.h"
#include "recorder_paths.h"

#define MODULE "libarenawalk-record.so"
#define DIVIDERS " :\t\n" /* of names in LD_PRELOAD: there is no way to write them in one */

/* A folder of our own, and in it a link to the library's. */
static char folder[PATH_MAX];

/* In the build folder; beside the program, wherever it was put; where it was to be put. */
static bool find_module(char *path, size_t bytes)
{
	static const char *const places[] = {"src/recorder/" MODULE,
					     "../" RECORDER_LIBDIR "/" MODULE};

	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (installed_beside(places[i], path, bytes) && access(path, R_OK) == 0)
			return true;
	snprintf(path, bytes, "%s/" MODULE, RECORDER_INSTALLED);
	return access(path, R_OK) == 0;
}

static void link_in(char *link, size_t bytes)
{
	snprintf(link, bytes, "%s/lib", folder);
}

/* [path] by way of a link, whose name has no dividers.  A process that becomes another user's on
 * the way must get through, too; none needs to see what is in the folder. */
static bool link_module(const char *path, char *name, size_t bytes)
{
	const char *place = getenv("TMPDIR");
	char target[PATH_MAX], link[PATH_MAX + 4];
	char *end;

	if (!place || *place != '/' || strpbrk(place, DIVIDERS))
		place = "/tmp";
	if (!realpath(path, target) || !(end = strrchr(target, '/')))
		return false;
	*end = '\0';
	snprintf(folder, sizeof folder, "%s/arenawalk-XXXXXX", place);
	if (!mkdtemp(folder)) {
		folder[0] = '\0';
		return false;
	}
	link_in(link, sizeof link);
	if (chmod(folder, 0711) != 0 || symlink(target, link) != 0) {
		module_forget();
		return false;
	}
	return (size_t)snprintf(name, bytes, "%s/" MODULE, link) < bytes;
}

bool module_name(char *name, size_t bytes)
{
	char path[PATH_MAX];
	int fd;

	if (!find_module(path, sizeof path)) {
		complain(stderr, "is arenawalk installed as a whole?", MODULE " is missing");
		return false;
	}
	snprintf(name, bytes, "%s", path);
	if (!strpbrk(path, DIVIDERS) || link_module(path, name, bytes))
		return true;
	/* Nothing can be written: as long as there is the same /proc, this is a name, too. */
	fd = open(path, O_RDONLY | O_CLOEXEC);
	snprintf(name, bytes, "/proc/%d/fd/%d", (int)getpid(), fd);
	return fd >= 0;
}

void module_forget(void)
{
	char link[PATH_MAX + 4];

	if (!folder[0])
		return;
	link_in(link, sizeof link);
	unlink(link);
	rmdir(folder);
	folder[0] = '\0';
}
