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
#include "base/mem.h"
#include "base/path.h"

static bool cannot(const char *what, int error, struct diag_list *diags)
{
	diag_add(diags, DIAG_ERROR, DIAG_WHOLE_FILE,
		 diag_write_hint(error), "cannot %s: %s", what, strerror(error));
	return false;
}

static bool refuse(const char *why, const char *hint, struct diag_list *diags)
{
	diag_add(diags, DIAG_ERROR, DIAG_WHOLE_FILE, hint, "cannot write: %s", why);
	return false;
}

/* -- what must not be lost ------------------------------------------------------------- */

/* A file, whatever its names.  When one has gone another may get its number, but hardly the time at
 * which it was made; where the file system does not say, that is 0 for both. */
struct identity {
	uint64_t device, inode;
	struct statx_timestamp made;
};

static struct {
	struct identity *items;
	size_t count, capacity;
} spared;

/* Of the file at [path], from the folder [fd], or of [fd] itself where that is "".  False: it is none
 * that could be replaced. */
static bool identify(int fd, const char *path, struct identity *identity)
{
	struct statx info;

	if (statx(fd, path, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME,
		  &info) != 0 ||
	    !S_ISREG(info.stx_mode))
		return false;
	*identity = (struct identity){
		.device = (uint64_t)info.stx_dev_major << 32 | info.stx_dev_minor,
		.inode = info.stx_ino,
	};
	if (info.stx_mask & STATX_BTIME)
		identity->made = info.stx_btime;
	return true;
}

static bool is_spared(const struct identity *file)
{
	for (size_t i = 0; i < spared.count; i++) {
		const struct identity *other = &spared.items[i];

		if (other->device == file->device && other->inode == file->inode &&
		    other->made.tv_sec == file->made.tv_sec &&
		    other->made.tv_nsec == file->made.tv_nsec)
			return true;
	}
	return false;
}

void outfile_spare(int fd)
{
	struct identity file;

	if (identify(fd, "", &file) && !is_spared(&file))
		array_push(&spared, file);
}

static bool is_read(const char *path)
{
	struct identity file;

	return identify(AT_FDCWD, path, &file) && is_spared(&file);
}

/* What is there already, by its beginning. */
static bool is_of_kind(const char *path, const struct outfile_manner *manner,
		       struct diag_list *diags)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK);
	char *head;
	ssize_t length;
	bool good;

	if (fd < 0)
		return cannot("look at what is there", errno, diags);
	head = mem_zero(1, OUTFILE_HEAD + 1);
	length = pread(fd, head, OUTFILE_HEAD, 0);
	good = length == 0 || (length > 0 && manner->is_ours(head, (size_t)length));
	free(head);
	close(fd);
	return good || refuse(manner->is_not, manner->instead, diags);
}

/* A rename replaces whatever has the name, so a device or a link must be spared. */
static bool may_replace(const char *path, const struct stat *info,
			const struct outfile_manner *manner, struct diag_list *diags)
{
	if (is_read(path) && !manner->is_state)
		return refuse("it is what is read", "choose another name", diags);
	if (S_ISREG(info->st_mode))
		return !manner->is_ours || info->st_size == 0 || is_of_kind(path, manner, diags);
	return refuse(S_ISDIR(info->st_mode)   ? "there is a directory of this name"
		      : S_ISLNK(info->st_mode) ? "there is a symbolic link of this name"
					       : "there is something else than a file of this name",
		      S_ISDIR(info->st_mode) ? "name a file in it" : "choose another name", diags);
}

/* -- what is no file ------------------------------------------------------------------- */

static bool is_of_system(const char *path)
{
	return strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0;
}

static bool is_stream(const struct stat *info)
{
	return S_ISCHR(info->st_mode) || S_ISFIFO(info->st_mode);
}

static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Which of the descriptors we were started with this is; -1 = none. */
static int descriptor_of(const struct stat *info)
{
	struct stat other;

	for (int fd = STDOUT_FILENO; fd < 10; fd++)
		if (fstat(fd, &other) == 0 && is_same(info, &other) &&
		    (fcntl(fd, F_GETFL) & O_ACCMODE) != O_RDONLY)
			return fd;
	return -1;
}

/* Links of the system are followed: /dev/stdout is one.  What they lead to is open already. */
static int open_stream(const char *path, bool *is_borrowed)
{
	struct stat info;

	if (lstat(path, &info) == 0 && is_stream(&info))
		return open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (!is_of_system(path) || stat(path, &info) != 0 || S_ISDIR(info.st_mode))
		return -1;
	*is_borrowed = true;
	return descriptor_of(&info);
}

static bool is_no_file(const char *path)
{
	struct stat info, target;

	return lstat(path, &info) == 0 &&
	       (is_stream(&info) ||
		(S_ISLNK(info.st_mode) && is_of_system(path) && stat(path, &target) == 0 &&
		 (is_stream(&target) || descriptor_of(&target) >= 0)));
}

/* -- opening --------------------------------------------------------------------------- */

static const struct outfile_manner usual;

bool outfile_may(const char *path, const struct outfile_manner *manner, struct diag_list *diags)
{
	struct stat info;

	if (is_no_file(path))
		return true;
	if (lstat(path, &info) != 0)
		return errno == ENOENT || cannot("write", errno, diags);
	return may_replace(path, &info, manner ? manner : &usual, diags);
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

/* Others may read it as they could read the old one, or as umask says. */
static void set_mode(const struct outfile *out, const char *path,
		     const struct outfile_manner *manner)
{
	mode_t mask = umask(0);
	struct stat info;

	umask(mask);
	if (manner->is_public)
		fchmod(out->fd, lstat(path, &info) == 0 ? info.st_mode & 0777 : 0666 & ~mask);
}

static void forget(struct outfile *out)
{
	free(out->bytes);
	free(out->path);
	free(out->temporary);
	*out = (struct outfile){.fd = -1};
}

static bool fail_to_open(struct outfile *out, struct diag_list *diags)
{
	int error = errno;

	forget(out);
	return cannot("write", error, diags);
}

bool outfile_open(struct outfile *out, const char *path, const struct outfile_manner *manner,
		  struct diag_list *diags)
{
	manner = manner ? manner : &usual;
	*out = (struct outfile){.fd = STDOUT_FILENO, .is_borrowed = true};
	if (path && !outfile_may(path, manner, diags))
		return false;
	out->bytes = mem_alloc(OUTFILE_BYTES); /* before there is something to remove */
	if (!path)
		return true;
	out->is_borrowed = false;
	if (is_no_file(path)) {
		out->fd = open_stream(path, &out->is_borrowed);
		return out->fd >= 0 || fail_to_open(out, diags);
	}
	out->path = mem_text(path);
	out->temporary = temporary_name(path);
	/* A new file, mode 0600; it follows no link, since it must not exist. */
	out->fd = mkostemp(out->temporary, O_CLOEXEC | O_NOFOLLOW);
	if (out->fd < 0)
		return fail_to_open(out, diags);
	set_mode(out, path, manner);
	return true;
}

/* -- writing --------------------------------------------------------------------------- */

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

/* The stream has a buffer of its own: what comes from there is to be written. */
static ssize_t stream_write(void *cookie, const char *bytes, size_t size)
{
	struct outfile *out = cookie;

	outfile_write(out, bytes, size);
	outfile_flush(out);
	errno = out->error;
	return out->error == 0 ? (ssize_t)size : 0;
}

FILE *outfile_stream(struct outfile *out)
{
	FILE *stream = fopencookie(out, "w", (cookie_io_functions_t){.write = stream_write});

	if (!stream)
		mem_exhausted();
	setvbuf(stream, NULL, _IOFBF, OUTFILE_BYTES);
	return stream;
}

/* -- the end --------------------------------------------------------------------------- */

/* Some file systems have nothing to wait for. */
static int sync_error(int fd)
{
	return fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP ? 0 : errno;
}

static void close_files(struct outfile *out)
{
	if (!out->is_borrowed)
		close(out->fd);
	forget(out);
}

/* Into its place; errno of what went wrong, or 0. */
static int place(struct outfile *out)
{
	if (rename(out->temporary, out->path) != 0)
		return errno;
	free(out->temporary);
	out->temporary = NULL;
	return 0;
}

bool outfile_place(struct outfile *out, size_t room, struct diag_list *diags)
{
	int error = 0;

	if (!out->temporary)
		return true;
	error = posix_fallocate(out->fd, 0, (off_t)room);
	if (error == 0 && ftruncate(out->fd, 0) != 0)
		error = errno;
	if (error == 0)
		error = place(out);
	return error == 0 || cannot("write", error, diags);
}

bool outfile_finish(struct outfile *out, struct diag_list *diags)
{
	int error;

	outfile_flush(out);
	error = out->error;
	if (error == 0 && out->path)
		error = sync_error(out->fd);
	if (error == 0 && out->temporary)
		error = place(out);
	if (error != 0 && out->temporary)
		unlink(out->temporary);
	close_files(out);
	return error == 0 || cannot("write", error, diags);
}

void outfile_abandon(struct outfile *out)
{
	if (out->temporary)
		unlink(out->temporary);
	close_files(out);
}
