/*
 * str.h - a bounded text builder.
 *
 * Text goes into a buffer that the caller owns; what does not fit is cut at a
 * UTF-8 character border, never in the middle of one, and the buffer always
 * ends in NUL.  After a cut nothing more is appended: the text is always a
 * beginning of what was meant.  No function here allocates.
 *
 *	char line[80];
 *	struct str out = str_init(line, sizeof line);
 *	str_printf(&out, "pool %u", 3);
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
	char *text;      /* borrowed; NUL-terminated */
	size_t length;   /* bytes before the NUL */
	size_t capacity; /* bytes of the buffer, the NUL's included; at least 1 */
	bool cut;        /* something did not fit */
};

/* A builder, empty, on [buffer], which has [capacity] bytes, at least 1, and must outlive it. */
struct str str_init(char *buffer, size_t capacity);

/* Append; return false, and cut, when it does not all fit. */
bool str_add(struct str *str, const char *text);
bool str_addn(struct str *str, const char *text, size_t length);
bool str_char(struct str *str, uint32_t code_point);
__attribute__((format(printf, 2, 3))) bool str_printf(struct str *str, const char *format, ...);

/* Append [word] as a shell takes it: in quotes where it needs them, 'it'\''s'. */
bool str_shell_word(struct str *str, const char *word);

/* Append [value] with a separator between thousands: 1,048,576. */
bool str_thousands(struct str *str, uint64_t value);

/* The same as a value, for a sentence that translators may turn around:
 * str_printf(out, "%s now, %s at most", thousands(now).text, thousands(most).text). */
struct thousands {
	char text[32];
};
struct thousands thousands(uint64_t value);

/* Append how many there are: 1 operation, 7 operations.  [noun]: English, of one; "s" makes it
 * many. */
bool str_count(struct str *str, uint64_t count, const char *noun);

/* Append a byte count the way people say it: 512 B, 4 KiB, 256 KiB, 1.5 MiB.
 * Parts of a unit are rounded down to a tenth. */
bool str_bytes(struct str *str, uint64_t bytes);

#endif
