/* current.c - which thread the interpreter takes for the current one; see current.h. */
#include "recorder/current.h"

#include <link.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "recorder/python.h"

#define WORDS_MOST 8u /* some versions have its interpreter beside it, and who asked for it first */

/* The variables that each thread has of its own, in the object that the interpreter is in. */
struct variables {
	uintptr_t code; /* a function of that object */
	char *bytes;    /* the calling thread's; NULL = not found */
	size_t count;
};

/* Of those, what leads to the thread that was remembered. */
static struct word {
	size_t at;
	void *value;
} words[WORDS_MOST];
static size_t word_count;
static void *thread;

static bool has_code(const struct dl_phdr_info *info, uintptr_t code)
{
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &info->dlpi_phdr[i];

		if (part->p_type == PT_LOAD && code - info->dlpi_addr - part->p_vaddr < part->p_memsz)
			return true;
	}
	return false;
}

static int look(struct dl_phdr_info *info, size_t size, void *data)
{
	struct variables *found = data;

	if (size < offsetof(struct dl_phdr_info, dlpi_tls_data) + sizeof info->dlpi_tls_data ||
	    !has_code(info, found->code))
		return 0;
	for (int i = 0; i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_type == PT_TLS) {
			found->bytes = info->dlpi_tls_data;
			found->count = info->dlpi_phdr[i].p_memsz;
		}
	return 1;
}

static struct variables variables(void)
{
	struct variables found = {0};

	memcpy(&found.code, &python.thread, sizeof found.code);
	dl_iterate_phdr(look, &found);
	return found;
}

void current_note(void)
{
	struct variables all = variables();
	void *interpreter, *value;

	word_count = 0;
	thread = python.thread();
	if (!all.bytes || !thread || !python.interpreter_of)
		return;
	interpreter = python.interpreter_of(thread);
	for (size_t at = 0; at + sizeof value <= all.count; at += sizeof value) {
		memcpy(&value, all.bytes + at, sizeof value);
		if ((value == thread || value == interpreter) && word_count < WORDS_MOST)
			words[word_count++] = (struct word){at, value};
	}
}

/* Exchange what is there for what was there before. */
static void exchange(void)
{
	struct variables all = variables();
	void *now;

	for (size_t i = 0; i < word_count; i++) {
		memcpy(&now, all.bytes + words[i].at, sizeof now);
		memcpy(all.bytes + words[i].at, &words[i].value, sizeof now);
		words[i].value = now;
	}
}

bool current_return(void)
{
	if (word_count == 0 || python.thread())
		return false;
	exchange();
	if (python.thread() == thread)
		return true;
	exchange();
	return false;
}

void current_leave(void)
{
	exchange();
}
