/*
 * counter.c - $i in numbers and names: which loop it belongs to.
 */
#include "scenario/counter.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

bool expr_fail(struct expr_error *error, const char *what, size_t offset, const char *hint, ...)
{
	va_list values;

	*error = (struct expr_error){.what = what, .offset = offset};
	va_start(values, hint);
	vsnprintf(error->hint, sizeof error->hint, hint, values);
	va_end(values);
	return false;
}

size_t expr_word_length(const char *text)
{
	size_t length = 0;

	while (is_letter(text[length]) || is_digit(text[length]))
		length++;
	return length;
}

bool counter_find(const struct scope *scope, const char *name, size_t length, unsigned *index)
{
	/* From the inside out: an inner loop's counter hides an outer one. */
	for (unsigned i = scope ? scope->count : 0; i-- > 0;) {
		if (strlen(scope->names[i]) == length && !memcmp(scope->names[i], name, length)) {
			*index = i;
			return true;
		}
	}
	return false;
}

/* The longest counter that [name] begins with, for "$ix" where $(i)x was meant. */
static const char *scope_prefix(const struct scope *scope, const char *name, size_t length)
{
	const char *best = NULL;

	for (unsigned i = 0; scope && i < scope->count; i++) {
		size_t size = strlen(scope->names[i]);

		if (size < length && !memcmp(scope->names[i], name, size) &&
		    (!best || size > strlen(best)))
			best = scope->names[i];
	}
	return best;
}

static bool unknown_counter(struct expr_error *error, const struct scope *scope, const char *name,
			    size_t length, size_t offset)
{
	const char *what = "no enclosing loop has this counter";
	const char *prefix = scope_prefix(scope, name, length);
	char names[sizeof error->hint];
	struct str list = str_init(names, sizeof names - 40);

	if (!scope || scope->count == 0)
		return expr_fail(error, what, offset, "only steps inside a repeat have one");
	if (prefix && length < WORD_SHOWN)
		return expr_fail(error, what, offset, "where the counter ends, say so: $(%s)%.*s",
				 prefix, (int)(length - strlen(prefix)), name + strlen(prefix));
	for (unsigned i = 0; i < scope->count; i++)
		str_printf(&list, "%s$%s", i ? ", " : "", scope->names[i]);
	return expr_fail(error, what, offset, "counters here: %s", names);
}

bool counter_read(const char *text, size_t *offset, const struct scope *scope, unsigned *counter,
		  struct expr_error *error)
{
	size_t start = *offset;
	bool parentheses = text[start + 1] == '(';
	const char *name = text + start + 1 + parentheses;
	size_t length = is_digit(*name) ? 0 : expr_word_length(name);

	if (length == 0)
		return expr_fail(error, "a counter's name is missing after '$'", start,
				 "a counter is written $i or $(i)");
	if (parentheses && name[length] != ')')
		return expr_fail(error, "')' is missing after the counter's name", start,
				 "a counter is written $i or $(i)");
	if (!counter_find(scope, name, length, counter))
		return unknown_counter(error, scope, name, length, start);
	*offset = (size_t)(name - text) + length + parentheses;
	return true;
}

bool counter_check(const char *text, struct expr_error *error)
{
	size_t length = is_digit(*text) ? 0 : expr_word_length(text);

	if (text[length] != '\0' || length == 0)
		return expr_fail(error, "a counter's name is a word of letters, digits and '_'",
				 length, "for example: as: i, used as $i");
	if (length > NAME_MAX_BYTES)
		return expr_fail(error, "the counter's name is too long", NAME_MAX_BYTES,
				 "one letter will do: as: i");
	return true;
}
