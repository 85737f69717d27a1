/*
 * executable.c - what would run if a file were executed: programs made up here, with the names of a
 * Python wherever they may lie, cut off, and of other machines; scripts, and scripts for those.
 */
#include "recorder/executable.h"

#include <check.h>
#include <elf.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "suite.h"

#define NAMES_MOST 20000u
#define ADDRESS 0x400000u /* where the file will lie */

static char folder[] = "/tmp/arenawalk-program-XXXXXX", path[64];

struct made {
	ElfW(Ehdr) head;
	ElfW(Phdr) parts[2];
	ElfW(Dyn) entries[3];
	char names[NAMES_MOST];
};

static struct made made;

static void setup(void)
{
	char *there = mkdtemp(folder);

	ck_assert_ptr_nonnull(there);
	snprintf(path, sizeof path, "%s/made", folder);
	memset(&made, 0, sizeof made);
	memset(made.names, 'x', NAMES_MOST);
	made.names[0] = made.names[NAMES_MOST - 1] = '\0';
	memcpy(made.head.e_ident, ELFMAG, SELFMAG);
	made.head.e_phoff = offsetof(struct made, parts);
	made.head.e_phentsize = sizeof *made.parts;
	made.head.e_phnum = 2;
	made.parts[0] = (ElfW(Phdr)){.p_type = PT_LOAD, .p_vaddr = ADDRESS, .p_filesz = sizeof made};
	made.parts[1] = (ElfW(Phdr)){.p_type = PT_DYNAMIC, .p_offset = offsetof(struct made, entries),
				     .p_filesz = sizeof made.entries};
	made.entries[0].d_tag = DT_STRTAB;
	made.entries[0].d_un.d_ptr = ADDRESS + offsetof(struct made, names);
	made.entries[1].d_tag = DT_STRSZ;
	made.entries[1].d_un.d_val = NAMES_MOST;
}

static void teardown(void)
{
	unlink(path);
	rmdir(folder);
}

static void write_file(const void *bytes, size_t length)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
	fclose(file);
	ck_assert_int_eq(chmod(path, 0700), 0);
}

static bool is_python_with(const char *name, size_t at)
{
	struct made copy = made;

	memcpy(copy.names + at, name, strlen(name) + 1);
	copy.names[at - 1] = '\0';
	write_file(&copy, sizeof copy);
	return executable_is_python(path, NULL);
}

START_TEST(names_are_found_wherever_they_lie)
{
	write_file(&made, sizeof made);
	ck_assert(!executable_is_python(path, NULL));
	for (size_t at = 4060; at < 4110; at++) {
		ck_assert(is_python_with("Py_GetVersion", at));
		ck_assert(is_python_with("libpython3.11.so.1.0", at));
	}
	for (size_t at = 8140; at < 8200; at++)
		ck_assert(is_python_with("Py_GetVersion", at));
	ck_assert(is_python_with("Py_GetVersion", 1));
	ck_assert(is_python_with("Py_GetVersion", NAMES_MOST - 14));
	ck_assert(!is_python_with("Py_GetVersionOfMine", 500));
	ck_assert(!is_python_with("Py_GetVersio", 500));
	ck_assert(!is_python_with("libpyth.so", 500));
}
END_TEST

START_TEST(names_end_where_it_is_said)
{
	made.entries[1].d_un.d_val = 600;
	ck_assert(is_python_with("Py_GetVersion", 500));
	ck_assert(!is_python_with("Py_GetVersion", 700));
}
END_TEST

START_TEST(what_is_damaged_is_no_python)
{
	static const char name[] = "Py_GetVersion";

	memcpy(made.names + 1, name, sizeof name);
	for (size_t length = 0; length < offsetof(struct made, names); length++) {
		write_file(&made, length);
		ck_assert(!executable_is_python(path, NULL));
	}
	made.entries[0].d_un.d_ptr = 1;
	write_file(&made, sizeof made);
	ck_assert(!executable_is_python(path, NULL));
	made.head.e_phnum = 0xffff;
	write_file(&made, sizeof made);
	ck_assert(!executable_is_python(path, NULL));
	made.head.e_phentsize = 32; /* of a 32-bit machine */
	write_file(&made, sizeof made);
	ck_assert(!executable_is_python(path, NULL));
}
END_TEST

static bool is_script_for_python(const char *line)
{
	char list[sizeof path + 8], *environment[] = {list, NULL};

	snprintf(list, sizeof list, "PATH=/nowhere:%s", folder);
	write_file(line, strlen(line));
	return executable_is_python(path, environment);
}

START_TEST(scripts_are_what_they_are_for)
{
	char target[64], line[128];

	snprintf(target, sizeof target, "%s/python", folder);
	ck_assert(is_python_with("Py_GetVersion", 500));
	ck_assert_int_eq(rename(path, target), 0);
	snprintf(line, sizeof line, "#! %s -I\nimport sys\n", target);
	ck_assert(is_script_for_python(line));
	ck_assert(is_script_for_python("#!/usr/bin/env python\n"));
	ck_assert(is_script_for_python("#!/usr/bin/env -S A=1 python -I"));
	ck_assert(!is_script_for_python("#!/usr/bin/env pytho\n"));
	ck_assert(!is_script_for_python("#!/usr/bin/env\n"));
	ck_assert(!is_script_for_python("#!\n"));
	ck_assert(!is_script_for_python("#!/bin/sh\n"));
	ck_assert(!is_script_for_python("python\n"));
	snprintf(line, sizeof line, "#!%s\n", path); /* for itself: the kernel gives that up, too */
	ck_assert(!is_script_for_python(line));
	unlink(target);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("program");
	TCase *tests = tcase_create("program");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, names_are_found_wherever_they_lie);
	tcase_add_test(tests, names_end_where_it_is_said);
	tcase_add_test(tests, what_is_damaged_is_no_python);
	tcase_add_test(tests, scripts_are_what_they_are_for);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
