/*
 * run_corpus.c - a fuzz target over the files of given folders, each also cut short and
 * changed a little, the same way every time.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/source.h"

#define VARIANTS 60
#define FILE_MAX ((size_t)1 << 20)
#define VARIED_MOST ((size_t)32 << 10)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

/* Change some bytes to ones that mean something in YAML, and cut.  Of a long file its beginning
 * is taken: what follows is more of the same. */
static void run_variants(const struct source *source)
{
	static const char special[] = "{}[],:-#'\"|>&*!?%@$ \n\t\\~=0a\xe5\x00";
	size_t whole = source->length < VARIED_MOST ? source->length : VARIED_MOST;
	uint8_t *bytes = mem_alloc(whole + 1);
	uint32_t state = (uint32_t)source->length;

	for (int variant = 0; variant < VARIANTS && whole > 0; variant++) {
		size_t length = whole;

		memcpy(bytes, source->bytes, length);
		for (int change = 0; change <= variant % 4; change++)
			bytes[next_random(&state) % length] =
				(uint8_t)special[next_random(&state) % sizeof special];
		if (variant % 3 == 0)
			length = next_random(&state) % length;
		LLVMFuzzerTestOneInput(bytes, length);
	}
	free(bytes);
}

static bool run_file(const char *path)
{
	struct diag_list diags = {0};
	struct source source;
	bool read = source_read(&source, path, FILE_MAX, &diags);

	if (read) {
		LLVMFuzzerTestOneInput(source.bytes, source.length);
		run_variants(&source);
	}
	diag_fini(&diags);
	source_fini(&source);
	return read;
}

static unsigned run_folder(const char *folder)
{
	DIR *files = opendir(folder);
	const struct dirent *file;
	unsigned count = 0;

	while (files && (file = readdir(files))) {
		char path[4096];

		snprintf(path, sizeof path, "%s/%s", folder, file->d_name);
		count += run_file(path);
	}
	if (files)
		closedir(files);
	return count;
}

int main(int argc, char **argv)
{
	unsigned count = 0;

	for (int i = 1; i < argc; i++)
		count += run_folder(argv[i]) + run_file(argv[i]);
	printf("%u files\n", count);
	return count == 0;
}
