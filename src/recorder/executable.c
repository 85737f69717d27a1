/* executable.c - what would run if a file were executed; see executable.h. */
#include "recorder/executable.h"

#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SCRIPTS_MOST 4  /* that are for scripts that are for scripts ... */
#define PARTS_MOST 32u  /* of a program */
#define ENTRIES_MOST 64u /* that say what it needs */
#define CHUNK 4096u
#define LINE_MOST 256u  /* the kernel's limit, too */
#define NAME_MOST 16u   /* of those that are looked for */

/* -- PATH ----------------------------------------------------------------------------- */

static const char *folders_of(char *const *environment)
{
	for (; environment && *environment; environment++)
		if (strncmp(*environment, "PATH=", 5) == 0)
			return *environment + 5;
	return "/bin:/usr/bin";
}

bool executable_find(const char *name, char *const *environment, char *path, size_t bytes)
{
	const char *folders = folders_of(environment);
	int length;

	if (strchr(name, '/'))
		return (size_t)snprintf(path, bytes, "%s", name) < bytes;
	for (;;) {
		length = (int)strcspn(folders, ":");
		if ((size_t)snprintf(path, bytes, "%.*s/%s", length, length ? folders : ".", name) < bytes &&
		    access(path, X_OK) == 0)
			return true;
		if (!folders[length])
			return false;
		folders += length + 1;
	}
}

/* -- programs ------------------------------------------------------------------------- */

static bool read_at(int fd, void *bytes, size_t length, uint64_t from)
{
	return pread(fd, bytes, length, (off_t)from) == (ssize_t)length;
}

/* Where in the file lies what will be at [address]; 0 = nowhere. */
static uint64_t place_of(const ElfW(Phdr) *parts, size_t count, uint64_t address)
{
	for (size_t i = 0; i < count; i++)
		if (parts[i].p_type == PT_LOAD && address - parts[i].p_vaddr < parts[i].p_filesz)
			return address - parts[i].p_vaddr + parts[i].p_offset;
	return 0;
}

/* The names that the dynamic linker knows it by, and what it needs: one behind the other, each with
 * its end. */
struct name_range {
	uint64_t from, bytes;
};

static bool find_names(int fd, struct name_range *names)
{
	ElfW(Ehdr) head;
	ElfW(Phdr) parts[PARTS_MOST];
	ElfW(Dyn) entries[ENTRIES_MOST];
	size_t count;

	if (!read_at(fd, &head, sizeof head, 0) || memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 ||
	    head.e_phentsize != sizeof *parts)
		return false;
	count = head.e_phnum < PARTS_MOST ? head.e_phnum : PARTS_MOST;
	if (!read_at(fd, parts, count * sizeof *parts, head.e_phoff))
		return false;
	*names = (struct name_range){0};
	for (size_t i = 0; i < count; i++) {
		size_t bytes = parts[i].p_filesz < sizeof entries ? parts[i].p_filesz : sizeof entries;

		if (parts[i].p_type != PT_DYNAMIC || !read_at(fd, entries, bytes, parts[i].p_offset))
			continue;
		for (size_t j = 0; j < bytes / sizeof *entries; j++)
			if (entries[j].d_tag == DT_STRTAB)
				names->from = place_of(parts, count, entries[j].d_un.d_ptr);
			else if (entries[j].d_tag == DT_STRSZ)
				names->bytes = entries[j].d_un.d_val;
	}
	return names->from > 0;
}

static bool has_name_of_python(const char *bytes, size_t length)
{
	static const char linked[] = "\0Py_GetVersion", needed[] = "\0libpython";

	return memmem(bytes, length, linked, sizeof linked) ||
	       memmem(bytes, length, needed, sizeof needed - 1);
}

static bool is_python(int fd)
{
	char bytes[CHUNK];
	struct name_range names;
	size_t kept = 0, length;

	if (!find_names(fd, &names))
		return false;
	while (names.bytes > 0) {
		size_t room = sizeof bytes - kept, part = names.bytes < room ? names.bytes : room;

		if (!read_at(fd, bytes + kept, part, names.from))
			return false;
		if (has_name_of_python(bytes, kept + part))
			return true;
		names.from += part;
		names.bytes -= part;
		length = kept + part;
		kept = length < NAME_MOST ? length : NAME_MOST; /* it may go on in the next chunk */
		memmove(bytes, bytes + length - kept, kept);
	}
	return false;
}

/* -- scripts -------------------------------------------------------------------------- */

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* What follows "#!", or NULL: no script. */
static char *script_line(int fd, char *line, size_t bytes)
{
	ssize_t length = pread(fd, line, bytes - 1, 0);

	if (length < 2 || line[0] != '#' || line[1] != '!')
		return NULL;
	line[length] = '\0';
	line[strcspn(line, "\n")] = '\0';
	return line + 2;
}

/* The program that a script is for; `env` looks for another. */
static bool find_interpreter(char *line, char *const *environment, char *path, size_t bytes)
{
	static const char gaps[] = " \t\r";
	char *rest, *word = strtok_r(line, gaps, &rest);
	bool is_env = word && strcmp(last_part(word), "env") == 0;

	while (is_env && (word = strtok_r(NULL, gaps, &rest)) != NULL)
		if (*word != '-' && !strchr(word, '='))
			break;
	return word && executable_find(word, environment, path, bytes);
}

bool executable_is_python(const char *path, char *const *environment)
{
	char line[LINE_MOST], other[PATH_MAX];

	for (int i = 0; i < SCRIPTS_MOST; i++) {
		int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
		char *words = fd >= 0 ? script_line(fd, line, sizeof line) : NULL;
		bool is = fd >= 0 && !words && is_python(fd);

		if (fd >= 0)
			close(fd);
		if (!words || !find_interpreter(words, environment, other, sizeof other))
			return is;
		path = other;
	}
	return false;
}
