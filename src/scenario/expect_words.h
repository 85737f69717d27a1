/*
 * expect_words.h - how expectations spell things.  Both the check of their form and their trial
 * read with these, so what is accepted is what is understood.
 */
#ifndef SCENARIO_EXPECT_WORDS_H
#define SCENARIO_EXPECT_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "heap/inspect.h"

/* Read a number without counters (expr.h), or a place.  False: not understood. */
bool expect_uint(const char *text, uint64_t *value);

/* arena:pool or arena:pool:offset, decimal, 2 or 3 [parts]; false: [out] is of no use. */
bool expect_place(const char *text, int parts, uint64_t out[3]);

/* Whether it is "system", "freed" or "null", instead of arena:pool:offset. */
bool expect_special_place(const char *text);

/* The number of a word in a list of [count], from 0; -1 if it is not there. */
int expect_word(const char *text, const char *const *words, int count);

/* What `counters` can ask for, from counters.def. */
struct counter {
	const char *name;
	uint64_t (*value)(const struct heap_totals *t, const struct heap_control *c);
};

extern const struct counter expect_counters[];
extern const size_t expect_counter_count;

/* By name, in any case of letters; NULL = there is none. */
const struct counter *expect_counter(const char *name);

#endif
