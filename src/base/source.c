/*
 * source.c - read an input file whole, and find its lines.
 */
#include "base/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/diag.h"
#include "base/mem.h"
#include "base/outfile.h"
#include "base/str.h"

#define FIRST_READ ((size_t)64 << 10) /* room for what has no size yet: pipes, devices */

static bool too_large(size_t limit, struct diag_list *diags)
{
	char text[32];
	struct str size = str_init(text, sizeof text);

	str_bytes(&size, limit);
	diag_add(diags, DIAG_ERROR, DIAG_WHOLE_FILE,
		 "is it the right one? what is alike belongs into a repeat",
		 "the file is larger than %s", text);
	return false;
}

static bool cannot(const char *what, int error, struct diag_list *diags)
{
	diag_add(diags, DIAG_ERROR, DIAG_WHOLE_FILE, diag_errno_hint(error), "cannot %s: %s", what,
		 strerror(error));
	return false;
}

/* What the size on disk tells before anything is read. */
static bool check_kind(const struct stat *info, size_t limit, struct diag_list *diags)
{
	if (S_ISDIR(info->st_mode)) {
		diag_add(diags, DIAG_ERROR, DIAG_WHOLE_FILE, "name a file in it",
			 "this is a directory, not a file");
		return false;
	}
	if (S_ISREG(info->st_mode) && (uint64_t)info->st_size > limit)
		return too_large(limit, diags);
	return true;
}

struct buffer {
	uint8_t *items;
	size_t count, capacity;
};

/* Read until the end.  A regular file may grow meanwhile, so the limit is
 * checked on what arrives, not on what fstat said. */
static bool read_all(int fd, struct buffer *buffer, size_t limit, struct diag_list *diags)
{
	for (;;) {
		ssize_t got;

		buffer->items = array_grow(buffer->items, buffer->count, &buffer->capacity, 1);
		got = read(fd, buffer->items + buffer->count, buffer->capacity - buffer->count);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return cannot("read", errno, diags);
		if (got == 0)
			return true;
		buffer->count += (size_t)got;
		if (buffer->count > limit)
			return too_large(limit, diags);
	}
}

static bool read_open(struct source *source, int fd, size_t limit, struct diag_list *diags)
{
	struct buffer buffer = {NULL, 0, FIRST_READ};
	struct stat info;

	if (fstat(fd, &info) != 0)
		return cannot("read", errno, diags);
	if (!check_kind(&info, limit, diags))
		return false;
	outfile_spare(fd);
	/* One byte more than the size, so that the end is seen without growing. */
	if (S_ISREG(info.st_mode))
		buffer.capacity = (size_t)info.st_size + 1;
	buffer.items = mem_alloc(buffer.capacity);
	if (!read_all(fd, &buffer, limit, diags)) {
		free(buffer.items);
		return false;
	}
	buffer.items = array_grow(buffer.items, buffer.count, &buffer.capacity, 1);
	buffer.items[buffer.count] = 0;
	source->bytes = buffer.items;
	source->length = buffer.count;
	return true;
}

bool source_read(struct source *source, const char *path, size_t limit, struct diag_list *diags)
{
	bool is_stdin = strcmp(path, "-") == 0;
	int fd;
	bool done;

	*source = (struct source){.name = mem_text(is_stdin ? "<stdin>" : *path ? path : "''")};
	if (is_stdin)
		return read_open(source, STDIN_FILENO, limit, diags);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return cannot("open", errno, diags);
	done = read_open(source, fd, limit, diags);
	close(fd);
	return done;
}

void source_from_memory(struct source *source, const char *name, const void *bytes, size_t length)
{
	*source = (struct source){.name = mem_text(name), .bytes = mem_alloc(length + 1)};
	if (length)
		memcpy(source->bytes, bytes, length);
	source->bytes[length] = 0;
	source->length = length;
}

/* Bytes of the line break at [at], 0 if there is none.  The kinds are those that
 * YAML 1.1 knows: CR LF, CR, LF, NEL (U+0085), LS and PS (U+2028, U+2029). */
static size_t break_size(const uint8_t *at, const uint8_t *end)
{
	size_t left = (size_t)(end - at);

	if (*at == '\n')
		return 1;
	if (*at == '\r')
		return left > 1 && at[1] == '\n' ? 2 : 1;
	if (*at == 0xc2)
		return left > 1 && at[1] == 0x85 ? 2 : 0;
	if (*at == 0xe2)
		return left > 2 && at[1] == 0x80 && (at[2] == 0xa8 || at[2] == 0xa9) ? 3 : 0;
	return 0;
}

static const uint8_t *line_end(const uint8_t *at, const uint8_t *end)
{
	while (at < end && break_size(at, end) == 0)
		at++;
	return at;
}

struct source_kept {
	uint32_t line;
	char *text; /* owned */
	size_t length;
};

static const char *kept_line(const struct source *source, uint32_t line, size_t *length)
{
	for (size_t i = 0; i < source->kept_count; i++) {
		if (source->kept[i].line == line) {
			*length = source->kept[i].length;
			return source->kept[i].text;
		}
	}
	return NULL;
}

void source_keep(struct source *source, uint32_t line, const char *text, size_t length)
{
	struct source_kept kept = {line, mem_alloc(length), length};

	memcpy(kept.text, text, length);
	source->kept = array_grow(source->kept, source->kept_count, &source->kept_capacity,
				  sizeof *source->kept);
	source->kept[source->kept_count++] = kept;
}

const char *source_line(const struct source *source, uint32_t line, size_t *length)
{
	const uint8_t *at = source->bytes;
	const uint8_t *end = at ? at + source->length : NULL;

	if (source->kept)
		return kept_line(source, line, length);
	if (!at || line == 0)
		return NULL;
	if (source->length >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0)
		at += 3; /* a byte order mark is not part of the text */
	for (uint32_t i = 1; i < line; i++) {
		at = line_end(at, end);
		if (at == end)
			return NULL;
		at += break_size(at, end);
	}
	*length = (size_t)(line_end(at, end) - at);
	return (const char *)at;
}

const char *source_line_after(const struct source *source, const char *line, size_t length,
			      size_t *next_length)
{
	const uint8_t *end = source->bytes + source->length;
	const uint8_t *at = (const uint8_t *)line + length;

	if (at == end)
		return NULL;
	at += break_size(at, end);
	*next_length = (size_t)(line_end(at, end) - at);
	return (const char *)at;
}

void source_fini(struct source *source)
{
	free(source->name);
	free(source->bytes);
	for (size_t i = 0; i < source->kept_count; i++)
		free(source->kept[i].text);
	free(source->kept);
	*source = (struct source){0};
}
