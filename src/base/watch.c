/* watch.c - waiting for a file to be written; see watch.h. */
#include "base/watch.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"

#define EVENTS                                                                                     \
	(IN_CLOSE_WRITE | IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO |        \
	 IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)
#define WRITTEN (IN_CLOSE_WRITE | IN_MOVED_TO)

/* A name in a folder. */
struct watched_name {
	int folder; /* inotify's number; -1 = not watched */
	char *name; /* owned */
};

enum { AS_CALLED, AS_LED_TO, SPOTS };

struct watch {
	int descriptor;
	char *path; /* owned */
	struct watched_name spots[SPOTS];
	bool pending;    /* something has happened ... */
	uint64_t due_ms; /* ... and is over by then */
	bool was_empty;  /* and has been given its time */
};

static struct watched_name spot_of(struct watch *watch, const char *path)
{
	const char *name = path_name(path);
	char folder[PATH_MAX];

	/* A point behind it: no folder at all is the one we are in. */
	snprintf(folder, sizeof folder, "%.*s.", (int)(name - path), path);
	return (struct watched_name){.folder = inotify_add_watch(watch->descriptor, folder, EVENTS),
				     .name = mem_text(name)};
}

static bool is_watched(const struct watch *watch, int folder)
{
	return folder == watch->spots[AS_CALLED].folder ||
	       folder == watch->spots[AS_LED_TO].folder;
}

/* Folders come and go, links are turned.  A folder that stays is watched without a gap: adding
 * it again gives the same number. */
void watch_renew(struct watch *watch)
{
	struct watched_name before[SPOTS];
	char real[PATH_MAX];

	if (!watch)
		return;
	memcpy(before, watch->spots, sizeof before);
	watch->spots[AS_CALLED] = spot_of(watch, watch->path);
	watch->spots[AS_LED_TO] = realpath(watch->path, real) ? spot_of(watch, real)
							      : (struct watched_name){.folder = -1};
	for (int i = 0; i < SPOTS; i++) {
		if (before[i].folder >= 0 && !is_watched(watch, before[i].folder))
			inotify_rm_watch(watch->descriptor, before[i].folder);
		free(before[i].name);
	}
}

struct watch *watch_new(const char *path)
{
	int descriptor = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	struct watch *watch;

	if (descriptor < 0)
		return NULL;
	watch = mem_zero(1, sizeof *watch);
	watch->descriptor = descriptor;
	watch->path = mem_text(path);
	for (int i = 0; i < SPOTS; i++)
		watch->spots[i].folder = -1;
	watch_renew(watch);
	if (watch->spots[AS_CALLED].folder >= 0)
		return watch;
	watch_destroy(watch);
	return NULL;
}

void watch_destroy(struct watch *watch)
{
	if (!watch)
		return;
	for (int i = 0; i < SPOTS; i++)
		free(watch->spots[i].name);
	close(watch->descriptor);
	free(watch->path);
	free(watch);
}

int watch_descriptor(const struct watch *watch)
{
	return watch ? watch->descriptor : -1;
}

static bool is_ours(const struct watch *watch, const struct inotify_event *event)
{
	if (event->mask & IN_Q_OVERFLOW)
		return true;
	for (int i = 0; i < SPOTS; i++) {
		const struct watched_name *spot = &watch->spots[i];

		if (spot->name && event->wd == spot->folder &&
		    (event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED) ||
		     (event->len > 0 && strcmp(event->name, spot->name) == 0)))
			return true;
	}
	return false;
}

static void note(struct watch *watch, const struct inotify_event *event, uint64_t now_ms)
{
	uint64_t wait = event->mask & WRITTEN ? WATCH_SETTLE_MS : WATCH_SLOW_MS;

	if (!is_ours(watch, event))
		return;
	watch->pending = true;
	watch->due_ms = now_ms + wait;
	watch->was_empty = false;
}

void watch_read(struct watch *watch, uint64_t now_ms)
{
	_Alignas(struct inotify_event) char bytes[4096];
	ssize_t length;

	while ((length = read(watch->descriptor, bytes, sizeof bytes)) > 0) {
		const char *at = bytes;

		while (at < bytes + length) {
			const struct inotify_event *event = (const void *)at;

			note(watch, event, now_ms);
			at += sizeof *event + event->len;
		}
	}
}

int watch_wait_ms(const struct watch *watch, uint64_t now_ms)
{
	if (!watch || !watch->pending)
		return -1;
	return watch->due_ms > now_ms ? (int)(watch->due_ms - now_ms) : 0;
}

enum watch_news watch_take(struct watch *watch, uint64_t now_ms)
{
	struct stat info;
	bool is_there;

	if (!watch || !watch->pending || now_ms < watch->due_ms)
		return WATCH_NOTHING;
	is_there = stat(watch->path, &info) == 0;
	if (is_there && info.st_size == 0 && !watch->was_empty) {
		watch->was_empty = true;
		watch->due_ms = now_ms + WATCH_SLOW_MS;
		return WATCH_NOTHING;
	}
	watch->pending = false;
	watch_renew(watch);
	return is_there ? WATCH_CHANGED : WATCH_GONE;
}
