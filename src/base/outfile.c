/* outfile.c - write a file whole or not at all; see outfile.h. */
#include "base/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/path.h"

static bool cannot(const char *what, int error, struct diag_list *diags)
{
	diag_add(diags, DIAG_ERROR, DIAG_WHOLE_FILE,
		 error == ENOENT ? "make its folder first: mkdir -p" : diag_errno_hint(error),
		 "cannot %s: %s", what, strerror(error));
	return false;
}

/* A rename replaces whatever has the name, so a device or a link must be spared. */
static bool may_replace(const char *path, struct diag_list *diags)
{
	struct stat info;

	if (lstat(path, &info) != 0)
		return errno == ENOENT || cannot("write", errno, diags);
	if (S_ISREG(info.st_mode))
		return true;
	diag_add(diags, DIAG_ERROR, DIAG_WHOLE_FILE,
		 S_ISDIR(info.st_mode) ? "name a file in it" : "choose another name",
		 "cannot write: there is %s of this name",
		 S_ISDIR(info.st_mode)   ? "a directory"
		 : S_ISLNK(info.st_mode) ? "a symbolic link"
					 : "something else than a file");
	return false;
}

/* In the same folder, since a rename cannot leave a file system. */
static char *temporary_name(const char *path)
{
	static const char name[] = ".arenawalk-XXXXXX";
	size_t folder = (size_t)(path_name(path) - path);
	char *text = mem_alloc(folder + sizeof name);

	memcpy(text, path, folder);
	memcpy(text + folder, name, sizeof name);
	return text;
}

bool outfile_open(struct outfile *out, const char *path, struct diag_list *diags)
{
	*out = (struct outfile){.fd = STDOUT_FILENO};
	if (path) {
		if (!may_replace(path, diags))
			return false;
		out->temporary = temporary_name(path);
		out->path = mem_text(path);
		out->bytes = mem_alloc(OUTFILE_BYTES); /* before there is something to remove */
		/* A new file, mode 0600; it follows no link, since it must not exist. */
		out->fd = mkostemp(out->temporary, O_CLOEXEC | O_NOFOLLOW);
		if (out->fd < 0) {
			cannot("write", errno, diags);
			free(out->temporary);
			free(out->path);
			free(out->bytes);
			return false;
		}
	} else {
		out->bytes = mem_alloc(OUTFILE_BYTES);
	}
	return true;
}

void outfile_flush(struct outfile *out)
{
	size_t done = 0;

	while (done < out->count && out->error == 0) {
		ssize_t n = write(out->fd, out->bytes + done, out->count - done);

		if (n >= 0)
			done += (size_t)n;
		else if (errno != EINTR)
			out->error = errno;
	}
	out->count = 0;
}

void outfile_write(struct outfile *out, const void *bytes, size_t length)
{
	const unsigned char *from = bytes;

	while (length > 0) {
		size_t part = OUTFILE_BYTES - out->count;

		if (part > length)
			part = length;
		memcpy(out->bytes + out->count, from, part);
		out->count += part;
		from += part;
		length -= part;
		if (out->count == OUTFILE_BYTES)
			outfile_flush(out);
	}
}

static void close_files(struct outfile *out)
{
	if (out->temporary)
		close(out->fd);
	free(out->bytes);
	free(out->path);
	free(out->temporary);
	*out = (struct outfile){.fd = -1};
}

/* Some file systems have nothing to wait for. */
static int sync_error(int fd)
{
	return fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP ? 0 : errno;
}

bool outfile_finish(struct outfile *out, struct diag_list *diags)
{
	int error;

	outfile_flush(out);
	error = out->error;
	if (out->temporary) {
		if (error == 0)
			error = sync_error(out->fd);
		if (error == 0 && rename(out->temporary, out->path) != 0)
			error = errno;
		if (error != 0)
			unlink(out->temporary);
	}
	close_files(out);
	return error == 0 || cannot("write", error, diags);
}

void outfile_abandon(struct outfile *out)
{
	if (out->temporary)
		unlink(out->temporary);
	close_files(out);
}
