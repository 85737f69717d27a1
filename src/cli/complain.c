/* complain.c - messages without a place; see complain.h. */
#include "cli/complain.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/str.h"
#include "base/utf8.h"

static bool is_plain(const char *word)
{
	return *word && strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				     "_./+:@%,=-") == strlen(word);
}

/* One character, and what is behind it. */
static const char *put_clean(FILE *out, const char *text, const char *end)
{
	uint32_t code_point;

	text += utf8_decode(text, end, &code_point);
	if (utf8_width(code_point) <= 0) /* controls; marks and directions, too */
		code_point = '?';
	utf8_put(code_point, out);
	return text;
}

void print_clean(FILE *out, const char *text)
{
	const char *end = text + strlen(text);

	while (text < end)
		text = put_clean(out, text, end);
}

/* A quote can only stand outside of quotes. */
void print_shell_word(FILE *out, const char *word)
{
	const char *end = word + strlen(word);

	if (is_plain(word)) {
		fputs(word, out);
		return;
	}
	fputc('\'', out);
	while (word < end) {
		if (*word == '\'')
			fputs("'\\'", out);
		word = put_clean(out, word, end);
	}
	fputc('\'', out);
}

void complain(FILE *out, const char *hint, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	fputs("arenawalk: error: ", out);
	print_clean(out, text);
	fputc('\n', out);
	if (hint && *hint) {
		fputs("  hint: ", out);
		print_clean(out, hint);
		fputc('\n', out);
	}
}

const char *suggest(char *buffer, size_t bytes, const char *word, const char *const *names,
		    size_t count, const char *otherwise)
{
	const char *nearest = diag_nearest(word, names, count);

	if (!nearest)
		return otherwise;
	snprintf(buffer, bytes, "did you mean '%s'?", nearest);
	return buffer;
}
