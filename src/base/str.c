/*
 * str.c - a bounded text builder.
 */
#include "base/str.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

struct str str_init(char *buffer, size_t capacity)
{
	assert(capacity > 0);
	buffer[0] = '\0';
	return (struct str){.text = buffer, .capacity = capacity};
}

/* [length], less a last character of which not all bytes are there. */
static size_t without_partial(const char *text, size_t length)
{
	size_t first = length;
	while (first > 0 && length - first < 4 && ((unsigned char)text[first - 1] & 0xc0) == 0x80)
		first--;
	if (first == 0)
		return length;
	first--;
	uint32_t code_point;
	bool is_broken = utf8_decode(text + first, text + length, &code_point) == 1;
	/* Bytes that never were UTF-8 stay as they are. */
	return is_broken && (unsigned char)text[first] >= 0xc0 ? first : length;
}

/* Take [length] bytes that stand behind the text already; there was more. */
static bool cut_to(struct str *str, size_t length)
{
	str->length += without_partial(str->text + str->length, length);
	str->text[str->length] = '\0';
	str->cut = true;
	return false;
}

bool str_addn(struct str *str, const char *text, size_t length)
{
	/* Once something is missing nothing may follow it: the text stays a beginning
	 * of what was meant, without holes. */
	if (str->cut)
		return false;
	size_t room = str->capacity - 1 - str->length;
	size_t taken = length <= room ? length : room;
	memcpy(str->text + str->length, text, taken);
	if (taken < length)
		return cut_to(str, taken);
	str->length += taken;
	str->text[str->length] = '\0';
	return true;
}

bool str_add(struct str *str, const char *text)
{
	return str_addn(str, text, strlen(text));
}

bool str_char(struct str *str, uint32_t code_point)
{
	char bytes[4];
	return str_addn(str, bytes, utf8_encode(code_point, bytes));
}

bool str_printf(struct str *str, const char *format, ...)
{
	if (str->cut)
		return false;
	char *start = str->text + str->length;
	size_t room = str->capacity - 1 - str->length;
	va_list arguments;
	va_start(arguments, format);
	int wanted = vsnprintf(start, room + 1, format, arguments);
	va_end(arguments);
	if (wanted < 0 || (size_t)wanted > room)
		return cut_to(str, wanted < 0 ? 0 : room);
	str->length += (size_t)wanted;
	return true;
}

struct thousands thousands(uint64_t value)
{
	struct thousands grouped = {""};
	char digits[24];
	int length = snprintf(digits, sizeof digits, "%" PRIu64, value);
	size_t used = 0;

	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			grouped.text[used++] = ',';
		grouped.text[used++] = digits[i];
	}
	return grouped;
}

static bool is_plain_word(const char *word)
{
	return *word && strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				     "_./+:@%,=-") == strlen(word);
}

/* A quote can only stand outside of quotes. */
bool str_shell_word(struct str *str, const char *word)
{
	if (is_plain_word(word))
		return str_add(str, word);
	str_add(str, "'");
	for (size_t length; *word; word += length) {
		length = *word == '\'' ? 1 : strcspn(word, "'");
		if (*word == '\'')
			str_add(str, "'\\''");
		else
			str_addn(str, word, length);
	}
	return str_add(str, "'");
}

bool str_thousands(struct str *str, uint64_t value)
{
	return str_add(str, thousands(value).text);
}

bool str_count(struct str *str, uint64_t count, const char *noun)
{
	return str_printf(str, "%" PRIu64 " %s%s", count, noun, count == 1 ? "" : "s");
}

bool str_bytes(struct str *str, uint64_t bytes)
{
	static const char *const units[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

	if (bytes < 1024)
		return str_printf(str, "%u B", (unsigned)bytes);
	unsigned unit = 0;
	while (unit + 1 < sizeof units / sizeof *units && bytes >> (10 * (unit + 2)) > 0)
		unit++;
	uint64_t size = UINT64_C(1) << (10 * (unit + 1));
	uint64_t whole = bytes / size;
	uint64_t rest = bytes % size;
	if (rest == 0)
		return str_printf(str, "%" PRIu64 " %s", whole, units[unit]);
	/* Down, not to the nearest: 1023.99 KiB must not read 1024.0 KiB, and a heap
	 * must not seem to hold more than it does. */
	unsigned tenths = (unsigned)(rest / 16 * 10 / (size / 16));
	return str_printf(str, "%" PRIu64 ".%u %s", whole, tenths, units[unit]);
}
