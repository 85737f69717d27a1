/* raw.c - the bytes of a recording where they lie; see raw.h. */
#include "trace/raw.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

struct raw raw_from_file(int fd)
{
	assert(fd >= 0);
	return (struct raw){.fd = fd};
}

struct raw raw_from_memory(const void *bytes, size_t length)
{
	struct raw raw = {.fd = -1, .bytes = mem_alloc(length), .length = length};

	if (length > 0)
		memcpy(raw.bytes, bytes, length);
	return raw;
}

void raw_fini(struct raw *raw)
{
	if (raw->fd >= 0)
		close(raw->fd);
	free(raw->bytes);
}

static size_t read_file(struct raw *raw, unsigned char *to, size_t length, uint64_t place)
{
	size_t done = 0;

	while (done < length) {
		ssize_t n = pread(raw->fd, to + done, length - done, (off_t)(place + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			raw->error = errno;
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	return done;
}

size_t raw_read(struct raw *raw, void *to, size_t length, uint64_t place)
{
	raw->error = 0;
	if (raw->fd >= 0)
		return read_file(raw, to, length, place);
	if (place >= raw->length)
		return 0;
	if (length > raw->length - place)
		length = (size_t)(raw->length - place);
	memcpy(to, raw->bytes + place, length);
	return length;
}

uint64_t raw_length(struct raw *raw)
{
	struct stat status;

	if (raw->fd >= 0)
		raw->length = fstat(raw->fd, &status) == 0 ? (uint64_t)status.st_size : 0;
	return raw->length;
}
