/* mem.c - memory that is there, or ends the program; see mem.h. */
#include "base/mem.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/diag.h"

/* -- the end ------------------------------------------------------------------------------- */

static void (*give_back)(void);
static const char *advice = DIAG_NO_MEMORY;
static bool is_ending; /* exit() flushes streams, ours into memory, too: that is lost */

void mem_before_exit(void (*function)(void))
{
	give_back = function;
}

void mem_advise(const char *hint)
{
	advice = hint ? hint : DIAG_NO_MEMORY;
}

/* Standard error has no buffer, and so needs no memory. */
_Noreturn void mem_exhausted(void)
{
	if (is_ending)
		_exit(2);
	is_ending = true;
	if (give_back)
		give_back();
	fflush(stdout);
	fprintf(stderr, "arenawalk: error: out of memory\n  hint: %s\n", advice);
	exit(2);
}

/* -- blocks -------------------------------------------------------------------------------- */

void *mem_alloc(size_t size)
{
	void *memory = malloc(size > 0 ? size : 1);
	if (memory == NULL)
		mem_exhausted();
	return memory;
}

void *mem_zero(size_t count, size_t size)
{
	if (count == 0 || size == 0)
		count = size = 1;
	void *memory = calloc(count, size);
	if (memory == NULL)
		mem_exhausted();
	return memory;
}

char *mem_text(const char *text)
{
	size_t size = strlen(text) + 1;
	return memcpy(mem_alloc(size), text, size);
}

void mem_need(size_t size)
{
	void *volatile memory = mem_alloc(size); /* or compilers leave it out */

	free(memory);
}

/* -- streams ------------------------------------------------------------------------------- */

struct memory_stream {
	char *items;
	size_t count, capacity;
	char **text; /* where the caller looks */
	size_t *length;
};

static void show(struct memory_stream *stream)
{
	stream->items = array_grow(stream->items, stream->count, &stream->capacity, 1);
	stream->items[stream->count] = '\0';
	*stream->text = stream->items;
	*stream->length = stream->count;
}

static ssize_t stream_write(void *cookie, const char *bytes, size_t size)
{
	struct memory_stream *stream = cookie;

	if (is_ending)
		return (ssize_t)size;
	while (stream->capacity - stream->count < size)
		stream->items = array_grow(stream->items, stream->capacity, &stream->capacity, 1);
	memcpy(stream->items + stream->count, bytes, size);
	stream->count += size;
	show(stream);
	return (ssize_t)size;
}

static int stream_seek(void *cookie, off64_t *offset, int whence)
{
	struct memory_stream *stream = cookie;

	if (whence != SEEK_SET || *offset != 0)
		return -1;
	stream->count = 0;
	show(stream);
	return 0;
}

static int stream_close(void *cookie)
{
	free(cookie);
	return 0;
}

FILE *mem_stream(char **text, size_t *length)
{
	struct memory_stream *stream = mem_zero(1, sizeof *stream);
	FILE *file;

	stream->text = text;
	stream->length = length;
	show(stream);
	file = fopencookie(stream, "w",
			   (cookie_io_functions_t){
				   .write = stream_write, .seek = stream_seek, .close = stream_close});
	if (!file)
		mem_exhausted();
	return file;
}
