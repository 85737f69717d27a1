/*
 * rect.c - cutting rectangles.
 */
#include <check.h>

#include "draw/rect.h"
#include "suite.h"

static void check(struct rect rect, int x, int y, int w, int h)
{
	ck_assert_int_eq(rect.x, x);
	ck_assert_int_eq(rect.y, y);
	ck_assert_int_eq(rect.w, w);
	ck_assert_int_eq(rect.h, h);
}

START_TEST(cuts)
{
	struct rect rest = {2, 3, 10, 8};
	check(rect_cut_top(&rest, 1), 2, 3, 10, 1);
	check(rect_cut_bottom(&rest, 2), 2, 9, 10, 2);
	check(rect_cut_left(&rest, 3), 2, 4, 3, 5);
	check(rect_cut_right(&rest, 4), 8, 4, 4, 5);
	check(rest, 5, 4, 3, 5);
}
END_TEST

START_TEST(clamps_cuts)
{
	struct rect rest = {0, 0, 4, 2};
	check(rect_cut_top(&rest, -1), 0, 0, 4, 0);
	check(rect_cut_left(&rest, 9), 0, 0, 4, 2);
	check(rest, 4, 0, 0, 2);
	check(rect_cut_right(&rest, 1), 4, 0, 0, 2);
	check(rect_cut_bottom(&rest, 5), 4, 0, 0, 2);
	check(rest, 4, 0, 0, 0);
}
END_TEST

START_TEST(intersects)
{
	struct rect a = {0, 0, 10, 10};
	check(rect_intersect(a, (struct rect){5, 6, 10, 10}), 5, 6, 5, 4);
	check(rect_intersect((struct rect){-3, -2, 5, 4}, a), 0, 0, 2, 2);
	check(rect_intersect(a, (struct rect){2, 2, 3, 3}), 2, 2, 3, 3);
	struct rect none = rect_intersect(a, (struct rect){10, 0, 5, 5});
	ck_assert_int_eq(none.w, 0);
	ck_assert_int_eq(none.h, 0);
}
END_TEST

START_TEST(insets)
{
	check(rect_inset((struct rect){1, 1, 10, 6}, 2), 3, 3, 6, 2);
	struct rect none = rect_inset((struct rect){1, 1, 3, 1}, 2);
	ck_assert_int_eq(none.w, 0);
	ck_assert_int_eq(none.h, 0);
	check(rect_inset((struct rect){3, 3, 4, 4}, -1), 2, 2, 6, 6);
}
END_TEST

START_TEST(contains)
{
	struct rect rect = {2, 3, 4, 5};
	ck_assert(rect_contains(rect, 2, 3));
	ck_assert(rect_contains(rect, 5, 7));
	ck_assert(!rect_contains(rect, 6, 7));
	ck_assert(!rect_contains(rect, 5, 8));
	ck_assert(!rect_contains(rect, 1, 3));
	ck_assert(!rect_contains((struct rect){2, 3, 0, 5}, 2, 3));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rect");
	TCase *tests = tcase_create("rect");
	tcase_add_test(tests, cuts);
	tcase_add_test(tests, clamps_cuts);
	tcase_add_test(tests, intersects);
	tcase_add_test(tests, insets);
	tcase_add_test(tests, contains);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
