/*
 * cast_read.c - an asciicast, read as strictly as any player might; see cast_read.h.
 *
 * JSON by RFC 8259 in UTF-8, an object and then arrays of three, one a line, none of them blank.
 */
#include "cast_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/utf8.h"

struct reader {
	struct cast_file *file;
	const char *at, *end; /* of the present line */
	size_t line;
	jmp_buf give_up;
};

__attribute__((format(printf, 2, 3))) static _Noreturn void fail(struct reader *reader,
								 const char *format, ...)
{
	char *why = reader->file->why;
	size_t used = (size_t)snprintf(why, sizeof reader->file->why, "line %zu: ", reader->line);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(why + used, sizeof reader->file->why - used, format, arguments);
	va_end(arguments);
	longjmp(reader->give_up, 1);
}

/* -- JSON ------------------------------------------------------------------------------------ */

static void skip_blanks(struct reader *reader)
{
	while (reader->at < reader->end && (*reader->at == ' ' || *reader->at == '\t'))
		reader->at++;
}

static bool takes(struct reader *reader, char wanted)
{
	skip_blanks(reader);
	if (reader->at == reader->end || *reader->at != wanted)
		return false;
	reader->at++;
	return true;
}

static void must_take(struct reader *reader, char wanted)
{
	if (!takes(reader, wanted))
		fail(reader, "no '%c' before '%.*s'", wanted,
		     (int)(reader->end - reader->at < 20 ? reader->end - reader->at : 20),
		     reader->at);
}

static uint32_t hex_digits(struct reader *reader)
{
	char digits[5] = "";
	char *end;
	uint32_t value;

	if (reader->end - reader->at < 4)
		fail(reader, "\\u without four digits");
	memcpy(digits, reader->at, 4);
	value = (uint32_t)strtoul(digits, &end, 16);
	if (end != digits + 4)
		fail(reader, "\\u without four digits");
	reader->at += 4;
	return value;
}

static uint32_t escaped(struct reader *reader)
{
	static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
	char letter = reader->at < reader->end ? *reader->at++ : '\0';
	const char *found = letter ? strchr(letters, letter) : NULL;
	uint32_t value;

	if (found)
		return (uint32_t)meanings[found - letters];
	if (letter != 'u')
		fail(reader, "'\\%c' is no escape", letter);
	value = hex_digits(reader);
	if (value >= 0xd800 && value < 0xe000)
		fail(reader, "a surrogate");
	return value;
}

/* One character of a string. */
static uint32_t character(struct reader *reader)
{
	uint32_t value;
	size_t bytes;

	if (reader->at == reader->end)
		fail(reader, "a string without end");
	if (*reader->at == '\\') {
		reader->at++;
		return escaped(reader);
	}
	if ((unsigned char)*reader->at < 0x20)
		fail(reader, "a control character in a string");
	bytes = utf8_decode(reader->at, reader->end, &value);
	if (value == UTF8_REPLACEMENT && bytes == 1)
		fail(reader, "no UTF-8");
	reader->at += bytes;
	return value;
}

/* Owned by the caller, NUL behind it.  What was read before a failure is lost: tests end then. */
static char *string(struct reader *reader, size_t *length)
{
	struct {
		char *items;
		size_t count, capacity;
	} text = {0};

	must_take(reader, '"');
	while (reader->at == reader->end || *reader->at != '"') {
		char bytes[4];
		size_t count = utf8_encode(character(reader), bytes);

		for (size_t i = 0; i < count; i++)
			array_push(&text, bytes[i]);
	}
	reader->at++;
	if (length)
		*length = text.count;
	array_push(&text, '\0');
	return text.items;
}

/* In thousandths, which it must be a number of. */
static int64_t number(struct reader *reader)
{
	int64_t value = 0;
	int decimals = 0;

	skip_blanks(reader);
	if (reader->at == reader->end || *reader->at < '0' || *reader->at > '9')
		fail(reader, "no number");
	if (*reader->at == '0' && reader->end - reader->at > 1 && reader->at[1] >= '0' &&
	    reader->at[1] <= '9')
		fail(reader, "a number that begins with 0");
	for (; reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9'; reader->at++)
		value = value * 10 + (*reader->at - '0');
	if (reader->at < reader->end && *reader->at == '.') {
		reader->at++;
		for (; reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9';
		     reader->at++, decimals++)
			value = value * 10 + (*reader->at - '0');
		if (decimals == 0 || decimals > 3)
			fail(reader, "%d decimals", decimals);
	}
	for (; decimals < 3; decimals++)
		value *= 10;
	return value;
}

/* -- the head -------------------------------------------------------------------------------- */

static void object(struct reader *reader, const char *path);

static void take_number(struct cast_file *file, const char *path, int64_t value)
{
	if (strcmp(path, ".version") == 0)
		file->version = (int)(value / 1000);
	else if (strcmp(path, ".width") == 0 || strcmp(path, ".term.cols") == 0)
		file->width = (int)(value / 1000);
	else if (strcmp(path, ".height") == 0 || strcmp(path, ".term.rows") == 0)
		file->height = (int)(value / 1000);
	else if (strcmp(path, ".timestamp") == 0)
		file->timestamp = value / 1000;
}

static void value(struct reader *reader, const char *path)
{
	char *text;

	skip_blanks(reader);
	if (reader->at < reader->end && *reader->at == '{') {
		object(reader, path);
		return;
	}
	if (reader->at == reader->end || *reader->at != '"') {
		take_number(reader->file, path, number(reader));
		return;
	}
	text = string(reader, NULL);
	if (strcmp(path, ".title") == 0)
		reader->file->title = text;
	else
		free(text);
}

static void object(struct reader *reader, const char *path)
{
	must_take(reader, '{');
	if (takes(reader, '}'))
		return;
	do {
		char inner[200];
		char *name = string(reader, NULL);

		snprintf(inner, sizeof inner, "%s.%s", path, name);
		free(name);
		must_take(reader, ':');
		value(reader, inner);
	} while (takes(reader, ','));
	must_take(reader, '}');
}

static void head(struct reader *reader)
{
	struct cast_file *file = reader->file;

	object(reader, "");
	if (file->version != 2 && file->version != 3)
		fail(reader, "version %d", file->version);
	if (file->width < 1 || file->height < 1)
		fail(reader, "a size of %dx%d", file->width, file->height);
}

/* -- events ---------------------------------------------------------------------------------- */

static void event(struct reader *reader)
{
	struct cast_file *file = reader->file;
	uint64_t before = file->count ? file->items[file->count - 1].ms : 0;
	struct cast_event read = {0};
	size_t length;
	char *code;

	must_take(reader, '[');
	read.ms = (uint64_t)number(reader) + (file->version == 3 ? before : 0);
	must_take(reader, ',');
	code = string(reader, &length);
	read.code = *code;
	free(code);
	must_take(reader, ',');
	read.data = string(reader, &read.length);
	must_take(reader, ']');
	array_push(file, read);
	if (length != 1 || !strchr("oimrx", read.code))
		fail(reader, "an event of another kind");
	if (read.ms < before)
		fail(reader, "time runs backwards");
}

static void lines(struct reader *reader, const char *text, size_t length)
{
	for (const char *rest = text; length > 0; length -= (size_t)(reader->end + 1 - rest),
			 rest = reader->end + 1) {
		reader->line++;
		reader->at = rest;
		reader->end = memchr(rest, '\n', length);
		if (!reader->end)
			fail(reader, "no line break at its end");
		if (reader->line == 1)
			head(reader);
		else
			event(reader);
		if (reader->at != reader->end)
			fail(reader, "more than one value");
	}
	if (reader->line == 0)
		fail(reader, "nothing is there");
}

bool cast_read(struct cast_file *file, const char *text, size_t length)
{
	struct reader reader = {.file = file};

	*file = (struct cast_file){0};
	if (setjmp(reader.give_up))
		return false;
	lines(&reader, text, length);
	return true;
}

bool cast_read_path(struct cast_file *file, const char *path)
{
	struct {
		char *items;
		size_t count, capacity;
	} text = {0};
	FILE *in = fopen(path, "r");
	int c;
	bool good;

	while (in && (c = getc(in)) != EOF)
		array_push(&text, (char)c);
	if (in)
		fclose(in);
	array_push(&text, '\0');
	good = cast_read(file, text.items, text.count - 1);
	free(text.items);
	return good;
}

void cast_free(struct cast_file *file)
{
	for (size_t i = 0; i < file->count; i++)
		free(file->items[i].data);
	free(file->items);
	free(file->title);
	*file = (struct cast_file){0};
}

size_t cast_count(const struct cast_file *file, char code)
{
	size_t count = 0;

	for (size_t i = 0; i < file->count; i++)
		count += file->items[i].code == code;
	return count;
}

const struct cast_event *cast_find(const struct cast_file *file, char code, size_t number)
{
	for (size_t i = 0; i < file->count; i++)
		if (file->items[i].code == code && number-- == 0)
			return &file->items[i];
	return NULL;
}
