/*
 * name_text.c - names of blocks, marks and groups, with counters in them.
 */
#include "scenario/expr.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "scenario/counter.h"

/* Blanks beyond ASCII. */
static bool is_wide_blank(uint32_t c)
{
	return c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f ||
	       c == 0x205f || c == 0x3000;
}

/* Format characters and fillers: nobody could see that they are there. */
static bool is_invisible(uint32_t c)
{
	return c == 0xad || c == 0x34f || c == 0x115f || c == 0x1160 || c == 0x3164 ||
	       c == 0xffa0 || (c >= 0x180b && c <= 0x180f) || (c >= 0x200b && c <= 0x200d) ||
	       (c >= 0x2060 && c <= 0x2065) || (c >= 0x206a && c <= 0x206f) || c == 0xfeff ||
	       (c >= 0xfff9 && c <= 0xfffb) || (c >= 0x1bca0 && c <= 0x1bca3) ||
	       (c >= 0x1d173 && c <= 0x1d17a) || (c >= 0xe0000 && c <= 0xe0fff);
}

/* What is odd about a character that would not show in a message; NULL = nothing. */
static const char *what_is_hidden(uint32_t c)
{
	if (utf8_turns_text(c))
		return "which changes the direction of text";
	if (is_invisible(c))
		return "which is invisible";
	if (c == 0x2028 || c == 0x2029)
		return "which ends a line";
	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		return "a control character";
	return utf8_width(c) < 0 ? "which is no character" : NULL;
}

/* Full-width forms of the punctuation that has a meaning in YAML. */
static bool is_wide_punctuation(uint32_t c)
{
	return (c >= 0xff01 && c <= 0xff0f) || (c >= 0xff1a && c <= 0xff20) || c == 0x3001 ||
	       c == 0x3002;
}

static bool check_name_character(const char *text, size_t offset, uint32_t c, size_t size,
				 struct expr_error *error)
{
	static const char forbidden[] = ":,[]{}#&*!|>'\"%@`";

	if ((c < 0x80 && is_blank((char)c)) || is_wide_blank(c))
		return expr_fail(error, "a blank in a name", offset, "join the words with '_'");
	if (c == UTF8_REPLACEMENT && size == 1)
		return expr_fail(error, "a byte that is no UTF-8 in a name", offset,
				 "write names in UTF-8");
	if (what_is_hidden(c)) {
		expr_fail(error, what_is_hidden(c), offset, "remove it from the name");
		error->character = c;
		return false;
	}
	if ((c < 0x80 && strchr(forbidden, (int)c)) || is_wide_punctuation(c))
		return expr_fail(
			error, "a character that names cannot have", offset,
			c == '*'
				? "names are no patterns; for all of a group: free_where: {group: b}"
				: "names have letters, digits, '_', '-', '.' and counters such as $i");
	if (offset == 0 && c < 0x80 && !is_letter((char)c))
		return expr_fail(error, "a name begins with a letter or '_'", offset,
				 "for example a%s",
				 is_digit(*text) && strlen(text) < WORD_SHOWN ? text : "1");
	return true;
}

struct name_parser {
	const char *text;
	const struct scope *scope;
	struct name *name;
	struct expr_error *error;
};

static bool add_part(struct name_parser *parser, size_t offset)
{
	if (parser->name->count == NAME_MAX_PARTS)
		return expr_fail(parser->error, "the name has too many parts", offset,
				 "use fewer counters, or less text between them");
	parser->name->count++;
	return true;
}

static bool parse_name_counter(struct name_parser *parser, size_t *offset)
{
	unsigned counter;

	if (*offset == 0)
		return expr_fail(parser->error, "a name does not begin with a counter", 0,
				 "put a letter first: b$i");
	if (!counter_read(parser->text, offset, parser->scope, &counter, parser->error) ||
	    !add_part(parser, *offset))
		return false;
	parser->name->parts[parser->name->count - 1].counter = counter;
	return true;
}

/* Literal text up to the next counter or the end. */
static bool parse_literal(struct name_parser *parser, size_t *offset, size_t length)
{
	size_t start = *offset;
	char *literal;

	while (*offset < length && parser->text[*offset] != '$') {
		const char *at = parser->text + *offset;
		uint32_t c;
		size_t size = utf8_decode(at, parser->text + length, &c);

		if (!check_name_character(parser->text, *offset, c, size, parser->error))
			return false;
		*offset += size;
	}
	if (!add_part(parser, start))
		return false;
	literal = parser->name->parts[parser->name->count - 1].literal;
	memcpy(literal, parser->text + start, *offset - start);
	literal[*offset - start] = '\0';
	return true;
}

bool name_parse(const char *text, const struct scope *scope, struct name *name,
		struct expr_error *error)
{
	struct name parsed = {.count = 0};
	struct name_parser parser = {text, scope, &parsed, error};
	size_t length = strlen(text);
	size_t offset = 0;

	if (length == 0)
		return expr_fail(error, "the name is empty", 0, "for example a, block_1, b$i");
	if (length > NAME_MAX_BYTES)
		return expr_fail(error, "the name is too long", NAME_MAX_BYTES, "at most %d bytes",
				 NAME_MAX_BYTES);
	while (offset < length) {
		bool done = text[offset] == '$' ? parse_name_counter(&parser, &offset)
						: parse_literal(&parser, &offset, length);
		if (!done)
			return false;
	}
	*name = parsed;
	return true;
}

bool name_is_clean(const char *text)
{
	const char *end = text + strlen(text);
	struct expr_error error;

	for (size_t offset = 0, size; text + offset < end; offset += size) {
		uint32_t c;

		size = utf8_decode(text + offset, end, &c);
		if (c != '$' && !check_name_character(text, offset, c, size, &error))
			return false;
	}
	return true;
}

bool name_format(const struct name *name, const uint64_t counters[],
		 char buffer[NAME_MAX_BYTES + 1])
{
	struct str out = str_init(buffer, NAME_MAX_BYTES + 1);

	for (unsigned i = 0; i < name->count; i++) {
		if (name->parts[i].literal[0])
			str_add(&out, name->parts[i].literal);
		else
			str_printf(&out, "%llu",
				   (unsigned long long)counters[name->parts[i].counter]);
	}
	return !out.cut;
}
