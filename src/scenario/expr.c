/*
 * expr.c - numbers: parsed to postfix once, evaluated often.
 */
#include "scenario/expr.h"

#include <assert.h>
#include <string.h>

#include "scenario/counter.h"

/* Recursive descent, bounded by EXPR_MAX_NESTING:
 *
 *	sum     = product { ("+" | "-") product }
 *	product = operand { ("*" | "/" | "%") operand }
 *	operand = number | counter | "(" sum ")"
 */
struct parser {
	const char *text;
	const char *at;
	const struct scope *scope;
	struct expr *expr;
	struct expr_error *error;
	unsigned nesting;
};

static size_t offset_of(const struct parser *parser)
{
	return (size_t)(parser->at - parser->text);
}

static void skip_blanks(struct parser *parser)
{
	while (is_blank(*parser->at))
		parser->at++;
}

/* --- numbers ------------------------------------------------------------- */

static unsigned digit_value(char c)
{
	if (is_digit(c))
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (unsigned)(c - 'A') + 10;
	return 16;
}

static unsigned suffix_shift(char c)
{
	switch (c) {
	case 'k':
	case 'K':
		return 10;
	case 'm':
	case 'M':
		return 20;
	case 'g':
	case 'G':
		return 30;
	default:
		return 0;
	}
}

static bool too_large(struct parser *parser, size_t offset)
{
	return expr_fail(parser->error, "the number is too large", offset, "the largest is %llu",
			 (unsigned long long)UINT64_MAX);
}

/* What may not follow directly on a number's digits. */
static bool check_number_end(struct parser *parser, size_t start)
{
	char next = *parser->at;

	if (next == '.')
		return expr_fail(parser->error, "not a whole number", start,
				 "write a whole number, such as 16");
	if (is_letter(next) || is_digit(next))
		return expr_fail(parser->error, "letters in the middle of a number",
				 offset_of(parser),
				 "write 512, 0x200 or 4K (4096); the suffixes are K, M and G");
	return true;
}

static bool read_digits(struct parser *parser, size_t start, unsigned base, uint64_t *value)
{
	*value = 0;
	while (digit_value(*parser->at) < base) {
		if (__builtin_mul_overflow(*value, (uint64_t)base, value) ||
		    __builtin_add_overflow(*value, (uint64_t)digit_value(*parser->at), value))
			return too_large(parser, start);
		parser->at++;
	}
	return true;
}

static bool read_number(struct parser *parser, uint64_t *value)
{
	size_t start = offset_of(parser);
	bool hexadecimal = parser->at[0] == '0' && (parser->at[1] == 'x' || parser->at[1] == 'X');
	unsigned shift;

	if (parser->at[0] == '0' && is_digit(parser->at[1]))
		return expr_fail(parser->error, "a number does not begin with 0", start,
				 "leave the 0 out, or write 0x for hexadecimal");
	parser->at += hexadecimal ? 2 : 0;
	if (hexadecimal && digit_value(*parser->at) == 16)
		return expr_fail(parser->error, "hexadecimal digits are missing after 0x", start,
				 "for example 0x200");
	if (!read_digits(parser, start, hexadecimal ? 16 : 10, value))
		return false;
	shift = suffix_shift(*parser->at);
	if (*value > UINT64_MAX >> shift)
		return too_large(parser, start);
	*value <<= shift;
	parser->at += shift != 0;
	return check_number_end(parser, start);
}

/* --- expressions --------------------------------------------------------- */

static bool emit(struct parser *parser, struct expr_op op)
{
	struct expr *expr = parser->expr;

	if (expr->count == EXPR_MAX_OPS)
		return expr_fail(parser->error, "the expression is too long", offset_of(parser),
				 "at most %d numbers, counters and operators", EXPR_MAX_OPS);
	expr->ops[expr->count++] = op;
	return true;
}

static bool parse_counter(struct parser *parser)
{
	size_t offset = offset_of(parser);
	unsigned counter;

	if (!counter_read(parser->text, &offset, parser->scope, &counter, parser->error))
		return false;
	parser->at = parser->text + offset;
	parser->expr->constant = false;
	return emit(parser, (struct expr_op){EXPR_COUNTER, counter});
}

/* A bare word where a number belongs: often a counter without its '$'. */
static bool fail_word(struct parser *parser)
{
	size_t length = expr_word_length(parser->at);
	unsigned counter;

	if (length < WORD_SHOWN && counter_find(parser->scope, parser->at, length, &counter))
		return expr_fail(parser->error, "a counter needs a '$'", offset_of(parser),
				 "write $%.*s", (int)length, parser->at);
	return expr_fail(parser->error, "not a number", offset_of(parser),
			 "write a number such as 512, 0x200, 4K, or a counter such as $i");
}

static bool fail_operand(struct parser *parser)
{
	char c = *parser->at;
	size_t offset = offset_of(parser);

	if (c == '\0' && parser->expr->count == 0)
		return expr_fail(parser->error, "a number is missing", offset, "for example 16");
	if (c == '\0')
		return expr_fail(parser->error, "a number is missing at the end", offset,
				 "write one, or take the operator out");
	if (c == '-' && is_digit(parser->at[1]))
		return expr_fail(parser->error, "a negative number", offset, "the smallest is 0");
	if (c == '+' || c == '-' || c == '*' || c == '/' || c == '%' || c == ')')
		return expr_fail(parser->error, "a number is missing here", offset,
				 "operators stand between two numbers: 8*$i+16");
	if (c == '.')
		return expr_fail(parser->error, "not a whole number", offset,
				 "write a whole number, such as 16");
	if (is_letter(c))
		return fail_word(parser);
	return expr_fail(parser->error, "not a number", offset,
			 "write a number such as 512, 0x200, 4K, or a counter such as $i");
}

static bool parse_sum(struct parser *parser);

/* Something follows a number that cannot: often a unit, as in 4 KiB. */
static bool fail_operator(struct parser *parser)
{
	size_t length = expr_word_length(parser->at);
	const char *hint = "operators are + - * / and %: for example 8*$i+16";

	if (length <= 5 && suffix_shift(*parser->at))
		hint = "a unit is one letter, right behind the number: 4K, 1M, 1G";
	else if (length <= 5 && (*parser->at == 'b' || *parser->at == 'B'))
		hint = "sizes are in bytes: write the number alone";
	return expr_fail(parser->error, "an operator is missing here", offset_of(parser), "%s",
			 hint);
}

static bool parse_parentheses(struct parser *parser)
{
	size_t start = offset_of(parser);

	if (parser->nesting == EXPR_MAX_NESTING)
		return expr_fail(parser->error, "too many parentheses", start,
				 "at most %d inside each other", EXPR_MAX_NESTING);
	parser->nesting++;
	parser->at++;
	if (!parse_sum(parser))
		return false;
	if (*parser->at == '\0')
		return expr_fail(parser->error, "this '(' is never closed", start,
				 "write its ')'");
	if (*parser->at != ')')
		return fail_operator(parser);
	parser->at++;
	parser->nesting--;
	return true;
}

static bool parse_operand(struct parser *parser)
{
	struct expr_op number = {EXPR_NUMBER, 0};
	bool done;

	skip_blanks(parser);
	if (*parser->at == '$')
		done = parse_counter(parser);
	else if (*parser->at == '(')
		done = parse_parentheses(parser);
	else if (is_digit(*parser->at))
		done = read_number(parser, &number.value) && emit(parser, number);
	else
		done = fail_operand(parser);
	if (done)
		skip_blanks(parser);
	return done;
}

static bool parse_product(struct parser *parser)
{
	if (!parse_operand(parser))
		return false;
	while (*parser->at == '*' || *parser->at == '/' || *parser->at == '%') {
		char c = *parser->at++;
		struct expr_op op = {c == '*' ? EXPR_MUL : c == '/' ? EXPR_DIV : EXPR_MOD, 0};

		if (!parse_operand(parser) || !emit(parser, op))
			return false;
	}
	return true;
}

static bool parse_sum(struct parser *parser)
{
	if (!parse_product(parser))
		return false;
	while (*parser->at == '+' || *parser->at == '-') {
		struct expr_op op = {*parser->at++ == '+' ? EXPR_ADD : EXPR_SUB, 0};

		if (!parse_product(parser) || !emit(parser, op))
			return false;
	}
	return true;
}

static bool check_end(struct parser *parser)
{
	const char *at = parser->at;

	if (*at == '\0')
		return true;
	if (*at == ')')
		return expr_fail(parser->error, "this ')' closes nothing", offset_of(parser),
				 "take it out, or write its '('");
	if (*at == ',' || *at == '\'')
		return expr_fail(parser->error, "unexpected character in a number",
				 offset_of(parser), "write thousands without a separator: 4096");
	if (is_digit(*at) || is_letter(*at) || *at == '$' || *at == '(')
		return fail_operator(parser);
	return expr_fail(parser->error, "unexpected character in a number", offset_of(parser),
			 "operators are + - * / and %%");
}

static const char too_large_value[] = "the result is too large";
static const char negative_value[] = "the result is negative";
static const char division_by_zero[] = "division by zero";

static const char *hint_of(const char *problem)
{
	if (problem == negative_value)
		return "the smallest is 0, of every part of it";
	if (problem == division_by_zero)
		return "what stands behind / and % must be at least 1";
	return "the largest is 18446744073709551615, of every part of it";
}

bool expr_parse(const char *text, const struct scope *scope, struct expr *expr,
		struct expr_error *error)
{
	struct expr parsed = {.constant = true};
	struct parser parser = {text, text, scope, &parsed, error, 0};
	const char *problem;

	if (!parse_sum(&parser) || !check_end(&parser))
		return false;
	problem = parsed.constant ? expr_problem(&parsed, NULL) : NULL;
	if (problem)
		return expr_fail(error, problem, 0, "%s", hint_of(problem));
	*expr = parsed;
	return true;
}

/* --- evaluation ---------------------------------------------------------- */


/* [a] op [b]; the problem, or NULL. */
static const char *calculate(const struct expr_op *op, uint64_t a, uint64_t b, uint64_t *value)
{
	switch (op->kind) {
	case EXPR_ADD:
		return __builtin_add_overflow(a, b, value) ? too_large_value : NULL;
	case EXPR_SUB:
		return __builtin_sub_overflow(a, b, value) ? negative_value : NULL;
	case EXPR_MUL:
		return __builtin_mul_overflow(a, b, value) ? too_large_value : NULL;
	case EXPR_DIV:
	case EXPR_MOD:
		if (b == 0)
			return division_by_zero;
		*value = op->kind == EXPR_DIV ? a / b : a % b;
		return NULL;
	case EXPR_NUMBER:
	case EXPR_COUNTER:
		break;
	}
	assert(false); /* operands never get here */
	return NULL;
}

static const char *evaluate(const struct expr *expr, const uint64_t counters[], uint64_t *value)
{
	uint64_t stack[EXPR_MAX_OPS];
	unsigned depth = 0;

	for (unsigned i = 0; i < expr->count; i++) {
		const struct expr_op *op = &expr->ops[i];
		const char *problem;

		if (op->kind == EXPR_NUMBER || op->kind == EXPR_COUNTER) {
			stack[depth++] = op->kind == EXPR_NUMBER ? op->value : counters[op->value];
			continue;
		}
		assert(depth >= 2);
		depth--;
		problem = calculate(op, stack[depth - 1], stack[depth], &stack[depth - 1]);
		if (problem)
			return problem;
	}
	assert(depth == 1);
	*value = stack[0];
	return NULL;
}

bool expr_eval(const struct expr *expr, const uint64_t counters[], uint64_t *value)
{
	return evaluate(expr, counters, value) == NULL;
}

const char *expr_problem(const struct expr *expr, const uint64_t counters[])
{
	uint64_t value;

	return evaluate(expr, counters, &value);
}
