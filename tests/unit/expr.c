/*
 * expr.c - numbers and names with counters: what they mean, and what is wrong with them.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "scenario/expr.h"
#include "suite.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* In all tests: an outer loop's i is 7, an inner loop's row is 3. */
static const struct scope scope = {{"i", "row"}, 2};
static const uint64_t counters[] = {7, 3};

static const struct {
	const char *text;
	uint64_t value;
} numbers[] = {
	{"0", 0},
	{"512", 512},
	{"0x200", 512},
	{"0XfF", 255},
	{"4K", 4096},
	{"4k", 4096},
	{"2M", 2 << 20},
	{"1G", 1 << 30},
	{"0x10K", 16384},
	{"18446744073709551615", UINT64_MAX},
	{"0xffffffffffffffff", UINT64_MAX},
	{"$i", 7},
	{"$(i)", 7},
	{"$row", 3},
	{"8*$i+16", 72},
	{" 8 * $i + 16 ", 72},
	{"($i+1)%3", 2},
	{"16+8*$i/2-1", 43},
	{"100-10-1", 89},
	{"100/10/2", 5},
	{"2*(3+4)*5", 70},
	{"((((1))))", 1},
	{"$i-7", 0},
	{"4K-16", 4080},
	{"$(row)*2", 6},
};

START_TEST(test_numbers)
{
	struct expr expr;
	struct expr_error error = {.what = "none"};
	uint64_t value = 0;

	ck_assert_msg(expr_parse(numbers[_i].text, &scope, &expr, &error), "%s: %s",
		      numbers[_i].text, error.what);
	ck_assert(expr_eval(&expr, counters, &value));
	ck_assert_uint_eq(value, numbers[_i].value);
	ck_assert_ptr_null(expr_problem(&expr, counters));
	ck_assert_int_eq(expr.constant, strchr(numbers[_i].text, '$') == NULL);
}
END_TEST

struct fault {
	const char *text, *what;
	size_t offset;
	const char *hint; /* a part of it: there always is one */
};

static const struct fault bad_numbers[] = {
	{"", "a number is missing", 0, "for example"},
	{"  ", "a number is missing", 2, "for example"},
	{"-5", "a negative number", 0, "smallest is 0"},
	{"3*-5", "a negative number", 2, "smallest is 0"},
	{"+5", "a number is missing here", 0, "operators stand between"},
	{"1.5", "not a whole number", 0, "whole number"},
	{".5", "not a whole number", 0, "whole number"},
	{"12abc", "letters in the middle of a number", 2, "suffixes"},
	{"4KB", "letters in the middle of a number", 2, "suffixes"},
	{"4kk", "letters in the middle of a number", 2, "suffixes"},
	{"1_000", "letters in the middle of a number", 1, "suffixes"},
	{"1e3", "letters in the middle of a number", 1, "suffixes"},
	{"010", "a number does not begin with 0", 0, "hexadecimal"},
	{"00", "a number does not begin with 0", 0, "hexadecimal"},
	{"0x", "hexadecimal digits are missing after 0x", 0, "0x200"},
	{"0xg", "hexadecimal digits are missing after 0x", 0, "0x200"},
	{"1,000", "unexpected character in a number", 1, "without a separator"},
	{"16 B", "an operator is missing here", 3, "in bytes"},
	{"4 KiB", "an operator is missing here", 2, "4K"},
	{"5 5", "an operator is missing here", 2, "operators are"},
	{"2(3)", "an operator is missing here", 1, "operators are"},
	{"2$i", "an operator is missing here", 1, "operators are"},
	{"(5 5)", "an operator is missing here", 3, "operators are"},
	{"abc", "not a number", 0, "such as 512"},
	{"i", "a counter needs a '$'", 0, "write $i"},
	{"8*row", "a counter needs a '$'", 2, "write $row"},
	{"{i}", "not a number", 0, "such as 512"},
	{"\xe4\xb8\x89", "not a number", 0, "such as 512"},
	{"5^2", "unexpected character in a number", 1, "+ - * / and %"},
	{"(5", "this '(' is never closed", 0, "write its ')'"},
	{"(5+(3)", "this '(' is never closed", 0, "write its ')'"},
	{"5)", "this ')' closes nothing", 1, "write its '('"},
	{"()", "a number is missing here", 1, "operators stand between"},
	{"5+", "a number is missing at the end", 2, "take the operator out"},
	{"5+*3", "a number is missing here", 2, "operators stand between"},
	{"18446744073709551616", "the number is too large", 0, "18446744073709551615"},
	{"99999999999999999999999", "the number is too large", 0, "18446744073709551615"},
	{"0x10000000000000000", "the number is too large", 0, "18446744073709551615"},
	{"17179869184G", "the number is too large", 0, "18446744073709551615"},
	{"$", "a counter's name is missing after '$'", 0, "$i or $(i)"},
	{"8*$", "a counter's name is missing after '$'", 2, "$i or $(i)"},
	{"$5", "a counter's name is missing after '$'", 0, "$i or $(i)"},
	{"$()", "a counter's name is missing after '$'", 0, "$i or $(i)"},
	{"$(i", "')' is missing after the counter's name", 0, "$i or $(i)"},
	{"$(i+1)", "')' is missing after the counter's name", 0, "$i or $(i)"},
	{"$k", "no enclosing loop has this counter", 0, "counters here: $i, $row"},
	{"1+$ix", "no enclosing loop has this counter", 2, "$(i)x"},
	{"3-5", "the result is negative", 0, "smallest is 0"},
	{"5/0", "division by zero", 0, "must be at least 1"},
	{"5%(3-3)", "division by zero", 0, "must be at least 1"},
	{"16G*16G", "the result is too large", 0, "the largest is 18446744073709551615"},
	{"18446744073709551615+1", "the result is too large", 0, "the largest is 18446744073709551615"},
	{"((((((((((((((((((((1))))))))))))))))))))", "too many parentheses", 16, "at most 16"},
	{"1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1", "the expression is too long", 33, "at most 32"},
};

static void check_fault(const struct fault *fault, bool parsed, const struct expr_error *error)
{
	ck_assert_msg(!parsed, "'%s' was accepted", fault->text);
	ck_assert_str_eq(error->what, fault->what);
	ck_assert_msg(error->offset == fault->offset, "'%s': offset %zu", fault->text,
		      error->offset);
	ck_assert_msg(strstr(error->hint, fault->hint), "'%s': hint '%s'", fault->text,
		      error->hint);
}

START_TEST(test_bad_numbers)
{
	const struct fault *fault = &bad_numbers[_i];
	struct expr expr;
	struct expr_error error = {.what = "none"};

	check_fault(fault, expr_parse(fault->text, &scope, &expr, &error), &error);
}
END_TEST

START_TEST(test_counters_without_a_loop)
{
	const struct scope empty = {.count = 0};
	struct expr expr;
	struct expr_error error;

	ck_assert(!expr_parse("$i", &empty, &expr, &error));
	ck_assert_str_eq(error.hint, "only steps inside a repeat have one");
	ck_assert(!expr_parse("$i", NULL, &expr, &error));
	ck_assert(expr_parse("16", NULL, &expr, &error));
}
END_TEST

START_TEST(test_the_inner_counter_hides_the_outer_one)
{
	const struct scope nested = {{"i", "i"}, 2};
	struct expr expr;
	struct expr_error error;
	uint64_t value;

	ck_assert(expr_parse("$i", &nested, &expr, &error));
	ck_assert(expr_eval(&expr, counters, &value));
	ck_assert_uint_eq(value, 3);
}
END_TEST

START_TEST(test_evaluation_can_fail)
{
	static const struct {
		const char *text, *problem;
	} cases[] = {
		{"6-$i", "the result is negative"},
		{"(6-$i)+10", "the result is negative"},
		{"1/($i-7)", "division by zero"},
		{"1%($i-7)", "division by zero"},
		{"16G*1G*$i", "the result is too large"},
	};
	struct expr expr;
	struct expr_error error;
	uint64_t value = 42;

	for (size_t i = 0; i < COUNT(cases); i++) {
		ck_assert(expr_parse(cases[i].text, &scope, &expr, &error));
		ck_assert(!expr_eval(&expr, counters, &value));
		ck_assert_uint_eq(value, 42);
		ck_assert_pstr_eq(expr_problem(&expr, counters), cases[i].problem);
	}
}
END_TEST

START_TEST(test_many_counters_fit_into_a_hint)
{
	struct scope full = {.count = EXPR_MAX_COUNTERS};
	char names[EXPR_MAX_COUNTERS][NAME_MAX_BYTES + 1];
	struct expr expr;
	struct expr_error error;

	for (unsigned i = 0; i < EXPR_MAX_COUNTERS; i++) {
		snprintf(names[i], sizeof names[i], "counter_with_a_very_long_name_%u", i);
		full.names[i] = names[i];
	}
	ck_assert(!expr_parse("$k", &full, &expr, &error));
	ck_assert_uint_lt(strlen(error.hint), sizeof error.hint);
}
END_TEST

static const struct {
	const char *text, *spelled;
} names[] = {
	{"a", "a"},
	{"_x1", "_x1"},
	{"b$i", "b7"},
	{"row$(i)x", "row7x"},
	{"b$i.$row", "b7.3"},
	{"b$(i)$(row)", "b73"},
	{"a-b/c+d=e", "a-b/c+d=e"},
	{"\xe5\x9d\x97$i", "\xe5\x9d\x97"
			   "7"},
	{"a$i\xe5\x9d\x97", "a7\xe5\x9d\x97"},
	{"\xc3\xa9t\xc3\xa9", "\xc3\xa9t\xc3\xa9"},
};

START_TEST(test_names)
{
	struct name name;
	struct expr_error error = {.what = "none"};
	char buffer[NAME_MAX_BYTES + 1];

	ck_assert_msg(name_parse(names[_i].text, &scope, &name, &error), "%s: %s", names[_i].text,
		      error.what);
	ck_assert(name_format(&name, counters, buffer));
	ck_assert_str_eq(buffer, names[_i].spelled);
}
END_TEST

static const struct fault bad_names[] = {
	{"", "the name is empty", 0, "for example"},
	{"1a", "a name begins with a letter or '_'", 0, "a1a"},
	{"-a", "a name begins with a letter or '_'", 0, "for example"},
	{"$i", "a name does not begin with a counter", 0, "b$i"},
	{"a b", "a blank in a name", 1, "_"},
	{"a\tb", "a blank in a name", 1, "_"},
	{"a\xc2\xa0"
	 "b",
	 "a blank in a name", 1, "_"},
	{"a\xe3\x80\x80", "a blank in a name", 1, "_"},
	{"a:b", "a character that names cannot have", 1, "letters"},
	{"a,b", "a character that names cannot have", 1, "letters"},
	{"a\xef\xbc\x8c"
	 "b",
	 "a character that names cannot have", 1, "letters"},
	{"a[1]", "a character that names cannot have", 1, "letters"},
	{"b{i}", "a character that names cannot have", 1, "letters"},
	{"a\x1b[m", "a control character", 1, "remove"},
	{"a\x7f", "a control character", 1, "remove"},
	{"a\xff", "a byte that is no UTF-8 in a name", 1, "UTF-8"},
	{"a\xe2\x80\xae", "which changes the direction of text", 1, "remove"},
	{"a\xd8\x9c", "which changes the direction of text", 1, "remove"},
	{"a\xc2\xad", "which is invisible", 1, "remove"},
	{"a\xe2\x80\x8b", "which is invisible", 1, "remove"},
	{"a\xe2\x80\xa8", "which ends a line", 1, "remove"},
	{"a\xef\xbf\xbf", "which is no character", 1, "remove"},
	{"a$", "a counter's name is missing after '$'", 1, "$i"},
	{"a$k", "no enclosing loop has this counter", 1, "$i, $row"},
	{"a$ix", "no enclosing loop has this counter", 1, "$(i)x"},
	{"a$(i", "')' is missing after the counter's name", 1, "$(i)"},
	{"a$i.$i.$i.$i.$i", "the name has too many parts", 12, "fewer counters"},
	{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "the name is too long",
	 NAME_MAX_BYTES, "63"},
};

START_TEST(test_bad_names)
{
	const struct fault *fault = &bad_names[_i];
	struct name name;
	struct expr_error error = {.what = "none"};

	check_fault(fault, name_parse(fault->text, &scope, &name, &error), &error);
}
END_TEST

START_TEST(test_a_hidden_character_is_named)
{
	struct name name;
	struct expr_error error;

	ck_assert(!name_parse("a\xe2\x80\xae", &scope, &name, &error));
	ck_assert_uint_eq(error.character, 0x202e);
	ck_assert(!name_parse("a b", &scope, &name, &error));
	ck_assert_uint_eq(error.character, 0);
}
END_TEST

START_TEST(test_clean_names)
{
	ck_assert(name_is_clean("b$i"));
	ck_assert(name_is_clean("b$(row)_$k")); /* whatever counters there are */
	ck_assert(name_is_clean("\xe5\x9d\x97"));
	ck_assert(!name_is_clean("a b"));
	ck_assert(!name_is_clean("b$i\xe2\x80\xae"));
	ck_assert(!name_is_clean("1a"));
}
END_TEST

START_TEST(test_a_name_may_grow_too_long)
{
	static const uint64_t large[] = {UINT64_MAX, UINT64_MAX};
	char text[NAME_MAX_BYTES + 1], buffer[NAME_MAX_BYTES + 1];
	struct name name;
	struct expr_error error;

	memset(text, 'a', NAME_MAX_BYTES);
	text[NAME_MAX_BYTES] = '\0';
	ck_assert(name_parse(text, &scope, &name, &error));
	ck_assert(name_format(&name, counters, buffer));
	memcpy(text + NAME_MAX_BYTES - 2, "$i", 2);
	ck_assert(name_parse(text, &scope, &name, &error));
	ck_assert(name_format(&name, counters, buffer));
	ck_assert(!name_format(&name, large, buffer));
}
END_TEST

START_TEST(test_counter_names)
{
	static const char *const bad[] = {"", "1i", "a b", "$i", "a-b", "\xe8\xa1\x8c"};
	struct expr_error error;

	ck_assert(counter_check("i", &error));
	ck_assert(counter_check("_row2", &error));
	for (size_t i = 0; i < COUNT(bad); i++)
		ck_assert_msg(!counter_check(bad[i], &error), "'%s' was accepted", bad[i]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("expr");
	TCase *tcase = tcase_create("expr");

	tcase_add_loop_test(tcase, test_numbers, 0, (int)COUNT(numbers));
	tcase_add_loop_test(tcase, test_bad_numbers, 0, (int)COUNT(bad_numbers));
	tcase_add_test(tcase, test_counters_without_a_loop);
	tcase_add_test(tcase, test_the_inner_counter_hides_the_outer_one);
	tcase_add_test(tcase, test_evaluation_can_fail);
	tcase_add_test(tcase, test_many_counters_fit_into_a_hint);
	tcase_add_loop_test(tcase, test_names, 0, (int)COUNT(names));
	tcase_add_loop_test(tcase, test_bad_names, 0, (int)COUNT(bad_names));
	tcase_add_test(tcase, test_a_hidden_character_is_named);
	tcase_add_test(tcase, test_clean_names);
	tcase_add_test(tcase, test_a_name_may_grow_too_long);
	tcase_add_test(tcase, test_counter_names);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
