/*
 * expect_words.c - how expectations spell things: numbers, places, words, counters.
 */
#include "scenario/expect_words.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "scenario/expr.h"

/* One function a counter, from the list. */
#define COUNTER_LINE_(line, expression)                                                            \
	static uint64_t counter_##line(const struct heap_totals *t, const struct heap_control *c)  \
	{                                                                                          \
		(void)t;                                                                           \
		(void)c;                                                                           \
		return expression;                                                                 \
	}
#define COUNTER_LINE(line, expression) COUNTER_LINE_(line, expression)
#define COUNTER(name, expression) COUNTER_LINE(__LINE__, expression)
#include "scenario/counters.def"
#undef COUNTER

#define COUNTER_NAME_(name, line) {name, counter_##line},
#define COUNTER_NAME(name, line) COUNTER_NAME_(name, line)
#define COUNTER(name, expression) COUNTER_NAME(name, __LINE__)
const struct counter expect_counters[] = {
#include "scenario/counters.def"
};
#undef COUNTER

const size_t expect_counter_count = sizeof expect_counters / sizeof *expect_counters;

bool expect_uint(const char *text, uint64_t *value)
{
	struct scope none = {0};
	struct expr_error error = {0};
	struct expr expr;

	return expr_parse(text, &none, &expr, &error) && expr.constant &&
	       expr_eval(&expr, NULL, value);
}

bool expect_place(const char *text, int parts, uint64_t out[3])
{
	for (int i = 0; i < parts; i++) {
		char *end;

		if (*text < '0' || *text > '9')
			return false;
		out[i] = strtoull(text, &end, 10);
		if (*end != (i + 1 < parts ? ':' : '\0'))
			return false;
		text = end + 1;
	}
	return true;
}

int expect_word(const char *text, const char *const *words, int count)
{
	for (int i = 0; i < count; i++)
		if (strcmp(text, words[i]) == 0)
			return i;
	return -1;
}

const struct counter *expect_counter(const char *name)
{
	for (size_t i = 0; i < expect_counter_count; i++)
		if (strcasecmp(expect_counters[i].name, name) == 0)
			return &expect_counters[i];
	return NULL;
}

bool expect_special_place(const char *text)
{
	static const char *const words[] = {"system", "freed", "null"};

	return expect_word(text, words, sizeof words / sizeof *words) >= 0;
}
