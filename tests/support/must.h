/*
 * must.h - an assertion for inner loops.
 *
 * Each of check's own assertions leaves a mark in a file, for the report of a crash: a
 * microsecond that millions of them cannot afford.  This one says something only
 * when it fails.  The message is never left out, so that a failure in round 70000 explains itself.
 */
#ifndef SUPPORT_MUST_H
#define SUPPORT_MUST_H

#include <check.h>

#define must(condition, ...)                                                                       \
	do {                                                                                       \
		if (!(condition))                                                                  \
			ck_abort_msg(__VA_ARGS__);                                                 \
	} while (0)

#endif
