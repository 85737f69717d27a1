/*
 * counter.h - what the parsers of numbers and of names have in common.
 */
#ifndef SCENARIO_COUNTER_H
#define SCENARIO_COUNTER_H

#include <stdbool.h>
#include <stddef.h>

#include "scenario/expr.h"

#define WORD_SHOWN 48 /* a longer word is not repeated in a hint */

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static inline bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Bytes of letters and digits that [text] begins with. */
size_t expr_word_length(const char *text);

/* Fill [error] and return false.  [what] is static; [offset]: bytes from the text's start. */
__attribute__((format(printf, 4, 5))) bool expr_fail(struct expr_error *error, const char *what,
						     size_t offset, const char *hint, ...);

/* Give [index] where in [scope] the counter called by the [length] bytes at [name] is, the
 * innermost of that name.  [scope] may be NULL.  False: there is none. */
bool counter_find(const struct scope *scope, const char *name, size_t length, unsigned *index);

/* Read $name or $(name) at [text] + [*offset], where the $ stands; move behind it.  False, with
 * [error], if it names no counter in [scope]; [*offset] stays. */
bool counter_read(const char *text, size_t *offset, const struct scope *scope, unsigned *counter,
		  struct expr_error *error);

#endif
