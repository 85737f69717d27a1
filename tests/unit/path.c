/*
 * path.c - folders and names.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

START_TEST(finds_the_name)
{
	static const char *const paths[][2] = {
		{"name", "name"}, {"", ""},         {"/", ""},         {"/name", "name"},
		{"a/b", "b"},     {"./a//b", "b"}, {"/a.b/c/", ""}, {"..", ".."}};

	for (int i = 0; i < COUNT(paths); i++)
		ck_assert_str_eq(path_name(paths[i][0]), paths[i][1]);
}
END_TEST

/* This program lies there; in fewer bytes than that takes, nothing is promised. */
START_TEST(knows_where_the_program_is)
{
	char folder[4096], small[4096];
	size_t bytes;

	ck_assert(path_of_program(folder, sizeof folder));
	ck_assert_int_eq(folder[0], '/');
	ck_assert_int_ne(folder[strlen(folder) - 1], '/');
	ck_assert_int_eq(access(folder, X_OK), 0);
	bytes = strlen(folder) + 1;
	for (size_t i = 1; i <= bytes; i++)
		ck_assert(!path_of_program(small, i));
	strcat(folder, "/unit-path");
	ck_assert_int_eq(access(folder, X_OK), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("path");
	TCase *tests = tcase_create("path");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, finds_the_name);
	tcase_add_test(tests, knows_where_the_program_is);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
