/*
 * suite.h - a suite of check's, run: what main returns.
 *
 * A program that takes long is several tests for meson, which run side by side: one for each case
 * that is named there (CK_RUN_CASE), and one for all others (CK_EXCLUDE_TAGS), so that no case is
 * forgotten.
 */
#ifndef SUPPORT_SUITE_H
#define SUPPORT_SUITE_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>

/* A new case of [suite], which can be a test of meson's; [seconds] are for each of its
 * functions. */
static inline TCase *suite_case(Suite *suite, const char *name, double seconds)
{
	TCase *tcase = tcase_create(name);

	tcase_set_timeout(tcase, seconds);
	tcase_set_tags(tcase, name);
	suite_add_tcase(suite, tcase);
	return tcase;
}

/* Worlds of tests are small, and there are thousands: the kernel would spend more time on clearing
 * large pages for them than they live. */
static inline void suite_wants_small_pages(void)
{
	(void)prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
}

/* Runs and frees the suite; 0 = all passed. */
static inline int suite_run(Suite *suite)
{
	const char *only = getenv("CK_RUN_CASE");
	SRunner *runner;
	int failed;

	if (only && !suite_tcase(suite, only)) {
		fprintf(stderr, "there is no case %s: nothing would be tested\n", only);
		return 1;
	}
	runner = srunner_create(suite);
	suite_wants_small_pages();
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}

#endif
