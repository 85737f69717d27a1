/*
 * path.c - folders and names.
 */
#include <check.h>
#include <stdlib.h>

#include "base/path.h"
#include "suite.h"

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

int main(void)
{
	Suite *suite = suite_create("path");
	TCase *tests = tcase_create("path");

	tcase_add_test(tests, finds_the_name);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
