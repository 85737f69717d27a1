/* progress.c - lessons that have been seen; see progress.h. */
#include "cli/progress.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/mem.h"
#include "base/outfile.h"
#include "base/source.h"

#define HEAD "arenawalk-lessons 1"
#define FILE_BYTES 65536u
#define ITEMS_MOST 1000
#define NAME_BYTES 201

/* NULL: nobody has said where. */
static char *state_path(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	char path[PATH_MAX];
	int length;

	/* The specification: a path that is not absolute is to be ignored. */
	if (state && *state == '/')
		length = snprintf(path, sizeof path, "%s/arenawalk/lessons", state);
	else if (home && *home == '/')
		length = snprintf(path, sizeof path, "%s/.local/state/arenawalk/lessons", home);
	else
		return NULL;
	return length < (int)sizeof path ? mem_text(path) : NULL;
}

static struct seen *find(const struct progress *progress, const char *name)
{
	for (size_t i = 0; i < progress->count; i++)
		if (strcmp(progress->items[i].name, name) == 0)
			return &progress->items[i];
	return NULL;
}

static void read_line(struct progress *progress, const char *line)
{
	char how[8], name[NAME_BYTES];
	struct seen item = {0};
	int end = 0;

	if (sscanf(line, "%7s %200s %19" SCNu64 " %9" SCNu32 " %9" SCNu32 " %n", how, name,
		   &item.events, &item.right, &item.asked, &end) != 5 ||
	    line[end] || item.right > item.asked || progress->count == ITEMS_MOST ||
	    find(progress, name))
		return;
	item.is_seen = strcmp(how, "seen") == 0;
	if (!item.is_seen && strcmp(how, "begun") != 0)
		return;
	item.name = mem_text(name);
	array_push(progress, item);
}

static void read_all(struct progress *progress, char *text)
{
	char *rest = NULL, *line = strtok_r(text, "\n", &rest);

	if (!line || strcmp(line, HEAD) != 0)
		return;
	while ((line = strtok_r(NULL, "\n", &rest)))
		read_line(progress, line);
}

static bool is_regular(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

void progress_open(struct progress *progress)
{
	struct diag_list diags = {0};
	struct source source = {0};

	*progress = (struct progress){.path = state_path()};
	/* Not a pipe, that would be waited for. */
	if (progress->path && is_regular(progress->path) &&
	    source_read(&source, progress->path, FILE_BYTES, &diags))
		read_all(progress, (char *)source.bytes);
	source_fini(&source);
	diag_fini(&diags);
}

void progress_close(struct progress *progress)
{
	for (size_t i = 0; i < progress->count; i++)
		free(progress->items[i].name);
	free(progress->items);
	free(progress->path);
	*progress = (struct progress){0};
}

const struct seen *progress_find(const struct progress *progress, const char *name)
{
	return find(progress, name);
}

/* The folders on the way, for our eyes only. */
static void make_folders(const char *path)
{
	char folder[PATH_MAX];

	for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
		mkdir(folder, 0700); /* if that fails, writing does, too */
	}
}

static void write_all(const struct progress *progress)
{
	static const struct outfile_manner manner = {.is_state = true};
	struct diag_list diags = {0};
	struct outfile out;

	make_folders(progress->path);
	if (outfile_open(&out, progress->path, &manner, &diags)) {
		outfile_write(&out, HEAD "\n", strlen(HEAD) + 1);
		for (size_t i = 0; i < progress->count; i++) {
			const struct seen *item = &progress->items[i];
			char line[NAME_BYTES + 80];
			int length = snprintf(line, sizeof line,
					      "%s %s %" PRIu64 " %" PRIu32 " %" PRIu32 "\n",
					      item->is_seen ? "seen" : "begun", item->name,
					      item->events, item->right, item->asked);

			outfile_write(&out, line, (size_t)length);
		}
		outfile_finish(&out, &diags);
	}
	diag_fini(&diags);
}

/* A name that is one word of a line. */
static bool is_plain(const char *name)
{
	return *name && strlen(name) < NAME_BYTES && !strpbrk(name, " \t\r\n\v\f");
}

void progress_note(struct progress *progress, const char *name, const struct seen *now)
{
	struct seen *item = find(progress, name);

	if (!is_plain(name))
		return;
	if (!item) {
		if (progress->count == ITEMS_MOST)
			return;
		array_push(progress, (struct seen){.name = mem_text(name)});
		item = &progress->items[progress->count - 1];
	}
	item->is_seen |= now->is_seen;
	item->events = now->events;
	if (now->asked > 0) {
		item->right = now->right;
		item->asked = now->asked;
	}
	if (progress->path)
		write_all(progress);
}
