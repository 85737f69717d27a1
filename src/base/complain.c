/* complain.c - messages without a place; see complain.h. */
#include "base/complain.h"

#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/str.h"
#include "base/utf8.h"

/* [length] bytes of it. */
static void print_part(FILE *out, const char *text, size_t length)
{
	const char *end = text + length;
	uint32_t code_point;

	while (text < end) {
		text += utf8_decode(text, end, &code_point);
		if (utf8_width(code_point) <= 0) /* controls; marks and directions, too */
			code_point = '?';
		utf8_put(code_point, out);
	}
}

void print_clean(FILE *out, const char *text)
{
	print_part(out, text, strlen(text));
}

void print_clean_lines(FILE *out, const char *text)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		print_part(out, text, length);
		fputc('\n', out);
		text += length + (text[length] == '\n');
	}
}

void print_shell_word(FILE *out, const char *word)
{
	char text[4 * PATH_MAX];
	struct str quoted = str_init(text, sizeof text);

	str_shell_word(&quoted, word);
	print_clean(out, text);
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
