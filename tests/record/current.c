/*
 * current.c - the thread that an interpreter takes for the current one, with an interpreter that is
 * nothing but that.
 */
#include "recorder/current.h"

#include <check.h>
#include <stddef.h>

#include "recorder/python.h"
#include "suite.h"

struct python python;

static int interpreter, first, second;

/* As versions have it: beside it other variables, some of which lead to the same. */
static _Thread_local struct {
	void *other, *current, *interpreter;
	char text[5];
	void *asked, *last;
} state;

static void *thread(void)
{
	return state.current;
}

static void *interpreter_of(void *of)
{
	ck_assert_ptr_nonnull(of);
	return &interpreter;
}

static void setup(void)
{
	python.thread = thread;
	python.interpreter_of = interpreter_of;
	state.other = &second;
	state.current = state.asked = &first;
	state.interpreter = &interpreter;
	state.last = NULL;
}

static void detach(void)
{
	state.current = state.interpreter = NULL;
}

START_TEST(it_comes_back_and_goes_again)
{
	current_note();
	detach();
	for (int i = 0; i < 2; i++) {
		ck_assert(current_return());
		ck_assert_ptr_eq(state.current, &first);
		ck_assert_ptr_eq(state.interpreter, &interpreter);
		ck_assert_ptr_eq(state.asked, &first);
		ck_assert_ptr_eq(state.other, &second);
		ck_assert_ptr_null(state.last);
		current_leave();
		ck_assert_ptr_null(state.current);
		ck_assert_ptr_null(state.interpreter);
		ck_assert_ptr_eq(state.asked, &first);
		ck_assert_ptr_eq(state.other, &second);
	}
}
END_TEST

START_TEST(it_stays_where_there_is_one)
{
	current_note();
	state.current = &second;
	ck_assert(!current_return());
	ck_assert_ptr_eq(state.current, &second);
}
END_TEST

START_TEST(without_one_there_is_nothing_to_remember)
{
	detach();
	current_note();
	ck_assert(!current_return());
	ck_assert_ptr_null(state.current);
}
END_TEST

static void *elsewhere(void)
{
	static void *never;

	return never;
}

/* What was found is not what the interpreter reads. */
START_TEST(nothing_is_changed_where_that_does_not_help)
{
	current_note();
	detach();
	python.thread = elsewhere;
	ck_assert(!current_return());
	ck_assert_ptr_null(state.current);
	ck_assert_ptr_null(state.interpreter);
	ck_assert_ptr_eq(state.asked, &first);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("current");
	TCase *tests = tcase_create("current");

	tcase_add_checked_fixture(tests, setup, NULL);
	tcase_add_test(tests, it_comes_back_and_goes_again);
	tcase_add_test(tests, it_stays_where_there_is_one);
	tcase_add_test(tests, without_one_there_is_nothing_to_remember);
	tcase_add_test(tests, nothing_is_changed_where_that_does_not_help);
	suite_add_tcase(suite, tests);
	return suite_run(suite);
}
