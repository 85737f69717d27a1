/* fields.c - the fields of a text trace's line, and what is wrong with them. */
#include <stdarg.h>
#include <string.h>

#include "base/utf8.h"
#include "trace/text_internal.h"

/* -- faults --------------------------------------------------------------------------- */

struct diag_place line_place(const struct text_trace *trace, const unsigned char *at)
{
	const char *from = (const char *)trace->line.at, *to = (const char *)at;
	uint64_t line = trace->lines.number;
	struct diag_place place = {.line = line < UINT32_MAX ? (uint32_t)line : UINT32_MAX,
				   .column = 1};
	uint32_t character;

	while (from < to) {
		from += utf8_decode(from, to, &character);
		place.column++;
	}
	return place;
}

const unsigned char *line_control(const struct line *line)
{
	for (const unsigned char *at = line->at; at < line->end; at++)
		if ((*at < 0x20 && *at != '\t') || *at == 0x7f)
			return at;
	return NULL;
}

void line_keep(struct text_trace *trace)
{
	const struct line *line = &trace->line;

	source_keep(&trace->source, line_place(trace, line->at).line, (const char *)line->at,
		    (size_t)(line->end - line->at));
	trace->ended = trace->diags->count == DIAG_MAX;
}

bool line_control_fault(struct text_trace *trace)
{
	const unsigned char *at = line_control(&trace->line);

	if (!at)
		return false;
	if (*at == 0)
		diag_add(trace->diags, DIAG_ERROR, line_place(trace, at),
			 "a trace is a text file; is this one of another kind?",
			 "a NUL byte, which no text has");
	else
		diag_add(trace->diags, DIAG_ERROR, line_place(trace, at),
			 *at == '\r' ? "a line ends with one line feed; take the others out"
				    : "take it out; in a '#! note' it can be written as \\xHH",
			 "control character U+%04X", *at);
	line_keep(trace);
	return true;
}

bool line_fault(struct text_trace *trace, const unsigned char *at, const char *hint,
		const char *format, ...)
{
	char text[400];
	va_list values;

	if (line_control_fault(trace))
		return false;
	va_start(values, format);
	vsnprintf(text, sizeof text, format, values);
	va_end(values);
	diag_add(trace->diags, DIAG_ERROR, line_place(trace, at), hint, "%s", text);
	line_keep(trace);
	return false;
}

/* -- fields --------------------------------------------------------------------------- */

int line_word_length(const struct text_trace *trace, const unsigned char *at)
{
	int length = 0;

	while (length < 60 && !line_word_ends(trace, at + length))
		length++;
	return length;
}

static bool size_fault(struct text_trace *trace, const unsigned char *at, const char *usage)
{
	if (*at == '-' && at[1] >= '0' && at[1] <= '9')
		return line_fault(trace, at, usage, "'%.*s' is negative", WORD(trace, at));
	if (*at == '0' && (at[1] | 0x20) == 'x')
		return line_fault(trace, at, usage, "'%.*s' is an address where a number must be",
				  WORD(trace, at));
	return line_fault(trace, at, usage, "'%.*s' is not a decimal number", WORD(trace, at));
}

bool line_take_size(struct text_trace *trace, const unsigned char **at, const char *usage,
		    uint64_t *number)
{
	const unsigned char *digit = *at;
	bool too_large = false;
	uint64_t value = 0;

	for (; (unsigned)(*digit - '0') < 10; digit++) {
		unsigned units = (unsigned)(*digit - '0');

		too_large |= value > UINT64_MAX / 10 || value * 10 > UINT64_MAX - units;
		value = value * 10 + units;
	}
	if (digit == *at || !line_word_ends(trace, digit))
		return size_fault(trace, *at, usage);
	if (too_large)
		return line_fault(trace, *at, usage, "'%.*s' is too large: more than 64 bits",
				  WORD(trace, *at));
	*number = value;
	*at = digit;
	return true;
}

static bool address_fault(struct text_trace *trace, const unsigned char *at, const char *usage)
{
	if (strncmp((const char *)at, "(nil)", 5) == 0)
		return line_fault(trace, at, "NULL is 0x0", "'(nil)' is not an address");
	if (line_hex_digit(*at) >= 0 && at[1] != 'x')
		return line_fault(trace, at, "addresses are hexadecimal and begin with 0x",
				  "'%.*s' is not an address", WORD(trace, at));
	return line_fault(trace, at, usage, "'%.*s' is not an address", WORD(trace, at));
}

bool line_take_address(struct text_trace *trace, const unsigned char **at, const char *usage,
		       uint64_t *address)
{
	const unsigned char *digit = *at;
	bool too_large = false;
	uint64_t value = 0;
	int units;

	if (*digit != '0' || (digit[1] | 0x20) != 'x' || line_hex_digit(digit[2]) < 0)
		return address_fault(trace, *at, usage);
	for (digit += 2; (units = line_hex_digit(*digit)) >= 0; digit++) {
		value = value << 4 | (unsigned)units;
		too_large |= value >> ADDRESS_BITS != 0;
	}
	if (!line_word_ends(trace, digit))
		return address_fault(trace, *at, usage);
	if (too_large)
		return line_fault(trace, *at, "has it a digit too many?",
				  "address '%.*s' is above 2^%d",
				  WORD(trace, *at), ADDRESS_BITS);
	if (value % 8 != 0)
		return line_fault(trace, *at, "what the allocator gives is; is a digit missing?",
				  "address '%.*s' is not a multiple of 8",
				  WORD(trace, *at));
	*address = value;
	*at = digit;
	return true;
}
