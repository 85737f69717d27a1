/*
 * utf8.h - decode and measure text that may come from anywhere.
 *
 * Decoding never fails: a byte that is not part of valid UTF-8 decodes as
 * U+FFFD and advances by one byte.  Surrogates, overlong forms and code points
 * above U+10FFFF are invalid.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define UTF8_REPLACEMENT 0xfffdu

/* Decode the character at [text], which ends at [end] (exclusive; must be
 * after [text]).  Store it in [code_point]; return how many bytes it took (1-4). */
size_t utf8_decode(const char *text, const char *end, uint32_t *code_point);

/* Encode into [bytes] (room for 4; no NUL behind them); return how many were written.  What is no
 * character, a surrogate or beyond Unicode, becomes U+FFFD. */
size_t utf8_encode(uint32_t code_point, char bytes[4]);

/* Encode to [out]; what goes wrong there, ferror() tells. */
void utf8_put(uint32_t code_point, FILE *out);

/* Terminal columns of one code point: 0 (combining, format), 1 or 2.  Controls
 * (C0, DEL, C1), line separators, surrogates, noncharacters and the empty planes
 * return -1: they must not reach a terminal.  Independent of the process's locale. */
int utf8_width(uint32_t code_point);

/* Characters without a picture of their own that change the direction of the text around them:
 * they can make it read differently from what it says. */
bool utf8_turns_text(uint32_t code_point);

/* Whether a character may go where a terminal, or somebody who reads, takes it for what it is:
 * no control, and nothing that turns the text around it.  Every text that comes from elsewhere
 * is asked that before it is written for people. */
bool utf8_is_plain(uint32_t code_point);

/* Write [length] bytes of text out so that they are plain: what is not becomes '?', a tab a blank,
 * a line feed stays.  What is no UTF-8 comes out as U+FFFD. */
void utf8_put_plain(const char *text, size_t length, FILE *out);

/* Columns of a whole NUL-terminated text as the canvas would draw it:
 * unprintable characters are drawn as one column. */
int utf8_columns(const char *text);

#endif
